/** A year at a glance: what is worked, what is off, what differs; and the days one has chosen, to change them. */
import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DayPanel } from '@/features/calendars/DayPanel';
import { HolidayList } from '@/features/calendars/HolidayList';
import { type DayCell, type Draft, WEEKDAYS, weekdayOf, yearOf } from '@/features/calendars/model';
import { addDays, dayOf } from '@/lib/format';
import { Section } from '@/ui/RecordPage';
import css from './Year.module.css';

interface YearViewProps {
  draft: Draft;
  year: number;
  onYear: (year: number) => void;
  readOnly: boolean;
  onChange: (days: Draft['days']) => void;
}

/** The days one has chosen, from where one began to where one is. */
export interface Chosen {
  anchor: string;
  at: string;
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

export function YearView({ draft, year, onYear, readOnly, onChange }: YearViewProps) {
  const { t } = useTranslation();
  const { week, days } = draft;
  const months = useMemo(() => yearOf({ week, days }, year), [week, days, year]);
  const today = dayOf(new Date());
  const [chosen, setChosen] = useState<Chosen>({ anchor: today, at: today });
  const grid = useRef<HTMLDivElement>(null);
  const [from, to] = [chosen.anchor, chosen.at].sort() as [string, string];
  // One day of the year takes the keyboard; the arrows go on from it.
  const focus = chosen.at.startsWith(String(year)) ? chosen.at : `${String(year)}-01-01`;

  const choose = (day: string, extend: boolean) => {
    setChosen({ anchor: extend ? chosen.anchor : day, at: day });
    if (day.slice(0, 4) !== String(year)) onYear(Number(day.slice(0, 4)));
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const day = addDays(focus, step);
    choose(day, event.shiftKey);
    setTimeout(() => grid.current?.querySelector<HTMLElement>(`[data-day="${day}"]`)?.focus());
  };
  const works = months.flat().filter((cell) => cell.works).length;
  return (
    <Section
      title={t('calendars.year')}
      extra={
        <span className={css.yearHead}>
          <Button size="small" icon={<LeftOutlined />} aria-label={t('calendars.yearBefore')} onClick={() => onYear(year - 1)} />
          <b className="num">{year}</b>
          <Button size="small" icon={<RightOutlined />} aria-label={t('calendars.yearAfter')} onClick={() => onYear(year + 1)} />
          <span className={css.count}>{t('calendars.workdays', { count: works })}</span>
        </span>
      }
    >
      <div className={css.body}>
        <div>
          <div ref={grid} className={css.months} role="group" aria-label={t('calendars.yearOf', { year })} onKeyDown={onKeyDown}>
            {months.map((cells, month) => (
              <Month key={month} month={month} cells={cells} from={from} to={to} today={today} focus={focus} choose={choose} />
            ))}
          </div>
          <Legend readOnly={readOnly} />
        </div>
        <aside className={css.side}>
          <DayPanel key={`${from}/${to}`} from={from} to={to} draft={draft} readOnly={readOnly} onChange={onChange} />
          <HolidayList days={days} year={year} show={(first, last) => setChosen({ anchor: first, at: last })} />
        </aside>
      </div>
    </Section>
  );
}

interface MonthProps {
  month: number;
  cells: DayCell[];
  from: string;
  to: string;
  today: string;
  focus: string;
  choose: (day: string, extend: boolean) => void;
}

function Month({ month, cells, from, to, today, focus, choose }: MonthProps) {
  const { t } = useTranslation();
  const lead = WEEKDAYS.indexOf(weekdayOf(cells[0]?.day ?? ''));
  return (
    <div className={css.month}>
      <h3 className={css.monthName}>{t(`calendars.month.${String(month + 1)}`)}</h3>
      <div className={css.days}>
        {WEEKDAYS.map((day) => (
          <span key={day} className={css.weekdayName} aria-hidden>
            {t(`calendars.dayShort.${day}`)}
          </span>
        ))}
        {cells.map((cell, place) => {
          const shown = `${String(Number(cell.day.slice(8)))}${cell.special ? t(`calendars.mark.${cell.special.kind}`) : ''}`;
          return (
            <button
              key={cell.day}
              type="button"
              data-day={cell.day}
              className={`${css.day} ${lookOf(cell)} ${cell.day === today ? css.today : ''}`}
              style={place === 0 ? { gridColumnStart: lead + 1 } : undefined}
              aria-pressed={cell.day >= from && cell.day <= to}
              aria-label={`${shown} ${cell.day} ${t(`calendars.is.${kindOf(cell)}`)} ${cell.special?.name ?? ''}`}
              title={cell.special?.name}
              tabIndex={cell.day === focus ? 0 : -1}
              onClick={(event) => choose(cell.day, event.shiftKey)}
            >
              {Number(cell.day.slice(8))}
              {cell.special && <span className={css.mark}>{t(`calendars.mark.${cell.special.kind}`)}</span>}
            </button>
          );
        })}
      </div>
    </div>
  );
}

const kindOf = (cell: DayCell) => cell.special?.kind ?? (cell.works ? 'usual' : 'off');
const lookOf = (cell: DayCell): string => css[kindOf(cell)] ?? '';

function Legend({ readOnly }: { readOnly: boolean }) {
  const { t } = useTranslation();
  return (
    <p className={css.legend}>
      {(['usual', 'off', 'holiday', 'work'] as const).map((kind) => (
        <span key={kind}>
          <i className={`${css.swatch} ${css[kind] ?? ''}`} />
          {t(`calendars.is.${kind}`)}
        </span>
      ))}
      {!readOnly && <span>{t('calendars.rangeHint')}</span>}
    </p>
  );
}
