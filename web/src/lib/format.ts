/** Numbers and times as Chinese offices write them, in the company's time zone. */
import { groupDecimal, roundDecimal } from './decimal';

let zone = 'Asia/Shanghai';
let dateTime = formatter();

/** The company's zone: an order placed at 23:50 in Shanghai belongs to that day for every reader. */
export function setZone(name: string): void {
  zone = name;
  dateTime = formatter();
}

function formatter() {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
}

type Parts = Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', string>;

function parts(instant: Date): Parts {
  const found: Partial<Parts> = {};
  for (const { type, value } of dateTime.formatToParts(instant)) found[type as keyof Parts] = value;
  return found as Parts;
}

/** 2026-11-23 14:05 */
export function formatInstant(text: string): string {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) return text;
  const p = parts(at);
  return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}`;
}

/** 2026-11-23 14:05:09 */
export function formatInstantFull(text: string): string {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? text : `${formatInstant(text)}:${parts(at).second}`;
}

/** The day of an instant in the company's zone, YYYY-MM-DD. */
export function dayOf(at: Date): string {
  const p = parts(at);
  return `${p.year}-${p.month}-${p.day}`;
}

/** The instant at which a day begins in the company's zone, RFC 3339. */
export const startOfDay = (day: string): string => instantAt(`${day}T00:00`);

/** The instant at which the company's clock shows `2026-11-23T14:30`, RFC 3339. */
export function instantAt(shown: string): string {
  const utc = Date.parse(`${shown}:00Z`);
  // The offset is that of the time itself; within an hour of a change of the clock it is off by that, China has none.
  const p = parts(new Date(utc));
  const local = Date.UTC(+p.year, +p.month - 1, +p.day, +p.hour, +p.minute, +p.second);
  return new Date(utc - (local - utc)).toISOString().replace('.000Z', 'Z');
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Monday of the week of `day`. */
export function weekStart(day: string): string {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

const SIGNS: Record<string, string> = { CNY: '¥', USD: '$', EUR: '€', GBP: '£', HKD: 'HK$', JPY: 'JP¥' };

/** ¥1,234.50: two places, more when the amount has them. */
export function formatMoney(amount: string, currency = 'CNY'): string {
  const grouped = groupDecimal(amount, 2);
  const sign = SIGNS[currency] ?? `${currency} `;
  return grouped.startsWith('-') ? `-${sign}${grouped.slice(1)}` : `${sign}${grouped}`;
}

/** For figures at a glance: rounded to the cent. */
export const formatMoneyRounded = (amount: string, currency = 'CNY') => formatMoney(roundDecimal(amount, 2), currency);

export const formatQty = (qty: string) => groupDecimal(qty, 0);

/** A count that stops at its cap says so: 10,000+. */
export const formatCount = (count: number, capped = false) => `${groupDecimal(String(count), 0)}${capped ? '+' : ''}`;

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

export function formatRelative(text: string, lang: string, now = Date.now()): string {
  const seconds = (Date.parse(text) - now) / 1000;
  if (Number.isNaN(seconds)) return text;
  const relative = new Intl.RelativeTimeFormat(lang === 'zh' ? 'zh-CN' : lang, { numeric: 'auto' });
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit);
  }
  return relative.format(0, 'second');
}

/** A length of time in the two largest units: 2 d 3 h, 45 min. The words come from the locale. */
export function splitDuration(seconds: number): { days: number; hours: number; minutes: number } {
  const minutes = Math.max(0, Math.round(seconds / 60));
  return { days: Math.floor(minutes / 1440), hours: Math.floor((minutes % 1440) / 60), minutes: minutes % 60 };
}
