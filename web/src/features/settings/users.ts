/** Users as lists have them, and the roles they may be given. */
import { useMemo } from 'react';
import { api, ok } from '@/api/client';
import { type Role, useRoles } from '@/api/refs';
import type { components } from '@/api/schema';
import { useMay } from '@/api/session';
import { currentLang } from '@/lib/i18n';
import type { Source } from '@/ui/list/useRows';

export type User = components['schemas']['User'];

export const userRows: Source<User> = {
  kind: 'actor',
  load: (query, signal) => ok(api.GET('/api/users', { params: { query }, signal })),
  totals: (query, signal) => ok(api.GET('/api/users/totals', { params: { query }, signal })),
};

/** A role in the reader's language. */
export const roleName = (role: Role) => (currentLang() === 'en' && role.name_en !== '' ? role.name_en : role.name);

export function useRoleChoices(): { value: string; label: string }[] {
  const roles = useRoles(useMay()('people.read'));
  return useMemo(() => (roles ?? []).filter(({ active }) => active).map((role) => ({ value: role.code, label: roleName(role) })), [roles]);
}
