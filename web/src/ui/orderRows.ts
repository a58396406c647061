/** Orders as lists have them: where they come from, and their way from the instants of the row. */
import { api, ok } from '@/api/client';
import type { components } from '@/api/schema';
import type { Source } from '@/ui/list/useRows';
import type { StepState, WayStep } from '@/ui/way';

export type OrderItem = components['schemas']['OrderItem'];

export const orderRows: Source<OrderItem> = {
  kind: 'order',
  load: (query, signal) => ok(api.GET('/api/orders', { params: { query }, signal })),
  totals: (query, signal) => ok(api.GET('/api/orders/totals', { params: { query }, signal })),
};

const HOUR_MS = 3_600_000;
/** Standard times after placing, as the server has them: reviewed in one hour, sent in three. */
const REVIEW_HOURS = 1;
const SHIP_HOURS = 3;

function after(from: string | null | undefined, hours: number): string | null {
  return from == null ? null : new Date(Date.parse(from) + hours * HOUR_MS).toISOString();
}

/** Whether it stands at this step until somebody decides: what the server calls stuck. */
function isAsked(step: string, order: OrderItem): boolean {
  switch (step) {
    case 'reviewed':
      return order.review_state === 'pending' || order.shipping_state === 'short';
    case 'shipped':
      return order.shipping_state === 'short';
    case 'delivered':
      return order.shipping_state === 'exception';
    default:
      return false;
  }
}

/** The thin strip of a row. The order's own page shows the whole way, which the server tells. */
export function wayOfRow(order: OrderItem): WayStep[] {
  const over = order.state === 'cancelled' || order.state === 'closed';
  const reached: [string, string | null | undefined, string | null][] = [
    ['placed', order.placed_at, null],
    ['reviewed', order.confirmed_at, after(order.placed_at, REVIEW_HOURS)],
    ['shipped', order.shipped_at, after(order.placed_at, SHIP_HOURS)],
    ['delivered', order.delivered_at, order.promised_on == null ? null : `${order.promised_on}T16:00:00Z`],
    ['settled', order.billing_state === 'paid' ? (order.ended_at ?? order.delivered_at) : null, null],
  ];
  let current = true;
  let before: string | null | undefined = order.created_at;
  return reached.map(([id, at, targetAt]) => {
    const here: StepState = isAsked(id, order) ? 'asked' : 'now';
    const state: StepState = at != null ? 'done' : over ? 'skipped' : current ? here : 'todo';
    current &&= at != null;
    const step: WayStep = { id, state, startedAt: before ?? null, doneAt: at ?? null, targetAt };
    before = at;
    return step;
  });
}
