/** The rows of a list, page by page, and the totals of its filter. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ListQuery, Page, Totals } from '@/api/page';

const PAGE = 100;

export interface Source<T> {
  /** Begins with the singular name of what is shown: `order`. Live events refresh by it. */
  kind: string;
  load: (query: ListQuery, signal: AbortSignal) => Promise<Page<T>>;
  totals?: ((query: Pick<ListQuery, 'filter' | 'q'>, signal: AbortSignal) => Promise<Totals>) | undefined;
}

export function useRows<T>(source: Source<T>, page: string, filter: string | undefined, sort: string, q: string) {
  const asked = { ...(filter === undefined ? {} : { filter }), ...(q === '' ? {} : { q }) };
  const rows = useInfiniteQuery({
    queryKey: [source.kind, 'list', page, asked, sort],
    queryFn: ({ pageParam, signal }) =>
      source.load({ ...asked, ...(sort === '' ? {} : { sort }), limit: PAGE, ...(pageParam === '' ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const totals = useQuery({
    queryKey: [source.kind, 'totals', page, asked],
    queryFn: ({ signal }) => source.totals?.(asked, signal) ?? Promise.resolve(undefined as unknown as Totals),
    enabled: source.totals !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const items = useMemo(() => rows.data?.pages.flatMap((one) => one.items) ?? [], [rows.data]);
  return {
    items,
    totals: totals.data,
    error: rows.error,
    again: () => void rows.refetch(),
    loading: rows.isPending,
    /** Old rows are still shown while the new ones come. */
    stale: rows.isPlaceholderData,
    more: rows.hasNextPage && !rows.isFetchingNextPage ? () => void rows.fetchNextPage() : undefined,
    fetchingMore: rows.isFetchingNextPage,
    complete: !rows.hasNextPage,
  };
}
