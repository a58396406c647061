/** What is to be known to decide: the figures first, then the lines, the stock, and what this customer ordered and paid lately. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, ok } from '@/api/client';
import type { components } from '@/api/schema';
import { useMay } from '@/api/session';
import { addDecimals, compareDecimals, percentOf } from '@/lib/decimal';
import { formatMoney, formatQty } from '@/lib/format';
import type { TaskView } from '@/features/tasks/api';
import { CustomerLately } from '@/features/tasks/CustomerLately';
import { asFacts, textOf } from '@/features/tasks/known';
import { useStock } from '@/features/tasks/stock';
import { PlainTable } from '@/ui/PlainTable';
import { Section } from '@/ui/RecordPage';
import { MoneyText, QtyText } from '@/ui/texts';
import css from './Facts.module.css';

type OrderView = components['schemas']['OrderView'];
type ShortLine = components['schemas']['ShortLine'];

interface Figure {
  id: string;
  value: string;
  /** What makes one look twice. */
  bad?: boolean;
}

/** The order behind the task. Who decides may come from another department and not see it: then what the task itself tells must do. */
export function useOrderOf(subject: string): OrderView | undefined {
  const isOrder = subject.startsWith('ord_');
  const { data } = useQuery({
    queryKey: ['order', 'of task', subject],
    queryFn: async ({ signal }) => {
      const seen = await ok(api.GET('/api/orders', { params: { query: { filter: JSON.stringify(['id', 'eq', subject]), limit: 1 } }, signal }));
      return seen.items.length === 0 ? null : ok(api.GET('/api/orders/{id}', { params: { path: { id: subject } }, signal }));
    },
    enabled: useMay()('order.read') && isOrder,
    retry: false,
  });
  return data ?? undefined;
}

function useShortage(order: OrderView | undefined): ShortLine[] {
  const open = order !== undefined && ['placed', 'confirmed'].includes(order.state) && order.allowed_actions.includes('resolve_short');
  const { data } = useQuery({
    queryKey: ['order', order?.id, 'shortage'],
    queryFn: ({ signal }) => ok(api.GET('/api/orders/{id}/shortage', { params: { path: { id: order?.id ?? '' } }, signal })),
    enabled: open,
    retry: false,
  });
  return data ?? [];
}

