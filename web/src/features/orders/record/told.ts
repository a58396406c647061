/** An event of the journal as a line of the timeline: what happened, why, and before → after. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { TFunction } from 'i18next';
import type { components } from '@/api/schema';
import { formatMoney, formatQty } from '@/lib/format';
import type { OrderView } from '@/features/orders/entry/entry';
import { effectOf } from '@/features/orders/record/effect';
import { textOfProcess, titleOf, toneOf } from '@/features/orders/record/toldProcess';
import type { Tone } from '@/ui/states';
import type { TimelineChange, TimelineEntry } from '@/ui/Timeline';

export type Entry = components['schemas']['TimelineEntry'];
type Facts = Record<string, unknown>;

const asFacts = (value: unknown): Facts => (value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Facts) : {});
const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const listOf = (value: unknown): Facts[] => (Array.isArray(value) ? value.map(asFacts) : []);

/** What a process did, rather than a document. */
const PROCESS = new Set(['case', 'task', 'incident']);

const TONES: Record<string, Tone> = {
  'order.placed': 'primary',
  'order.confirmed': 'primary',
  'order.held': 'warn',
  'order.cancelled': 'bad',
  'order.closed': 'done',
  'order.amendment_proposed': 'accent',
  'order.amendment_rejected': 'bad',
  'shipment.shipped': 'primary',
  'shipment.delivered': 'done',
  'shipment.part_delivered': 'done',
  'shipment.refused': 'bad',
  'shipment.scan_refused': 'bad',
  'shipment.short_picked': 'warn',
  'shipment.cancelled': 'bad',
  'invoice.issued': 'primary',
  'invoice.paid': 'done',
};

interface Words {
  t: TFunction;
  order: OrderView;
  money: (amount: string) => string;
}

/** Quantities by line: named by the SKU, whether the event says it or only the line it comes from. */
function ofLines(data: Facts, { order }: Words): TimelineChange[] {
  const skuOf = (line: Facts) => textOf(line['sku']) || (order.lines.find(({ id }) => id === line['origin'] || id === line['line'])?.sku ?? '');
  return listOf(data['lines']).flatMap((line) => {
    const [label, qty] = [skuOf(line), textOf(line['qty'])];
    return label === '' || qty === '' ? [] : [{ label, after: `× ${formatQty(qty)}` }];
  });
}

function changesOf(kind: string, data: Facts, words: Words): TimelineChange[] {
  const { t, money } = words;
  const said = (label: string, value: unknown, show: (text: string) => string = String): TimelineChange[] => (textOf(value) === '' ? [] : [{ label, after: show(textOf(value)) }]);
  switch (kind) {
    case 'order.edited':
      return [{ label: t('entry.total'), before: money(textOf(data['before'])), after: money(textOf(data['after'])) }];
    case 'order.confirmed':
      return [...said(t('entry.total'), data['total'], money), ...said(t('orders.promisedOn'), data['promised_on']), ...(data['waiting'] === 0 ? [] : said(t('order.waitingLines'), data['waiting']))];
    case 'order.amended':
    case 'order.amendment_proposed': {
      const effect = effectOf(data['effect']);
      const show = (isMoney: boolean | undefined, value: string) => (value === '' ? null : isMoney === true ? money(value) : value);
      return [
        ...effect.changes.map(({ label, line, before, after, isMoney }) => ({ label: line === undefined ? t(label) : `${line} ${t(label)}`, before: show(isMoney, before), after: show(isMoney, after) })),
        ...(effect.before === effect.after ? [] : [{ label: t('entry.total'), before: money(effect.before), after: money(effect.after) }]),
      ];
    }
    case 'order.short_resolved':
      return listOf(data['decisions']).map((one) => ({
        label: words.order.lines.find(({ id }) => id === one['line'])?.sku ?? '',
        after: t(`order.short.did.${textOf(one['action'])}`),
      }));
    case 'invoice.issued':
      return [...said(t('orders.total'), data['total_amount'], money), ...said(t('order.due'), data['due_on'])];
    case 'invoice.part_paid':
    case 'invoice.paid':
    case 'invoice.reopened':
    case 'invoice.credited':
      return [...said(t('orders.total'), data['amount'] ?? data['total_amount'], money), ...said(t('order.stillOpen'), data['open_amount'], money)];
    default:
      return [...said(t('entry.total'), data['total'], money), ...ofLines(data, words)];
  }
}

function textOfEvent(kind: string, data: Facts, { t }: Words): string {
  const note = [textOf(data['note']), kind === 'order.held' ? '' : textOf(data['reason'])].filter(Boolean).join(' ');
  switch (kind) {
    case 'order.held':
      return [t(`orders.hold.${textOf(data['reason'])}`), note].filter(Boolean).join(' · ');
    case 'order.reviewed':
      return [t(`state.${textOf(data['decision'])}`), note].filter(Boolean).join(' · ');
    case 'order.cancelled':
      return textOf(data['reason']) === 'short' ? t('orders.hold.stock_short') : note;
    case 'shipment.scan_refused':
      return [textOf(data['code']), t(`order.scan.${textOf(data['result'])}`, { defaultValue: textOf(data['result']) })].filter(Boolean).join(' · ');
    case 'shipment.scanned':
      return [textOf(data['sku']) || textOf(data['code']), textOf(data['qty']) === '' ? '' : `× ${formatQty(textOf(data['qty']))}`].filter(Boolean).join(' ');
    case 'shipment.tracked':
      return [textOf(data['place']), textOf(data['text'])].filter(Boolean).join(' ');
    default:
      return note;
  }
}

export function tell(entry: Entry, words: Words): TimelineEntry {
  const data = asFacts(entry.data);
  const group = entry.kind.split('.')[0] ?? '';
  if (PROCESS.has(group)) {
    return {
      key: String(entry.seq),
      at: entry.at,
      who: entry.actor === '' ? null : entry.actor,
      title: titleOf(entry.kind, data, words.t),
      group,
      tone: toneOf(entry.kind, data) ?? 'quiet',
      text: textOfProcess(entry.kind, data, words.t),
    };
  }
  const number = group === 'order' ? '' : textOf(data['number']);
  const title = words.t(`event.${entry.kind}`, { defaultValue: entry.kind });
  return {
    key: String(entry.seq),
    at: entry.at,
    who: entry.actor === '' ? null : entry.actor,
    title: number === '' ? title : `${title} ${number}`,
    group,
    tone: TONES[entry.kind] ?? 'quiet',
    text: textOfEvent(entry.kind, data, words),
    changes: changesOf(entry.kind, data, words),
  };
}

export function useTold(order: OrderView): (entry: Entry) => TimelineEntry {
  const { t } = useTranslation();
  return useMemo(() => {
    const words: Words = { t, order, money: (amount) => formatMoney(amount, order.currency) };
    return (entry: Entry) => tell(entry, words);
  }, [t, order]);
}
