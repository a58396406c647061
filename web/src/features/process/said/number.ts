/** Figures as people say them, as the decimals FEEL reads: `5万`, `15%`, `1,000.50`. Pure. */
import { foldWidth, multiplyDecimals, parseDecimal, rateOf } from '@/lib/decimal';
import units from './units.json';

/** `undefined` when it is no figure. */
export function typedNumber(text: string): string | undefined {
  const plain = foldWidth(text).replace(/[,\s¥$€£]/g, '');
  const found = /^(-?\d+(?:\.\d+)?)(\D*)$/.exec(plain);
  const [, figure = '', unit = ''] = found ?? [];
  if (!found || parseDecimal(figure) === null) return undefined;
  if (unit === '') return figure;
  if (unit === '%') return rateOf(figure);
  const times = (units as Record<string, string>)[unit.toLowerCase()];
  return times === undefined ? undefined : multiplyDecimals(figure, times);
}
