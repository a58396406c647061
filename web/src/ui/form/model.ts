/** What a form is made of: its fields and what was typed into them. Pure. */
import { normalizeDecimal, parseDecimal, placesOf } from '@/lib/decimal';
import type { LookupSource, Option } from '@/ui/lookup';

export type FieldKind = 'text' | 'long' | 'decimal' | 'whole' | 'day' | 'moment' | 'choice' | 'many' | 'flag' | 'lookup' | 'password';

export interface FormField {
  /** Also the name the server gives the field in a problem document. */
  id: string;
  label: string;
  kind: FieldKind;
  required?: boolean;
  /** One sentence under the field. */
  hint?: string;
  placeholder?: string;
  /** Of `choice` and `many`. */
  choices?: { value: string; label: string }[];
  /** Of `lookup`. */
  source?: LookupSource;
  /** Most places after the point of a `decimal`. */
  scale?: number;
  /** Takes the whole line; otherwise two stand side by side. */
  wide?: boolean;
  disabled?: boolean;
}

export type FormValue = string | boolean | string[] | Option | null;
export type FormValues = Record<string, FormValue>;

/** What was typed into a text field, without the blanks around it. */
export function textOf(values: FormValues, id: string): string {
  const value = values[id];
  return typeof value === 'string' ? value.trim() : '';
}

/** The same, absent when nothing was typed. */
export const textOrNull = (values: FormValues, id: string): string | null => textOf(values, id) || null;

export function decimalOf(values: FormValues, id: string): string | null {
  const text = normalizeDecimal(textOf(values, id));
  return text === '' ? null : text;
}

export const wholeOf = (values: FormValues, id: string): number => Number(normalizeDecimal(textOf(values, id)) || '0');

/** The id of what a lookup found. */
export function refOf(values: FormValues, id: string): string | null {
  const value = values[id];
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value.value : null;
}

export const flagOf = (values: FormValues, id: string): boolean => values[id] === true;

export function listOf(values: FormValues, id: string): string[] {
  const value = values[id];
  return Array.isArray(value) ? value : [];
}

export interface FormProblem {
  field: string;
  /** A sentence's key under `form.problem`, with its parameters. */
  code: 'required' | 'number' | 'whole' | 'places';
  params: Record<string, string | number>;
}

function isEmpty(value: FormValue | undefined): boolean {
  if (value === undefined || value === null || value === false) return true;
  return typeof value === 'string' ? value.trim() === '' : Array.isArray(value) && value.length === 0;
}

/** What is wrong and can be told without the server. */
export function formProblems(fields: FormField[], values: FormValues): FormProblem[] {
  return fields.flatMap((field): FormProblem[] => {
    const value = values[field.id];
    if (isEmpty(value)) return field.required === true ? [{ field: field.id, code: 'required', params: {} }] : [];
    if (typeof value !== 'string') return [];
    const text = value.trim();
    if (field.kind === 'whole' && !/^\d{1,9}$/.test(normalizeDecimal(text))) return [{ field: field.id, code: 'whole', params: { text } }];
    if (field.kind !== 'decimal') return [];
    if (parseDecimal(text) === null) return [{ field: field.id, code: 'number', params: { text } }];
    const { scale = 6 } = field;
    return placesOf(text) > scale ? [{ field: field.id, code: 'places', params: { text, scale } }] : [];
  });
}
