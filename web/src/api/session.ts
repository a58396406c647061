/** Who is logged in, and what he may do. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api, ok } from '@/api/client';
import { Problem } from '@/api/problem';
import type { components } from '@/api/schema';
import { type Lang, speak } from '@/lib/i18n';

export type Me = components['schemas']['Me'];

export const ME = ['me'] as const;

/** `undefined` while asking, `null` when nobody is logged in. */
export function useMe(): { me: Me | null | undefined; error: unknown; again: () => void } {
  const { data, error, refetch } = useQuery({
    queryKey: ME,
    queryFn: async ({ signal }) => {
      try {
        return await ok(api.GET('/api/me', { signal }));
      } catch (failure) {
        if (failure instanceof Problem && failure.status === 401) return null;
        throw failure;
      }
    },
    staleTime: Infinity,
    retry: false,
  });
  return { me: data, error, again: () => void refetch() };
}

export function useMay(): (action: string) => boolean {
  const { me } = useMe();
  return useCallback((action: string) => me?.actions.includes(action) === true, [me]);
}

/** Speaks another language here and, by the account, wherever the server words something. */
export function useChooseLang() {
  const queries = useQueryClient();
  return async (lang: Lang) => {
    await speak(lang);
    queries.setQueryData(ME, await ok(api.PATCH('/api/me', { body: { lang } })));
    await queries.invalidateQueries();
  };
}

export function useLogin() {
  const queries = useQueryClient();
  return async (login: string, password: string) => {
    const me = await ok(api.POST('/api/session', { body: { login, password } }));
    queries.clear();
    queries.setQueryData(ME, me);
  };
}

export function useLogout() {
  const queries = useQueryClient();
  return async () => {
    await ok(api.DELETE('/api/session'));
    // Nothing of the last user may show to the next.
    queries.clear();
    queries.setQueryData(ME, null);
  };
}
