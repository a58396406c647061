/** Incidents: what cannot go on by itself, and how it is put right. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ok } from '@/api/client';
import type { components } from '@/api/schema';
import type { Source } from '@/ui/list/useRows';

type Schemas = components['schemas'];
export type Incident = Schemas['IncidentView'];

export const REPAIRS = ['retry', 'set', 'skip', 'move', 'reassign', 'end'] as const;
export type Repair = (typeof REPAIRS)[number];

export const incidentRows: Source<Incident> = {
  kind: 'incident',
  load: ({ q: _none, ...query }, signal) => ok(api.GET('/api/incidents', { params: { query }, signal })),
};

export function useCase(id: string) {
  return useQuery({
    queryKey: ['case', id],
    queryFn: ({ signal }) => ok(api.GET('/api/cases/{id}', { params: { path: { id } }, signal })),
    retry: false,
  });
}

export interface Repaired {
  vars: Record<string, unknown>;
  to: string;
  who: string;
  reason: string;
}

export function repair(id: string, how: Repair, { vars, to, who, reason }: Repaired): Promise<Incident> {
  const params = { path: { id } };
  switch (how) {
    case 'retry':
      return ok(api.POST('/api/incidents/{id}/retry', { params, body: {} }));
    case 'set':
      return ok(api.POST('/api/incidents/{id}/set', { params, body: { vars } }));
    case 'skip':
      return ok(api.POST('/api/incidents/{id}/skip', { params, body: { vars } }));
    case 'move':
      return ok(api.POST('/api/incidents/{id}/move', { params, body: { to } }));
    case 'reassign':
      return ok(api.POST('/api/incidents/{id}/reassign', { params, body: { to: who } }));
    case 'end':
      return ok(api.POST('/api/incidents/{id}/end', { params, body: { reason } }));
  }
}

export function useRefresh() {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ predicate: ({ queryKey }) => ['incident', 'case', 'process', 'task', 'order'].includes(String(queryKey[0])) });
}

/** A value as one types it: what is JSON is meant as such, the rest is text. */
export function valueOf(typed: string): unknown {
  try {
    return JSON.parse(typed) as unknown;
  } catch {
    return typed;
  }
}
