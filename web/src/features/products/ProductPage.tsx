/** One product: SKUs with stock, prices, what moved, and what happened. */
import { EditOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { useMay } from '@/api/session';
import { FactsForm, SkuForm } from '@/features/products/ProductForm';
import { ProductMoves, ProductStock } from '@/features/products/ProductStock';
import { ProductPrices } from '@/features/products/ProductPrices';
import { ProductStory } from '@/features/products/ProductStory';
import { readProduct, type Sku } from '@/features/products/rows';
import { Skus } from '@/features/products/Skus';
import type { Action } from '@/ui/action';
import { Facts, RecordPage, RecordWait, Section } from '@/ui/RecordPage';
import { StateTag } from '@/ui/StateTag';
import { TimeText } from '@/ui/texts';

type Open = { form: 'facts' } | { form: 'sku'; sku: Sku | null } | null;

export function ProductPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const may = useMay();
  const navigate = useNavigate();
  const [open, setOpen] = useState<Open>(null);
  const { data: product, error, refetch, isFetching } = useQuery({
    queryKey: ['product', 'one', id],
    queryFn: ({ signal }) => readProduct(id, signal),
  });
  if (!product) return <RecordWait error={error} again={() => void refetch()} />;

  const mayChange = product.allowed_actions.includes('change');
  const actions: Action[] = [];
  if (mayChange) {
    actions.push(
      { id: 'edit', label: t('products.change'), icon: <EditOutlined />, shortcut: 'alt+e', run: () => setOpen({ form: 'facts' }) },
      { id: 'sku', label: t('products.skuNew'), icon: <PlusOutlined />, run: () => setOpen({ form: 'sku', sku: null }) },
    );
  }
  if (may('stock.receive')) actions.push({ id: 'receive', label: t('products.receive'), run: () => navigate('/stock/receive') });
  const close = () => setOpen(null);
  return (
    <>
      <RecordPage
        kind={t('products.one')}
        number={product.name}
        listPath="/products"
        tags={<StateTag state={product.active ? 'active' : 'inactive'} />}
        summary={[
          { label: t('products.code'), value: product.code },
          { label: t('products.category'), value: product.category || '—' },
          { label: t('products.skuCount'), value: product.skus.length },
        ]}
        actions={actions}
        busy={isFetching}
        side={<ProductStory id={product.id} />}
      >
        <Skus product={product} edit={mayChange ? (sku) => setOpen({ form: 'sku', sku }) : undefined} />
        {may('stock.read') && <ProductStock product={product} />}
        <ProductPrices product={product} />
        {may('stock.read') && <ProductMoves product={product} />}
        <Section title={t('products.facts')}>
          <Facts
            items={[
              { label: t('products.description'), value: product.description },
              { label: t('products.createdAt'), value: <TimeText at={product.created_at} /> },
            ]}
          />
        </Section>
      </RecordPage>
      {open?.form === 'facts' && <FactsForm product={product} onClose={close} />}
      {open?.form === 'sku' && <SkuForm product={product} sku={open.sku} onClose={close} />}
    </>
  );
}
