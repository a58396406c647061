/**
 * A decision table as a grid: columns of three kinds, rules as rows, and what can be done to them. Pure; the page draws it.
 */
import { parseTsv } from '@/ui/grid/tsv';

export const POLICIES = ['unique', 'first', 'any', 'priority', 'collect', 'rule_order', 'output_order', 'sum', 'count', 'min', 'max'] as const;
export type Policy = (typeof POLICIES)[number];
export const KINDS = ['', 'number', 'string', 'boolean', 'date', 'time', 'date and time', 'days and time duration', 'years and months duration'] as const;

export interface Input {
  label: string;
  expression: string;
  kind: string;
  values: string;
}
export interface Output {
  name: string;
  label: string;
  kind: string;
  values: string;
  default: string;
}
export interface Rule {
  inputs: string[];
  outputs: string[];
  annotations: string[];
}
export interface Example {
  facts: string;
  expected: string;
}
export interface Table {
  name: string;
  policy: Policy;
  inputs: Input[];
  outputs: Output[];
  annotations: string[];
  rules: Rule[];
  examples: Example[];
}

export type Side = 'inputs' | 'outputs' | 'annotations';
/** A column: of which kind, and which of these. */
export interface Column {
  side: Side;
  at: number;
}

export const columnsOf = (table: Table): Column[] =>
  (['inputs', 'outputs', 'annotations'] as const).flatMap((side) => table[side].map((_, at) => ({ side, at })));

export const cellAt = (table: Table, row: number, { side, at }: Column): string => table.rules[row]?.[side][at] ?? '';

const blankRule = (table: Table): Rule => ({
  inputs: table.inputs.map(() => ''),
  outputs: table.outputs.map(() => ''),
  annotations: table.annotations.map(() => ''),
});

const replaced = <T>(all: T[], at: number, one: T): T[] => all.map((old, index) => (index === at ? one : old));
const inserted = <T>(all: T[], at: number, one: T): T[] => [...all.slice(0, at), one, ...all.slice(at)];
const removed = <T>(all: T[], at: number): T[] => all.filter((_, index) => index !== at);
const moved = <T>(all: T[], from: number, to: number): T[] => {
  const one = all[from];
  return one === undefined || to < 0 || to >= all.length ? all : inserted(removed(all, from), to, one);
};

/** The table with at least so many rules. */
function grown(table: Table, rows: number): Table {
  const missing = Math.max(0, rows - table.rules.length);
  return missing === 0 ? table : { ...table, rules: [...table.rules, ...Array.from({ length: missing }, () => blankRule(table))] };
}

export function setCell(table: Table, row: number, { side, at }: Column, text: string): Table {
  const whole = grown(table, row + 1);
  const rule = whole.rules[row] ?? blankRule(whole);
  return { ...whole, rules: replaced(whole.rules, row, { ...rule, [side]: replaced(rule[side], at, text) }) };
}

/** A block from a spreadsheet, laid over the cells from here on; rules are added below as needed. */
export function paste(table: Table, row: number, column: number, text: string): { table: Table; lines: number; dropped: number } {
  const block = parseTsv(text, true);
  const columns = columnsOf(table);
  let next = table;
  let dropped = 0;
  block.forEach((line, down) => {
    line.forEach((cell, right) => {
      const target = columns[column + right];
      if (target) next = setCell(next, row + down, target, cell.trim());
      else if (cell.trim() !== '') dropped += 1;
    });
  });
  return { table: next, lines: block.length, dropped };
}

export const addRule = (table: Table, at: number): Table => ({ ...table, rules: inserted(table.rules, at, blankRule(table)) });
export const removeRule = (table: Table, at: number): Table => ({ ...table, rules: removed(table.rules, at) });
export const moveRule = (table: Table, from: number, to: number): Table => ({ ...table, rules: moved(table.rules, from, to) });
export function copyRule(table: Table, at: number): Table {
  const rule = table.rules[at];
  return rule ? { ...table, rules: inserted(table.rules, at + 1, { ...rule }) } : table;
}

/** A name for an answer that no other has. */
function freeName(table: Table): string {
  let number = table.outputs.length + 1;
  while (table.outputs.some(({ name }) => name === `answer_${String(number)}`)) number += 1;
  return `answer_${String(number)}`;
}

export function addColumn(table: Table, side: Side, at: number): Table {
  const rules = table.rules.map((rule) => ({ ...rule, [side]: inserted(rule[side], at, '') }));
  if (side === 'inputs') return { ...table, rules, inputs: inserted(table.inputs, at, { label: '', expression: '', kind: '', values: '' }) };
  if (side === 'outputs') return { ...table, rules, outputs: inserted(table.outputs, at, { name: freeName(table), label: '', kind: '', values: '', default: '' }) };
  return { ...table, rules, annotations: inserted(table.annotations, at, '') };
}

export function removeColumn(table: Table, { side, at }: Column): Table {
  const rules = table.rules.map((rule) => ({ ...rule, [side]: removed(rule[side], at) }));
  return { ...table, rules, [side]: removed<unknown>(table[side], at) };
}

export function moveColumn(table: Table, { side, at }: Column, to: number): Table {
  if (to < 0 || to >= table[side].length) return table;
  const rules = table.rules.map((rule) => ({ ...rule, [side]: moved(rule[side], at, to) }));
  return { ...table, rules, [side]: moved<unknown>(table[side], at, to) };
}

export const setInput = (table: Table, at: number, change: Partial<Input>): Table => ({ ...table, inputs: table.inputs.map((one, index) => (index === at ? { ...one, ...change } : one)) });
export const setOutput = (table: Table, at: number, change: Partial<Output>): Table => ({ ...table, outputs: table.outputs.map((one, index) => (index === at ? { ...one, ...change } : one)) });

/** Words somebody typed without quotation marks, as texts: `A, B` is `"A", "B"`. */
export const quoted = (text: string): string =>
  text
    .split(/[,，、]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => (/^".*"$/.test(part) ? part : JSON.stringify(part)))
    .join(', ');

/** What a column is called for people. */
export const titleOf = (table: Table, { side, at }: Column): string => {
  if (side === 'inputs') return table.inputs[at]?.label || (table.inputs[at]?.expression ?? '');
  if (side === 'outputs') return table.outputs[at]?.label || (table.outputs[at]?.name ?? '');
  return table.annotations[at] ?? '';
};

export const blankTable = (label: string): Table => ({
  name: '',
  policy: 'unique',
  inputs: [{ label: '', expression: '', kind: '', values: '' }],
  outputs: [{ name: 'answer', label, kind: '', values: '', default: '' }],
  annotations: [],
  rules: [{ inputs: [''], outputs: [''], annotations: [] }],
  examples: [],
});
