/** The foot: how many, and the sums of the whole filter. */
import { useTranslation } from 'react-i18next';
import type { Totals } from '@/api/page';
import { formatCount } from '@/lib/format';
import { cellClass } from '@/ui/list/ListHead';
import { MARK_WIDTH, type Placed } from '@/ui/list/layout';
import css from './ListTable.module.css';

interface ListFootProps<T> {
  columns: Placed<T>[];
  totals: Totals | undefined;
  width: number;
  marks: boolean;
  shown: number;
  complete: boolean;
}

export function ListFoot<T>({ columns, totals, width, marks, shown, complete }: ListFootProps<T>) {
  const { t } = useTranslation();
  // Without totals from the server the rows at hand are counted, honestly: more may follow.
  const count = totals ? formatCount(totals.count, totals.capped) : formatCount(shown, !complete);
  return (
    <div role="rowgroup" className={css.foot} style={{ minWidth: `max(100%, ${String(width)}px)` }}>
      <div role="row" className={css.cells}>
        {marks && <div role="gridcell" className={`${css.cell} ${css.frozen}`} style={{ width: MARK_WIDTH, left: 0 }} />}
        {columns.map((column, index) => (
          <div
            key={column.id}
            role="gridcell"
            className={cellClass(column, 'num')}
            style={{ width: `var(--w${String(index)})`, left: column.left === undefined ? undefined : `var(--l${String(index)})` }}
          >
            {index === 0 ? t('list.count', { count: totals?.count ?? shown, shown: count }) : totals && column.total?.(totals)}
          </div>
        ))}
      </div>
    </div>
  );
}
