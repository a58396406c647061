/** The small pieces panels are made of. */
import type { ReactNode } from 'react';
import css from './Panel.module.css';

/** A label above what it names. `first` takes the cursor when one comes by Enter. */
export function Field({ label, hint, first = false, children }: { label: string; hint?: ReactNode; first?: boolean; children: ReactNode }) {
  return (
    <div className={css.field} role="group" aria-label={label} data-first={first || undefined}>
      <span className={css.label}>{label}</span>
      {children}
      {hint != null && <p className={css.hint}>{hint}</p>}
    </div>
  );
}

interface ChipsProps<T extends string> {
  label: string;
  options: { value: T; label: string; title?: string }[];
  value: T | null;
  onChange: (value: T) => void;
}

/** A choice of a few, by one click. */
export function Chips<T extends string>({ label, options, value, onChange }: ChipsProps<T>) {
  return (
    <div className={css.chips} role="group" aria-label={label}>
      {options.map((option) => (
        <button key={option.value} type="button" className={css.chip} aria-pressed={option.value === value} title={option.title} onClick={() => onChange(option.value)}>
          {option.label}
        </button>
      ))}
    </div>
  );
}

/** What is rarer stands folded. */
export function More({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className={css.more}>
      <summary>{title}</summary>
      <div>{children}</div>
    </details>
  );
}
