//! Dates, times and instants of FEEL: the proleptic calendar over a billion years, offsets and named zones.

pub(crate) mod arith;
mod text;

pub use text::duration_text;
pub(crate) use text::{parse_date, parse_date_time, parse_duration, parse_literal, parse_time};

use std::cmp::Ordering;

pub(crate) const SECOND: i128 = 1_000_000_000;
pub(crate) const DAY: i128 = 86_400 * SECOND;
pub(crate) const YEAR_LIMIT: i64 = 999_999_999;

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    pub year: i32,
    pub month: u8,
    pub day: u8,
}

/// Where on earth a time is meant.
#[derive(Clone, Debug, PartialEq)]
pub enum Zone {
    /// Nowhere in particular.
    Local,
    /// Seconds east of Greenwich.
    Offset(i32),
    /// A zone of the time zone database.
    Named(jiff::tz::TimeZone),
}

/// A time of day.
#[derive(Clone, Debug)]
pub struct Time {
    /// Since midnight.
    pub nanos: i64,
    pub zone: Zone,
}

/// A time on a day.
#[derive(Clone, Debug)]
pub struct DateTime {
    pub date: Date,
    pub time: Time,
}

pub(crate) fn days_in_month(year: i64, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl Date {
    /// A day that exists.
    pub fn new(year: i64, month: i64, day: i64) -> Option<Date> {
        if year.abs() > YEAR_LIMIT || !(1..=12).contains(&month) {
            return None;
        }
        let month = month as u8;
        (day >= 1 && day <= i64::from(days_in_month(year, month))).then_some(Date {
            year: year as i32,
            month,
            day: day as u8,
        })
    }

    /// Days since 1970-01-01 (Hinnant's days_from_civil).
    pub fn epoch_day(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let month = (i64::from(self.month) + 9) % 12;
        let of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    pub fn from_epoch_day(day: i64) -> Option<Date> {
        let shifted = day.checked_add(719_468)?;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        Date::new(year + era * 400 + i64::from(month <= 2), month, day)
    }

    /// Monday is 1.
    pub fn weekday(self) -> i64 {
        (self.epoch_day() + 3).rem_euclid(7) + 1
    }

    pub fn day_of_year(self) -> i64 {
        self.epoch_day() - Date { month: 1, day: 1, ..self }.epoch_day() + 1
    }

    /// ISO 8601's week.
    pub fn week(self) -> i64 {
        let thursday = Date::from_epoch_day(self.epoch_day() + 4 - self.weekday()).unwrap_or(self);
        (thursday.day_of_year() - 1) / 7 + 1
    }

    /// So many months later; the day is cut to the month's length.
    pub fn plus_months(self, months: i64) -> Option<Date> {
        let total = (i64::from(self.year) * 12 + i64::from(self.month) - 1).checked_add(months)?;
        let (year, month) = (total.div_euclid(12), total.rem_euclid(12) + 1);
        Date::new(year, month, i64::from(self.day).min(i64::from(days_in_month(year, month as u8))))
    }

    pub(crate) fn at_midnight_utc(self) -> DateTime {
        DateTime { date: self, time: Time { nanos: 0, zone: Zone::Offset(0) } }
    }
}

impl Zone {
    /// Seconds east of Greenwich at this wall clock, when the zone says.
    pub(crate) fn offset(&self, date: Date, nanos: i64) -> Option<i32> {
        match self {
            Zone::Local => None,
            Zone::Offset(seconds) => Some(*seconds),
            Zone::Named(zone) => {
                // The calendar repeats every 400 years; years outside the table take one inside it.
                let year = i64::from(date.year);
                let year = if (1..=9000).contains(&year) { year } else { 2000 + year.rem_euclid(400) };
                let day = jiff::civil::Date::new(year as i16, date.month as i8, date.day as i8).ok()?;
                let second = (nanos / SECOND as i64) as i32;
                let clock = day.at((second / 3600) as i8, (second / 60 % 60) as i8, (second % 60) as i8, 0);
                let instant = zone.to_ambiguous_zoned_datetime(clock).compatible().ok()?;
                Some(instant.offset().seconds())
            }
        }
    }

    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Zone::Named(zone) => zone.iana_name(),
            _ => None,
        }
    }
}

/// The day on which a time without a day takes the offset of its named zone.
const SOME_DAY: Date = Date { year: 1970, month: 1, day: 1 };

impl Time {
    pub(crate) fn new(hour: i64, minute: i64, second: i64, nanos: i64, zone: Zone) -> Option<Time> {
        let fits = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
        fits.then(|| Time { nanos: (hour * 3600 + minute * 60 + second) * SECOND as i64 + nanos, zone })
    }

    pub(crate) fn offset(&self) -> Option<i32> {
        self.zone.offset(SOME_DAY, self.nanos)
    }

    fn utc(&self) -> i128 {
        i128::from(self.nanos) - i128::from(self.offset().unwrap_or(0)) * SECOND
    }

    pub(crate) fn same(&self, other: &Time) -> bool {
        self.offset().is_some() == other.offset().is_some() && self.utc() == other.utc()
    }

    pub(crate) fn order(&self, other: &Time) -> Option<Ordering> {
        (self.offset().is_some() == other.offset().is_some()).then(|| self.utc().cmp(&other.utc()))
    }
}

impl DateTime {
    pub(crate) fn offset(&self) -> Option<i32> {
        self.time.zone.offset(self.date, self.time.nanos)
    }

    /// Nanoseconds since 1970 on the wall clock.
    pub(crate) fn wall(&self) -> i128 {
        i128::from(self.date.epoch_day()) * DAY + i128::from(self.time.nanos)
    }

    /// Nanoseconds since 1970 in Greenwich; a local time counts as if it were there.
    pub(crate) fn utc(&self) -> i128 {
        self.wall() - i128::from(self.offset().unwrap_or(0)) * SECOND
    }

    pub(crate) fn from_wall(wall: i128, zone: Zone) -> Option<DateTime> {
        let day = i64::try_from(wall.div_euclid(DAY)).ok()?;
        let nanos = wall.rem_euclid(DAY) as i64;
        Some(DateTime { date: Date::from_epoch_day(day)?, time: Time { nanos, zone } })
    }

    pub(crate) fn same(&self, other: &DateTime) -> bool {
        self.offset().is_some() == other.offset().is_some() && self.utc() == other.utc()
    }

    pub(crate) fn order(&self, other: &DateTime) -> Option<Ordering> {
        (self.offset().is_some() == other.offset().is_some()).then(|| self.utc().cmp(&other.utc()))
    }
}
