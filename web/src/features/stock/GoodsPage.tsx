/** Moving goods: receiving, transferring and adjusting are one page with other fields. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api, ok } from '@/api/client';
import { asProblem, type FieldProblem } from '@/api/problem';
import { useWarehouses } from '@/api/refs';
import { addDecimals } from '@/lib/decimal';
import { useMedia } from '@/lib/media';
import { ComingGoods } from '@/features/stock/ComingGoods';
import { cellsOf, linesOf, scanActions, skusOf } from '@/features/stock/lines';
import { ScanField } from '@/features/stock/ScanField';
import { type GoodsKind, submitGoods, useGoodsFields, useLocationFields } from '@/features/stock/useGoods';
import type { Action } from '@/ui/action';
import { ActionBar } from '@/ui/ActionBar';
import { FormFields } from '@/ui/form/FormFields';
import { textOf } from '@/ui/form/model';
import { useForm } from '@/ui/form/useForm';
import { EntryGrid } from '@/ui/grid/EntryGrid';
import { type Cell, cellOf, filledRows, type GridRow } from '@/ui/grid/grid';
import { type GridColumn, useEntryGrid } from '@/ui/grid/useEntryGrid';
import { ProgressLine } from '@/ui/ProgressLine';
import { resolveSkus, type SkuData, skuSource } from '@/ui/sources';
import { QtyText } from '@/ui/texts';
import { size } from '@/ui/tokens';
import css from './Stock.module.css';

/** Lines that were left unsaved, by what they were for. */
const kept = new Map<GoodsKind, Record<string, Cell>[]>();

export const ReceivePage = () => <GoodsPage kind="receive" />;
export const TransferPage = () => <GoodsPage kind="transfer" />;
export const AdjustPage = () => <GoodsPage kind="adjust" />;

const PHONE_WIDTHS: Record<string, number> = { sku: 124, qty: 76, name: 180, lot: 90 };
const PHONE_ORDER = ['sku', 'qty', 'there', 'after', 'uom', 'name', 'lot'];
const rank = (id: string) => PHONE_ORDER.indexOf(id);

function useColumns(kind: GoodsKind): GridColumn[] {
  const { t } = useTranslation();
  const phone = useMedia(`(width < ${String(size.phone)}px)`);
  return useMemo(() => {
    const qty = kind === 'adjust' ? t('stock.difference') : t('stock.qty');
    const columns: GridColumn[] = [
      { id: 'sku', title: t('stock.sku'), kind: 'lookup', width: 180, required: true, source: skuSource, resolve: resolveSkus, aliases: ['barcode', 'code'] },
      { id: 'name', title: t('stock.name'), kind: 'readonly', width: 300 },
      { id: 'qty', title: qty, kind: 'decimal', width: 110, align: 'right', required: true },
      { id: 'uom', title: t('stock.uom'), kind: 'readonly', width: 70 },
      { id: 'lot', title: t('stock.lot'), kind: 'text', width: 130, stop: kind === 'receive' },
    ];
    if (kind !== 'receive') columns.push({ id: 'there', title: t('stock.there'), kind: 'readonly', width: 110, align: 'right' });
    if (kind === 'adjust') columns.push({ id: 'after', title: t('stock.after'), kind: 'readonly', width: 110, align: 'right' });
    // On the phone what one types stands first, in reach; the rest is there by moving sideways.
    return phone ? columns.map((column) => ({ ...column, width: PHONE_WIDTHS[column.id] ?? column.width })).sort((a, b) => rank(a.id) - rank(b.id)) : columns;
  }, [t, kind, phone]);
}

/** What is on hand of the lines' SKUs in a warehouse, by SKU. */
function useThere(skus: string[], warehouse: string, enabled: boolean): Map<string, string> {
  const { data } = useQuery({
    queryKey: ['stock', 'availability', skus],
    queryFn: ({ signal }) => ok(api.GET('/api/stock/availability', { params: { query: { skus: skus.join(',') } }, signal })),
    enabled: enabled && skus.length > 0,
  });
  return useMemo(() => new Map((data ?? []).filter((one) => one.warehouse_id === warehouse).map((one) => [one.sku_id, one.on_hand])), [data, warehouse]);
}

