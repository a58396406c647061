/** A made-up document: which fields a drawing asks for, and what was typed into them as the facts that expressions see. Pure. */
import type { SubjectField } from '@/features/process/api';
import { typedNumber } from '@/features/process/said/number';

const KINDS = ['number', 'string', 'boolean', 'date'];

/** The fields that the drawing names, in the order of the document. */
export function askedFields(file: string, fields: readonly SubjectField[]): SubjectField[] {
  const names = (key: string) => new RegExp(`(?<![\\p{L}\\p{N}_.])${key.replace(/\./g, '\\.')}(?![\\p{L}\\p{N}_])`, 'u').test(file);
  return fields.filter(({ key, title, kind }) => KINDS.includes(kind) && (names(key) || names(title)));
}

export type Facts = { [name: string]: string | number | boolean | Facts };

/** What is left empty, or is no figure where one is wanted, is not said. */
export function factsOf(typed: Readonly<Record<string, string>>, fields: readonly SubjectField[]): Facts {
  const facts: Facts = {};
  for (const { key, kind } of fields) {
    const value = valueOf(typed[key] ?? '', kind);
    if (value === undefined) continue;
    const path = key.split('.');
    const last = path.pop() ?? key;
    let at = facts;
    for (const part of path) {
      const inner = at[part];
      if (typeof inner === 'object') at = inner;
      else at = at[part] = {};
    }
    at[last] = value;
  }
  return facts;
}

function valueOf(text: string, kind: string): string | number | boolean | undefined {
  if (text === '') return undefined;
  if (kind === 'boolean') return text === 'true';
  if (kind !== 'number') return text;
  const figure = typedNumber(text);
  return figure === undefined ? undefined : Number(figure);
}
