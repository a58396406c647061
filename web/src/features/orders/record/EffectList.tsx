/** An amendment's effect: each change before → after, and the order's amount. */
import { useTranslation } from 'react-i18next';
import { formatMoney, formatQty } from '@/lib/format';
import type { Effect, EffectChange } from '@/features/orders/record/effect';
import css from './Record.module.css';

export function EffectList({ effect, currency }: { effect: Effect; currency: string }) {
  const { t } = useTranslation();
  const say = (change: EffectChange, value: string) => {
    if (value === '') return t('common.none');
    if (change.isMoney === true) return formatMoney(value, currency);
    return /^[\d.]+$/.test(value) ? formatQty(value) : value;
  };
  return (
    <ul className={css.effect}>
      {effect.changes.map((change) => (
        <li key={`${change.line ?? ''}/${change.label}`}>
          <span>{change.line === undefined ? t(change.label) : `${change.line} · ${t(change.label)}`}</span>
          {change.before !== '' && <del>{say(change, change.before)}</del>}
          {change.before !== '' && <span aria-hidden="true">{'→'}</span>}
          <ins>{say(change, change.after)}</ins>
        </li>
      ))}
      {effect.before !== effect.after && (
        <li className={css.effectTotal}>
          <span>{t('entry.total')}</span>
          <del>{formatMoney(effect.before, currency)}</del>
          <span aria-hidden="true">{'→'}</span>
          <ins>{formatMoney(effect.after, currency)}</ins>
        </li>
      )}
    </ul>
  );
}
