//! What an expression can be worth: plain values, cheap to clone.

use crate::decimal::Decimal;
use crate::eval::Function;
use crate::temporal::{Date, DateTime, Time};
use std::cmp::Ordering;
use std::sync::Arc;

/// How deep lists, contexts and functions may stand in each other.
pub(crate) const NESTING: u32 = 120;
/// How many values a value may hold, counted as often as they are reached: what is shared is still walked each time.
pub(crate) const SIZE: u64 = 1_000_000;

/// A FEEL value.
#[derive(Clone, Debug, Default)]
pub enum Value {
    #[default]
    Null,
    Bool(bool),
    Number(Decimal),
    Text(Arc<str>),
    Date(Date),
    Time(Time),
    DateTime(DateTime),
    /// A days and time duration, in nanoseconds.
    Days(i128),
    /// A years and months duration, in months.
    Months(i64),
    List(Arc<List>),
    Context(Arc<Context>),
    Range(Arc<Range>),
    Function(Arc<Function>),
}

/// Items in order; knows how deep it nests, so that nothing grows past what can be walked.
#[derive(Debug, Default)]
pub struct List {
    pub(crate) items: Vec<Value>,
    pub(crate) depth: u32,
    pub(crate) size: u64,
}

/// Named entries in the order they were written.
#[derive(Debug, Default)]
pub struct Context {
    pub(crate) entries: Vec<(Arc<str>, Value)>,
    pub(crate) depth: u32,
    pub(crate) size: u64,
}

/// What lies between two ends; a null end is open.
#[derive(Debug)]
pub struct Range {
    pub start: Value,
    pub end: Value,
    pub start_included: bool,
    pub end_included: bool,
    /// A null end is open, rather than unknown.
    pub(crate) open: bool,
}

impl Context {
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entries.iter().find(|(name, _)| &**name == key).map(|(_, value)| value)
    }

    pub fn entries(&self) -> &[(Arc<str>, Value)] {
        &self.entries
    }
}

impl List {
    pub(crate) fn of(items: Vec<Value>) -> List {
        let depth = 1 + items.iter().map(Value::depth).max().unwrap_or(0);
        let size = items.iter().fold(1, |sum: u64, value| sum.saturating_add(value.size()));
        List { items, depth, size }
    }

    pub fn items(&self) -> &[Value] {
        &self.items
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Value {
        Value::Bool(b)
    }
}

impl From<Decimal> for Value {
    fn from(n: Decimal) -> Value {
        Value::Number(n)
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Value {
        Value::Number(Decimal::from(n))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(Arc::from(text))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(Arc::from(text))
    }
}

impl FromIterator<Value> for Value {
    fn from_iter<I: IntoIterator<Item = Value>>(items: I) -> Value {
        Value::list(items.into_iter().collect())
    }
}

impl Value {
    /// A list of these.
    pub fn list(items: Vec<Value>) -> Value {
        Value::List(Arc::new(List::of(items)))
    }

    /// A context of these entries.
    pub fn context<K: Into<Arc<str>>>(entries: impl IntoIterator<Item = (K, Value)>) -> Value {
        let entries: Vec<_> = entries.into_iter().map(|(key, value)| (key.into(), value)).collect();
        let depth = 1 + entries.iter().map(|(_, value)| value.depth()).max().unwrap_or(0);
        let size = entries.iter().fold(1, |sum: u64, (_, value)| sum.saturating_add(value.size()));
        Value::Context(Arc::new(Context { entries, depth, size }))
    }

    pub(crate) fn range(start: Value, start_included: bool, end: Value, end_included: bool) -> Value {
        Value::Range(Arc::new(Range { start, end, start_included, end_included, open: false }))
    }

    /// A range of which an end that is null is open.
    pub(crate) fn open_range(start: Value, start_included: bool, end: Value, end_included: bool) -> Value {
        Value::Range(Arc::new(Range { start, end, start_included, end_included, open: true }))
    }

