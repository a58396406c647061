/** From chips to the wire's filter, and to and from the address. Pure. */
import type { FilterNode } from '@/api/page';
import { addDays, dayOf, startOfDay, weekStart } from '@/lib/format';
import type { Chip, FieldKind, FilterField } from '@/ui/list/model';

/** `@d0` is today, `@d-6` six days ago, `@week` and `@month` the first day of this one. */
export function resolveDay(text: string, today: string): string {
  if (text === '@week') return weekStart(today);
  if (text === '@month') return `${today.slice(0, 8)}01`;
  const relative = /^@d(-?\d+)$/.exec(text);
  return relative ? addDays(today, Number(relative[1])) : text;
}

const isRange = (kind: FieldKind) => kind === 'day' || kind === 'instant' || kind === 'number';

function rangeNodes(chip: Chip, kind: FieldKind, today: string): FilterNode[] {
  const [from = '', to = ''] = Array.isArray(chip.value) ? chip.value.map(String) : [];
  const nodes: FilterNode[] = [];
  if (kind === 'number') {
    if (from !== '') nodes.push([chip.field, 'ge', from]);
    if (to !== '') nodes.push([chip.field, 'le', to]);
    return nodes;
  }
  const first = resolveDay(from, today);
  const last = resolveDay(to, today);
  if (kind === 'day') {
    if (first !== '') nodes.push([chip.field, 'ge', first]);
    if (last !== '') nodes.push([chip.field, 'le', last]);
    return nodes;
  }
  if (first !== '') nodes.push([chip.field, 'ge', startOfDay(first)]);
  if (last !== '') nodes.push([chip.field, 'lt', startOfDay(addDays(last, 1))]);
  return nodes;
}

function chipNodes(chip: Chip, kind: FieldKind, today: string): FilterNode[] {
  if (isRange(kind) && chip.op === 'in') return rangeNodes(chip, kind, today);
  if (chip.op === 'ne' && Array.isArray(chip.value)) return [{ not: [chip.field, 'in', chip.value] }];
  return [[chip.field, chip.op, chip.value]];
}

/** The filter as the server wants it; undefined when nothing is filtered. */
export function compileFilter(
  chips: Chip[],
  fields: FilterField[],
  base: FilterNode | undefined,
  today = dayOf(new Date()),
): FilterNode | undefined {
  const kinds = new Map(fields.map((field) => [field.field, field.kind]));
  const nodes = chips.flatMap((chip) => {
    const kind = kinds.get(chip.field);
    return kind ? chipNodes(chip, kind, today) : [];
  });
  if (base) nodes.unshift(base);
  return nodes.length > 1 ? { and: nodes } : nodes[0];
}

/** A chip that says nothing (no value chosen, both ends open) is no condition. */
export function isVoid(chip: Chip): boolean {
  if (chip.op === 'null') return false;
  if (Array.isArray(chip.value)) return chip.value.every((one) => one === '');
  return chip.value === null || chip.value === '';
}

/** With `chip` in the place of its field's chip; gone when it says nothing. */
export function putChip(chips: Chip[], chip: Chip): Chip[] {
  const at = chips.findIndex((one) => one.field === chip.field);
  if (isVoid(chip)) return chips.filter((_, index) => index !== at);
  return at < 0 ? [...chips, chip] : chips.map((one, index) => (index === at ? chip : one));
}

export function chipsToText(chips: Chip[]): string {
  return JSON.stringify(chips.map(({ field, op, value, label }) => (label === undefined ? [field, op, value] : [field, op, value, label])));
}

/** Reads what an address or a stored view holds; what makes no sense is left out. */
export function chipsFromText(text: string, fields: FilterField[]): Chip[] {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return [];
  }
  if (!Array.isArray(read)) return [];
  const known = new Set(fields.map((field) => field.field));
  return read.flatMap((entry: unknown) => {
    if (!Array.isArray(entry)) return [];
    const [field, op, value, label] = entry as [unknown, unknown, Chip['value'], unknown];
    if (typeof field !== 'string' || typeof op !== 'string' || !known.has(field)) return [];
    return [{ field, op: op as Chip['op'], value: value ?? null, ...(typeof label === 'string' ? { label } : {}) }];
  });
}

export const PRESETS: { id: string; value: [string, string] }[] = [
  { id: 'today', value: ['@d0', '@d0'] },
  { id: 'yesterday', value: ['@d-1', '@d-1'] },
  { id: 'week', value: ['@week', ''] },
  { id: 'month', value: ['@month', ''] },
  { id: 'days7', value: ['@d-6', '@d0'] },
  { id: 'days30', value: ['@d-29', '@d0'] },
];

type Translate = (key: string, params?: Record<string, unknown>) => string;

/** What a chip says after its field's name. */
export function describeChip(chip: Chip, field: FilterField, t: Translate, today = dayOf(new Date())): string {
  if (chip.op === 'null') return chip.value === false ? t('list.op.notNull') : t('list.op.null');
  if (field.kind === 'flag') return chip.value === true ? t('common.yes') : t('common.no');
  if (isRange(field.kind) && Array.isArray(chip.value)) {
    const [from = '', to = ''] = chip.value.map(String);
    const preset = PRESETS.find(({ value }) => value[0] === from && value[1] === to);
    if (preset) return t(`list.preset.${preset.id}`);
    const ends = [from, to].map((end) => (field.kind === 'number' ? end : resolveDay(end, today)));
    if (ends[0] === ends[1]) return ends[0] ?? '';
    if (ends[1] === '') return `≥ ${ends[0] ?? ''}`;
    if (ends[0] === '') return `≤ ${ends[1] ?? ''}`;
    return ends.join(' – ');
  }
  const values = Array.isArray(chip.value) ? chip.value.map(String) : [String(chip.value)];
  const named = chip.label ?? values.map((value) => field.choices?.find((one) => one.value === value)?.label ?? value).join(t('list.comma'));
  if (chip.op === 'ne') return t('list.op.not', { what: named });
  if (chip.op === 'like') return `“${named}”`;
  if (chip.op === 'starts') return `“${named}…”`;
  return named;
}
