/** Where lookups find things: shared by every page that asks for a customer, and so on. */
import { api, ok } from '@/api/client';
import type { components } from '@/api/schema';
import { formatMoney } from '@/lib/format';
import type { LookupSource, Option } from '@/ui/lookup';

export const customerSource: LookupSource = {
  key: ['customer', 'lookup'],
  find: async (q, signal) => {
    const found = await ok(api.GET('/api/customers/lookup', { params: { query: { q } }, signal }));
    return found.map((customer) => ({
      value: customer.id,
      code: customer.code,
      label: customer.name,
      hint: customer.phone === '' ? undefined : customer.phone,
      data: customer,
    }));
  },
};

type SkuFound = components['schemas']['SkuView'];

/** What a page has at hand of a SKU that was found. */
export interface SkuData {
  name: string;
  uom: string;
  /** What it may be counted in, the base unit first. */
  uoms: string[];
  listPrice: string;
  /** The unit of the barcode that was scanned, where it is not the base unit. */
  scanned: string | undefined;
}

function skuOption(sku: SkuFound, q: string): Option {
  const scanned = sku.barcodes.find((barcode) => barcode.code === q)?.uom;
  const data: SkuData = {
    name: sku.name,
    uom: sku.uom,
    uoms: [sku.uom, ...sku.uoms.map(({ uom }) => uom)],
    listPrice: sku.list_price,
    scanned: scanned === sku.uom ? undefined : scanned,
  };
  return { value: sku.id, code: sku.code, label: data.name, hint: `${formatMoney(sku.list_price)} / ${sku.uom}`, data };
}

/** By code, name, pinyin initials or barcode. Only what is still sold. */
export const skuSource: LookupSource = {
  key: ['product', 'sku', 'lookup'],
  find: async (q, signal) => {
    const found = await ok(api.GET('/api/skus/lookup', { params: { query: { q } }, signal }));
    return found.filter((sku) => sku.active).map((sku) => skuOption(sku, q));
  },
};

/** Colleagues by name, pinyin or login. */
export const colleagueSource: LookupSource = {
  key: ['actor', 'lookup'],
  find: async (q, signal) => {
    const found = await ok(api.GET('/api/users/lookup', { params: { query: { q } }, signal }));
    return found.map(({ id, name }) => ({ value: id, label: name }));
  },
};

/** Orders to try something on, the newest first. */
export const orderSource: LookupSource = {
  key: ['order', 'sample'],
  find: async (q, signal) => {
    const query = { limit: 12, ...(q === '' ? {} : { q }) };
    const { items } = await ok(api.GET('/api/orders', { params: { query }, signal }));
    return items.map((order) => ({ value: order.id, label: `${order.number} ${order.customer_name}`, hint: formatMoney(order.total_amount) }));
  },
};

/** What was pasted, as SKUs: exactly by code or barcode, all at once. */
export async function resolveSkus(texts: string[], signal: AbortSignal): Promise<Map<string, Option>> {
  const lines = texts.map((code) => ({ code, qty: '1' }));
  const { lines: found } = await ok(api.POST('/api/quote', { body: { lines }, signal }));
  const known = new Map<string, Option>();
  found.forEach(({ quoted }, index) => {
    const text = texts[index];
    if (quoted == null || text === undefined) return;
    const data: SkuData = { name: quoted.name, uom: quoted.uom, uoms: [quoted.uom], listPrice: quoted.list_price, scanned: undefined };
    known.set(text, { value: quoted.sku, code: quoted.code, label: quoted.name, data });
  });
  return known;
}
