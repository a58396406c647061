/** The holidays of a year in words, and the days worked for them. */
import { useTranslation } from 'react-i18next';
import { holidaysOf, type SpecialDay, weekdayOf } from '@/features/calendars/model';
import css from './Year.module.css';

interface HolidayListProps {
  days: SpecialDay[];
  year: number;
  show: (from: string, to: string) => void;
}

export function HolidayList({ days, year, show }: HolidayListProps) {
  const { t } = useTranslation();
  const ofYear = days.filter(({ day }) => day.startsWith(String(year)));
  const holidays = holidaysOf(ofYear);
  const worked = ofYear.filter(({ kind }) => kind === 'work');
  if (ofYear.length === 0) return <p className={css.nothing}>{t('calendars.noneIn', { year })}</p>;
  const entries = [
    ...holidays.map(({ name, from, to, count }) => ({ kind: 'holiday' as const, name, from, to, note: count === 1 ? '' : t('calendars.dayCount', { count }) })),
    ...worked.map(({ name = '', day }) => ({ kind: 'work' as const, name, from: day, to: day, note: t(`calendars.day.${weekdayOf(day)}`) })),
  ].sort((a, b) => a.from.localeCompare(b.from));
  return (
    <ul className={css.list} aria-label={t('calendars.special')}>
      {entries.map((entry) => (
        <li key={entry.from}>
          <button type="button" className={css.entry} onClick={() => show(entry.from, entry.to)}>
            <i className={`${css.swatch} ${css[entry.kind] ?? ''}`}>{t(`calendars.mark.${entry.kind}`)}</i>
            <span className={css.entryName}>{entry.name || t(`calendars.is.${entry.kind}`)}</span>
            <span className="num">{entry.from === entry.to ? entry.from.slice(5) : t('calendars.range', { from: entry.from.slice(5), to: entry.to.slice(5) })}</span>
            <span className={css.count}>{entry.note}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
