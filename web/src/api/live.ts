/**
 * Pages stay true by themselves: the server tells what happened, and whatever shows things of that
 * kind is fetched again.
 *
 * Query keys begin with the singular name of what they show (`['order', …]`, `['shipment', …]`), the
 * same word an event's kind begins with (`order.confirmed`).
 */
import type { QueryClient } from '@tanstack/react-query';

interface LiveEvent {
  seq: number;
  kind: string;
  subject: string;
  order: string | null;
}

/** The name under which the server tells what was recorded: several events at once. */
const CHANNEL = 'journal';

/** Busy days bring hundreds of events a second; a page fetches again at most this often. */
const GATHER_MS = 400;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/** What else shows figures that an event of a kind changes. */
const ALSO: Record<string, string[]> = {
  order: ['search', 'workbench', 'stock', 'customer'],
  stock: ['workbench', 'product'],
  shipment: ['order', 'workbench', 'stock'],
  pick: ['shipment', 'order', 'workbench', 'stock'],
  invoice: ['order', 'workbench', 'customer', 'receivable'],
  credit: ['invoice', 'order', 'customer', 'receivable'],
  payment: ['invoice', 'order', 'workbench', 'customer', 'receivable'],
  customer: ['search', 'order'],
  party: ['customer', 'search', 'order'],
  product: ['search', 'stock', 'price'],
  price: ['product'],
  actor: ['me', 'department', 'role'],
  role: ['me', 'actor'],
  department: ['me', 'actor'],
  api: ['token'],
  planned: ['stock', 'product'],
  location: ['warehouse'],
  warehouse: ['stock'],
  case: ['task', 'incident', 'process', 'order'],
  task: ['case', 'order'],
  incident: ['case', 'process'],
  process: ['case', 'incident'],
};

/** The first words of query keys that an event makes stale. */
export function staleAfter(kind: string, ofOrder: boolean): string[] {
  const room = kind.split(/[._]/)[0] ?? kind;
  return [...new Set([room, ...(ALSO[room] ?? []), ...(ofOrder ? ['order'] : [])])];
}

/** What one message makes stale; nothing when it cannot be read. */
export function staleAfterMessage(data: string): string[] {
  try {
    const events = JSON.parse(data) as LiveEvent[];
    return events.flatMap(({ kind, order }) => staleAfter(kind, order != null));
  } catch {
    return [];
  }
}

/** Listens until the returned function is called. */
export function listen(queries: QueryClient): () => void {
  let source: EventSource | undefined;
  let wait = FIRST_WAIT_MS;
  let reconnect: ReturnType<typeof setTimeout> | undefined;
  let gather: ReturnType<typeof setTimeout> | undefined;
  let missed = false;
  const stale = new Set<string>();

  const flush = () => {
    gather = undefined;
    const roots = [...stale];
    stale.clear();
    void queries.invalidateQueries({ predicate: (query) => roots.includes(String(query.queryKey[0])) });
  };

  const hear = (message: MessageEvent<string>) => {
    for (const root of staleAfterMessage(message.data)) stale.add(root);
    gather ??= setTimeout(flush, GATHER_MS);
  };

  const connect = () => {
    source = new EventSource('/api/live');
    source.addEventListener(CHANNEL, hear);
    source.onopen = () => {
      wait = FIRST_WAIT_MS;
      // Whatever happened while nobody listened may concern anything on the page.
      if (missed) void queries.invalidateQueries();
      missed = false;
    };
    source.onerror = () => {
      missed = true;
      source?.close();
      reconnect = setTimeout(connect, wait * (0.75 + Math.random() / 2));
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    };
  };

  connect();
  return () => {
    clearTimeout(reconnect);
    clearTimeout(gather);
    source?.close();
  };
}
