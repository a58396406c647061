/** Names of colleagues and numbers of shipments by id. Every cell may ask for its own: what is asked in one moment travels as one request. */
import { useQuery } from '@tanstack/react-query';
import { api, ok } from '@/api/client';

const STABLE_MS = 5 * 60_000;
const AT_ONCE = 100;

type Told = (name: string) => void;
type Found = { id: string; name: string }[];

/** Gathers what is asked until the moment is over, then asks for all of it. */
function together(find: (ids: string[]) => Promise<Found>): (id: string) => Promise<string> {
  let waiting = new Map<string, Told[]>();
  const ask = async () => {
    const asked = waiting;
    waiting = new Map();
    const ids = [...asked.keys()];
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const some = ids.slice(from, from + AT_ONCE);
      const names = new Map((await find(some).catch(() => [])).map(({ id, name }) => [id, name]));
      for (const id of some) asked.get(id)?.forEach((tell) => tell(names.get(id) ?? ''));
    }
  };
  return (id) =>
    new Promise((tell) => {
      if (waiting.size === 0) setTimeout(() => void ask());
      waiting.set(id, [...(waiting.get(id) ?? []), tell]);
    });
}

const colleague = together((ids) => ok(api.GET('/api/users/names', { params: { query: { ids: ids.join(',') } } })));

const shipment = together(async (ids) => {
  const query = { filter: JSON.stringify(['id', 'in', ids]), limit: AT_ONCE };
  const { items } = await ok(api.GET('/api/shipments', { params: { query } }));
  return items.map(({ id, number }) => ({ id, name: number }));
});

/** Empty until it is known, and for ids nobody has. */
export function useNameOf(id: string | null | undefined): string {
  const { data } = useQuery({
    queryKey: ['actor', 'name', id],
    queryFn: () => colleague(id ?? ''),
    staleTime: STABLE_MS,
    enabled: id != null && id !== '',
  });
  return data ?? '';
}

/** A shipment keeps its number for ever. Empty until it is known, and for whoever may not see it. */
export function useShipmentNumber(id: string): string {
  const { data } = useQuery({ queryKey: ['number', 'shipment', id], queryFn: () => shipment(id), staleTime: Infinity });
  return data ?? '';
}
