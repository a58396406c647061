/** What roles may do, as a table of actions and roles; and what was changed in it. Pure. */
import type { components } from '@/api/schema';

export type Scope = components['schemas']['Scope'];
export type Grant = components['schemas']['Grant'];

/** From nothing to everything. */
export const REACHES = ['', 'own', 'department', 'below', 'all'] as const;
export type Reach = (typeof REACHES)[number];

/** The reach a role has of an action; `*` stands for every action. */
export function reachOf(grants: readonly Grant[], action: string): Reach {
  const found = grants.find((grant) => grant.action === action) ?? grants.find((grant) => grant.action === '*');
  return found?.scope ?? '';
}

/** The same grants with one of them changed. */
export function withReach(grants: readonly Grant[], action: string, reach: Reach): Grant[] {
  const others = grants.filter((grant) => grant.action !== action);
  return reach === '' ? others : [...others, { action, scope: reach }];
}

const text = (grants: readonly Grant[]) =>
  grants
    .map(({ action, scope }) => `${action}:${scope}`)
    .sort()
    .join();

export const sameGrants = (a: readonly Grant[], b: readonly Grant[]): boolean => text(a) === text(b);

/** `order.read` belongs to `order`. */
export const roomOf = (action: string): string => action.split('.')[0] ?? action;
