/**
 * The entry grid as a pure state machine: cells, where one stands, typing, pasting, undoing.
 * `EntryGrid.tsx` draws it; nothing here knows the browser.
 */
import { normalizeDecimal, parseDecimal, placesOf } from '@/lib/decimal';
import { parseTsv } from '@/ui/grid/tsv';
import { parseDay } from '@/ui/grid/day';
import type { Option } from '@/ui/lookup';

export type CellKind = 'text' | 'decimal' | 'date' | 'lookup' | 'readonly';

export interface GridShape {
  id: string;
  title: string;
  kind: CellKind;
  /** Other heads this column has in people's spreadsheets. */
  aliases?: string[];
  /** Most places after the point of a decimal. */
  scale?: number;
  /** A line that says anything must say this. */
  required?: boolean;
  /** `false`: Enter passes it by; Tab, arrows and the mouse reach it. */
  stop?: boolean;
  /** Whether a pasted text can be of this column: a block without heads finds its columns by it. */
  fits?: (text: string) => boolean;
  /** Takes a text apart that says more than this cell, "2 boxes": the cells it fills. */
  split?: (text: string) => Record<string, string> | null;
  /** What a choice fills in where the line is still empty. */
  fill?: (option: Option) => Record<string, string>;
}

export interface Cell {
  text: string;
  /** What a lookup's text stands for. */
  option?: Option;
  /** The lookup was asked and knows no such text. */
  unknown?: boolean;
}

export interface GridRow {
  key: string;
  cells: Record<string, Cell>;
}

export interface Place {
  row: number;
  col: number;
}

export interface GridState {
  shapes: GridShape[];
  rows: GridRow[];
  at: Place;
  /** What is being typed into the cell at `at`; null when it was only entered. */
  draft: string | null;
  past: GridRow[][];
  future: GridRow[][];
  nextKey: number;
  /** What the last paste brought, for a word to the clerk. */
  pasted: { lines: number; dropped: number } | null;
}

export type Move = 'next' | 'prev' | 'tab' | 'backtab' | 'up' | 'down' | 'left' | 'right' | 'stay';

export type GridAction =
  | { type: 'goto'; at: Place }
  | { type: 'draft'; text: string | null }
  | { type: 'commit'; move: Move; option?: Option }
  | { type: 'paste'; text: string; today: string }
  | { type: 'remove'; row: number }
  | { type: 'copyAbove' }
  | { type: 'set'; key: string; column: string; cell: Cell }
  | { type: 'resolve'; column: string; found: Record<string, Option | null> }
  | { type: 'undo' }
  | { type: 'redo' }
  | { type: 'load'; rows: Record<string, Cell>[] };

const UNDO_MAX = 100;
const EMPTY: Cell = { text: '' };

export const cellOf = (row: GridRow | undefined, column: string): Cell => row?.cells[column] ?? EMPTY;
export const isBlank = (row: GridRow | undefined): boolean => !row || Object.values(row.cells).every((cell) => cell.text === '');
/** The lines that say something, with their place in the grid. */
export const filledRows = (rows: GridRow[]) => rows.map((row, index) => ({ row, index })).filter(({ row }) => !isBlank(row));

export function startGrid(shapes: GridShape[], rows: Record<string, Cell>[] = []): GridState {
  const state: GridState = { shapes, rows: [], at: { row: 0, col: firstStop(shapes) }, draft: null, past: [], future: [], nextKey: 1, pasted: null };
  return load(state, rows);
}

function load(state: GridState, cells: Record<string, Cell>[]): GridState {
  const rows = cells.map((line, index) => ({ key: `r${String(state.nextKey + index)}`, cells: line }));
  const next = { ...state, rows, nextKey: state.nextKey + rows.length, draft: null, past: [], future: [], at: { row: 0, col: firstStop(state.shapes) } };
  return withBlankEnd(next);
}

