//! Least, most, sum, mean and their kin.

use super::{Builtin, MANY, entry, spread, wrong};
use crate::decimal::Decimal;
use crate::eval::Machine;
use crate::fault::{Answer, Code, Stop};
use crate::value::Value;
use std::cmp::Ordering;

pub(super) const TABLE: &[Builtin] = &[
    entry("min", &[&["list"]], 1, MANY, |_, v| extreme("min", v, Ordering::Less)),
    entry("max", &[&["list"]], 1, MANY, |_, v| extreme("max", v, Ordering::Greater)),
    entry("sum", &[&["list"]], 1, MANY, sum),
    entry("mean", &[&["list"]], 1, MANY, |_, v| {
        let numbers = numbers("mean", v)?;
        number(total(&numbers).and_then(|sum| sum.checked_div(Decimal::from(numbers.len()))))
    }),
    entry("product", &[&["list"]], 1, MANY, |_, v| {
        let numbers = numbers("product", v)?;
        let product = numbers.iter().try_fold(Decimal::ONE, |product, n| product.checked_mul(*n));
        if numbers.is_empty() { Ok(Value::Null) } else { number(product) }
    }),
    entry("median", &[&["list"]], 1, MANY, |_, v| median(numbers("median", v)?)),
    entry("stddev", &[&["list"]], 1, MANY, |_, v| {
        let numbers = numbers("stddev", v)?;
        number(deviation(&numbers))
    }),
    entry("mode", &[&["list"]], 1, MANY, mode),
];

fn number(found: Option<Decimal>) -> Answer {
    found.map(Value::Number).ok_or_else(|| Stop::note(Code::OutOfRange, &["number"]))
}

fn numbers(function: &str, values: &[Value]) -> Result<Vec<Decimal>, Stop> {
    let list = spread(function, values)?;
    let of = |item: &Value| match item {
        Value::Number(n) => Ok(*n),
        other => Err(wrong(function, other)),
    };
    list.items().iter().map(of).collect()
}

fn total(numbers: &[Decimal]) -> Option<Decimal> {
    numbers.iter().try_fold(Decimal::ZERO, |sum, n| sum.checked_add(*n))
}

fn extreme(function: &str, values: &[Value], wanted: Ordering) -> Answer {
    let list = spread(function, values)?;
    let Some((first, rest)) = list.items().split_first() else { return Ok(Value::Null) };
    let mut best = first;
    if first.compare(first).is_none() {
        return Err(wrong(function, first));
    }
    for item in rest {
        let order =
            item.compare(best).ok_or_else(|| Stop::note(Code::NotComparable, &[item.kind(), best.kind()]))?;
        if order == wanted {
            best = item;
        }
    }
    Ok(best.clone())
}

fn sum(_: &mut Machine<'_>, values: &[Value]) -> Answer {
    let list = spread("sum", values)?;
    let Some((first, rest)) = list.items().split_first() else { return Ok(Value::Null) };
    let mut sum = first.clone();
    if !matches!(sum, Value::Number(_) | Value::Days(_) | Value::Months(_)) {
        return Err(wrong("sum", &sum));
    }
    for item in rest {
        let next = match (&sum, item) {
            (Value::Number(a), Value::Number(b)) => a.checked_add(*b).map(Value::Number),
            (a, b @ (Value::Days(_) | Value::Months(_))) => crate::temporal::arith::add(a, b, 1),
            _ => None,
        };
        sum = next.ok_or_else(|| wrong("sum", item))?;
    }
    Ok(sum)
}

fn median(mut numbers: Vec<Decimal>) -> Answer {
    numbers.sort();
    let (many, half) = (numbers.len(), numbers.len() / 2);
    if many == 0 {
        return Ok(Value::Null);
    }
    if many % 2 == 1 {
        return Ok(Value::Number(numbers[half]));
    }
    number(numbers[half - 1].checked_add(numbers[half]).and_then(|sum| sum.checked_div(Decimal::from(2i64))))
}

/// Of a sample: divided by one less than there are.
fn deviation(numbers: &[Decimal]) -> Option<Decimal> {
    let mean = total(numbers)?.checked_div(Decimal::from(numbers.len()))?;
    let square = |n: &Decimal| n.checked_sub(mean).and_then(|apart| apart.checked_mul(apart));
    let squares: Option<Vec<Decimal>> = numbers.iter().map(square).collect();
    total(&squares?)?.checked_div(Decimal::from(numbers.len().checked_sub(1)?))?.sqrt()
}

fn mode(machine: &mut Machine<'_>, values: &[Value]) -> Answer {
    let mut numbers = numbers("mode", values)?;
    numbers.sort();
    let runs: Vec<&[Decimal]> = numbers.chunk_by(|a, b| a == b).collect();
    let most = runs.iter().map(|run| run.len()).max().unwrap_or(0);
    let modes = runs.iter().filter(|run| run.len() == most).map(|run| Value::Number(run[0])).collect();
    machine.list(modes)
}
