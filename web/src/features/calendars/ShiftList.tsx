/** The shifts of one day, each from a time to a time. */
import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isOvernight, nextShift, overlapping, parseClock, type Shift, shiftOf, spanOf, stepClock } from '@/features/calendars/model';
import css from './Calendars.module.css';

interface ShiftListProps {
  /** Whose shifts, for readers. */
  label: string;
  spans: string[];
  readOnly: boolean;
  onChange: (spans: string[]) => void;
}

export function ShiftList({ label, spans, readOnly, onChange }: ShiftListProps) {
  const { t } = useTranslation();
  const wrong = overlapping(spans);
  if (readOnly) return <span className={`${css.shifts} num`}>{spans.length === 0 ? t('calendars.off') : spans.join(t('list.comma'))}</span>;
  const put = (place: number, part: Partial<Shift>) => {
    const shift = { ...shiftOf(spans[place] ?? ''), ...part };
    // From a time to itself is no shift.
    if (shift.from !== shift.to) onChange(spans.map((span, at) => (at === place ? spanOf(shift) : span)));
  };
  return (
    <span className={css.shifts}>
      {spans.length === 0 && <span className={css.off}>{t('calendars.off')}</span>}
      {spans.map((span, place) => (
        <span key={place} className={`${css.shift} ${place === wrong ? css.wrongShift : ''}`} title={place === wrong ? t('calendars.overlap') : undefined}>
          <Clock label={t('calendars.fromOf', { day: label, n: place + 1 })} value={shiftOf(span).from} invalid={place === wrong} onChange={(from) => put(place, { from })} />
          <span aria-hidden>{'–'}</span>
          <Clock label={t('calendars.toOf', { day: label, n: place + 1 })} value={shiftOf(span).to} invalid={place === wrong} onChange={(to) => put(place, { to })} />
          {isOvernight(span) && <span className={css.next}>{t('calendars.nextDay')}</span>}
          <button type="button" className={css.icon} aria-label={t('calendars.removeShift', { day: label, n: place + 1 })} onClick={() => onChange(spans.filter((_, at) => at !== place))}>
            <CloseOutlined />
          </button>
        </span>
      ))}
      <Button type="text" size="small" icon={<PlusOutlined />} aria-label={t('calendars.addShiftTo', { day: label })} onClick={() => onChange([...spans, nextShift(spans)])}>
        {t('calendars.addShift')}
      </Button>
    </span>
  );
}

/** A time as one types it; what is no time springs back. The arrows go on by quarters of an hour. */
function Clock({ label, value, invalid, onChange }: { label: string; value: string; invalid: boolean; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const take = (text: string | null) => {
    const clock = text === null ? undefined : parseClock(text);
    if (clock !== undefined && clock !== value) onChange(clock);
    setTyped(null);
  };
  return (
    <input
      className={css.clock}
      aria-label={label}
      aria-invalid={invalid}
      inputMode="numeric"
      autoComplete="off"
      maxLength={5}
      value={typed ?? value}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => take(typed)}
      onKeyDown={(event) => {
        const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        if (event.key === 'Enter') take(typed);
        if (event.key === 'Escape') setTyped(null);
        if (step === undefined) return;
        event.preventDefault();
        take(stepClock(parseClock(typed ?? '') ?? value, step));
      }}
    />
  );
}
