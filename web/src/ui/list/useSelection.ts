/** Where one stands in a list and what is marked; by keyboard and mouse alike. */
import { useCallback, useMemo, useState } from 'react';

export interface Selection {
  at: number;
  marked: ReadonlySet<string>;
  setAt: (index: number) => void;
  toggle: (id: string) => void;
  /** Marks everything between where one stands and `index`. */
  extend: (index: number) => void;
  markAll: () => void;
  clear: () => void;
}

export function useSelection(ids: string[], start: number): Selection {
  const [at, setAtState] = useState(start);
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set<string>());
  const setAt = useCallback((index: number) => setAtState(index), []);
  const toggle = useCallback((id: string) => {
    setMarked((old) => {
      const next = new Set(old);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const extend = useCallback(
    (index: number) => {
      const from = Math.max(0, Math.min(at, index));
      const to = Math.max(at, index);
      setMarked((old) => new Set([...old, ...ids.slice(from, to + 1)]));
      setAtState(index);
    },
    [at, ids],
  );
  const markAll = useCallback(() => setMarked(new Set(ids)), [ids]);
  const clear = useCallback(() => setMarked(new Set()), []);
  // Rows may leave the list by a live change; what is not shown must not be acted on.
  const present = useMemo(() => {
    if (marked.size === 0) return marked;
    const here = new Set(ids);
    return new Set([...marked].filter((id) => here.has(id)));
  }, [marked, ids]);
  return { at: Math.min(at, ids.length - 1), marked: present, setAt, toggle, extend, markAll, clear };
}
