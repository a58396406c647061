//! Between the values of the kernel and those of FEEL.

use base::At;
use flow::Value as Kept;
use jiff::tz::TimeZone;
use rules::{Date, DateTime, Time, Value, Zone};

/// A variable as FEEL sees it. Moments are kept as text; `date(…)` reads them.
pub(crate) fn to_feel(value: &Kept) -> Value {
    match value {
        Kept::Null => Value::Null,
        Kept::Bool(it) => Value::from(*it),
        Kept::Int(it) => Value::from(*it),
        Kept::Decimal(digits) => digits.parse().map_or(Value::Null, Value::Number),
        Kept::Text(text) => Value::from(&**text),
        Kept::List(items) => items.iter().map(to_feel).collect(),
        Kept::Map(pairs) => Value::context(pairs.iter().map(|(key, value)| (key.clone(), to_feel(value)))),
    }
}

/// A result as it is kept: numbers exact, moments and durations as FEEL writes them.
pub(crate) fn to_kept(value: &Value) -> Kept {
    match value {
        Value::Null | Value::Function(_) => Kept::Null,
        Value::Bool(it) => Kept::Bool(*it),
        Value::Number(number) => {
            number.to_i64().map_or_else(|| Kept::Decimal(number.to_string().into()), Kept::Int)
        }
        Value::Text(text) => Kept::Text(text.clone()),
        Value::List(list) => Kept::list(list.items().iter().map(to_kept).collect()),
        Value::Context(context) => {
            let pairs = context.entries().iter().map(|(key, value)| (key.clone(), to_kept(value)));
            Kept::Map(pairs.collect::<Vec<_>>().into())
        }
        other => Kept::text(&rules::text_of(other)),
    }
}

/// What `now()` says.
pub(crate) fn moment(at: At, zone: &TimeZone) -> Option<DateTime> {
    let local = jiff::Timestamp::from_microsecond(at.0).ok()?.to_zoned_datetime(zone.clone());
    let date = Date::new(local.year().into(), local.month().into(), local.day().into())?;
    let seconds =
        i64::from(local.hour()) * 3_600 + i64::from(local.minute()) * 60 + i64::from(local.second());
    let nanos = seconds * 1_000_000_000 + i64::from(local.subsec_nanosecond());
    Some(DateTime { date, time: Time { nanos, zone: Zone::Offset(local.offset().seconds()) } })
}
