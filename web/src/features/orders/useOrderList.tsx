/** Columns, fields and views of the order list. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '@/api/session';
import { formatMoney } from '@/lib/format';
import { type OrderItem, wayOfRow } from '@/features/orders/rows';
import type { BuiltinView, Column, FilterField } from '@/ui/list/model';
import { colleagueSource, customerSource } from '@/ui/sources';
import { StateTag } from '@/ui/StateTag';
import { MoneyText, TimeText } from '@/ui/texts';
import { WayStrip } from '@/ui/WayStrip';

const STATES = ['draft', 'placed', 'confirmed', 'closed', 'cancelled'];
const REVIEW = ['none', 'pending', 'approved', 'rejected'];
const SHIPPING = ['none', 'short', 'waiting', 'reserved', 'released', 'part_shipped', 'shipped', 'part_delivered', 'delivered', 'exception'];
const BILLING = ['none', 'part_invoiced', 'invoiced', 'part_paid', 'paid'];

/** A sum in the foot; the server leaves it out when there are too many rows to add. */
const sum = (value: unknown) => (typeof value === 'string' ? formatMoney(value) : null);

export function useOrderColumns(): Column<OrderItem>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'number', title: t('orders.number'), width: 160, frozen: true, sortable: true, render: (order) => order.number },
      { id: 'customer_name', title: t('orders.customer'), width: 220, sortable: true, render: (order) => order.customer_name },
      { id: 'way', title: t('orders.way'), width: 132, render: (order) => <WayStrip steps={wayOfRow(order)} /> },
      { id: 'state', title: t('orders.state'), width: 96, sortable: true, render: (order) => <StateTag state={order.state} kind="order" /> },
      { id: 'shipping_state', title: t('orders.shipping'), width: 104, sortable: true, render: (order) => <AxisTag state={order.shipping_state} /> },
      { id: 'billing_state', title: t('orders.billing'), width: 104, sortable: true, render: (order) => <AxisTag state={order.billing_state} /> },
      {
        id: 'total_amount',
        title: t('orders.total'),
        width: 124,
        align: 'right',
        sortable: true,
        render: (order) => <MoneyText amount={order.total_amount} currency={order.currency} />,
        total: (totals) => sum(totals.total_amount),
      },
      { id: 'placed_at', title: t('orders.placedAt'), width: 140, sortable: true, render: (order) => <TimeText at={order.placed_at} /> },
      { id: 'promised_on', title: t('orders.promisedOn'), width: 108, sortable: true, render: (order) => order.promised_on },
      { id: 'owner', title: t('orders.owner'), width: 96, render: (order) => order.owner },
      { id: 'note', title: t('orders.note'), width: 220, render: (order) => order.note },
      { id: 'review_state', title: t('orders.review'), width: 96, hidden: true, sortable: true, render: (order) => <AxisTag state={order.review_state} /> },
      {
        id: 'open_amount',
        title: t('orders.open'),
        width: 124,
        align: 'right',
        hidden: true,
        sortable: true,
        render: (order) => <MoneyText amount={order.open_amount} currency={order.currency} />,
        total: (totals) => sum(totals.open_amount),
      },
      { id: 'customer_code', title: t('orders.customerCode'), width: 110, hidden: true, sortable: true, render: (order) => order.customer_code },
      { id: 'external_number', title: t('orders.externalNumber'), width: 150, hidden: true, sortable: true, render: (order) => order.external_number },
      { id: 'channel', title: t('orders.channel'), width: 100, hidden: true, sortable: true, render: (order) => order.channel },
      { id: 'receiver', title: t('orders.receiver'), width: 100, hidden: true, sortable: true, render: (order) => order.receiver },
      { id: 'requested_on', title: t('orders.requestedOn'), width: 108, hidden: true, sortable: true, render: (order) => order.requested_on },
      { id: 'created_at', title: t('orders.createdAt'), width: 140, hidden: true, sortable: true, render: (order) => <TimeText at={order.created_at} /> },
    ],
    [t],
  );
}

/** An axis that has not begun is not worth a coloured word. */
function AxisTag({ state }: { state: string }) {
  return state === 'none' ? null : <StateTag state={state} />;
}

export function useOrderFields(): FilterField[] {
  const { t } = useTranslation();
  return useMemo(() => {
    const choices = (values: string[]) => values.map((value) => ({ value, label: t(`state.${value}`) }));
    return [
      { field: 'state', title: t('orders.state'), kind: 'choice', quick: true, choices: choices(STATES) },
      { field: 'shipping_state', title: t('orders.shipping'), kind: 'choice', quick: true, choices: choices(SHIPPING) },
      { field: 'customer', title: t('orders.customer'), kind: 'ref', quick: true, source: customerSource },
      { field: 'placed_at', title: t('orders.placedAt'), kind: 'instant', quick: true },
      { field: 'promised_on', title: t('orders.promisedOn'), kind: 'day' },
      { field: 'requested_on', title: t('orders.requestedOn'), kind: 'day' },
      { field: 'billing_state', title: t('orders.billing'), kind: 'choice', choices: choices(BILLING) },
      { field: 'review_state', title: t('orders.review'), kind: 'choice', choices: choices(REVIEW) },
      { field: 'total_amount', title: t('orders.total'), kind: 'number' },
      { field: 'open_amount', title: t('orders.open'), kind: 'number' },
      { field: 'number', title: t('orders.number'), kind: 'text' },
      { field: 'external_number', title: t('orders.externalNumber'), kind: 'text' },
      { field: 'owner', title: t('orders.owner'), kind: 'ref', source: colleagueSource },
      { field: 'channel', title: t('orders.channel'), kind: 'text' },
      { field: 'receiver', title: t('orders.receiver'), kind: 'text' },
      { field: 'note', title: t('orders.note'), kind: 'text' },
    ];
  }, [t]);
}

export function useOrderViews(): BuiltinView[] {
  const { t } = useTranslation();
  const { me } = useMe();
  return useMemo(
    () => [
      { id: 'all', name: t('common.all') },
      { id: 'review', name: t('orders.view.review'), base: ['review_state', 'eq', 'pending'] },
      { id: 'short', name: t('orders.view.short'), base: ['shipping_state', 'in', ['short', 'waiting']] },
      {
        id: 'to-ship',
        name: t('orders.view.toShip'),
        base: { and: [['state', 'eq', 'confirmed'], ['shipping_state', 'in', ['reserved', 'released', 'part_shipped']]] },
      },
      {
        id: 'late',
        name: t('orders.view.late'),
        base: { and: [['state', 'in', ['placed', 'confirmed']], { not: ['shipping_state', 'eq', 'delivered'] }] },
        chips: [{ field: 'promised_on', op: 'in', value: ['', '@d-1'] }],
      },
      { id: 'refused', name: t('orders.view.refused'), base: ['shipping_state', 'eq', 'exception'] },
      { id: 'drafts', name: t('orders.view.drafts'), base: { and: [['state', 'eq', 'draft'], ['owner', 'eq', me?.id ?? '']] } },
    ],
    [t, me?.id],
  );
}
