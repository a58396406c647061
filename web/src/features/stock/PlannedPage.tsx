/** Goods that are to come: by them a later day can be promised. */
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api, ifMatch, ok } from '@/api/client';
import { asProblem } from '@/api/problem';
import { useWarehouses } from '@/api/refs';
import { useMay } from '@/api/session';
import { addDecimals, compareDecimals } from '@/lib/decimal';
import { dayOf } from '@/lib/format';
import { type Planned, plannedRows } from '@/features/stock/rows';
import type { Action } from '@/ui/action';
import { FormDrawer } from '@/ui/form/FormDrawer';
import { decimalOf, type FormField, type FormValues, refOf, textOf } from '@/ui/form/model';
import { DataList } from '@/ui/list/DataList';
import type { BuiltinView, Column, FilterField } from '@/ui/list/model';
import { skuSource } from '@/ui/sources';
import { QtyText } from '@/ui/texts';
import css from './Stock.module.css';

const rowId = (row: Planned) => row.id;
const openQty = (row: Planned) => addDecimals(row.qty, `-${row.qty_received}`);

export function PlannedPage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const [open, setOpen] = useState<Planned | 'new' | null>(null);
  const mayPlan = may('stock.plan');
  const edit = useCallback((row: Planned) => mayPlan && setOpen(row), [mayPlan]);
  const actions: Action[] = [];
  if (mayPlan) actions.push({ id: 'new', label: t('stock.planNew'), primary: true, run: () => setOpen('new') });
  if (may('stock.receive')) actions.push({ id: 'receive', label: t('stock.receive'), run: () => navigate('/stock/receive') });
  return (
    <>
      <DataList
        page="stock-planned"
        title={t('stock.planned')}
        source={plannedRows}
        rowId={rowId}
        onOpen={edit}
        columns={useColumns()}
        fields={useFields()}
        views={useViews()}
        defaultSort="expected_on"
        searchPlaceholder={t('stock.searchPlanned')}
        actions={actions}
        keys={open === null}
        empty={{ title: t('stock.noPlanned'), text: t('stock.noPlannedText'), actions: actions.slice(0, 1) }}
      />
      {open !== null && <PlanForm plan={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </>
  );
}

function useColumns(): Column<Planned>[] {
  const { t } = useTranslation();
  const warehouses = useWarehouses();
  const today = dayOf(new Date());
  return useMemo(
    () => [
      {
        id: 'expected_on',
        title: t('stock.expectedOn'),
        width: 120,
        frozen: true,
        sortable: true,
        render: (row) => <span className={`num ${row.expected_on < today && compareDecimals(openQty(row), '0') > 0 ? css.none : ''}`}>{row.expected_on}</span>,
      },
      { id: 'sku', title: t('stock.sku'), width: 150, sortable: true, render: (row) => <span className="num">{row.sku_code}</span> },
      { id: 'name', title: t('stock.name'), width: 300, sortable: true, render: (row) => row.sku_name },
      { id: 'warehouse', title: t('stock.warehouse'), width: 130, render: (row) => warehouses?.find(({ id }) => id === row.warehouse_id)?.name },
      { id: 'qty', title: t('stock.planQty'), width: 110, align: 'right', sortable: true, render: (row) => <QtyText qty={row.qty} /> },
      { id: 'received', title: t('stock.received'), width: 110, align: 'right', render: (row) => <QtyText qty={row.qty_received} /> },
      { id: 'qty_open', title: t('stock.toCome'), width: 110, align: 'right', sortable: true, render: (row) => <b><QtyText qty={openQty(row)} /></b> },
      { id: 'reference', title: t('stock.reference'), width: 160, sortable: true, render: (row) => row.reference },
    ],
    [t, warehouses, today],
  );
}

function useFields(): FilterField[] {
  const { t } = useTranslation();
  const warehouses = useWarehouses();
  return useMemo(
    () => [
      { field: 'expected_on', title: t('stock.expectedOn'), kind: 'day', quick: true },
      { field: 'warehouse', title: t('stock.warehouse'), kind: 'choice', quick: true, choices: (warehouses ?? []).map(({ id, name }) => ({ value: id, label: name })) },
      { field: 'reference', title: t('stock.reference'), kind: 'text' },
      { field: 'sku', title: t('stock.sku'), kind: 'text' },
    ],
    [t, warehouses],
  );
}

function useViews(): BuiltinView[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'open', name: t('stock.view.toCome'), base: ['qty_open', 'gt', '0'] },
      { id: 'late', name: t('stock.view.late'), base: ['qty_open', 'gt', '0'], chips: [{ field: 'expected_on', op: 'in', value: ['', '@d-1'] }] },
      { id: 'all', name: t('common.all') },
    ],
    [t],
  );
}

function PlanForm({ plan, onClose }: { plan: Planned | null; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const warehouses = useWarehouses();
  const fields = useMemo<FormField[]>(
    () => [
      { id: 'sku', label: t('stock.sku'), kind: 'lookup', required: true, source: skuSource, wide: true, disabled: plan !== null },
      {
        id: 'warehouse_id',
        label: t('stock.warehouse'),
        kind: 'choice',
        required: true,
        disabled: plan !== null,
        choices: (warehouses ?? []).filter(({ active }) => active).map(({ id, name }) => ({ value: id, label: name })),
      },
      { id: 'qty', label: t('stock.planQty'), kind: 'decimal', required: true },
      { id: 'expected_on', label: t('stock.expectedOn'), kind: 'day', required: true },
      { id: 'reference', label: t('stock.reference'), kind: 'text' },
    ],
    [t, plan, warehouses],
  );
  const start: FormValues = {
    sku: plan ? { value: plan.sku_id, code: plan.sku_code, label: `${plan.sku_code} ${plan.sku_name}` } : null,
    warehouse_id: plan?.warehouse_id ?? warehouses?.find(({ active }) => active)?.id ?? '',
    qty: plan?.qty ?? '',
    expected_on: plan?.expected_on ?? '',
    reference: plan?.reference ?? '',
  };
  const fresh = () => Promise.all([queries.invalidateQueries({ queryKey: ['planned'] }), queries.invalidateQueries({ queryKey: ['stock'] })]);
  const submit = async (values: FormValues) => {
    const said = { qty: decimalOf(values, 'qty') ?? '0', expected_on: textOf(values, 'expected_on'), reference: textOf(values, 'reference') };
    await (plan
      ? ok(api.PUT('/api/stock/planned-receipts/{id}', { params: { path: { id: plan.id } }, headers: ifMatch(plan.revision), body: said }))
      : ok(api.POST('/api/stock/planned-receipts', { body: { ...said, sku: refOf(values, 'sku') ?? '', warehouse_id: textOf(values, 'warehouse_id') } })));
    await fresh();
  };
  const cancel = async (row: Planned) => {
    try {
      await ok(api.DELETE('/api/stock/planned-receipts/{id}', { params: { path: { id: row.id } }, headers: ifMatch(row.revision) }));
      await fresh();
      onClose();
    } catch (error) {
      void message.error(asProblem(error).text);
    }
  };
  return (
    <FormDrawer title={plan ? t('stock.planEdit') : t('stock.planNew')} fields={fields} start={start} submit={submit} draft={plan ? undefined : 'plan'} onClose={onClose}>
      {plan && (
        <p>
          <Button danger onClick={() => void cancel(plan)}>
            {t('stock.planCancel')}
          </Button>
        </p>
      )}
    </FormDrawer>
  );
}
