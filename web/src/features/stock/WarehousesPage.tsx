/** Warehouses and their locations. */
import { EditOutlined, PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ifMatch, ok } from '@/api/client';
import { type Location, useLocations, useWarehouses, type Warehouse } from '@/api/refs';
import { useMay } from '@/api/session';
import { ActionBar } from '@/ui/ActionBar';
import { FormDrawer } from '@/ui/form/FormDrawer';
import { flagOf, type FormField, type FormValues, textOf, wholeOf } from '@/ui/form/model';
import { PlainTable } from '@/ui/PlainTable';
import { ProgressLine } from '@/ui/ProgressLine';
import { Section } from '@/ui/RecordPage';
import { StateTag } from '@/ui/StateTag';
import css from './Stock.module.css';

type Open = { form: 'warehouse'; warehouse: Warehouse | null } | { form: 'location'; warehouse: Warehouse; location: Location | null } | null;

export function WarehousesPage() {
  const { t } = useTranslation();
  const maySet = useMay()('stock.setup');
  const warehouses = useWarehouses();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  return (
    <section className={css.page} aria-label={t('stock.places')}>
      <header className={css.head}>
        <h1 className={css.title}>{t('stock.places')}</h1>
        {maySet && <ActionBar actions={[{ id: 'new', label: t('stock.warehouseNew'), primary: true, run: () => setOpen({ form: 'warehouse', warehouse: null }) }]} />}
      </header>
      {warehouses === undefined && <ProgressLine />}
      {warehouses?.map((warehouse) => (
        <Place key={warehouse.id} warehouse={warehouse} maySet={maySet} show={setOpen} />
      ))}
      {open?.form === 'warehouse' && <WarehouseForm warehouse={open.warehouse} onClose={close} />}
      {open?.form === 'location' && <LocationForm warehouse={open.warehouse} location={open.location} onClose={close} />}
    </section>
  );
}

const rowKey = (location: Location) => location.id;

function Place({ warehouse, maySet, show }: { warehouse: Warehouse; maySet: boolean; show: (open: Open) => void }) {
  const { t } = useTranslation();
  const locations = useLocations(warehouse.id);
  const storage = (locations ?? []).filter(({ kind }) => kind === 'storage');
  return (
    <Section
      title={`${warehouse.code} ${warehouse.name}`}
      extra={
        <span className={css.scan}>
          {warehouse.address !== '' && <span className={css.note}>{warehouse.address}</span>}
          <StateTag state={warehouse.active ? 'active' : 'inactive'} />
          {maySet && (
            <>
              <Button size="small" icon={<EditOutlined />} onClick={() => show({ form: 'warehouse', warehouse })}>
                {t('stock.change')}
              </Button>
              <Button size="small" icon={<PlusOutlined />} onClick={() => show({ form: 'location', warehouse, location: null })}>
                {t('stock.locationNew')}
              </Button>
            </>
          )}
        </span>
      }
    >
      <PlainTable
        label={`${warehouse.code} ${warehouse.name}`}
        rows={storage}
        rowKey={rowKey}
        empty={locations ? t('stock.noLocations') : t('common.loading')}
        columns={[
          { id: 'code', title: t('stock.location'), render: (location) => <span className="num">{location.code}</span> },
          { id: 'path', title: t('stock.pathOrder'), align: 'right', width: 120, render: (location) => <span className="num">{location.path_order}</span> },
          { id: 'default', title: t('stock.use'), render: (location) => (location.id === warehouse.default_location_id ? t('stock.defaultPlace') : null) },
          { id: 'state', title: t('stock.state'), width: 110, render: (location) => <StateTag state={location.active ? 'active' : 'inactive'} /> },
          ...(maySet
            ? [
                {
                  id: 'tools',
                  title: '',
                  width: 44,
                  align: 'right' as const,
                  render: (location: Location) => (
                    <Button type="text" size="small" icon={<EditOutlined />} aria-label={t('stock.locationEdit', { code: location.code })} onClick={() => show({ form: 'location', warehouse, location })} />
                  ),
                },
              ]
            : []),
        ]}
      />
    </Section>
  );
}

