/** One row. Redrawn only when its own data, mark or place changes. */
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { cellClass } from '@/ui/list/ListHead';
import { MARK_WIDTH, type Placed } from '@/ui/list/layout';
import css from './ListTable.module.css';

interface ListRowProps<T> {
  domId: string;
  rowKey: string;
  row: T;
  index: number;
  top: number;
  columns: Placed<T>[];
  href: ((row: T) => string) | undefined;
  open: (row: T) => void;
  marks: boolean;
  marked: boolean;
  here: boolean;
  toggle: (id: string) => void;
  extend: (index: number) => void;
  setAt: (index: number) => void;
}

/** A click on the row opens it; one that ends a text selection or meets a control does not. */
function isOpening(event: React.MouseEvent): boolean {
  const onControl = event.target instanceof HTMLElement && event.target.closest('a, button, input, label') !== null;
  return !onControl && window.getSelection()?.isCollapsed !== false;
}

function ListRowInner<T>({ domId, rowKey, row, index, top, columns, href, open, marks, marked, here, toggle, extend, setAt }: ListRowProps<T>) {
  const { t } = useTranslation();
  const address = href?.(row);
  return (
    <div
      id={domId}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={marks ? marked : undefined}
      className={[css.cells, css.row, marked ? css.marked : '', here ? css.here : ''].join(' ')}
      style={{ transform: `translateY(${String(top)}px)` }}
      onClick={(event) => {
        setAt(index);
        if (!isOpening(event)) return;
        if ((event.ctrlKey || event.metaKey) && address !== undefined) window.open(address, '_blank');
        else open(row);
      }}
    >
      {marks && (
        <label role="gridcell" className={`${css.cell} ${css.mark} ${css.frozen}`} style={{ width: MARK_WIDTH, left: 0 }}>
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={t('list.mark')}
            checked={marked}
            onClick={(event) => {
              event.stopPropagation();
              if (!event.shiftKey) return;
              event.preventDefault();
              extend(index);
            }}
            onChange={() => toggle(rowKey)}
          />
        </label>
      )}
      {columns.map((column, position) => {
        const content = column.render(row);
        const text = typeof content === 'string' ? content : undefined;
        return (
          <div
            key={column.id}
            role="gridcell"
            className={cellClass(column)}
            style={{ width: `var(--w${String(position)})`, left: column.left === undefined ? undefined : `var(--l${String(position)})` }}
            title={text}
          >
            {position === 0 && address !== undefined ? (
              <Link to={address} className={css.link} tabIndex={-1}>
                {content}
              </Link>
            ) : (
              content
            )}
          </div>
        );
      })}
    </div>
  );
}

// memo() loses the type parameter; the cast gives it back.
export const ListRow = memo(ListRowInner) as typeof ListRowInner;
