//! How points and ranges lie to each other: before, meets, overlaps and the rest of DMN 10.3.4.10.

use super::{Builtin, entry, text_arg, wrong};
use crate::eval::Machine;
use crate::fault::{Answer, Code, Stop};
use crate::parse::{self, Names};
use crate::types::Schema;
use crate::value::{Range, Value};
use std::cmp::Ordering;

type Forms = &'static [&'static [&'static str]];
const ANY: Forms = &[&["point1", "point2"], &["point", "range"], &["range", "point"], &["range1", "range2"]];

pub(super) const TABLE: &[Builtin] = &[
    entry("before", ANY, 2, 2, |_, v| truth(before(&v[0], &v[1]), v)),
    entry("after", ANY, 2, 2, |_, v| truth(before(&v[1], &v[0]), v)),
    entry("meets", ANY, 2, 2, |_, v| truth(meets(&v[0], &v[1]), v)),
    entry("met by", ANY, 2, 2, |_, v| truth(meets(&v[1], &v[0]), v)),
    entry("overlaps", ANY, 2, 2, |_, v| truth(overlaps(&v[0], &v[1]), v)),
    entry("overlaps before", ANY, 2, 2, |_, v| truth(overlaps_before(&v[0], &v[1]), v)),
    entry("overlaps after", ANY, 2, 2, |_, v| truth(overlaps_before(&v[1], &v[0]), v)),
    entry("finishes", ANY, 2, 2, |_, v| truth(finishes(&v[0], &v[1]), v)),
    entry("finished by", ANY, 2, 2, |_, v| truth(finishes(&v[1], &v[0]), v)),
    entry("includes", ANY, 2, 2, |_, v| truth(includes(&v[0], &v[1]), v)),
    entry("during", ANY, 2, 2, |_, v| truth(includes(&v[1], &v[0]), v)),
    entry("starts", ANY, 2, 2, |_, v| truth(starts(&v[0], &v[1]), v)),
    entry("started by", ANY, 2, 2, |_, v| truth(starts(&v[1], &v[0]), v)),
    entry("coincides", ANY, 2, 2, |_, v| truth(coincides(&v[0], &v[1]), v)),
    entry("range", &[&["from"]], 1, 1, range),
];

fn truth(found: Option<bool>, values: &[Value]) -> Answer {
    found
        .map(Value::Bool)
        .ok_or_else(|| Stop::note(Code::NotComparable, &[values[0].kind(), values[1].kind()]))
}

/// Earlier, or at the same place when `tie` says so.
fn less(a: &Value, b: &Value, tie: bool) -> Option<bool> {
    let order = a.compare(b)?;
    Some(order == Ordering::Less || (order == Ordering::Equal && tie))
}

fn same(a: &Value, b: &Value) -> Option<bool> {
    a.compare(b).map(Ordering::is_eq)
}

fn before(a: &Value, b: &Value) -> Option<bool> {
    match (a, b) {
        (Value::Range(a), Value::Range(b)) => less(&a.end, &b.start, !a.end_included || !b.start_included),
        (Value::Range(a), point) => less(&a.end, point, !a.end_included),
        (point, Value::Range(b)) => less(point, &b.start, !b.start_included),
        (a, b) => less(a, b, false),
    }
}

fn ranges<'v>(a: &'v Value, b: &'v Value) -> Option<(&'v Range, &'v Range)> {
    match (a, b) {
        (Value::Range(a), Value::Range(b)) => Some((a, b)),
        _ => None,
    }
}

fn meets(a: &Value, b: &Value) -> Option<bool> {
    let (a, b) = ranges(a, b)?;
    Some(same(&a.end, &b.start)? && a.end_included && b.start_included)
}

fn overlaps(a: &Value, b: &Value) -> Option<bool> {
    let (a, b) = ranges(a, b)?;
    let reaches = less(&b.start, &a.end, a.end_included && b.start_included)?;
    Some(reaches && less(&a.start, &b.end, a.start_included && b.end_included)?)
}

