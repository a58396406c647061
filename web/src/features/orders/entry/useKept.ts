/** Keeping an entry while it is typed, and offering what was left behind on the last visit. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { uuid } from '@/lib/uuid';
import type { EntryHead } from '@/features/orders/entry/entry';
import { type Kept, type Scope, forget, isWorthKeeping, keep, keptEntries, rowsToKeep } from '@/features/orders/entry/kept';
import type { GridState } from '@/ui/grid/grid';

const SETTLE_MS = 250;
const lockName = (id: string) => `shundan.entry/${id}`;

/** Tells other windows that this one is being typed at; ends by itself with the window. */
function useClaim(id: string) {
  useEffect(() => {
    const stop = new AbortController();
    let release: (() => void) | undefined;
    // Only secure addresses have locks; without them a window is offered what another has open.
    const { locks } = navigator as { locks?: LockManager };
    locks
      ?.request(lockName(id), { signal: stop.signal }, () => new Promise<void>((done) => (release = done)))
      .catch(() => undefined);
    return () => {
      stop.abort();
      release?.();
    };
  }, [id]);
}

/** What was kept and is open in no other window. */
function useOffered(scope: Scope): [Kept[], (entries: Kept[]) => void] {
  const [offered, setOffered] = useState<Kept[]>([]);
  useEffect(() => {
    let stopped = false;
    const entries = keptEntries(localStorage, scope);
    const { locks } = navigator as { locks?: LockManager };
    void (locks?.query() ?? Promise.resolve({ held: [] })).then(({ held }) => {
      const open = new Set((held ?? []).map(({ name }) => name));
      if (!stopped) setOffered(entries.filter(({ id }) => !open.has(lockName(id))));
    });
    return () => {
      stopped = true;
    };
  }, [scope]);
  return [offered, setOffered];
}

export interface Keeping {
  offered: Kept[];
  /** Goes on with a kept entry: it is this window's now. */
  take: (kept: Kept) => void;
  discard: (kept: Kept) => void;
  /** It is saved: nothing need be kept any more. */
  done: () => void;
}

export function useKept(user: string, subject: string, head: EntryHead, grid: GridState, touched: boolean): Keeping {
  const scope = useMemo(() => ({ user, subject }), [user, subject]);
  const [id, setId] = useState(uuid);
  const [offered, setOffered] = useOffered(scope);
  const ended = useRef(false);
  useClaim(id);

  const write = useRef<() => void>(() => undefined);
  useEffect(() => {
    write.current = () => {
      if (ended.current || !touched) return;
      const rows = rowsToKeep(grid);
      if (isWorthKeeping(head, rows)) keep(localStorage, scope, { id, at: new Date().toISOString(), head, rows });
      else forget(localStorage, scope, id);
    };
    const timer = setTimeout(() => write.current(), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [head, grid, id, scope, touched]);

  useEffect(() => {
    const now = () => write.current();
    window.addEventListener('pagehide', now);
    return () => {
      window.removeEventListener('pagehide', now);
      now();
    };
  }, []);

  const done = useCallback(() => {
    ended.current = true;
    forget(localStorage, scope, id);
  }, [scope, id]);
  const without = (kept: Kept) => setOffered(offered.filter((one) => one.id !== kept.id));
  return {
    offered: offered.filter((one) => one.id !== id),
    take: (kept) => {
      setId(kept.id);
      without(kept);
    },
    discard: (kept) => {
      forget(localStorage, scope, kept.id);
      without(kept);
    },
    done,
  };
}
