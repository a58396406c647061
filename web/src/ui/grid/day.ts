/** Days as clerks type them: 2026-11-25, 2026/11/25, 20261125, 11-25, 1125, 25, +3. */
import { addDays } from '@/lib/format';

/** YYYY-MM-DD, or null when it is no day. A date without a year is the coming one. */
export function parseDay(text: string, today: string): string | null {
  const plus = /^\+(\d{1,3})$/.exec(text);
  if (plus && today !== '') return addDays(today, Number(plus[1]));
  const full = /^(\d{4})[-/.\u5e74](\d{1,2})[-/.\u6708](\d{1,2})\u65e5?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (full) return real(full[1] ?? '', full[2] ?? '', full[3] ?? '');
  const short = /^(\d{1,2})[-/.\u6708](\d{1,2})\u65e5?$/.exec(text) ?? /^(\d{2})(\d{2})$/.exec(text);
  if (!short || today === '') return null;
  const year = Number(today.slice(0, 4));
  const thisYear = real(String(year), short[1] ?? '', short[2] ?? '');
  if (thisYear === null) return null;
  return thisYear < addDays(today, -180) ? real(String(year + 1), short[1] ?? '', short[2] ?? '') : thisYear;
}

function real(year: string, month: string, day: string): string | null {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text ? null : text;
}
