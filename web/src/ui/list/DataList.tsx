/**
 * A list page: views, filters, the table (cards on a phone), totals, bulk actions, keyboard.
 * A feature gives columns, fields and where the rows come from.
 */
import { type ReactNode, useCallback, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import type { FilterNode } from '@/api/page';
import { useMedia } from '@/lib/media';
import type { Action } from '@/ui/action';
import { ActionBar } from '@/ui/ActionBar';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorState } from '@/ui/ErrorState';
import { ColumnPanel } from '@/ui/list/ColumnPanel';
import { FilterBar } from '@/ui/list/FilterBar';
import { compileFilter } from '@/ui/list/filter';
import { moveColumn, nextSort, placeColumns, resizeColumn } from '@/ui/list/layout';
import { ListCards } from '@/ui/list/ListCards';
import { ListTable } from '@/ui/list/ListTable';
import type { BuiltinView, Column, FilterField } from '@/ui/list/model';
import { type RowKeys, useListKeys } from '@/ui/list/useListKeys';
import { useListState } from '@/ui/list/useListState';
import { layTrail } from '@/ui/list/trail';
import { type Source, useRows } from '@/ui/list/useRows';
import { useSelection } from '@/ui/list/useSelection';
import { ViewTabs } from '@/ui/list/ViewTabs';
import { ProgressLine } from '@/ui/ProgressLine';
import { size } from '@/ui/tokens';
import css from './DataList.module.css';

export interface DataListProps<T> {
  /** Names the list: its saved views and layouts are kept under it. */
  page: string;
  title: string;
  source: Source<T>;
  rowId: (row: T) => string;
  columns: Column<T>[];
  fields?: FilterField[];
  views?: BuiltinView[];
  /** `-placed_at`: what the list is sorted by when nothing else is asked. */
  defaultSort?: string;
  /** Always applied, never shown: this customer's orders. */
  base?: FilterNode;
  searchPlaceholder?: string;
  /** False where the server finds nothing by free text. */
  searchable?: boolean;
  href?: (row: T) => string;
  /** When rows open otherwise than by their address. */
  onOpen?: (row: T) => void;
  /** Buttons of the page: new, import. */
  actions?: Action[];
  /** Actions on the marked rows; without it nothing can be marked. */
  bulk?: (rows: T[], done: () => void) => Action[];
  empty: { title: string; text?: string; actions?: Action[] };
  card?: (row: T) => ReactNode;
  /** Off while something else (a drawer) has the keyboard. */
  keys?: boolean;
  /** Further keys, for the row one stands on. */
  rowKeys?: RowKeys<T>;
  /** Told on which row one stands: what is shown beside the list follows. */
  onAt?: (row: T | undefined) => void;
}

const NO_FIELDS: FilterField[] = [];
/** Where the reader stood in each list, so that Back stands there again. */
const stood = new Map<string, number>();

