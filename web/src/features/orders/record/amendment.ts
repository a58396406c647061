/** A change of a confirmed order while it is being typed, and as the server takes it. Pure. */
import { addDecimals, compareDecimals, parseDecimal, percentOf, rateOf } from '@/lib/decimal';
import { type NewLine, type OrderLine, type OrderView, type ShipTo } from '@/features/orders/entry/entry';
import type { NewAmendment } from '@/features/orders/record/commands';
import { parseDay } from '@/ui/grid/day';

export type Change = NewAmendment['changes'][number];

/** What was typed over a line; what is absent stays as it is. */
export interface LineEdit {
  qty?: string;
  price?: string;
  /** In percent. */
  discount?: string;
  requestedOn?: string;
  dropped?: boolean;
}

export interface AmendmentDraft {
  lines: Record<string, LineEdit>;
  /** Null: stays as it is. */
  shipTo: ShipTo | null;
}

/** Wanted from now on: ordered less cancelled. */
export const wantedOf = (line: OrderLine) => addDecimals(line.qty_ordered, `-${line.qty_cancelled}`);

const differs = (typed: string | undefined, now: string) => typed !== undefined && parseDecimal(typed) !== null && compareDecimals(typed, now) !== 0;

function changesOfLine(line: OrderLine, edit: LineEdit, today: string): Change[] {
  if (edit.dropped === true) return [{ action: 'drop_line', line: line.id }];
  const changes: Change[] = [];
  if (edit.qty !== undefined && differs(edit.qty, wantedOf(line))) changes.push({ action: 'change_qty', line: line.id, qty: edit.qty });
  const price = edit.price !== undefined && differs(edit.price, line.price) ? edit.price : undefined;
  const discount = edit.discount !== undefined && differs(edit.discount, percentOf(line.discount)) ? rateOf(edit.discount) : undefined;
  if (price !== undefined || discount !== undefined) {
    changes.push({ action: 'change_price', line: line.id, ...(price === undefined ? {} : { price }), ...(discount === undefined ? {} : { discount }) });
  }
  const day = edit.requestedOn === undefined ? null : parseDay(edit.requestedOn, today);
  if (day !== null && day !== line.requested_on) changes.push({ action: 'change_date', line: line.id, requested_on: day });
  return changes;
}

export function changesOf(order: OrderView, draft: AmendmentDraft, added: NewLine[], today: string): Change[] {
  const ofLines = order.lines.flatMap((line) => changesOfLine(line, draft.lines[line.id] ?? {}, today));
  const ofNew = added.map((line): Change => ({ action: 'add_line', new: line }));
  const to = draft.shipTo;
  const moved = to !== null && (to.receiver !== order.receiver || to.phone !== order.phone || to.address !== order.address);
  return [...ofLines, ...ofNew, ...(moved ? [{ action: 'change_address', ship_to: to } satisfies Change] : [])];
}

/** Fields of lines that hold no figure or no day. */
export function wrongEdits(draft: AmendmentDraft, today: string): { line: string; field: keyof LineEdit }[] {
  return Object.entries(draft.lines).flatMap(([line, edit]) => {
    if (edit.dropped === true) return [];
    const figures = (['qty', 'price', 'discount'] as const).filter((field) => edit[field] !== undefined && parseDecimal(edit[field]) === null);
    const day = edit.requestedOn !== undefined && edit.requestedOn !== '' && parseDay(edit.requestedOn, today) === null ? (['requestedOn'] as const) : [];
    return [...figures, ...day].map((field) => ({ line, field }));
  });
}
