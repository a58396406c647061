/** Steps in words: what stands on a card, in the reader's language. */
import type { TFunction } from 'i18next';
import type { Offer, SubjectField } from '@/features/process/api';
import { inLang, nameOf } from '@/features/process/names';
import { type Condition, readCondition, type Row } from '@/features/process/said/condition';
import { listOf, readSpan, readVote } from '@/features/process/said/texts';
import { readWho, type Who } from '@/features/process/said/who';
import { groupDecimal } from '@/lib/decimal';
import { type Branch, kindOf, type Leaf, type Rejected, type SideWay, type Step, type Trigger } from '@/features/process/tree/model';

export interface Words {
  t: TFunction;
  offer: Offer | undefined;
  fields: SubjectField[];
  /** The kind of document: its fields begin with it. */
  subject: string;
  /** The name of whoever has this login; the login until it is known. */
  person: (login: string) => string;
  /** The name of a step by its id. */
  step: (id: string) => string;
}

export const titleOf = ({ title, title_en }: { title: string; title_en: string }) => inLang(title, title_en);
export const codedName = ({ code, name, name_en }: { code: string; name: string; name_en?: string }) => inLang(name, name_en ?? '') || code;

export function fieldTitle(words: Words, key: string): string {
  const field = words.fields.find((one) => one.key === key || one.title === key);
  // On a card everything is about the one document.
  return field ? titleOf(field).replace(/^[^.]*\./, '') : key;
}

export function whoWords(words: Words, { is, of, level }: Who): string {
  const { t, offer } = words;
  switch (is) {
    case 'role': {
      const role = offer?.roles.find(({ code }) => code === of);
      return role ? codedName(role) : of;
    }
    case 'head':
      return level > 0 ? t('process.who.headUp', { level }) : t('process.who.head');
    case 'manager':
      return level > 1 ? t('process.who.managerUp', { level }) : t('process.who.manager');
    case 'starter':
      return t('process.who.starter');
    case 'previous':
      return t('process.who.previous');
    case 'did':
      return t('process.who.didOf', { step: words.step(of) });
    case 'field':
      return fieldTitle(words, of);
    case 'table':
      return t('process.who.tableOf', { table: offer?.tables?.find(({ code }) => code === of)?.name ?? of });
    case 'user':
      return words.person(of);
    case 'feel':
      return of;
  }
}

export function spanWords(t: TFunction, text: string): string {
  const span = readSpan(text);
  return span ? t(`process.span.${span.unit}`, { count: span.amount }) : text.replace(/^=\s*/, '');
}

function voteWords(t: TFunction, leaf: Extract<Leaf, { element: 'userTask' }>): string | undefined {
  const { rule, number } = readVote(leaf.ours['vote']);
  if (rule === 'one') return undefined;
  const said = t(`process.vote.${rule}Short`, { number });
  return leaf.sequential ? `${said} · ${t('process.vote.sequential')}` : said;
}

export function rejectedWords(words: Words, { steps, to }: Rejected): string {
  const { t } = words;
  if ('end' in to) return t('process.rejected.toEnd');
  if (steps.some(({ ours }) => ours['who'] === 'starter')) return t('process.rejected.toStarter');
  return t('process.rejected.toStep', { step: words.step(to.step) });
}

/** `R3/PT1H`: three times, an hour apart; without a number as long as the step lasts. */
export function readCycle(text: string): { times: number | null; span: string } | undefined {
  const found = /^R(\d*)\/(P(?:T\d+[MH]|\d+D))$/.exec(text.trim());
  return found ? { times: found[1] ? Number(found[1]) : null, span: found[2] ?? '' } : undefined;
}

export const writeCycle = ({ times, span }: { times: number | null; span: string }): string => `R${times === null ? '' : String(times)}/${span}`;

export function waitWords(t: TFunction, wait: Exclude<Trigger, { for: 'error' }>): string {
  if (wait.for === 'cycle') {
    const cycle = readCycle(wait.text);
    if (!cycle) return wait.text;
    const span = spanWords(t, cycle.span);
    return cycle.times === null ? t('process.side.saidEvery', { span }) : t('process.side.saidTimes', { span, count: cycle.times });
  }
  if (wait.for === 'message') return t('process.wait.saidMessage', { message: eventName(t, wait.message?.name ?? '') });
  if (wait.for === 'date') return t('process.wait.saidDate', { date: wait.text.replace(/^=\s*/, '') });
  const span = spanWords(t, wait.text);
  return wait.for === 'working' ? t('process.wait.saidWorking', { span }) : t('process.wait.saidDuration', { span });
}

export const eventName = (t: TFunction, event: string): string => t(`event.${event}`, { defaultValue: event });

