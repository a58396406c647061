/**
 * The desk of one shipment: hears what is entered, answers at once where it is certain, and puts right
 * what the server says otherwise. Knows no page: components watch it.
 */
import type { components } from '@/api/schema';
import { asProblem } from '@/api/problem';
import { uuid } from '@/lib/uuid';
import { type Job, type Queue, openQueue } from '@/features/pick/queue';
import {
  type Counted, type PickLine, type PickView, type Take, currentStop, guess, linesNow, qtyOf, qtyText, readEntry, stopsNow,
} from '@/features/pick/station';

export type ScanOutcome = components['schemas']['ScanOutcome'];
export type Shipment = components['schemas']['ShipmentView'];

/** What would have been right, as it was when the scan was wrong. */
export interface Wanted {
  sku: string;
  name: string;
  location: string;
  lot: string;
  left: string;
  uom: string;
}

export type Feedback =
  | { kind: 'right'; sku: string; name: string; qty: string; uom: string; left: string }
  | { kind: 'complete' }
  | { kind: 'wrong'; why: string; scanned: string; name: string; qty: string; picked: string; of: string; lots: string[]; wanted: Wanted | undefined }
  | { kind: 'refused'; text: string; scanned: string }
  | { kind: 'checking'; scanned: string }
  | { kind: 'lot'; name: string; lots: string[] }
  | { kind: 'times'; qty: string }
  | { kind: 'undone' };

/** Where a page makes its noises. */
export type Tone = 'right' | 'wrong' | 'ask' | 'done';

export interface DeskState {
  view: PickView | undefined;
  counted: Counted[];
  feedback: Feedback | undefined;
  /** How many the next scan stands for; empty: one. */
  times: string;
  lotFor: { code: string; times: string; name: string; lots: string[] } | undefined;
  /** What was scanned last, for those who type the number afterwards. */
  last: { code: string; lot: string; times: string; name: string } | undefined;
  chosen: string | undefined;
  waiting: number;
  offline: boolean;
}

export interface Server {
  scan: (job: Job) => Promise<ScanOutcome>;
  undo: (job: Job) => Promise<Shipment>;
}

export interface Desk {
  get: () => DeskState;
  watch: (heard: () => void) => () => void;
  setView: (view: PickView) => void;
  /** False when nothing was entered. */
  enter: (text: string, byScanner: boolean) => boolean;
  setTimes: (qty: string) => void;
  undo: () => void;
  choose: (stop: string | undefined) => void;
  /** Forgets half-entered numbers and lots, and the last word. */
  clear: () => void;
  start: () => void;
  close: () => void;
}

const FRESH: DeskState = {
  view: undefined, counted: [], feedback: undefined, times: '', lotFor: undefined, last: undefined, chosen: undefined, waiting: 0, offline: false,
};

