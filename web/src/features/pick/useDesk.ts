/** The desk of a shipment, bound to what the server shows of it. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { pickKey, serverOf, usePick } from '@/features/pick/api';
import { openDesk } from '@/features/pick/desk';
import { play } from '@/features/pick/sound';

/** For one shipment: whoever uses it is drawn anew (`key`) for another. */
export function useDesk(id: string) {
  const queries = useQueryClient();
  const stale = useCallback(() => void queries.invalidateQueries({ queryKey: pickKey(id) }), [queries, id]);
  const [desk] = useState(() => openDesk(id, serverOf(id), play, stale));
  const state = useSyncExternalStore(desk.watch, desk.get);
  const { data, error, refetch } = usePick(id);
  useEffect(() => {
    desk.start();
    return desk.close;
  }, [desk]);
  useEffect(() => {
    if (data) desk.setView(data);
  }, [desk, data]);
  return { desk, state, error, again: () => void refetch(), stale };
}
