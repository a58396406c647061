//! From one kind to another: numbers, texts, moments and durations out of what people write.

use super::{Builtin, entry, number_arg, single, text_arg, whole_arg, wrong};
use crate::decimal::Decimal;
use crate::eval::Machine;
use crate::fault::{Answer, Code, Stop};
use crate::temporal::{self, Date, DateTime, SECOND, Time, Zone, arith, duration_text};
use crate::value::Value;
use std::fmt::Write;

pub(super) const TABLE: &[Builtin] = &[
    entry("date", &[&["from"], &["year", "month", "day"]], 1, 3, date),
    entry("time", &[&["from"], &["hour", "minute", "second", "offset"]], 1, 4, time),
    entry(
        "date and time",
        &[&["from"], &["date", "time"], &["year", "month", "day", "hour", "minute", "second", "offset"]],
        1,
        7,
        date_and_time,
    ),
    entry("duration", &[&["from"]], 1, 1, duration),
    entry("years and months duration", &[&["from", "to"]], 2, 2, months_between),
    entry("number", &[&["from"], &["from", "grouping separator", "decimal separator"]], 1, 3, number),
    entry("string", &[&["from"], &["mask"]], 1, 1, string),
    entry("not", &[&["negand"]], 1, 1, not),
];

fn invalid(text: &str, what: &str) -> Stop {
    Stop::note(Code::BadValue, &[text, what])
}

fn date(_: &mut Machine<'_>, values: &[Value]) -> Answer {
    match values {
        [one] => match single(one) {
            Value::Text(text) => {
                temporal::parse_date(text).map(Value::Date).ok_or_else(|| invalid(text, "date"))
            }
            Value::Date(date) => Ok(Value::Date(*date)),
            Value::DateTime(at) => Ok(Value::Date(at.date)),
            other => Err(wrong("date", other)),
        },
        [_, _, _] => {
            let part = |at| whole_arg("date", values, at);
            let (year, month, day) = (part(0)?, part(1)?, part(2)?);
            let found = Date::new(year, month, day);
            found.map(Value::Date).ok_or_else(|| invalid(&format!("{year}-{month}-{day}"), "date"))
        }
        _ => Err(Stop::note(Code::WrongCount, &["date", "2"])),
    }
}

fn clock(values: &[Value], at: usize) -> Result<Time, Stop> {
    let (hour, minute) = (whole_arg("time", values, at)?, whole_arg("time", values, at + 1)?);
    let second = number_arg("time", values, at + 2)?;
    let nanos = second
        .checked_mul(Decimal::from(1_000_000_000i64))
        .and_then(Decimal::floor)
        .and_then(Decimal::to_i64);
    let nanos = nanos.ok_or_else(|| invalid(&second.to_string(), "time"))?;
    let zone = match values.get(at + 3).map(single) {
        None | Some(Value::Null) => Zone::Local,
        Some(Value::Days(offset)) if offset.abs() <= 18 * 3600 * SECOND => {
            Zone::Offset((offset / SECOND) as i32)
        }
        Some(Value::Text(name)) => {
            let zone = jiff::tz::TimeZone::get(name).map_err(|_| invalid(name, "time zone"))?;
            Zone::Named(zone)
        }
        Some(other) => return Err(wrong("time", other)),
    };
    let (whole, rest) = (nanos.div_euclid(1_000_000_000), nanos.rem_euclid(1_000_000_000));
    Time::new(hour, minute, whole, rest, zone)
        .ok_or_else(|| invalid(&format!("{hour}:{minute}:{second}"), "time"))
}

fn time(_: &mut Machine<'_>, values: &[Value]) -> Answer {
    match values {
        [one] => match single(one) {
            Value::Text(text) => {
                temporal::parse_time(text).map(Value::Time).ok_or_else(|| invalid(text, "time"))
            }
            Value::Time(time) => Ok(Value::Time(time.clone())),
            Value::DateTime(at) => Ok(Value::Time(at.time.clone())),
            Value::Date(_) => Ok(Value::Time(Time { nanos: 0, zone: Zone::Offset(0) })),
            other => Err(wrong("time", other)),
        },
        [_, _, _] | [_, _, _, _] => clock(values, 0).map(Value::Time),
        _ => Err(Stop::note(Code::WrongCount, &["time", "2"])),
    }
}

fn date_and_time(_: &mut Machine<'_>, values: &[Value]) -> Answer {
    match values {
        [one] => match single(one) {
            Value::Text(text) => temporal::parse_date_time(text)
                .map(Value::DateTime)
                .ok_or_else(|| invalid(text, "date and time")),
            Value::DateTime(at) => Ok(Value::DateTime(at.clone())),
            Value::Date(date) => Ok(Value::DateTime(date.at_midnight_utc())),
            other => Err(wrong("date and time", other)),
        },
        [day, clock] => match (single(day), single(clock)) {
            (Value::Date(date) | Value::DateTime(DateTime { date, .. }), Value::Time(time)) => {
                Ok(Value::DateTime(DateTime { date: *date, time: time.clone() }))
            }
            (Value::DateTime(at), Value::Text(name)) => {
                let zone = jiff::tz::TimeZone::get(name).map_err(|_| invalid(name, "time zone"))?;
                in_zone(at, zone).map(Value::DateTime).ok_or_else(|| invalid(name, "time zone"))
            }
            (Value::Date(_) | Value::DateTime(_), other) | (other, _) => Err(wrong("date and time", other)),
        },
        [_, _, _, _, _, _] | [_, _, _, _, _, _, _] => {
            let part = |at| whole_arg("date and time", values, at);
            let date = Date::new(part(0)?, part(1)?, part(2)?);
            let date = date.ok_or_else(|| Stop::note(Code::OutOfRange, &["date and time"]))?;
            Ok(Value::DateTime(DateTime { date, time: clock(values, 3)? }))
        }
        _ => Err(Stop::note(Code::WrongCount, &["date and time", &values.len().to_string()])),
    }
}

