/** What changed between two readings of an order, as people would tell it. Pure. */
import type { OrderLine, OrderView } from '@/features/orders/entry/entry';

export interface Difference {
  /** Names the field: `orders.…` for the head, `entry.…` for a line. */
  label: string;
  /** The line, when it is one's. */
  line?: string;
  before: string;
  after: string;
  /** The values are codes of states. */
  isState?: boolean;
}

const HEAD: [keyof OrderView, string, boolean?][] = [
  ['state', 'orders.state', true],
  ['review_state', 'orders.review', true],
  ['shipping_state', 'orders.shipping', true],
  ['billing_state', 'orders.billing', true],
  ['customer_name', 'orders.customer'],
  ['requested_on', 'orders.requestedOn'],
  ['promised_on', 'orders.promisedOn'],
  ['receiver', 'orders.receiver'],
  ['phone', 'orders.phone'],
  ['address', 'orders.address'],
  ['warehouse', 'orders.warehouse'],
  ['note', 'orders.note'],
  ['total_amount', 'orders.total'],
];

const LINE: [keyof OrderLine, string][] = [
  ['qty_ordered', 'entry.qty'],
  ['qty_cancelled', 'orders.qty.cancelled'],
  ['qty_reserved', 'orders.qty.reserved'],
  ['qty_released', 'orders.qty.released'],
  ['qty_shipped', 'orders.qty.shipped'],
  ['qty_delivered', 'orders.qty.delivered'],
  ['qty_invoiced', 'orders.qty.invoiced'],
  ['price', 'entry.price'],
  ['discount', 'entry.discountShare'],
  ['requested_on', 'orders.requestedOn'],
  ['note', 'entry.note'],
];

const text = (value: unknown) => (value == null ? '' : String(value));

/** Lines are the same when they are of the same place and SKU: editing a draft writes them anew. */
const nameOf = (line: OrderLine) => `${String(line.line_no)} ${line.sku}`;

export function differences(before: OrderView, after: OrderView): Difference[] {
  const found: Difference[] = [];
  for (const [field, label, isState = false] of HEAD) {
    const [old, now] = [text(before[field]), text(after[field])];
    if (old !== now) found.push({ label, before: old, after: now, isState });
  }
  const was = new Map(before.lines.map((line) => [nameOf(line), line]));
  for (const line of after.lines) {
    const name = nameOf(line);
    const old = was.get(name);
    was.delete(name);
    if (!old) {
      found.push({ label: 'entry.qty', line: name, before: '', after: line.qty_ordered });
      continue;
    }
    for (const [field, label] of LINE) {
      const [was1, now] = [text(old[field]), text(line[field])];
      if (was1 !== now) found.push({ label, line: name, before: was1, after: now });
    }
  }
  for (const [name, line] of was) found.push({ label: 'entry.qty', line: name, before: line.qty_ordered, after: '' });
  return found;
}
