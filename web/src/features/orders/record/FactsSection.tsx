/** What the order says besides its lines. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { OrderView } from '@/features/orders/entry/entry';
import { Facts, Section } from '@/ui/RecordPage';
import { TimeText } from '@/ui/texts';

export function FactsSection({ order }: { order: OrderView }) {
  const { t } = useTranslation();
  return (
    <Section title={t('order.facts')}>
      <Facts
        items={[
          { label: t('orders.customerCode'), value: order.customer_code },
          { label: t('orders.receiver'), value: [order.receiver, order.phone].filter(Boolean).join(' ') },
          { label: t('orders.address'), value: order.address },
          { label: t('orders.warehouse'), value: order.warehouse },
          { label: t('order.terms'), value: order.term_days === 0 ? t('entry.cash') : t('entry.terms', { days: order.term_days }) },
          { label: t('orders.note'), value: order.note },
          { label: t('orders.channel'), value: order.channel },
          { label: t('orders.externalNumber'), value: order.external_number },
          { label: t('orders.createdAt'), value: <TimeText at={order.created_at} /> },
          { label: t('order.source'), value: order.source_id == null ? null : <Link to={`/orders/${order.source_id}`}>{t('order.toSource')}</Link> },
          { label: t('order.endReason'), value: order.end_reason },
        ]}
      />
    </Section>
  );
}
