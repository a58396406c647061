/** Before a shipment is open: scan its number, or tap one that waits. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate } from 'react-router';
import { asProblem } from '@/api/problem';
import { formatQty } from '@/lib/format';
import { type ShipmentItem, findShipment, useWaiting } from '@/features/pick/api';
import { Capture } from '@/features/pick/Capture';
import { PickHead } from '@/features/pick/PickHead';
import { play } from '@/features/pick/sound';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorState } from '@/ui/ErrorState';
import { ProgressLine } from '@/ui/ProgressLine';
import { StateTag, stateWord } from '@/ui/StateTag';
import band from './Band.module.css';
import css from './ReadyView.module.css';

const PICKABLE = new Set(['released', 'picking', 'picked', 'packed']);

export function ReadyView() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  // Told by the station that has just sent one away.
  const shipped = (useLocation().state as { shipped?: string } | null)?.shipped;
  const [refused, setRefused] = useState<{ text: string; scanned: string }>();
  const open = async (code: string) => {
    if (code === '') return;
    try {
      const shipment = await findShipment(code);
      if (PICKABLE.has(shipment.state)) {
        play('right');
        await navigate(`/pick/${shipment.id}`);
        return;
      }
      play('wrong');
      setRefused({ text: t('pick.notPickable', { number: shipment.number, state: stateWord(shipment.state, 'shipment') }), scanned: code });
    } catch (error) {
      play('wrong');
      setRefused({ text: asProblem(error).text, scanned: code });
    }
  };
  return (
    <section className={css.page} aria-label={t('pick.title')}>
      <PickHead />
      <Capture placeholder={t('pick.scanShipment')} onEnter={(text) => void open(text)} />
      {refused ? (
        <div className={`${band.band} ${band.wrong}`} role="alert" data-tone="wrong">
          <div className={band.words}>
            <div className={band.big}>{refused.text}</div>
            <div className={band.small}>{refused.scanned}</div>
          </div>
        </div>
      ) : (
        <div className={`${band.band} ${shipped === undefined ? band.quiet : band.right}`} role="status" data-tone={shipped === undefined ? 'quiet' : 'right'}>
          <div className={band.words}>
            <div className={band.big}>{shipped === undefined ? t('pick.ready') : t('pick.shipped', { number: shipped })}</div>
            <div className={band.small}>{shipped === undefined ? t('pick.readyText') : t('pick.next')}</div>
          </div>
        </div>
      )}
      <Waiting />
    </section>
  );
}

function Waiting() {
  const { t } = useTranslation();
  const { data, error, refetch } = useWaiting();
  if (error) return <ErrorState error={error} again={() => void refetch()} />;
  if (!data) return <ProgressLine />;
  if (data.items.length === 0) return <EmptyState title={t('pick.nothing')} text={t('pick.nothingText')} />;
  const isOpen = (one: ShipmentItem) => one.state === 'released' || one.state === 'picking';
  return (
    <div className={css.waiting}>
      <Group title={t('pick.waiting')} shipments={data.items.filter(isOpen)} />
      <Group title={t('pick.waitingLabel')} shipments={data.items.filter((one) => !isOpen(one))} />
    </div>
  );
}

function Group({ title, shipments }: { title: string; shipments: ShipmentItem[] }) {
  if (shipments.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className={css.title}>{title}</h2>
      <ul className={css.list}>
        {shipments.map((shipment) => (
          <li key={shipment.id}>
            <Row shipment={shipment} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Row({ shipment }: { shipment: ShipmentItem }) {
  const { t } = useTranslation();
  return (
    <Link className={css.row} to={`/pick/${shipment.id}`}>
      <span className={css.number}>
        <b className="num">{shipment.number}</b>
        <span className={`${css.order} num`}>{shipment.order_number}</span>
      </span>
      <span className={css.customer}>{shipment.customer_name}</span>
      <span className={`${css.count} num`}>{t('pick.count', { count: shipment.lines, lines: shipment.lines, picked: formatQty(shipment.qty_picked), qty: formatQty(shipment.qty) })}</span>
      <span className={`${css.day} num`}>{shipment.promised_on}</span>
      <StateTag state={shipment.state} kind="shipment" />
    </Link>
  );
}