/** There is always one empty line below to type into. */
function withBlankEnd(state: GridState): GridState {
  if (state.rows.length > 0 && isBlank(state.rows.at(-1))) return state;
  return { ...state, rows: [...state.rows, { key: `r${String(state.nextKey)}`, cells: {} }], nextKey: state.nextKey + 1 };
}

const editable = (shape: GridShape | undefined) => shape !== undefined && shape.kind !== 'readonly';
const isStop = (shape: GridShape | undefined) => editable(shape) && shape?.stop !== false;
const firstStop = (shapes: GridShape[]) => Math.max(0, shapes.findIndex(isStop));

/** The next column in a direction that satisfies `wanted`, or -1. */
function seek(shapes: GridShape[], from: number, step: 1 | -1, wanted: (shape: GridShape | undefined) => boolean): number {
  for (let col = from + step; col >= 0 && col < shapes.length; col += step) if (wanted(shapes[col])) return col;
  return -1;
}

function moved(state: GridState, move: Move): Place {
  const { at, shapes, rows } = state;
  const last = rows.length - 1;
  switch (move) {
    case 'stay':
      return at;
    case 'up':
      return { ...at, row: Math.max(0, at.row - 1) };
    case 'down':
      return { ...at, row: Math.min(last, at.row + 1) };
    case 'left':
    case 'right': {
      const col = seek(shapes, at.col, move === 'left' ? -1 : 1, editable);
      return col < 0 ? at : { ...at, col };
    }
    case 'next':
    case 'tab': {
      const col = seek(shapes, at.col, 1, move === 'next' ? isStop : editable);
      if (col >= 0) return { ...at, col };
      return at.row < last ? { row: at.row + 1, col: firstStop(shapes) } : at;
    }
    case 'prev':
    case 'backtab': {
      const wanted = move === 'prev' ? isStop : editable;
      const col = seek(shapes, at.col, -1, wanted);
      if (col >= 0) return { ...at, col };
      return at.row > 0 ? { row: at.row - 1, col: seek(shapes, shapes.length, -1, wanted) } : at;
    }
  }
}

/** As the wire will have it, where that can be told; else as it was typed. */
function tidy(shape: GridShape, text: string, today: string): string {
  const trimmed = text.replace(/[\r\n\t]+/g, ' ').trim();
  if (shape.kind === 'decimal') return normalizeDecimal(trimmed);
  if (shape.kind === 'date') return parseDay(trimmed, today) ?? trimmed;
  return trimmed;
}

function putCells(state: GridState, row: number, cells: Record<string, Cell>): GridState {
  const rows = state.rows.map((one, index) => (index === row ? { ...one, cells: { ...one.cells, ...cells } } : one));
  return { ...state, rows };
}

/** Content changes from here on can be undone to here. */
function remembered(state: GridState, next: GridState): GridState {
  return { ...next, past: [...state.past.slice(1 - UNDO_MAX), state.rows], future: [] };
}

/** The cells a choice fills, never over what was typed. */
function filled(shape: GridShape, row: GridRow | undefined, option: Option): Record<string, Cell> {
  const cells: Record<string, Cell> = {};
  for (const [column, text] of Object.entries(shape.fill?.(option) ?? {})) {
    if (cellOf(row, column).text === '') cells[column] = { text };
  }
  return cells;
}

function commit(state: GridState, move: Move, option: Option | undefined, today: string): GridState {
  const shape = state.shapes[state.at.col];
  let next: GridState = { ...state, draft: null };
  if (shape && (option !== undefined || state.draft !== null)) {
    const row = state.rows[state.at.row];
    const old = cellOf(row, shape.id);
    const parts = option ? null : (shape.split?.(state.draft ?? '') ?? null);
    const typed = parts?.[shape.id] ?? state.draft ?? '';
    const text = option ? (option.code ?? option.label) : tidy(shape, typed, today);
    if (option !== undefined || parts !== null || text !== old.text) {
      const cell: Cell = option ? { text, option } : { text };
      const extra = option ? filled(shape, row, option) : cellsOf(parts ?? {}, shape.id);
      next = withBlankEnd(remembered(state, putCells(next, state.at.row, { [shape.id]: cell, ...extra })));
    }
  }
  return { ...next, at: moved(next, move) };
}

