/** What a process did with the order, as lines of its timeline. Pure but for the words. */
import type { TFunction } from 'i18next';
import { causeText, inLang, outcomeWord, reasonWords, whyText } from '@/ui/process/words';
import type { Tone } from '@/ui/states';

type Facts = Record<string, unknown>;
const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** Where a case went is seen on its picture; here it would drown what people did. */
export const UNTOLD = new Set(['case.moved']);

export const TONES: Record<string, Tone> = {
  'case.started': 'primary',
  'case.ended': 'done',
  'case.stopped': 'bad',
  'task.opened': 'accent',
  'task.returned': 'warn',
  'task.withdrawn': 'warn',
  'task.overdue': 'bad',
  'task.escalated': 'warn',
  'incident.raised': 'bad',
  'incident.repaired': 'done',
};

export function toneOf(kind: string, data: Facts): Tone | undefined {
  if (kind !== 'task.done') return TONES[kind];
  return data['outcome'] === 'reject' ? 'bad' : 'done';
}

const stepOf = (data: Facts) => inLang(textOf(data['name']), textOf(data['name_en']));

/** "Approved: Review": what happened, and at which step. */
export function titleOf(kind: string, data: Facts, t: TFunction): string {
  const step = stepOf(data);
  const word = kind === 'task.done' ? outcomeWord(textOf(data['outcome']), t) : t(`event.${kind}`, { defaultValue: kind });
  return step === '' ? word : t('case.atStep', { step, word });
}

export function textOfProcess(kind: string, data: Facts, t: TFunction): string {
  const said = [textOf(data['comment']), kind === 'task.opened' ? reasonWords(textOf(data['reason']), t).join(t('list.comma')) : textOf(data['reason'])];
  switch (kind) {
    case 'incident.raised':
      return causeText(textOf(data['code']), data['cause'], t);
    case 'incident.repaired':
      return t(`incidents.how.${textOf(data['how'])}`, { defaultValue: textOf(data['how']) });
    case 'task.returned':
      return [t('case.to', { to: textOf(data['to']) }), ...said].filter(Boolean).join(' · ');
    case 'task.overdue':
      return t(`case.then.${textOf(data['then'])}`, { defaultValue: outcomeWord(textOf(data['then']), t) });
    case 'task.done':
      return [data['by'] === 'link' ? t('case.byLink') : '', ...said].filter(Boolean).join(' · ');
    case 'task.no_deadline':
      return whyText(data['why']);
    case 'case.outside_asked':
    case 'case.call_dropped':
    case 'case.call_hurried':
      return textOf(data['request']);
    case 'case.outside_answered':
    case 'case.answer_dropped':
      return [textOf(data['connection']), textOf(data['said'])].join(' · ');
    case 'case.vars_set':
      return Array.isArray(data['names']) ? data['names'].map(textOf).join(t('list.comma')) : '';
    default: {
      const to = textOf(data['to_name']);
      return [to === '' ? '' : t('case.to', { to }), ...said].filter(Boolean).join(' · ');
    }
  }
}
