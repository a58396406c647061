/** Whether what an order still wants is there: asked of the stock while nothing is reserved yet. */
import { useQuery } from '@tanstack/react-query';
import { api, ok } from '@/api/client';
import type { components } from '@/api/schema';
import { useMay } from '@/api/session';
import { addDecimals, compareDecimals } from '@/lib/decimal';

type Order = components['schemas']['OrderView'];
type Availability = components['schemas']['Availability'];
type Wanting = Pick<Order['lines'][number], 'id' | 'sku_id' | 'warehouse_id' | 'qty_open' | 'qty_reserved'>;

export interface LineStock {
  /** What is left for this line when the lines above it have taken theirs. */
  available: string;
  short: boolean;
}

/** By line; lines that want nothing more are not in it. Lines of one SKU share what lies in their warehouse, in their order. */
export function stockOf(lines: readonly Wanting[], found: readonly Availability[]): Map<string, LineStock> {
  const taken = new Map<string, string>();
  const all = new Map<string, LineStock>();
  for (const line of lines) {
    const wanted = addDecimals(line.qty_open, `-${line.qty_reserved}`);
    if (compareDecimals(wanted, '0') <= 0) continue;
    const here = found.find(({ sku_id, warehouse_id }) => sku_id === line.sku_id && warehouse_id === line.warehouse_id);
    const key = `${line.sku_id} ${line.warehouse_id}`;
    const available = addDecimals(here?.available ?? '0', `-${taken.get(key) ?? '0'}`);
    taken.set(key, addDecimals(taken.get(key) ?? '0', wanted));
    all.set(line.id, { available, short: compareDecimals(available, wanted) < 0 });
  }
  return all;
}

/** SKUs an address may carry. */
const AT_ONCE = 400;

/** Undefined while it is not known, or nobody here may know it. */
export function useStock(order: Order | undefined): Map<string, LineStock> | undefined {
  const skus = [...new Set(order?.lines.map(({ sku_id }) => sku_id) ?? [])].slice(0, AT_ONCE).join(',');
  const { data } = useQuery({
    queryKey: ['stock', 'of task', skus],
    queryFn: ({ signal }) => ok(api.GET('/api/stock/availability', { params: { query: { skus } }, signal })),
    enabled: useMay()('stock.read') && skus !== '' && order !== undefined && ['placed', 'confirmed'].includes(order.state),
    retry: false,
  });
  return data && order ? stockOf(order.lines.filter(({ sku_id }) => skus.includes(sku_id)), data) : undefined;
}
