/** Everything that is wrong, at once; each line jumps to its field. */
import { ExclamationCircleFilled } from '@ant-design/icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import css from './ProblemBanner.module.css';

export interface ListedProblem {
  key: string;
  where?: string;
  text: string;
  jump?: () => void;
}

interface ProblemBannerProps {
  /** What was refused as a whole. */
  error?: unknown;
  problems?: ListedProblem[];
}

const FEW = 4;

export function ProblemBanner({ error, problems = [] }: ProblemBannerProps) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const problem = error == null ? undefined : asProblem(error);
  if (!problem && problems.length === 0) return null;
  const shown = all ? problems : problems.slice(0, FEW);
  return (
    <div className={css.banner} role="alert">
      <ExclamationCircleFilled className={css.icon} />
      <div className={css.body}>
        <div className={css.title}>
          {problem?.text ?? t('problem.count', { count: problems.length })}
          {problem?.requestId !== undefined && problem.status >= 500 && (
            <span className={css.quote}>
              {t('common.quote')} <code>{problem.requestId}</code>
            </span>
          )}
        </div>
        {shown.length > 0 && (
          <ul className={css.list}>
            {shown.map((one) => (
              <li key={one.key}>
                <button type="button" className={css.jump} disabled={!one.jump} onClick={one.jump}>
                  {one.where !== undefined && <b>{one.where}</b>}
                  {one.text}
                </button>
              </li>
            ))}
          </ul>
        )}
        {problems.length > shown.length && (
          <button type="button" className={css.more} onClick={() => setAll(true)}>
            {t('problem.more', { count: problems.length - shown.length })}
          </button>
        )}
      </div>
    </div>
  );
}
