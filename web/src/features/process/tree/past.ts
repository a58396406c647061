/** What can be undone and done again. Pure. */

export interface Past<T> {
  before: readonly T[];
  now: T;
  after: readonly T[];
  /** Changes by the same hand in the same field are one step back. */
  by: string | null;
}

const KEPT = 200;

export const begin = <T>(now: T): Past<T> => ({ before: [], now, after: [], by: null });

export function did<T>(past: Past<T>, now: T, by: string | null = null): Past<T> {
  if (now === past.now) return past;
  if (by !== null && by === past.by) return { ...past, now, after: [] };
  return { before: [...past.before, past.now].slice(-KEPT), now, after: [], by };
}

export function undo<T>(past: Past<T>): Past<T> {
  const last = past.before[past.before.length - 1];
  if (last === undefined) return past;
  return { before: past.before.slice(0, -1), now: last, after: [past.now, ...past.after], by: null };
}

export function redo<T>(past: Past<T>): Past<T> {
  const [next, ...after] = past.after;
  if (next === undefined) return past;
  return { before: [...past.before, past.now], now: next, after, by: null };
}
