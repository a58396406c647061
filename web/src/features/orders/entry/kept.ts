/**
 * What is typed is kept in this browser until it is saved: one entry of the store for each order being
 * typed, so that windows beside one another never write over each other's.
 */
import { EMPTY_HEAD, type EntryHead } from '@/features/orders/entry/entry';
import { type Cell, type GridState, cellOf, isBlank } from '@/ui/grid/grid';

export interface Kept {
  id: string;
  /** When it was last typed at. */
  at: string;
  head: EntryHead;
  rows: Record<string, Cell>[];
}

/** Whose, and of what: `new`, or the id of the draft that is edited. */
export interface Scope {
  user: string;
  subject: string;
}

const PREFIX = 'shundan.entry';
/** More than these nobody comes back to; the oldest goes. */
const KEPT_MAX = 10;

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const keyOf = (scope: Scope, id: string) => [PREFIX, scope.user, scope.subject, id].join('/');

/** Lines as cells, with the word that is being typed. */
export function rowsToKeep(state: Pick<GridState, 'rows' | 'at' | 'draft' | 'shapes'>): Record<string, Cell>[] {
  const rows = state.rows.map((row, index) => {
    const column = state.shapes[state.at.col]?.id;
    if (index !== state.at.row || state.draft === null || column === undefined) return row;
    return { ...row, cells: { ...row.cells, [column]: { ...cellOf(row, column), text: state.draft } } };
  });
  return rows.filter((row) => !isBlank(row)).map((row) => row.cells);
}

/** Nothing but a warehouse that was proposed is not worth offering. */
export function isWorthKeeping(head: EntryHead, rows: Record<string, Cell>[]): boolean {
  return rows.length > 0 || head.customer !== null || head.note !== '' || head.shipTo !== null;
}

/** What was kept, the newest first. What cannot be read is none of ours. */
export function keptEntries(store: Store, scope: Scope): Kept[] {
  const start = keyOf(scope, '');
  const found: Kept[] = [];
  for (let index = 0; index < store.length; index += 1) {
    const key = store.key(index);
    if (key?.startsWith(start) !== true) continue;
    try {
      const kept = JSON.parse(store.getItem(key) ?? '') as Kept;
      if (Array.isArray(kept.rows) && typeof kept.at === 'string') found.push({ ...kept, head: { ...EMPTY_HEAD, ...kept.head } });
    } catch {
      continue;
    }
  }
  return found.sort((a, b) => b.at.localeCompare(a.at));
}

/** Keeps it; `false` when the browser would not. */
export function keep(store: Store, scope: Scope, kept: Kept): boolean {
  try {
    store.setItem(keyOf(scope, kept.id), JSON.stringify(kept));
  } catch {
    return false;
  }
  for (const old of keptEntries(store, scope).slice(KEPT_MAX)) forget(store, scope, old.id);
  return true;
}

export function forget(store: Store, scope: Scope, id: string): void {
  store.removeItem(keyOf(scope, id));
}
