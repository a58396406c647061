/** What is there: SKU × warehouse × lot, with what is promised and what is left. */
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWarehouses } from '@/api/refs';
import { compareDecimals } from '@/lib/decimal';
import { formatQty } from '@/lib/format';
import { HoldersDrawer } from '@/features/stock/HoldersDrawer';
import { type Balance, balanceRows } from '@/features/stock/rows';
import { useStockActions } from '@/features/stock/useStockActions';
import { DataList } from '@/ui/list/DataList';
import type { BuiltinView, Column, FilterField } from '@/ui/list/model';
import { RowCard } from '@/ui/list/RowCard';
import { QtyText } from '@/ui/texts';
import css from './Stock.module.css';

const rowId = (row: Balance) => row.id;
const sum = (value: unknown) => (typeof value === 'string' ? formatQty(value) : null);

export function BalancesPage() {
  const { t } = useTranslation();
  const actions = useStockActions();
  const [held, setHeld] = useState<Balance>();
  const open = useCallback((row: Balance) => setHeld(row), []);
  return (
    <>
      <DataList
        page="stock"
        title={t('stock.balances')}
        source={balanceRows}
        rowId={rowId}
        onOpen={open}
        columns={useColumns(open)}
        fields={useFields()}
        views={useViews()}
        defaultSort="sku"
        searchPlaceholder={t('stock.search')}
        actions={actions}
        card={Card}
        keys={held === undefined}
        empty={{ title: t('stock.empty'), text: t('stock.emptyText'), actions: actions.slice(0, 1) }}
      />
      {held !== undefined && <HoldersDrawer balance={held} onClose={() => setHeld(undefined)} />}
    </>
  );
}

/** A warehouse by its name where it is known, else by its code. */
function useWarehouseName() {
  const warehouses = useWarehouses();
  return useCallback((id: string, code: string) => warehouses?.find((one) => one.id === id)?.name ?? code, [warehouses]);
}

function useColumns(open: (row: Balance) => void): Column<Balance>[] {
  const { t } = useTranslation();
  const nameOf = useWarehouseName();
  return useMemo(
    () => [
      { id: 'sku', title: t('stock.sku'), width: 150, frozen: true, sortable: true, render: (row) => <span className={`${css.code} num`}>{row.sku}</span> },
      { id: 'name', title: t('stock.name'), width: 320, sortable: true, render: (row) => row.name },
      { id: 'warehouse', title: t('stock.warehouse'), width: 130, render: (row) => nameOf(row.warehouse_id, row.warehouse) },
      { id: 'lot', title: t('stock.lot'), width: 120, sortable: true, render: (row) => row.lot },
      { id: 'on_hand', title: t('stock.onHand'), width: 120, align: 'right', sortable: true, render: (row) => <QtyText qty={row.on_hand} />, total: (totals) => sum(totals.on_hand) },
      {
        id: 'reserved',
        title: t('stock.reserved'),
        width: 120,
        align: 'right',
        sortable: true,
        render: (row) =>
          compareDecimals(row.reserved, '0') === 0 ? (
            <QtyText qty={row.reserved} />
          ) : (
            <button type="button" className={css.holders} onClick={() => open(row)}>
              <QtyText qty={row.reserved} />
            </button>
          ),
        total: (totals) => sum(totals.reserved),
      },
      { id: 'available', title: t('stock.available'), width: 120, align: 'right', sortable: true, render: (row) => <Available row={row} />, total: (totals) => sum(totals.available) },
    ],
    [t, nameOf, open],
  );
}

function Available({ row }: { row: Balance }) {
  return (
    <b className={compareDecimals(row.available, '0') <= 0 ? css.none : undefined}>
      <QtyText qty={row.available} />
    </b>
  );
}

function useFields(): FilterField[] {
  const { t } = useTranslation();
  const warehouses = useWarehouses();
  return useMemo(
    () => [
      { field: 'warehouse', title: t('stock.warehouse'), kind: 'choice', quick: true, choices: (warehouses ?? []).map(({ id, name }) => ({ value: id, label: name })) },
      { field: 'available', title: t('stock.available'), kind: 'number', quick: true },
      { field: 'lot', title: t('stock.lot'), kind: 'text' },
      { field: 'on_hand', title: t('stock.onHand'), kind: 'number' },
      { field: 'reserved', title: t('stock.reserved'), kind: 'number' },
      { field: 'sku', title: t('stock.sku'), kind: 'text' },
      { field: 'name', title: t('stock.name'), kind: 'text' },
    ],
    [t, warehouses],
  );
}

function useViews(): BuiltinView[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'all', name: t('common.all') },
      { id: 'held', name: t('stock.view.held'), base: ['reserved', 'gt', '0'], sort: '-reserved' },
      { id: 'none', name: t('stock.view.none'), base: ['available', 'le', '0'] },
      { id: 'lots', name: t('stock.view.lots'), base: { not: ['lot', 'eq', ''] } },
    ],
    [t],
  );
}

/** A balance on the phone. */
function Card(row: Balance) {
  return (
    <RowCard
      name={<span className="num">{row.sku}</span>}
      figure={<Available row={row} />}
      lines={[
        [row.name, null],
        [[row.warehouse, row.lot].filter((part) => part !== '').join(' · '), <span key="parts" className="num">{`${formatQty(row.on_hand)} − ${formatQty(row.reserved)}`}</span>],
      ]}
    />
  );
}
