import { describe, expect, it } from 'vitest';
import { comingActions, linesOf, planOf, scanActions } from '@/features/stock/lines';
import { gridReducer, type GridShape, type GridState, startGrid } from '@/ui/grid/grid';

const SHAPES: GridShape[] = [
  { id: 'sku', title: 'SKU', kind: 'lookup' },
  { id: 'lot', title: 'Lot', kind: 'text' },
  { id: 'qty', title: 'Qty', kind: 'decimal' },
];
const cup = { value: 'sku_1', code: 'CUP', label: 'Cup' };
const pan = { value: 'sku_2', code: 'PAN', label: 'Pan' };

const after = (state: GridState, actions: Parameters<typeof gridReducer>[1][]) => actions.reduce((now, action) => gridReducer(now, action), state);
const scan = (state: GridState, option: typeof cup, qty: string) => after(state, scanActions(state.rows, { option, qty }));

describe('lines of goods', () => {
  it('grow by scanning: the same again is one more, another is a new line', () => {
    let state = startGrid(SHAPES, []);
    state = scan(state, cup, '1');
    state = scan(state, cup, '24');
    state = scan(state, pan, '1');
    expect(linesOf(state.rows).map(({ sku, qty }) => `${sku} ${qty}`)).toEqual(['sku_1 25', 'sku_2 1']);
  });

  it('do not add to a line of a lot', () => {
    const state = startGrid(SHAPES, [{ sku: { text: 'CUP', option: cup }, lot: { text: 'L1' }, qty: { text: '5' } }]);
    expect(linesOf(scan(state, cup, '1').rows).map(({ lot, qty }) => `${lot}:${qty}`)).toEqual(['L1:5', ':1']);
  });

  it('remember the plan they fulfil, once, and only while the SKU is the same', () => {
    let state = startGrid(SHAPES, []);
    const coming = { id: 'row_9', option: cup, qty: '50' };
    state = after(state, comingActions(state.rows, coming));
    state = after(state, comingActions(state.rows, coming));
    expect(linesOf(state.rows)).toEqual([{ sku: 'sku_1', lot: '', qty: '50', plan: 'row_9' }]);
    const key = state.rows[0]?.key ?? '';
    state = gridReducer(state, { type: 'set', key, column: 'sku', cell: { text: 'PAN', option: pan } });
    expect(state.rows[0] && planOf(state.rows[0])).toBeNull();
  });
});
