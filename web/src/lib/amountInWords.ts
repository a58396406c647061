/** An amount of yuan as it is written on contracts and invoices, where a digit is too easily changed. */
import { parseDecimal, roundDecimal } from './decimal';
import words from './amountInWords.json';

/** Digits of the largest amount that has a name: up to the group of 10^12. */
const DIGITS_MAX = 16;

/** Four digits at most, with the zero read once however often it stands inside. */
function group(digits: string): string {
  let text = '';
  let gap = false;
  [...digits].forEach((digit, index) => {
    const value = Number(digit);
    if (value === 0) {
      gap ||= text !== '';
      return;
    }
    text += `${gap ? words.digits.charAt(0) : ''}${words.digits.charAt(value)}${words.places[digits.length - 1 - index] ?? ''}`;
    gap = false;
  });
  return text;
}

function whole(digits: string): string {
  let text = '';
  let gap = false;
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= 4) groups.unshift(digits.slice(Math.max(0, end - 4), end));
  groups.forEach((part, index) => {
    const said = group(part);
    if (said === '') {
      gap ||= text !== '';
      return;
    }
    const zero = text !== '' && (gap || part.startsWith('0')) ? words.digits.charAt(0) : '';
    text += zero + said + (words.groups[groups.length - 1 - index] ?? '');
    gap = false;
  });
  return text;
}

/** Null when the text is no amount, or larger than amounts have names for. Rounded to the cent. */
export function amountInWords(amount: string): string | null {
  const rounded = roundDecimal(amount, 2);
  const scaled = parseDecimal(rounded);
  if (scaled === null) return null;
  const cents = (scaled < 0n ? -scaled : scaled) / 10_000n;
  const yuan = (cents / 100n).toString();
  if (yuan.length > DIGITS_MAX) return null;
  const [jiao, fen] = [Number((cents / 10n) % 10n), Number(cents % 10n)];
  const head = yuan === '0' ? '' : whole(yuan) + words.yuan;
  if (jiao === 0 && fen === 0) return (scaled < 0n ? words.minus : '') + (head || words.digits.charAt(0) + words.yuan) + words.whole;
  let tail = '';
  if (jiao > 0) tail += words.digits.charAt(jiao) + words.jiao;
  else if (head !== '') tail += words.digits.charAt(0);
  tail += fen > 0 ? words.digits.charAt(fen) + words.fen : words.whole;
  return (scaled < 0n ? words.minus : '') + head + tail;
}
