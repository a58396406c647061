/** The lines of an invoice and what they come to; in Chinese also in words. */
import { useTranslation } from 'react-i18next';
import type { InvoiceLine, InvoiceView } from '@/features/billing/rows';
import { amountInWords } from '@/lib/amountInWords';
import { addDecimals, decimalText, multiplyDecimals, parseDecimal } from '@/lib/decimal';
import { formatQty } from '@/lib/format';
import { currentLang } from '@/lib/i18n';
import { type PlainColumn, PlainTable } from '@/ui/PlainTable';
import { MoneyText, QtyText } from '@/ui/texts';
import css from './Billing.module.css';

/** 0.13 → 13 % */
const percent = (rate: string) => `${formatQty(multiplyDecimals(rate, '100'))} %`;

export function InvoiceLines({ invoice }: { invoice: InvoiceView }) {
  const { t } = useTranslation();
  const { currency } = invoice;
  const credited: PlainColumn<InvoiceLine>[] = invoice.lines.some((line) => line.credited_amount !== '0')
    ? [
        {
          id: 'credited',
          title: t('billing.credited'),
          align: 'right',
          render: (line) => (line.credited_amount === '0' ? null : <MoneyText amount={`-${addDecimals(line.credited_amount, line.credited_tax_amount)}`} currency={currency} />),
        },
      ]
    : [];
  return (
    <>
      <PlainTable
        label={t('billing.lines')}
        rows={invoice.lines}
        rowKey={(line) => line.id}
        columns={[
          { id: 'no', title: '#', width: 36, render: (line) => line.line_no },
          { id: 'sku', title: t('billing.sku'), render: (line) => line.sku },
          { id: 'name', title: t('billing.name'), render: (line) => line.name },
          { id: 'qty', title: t('billing.qty'), align: 'right', render: (line) => <QtyText qty={line.qty} uom={line.uom} /> },
          { id: 'price', title: t('billing.price'), align: 'right', render: (line) => <MoneyText amount={line.price} currency={currency} /> },
          { id: 'rate', title: t('billing.taxRate'), align: 'right', render: (line) => percent(line.tax_rate) },
          { id: 'amount', title: t('billing.goods'), align: 'right', render: (line) => <MoneyText amount={line.amount} currency={currency} /> },
          { id: 'tax', title: t('billing.tax'), align: 'right', render: (line) => <MoneyText amount={line.tax_amount} currency={currency} /> },
          {
            id: 'total',
            title: t('billing.lineTotal'),
            align: 'right',
            render: (line) => <MoneyText amount={addDecimals(line.amount, line.tax_amount)} currency={currency} />,
          },
          ...credited,
        ]}
      />
      <Sums invoice={invoice} />
    </>
  );
}

function Sums({ invoice }: { invoice: InvoiceView }) {
  const { t } = useTranslation();
  const { currency } = invoice;
  const isNote = invoice.kind === 'credit_note';
  const words = currentLang() === 'zh' && currency === 'CNY' ? amountInWords(invoice.total_amount) : null;
  const settled = decimalText((parseDecimal(invoice.applied_amount) ?? 0n) * -1n);
  const taken = decimalText((parseDecimal(invoice.credited_amount) ?? 0n) * -1n);
  return (
    <dl className={css.sums}>
      <dt>{t('billing.goods')}</dt>
      <dd>
        <MoneyText amount={invoice.goods_amount} currency={currency} />
      </dd>
      <dt>{t('billing.tax')}</dt>
      <dd>
        <MoneyText amount={invoice.tax_amount} currency={currency} />
      </dd>
      <dt className={css.big}>{t('billing.total')}</dt>
      <dd className={css.big}>
        <MoneyText amount={invoice.total_amount} currency={currency} />
      </dd>
      {words !== null && (
        <>
          <dt>{t('billing.inWords')}</dt>
          <dd>{words}</dd>
        </>
      )}
      {invoice.applied_amount !== '0' && (
        <>
          <dt>{t('billing.applied')}</dt>
          <dd>
            <MoneyText amount={settled} currency={currency} />
          </dd>
        </>
      )}
      {invoice.credited_amount !== '0' && (
        <>
          <dt>{t('billing.credited')}</dt>
          <dd>
            <MoneyText amount={taken} currency={currency} />
          </dd>
        </>
      )}
      {!isNote && (
        <>
          <dt>{t('billing.open')}</dt>
          <dd>
            <MoneyText amount={invoice.open_amount} currency={currency} strong />
          </dd>
        </>
      )}
    </dl>
  );
}
