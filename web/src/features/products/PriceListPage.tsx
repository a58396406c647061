/** One price list as a grid: type, paste from Excel, save what changed. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Input } from 'antd';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api, ok } from '@/api/client';
import { asProblem, type FieldProblem } from '@/api/problem';
import { type PriceList, usePriceLists } from '@/api/refs';
import { useMay } from '@/api/session';
import { compareDecimals, parseDecimal } from '@/lib/decimal';
import { useDebounced } from '@/lib/debounce';
import { ListForm } from '@/features/products/PriceListsPage';
import { changesOf, placed, rowOf } from '@/features/products/prices';
import { type Price, readPrices } from '@/features/products/rows';
import type { Action } from '@/ui/action';
import { ActionBar } from '@/ui/ActionBar';
import { ErrorState } from '@/ui/ErrorState';
import { EntryGrid } from '@/ui/grid/EntryGrid';
import { cellOf, type GridRow } from '@/ui/grid/grid';
import { type GridColumn, useEntryGrid } from '@/ui/grid/useEntryGrid';
import { PlainTable } from '@/ui/PlainTable';
import { ProblemBanner } from '@/ui/ProblemBanner';
import { ProgressLine } from '@/ui/ProgressLine';
import { resolveSkus, type SkuData, skuSource } from '@/ui/sources';
import { MoneyText, QtyText } from '@/ui/texts';
import css from './PriceLists.module.css';

/** More rows than this are narrowed by searching: the grid draws every one of them. */
const ROWS_MAX = 500;

export function PriceListPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const mayWrite = useMay()('price.write');
  const lists = usePriceLists();
  const list = lists?.find((one) => one.id === id);
  const [typed, setTyped] = useState('');
  const q = useDebounced(typed.trim(), 300);
  const { data, error, refetch } = useQuery({
    queryKey: ['price', 'of list', id, q],
    queryFn: ({ signal }) => readPrices(['price_list', 'eq', id], q, ROWS_MAX, signal),
  });
  // What others change meanwhile shows at once, but never takes lines away under the hands of who types.
  const [typing, setTyping] = useState(false);
  const [shown, setShown] = useState({ data, turn: 0 });
  if (!typing && data !== undefined && data !== shown.data) setShown({ data, turn: shown.turn + 1 });
  if (error != null && shown.data === undefined) return <ErrorState error={error} again={() => void refetch()} />;
  if (!shown.data || !list) return <ProgressLine />;
  const { items, next_cursor: next } = shown.data;
  return (
    <section className={css.page} aria-label={list.name}>
      <Link className={css.back} to="/products/price-lists">
        {t('products.priceLists')}
      </Link>
      {mayWrite ? (
        <PriceGrid
          key={shown.turn}
          list={list}
          standing={items}
          more={next != null}
          behind={typing && data !== undefined && data !== shown.data}
          typed={typed}
          onTyped={setTyped}
          onTyping={setTyping}
        />
      ) : (
        <PriceTable list={list} prices={items} />
      )}
    </section>
  );
}

interface PriceGridProps {
  list: PriceList;
  standing: Price[];
  more: boolean;
  /** Somebody else changed prices since these were read. */
  behind: boolean;
  typed: string;
  onTyped: (text: string) => void;
  /** Whether something is typed that is not saved. */
  onTyping: (typing: boolean) => void;
}

function useColumns(): GridColumn[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'sku', title: t('products.sku'), kind: 'lookup', width: 180, required: true, source: skuSource, resolve: resolveSkus },
      { id: 'name', title: t('products.name'), kind: 'readonly', width: 260 },
      { id: 'list_price', title: t('products.listPrice'), kind: 'readonly', width: 110, align: 'right' },
      { id: 'qty_from', title: t('products.qtyFrom'), kind: 'decimal', width: 100, align: 'right', stop: false },
      { id: 'price', title: t('products.price'), kind: 'decimal', width: 110, align: 'right', required: true, scale: 4 },
      { id: 'off', title: t('products.ofList'), kind: 'readonly', width: 90, align: 'right' },
      { id: 'from_on', title: t('products.fromOn'), kind: 'date', width: 116, stop: false },
      { id: 'to_on', title: t('products.toOn'), kind: 'date', width: 116, stop: false },
    ],
    [t],
  );
}

/** 85 % of the list price, for reading. */
function share(price: string, listPrice: string | undefined): string {
  const [a, b] = [parseDecimal(price), parseDecimal(listPrice ?? '')];
  return a === null || b === null || b === 0n ? '' : `${String(Number((a * 1000n) / b) / 10)}%`;
}

