/** What a list page is made of: its columns, the fields one can filter by, its views. */
import type { ReactNode } from 'react';
import type { Condition, ConditionValue, FilterNode, Op, Totals } from '@/api/page';
import type { LookupSource } from '@/ui/lookup';

export interface Column<T> {
  /** Also the name the server sorts by, when `sortable`. */
  id: string;
  title: string;
  width: number;
  align?: 'left' | 'right' | 'center';
  render: (row: T) => ReactNode;
  sortable?: boolean;
  /** Stays in sight when the list is moved sideways; may be changed by the reader. */
  frozen?: boolean;
  /** Not shown until chosen. */
  hidden?: boolean;
  /** What stands under the column: a sum over the whole filter. */
  total?: (totals: Totals) => ReactNode;
}

export type FieldKind = 'text' | 'number' | 'day' | 'instant' | 'choice' | 'flag' | 'ref';

export interface FilterField {
  field: string;
  title: string;
  kind: FieldKind;
  /** Stands on the filter line always; the others are behind "more". */
  quick?: boolean;
  /** The values of a `choice`. */
  choices?: { value: string; label: string }[];
  /** Where the values of a `ref` are found. */
  source?: LookupSource;
}

/**
 * One condition as people set it. Days, instants and numbers take `in` with [from, to], an empty end
 * being open; days may be relative (`@d-6`, `@week`, `@month`), so that a saved view stays current.
 */
export interface Chip {
  field: string;
  op: Op;
  value: ConditionValue;
  /** What a `ref`'s values are called. */
  label?: string;
}

/** What a view stores, beside its name. */
export interface ViewSpec {
  chips: Chip[];
  sort: string;
  layout?: Layout;
}

export interface BuiltinView extends Partial<ViewSpec> {
  id: string;
  name: string;
  /** Conditions that make the view what it is: applied, not shown as chips. */
  base?: FilterNode;
  /** The list's own words fit when nothing is in this view: it is what the list is for. */
  whole?: boolean;
}

export type Layout = { id: string; width: number; hidden: boolean; frozen: boolean }[];

export type { Condition, FilterNode };
