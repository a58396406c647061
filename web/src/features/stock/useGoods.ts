/** The fields over the lines of a receipt, a transfer or an adjustment, and handing them in. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@/api/client';
import { useLocations, useWarehouses } from '@/api/refs';
import { type FormField, type FormValues, textOf } from '@/ui/form/model';

export type GoodsKind = 'receive' | 'transfer' | 'adjust';

interface Line {
  sku: string;
  lot: string;
  qty: string;
  plan: string | null;
}

/** Where goods usually come in: the first warehouse in use. */
export function useGoodsFields(kind: GoodsKind): { fields: FormField[]; start: FormValues } {
  const { t } = useTranslation();
  const warehouses = useWarehouses();
  return useMemo(() => {
    const active = (warehouses ?? []).filter((one) => one.active);
    const choices = active.map(({ id, code, name }) => ({ value: id, label: `${code} ${name}` }));
    const choice = (id: string, label: string): FormField => ({ id, label, kind: 'choice', required: true, choices });
    const note: FormField = { id: 'note', label: t(kind === 'adjust' ? 'stock.why' : 'stock.note'), kind: 'text', required: kind === 'adjust' };
    const fields: FormField[] =
      kind === 'transfer'
        ? [choice('from_warehouse_id', t('stock.fromWarehouse')), choice('to_warehouse_id', t('stock.toWarehouse')), note]
        : kind === 'adjust'
          ? [choice('warehouse_id', t('stock.warehouse')), note]
          : [choice('warehouse_id', t('stock.warehouse'))];
    const [first = '', second = ''] = active.map(({ id }) => id);
    return { fields, start: { warehouse_id: first, from_warehouse_id: first, to_warehouse_id: second, note: '' } };
  }, [t, kind, warehouses]);
}

export function submitGoods(kind: GoodsKind, values: FormValues, lines: Line[]) {
  const goods = lines.map(({ sku, lot, qty }) => ({ sku, lot, qty }));
  const note = textOf(values, 'note');
  const location = textOf(values, 'location_id') || null;
  switch (kind) {
    case 'receive':
      return ok(
        api.POST('/api/stock/receipts', {
          body: {
            warehouse_id: textOf(values, 'warehouse_id'),
            location_id: location,
            lines: lines.map(({ sku, lot, qty, plan }) => ({ sku, lot, qty, planned_receipt_id: plan })),
          },
        }),
      );
    case 'transfer':
      return ok(
        api.POST('/api/stock/transfers', {
          body: {
            from_warehouse_id: textOf(values, 'from_warehouse_id'),
            to_warehouse_id: textOf(values, 'to_warehouse_id'),
            from_location_id: textOf(values, 'from_location_id') || null,
            to_location_id: textOf(values, 'to_location_id') || null,
            note,
            lines: goods,
          },
        }),
      );
    case 'adjust':
      return ok(api.POST('/api/stock/adjustments', { body: { warehouse_id: textOf(values, 'warehouse_id'), location_id: location, note, lines: goods } }));
  }
}

/** Locations of the chosen warehouses: left empty, the warehouse's own rule decides. */
export function useLocationFields(kind: GoodsKind, values: FormValues): FormField[] {
  const { t } = useTranslation();
  const from = textOf(values, kind === 'transfer' ? 'from_warehouse_id' : 'warehouse_id');
  const to = textOf(values, 'to_warehouse_id');
  const here = useLocations(from || null);
  const there = useLocations(kind === 'transfer' ? to || null : null);
  return useMemo(() => {
    const choices = (locations: typeof here) =>
      (locations ?? []).filter(({ kind: of, active }) => of === 'storage' && active).map(({ id, code }) => ({ value: id, label: code }));
    const field = (id: string, label: string, locations: typeof here, placeholder: string): FormField => ({ id, label, kind: 'choice', choices: choices(locations), placeholder });
    if (kind === 'transfer') {
      return [
        field('from_location_id', t('stock.fromLocation'), here, t('stock.byPath')),
        field('to_location_id', t('stock.toLocation'), there, t('stock.defaultPlace')),
      ];
    }
    return [field('location_id', t('stock.location'), here, kind === 'receive' ? t('stock.defaultPlace') : t('stock.byPath'))];
  }, [t, kind, here, there]);
}
