//! When people work: hours of the week, holidays, and how many orders a day brings.

use base::time::MINUTE_US;
use base::{At, Day};
use jiff::tz::TimeZone;

/// Days off besides Sundays: month and day.
const HOLIDAYS: &[(i8, i8)] = &[(1, 1), (5, 1), (5, 2), (5, 3), (10, 1), (10, 2), (10, 3), (10, 4)];

#[derive(Debug, Clone)]
pub(crate) struct Calendar {
    pub zone: TimeZone,
}

impl Calendar {
    pub(crate) fn day(&self, at: At) -> Day {
        at.day_in(&self.zone)
    }

    /// A minute of a day, counted from midnight.
    pub(crate) fn at(&self, day: Day, minute: i64) -> At {
        day.start_in(&self.zone).plus(minute * MINUTE_US)
    }

    /// The moment so many working minutes later.
    pub(crate) fn after(&self, at: At, minutes: i64) -> At {
        let mut day = self.day(at);
        let mut minute = (at.0 - day.start_in(&self.zone).0) / MINUTE_US;
        let mut left = minutes;
        // A year without a working day is no calendar.
        for _ in 0..366 {
            if let Some((open, close)) = hours(day) {
                let from = minute.max(open);
                if from + left < close {
                    return self.at(day, from + left).plus(at.0.rem_euclid(MINUTE_US));
                }
                left -= (close - from).max(0);
            }
            day = day.plus(1);
            minute = 0;
        }
        at
    }

    /// The moment after so many days, in working hours.
    pub(crate) fn days_after(&self, at: At, days: i64, minute: i64) -> At {
        self.after(self.at(self.day(at).plus(days), minute), 0)
    }
}

/// When the house is open, in minutes from midnight; `None` on days off.
pub(crate) fn hours(day: Day) -> Option<(i64, i64)> {
    if HOLIDAYS.contains(&(day.0.month(), day.0.day())) {
        return None;
    }
    match weekday(day) {
        7 => None,
        6 => Some((9 * 60, 16 * 60)),
        _ => Some((8 * 60 + 30, 18 * 60)),
    }
}

/// 1 is Monday.
pub(crate) fn weekday(day: Day) -> i8 {
    day.0.weekday().to_monday_one_offset()
}

/// How many orders a day brings, of a hundred on a usual one.
pub(crate) fn busy(day: Day) -> i64 {
    if HOLIDAYS.contains(&(day.0.month(), day.0.day())) {
        return 8;
    }
    let of_week = match weekday(day) {
        1 => 128,
        2 => 112,
        3 => 100,
        4 => 104,
        5 => 92,
        6 => 38,
        _ => 12,
    };
    // Companies order for the month to come.
    let of_month = if day.0.day() >= 25 || day.0.day() <= 3 { 115 } else { 96 };
    of_week * of_month / 100
}

/// How likely orders come in each hour of the day.
pub(crate) const HOURS: [u64; 24] =
    [1, 0, 0, 0, 0, 0, 1, 4, 22, 64, 80, 58, 22, 36, 66, 72, 60, 38, 16, 10, 8, 6, 4, 2];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_waits_for_working_hours() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let calendar = Calendar { zone };
        let at = |text: &str| text.parse::<At>().unwrap();
        // Shanghai is eight hours ahead; 2026-11-20 is a Friday.
        for (from, minutes, to) in [
            ("2026-11-20T01:00:00Z", 30, "2026-11-20T01:30:00Z"),
            ("2026-11-20T09:50:00Z", 30, "2026-11-21T01:20:00Z"),
            ("2026-11-21T07:50:00Z", 30, "2026-11-23T00:50:00Z"),
            ("2026-09-30T15:00:00Z", 0, "2026-10-05T00:30:00Z"),
        ] {
            assert_eq!(calendar.after(at(from), minutes), at(to), "{from} + {minutes}");
        }
    }
}
