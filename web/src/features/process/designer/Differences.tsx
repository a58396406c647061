/** What is different between two states of a process, in words. */
import { useTranslation } from 'react-i18next';
import type { Difference } from '@/features/process/api';
import css from './Designer.module.css';

const MARK = { added: '+', removed: '−', changed: '±' };

export function Differences({ all }: { all: Difference[] }) {
  const { t } = useTranslation();
  if (all.length === 0) return <p className={css.quiet}>{t('process.diff.same')}</p>;
  return (
    <ul className={css.diff}>
      {all.map(({ element, name, change, what }) => (
        <li key={element} className={css[change]}>
          <span aria-hidden>{MARK[change]}</span> <b>{name || element}</b> {t(`process.diff.${change}`)}
          {what.length > 0 && (
            <dl>
              {what.map(({ key, before, after }) => (
                <div key={key}>
                  <dt>{t(`process.diff.key.${key}`, { defaultValue: key })}</dt>
                  <dd>
                    <del>{before || t('process.nothing')}</del> → <ins>{after || t('process.nothing')}</ins>
                  </dd>
                </div>
              ))}
            </dl>
          )}
        </li>
      ))}
    </ul>
  );
}
