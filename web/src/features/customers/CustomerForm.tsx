/** Entering a customer, and changing what is known of one. */
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNameOf } from '@/api/names';
import { useDepartments, usePriceLists } from '@/api/refs';
import { useMay, useMe } from '@/api/session';
import { changeCustomer, createCustomer, type Customer } from '@/features/customers/rows';
import { FormDrawer } from '@/ui/form/FormDrawer';
import type { FormField, FormValues } from '@/ui/form/model';
import { colleagueSource } from '@/ui/sources';

interface CustomerFormProps {
  /** Absent: a new one. */
  customer?: Customer;
  onClose: () => void;
  onDone?: (customer: Customer) => void;
}

/** The new record's own page opens instead. */
const leave = () => undefined;

const BLAME = { customer_code_taken: 'code', phone_invalid: 'phone', currency_invalid: 'currency' };

function useFields(isNew: boolean): FormField[] {
  const { t } = useTranslation();
  const may = useMay();
  const lists = usePriceLists();
  const departments = useDepartments();
  const mayCredit = may('customer.credit');
  return useMemo(() => {
    const choices = (items: { id: string; name: string; active: boolean }[] | undefined) =>
      (items ?? []).filter(({ active }) => active).map(({ id, name }) => ({ value: id, label: name }));
    const fields: FormField[] = [
      { id: 'name', label: t('customers.name'), kind: 'text', required: true, wide: true },
      { id: 'code', label: t('customers.code'), kind: 'text', required: !isNew, ...(isNew ? { placeholder: t('customers.codeByItself') } : {}) },
      { id: 'grade', label: t('customers.grade'), kind: 'text' },
      { id: 'phone', label: t('customers.phone'), kind: 'text' },
      { id: 'tax_no', label: t('customers.taxNo'), kind: 'text' },
      { id: 'price_list', label: t('customers.priceList'), kind: 'choice', choices: choices(lists), placeholder: t('customers.listPrice') },
      { id: 'currency', label: t('customers.currency'), kind: 'text' },
      { id: 'owner', label: t('customers.owner'), kind: 'lookup', source: colleagueSource, placeholder: t('customers.ownerFind') },
      { id: 'department', label: t('customers.department'), kind: 'choice', choices: choices(departments) },
    ];
    if (isNew && mayCredit) {
      fields.push(
        { id: 'credit_limit', label: t('customers.creditLimit'), kind: 'decimal', scale: 2, placeholder: t('customers.noLimit') },
        { id: 'term_days', label: t('customers.termDays'), kind: 'whole' },
      );
    }
    fields.push({ id: 'note', label: t('customers.note'), kind: 'long', wide: true });
    if (!isNew) fields.push({ id: 'active', label: t('customers.active'), kind: 'flag' });
    return fields;
  }, [t, isNew, mayCredit, lists, departments]);
}

export function CustomerForm({ customer, onClose, onDone }: CustomerFormProps) {
  const { t } = useTranslation();
  const { me } = useMe();
  const may = useMay();
  const queries = useQueryClient();
  const ownerName = useNameOf(customer?.owner);
  const fields = useFields(customer === undefined);
  const start: FormValues = {
    code: customer?.code ?? '',
    name: customer?.name ?? '',
    grade: customer?.grade ?? '',
    phone: customer?.phone ?? '',
    tax_no: customer?.tax_no ?? '',
    price_list: customer?.price_list ?? '',
    currency: customer?.currency ?? 'CNY',
    owner: customer ? { value: customer.owner, label: ownerName } : me ? { value: me.id, label: me.name } : null,
    department: customer ? (customer.department ?? '') : (me?.department?.id ?? ''),
    credit_limit: '',
    term_days: '',
    note: customer?.note ?? '',
    active: customer?.active ?? true,
  };
  const submit = async (values: FormValues) => {
    const saved = customer ? await changeCustomer(customer, values) : await createCustomer(values, may('customer.credit'));
    queries.setQueryData(['customer', 'one', saved.id], saved);
    await queries.invalidateQueries({ queryKey: ['customer'] });
    onDone?.(saved);
  };
  return (
    <FormDrawer
      title={customer ? t('customers.edit', { name: customer.name }) : t('customers.new')}
      fields={fields}
      start={start}
      submit={submit}
      blame={BLAME}
      draft={customer ? undefined : 'customer'}
      onClose={onClose}
      onSaved={onDone ? leave : undefined}
    />
  );
}