function drawCell(list: PriceList) {
  return (column: string, row: GridRow) => {
    const data = cellOf(row, 'sku').option?.data as Partial<SkuData> | undefined;
    if (column === 'name') return data?.name ?? '';
    if (column === 'list_price') return <MoneyText amount={data?.listPrice} currency={list.currency} />;
    return column === 'off' ? <span className={`${css.off} num`}>{share(cellOf(row, 'price').text, data?.listPrice)}</span> : undefined;
  };
}

function PriceGrid({ list, standing, more, behind, typed, onTyped, onTyping }: PriceGridProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [refused, setRefused] = useState<{ error: unknown; problems: FieldProblem[] }>();
  const [editing, setEditing] = useState(false);
  const columns = useColumns();
  const start = useMemo(() => standing.map(rowOf), [standing]);
  const grid = useEntryGrid(columns, start, refused?.problems);
  const changes = changesOf(grid.state.rows, standing);
  const count = changes.put.length + changes.removed.length;
  const render = useMemo(() => drawCell(list), [list]);
  const dirty = count > 0;
  useEffect(() => onTyping(dirty), [onTyping, dirty]);

  const save = useCallback(async () => {
    setRefused(undefined);
    try {
      if (changes.put.length > 0) await ok(api.PUT('/api/prices', { body: { price_list: list.id, prices: changes.put } }));
      for (const { id } of changes.removed) await ok(api.DELETE('/api/prices/{id}', { params: { path: { id } } }));
      onTyping(false);
      await queries.invalidateQueries({ queryKey: ['price'] });
      void message.success(t('products.pricesSaved', { count }));
    } catch (error) {
      setRefused({ error, problems: placed(asProblem(error).problems, changes.lines) });
    }
  }, [changes, count, list.id, queries, message, t, onTyping]);

  const wrong = grid.problems.length > 0 && refused === undefined;
  const blocked = wrong ? t('products.mendFirst') : grid.pending ? t('products.stillLooking') : count === 0 ? t('products.nothingChanged') : undefined;
  const actions: Action[] = [
    { id: 'save', label: count === 0 ? t('common.save') : t('products.saveCount', { count }), primary: true, shortcut: 'mod+enter', blocked, run: save },
    { id: 'edit', label: t('products.listFacts'), run: () => setEditing(true) },
  ];
  return (
    <>
      <header className={css.head}>
        <h1 className={css.title}>
          {list.code} {list.name}
        </h1>
        <Input
          className={css.search ?? ''}
          allowClear
          placeholder={t('products.searchPrices')}
          aria-label={t('common.search')}
          value={typed}
          // Another search would throw away what was typed into the grid.
          disabled={count > 0}
          onChange={(event) => onTyped(event.target.value)}
        />
        <ActionBar actions={actions} />
      </header>
      <p className={css.note}>{behind ? t('products.behind') : more ? t('products.firstRows', { count: ROWS_MAX }) : t('products.pasteHint')}</p>
      {refused !== undefined && refused.problems.length === 0 && <ProblemBanner error={refused.error} />}
      <EntryGrid grid={grid} label={list.name} render={render} autoFocus={standing.length === 0} />
      {editing && <ListForm list={list} onClose={() => setEditing(false)} />}
    </>
  );
}

function PriceTable({ list, prices }: { list: PriceList; prices: Price[] }) {
  const { t } = useTranslation();
  return (
    <>
      <h1 className={css.title}>
        {list.code} {list.name}
      </h1>
      <PlainTable
        label={list.name}
        rows={prices}
        rowKey={(price) => price.id}
        empty={t('products.noPrices')}
        columns={[
          { id: 'code', title: t('products.sku'), render: (price) => price.code },
          { id: 'name', title: t('products.name'), render: (price) => price.name },
          { id: 'list', title: t('products.listPrice'), align: 'right', render: (price) => <MoneyText amount={price.list_price} currency={list.currency} /> },
          { id: 'from', title: t('products.qtyFrom'), align: 'right', render: (price) => (compareDecimals(price.qty_from, '0') === 0 ? null : <QtyText qty={price.qty_from} />) },
          { id: 'price', title: t('products.price'), align: 'right', render: (price) => <MoneyText amount={price.price} currency={list.currency} strong /> },
        ]}
      />
    </>
  );
}
