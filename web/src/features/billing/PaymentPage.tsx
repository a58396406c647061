/** A payment: what it settled, and what is left of it. */
import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api, ifMatch, ok } from '@/api/client';
import { asProblem } from '@/api/problem';
import { useMay } from '@/api/session';
import { ApplyDialog } from '@/features/billing/ApplyDialog';
import { type Application, type PaymentView, useMoneyMoved, usePayment } from '@/features/billing/rows';
import type { Action } from '@/ui/action';
import { PlainTable } from '@/ui/PlainTable';
import { Facts, RecordPage, RecordWait, Section } from '@/ui/RecordPage';
import { StateTag } from '@/ui/StateTag';
import { MoneyText, TimeText } from '@/ui/texts';

export function PaymentPage() {
  const { id = '' } = useParams();
  const { data, error, refetch } = usePayment(id);
  return data ? <PaymentRecord payment={data} /> : <RecordWait error={error} again={() => void refetch()} />;
}

function PaymentRecord({ payment }: { payment: PaymentView }) {
  const { t } = useTranslation();
  const may = useMay();
  const { modal } = App.useApp();
  const moved = useMoneyMoved();
  const [applying, setApplying] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const allowed = new Set(payment.allowed_actions);
  const params = { path: { id: payment.id } };
  const headers = ifMatch(payment.revision);
  const attempt = async (run: () => Promise<unknown>) => {
    setProblem(undefined);
    try {
      await run();
      moved();
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  const unapply = (one: Application) =>
    attempt(() => ok(api.POST('/api/payments/{id}/unapply', { params, headers, body: { invoice: one.invoice_id, amount: null } })));
  const cancel = () =>
    modal.confirm({
      title: t('billing.cancelTitle', { number: payment.number }),
      content: t('billing.cancelText'),
      okText: t('billing.action.cancel'),
      okButtonProps: { danger: true },
      cancelText: t('common.back'),
      onOk: () => attempt(() => ok(api.POST('/api/payments/{id}/cancel', { params, headers, body: {} }))),
    });
  const actions: Action[] = [];
  if (allowed.has('apply')) actions.push({ id: 'apply', label: t('billing.action.apply'), primary: true, shortcut: 'alt+p', run: () => setApplying(true) });
  if (allowed.has('cancel')) actions.push({ id: 'cancel', label: t('billing.action.cancel'), danger: true, run: cancel });
  const customer = may('customer.read') ? <Link to={`/customers/${payment.customer}`}>{payment.customer_name}</Link> : payment.customer_name;
  return (
    <RecordPage
      kind={t('billing.payment')}
      number={payment.number}
      listPath="/payments"
      tags={<StateTag state={payment.state} kind="payment" />}
      summary={[
        { label: t('billing.customer'), value: customer },
        { label: t('billing.amount'), value: <MoneyText amount={payment.amount} currency={payment.currency} strong /> },
        { label: t('billing.unapplied'), value: <MoneyText amount={payment.unapplied_amount} currency={payment.currency} strong /> },
        { label: t('billing.method'), value: t(`billing.methods.${payment.method}`) },
        { label: t('billing.receivedOn'), value: payment.received_on },
      ]}
      actions={actions}
      problem={problem}
    >
      <Section title={t('billing.settled')}>
        <PlainTable
          label={t('billing.settled')}
          rows={payment.applications}
          rowKey={(one) => one.invoice_id}
          empty={t('billing.settledNothing')}
          columns={[
            { id: 'number', title: t('billing.number'), render: (one) => <Link to={`/invoices/${one.invoice_id}`}>{one.invoice_number}</Link> },
            { id: 'at', title: t('billing.appliedAt'), render: (one) => <TimeText at={one.at} /> },
            {
              id: 'amount',
              title: t('billing.applied'),
              align: 'right',
              render: (one) => <MoneyText amount={one.amount} currency={payment.currency} />,
              foot: <MoneyText amount={payment.applied_amount} currency={payment.currency} />,
            },
            {
              id: 'unapply',
              title: '',
              align: 'right',
              width: 110,
              render: (one) =>
                allowed.has('unapply') && (
                  <Button size="small" type="text" onClick={() => void unapply(one)}>
                    {t('billing.action.unapply')}
                  </Button>
                ),
            },
          ]}
        />
      </Section>
      <Section title={t('billing.facts')}>
        <Facts
          items={[
            { label: t('billing.reference'), value: payment.reference },
            { label: t('billing.note'), value: payment.note },
            { label: t('billing.createdAt'), value: <TimeText at={payment.created_at} /> },
          ]}
        />
      </Section>
      {applying && <ApplyDialog payment={payment} close={() => setApplying(false)} />}
    </RecordPage>
  );
}
