/** The product list. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useMay } from '@/api/session';
import { useAddressFlag } from '@/lib/addressFlag';
import { formatMoney } from '@/lib/format';
import { AvailableText } from '@/features/products/available';
import { NewProductForm } from '@/features/products/ProductForm';
import { type ProductRow, productRows } from '@/features/products/rows';
import type { Action } from '@/ui/action';
import { DataList } from '@/ui/list/DataList';
import type { BuiltinView, Column, FilterField } from '@/ui/list/model';
import { RowCard } from '@/ui/list/RowCard';
import { StateTag } from '@/ui/StateTag';
import { TimeText } from '@/ui/texts';

const rowId = (row: ProductRow) => row.id;
const rowPath = (row: ProductRow) => `/products/${row.id}`;

export function ProductsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const [creating, show] = useAddressFlag('new');
  const actions: Action[] = [];
  if (may('product.write')) actions.push({ id: 'new', label: t('products.new'), primary: true, shortcut: 'alt+p', run: () => show(true) });
  if (may('import.run')) actions.push({ id: 'import', label: t('orders.import'), run: () => navigate('/import') });
  return (
    <>
      <DataList
        page="products"
        title={t('frame.products')}
        source={productRows}
        rowId={rowId}
        href={rowPath}
        columns={useColumns()}
        fields={useFields()}
        views={useViews()}
        defaultSort="code"
        searchPlaceholder={t('products.search')}
        actions={actions}
        card={Card}
        keys={!creating}
        empty={{ title: t('products.empty'), text: t('products.emptyText'), actions }}
      />
      {creating && <NewProductForm onClose={() => show(false)} onDone={(product) => void navigate(`/products/${product.id}`)} />}
    </>
  );
}

/** ¥12.00, or ¥12.00 – ¥18.00 when its SKUs differ. */
function priceRange(row: ProductRow): string {
  const { list_price_from: from, list_price_to: to } = row;
  if (from == null || to == null) return '';
  return from === to ? formatMoney(from) : `${formatMoney(from)} – ${formatMoney(to)}`;
}

function useColumns(): Column<ProductRow>[] {
  const { t } = useTranslation();
  const seesStock = useMay()('stock.read');
  return useMemo(() => {
    const available: Column<ProductRow> = { id: 'available', title: t('stock.available'), width: 104, align: 'right', render: (row) => <AvailableText row={row} /> };
    return [
      { id: 'code', title: t('products.code'), width: 150, frozen: true, sortable: true, render: (row) => row.code },
      { id: 'name', title: t('products.name'), width: 340, sortable: true, render: (row) => row.name },
      { id: 'category', title: t('products.category'), width: 120, sortable: true, render: (row) => row.category },
      { id: 'skus', title: t('products.skuCount'), width: 84, align: 'right', render: (row) => <span className="num">{row.skus}</span> },
      { id: 'price', title: t('products.listPrice'), width: 180, align: 'right', render: (row) => <span className="num">{priceRange(row)}</span> },
      ...(seesStock ? [available] : []),
      { id: 'active', title: t('products.state'), width: 88, sortable: true, render: (row) => <StateTag state={row.active ? 'active' : 'inactive'} /> },
      { id: 'created_at', title: t('products.createdAt'), width: 140, sortable: true, render: (row) => <TimeText at={row.created_at} /> },
    ];
  }, [t, seesStock]);
}

function useFields(): FilterField[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { field: 'category', title: t('products.category'), kind: 'text', quick: true },
      { field: 'active', title: t('products.active'), kind: 'flag', quick: true },
      { field: 'code', title: t('products.code'), kind: 'text' },
      { field: 'name', title: t('products.name'), kind: 'text' },
      { field: 'description', title: t('products.description'), kind: 'text' },
      { field: 'created_at', title: t('products.createdAt'), kind: 'instant' },
    ],
    [t],
  );
}

function useViews(): BuiltinView[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'all', name: t('common.all') },
      { id: 'new', name: t('products.view.new'), sort: '-created_at' },
      { id: 'inactive', name: t('products.view.inactive'), base: ['active', 'eq', false] },
    ],
    [t],
  );
}

/** A product on the phone. */
function Card(row: ProductRow) {
  return <PhoneCard row={row} />;
}

function PhoneCard({ row }: { row: ProductRow }) {
  const { t } = useTranslation();
  const seesStock = useMay()('stock.read');
  const code = <span className="num">{row.code}</span>;
  const available = (
    <>
      {t('stock.available')} <AvailableText row={row} />
    </>
  );
  return <RowCard name={row.name} figure={<span className="num">{priceRange(row)}</span>} lines={[[code, seesStock ? available : null]]} />;
}