/** When a way at the side is taken. */
export function triggerWords(t: TFunction, on: Trigger): { text: string; open: boolean } {
  if (on.for === 'error') return { text: on.error ? t('process.side.saidError', { code: on.error.code || on.error.name }) : t('process.side.saidAnyError'), open: false };
  if (on.for === 'message') return on.message?.name ? { text: eventName(t, on.message.name), open: false } : { text: t('process.missing.event'), open: true };
  if (on.text === '') return { text: t('process.missing.time'), open: true };
  if (on.for === 'working' || on.for === 'duration') return { text: t(on.for === 'working' ? 'process.side.saidWorking' : 'process.side.saidDuration', { span: spanWords(t, on.text) }), open: false };
  return { text: waitWords(t, on), open: false };
}

/** Where it leads in the end. */
export function goalWords(words: Words, { to, interrupts }: SideWay): string {
  const { t } = words;
  if (to === 'next') return t('process.side.toNext');
  if ('step' in to) return t('process.rejected.toStep', { step: words.step(to.step) });
  return t(interrupts ? 'process.side.toEnd' : 'process.side.toEndBeside');
}

/** Where other houses' files say who does it; understood as it stands. */
const VENDORS = /:(assignee|candidateUsers|candidateGroups)$/;

/** What a card says under its name; `open` when the most important is still to be said. */
export function summary(words: Words, step: Step | Leaf): { text: string; open: boolean } {
  const { t, offer } = words;
  const said = (text: string) => ({ text, open: false });
  const missing = (key: string) => ({ text: t(key), open: true });
  switch (step.element) {
    case 'userTask': {
      const who = readWho(step.ours['who']);
      const theirs = step.kept.attrs.find(({ name }) => VENDORS.test(name));
      if (who.length === 0) return theirs ? said(theirs.value) : missing('process.missing.who');
      const deadline = step.ours['deadline'];
      const parts = [who.map((one) => whoWords(words, one)).join(t('process.listSep')), voteWords(t, step), deadline && t('process.within', { span: spanWords(t, deadline) })];
      return said(parts.filter(Boolean).join(' · '));
    }
    case 'serviceTask': {
      if (kindOf(step) === 'copy') {
        const who = readWho(step.ours['who']);
        return who.length === 0 ? missing('process.missing.copy') : said(who.map((one) => whoWords(words, one)).join(t('process.listSep')));
      }
      const service = offer?.services.find(({ name }) => name === step.ours['service']);
      return service ? said(titleOf(service)) : step.ours['service'] ? said(step.ours['service']) : missing('process.missing.service');
    }
    case 'scriptTask':
      return step.script.trim() === '' ? missing('process.missing.script') : said(step.script.trim().split('\n')[0] ?? '');
    case 'businessRuleTask': {
      const table = step.ours['table'];
      return table ? said(offer?.tables?.find(({ code }) => code === table)?.name ?? table) : missing('process.missing.table');
    }
    case 'callActivity': {
      const found = offer?.processes.find(({ code }) => code === step.called);
      return step.called === '' ? missing('process.missing.call') : said(found ? codedName(found) : step.called);
    }
    case 'intermediateCatchEvent':
      return said(waitWords(t, step.wait));
    case 'endEvent':
      return said(t('process.endsHere'));
    case 'exclusiveGateway':
    case 'parallelGateway':
    case 'subProcess':
      return said('');
  }
}

function rowWords(words: Words, { field, op, values, kind }: Row): string {
  const value = kind === 'number' ? values.map((one) => groupDecimal(one, 0)) : values;
  return words.t(`process.condition.said.${OPS[op] ?? op}`, { field: fieldTitle(words, field), value: value.join(words.t('process.listSep')) });
}

/** Keys in the locales cannot be signs. */
const OPS: Partial<Record<Row['op'], string>> = { '=': 'eq', '!=': 'ne', '>': 'gt', '>=': 'ge', '<': 'lt', '<=': 'le' };

export function conditionWords(words: Words, condition: Condition): string {
  const { t } = words;
  return condition.map((rows) => rows.map((row) => rowWords(words, row)).join(t('process.condition.andSep'))).join(t('process.condition.orSep'));
}

export function branchWords(words: Words, branch: Branch, parallel: boolean): { text: string; open: boolean } {
  const { t } = words;
  if (parallel) return { text: t('process.branch.always'), open: false };
  if (branch.isDefault) return { text: t('process.branch.else'), open: false };
  if (branch.condition === '') return { text: t('process.missing.condition'), open: true };
  const read = readCondition(branch.condition);
  return { text: read ? conditionWords(words, read) : branch.condition.replace(/^=\s*/, ''), open: false };
}

export const branchName = (t: TFunction, branch: Branch, index: number): string =>
  nameOf(branch) || (branch.isDefault ? t('process.branch.elseName') : t('process.branch.number', { number: index + 1 }));

export const remindWords = (t: TFunction, text: string | undefined): string => listOf(text).map((one) => spanWords(t, one)).join(t('process.listSep'));
