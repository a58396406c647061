/** The state of the editor: what is written, what can be undone, what is saved, what is wrong with it. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { check, type Checked, type Content, type Decision, saveDraft } from '@/features/decisions/api';
import type { Table } from '@/features/decisions/model';
import { useDebounced } from '@/lib/debounce';

const UNDO_MAX = 100;
const IDLE_MS = 1200;
const CHECK_MS = 300;

/** What is worked on: the draft, else what is asked now. */
export const contentOf = (decision: Decision): Content | null => {
  const table = decision.draft?.table ?? decision.table;
  return table ? { name: decision.name, name_en: decision.name_en, subject: decision.subject, table } : null;
};

interface Past {
  before: Content[];
  now: Content;
  after: Content[];
  /** What was typed into one cell is one step back. */
  by: string | null;
}

export interface Editing {
  content: Content;
  table: Table;
  edit: (how: (table: Table) => Table, by?: string) => void;
  put: (change: Partial<Content>, by?: string) => void;
  undo: () => void;
  redo: () => void;
  mayUndo: boolean;
  mayRedo: boolean;
}

export function useEditing(start: Content): Editing {
  const [past, setPast] = useState<Past>({ before: [], now: start, after: [], by: null });
  const change = useCallback((how: (now: Content) => Content, by: string | null) => {
    setPast((old) => {
      const now = how(old.now);
      if (now === old.now) return old;
      const joined = by !== null && by === old.by;
      return { before: joined ? old.before : [...old.before.slice(1 - UNDO_MAX), old.now], now, after: [], by };
    });
  }, []);
  const edit = useCallback<Editing['edit']>(
    (how, by) =>
      change((now) => {
        const table = how(now.table);
        return table === now.table ? now : { ...now, table };
      }, by ?? null),
    [change],
  );
  const put = useCallback<Editing['put']>((changed, by) => change((now) => ({ ...now, ...changed }), by ?? null), [change]);
  const undo = useCallback(() => setPast((old) => {
    const last = old.before.at(-1);
    return last ? { before: old.before.slice(0, -1), now: last, after: [old.now, ...old.after], by: null } : old;
  }), []);
  const redo = useCallback(() => setPast((old) => {
    const [next, ...after] = old.after;
    return next ? { before: [...old.before, old.now], now: next, after, by: null } : old;
  }), []);
  return { content: past.now, table: past.now.table, edit, put, undo, redo, mayUndo: past.before.length > 0, mayRedo: past.after.length > 0 };
}

export interface Saving {
  state: 'saved' | 'changed' | 'saving' | 'failed';
  error: unknown;
  save: () => Promise<Decision>;
}

/** Keeps the draft by itself, a moment after the last change; never two saves at once. */
export function useSaving(decision: Decision, content: Content, mayWrite: boolean): Saving {
  const queries = useQueryClient();
  const [saved, setSaved] = useState(content);
  const revision = useRef(decision.revision);
  const busy = useRef<Promise<Decision>>(undefined);
  const { mutateAsync, isPending, error, variables } = useMutation({
    mutationFn: (body: Content) => saveDraft(decision.id, revision.current, body),
    onSuccess: (next, body) => {
      revision.current = next.revision;
      setSaved(body);
      queries.setQueryData(['decision', decision.id], next);
    },
  });
  const save = useCallback(async () => {
    await busy.current?.catch(() => undefined);
    const running = mutateAsync(content);
    busy.current = running;
    return running;
  }, [content, mutateAsync]);
  const settled = useDebounced(content, IDLE_MS);
  const failed = error !== null && variables === content;
  useEffect(() => {
    if (mayWrite && settled === content && content !== saved && !isPending && !failed) void save().catch(() => undefined);
  }, [mayWrite, settled, content, saved, isPending, failed, save]);
  const state = isPending ? 'saving' : failed ? 'failed' : content === saved ? 'saved' : 'changed';
  return { state, error: failed ? error : null, save };
}

/** What is wrong with it, how its examples come out, what it says of the sample. */
export function useChecked(content: Content, sample: string | undefined): Checked | undefined {
  const { subject, table } = useDebounced(content, CHECK_MS);
  const { data } = useQuery({
    queryKey: ['order', 'decision check', subject, table, sample ?? ''],
    queryFn: ({ signal }) => check({ subject, table, ...(sample === undefined ? {} : { sample }) }, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 30_000,
    retry: false,
  });
  return data;
}
