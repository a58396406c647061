/** What is left of a payment settles open invoices. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ifMatch, ok } from '@/api/client';
import { ApplyTable } from '@/features/billing/ApplyTable';
import { oldestFirst, problemOf, type Shares, sharesOf } from '@/features/billing/propose';
import { type PaymentView, useMoneyMoved, useOpenInvoices } from '@/features/billing/rows';
import { formatMoney } from '@/lib/format';
import { ActionDialog } from '@/ui/ActionDialog';
import { ProgressLine } from '@/ui/ProgressLine';

export function ApplyDialog({ payment, close }: { payment: PaymentView; close: () => void }) {
  const { t } = useTranslation();
  const moved = useMoneyMoved();
  const open = useOpenInvoices(payment.customer);
  const invoices = (open.data ?? []).filter((one) => one.currency === payment.currency);
  const [chosen, setChosen] = useState<Shares>();
  const shares = chosen ?? oldestFirst(payment.unapplied_amount, invoices);
  const wanted = sharesOf(shares);
  const wrong = problemOf(payment.unapplied_amount, invoices, shares);
  const run = async () => {
    await ok(
      api.POST('/api/payments/{id}/apply', { params: { path: { id: payment.id } }, headers: ifMatch(payment.revision), body: { invoices: wanted } }),
    );
    moved();
  };
  return (
    <ActionDialog
      title={t('billing.applyTitle', { number: payment.number, amount: formatMoney(payment.unapplied_amount, payment.currency) })}
      okText={t('billing.action.apply')}
      wide
      blocked={wrong || wanted.length === 0 ? t('billing.sharesWrong') : undefined}
      onOk={run}
      onClose={close}
    >
      {open.isPending ? (
        <ProgressLine />
      ) : (
        <ApplyTable
          amount={payment.unapplied_amount}
          currency={payment.currency}
          invoices={invoices}
          shares={shares}
          onChange={(next, byHand) => setChosen(byHand ? next : undefined)}
        />
      )}
    </ActionDialog>
  );
}