export function openDesk(id: string, server: Server, sound: (tone: Tone) => void, stale: () => void): Desk {
  let state = FRESH;
  const listeners = new Set<() => void>();
  const put = (change: Partial<DeskState>) => {
    state = { ...state, ...change };
    listeners.forEach((heard) => heard());
  };
  const queue: Queue = openQueue<ScanOutcome | Shipment>(
    id,
    (job) => (job.kind === 'scan' ? server.scan(job) : server.undo(job)),
    (job, answer) => ('result' in answer ? told(job, answer) : undone(answer)),
    refused,
    () => put({ waiting: queue.waiting(), offline: queue.offline() }),
  );

  function send(job: Job) {
    queue.add(job);
    put({ waiting: queue.waiting() });
  }

  function wanted(): Wanted | undefined {
    const view = state.view;
    const stop = view && currentStop(stopsNow(view, state.counted), state.chosen);
    if (!stop) return undefined;
    const { sku, name, location, lot, uom } = stop.stop;
    return { sku, name, location, lot, uom, left: qtyText(stop.left) };
  }

  function right(line: PickLine, qty: bigint, counted: Counted[]) {
    const view = state.view;
    if (!view) return;
    const lines = linesNow(view, counted);
    const left = lines.filter((one) => one.line.sku_id === line.sku_id).reduce((sum, one) => sum + one.left, 0n);
    const complete = lines.every((one) => one.left === 0n);
    sound(complete ? 'done' : 'right');
    put({
      counted,
      feedback: complete ? { kind: 'complete' } : { kind: 'right', sku: line.sku, name: line.name, qty: qtyText(qty), uom: line.uom, left: qtyText(left) },
    });
  }

  function scan(code: string, times: string, lot: string) {
    const view = state.view;
    if (!view) return;
    const found = guess(view, state.counted, code, qtyOf(times), lot);
    if (found.kind === 'lot') {
      const name = view.lines.find((line) => line.sku_id === found.skuId)?.name ?? code;
      sound('ask');
      put({ lotFor: { code, times, name, lots: found.lots }, feedback: { kind: 'lot', name, lots: found.lots }, times: '' });
      return;
    }
    const key = uuid();
    if (found.kind === 'right') {
      const line = view.lines.find((one) => one.id === found.takes[0]?.line);
      const last = { code, lot, times, name: line?.name ?? code };
      put({ times: '', lotFor: undefined, last });
      if (line) right(line, found.qty, [...state.counted, { key, takes: found.takes }]);
    } else {
      // Only a right scan clears an alarm.
      const alarm = state.feedback?.kind === 'wrong' || state.feedback?.kind === 'refused';
      put({ times: '', lotFor: undefined, last: undefined, ...(alarm ? {} : { feedback: { kind: 'checking', scanned: code } }) });
    }
    send({ key, kind: 'scan', code, qty: times, lot });
  }

  /** Which lines took a scan that only the server could judge. */
  function takesOf(view: PickView, outcome: ScanOutcome): Take[] {
    let left = qtyOf(outcome.qty);
    return linesNow(view, state.counted).flatMap(({ line, picked }) => {
      if (line.sku !== outcome.sku || (line.lot !== '' && line.lot !== outcome.lot)) return [];
      const free = qtyOf(line.qty) - picked;
      const take = left < free ? left : free;
      left -= take;
      return take > 0n ? [{ line: line.id, qty: take }] : [];
    });
  }

  function told(job: Job, outcome: ScanOutcome) {
    const view = state.view;
    const here = state.counted.some((one) => one.key === job.key);
    const others = state.counted.filter((one) => one.key !== job.key);
    if (outcome.result === 'ok') {
      const confirm = (one: Counted) => (one.key === job.key ? { ...one, revision: outcome.revision } : one);
      if (here) put({ counted: state.counted.map(confirm) });
      else if (view) {
        const takes = takesOf(view, outcome);
        const line = view.lines.find((one) => one.id === takes[0]?.line);
        put({ last: { code: job.code, lot: job.lot, times: job.qty, name: outcome.name } });
        if (line) right(line, qtyOf(outcome.qty), [...others, { key: job.key, takes, revision: outcome.revision }]);
      }
      if (queue.waiting() === 0) stale();
      return;
    }
    put({ counted: others, last: undefined });
    if (outcome.result === 'wrong_lot' && job.lot === '') {
      sound('ask');
      const ask = { name: outcome.name, lots: outcome.lots_expected };
      put({ lotFor: { code: job.code, times: job.qty, ...ask }, feedback: { kind: 'lot', ...ask } });
      return;
    }
    sound('wrong');
    put({
      feedback: {
        kind: 'wrong',
        why: outcome.result,
        scanned: outcome.result === 'wrong_lot' ? outcome.lot : outcome.sku || outcome.code,
        name: outcome.name,
        qty: outcome.qty,
        picked: outcome.qty_picked,
        of: outcome.qty_wanted,
        lots: outcome.lots_expected,
        wanted: wanted(),
      },
    });
  }

  function undone(shipment: Shipment) {
    const view = state.view;
    put({
      feedback: { kind: 'undone' },
      last: undefined,
      // The answer shows the lines as they are now; scans it knows of must not be counted beside it.
      counted: state.counted.filter((one) => one.revision === undefined),
      ...(view ? { view: { ...view, lines: shipment.lines, revision: shipment.revision, state: shipment.state, allowed_actions: shipment.allowed_actions } } : {}),
    });
    stale();
  }

  function refused(job: Job, error: unknown) {
    sound('wrong');
    put({
      counted: state.counted.filter((one) => one.key !== job.key),
      last: undefined,
      feedback: { kind: 'refused', text: asProblem(error).text, scanned: job.code },
    });
    stale();
  }

  function number(qty: string) {
    const { last } = state;
    if (!last) {
      put({ times: qty, feedback: { kind: 'times', qty } });
      return;
    }
    const more = qtyOf(qty) - qtyOf(last.times);
    if (more > 0n) {
      scan(last.code, qtyText(more), last.lot);
      if (state.last) put({ last: { ...state.last, times: qty } });
    }
  }

  return {
    get: () => state,
    watch(heard) {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
    setView(view) {
      // An older answer that arrives late must not undo what was told since.
      if (state.view && state.view.revision > view.revision) return;
      put({ view, counted: state.counted.filter((one) => one.revision === undefined || one.revision > view.revision), waiting: queue.waiting() });
    },
    enter(text, byScanner) {
      const isCode = (one: string) => state.view?.codes.some(({ code }) => code === one) === true;
      const { lotFor } = state;
      if (lotFor && text.trim() !== '' && !isCode(text.trim())) {
        scan(lotFor.code, lotFor.times, text.trim());
        return true;
      }
      const entry = readEntry(text, byScanner, isCode);
      if (entry.kind === 'nothing') return false;
      if (entry.kind === 'times') put({ times: entry.qty, feedback: { kind: 'times', qty: entry.qty } });
      else if (entry.kind === 'number') number(entry.qty);
      else scan(entry.code, entry.times || state.times || '1', '');
      return true;
    },
    setTimes: number,
    undo: () => send({ key: uuid(), kind: 'undo', code: '', qty: '', lot: '' }),
    choose: (chosen) => put({ chosen }),
    clear: () => put({ times: '', lotFor: undefined, feedback: undefined, last: undefined }),
    start() {
      queue.start();
      put({ waiting: queue.waiting() });
    },
    close: () => queue.stop(),
  };
}
