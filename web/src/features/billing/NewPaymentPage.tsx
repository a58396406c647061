/** Money received: from whom, how much, how; and which invoices it settles, proposed as one types. */
import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api, idempotent, ok } from '@/api/client';
import { asProblem } from '@/api/problem';
import { useMay } from '@/api/session';
import { ApplyTable } from '@/features/billing/ApplyTable';
import { PaymentFields, received } from '@/features/billing/PaymentFields';
import { oldestFirst, problemOf, type Shares, sharesOf } from '@/features/billing/propose';
import { useMoneyMoved, useOpenInvoices } from '@/features/billing/rows';
import { compareDecimals, normalizeDecimal, parseDecimal } from '@/lib/decimal';
import { useShortcuts } from '@/lib/keys';
import { uuid } from '@/lib/uuid';
import { DialogField } from '@/ui/ActionDialog';
import { Kbd } from '@/ui/Kbd';
import { Lookup } from '@/ui/Lookup';
import type { Option } from '@/ui/lookup';
import { type ListedProblem, ProblemBanner } from '@/ui/ProblemBanner';
import { customerSource } from '@/ui/sources';
import css from './Billing.module.css';

export function NewPaymentPage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const moved = useMoneyMoved();
  const [customer, setCustomer] = useState<Option | null>(null);
  const [value, setValue] = useState(() => received(''));
  /** Undefined while the proposal is followed. */
  const [chosen, setChosen] = useState<Shares>();
  // The same try carries the same key: pressed twice, it is one payment.
  const [key, setKey] = useState(uuid);
  const open = useOpenInvoices(customer?.value);
  const invoices = open.data ?? [];
  const amount = normalizeDecimal(value.amount);
  const amountWrong = parseDecimal(amount) === null || compareDecimals(amount, '0') <= 0;
  const mayApply = may('payment.apply');
  const shares = !mayApply || amountWrong ? {} : (chosen ?? oldestFirst(amount, invoices));
  const blocked = !customer
    ? t('billing.customerWanted')
    : amountWrong
      ? t('billing.amountWrong')
      : problemOf(amount, invoices, shares)
        ? t('billing.sharesWrong')
        : undefined;

  const save = useMutation({
    mutationFn: async () => {
      const payment = await ok(
        api.POST('/api/payments', {
          headers: idempotent(key),
          body: {
            customer: customer?.value ?? '',
            amount,
            currency: null,
            method: value.method,
            reference: value.reference.trim(),
            note: value.note.trim(),
            received_on: value.receivedOn || null,
          },
        }),
      );
      const wanted = sharesOf(shares);
      if (wanted.length === 0) return payment;
      return ok(
        api.POST('/api/payments/{id}/apply', { params: { path: { id: payment.id } }, headers: idempotent(`${key}-apply`), body: { invoices: wanted } }),
      );
    },
    onSuccess: (payment) => {
      moved();
      void navigate(`/payments/${payment.id}`, { replace: true });
    },
    // What was changed after a refusal is another try; one the network lost is the same.
    onError: (error) => {
      if (asProblem(error).status >= 400 && asProblem(error).status < 500) setKey(uuid());
    },
  });
  const run = () => {
    if (blocked === undefined && !save.isPending) save.mutate();
  };
  useShortcuts({ 'mod+enter': run });
  const problem = save.error ? asProblem(save.error) : undefined;
  const problems: ListedProblem[] = (problem?.problems ?? []).map(({ field, detail }) => ({ key: field + detail, where: field, text: detail }));

  return (
    <section className={css.page} aria-label={t('billing.newPayment')}>
      <header className={css.head}>
        <h1 className={css.title}>{t('billing.newPayment')}</h1>
        <div className={css.end}>
          <Button onClick={() => void navigate(-1)}>{t('common.back')}</Button>
          <Button type="primary" loading={save.isPending} disabled={blocked !== undefined} title={blocked} onClick={run}>
            {t('billing.action.record')}
            <Kbd combo="mod+enter" />
          </Button>
        </div>
      </header>
      {problem && <ProblemBanner error={problem} problems={problems} />}
      <div className={css.two}>
        <div className={css.form}>
          <DialogField label={t('billing.customer')}>
            <Lookup
              source={customerSource}
              ariaLabel={t('billing.customer')}
              autoFocus
              value={customer}
              onChange={(option) => {
                setCustomer(option);
                setChosen(undefined);
              }}
            />
          </DialogField>
          <PaymentFields value={value} wrong={value.amount !== '' && amountWrong} onChange={(change) => setValue({ ...value, ...change })} />
        </div>
        <div className={css.panel}>
          {customer && mayApply ? (
            <ApplyTable
              amount={amountWrong ? '0' : amount}
              currency={invoices[0]?.currency ?? 'CNY'}
              invoices={invoices}
              shares={shares}
              onChange={(next, byHand) => setChosen(byHand ? next : undefined)}
            />
          ) : (
            <p className={css.quiet}>{t(mayApply ? 'billing.chooseCustomer' : 'billing.applyLater')}</p>
          )}
        </div>
      </div>
    </section>
  );
}
