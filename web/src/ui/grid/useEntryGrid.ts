/** The grid's state for a page: lines, what is wrong with them, and looking up what was pasted. */
import { type Dispatch, useEffect, useMemo, useReducer, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { refusalText, type FieldProblem } from '@/api/problem';
import { dayOf } from '@/lib/format';
import {
  type Cell, type CellProblem, type GridAction, type GridRow, type GridShape, type GridState, filledRows, gridProblems, gridReducer, pendingTexts, startGrid,
} from '@/ui/grid/grid';
import type { LookupSource, Option } from '@/ui/lookup';

export interface GridColumn extends GridShape {
  width: number;
  align?: 'left' | 'right';
  /** Of a lookup column. */
  source?: LookupSource;
  /** Many texts at once, exactly by code or barcode; without it each is searched by itself. */
  resolve?: (texts: string[], signal: AbortSignal) => Promise<Map<string, Option>>;
}

export interface MarkedProblem {
  row: number;
  column: string;
  text: string;
  /** Nothing is wrong with what is there; something is still to come. */
  missing?: boolean;
}

export interface EntryGridState {
  state: GridState;
  dispatch: Dispatch<GridAction>;
  columns: GridColumn[];
  problems: MarkedProblem[];
  /** Lookups are still being asked: saving now would be too early. */
  pending: boolean;
}

/** One text by searching: the exact code or name, or the only thing found. */
async function findExactly(source: LookupSource, text: string, signal: AbortSignal): Promise<Option | null> {
  const options = await source.find(text, signal);
  const wanted = text.toLowerCase();
  const exact = options.find((one) => one.code?.toLowerCase() === wanted) ?? options.find((one) => one.label.toLowerCase() === wanted);
  return exact ?? (options.length === 1 ? (options[0] ?? null) : null);
}

async function resolveTexts(column: GridColumn, texts: string[], signal: AbortSignal): Promise<Record<string, Option | null>> {
  const found: Record<string, Option | null> = {};
  if (column.resolve) {
    const known = await column.resolve(texts, signal);
    for (const text of texts) found[text] = known.get(text) ?? null;
    return found;
  }
  const { source } = column;
  if (!source) return found;
  for (const text of texts) found[text] = await findExactly(source, text, signal);
  return found;
}

/** `columns` must be stable (a module constant or a memo). `server` are the refusals of the last save, by field `lines[2].qty`. */
export function useEntryGrid(columns: GridColumn[], initial: Record<string, Cell>[] = [], server: FieldProblem[] = []): EntryGridState {
  const { t } = useTranslation();
  const [state, dispatch] = useReducer(
    (now: GridState, action: GridAction) => gridReducer(now, action, dayOf(new Date())),
    undefined,
    () => startGrid(columns, initial),
  );

  // Typing and moving change the state, not the lines: what is told of a thousand lines is kept.
  const { rows } = state;
  const pending = useMemo(
    () => columns.filter((column) => column.kind === 'lookup').map((column) => ({ column, texts: pendingTexts(rows, column.id) })),
    [columns, rows],
  );
  const wanted = JSON.stringify(pending.map(({ texts }) => texts));
  const latest = useRef(pending);
  useEffect(() => {
    latest.current = pending;
  });
  useEffect(() => {
    const stop = new AbortController();
    for (const { column, texts } of latest.current) {
      if (texts.length === 0) continue;
      resolveTexts(column, texts, stop.signal)
        .then((found) => {
          if (!stop.signal.aborted) dispatch({ type: 'resolve', column: column.id, found });
        })
        // Offline: the cells stay open and are asked again with the next change.
        .catch(() => undefined);
    }
    return () => stop.abort();
  }, [wanted]);

  const problems = useMemo(() => {
    const local = gridProblems(columns, rows).map((problem) => ({
      ...problem,
      text: t(`grid.problem.${problem.code}`, problem.params),
      missing: problem.code === 'required',
    }));
    const placed = new Set(local.map(placeOf));
    return [...local, ...fromServer(server, columns, rows).filter((problem) => !placed.has(placeOf(problem)))];
  }, [columns, rows, server, t]);

  return { state, dispatch, columns, problems, pending: pending.some(({ texts }) => texts.length > 0) };
}

/** The same grid with what the server said of its lines, where the cells themselves show nothing wrong. */
export function useServerProblems(grid: EntryGridState, server: FieldProblem[]): EntryGridState {
  return useMemo(() => {
    const placed = new Set(grid.problems.map(placeOf));
    const told = fromServer(server, grid.columns, grid.state.rows).filter((problem) => !placed.has(placeOf(problem)));
    return told.length === 0 ? grid : { ...grid, problems: [...grid.problems, ...told].sort((a, b) => a.row - b.row) };
  }, [grid, server]);
}

const placeOf = ({ row, column }: Pick<CellProblem, 'row' | 'column'>) => `${String(row)}/${column}`;

/** `lines[2].qty` is the third line that was sent, which may stand lower in the grid. */
function fromServer(problems: FieldProblem[], shapes: GridShape[], rows: GridRow[]): MarkedProblem[] {
  const sent = filledRows(rows);
  return problems.flatMap(({ field, code, params, detail }) => {
    const match = /^lines\[(\d+)\](?:\.(\w+))?/.exec(field);
    const line = match ? sent[Number(match[1])] : undefined;
    if (!match || !line) return [];
    const column = shapes.find((shape) => shape.id === match[2] || `${shape.id}_id` === match[2]) ?? shapes.find((shape) => shape.kind !== 'readonly');
    return column ? [{ row: line.index, column: column.id, text: refusalText(code, params, detail) }] : [];
  });
}
