/** What one says of money received, wherever it is recorded. */
import { Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { dayOf } from '@/lib/format';
import { METHODS, type Method } from '@/features/billing/rows';
import { DialogField, DialogRow } from '@/ui/ActionDialog';
import css from './Billing.module.css';

export interface Received {
  amount: string;
  method: Method;
  reference: string;
  receivedOn: string;
  note: string;
}

export const received = (amount: string): Received => ({ amount, method: 'transfer', reference: '', receivedOn: dayOf(new Date()), note: '' });

interface PaymentFieldsProps {
  value: Received;
  onChange: (change: Partial<Received>) => void;
  /** What is said under the amount. */
  hint?: string | undefined;
  wrong?: boolean;
}

export function PaymentFields({ value, onChange, hint, wrong = false }: PaymentFieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <DialogRow>
        <DialogField label={t('billing.amount')} hint={hint}>
          <Input
            className={css.money ?? ''}
            inputMode="decimal"
            autoComplete="off"
            status={wrong ? 'error' : ''}
            value={value.amount}
            onFocus={(event) => event.target.select()}
            onChange={(event) => onChange({ amount: event.target.value })}
          />
        </DialogField>
        <DialogField label={t('billing.method')}>
          <Select value={value.method} options={METHODS.map((method) => ({ value: method, label: t(`billing.methods.${method}`) }))} onChange={(method) => onChange({ method })} />
        </DialogField>
      </DialogRow>
      <DialogRow>
        <DialogField label={t('billing.reference')}>
          <Input autoComplete="off" value={value.reference} onChange={(event) => onChange({ reference: event.target.value })} />
        </DialogField>
        <DialogField label={t('billing.receivedOn')}>
          <input type="date" className={css.day} value={value.receivedOn} onChange={(event) => onChange({ receivedOn: event.target.value })} />
        </DialogField>
      </DialogRow>
      <DialogField label={t('billing.note')}>
        <Input value={value.note} onChange={(event) => onChange({ note: event.target.value })} />
      </DialogField>
    </>
  );
}