/** The page begins with the first warehouse chosen, so it waits for them. */
function GoodsPage({ kind }: { kind: GoodsKind }) {
  return useWarehouses() === undefined ? <ProgressLine /> : <Goods key={kind} kind={kind} />;
}

function Goods({ kind }: { kind: GoodsKind }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [refused, setRefused] = useState<FieldProblem[]>([]);
  const columns = useColumns(kind);
  const grid = useEntryGrid(columns, useMemo(() => kept.get(kind) ?? [], [kind]), refused);
  const { rows } = grid.state;
  const rowsNow = useRef(rows);
  useEffect(() => {
    rowsNow.current = rows;
    kept.set(kind, cellsOf(rows));
  }, [kind, rows]);

  const { fields, start } = useGoodsFields(kind);
  const submit = async (values: Parameters<typeof submitGoods>[1]) => {
    setRefused([]);
    try {
      const { number } = await submitGoods(kind, values, linesOf(rows));
      kept.delete(kind);
      await queries.invalidateQueries({ queryKey: ['stock'] });
      await queries.invalidateQueries({ queryKey: ['planned'] });
      void message.success(t(`stock.done.${kind}`, { number }));
      grid.dispatch({ type: 'load', rows: [] });
      void navigate(`/stock/moves?q=${encodeURIComponent(number)}`);
    } catch (error) {
      setRefused(asProblem(error).problems);
      throw error;
    }
  };
  const form = useForm({ fields, start, submit, draft: `goods/${kind}` });
  const warehouse = textOf(form.values, kind === 'transfer' ? 'from_warehouse_id' : 'warehouse_id');
  const allFields = [...fields, ...useLocationFields(kind, form.values)];
  const there = useThere(skusOf(rows), warehouse, kind !== 'receive');
  const render = useMemo(() => drawCell(there), [there]);
  const count = filledRows(rows).length;

  const wrong = grid.problems.length > 0 && refused.length === 0;
  const blocked = count === 0 ? t('stock.noLines') : wrong ? t('stock.mendFirst') : grid.pending ? t('stock.stillLooking') : undefined;
  const save: Action = { id: 'save', label: t(`stock.${kind}Save`, { count }), primary: true, shortcut: 'mod+enter', blocked, run: () => form.save() };
  const dispatchAll = (actions: Parameters<typeof grid.dispatch>[0][]) => actions.forEach((action) => grid.dispatch(action));
  return (
    <section className={css.page} aria-label={t(`stock.${kind}`)}>
      <header className={css.head}>
        <h1 className={css.title}>{t(`stock.${kind}`)}</h1>
        <ActionBar actions={[save]} />
      </header>
      <div className={css.fields}>
        <FormFields fields={allFields} form={form} onSave={() => void save.run()} onEnd={() => document.querySelector<HTMLElement>('[role="grid"] input')?.focus()} elsewhere />
      </div>
      <ScanField
        autoFocus
        onScan={(scanned) => {
          dispatchAll(scanActions(rowsNow.current, scanned));
          return undefined;
        }}
      />
      <EntryGrid grid={grid} label={t(`stock.${kind}`)} render={render} />
      {kind === 'receive' && <ComingGoods warehouse={warehouse} rows={rows} dispatch={grid.dispatch} />}
    </section>
  );
}

function drawCell(there: Map<string, string>) {
  return (column: string, row: GridRow) => {
    const { option } = cellOf(row, 'sku');
    const data = option?.data as Partial<SkuData> | undefined;
    const onHand = option === undefined ? undefined : (there.get(option.value) ?? '0');
    switch (column) {
      case 'name':
        return data?.name ?? option?.label ?? '';
      case 'uom':
        return data?.uom ?? '';
      case 'there':
        return <QtyText qty={onHand} />;
      case 'after':
        return onHand === undefined || cellOf(row, 'qty').text === '' ? '' : <QtyText qty={addDecimals(onHand, cellOf(row, 'qty').text)} />;
      default:
        return undefined;
    }
  };
}
