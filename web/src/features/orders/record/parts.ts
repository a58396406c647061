/** Which quantities of which lines a split or a cancellation is about. Pure. */
import { compareDecimals, decimalText, parseDecimal } from '@/lib/decimal';
import type { OrderLine, OrderView } from '@/features/orders/entry/entry';
import type { Part } from '@/features/orders/record/commands';

/** What of a line is still ours to change: wanted and not in the warehouse's hands. */
export function changeable(line: OrderLine): string {
  const of = (text: string) => parseDecimal(text) ?? 0n;
  const left = of(line.qty_ordered) - of(line.qty_cancelled) - of(line.qty_released);
  return decimalText(left < 0n ? 0n : left);
}

export const changeableLines = (order: OrderView) => order.lines.filter((line) => compareDecimals(changeable(line), '0') > 0);

/** What is wrong with a quantity typed for a line; null when nothing is. */
export function wrongQty(typed: string, line: OrderLine): 'number' | 'tooMuch' | null {
  if (typed.trim() === '') return null;
  const qty = parseDecimal(typed);
  if (qty === null || qty < 0n) return 'number';
  return compareDecimals(decimalText(qty), changeable(line)) > 0 ? 'tooMuch' : null;
}

/** The parts that were typed; zero and nothing are left out. */
export function partsOf(order: OrderView, typed: Record<string, string>): Part[] {
  return changeableLines(order).flatMap((line) => {
    const qty = parseDecimal(typed[line.id] ?? '');
    return qty === null || qty <= 0n ? [] : [{ line: line.id, qty: decimalText(qty) }];
  });
}

/** Whether the parts are all there is. */
export function isAll(order: OrderView, parts: Part[]): boolean {
  const lines = changeableLines(order);
  return lines.every((line) => parts.some((part) => part.line === line.id && part.qty != null && compareDecimals(part.qty, changeable(line)) === 0));
}
