//! Functions over lists.

use super::{Builtin, MANY, entry, list_arg, single, spread, whole_arg, wrong};
use crate::eval::Machine;
use crate::fault::{Answer, Code, Stop};
use crate::value::Value;
use std::cmp::Ordering;

pub(super) const TABLE: &[Builtin] = &[
    entry("list contains", &[&["list", "element"]], 2, 2, |m, v| {
        let list = list_arg("list contains", v, 0)?;
        Ok(Value::Bool(position(m, list.items(), &v[1])?.is_some()))
    }),
    entry("count", &[&["list"]], 1, MANY, |_, v| Ok(Value::from(spread("count", v)?.items().len() as i64))),
    entry("all", &[&["list"]], 1, MANY, |_, v| truth("all", v, false)),
    entry("any", &[&["list"]], 1, MANY, |_, v| truth("any", v, true)),
    entry("sublist", &[&["list", "start position", "length"]], 2, 3, sublist),
    entry("append", &[&["list", "item"]], 1, MANY, |m, v| {
        let first = if v[0].is_null() { Vec::new() } else { list_arg("append", v, 0)?.items().to_vec() };
        m.list([&first, &v[1..]].concat())
    }),
    entry("concatenate", &[&["list"]], 1, MANY, |m, v| {
        let all = joined("concatenate", m, v)?;
        m.list(all)
    }),
    entry("insert before", &[&["list", "position", "newItem"]], 3, 3, |m, v| {
        let mut items = list_arg("insert before", v, 0)?.items().to_vec();
        let at = index("insert before", v, items.len())?;
        items.insert(at, v[2].clone());
        m.list(items)
    }),
    entry("remove", &[&["list", "position"]], 2, 2, |m, v| {
        let mut items = list_arg("remove", v, 0)?.items().to_vec();
        let at = index("remove", v, items.len())?;
        items.remove(at);
        m.list(items)
    }),
    entry(
        "list replace",
        &[&["list", "position", "newItem"], &["list", "match", "newItem"]],
        3,
        3,
        list_replace,
    ),
    entry("reverse", &[&["list"]], 1, 1, |m, v| {
        let items = list_arg("reverse", v, 0)?.items().iter().rev().cloned().collect();
        m.list(items)
    }),
    entry("index of", &[&["list", "match"]], 2, 2, |m, v| {
        let list = list_arg("index of", v, 0)?;
        m.work(v[0].weight())?;
        let same = |(_, item): &(usize, &Value)| item.equals(&v[1]) == Some(true);
        let found =
            list.items().iter().enumerate().filter(same).map(|(i, _)| Value::from(i as i64 + 1)).collect();
        m.list(found)
    }),
    entry("union", &[&["list"]], 1, MANY, |m, v| {
        let all = joined("union", m, v)?;
        distinct(m, &all)
    }),
    entry("distinct values", &[&["list"]], 1, 1, |m, v| {
        let list = list_arg("distinct values", v, 0)?;
        distinct(m, list.items())
    }),
    entry("flatten", &[&["list"]], 1, 1, |m, v| {
        let list = list_arg("flatten", v, 0)?;
        let mut flat = Vec::new();
        flatten(m, list.items(), &mut flat)?;
        m.list(flat)
    }),
    entry("sort", &[&["list", "precedes"]], 1, 2, sort),
];

fn position(machine: &mut Machine<'_>, items: &[Value], sought: &Value) -> Result<Option<usize>, Stop> {
    // Comparing two costs as much as the smaller one.
    let cost = |item: &Value| item.weight().min(sought.weight());
    machine.work(items.iter().fold(0, |sum: u64, item| sum.saturating_add(cost(item))))?;
    Ok(items.iter().position(|item| item.equals(sought) == Some(true)))
}

/// `all` (sought: false) and `any` (sought: true).
fn truth(function: &str, values: &[Value], sought: bool) -> Answer {
    let list = spread(function, values)?;
    let mut unknown = false;
    for item in list.items() {
        match item {
            Value::Bool(b) if *b == sought => return Ok(Value::Bool(sought)),
            Value::Bool(_) => {}
            _ => unknown = true,
        }
    }
    Ok(if unknown { Value::Null } else { Value::Bool(!sought) })
}

