/** The payment list. */
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useMay } from '@/api/session';
import { type Payment, paymentRows } from '@/features/billing/rows';
import { usePaymentColumns, usePaymentFields, usePaymentViews } from '@/features/billing/usePaymentList';
import type { Action } from '@/ui/action';
import { DataList } from '@/ui/list/DataList';
import { StateTag } from '@/ui/StateTag';
import { MoneyText } from '@/ui/texts';
import css from './Billing.module.css';

const paymentId = (one: Payment) => one.id;
const paymentPath = (one: Payment) => `/payments/${one.id}`;

export function PaymentsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const actions: Action[] = may('payment.record')
    ? [{ id: 'new', label: t('billing.newPayment'), primary: true, shortcut: 'alt+r', run: () => navigate('/payments/new') }]
    : [];
  return (
    <DataList
      page="payments"
      title={t('billing.payments')}
      source={paymentRows}
      rowId={paymentId}
      href={paymentPath}
      columns={usePaymentColumns()}
      fields={usePaymentFields()}
      views={usePaymentViews()}
      defaultSort="-created_at"
      searchPlaceholder={t('billing.searchPayments')}
      actions={actions}
      card={Card}
      empty={{ title: t('billing.noPayments'), text: t('billing.noPaymentsText'), actions }}
    />
  );
}

/** A payment on the phone. */
function Card(one: Payment) {
  return (
    <div className={css.card}>
      <div className={css.line}>
        <b className="num">{one.number}</b>
        <MoneyText amount={one.amount} currency={one.currency} strong />
      </div>
      <div className={css.customer}>{one.customer_name}</div>
      <div className={css.line}>
        <StateTag state={one.state} kind="payment" />
        <span className="num">{one.received_on}</span>
      </div>
    </div>
  );
}
