/** What the station asks the server. */
import { useQuery } from '@tanstack/react-query';
import { api, idempotent, ok } from '@/api/client';
import type { components } from '@/api/schema';
import type { Server, Shipment } from '@/features/pick/desk';

export type ShipmentItem = components['schemas']['ShipmentItem'];

/** A lost answer is asked for again, with the same key. */
const LONGEST_MS = 8_000;

export const pickKey = (id: string) => ['shipment', id, 'pick'];

export function usePick(id: string) {
  return useQuery({
    queryKey: pickKey(id),
    queryFn: ({ signal }) => ok(api.GET('/api/shipments/{id}/pick', { params: { path: { id } }, signal })),
    staleTime: 0,
  });
}

const OPEN = JSON.stringify(['state', 'in', ['released', 'picking', 'picked', 'packed']]);

/** What waits for the warehouse, the most urgent first. */
export function useWaiting() {
  return useQuery({
    queryKey: ['shipment', 'waiting'],
    queryFn: ({ signal }) => ok(api.GET('/api/shipments', { params: { query: { filter: OPEN, sort: 'promised_on', limit: 50 } }, signal })),
  });
}

export const findShipment = (code: string): Promise<Shipment> => ok(api.GET('/api/shipments/find', { params: { query: { code } } }));

export function serverOf(id: string): Server {
  const params = { path: { id } };
  return {
    scan: (job) =>
      ok(
        api.POST('/api/shipments/{id}/scan', {
          params,
          body: { code: job.code, qty: job.qty, lot: job.lot, client_key: job.key },
          headers: idempotent(job.key),
          signal: AbortSignal.timeout(LONGEST_MS),
        }),
      ),
    undo: (job) =>
      ok(api.POST('/api/shipments/{id}/undo-scan', { params, body: {}, headers: idempotent(job.key), signal: AbortSignal.timeout(LONGEST_MS) })),
  };
}

export interface Leaving {
  carrier: string;
  trackingNumber: string;
  weightG: number;
}

/** Packs when that is still to do, then lets the goods leave. */
export async function packAndShip(id: string, leaving: Leaving, pack: boolean, ship: boolean): Promise<Shipment> {
  const params = { path: { id } };
  const tracking = leaving.trackingNumber.trim();
  let shipment: Shipment | undefined;
  if (pack) {
    const told = tracking !== '' || leaving.weightG > 0;
    const packages = told ? [{ tracking_number: tracking, weight_g: leaving.weightG, note: '' }] : [];
    shipment = await ok(api.POST('/api/shipments/{id}/pack', { params, body: { packages } }));
  }
  if (ship || !shipment) {
    const carrier = leaving.carrier.trim();
    const body = { carrier: carrier === '' ? null : carrier, tracking_number: tracking === '' ? null : tracking };
    shipment = await ok(api.POST('/api/shipments/{id}/ship', { params, body }));
  }
  return shipment;
}

export const shortPick = (id: string, line: string, reason: string): Promise<Shipment> =>
  ok(api.POST('/api/shipments/{id}/short-pick', { params: { path: { id } }, body: { lines: [line], reason } }));
