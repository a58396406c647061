/** The first few things that wait for this person, the longest-waiting first. */
import { RightOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, ok } from '@/api/client';
import { useMe } from '@/api/session';
import { formatCount } from '@/lib/format';
import { useNow } from '@/lib/now';
import { type Figure, KINDS, pathOfFigure } from '@/features/workbench/figures';
import { wayOfRow } from '@/ui/orderRows';
import { StateTag } from '@/ui/StateTag';
import { durationText, MoneyText, QtyText } from '@/ui/texts';
import { WayStrip } from '@/ui/WayStrip';
import css from './WorkbenchPage.module.css';

const FEW = 5;

interface Waiting {
  id: string;
  path: string;
  number: string;
  name: string;
  /** Since when it waits, or the day it was for. */
  since: string | null | undefined;
  mark: ReactNode;
  end: ReactNode;
}

/** The list pages a queue can show the first of, by the figure's page. */
const ROOMS: Record<string, { kind: string; load: (query: { filter: string; sort: string; limit: number }, signal: AbortSignal) => Promise<Waiting[]> }> = {
  orders: {
    kind: 'order',
    load: async (query, signal) => {
      const { items } = await ok(api.GET('/api/orders', { params: { query }, signal }));
      return items.map((order) => ({
        id: order.id,
        path: `/orders/${order.id}`,
        number: order.number,
        name: order.customer_name,
        since: query.sort === 'promised_on' ? order.promised_on : (order.placed_at ?? order.created_at),
        mark: <WayStrip steps={wayOfRow(order)} />,
        end: <MoneyText amount={order.total_amount} currency={order.currency} />,
      }));
    },
  },
  shipments: {
    kind: 'shipment',
    load: async (query, signal) => {
      const { items } = await ok(api.GET('/api/shipments', { params: { query }, signal }));
      return items.map((shipment) => ({
        id: shipment.id,
        path: `/shipments/${shipment.id}`,
        number: shipment.number,
        name: shipment.customer_name,
        since: shipment.released_at,
        mark: <StateTag state={shipment.state} kind="shipment" />,
        end: <QtyText qty={shipment.qty} />,
      }));
    },
  },
  invoices: {
    kind: 'invoice',
    load: async (query, signal) => {
      const { items } = await ok(api.GET('/api/invoices', { params: { query }, signal }));
      return items.map((invoice) => ({
        id: invoice.id,
        path: `/invoices/${invoice.id}`,
        number: invoice.number,
        name: invoice.customer_name,
        since: invoice.due_on,
        mark: <StateTag state={invoice.state} kind="invoice" />,
        end: <MoneyText amount={invoice.open_amount} currency={invoice.currency} />,
      }));
    },
  },
  payments: {
    kind: 'payment',
    load: async (query, signal) => {
      const { items } = await ok(api.GET('/api/payments', { params: { query }, signal }));
      return items.map((payment) => ({
        id: payment.id,
        path: `/payments/${payment.id}`,
        number: payment.number,
        name: payment.customer_name,
        since: payment.received_on,
        mark: <StateTag state={payment.state} kind="payment" />,
        end: <MoneyText amount={payment.unapplied_amount} currency={payment.currency} />,
      }));
    },
  },
};

export function Queue({ figure }: { figure: Figure }) {
  const { t } = useTranslation();
  const { me } = useMe();
  const now = useNow();
  const room = ROOMS[figure.page];
  const sort = KINDS[figure.name]?.queue ?? '';
  const filter = JSON.stringify(figure.filter);
  const { data } = useQuery({
    queryKey: [room?.kind ?? figure.page, 'queue', figure.name, filter],
    queryFn: ({ signal }) => room?.load({ filter, sort, limit: FEW }, signal) ?? Promise.resolve([]),
    enabled: room !== undefined,
  });
  const name = t(`workbench.figure.${figure.name}`, { defaultValue: figure.name });
  return (
    <section className={css.panel} aria-label={name}>
      <h2 className={css.panelTitle}>
        <Link to={pathOfFigure(figure, me ?? undefined)} className={css.panelLink}>
          {name}
          <b className={`${css.badge} num`}>{formatCount(figure.count, figure.capped)}</b>
          <RightOutlined className={css.arrow} />
        </Link>
      </h2>
      <ul className={css.queue} aria-busy={data === undefined}>
        {data === undefined &&
          Array.from({ length: Math.min(FEW, figure.count) }, (_, index) => <li key={index} className={css.skeleton} aria-hidden="true" />)}
        {data?.map((one) => (
          <li key={one.id}>
            <Link to={one.path} className={css.item}>
              <span className={`${css.number} num`}>{one.number}</span>
              <span className={css.name} title={one.name}>
                {one.name}
              </span>
              <span className={css.mark}>{one.mark}</span>
              <span className={css.end}>{one.end}</span>
              <span className={`${css.since} num`}>{one.since != null && t('workbench.since', { time: durationText((now - Date.parse(one.since)) / 1000, t) })}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
