/** What one was told and has not read: the bell shows it. */
import { useQuery } from '@tanstack/react-query';
import { api, ok } from '@/api/client';
import type { components } from '@/api/schema';

export type Notice = components['schemas']['Notice'];

/** What is read elsewhere makes no event. */
const LOOK_MS = 60_000;

export function useUnread(): number {
  const { data } = useQuery({
    queryKey: ['notice', 'counts'],
    queryFn: ({ signal }) => ok(api.GET('/api/notices/counts', { signal })),
    refetchInterval: LOOK_MS,
    retry: false,
  });
  return data?.unread ?? 0;
}
