/** The shifts of each day of the week. */
import { CopyOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { type Draft, totalMinutes, WEEKDAYS } from '@/features/calendars/model';
import { ShiftList } from '@/features/calendars/ShiftList';
import { durationText } from '@/ui/texts';
import css from './Calendars.module.css';

interface WeekEditorProps {
  week: Draft['week'];
  readOnly: boolean;
  onChange: (week: Draft['week']) => void;
}

export function WeekEditor({ week, readOnly, onChange }: WeekEditorProps) {
  const { t } = useTranslation();
  const all = WEEKDAYS.reduce((sum, day) => sum + totalMinutes(week[day]), 0);
  return (
    <ul className={css.week}>
      {WEEKDAYS.map((day, place) => {
        const before = WEEKDAYS[place - 1];
        const name = t(`calendars.day.${day}`);
        const same = before !== undefined && week[before].join() === week[day].join();
        return (
          <li key={day} className={`${css.weekday} ${week[day].length === 0 ? css.dayOff : ''}`}>
            <span className={css.dayName}>{name}</span>
            <ShiftList label={name} spans={week[day]} readOnly={readOnly} onChange={(spans) => onChange({ ...week, [day]: spans })} />
            <span className={`${css.total} num`}>{week[day].length > 0 && durationText(totalMinutes(week[day]) * 60, t)}</span>
            {!readOnly && (
              <button
                type="button"
                className={css.icon}
                style={{ visibility: before === undefined || same ? 'hidden' : 'visible' }}
                title={t('calendars.asBefore')}
                aria-label={t('calendars.asBeforeOf', { day: name })}
                onClick={() => before !== undefined && onChange({ ...week, [day]: week[before] })}
              >
                <CopyOutlined />
              </button>
            )}
          </li>
        );
      })}
      <li className={css.weekFoot}>{t('calendars.weekTotal', { hours: hoursText(all) })}</li>
    </ul>
  );
}

/** 40, 37.5: halves and quarters of an hour without rounding. */
function hoursText(minutes: number): string {
  return String(Math.round((minutes / 60) * 100) / 100);
}
