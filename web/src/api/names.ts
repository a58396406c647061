/** Names of colleagues by id. Every cell may ask for its own: what is asked in one moment travels as one request. */
import { useQuery } from '@tanstack/react-query';
import { api, ok } from '@/api/client';

const STABLE_MS = 5 * 60_000;
const AT_ONCE = 400;

type Told = (name: string) => void;
let waiting = new Map<string, Told[]>();

async function ask(): Promise<void> {
  const asked = waiting;
  waiting = new Map();
  const ids = [...asked.keys()];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const some = ids.slice(from, from + AT_ONCE);
    const found = await ok(api.GET('/api/users/names', { params: { query: { ids: some.join(',') } } })).catch(() => []);
    const names = new Map(found.map(({ id, name }) => [id, name]));
    for (const id of some) asked.get(id)?.forEach((tell) => tell(names.get(id) ?? ''));
  }
}

function nameOf(id: string): Promise<string> {
  return new Promise((tell) => {
    if (waiting.size === 0) setTimeout(() => void ask());
    waiting.set(id, [...(waiting.get(id) ?? []), tell]);
  });
}

/** Empty until it is known, and for ids nobody has. */
export function useNameOf(id: string | null | undefined): string {
  const { data } = useQuery({
    queryKey: ['actor', 'name', id],
    queryFn: () => nameOf(id ?? ''),
    staleTime: STABLE_MS,
    enabled: id != null && id !== '',
  });
  return data ?? '';
}
