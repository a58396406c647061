//! FEEL expressions and DMN decision tables: compiled once, evaluated often, within a budget.
//!
//! ```
//! use rules::{Budget, Field, Schema, Type, Value, compile};
//!
//! let amount = Field { key: "amount".into(), zh: "金额".into(), en: "order amount".into(), kind: Type::Number };
//! let schema = Schema { fields: vec![amount], types: vec![] };
//! let large = compile("金额 > 50000 and order amount < 1e6", &schema).unwrap();
//! let answer = large.eval(&[Value::from(60_000)], &mut Budget::default()).unwrap();
//! assert!(matches!(answer, Value::Bool(true)));
//! ```
//!
//! Read in this order: `value` (what there is), `parse` (text to tree), `compile` (names to slots, types checked),
//! `eval` (the walk, and the [`Budget`]), `builtin` (the functions), `table` and `dmn`.
//!
//! What holds:
//! - Numbers are exact decimals with 34 digits; no binary float anywhere.
//! - Nothing here reads a clock, a file or the network: `now()` is what the budget says it is.
//! - What FEEL answers with null leaves a note that says why and where; a [`Fault`] only means a used-up budget.
//! - No text makes it panic, overflow the stack or run on: trees, values and calls have a greatest depth, steps and
//!   memory are counted.

mod builtin;
mod compile;
mod complete;
mod decimal;
mod dmn;
mod eval;
mod fault;
mod parse;
mod table;
mod temporal;
mod types;
mod value;
mod wire;

pub use compile::{Expression, compile, compile_tests};
pub use complete::{Sort, Suggestion, complete};
pub use decimal::{Decimal, Rounding};
pub use dmn::{Decision, Model};
pub use eval::{Budget, Function};
pub use fault::{Code, Fault, Problem, Span};
pub use table::{
    Example, Finding, HitPolicy, Input, Outcome, Output, Place, ReadyTable, Rule, Ruling, Table, analyse,
    examples, literal, path_of,
};
pub use temporal::{Date, DateTime, Time, Zone, duration_text};
pub use types::{Field, Schema, Type};
pub use value::{Context, List, Range, Value};

/// A value as FEEL writes it.
pub fn text_of(value: &Value) -> String {
    builtin::text_of(value)
}
