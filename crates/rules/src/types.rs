//! Types: what a schema says of its fields, what `instance of` asks, and how a value is fitted to a type.

use crate::compile::Expression;
use crate::value::Value;
use std::fmt;
use std::sync::Arc;

/// A FEEL type.
#[derive(Clone, Debug, Default)]
pub enum Type {
    #[default]
    Any,
    Null,
    Number,
    Text,
    Bool,
    Date,
    Time,
    DateTime,
    Days,
    Months,
    /// Either kind of duration.
    Duration,
    List(Arc<Type>),
    Context(Arc<Vec<Field>>),
    Range(Arc<Type>),
    Function(Arc<(Vec<Type>, Type)>),
    /// A type with allowed values: unary tests over `?`.
    Allowed(Arc<(Type, Expression)>),
}

/// A named field; all of its names may be written in an expression.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// What the value's context calls it.
    pub key: String,
    /// How people call it in Chinese; may be empty.
    pub zh: String,
    /// How people call it in English; may be empty.
    pub en: String,
    pub kind: Type,
}

impl Field {
    /// A field without labels.
    pub fn new(key: &str, kind: Type) -> Field {
        Field { key: key.to_owned(), kind, ..Field::default() }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        [self.key.as_str(), &self.zh, &self.en].into_iter().filter(|name| !name.is_empty())
    }

    pub(crate) fn is_called(&self, name: &str) -> bool {
        self.names().any(|own| own == name)
    }
}

/// What an expression may speak of, in the order of the slots it is evaluated with.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    pub fields: Vec<Field>,
    /// Named types that `instance of` and parameters may use.
    pub types: Vec<(String, Type)>,
}

impl Schema {
    /// The values of the fields in a context, in slot order.
    pub fn slots(&self, facts: &Value) -> Vec<Value> {
        let Value::Context(context) = facts else { return vec![Value::Null; self.fields.len()] };
        self.fields.iter().map(|field| context.get(&field.key).cloned().unwrap_or_default()).collect()
    }
}

impl Type {
    /// The type of a name of the language.
    pub(crate) fn named(name: &str) -> Option<Type> {
        Some(match name {
            "Any" | "any" => Type::Any,
            "Null" => Type::Null,
            "number" => Type::Number,
            "string" => Type::Text,
            "boolean" => Type::Bool,
            "date" => Type::Date,
            "time" => Type::Time,
            "date and time" | "dateTime" => Type::DateTime,
            "days and time duration" | "dayTimeDuration" => Type::Days,
            "years and months duration" | "yearMonthDuration" => Type::Months,
            "duration" => Type::Duration,
            "list" => Type::List(Arc::new(Type::Any)),
            "context" => Type::Context(Arc::new(Vec::new())),
            "function" => return None,
            _ => return None,
        })
    }

    /// The type without its allowed values.
    pub(crate) fn bare(&self) -> &Type {
        match self {
            Type::Allowed(allowed) => allowed.0.bare(),
            other => other,
        }
    }

    /// Is the value one of this type? Null belongs to every type but is an instance of none.
    pub(crate) fn holds(&self, value: &Value) -> bool {
        match (self, value) {
            (Type::Any, _) | (_, Value::Null) => true,
            (Type::Number, Value::Number(_))
            | (Type::Text, Value::Text(_))
            | (Type::Bool, Value::Bool(_))
            | (Type::Date, Value::Date(_))
            | (Type::Time, Value::Time(_))
            | (Type::DateTime, Value::DateTime(_))
            | (Type::Days | Type::Duration, Value::Days(_))
            | (Type::Months | Type::Duration, Value::Months(_)) => true,
            (Type::List(item), Value::List(list)) => list.items.iter().all(|value| item.holds(value)),
            (Type::Context(fields), Value::Context(context)) => fields
                .iter()
                .all(|field| context.get(&field.key).is_some_and(|value| field.kind.holds(value))),
            (Type::Range(item), Value::Range(range)) => item.holds(&range.start) && item.holds(&range.end),
            (Type::Function(signature), Value::Function(function)) => {
                function.conforms(&signature.0, &signature.1)
            }
            (Type::Allowed(allowed), value) => {
                allowed.0.holds(value) && allowed.1.eval_alone(value).is_some_and(|answer| answer.is_true())
            }
            _ => false,
        }
    }

