/** What was typed on another visit and never saved. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Kept } from '@/features/orders/entry/kept';
import { TimeText } from '@/ui/texts';
import css from './Entry.module.css';

const FEW = 3;

export function KeptBar({ offered, take, discard }: { offered: Kept[]; take: (kept: Kept) => void; discard: (kept: Kept) => void }) {
  const { t } = useTranslation();
  if (offered.length === 0) return null;
  return (
    <section className={css.keptBar} aria-label={t('entry.keptTitle')}>
      <b>{t('entry.keptTitle')}</b>
      {offered.slice(0, FEW).map((kept) => (
        <span key={kept.id} className={css.keptOne}>
          <span className={css.keptName}>{kept.head.customer?.label ?? t('entry.noCustomerYet')}</span>
          <span>{t('entry.lines', { count: kept.rows.length })}</span>
          <TimeText at={kept.at} />
          <Button size="small" type="primary" onClick={() => take(kept)}>
            {t('entry.goOn')}
          </Button>
          <Button size="small" type="text" onClick={() => discard(kept)}>
            {t('entry.discard')}
          </Button>
        </span>
      ))}
    </section>
  );
}