function useSaved() {
  const queries = useQueryClient();
  return () => Promise.all([queries.invalidateQueries({ queryKey: ['warehouse'] }), queries.invalidateQueries({ queryKey: ['stock'] })]);
}

function WarehouseForm({ warehouse, onClose }: { warehouse: Warehouse | null; onClose: () => void }) {
  const { t } = useTranslation();
  const saved = useSaved();
  const locations = useLocations(warehouse?.id ?? null);
  const fields = useMemo<FormField[]>(() => {
    const fields: FormField[] = [
      { id: 'code', label: t('stock.code'), kind: 'text', required: true },
      { id: 'name', label: t('stock.name'), kind: 'text', required: true },
      { id: 'address', label: t('stock.address'), kind: 'text', wide: true },
    ];
    if (warehouse) {
      const choices = (locations ?? []).filter(({ kind, active }) => kind === 'storage' && active).map(({ id, code }) => ({ value: id, label: code }));
      fields.push({ id: 'default_location_id', label: t('stock.defaultPlace'), kind: 'choice', required: true, choices }, { id: 'active', label: t('stock.inUse'), kind: 'flag' });
    }
    return fields;
  }, [t, warehouse, locations]);
  const submit = async (values: FormValues) => {
    const body = { code: textOf(values, 'code'), name: textOf(values, 'name'), address: textOf(values, 'address') };
    await (warehouse
      ? ok(
          api.PUT('/api/warehouses/{id}', {
            params: { path: { id: warehouse.id } },
            headers: ifMatch(warehouse.revision),
            body: { ...body, active: flagOf(values, 'active'), default_location_id: textOf(values, 'default_location_id') },
          }),
        )
      : ok(api.POST('/api/warehouses', { body })));
    await saved();
  };
  const start = {
    code: warehouse?.code ?? '',
    name: warehouse?.name ?? '',
    address: warehouse?.address ?? '',
    default_location_id: warehouse?.default_location_id ?? '',
    active: warehouse?.active ?? true,
  };
  const title = warehouse ? t('stock.warehouseEdit', { name: warehouse.name }) : t('stock.warehouseNew');
  return <FormDrawer title={title} fields={fields} start={start} submit={submit} blame={{ taken: 'code' }} draft={warehouse ? undefined : 'warehouse'} onClose={onClose} />;
}

function LocationForm({ warehouse, location, onClose }: { warehouse: Warehouse; location: Location | null; onClose: () => void }) {
  const { t } = useTranslation();
  const saved = useSaved();
  const fields = useMemo<FormField[]>(
    () => [
      { id: 'code', label: t('stock.location'), kind: 'text', required: true, placeholder: t('stock.locationLike') },
      { id: 'path_order', label: t('stock.pathOrder'), kind: 'whole', hint: t('stock.pathHint') },
      ...(location ? [{ id: 'active', label: t('stock.inUse'), kind: 'flag' as const }] : []),
    ],
    [t, location],
  );
  const submit = async (values: FormValues) => {
    const body = { code: textOf(values, 'code'), path_order: wholeOf(values, 'path_order'), active: flagOf(values, 'active') };
    await (location
      ? ok(api.PUT('/api/locations/{id}', { params: { path: { id: location.id } }, headers: ifMatch(location.revision), body }))
      : ok(api.POST('/api/warehouses/{id}/locations', { params: { path: { id: warehouse.id } }, body })));
    await saved();
  };
  const start = { code: location?.code ?? '', path_order: String(location?.path_order ?? ''), active: location?.active ?? true };
  const title = location ? t('stock.locationEdit', { code: location.code }) : t('stock.locationNew');
  return <FormDrawer title={title} fields={fields} start={start} submit={submit} blame={{ taken: 'code' }} draft={location ? undefined : `location/${warehouse.id}`} onClose={onClose} />;
}
