/** Typing an order, from the customer to Ctrl Enter, without the mouse. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useMay } from '@/api/session';
import { dayOf } from '@/lib/format';
import { useShortcuts } from '@/lib/keys';
import { ConflictDialog } from '@/features/orders/entry/ConflictDialog';
import { CustomerCard } from '@/features/orders/entry/CustomerCard';
import { type EntryHead, type OnShort, type OrderView, orderOf } from '@/features/orders/entry/entry';
import { EntryFoot } from '@/features/orders/entry/EntryFoot';
import { EntryTitle } from '@/features/orders/entry/EntryTitle';
import { HeadFields } from '@/features/orders/entry/HeadFields';
import { KeptBar } from '@/features/orders/entry/KeptBar';
import { useLineCells, useLineFacts } from '@/features/orders/entry/LineCells';
import { LineInspector } from '@/features/orders/entry/LineInspector';
import { ShortDialog } from '@/features/orders/entry/ShortDialog';
import { StatusLine } from '@/features/orders/entry/StatusLine';
import { useLineColumns } from '@/features/orders/entry/columns';
import { useCheck } from '@/features/orders/entry/useCheck';
import { useKept } from '@/features/orders/entry/useKept';
import { useCustomer, useWarehouses } from '@/features/orders/entry/useParties';
import { useHeadProblems, useWrong } from '@/features/orders/entry/useProblems';
import { type Aim, useSave } from '@/features/orders/entry/useSave';
import type { Action } from '@/ui/action';
import { EntryGrid } from '@/ui/grid/EntryGrid';
import { type Cell, filledRows } from '@/ui/grid/grid';
import { useEntryGrid, useServerProblems } from '@/ui/grid/useEntryGrid';
import { FormScale } from '@/ui/FormScale';
import { ProblemBanner } from '@/ui/ProblemBanner';
import css from './Entry.module.css';

interface EntryFormProps {
  user: string;
  start: { head: EntryHead; rows: Record<string, Cell>[] };
  /** The draft that is edited; null: a new order. */
  order: OrderView | null;
  /** Begins again from this reading of the draft. */
  restart: (order: OrderView) => void;
}

