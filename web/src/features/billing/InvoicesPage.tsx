/** The invoice list. */
import { useTranslation } from 'react-i18next';
import { type Invoice, invoiceRows } from '@/features/billing/rows';
import { DueText, useInvoiceColumns, useInvoiceFields, useInvoiceViews } from '@/features/billing/useInvoiceList';
import { DataList } from '@/ui/list/DataList';
import { StateTag } from '@/ui/StateTag';
import { MoneyText } from '@/ui/texts';
import css from './Billing.module.css';

const invoiceId = (one: Invoice) => one.id;
const invoicePath = (one: Invoice) => `/invoices/${one.id}`;

export function InvoicesPage() {
  const { t } = useTranslation();
  return (
    <DataList
      page="invoices"
      title={t('billing.invoices')}
      source={invoiceRows}
      rowId={invoiceId}
      href={invoicePath}
      columns={useInvoiceColumns()}
      fields={useInvoiceFields()}
      views={useInvoiceViews()}
      defaultSort="-created_at"
      searchPlaceholder={t('billing.searchInvoices')}
      card={Card}
      empty={{ title: t('billing.noInvoices'), text: t('billing.noInvoicesText') }}
    />
  );
}

/** An invoice on the phone. */
function Card(one: Invoice) {
  return (
    <div className={css.card}>
      <div className={css.line}>
        <b className="num">{one.number}</b>
        <MoneyText amount={one.open_amount === '0' ? one.total_amount : one.open_amount} currency={one.currency} strong />
      </div>
      <div className={css.customer}>{one.customer_name}</div>
      <div className={css.line}>
        <StateTag state={one.kind === 'credit_note' ? 'credit_note' : one.state} kind="invoice" />
        <DueText invoice={one} />
      </div>
    </div>
  );
}
