//! Why something outside the kernel failed, in the words of whoever answers for it: the kernel keeps them and hands them on.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Map;

use crate::value::Value;

/// A code with its facts, and the sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Kept")]
pub struct Why {
    /// Stable; empty where there is nothing but a sentence.
    pub code: Arc<str>,
    pub facts: Map<String, serde_json::Value>,
    /// In English.
    pub text: Box<str>,
    /// In Chinese; empty where the sentence is told by the code.
    pub zh: Box<str>,
}

/// As cases hold it: those of before say a sentence alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum Kept {
    Sentence(String),
    Whole {
        code: Arc<str>,
        #[serde(default)]
        facts: Map<String, serde_json::Value>,
        text: Box<str>,
        zh: Box<str>,
    },
}

impl From<Kept> for Why {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Sentence(text) => text.into(),
            Kept::Whole { code, facts, text, zh } => Self { code, facts, text, zh },
        }
    }
}

impl Why {
    /// The sentence in Chinese, or in English where it has none of its own.
    pub fn chinese(&self) -> &str {
        if self.zh.is_empty() { &self.text } else { &self.zh }
    }

    /// A condition that comes to something else than true or false.
    pub(crate) fn neither(value: &Value) -> Self {
        let shown = value.to_string();
        Self {
            code: "neither_true_nor_false".into(),
            text: format!("{shown} is neither true nor false").into(),
            zh: format!("{shown} 既不是“真”也不是“假”").into(),
            facts: Map::from_iter([("value".to_owned(), shown.into())]),
        }
    }
}

impl From<String> for Why {
    fn from(text: String) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

impl From<&str> for Why {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl fmt::Display for Why {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Fault(pub Box<Why>);

impl<T: Into<Why>> From<T> for Fault {
    fn from(why: T) -> Self {
        Self(Box::new(why.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_alone_is_read_too() {
        let read: Why = serde_json::from_str("\"division by zero\"").unwrap();
        assert_eq!(read, Why::from("division by zero"));
        let whole = Why { code: "division_by_zero".into(), zh: "除数为零".into(), ..read };
        assert_eq!(serde_json::from_str::<Why>(&serde_json::to_string(&whole).unwrap()).unwrap(), whole);
    }
}
