/** One customer: facts, people, addresses, credit, orders, invoices, and what happened. */
import { CreditCardOutlined, EditOutlined, FileAddOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { useDepartments, usePriceLists } from '@/api/refs';
import { useMay } from '@/api/session';
import { Addresses, Contacts } from '@/features/customers/People';
import { CreditBar } from '@/features/customers/CreditBar';
import { CustomerForm } from '@/features/customers/CustomerForm';
import { CustomerStory } from '@/features/customers/CustomerStory';
import { CustomerInvoices, CustomerOrders } from '@/features/customers/Documents';
import { type Customer, readCustomer } from '@/features/customers/rows';
import { CreditForm } from '@/features/customers/SmallForms';
import type { Action } from '@/ui/action';
import { NameText } from '@/ui/NameText';
import { Facts, RecordPage, RecordWait, Section } from '@/ui/RecordPage';
import { StateTag } from '@/ui/StateTag';
import { MoneyText, TimeText } from '@/ui/texts';

type Open = 'edit' | 'credit' | null;

export function CustomerPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const may = useMay();
  const navigate = useNavigate();
  const [open, setOpen] = useState<Open>(null);
  const { data: customer, error, refetch, isFetching } = useQuery({
    queryKey: ['customer', 'one', id],
    queryFn: ({ signal }) => readCustomer(id, signal),
  });
  if (!customer) return <RecordWait error={error} again={() => void refetch()} />;

  const actions: Action[] = [];
  if (may('order.create') && customer.active) {
    actions.push({ id: 'order', label: t('customers.newOrder'), icon: <FileAddOutlined />, primary: true, run: () => navigate(`/orders/new?customer=${customer.id}`) });
  }
  if (customer.allowed_actions.includes('change')) {
    actions.push({ id: 'edit', label: t('customers.change'), icon: <EditOutlined />, shortcut: 'alt+e', run: () => setOpen('edit') });
  }
  if (customer.allowed_actions.includes('credit')) {
    actions.push({ id: 'credit', label: t('customers.grant'), icon: <CreditCardOutlined />, run: () => setOpen('credit') });
  }
  const close = () => setOpen(null);
  return (
    <>
      <RecordPage
        kind={t('customers.one')}
        number={customer.name}
        listPath="/customers"
        tags={<StateTag state={customer.active ? 'active' : 'inactive'} />}
        summary={[
          { label: t('customers.code'), value: customer.code },
          { label: t('customers.owed'), value: <MoneyText amount={customer.exposure.total} currency={customer.currency} strong /> },
          { label: t('customers.term'), value: t('customers.days', { count: customer.term_days }) },
          { label: t('customers.owner'), value: <NameText id={customer.owner} /> },
        ]}
        actions={actions}
        busy={isFetching}
        side={<CustomerStory id={customer.id} />}
      >
        <CreditBar customer={customer} />
        <Known customer={customer} />
        <Contacts customer={customer} />
        <Addresses customer={customer} />
        {may('order.read') && <CustomerOrders customer={customer} />}
        {may('invoice.read') && <CustomerInvoices customer={customer} />}
      </RecordPage>
      {open === 'edit' && <CustomerForm customer={customer} onClose={close} />}
      {open === 'credit' && <CreditForm customer={customer} onClose={close} />}
    </>
  );
}

function Known({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const lists = usePriceLists();
  const departments = useDepartments();
  return (
    <Section title={t('customers.facts')}>
      <Facts
        items={[
          { label: t('customers.grade'), value: customer.grade },
          { label: t('customers.phone'), value: customer.phone },
          { label: t('customers.taxNo'), value: customer.tax_no },
          { label: t('customers.priceList'), value: lists?.find(({ id }) => id === customer.price_list)?.name ?? t('customers.listPrice') },
          { label: t('customers.currency'), value: customer.currency },
          { label: t('customers.department'), value: departments?.find(({ id }) => id === customer.department)?.name },
          { label: t('customers.createdAt'), value: <TimeText at={customer.created_at} /> },
          { label: t('customers.note'), value: customer.note },
        ]}
      />
    </Section>
  );
}