export function DataList<T>(props: DataListProps<T>) {
  const { page, title, source, rowId, columns, fields = NO_FIELDS, views, defaultSort = '', base, href, onOpen, bulk } = props;
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const phone = useMedia(`(width < ${String(size.phone)}px)`);
  const placeKey = pathname + search;

  const everything = useMemo<BuiltinView[]>(() => views ?? [{ id: 'all', name: t('common.all') }], [views, t]);
  const state = useListState(page, columns, fields, everything, defaultSort);
  const { view, chips, sort, q, layout, setLayout } = state;
  const filter = useMemo(() => {
    const always = [base, view?.base].filter((node) => node !== undefined);
    const node = compileFilter(chips, fields, always.length > 1 ? { and: always } : always[0]);
    return node === undefined ? undefined : JSON.stringify(node);
  }, [chips, fields, base, view?.base]);

  const { items, totals, error, again, loading, stale, more, complete } = useRows(source, page, filter, sort, q);
  const ids = useMemo(() => items.map(rowId), [items, rowId]);
  const selection = useSelection(ids, stood.get(placeKey) ?? -1);
  const marks = bulk !== undefined;
  const placed = useMemo(() => placeColumns(columns, layout, marks), [columns, layout, marks]);

  const open = useCallback(
    (row: T) => {
      stood.set(placeKey, ids.indexOf(rowId(row)));
      if (onOpen) onOpen(row);
      else if (href) void navigate(href(row));
    },
    [placeKey, ids, rowId, onOpen, href, navigate],
  );
  useEffect(() => {
    if (href) layTrail(items.map(href));
  }, [items, href]);
  useListKeys(items, rowId, selection, marks, open, props.keys !== false && !phone, props.rowKeys);
  const { onAt } = props;
  const standsOn = items[selection.at];
  useEffect(() => onAt?.(standsOn), [onAt, standsOn]);

  const filtered = chips.length > 0 || q !== '' || (view?.base !== undefined && view.whole !== true);
  const instead = error != null ? <ErrorState error={error} again={again} /> : <Nothing filtered={filtered} empty={props.empty} clear={() => {
    state.setChips([]);
    state.setQ('');
  }} />;
  const marked = items.filter((row) => selection.marked.has(rowId(row)));

  return (
    <section className={css.page} aria-label={title}>
      <header className={css.head}>
        <h1 className={css.title}>{title}</h1>
        <ViewTabs page={page} state={state} />
        {props.actions && (
          <div className={css.actions}>
            <ActionBar actions={props.actions} shown={phone ? 1 : 2} />
          </div>
        )}
      </header>
      <FilterBar
        fields={fields}
        chips={chips}
        q={q}
        placeholder={props.searchable === false ? undefined : (props.searchPlaceholder ?? t('common.search'))}
        onChips={state.setChips}
        onQ={state.setQ}
      >
        <ColumnPanel columns={columns} layout={layout} onLayout={setLayout} />
      </FilterBar>
      <div className={css.table}>
        {stale && <ProgressLine over />}
        {phone ? (
          <ListCards
            label={title}
            columns={placed}
            rows={items}
            rowId={rowId}
            href={href}
            onOpen={onOpen}
            card={props.card}
            totals={totals}
            loading={loading}
            more={more}
            complete={complete}
            instead={instead}
          />
        ) : (
          <ListTable
            label={title}
            placeKey={placeKey}
            columns={placed}
            rows={items}
            rowId={rowId}
            href={href}
            open={open}
            selection={selection}
            marks={marks}
            sort={sort}
            onSort={(id) => state.setSort(nextSort(sort, id))}
            onResize={(id, width) => setLayout(resizeColumn(layout, id, width))}
            onMove={(id, before) => setLayout(moveColumn(layout, id, before))}
            totals={totals}
            loading={loading}
            stale={stale}
            more={more}
            complete={complete}
            instead={instead}
          />
        )}
        {bulk && marked.length > 0 && (
          <div className={css.bulk} role="toolbar" aria-label={t('list.bulk')}>
            <span className="num">{t('list.marked', { count: marked.length })}</span>
            <ActionBar actions={bulk(marked, selection.clear)} shown={4} size="small" />
            <button type="button" className={css.unmark} onClick={selection.clear}>
              {t('list.unmark')}
            </button>
          </div>
        )}
      </div>
    </section>
  );
}

interface NothingProps {
  filtered: boolean;
  empty: { title: string; text?: string; actions?: Action[] };
  clear: () => void;
}

function Nothing({ filtered, empty, clear }: NothingProps) {
  const { t } = useTranslation();
  if (filtered) {
    return (
      <EmptyState title={t('list.nothing')} text={t('list.nothingFiltered')}>
        <ActionBar actions={[{ id: 'clear', label: t('list.clear'), run: clear }]} />
      </EmptyState>
    );
  }
  return (
    <EmptyState title={empty.title} text={empty.text}>
      {empty.actions && <ActionBar actions={empty.actions.map(({ shortcut: _taken, ...action }) => action)} />}
    </EmptyState>
  );
}
