/** Products, SKUs and prices: where they come from, and how forms and the wire say them. */
import { api, ifMatch, ok } from '@/api/client';
import type { FilterNode } from '@/api/page';
import type { components } from '@/api/schema';
import { percentOf, rateOf } from '@/lib/decimal';
import { type FormValues, decimalOf, textOf, wholeOf } from '@/ui/form/model';
import type { Source } from '@/ui/list/useRows';

type Schemas = components['schemas'];
/** `together` are the SKUs of all rows that came with it: what lies of them is asked for at once. */
export type ProductRow = Schemas['ProductItem'] & { together: string };
export type Product = Schemas['ProductView'];
export type Sku = Schemas['SkuView'];
export type Price = Schemas['PriceRow'];
type SkuFields = Schemas['SkuFields'];

export const productRows: Source<ProductRow> = {
  kind: 'product',
  load: async (query, signal) => {
    const page = await ok(api.GET('/api/products', { params: { query }, signal }));
    const together = page.items.flatMap((row) => row.sku_ids).join(',');
    return { ...page, items: page.items.map((row) => ({ ...row, together })) };
  },
  totals: (query, signal) => ok(api.GET('/api/products/totals', { params: { query }, signal })),
};

export const readProduct = (id: string, signal: AbortSignal) => ok(api.GET('/api/products/{id}', { params: { path: { id } }, signal }));

export async function readPrices(filter: FilterNode, q: string, limit: number, signal: AbortSignal) {
  const query = { filter: JSON.stringify(filter), limit, ...(q === '' ? {} : { q }) };
  return ok(api.GET('/api/prices', { params: { query }, signal }));
}

/** One barcode a line, with the unit it stands on when that is not the base unit: `6901234567892 箱`. */
export function barcodesOf(text: string): { code: string; uom: string }[] {
  return text
    .split(/[\n;；]+/)
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([code = '', uom = '']) => (code === '' ? [] : [{ code, uom }]));
}

export const barcodesText = (sku: Sku) => sku.barcodes.map(({ code, uom }) => (uom === '' || uom === sku.uom ? code : `${code} ${uom}`)).join('\n');

/** One unit a line: `箱=24`, `克=1/1000`. */
export function uomsOf(text: string): { uom: string; num: number; den: number }[] {
  return text
    .split(/[\n;；]+/)
    .map((line) => /^\s*(.+?)\s*[=＝:：\s]\s*(\d+)\s*(?:\/\s*(\d+))?\s*$/.exec(line))
    .flatMap((match) => (match ? [{ uom: match[1] ?? '', num: Number(match[2]), den: Number(match[3] ?? '1') }] : []));
}

/** The lines that say no unit; they are not to be lost in silence. */
export const strangeUoms = (text: string): string[] =>
  text
    .split(/[\n;；]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && uomsOf(line).length === 0);

export const uomsText = (sku: Sku) => sku.uoms.map(({ uom, num, den }) => `${uom}=${String(num)}${den == null || den === 1 ? '' : `/${String(den)}`}`).join('\n');

/** The form of a SKU; its fields are named as the server names them in a refusal. */
export const SKU = 'skus[0]';

export function skuValues(sku: Sku | null): FormValues {
  return {
    [`${SKU}.code`]: sku?.code ?? '',
    [`${SKU}.spec`]: sku?.spec ?? '',
    [`${SKU}.uom`]: sku?.uom ?? '',
    [`${SKU}.list_price`]: sku?.list_price ?? '',
    [`${SKU}.cost`]: sku?.cost ?? '',
    [`${SKU}.tax_rate`]: sku ? percentOf(sku.tax_rate) : '13',
    [`${SKU}.weight_g`]: sku === null ? '' : String(sku.weight_g),
    [`${SKU}.barcodes`]: sku === null ? '' : barcodesText(sku),
    [`${SKU}.uoms`]: sku === null ? '' : uomsText(sku),
    [`${SKU}.active`]: sku?.active ?? true,
  };
}

function skuOf(values: FormValues, sku: Sku | null): SkuFields {
  const cost = decimalOf(values, `${SKU}.cost`);
  return {
    ...(sku === null ? {} : { id: sku.id }),
    code: textOf(values, `${SKU}.code`),
    spec: textOf(values, `${SKU}.spec`),
    uom: textOf(values, `${SKU}.uom`),
    list_price: decimalOf(values, `${SKU}.list_price`) ?? '0',
    tax_rate: rateOf(textOf(values, `${SKU}.tax_rate`)),
    weight_g: wholeOf(values, `${SKU}.weight_g`),
    active: values[`${SKU}.active`] !== false,
    barcodes: barcodesOf(textOf(values, `${SKU}.barcodes`)),
    uoms: uomsOf(textOf(values, `${SKU}.uoms`)),
    ...(cost === null ? {} : { cost }),
  };
}

function factsOf(values: FormValues) {
  return {
    code: textOf(values, 'code'),
    name: textOf(values, 'name'),
    category: textOf(values, 'category'),
    description: textOf(values, 'description'),
  };
}

export const createProduct = (values: FormValues) => ok(api.POST('/api/products', { body: { ...factsOf(values), skus: [skuOf(values, null)] } }));

export const changeProduct = (product: Product, values: FormValues) =>
  ok(
    api.PATCH('/api/products/{id}', {
      params: { path: { id: product.id } },
      headers: ifMatch(product.revision),
      body: { ...factsOf(values), active: values.active === true },
    }),
  );

export const saveSku = (product: Product, sku: Sku | null, values: FormValues) =>
  ok(
    api.PATCH('/api/products/{id}', {
      params: { path: { id: product.id } },
      headers: ifMatch(product.revision),
      body: { skus: [skuOf(values, sku)] },
    }),
  );
