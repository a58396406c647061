/** The order's way: its steps, and how full each one's bar is. Pure. */

export type StepState = 'done' | 'now' | 'todo' | 'skipped' | 'failed';

export interface WayStep {
  /** place, review, allocate, ship, deliver, settle, aftersales: worded as `way.<id>`. */
  id: string;
  state: StepState;
  startedAt?: string | null;
  doneAt?: string | null;
  /** When it should be, or should have been, done. */
  targetAt?: string | null;
  who?: string | null;
}

export interface StepFigures {
  /** 0–1: how far towards the target; 1 when done. */
  filled: number;
  tone: 'done' | 'late' | 'now' | 'soon' | 'over' | 'todo' | 'failed';
  spentSeconds: number | null;
  /** Seconds past the target; negative while there is time. */
  overSeconds: number | null;
}

/** From here on "it is getting late" shows, before it is. */
const SOON = 0.75;
/** A step that has just begun still shows where the order stands. */
const LEAST = 0.12;

const ms = (text: string | null | undefined) => (text == null ? null : Date.parse(text));

export function stepFigures(step: WayStep, now: number): StepFigures {
  const started = ms(step.startedAt);
  const ended = ms(step.doneAt);
  const target = ms(step.targetAt);
  const until = ended ?? now;
  const spentSeconds = started === null || step.state === 'todo' ? null : Math.max(0, (until - started) / 1000);
  const overSeconds = target === null ? null : (until - target) / 1000;
  const late = overSeconds !== null && overSeconds > 0;
  switch (step.state) {
    case 'done':
      return { filled: 1, tone: late ? 'late' : 'done', spentSeconds, overSeconds };
    case 'failed':
      return { filled: 1, tone: 'failed', spentSeconds, overSeconds };
    case 'skipped':
    case 'todo':
      return { filled: 0, tone: 'todo', spentSeconds: null, overSeconds: null };
    case 'now': {
      if (started === null || target === null || target <= started) {
        return { filled: late ? 1 : 0.5, tone: late ? 'over' : 'now', spentSeconds, overSeconds };
      }
      const share = (now - started) / (target - started);
      const tone = share > 1 ? 'over' : share >= SOON ? 'soon' : 'now';
      return { filled: Math.min(1, Math.max(LEAST, share)), tone, spentSeconds, overSeconds };
    }
  }
}
