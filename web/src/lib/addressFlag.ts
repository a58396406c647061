/** Something that is open while the address says so, so that a link and Back work. */
import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

export function useAddressFlag(name: string): [open: boolean, show: (open: boolean) => void] {
  const [search, setSearch] = useSearchParams();
  const show = useCallback(
    (open: boolean) =>
      setSearch(
        (old) => {
          const next = new URLSearchParams(old);
          if (open) next.set(name, '1');
          else next.delete(name);
          return next;
        },
        { replace: true },
      ),
    [name, setSearch],
  );
  return [search.get(name) !== null, show];
}
