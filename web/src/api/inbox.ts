/** How much waits for whoever is logged in: the menu, the phone's bar and the inbox itself show it. */
import { useQuery } from '@tanstack/react-query';
import { api, ok } from '@/api/client';
import type { components } from '@/api/schema';

export type InboxCounts = components['schemas']['InboxCounts'];

/** A deadline passes without an event. */
const LOOK_MS = 60_000;

export function useInboxCounts(): InboxCounts | undefined {
  const { data } = useQuery({
    queryKey: ['task', 'counts'],
    queryFn: ({ signal }) => ok(api.GET('/api/tasks/counts', { signal })),
    refetchInterval: LOOK_MS,
    retry: false,
  });
  return data;
}
