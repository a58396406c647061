/** The facts of a hold, in words. The server tells them as figures, each reason its own. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { addDecimals, compareDecimals } from '@/lib/decimal';
import { formatMoney, formatQty } from '@/lib/format';

export interface HoldFact {
  label: string;
  value: string;
  bad?: boolean;
}

type Facts = Record<string, unknown>;

const asFacts = (value: unknown): Facts => (value !== null && typeof value === 'object' ? (value as Facts) : {});
const textOf = (facts: Facts, name: string) => {
  const value = facts[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};
const linesOf = (facts: Facts): Facts[] => (Array.isArray(facts['lines']) ? facts['lines'].map(asFacts) : []);

/** How far limit, use and this order are apart; null while nothing is exceeded. */
export function beyond(limit: string, exposure: string, order: string): string | null {
  const over = addDecimals(exposure, order, `-${limit}`);
  return compareDecimals(over, '0') > 0 ? over : null;
}

export function useHoldFacts() {
  const { t } = useTranslation();
  return useCallback(
    (reason: string, raw: unknown, currency: string): HoldFact[] => {
      const facts = asFacts(raw);
      const money = (name: string, of = facts) => formatMoney(textOf(of, name), currency);
      switch (reason) {
        case 'credit_limit': {
          const over = beyond(textOf(facts, 'limit'), textOf(facts, 'exposure'), textOf(facts, 'order'));
          return [
            { label: t('entry.limit'), value: money('limit') },
            { label: t('entry.exposure'), value: money('exposure') },
            { label: t('order.fact.thisOrder'), value: money('order') },
            ...(over === null ? [] : [{ label: t('order.fact.over'), value: formatMoney(over, currency), bad: true }]),
          ];
        }
        case 'overdue':
          return [{ label: t('order.fact.overdue'), value: money('overdue'), bad: true }];
        case 'below_min_price':
          return linesOf(facts).map((line) => ({
            label: t('order.fact.line', { line: textOf(line, 'line_no'), sku: textOf(line, 'sku') }),
            value: t('order.fact.belowMin', { price: money('price', line), least: money('min_price', line) }),
            bad: true,
          }));
        default:
          return linesOf(facts).map((line) => ({
            label: t('order.fact.line', { line: textOf(line, 'line_no'), sku: textOf(line, 'sku') }),
            value:
              textOf(line, 'wanted') === ''
                ? formatQty(textOf(line, 'qty'))
                : t('order.fact.short', { wanted: formatQty(textOf(line, 'wanted')), available: formatQty(textOf(line, 'available')) }),
          }));
      }
    },
    [t],
  );
}