const cellsOf = (parts: Record<string, string>, but: string): Record<string, Cell> =>
  Object.fromEntries(Object.entries(parts).flatMap(([column, text]) => (column === but ? [] : [[column, { text }]])));

/**
 * Columns of a block without heads: one after another from where one stands. What a column cannot hold
 * goes to the next that can; what a required column cannot hold (a name between code and quantity) is left out.
 */
function columnsInOrder(shapes: GridShape[], first: string[]): (GridShape | undefined)[] {
  let next = 0;
  return first.map((text) => {
    const fits = (shape: GridShape) => text.trim() === '' || shape.fits?.(text.trim()) !== false;
    let at = next;
    while (at < shapes.length) {
      const shape = shapes[at];
      if (!shape || fits(shape)) break;
      if (shape.required === true) return undefined;
      at += 1;
    }
    next = at + 1;
    return shapes[at];
  });
}

/** Columns the pasted ones go to, and whether the first line was their heads. */
function pasteColumns(state: GridState, first: string[]): { columns: (GridShape | undefined)[]; heads: boolean } {
  const byHead = new Map<string, GridShape>();
  for (const shape of state.shapes) {
    if (!editable(shape)) continue;
    for (const head of [shape.title, shape.id, ...(shape.aliases ?? [])]) byHead.set(head.trim().toLowerCase(), shape);
  }
  const named = first.map((text) => byHead.get(text.trim().toLowerCase()));
  if (named.filter(Boolean).length >= Math.min(2, first.length)) return { columns: named, heads: true };
  return { columns: columnsInOrder(state.shapes.slice(state.at.col).filter(editable), first), heads: false };
}

function paste(state: GridState, text: string, today: string): GridState {
  const table = parseTsv(text);
  const first = table[0];
  if (!first) return state;
  const { columns, heads } = pasteColumns(state, first);
  const lines = heads ? table.slice(1) : table;
  const rows = [...state.rows];
  let { nextKey } = state;
  let dropped = 0;
  lines.forEach((line, offset) => {
    const index = state.at.row + offset;
    const row = rows[index] ?? { key: `r${String(nextKey++)}`, cells: {} };
    const cells = { ...row.cells };
    line.forEach((value, col) => {
      const shape = columns[col];
      if (shape) {
        const parts = shape.split?.(value) ?? null;
        Object.assign(cells, { [shape.id]: { text: tidy(shape, parts?.[shape.id] ?? value, today) } }, cellsOf(parts ?? {}, shape.id));
      }
      else if (value.trim() !== '') dropped += 1;
    });
    rows[index] = { ...row, cells };
  });
  const next = withBlankEnd(remembered(state, { ...state, rows, nextKey, draft: null, pasted: { lines: lines.length, dropped } }));
  // Typing goes on below the block.
  return { ...next, at: { row: Math.min(state.at.row + lines.length, next.rows.length - 1), col: firstStop(state.shapes) } };
}

function remove(state: GridState, index: number): GridState {
  const row = state.rows[index];
  if (!row || (state.rows.length === 1 && isBlank(row))) return state;
  const rows = state.rows.filter((one) => one !== row);
  const next = withBlankEnd(remembered(state, { ...state, rows, draft: null }));
  return { ...next, at: { ...state.at, row: Math.min(state.at.row, next.rows.length - 1) } };
}

function resolve(state: GridState, column: string, found: Record<string, Option | null>): GridState {
  const shape = state.shapes.find((one) => one.id === column);
  if (!shape) return state;
  const rows = state.rows.map((row) => {
    const cell = cellOf(row, column);
    const option = found[cell.text];
    if (cell.text === '' || cell.option || option === undefined) return row;
    if (option === null) return { ...row, cells: { ...row.cells, [column]: { text: cell.text, unknown: true } } };
    return { ...row, cells: { ...row.cells, [column]: { text: option.code ?? option.label, option }, ...filled(shape, row, option) } };
  });
  return { ...state, rows };
}

