/** Figures and times in running text and cells: one way of writing each. */
import { formatInstant, formatInstantFull, formatMoney, formatQty, formatRelative, splitDuration } from '@/lib/format';
import { currentLang } from '@/lib/i18n';
import type { TFunction } from 'i18next';

/** ¥1,234.50 */
export function MoneyText({ amount, currency = 'CNY', strong = false }: { amount: string | null | undefined; currency?: string; strong?: boolean }) {
  if (amount == null) return null;
  const text = formatMoney(amount, currency);
  return strong ? <b className="num">{text}</b> : <span className="num">{text}</span>;
}

export function QtyText({ qty, uom }: { qty: string | null | undefined; uom?: string | null }) {
  if (qty == null) return null;
  return <span className="num">{uom == null ? formatQty(qty) : `${formatQty(qty)} ${uom}`}</span>;
}

/** 2026-11-23 14:05; how long ago, to the second, on hover. */
export function TimeText({ at }: { at: string | null | undefined }) {
  if (at == null) return null;
  return (
    <time className="num" dateTime={at} title={`${formatRelative(at, currentLang())} · ${formatInstantFull(at)}`}>
      {formatInstant(at)}
    </time>
  );
}

/** 2 d 3 h: the two largest units. */
export function durationText(seconds: number, t: TFunction): string {
  const { days, hours, minutes } = splitDuration(seconds);
  if (days > 0) return hours > 0 ? t('common.duration.dh', { days, hours }) : t('common.duration.d', { days });
  if (hours > 0) return minutes > 0 ? t('common.duration.hm', { hours, minutes }) : t('common.duration.h', { hours });
  return t('common.duration.m', { minutes });
}
