/** The list on a phone: cards one can hit with a thumb. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Totals } from '@/api/page';
import { formatCount } from '@/lib/format';
import type { Placed } from '@/ui/list/layout';
import css from './ListCards.module.css';

const ESTIMATE = 92;
const AHEAD = 20;

interface ListCardsProps<T> {
  label: string;
  columns: Placed<T>[];
  rows: T[];
  rowId: (row: T) => string;
  href: ((row: T) => string) | undefined;
  /** When rows open otherwise than by their address. */
  onOpen?: ((row: T) => void) | undefined;
  card: ((row: T) => ReactNode) | undefined;
  totals: Totals | undefined;
  loading: boolean;
  more: (() => void) | undefined;
  complete: boolean;
  instead: ReactNode;
}

export function ListCards<T>({ label, columns, rows, rowId, href, onOpen, card, totals, loading, more, complete, instead }: ListCardsProps<T>) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ESTIMATE,
    overscan: 8,
    gap: 8,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (more && last >= rows.length - AHEAD) more();
  }, [more, last, rows.length]);

  return (
    <div ref={scroller} className={css.scroller} role="region" aria-label={label} aria-busy={loading} tabIndex={0}>
      {rows.length > 0 && (
        <p className={`${css.count} num`}>
          {t('list.count', {
            count: totals?.count ?? rows.length,
            shown: totals ? formatCount(totals.count, totals.capped) : formatCount(rows.length, !complete),
          })}
        </p>
      )}
      <ul className={css.list} aria-label={label} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const content = card?.(row) ?? <PlainCard row={row} columns={columns} />;
          const address = href?.(row);
          return (
            <li key={rowId(row)} ref={virtual.measureElement} data-index={item.index} className={css.item} style={{ transform: `translateY(${String(item.start)}px)` }}>
              {address === undefined && onOpen ? (
                <button type="button" className={css.card} onClick={() => onOpen(row)}>
                  {content}
                </button>
              ) : address === undefined ? (
                <div className={css.card}>{content}</div>
              ) : (
                // A card may be pushed aside; a link that is dragged away would take its pointer.
                <Link className={css.card} to={address} draggable={false}>
                  {content}
                </Link>
              )}
            </li>
          );
        })}
      </ul>
      {!loading && rows.length === 0 && instead}
    </div>
  );
}

/** The first two columns as the card's head, the rest as pairs. */
function PlainCard<T>({ row, columns }: { row: T; columns: Placed<T>[] }) {
  const [first, second, ...rest] = columns;
  return (
    <>
      <div className={css.top}>
        <b>{first?.render(row)}</b>
        <span>{second?.render(row)}</span>
      </div>
      <dl className={css.pairs}>
        {rest.slice(0, 4).map((column) => (
          <div key={column.id} className={css.pair}>
            <dt>{column.title}</dt>
            <dd>{column.render(row)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
