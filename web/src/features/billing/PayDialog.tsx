/** Records a payment and settles this invoice with it. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ifMatch, ok } from '@/api/client';
import { PaymentFields, received } from '@/features/billing/PaymentFields';
import { type InvoiceView, useMoneyMoved } from '@/features/billing/rows';
import { compareDecimals, normalizeDecimal, parseDecimal } from '@/lib/decimal';
import { formatMoney } from '@/lib/format';
import { ActionDialog } from '@/ui/ActionDialog';

export function PayDialog({ invoice, close }: { invoice: InvoiceView; close: () => void }) {
  const { t } = useTranslation();
  const moved = useMoneyMoved();
  const [value, setValue] = useState(() => received(invoice.open_amount));
  const amount = normalizeDecimal(value.amount);
  const wrong = parseDecimal(amount) === null || compareDecimals(amount, '0') <= 0;
  const more = !wrong && compareDecimals(amount, invoice.open_amount) > 0;
  const run = async () => {
    await ok(
      api.POST('/api/invoices/{id}/pay', {
        params: { path: { id: invoice.id } },
        headers: ifMatch(invoice.revision),
        body: { amount, method: value.method, reference: value.reference.trim(), note: value.note.trim(), received_on: value.receivedOn || null },
      }),
    );
    moved();
  };
  return (
    <ActionDialog
      title={t('billing.payTitle', { number: invoice.number })}
      okText={t('billing.action.pay')}
      blocked={wrong ? t('billing.amountWrong') : undefined}
      onOk={run}
      onClose={close}
    >
      <PaymentFields
        value={value}
        wrong={wrong}
        hint={more ? t('billing.moreThanOpen') : t('billing.openIs', { amount: formatMoney(invoice.open_amount, invoice.currency) })}
        onChange={(change) => setValue({ ...value, ...change })}
      />
    </ActionDialog>
  );
}
