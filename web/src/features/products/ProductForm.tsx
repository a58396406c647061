/** Entering a product with its first SKU, changing its facts, and adding or changing one SKU. */
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '@/api/problem';
import { changeProduct, createProduct, type Product, saveSku, type Sku, SKU, skuValues, strangeUoms } from '@/features/products/rows';
import { FormDrawer } from '@/ui/form/FormDrawer';
import { type FormField, type FormValues, textOf } from '@/ui/form/model';

/** The new record's own page opens instead. */
const leave = () => undefined;

type Translate = (key: string) => string;

function factFields(t: Translate, isNew: boolean): FormField[] {
  return [
    { id: 'name', label: t('products.name'), kind: 'text', required: true, wide: true },
    { id: 'code', label: t('products.code'), kind: 'text', required: !isNew, ...(isNew ? { placeholder: t('products.codeByItself') } : {}) },
    { id: 'category', label: t('products.category'), kind: 'text' },
  ];
}

function skuFields(t: Translate, isNew: boolean): FormField[] {
  return [
    { id: `${SKU}.code`, label: t('products.sku'), kind: 'text', placeholder: t('products.skuByProduct') },
    { id: `${SKU}.spec`, label: t('products.spec'), kind: 'text', placeholder: t('products.specLike') },
    { id: `${SKU}.uom`, label: t('products.uom'), kind: 'text', required: true, placeholder: t('products.uomLike'), disabled: !isNew },
    { id: `${SKU}.list_price`, label: t('products.listPrice'), kind: 'decimal', scale: 4 },
    { id: `${SKU}.tax_rate`, label: t('products.taxPercent'), kind: 'decimal', scale: 4 },
    { id: `${SKU}.cost`, label: t('products.cost'), kind: 'decimal', scale: 4 },
    { id: `${SKU}.weight_g`, label: t('products.weight'), kind: 'whole' },
    { id: `${SKU}.barcodes`, label: t('products.barcodes'), kind: 'long', wide: true, hint: t('products.barcodesHint') },
    { id: `${SKU}.uoms`, label: t('products.uoms'), kind: 'long', wide: true, hint: t('products.uomsHint') },
  ];
}

/** Lines the form cannot read are refused before the server sees the rest. */
function checkUoms(values: FormValues): void {
  const strange = strangeUoms(textOf(values, `${SKU}.uoms`));
  if (strange.length === 0) return;
  const params = { value: strange.join('; '), expected: '24, 1/1000' };
  throw new Problem({ code: 'invalid', params: { count: strange.length }, problems: [{ field: `${SKU}.uoms`, code: 'invalid_value', params }] }, 422);
}

function useSaved<A>(submit: (values: FormValues) => Promise<A>, onDone?: (answer: A) => void) {
  const queries = useQueryClient();
  return async (values: FormValues) => {
    checkUoms(values);
    const answer = await submit(values);
    await queries.invalidateQueries({ queryKey: ['product'] });
    onDone?.(answer);
  };
}

export function NewProductForm({ onClose, onDone }: { onClose: () => void; onDone: (product: Product) => void }) {
  const { t } = useTranslation();
  const fields = useMemo<FormField[]>(
    () => [...factFields(t, true), ...skuFields(t, true), { id: 'description', label: t('products.description'), kind: 'long', wide: true }],
    [t],
  );
  const start = { name: '', code: '', category: '', description: '', ...skuValues(null) };
  return <FormDrawer title={t('products.new')} fields={fields} start={start} submit={useSaved(createProduct, onDone)} draft="product" onClose={onClose} onSaved={leave} />;
}

export function FactsForm({ product, onClose }: { product: Product; onClose: () => void }) {
  const { t } = useTranslation();
  const fields = useMemo<FormField[]>(
    () => [
      ...factFields(t, false),
      { id: 'description', label: t('products.description'), kind: 'long', wide: true },
      { id: 'active', label: t('products.active'), kind: 'flag' },
    ],
    [t],
  );
  const start = { name: product.name, code: product.code, category: product.category, description: product.description, active: product.active };
  const submit = useSaved((values) => changeProduct(product, values));
  return <FormDrawer title={t('products.edit', { name: product.name })} fields={fields} start={start} submit={submit} onClose={onClose} />;
}

export function SkuForm({ product, sku, onClose }: { product: Product; sku: Sku | null; onClose: () => void }) {
  const { t } = useTranslation();
  const fields = useMemo<FormField[]>(() => [...skuFields(t, sku === null), { id: `${SKU}.active`, label: t('products.onSale'), kind: 'flag' }], [t, sku]);
  const submit = useSaved((values) => saveSku(product, sku, values));
  return (
    <FormDrawer
      title={sku ? t('products.skuEdit', { code: sku.code }) : t('products.skuNew')}
      fields={fields}
      start={skuValues(sku)}
      submit={submit}
      draft={sku ? undefined : `sku/${product.id}`}
      onClose={onClose}
    />
  );
}
