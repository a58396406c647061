/** Counts: those under way and those that were posted. */
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api, ok } from '@/api/client';
import { useLocations, useWarehouses } from '@/api/refs';
import { useMay } from '@/api/session';
import { useAddressFlag } from '@/lib/addressFlag';
import { type CountRow, countRows } from '@/features/stock/rows';
import type { Action } from '@/ui/action';
import { FormFields } from '@/ui/form/FormFields';
import { FormDrawer } from '@/ui/form/FormDrawer';
import { type FormField, type FormValues, listOf, textOf } from '@/ui/form/model';
import type { FormState } from '@/ui/form/useForm';
import { DataList } from '@/ui/list/DataList';
import type { BuiltinView, Column, FilterField } from '@/ui/list/model';
import { NameText } from '@/ui/NameText';
import { StateTag } from '@/ui/StateTag';
import { TimeText } from '@/ui/texts';

/** The new record's own page opens instead. */
const leave = () => undefined;

const STATES = ['open', 'posted', 'cancelled'];
const rowId = (row: CountRow) => row.id;
const rowPath = (row: CountRow) => `/stock/counts/${row.id}`;

export function CountsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [starting, show] = useAddressFlag('new');
  const actions: Action[] = [];
  if (may('stock.count')) actions.push({ id: 'new', label: t('stock.countNew'), primary: true, run: () => show(true) });
  return (
    <>
      <DataList
        page="stock-counts"
        title={t('stock.counts')}
        source={countRows}
        rowId={rowId}
        href={rowPath}
        columns={useColumns()}
        fields={useFields()}
        views={useViews()}
        defaultSort="-started_at"
        searchPlaceholder={t('stock.searchCounts')}
        actions={actions}
        keys={!starting}
        empty={{ title: t('stock.noCounts'), text: t('stock.noCountsText'), actions }}
      />
      {starting && <StartForm onClose={() => show(false)} />}
    </>
  );
}

function useColumns(): Column<CountRow>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'number', title: t('stock.number'), width: 160, frozen: true, sortable: true, render: (row) => row.number },
      { id: 'state', title: t('stock.state'), width: 100, sortable: true, render: (row) => <StateTag state={row.state} kind="count" /> },
      { id: 'warehouse', title: t('stock.warehouse'), width: 140, render: (row) => row.warehouse },
      { id: 'counted', title: t('stock.progress'), width: 120, align: 'right', render: (row) => <span className="num">{`${String(row.counted)} / ${String(row.lines)}`}</span> },
      { id: 'started_at', title: t('stock.startedAt'), width: 140, sortable: true, render: (row) => <TimeText at={row.started_at} /> },
      { id: 'started_by', title: t('stock.startedBy'), width: 110, render: (row) => <NameText id={row.started_by} /> },
      { id: 'posted_at', title: t('stock.postedAt'), width: 140, render: (row) => <TimeText at={row.posted_at} /> },
      { id: 'note', title: t('stock.note'), width: 280, sortable: true, render: (row) => row.note },
    ],
    [t],
  );
}

function useFields(): FilterField[] {
  const { t } = useTranslation();
  const warehouses = useWarehouses();
  return useMemo(
    () => [
      { field: 'state', title: t('stock.state'), kind: 'choice', quick: true, choices: STATES.map((value) => ({ value, label: t(`state.count.${value}`) })) },
      { field: 'warehouse', title: t('stock.warehouse'), kind: 'choice', quick: true, choices: (warehouses ?? []).map(({ id, name }) => ({ value: id, label: name })) },
      { field: 'started_at', title: t('stock.startedAt'), kind: 'instant', quick: true },
      { field: 'note', title: t('stock.note'), kind: 'text' },
    ],
    [t, warehouses],
  );
}

function useViews(): BuiltinView[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'all', name: t('common.all') },
      { id: 'open', name: t('stock.view.open'), base: ['state', 'eq', 'open'] },
    ],
    [t],
  );
}

function StartForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const warehouses = useWarehouses();
  const [first] = (warehouses ?? []).filter(({ active }) => active);
  const fields = useMemo<FormField[]>(
    () => [
      {
        id: 'warehouse_id',
        label: t('stock.warehouse'),
        kind: 'choice',
        required: true,
        choices: (warehouses ?? []).filter(({ active }) => active).map(({ id, code, name }) => ({ value: id, label: `${code} ${name}` })),
      },
      { id: 'note', label: t('stock.note'), kind: 'text' },
      { id: 'skus', label: t('stock.countSkus'), kind: 'long', wide: true, hint: t('stock.countSkusHint') },
    ],
    [t, warehouses],
  );
  const submit = async (values: FormValues) => {
    const skus = textOf(values, 'skus').split(/[\s,，;；]+/).filter((sku) => sku !== '');
    const count = await ok(
      api.POST('/api/stock/counts', {
        body: { warehouse_id: textOf(values, 'warehouse_id'), location_ids: listOf(values, 'location_ids'), skus, note: textOf(values, 'note') },
      }),
    );
    await queries.invalidateQueries({ queryKey: ['stock'] });
    void navigate(`/stock/counts/${count.id}`);
  };
  if (!first) return null;
  return (
    <FormDrawer
      title={t('stock.countNew')}
      okText={t('stock.countStart')}
      fields={fields}
      start={{ warehouse_id: first.id, note: '', skus: '', location_ids: [] }}
      submit={submit}
      onClose={onClose}
      onSaved={leave}
      more={(form) => <Locations form={form} />}
    />
  );
}

/** Which places are counted; none chosen: all of them. */
function Locations({ form }: { form: FormState }) {
  const { t } = useTranslation();
  const locations = useLocations(textOf(form.values, 'warehouse_id') || null);
  const choices = (locations ?? []).filter(({ kind, active }) => kind === 'storage' && active).map(({ id, code }) => ({ value: id, label: code }));
  if (choices.length < 2) return null;
  const fields: FormField[] = [{ id: 'location_ids', label: t('stock.countPlaces'), kind: 'many', wide: true, choices, hint: t('stock.countPlacesHint') }];
  return <FormFields fields={fields} form={form} onSave={() => undefined} elsewhere />;
}
