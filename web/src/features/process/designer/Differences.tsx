/** What is different between two states of a process, in words. */
import { useTranslation } from 'react-i18next';
import type { Difference } from '@/features/process/api';
import { useDesk, useWords } from '@/features/process/designer/context';
import { differencesInWords } from '@/features/process/designer/differenceWords';
import css from './Designer.module.css';

const MARK = { added: '+', removed: '−', changed: '±' };

export function Differences({ all }: { all: Difference[] }) {
  const { t } = useTranslation();
  const { tree } = useDesk();
  const words = useWords();
  const said = differencesInWords(all, tree, words);
  if (said.length === 0) return <p className={css.quiet}>{t(all.length === 0 ? 'process.diff.same' : 'process.diff.onlyWays')}</p>;
  return (
    <ul className={css.diff}>
      {said.map(({ element, name, change, what }) => (
        <li key={element} className={css[change]}>
          <span aria-hidden>{MARK[change]}</span> <b>{name}</b> {t(`process.diff.${change}`)}
          {what.length > 0 && (
            <dl>
              {what.map(({ key, before, after }) => (
                <div key={key}>
                  <dt>{key}</dt>
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
