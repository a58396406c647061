/** The shipment list. */
import { BarcodeOutlined } from '@ant-design/icons';
import { App } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { asProblem } from '@/api/problem';
import { useMay } from '@/api/session';
import { type ShipmentItem, shipEach, shipmentRows, tellsMore } from '@/features/shipments/rows';
import { pickedOf, useShipmentColumns, useShipmentFields, useShipmentViews } from '@/features/shipments/useShipmentList';
import type { Action } from '@/ui/action';
import { DataList } from '@/ui/list/DataList';
import { StateTag } from '@/ui/StateTag';
import css from './Shipments.module.css';

const shipmentId = (one: ShipmentItem) => one.id;
const shipmentPath = (one: ShipmentItem) => `/shipments/${one.id}`;

export function ShipmentsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const bulk = useBulk();
  const actions: Action[] = may('shipment.pick')
    ? [{ id: 'pick', label: t('shipments.pick'), icon: <BarcodeOutlined />, primary: true, run: () => navigate('/pick') }]
    : [];
  return (
    <DataList
      page="shipments"
      title={t('frame.shipments')}
      source={shipmentRows}
      rowId={shipmentId}
      href={shipmentPath}
      columns={useShipmentColumns()}
      fields={useShipmentFields()}
      views={useShipmentViews()}
      defaultSort="-released_at"
      searchPlaceholder={t('shipments.search')}
      actions={actions}
      {...(may('shipment.ship') ? { bulk } : {})}
      card={Card}
      empty={{ title: t('shipments.empty'), text: t('shipments.emptyText') }}
    />
  );
}

/** Many packed shipments leave with one driver. */
function useBulk() {
  const { t } = useTranslation();
  const { message, notification } = App.useApp();
  const queries = useQueryClient();
  return useCallback(
    (shipments: ShipmentItem[], done: () => void): Action[] => {
      const ready = shipments.filter((one) => one.state === 'picked' || one.state === 'packed');
      const run = async () => {
        const { done: count, refused } = await shipEach(ready);
        await queries.invalidateQueries({ queryKey: ['shipment'] });
        if (count > 0) void message.success(t('shipments.bulkDone', { count }));
        if (refused.length === 0) {
          done();
          return;
        }
        notification.warning({
          title: t('shipments.bulkRefused', { count: refused.length }),
          description: (
            <ul className={css.refused}>
              {refused.map(({ shipment, error }) => (
                <li key={shipment.id}>
                  <b>{shipment.number}</b> {asProblem(error).text}
                </li>
              ))}
            </ul>
          ),
          duration: false,
        });
      };
      return [{ id: 'ship', label: t('shipments.action.ship'), primary: true, blocked: ready.length === 0 ? t('shipments.bulkNone') : undefined, run }];
    },
    [t, message, notification, queries],
  );
}

/** A shipment on the phone. */
function Card(one: ShipmentItem) {
  return (
    <div className={css.card}>
      <div className={css.line}>
        <b className="num">{one.number}</b>
        <StateTag state={one.state} kind="shipment" />
      </div>
      <div className={css.line}>
        <span className={css.customer}>{one.customer_name}</span>
        {tellsMore(one) && <StateTag state={one.milestone} kind="milestone" bare />}
      </div>
      <div className={css.line}>
        <span className="num">{one.order_number}</span>
        <span className="num">{pickedOf(one)}</span>
      </div>
      <div className={css.line}>
        <span>
          {one.carrier} <span className="num">{one.tracking_number}</span>
        </span>
        <span className="num">{one.promised_on}</span>
      </div>
    </div>
  );
}
