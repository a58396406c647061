/** Somebody was faster; the page shows the order as it is now. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Differences } from '@/features/orders/Differences';
import type { Difference } from '@/features/orders/diff';
import css from './Record.module.css';

export function ConflictNote({ found, close }: { found: Difference[]; close?: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={css.conflict} role="alert">
      <b>{t('orders.conflict.title')}</b>
      <Differences found={found} />
      <p>{t('order.conflictAgain')}</p>
      {close && (
        <Button size="small" onClick={close}>
          {t('order.seen')}
        </Button>
      )}
    </div>
  );
}
