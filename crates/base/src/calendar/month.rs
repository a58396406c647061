//! The concrete shifts of one month, with the working time up to the end of each.

use super::Calendar;
use crate::{At, Day};

pub(super) struct Month {
    shifts: Vec<Shift>,
}

/// From a moment until another, and how much of the month has been worked when it is over.
#[derive(Clone, Copy)]
pub(super) struct Shift {
    pub(super) from: At,
    to: At,
    worked: i64,
}

impl Month {
    /// Lays out the shifts of the month and what runs over from the day before it; cut at midnight of its
    /// first day and of the next month's.
    pub(super) fn lay_out(calendar: &Calendar, index: i32) -> Self {
        let (first, next) = (first_day(index), first_day(index.saturating_add(1)));
        let (start, end) = (first.start_in(&calendar.zone), next.start_in(&calendar.zone));
        let mut shifts: Vec<(At, At)> = Vec::new();
        for ahead in -1..first.days_until(next) {
            let day = first.plus(ahead);
            for span in calendar.shifts(day) {
                let (from, to) = (calendar.moment(day, span.from()), calendar.moment(day, span.to()));
                shifts.push((from.max(start), to.min(end)));
            }
        }
        shifts.retain(|(from, to)| from < to);
        shifts.sort_unstable();
        Self { shifts: joined(&shifts) }
    }

    /// Working time of the whole month.
    pub(super) fn total(&self) -> i64 {
        self.shifts.last().map_or(0, |last| last.worked)
    }

    /// Working time of the month that lies before a moment.
    pub(super) fn worked(&self, at: At) -> i64 {
        match self.shift_from(at) {
            None => self.total(),
            Some(shift) => shift.worked - (shift.to.0 - shift.from.max(at).0),
        }
    }

    /// The first shift that is not over at a moment.
    pub(super) fn shift_from(&self, at: At) -> Option<Shift> {
        self.shifts.get(self.shifts.partition_point(|shift| shift.to <= at)).copied()
    }

    /// The first moment by which this much of the month is worked; at most its total, more than nothing.
    pub(super) fn when_worked(&self, worked: i64) -> At {
        let shift = self.shifts[self.shifts.partition_point(|shift| shift.worked < worked)];
        shift.to.plus(worked - shift.worked)
    }

    /// The last moment by which no more than this of the month is worked; less than its total.
    pub(super) fn when_begun(&self, worked: i64) -> At {
        let shift = self.shifts[self.shifts.partition_point(|shift| shift.worked <= worked)];
        shift.to.plus(worked - shift.worked)
    }
}

/// Sorted shifts with those that touch or overlap made one.
fn joined(sorted: &[(At, At)]) -> Vec<Shift> {
    let mut shifts: Vec<Shift> = Vec::new();
    let mut worked = 0;
    for (from, to) in sorted {
        match shifts.last_mut().filter(|last| *from <= last.to) {
            Some(last) => {
                worked += (to.0 - last.to.0).max(0);
                (last.to, last.worked) = (last.to.max(*to), worked);
            }
            None => {
                worked += to.0 - from.0;
                shifts.push(Shift { from: *from, to: *to, worked });
            }
        }
    }
    shifts
}

/// Months counted from the beginning of our era.
pub(super) fn index(day: Day) -> i32 {
    i32::from(day.0.year()) * 12 + i32::from(day.0.month()) - 1
}

fn first_day(index: i32) -> Day {
    let (year, month) = (index.div_euclid(12), index.rem_euclid(12) + 1);
    let date = i16::try_from(year).ok().zip(i8::try_from(month).ok());
    let date = date.and_then(|(year, month)| jiff::civil::Date::new(year, month, 1).ok());
    Day(date.unwrap_or(if year > 0 { jiff::civil::Date::MAX } else { jiff::civil::Date::MIN }))
}
