/** The lines of a count: type what was found, Enter goes to the next. */
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Location } from '@/api/refs';
import { compareDecimals, normalizeDecimal, parseDecimal } from '@/lib/decimal';
import { formatQty } from '@/lib/format';
import { useMedia } from '@/lib/media';
import { differenceOf } from '@/features/stock/counting';
import type { CountLine } from '@/features/stock/rows';
import { type PlainColumn, PlainTable } from '@/ui/PlainTable';
import { QtyText } from '@/ui/texts';
import { size } from '@/ui/tokens';
import css from './Stock.module.css';

/** A larger count is worked through by place. */
const DRAWN_MAX = 400;
const rowKey = (line: CountLine) => line.id;

interface CountLinesProps {
  lines: CountLine[];
  locations: Location[];
  /** Enters what was found; absent when the count is over. */
  put?: (line: CountLine, qty: string) => Promise<void>;
}

export function CountLines({ lines, locations, put }: CountLinesProps) {
  const { t } = useTranslation();
  const phone = useMedia(`(width < ${String(size.phone)}px)`);
  const codes = new Map(locations.map(({ id, code }) => [id, code]));
  const goods: PlainColumn<CountLine>[] = phone
    ? [{ id: 'goods', title: t('stock.sku'), render: (line) => <Goods line={line} place={codes.get(line.location_id)} /> }]
    : [
        { id: 'location', title: t('stock.location'), render: (line) => codes.get(line.location_id) },
        { id: 'sku', title: t('stock.sku'), render: (line) => <span className="num">{line.sku_code}</span> },
        { id: 'name', title: t('stock.name'), render: (line) => line.sku_name },
        { id: 'lot', title: t('stock.lot'), render: (line) => line.lot },
        { id: 'expected', title: t('stock.expected'), align: 'right', render: (line) => <QtyText qty={line.qty_expected} /> },
      ];
  return (
    <>
      <PlainTable
        label={t('stock.countLines')}
        rows={lines.slice(0, DRAWN_MAX)}
        rowKey={rowKey}
        empty={t('stock.noCountLines')}
        columns={[
          ...goods,
          { id: 'counted', title: t('stock.counted'), align: 'right', width: 130, render: (line) => (put ? <CountedField line={line} put={put} /> : <QtyText qty={line.qty_counted} />) },
          { id: 'difference', title: t('stock.difference'), align: 'right', width: 90, render: (line) => <Difference line={line} /> },
        ]}
      />
      {lines.length > DRAWN_MAX && <p className={css.note}>{t('stock.firstLines', { count: DRAWN_MAX })}</p>}
    </>
  );
}

/** On the phone: what it is and where, in as little room as it takes. */
function Goods({ line, place }: { line: CountLine; place: string | undefined }) {
  return (
    <span className={css.goods}>
      <b className="num">{line.sku_code}</b>
      <span>{line.sku_name}</span>
      <span className={css.quiet}>{[place, line.lot, `= ${formatQty(line.qty_expected)}`].filter(Boolean).join(' · ')}</span>
    </span>
  );
}

function Difference({ line }: { line: CountLine }) {
  const difference = differenceOf(line);
  if (difference === null) return <span className={css.quiet}>{'—'}</span>;
  const sign = compareDecimals(difference, '0');
  return <span className={`num ${sign > 0 ? css.more : sign < 0 ? css.less : css.quiet}`}>{`${sign > 0 ? '+' : ''}${formatQty(difference)}`}</span>;
}

function CountedField({ line, put }: { line: CountLine; put: (line: CountLine, qty: string) => Promise<void> }) {
  const { t } = useTranslation();
  const known = line.qty_counted ?? '';
  const [draft, setDraft] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const text = draft ?? known;
  const wrong = text !== '' && (parseDecimal(text) === null || compareDecimals(text, '0') < 0);
  // A scan counted on while the field stood open: it shows the new figure.
  const [seen, setSeen] = useState(known);
  if (seen !== known) {
    setSeen(known);
    setDraft(null);
  }

  const save = () => {
    if (draft === null || wrong || draft.trim() === '') return;
    const qty = normalizeDecimal(draft);
    if (known !== '' && compareDecimals(qty, known) === 0) setDraft(null);
    else void put(line, qty);
  };
  const goOn = (step: 1 | -1) => {
    const all = [...(field.current?.closest('table')?.querySelectorAll<HTMLInputElement>('input') ?? [])];
    const next = field.current ? all[all.indexOf(field.current) + step] : undefined;
    next?.focus();
    next?.select();
  };
  return (
    <input
      ref={field}
      className={css.counted}
      inputMode="decimal"
      aria-label={t('stock.countedOf', { sku: line.sku_code })}
      aria-invalid={wrong}
      value={text}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
          event.preventDefault();
          goOn(event.shiftKey ? -1 : 1);
        } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
          event.preventDefault();
          goOn(event.key === 'ArrowDown' ? 1 : -1);
        } else if (event.key === 'Escape') setDraft(null);
      }}
    />
  );
}
