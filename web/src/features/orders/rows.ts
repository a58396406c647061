/** What may be done to many orders at once. */
import { api, idempotent, ifMatch, ok } from '@/api/client';
import { uuid } from '@/lib/uuid';
import type { OrderItem } from '@/ui/orderRows';

export { type OrderItem, orderRows, wayOfRow } from '@/ui/orderRows';

export interface Outcome {
  done: number;
  refused: { order: OrderItem; error: unknown }[];
}

/** One command on many orders, one after another: each is its own decision, and each its own answer. */
export async function onEach(orders: OrderItem[], path: '/api/orders/{id}/confirm' | '/api/orders/{id}/release'): Promise<Outcome> {
  const outcome: Outcome = { done: 0, refused: [] };
  for (const order of orders) {
    try {
      const headers = { ...ifMatch(order.revision), ...idempotent(uuid()) };
      await ok(api.POST(path, { params: { path: { id: order.id } }, headers, body: {} }));
      outcome.done += 1;
    } catch (error) {
      outcome.refused.push({ order, error });
    }
  }
  return outcome;
}
