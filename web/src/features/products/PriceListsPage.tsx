/** All price lists. */
import { EditOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, ifMatch, ok } from '@/api/client';
import { type PriceList, usePriceLists } from '@/api/refs';
import { useMay } from '@/api/session';
import { ActionBar } from '@/ui/ActionBar';
import { EmptyState } from '@/ui/EmptyState';
import { FormDrawer } from '@/ui/form/FormDrawer';
import { type FormField, type FormValues, textOf } from '@/ui/form/model';
import { PlainTable } from '@/ui/PlainTable';
import { ProgressLine } from '@/ui/ProgressLine';
import { StateTag } from '@/ui/StateTag';
import css from './PriceLists.module.css';

const rowKey = (list: PriceList) => list.id;

export function PriceListsPage() {
  const { t } = useTranslation();
  const mayWrite = useMay()('price.write');
  const lists = usePriceLists();
  const [open, setOpen] = useState<PriceList | 'new' | null>(null);
  const make = { id: 'new', label: t('products.listNew'), primary: true, run: () => setOpen('new') };
  return (
    <section className={css.page} aria-label={t('products.priceLists')}>
      <header className={css.head}>
        <h1 className={css.title}>{t('products.priceLists')}</h1>
        {mayWrite && <ActionBar actions={[make]} />}
      </header>
      {lists === undefined && <ProgressLine />}
      {lists?.length === 0 && (
        <EmptyState title={t('products.noLists')} text={t('products.noListsText')}>
          {mayWrite && <ActionBar actions={[make]} />}
        </EmptyState>
      )}
      {lists !== undefined && lists.length > 0 && (
        <PlainTable
          label={t('products.priceLists')}
          rows={lists}
          rowKey={rowKey}
          columns={[
            { id: 'code', title: t('products.listCode'), width: 140, render: (list) => <Link to={`/products/price-lists/${list.id}`}>{list.code}</Link> },
            { id: 'name', title: t('products.listName'), render: (list) => <Link to={`/products/price-lists/${list.id}`}>{list.name}</Link> },
            { id: 'currency', title: t('products.currency'), width: 90, render: (list) => list.currency },
            { id: 'tax', title: t('products.taxIncluded'), width: 120, render: (list) => (list.tax_included ? t('common.yes') : t('common.no')) },
            { id: 'state', title: t('products.state'), width: 110, render: (list) => <StateTag state={list.active ? 'active' : 'inactive'} /> },
            ...(mayWrite
              ? [
                  {
                    id: 'tools',
                    title: '',
                    width: 44,
                    align: 'right' as const,
                    render: (list: PriceList) => (
                      <Button type="text" size="small" icon={<EditOutlined />} aria-label={t('products.listEdit', { name: list.name })} onClick={() => setOpen(list)} />
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
      {open !== null && <ListForm list={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </section>
  );
}

const BLAME = { price_list_code_taken: 'code' };

export function ListForm({ list, onClose }: { list: PriceList | null; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const fields = useMemo<FormField[]>(
    () => [
      { id: 'code', label: t('products.listCode'), kind: 'text', required: true },
      { id: 'name', label: t('products.listName'), kind: 'text', required: true },
      { id: 'currency', label: t('products.currency'), kind: 'text', required: true },
      { id: 'tax_included', label: t('products.taxIncluded'), kind: 'flag', hint: t('products.taxIncludedHint') },
      ...(list ? [{ id: 'active', label: t('products.active'), kind: 'flag' as const }] : []),
    ],
    [t, list],
  );
  const start = {
    code: list?.code ?? '',
    name: list?.name ?? '',
    currency: list?.currency ?? 'CNY',
    tax_included: list?.tax_included ?? true,
    active: list?.active ?? true,
  };
  const submit = async (values: FormValues) => {
    const body = {
      code: textOf(values, 'code'),
      name: textOf(values, 'name'),
      currency: textOf(values, 'currency'),
      tax_included: values.tax_included === true,
      active: values.active === true,
    };
    await (list
      ? ok(api.PUT('/api/price-lists/{id}', { params: { path: { id: list.id } }, headers: ifMatch(list.revision), body }))
      : ok(api.POST('/api/price-lists', { body })));
    await queries.invalidateQueries({ queryKey: ['price'] });
  };
  return (
    <FormDrawer
      title={list ? t('products.listEdit', { name: list.name }) : t('products.listNew')}
      fields={fields}
      start={start}
      submit={submit}
      blame={BLAME}
      draft={list ? undefined : 'price-list'}
      onClose={onClose}
    />
  );
}
