/** An invoice: what it claims, what settled it, what took it back. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useMay } from '@/api/session';
import { CreditDialog } from '@/features/billing/CreditDialog';
import { InvoiceLines } from '@/features/billing/InvoiceLines';
import { PayDialog } from '@/features/billing/PayDialog';
import { type Application, type Invoice, type InvoiceView, useInvoice } from '@/features/billing/rows';
import { daysOverdue, DueText } from '@/features/billing/useInvoiceList';
import { dayOf } from '@/lib/format';
import type { Action } from '@/ui/action';
import { PlainTable } from '@/ui/PlainTable';
import { Facts, RecordPage, RecordWait, Section } from '@/ui/RecordPage';
import { StateTag } from '@/ui/StateTag';
import { MoneyText, TimeText } from '@/ui/texts';

export function InvoicePage() {
  const { id = '' } = useParams();
  const { data, error, refetch } = useInvoice(id);
  return data ? <InvoiceRecord invoice={data} /> : <RecordWait error={error} again={() => void refetch()} />;
}

function InvoiceRecord({ invoice }: { invoice: InvoiceView }) {
  const { t } = useTranslation();
  const may = useMay();
  const [dialog, setDialog] = useState<'pay' | 'credit'>();
  const isNote = invoice.kind === 'credit_note';
  const allowed = new Set(invoice.allowed_actions);
  const actions: Action[] = [];
  if (allowed.has('pay')) actions.push({ id: 'pay', label: t('billing.action.pay'), primary: true, shortcut: 'alt+p', run: () => setDialog('pay') });
  if (allowed.has('credit')) actions.push({ id: 'credit', label: t('billing.action.credit'), run: () => setDialog('credit') });
  actions.push({ id: 'print', label: t('billing.action.print'), run: () => window.print() });
  const late = daysOverdue(invoice, dayOf(new Date())) > 0;
  const customer = may('customer.read') ? <Link to={`/customers/${invoice.customer}`}>{invoice.customer_name}</Link> : invoice.customer_name;
  const order = may('order.read') ? <Link to={`/orders/${invoice.origin}`}>{invoice.order_number}</Link> : invoice.order_number;
  return (
    <RecordPage
      kind={t(`billing.kinds.${invoice.kind}`)}
      number={invoice.number}
      listPath={isNote ? '/invoices?view=credit_notes' : '/invoices'}
      tags={
        <>
          {!isNote && <StateTag state={invoice.state} kind="invoice" />}
          {late && <StateTag state="overdue" />}
        </>
      }
      summary={[
        { label: t('billing.customer'), value: customer },
        { label: t('billing.total'), value: <MoneyText amount={invoice.total_amount} currency={invoice.currency} strong /> },
        ...(isNote ? [] : [{ label: t('billing.open'), value: <MoneyText amount={invoice.open_amount} currency={invoice.currency} strong /> }]),
        ...(isNote ? [] : [{ label: t('billing.dueOn'), value: <DueText invoice={invoice} /> }]),
        { label: t('billing.order'), value: <span className="num">{order}</span> },
      ]}
      actions={actions}
    >
      <Section title={t('billing.linesTitle', { count: invoice.lines.length })}>
        <InvoiceLines invoice={invoice} />
      </Section>
      {invoice.applications.length > 0 && (
        <Section title={t('billing.applications')}>
          <Applications applications={invoice.applications} currency={invoice.currency} />
        </Section>
      )}
      {invoice.credit_notes.length > 0 && (
        <Section title={t('billing.creditNotes')}>
          <CreditNotes notes={invoice.credit_notes} />
        </Section>
      )}
      <Section title={t('billing.facts')}>
        <Facts
          items={[
            { label: t('billing.issuedOn'), value: invoice.issued_on },
            { label: t('billing.dueOn'), value: isNote ? null : invoice.due_on },
            { label: t('billing.createdAt'), value: <TimeText at={invoice.created_at} /> },
            { label: t('billing.paidAt'), value: invoice.paid_at == null ? null : <TimeText at={invoice.paid_at} /> },
            { label: t('billing.reason'), value: invoice.reason },
            {
              label: t('billing.credits'),
              value: invoice.credits_invoice_id == null ? null : <Link to={`/invoices/${invoice.credits_invoice_id}`}>{t('billing.openCredited')}</Link>,
            },
          ]}
        />
      </Section>
      {dialog === 'pay' && <PayDialog invoice={invoice} close={() => setDialog(undefined)} />}
      {dialog === 'credit' && <CreditDialog invoice={invoice} close={() => setDialog(undefined)} />}
    </RecordPage>
  );
}

function Applications({ applications, currency }: { applications: Application[]; currency: string }) {
  const { t } = useTranslation();
  return (
    <PlainTable
      label={t('billing.applications')}
      rows={applications}
      rowKey={(one) => one.payment_id}
      columns={[
        { id: 'number', title: t('billing.payment'), render: (one) => <Link to={`/payments/${one.payment_id}`}>{one.payment_number}</Link> },
        { id: 'at', title: t('billing.appliedAt'), render: (one) => <TimeText at={one.at} /> },
        { id: 'amount', title: t('billing.applied'), align: 'right', render: (one) => <MoneyText amount={one.amount} currency={currency} /> },
      ]}
    />
  );
}

function CreditNotes({ notes }: { notes: Invoice[] }) {
  const { t } = useTranslation();
  return (
    <PlainTable
      label={t('billing.creditNotes')}
      rows={notes}
      rowKey={(one) => one.id}
      columns={[
        { id: 'number', title: t('billing.number'), render: (one) => <Link to={`/invoices/${one.id}`}>{one.number}</Link> },
        { id: 'issued', title: t('billing.issuedOn'), render: (one) => one.issued_on },
        { id: 'reason', title: t('billing.reason'), render: (one) => one.reason },
        { id: 'amount', title: t('billing.total'), align: 'right', render: (one) => <MoneyText amount={`-${one.total_amount}`} currency={one.currency} /> },
      ]}
    />
  );
}
