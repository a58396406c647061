/** What a clerk must know of the customer while typing: what he may owe, what is left with this order, his terms. */
import { useTranslation } from 'react-i18next';
import { addDecimals, compareDecimals, parseDecimal } from '@/lib/decimal';
import { formatMoney } from '@/lib/format';
import { type CustomerView, usePriceList } from '@/features/orders/entry/useParties';
import type { CheckView } from '@/features/orders/entry/useCheck';
import css from './Entry.module.css';

interface CustomerCardProps {
  customer: CustomerView | undefined;
  check: CheckView | null;
}

/** The share of the limit that is used, 0–100. Only drawn. */
function share(used: string, limit: string): number {
  const [part, whole] = [parseDecimal(used) ?? 0n, parseDecimal(limit) ?? 0n];
  if (whole <= 0n) return 100;
  const percent = Number((part * 100n) / whole);
  return Math.max(0, Math.min(100, percent));
}

export function CustomerCard({ customer, check }: CustomerCardProps) {
  const { t } = useTranslation();
  const priceList = usePriceList(customer?.price_list);
  if (!customer) return <aside className={`${css.customer} ${css.empty}`}>{t('entry.noCustomer')}</aside>;
  const money = (amount: string) => formatMoney(amount, customer.currency);
  const exposure = check?.credit.exposure ?? customer.exposure.total;
  const left = check ? check.credit.left : customer.credit_left;
  const limit = customer.credit_limit;
  const over = left != null && compareDecimals(left, '0') < 0;
  const withThis = check ? addDecimals(exposure, check.total_amount) : exposure;
  return (
    <aside className={css.customer} aria-label={t('orders.customer')}>
      <div className={css.customerHead}>
        <b title={customer.name}>{customer.name}</b>
        <span className="num">{customer.code}</span>
        {customer.grade !== '' && <span className={css.grade}>{t('entry.grade', { grade: customer.grade })}</span>}
      </div>
      <dl className={css.credit}>
        <div>
          <dt>{t('entry.limit')}</dt>
          <dd className="num">{limit == null ? t('entry.noLimit') : money(limit)}</dd>
        </div>
        <div>
          <dt>{t('entry.exposure')}</dt>
          <dd className="num">{money(exposure)}</dd>
        </div>
        <div>
          <dt>{check ? t('entry.leftAfter') : t('entry.left')}</dt>
          <dd className={`num ${over ? css.short : ''}`}>{left == null ? '—' : money(left)}</dd>
        </div>
      </dl>
      {limit != null && (
        <div className={css.gauge} role="img" aria-label={t('entry.gauge', { percent: share(withThis, limit) })}>
          <span className={over ? css.gaugeOver : css.gaugeThis} style={{ width: `${String(share(withThis, limit))}%` }} />
          <span className={css.gaugeUsed} style={{ width: `${String(share(exposure, limit))}%` }} />
        </div>
      )}
      <p className={css.terms}>
        <span>{customer.term_days === 0 ? t('entry.cash') : t('entry.terms', { days: customer.term_days })}</span>
        <span>{priceList ?? t('entry.listPrices')}</span>
        {check && compareDecimals(check.credit.overdue, '0') > 0 && <b className={css.short}>{t('entry.overdue', { amount: money(check.credit.overdue) })}</b>}
      </p>
    </aside>
  );
}
