/** What the pages of working calendars reckon for themselves: shifts on the clock, days of a year. Pure. */
import type { components } from '@/api/schema';
import { addDays } from '@/lib/format';

export type CalendarLine = components['schemas']['CalendarLine'];
export type CalendarView = components['schemas']['CalendarView'];
export type Week = components['schemas']['Week'];
export type SpecialDay = components['schemas']['SpecialDay'];
export type Weekday = components['schemas']['Weekday'];

export const WEEKDAYS: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** What of a calendar is edited on its page. */
export interface Draft {
  name: string;
  nameEn: string;
  /** Empty: the company's. */
  zone: string;
  week: Required<Week>;
  days: SpecialDay[];
}

/** A shift as two times of the clock; the end of the day is 24:00. */
export interface Shift {
  from: string;
  to: string;
}

export function shiftOf(span: string): Shift {
  const [from = '', to = ''] = span.split('-');
  return { from, to };
}

/** Midnight at the end of a shift is the end of its day. */
export const spanOf = ({ from, to }: Shift): string => `${from === '24:00' ? '00:00' : from}-${to === '00:00' ? '24:00' : to}`;

const DAY_MINUTES = 24 * 60;

const clockOf = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** What people type for a time: `9`, `930`, `9:30`, `9：30`; `undefined` when it is none. */
export function parseClock(text: string): string | undefined {
  const [, hours, minutes = '0'] = /^(\d{1,2}?)[:：.]?(\d{2})?$/.exec(text.trim()) ?? [];
  if (hours === undefined || Number(minutes) > 59) return undefined;
  const all = Number(hours) * 60 + Number(minutes);
  return all > DAY_MINUTES ? undefined : clockOf(all);
}

/** A quarter of an hour later or earlier, around the clock. */
export function stepClock(clock: string, quarters: number): string {
  return clockOf((minute(clock) + quarters * 15 + DAY_MINUTES) % DAY_MINUTES);
}

function minute(clock: string): number {
  const [hours = '0', minutes = '0'] = clock.split(':');
  return Number(hours) * 60 + Number(minutes);
}

/** How long a shift is; one that ends no later than it begins runs past midnight. */
export function minutesOf(span: string): number {
  const { from, to } = shiftOf(span);
  const length = minute(to) - minute(from);
  return length > 0 ? length : length + DAY_MINUTES;
}

/** Whether a shift ends on the next day. */
export function isOvernight(span: string): boolean {
  const { from, to } = shiftOf(span);
  return minute(to) <= minute(from);
}

export const totalMinutes = (spans: string[]): number => spans.reduce((sum, span) => sum + minutesOf(span), 0);

/** The place of the first shift that begins before another one of the day is over; -1 when they are apart. */
export function overlapping(spans: string[]): number {
  const sorted = spans.map((span, place) => ({ place, from: minute(shiftOf(span).from), length: minutesOf(span) })).sort((a, b) => a.from - b.from);
  const late = sorted.find((shift, place) => {
    const before = sorted[place - 1];
    return before !== undefined && before.from + before.length > shift.from;
  });
  return late?.place ?? -1;
}

/** A further shift after those there are: an hour after the last, two hours long. */
export function nextShift(spans: string[]): string {
  const last = spans.at(-1);
  if (last === undefined) return '09:00-18:00';
  const from = (minute(shiftOf(last).to) + 60) % DAY_MINUTES;
  return spanOf({ from: clockOf(from), to: clockOf((from + 120) % DAY_MINUTES) });
}

export function weekdayOf(day: string): Weekday {
  return WEEKDAYS[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7] ?? 'mon';
}

/** The shifts that begin on a day. */
export function shiftsOn(draft: Pick<Draft, 'week' | 'days'>, day: string): string[] {
  const special = draft.days.find((one) => one.day === day);
  if (!special) return draft.week[weekdayOf(day)];
  if (special.kind === 'holiday') return [];
  if (special.spans !== undefined && special.spans.length > 0) return special.spans;
  if (special.like != null) return draft.week[special.like];
  return WEEKDAYS.map((one) => draft.week[one]).find((spans) => spans.length > 0) ?? [];
}

export interface DayCell {
  day: string;
  works: boolean;
  special: SpecialDay | undefined;
}

/** The days of each month of a year. */
export function yearOf(draft: Pick<Draft, 'week' | 'days'>, year: number): DayCell[][] {
  const special = new Map(draft.days.map((day) => [day.day, day]));
  return Array.from({ length: 12 }, (_, month) => {
    const first = `${String(year)}-${String(month + 1).padStart(2, '0')}-01`;
    const cells: DayCell[] = [];
    for (let day = first; day.slice(0, 7) === first.slice(0, 7); day = addDays(day, 1)) {
      cells.push({ day, works: shiftsOn(draft, day).length > 0, special: special.get(day) });
    }
    return cells;
  });
}

export interface Holiday {
  name: string;
  /** First and last day off, and how many. */
  from: string;
  to: string;
  count: number;
}

/** Days off that follow one another under one name are one holiday. */
export function holidaysOf(days: SpecialDay[]): Holiday[] {
  const found: Holiday[] = [];
  for (const { day, name = '', kind } of days) {
    if (kind !== 'holiday') continue;
    const last = found.at(-1);
    if (last && last.name === name && addDays(last.to, 1) === day) {
      last.to = day;
      last.count += 1;
    } else found.push({ name, from: day, to: day, count: 1 });
  }
  return found;
}

/** The days with one of them put in, changed, or taken out; in order. */
export function withDay(days: SpecialDay[], day: string, next: SpecialDay | null): SpecialDay[] {
  const others = days.filter((one) => one.day !== day);
  return next === null ? others : [...others, next].sort((a, b) => a.day.localeCompare(b.day));
}

export function draftOf(calendar: CalendarView): Draft {
  const week = Object.fromEntries(WEEKDAYS.map((day) => [day, calendar.week[day] ?? []])) as Required<Week>;
  return { name: calendar.name, nameEn: calendar.name_en, zone: calendar.zone ?? '', week, days: calendar.days };
}

/** From one day to another, both included. */
export function daysFrom(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

/** Days of the week that work alike stand together: `mon–fri`. Days off are left out. */
export function weekRuns(week: Week): { from: Weekday; to: Weekday; spans: string[] }[] {
  const runs: { from: Weekday; to: Weekday; spans: string[] }[] = [];
  for (const day of WEEKDAYS) {
    const spans = week[day] ?? [];
    const last = runs.at(-1);
    const follows = last !== undefined && WEEKDAYS.indexOf(last.to) + 1 === WEEKDAYS.indexOf(day);
    if (follows && last.spans.join() === spans.join()) last.to = day;
    else if (spans.length > 0) runs.push({ from: day, to: day, spans });
  }
  return runs;
}
