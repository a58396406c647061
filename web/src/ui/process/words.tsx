/** Words that processes, tasks and incidents share: who has something, how it was answered, why it came. */
import i18next from 'i18next';
import type { TFunction } from 'i18next';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoles } from '@/api/refs';
import { useMay, useMe } from '@/api/session';
import { currentLang } from '@/lib/i18n';
import { NameText } from '@/ui/NameText';

/** The name of something that has one in each language. */
export const inLang = (zh: string, en: string): string => (currentLang() === 'en' ? en || zh : zh || en);

/** Whoever has a task: people, and roles that may take it. */
export function WhomText({ people, whom }: { people: string[]; whom: string[] }) {
  const { t } = useTranslation();
  const all = [...people, ...whom];
  if (all.length === 0) return <span>{t('case.nobody')}</span>;
  return (
    <span>
      {all.map((one, index) => (
        <Fragment key={one}>
          {index > 0 && t('list.comma')}
          {one.startsWith('role:') ? <RoleText code={one.slice('role:'.length)} /> : <NameText id={one} />}
        </Fragment>
      ))}
    </span>
  );
}

/** Roles that come with the product have their words here; others are named by whoever may see them. */
function RoleText({ code }: { code: string }) {
  const { t } = useTranslation();
  const { me } = useMe();
  const roles = useRoles(useMay()('people.read'));
  const own = [...(roles ?? []), ...(me?.roles ?? [])].find((role) => role.code === code);
  return <>{i18next.exists(`case.role.${code}`) ? t(`case.role.${code}`) : (own?.name ?? code)}</>;
}

/** approve → approved; what a process calls its own answers stands as it is written there. */
export function outcomeWord(outcome: string, t: TFunction): string {
  return i18next.exists(`case.outcome.${outcome}`) ? t(`case.outcome.${outcome}`) : outcome;
}

export function OutcomeText({ outcome }: { outcome: string }) {
  const { t } = useTranslation();
  return <b>{outcomeWord(outcome, t)}</b>;
}

/** Why a task came: the house's own reasons in words, conditions as they are written. */
export function reasonWords(reason: string, t: TFunction): string[] {
  return reason
    .split(/\s*[,;]\s+/)
    .filter((one) => one !== '')
    .map((one) => (i18next.exists(`orders.hold.${one}`) ? t(`orders.hold.${one}`) : one));
}

/** Why a token cannot go on, in the reader's words: by its code with what the server says of it. */
export function causeText(code: string, cause: unknown, t: TFunction): string {
  const told = cause !== null && typeof cause === 'object' ? (cause as Record<string, unknown>) : {};
  const said = { ...told, why: whyText(told['why']) };
  const key = `incidents.cause.${code}`;
  return i18next.exists(key) ? t(key, said) : code;
}

/** What failed, in the reader's language; cases of before say it in English alone. */
export function whyText(why: unknown): string {
  if (typeof why === 'string') return why;
  if (why === null || typeof why !== 'object') return '';
  const { code, facts, text, zh } = why as { code?: unknown; facts?: Record<string, unknown>; text?: unknown; zh?: unknown };
  const english = typeof text === 'string' ? text : '';
  if (currentLang() === 'en') return english;
  if (typeof zh === 'string' && zh !== '') return zh;
  const key = `refusal.${String(code)}`;
  return i18next.exists(key) ? i18next.t(key, { ...facts, why: whyText(facts?.['why']) }) : english;
}

const FOLDERS: Record<string, string> = { ord: 'orders', shp: 'shipments', inv: 'invoices', pay: 'payments', cus: 'customers', prd: 'products' };

/** The page of the document a case is about; null when it has none. */
export function documentPath(subject: string): string | null {
  const folder = FOLDERS[subject.split('_')[0] ?? ''];
  return folder === undefined ? null : `/${folder}/${subject}`;
}
