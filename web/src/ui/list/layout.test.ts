import { describe, expect, it } from 'vitest';
import { changeColumn, layoutOf, moveColumn, nextSort, placeColumns, resizeColumn, stepColumn } from './layout';
import type { Column } from './model';

const column = (id: string, extra: Partial<Column<unknown>> = {}): Column<unknown> => ({ id, title: id, width: 100, render: () => id, ...extra });
const COLUMNS = [column('a', { frozen: true }), column('b'), column('c'), column('d', { hidden: true })];
const ids = (layout: { id: string }[]) => layout.map((entry) => entry.id).join('');

describe('columns', () => {
  const layout = layoutOf(COLUMNS, undefined);

  it('stick in order, hidden ones left out', () => {
    const placed = placeColumns(COLUMNS, changeColumn(layout, 'c', { frozen: true }), true);
    expect(placed.map(({ id, left }) => [id, left])).toEqual([['a', 36], ['c', 136], ['b', undefined]]);
  });
  it('move to where the pointer is, and freeze beside frozen ones', () => {
    expect(ids(moveColumn(layout, 'a', 'c'))).toBe('bcad');
    expect(ids(moveColumn(layout, 'c', 'a'))).toBe('cabd');
    expect(moveColumn(layout, 'c', 'a')[0]?.frozen).toBe(true);
    expect(moveColumn(layout, 'a', 'a')).toBe(layout);
    expect(ids(stepColumn(layout, 'a', 1))).toBe('bacd');
    expect(ids(stepColumn(layout, 'a', -1))).toBe('abcd');
  });
  it('keep sensible widths', () => {
    expect(resizeColumn(layout, 'b', 3)[1]?.width).toBe(48);
    expect(resizeColumn(layout, 'b', 120.4)[1]?.width).toBe(120);
  });
  it('take up new columns and forget gone ones', () => {
    const stored = [{ id: 'gone', width: 1, hidden: false, frozen: false }, { id: 'b', width: 77, hidden: false, frozen: false }];
    expect(ids(layoutOf(COLUMNS, stored))).toBe('bacd');
    expect(layoutOf(COLUMNS, stored)[0]?.width).toBe(77);
  });
  it('sort up, down, and as it was', () => {
    expect(['', 'x', '-x', 'y'].map((sort) => nextSort(sort, 'x'))).toEqual(['x', '-x', '', 'x']);
  });
});
