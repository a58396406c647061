/** The order list. */
import { App } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { asProblem } from '@/api/problem';
import { useMay } from '@/api/session';
import { type OrderItem, onEach, orderRows, wayOfRow } from '@/features/orders/rows';
import { useOrderColumns, useOrderFields, useOrderViews } from '@/features/orders/useOrderList';
import type { Action } from '@/ui/action';
import { DataList } from '@/ui/list/DataList';
import { StateTag } from '@/ui/StateTag';
import { MoneyText, TimeText } from '@/ui/texts';
import { WayStrip } from '@/ui/WayStrip';
import css from './OrdersPage.module.css';

const orderId = (order: OrderItem) => order.id;
const orderPath = (order: OrderItem) => `/orders/${order.id}`;

export function OrdersPage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const bulk = useBulk();
  const actions: Action[] = [];
  if (may('order.create')) {
    actions.push(
      { id: 'new', label: t('orders.new'), primary: true, run: () => navigate('/orders/new') },
      { id: 'import', label: t('orders.import'), run: () => navigate('/import') },
    );
  }
  actions.push({ id: 'board', label: t('board.open'), run: () => navigate('/orders/board') });
  return (
    <DataList
      page="orders"
      title={t('frame.orders')}
      source={orderRows}
      rowId={orderId}
      href={orderPath}
      columns={useOrderColumns()}
      fields={useOrderFields()}
      views={useOrderViews()}
      searchPlaceholder={t('orders.search')}
      actions={actions}
      bulk={bulk}
      card={Card}
      empty={{ title: t('orders.empty'), text: t('orders.emptyText'), actions }}
    />
  );
}

/** What may be done to many at once; each refusal is named with its order. */
function useBulk() {
  const { t } = useTranslation();
  const { message, notification } = App.useApp();
  const queries = useQueryClient();
  const may = useMay();
  return useCallback(
    (orders: OrderItem[], done: () => void): Action[] => {
      const run = async (wanted: OrderItem[], path: Parameters<typeof onEach>[1]) => {
        const { done: count, refused } = await onEach(wanted, path);
        await queries.invalidateQueries({ queryKey: ['order'] });
        if (count > 0) void message.success(t('orders.bulkDone', { count }));
        if (refused.length > 0) {
          notification.warning({
            title: t('orders.bulkRefused', { count: refused.length }),
            description: (
              <ul className={css.refused}>
                {refused.map(({ order, error }) => (
                  <li key={order.id}>
                    <b>{order.number}</b> {asProblem(error).text}
                  </li>
                ))}
              </ul>
            ),
            duration: false,
          });
        } else done();
      };
      const placed = orders.filter((order) => order.state === 'placed');
      const releasable = orders.filter((order) => order.state === 'confirmed');
      const none = (wanted: OrderItem[]) => (wanted.length === 0 ? t('orders.bulkNone') : undefined);
      const actions: Action[] = [];
      if (may('order.confirm')) {
        actions.push({ id: 'confirm', label: t('orders.action.confirm'), primary: true, blocked: none(placed), run: () => run(placed, '/api/orders/{id}/confirm') });
      }
      if (may('order.release')) {
        actions.push({ id: 'release', label: t('orders.action.release'), blocked: none(releasable), run: () => run(releasable, '/api/orders/{id}/release') });
      }
      return actions;
    },
    [t, message, notification, queries, may],
  );
}

/** An order on the phone. */
function Card(order: OrderItem) {
  return (
    <div className={css.card}>
      <div className={css.line}>
        <b className="num">{order.number}</b>
        <MoneyText amount={order.total_amount} currency={order.currency} strong />
      </div>
      <div className={css.customer}>{order.customer_name}</div>
      <WayStrip steps={wayOfRow(order)} />
      <div className={css.line}>
        <span className={css.tags}>
          <StateTag state={order.state} kind="order" />
          {order.shipping_state !== 'none' && <StateTag state={order.shipping_state} />}
        </span>
        <TimeText at={order.placed_at ?? order.created_at} />
      </div>
    </div>
  );
}
