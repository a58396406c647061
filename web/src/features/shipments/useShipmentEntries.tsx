/** Everything that happened to a shipment, as the timeline wants it. */
import { useTranslation } from 'react-i18next';
import { formatQty } from '@/lib/format';
import type { Scan, Shipment } from '@/features/shipments/rows';
import { NameText } from '@/ui/NameText';
import { stateLook } from '@/ui/states';
import type { TimelineEntry } from '@/ui/Timeline';

export function useShipmentEntries(shipment: Shipment, scans: Scan[]): TimelineEntry[] {
  const { t } = useTranslation();
  const entries: TimelineEntry[] = [];
  const happened = (key: string, at: string | null | undefined, title: string, text = '') => {
    if (at != null) entries.push({ key, at, title, who: '', group: 'shipment', tone: stateLook(key, 'shipment').tone, text });
  };
  happened('released', shipment.released_at, t('shipments.event.released'));
  happened('shipped', shipment.shipped_at, t('shipments.event.shipped'), [shipment.carrier, shipment.tracking_number].filter(Boolean).join(' '));
  happened('delivered', shipment.delivered_at, t('shipments.event.delivered'), [shipment.signed_by, shipment.proof_note].filter(Boolean).join(' '));
  for (const event of shipment.tracking) {
    entries.push({
      key: event.id,
      at: event.at,
      who: '',
      title: t(`state.milestone.${event.milestone}`),
      group: 'tracking',
      tone: stateLook(event.milestone, 'milestone').tone,
      text: [event.place, event.text].filter(Boolean).join(' '),
    });
  }
  for (const scan of scans) {
    const line = shipment.lines.find((one) => one.id === scan.line_id);
    entries.push({
      key: scan.id,
      at: scan.at,
      who: <NameText id={scan.actor_id} />,
      title: t(`shipments.scan.${scan.result}`, { code: line?.sku ?? scan.code, qty: formatQty(scan.qty) }),
      group: 'scan',
      tone: scan.result === 'ok' ? 'done' : scan.result === 'undone' ? 'quiet' : 'bad',
      text: [line?.name ?? scan.code, scan.lot].filter(Boolean).join(' '),
    });
  }
  return entries.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}
