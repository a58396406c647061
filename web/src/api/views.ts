/** Saved views of list pages: each user's own tabs. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ok } from '@/api/client';

export function useViews(page: string) {
  const { data } = useQuery({
    queryKey: ['view', page],
    queryFn: ({ signal }) => ok(api.GET('/api/views', { params: { query: { page } }, signal })),
    staleTime: 60_000,
    retry: false,
  });
  return data ?? [];
}

export function useViewChanges(page: string) {
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: ['view', page] });
  const create = useMutation({
    mutationFn: (view: { name: string; spec: string }) => ok(api.POST('/api/views', { body: { page, ...view } })),
    onSuccess,
  });
  const change = useMutation({
    mutationFn: ({ id, ...body }: { id: string; name: string; spec: string }) =>
      ok(api.PUT('/api/views/{id}', { params: { path: { id } }, body })),
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: (id: string) => ok(api.DELETE('/api/views/{id}', { params: { path: { id } } })),
    onSuccess,
  });
  return { create, change, remove };
}
