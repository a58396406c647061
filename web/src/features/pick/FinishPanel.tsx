/** Everything is scanned: scan the label, and it leaves. Enter alone lets it leave without one. */
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { parseDecimal } from '@/lib/decimal';
import { stored, useStored } from '@/lib/store';
import { packAndShip } from '@/features/pick/api';
import { play } from '@/features/pick/sound';
import { type PickView, isDocument } from '@/features/pick/station';
import { ProblemBanner } from '@/ui/ProblemBanner';
import { stateWord } from '@/ui/StateTag';
import css from './Panel.module.css';

/** A packing table mostly works for one carrier all day. */
const lastCarrier = stored('shundan.pick.carrier', '');

/** From kilograms as they are written on the scale. */
const grams = (kilograms: string): number => Number((parseDecimal(kilograms) ?? 0n) / 1000n);

interface FinishPanelProps {
  view: PickView;
  waiting: number;
  /** A code of the goods, scanned once too often. */
  scan: (code: string) => void;
  /** The number of another shipment. */
  open: (code: string) => void;
}

export function FinishPanel({ view, waiting, scan, open }: FinishPanelProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const usual = useStored(lastCarrier);
  const [carrier, setCarrier] = useState(view.carrier || usual);
  const [tracking, setTracking] = useState(view.tracking_number);
  const [weight, setWeight] = useState('');
  const label = useRef<HTMLInputElement>(null);
  const may = (action: string) => view.allowed_actions.includes(action);
  const canPack = may('pack');
  const canShip = may('ship');
  const ready = waiting === 0 && (canPack || canShip);

  const leave = useMutation({
    mutationFn: (ship: boolean) => packAndShip(view.id, { carrier, trackingNumber: tracking, weightG: grams(weight) }, canPack, ship),
    onSuccess: (shipment) => {
      play('done');
      lastCarrier.set(carrier.trim());
      void navigate('/pick', { state: { shipped: shipment.number } });
    },
    onError: () => play('wrong'),
  });
  useEffect(() => {
    if (ready) label.current?.focus({ preventScroll: true });
  }, [ready]);

  const entered = () => {
    const code = tracking.trim();
    if (view.codes.some((one) => one.code === code)) {
      setTracking('');
      scan(code);
    } else if (isDocument(code, view)) open(code);
    else if (ready && !leave.isPending) leave.mutate(canShip);
  };

  if (!canPack && !canShip) {
    const settled = view.state !== 'picking' && view.state !== 'released';
    const text = !settled ? t('pick.checkingAll') : view.state === 'picked' || view.state === 'packed' ? t('pick.handOver') : t('pick.notPickable', { number: view.number, state: stateWord(view.state, 'shipment') });
    return (
      <section className={css.panel} aria-label={t('pick.finish')}>
        <p className={css.text}>{text}</p>
        {settled && <NextButton />}
      </section>
    );
  }
  return (
    <section className={css.panel} aria-label={t('pick.finish')} data-own-keys>
      <div className={css.title}>{t('pick.labelTitle')}</div>
      <div className={css.fields}>
        <label className={css.field}>
          {t('pick.tracking')}
          <input
            ref={label}
            value={tracking}
            placeholder={t('pick.scanLabel')}
            autoComplete="off"
            onChange={(event) => setTracking(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
              event.preventDefault();
              entered();
            }}
          />
        </label>
        <label className={css.field}>
          {t('pick.carrier')}
          <input value={carrier} onChange={(event) => setCarrier(event.target.value)} />
        </label>
        {canPack && (
          <label className={css.field}>
            {t('pick.weight')}
            <input value={weight} inputMode="decimal" onChange={(event) => setWeight(event.target.value.replace(/[^\d.]/g, ''))} />
          </label>
        )}
      </div>
      {leave.error && <ProblemBanner error={leave.error} />}
      <div className={css.buttons}>
        <button type="button" className={css.go} disabled={!ready || leave.isPending} onClick={() => leave.mutate(canShip)}>
          {canShip ? t(canPack ? 'pick.packShip' : 'pick.ship') : t('pick.pack')}
        </button>
        {canShip && canPack && (
          <button type="button" className={css.plain} disabled={!ready || leave.isPending} onClick={() => leave.mutate(false)}>
            {t('pick.packOnly')}
          </button>
        )}
        <NextButton />
      </div>
    </section>
  );
}

function NextButton() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <button type="button" className={css.plain} onClick={() => void navigate('/pick')}>
      {t('pick.later')}
    </button>
  );
}
