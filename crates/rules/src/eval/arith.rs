//! Sums, products and powers over numbers, texts, moments and durations.

use super::Machine;
use crate::decimal::{Decimal, Rounding};
use crate::fault::{Answer, Code, Stop};
use crate::parse::syntax::Operator;
use crate::temporal::arith;
use crate::value::Value;

impl Machine<'_> {
    pub(super) fn arithmetic(&mut self, operator: Operator, a: &Value, b: &Value) -> Answer {
        let (a, b) = (single(a), single(b));
        if let (Value::Number(a), Value::Number(b)) = (a, b) {
            return numbers(operator, *a, *b);
        }
        let wrong = || Stop::note(Code::WrongType, &[sign(operator), &format!("{}, {}", a.kind(), b.kind())]);
        let found = match (operator, a, b) {
            (Operator::Add, Value::Text(a), Value::Text(b)) => return self.text(format!("{a}{b}")),
            (Operator::Add, _, _) => arith::add(a, b, 1),
            (Operator::Subtract, _, _) => arith::add(a, b, -1),
            (Operator::Multiply, duration, Value::Number(n))
            | (Operator::Multiply, Value::Number(n), duration) => {
                scaled(duration, |length| length.checked_mul(*n))
            }
            (Operator::Divide, duration, Value::Number(n)) => {
                scaled(duration, |length| length.checked_div(*n))
            }
            (Operator::Divide, Value::Days(a), Value::Days(b)) => ratio(*a, *b),
            (Operator::Divide, Value::Months(a), Value::Months(b)) => ratio(i128::from(*a), i128::from(*b)),
            _ => None,
        };
        found.ok_or_else(wrong)
    }
}

fn sign(operator: Operator) -> &'static str {
    match operator {
        Operator::Add => "+",
        Operator::Subtract => "-",
        Operator::Multiply => "*",
        Operator::Divide => "/",
        Operator::Power => "**",
    }
}

/// A list of one counts as its item.
fn single(value: &Value) -> &Value {
    match value {
        Value::List(list) if list.items().len() == 1 => &list.items()[0],
        other => other,
    }
}

fn numbers(operator: Operator, a: Decimal, b: Decimal) -> Answer {
    let found = match operator {
        Operator::Add => a.checked_add(b),
        Operator::Subtract => a.checked_sub(b),
        Operator::Multiply => a.checked_mul(b),
        Operator::Divide if b.is_zero() => return Err(Stop::note(Code::DivisionByZero, &[])),
        Operator::Divide => a.checked_div(b),
        Operator::Power => a.pow(b),
    };
    found.map(Value::Number).ok_or_else(|| Stop::note(Code::OutOfRange, &[sign(operator)]))
}

fn whole(n: Decimal) -> Option<i128> {
    let n = n.round(0, Rounding::Down)?.normal();
    if n.exponent() > 30 {
        return None;
    }
    n.coefficient().checked_mul(10i128.checked_pow(u32::try_from(n.exponent()).ok()?)?)
}

fn scaled(duration: &Value, change: impl Fn(Decimal) -> Option<Decimal>) -> Option<Value> {
    match duration {
        Value::Days(nanos) => whole(change(Decimal::new(*nanos, 0)?)?).map(Value::Days),
        Value::Months(months) => {
            let months = whole(change(Decimal::from(*months))?)?;
            i64::try_from(months).ok().map(Value::Months)
        }
        _ => None,
    }
}

fn ratio(a: i128, b: i128) -> Option<Value> {
    Decimal::new(a, 0)?.checked_div(Decimal::new(b, 0)?).map(Value::Number)
}
