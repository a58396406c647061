import { describe, expect, it } from 'vitest';
import { parseDay } from './day';
import { type GridAction, type GridShape, type GridState, cellOf, filledRows, gridProblems, gridReducer, pendingTexts, startGrid } from './grid';
import { parseTsv } from './tsv';

const TODAY = '2026-11-25';
const SHAPES: GridShape[] = [
  { id: 'sku', title: '商品', kind: 'lookup', aliases: ['货号'], required: true, fill: () => ({ uom: '个' }) },
  { id: 'name', title: '品名', kind: 'readonly' },
  { id: 'qty', title: '数量', kind: 'decimal', required: true, scale: 3 },
  { id: 'uom', title: '单位', kind: 'text', stop: false },
  { id: 'on', title: '交期', kind: 'date' },
];
const A101 = { value: 'sku_1', code: 'A101', label: '保温杯' };

function run(state: GridState, ...actions: GridAction[]): GridState {
  return actions.reduce((now, action) => gridReducer(now, action, TODAY), state);
}
const type = (text: string, move: 'next' | 'down' | 'stay' = 'next'): GridAction[] => [{ type: 'draft', text }, { type: 'commit', move }];
const texts = (state: GridState) => filledRows(state.rows).map(({ row }) => SHAPES.map((shape) => cellOf(row, shape.id).text).join('|'));

