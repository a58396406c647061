//! Moments and durations read from text and written to it, strictly as XML Schema and DMN have them.

use super::{DAY, Date, DateTime, SECOND, Time, YEAR_LIMIT, Zone};
use crate::value::Value;
use std::fmt;

/// Whatever stands behind an `@`: a date, a time, both, or a duration.
pub(crate) fn parse_literal(text: &str) -> Option<Value> {
    if let Some(value) = parse_duration(text) {
        return Some(value);
    }
    if text.contains('T') && !text.starts_with('T') {
        return parse_date_time(text).map(Value::DateTime);
    }
    parse_date(text).map(Value::Date).or_else(|| parse_time(text).map(Value::Time))
}

fn number(text: &str, digits: usize) -> Option<i64> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// `2026-11-24`, `-0044-03-15`, `+12026…` is refused as XML Schema does.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let mut parts = rest.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let padded = year.len() == 4 || (year.len() > 4 && year.len() <= 9 && !year.starts_with('0'));
    if parts.next().is_some() || !padded {
        return None;
    }
    Date::new(sign * number(year, year.len())?, number(month, 2)?, number(day, 2)?)
}

/// `10:15:30`, with fraction, `Z`, offset or `@Zone`.
pub(crate) fn parse_time(text: &str) -> Option<Time> {
    let text = text.strip_prefix('T').unwrap_or(text);
    let (clock, zone) = split_zone(text)?;
    let mut parts = clock.splitn(3, ':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next()?);
    let (second, fraction) = second.split_once('.').map_or((second, None), |(s, f)| (s, Some(f)));
    let nanos = match fraction {
        Some(digits) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
            let cut = &digits[..digits.len().min(9)];
            cut.parse::<i64>().ok()? * 10i64.pow(9 - cut.len() as u32)
        }
        Some(_) => return None,
        None => 0,
    };
    let (hour, minute, second) = (number(hour, 2)?, number(minute, 2)?, number(second, 2)?);
    if (hour, minute, second, nanos) == (24, 0, 0, 0) {
        return Time::new(0, 0, 0, 0, zone);
    }
    Time::new(hour, minute, second, nanos, zone)
}

fn split_zone(text: &str) -> Option<(&str, Zone)> {
    if let Some((clock, name)) = text.split_once('@') {
        return Some((clock, Zone::Named(jiff::tz::TimeZone::get(name).ok()?)));
    }
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock, Zone::Offset(0)));
    }
    let Some(at) = text.rfind(['+', '-']) else { return Some((text, Zone::Local)) };
    let (clock, offset) = text.split_at(at);
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let mut parts = offset[1..].split(':');
    let (hour, minute) = (number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let second = parts.next().map_or(Some(0), |s| number(s, 2))?;
    if parts.next().is_some()
        || hour > 18
        || minute > 59
        || second > 59
        || (hour == 18 && minute + second > 0)
    {
        return None;
    }
    Some((clock, Zone::Offset(sign * (hour * 3600 + minute * 60 + second) as i32)))
}

/// A date, `T`, a time; a date alone is midnight.
pub(crate) fn parse_date_time(text: &str) -> Option<DateTime> {
    match text.split_once('T') {
        Some((_, clock)) if clock.starts_with('T') => None,
        Some((date, clock)) => {
            let (mut date, time) = (parse_date(date)?, parse_time(clock)?);
            if clock.starts_with("24") {
                date = Date::from_epoch_day(date.epoch_day() + 1)?;
            }
            Some(DateTime { date, time })
        }
        None => Some(DateTime { date: parse_date(text)?, time: Time { nanos: 0, zone: Zone::Local } }),
    }
}

