/** Columns, fields and views of the payment list. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoney } from '@/lib/format';
import { METHODS, type Payment } from '@/features/billing/rows';
import type { BuiltinView, Column, FilterField } from '@/ui/list/model';
import { customerSource } from '@/ui/sources';
import { StateTag } from '@/ui/StateTag';
import { MoneyText, TimeText } from '@/ui/texts';

const STATES = ['unapplied', 'part_applied', 'applied', 'cancelled'];
const sum = (value: unknown) => (typeof value === 'string' ? formatMoney(value) : null);

export function usePaymentColumns(): Column<Payment>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'number', title: t('billing.payment'), width: 160, frozen: true, sortable: true, render: (one) => one.number },
      { id: 'state', title: t('billing.state'), width: 104, sortable: true, render: (one) => <StateTag state={one.state} kind="payment" /> },
      { id: 'customer_name', title: t('billing.customer'), width: 240, sortable: true, render: (one) => one.customer_name },
      { id: 'received_on', title: t('billing.receivedOn'), width: 108, sortable: true, render: (one) => one.received_on },
      { id: 'method', title: t('billing.method'), width: 96, sortable: true, render: (one) => t(`billing.methods.${one.method}`) },
      { id: 'reference', title: t('billing.reference'), width: 180, sortable: true, render: (one) => one.reference },
      {
        id: 'amount',
        title: t('billing.amount'),
        width: 130,
        align: 'right',
        sortable: true,
        render: (one) => <MoneyText amount={one.amount} currency={one.currency} />,
        total: (totals) => sum(totals.amount),
      },
      {
        id: 'unapplied_amount',
        title: t('billing.unapplied'),
        width: 130,
        align: 'right',
        sortable: true,
        render: (one) => (one.unapplied_amount === '0' || one.state === 'cancelled' ? null : <MoneyText amount={one.unapplied_amount} currency={one.currency} strong />),
        total: (totals) => sum(totals.unapplied_amount),
      },
      { id: 'note', title: t('billing.note'), width: 200, render: (one) => one.note },
      { id: 'created_at', title: t('billing.createdAt'), width: 140, hidden: true, sortable: true, render: (one) => <TimeText at={one.created_at} /> },
    ],
    [t],
  );
}

export function usePaymentFields(): FilterField[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { field: 'state', title: t('billing.state'), kind: 'choice', quick: true, choices: STATES.map((value) => ({ value, label: t(`state.payment.${value}`) })) },
      { field: 'customer', title: t('billing.customer'), kind: 'ref', quick: true, source: customerSource },
      { field: 'received_on', title: t('billing.receivedOn'), kind: 'day', quick: true },
      { field: 'method', title: t('billing.method'), kind: 'choice', quick: true, choices: METHODS.map((value) => ({ value, label: t(`billing.methods.${value}`) })) },
      { field: 'amount', title: t('billing.amount'), kind: 'number' },
      { field: 'unapplied_amount', title: t('billing.unapplied'), kind: 'number' },
      { field: 'reference', title: t('billing.reference'), kind: 'text' },
      { field: 'number', title: t('billing.payment'), kind: 'text' },
    ],
    [t],
  );
}

export function usePaymentViews(): BuiltinView[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'all', name: t('common.all') },
      { id: 'unapplied', name: t('billing.view.unapplied'), base: ['state', 'in', ['unapplied', 'part_applied']] },
    ],
    [t],
  );
}
