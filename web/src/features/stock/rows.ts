/** Stock as lists have it, and what is done to it. */
import { api, ifMatch, ok } from '@/api/client';
import type { FilterNode } from '@/api/page';
import type { components } from '@/api/schema';
import type { Source } from '@/ui/list/useRows';

type Schemas = components['schemas'];
export type Balance = Schemas['BalanceRow'];
export type Move = Schemas['MoveRow'];
export type Planned = Schemas['PlannedReceipt'];
export type CountRow = Schemas['CountRow'];
export type CountLine = Schemas['StockCountLine'];
export type WarehouseView = Schemas['WarehouseView'];

export const balanceRows: Source<Balance> = {
  kind: 'stock',
  load: (query, signal) => ok(api.GET('/api/stock', { params: { query }, signal })),
  totals: (query, signal) => ok(api.GET('/api/stock/totals', { params: { query }, signal })),
};

export const moveRows: Source<Move> = {
  kind: 'stock',
  load: (query, signal) => ok(api.GET('/api/stock/moves', { params: { query }, signal })),
  totals: (query, signal) => ok(api.GET('/api/stock/moves/totals', { params: { query }, signal })),
};

export const plannedRows: Source<Planned> = {
  kind: 'planned',
  load: (query, signal) => ok(api.GET('/api/stock/planned-receipts', { params: { query }, signal })),
};

export const countRows: Source<CountRow> = {
  kind: 'stock',
  load: (query, signal) => ok(api.GET('/api/stock/counts', { params: { query }, signal })),
};

export const readCount = (id: string, signal: AbortSignal) => ok(api.GET('/api/stock/counts/{id}', { params: { path: { id } }, signal }));

export const enterCount = (id: string, lines: Schemas['FoundLine'][]) => ok(api.POST('/api/stock/counts/{id}/lines', { params: { path: { id } }, body: { lines } }));

export const postCount = (id: string, revision: number) =>
  ok(api.POST('/api/stock/counts/{id}/post', { params: { path: { id } }, headers: ifMatch(revision) }));

export const cancelCount = (id: string, revision: number) =>
  ok(api.POST('/api/stock/counts/{id}/cancel', { params: { path: { id } }, headers: ifMatch(revision) }));

/** What is still to come to a warehouse, the soonest first. */
export function readComing(warehouse: string, signal: AbortSignal) {
  const filter: FilterNode = { and: [['warehouse', 'eq', warehouse], ['qty_open', 'gt', '0']] };
  return ok(api.GET('/api/stock/planned-receipts', { params: { query: { filter: JSON.stringify(filter), sort: 'expected_on', limit: 200 } }, signal }));
}