fn in_zone(at: &DateTime, zone: jiff::tz::TimeZone) -> Option<DateTime> {
    let zone = Zone::Named(zone);
    let utc = DateTime::from_wall(at.utc(), Zone::Local)?;
    let near = zone.offset(utc.date, utc.time.nanos)?;
    DateTime::from_wall(at.utc() + i128::from(near) * SECOND, zone)
}

fn duration(_: &mut Machine<'_>, values: &[Value]) -> Answer {
    match single(&values[0]) {
        Value::Text(text) => temporal::parse_duration(text).ok_or_else(|| invalid(text, "duration")),
        same @ (Value::Days(_) | Value::Months(_)) => Ok(same.clone()),
        other => Err(wrong("duration", other)),
    }
}

fn months_between(_: &mut Machine<'_>, values: &[Value]) -> Answer {
    let moment = |value: &Value| match single(value) {
        Value::Date(date) => Ok(date.at_midnight_utc()),
        Value::DateTime(at) => Ok(at.clone()),
        other => Err(wrong("years and months duration", other)),
    };
    Ok(Value::Months(arith::whole_months(&moment(&values[0])?, &moment(&values[1])?)))
}

fn number(_: &mut Machine<'_>, values: &[Value]) -> Answer {
    if let [Value::Number(n)] = values {
        return Ok(Value::Number(*n));
    }
    let text = text_arg("number", values, 0)?;
    let separator = |at: usize, allowed: &[&str]| match values.get(at).map(single) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Text(sign)) if allowed.contains(&&**sign) => Ok(Some(sign.clone())),
        Some(other) => Err(wrong("number", other)),
    };
    let (grouping, point) = (separator(1, &[" ", ",", "."])?, separator(2, &[",", "."])?);
    if grouping.is_some() && grouping == point {
        return Err(invalid(text, "number"));
    }
    let mut plain = text.trim().to_owned();
    if let Some(grouping) = &grouping {
        plain = plain.replace(&**grouping, "");
    }
    if let Some(point) = point.as_deref().filter(|point| *point != ".") {
        if plain.contains('.') {
            return Err(invalid(text, "number"));
        }
        plain = plain.replace(point, ".");
    }
    plain.parse().map(Value::Number).map_err(|_| invalid(text, "number"))
}

fn string(machine: &mut Machine<'_>, values: &[Value]) -> Answer {
    match &values[0] {
        Value::Null => Ok(Value::Null),
        value => {
            let mut text = String::new();
            write_value(machine, &mut text, value, false)?;
            machine.text(text)
        }
    }
}

fn not(_: &mut Machine<'_>, values: &[Value]) -> Answer {
    match single(&values[0]) {
        Value::Bool(b) => Ok(Value::Bool(!b)),
        other => Err(wrong("not", other)),
    }
}

/// A value as text, within the machine's budget.
fn write_value(machine: &mut Machine<'_>, out: &mut String, value: &Value, quoted: bool) -> Result<(), Stop> {
    let before = out.len();
    match value {
        Value::List(list) => {
            out.push('[');
            for (i, item) in list.items().iter().enumerate() {
                out.push_str(if i == 0 { "" } else { ", " });
                write_value(machine, out, item, true)?;
            }
            out.push(']');
        }
        Value::Context(context) => {
            out.push('{');
            for (i, (key, item)) in context.entries().iter().enumerate() {
                out.push_str(if i == 0 { "" } else { ", " });
                let plain = key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == ' ');
                let _ = if plain { write!(out, "{key}: ") } else { write!(out, "{key:?}: ") };
                write_value(machine, out, item, true)?;
            }
            out.push('}');
        }
        Value::Range(range) => {
            out.push(if range.start_included { '[' } else { '(' });
            write_value(machine, out, &range.start, true)?;
            out.push_str("..");
            write_value(machine, out, &range.end, true)?;
            out.push(if range.end_included { ']' } else { ')' });
        }
        Value::Text(text) if quoted => {
            let _ = write!(out, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        }
        other => out.push_str(&text_of(other)),
    }
    machine.work(1)?;
    machine.take((out.len() - before) as u64 / 16)
}

/// A single value as FEEL writes it.
pub(crate) fn text_of(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Number(n) => n.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Time(time) => time.to_string(),
        Value::DateTime(at) => at.to_string(),
        Value::Days(_) | Value::Months(_) => duration_text(value),
        Value::Function(function) => match function.arity() {
            Some(arity) => format!("function({arity})"),
            None => "function".to_owned(),
        },
        Value::List(_) | Value::Context(_) | Value::Range(_) => {
            let mut budget = crate::eval::Budget::default();
            let mut text = String::new();
            let _ = write_value(&mut Machine::new(&[], &mut budget), &mut text, value, false);
            text
        }
    }
}
