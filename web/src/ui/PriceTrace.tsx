/** Why a price is what it is: one rule after another, the last one holds. */
import { useTranslation } from 'react-i18next';
import type { components } from '@/api/schema';
import { formatMoney, formatQty } from '@/lib/format';
import css from './PriceTrace.module.css';

type Step = components['schemas']['PriceStep'];

interface PriceTraceProps {
  steps: Step[];
  currency: string;
  /** Beside one another, for a line of text. */
  inline?: boolean;
}

export function PriceTrace({ steps, currency, inline = false }: PriceTraceProps) {
  const { t } = useTranslation();
  return (
    <ol className={inline ? css.inline : css.steps} aria-label={t('price.why')}>
      {steps.map((step, index) => (
        <li key={`${step.rule}${String(index)}`} className={`${css.step} ${index === steps.length - 1 ? css.holds : ''}`}>
          <span className={css.rule}>
            {/* Beside one another there is no room to say "price list: wholesale price list". */}
            {inline && step.source && step.rule !== 'manual' ? step.source : t(`price.rule.${step.rule}`)}
            {step.source && (!inline || step.rule === 'manual') && <span className={css.source}>{step.source}</span>}
            {step.qty_from != null && step.qty_from !== '0' && <span className={css.source}>{t('price.from', { qty: formatQty(step.qty_from) })}</span>}
          </span>
          <span className="num">{formatMoney(step.price, currency)}</span>
        </li>
      ))}
    </ol>
  );
}
