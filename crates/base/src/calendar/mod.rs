//! Working calendars: when work is done, and what moment so much working time leads to.
//!
//! A calendar has a week of shifts and days that differ from it: holidays, and make-up days (调休) on which
//! people work although the week says no. A shift belongs to the day it begins on, so a night shift of the
//! evening before a holiday still runs to its end. Where shifts overlap, the time counts once.
//!
//! Working time is real time: on the day clocks are put forward a night shift is an hour shorter. The concrete
//! shifts of a month are laid out when first asked for and kept, so that an answer costs a binary search.
//!
//! Reading order: `plan` (what is stored), `Calendar`, `days` (counting whole days), `month`, `duration`.

mod days;
mod duration;
mod month;
mod plan;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::tz::TimeZone;

pub use duration::{Refusal, WorkingTime};
pub use plan::{DayKind, Span, SpecialDay, Week, Weekday};

use crate::time::{MINUTE_US, wall};
use crate::{At, Day};
use month::Month;

/// How far a search for working time goes: what does not come within 20 years does not come.
const HORIZON_MONTHS: i32 = 240;
/// Months kept laid out; a calendar asked about more of them begins anew.
const KEPT_MONTHS: usize = 1_200;

/// A week, its special days and a time zone, ready to be asked.
pub struct Calendar {
    zone: TimeZone,
    week: Week,
    /// What differs from the week; no spans on a holiday.
    special: BTreeMap<Day, Vec<Span>>,
    months: RwLock<BTreeMap<i32, Arc<Month>>>,
}

impl Calendar {
    /// Of several special days with one date the last counts.
    #[must_use]
    pub fn new(zone: TimeZone, week: &Week, special: &[SpecialDay]) -> Self {
        let week = week.tidied();
        let special = special.iter().map(|day| (day.day, day.spans_in(&week))).collect();
        Self { zone, week, special, months: RwLock::default() }
    }

    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The shifts that begin on a day, in order, not overlapping.
    #[must_use]
    pub fn shifts(&self, day: Day) -> &[Span] {
        self.special.get(&day).map_or_else(|| self.week.on(Weekday::of(day)), Vec::as_slice)
    }

    /// Whether work begins on this day.
    #[must_use]
    pub fn is_workday(&self, day: Day) -> bool {
        !self.shifts(day).is_empty()
    }

    /// Whether work is being done: from a shift's beginning until just before its end.
    #[must_use]
    pub fn is_working(&self, at: At) -> bool {
        self.month(self.month_of(at)).shift_from(at).is_some_and(|shift| shift.from <= at)
    }

    /// The moment itself when work is being done, else the beginning of the next shift.
    /// `None` when there is none within 20 years.
    #[must_use]
    pub fn next_working(&self, at: At) -> Option<At> {
        let first = self.month_of(at);
        let next = |index| self.month(index).shift_from(at).map(|shift| shift.from.max(at));
        (first..=first.saturating_add(HORIZON_MONTHS)).find_map(next)
    }

    /// The first moment by which so much working time has passed: an hour after 17:30 on a Friday that ends at
    /// 18:00 is half past the beginning of Monday; three hours after 09:00 are over when the morning is, at 12:00.
    /// A negative amount goes back as `subtract` does. `None` when it is not over within 20 years.
    #[must_use]
    pub fn add(&self, at: At, working_us: i64) -> Option<At> {
        if working_us <= 0 {
            return if working_us == 0 { Some(at) } else { self.subtract(at, working_us.checked_neg()?) };
        }
        let first = self.month_of(at);
        let mut left = self.month(first).worked(at).checked_add(working_us)?;
        for index in first..=first.saturating_add(HORIZON_MONTHS) {
            let month = self.month(index);
            if left <= month.total() {
                return Some(month.when_worked(left));
            }
            left -= month.total();
        }
        None
    }

    /// The last moment from which so much working time is left: half an hour before 13:10, with a break from 12:00
    /// to 13:00, is 11:40. `None` when it lies more than 20 years back.
    #[must_use]
    pub fn subtract(&self, at: At, working_us: i64) -> Option<At> {
        if working_us <= 0 {
            return if working_us == 0 { Some(at) } else { self.add(at, working_us.checked_neg()?) };
        }
        let first = self.month_of(at);
        let mut left = self.month(first).worked(at) - working_us;
        let mut index = first;
        while left < 0 {
            index = index.checked_sub(1).filter(|index| first - index <= HORIZON_MONTHS)?;
            left += self.month(index).total();
        }
        Some(self.month(index).when_begun(left))
    }

    /// Working microseconds from one moment to another; negative when `to` is earlier.
    #[must_use]
    pub fn between(&self, from: At, to: At) -> i64 {
        if to < from {
            return -self.between(to, from);
        }
        let (first, last) = (self.month_of(from), self.month_of(to));
        let whole: i64 = (first..last).map(|index| self.month(index).total()).sum();
        whole + self.month(last).worked(to) - self.month(first).worked(from)
    }

    /// The moment so much working time later: first the days, then the rest; see `WorkingTime` for what a day is.
    #[must_use]
    pub fn after(&self, at: At, time: WorkingTime) -> Option<At> {
        self.add(self.days_later(at, time.days)?, time.us)
    }

    /// The moment so much working time earlier: first the rest, then the days, as `after` backwards.
    #[must_use]
    pub fn before(&self, at: At, time: WorkingTime) -> Option<At> {
        self.days_earlier(self.subtract(at, time.us)?, time.days)
    }

    /// How long a usual day is: what most of the week's working days have, the longer when as many have less.
    /// For saying working time in days; moments are never computed with it.
    #[must_use]
    pub fn day_us(&self) -> i64 {
        let lengths: Vec<i64> = Weekday::ALL.iter().map(|day| plan::minutes(self.week.on(*day))).collect();
        let as_many = |length: i64| lengths.iter().filter(|other| **other == length).count();
        let usual =
            lengths.iter().filter(|length| **length > 0).max_by_key(|length| (as_many(**length), **length));
        usual.map_or(0, |minutes| minutes * MINUTE_US)
    }

    fn month_of(&self, at: At) -> i32 {
        month::index(at.day_in(&self.zone))
    }

    fn month(&self, index: i32) -> Arc<Month> {
        let months = self.months.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = months.get(&index) {
            return Arc::clone(known);
        }
        drop(months);
        let made = Arc::new(Month::lay_out(self, index));
        let mut months = self.months.write().unwrap_or_else(PoisonError::into_inner);
        if months.len() >= KEPT_MONTHS {
            months.clear();
        }
        months.insert(index, Arc::clone(&made));
        made
    }

    /// A minute after a day's midnight as the wall clock shows it; minutes past 24:00 are the next day's.
    fn moment(&self, day: Day, minute: i64) -> At {
        wall(day, minute * MINUTE_US, &self.zone)
    }
}

impl std::fmt::Debug for Calendar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Calendar")
            .field("week", &self.week)
            .field("special", &self.special)
            .finish_non_exhaustive()
    }
}
