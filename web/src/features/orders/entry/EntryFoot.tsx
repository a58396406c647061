/** Sums, the amount in words, and the two ways of saving. Always at the lower edge. */
import { useTranslation } from 'react-i18next';
import { amountInWords } from '@/lib/amountInWords';
import { formatMoney } from '@/lib/format';
import { currentLang } from '@/lib/i18n';
import type { LiveCheck } from '@/features/orders/entry/useCheck';
import type { Action } from '@/ui/action';
import { ActionBar } from '@/ui/ActionBar';
import css from './Entry.module.css';

export function EntryFoot({ check, actions, busy }: { check: LiveCheck; actions: Action[]; busy: boolean }) {
  const { t } = useTranslation();
  const { view } = check;
  const currency = view?.currency ?? 'CNY';
  const money = (amount: string | undefined) => (amount === undefined ? '—' : formatMoney(amount, currency));
  const words = view && currency === 'CNY' && currentLang() === 'zh' ? amountInWords(view.total_amount) : null;
  return (
    <footer className={css.foot} aria-busy={busy}>
      <dl className={css.sums}>
        <div>
          <dt>{t('orders.goods')}</dt>
          <dd className="num">{money(view?.goods_amount)}</dd>
        </div>
        <div>
          <dt>{t('entry.tax')}</dt>
          <dd className="num">{money(view?.tax_amount)}</dd>
        </div>
        <div className={check.behind ? css.behind : undefined}>
          <dt>{t('entry.total')}</dt>
          <dd className={`num ${css.total}`}>
            {money(view?.total_amount)}
            {words !== null && <span className={css.words}>{words}</span>}
          </dd>
        </div>
      </dl>
      <div className={css.warn} role="status">
        {view && view.review.length > 0 && t('entry.willReview', { reasons: view.review.map((reason) => t(`orders.hold.${reason}`)).join(t('list.comma')) })}
      </div>
      <ActionBar actions={actions} />
    </footer>
  );
}
