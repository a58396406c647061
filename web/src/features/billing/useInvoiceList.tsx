/** Columns, fields and views of the invoice list. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { addDays, dayOf, formatMoney } from '@/lib/format';
import type { Invoice } from '@/features/billing/rows';
import type { BuiltinView, Column, FilterField } from '@/ui/list/model';
import { customerSource } from '@/ui/sources';
import { StateTag } from '@/ui/StateTag';
import { MoneyText, TimeText } from '@/ui/texts';
import css from './Billing.module.css';

const STATES = ['issued', 'part_paid', 'paid', 'credited'];

const sum = (value: unknown) => (typeof value === 'string' ? formatMoney(value) : null);

/** Whole days past the due day; 0 while there is time or nothing is open. */
export function daysOverdue(invoice: Invoice, today: string): number {
  if (invoice.open_amount === '0' || invoice.kind !== 'invoice' || invoice.due_on >= today) return 0;
  return Math.round((Date.parse(today) - Date.parse(invoice.due_on)) / 86_400_000);
}

export function DueText({ invoice }: { invoice: Invoice }) {
  const { t } = useTranslation();
  const days = daysOverdue(invoice, dayOf(new Date()));
  return (
    <span className={`num ${days > 0 ? (css.late ?? '') : ''}`}>
      {invoice.due_on}
      {days > 0 && ` ${t('billing.overdueDays', { count: days })}`}
    </span>
  );
}

export function useInvoiceColumns(): Column<Invoice>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'number', title: t('billing.number'), width: 160, frozen: true, sortable: true, render: (one) => one.number },
      {
        id: 'state',
        title: t('billing.state'),
        width: 104,
        sortable: true,
        render: (one) => (one.kind === 'credit_note' ? <StateTag state="credit_note" kind="invoice" /> : <StateTag state={one.state} kind="invoice" />),
      },
      { id: 'customer_name', title: t('billing.customer'), width: 230, sortable: true, render: (one) => one.customer_name },
      { id: 'order_number', title: t('billing.order'), width: 160, sortable: true, render: (one) => one.order_number },
      { id: 'issued_on', title: t('billing.issuedOn'), width: 108, sortable: true, render: (one) => one.issued_on },
      { id: 'due_on', title: t('billing.dueOn'), width: 176, sortable: true, render: (one) => <DueText invoice={one} /> },
      {
        id: 'total_amount',
        title: t('billing.total'),
        width: 130,
        align: 'right',
        sortable: true,
        render: (one) => <MoneyText amount={one.kind === 'credit_note' ? `-${one.total_amount}` : one.total_amount} currency={one.currency} />,
        total: (totals) => sum(totals.total_amount),
      },
      {
        id: 'open_amount',
        title: t('billing.open'),
        width: 130,
        align: 'right',
        sortable: true,
        render: (one) => (one.open_amount === '0' ? null : <MoneyText amount={one.open_amount} currency={one.currency} strong />),
        total: (totals) => sum(totals.open_amount),
      },
      { id: 'created_at', title: t('billing.createdAt'), width: 140, hidden: true, sortable: true, render: (one) => <TimeText at={one.created_at} /> },
      { id: 'reason', title: t('billing.reason'), width: 200, hidden: true, render: (one) => one.reason },
    ],
    [t],
  );
}

export function useInvoiceFields(): FilterField[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { field: 'state', title: t('billing.state'), kind: 'choice', quick: true, choices: STATES.map((value) => ({ value, label: t(`state.${value}`) })) },
      { field: 'customer', title: t('billing.customer'), kind: 'ref', quick: true, source: customerSource },
      { field: 'due_on', title: t('billing.dueOn'), kind: 'day', quick: true },
      { field: 'issued_on', title: t('billing.issuedOn'), kind: 'day', quick: true },
      {
        field: 'kind',
        title: t('billing.kind'),
        kind: 'choice',
        choices: ['invoice', 'credit_note'].map((value) => ({ value, label: t(`billing.kinds.${value}`) })),
      },
      { field: 'open_amount', title: t('billing.open'), kind: 'number' },
      { field: 'total_amount', title: t('billing.total'), kind: 'number' },
      { field: 'currency', title: t('billing.currency'), kind: 'text' },
      { field: 'number', title: t('billing.number'), kind: 'text' },
      { field: 'order_number', title: t('billing.order'), kind: 'text' },
    ],
    [t],
  );
}

export function useInvoiceViews(): BuiltinView[] {
  const { t } = useTranslation();
  return useMemo(() => {
    const yesterday = addDays(dayOf(new Date()), -1);
    return [
      { id: 'open', name: t('billing.view.open'), base: ['open_amount', 'gt', '0'], sort: 'due_on' },
      { id: 'overdue', name: t('billing.view.overdue'), base: { and: [['open_amount', 'gt', '0'], ['due_on', 'le', yesterday]] }, sort: 'due_on' },
      { id: 'all', name: t('common.all') },
      { id: 'credit_notes', name: t('billing.view.credit_notes'), base: ['kind', 'eq', 'credit_note'] },
    ];
  }, [t]);
}
