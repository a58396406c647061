/** An order while it is being typed, and as the server takes it. Pure. */
import type { components } from '@/api/schema';
import { parseDecimal, percentOf, rateOf } from '@/lib/decimal';
import { type Cell, type GridRow, cellOf, filledRows } from '@/ui/grid/grid';
import type { Option } from '@/ui/lookup';

export type NewOrder = components['schemas']['NewOrder'];
export type NewLine = components['schemas']['NewLine'];
export type OrderView = components['schemas']['OrderView'];
export type OrderLine = components['schemas']['OrderLineView'];
export type ShipTo = components['schemas']['ShipTo'];
export type OnShort = components['schemas']['OnShort'];

export interface EntryHead {
  customer: Option | null;
  /** As typed; null: the customer's default address. */
  shipTo: ShipTo | null;
  requestedOn: string;
  /** An id; empty: the company's default warehouse. */
  warehouse: string;
  note: string;
}

export const EMPTY_HEAD: EntryHead = { customer: null, shipTo: null, requestedOn: '', warehouse: '', note: '' };

/** A line as it is sent, with the place of its row among the filled ones. */
export interface SentLine {
  place: number;
  line: NewLine;
}

function lineOf(row: GridRow): NewLine {
  const text = (column: string) => cellOf(row, column).text;
  const sku = cellOf(row, 'sku');
  return {
    sku: sku.option?.value ?? sku.text,
    qty: text('qty'),
    ...(text('uom') === '' ? {} : { uom: text('uom') }),
    ...(text('price') === '' ? {} : { price: text('price') }),
    ...(text('discount') === '' ? {} : { discount: rateOf(text('discount')) }),
    ...(text('note') === '' ? {} : { note: text('note') }),
  };
}

const isNumber = (text: string) => parseDecimal(text) !== null;
const isNumberOrEmpty = (text: string) => text === '' || isNumber(text);

/** The lines that can be asked about already: with a SKU and figures that are figures. */
export function askableLines(rows: GridRow[]): SentLine[] {
  return filledRows(rows).flatMap(({ row }, place) => {
    const line = lineOf(row);
    const figures = [cellOf(row, 'price').text, cellOf(row, 'discount').text];
    return line.sku !== '' && isNumber(line.qty) && figures.every(isNumberOrEmpty) ? [{ place, line }] : [];
  });
}

/** The order as the server takes it, without lines; null while nobody is named to send it to. */
export function orderHead(head: EntryHead): Omit<NewOrder, 'lines'> | null {
  if (!head.customer) return null;
  return {
    customer: head.customer.value,
    note: head.note,
    ...(head.shipTo === null ? {} : { ship_to: head.shipTo }),
    ...(head.requestedOn === '' ? {} : { requested_on: head.requestedOn }),
    ...(head.warehouse === '' ? {} : { warehouse: head.warehouse }),
  };
}

export function orderOf(head: EntryHead, rows: GridRow[]): NewOrder | null {
  const start = orderHead(head);
  return start && { ...start, lines: filledRows(rows).map(({ row }) => lineOf(row)) };
}

const isManual = (line: OrderLine) => line.price_trace.at(-1)?.rule === 'manual';

/** A stored order's head and lines, as cells to type on in. */
export function entryOf(order: OrderView): { head: EntryHead; rows: Record<string, Cell>[] } {
  const rows = order.lines.map((line) => {
    const option: Option = { value: line.sku_id, code: line.sku, label: line.name };
    const cells: Record<string, Cell> = {
      sku: { text: line.sku, option },
      qty: { text: line.entered_qty },
    };
    if (line.entered_uom !== line.uom) cells['uom'] = { text: line.entered_uom };
    if (isManual(line)) cells['price'] = { text: line.price };
    if (parseDecimal(line.discount) !== 0n) cells['discount'] = { text: percentOf(line.discount) };
    if (line.note !== '') cells['note'] = { text: line.note };
    return cells;
  });
  const head: EntryHead = {
    customer: { value: order.customer_id, code: order.customer_code, label: order.customer_name },
    shipTo: { receiver: order.receiver, phone: order.phone, address: order.address },
    requestedOn: order.requested_on ?? '',
    warehouse: order.warehouse_id,
    note: order.note,
  };
  return { head, rows };
}

/** "2 boxes" says quantity and unit at once. */
export function splitQty(text: string): Record<string, string> | null {
  const match = /^\s*([\d.,\uff10-\uff19]+)\s*([^\d\s.,]{1,10})\s*$/u.exec(text);
  return match?.[1] !== undefined && match[2] !== undefined ? { qty: match[1], uom: match[2] } : null;
}

/** Whether a pasted text can stand in a column of figures. */
export const fitsNumber = (text: string) => isNumber(text.replace('%', ''));
export const fitsQty = (text: string) => isNumber(text) || splitQty(text) !== null;
export const fitsUnit = (text: string) => !isNumber(text);
/** "5%" and "5" are the same in a column of percents. */
export const splitPercent = (text: string): Record<string, string> | null => (text.trim().endsWith('%') ? { discount: text.trim().slice(0, -1) } : null);