    pub(crate) fn depth(&self) -> u32 {
        match self {
            Value::List(list) => list.depth,
            Value::Context(context) => context.depth,
            Value::Function(function) => function.depth,
            Value::Range(range) => 1 + range.start.depth().max(range.end.depth()),
            _ => 0,
        }
    }

    /// How many values are walked when all of it is.
    pub(crate) fn size(&self) -> u64 {
        match self {
            Value::List(list) => list.size,
            Value::Context(context) => context.size,
            Value::Function(function) => function.size,
            Value::Range(range) => range.start.size().saturating_add(range.end.size()),
            _ => 1,
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    pub(crate) fn is_true(&self) -> bool {
        matches!(self, Value::Bool(true))
    }

    /// The kind in a word, as problems name it.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::Text(_) => "string",
            Value::Date(_) => "date",
            Value::Time(_) => "time",
            Value::DateTime(_) => "date and time",
            Value::Days(_) => "days and time duration",
            Value::Months(_) => "years and months duration",
            Value::List(_) => "list",
            Value::Context(_) => "context",
            Value::Range(_) => "range",
            Value::Function(_) => "function",
        }
    }

    /// FEEL equality: `None` when the two are of different kinds.
    pub fn equals(&self, other: &Value) -> Option<bool> {
        Some(match (self, other) {
            (Value::Null, Value::Null) => true,
            (Value::Null, _) | (_, Value::Null) => false,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Number(a), Value::Number(b)) => a == b,
            (Value::Text(a), Value::Text(b)) => a == b,
            (Value::Date(a), Value::Date(b)) => a == b,
            (Value::Time(a), Value::Time(b)) => a.same(b),
            (Value::DateTime(a), Value::DateTime(b)) => a.same(b),
            (Value::Days(a), Value::Days(b)) => a == b,
            (Value::Months(a), Value::Months(b)) => a == b,
            (Value::List(a), Value::List(b)) => {
                a.items.len() == b.items.len()
                    && a.items.iter().zip(&b.items).all(|(a, b)| a.equals(b) == Some(true))
            }
            (Value::Context(a), Value::Context(b)) => {
                a.entries.len() == b.entries.len()
                    && a.entries.iter().all(|(key, a)| b.get(key).is_some_and(|b| a.equals(b) == Some(true)))
            }
            (Value::Range(a), Value::Range(b)) => {
                a.start_included == b.start_included
                    && a.end_included == b.end_included
                    && a.start.equals(&b.start) == Some(true)
                    && a.end.equals(&b.end) == Some(true)
            }
            (Value::Function(a), Value::Function(b)) => Arc::ptr_eq(a, b),
            _ => return None,
        })
    }

    /// FEEL order: `None` when the two cannot be ordered.
    pub fn compare(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
            (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
            (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
            (Value::Time(a), Value::Time(b)) => a.order(b),
            (Value::DateTime(a), Value::DateTime(b)) => a.order(b),
            (Value::Days(a), Value::Days(b)) => Some(a.cmp(b)),
            (Value::Months(a), Value::Months(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }

    /// How much looking through it costs.
    pub(crate) fn weight(&self) -> u64 {
        match self {
            Value::Text(text) => 1 + text.len() as u64 / 32,
            other => other.size(),
        }
    }
}

impl Range {
    /// Is the value inside? `None` when it cannot be compared with the ends.
    pub fn contains(&self, value: &Value) -> Option<bool> {
        if !self.open && (self.start.is_null() || self.end.is_null()) {
            return None;
        }
        let after = match &self.start {
            Value::Null => true,
            start => {
                let order = value.compare(start)?;
                order == Ordering::Greater || (self.start_included && order == Ordering::Equal)
            }
        };
        let before = match &self.end {
            Value::Null => true,
            end => {
                let order = value.compare(end)?;
                order == Ordering::Less || (self.end_included && order == Ordering::Equal)
            }
        };
        Some(after && before)
    }
}
