/** Takes an invoice back: everything that is left, or by line a quantity or an amount. */
import { Input, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api, ifMatch, ok } from '@/api/client';
import { type InvoiceLine, type InvoiceView, useMoneyMoved } from '@/features/billing/rows';
import { compareDecimals, decimalText, normalizeDecimal, parseDecimal } from '@/lib/decimal';
import { formatMoney, formatQty } from '@/lib/format';
import { ActionDialog, DialogField } from '@/ui/ActionDialog';
import css from './Billing.module.css';

type Mode = 'full' | 'lines';

interface Row {
  qty: string;
  /** An allowance: without tax, and no goods. */
  amount: string;
}

const minus = (a: string, b: string) => decimalText((parseDecimal(a) ?? 0n) - (parseDecimal(b) ?? 0n));
const leftQty = (line: InvoiceLine) => minus(line.qty, line.credited_qty);
const leftAmount = (line: InvoiceLine) => minus(line.amount, line.credited_amount);
const isWrong = (text: string) => text.trim() !== '' && (parseDecimal(text) === null || compareDecimals(text, '0') < 0);

export function CreditDialog({ invoice, close }: { invoice: InvoiceView; close: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const moved = useMoneyMoved();
  const [mode, setMode] = useState<Mode>('full');
  const [reason, setReason] = useState('');
  const [rows, setRows] = useState<Record<number, Row>>({});
  const put = (line: number, change: Partial<Row>) => setRows({ ...rows, [line]: { ...(rows[line] ?? { qty: '', amount: '' }), ...change } });
  const lines = Object.entries(rows).flatMap(([line, row]) => {
    const qty = normalizeDecimal(row.qty.trim());
    const amount = normalizeDecimal(row.amount.trim());
    return qty === '' && amount === '' ? [] : [{ line_no: Number(line), qty: qty === '' ? null : qty, amount: amount === '' ? null : amount }];
  });
  const wrong = Object.values(rows).some((row) => isWrong(row.qty) || isWrong(row.amount));
  const blocked =
    reason.trim() === '' ? t('billing.reasonWanted') : mode === 'lines' && (wrong || lines.length === 0) ? t('billing.linesWanted') : undefined;
  const run = async () => {
    const note = await ok(
      api.POST('/api/invoices/{id}/credit', {
        params: { path: { id: invoice.id } },
        headers: ifMatch(invoice.revision),
        body: { reason: reason.trim(), lines: mode === 'full' ? null : lines },
      }),
    );
    moved();
    void navigate(`/invoices/${note.id}`);
  };
  return (
    <ActionDialog
      title={t('billing.creditTitle', { number: invoice.number })}
      okText={t(`billing.creditOk.${mode}`)}
      danger
      wide
      blocked={blocked}
      onOk={run}
      onClose={close}
    >
      <DialogField label={t('billing.reason')}>
        <Input value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />
      </DialogField>
      <Segmented<Mode> value={mode} onChange={setMode} options={(['full', 'lines'] as const).map((value) => ({ value, label: t(`billing.creditMode.${value}`) }))} />
      {mode === 'full' ? (
        <p>{t('billing.creditFull', { amount: formatMoney(minus(invoice.total_amount, invoice.credited_amount), invoice.currency) })}</p>
      ) : (
        <div className={css.scroll}>
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">{t('billing.name')}</th>
                <th scope="col" className={css.right}>
                  {t('billing.leftToCredit')}
                </th>
                <th scope="col" className={css.right}>
                  {t('billing.creditQty')}
                </th>
                <th scope="col" className={css.right}>
                  {t('billing.creditAmount')}
                </th>
              </tr>
            </thead>
            <tbody>
              {invoice.lines.map((line) => (
                <tr key={line.id}>
                  <td className={css.name}>
                    {line.name} <span className={css.quiet}>{line.sku}</span>
                  </td>
                  <td className={css.right}>
                    {formatQty(leftQty(line))} {line.uom}
                    <br />
                    {formatMoney(leftAmount(line), invoice.currency)}
                  </td>
                  {(['qty', 'amount'] as const).map((name) => (
                    <td key={name} className={css.amount}>
                      <Input
                        aria-label={`${line.sku} ${t(name === 'qty' ? 'billing.creditQty' : 'billing.creditAmount')}`}
                        inputMode="decimal"
                        status={isWrong(rows[line.line_no]?.[name] ?? '') ? 'error' : ''}
                        value={rows[line.line_no]?.[name] ?? ''}
                        onChange={(event) => put(line.line_no, { [name]: event.target.value })}
                      />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </ActionDialog>
  );
}
