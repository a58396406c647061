/** The small languages of a step's attributes: durations, votes, field rights, outcomes, reminders. Pure. */

export type Unit = 'M' | 'H' | 'D';

export interface Span {
  amount: number;
  unit: Unit;
}

/** `PT30M`, `PT1H`, `P1D`; anything else is an expression. */
export function readSpan(text: string): Span | undefined {
  const found = /^P(?:T(\d+)([MH])|(\d+)(D))$/.exec(text.trim());
  if (!found) return undefined;
  return { amount: Number(found[1] ?? found[3]), unit: (found[2] ?? found[4]) as Unit };
}

export const writeSpan = ({ amount, unit }: Span): string => (unit === 'D' ? `P${String(amount)}D` : `PT${String(amount)}${unit}`);

export const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(';')
    .map((each) => each.trim())
    .filter((each) => each !== '');

export type Rule = 'one' | 'all' | 'any' | 'count' | 'ratio';

export interface Vote {
  rule: Rule;
  /** How many, or how many percent. */
  number: number;
}

export function readVote(text: string | undefined): Vote {
  const [rule = '', number = ''] = (text ?? '').trim().split(/[\s:]+/);
  if (rule === 'all' || rule === 'any') return { rule, number: 0 };
  if (rule === 'count' || rule === 'ratio') return { rule, number: Number(number.replace('%', '')) || 0 };
  return { rule: 'one', number: 0 };
}

export const writeVote = ({ rule, number }: Vote): string => (rule === 'one' ? '' : rule === 'count' || rule === 'ratio' ? `${rule} ${String(number)}` : rule);

export type Right = 'write' | 'must' | 'read' | 'hidden';

export interface FieldRight {
  field: string;
  right: Right;
}

export const readRights = (text: string | undefined): FieldRight[] =>
  listOf(text).map((each) => {
    const [field = '', right = ''] = each.split('=').map((part) => part.trim());
    return { field, right: right === 'write!' ? 'must' : right === 'read' || right === 'hidden' ? right : 'write' };
  });

export const writeRights = (all: readonly FieldRight[]): string =>
  all
    .filter(({ field }) => field !== '')
    .map(({ field, right }) => `${field}=${right === 'must' ? 'write!' : right}`)
    .join(';');

export interface Outcome {
  code: string;
  zh: string;
  en: string;
}

export const readOutcomes = (text: string | undefined): Outcome[] =>
  listOf(text).map((each) => {
    const at = each.indexOf('=');
    const [code, names] = at < 0 ? [each, ''] : [each.slice(0, at), each.slice(at + 1)];
    const [zh = '', en = ''] = names.split('|').map((part) => part.trim());
    return { code: code.trim(), zh, en };
  });

export const writeOutcomes = (all: readonly Outcome[]): string =>
  all
    .filter(({ code, zh, en }) => code !== '' || zh !== '' || en !== '')
    .map(({ code, zh, en }) => `${code}=${zh}${en === '' ? '' : `|${en}`}`)
    .join(';');

/** The attributes with one changed; empty takes it away. */
export function withOurs(ours: Record<string, string>, changes: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...ours, ...changes }).filter(([name, value]) => value !== '' || !(name in changes)));
}
