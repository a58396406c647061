/** Everything that happened to a product, its SKUs and its prices. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@/api/client';
import { entriesOf, type Happened, type Words } from '@/ui/history';
import { Timeline } from '@/ui/Timeline';

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const FIELDS: Record<string, string> = {
  code: 'code', name: 'name', category: 'category', description: 'description', active: 'active', spec: 'spec', uom: 'uom', list_price: 'listPrice', cost: 'cost',
  tax_rate: 'tax', weight_g: 'weight',
};

/** A product's facts and those of its SKUs (`A101 list_price`) on one level. */
function flat(side: unknown): Fields {
  if (!isFields(side)) return {};
  const out: Fields = isFields(side.product) ? { ...side.product } : {};
  for (const sku of Array.isArray(side.skus) ? side.skus : []) {
    if (!isFields(sku)) continue;
    for (const [name, value] of Object.entries(sku)) if (name !== 'code') out[`${String(sku.code)} ${name}`] = value;
  }
  return out;
}

/** Prices are lists of rows: told by SKU and quantity. */
function flatPrices(side: unknown): Fields {
  const out: Fields = {};
  for (const price of Array.isArray(side) ? side : []) {
    if (isFields(price)) out[`${String(price.qty_from ?? '0')} price`] = price.price;
  }
  return out;
}

function told(item: Happened): Happened {
  if (!isFields(item.data)) return item;
  const { before, after } = item.data;
  const facts = item.kind === 'price.changed' ? flatPrices : flat;
  return { ...item, data: { before: facts(before), after: facts(after) } };
}

export function ProductStory({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['product', 'story', id],
    queryFn: ({ signal }) => ok(api.GET('/api/products/{id}/timeline', { params: { path: { id } }, signal })),
  });
  const entries = useMemo(() => {
    const words: Words = {
      title: (kind) => t(`products.event.${kind.replace('.', '_')}`, { defaultValue: kind }),
      field: (path) => {
        const at = path.lastIndexOf(' ');
        const [of, name] = [path.slice(0, Math.max(0, at)), path.slice(at + 1)];
        if (name === 'price') return t('products.priceFrom', { qty: of });
        const key = FIELDS[name];
        return key === undefined ? undefined : `${of === '' ? '' : `${of} `}${t(`products.${key}`)}`;
      },
      value: (_name, value) => {
        if (value == null || value === '') return '';
        return typeof value === 'boolean' ? (value ? t('common.yes') : t('common.no')) : String(value);
      },
      system: t('timeline.system'),
    };
    return entriesOf((data?.items ?? []).map(told), words);
  }, [data, t]);
  return <Timeline entries={entries} />;
}
