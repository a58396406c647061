/** What was typed into a form, what is wrong with it, and handing it in. */
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, refusalText } from '@/api/problem';
import { type FormField, type FormValue, type FormValues, formProblems } from '@/ui/form/model';

/** Forms that were closed before they were saved: opened again, they show what was typed. */
const kept = new Map<string, FormValues>();

export interface FormState {
  values: FormValues;
  put: (id: string, value: FormValue) => void;
  /** The sentence beside a field. */
  wrong: Record<string, string>;
  /** What was refused as a whole, when no field of the form is to blame. */
  refused: unknown;
  /** What was refused of fields that the form does not have. */
  strange: string[];
  busy: boolean;
  /** True when it was taken. */
  save: () => Promise<boolean>;
  forget: () => void;
}

export interface FormOptions {
  fields: FormField[];
  start: FormValues;
  submit: (values: FormValues) => Promise<unknown>;
  /** Under this name what was typed outlives closing the form. */
  draft?: string | undefined;
  /** Refusals that are about one field although they name none: `customer_code_taken` → `code`. */
  blame?: Record<string, string> | undefined;
}

export function useForm({ fields, start, submit, draft, blame = {} }: FormOptions): FormState {
  const { t } = useTranslation();
  const [values, setValues] = useState<FormValues>(() => (draft === undefined ? undefined : kept.get(draft)) ?? start);
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<unknown>(null);
  // The refusal of a field holds until that field is typed into.
  const [mended, setMended] = useState<ReadonlySet<string>>(new Set<string>());
  const [busy, setBusy] = useState(false);
  const running = useRef(false);

  const local = useMemo(() => formProblems(fields, values), [fields, values]);
  const { told, strange } = useMemo(() => placed(error, blame, fields), [error, blame, fields]);
  const wrong: Record<string, string> = {};
  for (const [field, text] of told) if (!mended.has(field)) wrong[field] = text;
  if (tried) for (const { field, code, params } of local) wrong[field] = t(`form.problem.${code}`, params);

  const put = (id: string, value: FormValue) => {
    const next = { ...values, [id]: value };
    setValues(next);
    setMended((old) => new Set([...old, id]));
    if (draft !== undefined) kept.set(draft, next);
  };

  const save = async () => {
    if (running.current) return false;
    setTried(true);
    if (local.length > 0) return false;
    running.current = true;
    setBusy(true);
    setError(null);
    setMended(new Set());
    try {
      await submit(values);
      if (draft !== undefined) kept.delete(draft);
      return true;
    } catch (failure) {
      setError(failure);
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };

  const forget = () => {
    if (draft !== undefined) kept.delete(draft);
    setValues(start);
    setTried(false);
    setError(null);
  };

  return { values, put, wrong, refused: error != null && told.size + strange.length === 0 ? error : null, strange, busy, save, forget };
}

interface Placed {
  /** The sentences beside the fields of the form. */
  told: Map<string, string>;
  /** Those of fields the form has not. */
  strange: string[];
}

/** `skus[0].barcodes[1].code` belongs to the field `skus[0].barcodes` when the form has that one. */
function nearest(path: string, known: ReadonlySet<string>): string | undefined {
  for (let rest = path; rest !== ''; rest = rest.replace(/(^|[.[])[^.[]*$/, '')) if (known.has(rest)) return rest;
  return undefined;
}

function placed(error: unknown, blame: Record<string, string>, fields: FormField[]): Placed {
  const out: Placed = { told: new Map(), strange: [] };
  if (error == null) return out;
  const problem = asProblem(error);
  const known = new Set(fields.map(({ id }) => id));
  for (const { field, code, params, detail } of problem.problems) {
    const at = nearest(field, known);
    const text = refusalText(code, params, detail);
    if (at === undefined) out.strange.push(`${field}: ${text}`);
    else if (!out.told.has(at)) out.told.set(at, text);
  }
  const blamed = blame[problem.code];
  if (problem.problems.length === 0 && blamed !== undefined && known.has(blamed)) out.told.set(blamed, problem.text);
  return out;
}
