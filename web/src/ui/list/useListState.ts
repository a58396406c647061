/** Filter, sort, search and view live in the address; widths and order of columns in this browser. */
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { FilterNode } from '@/api/page';
import { useViews } from '@/api/views';
import { stored, useStored } from '@/lib/store';
import { chipsFromText, chipsToText } from '@/ui/list/filter';
import { layoutOf, sameLayout } from '@/ui/list/layout';
import type { BuiltinView, Chip, Column, FilterField, Layout, ViewSpec } from '@/ui/list/model';

/** Layouts by `<page>/<view>`. */
const layouts = stored<Record<string, Layout>>('shundan.list.layout', {});

export interface View extends Partial<ViewSpec> {
  id: string;
  name: string;
  base?: FilterNode | undefined;
  whole?: boolean | undefined;
  saved: boolean;
}

function parseSpec(text: string, fields: FilterField[]): Partial<ViewSpec> {
  try {
    const spec = JSON.parse(text) as { chips?: unknown; sort?: unknown; layout?: unknown };
    return {
      chips: chipsFromText(JSON.stringify(spec.chips ?? []), fields),
      ...(typeof spec.sort === 'string' ? { sort: spec.sort } : {}),
      ...(Array.isArray(spec.layout) ? { layout: spec.layout as Layout } : {}),
    };
  } catch {
    return {};
  }
}

export const specText = (spec: ViewSpec): string =>
  JSON.stringify({ chips: JSON.parse(chipsToText(spec.chips)) as unknown, sort: spec.sort, layout: spec.layout });

export function useListState<T>(page: string, columns: Column<T>[], fields: FilterField[], builtin: BuiltinView[], defaultSort: string) {
  const [search, setSearch] = useSearchParams();
  const savedViews = useViews(page);
  const layoutsByView = useStored(layouts);

  const views = useMemo<View[]>(
    () => [
      ...builtin.map((view) => ({ ...view, saved: false })),
      ...savedViews.map((view) => ({ id: view.id, name: view.name, saved: true, ...parseSpec(view.spec, fields) })),
    ],
    [builtin, savedViews, fields],
  );
  const view = views.find((one) => one.id === search.get('view')) ?? views[0];

  const filterText = search.get('filter');
  const viewChips = view?.chips;
  const chips = useMemo(() => (filterText === null ? (viewChips ?? []) : chipsFromText(filterText, fields)), [filterText, viewChips, fields]);
  const viewSort = view?.sort ?? defaultSort;
  const sort = search.get('sort') ?? viewSort;
  const q = search.get('q') ?? '';

  const layoutKey = `${page}/${view?.id ?? ''}`;
  const ownLayout = layoutsByView[layoutKey];
  const viewLayout = useMemo(() => layoutOf(columns, view?.layout), [columns, view?.layout]);
  const layout = useMemo(() => (ownLayout ? layoutOf(columns, ownLayout) : viewLayout), [columns, ownLayout, viewLayout]);

  const put = useCallback(
    (changes: Record<string, string | null>, push = false) =>
      setSearch(
        (old) => {
          const next = new URLSearchParams(old);
          for (const [name, value] of Object.entries(changes)) {
            if (value === null) next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: !push },
      ),
    [setSearch],
  );

  const setLayout = useCallback(
    (next: Layout | undefined) => {
      const { [layoutKey]: _old, ...others } = layouts.get();
      layouts.set(next ? { ...others, [layoutKey]: next } : others);
    },
    [layoutKey],
  );

  return {
    views,
    view,
    chips,
    sort,
    q,
    layout,
    /** Something differs from what the view stores. */
    changed: (filterText !== null && chipsToText(chips) !== chipsToText(viewChips ?? [])) || sort !== viewSort || !sameLayout(layout, viewLayout),
    setChips: (next: Chip[]) => put({ filter: chipsToText(next) === chipsToText(viewChips ?? []) ? null : chipsToText(next) }),
    setSort: (next: string) => put({ sort: next === '' || next === viewSort ? null : next }),
    setQ: (next: string) => put({ q: next === '' ? null : next }),
    chooseView: (id: string) => put({ view: id === views[0]?.id ? null : id, filter: null, sort: null, q: null }, true),
    setLayout,
    reset: () => {
      setLayout(undefined);
      put({ filter: null, sort: null });
    },
  };
}

export type ListState = ReturnType<typeof useListState>;
