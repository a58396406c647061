//! Fields of contexts, of lists of contexts, of moments, durations and ranges; and filters.

use super::Machine;
use crate::compile::node::Node;
use crate::decimal::Decimal;
use crate::fault::{Answer, Code, Stop};
use crate::temporal::{DAY, Date, SECOND, Time};
use crate::value::Value;

impl Machine<'_> {
    pub(super) fn path(&mut self, value: &Value, key: &str) -> Answer {
        let found = match value {
            Value::Null => return Ok(Value::Null),
            Value::Context(context) => context.get(key).cloned(),
            Value::List(list) => {
                self.work(list.items().len() as u64)?;
                let of = |item: &Value| match item {
                    Value::Context(context) => context.get(key).cloned().unwrap_or_default(),
                    _ => Value::Null,
                };
                return self.list(list.items().iter().map(of).collect());
            }
            Value::Date(date) => date_part(*date, key),
            Value::Time(time) => time_part(time, time.offset(), key),
            Value::DateTime(at) => date_part(at.date, key).or_else(|| time_part(&at.time, at.offset(), key)),
            Value::Days(nanos) => days_part(*nanos, key),
            Value::Months(months) => match key {
                "years" => Some(Value::from(months / 12)),
                "months" => Some(Value::from(months % 12)),
                _ => None,
            },
            Value::Range(range) => match key {
                "start" => Some(range.start.clone()),
                "end" => Some(range.end.clone()),
                "start included" => Some(Value::Bool(range.start_included)),
                "end included" => Some(Value::Bool(range.end_included)),
                _ => None,
            },
            _ => None,
        };
        found.ok_or_else(|| Stop::note(Code::UnknownField, &[key, value.kind()]))
    }

    pub(super) fn filter(&mut self, list: &Node, condition: &Node, by_number: bool) -> Answer {
        let value = self.eval(list)?;
        let items = match value {
            Value::List(list) => list,
            Value::Null => std::sync::Arc::default(),
            one => std::sync::Arc::new(crate::value::List::of(vec![one])),
        };
        if by_number || items.items().is_empty() {
            self.push(Value::Null);
            let position = self.eval(condition)?;
            self.pop(1);
            return match position {
                Value::Number(n) => at(items.items(), n),
                _ => self.list(Vec::new()),
            };
        }
        let mut kept = Vec::new();
        for item in items.items() {
            self.push(item.clone());
            let answer = self.eval(condition)?;
            self.pop(1);
            match answer {
                Value::Bool(true) => kept.push(item.clone()),
                Value::Bool(false) | Value::Null => {}
                Value::Number(n) => return at(items.items(), n),
                other => return Err(Stop::note(Code::WrongType, &["[ ]", other.kind()])),
            }
        }
        self.list(kept)
    }
}

fn at(items: &[Value], position: Decimal) -> Answer {
    let wrong = || Stop::note(Code::OutOfRange, &[&position.to_string()]);
    let position = position.to_i64().ok_or_else(wrong)?;
    let index = if position < 0 { position + items.len() as i64 } else { position - 1 };
    let index = if position == 0 { -1 } else { index };
    usize::try_from(index).ok().and_then(|index| items.get(index)).cloned().ok_or_else(wrong)
}

fn date_part(date: Date, key: &str) -> Option<Value> {
    Some(Value::from(match key {
        "year" => i64::from(date.year),
        "month" => i64::from(date.month),
        "day" => i64::from(date.day),
        "weekday" => date.weekday(),
        _ => return None,
    }))
}

fn time_part(time: &Time, offset: Option<i32>, key: &str) -> Option<Value> {
    let second = time.nanos / SECOND as i64;
    Some(match key {
        "hour" => Value::from(second / 3600),
        "minute" => Value::from(second / 60 % 60),
        "second" => Value::Number(Decimal::new(i128::from(time.nanos % (60 * SECOND as i64)), -9)?.normal()),
        "time offset" => offset.map_or(Value::Null, |seconds| Value::Days(i128::from(seconds) * SECOND)),
        "timezone" => time.zone.name().map_or(Value::Null, Value::from),
        _ => return None,
    })
}

fn days_part(nanos: i128, key: &str) -> Option<Value> {
    let unit = match key {
        "days" => return i64::try_from(nanos / DAY).ok().map(Value::from),
        "hours" => nanos / (3600 * SECOND) % 24,
        "minutes" => nanos / (60 * SECOND) % 60,
        "seconds" => return Decimal::new(nanos % (60 * SECOND), -9).map(|n| Value::Number(n.normal())),
        _ => return None,
    };
    Some(Value::from(unit as i64))
}
