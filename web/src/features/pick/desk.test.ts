import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Problem } from '@/api/problem';
import { type Desk, type ScanOutcome, type Server, type Shipment, openDesk } from './desk';
import type { Job } from './queue';
import type { PickView } from './station';

const line = (id: string, sku: string, qty: string, lot = '') => ({
  id, line_no: 1, origin: '', sku_id: sku, sku, name: `${sku} name`, uom: '瓶', lot, qty, qty_picked: '0', qty_short: '0', qty_shipped: '0',
  qty_delivered: '0', qty_refused: '0', qty_restocked: '0', refused_reason: '',
});
const VIEW: PickView = {
  id: 's', number: 'SH-1', order_number: 'SO-1', receiver: '', address: '', carrier: '', tracking_number: '', note: '', state: 'picking', revision: 1,
  stops: [], lines: [line('a', 'A', '3'), line('l', 'L', '1', 'X1')], allowed_actions: [],
  codes: [{ code: 'A', sku_id: 'A', qty: '1' }, { code: 'L', sku_id: 'L', qty: '1' }],
};
const outcome = (job: Job, change: Partial<ScanOutcome> = {}): ScanOutcome => ({
  result: 'ok', code: job.code, sku: job.code, name: `${job.code} name`, lot: job.lot, qty: job.qty, line_id: null, line_no: null, lots_expected: [],
  qty_wanted: '3', qty_picked: '1', qty_left: '2', lines_left: 2, state: 'picking', revision: 2, ...change,
});

let sent: Job[] = [];
let heard: string[] = [];
let answer: (job: Job) => Promise<ScanOutcome | Shipment>;
const server: Server = {
  scan: (job) => {
    sent.push(job);
    return answer(job) as Promise<ScanOutcome>;
  },
  undo: (job) => {
    sent.push(job);
    return answer(job) as Promise<Shipment>;
  },
};
const settle = () => vi.advanceTimersByTimeAsync(20_000);

function open(): Desk {
  const desk = openDesk('s', server, (tone) => heard.push(tone), () => undefined);
  desk.setView(VIEW);
  desk.start();
  return desk;
}

beforeEach(() => {
  sent = [];
  heard = [];
  const kept = new Map<string, string>();
  vi.useFakeTimers();
  vi.stubGlobal('localStorage', { getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, v: string) => kept.set(k, v), removeItem: (k: string) => kept.delete(k) });
  vi.stubGlobal('window', { addEventListener: () => undefined, removeEventListener: () => undefined });
  answer = (job) => Promise.resolve(outcome(job));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('is green before the server answers, and counts the scan once', async () => {
  let tell: (() => void) | undefined;
  answer = (job) => new Promise((resume) => (tell = () => resume(outcome(job))));
  const desk = open();
  desk.enter('A', true);
  expect(desk.get().feedback).toMatchObject({ kind: 'right', left: '2' });
  expect(heard).toEqual(['right']);
  await vi.advanceTimersByTimeAsync(0);
  tell?.();
  await settle();
  expect(desk.get()).toMatchObject({ waiting: 0, counted: [{ revision: 2 }], feedback: { kind: 'right', left: '2' } });
  desk.setView({ ...VIEW, revision: 2, lines: [{ ...line('a', 'A', '3'), qty_picked: '1' }] });
  expect(desk.get().counted).toEqual([]);
});

it('turns red when the server says otherwise, and stays red until the next right scan', async () => {
  answer = (job) => Promise.resolve(job.code === 'A' ? outcome(job) : outcome(job, { result: 'wrong_item', sku: 'B', name: 'B name' }));
  const desk = open();
  desk.enter('6901', true);
  await settle();
  expect(desk.get().feedback).toMatchObject({ kind: 'wrong', why: 'wrong_item', scanned: 'B' });
  desk.enter('6902', true);
  expect(desk.get().feedback?.kind).toBe('wrong');
  await settle();
  desk.enter('A', true);
  expect(desk.get().feedback?.kind).toBe('right');
  expect(heard).toEqual(['wrong', 'wrong', 'right']);
});

it('takes back what it was certain of when the server refuses', async () => {
  answer = (job) => Promise.resolve(outcome(job, { result: 'too_many', qty_picked: '3' }));
  const desk = open();
  desk.enter('A', true);
  await settle();
  expect(desk.get()).toMatchObject({ counted: [], feedback: { kind: 'wrong', why: 'too_many' } });
});

it('sends again with the same key when the network was away, in order, also after a reload', async () => {
  let away = true;
  answer = (job) => (away ? Promise.reject(new Problem({ code: 'offline' }, 0)) : Promise.resolve(outcome(job)));
  const desk = open();
  desk.enter('A', true);
  desk.enter('A', true);
  await settle();
  expect(desk.get()).toMatchObject({ waiting: 2, offline: true });
  expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
  desk.close();
  const first = sent[0]?.key;
  sent = [];
  away = false;
  const again = open();
  await settle();
  expect(again.get()).toMatchObject({ waiting: 0, offline: false });
  expect(sent.map(({ key }) => key)).toEqual([first, expect.not.stringMatching(String(first))]);
});

it('takes a number typed after a scan as how many in all, and 2x as how many next', async () => {
  const desk = open();
  desk.enter('A', true);
  desk.enter('3', false);
  await settle();
  expect(sent.map(({ qty }) => qty)).toEqual(['1', '2']);
  const other = open();
  other.enter('2x', false);
  expect(other.get().times).toBe('2');
  other.enter('A', true);
  await settle();
  expect(sent.at(-1)).toMatchObject({ code: 'A', qty: '2' });
});

it('asks for the lot first and sends nothing until it has it', async () => {
  const desk = open();
  desk.enter('L', true);
  expect(desk.get()).toMatchObject({ lotFor: { code: 'L', lots: ['X1'] }, feedback: { kind: 'lot' } });
  expect(sent).toEqual([]);
  desk.enter('X1', true);
  await settle();
  expect(sent).toMatchObject([{ code: 'L', lot: 'X1', qty: '1' }]);
  expect(desk.get().feedback?.kind).toBe('right');
});