fn overlaps_before(a: &Value, b: &Value) -> Option<bool> {
    let (a, b) = ranges(a, b)?;
    Some(
        less(&a.start, &b.start, a.start_included && !b.start_included)?
            && less(&b.start, &a.end, a.end_included && b.start_included)?
            && less(&a.end, &b.end, !a.end_included || b.end_included)?,
    )
}

fn finishes(a: &Value, b: &Value) -> Option<bool> {
    match (a, b) {
        (Value::Range(a), Value::Range(b)) => Some(
            same(&a.end, &b.end)?
                && a.end_included == b.end_included
                && less(&b.start, &a.start, !a.start_included || b.start_included)?,
        ),
        (Value::Range(_), _) => None,
        (point, Value::Range(b)) => Some(same(point, &b.end)? && b.end_included),
        _ => None,
    }
}

fn starts(a: &Value, b: &Value) -> Option<bool> {
    match (a, b) {
        (Value::Range(a), Value::Range(b)) => Some(
            same(&a.start, &b.start)?
                && a.start_included == b.start_included
                && less(&a.end, &b.end, !a.end_included || b.end_included)?,
        ),
        (Value::Range(_), _) => None,
        (point, Value::Range(b)) => Some(same(point, &b.start)? && b.start_included),
        _ => None,
    }
}

fn includes(a: &Value, b: &Value) -> Option<bool> {
    match (a, b) {
        (Value::Range(a), Value::Range(b)) => Some(
            less(&a.start, &b.start, a.start_included || !b.start_included)?
                && less(&b.end, &a.end, a.end_included || !b.end_included)?,
        ),
        (Value::Range(a), point) => a.contains(point),
        _ => None,
    }
}

fn coincides(a: &Value, b: &Value) -> Option<bool> {
    match (a, b) {
        (Value::Range(a), Value::Range(b)) => Some(
            same(&a.start, &b.start)?
                && same(&a.end, &b.end)?
                && a.start_included == b.start_included
                && a.end_included == b.end_included,
        ),
        (Value::Range(_), _) | (_, Value::Range(_)) => None,
        (a, b) => same(a, b),
    }
}

/// A range out of its text: `range("[1..5)")`.
fn range(machine: &mut Machine<'_>, values: &[Value]) -> Answer {
    let text = text_arg("range", values, 0)?;
    machine.work(500 + text.len() as u64)?;
    let bad = || Stop::note(Code::BadValue, &[text, "range"]);
    let schema = Schema::default();
    let text = text.trim();
    let (Some(first), Some(last)) = (text.chars().next(), text.chars().last()) else { return Err(bad()) };
    if text.len() > 400 || !"[(]".contains(first) || !"])[".contains(last) {
        return Err(bad());
    }
    let inside = &text[first.len_utf8()..text.len() - last.len_utf8()];
    let (start, end) = inside.split_once("..").ok_or_else(bad)?;
    let point = |text: &str| -> Result<Value, Stop> {
        if text.trim().is_empty() {
            return Ok(Value::Null);
        }
        let tree = parse::expression(text, &mut Names::of(&schema)).map_err(|_| bad())?;
        let (expression, _) = crate::compile::lower(&tree, &schema);
        let found = expression.eval(&[], &mut crate::eval::Budget::new(1000, 1000, 20)).map_err(|_| bad())?;
        if found.is_null() { Err(bad()) } else { Ok(found) }
    };
    let (start, end) = (point(start)?, point(end)?);
    let ordered = matches!(start.compare(&end), Some(Ordering::Less | Ordering::Equal))
        || start.is_null() != end.is_null();
    if !ordered {
        return Err(wrong("range", &end));
    }
    let (from, to) = (first == '[' && !start.is_null(), last == ']' && !end.is_null());
    Ok(Value::open_range(start, from, end, to))
}
