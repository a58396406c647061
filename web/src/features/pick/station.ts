/**
 * What the pick station thinks: what a scan is worth before the server says so, what was typed, where
 * to go next. Pure; the server judges in the end.
 */
import type { components } from '@/api/schema';
import { decimalText, parseDecimal } from '@/lib/decimal';

export type PickView = components['schemas']['PickView'];
export type PickLine = PickView['lines'][number];
export type PickStop = PickView['stops'][number];

/** How much of which line a scan took. */
export interface Take {
  line: string;
  qty: bigint;
}

/** A scan that was counted here and may not be in what the server last showed. */
export interface Counted {
  key: string;
  takes: Take[];
  /** The shipment's revision after it; absent while the server has not answered. */
  revision?: number;
}

export const qtyOf = (text: string): bigint => parseDecimal(text) ?? 0n;
export const qtyText = (qty: bigint): string => decimalText(qty);
const ONE = qtyOf('1');

/** Everything counted that the server's view does not show yet. */
export function ahead(view: PickView, counted: Counted[]): Counted[] {
  return counted.filter((one) => one.revision === undefined || one.revision > view.revision);
}

export interface LineNow {
  line: PickLine;
  picked: bigint;
  left: bigint;
}

/** The lines as they are with the scans that are on their way. */
export function linesNow(view: PickView, counted: Counted[]): LineNow[] {
  const extra = new Map<string, bigint>();
  for (const one of ahead(view, counted)) {
    for (const take of one.takes) extra.set(take.line, (extra.get(take.line) ?? 0n) + take.qty);
  }
  return view.lines.map((line) => {
    const picked = qtyOf(line.qty_picked) + (extra.get(line.id) ?? 0n);
    const open = qtyOf(line.qty) - picked;
    const short = qtyOf(line.qty_short);
    return { line, picked, left: open - short > 0n ? open - short : 0n };
  });
}

export interface StopNow {
  stop: PickStop;
  left: bigint;
}

/** The places to go to, in the order of the path, with what is still to take there. */
export function stopsNow(view: PickView, counted: Counted[]): StopNow[] {
  const taken = new Map<string, bigint>();
  for (const one of ahead(view, counted)) {
    for (const take of one.takes) taken.set(take.line, (taken.get(take.line) ?? 0n) + take.qty);
  }
  return view.stops.map((stop) => {
    const wanted = qtyOf(stop.qty);
    const gone = taken.get(stop.line_id) ?? 0n;
    const here = gone < wanted ? gone : wanted;
    taken.set(stop.line_id, gone - here);
    return { stop, left: wanted - here };
  });
}

export type Guess =
  | { kind: 'right'; takes: Take[]; skuId: string; qty: bigint }
  /** Only a lot makes it right; these would do. */
  | { kind: 'lot'; skuId: string; lots: string[] }
  /** Wrong, or not known here: the server says. */
  | { kind: 'ask' };

/** The same measure as the server's, taken here; certain only when everything fits. */
export function guess(view: PickView, counted: Counted[], code: string, times: bigint, lot: string): Guess {
  const known = view.codes.find((one) => one.code === code);
  if (!known) return { kind: 'ask' };
  const ofSku = linesNow(view, counted).filter(({ line }) => line.sku_id === known.sku_id);
  const fitting = ofSku.filter(({ line }) => line.lot === '' || line.lot === lot);
  if (fitting.length === 0 && lot === '' && ofSku.length > 0) {
    return { kind: 'lot', skuId: known.sku_id, lots: [...new Set(ofSku.map(({ line }) => line.lot))] };
  }
  const product = times * qtyOf(known.qty);
  if (product % ONE !== 0n) return { kind: 'ask' };
  const qty = product / ONE;
  let left = qty;
  const takes: Take[] = [];
  for (const { line, picked } of fitting) {
    const free = qtyOf(line.qty) - picked;
    const take = left < free ? left : free;
    if (take <= 0n) continue;
    takes.push({ line: line.id, qty: take });
    left -= take;
  }
  return left === 0n && takes.length > 0 ? { kind: 'right', takes, skuId: known.sku_id, qty } : { kind: 'ask' };
}

export type Entry = { kind: 'nothing' } | { kind: 'times'; qty: string } | { kind: 'number'; qty: string } | { kind: 'code'; code: string; times: string };

/** Longer runs of digits are codes: nobody counts ten thousand pieces by hand. */
const NUMBER = /^\d{1,4}(\.\d{1,3})?$/;

/**
 * What was entered: `12x` (how many the next scan stands for), `12x6901…`, a code, or a bare number,
 * which a person types to say how many of what was just scanned. A scanner never types a bare quantity.
 */
export function readEntry(text: string, byScanner: boolean, isCode: (text: string) => boolean): Entry {
  const clean = text.trim();
  if (clean === '') return { kind: 'nothing' };
  if (isCode(clean)) return { kind: 'code', code: clean, times: '' };
  const [, times, rest] = /^(\d{1,4}(?:\.\d{1,3})?)\s*[x×*]\s*(.*)$/i.exec(clean) ?? [];
  if (times !== undefined && qtyOf(times) > 0n) return rest ? { kind: 'code', code: rest, times } : { kind: 'times', qty: times };
  if (!byScanner && NUMBER.test(clean) && qtyOf(clean) > 0n) return { kind: 'number', qty: clean };
  return { kind: 'code', code: clean, times: '' };
}

/** A wedge scanner types a character every few milliseconds; no hand does. */
const SCANNER_MS = 35;

export function typedByScanner(times: number[]): boolean {
  if (times.length < 4) return false;
  const first = times[0] ?? 0;
  const last = times.at(-1) ?? 0;
  return (last - first) / (times.length - 1) < SCANNER_MS;
}

/** Where one stands: the chosen stop while it is open, else the first that is. */
export function currentStop(stops: StopNow[], chosen: string | undefined): StopNow | undefined {
  const open = stops.filter(({ left }) => left > 0n);
  return open.find(({ stop }) => stopKey(stop) === chosen) ?? open[0];
}

export const stopKey = (stop: PickStop): string => `${stop.line_id} ${stop.location} ${stop.lot}`;

/** Of the whole shipment, for the bar: pieces scanned and wanted. */
export function progress(lines: LineNow[]): { done: bigint; all: bigint; linesLeft: number } {
  let done = 0n;
  let all = 0n;
  for (const { line, picked } of lines) {
    done += picked;
    all += qtyOf(line.qty) - qtyOf(line.qty_short);
  }
  return { done, all, linesLeft: lines.filter(({ left }) => left > 0n).length };
}

/** Two numbers of the same kind look alike but for their digits: `SH-20261124-0042`. */
const shape = (text: string) => text.toUpperCase().replace(/\d/g, '0');

/** Whether a code reads like the number of a shipment or an order rather than of goods. */
export const isDocument = (code: string, view: PickView): boolean =>
  [view.number, view.order_number].some((number) => shape(number) === shape(code.trim()));
