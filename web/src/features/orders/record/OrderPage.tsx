/** An order: what it is, where it stands, what is next, and everything that happened. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { api, ok } from '@/api/client';
import { useMay } from '@/api/session';
import { formatMoney } from '@/lib/format';
import { amountInWords } from '@/lib/amountInWords';
import { currentLang } from '@/lib/i18n';
import { useShortcuts } from '@/lib/keys';
import type { OrderView } from '@/features/orders/entry/entry';
import { AmendmentsSection } from '@/features/orders/record/AmendmentsSection';
import { CasesSection } from '@/features/orders/record/CasesSection';
import { ConflictNote } from '@/features/orders/record/ConflictNote';
import { useRunner } from '@/features/orders/record/commands';
import { Dialogs, type Dialog } from '@/features/orders/record/Dialogs';
import { FactsSection } from '@/features/orders/record/FactsSection';
import { HoldsSection } from '@/features/orders/record/HoldsSection';
import { LinesSection } from '@/features/orders/record/LinesSection';
import { OrderTimeline } from '@/features/orders/record/OrderTimeline';
import { RelationMap } from '@/features/orders/record/RelationMap';
import { SavedBar } from '@/features/orders/record/SavedBar';
import { ShortSection } from '@/features/orders/record/ShortSection';
import { useOrderActions } from '@/features/orders/record/useOrderActions';
import { RecordPage, RecordWait } from '@/ui/RecordPage';
import { StateTag } from '@/ui/StateTag';
import { WayStrip } from '@/ui/WayStrip';
import { wayOf } from '@/ui/way';

export function OrderPage() {
  const { id = '' } = useParams();
  const { data, error, refetch } = useQuery({
    queryKey: ['order', id],
    queryFn: ({ signal }) => ok(api.GET('/api/orders/{id}', { params: { path: { id } }, signal })),
  });
  return data ? <OrderRecord key={data.id} order={data} /> : <RecordWait error={error} again={() => void refetch()} />;
}

function OrderRecord({ order }: { order: OrderView }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const location = useLocation();
  const may = useMay();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const runner = useRunner(order);
  const actions = useOrderActions(order, runner, setDialog);
  const saved = (location.state as { saved?: string } | null)?.saved;
  useShortcuts({ n: () => (may('order.create') ? navigate('/orders/new') : false) });
  const money = (amount: string) => formatMoney(amount, order.currency);
  const words = order.currency === 'CNY' && currentLang() === 'zh' ? amountInWords(order.total_amount) : null;
  return (
    <RecordPage
      kind={t('search.kind.order')}
      number={order.number}
      listPath="/orders"
      busy={runner.busy}
      tags={<Tags order={order} />}
      summary={[
        { label: t('orders.customer'), value: <Link to={`/customers/${order.customer_id}`}>{order.customer_name}</Link> },
        { label: t('orders.total'), value: <b title={words ?? undefined}>{money(order.total_amount)}</b> },
        { label: t('orders.open'), value: money(order.open_amount) },
        { label: t('orders.requestedOn'), value: order.requested_on ?? '—' },
        { label: t('orders.promisedOn'), value: order.promised_on ?? '—' },
        { label: t('orders.owner'), value: order.owner },
      ]}
      strip={<WayStrip steps={wayOf(order.way)} full />}
      actions={actions}
      problem={dialog === null ? runner.problem : null}
      side={<OrderTimeline order={order} />}
    >
      {saved !== undefined && <SavedBar saved={saved} order={order} />}
      {dialog === null && runner.conflict && <ConflictNote found={runner.conflict} close={runner.clear} />}
      <HoldsSection order={order} runner={runner} />
      <ShortSection order={order} runner={runner} />
      <LinesSection order={order} />
      <CasesSection subject={order.id} />
      <AmendmentsSection order={order} runner={runner} />
      <FactsSection order={order} />
      <RelationMap id={order.id} />
      <Dialogs
        dialog={dialog}
        order={order}
        runner={runner}
        close={() => {
          setDialog(null);
          runner.clear();
        }}
      />
    </RecordPage>
  );
}

function Tags({ order }: { order: OrderView }) {
  return (
    <>
      <StateTag state={order.state} kind="order" />
      {[order.review_state, order.shipping_state, order.billing_state]
        .filter((state) => state !== 'none')
        .map((state) => (
          <StateTag key={state} state={state} />
        ))}
    </>
  );
}
