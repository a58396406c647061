/** The head: sorts on click, moves by dragging, resizes at its edge. */
import { CaretDownFilled, CaretUpFilled } from '@ant-design/icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MARK_WIDTH, type Placed } from '@/ui/list/layout';
import type { Selection } from '@/ui/list/useSelection';
import css from './ListTable.module.css';

interface ListHeadProps<T> {
  columns: Placed<T>[];
  rows: T[];
  selection: Selection;
  marks: boolean;
  sort: string;
  onSort: (id: string) => void;
  onResize: (id: string, width: number) => void;
  onMove: (id: string, before: string) => void;
  width: number;
}

export function ListHead<T>({ columns, rows, selection, marks, sort, onSort, onResize, onMove, width }: ListHeadProps<T>) {
  const { t } = useTranslation();
  const [dragged, setDragged] = useState<string>();
  const [over, setOver] = useState<string>();
  const all = rows.length > 0 && selection.marked.size === rows.length;
  return (
    <div role="rowgroup" className={css.head} style={{ minWidth: `max(100%, ${String(width)}px)` }}>
      <div role="row" className={css.cells}>
        {marks && (
          <div role="columnheader" className={`${css.cell} ${css.mark} ${css.frozen}`} style={{ width: MARK_WIDTH, left: 0 }}>
            <input
              type="checkbox"
              aria-label={t('list.markAll')}
              checked={all}
              ref={(box) => {
                if (box) box.indeterminate = !all && selection.marked.size > 0;
              }}
              onChange={() => (all ? selection.clear() : selection.markAll())}
            />
          </div>
        )}
        {columns.map((column, index) => (
          <div
            key={column.id}
            role="columnheader"
            aria-sort={sort === column.id ? 'ascending' : sort === `-${column.id}` ? 'descending' : column.sortable === true ? 'none' : undefined}
            className={cellClass(column, dragged !== undefined && over === column.id ? css.over : undefined)}
            style={{ width: `var(--w${String(index)})`, left: column.left === undefined ? undefined : `var(--l${String(index)})` }}
            draggable
            onDragStart={(event) => {
              setDragged(column.id);
              event.dataTransfer.effectAllowed = 'move';
            }}
            onDragOver={(event) => {
              event.preventDefault();
              setOver(column.id);
            }}
            onDrop={() => {
              if (dragged !== undefined) onMove(dragged, column.id);
            }}
            onDragEnd={() => {
              setDragged(undefined);
              setOver(undefined);
            }}
          >
            <HeadLabel column={column} sort={sort} onSort={onSort} />
            <Grip width={column.width} resize={(next) => onResize(column.id, next)} />
          </div>
        ))}
      </div>
    </div>
  );
}

export function cellClass<T>(column: Placed<T>, extra?: string): string {
  const align = column.align === 'right' ? css.right : column.align === 'center' ? css.center : '';
  return [css.cell, align, column.left === undefined ? '' : css.frozen, extra ?? ''].join(' ');
}

function HeadLabel<T>({ column, sort, onSort }: { column: Placed<T>; sort: string; onSort: (id: string) => void }) {
  if (column.sortable !== true) return <span className={css.label}>{column.title}</span>;
  return (
    <button type="button" className={css.sorter} onClick={() => onSort(column.id)}>
      <span className={css.label}>{column.title}</span>
      {sort === column.id && <CaretUpFilled />}
      {sort === `-${column.id}` && <CaretDownFilled />}
    </button>
  );
}

/** The edge one drags. Captures the pointer, so that leaving the head does not lose it. */
function Grip({ width, resize }: { width: number; resize: (width: number) => void }) {
  const [from, setFrom] = useState<number>();
  return (
    <span
      className={css.grip}
      aria-hidden="true"
      draggable
      // Without this the browser would begin to drag the whole head.
      onDragStart={(event) => {
        event.preventDefault();
        event.stopPropagation();
      }}
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        setFrom(event.clientX - width);
      }}
      onPointerMove={(event) => {
        if (from !== undefined) resize(event.clientX - from);
      }}
      onPointerUp={() => setFrom(undefined)}
      onPointerCancel={() => setFrom(undefined)}
    />
  );
}
