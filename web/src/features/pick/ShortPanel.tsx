/** Less was found than asked: said on purpose, with the reason, because the rest will not come. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatQty } from '@/lib/format';
import { shortPick } from '@/features/pick/api';
import { type PickStop, qtyText } from '@/features/pick/station';
import { ProblemBanner } from '@/ui/ProblemBanner';
import css from './Panel.module.css';

interface ShortPanelProps {
  id: string;
  stop: PickStop;
  left: bigint;
  onDone: () => void;
  onClose: () => void;
}

const REASONS = ['empty', 'damaged', 'notFound'] as const;

export function ShortPanel({ id, stop, left, onDone, onClose }: ShortPanelProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState<(typeof REASONS)[number]>('empty');
  const say = useMutation({ mutationFn: () => shortPick(id, stop.line_id, t(`pick.reason.${reason}`)), onSuccess: onDone });
  const qty = formatQty(qtyText(left));
  return (
    <section className={css.panel} aria-label={t('pick.short')}>
      <div className={css.title}>
        <b>{stop.name}</b> {stop.sku} {stop.location}
      </div>
      <p className={css.text}>{t('pick.shortText', { qty, uom: stop.uom })}</p>
      <div className={css.choices} role="radiogroup" aria-label={t('pick.shortReason')}>
        {REASONS.map((one) => (
          <button key={one} type="button" role="radio" aria-checked={reason === one} className={`${css.choice} ${reason === one ? css.on : ''}`} onClick={() => setReason(one)}>
            {t(`pick.reason.${one}`)}
          </button>
        ))}
      </div>
      {say.error && <ProblemBanner error={say.error} />}
      <div className={css.buttons}>
        <button type="button" className={`${css.go} ${css.warn}`} disabled={say.isPending} onClick={() => say.mutate()}>
          {t('pick.shortConfirm', { qty, uom: stop.uom })}
        </button>
        <button type="button" className={css.plain} onClick={onClose}>
          {t('pick.shortBack')}
        </button>
      </div>
    </section>
  );
}