/// The second argument as a place in a list of so many.
fn index(function: &str, values: &[Value], many: usize) -> Result<usize, Stop> {
    let position = whole_arg(function, values, 1)?;
    let at = if position < 0 { position + many as i64 } else { position - 1 };
    let out = || Stop::note(Code::OutOfRange, &[&position.to_string()]);
    usize::try_from(at).ok().filter(|at| *at < many && position != 0).ok_or_else(out)
}

fn sublist(machine: &mut Machine<'_>, values: &[Value]) -> Answer {
    let list = list_arg("sublist", values, 0)?;
    let items = list.items();
    let from = index("sublist", values, items.len())?;
    let length = match values.get(2) {
        None | Some(Value::Null) => items.len() - from,
        Some(_) => {
            let length = whole_arg("sublist", values, 2)?;
            let fits = usize::try_from(length).ok().filter(|n| from + n <= items.len());
            fits.ok_or_else(|| Stop::note(Code::OutOfRange, &[&length.to_string()]))?
        }
    };
    machine.list(items[from..from + length].to_vec())
}

fn list_replace(machine: &mut Machine<'_>, values: &[Value]) -> Answer {
    let mut items = list_arg("list replace", values, 0)?.items().to_vec();
    if let Value::Function(_) = &values[1] {
        for item in &mut items {
            match machine.call(&values[1], vec![item.clone(), values[2].clone()])? {
                Value::Bool(true) => *item = values[2].clone(),
                Value::Bool(false) => {}
                other => return Err(wrong("list replace", &other)),
            }
        }
        return machine.list(items);
    }
    let at = index("list replace", values, items.len())?;
    items[at] = values[2].clone();
    machine.list(items)
}

/// The items of all arguments; paid for before they are laid out, because one list may be given many times.
fn joined(function: &str, machine: &mut Machine<'_>, values: &[Value]) -> Result<Vec<Value>, Stop> {
    let mut all = Vec::new();
    for at in 0..values.len() {
        let list = list_arg(function, values, at)?;
        machine.take(list.items().len() as u64)?;
        all.extend_from_slice(list.items());
    }
    Ok(all)
}

fn distinct(machine: &mut Machine<'_>, items: &[Value]) -> Answer {
    let mut kept: Vec<Value> = Vec::new();
    for item in items {
        if position(machine, &kept, item)?.is_none() {
            kept.push(item.clone());
        }
    }
    machine.list(kept)
}

fn flatten(machine: &mut Machine<'_>, items: &[Value], out: &mut Vec<Value>) -> Result<(), Stop> {
    machine.work(1 + items.len() as u64)?;
    machine.take(1)?;
    for item in items {
        match item {
            Value::List(inner) => flatten(machine, inner.items(), out)?,
            other => out.push(other.clone()),
        }
    }
    Ok(())
}

/// A merge sort of our own: the order comes from a function that may say anything, and may run out of budget.
fn sort(machine: &mut Machine<'_>, values: &[Value]) -> Answer {
    let list = list_arg("sort", values, 0)?;
    let mut runs: Vec<Vec<Value>> = list.items().iter().map(|item| vec![item.clone()]).collect();
    while runs.len() > 1 {
        let mut merged = Vec::with_capacity(runs.len().div_ceil(2));
        let mut pairs = runs.into_iter();
        while let Some(left) = pairs.next() {
            merged.push(match pairs.next() {
                Some(right) => merge(machine, left, right, values.get(1))?,
                None => left,
            });
        }
        runs = merged;
    }
    machine.list(runs.pop().unwrap_or_default())
}

fn merge(
    machine: &mut Machine<'_>,
    left: Vec<Value>,
    right: Vec<Value>,
    by: Option<&Value>,
) -> Result<Vec<Value>, Stop> {
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        machine.work(1)?;
        let right_first = match by.map(single) {
            None | Some(Value::Null) => {
                a.compare(b).ok_or_else(|| Stop::note(Code::NotComparable, &[a.kind(), b.kind()]))?
                    == Ordering::Greater
            }
            Some(by) => match machine.call(by, vec![b.clone(), a.clone()])? {
                Value::Bool(before) => before,
                other => return Err(wrong("sort", &other)),
            },
        };
        merged.extend(if right_first { right.next() } else { left.next() });
    }
    merged.extend(left);
    merged.extend(right);
    Ok(merged)
}
