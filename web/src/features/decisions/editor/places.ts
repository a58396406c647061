/** Where cells stand, as an attribute of their fields: `3/2` is rule 3, column 2; rows above the rules have names. */

export type HeadRow = 'label' | 'name' | 'values' | 'default';

export const placeOf = (row: number | HeadRow, column: number): string => `${String(row)}/${String(column)}`;

/** Puts the hand into a cell; whether there is one. */
export function goTo(box: HTMLElement | null, place: string): boolean {
  const field = box?.querySelector<HTMLInputElement>(`[data-place="${place}"]`);
  field?.focus();
  field?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  return field != null;
}
