//! An amount of working time as it is written: `PT1H30M`, `P1D`, `P2DT4H`.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::refusal::{Refuse, Status};
use crate::time::{HOUR_US, MINUTE_US, SECOND_US};

/// Nobody waits longer than ten years.
const DAYS_MAX: i64 = 3_660;

/// Working days and, beside them, working time. One day is not so many hours but the same time on the next day on
/// which people work; `PT8H` counts eight hours within shifts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WorkingTime {
    pub days: u32,
    pub us: i64,
}

/// Why a text is no working time, in order of precedence.
#[derive(Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    #[error("'{value}' counts in weeks, months or years; working time has days, hours, minutes and seconds")]
    WorkingTimeUnit { value: String },
    #[error("'{value}' is not a working time such as PT1H30M, P1D or P2DT4H")]
    WorkingTimeUnreadable { value: String },
    #[error("'{value}' is too long: at most {max} days")]
    WorkingTimeTooLong { value: String, max: i64 },
}

impl Refuse for Refusal {
    fn status(&self) -> Status {
        Status::Invalid
    }
}

impl FromStr for WorkingTime {
    type Err = Refusal;

    /// ISO 8601 of days and smaller, in whole numbers, each unit once and the larger first.
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let value = text.trim().to_ascii_uppercase();
        let unreadable = || Refusal::WorkingTimeUnreadable { value: text.to_owned() };
        let body = value.strip_prefix('P').ok_or_else(unreadable)?;
        let (days, time) = body.split_once('T').map_or((body, None), |(days, time)| (days, Some(time)));
        if days.contains(['W', 'M', 'Y']) {
            return Err(Refusal::WorkingTimeUnit { value: text.to_owned() });
        }
        let too_long = || Refusal::WorkingTimeTooLong { value: text.to_owned(), max: DAYS_MAX };
        let days = amounts(days, &["D"]).ok_or_else(unreadable)?;
        let parts =
            time.map_or(Some(Vec::new()), |time| amounts(time, &["H", "M", "S"])).ok_or_else(unreadable)?;
        if days.is_empty() && parts.is_empty() || time == Some("") {
            return Err(unreadable());
        }
        let mut us: i64 = 0;
        for (unit, amount) in parts {
            let unit = [HOUR_US, MINUTE_US, SECOND_US][unit];
            us = amount.checked_mul(unit).and_then(|part| us.checked_add(part)).ok_or_else(too_long)?;
        }
        let days = days.first().map_or(0, |(_, days)| *days);
        if days > DAYS_MAX || us > DAYS_MAX * 24 * HOUR_US {
            return Err(too_long());
        }
        Ok(Self { days: u32::try_from(days).map_err(|_| too_long())?, us })
    }
}

/// Whole numbers each followed by its unit, units in the order given and none twice: the place of the unit, the number.
fn amounts(mut text: &str, units: &[&str]) -> Option<Vec<(usize, i64)>> {
    let mut found = Vec::new();
    let mut first = 0;
    while !text.is_empty() {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (amount, rest) = text.split_at(digits);
        let place = first + units[first..].iter().position(|unit| rest.starts_with(unit))?;
        // Twelve digits are more than any limit, and no number overflows.
        let amount = if amount.len() > 12 { i64::MAX } else { amount.parse().ok()? };
        found.push((place, amount));
        (first, text) = (place + 1, &rest[units[place].len()..]);
    }
    Some(found)
}

impl fmt::Display for WorkingTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("P")?;
        if self.days > 0 {
            write!(f, "{}D", self.days)?;
        }
        if self.us > 0 || self.days == 0 {
            f.write_str("T")?;
        }
        let seconds = self.us / SECOND_US;
        let parts = [(seconds / 3600, "H"), (seconds / 60 % 60, "M"), (seconds % 60, "S")];
        for (amount, unit) in parts.into_iter().filter(|(amount, _)| *amount > 0) {
            write!(f, "{amount}{unit}")?;
        }
        if self.days == 0 && seconds == 0 { f.write_str("0S") } else { Ok(()) }
    }
}

impl Serialize for WorkingTime {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for WorkingTime {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for WorkingTime {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "WorkingTime".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "duration" })
    }
}
