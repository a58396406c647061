/** The live figures while an order is typed: prices with their reasons, stock, credit; and what is wrong. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, idempotent, ok } from '@/api/client';
import { type FieldProblem, Problem, asProblem } from '@/api/problem';
import type { components } from '@/api/schema';
import { useDebounced } from '@/lib/debounce';
import { uuid } from '@/lib/uuid';
import { type EntryHead, type NewOrder, type SentLine, askableLines, orderHead } from '@/features/orders/entry/entry';
import type { GridRow } from '@/ui/grid/grid';

export type CheckView = components['schemas']['CheckView'];
export type CheckedLine = components['schemas']['CheckedLine'];

export interface Checked {
  view: CheckView | null;
  /** By the place of a row among the filled ones. */
  lines: Map<number, CheckedLine>;
  /** With the fields of lines renumbered in the same way. */
  problems: FieldProblem[];
}

const NOTHING: Checked = { view: null, lines: new Map(), problems: [] };
const SETTLE_MS = 180;
/** Two rounds: all of it, then without the lines that are wrong. */
const ROUNDS = 2;
const FIELD = /^lines\[(\d+)\]/;

interface Asked {
  head: Omit<NewOrder, 'lines'>;
  lines: SentLine[];
}

const placed = (problem: FieldProblem, lines: SentLine[]): FieldProblem => ({
  ...problem,
  field: problem.field.replace(FIELD, (_, index: string) => `lines[${String(lines[Number(index)]?.place ?? index)}]`),
});

async function check({ head, lines }: Asked, signal: AbortSignal): Promise<Checked> {
  const problems: FieldProblem[] = [];
  let left = lines;
  for (let round = 0; round < ROUNDS && left.length > 0; round += 1) {
    try {
      const body = { ...head, lines: left.map(({ line }) => line), upto: 'draft' as const };
      const view = await ok(api.POST('/api/orders/check', { body, signal, headers: idempotent(uuid()) }));
      const sent = left;
      const known = view.lines.flatMap((line, index) => (sent[index] ? [[sent[index].place, line] as const] : []));
      return { view, lines: new Map(known), problems };
    } catch (error) {
      const problem = asProblem(error);
      if (problem.problems.length === 0) throw error;
      const asked = left;
      problems.push(...problem.problems.map((one) => placed(one, asked)));
      const wrong = new Set(problem.problems.map(({ field }) => Number(FIELD.exec(field)?.[1] ?? -1)));
      if (wrong.has(-1)) break;
      left = left.filter((_, index) => !wrong.has(index));
    }
  }
  return { ...NOTHING, problems };
}

export interface LiveCheck extends Checked {
  /** What is shown is of what was typed a moment ago. */
  behind: boolean;
  error: Problem | null;
}

export function useCheck(head: EntryHead, rows: GridRow[]): LiveCheck {
  const asked = useMemo(() => {
    const start = orderHead(head);
    const lines = askableLines(rows);
    return start && lines.length > 0 ? JSON.stringify({ head: start, lines } satisfies Asked) : '';
  }, [head, rows]);
  const settled = useDebounced(asked, SETTLE_MS);
  const { data, error, isFetching } = useQuery({
    queryKey: ['order', 'check', settled],
    queryFn: ({ signal }) => check(JSON.parse(settled) as Asked, signal),
    enabled: settled !== '',
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
  const shown = settled === '' ? NOTHING : (data ?? NOTHING);
  return { ...shown, behind: isFetching || settled !== asked, error: error === null ? null : asProblem(error) };
}
