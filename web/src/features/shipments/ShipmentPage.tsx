/** A shipment: its lines, packages and tracking, what happened, and what is next. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { useWarehouses } from '@/api/refs';
import { useMay } from '@/api/session';
import { LinesTable } from '@/features/shipments/LinesTable';
import { PackagesTable, TrackingList } from '@/features/shipments/Parts';
import { type Shipment, tellsMore, useScans, useShipment, wayOfShipment } from '@/features/shipments/rows';
import { ShipmentDialog, type DialogName } from '@/features/shipments/ShipmentDialog';
import { useShipmentEntries } from '@/features/shipments/useShipmentEntries';
import type { Action } from '@/ui/action';
import { Facts, RecordPage, RecordWait, Section } from '@/ui/RecordPage';
import { StateTag } from '@/ui/StateTag';
import { TimeText } from '@/ui/texts';
import { Timeline } from '@/ui/Timeline';
import { WayStrip } from '@/ui/WayStrip';

export function ShipmentPage() {
  const { id = '' } = useParams();
  const { data, error, refetch } = useShipment(id);
  return data ? <ShipmentRecord shipment={data} /> : <RecordWait error={error} again={() => void refetch()} />;
}

/** In the order they are offered: what is next comes first. */
const DIALOGS: DialogName[] = ['deliver', 'ship', 'pack', 'restock', 'track', 'set_packages', 'cancel'];
const PRIMARY = new Set(['deliver', 'ship', 'pack', 'restock']);

function useActions(shipment: Shipment, open: (dialog: DialogName) => void): Action[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const allowed = new Set(shipment.allowed_actions);
  const actions: Action[] = [];
  if (allowed.has('scan') && shipment.state !== 'picked') {
    actions.push({ id: 'pick', label: t('shipments.pick'), primary: true, shortcut: 'alt+p', run: () => navigate(`/pick/${shipment.id}`) });
  }
  for (const id of DIALOGS.filter((one) => allowed.has(one))) {
    actions.push({ id, label: t(`shipments.action.${id}`), primary: actions.length === 0 && PRIMARY.has(id), danger: id === 'cancel', run: () => open(id) });
  }
  return actions;
}

function ShipmentRecord({ shipment }: { shipment: Shipment }) {
  const { t } = useTranslation();
  const may = useMay();
  const [dialog, setDialog] = useState<DialogName>();
  const scans = useScans(shipment.id);
  const entries = useShipmentEntries(shipment, scans.data ?? []);
  const warehouse = useWarehouses()?.find((one) => one.id === shipment.warehouse)?.name;
  const order = may('order.read') ? <Link to={`/orders/${shipment.origin}`}>{shipment.order_number}</Link> : shipment.order_number;
  const customer = may('customer.read') ? <Link to={`/customers/${shipment.customer}`}>{shipment.customer_name}</Link> : shipment.customer_name;
  return (
    <RecordPage
      kind={t('shipments.one')}
      number={shipment.number}
      listPath="/shipments"
      tags={
        <>
          <StateTag state={shipment.state} kind="shipment" />
          {tellsMore(shipment) && <StateTag state={shipment.milestone} kind="milestone" />}
        </>
      }
      summary={[
        { label: t('shipments.order'), value: <span className="num">{order}</span> },
        { label: t('shipments.customer'), value: customer },
        { label: t('shipments.promisedOn'), value: shipment.promised_on ?? '—' },
        { label: t('shipments.carrier'), value: [shipment.carrier, shipment.tracking_number].filter(Boolean).join(' ') || '—' },
      ]}
      strip={<WayStrip steps={wayOfShipment(shipment)} full />}
      actions={useActions(shipment, setDialog)}
      side={
        <Timeline
          entries={entries}
          groups={[
            { id: 'shipment', label: t('shipments.one') },
            { id: 'scan', label: t('shipments.scans') },
            { id: 'tracking', label: t('shipments.tracks') },
          ]}
        />
      }
    >
      <Section title={t('shipments.linesTitle', { count: shipment.lines.length })}>
        <LinesTable lines={shipment.lines} />
      </Section>
      <Section title={t('shipments.to')}>
        <Facts
          items={[
            { label: t('shipments.receiver'), value: shipment.receiver },
            { label: t('shipments.phone'), value: shipment.phone },
            { label: t('shipments.address'), value: shipment.address },
            { label: t('shipments.warehouse'), value: warehouse },
            { label: t('shipments.releasedAt'), value: <TimeText at={shipment.released_at} /> },
            { label: t('shipments.shippedAt'), value: shipment.shipped_at == null ? null : <TimeText at={shipment.shipped_at} /> },
            { label: t('shipments.note'), value: shipment.note },
          ]}
        />
      </Section>
      {(shipment.delivered_at != null || shipment.signed_by !== '' || shipment.proof_note !== '') && (
        <Section title={t('shipments.proof')}>
          <Facts
            items={[
              { label: t('shipments.deliveredAt'), value: shipment.delivered_at == null ? null : <TimeText at={shipment.delivered_at} /> },
              { label: t('shipments.signedBy'), value: shipment.signed_by },
              { label: t('shipments.proofNote'), value: shipment.proof_note },
            ]}
          />
        </Section>
      )}
      {shipment.packages.length > 0 && (
        <Section title={t('shipments.packagesTitle', { count: shipment.packages.length })}>
          <PackagesTable packages={shipment.packages} />
        </Section>
      )}
      {shipment.tracking.length > 0 && (
        <Section title={t('shipments.tracks')}>
          <TrackingList events={shipment.tracking} />
        </Section>
      )}
      {dialog && <ShipmentDialog name={dialog} shipment={shipment} close={() => setDialog(undefined)} />}
    </RecordPage>
  );
}
