/** The mapping as the editor shows it: by column, though it is kept by target. Pure. */
import type { ImportView, Mapping } from '@/features/import/jobs';

/** Which target a column is read for. */
export function targetOf(mapping: Mapping, column: number): string | undefined {
  return Object.entries(mapping).find(([, at]) => at === column)?.[0];
}

/** With `column` read for `target`, and for nothing else; a target has one column only. */
export function assign(mapping: Mapping, column: number, target: string | undefined): Mapping {
  const next: Mapping = {};
  for (const [name, at] of Object.entries(mapping)) {
    if (at !== column && name !== target) next[name] = at;
  }
  if (target !== undefined) next[target] = column;
  return next;
}

/** Required targets without a column; customers may be named for all rows at once. */
export function missing(job: Pick<ImportView, 'targets'>, mapping: Mapping, customerGiven: boolean): string[] {
  return job.targets
    .filter(({ name, required }) => required && mapping[name] === undefined && !(name === 'customer' && customerGiven))
    .map(({ title }) => title);
}

export const sameMapping = (a: Mapping, b: Mapping): boolean => {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
};

export interface Speed {
  /** Rows a second. */
  rate: number;
  leftSeconds: number | null;
}

/** How fast it goes since it began, and how long it will take at that. */
export function speedOf(done: number, total: number, seconds: number): Speed | null {
  if (seconds < 1 || done <= 0) return null;
  const rate = done / seconds;
  return { rate, leftSeconds: total > done ? Math.ceil((total - done) / rate) : null };
}
