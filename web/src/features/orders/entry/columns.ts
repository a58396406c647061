/** The columns of the line grid. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { fitsNumber, fitsQty, fitsUnit, splitPercent, splitQty } from '@/features/orders/entry/entry';
import type { GridColumn } from '@/ui/grid/useEntryGrid';
import type { Option } from '@/ui/lookup';
import { type SkuData, resolveSkus, skuSource } from '@/ui/sources';

/** Heads of the same column in other people's spreadsheets, in both languages. */
const aliases = (words: string) => words.split('|');

/** A barcode of a box was scanned: the line counts boxes. */
function scannedUnit(option: Option): Record<string, string> {
  const scanned = (option.data as SkuData | undefined)?.scanned;
  return scanned === undefined ? {} : { uom: scanned };
}

/** Of texts that are no codes, so many are searched for by name; a pasted block of strangers is not. */
const SEARCHED_MAX = 20;

/** Codes and barcodes at once; what is neither by its name, when that is the only thing found. */
async function findSkus(texts: string[], signal: AbortSignal): Promise<Map<string, Option>> {
  const known = await resolveSkus(texts, signal);
  for (const text of texts.filter((one) => !known.has(one)).slice(0, SEARCHED_MAX)) {
    const [only, another] = await skuSource.find(text, signal);
    if (only && !another) known.set(text, only);
  }
  return known;
}

export function useLineColumns(mayPrice: boolean): GridColumn[] {
  const { t } = useTranslation();
  return useMemo(() => {
    const price: GridColumn[] = mayPrice
      ? [
          { id: 'price', title: t('entry.price'), kind: 'decimal', scale: 4, width: 92, align: 'right', stop: false, fits: fitsNumber, aliases: aliases(t('entry.alias.price')) },
          { id: 'discount', title: t('entry.discount'), kind: 'decimal', scale: 4, width: 68, align: 'right', stop: false, fits: fitsNumber, split: splitPercent, aliases: aliases(t('entry.alias.discount')) },
        ]
      : [{ id: 'price', title: t('entry.price'), kind: 'readonly', width: 92, align: 'right' }];
    return [
      { id: 'sku', title: t('entry.sku'), kind: 'lookup', width: 132, required: true, source: skuSource, resolve: findSkus, fill: scannedUnit, aliases: aliases(t('entry.alias.sku')) },
      { id: 'name', title: t('entry.name'), kind: 'readonly', width: 240 },
      { id: 'qty', title: t('entry.qty'), kind: 'decimal', width: 80, align: 'right', required: true, fits: fitsQty, split: splitQty, aliases: aliases(t('entry.alias.qty')) },
      { id: 'uom', title: t('entry.uom'), kind: 'text', width: 60, stop: false, fits: fitsUnit, aliases: aliases(t('entry.alias.uom')) },
      ...price,
      { id: 'amount', title: t('entry.amount'), kind: 'readonly', width: 112, align: 'right' },
      { id: 'stock', title: t('entry.stock'), kind: 'readonly', width: 150 },
      { id: 'note', title: t('entry.note'), kind: 'text', width: 130, stop: false, aliases: aliases(t('entry.alias.note')) },
    ];
  }, [t, mayPrice]);
}
