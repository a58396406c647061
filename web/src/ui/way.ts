/** The order's way: its steps, and how full each one's bar is. Pure. */

/** `asked`: it stands here until somebody decides. */
export type StepState = 'done' | 'now' | 'asked' | 'todo' | 'skipped' | 'failed';

export interface WayStep {
  /** placed, reviewed, allocated, shipped, delivered, settled, serviced: worded as `way.<id>`. */
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
  tone: 'done' | 'late' | 'now' | 'asked' | 'soon' | 'over' | 'todo' | 'failed';
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
    case 'asked':
    case 'now': {
      if (started === null || target === null || target <= started) {
        return { filled: late ? 1 : 0.5, tone: late ? 'over' : step.state, spentSeconds, overSeconds };
      }
      const share = (now - started) / (target - started);
      const early = step.state === 'now' && share >= SOON ? 'soon' : step.state;
      const tone = share > 1 ? 'over' : early;
      return { filled: Math.min(1, Math.max(LEAST, share)), tone, spentSeconds, overSeconds };
    }
  }
}

/** A step as the server tells it: when it was reached and by when it should be. */
export interface ToldStep {
  step: string;
  state: 'done' | 'current' | 'waiting' | 'late' | 'stuck' | 'skipped';
  at?: string | null | undefined;
  by?: string | null | undefined;
  target?: string | null | undefined;
}

const TOLD: Record<ToldStep['state'], StepState> = {
  done: 'done',
  current: 'now',
  late: 'now',
  stuck: 'asked',
  waiting: 'todo',
  skipped: 'skipped',
};

/** The server's steps for the strip: each begins where the one before was reached. */
export function wayOf(steps: ToldStep[]): WayStep[] {
  return steps.map((step, index) => ({
    id: step.step,
    state: TOLD[step.state],
    // The first step is a moment, not a span.
    startedAt: (index === 0 ? step.at : steps[index - 1]?.at) ?? null,
    doneAt: step.at ?? null,
    targetAt: step.target ?? null,
    who: step.by ?? null,
  }));
}
