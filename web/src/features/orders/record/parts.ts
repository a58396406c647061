/** Which quantities of which lines a split, a cancellation or a return is about. Pure. */
import { compareDecimals, decimalText, parseDecimal } from '@/lib/decimal';
import type { OrderLine, OrderView } from '@/features/orders/entry/entry';
import type { Part } from '@/features/orders/record/commands';

export type PartsKind = 'split' | 'cancel' | 'take_back';

/** How much of a line it can be about: what is wanted and not in the warehouse's hands; of a return, what is at the customer's. */
export function mostOf(kind: PartsKind, line: OrderLine): string {
  const of = (text: string) => parseDecimal(text) ?? 0n;
  const left = kind === 'take_back' ? of(line.qty_delivered) - of(line.qty_returned) - of(line.qty_return_requested) : of(line.qty_ordered) - of(line.qty_cancelled) - of(line.qty_released);
  return decimalText(left < 0n ? 0n : left);
}

export const linesOf = (kind: PartsKind, order: OrderView) => order.lines.filter((line) => compareDecimals(mostOf(kind, line), '0') > 0);

/** What is wrong with a quantity typed for a line; null when nothing is. */
export function wrongQty(kind: PartsKind, typed: string, line: OrderLine): 'number' | 'tooMuch' | null {
  if (typed.trim() === '') return null;
  const qty = parseDecimal(typed);
  if (qty === null || qty < 0n) return 'number';
  return compareDecimals(decimalText(qty), mostOf(kind, line)) > 0 ? 'tooMuch' : null;
}

/** The parts that were typed; zero and nothing are left out. */
export function partsOf(kind: PartsKind, order: OrderView, typed: Record<string, string>): Part[] {
  return linesOf(kind, order).flatMap((line) => {
    const qty = parseDecimal(typed[line.id] ?? '');
    return qty === null || qty <= 0n ? [] : [{ line: line.id, qty: decimalText(qty) }];
  });
}

/** Whether the parts are all there is. */
export function isAll(kind: PartsKind, order: OrderView, parts: Part[]): boolean {
  const lines = linesOf(kind, order);
  return lines.every((line) => parts.some((part) => part.line === line.id && part.qty != null && compareDecimals(part.qty, mostOf(kind, line)) === 0));
}
