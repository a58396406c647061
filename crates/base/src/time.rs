//! Moments and days. A moment is microseconds UTC; a day is a date on the company's calendar.

use std::fmt;
use std::str::FromStr;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A moment: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct At(pub i64);

pub const SECOND_US: i64 = 1_000_000;
pub const MINUTE_US: i64 = 60 * SECOND_US;
pub const HOUR_US: i64 = 60 * MINUTE_US;
pub const DAY_US: i64 = 24 * HOUR_US;

impl At {
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    #[must_use]
    pub const fn plus(self, micros: i64) -> Self {
        Self(self.0 + micros)
    }

    /// The day this moment falls on where the company is.
    #[must_use]
    pub fn day_in(self, zone: &TimeZone) -> Day {
        Day(self.timestamp().to_zoned_datetime(zone.clone()).date())
    }

    /// The day and the time a clock shows there, `2026-11-23 14:30`, for sentences that people read.
    #[must_use]
    pub fn clock_in(self, zone: &TimeZone) -> String {
        self.timestamp().to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.timestamp(), f)
    }
}

impl fmt::Debug for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for At {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        text.parse::<Timestamp>()
            .map(|t| Self(t.as_microsecond()))
            .map_err(|_| format!("'{text}' is not a moment such as 2026-11-23T06:30:00Z"))
    }
}

/// A day, `2026-11-23`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub Date);

impl Day {
    /// The day `days` later (or earlier, when negative); stays at the calendar's end when beyond it.
    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().days(days.clamp(-3_000_000, 3_000_000))))
    }

    /// Whole days from `self` to `later`.
    #[must_use]
    pub fn days_until(self, later: Day) -> i64 {
        self.0.until(later.0).map_or(0, |span| i64::from(span.get_days()))
    }

    /// Midnight at the beginning of the day, where the company is.
    #[must_use]
    pub fn start_in(self, zone: &TimeZone) -> At {
        self.0.to_zoned_datetime(zone.clone()).map_or(At(0), |z| At(z.timestamp().as_microsecond()))
    }

    /// `20261123`, as document numbers carry it.
    #[must_use]
    pub fn compact(self) -> String {
        format!("{:04}{:02}{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Day {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("'{text}' is not a day such as 2026-11-23");
        if text.len() != 10 {
            return Err(wrong());
        }
        text.parse::<Date>().map(Self).map_err(|_| wrong())
    }
}

/// What the clock on the wall shows at a moment, in microseconds since midnight.
pub(crate) fn time_of_day(at: At, zone: &TimeZone) -> i64 {
    let time = at.timestamp().to_zoned_datetime(zone.clone()).time();
    let seconds = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    seconds * SECOND_US + i64::from(time.subsec_nanosecond()) / 1_000
}

/// The moment at which the clock on the wall shows so much after a day's midnight (more than 24 hours: on the
/// days after it). A time that is skipped when clocks are put forward is as much later; of one shown twice, the first.
pub(crate) fn wall(day: Day, after_midnight: i64, zone: &TimeZone) -> At {
    let day = day.plus(after_midnight.div_euclid(DAY_US));
    let time = jiff::SignedDuration::from_micros(after_midnight.rem_euclid(DAY_US));
    let clock = day.0.to_datetime(jiff::civil::Time::midnight()).saturating_add(time);
    clock.to_zoned_datetime(zone.clone()).map_or(At(0), |zoned| At(zoned.timestamp().as_microsecond()))
}

macro_rules! as_text {
    ($name:ident, $format:literal) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                text.parse().map_err(de::Error::custom)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "format": $format })
            }
        }
    };
}

as_text!(At, "date-time");
as_text!(Day, "date");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_fall_where_the_company_is() {
        let shanghai = TimeZone::get("Asia/Shanghai").unwrap();
        let at: At = "2026-11-22T16:30:00Z".parse().unwrap();
        assert_eq!(at.day_in(&shanghai).to_string(), "2026-11-23");
        assert_eq!(at.day_in(&TimeZone::UTC).to_string(), "2026-11-22");
        assert_eq!(at.to_string(), "2026-11-22T16:30:00Z");
        assert_eq!(at.clock_in(&shanghai), "2026-11-23 00:30");
    }

    #[test]
    fn days_count_and_compact() {
        let day: Day = "2026-11-23".parse().unwrap();
        assert_eq!(day.plus(10).to_string(), "2026-12-03");
        assert_eq!(day.days_until(day.plus(10)), 10);
        assert_eq!(day.compact(), "20261123");
        assert!("2026-02-30".parse::<Day>().is_err());
        assert!("20261123".parse::<Day>().is_err());
    }
}
