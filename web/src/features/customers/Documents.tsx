/** A customer's latest orders and what he has not paid. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, ok } from '@/api/client';
import type { FilterNode } from '@/api/page';
import { dayOf } from '@/lib/format';
import type { Customer } from '@/features/customers/rows';
import { chipsToText } from '@/ui/list/filter';
import type { Chip } from '@/ui/list/model';
import { wayOfRow } from '@/ui/orderRows';
import { PlainTable } from '@/ui/PlainTable';
import { Section } from '@/ui/RecordPage';
import { StateTag } from '@/ui/StateTag';
import { MoneyText, TimeText } from '@/ui/texts';
import { WayStrip } from '@/ui/WayStrip';

const FEW = 10;
const rowKey = (row: { id: string }) => row.id;

function AllLink({ path, customer }: { path: string; customer: Customer }) {
  const { t } = useTranslation();
  const chip: Chip = { field: 'customer', op: 'in', value: [customer.id], label: customer.name };
  return (
    <Link to={`${path}?filter=${encodeURIComponent(chipsToText([chip]))}`}>
      {t('customers.seeAll')}
    </Link>
  );
}

export function CustomerOrders({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['order', 'of', customer.id],
    queryFn: ({ signal }) => {
      const filter: FilterNode = ['customer', 'eq', customer.id];
      return ok(api.GET('/api/orders', { params: { query: { filter: JSON.stringify(filter), sort: '-created_at', limit: FEW } }, signal }));
    },
  });
  return (
    <Section title={t('customers.orders')} extra={<AllLink path="/orders" customer={customer} />}>
      <PlainTable
        label={t('customers.orders')}
        rows={data?.items ?? []}
        rowKey={rowKey}
        empty={data ? t('customers.noOrders') : t('common.loading')}
        columns={[
          { id: 'number', title: t('orders.number'), render: (row) => <Link to={`/orders/${row.id}`}>{row.number}</Link> },
          { id: 'way', title: t('orders.way'), width: 132, render: (row) => <WayStrip steps={wayOfRow(row)} /> },
          { id: 'state', title: t('orders.state'), render: (row) => <StateTag state={row.state} kind="order" /> },
          { id: 'total', title: t('orders.total'), align: 'right', render: (row) => <MoneyText amount={row.total_amount} currency={row.currency} /> },
          { id: 'placed', title: t('orders.placedAt'), render: (row) => <TimeText at={row.placed_at ?? row.created_at} /> },
          { id: 'promised', title: t('orders.promisedOn'), render: (row) => row.promised_on },
        ]}
      />
    </Section>
  );
}

export function CustomerInvoices({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const today = dayOf(new Date());
  const { data } = useQuery({
    queryKey: ['invoice', 'open of', customer.id],
    queryFn: ({ signal }) => {
      const filter: FilterNode = { and: [['customer', 'eq', customer.id], ['open_amount', 'gt', '0']] };
      return ok(api.GET('/api/invoices', { params: { query: { filter: JSON.stringify(filter), sort: 'due_on', limit: FEW } }, signal }));
    },
  });
  return (
    <Section title={t('customers.openInvoices')} extra={<AllLink path="/invoices" customer={customer} />}>
      <PlainTable
        label={t('customers.openInvoices')}
        rows={data?.items ?? []}
        rowKey={rowKey}
        empty={data ? t('customers.noInvoices') : t('common.loading')}
        columns={[
          { id: 'number', title: t('customers.invoice'), render: (row) => <Link to={`/invoices/${row.id}`}>{row.number}</Link> },
          { id: 'order', title: t('customers.order'), render: (row) => row.order_number },
          { id: 'state', title: t('orders.state'), render: (row) => <StateTag state={row.due_on < today ? 'overdue' : row.state} kind="invoice" /> },
          { id: 'due', title: t('customers.dueOn'), render: (row) => row.due_on },
          { id: 'total', title: t('orders.total'), align: 'right', render: (row) => <MoneyText amount={row.total_amount} currency={row.currency} /> },
          { id: 'open', title: t('customers.openAmount'), align: 'right', render: (row) => <MoneyText amount={row.open_amount} currency={row.currency} strong /> },
        ]}
      />
    </Section>
  );
}
