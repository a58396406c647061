/** What was found in a count against what the books say. Pure. */
import { addDecimals, compareDecimals } from '@/lib/decimal';
import type { CountLine } from '@/features/stock/rows';

/** Found less booked; null while nobody has looked. */
export const differenceOf = (line: CountLine): string | null => (line.qty_counted == null ? null : addDecimals(line.qty_counted, `-${line.qty_expected}`));

export const differs = (line: CountLine): boolean => {
  const difference = differenceOf(line);
  return difference !== null && compareDecimals(difference, '0') !== 0;
};

export interface Summary {
  lines: number;
  counted: number;
  /** Lines with a difference. */
  different: number;
  more: string;
  less: string;
}

export function summaryOf(lines: CountLine[]): Summary {
  const differences = lines.flatMap((line) => differenceOf(line) ?? []);
  const of = (sign: 1 | -1) => differences.filter((one) => Math.sign(compareDecimals(one, '0')) === sign);
  return {
    lines: lines.length,
    counted: differences.length,
    different: of(1).length + of(-1).length,
    more: addDecimals('0', ...of(1)),
    less: addDecimals('0', ...of(-1)),
  };
}

export type Target = { line: CountLine } | { location: string } | { problem: 'several' | 'nowhere' };

/**
 * Which line a scan counts on: the one of its SKU in the chosen place. Goods nobody booked there become a
 * new line, which needs the place to be known.
 */
export function targetOf(lines: CountLine[], sku: string, location: string): Target {
  const here = lines.filter((line) => line.sku_id === sku && (location === '' || line.location_id === location));
  const [first] = here;
  if (first && here.length === 1) return { line: first };
  const plain = here.filter(({ lot }) => lot === '');
  if (plain[0] && plain.length === 1 && location !== '') return { line: plain[0] };
  if (here.length > 1) return { problem: 'several' };
  return location === '' ? { problem: 'nowhere' } : { location };
}
