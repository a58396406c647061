/** One line above the grid, always there: how to type, or what is wrong and a way to it. */
import { ExclamationCircleFilled } from '@ant-design/icons';
import { Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Kbd } from '@/ui/Kbd';
import css from './Entry.module.css';

export interface Wrong {
  key: string;
  where: string;
  text: string;
  jump: () => void;
}

export function StatusLine({ wrong, lines, offline }: { wrong: Wrong[]; lines: number; offline: string | undefined }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const first = wrong[0];
  if (offline !== undefined) {
    return (
      <div className={`${css.status} ${css.statusWrong}`} role="status">
        <ExclamationCircleFilled />
        {offline}
      </div>
    );
  }
  if (!first) {
    return (
      <div className={css.status}>
        <span>{t('entry.lines', { count: lines })}</span>
        <span className={css.hints}>
          <Kbd combo="enter" /> {t('entry.hint.enter')}
          <Kbd combo="tab" /> {t('entry.hint.tab')}
          <Kbd combo="mod+d" /> {t('entry.hint.above')}
          <span>{t('entry.hint.unit')}</span>
          <span>{t('entry.hint.paste')}</span>
        </span>
      </div>
    );
  }
  const list = (
    <ul className={css.wrongList}>
      {wrong.map((one) => (
        <li key={one.key}>
          <button
            type="button"
            onClick={() => {
              setOpen(false);
              one.jump();
            }}
          >
            <b>{one.where}</b> {one.text}
          </button>
        </li>
      ))}
    </ul>
  );
  return (
    <div className={`${css.status} ${css.statusWrong}`} role="status">
      <ExclamationCircleFilled />
      <button type="button" className={css.statusJump} onClick={first.jump}>
        <b>{first.where}</b> {first.text}
      </button>
      {wrong.length > 1 && (
        <Popover open={open} onOpenChange={setOpen} trigger="click" content={list} placement="bottomRight">
          <button type="button" className={css.statusMore}>
            {t('problem.count', { count: wrong.length })}
          </button>
        </Popover>
      )}
    </div>
  );
}
