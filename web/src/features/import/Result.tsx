/** How far an import is, and what came of it: rows in are rows accepted and rows reported. */
import { useTranslation } from 'react-i18next';
import { type ImportView, KINDS } from '@/features/import/jobs';
import { speedOf } from '@/features/import/mapping';
import { DropZone } from '@/features/import/UploadBox';
import { formatCount } from '@/lib/format';
import { ProgressLine } from '@/ui/ProgressLine';
import { durationText } from '@/ui/texts';
import css from './Import.module.css';

/** `seenAt` is when the server said so, in milliseconds. */
export function Moving({ job, seenAt }: { job: ImportView; seenAt: number }) {
  const { t } = useTranslation();
  const { rows_total: total, rows_done: done, rows_reported: reported } = job.progress;
  const seconds = job.started_at == null ? 0 : (seenAt - Date.parse(job.started_at)) / 1000;
  const speed = job.state === 'undoing' ? null : speedOf(done, total, seconds);
  const left = speed?.leftSeconds;
  return (
    <section className={css.moving} aria-label={t(`state.import.${job.state}`)} aria-live="polite">
      <div className={css.line}>
        <b>{t(`import.moving.${job.state}`)}</b>
        <span className="num">
          {job.state === 'undoing'
            ? t('import.undoneOf', { done: formatCount(job.progress.undone), all: formatCount(job.progress.created + job.progress.changed) })
            : t('import.rowsOf', { done: formatCount(done), all: formatCount(total) })}
          {reported > 0 && ` · ${t('import.wrongSoFar', { count: reported })}`}
          {speed && ` · ${t('import.rate', { rate: formatCount(Math.round(speed.rate)) })}`}
          {left != null && ` · ${left < 60 ? t('import.secondsLeft', { count: left }) : t('import.timeLeft', { time: durationText(left, t) })}`}
        </span>
      </div>
      <ProgressLine {...(total > 0 && job.state !== 'undoing' ? { done: done / total } : {})} />
      <p className={css.quiet}>{t('import.mayLeave')}</p>
    </section>
  );
}

export function Result({ job }: { job: ImportView }) {
  const { t } = useTranslation();
  const { progress } = job;
  const failure = job.failure as { detail?: string } | null | undefined;
  const dry = job.state === 'checked';
  const figures: [string, number, boolean][] = [
    [t('import.rowsIn'), progress.rows_total, false],
    [t(dry ? 'import.good' : 'import.accepted'), progress.rows_accepted, false],
    [t('import.reported'), progress.rows_reported, progress.rows_reported > 0],
  ];
  const refused: [string, number, boolean] = [t('import.refused'), progress.refused, progress.refused > 0];
  // A dry run makes nothing: only what would be refused is known.
  const made: [string, number, boolean][] = dry
    ? [refused]
    : [
        [t('import.created'), progress.created, false],
        [t('import.changed'), progress.changed, false],
        [t('import.unchanged'), progress.unchanged, false],
        refused,
        ...(progress.undone > 0 ? [[t('import.undone'), progress.undone, false] as [string, number, boolean]] : []),
      ];
  const again = KINDS.includes(job.kind) && progress.rows_reported > 0;
  return (
    <section className={css.result} aria-label={t('import.result')}>
      {failure?.detail !== undefined && <p className={css.failure}>{failure.detail}</p>}
      <p className={progress.rows_reported > 0 ? css.lacking : css.complete}>{t(`import.outcome.${job.state}`, { count: progress.rows_reported })}</p>
      <div className={css.figures}>
        {[...figures, ...made].map(([label, value, bad]) => (
          <div key={label} className={css.figure}>
            <span className={css.label}>{label}</span>
            <b className={`num ${bad ? css.bad : ''}`}>{formatCount(value)}</b>
          </div>
        ))}
      </div>
      {again && (
        <div className={css.correct}>
          <p className={css.steps}>
            {t('import.correct')}{' '}
            <a href={`/api/imports/${job.id}/errors.xlsx`} download>
              {t('import.errorFile', { type: 'XLSX' })}
            </a>{' '}
            <a href={`/api/imports/${job.id}/errors.csv`} download>
              {t('import.errorFile', { type: 'CSV' })}
            </a>
          </p>
          <DropZone kind={job.kind} text={t('import.dropCorrected')} />
        </div>
      )}
    </section>
  );
}
