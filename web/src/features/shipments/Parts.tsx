/** Packages and tracking of a shipment. */
import { useTranslation } from 'react-i18next';
import { groupDecimal } from '@/lib/decimal';
import type { Shipment } from '@/features/shipments/rows';
import { PlainTable } from '@/ui/PlainTable';
import { StateTag } from '@/ui/StateTag';
import { TimeText } from '@/ui/texts';
import css from './Shipments.module.css';

/** 1,250 g → 1.25 kg */
function kilograms(grams: number): string {
  return groupDecimal(`${String(Math.trunc(grams / 1000))}.${String(grams % 1000).padStart(3, '0')}`, 0);
}

export function PackagesTable({ packages }: { packages: Shipment['packages'] }) {
  const { t } = useTranslation();
  return (
    <PlainTable
      label={t('shipments.packages')}
      rows={packages}
      rowKey={(one) => one.id}
      columns={[
        { id: 'no', title: '#', width: 36, render: (one) => one.package_no },
        { id: 'tracking', title: t('shipments.tracking'), render: (one) => one.tracking_number || '—' },
        { id: 'weight', title: t('shipments.weight'), align: 'right', render: (one) => (one.weight_g > 0 ? kilograms(one.weight_g) : '—') },
        { id: 'note', title: t('shipments.note'), render: (one) => one.note },
      ]}
    />
  );
}

export function TrackingList({ events }: { events: Shipment['tracking'] }) {
  return (
    <ol className={css.tracks}>
      {events.toReversed().map((event) => (
        <li key={event.id} className={css.track}>
          <TimeText at={event.at} />
          <StateTag state={event.milestone} kind="milestone" bare />
          <span>
            {event.place} {event.text}
          </span>
        </li>
      ))}
    </ol>
  );
}
