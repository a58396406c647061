/** The short lists that many pages choose from: warehouses, price lists, departments, roles. */
import { useQuery } from '@tanstack/react-query';
import { api, ok } from '@/api/client';
import type { components } from '@/api/schema';

type Schemas = components['schemas'];
export type Warehouse = Schemas['Warehouse'];
export type Location = Schemas['Location'];
export type PriceList = Schemas['PriceList'];
export type Department = Schemas['DepartmentView'];
export type Role = Schemas['RoleView'];
export type Calendar = Schemas['CalendarLine'];

const STABLE_MS = 60_000;

/** `undefined` while they are fetched. */
export function useWarehouses(enabled = true): Warehouse[] | undefined {
  const { data } = useQuery({
    queryKey: ['warehouse', 'all'],
    queryFn: ({ signal }) => ok(api.GET('/api/warehouses', { signal })),
    staleTime: STABLE_MS,
    enabled,
  });
  return data?.items;
}

export function useLocations(warehouse: string | null): Location[] | undefined {
  const { data } = useQuery({
    queryKey: ['warehouse', 'locations', warehouse],
    queryFn: ({ signal }) => ok(api.GET('/api/warehouses/{id}/locations', { params: { path: { id: warehouse ?? '' } }, signal })),
    staleTime: STABLE_MS,
    enabled: warehouse !== null,
  });
  return data?.items;
}

export function usePriceLists(): PriceList[] | undefined {
  const { data } = useQuery({
    queryKey: ['price', 'lists'],
    queryFn: ({ signal }) => ok(api.GET('/api/price-lists', { signal })),
    staleTime: STABLE_MS,
    retry: false,
  });
  return data;
}

export function useDepartments(): Department[] | undefined {
  const { data } = useQuery({
    queryKey: ['department', 'all'],
    queryFn: ({ signal }) => ok(api.GET('/api/departments', { signal })),
    staleTime: STABLE_MS,
  });
  return data;
}

/** Working calendars, the default one first. */
export function useCalendars(): Calendar[] | undefined {
  const { data } = useQuery({
    queryKey: ['calendar', 'all'],
    queryFn: ({ signal }) => ok(api.GET('/api/calendars', { signal })),
    staleTime: STABLE_MS,
  });
  return data;
}

/** Only for who may see people. */
export function useRoles(enabled: boolean): Role[] | undefined {
  const { data } = useQuery({
    queryKey: ['role', 'all'],
    queryFn: ({ signal }) => ok(api.GET('/api/roles', { signal })),
    staleTime: STABLE_MS,
    enabled,
  });
  return data;
}
