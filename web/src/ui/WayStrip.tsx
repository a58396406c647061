/** The way strip: what is done, where the order stands, how long against the target, and who has it. */
import { useTranslation } from 'react-i18next';
import { formatInstant } from '@/lib/format';
import { durationText } from '@/ui/texts';
import { type StepFigures, type WayStep, stepFigures } from '@/ui/way';
import { useNow } from '@/lib/now';
import css from './WayStrip.module.css';

interface WayStripProps {
  steps: WayStep[];
  /** Full at the head of an order; otherwise the thin strip of rows and cards. */
  full?: boolean;
}

export function WayStrip({ steps, full = false }: WayStripProps) {
  const now = useNow();
  return full ? <FullStrip steps={steps} now={now} /> : <ThinStrip steps={steps} now={now} />;
}

/** "Ship: 2 h, 30 min past the target" */
function useSay() {
  const { t } = useTranslation();
  return (step: WayStep, figures: StepFigures) => {
    const word = t(`way.${step.id}`);
    const spent = figures.spentSeconds === null ? '' : ` ${durationText(figures.spentSeconds, t)}`;
    const over =
      figures.overSeconds === null || step.state === 'todo'
        ? ''
        : figures.overSeconds > 0
          ? ` · ${t('way.over', { time: durationText(figures.overSeconds, t) })}`
          : step.state === 'now' || step.state === 'asked'
            ? ` · ${t('way.left', { time: durationText(-figures.overSeconds, t) })}`
            : '';
    const who = step.who == null ? '' : ` · ${step.who}`;
    return `${word}${t('way.colon')}${t(`way.state.${step.state}`)}${spent}${over}${who}`;
  };
}

function ThinStrip({ steps, now }: { steps: WayStep[]; now: number }) {
  const say = useSay();
  const { t } = useTranslation();
  const here = steps.find((step) => step.state === 'now' || step.state === 'asked' || step.state === 'failed');
  const label = here ? say(here, stepFigures(here, now)) : t('way.whole');
  return (
    <span className={css.thin} role="img" aria-label={label}>
      {steps.map((step) => {
        const figures = stepFigures(step, now);
        return (
          <span key={step.id} className={`${css.segment} ${css[figures.tone]}`} title={say(step, figures)}>
            <span className={css.fill} style={{ width: `${String(Math.round(figures.filled * 100))}%` }} />
          </span>
        );
      })}
    </span>
  );
}

function FullStrip({ steps, now }: { steps: WayStep[]; now: number }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    // Focusable, because a narrow screen moves it sideways.
    <ol className={css.full} aria-label={t('way.title')} tabIndex={0}>
      {steps.map((step) => {
        const figures = stepFigures(step, now);
        const late = figures.overSeconds !== null && figures.overSeconds > 0 && step.state !== 'todo';
        return (
          <li
            key={step.id}
            className={`${css.step} ${css[figures.tone]} ${step.state === 'skipped' ? css.skipped : ''}`}
            title={say(step, figures)}
            aria-current={step.state === 'now' || step.state === 'asked' ? 'step' : undefined}
          >
            <span className={css.segment}>
              <span className={css.fill} style={{ width: `${String(Math.round(figures.filled * 100))}%` }} />
            </span>
            <span className={css.word}>{t(`way.${step.id}`)}</span>
            <span className={css.facts}>
              {figures.spentSeconds !== null && durationText(figures.spentSeconds, t)}
              {late && figures.overSeconds !== null && <em className={css.over}>{t('way.over', { time: durationText(figures.overSeconds, t) })}</em>}
              {step.state === 'todo' && step.targetAt != null && <TargetText at={step.targetAt} />}
            </span>
            <span className={css.who}>{step.who}</span>
          </li>
        );
      })}
    </ol>
  );
}

/** A target lies days ahead, not years: without the year it fits under a narrow step. */
function TargetText({ at }: { at: string }) {
  const text = formatInstant(at);
  return (
    <time className="num" dateTime={at} title={text}>
      {text.slice(5)}
    </time>
  );
}