export function DecisionFacts({ task, order }: { task: TaskView; order: OrderView | undefined }) {
  const { t } = useTranslation();
  const short = useShortage(order);
  const stock = useStock(order);
  const figures = useFigures(task, order, short, stock);
  const low = order?.lines.filter((line) => line.below_min_price) ?? [];
  return (
    <>
      <dl className={css.figures}>
        {figures.map(({ id, value, bad = false }) => (
          <div key={id} className={`${css.figure} ${bad ? css.bad : ''}`}>
            <dt>{t(`tasks.fact.${id}`)}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
      {order && low.length > 0 && <LowLines order={order} lines={low} />}
      {short.length > 0 && <ShortLines lines={short} />}
      {order && <Lines order={order} stock={stock} />}
      {order && <CustomerLately customer={order.customer_id} name={order.customer_name} without={order.id} />}
    </>
  );
}

type Stock = ReturnType<typeof useStock>;

function useFigures(task: TaskView, order: OrderView | undefined, short: ShortLine[], stock: Stock): Figure[] {
  const { t } = useTranslation();
  const facts = asFacts(task.facts);
  const [ofOrder, customer] = [asFacts(facts['order']), asFacts(facts['customer'])];
  const currency = order?.currency ?? 'CNY';
  const money = (amount: string) => formatMoney(amount, currency);
  const amount = task.amount ?? textOf(ofOrder['amount']);
  const [limit, owed, discount] = [textOf(customer['credit_limit']), textOf(customer['owed']), textOf(ofOrder['discount_max'])];
  // An order that is not confirmed is not yet among what is owed.
  const after = textOf(ofOrder['state']) === 'placed' ? addDecimals(owed || '0', amount || '0') : owed;
  const over = limit === '' ? '' : addDecimals(after || '0', `-${limit}`);
  const lowCount = order?.lines.filter((line) => line.below_min_price).length ?? (ofOrder['below_min_price'] === true ? 1 : 0);
  const overdue = textOf(asFacts(order?.holds.find((hold) => hold.lifted_at == null && hold.reason === 'overdue')?.facts)['overdue']);
  const margin = textOf(ofOrder['margin']);
  const wanting = [...(stock?.values() ?? [])].filter((one) => one.short).length;
  const all: (Figure | false)[] = [
    amount !== '' && { id: 'amount', value: money(amount) },
    discount !== '' && compareDecimals(discount, '0') > 0 && { id: 'discount', value: `${percentOf(discount)}%` },
    lowCount > 0 && { id: 'belowMin', value: String(lowCount), bad: true },
    limit !== '' && { id: 'limit', value: money(limit) },
    owed !== '' && { id: 'owed', value: money(owed) },
    over !== '' && compareDecimals(over, '0') > 0 && { id: 'over', value: money(over), bad: true },
    overdue !== '' && { id: 'overdue', value: money(overdue), bad: true },
    margin !== '' && { id: 'margin', value: `${percentOf(margin)}%`, bad: compareDecimals(margin, '0') < 0 },
    short.length > 0 && { id: 'short', value: String(short.length), bad: true },
    short.length === 0 && stock !== undefined && stock.size > 0 && { id: 'stock', value: wanting > 0 ? t('tasks.stockShort', { count: wanting }) : t('tasks.stockEnough'), bad: wanting > 0 },
    textOf(ofOrder['requested_on']) !== '' && { id: 'requestedOn', value: textOf(ofOrder['requested_on']) },
    textOf(customer['level']) !== '' && { id: 'level', value: textOf(customer['level']) },
    textOf(customer['term_days']) !== '' && { id: 'terms', value: textOf(customer['term_days']) },
  ];
  return all.filter((one) => one !== false);
}

/** What is charged and what would be the least: as the hold tells it, else the line's price and discount. */
function LowLines({ order, lines }: { order: OrderView; lines: OrderView['lines'] }) {
  const { t } = useTranslation();
  const held = asFacts(order.holds.find((hold) => hold.lifted_at == null && hold.reason === 'below_min_price')?.facts)['lines'];
  const least = new Map((Array.isArray(held) ? held.map(asFacts) : []).map((one) => [textOf(one['line_no']), one]));
  const money = (amount: string) => formatMoney(amount, order.currency);
  return (
    <Section title={t('orders.hold.below_min_price')}>
      <ul className={css.plain}>
        {lines.map((line) => {
          const known = least.get(String(line.line_no));
          const off = compareDecimals(line.discount, '0') > 0 ? ` · -${percentOf(line.discount)}%` : '';
          return (
            <li key={line.id}>
              <b>{line.sku}</b> {line.name}
              <span className={`${css.badText} num`}>{(known ? t('order.fact.belowMin', { price: money(textOf(known['price'])), least: money(textOf(known['min_price'])) }) : money(line.price)) + off}</span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function ShortLines({ lines }: { lines: ShortLine[] }) {
  const { t } = useTranslation();
  return (
    <Section title={t('orders.hold.stock_short')}>
      <ul className={css.plain}>
        {lines.map((line) => (
          <li key={line.line}>
            <b>{line.sku}</b>
            <span className={`${css.badText} num`}>{t('order.fact.short', { wanted: formatQty(line.wanted), available: formatQty(line.available) })}</span>
            {line.promised_on != null && <span className={css.quiet}>{t('tasks.wholeOn', { day: line.promised_on })}</span>}
          </li>
        ))}
      </ul>
    </Section>
  );
}

const lineKey = (line: OrderView['lines'][number]) => line.id;

function Lines({ order, stock }: { order: OrderView; stock: Stock }) {
  const { t } = useTranslation();
  const stockText = (line: OrderView['lines'][number]) => {
    const there = stock?.get(line.id);
    return there && <span className={there.short ? `${css.badText} num` : 'num'}>{formatQty(there.available)}</span>;
  };
  return (
    <details className={css.fold}>
      <summary>{t('order.lines', { count: order.lines.length })}</summary>
      <PlainTable
        label={t('order.lines', { count: order.lines.length })}
        rows={order.lines}
        rowKey={lineKey}
        columns={[
          { id: 'sku', title: t('entry.sku'), wrap: true, render: (line) => `${line.sku} ${line.name}` },
          { id: 'qty', title: t('entry.qty'), align: 'right', render: (line) => <QtyText qty={line.entered_qty} uom={line.entered_uom} /> },
          ...(stock && stock.size > 0 ? [{ id: 'stock', title: t('tasks.available'), align: 'right' as const, render: stockText }] : []),
          { id: 'price', title: t('entry.price'), align: 'right', render: (line) => <MoneyText amount={line.price} currency={order.currency} /> },
          { id: 'discount', title: t('entry.discountShare'), align: 'right', render: (line) => (compareDecimals(line.discount, '0') > 0 ? `${percentOf(line.discount)}%` : '') },
          { id: 'amount', title: t('entry.total'), align: 'right', render: (line) => <MoneyText amount={line.amount} currency={order.currency} /> },
        ]}
      />
      <p className={css.quiet}>
        <Link to={`/orders/${order.id}`}>{t('tasks.toDocument', { number: order.number })}</Link>
      </p>
    </details>
  );
}
