/** Everything that is wrong with the entry, each with the way to it. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type FieldProblem, refusalText } from '@/api/problem';
import type { EntryHead } from '@/features/orders/entry/entry';
import type { Wrong } from '@/features/orders/entry/StatusLine';
import { parseDay } from '@/ui/grid/day';
import type { EntryGridState } from '@/ui/grid/useEntryGrid';

/** By the field of the head. */
export function useHeadProblems(head: EntryHead, told: FieldProblem[], strict: boolean): Map<string, string> {
  const { t } = useTranslation();
  return useMemo(() => {
    const found = new Map<string, string>();
    for (const { field, code, params, detail } of told) if (!field.startsWith('lines')) found.set(field, refusalText(code, params, detail));
    if (strict && head.customer === null) found.set('customer', t('grid.problem.required'));
    if (head.requestedOn !== '' && parseDay(head.requestedOn, '2000-01-01') !== head.requestedOn) {
      found.set('requested_on', t('grid.problem.date', { text: head.requestedOn }));
    }
    return found;
  }, [head, told, strict, t]);
}

/** Where a field of the head is typed, and what it is called. */
const FIELDS: Record<string, { id: string; label: string }> = {
  customer: { id: 'customer', label: 'orders.customer' },
  requested_on: { id: 'day', label: 'orders.requestedOn' },
  warehouse: { id: 'warehouse', label: 'orders.warehouse' },
  note: { id: 'note', label: 'orders.note' },
  'ship_to.receiver': { id: 'receiver', label: 'orders.receiver' },
  'ship_to.phone': { id: 'phone', label: 'orders.phone' },
  'ship_to.address': { id: 'address', label: 'orders.address' },
};

export function useWrong(grid: EntryGridState, head: Map<string, string>, strict: boolean, focus: (id: string) => void): Wrong[] {
  const { t } = useTranslation();
  const { problems, columns, dispatch, state } = grid;
  const ofHead = [...head].map(([field, text]) => ({
    key: field,
    where: FIELDS[field] ? t(FIELDS[field].label) : field,
    text,
    jump: () => focus(FIELDS[field]?.id ?? 'customer'),
  }));
  const ofLines = problems
    .filter(({ missing, row }) => strict || missing !== true || row !== state.at.row)
    .map((problem) => ({
      key: `${String(problem.row)}/${problem.column}`,
      where: t('grid.where', { line: problem.row + 1, column: columns.find(({ id }) => id === problem.column)?.title }),
      text: problem.text,
      jump: () => {
        dispatch({ type: 'goto', at: { row: problem.row, col: columns.findIndex(({ id }) => id === problem.column) } });
        document.querySelector<HTMLElement>('[role="grid"] input')?.focus();
      },
    }));
  return [...ofHead, ...ofLines];
}
