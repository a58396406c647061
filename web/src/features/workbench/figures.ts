/** The workbench's figures: what each is for, who must act on it, and the list behind it. Pure. */
import type { ConditionValue, FilterNode } from '@/api/page';
import { addDays, dayOf } from '@/lib/format';
import { chipsToText } from '@/ui/list/filter';
import type { Chip } from '@/ui/list/model';

export type Group = 'act' | 'watch' | 'today' | 'money';

interface Kind {
  group: Group;
  /** Whoever holds one of these must act; for the others it is only to be seen. */
  actions?: string[];
  /** What the first few of it are sorted by; without it they are not shown. */
  queue?: string;
}

/** In the order in which they are shown. */
export const KINDS: Record<string, Kind> = {
  broken_rules: { group: 'act', actions: ['setting.write'] },
  short: { group: 'act', actions: ['order.confirm'], queue: 'placed_at' },
  to_review: { group: 'act', actions: ['order.review'], queue: 'placed_at' },
  refused: { group: 'act', actions: ['order.confirm'], queue: 'placed_at' },
  late: { group: 'act', actions: ['order.read'], queue: 'promised_on' },
  to_release: { group: 'act', actions: ['order.release'], queue: 'promised_on' },
  to_pick: { group: 'act', actions: ['shipment.pick'], queue: 'released_at' },
  picking: { group: 'act', actions: ['shipment.pick'], queue: 'released_at' },
  to_ship: { group: 'act', actions: ['shipment.ship'], queue: 'released_at' },
  drafts: { group: 'act', actions: ['order.create'], queue: 'created_at' },
  overdue: { group: 'act', actions: ['payment.record'], queue: 'due_on' },
  unapplied: { group: 'act', actions: ['payment.apply'], queue: 'received_on' },
  waiting_for_goods: { group: 'watch' },
  on_the_way: { group: 'watch' },
  placed_today: { group: 'today' },
  shipped_today: { group: 'today' },
  delivered_today: { group: 'today' },
  invoiced_today: { group: 'today' },
  received_today: { group: 'today' },
};

/** Figures whose amount is money somebody owes or paid, not merely the worth of orders. */
const MONEY = new Set(['overdue', 'unapplied']);

export interface Figure {
  name: string;
  count: number;
  capped: boolean;
  amount?: string | null | undefined;
  page: string;
  filter: unknown;
}

/** The figure's place for someone with these actions. */
export function groupOf(name: string, actions: readonly string[]): Group {
  const kind = KINDS[name];
  if (!kind) return 'watch';
  if (kind.group !== 'act' || kind.actions?.some((action) => actions.includes(action)) === true) return kind.group;
  return MONEY.has(name) ? 'money' : 'watch';
}

/** In the order of `KINDS`; what the page does not know yet comes last. */
export function inOrder<F extends { name: string }>(figures: F[]): F[] {
  const names = Object.keys(KINDS);
  const rank = ({ name }: F) => (names.includes(name) ? names.indexOf(name) : names.length);
  return [...figures].sort((a, b) => rank(a) - rank(b));
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Days are told from today where they are near it, so that the filter says "until yesterday". */
function told(day: string, today: string): string {
  for (const near of [0, -1, 1]) if (addDays(today, near) === day) return `@d${String(near)}`;
  return day;
}

function chipOf(field: string, op: Chip['op'], value: ConditionValue, today: string): Chip {
  if (typeof value !== 'string') return { field, op, value };
  const day = DAY.test(value) ? value : DAY.test(value.slice(0, 10)) ? dayOf(new Date(value)) : null;
  if (day !== null) {
    if (op === 'lt') return { field, op: 'in', value: ['', told(addDays(day, -1), today)] };
    if (op === 'ge') return { field, op: 'in', value: [told(day, today), ''] };
    if (op === 'eq') return { field, op: 'in', value: [told(day, today), told(day, today)] };
  }
  // Money has two places at most: more than nothing is a cent or more.
  if (op === 'gt' && value === '0') return { field, op: 'in', value: ['0.01', ''] };
  return op === 'eq' ? { field, op: 'in', value: [value] } : { field, op, value };
}

/** The server's filter as the conditions of a list page. */
export function chipsOf(filter: unknown, today = dayOf(new Date())): Chip[] {
  const node = filter as FilterNode;
  if (Array.isArray(node)) return [chipOf(node[0], node[1], node[2], today)];
  return typeof node === 'object' && node !== null && 'and' in node ? node.and.flatMap((one) => chipsOf(one, today)) : [];
}

/** The address of the list behind a figure. `label` names oneself where the figure is about one's own. */
export function pathOfFigure(figure: Figure, me: { id: string; name: string } | undefined, today?: string): string {
  const chips = chipsOf(figure.filter, today).map((chip) =>
    Array.isArray(chip.value) && me !== undefined && chip.value[0] === me.id ? { ...chip, label: me.name } : chip,
  );
  return `/${figure.page}?filter=${encodeURIComponent(chipsToText(chips))}`;
}
