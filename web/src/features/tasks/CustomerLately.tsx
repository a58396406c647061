/** What a customer ordered and paid lately, and what he has not paid; each only for whoever may see it. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, ok } from '@/api/client';
import type { FilterNode } from '@/api/page';
import { useMay } from '@/api/session';
import { dayOf } from '@/lib/format';
import { wayOfRow } from '@/ui/orderRows';
import { Section } from '@/ui/RecordPage';
import { MoneyText, TimeText } from '@/ui/texts';
import { WayStrip } from '@/ui/WayStrip';
import css from './Facts.module.css';

const FEW = 5;

export function CustomerLately({ customer, name, without }: { customer: string; name: string; without: string }) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <Section title={t('tasks.lately')} extra={may('customer.read') ? <Link to={`/customers/${customer}`}>{name}</Link> : undefined}>
      {may('order.read') && <Orders customer={customer} without={without} />}
      {may('invoice.read') && <Unpaid customer={customer} />}
      {may('payment.read') && <Paid customer={customer} />}
    </Section>
  );
}

const about = (filter: FilterNode, sort: string) => ({ filter: JSON.stringify(filter), sort, limit: FEW });

function Orders({ customer, without }: { customer: string; without: string }) {
  const { t } = useTranslation();
  const filter: FilterNode = { and: [['customer', 'eq', customer], ['id', 'ne', without]] };
  const { data } = useQuery({
    queryKey: ['order', 'lately', customer, without],
    queryFn: ({ signal }) => ok(api.GET('/api/orders', { params: { query: about(filter, '-created_at') }, signal })),
    retry: false,
  });
  if (!data) return null;
  return (
    <>
      <h4 className={css.small}>{t('tasks.ordered')}</h4>
      {data.items.length === 0 && <p className={css.quiet}>{t('tasks.firstOrder')}</p>}
      <ul className={css.lately}>
        {data.items.map((order) => (
          <li key={order.id}>
            <Link to={`/orders/${order.id}`} className="num">
              {order.number}
            </Link>
            <WayStrip steps={wayOfRow(order)} />
            <MoneyText amount={order.total_amount} currency={order.currency} />
            <span className={css.quiet}>
              <TimeText at={order.placed_at ?? order.created_at} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Unpaid({ customer }: { customer: string }) {
  const { t } = useTranslation();
  const filter: FilterNode = { and: [['customer', 'eq', customer], ['open_amount', 'gt', '0']] };
  const { data } = useQuery({
    queryKey: ['invoice', 'unpaid', customer],
    queryFn: ({ signal }) => ok(api.GET('/api/invoices', { params: { query: about(filter, 'due_on') }, signal })),
    retry: false,
  });
  if (!data || data.items.length === 0) return null;
  const today = dayOf(new Date());
  return (
    <>
      <h4 className={css.small}>{t('tasks.unpaid')}</h4>
      <ul className={css.lately}>
        {data.items.map((invoice) => (
          <li key={invoice.id}>
            <Link to={`/invoices/${invoice.id}`} className="num">
              {invoice.number}
            </Link>
            <span />
            <MoneyText amount={invoice.open_amount} currency={invoice.currency} />
            <span className={`num ${invoice.due_on != null && invoice.due_on < today ? css.badText : css.quiet}`}>{t('tasks.dueOn', { day: invoice.due_on ?? '' })}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Paid({ customer }: { customer: string }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['payment', 'lately', customer],
    queryFn: ({ signal }) => ok(api.GET('/api/payments', { params: { query: about(['customer', 'eq', customer], '-received_on') }, signal })),
    retry: false,
  });
  if (!data || data.items.length === 0) return null;
  return (
    <>
      <h4 className={css.small}>{t('tasks.paid')}</h4>
      <ul className={css.lately}>
        {data.items.map((payment) => (
          <li key={payment.id}>
            <Link to={`/payments/${payment.id}`} className="num">
              {payment.number}
            </Link>
            <span />
            <MoneyText amount={payment.amount} currency={payment.currency} />
            <span className={`${css.quiet} num`}>{payment.received_on}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
