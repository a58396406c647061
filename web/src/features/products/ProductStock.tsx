/** Where a product lies, and what moved of it. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, ok } from '@/api/client';
import type { FilterNode } from '@/api/page';
import { addDecimals, compareDecimals } from '@/lib/decimal';
import { formatQty } from '@/lib/format';
import type { Product } from '@/features/products/rows';
import { DocumentText } from '@/ui/DocumentText';
import { NameText } from '@/ui/NameText';
import { PlainTable } from '@/ui/PlainTable';
import { Section } from '@/ui/RecordPage';
import { QtyText, TimeText } from '@/ui/texts';
import css from './Skus.module.css';

const FEW_MOVES = 10;
/** SKUs × warehouses × lots of one product; beyond it the stock page is the place. */
const BALANCES_MAX = 200;

const ofSkus = (product: Product): FilterNode => ['sku_id', 'in', product.skus.map(({ id }) => id)];
const rowKey = (row: { id: string }) => row.id;

export function ProductStock({ product }: { product: Product }) {
  const { t } = useTranslation();
  const filter = JSON.stringify(ofSkus(product));
  const { data } = useQuery({
    queryKey: ['stock', 'of product', filter],
    queryFn: ({ signal }) => ok(api.GET('/api/stock', { params: { query: { filter, sort: 'sku', limit: BALANCES_MAX } }, signal })),
    enabled: product.skus.length > 0,
  });
  const rows = data?.items ?? [];
  const lots = rows.some((row) => row.lot !== '');
  const sum = (field: 'on_hand' | 'reserved' | 'available') => <span className="num">{formatQty(addDecimals(...rows.map((row) => row[field])))}</span>;
  return (
    <Section title={t('products.stock')}>
      <PlainTable
        label={t('products.stock')}
        rows={rows}
        rowKey={rowKey}
        empty={data ? t('products.noStock') : t('common.loading')}
        columns={[
          { id: 'sku', title: t('products.sku'), render: (row) => <span className="num">{row.sku}</span>, ...(rows.length > 1 ? { foot: t('products.sum') } : {}) },
          { id: 'warehouse', title: t('stock.warehouse'), render: (row) => row.warehouse },
          ...(lots ? [{ id: 'lot', title: t('stock.lot'), render: (row: { lot: string }) => row.lot }] : []),
          { id: 'on_hand', title: t('stock.onHand'), align: 'right', render: (row) => <QtyText qty={row.on_hand} />, ...(rows.length > 1 ? { foot: sum('on_hand') } : {}) },
          { id: 'reserved', title: t('stock.reserved'), align: 'right', render: (row) => <QtyText qty={row.reserved} />, ...(rows.length > 1 ? { foot: sum('reserved') } : {}) },
          {
            id: 'available',
            title: t('stock.available'),
            align: 'right',
            render: (row) => (
              <b className={compareDecimals(row.available, '0') <= 0 ? css.none : undefined}>
                <QtyText qty={row.available} />
              </b>
            ),
            ...(rows.length > 1 ? { foot: sum('available') } : {}),
          },
        ]}
      />
    </Section>
  );
}

export function ProductMoves({ product }: { product: Product }) {
  const { t } = useTranslation();
  const filter = JSON.stringify(ofSkus(product));
  const { data } = useQuery({
    queryKey: ['stock', 'moves of product', filter],
    queryFn: ({ signal }) => ok(api.GET('/api/stock/moves', { params: { query: { filter, sort: '-at', limit: FEW_MOVES } }, signal })),
    enabled: product.skus.length > 0,
  });
  return (
    <Section title={t('products.moves')} extra={<Link to={`/stock/moves?q=${encodeURIComponent(product.skus[0]?.code ?? '')}`}>{t('products.allMoves')}</Link>}>
      <PlainTable
        label={t('products.moves')}
        rows={data?.items ?? []}
        rowKey={rowKey}
        empty={data ? t('products.noMoves') : t('common.loading')}
        columns={[
          { id: 'at', title: t('stock.at'), render: (row) => <TimeText at={row.at} /> },
          { id: 'reason', title: t('stock.reason'), render: (row) => t(`stock.reasons.${row.reason}`) },
          { id: 'sku', title: t('products.sku'), render: (row) => <span className="num">{row.sku}</span> },
          { id: 'qty', title: t('stock.qty'), align: 'right', render: (row) => <QtyText qty={row.qty} /> },
          { id: 'from', title: t('stock.from'), render: (row) => row.from_location },
          { id: 'to', title: t('stock.to'), render: (row) => row.to_location },
          { id: 'document', title: t('stock.document'), render: (row) => <DocumentText id={row.document} /> },
          { id: 'actor', title: t('stock.actor'), render: (row) => <NameText id={row.actor_id} /> },
        ]}
      />
    </Section>
  );
}
