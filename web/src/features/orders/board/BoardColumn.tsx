/** One step of the board with the orders that stand at it, the longest-waiting first. */
import { useDraggable, useDroppable } from '@dnd-kit/core';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '@/api/session';
import { formatCount } from '@/lib/format';
import { FILTERS, forward, type Pull, type StepId } from '@/features/orders/board/steps';
import { chipsToText } from '@/ui/list/filter';
import { type OrderItem, orderRows, wayOfRow } from '@/ui/orderRows';
import { StateTag } from '@/ui/StateTag';
import { MoneyText } from '@/ui/texts';
import { WayStrip } from '@/ui/WayStrip';
import css from './Board.module.css';

const SHOWN = 50;

/** The list behind a column, as far as its conditions can be said on the list page. */
const LISTS: Record<StepId, string> = {
  review: '/orders?view=review',
  short: '/orders?view=short',
  prepare: listOf(['reserved', 'released']),
  ship: listOf(['part_shipped', 'shipped']),
  deliver: listOf(['part_delivered', 'exception']),
  settle: listOf(['delivered']),
};

function listOf(states: string[]): string {
  return `/orders?filter=${encodeURIComponent(chipsToText([{ field: 'shipping_state', op: 'in', value: states }]))}`;
}

type Go = (order: OrderItem, meant: Pull) => void;

interface ColumnProps {
  step: StepId;
  go: Go;
  /** What it would mean to let go here of the card that is held; null where it came from. */
  meant?: Pull | null;
}

export function BoardColumn({ step, go, meant }: ColumnProps) {
  const { t } = useTranslation();
  const { setNodeRef, isOver } = useDroppable({ id: step });
  const filter = JSON.stringify(FILTERS[step]);
  const { data } = useQuery({ queryKey: ['order', 'board', step], queryFn: ({ signal }) => orderRows.load({ filter, sort: 'placed_at', limit: SHOWN }, signal) });
  const { data: totals } = useQuery({ queryKey: ['order', 'board', step, 'totals'], queryFn: ({ signal }) => orderRows.totals?.({ filter }, signal) ?? Promise.reject(new Error(step)) });
  const name = t(`board.step.${step}`);
  const open = meant && 'does' in meant;
  return (
    <section ref={setNodeRef} className={[css.column, open ? css.open : meant ? css.shut : '', isOver ? css.over : ''].join(' ')} aria-label={name}>
      <h2 className={css.columnHead}>
        <Link to={LISTS[step]}>
          {name} {totals && <span className={`${css.count} num`}>{formatCount(totals.count, totals.capped)}</span>}
        </Link>
      </h2>
      {meant && (open || isOver) && <p className={css.told}>{'does' in meant ? t(`board.letGo.${meant.does}`) : t(`board.refused.${meant.refused}`, { number: t('board.theOrder') })}</p>}
      <ul className={css.cards} data-cards aria-busy={data === undefined} tabIndex={0} aria-label={name}>
        {data?.items.map((order) => (
          <Card key={order.id} order={order} step={step} go={go} />
        ))}
        {data?.items.length === 0 && <li className={css.empty}>{t('board.empty')}</li>}
        {data?.next_cursor != null && (
          <li className={css.empty}>
            <Link to={LISTS[step]}>{t('board.more', { count: SHOWN })}</Link>
          </li>
        )}
      </ul>
    </section>
  );
}

function Card({ order, step, go }: { order: OrderItem; step: StepId; go: Go }) {
  const { t } = useTranslation();
  const may = useMay();
  const { listeners, setNodeRef, isDragging } = useDraggable({ id: order.id, data: { order, step } });
  const approves = step === 'review' && may('order.review');
  const releases = step === 'prepare' && order.shipping_state === 'reserved' && may('order.release');
  // Where the hand pulls, Alt with an arrow does; it is told the same.
  const byKey = (event: React.KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft')) return;
    event.preventDefault();
    event.stopPropagation();
    go(order, event.key === 'ArrowRight' ? forward(order, step) : { refused: 'back' });
  };
  return (
    <li ref={setNodeRef} data-card className={`${css.card} ${isDragging ? css.gone : ''}`} onKeyDown={byKey} {...listeners}>
      <CardFace order={order} />
      {/* The keyboard does what pulling does. */}
      {(approves || releases) && (
        <Button size="small" onPointerDown={(event) => event.stopPropagation()} onClick={() => go(order, { does: approves ? 'approve' : 'release' })}>
          {t(approves ? 'order.verdict.approve' : 'orders.action.release')}
        </Button>
      )}
    </li>
  );
}

export function CardFace({ order }: { order: OrderItem }) {
  const axis = order.shipping_state === 'none' ? { state: order.state, kind: 'order' } : { state: order.shipping_state, kind: 'shipping' };
  return (
    <>
      <b className={css.customer}>{order.customer_name}</b>
      <div className={css.line}>
        <Link to={`/orders/${order.id}`} draggable={false} className="num">
          {order.number}
        </Link>
        {/* This year's, as a rule: month and day tell. */}
        <span className={`${css.quiet} num`}>{order.promised_on?.slice(5)}</span>
      </div>
      <WayStrip steps={wayOfRow(order)} />
      <div className={css.line}>
        <StateTag state={axis.state} kind={axis.kind} bare />
        <MoneyText amount={order.total_amount} currency={order.currency} strong />
      </div>
    </>
  );
}
