/** The line one stands on: why its price, where its goods are, its tax. Its height never changes. */
import { useTranslation } from 'react-i18next';
import { percentOf } from '@/lib/decimal';
import { formatMoney, formatQty } from '@/lib/format';
import { StockFacts } from '@/features/orders/entry/LineCells';
import type { CheckedLine } from '@/features/orders/entry/useCheck';
import { PriceTrace } from '@/ui/PriceTrace';
import css from './Entry.module.css';

export function LineInspector({ line, currency }: { line: CheckedLine | undefined; currency: string }) {
  const { t } = useTranslation();
  return (
    <section className={css.inspector} aria-label={t('entry.inspector')}>
      {line === undefined ? (
        <p className={css.quietText}>{t('entry.inspectorEmpty')}</p>
      ) : (
        <>
          <div className={css.inspectorPart} tabIndex={0} role="group" aria-label={t('price.why')}>
            <h3>{t('price.why')}</h3>
            <PriceTrace steps={line.price_trace} currency={currency} inline />
          </div>
          <div className={css.inspectorPart} tabIndex={0} role="group" aria-label={t('entry.stock')}>
            <h3>{t('entry.stock')}</h3>
            <StockFacts line={line} />
          </div>
          <div className={css.inspectorPart} tabIndex={0} role="group" aria-label={t('entry.tax')}>
            <h3>{t('entry.tax')}</h3>
            <span className="num">
              {t(line.tax_included ? 'entry.taxIncluded' : 'entry.taxOnTop', { rate: percentOf(line.tax_rate), amount: formatMoney(line.tax_amount, currency) })}
            </span>
            {line.entered_uom !== line.uom && (
              <span className="num">{t('entry.converted', { entered: `${formatQty(line.entered_qty)} ${line.entered_uom}`, base: `${formatQty(line.qty_ordered)} ${line.uom}` })}</span>
            )}
          </div>
        </>
      )}
    </section>
  );
}
