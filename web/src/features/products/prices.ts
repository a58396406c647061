/** The price grid: what stands, what was changed, and which rows must be put or taken away. Pure. */
import type { components } from '@/api/schema';
import type { FieldProblem } from '@/api/problem';
import { compareDecimals, decimalText, parseDecimal } from '@/lib/decimal';
import type { Price } from '@/features/products/rows';
import { type Cell, cellOf, filledRows, type GridRow } from '@/ui/grid/grid';

export type PriceFields = components['schemas']['PriceFields'];

/** A standing price as a row of the grid. */
export function rowOf(price: Price): Record<string, Cell> {
  return {
    sku: {
      text: price.code,
      option: { value: price.sku, code: price.code, label: price.name, data: { name: price.name, uom: price.uom, listPrice: price.list_price } },
    },
    qty_from: { text: compareDecimals(price.qty_from, '0') === 0 ? '' : price.qty_from },
    price: { text: price.price },
    from_on: { text: price.from_on ?? '' },
    to_on: { text: price.to_on ?? '' },
  };
}

/** A line of the grid as the wire wants it; null when its SKU is not known yet. */
export function fieldsOf(row: GridRow): PriceFields | null {
  const sku = cellOf(row, 'sku').option?.value;
  if (sku === undefined) return null;
  const day = (column: string) => cellOf(row, column).text || null;
  return { sku, qty_from: cellOf(row, 'qty_from').text || '0', price: cellOf(row, 'price').text, from_on: day('from_on'), to_on: day('to_on') };
}

/** What makes two prices the same one: the server replaces by it. */
const keyOf = (price: Pick<PriceFields, 'sku' | 'qty_from' | 'from_on'>) =>
  `${price.sku}/${decimalText(parseDecimal(price.qty_from ?? '0') ?? 0n)}/${price.from_on ?? ''}`;

const same = (a: PriceFields, b: Price) => compareDecimals(a.price, b.price) === 0 && (a.to_on ?? '') === (b.to_on ?? '');

export interface Changes {
  put: PriceFields[];
  /** Which line of the grid each of `put` is, counted among the filled ones. */
  lines: number[];
  /** Standing prices the grid no longer has. */
  removed: Price[];
}

export function changesOf(rows: GridRow[], standing: Price[]): Changes {
  const before = new Map(standing.map((price) => [keyOf(price), price]));
  const out: Changes = { put: [], lines: [], removed: [] };
  const kept = new Set<string>();
  filledRows(rows).forEach(({ row }, line) => {
    const fields = fieldsOf(row);
    if (!fields) return;
    const key = keyOf(fields);
    kept.add(key);
    const old = before.get(key);
    if (old && same(fields, old)) return;
    out.put.push(fields);
    out.lines.push(line);
  });
  out.removed = standing.filter((price) => !kept.has(keyOf(price)));
  return out;
}

/** The server names `prices[i].price` of what was sent; the grid knows lines. */
export function placed(problems: FieldProblem[], lines: number[]): FieldProblem[] {
  return problems.map((problem) => ({
    ...problem,
    field: problem.field.replace(/^prices\[(\d+)\]/, (_whole, index: string) => `lines[${String(lines[Number(index)] ?? index)}]`),
  }));
}
