/** What a product costs whom: list prices, prices of lists, of single customers, from quantities. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, ok } from '@/api/client';
import { usePriceLists } from '@/api/refs';
import { useMay } from '@/api/session';
import { type Price, type Product, readPrices } from '@/features/products/rows';
import { PlainTable } from '@/ui/PlainTable';
import { Section } from '@/ui/RecordPage';
import { MoneyText, QtyText } from '@/ui/texts';

const PRICES_MAX = 200;
const rowKey = (price: Price) => price.id;

export function ProductPrices({ product }: { product: Product }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['price', 'of product', product.id],
    queryFn: ({ signal }) => readPrices(['product', 'eq', product.id], '', PRICES_MAX, signal),
  });
  return (
    <Section title={t('products.prices')} extra={<Link to="/products/price-lists">{t('products.priceLists')}</Link>}>
      <PlainTable
        label={t('products.prices')}
        rows={data?.items ?? []}
        rowKey={rowKey}
        empty={data ? t('products.noPrices') : t('common.loading')}
        columns={[
          { id: 'for', title: t('products.forWhom'), render: (price) => <ForWhom price={price} /> },
          { id: 'sku', title: t('products.sku'), render: (price) => <span className="num">{price.code}</span> },
          { id: 'from', title: t('products.qtyFrom'), align: 'right', render: (price) => <QtyText qty={price.qty_from} uom={price.uom} /> },
          { id: 'price', title: t('products.price'), align: 'right', render: (price) => <MoneyText amount={price.price} strong /> },
          { id: 'list', title: t('products.listPrice'), align: 'right', render: (price) => <MoneyText amount={price.list_price} /> },
          { id: 'days', title: t('products.days'), render: (price) => <Days price={price} /> },
        ]}
      />
    </Section>
  );
}

function Days({ price }: { price: Price }) {
  const { t } = useTranslation();
  if (price.from_on == null && price.to_on == null) return <>{t('products.always')}</>;
  return <span className="num">{`${price.from_on ?? '…'} – ${price.to_on ?? '…'}`}</span>;
}

function ForWhom({ price }: { price: Price }) {
  const may = useMay();
  const lists = usePriceLists();
  const { customer } = price;
  const { data } = useQuery({
    queryKey: ['customer', 'one', customer],
    queryFn: ({ signal }) => ok(api.GET('/api/customers/{id}', { params: { path: { id: customer ?? '' } }, signal })),
    enabled: customer != null && may('customer.read'),
    retry: false,
  });
  if (customer != null) return <Link to={`/customers/${customer}`}>{data?.name ?? customer}</Link>;
  const list = lists?.find(({ id }) => id === price.price_list);
  return list ? <Link to={`/products/price-lists/${list.id}`}>{list.name}</Link> : null;
}
