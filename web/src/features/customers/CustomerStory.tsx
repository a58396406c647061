/** Everything that happened to a customer's record. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@/api/client';
import { useDepartments, usePriceLists } from '@/api/refs';
import { entriesOf, type Words } from '@/ui/history';
import { Timeline } from '@/ui/Timeline';

/** Fields of the journal that people know, by their key under `customers`. */
const FIELDS: Record<string, string> = {
  code: 'code', name: 'name', grade: 'grade', phone: 'phone', tax_no: 'taxNo', note: 'note', currency: 'currency', term_days: 'termDays',
  credit_limit: 'creditLimit', price_list_id: 'priceList', department_id: 'department', active: 'active', title: 'contactTitle', email: 'email',
  receiver: 'receiver', province: 'province', city: 'city', district: 'district', street: 'street', postcode: 'postcode', is_default: 'isDefault',
};

export function CustomerStory({ id }: { id: string }) {
  const { t } = useTranslation();
  const lists = usePriceLists();
  const departments = useDepartments();
  const { data } = useQuery({
    queryKey: ['customer', 'story', id],
    queryFn: ({ signal }) => ok(api.GET('/api/customers/{id}/timeline', { params: { path: { id } }, signal })),
  });
  const entries = useMemo(() => {
    const named = (items: { id: string; name: string }[] | undefined, value: unknown) => items?.find((one) => one.id === value)?.name;
    const words: Words = {
      title: (kind) => t(`customers.event.${kind.split('.')[1] ?? kind}`, { defaultValue: kind }),
      field: (name) => (FIELDS[name] === undefined ? undefined : t(`customers.${FIELDS[name]}`)),
      value: (name, value) => {
        if (value == null || value === '') return '';
        if (typeof value === 'boolean') return value ? t('common.yes') : t('common.no');
        return (name === 'price_list_id' ? named(lists, value) : name === 'department_id' ? named(departments, value) : undefined) ?? String(value);
      },
      system: t('timeline.system'),
    };
    return entriesOf(data?.items ?? [], words);
  }, [data, t, lists, departments]);
  return <Timeline entries={entries} />;
}
