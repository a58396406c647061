/** The head of the station: where one is, and what can be switched. */
import { ArrowLeftOutlined, AudioMutedOutlined, SoundOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useStored } from '@/lib/store';
import { muted, play } from '@/features/pick/sound';
import css from './PickHead.module.css';

export function PickHead({ back = false, children }: { back?: boolean; children?: ReactNode }) {
  const { t } = useTranslation();
  const silent = useStored(muted);
  const word = silent ? t('pick.unmute') : t('pick.mute');
  return (
    <header className={css.head}>
      {back && (
        <Link className={css.button} to="/pick" aria-label={t('pick.leave')} title={t('pick.leave')}>
          <ArrowLeftOutlined />
        </Link>
      )}
      <div className={css.what}>{children ?? <h1 className={css.title}>{t('pick.title')}</h1>}</div>
      <button
        type="button"
        className={css.button}
        aria-pressed={silent}
        aria-label={word}
        title={word}
        onClick={() => {
          muted.set(!silent);
          play('right');
        }}
      >
        {silent ? <AudioMutedOutlined /> : <SoundOutlined />}
      </button>
    </header>
  );
}
