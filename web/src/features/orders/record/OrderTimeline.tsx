/** Everything that happened to the order and its documents. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@/api/client';
import type { OrderView } from '@/features/orders/entry/entry';
import { useTold } from '@/features/orders/record/told';
import { UNTOLD } from '@/features/orders/record/toldProcess';
import { Timeline } from '@/ui/Timeline';

const GROUPS = ['order', 'shipment', 'invoice', 'payment', 'stock', 'task', 'case', 'incident'];

export function OrderTimeline({ order }: { order: OrderView }) {
  const { t } = useTranslation();
  const tell = useTold(order);
  const { data } = useQuery({
    queryKey: ['order', order.id, 'timeline'],
    queryFn: ({ signal }) => ok(api.GET('/api/orders/{id}/timeline', { params: { path: { id: order.id } }, signal })),
  });
  const entries = useMemo(() => (data ?? []).filter(({ kind }) => !UNTOLD.has(kind)).sort((a, b) => b.seq - a.seq).map(tell), [data, tell]);
  return <Timeline entries={entries} groups={GROUPS.map((id) => ({ id, label: t(`order.kind.${id}`) }))} />;
}
