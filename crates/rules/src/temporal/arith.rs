//! Sums and differences of moments and durations, as the table of DMN 10.3.2.3 has them.

use super::{DAY, Date, DateTime, Time};
use crate::value::Value;

/// `a + b` (or `a - b`) where at least one is a moment or a duration; `None` when it has no meaning.
pub(crate) fn add(a: &Value, b: &Value, sign: i64) -> Option<Value> {
    let signed = |n: &i128| n.checked_mul(i128::from(sign));
    match (a, b) {
        (Value::Days(a), Value::Days(b)) => a.checked_add(signed(b)?).map(Value::Days),
        (Value::Months(a), Value::Months(b)) => a.checked_add(b.checked_mul(sign)?).map(Value::Months),
        (Value::Date(date), Value::Months(months)) => {
            date.plus_months(months.checked_mul(sign)?).map(Value::Date)
        }
        (Value::DateTime(at), Value::Months(months)) => {
            let date = at.date.plus_months(months.checked_mul(sign)?)?;
            Some(Value::DateTime(DateTime { date, time: at.time.clone() }))
        }
        (Value::Date(date), Value::Days(days)) => {
            let wall = (i128::from(date.epoch_day()) * DAY).checked_add(signed(days)?)?;
            let day = i64::try_from(wall.div_euclid(DAY)).ok()?;
            Date::from_epoch_day(day).map(Value::Date)
        }
        (Value::DateTime(at), Value::Days(days)) => {
            DateTime::from_wall(at.wall().checked_add(signed(days)?)?, at.time.zone.clone())
                .map(Value::DateTime)
        }
        (Value::Time(time), Value::Days(days)) => {
            let nanos = i128::from(time.nanos).checked_add(signed(days)?)?.rem_euclid(DAY) as i64;
            Some(Value::Time(Time { nanos, zone: time.zone.clone() }))
        }
        (Value::Days(_) | Value::Months(_), Value::Date(_) | Value::DateTime(_) | Value::Time(_))
            if sign == 1 =>
        {
            add(b, a, 1)
        }
        _ if sign == -1 => between(a, b),
        _ => None,
    }
}

/// How long from `b` to `a`: the difference of two moments of the same kind.
fn between(a: &Value, b: &Value) -> Option<Value> {
    match (a, b) {
        (Value::Date(a), Value::Date(b)) => {
            Some(Value::Days(i128::from(a.epoch_day() - b.epoch_day()) * DAY))
        }
        (Value::Time(a), Value::Time(b)) => {
            (a.offset().is_some() == b.offset().is_some()).then(|| Value::Days(a.utc() - b.utc()))
        }
        (Value::DateTime(a), Value::DateTime(b)) => {
            (a.offset().is_some() == b.offset().is_some()).then(|| Value::Days(a.utc() - b.utc()))
        }
        // A date beside a date and time counts from its midnight in Greenwich.
        (Value::Date(a), Value::DateTime(_)) => between(&Value::DateTime(a.at_midnight_utc()), b),
        (Value::DateTime(_), Value::Date(b)) => between(a, &Value::DateTime(b.at_midnight_utc())),
        _ => None,
    }
}

/// Whole months from one day to another, towards zero; the time of day does not count.
pub(crate) fn whole_months(from: &DateTime, to: &DateTime) -> i64 {
    let count = |date: Date| i64::from(date.year) * 12 + i64::from(date.month) - 1;
    let months = count(to.date) - count(from.date);
    match months {
        1.. if to.date.day < from.date.day => months - 1,
        ..=-1 if to.date.day > from.date.day => months + 1,
        _ => months,
    }
}
