/** A new order, or a draft to type on at: fetches what is edited, then hands over to the form. */
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api, ok } from '@/api/client';
import { useMe } from '@/api/session';
import { EMPTY_HEAD, entryOf, type OrderView } from '@/features/orders/entry/entry';
import { EntryForm } from '@/features/orders/entry/EntryForm';
import { ErrorState } from '@/ui/ErrorState';
import { ProgressLine } from '@/ui/ProgressLine';
import css from './Entry.module.css';

export function OrderEntryPage() {
  const { id } = useParams();
  return id === undefined ? <NewEntry /> : <DraftEntry key={id} id={id} />;
}

/** Each visit, and each "again", is an entry of its own. */
function NewEntry() {
  const { me } = useMe();
  const start = useMemo(() => ({ head: EMPTY_HEAD, rows: [] }), []);
  return me ? <EntryForm user={me.id} start={start} order={null} restart={() => undefined} /> : null;
}

function DraftEntry({ id }: { id: string }) {
  const { t } = useTranslation();
  const { me } = useMe();
  // What one types on is the order as it was opened: later changes are told when saving, not slipped under the hands.
  const [opened, setOpened] = useState<OrderView>();
  const { data, error, refetch } = useQuery({
    queryKey: ['draft', id],
    queryFn: ({ signal }) => ok(api.GET('/api/orders/{id}', { params: { path: { id } }, signal })),
    gcTime: 0,
    staleTime: Infinity,
  });
  const order = opened ?? data;
  const start = useMemo(() => order && entryOf(order), [order]);
  if (!order || !start || !me) return error === null ? <ProgressLine /> : <ErrorState error={error} again={() => void refetch()} />;
  if (!order.allowed_actions.includes('edit')) {
    return (
      <p className={css.notDraft}>
        {t('entry.notDraft', { number: order.number, state: t(`state.${order.state}`) })} <Link to={`/orders/${id}`}>{t('entry.toOrder')}</Link>
      </p>
    );
  }
  return <EntryForm key={order.revision} user={me.id} start={start} order={order} restart={setOpened} />;
}
