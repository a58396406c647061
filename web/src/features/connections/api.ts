/** Connections to other systems: where they are, how to sign in, whether they answer. */
import { useQuery } from '@tanstack/react-query';
import { api, ifMatch, ok } from '@/api/client';
import type { components } from '@/api/schema';

type Schemas = components['schemas'];
export type Connection = Schemas['ConnectionView'];
export type NewConnection = Schemas['NewConnection'];
export type Tried = Schemas['ConnectionTried'];

export const AUTHS = ['none', 'bearer', 'basic', 'header'] as const;

export function useConnections() {
  return useQuery({ queryKey: ['connection', 'all'], queryFn: ({ signal }) => ok(api.GET('/api/connections', { signal })) });
}

const at = (id: string) => ({ path: { id } });

export function saveConnection(before: Connection | undefined, body: NewConnection): Promise<Connection> {
  if (!before) return ok(api.POST('/api/connections', { body }));
  return ok(api.PUT('/api/connections/{id}', { params: at(before.id), headers: ifMatch(before.revision), body }));
}

export const setActive = ({ id, revision }: Connection, active: boolean): Promise<Connection> =>
  ok(api.POST('/api/connections/{id}/activity', { params: at(id), headers: ifMatch(revision), body: { active } }));

export const tryConnection = (id: string, path: string): Promise<Tried> => ok(api.POST('/api/connections/{id}/try', { params: at(id), body: { path } }));