/// `P1Y2M` is months, `P1DT2H3M4.5S` is days; a mixture is neither.
pub(crate) fn parse_duration(text: &str) -> Option<Value> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let body = rest.strip_prefix('P')?;
    let (days, clock) = match body.split_once('T') {
        Some((_, "")) => return None,
        Some((days, clock)) => (days, clock),
        None => (body, ""),
    };
    let day_units = units(days, "YMD")?;
    let clock_units = units(clock, "HMS")?;
    let has = |list: &[(char, i128)], unit| list.iter().any(|(u, _)| *u == unit);
    let value = |list: &[(char, i128)], unit| list.iter().find(|(u, _)| *u == unit).map_or(0, |(_, n)| *n);
    let months = has(&day_units, 'Y') || has(&day_units, 'M');
    let time = has(&day_units, 'D') || !clock_units.is_empty();
    if months == time {
        return None;
    }
    if months {
        let total = value(&day_units, 'Y').checked_mul(12)?.checked_add(value(&day_units, 'M'))? / SECOND;
        let total = i64::try_from(total).ok().filter(|n| *n <= (YEAR_LIMIT + 1) * 12)?;
        return Some(Value::Months(sign * total));
    }
    let nanos = value(&day_units, 'D')
        .checked_mul(86_400)?
        .checked_add(value(&clock_units, 'H').checked_mul(3600)?)?
        .checked_add(value(&clock_units, 'M').checked_mul(60)?)?
        .checked_add(value(&clock_units, 'S'))?;
    Some(Value::Days(i128::from(sign) * nanos))
}

/// Numbers with their unit letters, in the order of `allowed`; in billionths.
fn units(text: &str, allowed: &str) -> Option<Vec<(char, i128)>> {
    let (mut found, mut rest, mut order) = (Vec::new(), text, allowed);
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let unit = rest[end..].chars().next()?;
        order = &order[order.find(unit)? + 1..];
        let (whole, part) = rest[..end].split_once('.').map_or((&rest[..end], None), |(w, p)| (w, Some(p)));
        if whole.is_empty()
            || whole.len() > 18
            || part.is_some_and(|p| unit != 'S' || p.is_empty() || p.contains('.'))
        {
            return None;
        }
        let part = part.map_or("", |p| &p[..p.len().min(9)]);
        let nanos = format!("{part:0<9}").parse::<i128>().ok()?;
        found.push((unit, whole.parse::<i128>().ok()? * SECOND + nanos));
        rest = &rest[end + 1..];
    }
    Some(found)
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.year < 0 { "-" } else { "" };
        write!(out, "{sign}{:04}-{:02}-{:02}", self.year.unsigned_abs(), self.month, self.day)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = self.nanos / SECOND as i64;
        write!(out, "{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)?;
        let fraction = self.nanos % SECOND as i64;
        if fraction != 0 {
            write!(out, ".{}", format!("{fraction:09}").trim_end_matches('0'))?;
        }
        match &self.zone {
            Zone::Local => Ok(()),
            Zone::Offset(0) => out.write_str("Z"),
            Zone::Offset(offset) => {
                let (sign, at) = (if *offset < 0 { '-' } else { '+' }, offset.unsigned_abs());
                write!(out, "{sign}{:02}:{:02}", at / 3600, at / 60 % 60)?;
                if at % 60 == 0 { Ok(()) } else { write!(out, ":{:02}", at % 60) }
            }
            Zone::Named(zone) => write!(out, "@{}", zone.iana_name().unwrap_or("Etc/UTC")),
        }
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}T{}", self.date, self.time)
    }
}

/// A duration as FEEL writes it: the shortest of its forms.
pub fn duration_text(value: &Value) -> String {
    match value {
        Value::Months(0) => "P0M".to_owned(),
        Value::Months(months) => {
            let (sign, n) = (if *months < 0 { "-" } else { "" }, months.unsigned_abs());
            let part = |n: u64, unit| if n == 0 { String::new() } else { format!("{n}{unit}") };
            format!("{sign}P{}{}", part(n / 12, 'Y'), part(n % 12, 'M'))
        }
        Value::Days(0) => "PT0S".to_owned(),
        Value::Days(nanos) => {
            let (sign, n) = (if *nanos < 0 { "-" } else { "" }, nanos.unsigned_abs());
            let (day, second) = (DAY as u128, SECOND as u128);
            let part = |n: u128, unit| if n == 0 { String::new() } else { format!("{n}{unit}") };
            let rest = n % day;
            let fraction = rest % second;
            let mut clock =
                format!("{}{}", part(rest / second / 3600, 'H'), part(rest / second / 60 % 60, 'M'));
            if fraction != 0 {
                let digits = format!("{fraction:09}");
                clock += &format!("{}.{}S", rest / second % 60, digits.trim_end_matches('0'));
            } else {
                clock += &part(rest / second % 60, 'S');
            }
            let t = if clock.is_empty() { "" } else { "T" };
            format!("{sign}P{}{t}{clock}", part(n / day, 'D'))
        }
        _ => String::new(),
    }
}
