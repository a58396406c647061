/** Finding one record by typing: code, name, pinyin, phone tail, barcode. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDebounced } from '@/lib/debounce';

export interface Option {
  /** The id. */
  value: string;
  /** What the field shows once chosen. */
  label: string;
  /** The code, shown first in the list. */
  code?: string | undefined;
  /** The quiet rest of the line: stock, phone, grade. */
  hint?: string | undefined;
  /** Whatever the page wants to have at hand when this is chosen. */
  data?: unknown;
}

export interface LookupSource {
  /** Begins with the singular name of what is found, so that live events refresh it: `['customer', 'lookup']`. */
  key: readonly string[];
  find: (q: string, signal: AbortSignal) => Promise<Option[]>;
}

export function useOptions(source: LookupSource, q: string, open: boolean) {
  const settled = useDebounced(q.trim(), 100);
  const { data, isFetching, error } = useQuery({
    queryKey: [...source.key, settled],
    queryFn: ({ signal }) => source.find(settled, signal),
    enabled: open,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });
  return { options: data ?? [], busy: isFetching || settled !== q.trim(), error };
}
