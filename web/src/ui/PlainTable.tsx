/** A small table inside a page: order lines, documents. Not for lists that grow. */
import type { ReactNode } from 'react';
import css from './PlainTable.module.css';

export interface PlainColumn<T> {
  id: string;
  title: string;
  align?: 'left' | 'right';
  width?: number;
  /** Long texts go on below instead of pushing the figures out. */
  wrap?: boolean;
  render: (row: T, index: number) => ReactNode;
  foot?: ReactNode;
}

interface PlainTableProps<T> {
  label: string;
  columns: PlainColumn<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  empty?: string;
}

export function PlainTable<T>({ label, columns, rows, rowKey, empty }: PlainTableProps<T>) {
  const align = (column: PlainColumn<T>) => (column.align === 'right' ? css.right : undefined);
  return (
    // A focusable scroller: on narrow screens the keyboard must be able to move it sideways.
    <div className={css.scroller} role="region" aria-label={label} tabIndex={0}>
      <table className={css.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={align(column)} style={{ width: column.width }}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td key={column.id} className={column.wrap === true ? css.wrap : align(column)}>
                  {column.render(row, index)}
                </td>
              ))}
            </tr>
          ))}
          {rows.length === 0 && empty !== undefined && (
            <tr>
              <td colSpan={columns.length} className={css.empty}>
                {empty}
              </td>
            </tr>
          )}
        </tbody>
        {columns.some((column) => column.foot !== undefined) && (
          <tfoot>
            <tr>
              {columns.map((column) => (
                <td key={column.id} className={align(column)}>
                  {column.foot}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}
