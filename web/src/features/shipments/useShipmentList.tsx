/** Columns, fields and views of the shipment list. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatQty } from '@/lib/format';
import { MILESTONES, type ShipmentItem, tellsMore } from '@/features/shipments/rows';
import type { BuiltinView, Column, FilterField } from '@/ui/list/model';
import { customerSource } from '@/ui/sources';
import { StateTag } from '@/ui/StateTag';
import { TimeText } from '@/ui/texts';

export const STATES = ['released', 'picking', 'picked', 'packed', 'shipped', 'in_transit', 'part_delivered', 'delivered', 'refused', 'cancelled'];

export const pickedOf = (shipment: ShipmentItem) =>
  shipment.qty_picked === shipment.qty ? formatQty(shipment.qty) : `${formatQty(shipment.qty_picked)} / ${formatQty(shipment.qty)}`;

export function useShipmentColumns(): Column<ShipmentItem>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'number', title: t('shipments.number'), width: 170, frozen: true, sortable: true, render: (one) => one.number },
      { id: 'state', title: t('shipments.state'), width: 104, sortable: true, render: (one) => <StateTag state={one.state} kind="shipment" /> },
      { id: 'order_number', title: t('shipments.order'), width: 160, sortable: true, render: (one) => one.order_number },
      { id: 'customer_name', title: t('shipments.customer'), width: 210, sortable: true, render: (one) => one.customer_name },
      { id: 'receiver', title: t('shipments.receiver'), width: 96, sortable: true, render: (one) => one.receiver },
      { id: 'lines', title: t('shipments.lines'), width: 60, align: 'right', render: (one) => <span className="num">{one.lines}</span> },
      { id: 'qty', title: t('shipments.picked'), width: 96, align: 'right', render: (one) => <span className="num">{pickedOf(one)}</span> },
      { id: 'qty_open', title: t('shipments.qtyOpen'), width: 96, align: 'right', hidden: true, sortable: true, render: (one) => <span className="num">{formatQty(one.qty_open)}</span> },
      { id: 'promised_on', title: t('shipments.promisedOn'), width: 108, sortable: true, render: (one) => one.promised_on },
      { id: 'carrier', title: t('shipments.carrier'), width: 100, sortable: true, render: (one) => one.carrier },
      { id: 'tracking_number', title: t('shipments.tracking'), width: 140, sortable: true, render: (one) => one.tracking_number },
      {
        id: 'milestone',
        title: t('shipments.milestone'),
        width: 104,
        sortable: true,
        render: (one) => (tellsMore(one) ? <StateTag state={one.milestone} kind="milestone" bare /> : null),
      },
      { id: 'released_at', title: t('shipments.releasedAt'), width: 140, sortable: true, render: (one) => <TimeText at={one.released_at} /> },
      { id: 'shipped_at', title: t('shipments.shippedAt'), width: 140, sortable: true, render: (one) => <TimeText at={one.shipped_at} /> },
      { id: 'delivered_at', title: t('shipments.deliveredAt'), width: 140, hidden: true, sortable: true, render: (one) => <TimeText at={one.delivered_at} /> },
    ],
    [t],
  );
}

export function useShipmentFields(): FilterField[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { field: 'state', title: t('shipments.state'), kind: 'choice', quick: true, choices: STATES.map((value) => ({ value, label: t(`state.${value}`) })) },
      { field: 'customer', title: t('shipments.customer'), kind: 'ref', quick: true, source: customerSource },
      { field: 'promised_on', title: t('shipments.promisedOn'), kind: 'day', quick: true },
      { field: 'shipped_at', title: t('shipments.shippedAt'), kind: 'instant', quick: true },
      { field: 'carrier', title: t('shipments.carrier'), kind: 'text' },
      { field: 'qty_open', title: t('shipments.qtyOpen'), kind: 'number' },
      {
        field: 'milestone',
        title: t('shipments.milestone'),
        kind: 'choice',
        choices: MILESTONES.map((value) => ({ value, label: t(`state.milestone.${value}`) })),
      },
      { field: 'released_at', title: t('shipments.releasedAt'), kind: 'instant' },
      { field: 'delivered_at', title: t('shipments.deliveredAt'), kind: 'instant' },
      { field: 'receiver', title: t('shipments.receiver'), kind: 'text' },
      { field: 'phone', title: t('shipments.phone'), kind: 'text' },
      { field: 'address', title: t('shipments.address'), kind: 'text' },
      { field: 'number', title: t('shipments.number'), kind: 'text' },
      { field: 'order_number', title: t('shipments.order'), kind: 'text' },
      { field: 'tracking_number', title: t('shipments.tracking'), kind: 'text' },
    ],
    [t],
  );
}

/** The names of the views are those of the workbench's figures. */
export function useShipmentViews(): BuiltinView[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'to_pick', name: t('shipments.view.to_pick'), base: ['state', 'eq', 'released'], sort: 'promised_on' },
      { id: 'picking', name: t('shipments.view.picking'), base: ['state', 'eq', 'picking'], sort: 'promised_on' },
      { id: 'to_ship', name: t('shipments.view.to_ship'), base: ['state', 'in', ['picked', 'packed']], sort: 'promised_on' },
      { id: 'on_the_way', name: t('shipments.view.on_the_way'), base: ['state', 'in', ['shipped', 'in_transit']], sort: 'promised_on' },
      {
        id: 'exception',
        name: t('shipments.view.exception'),
        base: {
          or: [
            { and: [['state', 'in', ['refused', 'part_delivered']], ['qty_open', 'gt', '0']] },
            { and: [['milestone', 'eq', 'exception'], ['state', 'in', ['shipped', 'in_transit']]] },
          ],
        },
        sort: '-shipped_at',
      },
      { id: 'all', name: t('common.all') },
    ],
    [t],
  );
}
