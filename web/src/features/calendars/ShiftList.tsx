/** The shifts of one day, each from a time to a time. */
import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { isOvernight, nextShift, overlapping, type Shift, shiftOf, spanOf } from '@/features/calendars/model';
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
    // A time that is being typed is empty for a moment.
    if (shift.from !== '' && shift.to !== '') onChange(spans.map((span, at) => (at === place ? spanOf(shift) : span)));
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

function Clock({ label, value, invalid, onChange }: { label: string; value: string; invalid: boolean; onChange: (value: string) => void }) {
  return <input type="time" className={css.clock} aria-label={label} aria-invalid={invalid} value={value === '24:00' ? '00:00' : value} onChange={(event) => onChange(event.target.value)} />;
}
