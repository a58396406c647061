//! The clock and the calendar.

use super::{Builtin, entry, single, wrong};
use crate::eval::Machine;
use crate::fault::{Answer, Code, Stop};
use crate::temporal::Date;
use crate::value::Value;

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) const TABLE: &[Builtin] = &[
    entry("now", &[], 0, 0, |m, _| Ok(m.budget.now.clone().map_or(Value::Null, Value::DateTime))),
    entry("today", &[], 0, 0, |m, _| {
        Ok(m.budget.now.as_ref().map_or(Value::Null, |now| Value::Date(now.date)))
    }),
    entry("day of year", &[&["date"]], 1, 1, |_, v| Ok(Value::from(day("day of year", v)?.day_of_year()))),
    entry("day of week", &[&["date"]], 1, 1, |_, v| {
        Ok(Value::from(DAYS[day("day of week", v)?.weekday() as usize - 1]))
    }),
    entry("month of year", &[&["date"]], 1, 1, |_, v| {
        Ok(Value::from(MONTHS[usize::from(day("month of year", v)?.month) - 1]))
    }),
    entry("week of year", &[&["date"]], 1, 1, |_, v| Ok(Value::from(day("week of year", v)?.week()))),
    entry("is", &[&["value1", "value2"]], 2, 2, is),
];

fn day(function: &str, values: &[Value]) -> Result<Date, Stop> {
    match single(&values[0]) {
        Value::Date(date) => Ok(*date),
        Value::DateTime(at) => Ok(at.date),
        other => Err(wrong(function, other)),
    }
}

/// The same value in the same writing: equal times in different zones are not.
fn is(_: &mut Machine<'_>, values: &[Value]) -> Answer {
    Ok(Value::Bool(match (&values[0], &values[1]) {
        (Value::Time(a), Value::Time(b)) => a.nanos == b.nanos && a.zone == b.zone,
        (Value::DateTime(a), Value::DateTime(b)) => {
            a.date == b.date && a.time.nanos == b.time.nanos && a.time.zone == b.time.zone
        }
        (Value::Function(_), _) | (_, Value::Function(_)) => {
            return Err(Stop::note(Code::WrongType, &["is", "function"]));
        }
        (a, b) => a.equals(b) == Some(true),
    }))
}
