import { describe, expect, it } from 'vitest';
import { EMPTY_HEAD, type OrderView, askableLines, entryOf, fitsNumber, fitsQty, fitsUnit, orderHead, orderOf, splitPercent, splitQty } from './entry';
import { type GridShape, type GridState, gridReducer, startGrid } from '@/ui/grid/grid';

const TODAY = '2026-11-25';
const SHAPES: GridShape[] = [
  { id: 'sku', title: '货号', kind: 'lookup', required: true, aliases: ['SKU'] },
  { id: 'name', title: '名称', kind: 'readonly' },
  { id: 'qty', title: '数量', kind: 'decimal', required: true, fits: fitsQty, split: splitQty },
  { id: 'uom', title: '单位', kind: 'text', stop: false, fits: fitsUnit },
  { id: 'price', title: '单价', kind: 'decimal', stop: false, fits: fitsNumber },
  { id: 'discount', title: '折扣 %', kind: 'decimal', stop: false, fits: fitsNumber, split: splitPercent },
  { id: 'note', title: '备注', kind: 'text', stop: false },
];

const pasted = (text: string, state: GridState = startGrid(SHAPES)) => gridReducer(state, { type: 'paste', text, today: TODAY });
const lines = (state: GridState) => askableLines(state.rows).map(({ line }) => line);

describe('a pasted block', () => {
  it('without heads is SKU, quantity, unit, price', () => {
    expect(lines(pasted('A1\t2\t箱\t3.5\nA2\t1,000'))).toEqual([
      { sku: 'A1', qty: '2', uom: '箱', price: '3.5' },
      { sku: 'A2', qty: '1000' },
    ]);
  });
  it('leaves a name between code and quantity out', () => {
    const state = pasted('A1\t保温杯\t2\nA2\t杯\t3');
    expect(lines(state)).toEqual([{ sku: 'A1', qty: '2' }, { sku: 'A2', qty: '3' }]);
    expect(state.pasted).toEqual({ lines: 2, dropped: 2 });
  });
  it('passes the unit by where a price follows the quantity', () => {
    expect(lines(pasted('A1\t2\t3.5\t5%'))).toEqual([{ sku: 'A1', qty: '2', price: '3.5', discount: '0.05' }]);
  });
  it('reads unit and quantity out of one cell', () => {
    expect(lines(pasted('SKU\t数量\nA1\t2箱\nA2\t１２ 件'))).toEqual([
      { sku: 'A1', qty: '2', uom: '箱' },
      { sku: 'A2', qty: '12', uom: '件' },
    ]);
  });
  it('can be undone at once', () => {
    expect(lines(gridReducer(pasted('A1\t2\nA2\t3'), { type: 'undo' }))).toEqual([]);
  });
});

describe('typing a quantity with its unit', () => {
  const typed = (text: string) => {
    const at = gridReducer(startGrid(SHAPES), { type: 'goto', at: { row: 0, col: 2 } });
    return gridReducer(gridReducer(at, { type: 'draft', text }), { type: 'commit', move: 'next' }, TODAY).rows[0]?.cells;
  };
  it('fills both cells', () => {
    expect(typed('2箱')).toEqual({ qty: { text: '2' }, uom: { text: '箱' } });
    expect(typed('3.5 kg')).toEqual({ qty: { text: '3.5' }, uom: { text: 'kg' } });
    expect(typed('12')).toEqual({ qty: { text: '12' } });
  });
});

describe('an order being typed', () => {
  const customer = { value: 'cus_1', label: 'Acme' };
  it('asks about the lines that are whole, and knows where they stand', () => {
    const state = pasted('A1\t2\nA2\nA3\tmany\n\t4\nA5\t1');
    expect(askableLines(state.rows).map(({ place, line }) => `${String(place)} ${line.sku}`)).toEqual(['0 A1', '4 A5']);
  });
  it('is sent whole, with what was typed and nothing else', () => {
    const head = { ...EMPTY_HEAD, customer, requestedOn: '2026-12-01', note: 'soon' };
    expect(orderOf(head, pasted('A1\t2').rows)).toEqual({ customer: 'cus_1', note: 'soon', requested_on: '2026-12-01', lines: [{ sku: 'A1', qty: '2' }] });
    expect(orderHead(EMPTY_HEAD)).toBeNull();
    expect(orderOf(EMPTY_HEAD, [])).toBeNull();
  });
  it('comes back from a stored draft as it was typed', () => {
    const line = { sku_id: 'sku_1', sku: 'A1', name: 'Cup', uom: 'pc', entered_qty: '2', entered_uom: 'box', price: '5', discount: '0.05', note: '', price_trace: [{ rule: 'list_price' }, { rule: 'manual' }] };
    const order = { customer_id: 'cus_1', customer_code: 'C1', customer_name: 'Acme', receiver: 'R', phone: '1', address: 'A', requested_on: null, warehouse_id: 'whs_1', note: 'n', lines: [line] };
    const { head, rows } = entryOf(order as unknown as OrderView);
    expect(head.customer?.value).toBe('cus_1');
    expect(lines(startGrid(SHAPES, rows))).toEqual([{ sku: 'sku_1', qty: '2', uom: 'box', price: '5', discount: '0.05' }]);
  });
});
