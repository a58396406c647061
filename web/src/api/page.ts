/** How lists travel: keyset pages, capped counts, and the filter's JSON. */

export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

/** Sums of a whole filter, not of a page. `count` stops at its cap, then `capped` is true. */
export interface Totals {
  count: number;
  capped: boolean;
  [sum: string]: unknown;
}

export type Op = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'in' | 'like' | 'starts' | 'null';
export type ConditionValue = string | number | boolean | null | (string | number)[];
export type Condition = [field: string, op: Op, value: ConditionValue];
export type FilterNode = Condition | { and: FilterNode[] } | { or: FilterNode[] } | { not: FilterNode };

/** What a list asks for; `filter` is the JSON text the wire wants. */
export interface ListQuery {
  filter?: string;
  sort?: string;
  q?: string;
  limit: number;
  cursor?: string;
}
