/** What can be promised of a product, over all warehouses: one request for a page of the list, not one a row. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@/api/client';
import { useMay } from '@/api/session';
import type { ProductRow } from '@/features/products/rows';
import { addDecimals, compareDecimals } from '@/lib/decimal';
import { formatQty } from '@/lib/format';
import css from './Skus.module.css';

/** SKUs an address may carry. */
const AT_ONCE = 400;

async function availableOf(together: string, signal: AbortSignal): Promise<Map<string, string[]>> {
  const skus = together.split(',');
  const found = new Map<string, string[]>();
  for (let from = 0; from < skus.length; from += AT_ONCE) {
    const query = { skus: skus.slice(from, from + AT_ONCE).join(',') };
    for (const { sku_id, available } of await ok(api.GET('/api/stock/availability', { params: { query }, signal }))) {
      found.set(sku_id, [...(found.get(sku_id) ?? []), available]);
    }
  }
  return found;
}

/** Undefined while it is fetched; null when it cannot be known. */
function useAvailable(row: ProductRow): string | null | undefined {
  const may = useMay();
  const { data, isError } = useQuery({
    queryKey: ['stock', 'available', row.together],
    queryFn: ({ signal }) => availableOf(row.together, signal),
    enabled: row.together !== '' && may('stock.read'),
    // The stream says when it changes.
    staleTime: 60_000,
  });
  if (isError || row.sku_ids.length === 0) return null;
  return data && addDecimals(...row.sku_ids.flatMap((sku) => data.get(sku) ?? []));
}

export function AvailableText({ row }: { row: ProductRow }) {
  const { t } = useTranslation();
  const available = useAvailable(row);
  if (available === undefined) return <span className={css.waiting} role="img" aria-label={t('common.loading')}>{'…'}</span>;
  if (available === null) return <span className={css.waiting}>{'—'}</span>;
  return <span className={`num ${compareDecimals(available, '0') <= 0 ? css.none : ''}`}>{formatQty(available)}</span>;
}
