/** What panels look up: people by their login, documents to try expressions on. */
import { api, ok } from '@/api/client';
import { formatMoney } from '@/lib/format';
import type { LookupSource } from '@/ui/lookup';

/** Colleagues; chosen by login, as files name them. */
export const loginSource: LookupSource = {
  key: ['actor', 'login'],
  find: async (q, signal) => {
    const found = await ok(api.GET('/api/users/lookup', { params: { query: { q } }, signal }));
    return found.flatMap(({ name, login }) => (login == null ? [] : [{ value: login, label: name, hint: login }]));
  },
};

/** Orders, the newest first. */
export const orderSource: LookupSource = {
  key: ['order', 'sample'],
  find: async (q, signal) => {
    const query = { limit: 12, ...(q === '' ? {} : { q }) };
    const { items } = await ok(api.GET('/api/orders', { params: { query }, signal }));
    return items.map((order) => ({ value: order.id, label: `${order.number} ${order.customer_name}`, hint: formatMoney(order.total_amount) }));
  },
};