describe('the entry grid', () => {
  const start = startGrid(SHAPES);

  it('is typed through with Enter: stops in turn, then a new line', () => {
    let state = run(start, { type: 'draft', text: 'a1' }, { type: 'commit', move: 'next', option: A101 });
    expect(state.at).toEqual({ row: 0, col: 2 });
    state = run(state, ...type('１，２００．５'));
    expect(state.at).toEqual({ row: 0, col: 4 });
    state = run(state, ...type('12-1'));
    expect(state.at).toEqual({ row: 1, col: 0 });
    expect(texts(state)).toEqual(['A101||1200.5|个|2026-12-01']);
    expect(gridProblems(SHAPES, state.rows)).toEqual([]);
  });
  it('goes back, sideways and up without leaving the grid', () => {
    const state = run(start, ...type('x'), ...type('1'), ...type('+3'));
    expect(run(state, { type: 'commit', move: 'prev' }).at).toEqual({ row: 0, col: 4 });
    expect(run(state, { type: 'commit', move: 'up' }).at).toEqual({ row: 0, col: 0 });
    expect(run(state, { type: 'commit', move: 'right' }).at).toEqual({ row: 1, col: 2 });
    expect(run(start, { type: 'commit', move: 'left' }).at).toEqual({ row: 0, col: 0 });
    expect(run(start, { type: 'commit', move: 'down' }).at).toEqual({ row: 0, col: 0 });
    expect(run(start, { type: 'goto', at: { row: 9, col: 2 } }).at).toEqual({ row: 0, col: 2 });
    expect(run(start, { type: 'goto', at: { row: 0, col: 1 } }).at).toEqual({ row: 0, col: 0 });
  });
  it('takes a block from a spreadsheet and adds the lines it needs', () => {
    const state = run(start, { type: 'paste', text: 'A101\t2\t箱\t2026/12/1\nB20\t1,000\t\t\n', today: TODAY });
    expect(texts(state)).toEqual(['A101||2|箱|2026-12-01', 'B20||1000||']);
    expect(state.rows).toHaveLength(3);
    expect(state.pasted).toEqual({ lines: 2, dropped: 0 });
    expect(pendingTexts(state.rows, 'sku')).toEqual(['A101', 'B20']);
  });
  it('goes by the heads when the block has them, whatever their order', () => {
    const state = run(start, { type: 'paste', text: '数量\t货号\t颜色\n3\tA101\t红', today: TODAY });
    expect(texts(state)).toEqual(['A101||3||']);
    expect(state.pasted).toEqual({ lines: 1, dropped: 1 });
  });
  it('marks what the lookup does not know, and clears the mark when it is retyped', () => {
    let state = run(start, { type: 'paste', text: 'A101\t1\nZZ\t1', today: TODAY }, { type: 'resolve', column: 'sku', found: { A101, ZZ: null } });
    expect(gridProblems(SHAPES, state.rows)).toEqual([{ row: 1, column: 'sku', code: 'unknown', params: { text: 'ZZ' } }]);
    expect(cellOf(state.rows[0], 'uom').text).toBe('个');
    state = run(state, { type: 'goto', at: { row: 1, col: 0 } }, ...type('A101', 'stay'));
    expect(gridProblems(SHAPES, state.rows)).toEqual([]);
    expect(pendingTexts(state.rows, 'sku')).toEqual(['A101']);
  });
  it('tells every wrong cell with its place', () => {
    const state = run(start, { type: 'paste', text: 'A101\tmany\t\t2026-02-30\n\t1.2345', today: TODAY });
    expect(gridProblems(SHAPES, state.rows).map(({ row, column, code }) => `${String(row)} ${column} ${code}`)).toEqual([
      '0 qty number', '0 on date', '1 sku required', '1 qty places',
    ]);
  });
  it('undoes and redoes typing, pasting and removing', () => {
    let state = run(start, ...type('A'), ...type('1'), { type: 'paste', text: 'x\ty\nz', today: TODAY }, { type: 'remove', row: 0 });
    const end = texts(state);
    state = run(state, { type: 'undo' }, { type: 'undo' });
    expect(texts(state)).toEqual(['A||1||']);
    state = run(state, { type: 'undo' }, { type: 'undo' }, { type: 'undo' });
    expect(texts(state)).toEqual([]);
    state = run(state, { type: 'redo' }, { type: 'redo' }, { type: 'redo' }, { type: 'redo' });
    expect(texts(state)).toEqual(end);
    expect(run(state, { type: 'draft', text: 'half' }, { type: 'undo' }).draft).toBeNull();
  });
  it('keeps one empty line whatever is removed', () => {
    let state = run(start, ...type('A'), { type: 'remove', row: 0 });
    expect(state.rows).toHaveLength(1);
    state = run(state, { type: 'remove', row: 0 });
    expect(state.rows).toHaveLength(1);
  });
  it('copies the cell above', () => {
    const state = run(start, ...type('A', 'down'), { type: 'commit', move: 'down' }, { type: 'copyAbove' });
    expect(texts(state)).toEqual(['A||||', 'A||||']);
  });
  it('does not remember what did not change', () => {
    const state = run(start, ...type(''), { type: 'commit', move: 'next' });
    expect(state.past).toEqual([]);
  });
});

describe('a block from Excel', () => {
  it('is cells, quotes, and line ends of every kind', () => {
    expect(parseTsv('a\tb\r\nc\t"d\ne"\r\n')).toEqual([['a', 'b'], ['c', 'd\ne']]);
    expect(parseTsv('"say ""hi"""\tx')).toEqual([['say "hi"', 'x']]);
    expect(parseTsv('12" pipe\t"')).toEqual([['12" pipe', '"']]);
    expect(parseTsv('"a" b\tc')).toEqual([['"a" b', 'c']]);
    expect(parseTsv('\n\n')).toEqual([]);
    expect(parseTsv('a\n\nb')).toEqual([['a'], [''], ['b']]);
  });
});

describe('a day', () => {
  it('is read as clerks write it', () => {
    const days = ['2026-11-25', '2026/1/5', '20260105', '2026年1月5日', '12-1', '1201', '1/15', '+10'];
    expect(days.map((text) => parseDay(text, TODAY))).toEqual([
      '2026-11-25', '2026-01-05', '2026-01-05', '2026-01-05', '2026-12-01', '2026-12-01', '2027-01-15', '2026-12-05',
    ]);
    expect(['2026-02-30', '13-1', 'soon', ''].map((text) => parseDay(text, TODAY))).toEqual([null, null, null, null]);
  });
});
