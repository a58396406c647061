/**
 * Exact decimals as the wire has them: strings. Arithmetic runs on scaled bigints, so no amount ever
 * passes through a binary float.
 */

const PATTERN = /^([+-]?)(\d*)(?:\.(\d*))?$/;
/** Six places hold both money (4) and quantities (6). */
const SCALE = 6;
const UNIT = 10n ** BigInt(SCALE);

/** Full-width forms, currency signs, blanks and thousands commas are how people write; they go. */
export function normalizeDecimal(text: string): string {
  return foldWidth(text)
    .replace(/[¥$€£\s]/g, '')
    .replace(/(\d),(?=\d{3}(\D|$))/g, '$1');
}

/** Full-width digits, Latin and punctuation to their plain forms; the ideographic space to a space. */
export function foldWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/\u3000/g, ' ');
}

/** Scaled integer of `text`, or null when it is no decimal or has more places than we keep. */
export function parseDecimal(text: string): bigint | null {
  const match = PATTERN.exec(normalizeDecimal(text));
  if (!match) return null;
  const [, sign, whole = '', fraction = ''] = match;
  if (whole === '' && fraction === '') return null;
  const kept = fraction.replace(/0+$/, '');
  if (kept.length > SCALE) return null;
  const value = BigInt(whole || '0') * UNIT + BigInt(kept.padEnd(SCALE, '0') || '0');
  return sign === '-' ? -value : value;
}

/** The plain wire form: no trailing zeros, at least `places` of them. */
export function decimalText(value: bigint, places = 0): string {
  const digits = (value < 0n ? -value : value).toString().padStart(SCALE + 1, '0');
  const whole = digits.slice(0, -SCALE);
  const fraction = digits.slice(-SCALE).replace(/0+$/, '').padEnd(places, '0');
  return `${value < 0n ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}

/** How many places `text` has after the point, trailing zeros not counted. */
export function placesOf(text: string): number {
  return /\.(\d*?)0*$/.exec(normalizeDecimal(text))?.[1]?.length ?? 0;
}

export function addDecimals(...texts: string[]): string {
  return decimalText(texts.reduce((sum, text) => sum + (parseDecimal(text) ?? 0n), 0n));
}

/** a × b, rounded half away from zero at the sixth place. For display only: the server prices. */
export function multiplyDecimals(a: string, b: string): string {
  const product = (parseDecimal(a) ?? 0n) * (parseDecimal(b) ?? 0n);
  const half = product < 0n ? -UNIT / 2n : UNIT / 2n;
  return decimalText((product + half) / UNIT);
}

/** The part of an amount that belongs to `part` of `whole`, in cents, rounded down: as the server shares it out. */
export function portionOf(amount: string, part: string, whole: string): string {
  const [value, share, all] = [parseDecimal(amount) ?? 0n, parseDecimal(part) ?? 0n, parseDecimal(whole) ?? 0n];
  if (share === all || all === 0n) return amount;
  const cent = UNIT / 100n;
  return decimalText((((value * share) / all) / cent) * cent);
}

export function compareDecimals(a: string, b: string): number {
  const left = parseDecimal(a) ?? 0n;
  const right = parseDecimal(b) ?? 0n;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** 1234.5 → 1,234.50. `places` is the least number of places; more are kept when they are there. */
export function groupDecimal(text: string, places: number): string {
  const value = parseDecimal(text);
  if (value === null) return text;
  const plain = decimalText(value, places);
  const [whole = '', fraction] = plain.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction ? `${grouped}.${fraction}` : grouped;
}

/** Rounds half away from zero to `places`, for showing. */
export function roundDecimal(text: string, places: number): string {
  const value = parseDecimal(text);
  if (value === null || places >= SCALE) return text;
  const step = 10n ** BigInt(SCALE - places);
  const half = value < 0n ? -step / 2n : step / 2n;
  return decimalText(((value + half) / step) * step, places);
}

/** 0.13 → 13: a rate as people write it, in per cent. */
export const percentOf = (rate: string): string => multiplyDecimals(rate, '100');

/** 13 → 0.13. */
export const rateOf = (percent: string): string => decimalText((parseDecimal(percent) ?? 0n) / 100n);
