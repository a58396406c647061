/** Where to go now and what to take there, large. */
import { useTranslation } from 'react-i18next';
import { formatQty } from '@/lib/format';
import { type LineNow, type StopNow, qtyOf, qtyText } from '@/features/pick/station';
import css from './CurrentItem.module.css';

export function CurrentItem({ now: { stop, left }, line }: { now: StopNow; line: LineNow | undefined }) {
  const { t } = useTranslation();
  const elsewhere = line && line.left > left;
  return (
    <section className={css.card} aria-label={t('pick.current')}>
      <div className={css.place}>
        <div className={css.label}>{t('pick.location')}</div>
        <div className={`${css.location} num`}>{stop.location === '' ? t('pick.noLocation') : stop.location}</div>
        {stop.lot !== '' && (
          <div className={css.lot}>
            {t('pick.lot')} <b className="num">{stop.lot}</b>
          </div>
        )}
      </div>
      <div className={css.take}>
        <div className={css.label}>{t('pick.take')}</div>
        <div className={css.qty}>
          <span className="num">{formatQty(qtyText(left))}</span>
          <span className={css.uom}>{stop.uom}</span>
        </div>
        {line && (
          <div className={`${css.label} num`}>
            {t('pick.scannedOf', { picked: formatQty(qtyText(line.picked)), qty: formatQty(qtyText(qtyOf(line.line.qty))) })}
          </div>
        )}
      </div>
      <div className={css.what}>
        <div className={css.name}>{stop.name}</div>
        <div className={`${css.codes} num`}>
          <b>{stop.sku}</b> {stop.barcodes.join('  ')}
        </div>
        {elsewhere && <div className={css.label}>{t('pick.elsewhere', { qty: formatQty(qtyText(line.left - left)), uom: stop.uom })}</div>}
      </div>
    </section>
  );
}
