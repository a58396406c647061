/** A quiet line while something is fetched. It shows only when the wait is long enough to notice. */
import { useTranslation } from 'react-i18next';
import css from './ProgressLine.module.css';

interface ProgressLineProps {
  /** 0–1 when it is known how far it is. */
  done?: number;
  /** Lies over the top of its (positioned) parent instead of taking room. */
  over?: boolean;
}

export function ProgressLine({ done, over = false }: ProgressLineProps) {
  const { t } = useTranslation();
  const known = done !== undefined;
  return (
    <div
      className={`${css.line} ${over ? css.over : ''} ${known ? '' : css.unknown}`}
      role="progressbar"
      aria-label={t('common.loading')}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(known ? { 'aria-valuenow': Math.round(done * 100) } : {})}
    >
      <div className={css.fill} style={known ? { width: `${String(done * 100)}%` } : undefined} />
    </div>
  );
}
