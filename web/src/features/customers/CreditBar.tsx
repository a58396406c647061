/** How much a customer owes of what he may: ordered, shipped and not invoiced, invoiced. */
import { useTranslation } from 'react-i18next';
import { compareDecimals, decimalText, parseDecimal } from '@/lib/decimal';
import type { Customer } from '@/features/customers/rows';
import { MoneyText } from '@/ui/texts';
import css from './CreditBar.module.css';

/** Per cent of a whole, for the width of a bar only. */
function share(part: string, whole: string): number {
  const [a, b] = [parseDecimal(part) ?? 0n, parseDecimal(whole) ?? 0n];
  return b <= 0n || a <= 0n ? 0 : Math.min(100, Number((a * 1000n) / b) / 10);
}

interface Part {
  id: string;
  amount: string;
}

/** What was paid in advance covers the oldest claims first; the bar shows the rest. */
function lessPrepaid(parts: Part[], prepaid: string): Part[] {
  let left = parseDecimal(prepaid) ?? 0n;
  return parts.map(({ id, amount }) => {
    const claim = parseDecimal(amount) ?? 0n;
    const covered = left < claim ? left : claim;
    left -= covered;
    return { id, amount: decimalText(claim - covered) };
  });
}

export function CreditBar({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const { exposure, credit_limit: limit, credit_left: left, currency } = customer;
  const over = left != null && compareDecimals(left, '0') < 0;
  // Past the limit the bar's whole is what is owed, so that its parts stay in proportion.
  const whole = limit != null && !over ? limit : exposure.total;
  const parts = [
    { id: 'receivable', amount: exposure.receivable },
    { id: 'unbilled', amount: exposure.unbilled },
    { id: 'ordered', amount: exposure.ordered },
  ];
  const drawn = lessPrepaid(parts, exposure.prepaid);
  return (
    <div className={css.credit}>
      <div className={css.head}>
        <span>
          {t('customers.owed')} <MoneyText amount={exposure.total} currency={currency} strong />
        </span>
        <span className={over ? css.over : css.quiet}>
          {limit == null ? (
            t('customers.noLimit')
          ) : (
            <>
              {over ? t('customers.overLimit') : t('customers.left')} <MoneyText amount={over ? left.replace('-', '') : left} currency={currency} />
              {' / '}
              <MoneyText amount={limit} currency={currency} />
            </>
          )}
        </span>
      </div>
      <div className={`${css.bar} ${over ? css.overBar : ''}`} role="img" aria-label={t('customers.credit')}>
        {drawn.map(({ id, amount }) => (
          <span key={id} className={css[id]} style={{ width: `${String(share(amount, whole))}%` }} />
        ))}
      </div>
      <ul className={css.legend}>
        {parts.map(({ id, amount }) => (
          <li key={id}>
            <span className={`${css.dot} ${css[id]}`} aria-hidden="true" />
            {t(`customers.exposure.${id}`)} <MoneyText amount={amount} currency={currency} />
          </li>
        ))}
        {compareDecimals(exposure.prepaid, '0') !== 0 && (
          <li>
            {t('customers.exposure.prepaid')} <MoneyText amount={exposure.prepaid} currency={currency} />
          </li>
        )}
      </ul>
    </div>
  );
}
