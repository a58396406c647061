/** The columns of the board: which orders stand at which step, and what may be done by pulling a card on. Pure. */
import type { FilterNode } from '@/api/page';
import type { OrderItem } from '@/ui/orderRows';

export const STEPS = ['review', 'short', 'prepare', 'ship', 'deliver', 'settle'] as const;
export type StepId = (typeof STEPS)[number];

const open: FilterNode = ['state', 'in', ['placed', 'confirmed']];

export const FILTERS: Record<StepId, FilterNode> = {
  review: { and: [open, ['review_state', 'eq', 'pending']] },
  short: { and: [open, ['review_state', 'ne', 'pending'], ['shipping_state', 'in', ['short', 'waiting']]] },
  prepare: { and: [open, ['review_state', 'ne', 'pending'], ['shipping_state', 'in', ['reserved', 'released']]] },
  ship: { and: [open, ['review_state', 'ne', 'pending'], ['shipping_state', 'in', ['part_shipped', 'shipped']]] },
  deliver: { and: [open, ['review_state', 'ne', 'pending'], ['shipping_state', 'in', ['part_delivered', 'exception']]] },
  settle: { and: [open, ['review_state', 'ne', 'pending'], ['shipping_state', 'eq', 'delivered']] },
};

export type Pull = { does: 'approve' | 'release' } | { refused: 'back' | 'decide' | 'scan' | 'sign' | 'pay' | 'order' };

/** What pulling a card from one step to another means: a command of the house, or the reason why it is none. */
export function pullOf(order: Pick<OrderItem, 'shipping_state'>, from: StepId, to: StepId): Pull | null {
  const [start, aim] = [STEPS.indexOf(from), STEPS.indexOf(to)];
  if (from === 'prepare' && to === 'prepare') return null;
  if (aim === start) return null;
  if (aim < start) return { refused: 'back' };
  if (from === 'review') return to === 'prepare' ? { does: 'approve' } : { refused: 'order' };
  if (from === 'short') return { refused: 'decide' };
  if (from === 'prepare') return order.shipping_state === 'reserved' && to === 'ship' ? { does: 'release' } : { refused: 'scan' };
  return { refused: 'sign' };
}

const NEXT: Partial<Record<StepId, StepId>> = { review: 'prepare', short: 'prepare', prepare: 'ship', ship: 'deliver', deliver: 'settle' };

/** One step on from where it stands: what a key means where the hand would pull. */
export function forward(order: Pick<OrderItem, 'shipping_state'>, from: StepId): Pull {
  const to = NEXT[from];
  return (to && pullOf(order, from, to)) ?? { refused: 'pay' };
}
