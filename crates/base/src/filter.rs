//! The filter language of lists, views and permissions: a small tree that `db` compiles into SQL.
//!
//! On the wire a condition is `["state","in",["placed","confirmed"]]`; trees are `{"and":[…]}`,
//! `{"or":[…]}` and `{"not":…}`.

use serde::de::{self, Deserializer};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

/// A filter deeper than this is refused: nobody types one.
pub const DEPTH_MAX: usize = 12;
/// A filter with more conditions than this is refused.
pub const CONDITIONS_MAX: usize = 200;

#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    And(Vec<Filter>),
    Or(Vec<Filter>),
    Not(Box<Filter>),
    Cond { field: String, op: Op, value: Value },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    In,
    /// Contains the text.
    Like,
    /// Begins with the text.
    Starts,
    /// Is empty (`true`) or is not (`false`).
    Null,
}

impl Filter {
    pub fn cond(field: &str, op: Op, value: impl Into<Value>) -> Self {
        Self::Cond { field: field.to_owned(), op, value: value.into() }
    }

    #[must_use]
    pub fn is_in(field: &str, values: Vec<String>) -> Self {
        Self::cond(field, Op::In, values)
    }

    /// Lets every row pass.
    #[must_use]
    pub fn everything() -> Self {
        Self::And(Vec::new())
    }

    /// Lets no row pass.
    #[must_use]
    pub fn nothing() -> Self {
        Self::Or(Vec::new())
    }

    /// Both must hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::And(mut all), Self::And(more)) => {
                all.extend(more);
                Self::And(all)
            }
            (Self::And(mut all), one) => {
                all.push(one);
                Self::And(all)
            }
            (one, other) => Self::And(vec![one, other]),
        }
    }

    /// Why the tree is too large to run, if it is.
    #[must_use]
    pub fn too_large(&self) -> Option<String> {
        let (depth, conditions) = self.size();
        if depth > DEPTH_MAX {
            return Some(format!("nested {depth} deep, at most {DEPTH_MAX}"));
        }
        (conditions > CONDITIONS_MAX).then(|| format!("{conditions} conditions, at most {CONDITIONS_MAX}"))
    }

    fn size(&self) -> (usize, usize) {
        match self {
            Self::Cond { .. } => (1, 1),
            Self::Not(inner) => {
                let (depth, conditions) = inner.size();
                (depth + 1, conditions)
            }
            Self::And(all) | Self::Or(all) => all.iter().fold((1, 0), |(depth, conditions), next| {
                let (d, c) = next.size();
                (depth.max(d + 1), conditions + c)
            }),
        }
    }
}

impl Serialize for Filter {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let tree = |to: S, key: &str, value: &dyn erased::Tree| -> Result<S::Ok, S::Error> {
            let mut map = to.serialize_map(Some(1))?;
            map.serialize_entry(key, &value.json())?;
            map.end()
        };
        match self {
            Self::And(all) => tree(to, "and", all),
            Self::Or(all) => tree(to, "or", all),
            Self::Not(inner) => tree(to, "not", inner.as_ref()),
            Self::Cond { field, op, value } => (field, op, value).serialize(to),
        }
    }
}

mod erased {
    //! Lets one closure write both lists and single filters.
    use super::Filter;

    pub(super) trait Tree {
        fn json(&self) -> serde_json::Value;
    }

    impl Tree for Filter {
        fn json(&self) -> serde_json::Value {
            serde_json::to_value(self).unwrap_or_default()
        }
    }

    impl Tree for Vec<Filter> {
        fn json(&self) -> serde_json::Value {
            serde_json::to_value(self).unwrap_or_default()
        }
    }
}

impl<'de> Deserialize<'de> for Filter {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        read(Value::deserialize(from)?, 0).map_err(de::Error::custom)
    }
}

fn read(value: Value, depth: usize) -> Result<Filter, String> {
    if depth > DEPTH_MAX {
        return Err(format!("a filter is at most {DEPTH_MAX} deep"));
    }
    let list = |value: Value| -> Result<Vec<Filter>, String> {
        let Value::Array(items) = value else { return Err("expected a list of filters".into()) };
        items.into_iter().map(|item| read(item, depth + 1)).collect()
    };
    match value {
        Value::Array(parts) => {
            let [field, op, value] = <[Value; 3]>::try_from(parts)
                .map_err(|_| "a condition is [\"field\",\"op\",value]".to_owned())?;
            let Value::String(field) = field else { return Err("a field is named by a text".into()) };
            let op = serde_json::from_value(op).map_err(|e| format!("unknown operator: {e}"))?;
            Ok(Filter::Cond { field, op, value })
        }
        Value::Object(map) if map.len() == 1 => {
            let Some((key, inner)) = map.into_iter().next() else { return Err("an empty filter".into()) };
            match key.as_str() {
                "and" => list(inner).map(Filter::And),
                "or" => list(inner).map(Filter::Or),
                "not" => read(inner, depth + 1).map(|f| Filter::Not(Box::new(f))),
                other => Err(format!("'{other}' is none of and, or, not")),
            }
        }
        _ => Err("a filter is [\"field\",\"op\",value] or {\"and\":[…]}".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_read_and_write_the_same() {
        let text = r#"{"and":[["state","in",["placed"]],{"not":["total","ge","100"]},{"or":[]}]}"#;
        let filter: Filter = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&filter).unwrap(), text);
    }

    #[test]
    fn wrong_filters_are_refused_with_a_reason() {
        for (text, reason) in [
            (r#"["state","is","x"]"#, "unknown operator"),
            (r#"["state","eq"]"#, "a condition is"),
            (r#"{"xor":[]}"#, "none of and, or, not"),
            ("3", "a filter is"),
        ] {
            let error = serde_json::from_str::<Filter>(text).unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        }
        let deep = format!("{}[\"a\",\"eq\",1]{}", "{\"not\":".repeat(40), "}".repeat(40));
        assert!(serde_json::from_str::<Filter>(&deep).unwrap_err().to_string().contains("deep"));
    }
}
