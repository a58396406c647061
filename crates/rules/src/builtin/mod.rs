//! The functions FEEL brings along: one table, with the names of their parameters.

mod context;
mod convert;
mod kinds;
mod list;
mod moment;
mod number;
mod pattern;
mod range;
mod statistics;
mod text;

pub(crate) use convert::text_of;
pub(crate) use kinds::result;

use crate::decimal::Decimal;
use crate::eval::Machine;
use crate::fault::{Answer, Code, Stop};
use crate::value::{List, Value};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// A function of the language.
pub(crate) struct Builtin {
    pub(crate) name: &'static str,
    /// Its parameters' names; some functions have several forms.
    pub(crate) forms: &'static [&'static [&'static str]],
    pub(crate) least: usize,
    pub(crate) most: usize,
    pub(crate) call: fn(&mut Machine<'_>, &[Value]) -> Answer,
}

impl std::fmt::Debug for Builtin {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.name)
    }
}

/// Any number of arguments.
pub(crate) const MANY: usize = 4096;

pub(crate) const fn entry(
    name: &'static str,
    forms: &'static [&'static [&'static str]],
    least: usize,
    most: usize,
    call: fn(&mut Machine<'_>, &[Value]) -> Answer,
) -> Builtin {
    Builtin { name, forms, least, most, call }
}

impl Builtin {
    /// The form that has all of these parameters.
    pub(crate) fn form_for(&self, names: &[&str]) -> Option<&'static [&'static str]> {
        let fits = |form: &&&'static [&'static str]| names.iter().all(|name| form.contains(name));
        self.forms.iter().filter(fits).min_by_key(|form| form.len()).copied()
    }
}

const FAMILIES: &[&[Builtin]] = &[
    convert::TABLE,
    text::TABLE,
    pattern::TABLE,
    list::TABLE,
    statistics::TABLE,
    number::TABLE,
    moment::TABLE,
    range::TABLE,
    context::TABLE,
];

static BY_NAME: LazyLock<HashMap<&'static str, &'static Builtin>> = LazyLock::new(|| {
    FAMILIES.iter().flat_map(|family| family.iter()).map(|found| (found.name, found)).collect()
});

pub(crate) fn find(name: &str) -> Option<&'static Builtin> {
    BY_NAME.get(name).copied()
}

pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    FAMILIES.iter().flat_map(|family| family.iter()).map(|found| found.name)
}

/// All functions, for whoever completes what is being typed.
pub(crate) fn all() -> impl Iterator<Item = &'static Builtin> {
    FAMILIES.iter().flat_map(|family| family.iter())
}

/// A list of one counts as its item.
pub(crate) fn single(value: &Value) -> &Value {
    match value {
        Value::List(list) if list.items().len() == 1 => &list.items()[0],
        other => other,
    }
}

pub(crate) fn wrong(function: &str, value: &Value) -> Stop {
    Stop::note(Code::WrongType, &[function, value.kind()])
}

pub(crate) fn text_arg<'v>(function: &str, values: &'v [Value], at: usize) -> Result<&'v Arc<str>, Stop> {
    match single(values.get(at).unwrap_or(&Value::Null)) {
        Value::Text(text) => Ok(text),
        other => Err(wrong(function, other)),
    }
}

pub(crate) fn number_arg(function: &str, values: &[Value], at: usize) -> Result<Decimal, Stop> {
    match single(values.get(at).unwrap_or(&Value::Null)) {
        Value::Number(n) => Ok(*n),
        other => Err(wrong(function, other)),
    }
}

/// A whole number; a fraction is cut off.
pub(crate) fn whole_arg(function: &str, values: &[Value], at: usize) -> Result<i64, Stop> {
    let n = number_arg(function, values, at)?;
    let cut = n.round(0, crate::decimal::Rounding::Down).and_then(Decimal::to_i64);
    cut.ok_or_else(|| Stop::note(Code::OutOfRange, &[&n.to_string()]))
}

/// A list; a single value counts as a list of one.
pub(crate) fn list_arg(function: &str, values: &[Value], at: usize) -> Result<Arc<List>, Stop> {
    match values.get(at).unwrap_or(&Value::Null) {
        Value::List(list) => Ok(list.clone()),
        Value::Null => Err(wrong(function, &Value::Null)),
        one => Ok(Arc::new(List::of(vec![one.clone()]))),
    }
}

/// One list, or the arguments themselves as a list.
pub(crate) fn spread(function: &str, values: &[Value]) -> Result<Arc<List>, Stop> {
    match values {
        [_] => list_arg(function, values, 0),
        many => Ok(Arc::new(List::of(many.to_vec()))),
    }
}
