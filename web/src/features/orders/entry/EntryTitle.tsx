/** What is typed here, and the way back. */
import { ArrowLeftOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { OrderView } from '@/features/orders/entry/entry';
import { ProgressLine } from '@/ui/ProgressLine';
import css from './Entry.module.css';

export function EntryTitle({ order, busy }: { order: OrderView | null; busy: boolean }) {
  const { t } = useTranslation();
  return (
    <header className={css.title}>
      {busy && <ProgressLine over />}
      <Link to={order ? `/orders/${order.id}` : '/orders'} className={css.back} aria-label={t('common.back')} tabIndex={-1}>
        <ArrowLeftOutlined />
      </Link>
      <h1>{order ? t('entry.edit', { number: order.number }) : t('orders.new')}</h1>
      <span className={css.kept}>{t('entry.kept')}</span>
    </header>
  );
}
