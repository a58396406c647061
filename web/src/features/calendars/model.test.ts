import { describe, expect, it } from 'vitest';
import { type Draft, type SpecialDay, holidaysOf, isOvernight, minutesOf, nextShift, overlapping, parseClock, shiftsOn, spanOf, stepClock, weekRuns, withDay, yearOf } from './model';

const office = ['09:00-12:00', '13:00-18:00'];
const week = { mon: office, tue: office, wed: office, thu: office, fri: ['09:00-12:00'], sat: [], sun: [] };
const off = (day: string, name = '节'): SpecialDay => ({ day, kind: 'holiday', name });
const draft = (days: SpecialDay[]): Pick<Draft, 'week' | 'days'> => ({ week, days });

describe('shifts on the clock', () => {
  it('run past midnight when they end no later than they begin', () => {
    expect(minutesOf('22:00-06:00')).toBe(480);
    expect(minutesOf('00:00-24:00')).toBe(1440);
    expect(minutesOf('16:00-24:00')).toBe(480);
    expect([isOvernight('22:00-06:00'), isOvernight('16:00-24:00'), isOvernight('09:00-12:00')]).toEqual([true, false, false]);
    expect(spanOf({ from: '16:00', to: '00:00' })).toBe('16:00-24:00');
  });

  it('are typed as people type times', () => {
    expect(['9', '09', '930', '0930', '9:30', '9：30', '24', '0'].map(parseClock)).toEqual(['09:00', '09:00', '09:30', '09:30', '09:30', '09:30', '24:00', '00:00']);
    expect(['', '25', '9:60', '24:01', 'x', '12345', '9:3'].map(parseClock)).toEqual(Array(7).fill(undefined));
    expect([stepClock('09:00', 1), stepClock('00:00', -1), stepClock('23:45', 1)]).toEqual(['09:15', '23:45', '00:00']);
  });

  it('are told apart from those that overlap', () => {
    expect(overlapping(office)).toBe(-1);
    expect(overlapping(['09:00-12:00', '12:00-18:00'])).toBe(-1);
    expect(overlapping(['13:00-18:00', '09:00-14:00'])).toBe(0);
    expect(overlapping(['22:00-06:00', '20:00-23:00'])).toBe(0);
    expect(nextShift([])).toBe('09:00-18:00');
    expect(nextShift(office)).toBe('19:00-21:00');
    expect(nextShift(['09:00-21:00'])).toBe('22:00-24:00');
  });
});

describe('the days of a year', () => {
  it('follow the week but where a day is named', () => {
    const days = [off('2026-10-01'), { day: '2026-10-10', kind: 'work' as const, like: 'fri' as const }, { day: '2026-10-11', kind: 'work' as const }];
    expect(shiftsOn(draft(days), '2026-10-01')).toEqual([]);
    expect(shiftsOn(draft(days), '2026-10-10')).toEqual(['09:00-12:00']);
    expect(shiftsOn(draft(days), '2026-10-11')).toEqual(office);
    const year = yearOf(draft(days), 2026);
    expect(year.map((month) => month.length)).toEqual([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
    expect(year.flat().filter(({ works }) => works)).toHaveLength(261 - 1 + 2);
    expect(yearOf(draft([]), 2028)[1]).toHaveLength(29);
  });

  it('are one holiday when they follow one another', () => {
    const days = [off('2026-09-30', '国庆'), off('2026-10-01', '国庆'), off('2026-10-02', '中秋'), off('2026-10-05', '中秋')];
    expect(holidaysOf(days).map(({ name, from, count }) => `${name} ${from} ${String(count)}`)).toEqual(['国庆 2026-09-30 2', '中秋 2026-10-02 1', '中秋 2026-10-05 1']);
    expect(withDay(days, '2026-10-01', null)).toHaveLength(3);
    expect(withDay(days, '2026-10-03', off('2026-10-03')).map(({ day }) => day)).toEqual(['2026-09-30', '2026-10-01', '2026-10-02', '2026-10-03', '2026-10-05']);
  });

  it('are said shortly', () => {
    expect(weekRuns(week).map(({ from, to, spans }) => `${from}-${to} ${String(spans.length)}`)).toEqual(['mon-thu 2', 'fri-fri 1']);
  });
});