    /// The type without allowed values anywhere in it: `instance of` does not ask for them.
    pub(crate) fn shape(&self) -> Type {
        match self {
            Type::Allowed(allowed) => allowed.0.shape(),
            Type::List(item) => Type::List(Arc::new(item.shape())),
            Type::Range(item) => Type::Range(Arc::new(item.shape())),
            Type::Context(fields) => {
                let field = |field: &Field| Field { kind: field.kind.shape(), ..field.clone() };
                Type::Context(Arc::new(fields.iter().map(field).collect()))
            }
            other => other.clone(),
        }
    }

    /// `instance of`: as [`Type::holds`], but null is only an instance of Null and Any.
    pub(crate) fn has_instance(&self, value: &Value) -> bool {
        match value {
            Value::Null => matches!(self, Type::Null),
            value => self.holds(value),
        }
    }

    /// Fits a value: as it is, out of a list of one, into a list of one, a date as midnight; else null.
    pub(crate) fn coerce(&self, value: Value) -> Option<Value> {
        if self.holds(&value) {
            return Some(value);
        }
        match (self.bare(), &value) {
            (Type::List(item), other) if !matches!(other, Value::List(_)) => {
                let fitted = item.coerce(value)?;
                let list = Value::list(vec![fitted]);
                self.holds(&list).then_some(list)
            }
            (Type::List(item), Value::List(list)) => {
                let items: Option<Vec<Value>> = list.items.iter().map(|v| item.coerce(v.clone())).collect();
                Some(Value::list(items?)).filter(|list| self.holds(list))
            }
            (_, Value::List(list)) if list.items.len() == 1 => {
                Some(list.items[0].clone()).filter(|item| self.holds(item))
            }
            (Type::DateTime, Value::Date(date)) => Some(Value::DateTime(date.at_midnight_utc())),
            _ => None,
        }
    }

    /// Would every value of `self` do where `other` is asked?
    pub(crate) fn conforms(&self, other: &Type) -> bool {
        match (self.bare(), other.bare()) {
            (_, Type::Any) | (Type::Null, _) => true,
            (Type::List(a), Type::List(b)) | (Type::Range(a), Type::Range(b)) => a.conforms(b),
            (Type::Context(a), Type::Context(b)) => b
                .iter()
                .all(|want| a.iter().any(|have| have.key == want.key && have.kind.conforms(&want.kind))),
            (Type::Function(a), Type::Function(b)) => {
                a.0.len() == b.0.len()
                    && a.0.iter().zip(&b.0).all(|(a, b)| b.conforms(a))
                    && a.1.conforms(&b.1)
            }
            (Type::Days | Type::Months, Type::Duration) => true,
            (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Any => out.write_str("Any"),
            Type::Null => out.write_str("null"),
            Type::Number => out.write_str("number"),
            Type::Text => out.write_str("string"),
            Type::Bool => out.write_str("boolean"),
            Type::Date => out.write_str("date"),
            Type::Time => out.write_str("time"),
            Type::DateTime => out.write_str("date and time"),
            Type::Days => out.write_str("days and time duration"),
            Type::Months => out.write_str("years and months duration"),
            Type::Duration => out.write_str("duration"),
            Type::List(item) => write!(out, "list<{item}>"),
            Type::Context(_) => out.write_str("context"),
            Type::Range(item) => write!(out, "range<{item}>"),
            Type::Function(_) => out.write_str("function"),
            Type::Allowed(allowed) => allowed.0.fmt(out),
        }
    }
}
