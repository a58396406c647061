/** What panels look up: people by their login, documents to try expressions on. */
import { api, ok } from '@/api/client';
import type { LookupSource } from '@/ui/lookup';

/** Colleagues; chosen by login, as files name them. */
export const loginSource: LookupSource = {
  key: ['actor', 'login'],
  find: async (q, signal) => {
    const found = await ok(api.GET('/api/users/lookup', { params: { query: { q } }, signal }));
    return found.flatMap(({ name, login }) => (login == null ? [] : [{ value: login, label: name, hint: login }]));
  },
};

export { orderSource } from '@/ui/sources';
