/** What the entry asks about the customer, and from where goods may leave. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, ok } from '@/api/client';
import type { components } from '@/api/schema';

export type CustomerView = components['schemas']['CustomerView'];
export type Warehouse = components['schemas']['WarehouseView'];

export function useCustomer(id: string | undefined): CustomerView | undefined {
  const { data } = useQuery({
    queryKey: ['customer', id],
    queryFn: ({ signal }) => ok(api.GET('/api/customers/{id}', { params: { path: { id: id ?? '' } }, signal })),
    enabled: id !== undefined,
    retry: false,
  });
  return id === undefined ? undefined : data;
}

export function useWarehouses(): Warehouse[] {
  const { data } = useQuery({
    queryKey: ['warehouse', 'active'],
    queryFn: async ({ signal }) => (await ok(api.GET('/api/warehouses', { signal }))) as unknown as { items: Warehouse[] },
    staleTime: 300_000,
    // Who may not see them sends from the default one.
    retry: false,
  });
  return useMemo(() => (data?.items ?? []).filter((one) => one.active), [data]);
}

export function usePriceList(id: string | null | undefined): string | undefined {
  const { data } = useQuery({
    queryKey: ['price', 'lists'],
    queryFn: ({ signal }) => ok(api.GET('/api/price-lists', { signal })),
    enabled: id != null,
    staleTime: 300_000,
    retry: false,
  });
  return data?.find((list) => list.id === id)?.name;
}