function travel(state: GridState, from: 'past' | 'future'): GridState {
  // An unfinished word is what the first undo takes back.
  if (from === 'past' && state.draft !== null) return { ...state, draft: null };
  const rows = state[from].at(-1);
  if (!rows) return state;
  const here = state.rows;
  const trail = state[from].slice(0, -1);
  const next = from === 'past' ? { past: trail, future: [...state.future, here] } : { future: trail, past: [...state.past, here] };
  return withBlankEnd({ ...state, ...next, rows, draft: null, at: { ...state.at, row: Math.min(state.at.row, rows.length - 1) } });
}

export function gridReducer(state: GridState, action: GridAction, today = ''): GridState {
  switch (action.type) {
    case 'goto': {
      const kept = commit(state, 'stay', undefined, today);
      const row = Math.max(0, Math.min(kept.rows.length - 1, action.at.row));
      return editable(kept.shapes[action.at.col]) ? { ...kept, at: { row, col: action.at.col } } : kept;
    }
    case 'draft':
      return { ...state, draft: action.text };
    case 'commit':
      return commit(state, action.move, action.option, today);
    case 'paste':
      return paste(state, action.text, action.today);
    case 'remove':
      return remove(state, action.row);
    case 'copyAbove': {
      const shape = state.shapes[state.at.col];
      const above = state.rows[state.at.row - 1];
      if (!shape || !above || !editable(shape)) return state;
      const next = putCells({ ...state, draft: null }, state.at.row, { [shape.id]: cellOf(above, shape.id) });
      return withBlankEnd(remembered(state, next));
    }
    case 'set': {
      const row = state.rows.findIndex((one) => one.key === action.key);
      return row < 0 ? state : withBlankEnd(putCells(state, row, { [action.column]: action.cell }));
    }
    case 'resolve':
      return resolve(state, action.column, action.found);
    case 'undo':
      return travel(state, 'past');
    case 'redo':
      return travel(state, 'future');
    case 'load':
      return load(state, action.rows);
  }
}

/** Texts of a lookup column nobody has looked up yet. */
export function pendingTexts(rows: GridRow[], column: string): string[] {
  const texts = rows.map((row) => cellOf(row, column)).filter((cell) => cell.text !== '' && !cell.option && cell.unknown !== true);
  return [...new Set(texts.map((cell) => cell.text))];
}

export interface CellProblem {
  row: number;
  column: string;
  /** A sentence's key under `grid.problem`, with its parameters. */
  code: string;
  params: Record<string, string | number>;
}

function problemOf(shape: GridShape, cell: Cell): Omit<CellProblem, 'row' | 'column'> | null {
  if (cell.text === '') return shape.required === true ? { code: 'required', params: {} } : null;
  if (shape.kind === 'lookup' && cell.unknown === true) return { code: 'unknown', params: { text: cell.text } };
  if (shape.kind === 'date' && parseDay(cell.text, '2000-01-01') !== cell.text) return { code: 'date', params: { text: cell.text } };
  if (shape.kind !== 'decimal') return null;
  if (parseDecimal(cell.text) === null) return { code: 'number', params: { text: cell.text } };
  const scale = shape.scale ?? 6;
  return placesOf(cell.text) > scale ? { code: 'places', params: { text: cell.text, scale } } : null;
}

/** Everything that is wrong and can be told without the server, top to bottom. */
export function gridProblems(shapes: GridShape[], rows: GridRow[]): CellProblem[] {
  return filledRows(rows).flatMap(({ row, index }) =>
    shapes.flatMap((shape) => {
      const problem = problemOf(shape, cellOf(row, shape.id));
      return problem ? [{ ...problem, row: index, column: shape.id }] : [];
    }),
  );
}
