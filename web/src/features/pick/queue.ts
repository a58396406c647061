/**
 * What was scanned and not yet answered: sent one after another, in order, and again until answered.
 * It is kept in this browser, so that a reload or a lost network loses nothing; each entry carries its
 * own key, so that the server counts none twice.
 */
import { asProblem } from '@/api/problem';

export interface Job {
  key: string;
  kind: 'scan' | 'undo';
  code: string;
  qty: string;
  lot: string;
}

export interface Queue {
  add: (job: Job) => void;
  waiting: () => number;
  offline: () => boolean;
  /** Sends what waits, and what is added from now on. */
  start: () => void;
  stop: () => void;
}

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 5_000;

/** Not an answer: the network or the server was away, or who sends is no longer logged in. */
function isLost(error: unknown): boolean {
  const { status } = asProblem(error);
  return status === 0 || status >= 500 || status === 401 || status === 429;
}

const place = (id: string) => `shundan.pick.waiting.${id}`;

function kept(id: string): Job[] {
  try {
    return JSON.parse(localStorage.getItem(place(id)) ?? '[]') as Job[];
  } catch {
    return [];
  }
}

function keep(id: string, jobs: Job[]): void {
  try {
    if (jobs.length === 0) localStorage.removeItem(place(id));
    else localStorage.setItem(place(id), JSON.stringify(jobs));
  } catch {
    // Without a store the queue lives as long as the page.
  }
}

export function openQueue<A>(id: string, send: (job: Job) => Promise<A>, answered: (job: Job, answer: A) => void, refused: (job: Job, error: unknown) => void, changed: () => void): Queue {
  const jobs = kept(id);
  let running = false;
  let offline = false;
  let stopped = true;
  let wake: (() => void) | undefined;
  const online = () => wake?.();

  const pause = (ms: number) =>
    new Promise<void>((resume) => {
      const timer = setTimeout(resume, ms);
      wake = () => {
        clearTimeout(timer);
        resume();
      };
    });

  const done = () => {
    jobs.shift();
    keep(id, jobs);
  };

  const run = async () => {
    if (running) return;
    running = true;
    let wait = FIRST_WAIT_MS;
    for (;;) {
      const [job] = jobs;
      if (!job || stopped) break;
      try {
        const answer = await send(job);
        offline = false;
        wait = FIRST_WAIT_MS;
        done();
        if (!stopped) answered(job, answer);
      } catch (error) {
        if (isLost(error)) {
          offline = true;
          changed();
          await pause(wait);
          wait = Math.min(wait * 2, LONGEST_WAIT_MS);
          continue;
        }
        offline = false;
        done();
        if (!stopped) refused(job, error);
      }
      changed();
    }
    running = false;
  };
  return {
    start() {
      stopped = false;
      window.addEventListener('online', online);
      void run();
    },
    add(job) {
      jobs.push(job);
      keep(id, jobs);
      void run();
    },
    waiting: () => jobs.length,
    offline: () => offline,
    stop() {
      stopped = true;
      window.removeEventListener('online', online);
      wake?.();
    },
  };
}
