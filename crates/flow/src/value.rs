//! What a variable may hold. Cheap to clone, exact, and lossless as JSON.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value as Json, json};

/// Dates and durations travel as text; numbers that are no `i64` as exact decimal text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Value {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    Decimal(Arc<str>),
    Text(Arc<str>),
    List(Arc<Vec<Value>>),
    Map(Arc<Vec<(Arc<str>, Value)>>),
}

/// The one key of a JSON object that stands for a decimal, so that it is not taken for a text.
const DECIMAL: &str = "$decimal";

impl Value {
    pub fn text(text: &str) -> Value {
        Value::Text(Arc::from(text))
    }

    pub fn list(items: Vec<Value>) -> Value {
        Value::List(Arc::new(items))
    }

    pub fn is_true(&self) -> bool {
        *self == Value::Bool(true)
    }

    /// As others read JSON: decimals are numbers, digit by digit as they are.
    pub fn plain_json(&self) -> String {
        match self {
            Value::Decimal(digits) if is_number(digits) => digits.to_string(),
            Value::List(items) => {
                let items: Vec<String> = items.iter().map(Value::plain_json).collect();
                format!("[{}]", items.join(","))
            }
            Value::Map(pairs) => {
                let one =
                    |(name, value): &(Arc<str>, Value)| format!("{}:{}", json!(&**name), value.plain_json());
                format!("{{{}}}", pairs.iter().map(one).collect::<Vec<_>>().join(","))
            }
            Value::Decimal(digits) => json!(&**digits).to_string(),
            other => other.to_json().to_string(),
        }
    }

    fn to_json(&self) -> Json {
        match self {
            Value::Null => Json::Null,
            Value::Bool(it) => Json::Bool(*it),
            Value::Int(it) => json!(it),
            Value::Decimal(it) => json!({ DECIMAL: &**it }),
            Value::Text(it) => json!(&**it),
            Value::List(items) => Json::Array(items.iter().map(Value::to_json).collect()),
            Value::Map(pairs) => {
                let mut map = Map::new();
                for (name, value) in pairs.iter() {
                    map.insert(name.to_string(), value.to_json());
                }
                Json::Object(map)
            }
        }
    }

    /// Numbers that are no `i64` keep the text JSON shows for them.
    pub fn from_json(json: Json) -> Value {
        match json {
            Json::Null => Value::Null,
            Json::Bool(it) => Value::Bool(it),
            Json::Number(it) => it.as_i64().map_or_else(|| Value::Decimal(it.to_string().into()), Value::Int),
            Json::String(it) => Value::Text(it.into()),
            Json::Array(items) => Value::list(items.into_iter().map(Value::from_json).collect()),
            Json::Object(map) => {
                if let (1, Some(Json::String(digits))) = (map.len(), map.get(DECIMAL)) {
                    return Value::Decimal(digits.as_str().into());
                }
                let pairs = map.into_iter().map(|(name, it)| (Arc::from(name), Value::from_json(it)));
                Value::Map(Arc::new(pairs.collect()))
            }
        }
    }
}

/// Whether JSON takes these digits for a number: `-0.5`, and not `.5`, `+1` or `05`.
fn is_number(digits: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(digits).is_ok()
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Value::Text(it) | Value::Decimal(it) => f.write_str(it),
            _ => write!(f, "{}", self.to_json()),
        }
    }
}

impl From<i64> for Value {
    fn from(it: i64) -> Value {
        Value::Int(it)
    }
}

impl From<bool> for Value {
    fn from(it: bool) -> Value {
        Value::Bool(it)
    }
}

impl From<&str> for Value {
    fn from(it: &str) -> Value {
        Value::text(it)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(to)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Value, D::Error> {
        Json::deserialize(from).map(Value::from_json)
    }
}

/// Names and their values, in the order they were set. Few: found by looking through.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Vars(pub Vec<(Arc<str>, Value)>);

impl Vars {
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| &**known == name).map(|(_, value)| value)
    }

    pub fn set(&mut self, name: &Arc<str>, value: Value) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.clone(), value)),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<const N: usize> From<[(&str, Value); N]> for Vars {
    fn from(pairs: [(&str, Value); N]) -> Vars {
        Vars(pairs.into_iter().map(|(name, value)| (Arc::from(name), value)).collect())
    }
}
