/** The customer list. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useDepartments, usePriceLists } from '@/api/refs';
import { useMay } from '@/api/session';
import { useAddressFlag } from '@/lib/addressFlag';
import { formatMoney } from '@/lib/format';
import { CustomerForm } from '@/features/customers/CustomerForm';
import { type CustomerRow, customerRows } from '@/features/customers/rows';
import type { Action } from '@/ui/action';
import { DataList } from '@/ui/list/DataList';
import type { BuiltinView, Column, FilterField } from '@/ui/list/model';
import { RowCard } from '@/ui/list/RowCard';
import { colleagueSource } from '@/ui/sources';
import { StateTag } from '@/ui/StateTag';
import { NameText } from '@/ui/NameText';
import { MoneyText, TimeText } from '@/ui/texts';

const rowId = (row: CustomerRow) => row.id;
const rowPath = (row: CustomerRow) => `/customers/${row.id}`;

export function CustomersPage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const [creating, show] = useAddressFlag('new');
  const actions: Action[] = [];
  if (may('customer.write')) actions.push({ id: 'new', label: t('customers.new'), primary: true, shortcut: 'alt+c', run: () => show(true) });
  if (may('import.run')) actions.push({ id: 'import', label: t('orders.import'), run: () => navigate('/import') });
  return (
    <>
      <DataList
        page="customers"
        title={t('frame.customers')}
        source={customerRows}
        rowId={rowId}
        href={rowPath}
        columns={useColumns()}
        fields={useFields()}
        views={useViews()}
        defaultSort="code"
        searchPlaceholder={t('customers.search')}
        actions={actions}
        card={Card}
        keys={!creating}
        empty={{ title: t('customers.empty'), text: t('customers.emptyText'), actions }}
      />
      {creating && <CustomerForm onClose={() => show(false)} onDone={(customer) => void navigate(`/customers/${customer.id}`)} />}
    </>
  );
}

function useColumns(): Column<CustomerRow>[] {
  const { t } = useTranslation();
  const lists = usePriceLists();
  return useMemo(
    () => [
      { id: 'code', title: t('customers.code'), width: 120, frozen: true, sortable: true, render: (row) => row.code },
      { id: 'name', title: t('customers.name'), width: 280, sortable: true, render: (row) => row.name },
      { id: 'grade', title: t('customers.grade'), width: 72, sortable: true, render: (row) => row.grade },
      { id: 'phone', title: t('customers.phone'), width: 130, render: (row) => <span className="num">{row.phone}</span> },
      {
        id: 'owed',
        title: t('customers.owed'),
        width: 124,
        align: 'right',
        sortable: true,
        render: (row) => <MoneyText amount={row.owed} currency={row.currency} />,
        total: (totals) => (typeof totals.owed === 'string' ? formatMoney(totals.owed) : null),
      },
      { id: 'receivable', title: t('customers.receivable'), width: 124, align: 'right', sortable: true, render: (row) => <MoneyText amount={row.receivable} currency={row.currency} /> },
      { id: 'credit_limit', title: t('customers.creditLimit'), width: 124, align: 'right', sortable: true, render: (row) => (row.credit_limit == null ? t('customers.noLimit') : <MoneyText amount={row.credit_limit} currency={row.currency} />) },
      { id: 'term_days', title: t('customers.term'), width: 96, align: 'right', sortable: true, render: (row) => t('customers.days', { count: row.term_days }) },
      { id: 'price_list', title: t('customers.priceList'), width: 120, render: (row) => lists?.find(({ id }) => id === row.price_list)?.name },
      { id: 'owner', title: t('customers.owner'), width: 96, render: (row) => <NameText id={row.owner} /> },
      { id: 'active', title: t('customers.state'), width: 88, sortable: true, render: (row) => <StateTag state={row.active ? 'active' : 'inactive'} /> },
      { id: 'created_at', title: t('customers.createdAt'), width: 140, hidden: true, sortable: true, render: (row) => <TimeText at={row.created_at} /> },
    ],
    [t, lists],
  );
}

function useFields(): FilterField[] {
  const { t } = useTranslation();
  const lists = usePriceLists();
  const departments = useDepartments();
  return useMemo(() => {
    const choices = (items: { id: string; name: string }[] | undefined) => (items ?? []).map(({ id, name }) => ({ value: id, label: name }));
    return [
      { field: 'grade', title: t('customers.grade'), kind: 'text', quick: true },
      { field: 'owner', title: t('customers.owner'), kind: 'ref', quick: true, source: colleagueSource },
      { field: 'owed', title: t('customers.owed'), kind: 'number', quick: true },
      { field: 'active', title: t('customers.active'), kind: 'flag' },
      { field: 'receivable', title: t('customers.receivable'), kind: 'number' },
      { field: 'credit_limit', title: t('customers.creditLimit'), kind: 'number' },
      { field: 'term_days', title: t('customers.term'), kind: 'number' },
      { field: 'price_list', title: t('customers.priceList'), kind: 'choice', choices: choices(lists) },
      { field: 'department', title: t('customers.department'), kind: 'choice', choices: choices(departments) },
      { field: 'code', title: t('customers.code'), kind: 'text' },
      { field: 'phone', title: t('customers.phone'), kind: 'text' },
      { field: 'tax_no', title: t('customers.taxNo'), kind: 'text' },
      { field: 'note', title: t('customers.note'), kind: 'text' },
      { field: 'created_at', title: t('customers.createdAt'), kind: 'instant' },
    ];
  }, [t, lists, departments]);
}

function useViews(): BuiltinView[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'all', name: t('common.all') },
      { id: 'owing', name: t('customers.view.owing'), base: ['owed', 'gt', '0'], sort: '-owed' },
      { id: 'inactive', name: t('customers.view.inactive'), base: ['active', 'eq', false] },
    ],
    [t],
  );
}

/** A customer on the phone. */
function Card(row: CustomerRow) {
  return (
    <RowCard
      name={row.name}
      figure={<MoneyText amount={row.owed} currency={row.currency} />}
      lines={[[<span key="code" className="num">{row.code}</span>, <span key="phone" className="num">{row.phone}</span>]]}
    />
  );
}
