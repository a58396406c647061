//! Values from and to JSON: numbers go by their digits, never through a float.

use crate::builtin::text_of;
use crate::value::{NESTING, Value};
use serde_json::{Map, Number, Value as Json};

impl Value {
    /// A value out of JSON. Dates are text there: a schema's types fit them, or `date(…)` in the expression.
    pub fn from_json(json: &Json) -> Value {
        from_json(json, 0)
    }

    /// The value as JSON: moments and durations as text, numbers as numbers where 17 digits carry them, else as text.
    pub fn to_json(&self) -> Json {
        match self {
            Value::Null | Value::Function(_) => Json::Null,
            Value::Bool(b) => Json::Bool(*b),
            Value::Number(n) => n.to_i64().map(|n| Json::Number(Number::from(n))).unwrap_or_else(|| {
                let text = n.to_string();
                let short = text.chars().filter(char::is_ascii_digit).count() <= 15;
                let number = text.parse::<Number>().ok().filter(|_| short);
                number.map_or(Json::String(text), Json::Number)
            }),
            Value::List(list) => Json::Array(list.items().iter().map(Value::to_json).collect()),
            Value::Context(context) => {
                let entries = context.entries().iter().map(|(key, value)| (key.to_string(), value.to_json()));
                Json::Object(entries.collect::<Map<_, _>>())
            }
            other => Json::String(text_of(other)),
        }
    }
}

fn from_json(json: &Json, depth: u32) -> Value {
    if depth >= NESTING {
        return Value::Null;
    }
    match json {
        Json::Null => Value::Null,
        Json::Bool(b) => Value::Bool(*b),
        Json::Number(n) => n.to_string().parse().map_or(Value::Null, Value::Number),
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => items.iter().map(|item| from_json(item, depth + 1)).collect(),
        Json::Object(entries) => {
            Value::context(entries.iter().map(|(key, value)| (key.as_str(), from_json(value, depth + 1))))
        }
    }
}
