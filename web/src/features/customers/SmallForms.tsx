/** The small forms of a customer: credit, a contact, an address. */
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Address, type Contact, type Customer, grantCredit, saveAddress, saveContact } from '@/features/customers/rows';
import { FormDrawer } from '@/ui/form/FormDrawer';
import type { FormField, FormValues } from '@/ui/form/model';

interface SmallFormProps {
  customer: Customer;
  onClose: () => void;
}

/** Whatever a form changed, the customer is read anew. */
function useSaved(submit: (values: FormValues) => Promise<unknown>) {
  const queries = useQueryClient();
  return async (values: FormValues) => {
    await submit(values);
    await queries.invalidateQueries({ queryKey: ['customer'] });
  };
}

export function CreditForm({ customer, onClose }: SmallFormProps) {
  const { t } = useTranslation();
  const fields: FormField[] = [
    { id: 'credit_limit', label: t('customers.creditLimit'), kind: 'decimal', scale: 2, placeholder: t('customers.noLimit'), hint: t('customers.creditHint') },
    { id: 'term_days', label: t('customers.termDays'), kind: 'whole', required: true, hint: t('customers.termHint') },
  ];
  const start = { credit_limit: customer.credit_limit ?? '', term_days: String(customer.term_days) };
  const submit = useSaved((values) => grantCredit(customer, values));
  return <FormDrawer title={t('customers.creditOf', { name: customer.name })} fields={fields} start={start} submit={submit} onClose={onClose} />;
}

const CONTACT_BLAME = { phone_invalid: 'phone', email_invalid: 'email' };

export function ContactForm({ customer, contact, onClose }: SmallFormProps & { contact: Contact | null }) {
  const { t } = useTranslation();
  const fields: FormField[] = [
    { id: 'name', label: t('customers.contactName'), kind: 'text', required: true },
    { id: 'title', label: t('customers.contactTitle'), kind: 'text' },
    { id: 'phone', label: t('customers.phone'), kind: 'text' },
    { id: 'email', label: t('customers.email'), kind: 'text' },
    { id: 'note', label: t('customers.note'), kind: 'long', wide: true },
  ];
  const start = { name: contact?.name ?? '', title: contact?.title ?? '', phone: contact?.phone ?? '', email: contact?.email ?? '', note: contact?.note ?? '' };
  const submit = useSaved((values) => saveContact(customer.id, contact, values));
  return (
    <FormDrawer
      title={contact ? t('customers.contactEdit') : t('customers.contactNew')}
      fields={fields}
      start={start}
      submit={submit}
      blame={CONTACT_BLAME}
      draft={contact ? undefined : `contact/${customer.id}`}
      onClose={onClose}
    />
  );
}

export function AddressForm({ customer, address, onClose }: SmallFormProps & { address: Address | null }) {
  const { t } = useTranslation();
  const fields: FormField[] = [
    { id: 'receiver', label: t('customers.receiver'), kind: 'text', required: true },
    { id: 'phone', label: t('customers.phone'), kind: 'text' },
    { id: 'province', label: t('customers.province'), kind: 'text' },
    { id: 'city', label: t('customers.city'), kind: 'text' },
    { id: 'district', label: t('customers.district'), kind: 'text' },
    { id: 'postcode', label: t('customers.postcode'), kind: 'text' },
    { id: 'street', label: t('customers.street'), kind: 'text', required: true, wide: true },
    { id: 'is_default', label: t('customers.isDefault'), kind: 'flag' },
  ];
  const start = {
    receiver: address?.receiver ?? '',
    phone: address?.phone ?? '',
    province: address?.province ?? '',
    city: address?.city ?? '',
    district: address?.district ?? '',
    postcode: address?.postcode ?? '',
    street: address?.street ?? '',
    is_default: address?.is_default ?? customer.addresses.length === 0,
  };
  const submit = useSaved((values) => saveAddress(customer.id, address, values));
  return (
    <FormDrawer
      title={address ? t('customers.addressEdit') : t('customers.addressNew')}
      fields={fields}
      start={start}
      submit={submit}
      blame={{ phone_invalid: 'phone' }}
      draft={address ? undefined : `address/${customer.id}`}
      onClose={onClose}
    />
  );
}
