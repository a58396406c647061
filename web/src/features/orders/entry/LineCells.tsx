/** What the read-only cells of an entry line show: name, price, amount, stock. */
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoney, formatQty } from '@/lib/format';
import type { CheckedLine, LiveCheck } from '@/features/orders/entry/useCheck';
import { type GridRow, cellOf, filledRows } from '@/ui/grid/grid';
import { HoverCard } from '@/ui/HoverCard';
import { PriceTrace } from '@/ui/PriceTrace';
import type { SkuData } from '@/ui/sources';
import css from './Entry.module.css';

/** The checked line of each row, by the row's key. */
export function useLineFacts(check: LiveCheck, rows: GridRow[]): Map<string, CheckedLine> {
  return useMemo(
    () =>
      new Map(
        filledRows(rows).flatMap(({ row }, place) => {
          const line = check.lines.get(place);
          const sku = cellOf(row, 'sku');
          // Figures of another SKU, shown until the new ones come, would be wrong.
          return line && (sku.option === undefined || sku.option.value === line.sku_id) ? [[row.key, line] as const] : [];
        }),
      ),
    [check.lines, rows],
  );
}

const dataOf = (row: GridRow) => cellOf(row, 'sku').option?.data as SkuData | undefined;

export function useLineCells(facts: Map<string, CheckedLine>, currency: string) {
  const { t } = useTranslation();
  const render = useCallback(
    (column: string, row: GridRow) => {
      const line = facts.get(row.key);
      switch (column) {
        case 'name':
          return line?.name ?? cellOf(row, 'sku').option?.label;
        case 'amount':
          return line && formatMoney(line.amount, currency);
        case 'stock':
          return line && <StockCell line={line} />;
        case 'price':
          return (
            line && (
              <HoverCard title={t('price.why')} content={() => <PriceTrace steps={line.price_trace} currency={currency} />}>
                <span className={cellOf(row, 'price').text === '' ? css.automatic : undefined}>{formatMoney(line.price, '').trim()}</span>
                {line.below_min_price && <em className={css.low}>{t('entry.low')}</em>}
              </HoverCard>
            )
          );
        default:
          return undefined;
      }
    },
    [facts, currency, t],
  );
  const ghost = useCallback(
    (column: string, row: GridRow) => {
      const line = facts.get(row.key);
      const data = dataOf(row);
      if (column === 'uom') return line?.entered_uom ?? data?.uom;
      if (column === 'price') return line?.price ?? data?.listPrice;
      return undefined;
    },
    [facts],
  );
  return { render, ghost };
}

function StockCell({ line }: { line: CheckedLine }) {
  const { t } = useTranslation();
  const others = line.elsewhere[0];
  if (!line.is_short) return <span className={css.enough}>{t('entry.available', { qty: formatQty(line.available) })}</span>;
  return (
    <HoverCard content={() => <StockFacts line={line} />}>
      <b className={css.short}>{t('entry.onlyAvailable', { qty: formatQty(line.available) })}</b>
      {others && <span className={css.other}>{t('entry.place', { name: others.name, qty: formatQty(others.available) })}</span>}
    </HoverCard>
  );
}

/** Here, elsewhere, and when more comes. */
export function StockFacts({ line }: { line: CheckedLine }) {
  const { t } = useTranslation();
  return (
    <ul className={css.stockFacts}>
      <li className={line.is_short ? css.short : css.enough}>{t('entry.stockHere', { qty: formatQty(line.available), wanted: formatQty(line.qty_ordered), uom: line.uom })}</li>
      {line.elsewhere.map((other) => (
        <li key={other.warehouse_id}>{t('entry.place', { name: other.name, qty: formatQty(other.available) })}</li>
      ))}
      {line.is_short && (
        <li>
          {line.whole_on != null
            ? t('entry.wholeOn', { day: line.whole_on })
            : line.next_receipt_on != null
              ? t('entry.nextReceipt', { day: line.next_receipt_on, qty: formatQty(line.next_receipt_qty ?? '0') })
              : t('entry.noReceipt')}
        </li>
      )}
    </ul>
  );
}
