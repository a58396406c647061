import { beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_HEAD } from './entry';
import { type Kept, forget, isWorthKeeping, keep, keptEntries, rowsToKeep } from './kept';
import { gridReducer, startGrid } from '@/ui/grid/grid';

/** A browser's store, which can be full. */
function storeOf() {
  const values = new Map<string, string>();
  return {
    full: false,
    get length() {
      return values.size;
    },
    key: (index: number) => [...values.keys()][index] ?? null,
    getItem: (key: string) => values.get(key) ?? null,
    setItem(key: string, value: string) {
      if (this.full) throw new Error('full');
      values.set(key, value);
    },
    removeItem: (key: string) => void values.delete(key),
  };
}

const SCOPE = { user: 'act_1', subject: 'new' };
const entry = (id: string, at: string): Kept => ({ id, at, head: EMPTY_HEAD, rows: [{ sku: { text: id } }] });

describe('what is typed', () => {
  let store = storeOf();
  beforeEach(() => {
    store = storeOf();
  });

  it('is kept by user and order, the newest first', () => {
    keep(store, SCOPE, entry('a', '2026-11-25T01:00:00Z'));
    keep(store, SCOPE, entry('b', '2026-11-25T02:00:00Z'));
    keep(store, { ...SCOPE, user: 'act_2' }, entry('c', '2026-11-25T03:00:00Z'));
    keep(store, { ...SCOPE, subject: 'ord_1' }, entry('d', '2026-11-25T04:00:00Z'));
    expect(keptEntries(store, SCOPE).map(({ id }) => id)).toEqual(['b', 'a']);
    forget(store, SCOPE, 'b');
    expect(keptEntries(store, SCOPE).map(({ id }) => id)).toEqual(['a']);
  });
  it('takes over what was kept before under the same name', () => {
    keep(store, SCOPE, entry('a', '2026-11-25T01:00:00Z'));
    keep(store, SCOPE, { ...entry('a', '2026-11-25T02:00:00Z'), rows: [] });
    expect(keptEntries(store, SCOPE)).toMatchObject([{ id: 'a', rows: [] }]);
  });
  it('gives the oldest up after ten', () => {
    for (let hour = 10; hour < 22; hour += 1) keep(store, SCOPE, entry(String(hour), `2026-11-25T${String(hour)}:00:00Z`));
    expect(keptEntries(store, SCOPE).map(({ id }) => id)).toEqual(['21', '20', '19', '18', '17', '16', '15', '14', '13', '12']);
  });
  it('survives a full store and what cannot be read', () => {
    keep(store, SCOPE, entry('a', '2026-11-25T01:00:00Z'));
    store.setItem('shundan.entry/act_1/new/x', '{half');
    store.setItem('shundan.entry/act_1/new/y', '{"id":"y"}');
    expect(keptEntries(store, SCOPE).map(({ id }) => id)).toEqual(['a']);
    store.full = true;
    expect(keep(store, SCOPE, entry('b', '2026-11-25T02:00:00Z'))).toBe(false);
  });
  it('includes the word that is not finished', () => {
    let state = startGrid([{ id: 'sku', title: 'SKU', kind: 'text' }, { id: 'qty', title: 'Qty', kind: 'decimal' }]);
    state = gridReducer(gridReducer(state, { type: 'draft', text: 'A1' }), { type: 'commit', move: 'next' });
    expect(rowsToKeep(gridReducer(state, { type: 'draft', text: '1' }))).toEqual([{ sku: { text: 'A1' }, qty: { text: '1' } }]);
    expect(rowsToKeep(state)).toEqual([{ sku: { text: 'A1' } }]);
  });
  it('is worth keeping from the first word', () => {
    expect(isWorthKeeping(EMPTY_HEAD, [])).toBe(false);
    expect(isWorthKeeping({ ...EMPTY_HEAD, warehouse: 'whs_1' }, [])).toBe(false);
    expect(isWorthKeeping({ ...EMPTY_HEAD, note: 'x' }, [])).toBe(true);
    expect(isWorthKeeping(EMPTY_HEAD, [{ sku: { text: 'A' } }])).toBe(true);
  });
});
