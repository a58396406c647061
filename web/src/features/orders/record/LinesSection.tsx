/** The lines with everything that is counted of them, and why each price. */
import { useTranslation } from 'react-i18next';
import { addDecimals, parseDecimal, percentOf, portionOf } from '@/lib/decimal';
import { formatMoney, formatQty } from '@/lib/format';
import { type OrderLine, type OrderView } from '@/features/orders/entry/entry';
import { HoverCard } from '@/ui/HoverCard';
import { type PlainColumn, PlainTable } from '@/ui/PlainTable';
import { PriceTrace } from '@/ui/PriceTrace';
import { Section } from '@/ui/RecordPage';
import css from './Record.module.css';

type Counter = Extract<keyof OrderLine, `qty_${string}`>;

/** The way of the goods; a column that counts nothing anywhere is left out, but for the first ones. */
const COUNTERS: { id: Counter; always?: boolean }[] = [
  { id: 'qty_ordered', always: true },
  { id: 'qty_cancelled' },
  { id: 'qty_reserved', always: true },
  { id: 'qty_waiting' },
  { id: 'qty_picked', always: true },
  { id: 'qty_shipped', always: true },
  { id: 'qty_delivered', always: true },
  { id: 'qty_refused' },
  { id: 'qty_invoiced', always: true },
  { id: 'qty_returned' },
];

const isZero = (text: string) => parseDecimal(text) === 0n;

function Count({ qty }: { qty: string }) {
  return isZero(qty) ? <span className={css.zero}>{'0'}</span> : <span className="num">{formatQty(qty)}</span>;
}

export function LinesSection({ order }: { order: OrderView }) {
  const { t } = useTranslation();
  const money = (amount: string) => formatMoney(amount, order.currency);
  // What was cancelled is worth nothing any more.
  const wanted = (line: OrderLine, amount: string) => money(portionOf(amount, addDecimals(line.qty_ordered, `-${line.qty_cancelled}`), line.qty_ordered));
  const promised = order.state === 'confirmed' || order.state === 'closed';
  // Before it is confirmed an order reserves nothing, and so waits for nothing.
  const counts = (id: Counter) => (promised || id !== 'qty_waiting') && order.lines.some((line) => !isZero(line[id]));
  const counters = COUNTERS.filter(({ id, always }) => counts(id) || (always === true && (promised || id === 'qty_ordered')));
  const columns: PlainColumn<OrderLine>[] = [
    { id: 'no', title: t('grid.line'), width: 36, render: (line) => line.line_no },
    { id: 'sku', title: t('entry.sku'), width: 96, render: (line) => <span className="num">{line.sku}</span> },
    {
      id: 'name',
      title: t('entry.name'),
      wrap: true,
      render: (line) => (
        <div className={css.name}>
          <span title={line.name}>{line.name}</span>
          {line.entered_uom !== line.uom && <em>{`${formatQty(line.entered_qty)} ${line.entered_uom}`}</em>}
          {line.note !== '' && <em>{line.note}</em>}
        </div>
      ),
    },
    ...counters.map(({ id }) => ({
      id,
      title: t(`orders.qty.${id.slice('qty_'.length)}`),
      align: 'right' as const,
      width: 56,
      render: (line: OrderLine) => (
        <>
          <Count qty={line[id]} />
          {id === 'qty_ordered' && <span className={css.uom}>{line.uom}</span>}
        </>
      ),
      foot: <Count qty={addDecimals(...order.lines.map((line) => line[id]))} />,
    })),
    {
      id: 'price',
      title: t('entry.price'),
      align: 'right',
      width: 84,
      render: (line) => (
        <HoverCard focusable title={t('price.why')} content={() => <PriceTrace steps={line.price_trace} currency={order.currency} />}>
          <span className="num">{money(line.price)}</span>
          {line.below_min_price && <em className={css.low}>{t('entry.low')}</em>}
        </HoverCard>
      ),
    },
    ...(order.lines.some((line) => !isZero(line.discount))
      ? [{ id: 'discount', title: t('entry.discount'), align: 'right' as const, width: 64, render: (line: OrderLine) => (isZero(line.discount) ? '' : `${percentOf(line.discount)}%`) }]
      : []),
    { id: 'tax', title: t('entry.tax'), align: 'right', width: 88, render: (line) => <span className="num">{wanted(line, line.tax_amount)}</span>, foot: money(order.tax_amount) },
    { id: 'amount', title: t('entry.amount'), align: 'right', width: 104, render: (line) => <span className="num">{wanted(line, line.amount)}</span>, foot: money(order.goods_amount) },
    // One day for all stands in the head already.
    ...(order.lines.some((line) => line.promised_on !== order.promised_on)
      ? [{ id: 'promised', title: t('orders.promisedOn'), width: 92, render: (line: OrderLine) => <span className="num">{line.promised_on ?? line.requested_on}</span> }]
      : []),
  ];
  return (
    <Section title={t('order.lines', { count: order.lines.length })}>
      <PlainTable label={t('entry.grid')} columns={columns} rows={order.lines} rowKey={(line) => line.id} empty={t('order.noLines')} />
    </Section>
  );
}
