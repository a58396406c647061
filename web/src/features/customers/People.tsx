/** The people at a customer and where his goods go. */
import { EditOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { useMay } from '@/api/session';
import { type Address, addressText, type Contact, type Customer, removeAddress, removeContact, saveAddress, saveContact } from '@/features/customers/rows';
import { AddressForm, ContactForm } from '@/features/customers/SmallForms';
import { PlainTable } from '@/ui/PlainTable';
import { Section } from '@/ui/RecordPage';
import css from './People.module.css';

/** Removing is at once; "undo" enters the same again. */
function useRemove<T>(remove: (one: T) => Promise<unknown>, again: (one: T) => Promise<unknown>) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const fresh = () => queries.invalidateQueries({ queryKey: ['customer'] });
  return async (one: T, name: string) => {
    try {
      await remove(one);
      await fresh();
      const key = `removed/${name}`;
      const undo = async () => {
        message.destroy(key);
        await again(one);
        await fresh();
      };
      void message.open({
        key,
        type: 'success',
        duration: 8,
        content: (
          <>
            {t('customers.removed', { name })}
            <Button type="link" size="small" onClick={() => void undo()}>
              {t('customers.undo')}
            </Button>
          </>
        ),
      });
    } catch (error) {
      void message.error(asProblem(error).text);
    }
  };
}

interface RowToolsProps {
  name: string;
  edit: () => void;
  remove: () => void;
}

function RowTools({ name, edit, remove }: RowToolsProps) {
  const { t } = useTranslation();
  return (
    <span className={css.tools}>
      <Button type="text" size="small" icon={<EditOutlined />} aria-label={t('customers.editOne', { name })} onClick={edit} />
      <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t('customers.removeOne', { name })} onClick={remove} />
    </span>
  );
}

function AddButton({ label, add }: { label: string; add: () => void }) {
  return (
    <Button size="small" icon={<PlusOutlined />} onClick={add}>
      {label}
    </Button>
  );
}

const rowKey = (row: { id: string }) => row.id;

export function Contacts({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const mayWrite = useMay()('customer.write');
  const [open, setOpen] = useState<Contact | 'new' | null>(null);
  const remove = useRemove(removeContact, (one) => saveContact(customer.id, null, { ...one, revision: '' }));
  return (
    <Section title={t('customers.contacts')} extra={mayWrite && <AddButton label={t('customers.contactNew')} add={() => setOpen('new')} />}>
      <PlainTable
        label={t('customers.contacts')}
        rows={customer.contacts}
        rowKey={rowKey}
        empty={t('customers.noContacts')}
        columns={[
          { id: 'name', title: t('customers.contactName'), render: (row) => row.name },
          { id: 'title', title: t('customers.contactTitle'), render: (row) => row.title },
          { id: 'phone', title: t('customers.phone'), render: (row) => (row.phone === '' ? null : <a href={`tel:${row.phone}`}>{row.phone}</a>) },
          { id: 'email', title: t('customers.email'), render: (row) => (row.email === '' ? null : <a href={`mailto:${row.email}`}>{row.email}</a>) },
          { id: 'note', title: t('customers.note'), render: (row) => row.note },
          ...(mayWrite
            ? [{ id: 'tools', title: '', align: 'right' as const, width: 80, render: (row: Contact) => <RowTools name={row.name} edit={() => setOpen(row)} remove={() => void remove(row, row.name)} /> }]
            : []),
        ]}
      />
      {open !== null && <ContactForm customer={customer} contact={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </Section>
  );
}

export function Addresses({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const mayWrite = useMay()('customer.write');
  const [open, setOpen] = useState<Address | 'new' | null>(null);
  const remove = useRemove(removeAddress, (one) => saveAddress(customer.id, null, { ...one, revision: '' }));
  return (
    <Section title={t('customers.addresses')} extra={mayWrite && <AddButton label={t('customers.addressNew')} add={() => setOpen('new')} />}>
      <PlainTable
        label={t('customers.addresses')}
        rows={customer.addresses}
        rowKey={rowKey}
        empty={t('customers.noAddresses')}
        columns={[
          { id: 'receiver', title: t('customers.receiver'), render: (row) => row.receiver },
          { id: 'phone', title: t('customers.phone'), render: (row) => row.phone },
          { id: 'address', title: t('customers.address'), render: (row) => <span className={css.address}>{addressText(row)}</span> },
          { id: 'default', title: '', render: (row) => (row.is_default ? <span className={css.tag}>{t('customers.isDefault')}</span> : null) },
          ...(mayWrite
            ? [{ id: 'tools', title: '', align: 'right' as const, width: 80, render: (row: Address) => <RowTools name={row.receiver} edit={() => setOpen(row)} remove={() => void remove(row, row.receiver)} /> }]
            : []),
        ]}
      />
      {open !== null && <AddressForm customer={customer} address={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </Section>
  );
}
