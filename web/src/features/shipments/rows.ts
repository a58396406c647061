/** Shipments as lists have them, and what is asked of one. */
import { useQuery } from '@tanstack/react-query';
import { api, ok } from '@/api/client';
import type { components } from '@/api/schema';
import type { Source } from '@/ui/list/useRows';
import type { WayStep } from '@/ui/way';

type Schemas = components['schemas'];
export type ShipmentItem = Schemas['ShipmentItem'];
export type Shipment = Schemas['ShipmentView'];
export type ShipmentLine = Schemas['ShipmentLine'];
export type Scan = Schemas['Scan'];
export type Milestone = Schemas['Milestone'];

export const shipmentRows: Source<ShipmentItem> = {
  kind: 'shipment',
  load: (query, signal) => ok(api.GET('/api/shipments', { params: { query }, signal })),
  totals: (query, signal) => ok(api.GET('/api/shipments/totals', { params: { query }, signal })).then((totals) => ({ ...totals })),
};

export function useShipment(id: string) {
  return useQuery({
    queryKey: ['shipment', id],
    queryFn: ({ signal }) => ok(api.GET('/api/shipments/{id}', { params: { path: { id } }, signal })),
  });
}

export function useScans(id: string) {
  return useQuery({
    queryKey: ['shipment', id, 'scans'],
    queryFn: ({ signal }) => ok(api.GET('/api/shipments/{id}/scans', { params: { path: { id } }, signal })),
  });
}

export const MILESTONES: Milestone[] = ['picked_up', 'in_transit', 'out_for_delivery', 'delivered', 'exception'];

/** On the way the carrier's last word says more than the state; at the end it is an old one. */
export const tellsMore = ({ milestone, state }: { milestone: string; state: string }): boolean =>
  milestone !== '' && ['shipped', 'in_transit', 'part_delivered'].includes(state);

/** Released, left, arrived: what the shipment itself knows of the way. */
export function wayOfShipment(shipment: Shipment): WayStep[] {
  const over = shipment.state === 'cancelled';
  const failed = shipment.state === 'refused';
  const shipped = shipment.shipped_at;
  const step = (id: string, at: string | null | undefined, from: string | null | undefined, targetAt: string | null): WayStep => ({
    id,
    state: at != null ? 'done' : over ? 'skipped' : from == null ? 'todo' : 'now',
    startedAt: from ?? null,
    doneAt: at ?? null,
    targetAt,
  });
  const promised = shipment.promised_on == null ? null : `${shipment.promised_on}T16:00:00Z`;
  return [
    { id: 'released', state: 'done', startedAt: shipment.released_at, doneAt: shipment.released_at },
    step('shipped', shipped, shipment.released_at, null),
    failed
      ? { id: 'delivered', state: 'failed', startedAt: shipped ?? null, doneAt: shipment.delivered_at ?? null, targetAt: promised }
      : step('delivered', shipment.delivered_at, shipped, promised),
  ];
}

export interface Outcome {
  done: number;
  refused: { shipment: ShipmentItem; error: unknown }[];
}

/** Lets many leave, one after another: each is its own decision. */
export async function shipEach(shipments: ShipmentItem[]): Promise<Outcome> {
  const outcome: Outcome = { done: 0, refused: [] };
  for (const shipment of shipments) {
    try {
      await ok(api.POST('/api/shipments/{id}/ship', { params: { path: { id: shipment.id } }, body: { carrier: null, tracking_number: null } }));
      outcome.done += 1;
    } catch (error) {
      outcome.refused.push({ shipment, error });
    }
  }
  return outcome;
}
