//! Counting whole working days: the same time of day, so many days on which people work later or earlier.
//!
//! Whoever is promised an answer in one working day at ten o'clock expects it by ten on the next. A time between shifts
//! is brought to where work stops (or, going back, begins): what comes in at lunch or in the evening has the whole of the
//! next day, up to the end of that shift. What comes in on a day off, or before the first shift, counts as coming in
//! at the end of the working day before. A time within a night shift counts to the day that shift began on. The answer
//! always lies within the shifts of the day counted to.

use super::{Calendar, Span};
use crate::time::{DAY_US, MINUTE_US, time_of_day, wall};
use crate::{At, Day};

/// As far as `HORIZON_MONTHS`.
const HORIZON_DAYS: i64 = 20 * 366;

impl Calendar {
    pub(super) fn days_later(&self, at: At, days: u32) -> Option<At> {
        if days == 0 {
            return Some(at);
        }
        let (day, time) = self.day_of(at);
        let has_begun = self.shifts(day).first().is_some_and(|first| from_us(first) <= time);
        let (day, time) = if has_begun { (day, time) } else { (self.workday(day, -1, 1)?, 2 * DAY_US) };
        let target = self.workday(day, 1, days)?;
        let shifts = self.shifts(target);
        let shift = shifts.iter().rev().find(|shift| from_us(shift) <= time).or(shifts.first())?;
        // Only where a shift outlasts the whole of the next day's could that be earlier.
        Some(wall(target, time.clamp(from_us(shift), to_us(shift)), &self.zone).max(at))
    }

    pub(super) fn days_earlier(&self, at: At, days: u32) -> Option<At> {
        if days == 0 {
            return Some(at);
        }
        let (day, time) = self.day_of(at);
        let is_over = self.shifts(day).last().is_none_or(|last| to_us(last) < time);
        let (day, time) = if is_over { (self.workday(day, 1, 1)?, 0) } else { (day, time) };
        let target = self.workday(day, -1, days)?;
        let shifts = self.shifts(target);
        let shift = shifts.iter().find(|shift| to_us(shift) >= time).or(shifts.last())?;
        Some(wall(target, time.clamp(from_us(shift), to_us(shift)), &self.zone).min(at))
    }

    /// The day a moment counts to, and the time on the clock since that day's midnight.
    fn day_of(&self, at: At) -> (Day, i64) {
        let (day, time) = (at.day_in(&self.zone), time_of_day(at, &self.zone));
        let within = |day: Day, time: i64| {
            self.shifts(day).iter().any(|shift| (from_us(shift)..=to_us(shift)).contains(&time))
        };
        let (before, late) = (day.plus(-1), time + DAY_US);
        if !within(day, time) && within(before, late) { (before, late) } else { (day, time) }
    }

    /// The working day so many working days after (`step` 1) or before (-1) a day.
    fn workday(&self, from: Day, step: i64, count: u32) -> Option<Day> {
        let days = (1..=HORIZON_DAYS).map(|ahead| from.plus(step * ahead));
        let nth = usize::try_from(count).ok()?.checked_sub(1)?;
        days.filter(|day| self.is_workday(*day)).nth(nth)
    }
}

fn from_us(shift: &Span) -> i64 {
    shift.from() * MINUTE_US
}

fn to_us(shift: &Span) -> i64 {
    shift.to() * MINUTE_US
}
