/** The chosen day, or days: what it is, and how it is changed. */
import { Input, Segmented, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { daysFrom, type Draft, isOvernight, type SpecialDay, shiftsOn, type Weekday, WEEKDAYS, weekdayOf, withDay } from '@/features/calendars/model';
import { ShiftList } from '@/features/calendars/ShiftList';
import css from './Year.module.css';

interface DayPanelProps {
  from: string;
  to: string;
  draft: Draft;
  readOnly: boolean;
  onChange: (days: Draft['days']) => void;
}

type Kind = 'usual' | SpecialDay['kind'];
/** Whose shifts a make-up day has: those of a weekday, or its own. */
const OWN = 'own';
const USUAL = '';

export function DayPanel({ from, to, draft, readOnly, onChange }: DayPanelProps) {
  const { t } = useTranslation();
  const chosen = daysFrom(from, to);
  const special = draft.days.find(({ day }) => day === from);
  const kind: Kind = special?.kind ?? 'usual';
  const shifts = shiftsOn(draft, from);
  const put = (next: Omit<SpecialDay, 'day'> | null) =>
    onChange(chosen.reduce((days, day) => withDay(days, day, next === null ? null : { ...next, day }), draft.days));
  const choose = (next: Kind) => put(next === 'usual' ? null : { kind: next, name: special?.name ?? '' });
  const own = special?.spans !== undefined && special.spans.length > 0;
  const like = own ? OWN : (special?.like ?? USUAL);
  const chooseLike = (value: string) => {
    const base = { kind: 'work' as const, name: special?.name ?? '' };
    if (value === OWN) put({ ...base, spans: shifts.length > 0 ? shifts : ['09:00-18:00'] });
    else put(value === USUAL ? base : { ...base, like: value as Weekday });
  };
  return (
    <div className={css.panel} aria-live="polite">
      <h3 className={css.panelTitle}>
        <span className="num">{from === to ? from : t('calendars.range', { from, to: to.slice(5) })}</span>
        <span className={css.count}>{from === to ? t(`calendars.day.${weekdayOf(from)}`) : t('calendars.dayCount', { count: chosen.length })}</span>
      </h3>
      {readOnly && special && <span>{[t(`calendars.is.${special.kind}`), special.name].filter(Boolean).join(' · ')}</span>}
      {!readOnly && <Segmented<Kind> block aria-label={t('calendars.kind')} value={kind} onChange={choose} options={(['usual', 'holiday', 'work'] as const).map((value) => ({ value, label: t(`calendars.as.${value}`) }))} />}
      {!readOnly && special && (
        <label className={css.field}>
          <span>{t('calendars.dayName')}</span>
          <Input value={special.name ?? ''} maxLength={80} placeholder={t('calendars.dayNameLike')} onChange={(event) => put({ ...special, name: event.target.value })} />
        </label>
      )}
      {!readOnly && special?.kind === 'work' && (
        <label className={css.field}>
          <span>{t('calendars.like')}</span>
          <Select
            value={like}
            onChange={chooseLike}
            options={[
              { value: USUAL, label: t('calendars.likeUsual') },
              ...WEEKDAYS.map((day) => ({ value: day, label: t('calendars.likeDay', { day: t(`calendars.day.${day}`) }) })),
              { value: OWN, label: t('calendars.likeOwn') },
            ]}
          />
        </label>
      )}
      {own && !readOnly ? (
        <ShiftList label={from} spans={special.spans ?? []} readOnly={false} onChange={(spans) => put({ ...special, spans })} />
      ) : (
        <p className={`${css.result} num`}>{shifts.length === 0 ? t('calendars.noWork') : shifts.map((span) => (isOvernight(span) ? t('calendars.overnight', { span }) : span)).join(t('list.comma'))}</p>
      )}
    </div>
  );
}