export function EntryForm({ user, start, order, restart }: EntryFormProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const may = useMay();
  const page = useRef<HTMLDivElement>(null);
  const [head, setHead] = useState(start.head);
  const [strict, setStrict] = useState(false);
  const columns = useLineColumns(may('order.price'));
  const raw = useEntryGrid(columns, start.rows);
  const { state, dispatch } = raw;
  const check = useCheck(head, state.rows);
  const customer = useCustomer(head.customer?.value);
  const warehouses = useWarehouses();
  const touched = head !== start.head || state.draft !== null || state.past.length > 0;
  const keeping = useKept(user, order?.id ?? 'new', head, state, touched);

  const saved = (made: OrderView, aim: Aim) => {
    keeping.done();
    void navigate(`/orders/${made.id}`, { state: { saved: aim === 'draft' ? 'draft' : reachedBy(made) }, replace: order !== null });
  };
  const { save, short: placedShort, decide, busy, refused, conflict, clear, overwrite, reached } = useSave(order, saved);
  const told = useMemo(() => [...check.problems, ...(refused?.problems ?? [])], [check.problems, refused]);
  const grid = useServerProblems(raw, told);
  const headProblems = useHeadProblems(head, told, strict);
  const wrong = useWrong(grid, headProblems, strict, (id) => page.current?.querySelector<HTMLElement>(`[id$="-${id}"]`)?.focus());
  const facts = useLineFacts(check, state.rows);
  const currency = check.view?.currency ?? customer?.currency ?? 'CNY';
  const { render, ghost } = useLineCells(facts, currency);

  const toGrid = useCallback(() => page.current?.querySelector<HTMLElement>('[role="grid"] input')?.focus(), []);
  const change = (part: Partial<EntryHead>) => {
    clear();
    setHead((now) => ({ ...now, ...part }));
  };

  // What is being typed into a cell counts: it is committed first, and saved from the next drawing on.
  const [wanted, setWanted] = useState<{ aim: Aim; onShort: OnShort }>();
  const ask = (aim: Aim, onShort: OnShort = 'refuse') => {
    setStrict(true);
    // What the last try was refused for is asked anew.
    clear();
    dispatch({ type: 'commit', move: 'stay' });
    setWanted({ aim, onShort });
  };
  const attempt = (aim: Aim, onShort: OnShort) => {
    const body = orderOf(head, state.rows);
    const first = grid.problems[0];
    if (!body) page.current?.querySelector<HTMLElement>('[role="combobox"]')?.focus();
    else if (first) dispatch({ type: 'goto', at: { row: first.row, col: columns.findIndex(({ id }) => id === first.column) } });
    else if (aim !== 'draft' && body.lines.length === 0) toGrid();
    else void save(body, aim, onShort);
  };
  const latest = useRef(attempt);
  const handled = useRef<typeof wanted>(undefined);
  useEffect(() => {
    latest.current = attempt;
  });
  useEffect(() => {
    // Lookups of the last word may still be out; they come in a moment.
    if (!wanted || wanted === handled.current || raw.pending) return;
    handled.current = wanted;
    latest.current(wanted.aim, wanted.onShort);
  }, [wanted, raw.pending]);

  const actions: Action[] = [
    { id: 'save', label: t('entry.save'), shortcut: 'mod+enter', primary: true, run: () => ask('placed') },
    ...(may('order.confirm') ? [{ id: 'confirm', label: t('entry.confirmOnly'), run: () => ask('confirmed') }] : []),
    { id: 'draft', label: t('entry.saveDraft'), shortcut: 'mod+s', run: () => ask('draft') },
  ];
  useShortcuts({ f8: () => wrong[0]?.jump() });
  usePasteAnywhere((text) => dispatch({ type: 'paste', text, today: dayOf(new Date()) }), () => dispatch({ type: 'goto', at: { row: state.rows.length - 1, col: 0 } }));
  useEffect(() => {
    if (!state.pasted) return;
    const text = t('grid.pasted', { count: state.pasted.lines });
    void (state.pasted.dropped > 0 ? message.warning(`${text} ${t('grid.dropped', { count: state.pasted.dropped })}`) : message.success(text));
  }, [state.pasted, message, t]);

  const short = refused?.code === 'stock_short' ? refused : null;
  const names = useMemo(() => new Map([...facts.values()].map((line) => [line.sku, line.name])), [facts]);
  const shown = refused !== null && short === null && refused.problems.length === 0 ? refused : null;
  const closeShort = () => {
    const known = reached();
    clear();
    if (known && known.state !== 'draft') saved(known, 'confirmed');
    else toGrid();
  };
  return (
    <div ref={page} className={css.page}>
      <EntryTitle order={order} busy={busy !== undefined} />
      <KeptBar
        offered={keeping.offered}
        discard={keeping.discard}
        take={(kept) => {
          keeping.take(kept);
          setHead(kept.head);
          dispatch({ type: 'load', rows: kept.rows });
          setTimeout(toGrid);
        }}
      />
      {shown && <ProblemBanner error={shown} />}
      <div className={css.top}>
        <FormScale>
          <HeadFields head={head} change={change} customer={customer} warehouses={warehouses} problems={headProblems} goOn={toGrid} />
        </FormScale>
        <CustomerCard customer={customer} check={check.view} />
      </div>
      <StatusLine wrong={wrong} lines={filledRows(state.rows).length} offline={check.error?.text} />
      <EntryGrid
        grid={grid}
        label={t('entry.grid')}
        render={render}
        ghost={ghost}
        quiet
        strict={strict}
        autoFocus={head.customer !== null}
        onDone={() => page.current?.querySelector<HTMLElement>('footer button')?.focus()}
      />
      <LineInspector line={facts.get(state.rows[state.at.row]?.key ?? '') ?? facts.get(state.rows[state.at.row - 1]?.key ?? '')} currency={currency} />
      <EntryFoot check={check} actions={actions} busy={busy !== undefined} />
      <ShortDialog
        problem={short}
        placed={placedShort}
        names={names}
        busy={busy !== undefined}
        choose={(onShort) => (placedShort ? void decide(placedShort, onShort) : ask('confirmed', onShort))}
        close={() => (placedShort ? void decide(placedShort, 'decide') : closeShort())}
      />
      <ConflictDialog
        conflict={conflict}
        close={clear}
        mine={() => {
          overwrite();
          if (conflict) ask(conflict.aim);
        }}
        theirs={(theirs) => {
          clear();
          restart(theirs);
        }}
      />
    </div>
  );
}

/** How far it came at once: what is told on the order's page. */
function reachedBy(order: OrderView): string {
  if (order.shipping_state === 'released') return 'released';
  return order.review_state === 'pending' ? 'review' : order.state;
}

/** A block from a spreadsheet, wherever on the page one is: it goes below the lines. Inside the grid the cell takes it. */
function usePasteAnywhere(paste: (text: string) => void, toEnd: () => void) {
  const run = useRef({ paste, toEnd });
  useEffect(() => {
    run.current = { paste, toEnd };
  });
  useEffect(() => {
    const hear = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData('text/plain') ?? '';
      const inGrid = event.target instanceof Element && event.target.closest('[role="grid"]') !== null;
      if (event.defaultPrevented || inGrid || !/\t|\n./.test(text)) return;
      event.preventDefault();
      run.current.toEnd();
      run.current.paste(text);
    };
    document.addEventListener('paste', hear);
    return () => document.removeEventListener('paste', hear);
  }, []);
}
