/** A step of a case: each time it was visited, for how long, by whom, and what was said. */
import { useTranslation } from 'react-i18next';
import { useNow } from '@/lib/now';
import { NameText } from '@/ui/NameText';
import type { CaseView } from '@/ui/process/picture';
import { OutsideCall } from '@/ui/process/OutsideCall';
import { OutcomeText, WhomText } from '@/ui/process/words';
import { durationText, TimeText } from '@/ui/texts';
import css from './ProcessPicture.module.css';

export function StepStory({ found, step, name }: { found: CaseView; step: string; name: string }) {
  const { t } = useTranslation();
  const now = useNow();
  const visits = found.trail.filter((visit) => visit.step === step);
  const standing = found.now.filter((one) => one.step === step);
  const tasks = found.tasks.filter((task) => task.step === step);
  const seconds = (from: string, to: string | null | undefined) => ((to == null ? now : Date.parse(to)) - Date.parse(from)) / 1000;
  return (
    <figcaption className={css.story} role="status">
      <h3 className={css.storyName}>{name}</h3>
      {visits.length === 0 && standing.length === 0 && <p className={css.quiet}>{t('case.notReached')}</p>}
      <ul className={css.visits}>
        {visits.map((visit, index) => (
          <li key={index}>
            <TimeText at={visit.entered_at} /> → {visit.left_at == null ? t('case.mark.now') : <TimeText at={visit.left_at} />}
            <b className="num">{durationText(seconds(visit.entered_at, visit.left_at), t)}</b>
            {visit.by != null && <NameText id={visit.by} />}
          </li>
        ))}
        {standing.map((one) => (
          <li key={one.token} className={one.stuck ? css.stuckText : undefined}>
            {one.stuck ? (
              t('case.mark.stuck')
            ) : (
              one.call == null && (
                <>
                  {t('case.waitsFor')} <WhomText people={one.people} whom={one.whom} />
                </>
              )
            )}
            {one.call != null && <OutsideCall call={one.call} />}
            {one.due_at != null && (
              <span className={css.quiet}>
                {t('case.due')} <TimeText at={one.due_at} />
              </span>
            )}
          </li>
        ))}
        {tasks
          .filter(({ state }) => state === 'done')
          .map((task) => (
            <li key={task.id}>
              <NameText id={task.done_by} /> <OutcomeText outcome={task.outcome} /> <TimeText at={task.done_at} />
              {task.comment !== '' && <q>{task.comment}</q>}
            </li>
          ))}
      </ul>
    </figcaption>
  );
}
