import { expect, it } from 'vitest';
import { type Counted, type PickLine, type PickView, currentStop, guess, linesNow, progress, qtyOf, readEntry, stopsNow, typedByScanner } from './station';

const line = (id: string, sku: string, qty: string, picked = '0', lot = ''): PickLine => ({
  id, line_no: 1, origin: '', sku_id: sku, sku, name: sku, uom: '瓶', lot, qty, qty_picked: picked, qty_short: '0', qty_shipped: '0',
  qty_delivered: '0', qty_refused: '0', qty_restocked: '0', refused_reason: '',
});
const stop = (of: string, location: string, qty: string) => ({
  line_id: of, line_no: 1, sku_id: 'A', sku: 'A', name: 'A', uom: '瓶', location, lot: '', qty, qty_wanted: qty, qty_picked: '0', qty_short: '0', barcodes: [],
});
const view = (lines: PickLine[], revision = 5): PickView => ({
  id: 's', number: 'SH-1', order_number: 'SO-1', receiver: '', address: '', carrier: '', tracking_number: '', note: '', state: 'picking', revision,
  stops: [stop('l1', 'A-01', '2'), stop('l1', 'B-01', '3')], lines, allowed_actions: [],
  codes: [{ code: 'A', sku_id: 'A', qty: '1' }, { code: '690', sku_id: 'A', qty: '24' }, { code: 'B', sku_id: 'B', qty: '1' }, { code: 'L', sku_id: 'L', qty: '1' }],
});
const say = (v: PickView, code: string, times = '1', lot = '', counted: Counted[] = []) => {
  const found = guess(v, counted, code, qtyOf(times), lot);
  if (found.kind === 'right') return found.takes.map((take) => `${take.line} ${String(take.qty / qtyOf('1'))}`).join(', ');
  return found.kind === 'lot' ? `lot ${found.lots.join(' ')}` : 'ask';
};

it('is certain only of what fits', () => {
  const v = view([line('l1', 'A', '5'), line('l2', 'A', '30'), line('l3', 'L', '2', '0', 'X1')]);
  expect(say(v, 'A')).toBe('l1 1');
  expect(say(v, '690')).toBe('l1 5, l2 19');
  expect(say(v, '690', '2')).toBe('ask');
  expect(say(v, 'B')).toBe('ask');
  expect(say(v, 'nobody')).toBe('ask');
  expect(say(v, 'L')).toBe('lot X1');
  expect(say(v, 'L', '1', 'X1')).toBe('l3 1');
  expect(say(v, 'L', '1', 'X2')).toBe('ask');
});

it('counts what is on its way once, until the view shows it', () => {
  const v = view([line('l1', 'A', '5', '1')]);
  const counted: Counted[] = [
    { key: 'seen', takes: [{ line: 'l1', qty: qtyOf('1') }], revision: 5 },
    { key: 'told', takes: [{ line: 'l1', qty: qtyOf('1') }], revision: 6 },
    { key: 'sent', takes: [{ line: 'l1', qty: qtyOf('2') }] },
  ];
  expect(linesNow(v, counted)).toMatchObject([{ picked: qtyOf('4'), left: qtyOf('1') }]);
  expect(say(v, 'A', '2', '', counted)).toBe('ask');
  expect(stopsNow(v, counted).map(({ left }) => left / qtyOf('1'))).toEqual([0n, 2n]);
  expect(currentStop(stopsNow(v, counted), 'l1 A-01 ')?.stop.location).toBe('B-01');
  expect(progress(linesNow(v, counted))).toEqual({ done: qtyOf('4'), all: qtyOf('5'), linesLeft: 1 });
});

it('reads what was typed and what was scanned', () => {
  const read = (text: string, byScanner = false) => {
    const entry = readEntry(text, byScanner, (one) => one === '100');
    return entry.kind === 'code' ? `${entry.times}>${entry.code}` : entry.kind === 'nothing' ? '' : `${entry.kind} ${entry.qty}`;
  };
  expect([read('12'), read('12x'), read('12×'), read('3*6901'), read(' 6901234567892 '), read('100'), read('')]).toEqual([
    'number 12', 'times 12', 'times 12', '3>6901', '>6901234567892', '>100', '',
  ]);
  expect(read('12', true)).toBe('>12');
  expect(read('0')).toBe('>0');
});

it('tells a scanner from a hand', () => {
  expect(typedByScanner([0, 8, 15, 24, 30])).toBe(true);
  expect(typedByScanner([0, 120, 260, 330])).toBe(false);
  expect(typedByScanner([0, 8])).toBe(false);
});
