/** The state of the designer: what is drawn, what is chosen, what can be undone, what is saved. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type Process, saveDraft } from '@/features/process/api';
import { type Doc, docOf, fileOf, ofTree } from '@/features/process/designer/doc';
import { names } from '@/features/process/names';
import { addSide, type Endings, insert, type Place, relocate, remove, removeBranch } from '@/features/process/tree/commands';
import { endRejected, newEnd, newSide, newStep } from '@/features/process/tree/make';
import { isBlock, type Kind, type SideWay, type Tree } from '@/features/process/tree/model';
import { begin, did, type Past, redo, undo } from '@/features/process/tree/past';
import { neighbour } from '@/features/process/tree/steps';
import { useDebounced } from '@/lib/debounce';

export type View = 'list' | 'diagram';

export interface Design {
  doc: Doc;
  file: string;
  chosen: string | null;
  choose: (id: string | null) => void;
  /** What was added just now: its first field may take the hand. */
  fresh: string | null;
  chooseFresh: (id: string) => void;
  /** Where the menu of kinds is open. */
  adding: Place | null;
  setAdding: (place: Place | null) => void;
  /** Changes the list; `by` joins what is typed in one field into one step back. */
  edit: (how: (tree: Tree) => Tree, by?: string) => void;
  add: (place: Place, kind: Kind) => void;
  /** A way at the side of this step; as yet a deadline, unless it is said otherwise. */
  addSide: (id: string, said?: Partial<SideWay>) => void;
  drop: (id: string) => void;
  put: (id: string, place: Place) => void;
  /** The whole file anew: from the diagram, or imported. */
  replace: (text: string, by?: string) => void;
  undo: (() => void) | undefined;
  redo: (() => void) | undefined;
  mayWrite: boolean;
}

const endAgain: Endings = { rejected: () => endRejected(names), side: () => newEnd(names) };

export function useDesign(start: string, mayWrite: boolean): Design {
  const [past, setPast] = useState<Past<Doc>>(() => begin(docOf(start)));
  const [chosen, setChosen] = useState<string | null>(null);
  const [fresh, setFresh] = useState<string | null>(null);
  const [adding, setAdding] = useState<Place | null>(null);
  const { now: doc } = past;
  const choose = useCallback((id: string | null) => {
    setChosen(id);
    setFresh(null);
  }, []);
  const chooseFresh = (id: string) => {
    setChosen(id);
    setFresh(id);
  };
  const edit = useCallback(
    (how: (tree: Tree) => Tree, by: string | null = null) => {
      if (!mayWrite) return;
      setPast((old) => {
        if (!old.now.tree) return old;
        const next = how(old.now.tree);
        const doc = ofTree(next);
        // What says the same in the file is no change.
        return fileOf(doc) === fileOf(old.now) ? old : did(old, doc, by);
      });
    },
    [mayWrite],
  );
  const add = (place: Place, kind: Kind) => {
    const step = newStep(kind, names);
    edit((tree) => insert(tree, place, step));
    // In a choice the first thing to say is when.
    chooseFresh(isBlock(step) && kind === 'choice' ? (step.branches[0]?.id ?? step.id) : step.id);
    setAdding(null);
  };
  const addWay = (id: string, said: Partial<SideWay> = {}) => {
    const side = { ...newSide(names), ...said };
    edit((tree) => addSide(tree, id, side));
    chooseFresh(side.id);
  };
  const drop = (id: string) => {
    const { tree } = doc;
    if (!tree || id === tree.start.id || id === tree.end.id) return;
    choose(neighbour(tree, id, 'up') ?? null);
    edit((now) => removeBranch(remove(now, id, endAgain), id, endAgain));
  };
  const put = (id: string, place: Place) => edit((tree) => relocate(tree, id, place, endAgain));
  const replace = useCallback((text: string, by: string | null = null) => setPast((old) => (text === fileOf(old.now) ? old : did(old, docOf(text), by))), []);
  const file = useMemo(() => fileOf(doc), [doc]);
  return {
    doc, file, chosen, choose, fresh, chooseFresh, adding, setAdding, edit, add, addSide: addWay, drop, put, replace, mayWrite,
    undo: past.before.length > 0 ? () => setPast(undo) : undefined,
    redo: past.after.length > 0 ? () => setPast(redo) : undefined,
  };
}

const IDLE_MS = 1500;

export interface Saving {
  state: 'saved' | 'changed' | 'saving' | 'failed';
  error: unknown;
  save: () => Promise<Process>;
  /** What we did to the process besides: its new revision is ours too. */
  follow: (next: Process) => void;
}

/** Keeps the draft by itself, a moment after the last change; never two saves at once. */
export function useSaving(process: Process, file: string, mayWrite: boolean): Saving {
  const queries = useQueryClient();
  const [saved, setSaved] = useState(file);
  // Only our own saves move it: what another hand saved meanwhile is not overwritten but told.
  const revision = useRef(process.revision);
  const { mutateAsync, isPending, error, variables } = useMutation({
    mutationFn: (text: string) => saveDraft(process.id, revision.current, text),
    onSuccess: (next, text) => {
      revision.current = next.revision;
      setSaved(text);
      queries.setQueryData(['process', process.id], next);
    },
  });
  const busy = useRef<Promise<Process>>(undefined);
  const save = useCallback(async () => {
    await busy.current?.catch(() => undefined);
    const running = mutateAsync(file);
    busy.current = running;
    return running;
  }, [file, mutateAsync]);
  const settled = useDebounced(file, IDLE_MS);
  const failed = error !== null && variables === settled;
  useEffect(() => {
    if (mayWrite && settled !== saved && settled === file && !isPending && !failed) void save().catch(() => undefined);
  }, [mayWrite, settled, saved, file, isPending, failed, save]);
  const last = useRef({ file, saved, mayWrite });
  useEffect(() => {
    last.current = { file, saved, mayWrite };
  });
  useEffect(
    () => () => {
      // Whoever leaves within the moment has changed it all the same.
      const { current } = last;
      if (current.mayWrite && current.file !== current.saved) void saveDraft(process.id, revision.current, current.file).catch(() => undefined);
    },
    [process.id],
  );
  const state = isPending ? 'saving' : error !== null && variables === file ? 'failed' : file === saved ? 'saved' : 'changed';
  const follow = useCallback(
    (next: Process) => {
      revision.current = next.revision;
      queries.setQueryData(['process', next.id], next);
    },
    [queries],
  );
  return { state, error: state === 'failed' ? error : null, save, follow };
}
