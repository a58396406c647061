/** The keys of a list: j k ↑ ↓ move, Enter opens, x and space mark, Ctrl A marks all, Esc unmarks. */
import { isPressing, type Shortcuts, useShortcuts } from '@/lib/keys';
import type { Selection } from '@/ui/list/useSelection';

const PAGE = 20;

/** Keys of the page's own, for the row one stands on; while rows are marked a key may be theirs. */
export type RowKeys<T> = Record<string, (row: T, marked: number) => unknown>;

export function useListKeys<T>(rows: T[], rowId: (row: T) => string, selection: Selection, marks: boolean, open: (row: T) => void, enabled: boolean, own: RowKeys<T> = {}) {
  const { at } = selection;
  const go = (index: number) => selection.setAt(Math.max(0, Math.min(rows.length - 1, index)));
  const grow = (step: number) => selection.extend(Math.max(0, Math.min(rows.length - 1, at + step)));
  const mark = (event: KeyboardEvent) => {
    const row = rows[at];
    if (!marks || row === undefined || (event.key === ' ' && isPressing(event.target))) return false;
    selection.toggle(rowId(row));
    return true;
  };
  const ofRow: Shortcuts = {};
  for (const [key, run] of Object.entries(own)) {
    ofRow[key] = () => {
      const row = rows[at];
      return row === undefined ? false : run(row, selection.marked.size);
    };
  }
  useShortcuts(
    {
      ...ofRow,
      j: () => go(at + 1),
      arrowdown: () => go(at + 1),
      k: () => go(at - 1),
      arrowup: () => go(at - 1),
      pagedown: () => go(at + PAGE),
      pageup: () => go(at - PAGE),
      home: () => go(0),
      end: () => go(rows.length - 1),
      'shift+arrowdown': () => (marks ? grow(1) : false),
      'shift+arrowup': () => (marks ? grow(-1) : false),
      enter: (event) => {
        const row = rows[at];
        if (row === undefined || isPressing(event.target)) return false;
        open(row);
        return true;
      },
      x: mark,
      space: mark,
      'mod+a': () => (marks ? selection.markAll() : false),
      escape: () => (selection.marked.size > 0 ? selection.clear() : false),
    },
    enabled,
  );
}
