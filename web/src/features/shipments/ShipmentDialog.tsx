/** The question an action asks, chosen by its name. */
import { useQueryClient } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ifMatch, ok } from '@/api/client';
import { DeliverDialog } from '@/features/shipments/DeliverDialog';
import { PackDialog } from '@/features/shipments/PackDialog';
import { RestockDialog } from '@/features/shipments/RestockDialog';
import { MILESTONES, type Milestone, type Shipment } from '@/features/shipments/rows';
import { ActionDialog, DialogField, DialogRow } from '@/ui/ActionDialog';

export type DialogName = 'pack' | 'set_packages' | 'ship' | 'track' | 'deliver' | 'restock' | 'cancel';

export interface DialogProps {
  shipment: Shipment;
  /** Keeps what the server answered. */
  done: (answer: Shipment) => void;
  close: () => void;
}

export function ShipmentDialog({ name, shipment, close }: { name: DialogName; shipment: Shipment; close: () => void }) {
  const queries = useQueryClient();
  const done = (answer: Shipment) => {
    queries.setQueryData(['shipment', answer.id], answer);
    void queries.invalidateQueries({ queryKey: ['shipment'] });
  };
  const props = { shipment, done, close };
  switch (name) {
    case 'pack':
      return <PackDialog {...props} pack />;
    case 'set_packages':
      return <PackDialog {...props} pack={false} />;
    case 'ship':
      return <ShipDialog {...props} />;
    case 'track':
      return <TrackDialog {...props} />;
    case 'deliver':
      return <DeliverDialog {...props} />;
    case 'restock':
      return <RestockDialog {...props} />;
    case 'cancel':
      return <CancelDialog {...props} />;
  }
}

function ShipDialog({ shipment, done, close }: DialogProps) {
  const { t } = useTranslation();
  const [carrier, setCarrier] = useState(shipment.carrier);
  const [tracking, setTracking] = useState(shipment.tracking_number || (shipment.packages[0]?.tracking_number ?? ''));
  const run = async () =>
    done(
      await ok(
        api.POST('/api/shipments/{id}/ship', {
          params: { path: { id: shipment.id } },
          headers: ifMatch(shipment.revision),
          body: { carrier: carrier.trim(), tracking_number: tracking.trim() },
        }),
      ),
    );
  return (
    <ActionDialog title={t('shipments.shipTitle', { number: shipment.number })} okText={t('shipments.action.ship')} onOk={run} onClose={close}>
      <DialogRow>
        <DialogField label={t('shipments.carrier')}>
          <Input value={carrier} onChange={(event) => setCarrier(event.target.value)} />
        </DialogField>
        <DialogField label={t('shipments.tracking')}>
          <Input value={tracking} onChange={(event) => setTracking(event.target.value)} />
        </DialogField>
      </DialogRow>
    </ActionDialog>
  );
}

function TrackDialog({ shipment, done, close }: DialogProps) {
  const { t } = useTranslation();
  const [milestone, setMilestone] = useState<Milestone>('in_transit');
  const [place, setPlace] = useState('');
  const [text, setText] = useState('');
  const run = async () =>
    done(
      await ok(
        api.POST('/api/shipments/{id}/track', {
          params: { path: { id: shipment.id } },
          headers: ifMatch(shipment.revision),
          body: { milestone, place, text, at: null },
        }),
      ),
    );
  return (
    <ActionDialog title={t('shipments.trackTitle', { number: shipment.number })} okText={t('shipments.action.track')} onOk={run} onClose={close}>
      <DialogRow>
        <DialogField label={t('shipments.milestone')}>
          <Select value={milestone} options={MILESTONES.map((value) => ({ value, label: t(`state.milestone.${value}`) }))} onChange={setMilestone} />
        </DialogField>
        <DialogField label={t('shipments.place')}>
          <Input value={place} onChange={(event) => setPlace(event.target.value)} />
        </DialogField>
      </DialogRow>
      <DialogField label={t('shipments.trackText')}>
        <Input value={text} onChange={(event) => setText(event.target.value)} />
      </DialogField>
    </ActionDialog>
  );
}

function CancelDialog({ shipment, done, close }: DialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const run = async () =>
    done(
      await ok(
        api.POST('/api/shipments/{id}/cancel', {
          params: { path: { id: shipment.id } },
          headers: ifMatch(shipment.revision),
          body: { reason: reason.trim() },
        }),
      ),
    );
  return (
    <ActionDialog
      title={t('shipments.cancelTitle', { number: shipment.number })}
      okText={t('shipments.action.cancel')}
      danger
      blocked={reason.trim() === '' ? t('shipments.reasonWanted') : undefined}
      onOk={run}
      onClose={close}
    >
      <p>{t('shipments.cancelText')}</p>
      <DialogField label={t('shipments.reason')}>
        <Input value={reason} onChange={(event) => setReason(event.target.value)} />
      </DialogField>
    </ActionDialog>
  );
}
