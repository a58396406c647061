/** Which columns show, in what order, how wide, and which stay put. Pure. */
import type { Column, Layout } from '@/ui/list/model';

export const MIN_WIDTH = 48;
export const MAX_WIDTH = 800;
/** The column of check boxes. */
export const MARK_WIDTH = 36;

/** The layout in force: what was stored, with columns that came since added and gone ones left out. */
export function layoutOf<T>(columns: Column<T>[], stored: Layout | undefined): Layout {
  const fresh = columns.map((column) => ({
    id: column.id,
    width: column.width,
    hidden: column.hidden ?? false,
    frozen: column.frozen ?? false,
  }));
  if (!stored) return fresh;
  const known = new Map(fresh.map((entry) => [entry.id, entry]));
  const kept = stored.filter((entry) => known.has(entry.id));
  const keptIds = new Set(kept.map((entry) => entry.id));
  return [...kept, ...fresh.filter((entry) => !keptIds.has(entry.id))];
}

export interface Placed<T> extends Column<T> {
  /** Distance from the left edge where a frozen column sticks; undefined when it scrolls. */
  left: number | undefined;
}

/** The visible columns, frozen ones first, each with its width and sticking place. */
export function placeColumns<T>(columns: Column<T>[], layout: Layout, marks: boolean): Placed<T>[] {
  const byId = new Map(columns.map((column) => [column.id, column]));
  const shown = layout.filter((entry) => !entry.hidden);
  let left = marks ? MARK_WIDTH : 0;
  return [...shown.filter((entry) => entry.frozen), ...shown.filter((entry) => !entry.frozen)].flatMap((entry) => {
    const column = byId.get(entry.id);
    if (!column) return [];
    const placed = { ...column, width: entry.width, frozen: entry.frozen, left: entry.frozen ? left : undefined };
    if (entry.frozen) left += entry.width;
    return [placed];
  });
}

export function resizeColumn(layout: Layout, id: string, width: number): Layout {
  const fitted = Math.round(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width)));
  return layout.map((entry) => (entry.id === id ? { ...entry, width: fitted } : entry));
}

/** Puts a column before another; it joins the frozen ones when its new neighbour is frozen. */
export function moveColumn(layout: Layout, id: string, before: string): Layout {
  const moved = layout.find((entry) => entry.id === id);
  const target = layout.find((entry) => entry.id === before);
  if (!moved || !target || id === before) return layout;
  const from = layout.indexOf(moved);
  const to = layout.indexOf(target);
  const rest = layout.filter((entry) => entry !== moved);
  // Dragged to the right it lands after its target, to the left before: where the pointer is.
  rest.splice(rest.indexOf(target) + (from < to ? 1 : 0), 0, { ...moved, frozen: target.frozen });
  return rest;
}

export function stepColumn(layout: Layout, id: string, step: 1 | -1): Layout {
  const at = layout.findIndex((entry) => entry.id === id);
  const other = layout[at + step];
  const entry = layout[at];
  if (!other || !entry) return layout;
  const next = [...layout];
  next[at] = other;
  next[at + step] = entry;
  return next;
}

export function changeColumn(layout: Layout, id: string, change: Partial<Layout[number]>): Layout {
  return layout.map((entry) => (entry.id === id ? { ...entry, ...change } : entry));
}

export const sameLayout = (a: Layout, b: Layout): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Sorting by a head: up, down, back to the list's own order. */
export function nextSort(sort: string, id: string): string {
  if (sort === id) return `-${id}`;
  return sort === `-${id}` ? '' : id;
}
