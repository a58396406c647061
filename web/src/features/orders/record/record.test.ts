import { describe, expect, it } from 'vitest';
import type { OrderLine, OrderView } from '@/features/orders/entry/entry';
import { differences } from '@/features/orders/diff';
import { changesOf, wrongEdits } from './amendment';
import { effectOf } from './effect';
import { beyond } from './holdFacts';
import { isAll, mostOf, partsOf, wrongQty } from './parts';
import { layout } from './relations';

const line = (over: Partial<OrderLine>): OrderLine =>
  ({ id: 'l1', line_no: 1, sku: 'A', qty_ordered: '10', qty_cancelled: '0', qty_released: '0', price: '5', discount: '0', requested_on: '2026-12-01', note: '', ...over }) as OrderLine;
const order = (lines: OrderLine[], over: Partial<OrderView> = {}): OrderView =>
  ({ state: 'confirmed', receiver: 'R', phone: '1', address: 'X', note: '', total_amount: '50', lines, ...over }) as OrderView;

const TODAY = '2026-11-25';

describe('an amendment', () => {
  const now = order([line({}), line({ id: 'l2', line_no: 2, sku: 'B', qty_cancelled: '4' })]);
  const changes = (lines: Record<string, object>) => changesOf(now, { lines, shipTo: null }, [], TODAY);
  it('is what was typed and differs', () => {
    expect(changes({ l1: { qty: '10.0', price: '5.00', discount: '', requestedOn: '12-1' }, l2: { qty: '6' } })).toEqual([]);
    expect(changes({ l1: { qty: '12', price: '4.5', discount: '5', requestedOn: '+7' } })).toEqual([
      { action: 'change_qty', line: 'l1', qty: '12' },
      { action: 'change_price', line: 'l1', price: '4.5', discount: '0.05' },
      { action: 'change_date', line: 'l1', requested_on: '2026-12-02' },
    ]);
    expect(changes({ l2: { qty: '7', dropped: true } })).toEqual([{ action: 'drop_line', line: 'l2' }]);
  });
  it('adds lines and moves the address only when it is another', () => {
    const same = { receiver: 'R', phone: '1', address: 'X' };
    expect(changesOf(now, { lines: {}, shipTo: same }, [], TODAY)).toEqual([]);
    expect(changesOf(now, { lines: {}, shipTo: { ...same, phone: '2' } }, [{ sku: 'C', qty: '1' }], TODAY)).toEqual([
      { action: 'add_line', new: { sku: 'C', qty: '1' } },
      { action: 'change_address', ship_to: { ...same, phone: '2' } },
    ]);
  });
  it('says which fields hold no figure', () => {
    const draft = { lines: { l1: { qty: 'x', requestedOn: 'soon' }, l2: { price: 'y', dropped: true } }, shipTo: null };
    expect(wrongEdits(draft, TODAY)).toEqual([{ line: 'l1', field: 'qty' }, { line: 'l1', field: 'requestedOn' }]);
  });
  it('has an effect that is read from the figures kept of it', () => {
    const effect = effectOf({
      total: { before: '226', after: '339' },
      lines: [
        { line_no: 1, sku: 'A', before: { qty: '2', price: '113', discount: '0', requested_on: '2026-12-01' }, after: { qty: '3', price: '113.00', discount: '0', requested_on: '2026-12-03' } },
        { line_no: 2, sku: 'B', before: null, after: { qty: '1', price: '9' } },
      ],
      address: null,
      needs_approval: ['credit_limit'],
    });
    expect(effect.changes.map(({ line: where, label, before, after }) => [where, label, before, after].join('|'))).toEqual([
      '1 A|entry.qty|2|3', '1 A|orders.requestedOn|2026-12-01|2026-12-03', '2 B|order.amend.added||1', '2 B|entry.price||9',
    ]);
    expect([effect.before, effect.after, ...effect.needsApproval]).toEqual(['226', '339', 'credit_limit']);
    expect(effectOf(null)).toEqual({ changes: [], before: '', after: '', needsApproval: [] });
  });
});

describe('parts of an order', () => {
  const now = order([line({ qty_released: '3', qty_cancelled: '1' }), line({ id: 'l2', qty_released: '10' })]);
  const [first] = now.lines;
  it('leave out what the warehouse has in its hands', () => {
    expect(first && mostOf('split', first)).toBe('6');
    expect(partsOf('split', now, { l1: '2', l2: '5' })).toEqual([{ line: 'l1', qty: '2' }]);
    expect(partsOf('split', now, { l1: '0' })).toEqual([]);
  });
  it('are all, or too much', () => {
    expect([isAll('split', now, partsOf('split', now, { l1: '6' })), isAll('split', now, partsOf('split', now, { l1: '5' }))]).toEqual([true, false]);
    expect(first && ['', '6', '7', 'x', '-1'].map((typed) => wrongQty('split', typed, first))).toEqual([null, null, 'tooMuch', 'number', 'number']);
  });
});

describe('two readings of an order', () => {
  it('differ by field and line', () => {
    const before = order([line({}), line({ id: 'l2', line_no: 2, sku: 'B' })]);
    const after = order([line({ id: 'new', qty_ordered: '12' }), line({ id: 'l3', line_no: 3, sku: 'C' })], { note: 'n', total_amount: '60' });
    expect(differences(before, after).map(({ label, line: where = '', before: old, after: now }) => [where, label, old, now].join('|'))).toEqual([
      '|orders.note||n', '|orders.total|50|60', '1 A|entry.qty|10|12', '3 C|entry.qty||10', '2 B|entry.qty|10|',
    ]);
    expect(differences(before, before)).toEqual([]);
  });
});

describe('the map of documents', () => {
  it('puts each one step right of what it came from', () => {
    const document = (id: string, kind: string) => ({ id, kind, number: id, state: 'x' });
    const map = layout({
      documents: [document('o', 'order'), document('s', 'shipment'), document('i', 'invoice'), document('p', 'payment'), document('from', 'order')],
      links: [['from', 'o'], ['o', 's'], ['o', 'i'], ['i', 'p'], ['i', 'unknown']],
    });
    expect(map.nodes.map(({ document: { id }, column, row }) => `${id} ${String(column)} ${String(row)}`)).toEqual(['o 1 0', 'from 0 0', 's 2 0', 'i 2 1', 'p 3 0']);
    expect([map.columns, map.rows, map.links.length]).toEqual([4, 2, 4]);
  });
  it('of one document is one document, and a circle ends', () => {
    const one = { id: 'a', kind: 'order', number: 'a', state: 'x' };
    expect(layout({ documents: [one], links: [] })).toMatchObject({ columns: 1, rows: 1 });
    expect(layout({ documents: [one, { ...one, id: 'b' }], links: [['a', 'b'], ['b', 'a']] }).nodes).toHaveLength(2);
  });
});

describe('a credit hold', () => {
  it('says how far the limit is passed', () => {
    expect([beyond('8000', '6029.56', '52682.46'), beyond('100', '40', '60')]).toEqual(['50712.02', null]);
  });
});
