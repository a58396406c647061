/** Where lookups find things: shared by every page that asks for a customer, and so on. */
import { api, ok } from '@/api/client';
import type { LookupSource } from '@/ui/lookup';

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
