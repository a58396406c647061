/** The table: draws only the rows in sight, however many there are. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type ReactNode, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Totals } from '@/api/page';
import { ListFoot } from '@/ui/list/ListFoot';
import { ListHead } from '@/ui/list/ListHead';
import { ListRow } from '@/ui/list/ListRow';
import { MARK_WIDTH, type Placed } from '@/ui/list/layout';
import type { Selection } from '@/ui/list/useSelection';
import { size } from '@/ui/tokens';
import css from './ListTable.module.css';

/** Fetch the next page when fewer rows than this are left below. */
const AHEAD = 40;
const SKELETON_ROWS = 12;

/** Where each list was scrolled to, so that Back returns to the same rows. */
const places = new Map<string, number>();

interface ListTableProps<T> {
  label: string;
  /** The address of what is shown: another filter begins at the top. */
  placeKey: string;
  columns: Placed<T>[];
  rows: T[];
  rowId: (row: T) => string;
  href: ((row: T) => string) | undefined;
  open: (row: T) => void;
  selection: Selection;
  marks: boolean;
  sort: string;
  onSort: (id: string) => void;
  onResize: (id: string, width: number) => void;
  onMove: (id: string, before: string) => void;
  totals: Totals | undefined;
  loading: boolean;
  stale: boolean;
  more: (() => void) | undefined;
  complete: boolean;
  /** Instead of rows: what is empty, or what went wrong. */
  instead: ReactNode;
}

/** Widths are CSS variables of the container: resizing a column redraws no row. */
export function columnVariables<T>(columns: Placed<T>[]): CSSProperties {
  const style: Record<string, string> = {};
  columns.forEach((column, index) => {
    style[`--w${String(index)}`] = `${String(column.width)}px`;
    if (column.left !== undefined) style[`--l${String(index)}`] = `${String(column.left)}px`;
  });
  return style;
}

export function ListTable<T>(props: ListTableProps<T>) {
  const { columns, rows, rowId, selection, marks, more, placeKey, loading, instead } = props;
  const { t } = useTranslation();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => size.row,
    overscan: 16,
    initialOffset: places.get(placeKey) ?? 0,
    scrollPaddingStart: size.row + 4,
    scrollPaddingEnd: size.row + 4,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : rowId(row);
    },
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;

  useEffect(() => {
    if (more && last >= rows.length - AHEAD) more();
  }, [more, last, rows.length]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    // A new filter begins at the top; coming back to an old one, where one left it.
    element.scrollTop = places.get(placeKey) ?? 0;
    const remember = () => places.set(placeKey, element.scrollTop);
    element.addEventListener('scroll', remember, { passive: true });
    return () => element.removeEventListener('scroll', remember);
  }, [placeKey]);

  const { at } = selection;
  const { scrollToIndex } = virtual;
  useEffect(() => {
    if (at >= 0) scrollToIndex(at, { align: 'auto' });
  }, [at, scrollToIndex]);

  const width = columns.reduce((sum, column) => sum + column.width, marks ? MARK_WIDTH : 0);
  return (
    <div
      ref={scroller}
      className={`${css.scroller} ${props.stale ? css.stale : ''}`}
      style={columnVariables(columns)}
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={props.complete ? rows.length + 1 : -1}
      aria-multiselectable={marks}
      aria-busy={loading}
      aria-activedescendant={at >= 0 && rows.length > 0 ? `${id}-${String(at)}` : undefined}
    >
      <ListHead {...props} width={width} />
      <div role="rowgroup" className={css.body} style={{ height: virtual.getTotalSize(), minWidth: width }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <ListRow
              key={item.key}
              domId={`${id}-${String(item.index)}`}
              rowKey={rowId(row)}
              row={row}
              index={item.index}
              top={item.start}
              columns={columns}
              href={props.href}
              open={props.open}
              marks={marks}
              marked={selection.marked.has(rowId(row))}
              here={item.index === at}
              toggle={selection.toggle}
              extend={selection.extend}
              setAt={selection.setAt}
            />
          );
        })}
      </div>
      {loading && (
        <div className={css.skeleton} aria-hidden="true">
          {Array.from({ length: SKELETON_ROWS }, (_, index) => (
            <div key={index} className={css.skeletonRow}>
              <span style={{ width: `${String(30 + ((index * 37) % 50))}%` }} />
            </div>
          ))}
        </div>
      )}
      {!loading && rows.length === 0 && (
        <div role="row" className={css.instead}>
          <div role="gridcell">{instead ?? t('list.nothing')}</div>
        </div>
      )}
      <ListFoot columns={columns} totals={props.totals} width={width} marks={marks} shown={rows.length} complete={props.complete} />
    </div>
  );
}
