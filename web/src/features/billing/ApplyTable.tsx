/** Which invoices a payment settles, and with how much: proposed oldest first, changed by hand. */
import { Button, Checkbox, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { leftText, oldestFirst, problemOf, shareFor, type Shares, sumText } from '@/features/billing/propose';
import type { Invoice } from '@/features/billing/rows';
import { DueText } from '@/features/billing/useInvoiceList';
import { formatMoney } from '@/lib/format';
import css from './Billing.module.css';

interface ApplyTableProps {
  amount: string;
  currency: string;
  invoices: Invoice[];
  shares: Shares;
  /** `byHand` says that the proposal is no longer followed. */
  onChange: (shares: Shares, byHand: boolean) => void;
}

export function ApplyTable({ amount, currency, invoices, shares, onChange }: ApplyTableProps) {
  const { t } = useTranslation();
  const wrong = problemOf(amount, invoices, shares);
  const put = (id: string, share: string) => onChange({ ...shares, [id]: share }, true);
  const toggle = (invoice: Invoice) => {
    const { [invoice.id]: had, ...others } = shares;
    onChange(had === undefined || had === '' ? { ...others, [invoice.id]: shareFor(invoice, amount, others) } : others, true);
  };
  const left = leftText(amount, shares);
  return (
    <div>
      <div className={css.panelHead}>
        <h2 className={css.title}>{t('billing.applyTo')}</h2>
        <div className={css.end}>
          <Button size="small" onClick={() => onChange(oldestFirst(amount, invoices), false)}>
            {t('billing.oldestFirst')}
          </Button>
          <Button size="small" onClick={() => onChange({}, true)}>
            {t('billing.applyNone')}
          </Button>
        </div>
      </div>
      <div className={css.scroll} role="region" aria-label={t('billing.applyTo')} tabIndex={0}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col" aria-label={t('billing.applyTo')} />
              <th scope="col">{t('billing.number')}</th>
              <th scope="col">{t('billing.dueOn')}</th>
              <th scope="col" className={css.right}>
                {t('billing.open')}
              </th>
              <th scope="col" className={css.right}>
                {t('billing.share')}
              </th>
            </tr>
          </thead>
          <tbody>
            {invoices.map((invoice) => (
              <tr key={invoice.id}>
                <td>
                  <Checkbox
                    aria-label={t('billing.applyOne', { number: invoice.number })}
                    checked={(shares[invoice.id] ?? '') !== ''}
                    onChange={() => toggle(invoice)}
                  />
                </td>
                <td>
                  <Link to={`/invoices/${invoice.id}`} target="_blank">
                    {invoice.number}
                  </Link>
                </td>
                <td>
                  <DueText invoice={invoice} />
                </td>
                <td className={css.right}>{formatMoney(invoice.open_amount, invoice.currency)}</td>
                <td className={`${css.amount} ${css.right}`}>
                  <Input
                    aria-label={`${invoice.number} ${t('billing.share')}`}
                    inputMode="decimal"
                    status={wrong?.id === invoice.id ? 'error' : ''}
                    value={shares[invoice.id] ?? ''}
                    onFocus={(event) => event.target.select()}
                    onChange={(event) => put(invoice.id, event.target.value)}
                  />
                </td>
              </tr>
            ))}
            {invoices.length === 0 && (
              <tr>
                <td colSpan={5} className={css.quiet}>
                  {t('billing.nothingOpen')}
                </td>
              </tr>
            )}
          </tbody>
          <tfoot>
            <tr>
              <td colSpan={4} className={css.right}>
                {t('billing.applied')}
              </td>
              <td className={css.right}>{formatMoney(sumText(shares), currency)}</td>
            </tr>
            <tr>
              <td colSpan={4} className={css.right}>
                {t('billing.unapplied')}
              </td>
              <td className={`${css.right} ${left.startsWith('-') ? css.late : ''}`}>{formatMoney(left, currency)}</td>
            </tr>
          </tfoot>
        </table>
      </div>
      {wrong && (
        <p className={css.late} role="alert">
          {t(`billing.shareProblem.${wrong.problem}`)}
        </p>
      )}
    </div>
  );
}
