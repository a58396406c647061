//! Functions over numbers.

use super::{Builtin, entry, number_arg, single, wrong};
use crate::decimal::{Decimal, Rounding};
use crate::fault::{Answer, Code, Stop};
use crate::value::Value;

pub(super) const TABLE: &[Builtin] = &[
    entry("decimal", &[&["n", "scale"]], 2, 2, |_, v| rounded("decimal", v, Rounding::HalfEven)),
    entry("floor", &[&["n"], &["n", "scale"]], 1, 2, |_, v| rounded("floor", v, Rounding::Floor)),
    entry("ceiling", &[&["n"], &["n", "scale"]], 1, 2, |_, v| rounded("ceiling", v, Rounding::Ceiling)),
    entry("round up", &[&["n", "scale"]], 2, 2, |_, v| rounded("round up", v, Rounding::Up)),
    entry("round down", &[&["n", "scale"]], 2, 2, |_, v| rounded("round down", v, Rounding::Down)),
    entry("round half up", &[&["n", "scale"]], 2, 2, |_, v| rounded("round half up", v, Rounding::HalfUp)),
    entry("round half down", &[&["n", "scale"]], 2, 2, |_, v| {
        rounded("round half down", v, Rounding::HalfDown)
    }),
    entry("abs", &[&["n"]], 1, 1, |_, v| match single(&v[0]) {
        Value::Number(n) => Ok(Value::Number(n.abs())),
        Value::Days(n) => Ok(Value::Days(n.abs())),
        Value::Months(n) => Ok(Value::Months(n.abs())),
        other => Err(wrong("abs", other)),
    }),
    entry("modulo", &[&["dividend", "divisor"]], 2, 2, |_, v| {
        let (a, b) = (number_arg("modulo", v, 0)?, number_arg("modulo", v, 1)?);
        if b.is_zero() {
            return Err(Stop::note(Code::DivisionByZero, &[]));
        }
        found("modulo", a.modulo(b))
    }),
    entry("sqrt", &[&["number"]], 1, 1, |_, v| found("sqrt", number_arg("sqrt", v, 0)?.sqrt())),
    entry("log", &[&["number"]], 1, 1, |_, v| found("log", number_arg("log", v, 0)?.ln())),
    entry("exp", &[&["number"]], 1, 1, |_, v| found("exp", number_arg("exp", v, 0)?.exp())),
    entry("odd", &[&["number"]], 1, 1, |_, v| parity("odd", v, 1)),
    entry("even", &[&["number"]], 1, 1, |_, v| parity("even", v, 0)),
];

fn found(function: &str, number: Option<Decimal>) -> Answer {
    number.map(Value::Number).ok_or_else(|| Stop::note(Code::OutOfRange, &[function]))
}

fn rounded(function: &str, values: &[Value], rounding: Rounding) -> Answer {
    let n = number_arg(function, values, 0)?;
    let scale = if values.len() > 1 { super::whole_arg(function, values, 1)? } else { 0 };
    if !(-6111..=6176).contains(&scale) {
        return Err(Stop::note(Code::OutOfRange, &[&scale.to_string()]));
    }
    found(function, n.round(scale as i32, rounding))
}

fn parity(function: &str, values: &[Value], wanted: i64) -> Answer {
    let n = number_arg(function, values, 0)?;
    let rest = n.abs().modulo(Decimal::from(2i64)).filter(|_| n.is_integer());
    rest.map(|rest| Value::Bool(rest == Decimal::from(wanted)))
        .ok_or_else(|| Stop::note(Code::OutOfRange, &[&n.to_string()]))
}
