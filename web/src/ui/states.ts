/**
 * The one map from a state to its colour and sign, for every document. Its word is `state.<kind>.<state>`
 * in the locales, else `state.<state>`.
 */
import {
  CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, EditOutlined, ExclamationCircleFilled, MinusCircleOutlined, PauseCircleFilled,
  SyncOutlined, CarOutlined, InboxOutlined, RightCircleOutlined, RollbackOutlined,
} from '@ant-design/icons';
import type { ComponentType } from 'react';

export type Tone = 'quiet' | 'primary' | 'accent' | 'done' | 'warn' | 'bad';

export interface StateLook {
  tone: Tone;
  icon: ComponentType;
}

const look = (tone: Tone, icon: ComponentType): StateLook => ({ tone, icon });

/** `kind.state` before `state`. */
export const LOOKS: Record<string, StateLook> = {
  draft: look('quiet', EditOutlined),
  placed: look('accent', RightCircleOutlined),
  confirmed: look('primary', SyncOutlined),
  closed: look('done', CheckCircleFilled),
  cancelled: look('quiet', MinusCircleOutlined),

  // Axes of an order: review, shipping, billing.
  none: look('quiet', MinusCircleOutlined),
  open: look('accent', ClockCircleOutlined),
  pending: look('accent', ClockCircleOutlined),
  approved: look('done', CheckCircleFilled),
  rejected: look('bad', CloseCircleFilled),
  held: look('warn', PauseCircleFilled),
  short: look('bad', ExclamationCircleFilled),
  waiting: look('warn', ClockCircleOutlined),
  reserved: look('primary', InboxOutlined),
  exception: look('bad', ExclamationCircleFilled),

  // Shipments.
  released: look('accent', InboxOutlined),
  picking: look('primary', SyncOutlined),
  picked: look('primary', InboxOutlined),
  packed: look('primary', InboxOutlined),
  part_shipped: look('primary', CarOutlined),
  shipped: look('primary', CarOutlined),
  in_transit: look('primary', CarOutlined),
  delivered: look('done', CheckCircleFilled),
  part_delivered: look('warn', CheckCircleFilled),
  refused: look('bad', CloseCircleFilled),

  // What the carrier last said.
  'milestone.picked_up': look('primary', InboxOutlined),
  'milestone.in_transit': look('primary', CarOutlined),
  'milestone.out_for_delivery': look('primary', CarOutlined),
  'milestone.delivered': look('done', CheckCircleFilled),
  'milestone.exception': look('bad', ExclamationCircleFilled),

  // Invoices and payments.
  issued: look('accent', ClockCircleOutlined),
  part_invoiced: look('primary', SyncOutlined),
  invoiced: look('primary', CheckCircleFilled),
  part_paid: look('primary', SyncOutlined),
  paid: look('done', CheckCircleFilled),
  credited: look('quiet', RollbackOutlined),
  overdue: look('bad', ExclamationCircleFilled),
  'invoice.credit_note': look('quiet', RollbackOutlined),
  'payment.unapplied': look('accent', ClockCircleOutlined),
  'payment.part_applied': look('primary', SyncOutlined),
  'payment.applied': look('done', CheckCircleFilled),

  'count.posted': look('done', CheckCircleFilled),
  'count.open': look('accent', EditOutlined),
  'token.revoked': look('quiet', MinusCircleOutlined),
  'token.ended': look('warn', ClockCircleOutlined),

  // Amendments, counts, imports, accounts.
  resolved: look('done', CheckCircleFilled),
  withdrawn: look('quiet', RollbackOutlined),
  proposed: look('accent', ClockCircleOutlined),
  applied: look('done', CheckCircleFilled),
  running: look('primary', SyncOutlined),
  done: look('done', CheckCircleFilled),
  failed: look('bad', CloseCircleFilled),
  'import.uploaded': look('accent', InboxOutlined),
  'import.checking': look('primary', SyncOutlined),
  'import.checked': look('primary', CheckCircleFilled),
  'import.undoing': look('primary', SyncOutlined),
  'import.undone': look('quiet', RollbackOutlined),
  'absence.now': look('accent', CarOutlined),
  'absence.coming': look('quiet', ClockCircleOutlined),
  'case.running': look('primary', SyncOutlined),
  'case.ended': look('done', CheckCircleFilled),
  'task.done': look('done', CheckCircleFilled),
  'task.cancelled': look('quiet', MinusCircleOutlined),
  'incident.open': look('bad', ExclamationCircleFilled),
  'incident.solved': look('done', CheckCircleFilled),
  active: look('done', CheckCircleFilled),
  inactive: look('quiet', MinusCircleOutlined),
};

const UNKNOWN = look('quiet', MinusCircleOutlined);

export function stateLook(state: string, kind?: string): StateLook {
  return LOOKS[`${kind ?? ''}.${state}`] ?? LOOKS[state] ?? UNKNOWN;
}
