/** Lines of goods in a grid: scanned, planned, and as the wire wants them. Pure. */
import { addDecimals } from '@/lib/decimal';
import { type Cell, cellOf, filledRows, type GridAction, type GridRow } from '@/ui/grid/grid';
import type { Option } from '@/ui/lookup';

export interface Scanned {
  option: Option;
  /** In the base unit: a box's barcode counts what is in the box. */
  qty: string;
}

/** What a scan does to the lines: one more of the SKU where it stands already, else a new line. */
export function scanActions(rows: GridRow[], { option, qty }: Scanned): GridAction[] {
  const row = rows.find((one) => cellOf(one, 'sku').option?.value === option.value && cellOf(one, 'lot').text === '');
  if (row) return [{ type: 'set', key: row.key, column: 'qty', cell: { text: addDecimals(cellOf(row, 'qty').text || '0', qty) } }];
  const blank = rows.at(-1);
  if (!blank) return [];
  return [
    { type: 'set', key: blank.key, column: 'sku', cell: { text: option.code ?? option.label, option } },
    { type: 'set', key: blank.key, column: 'qty', cell: { text: qty } },
  ];
}

export interface Coming {
  id: string;
  option: Option;
  qty: string;
}

/** Takes expected goods over: the line remembers the plan it fulfils. */
export function comingActions(rows: GridRow[], { id, option, qty }: Coming): GridAction[] {
  const blank = rows.at(-1);
  if (!blank || rows.some((row) => cellOf(row, 'plan').text === id)) return [];
  return [
    { type: 'set', key: blank.key, column: 'plan', cell: { text: id, option } },
    { type: 'set', key: blank.key, column: 'sku', cell: { text: option.code ?? option.label, option } },
    { type: 'set', key: blank.key, column: 'qty', cell: { text: qty } },
  ];
}

/** The plan a line fulfils, unless another SKU was typed into it since. */
export function planOf(row: GridRow): string | null {
  const plan = cellOf(row, 'plan');
  return plan.text !== '' && plan.option?.value === cellOf(row, 'sku').option?.value ? plan.text : null;
}

/** The filled lines: the SKU by id where it is known, else as it was typed. */
export function linesOf(rows: GridRow[]) {
  return filledRows(rows).map(({ row }) => {
    const sku = cellOf(row, 'sku');
    return { sku: sku.option?.value ?? sku.text, lot: cellOf(row, 'lot').text, qty: cellOf(row, 'qty').text || '0', plan: planOf(row) };
  });
}

/** The SKUs the lines speak of, each once. */
export const skusOf = (rows: GridRow[]): string[] => [...new Set(rows.flatMap((row) => cellOf(row, 'sku').option?.value ?? []))].sort();

/** What a grid begins with when it is opened again. */
export const cellsOf = (rows: GridRow[]): Record<string, Cell>[] => filledRows(rows).map(({ row }) => row.cells);
