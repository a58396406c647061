/** How a payment is divided over open invoices. Pure; the server checks it again. */
import { compareDecimals, decimalText, parseDecimal } from '@/lib/decimal';

export interface Open {
  id: string;
  open_amount: string;
}

/** How much goes to which invoice; what is missing gets nothing. */
export type Shares = Record<string, string>;

const value = (text: string | undefined): bigint => parseDecimal(text ?? '0') ?? 0n;

/** Those due first first (`invoices` come so), as far as the money goes. */
export function oldestFirst(amount: string, invoices: Open[]): Shares {
  let left = value(amount);
  const shares: Shares = {};
  for (const invoice of invoices) {
    const open = value(invoice.open_amount);
    const share = left < open ? left : open;
    if (share <= 0n) continue;
    shares[invoice.id] = decimalText(share, 2);
    left -= share;
  }
  return shares;
}

/** What a newly chosen invoice gets: its open amount, or what the others leave. */
export function shareFor(invoice: Open, amount: string, others: Shares): string {
  const left = value(amount) - sumOf(others);
  const open = value(invoice.open_amount);
  const share = left < open ? left : open;
  return share > 0n ? decimalText(share, 2) : '';
}

function sumOf(shares: Shares): bigint {
  return Object.values(shares).reduce((sum, share) => sum + value(share), 0n);
}

export const sumText = (shares: Shares): string => decimalText(sumOf(shares), 2);
export const leftText = (amount: string, shares: Shares): string => decimalText(value(amount) - sumOf(shares), 2);

export type ShareProblem = 'number' | 'more_than_open' | 'more_than_paid';

/** The first thing wrong with a division, and where; undefined when it can be booked. */
export function problemOf(amount: string, invoices: Open[], shares: Shares): { problem: ShareProblem; id?: string } | undefined {
  for (const { id, open_amount } of invoices) {
    const share = shares[id]?.trim() ?? '';
    if (share === '') continue;
    if (parseDecimal(share) === null || compareDecimals(share, '0') < 0) return { problem: 'number', id };
    if (compareDecimals(share, open_amount) > 0) return { problem: 'more_than_open', id };
  }
  return sumOf(shares) > value(amount) ? { problem: 'more_than_paid' } : undefined;
}

/** As the wire wants them, without empty ones. */
export function sharesOf(shares: Shares): { invoice: string; amount: string }[] {
  return Object.entries(shares).flatMap(([invoice, share]) => (value(share) > 0n ? [{ invoice, amount: decimalText(value(share)) }] : []));
}
