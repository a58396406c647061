//! How the house says no: a refusal has a stable code and the facts; a fault is a machine that failed.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value, json};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What the wire makes of a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// 400: not readable at all.
    Malformed,
    /// 401: we do not know who asks.
    Unauthorized,
    /// 403: we know, and he may not.
    Forbidden,
    /// 404: not there, or not his to see.
    NotFound,
    /// 409: the business says no.
    Conflict,
    /// 412: somebody else changed it first.
    Stale,
    /// 413: more than we take.
    TooLarge,
    /// 422: readable, but fields are wrong.
    Invalid,
    /// 429: too often.
    TooMany,
}

/// A room's own list of reasons; the serde tag `code` is the stable code, the fields are the facts.
pub trait Refuse: std::error::Error + Serialize {
    fn status(&self) -> Status {
        Status::Conflict
    }
}

/// A refusal on its way out: code, facts, English sentence and, for a form, every wrong field.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Refused {
    pub code: String,
    pub detail: String,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub params: Map<String, Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
    #[serde(skip)]
    pub status: u16,
}

/// One wrong field of a document: where (`lines[2].qty`), what code, with which facts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Problem {
    pub field: String,
    pub code: String,
    pub detail: String,
    pub params: Map<String, Value>,
}

/// Every command's error: the business refuses, or the machine fails.
#[derive(Debug)]
pub enum Error {
    Refused(Box<Refused>),
    Fault(anyhow::Error),
}

impl Status {
    #[must_use]
    pub fn http(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::Unauthorized => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::Stale => 412,
            Self::TooLarge => 413,
            Self::Invalid => 422,
            Self::TooMany => 429,
        }
    }
}

impl Refused {
    pub fn of<R: Refuse>(refusal: &R) -> Self {
        let (code, params) = facts(refusal);
        Self {
            code,
            detail: refusal.to_string(),
            params,
            problems: Vec::new(),
            status: refusal.status().http(),
        }
    }
}

impl Error {
    /// The refusal, when it is one.
    #[must_use]
    pub fn refused(&self) -> Option<&Refused> {
        match self {
            Self::Refused(refused) => Some(refused),
            Self::Fault(_) => None,
        }
    }
}

impl<R: Refuse> From<R> for Error {
    fn from(refusal: R) -> Self {
        Self::Refused(Box::new(Refused::of(&refusal)))
    }
}

impl From<anyhow::Error> for Error {
    fn from(fault: anyhow::Error) -> Self {
        Self::Fault(fault)
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Self::Refused(Box::new(refused))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refused) => fmt::Display::fmt(refused, f),
            Self::Fault(fault) => write!(f, "fault: {fault:#}"),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refused {}: {}", self.code, self.detail)?;
        for problem in &self.problems {
            write!(f, "\n  {}: {}: {}", problem.field, problem.code, problem.detail)?;
        }
        Ok(())
    }
}

/// Gathers every wrong field of a document, so that the reader mends them all at once.
#[derive(Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    pub fn add<R: Refuse>(&mut self, field: impl Into<String>, refusal: &R) {
        let (code, params) = facts(refusal);
        self.0.push(Problem { field: field.into(), code, detail: refusal.to_string(), params });
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Refuses with all that was gathered; fine when nothing was.
    ///
    /// # Errors
    /// `invalid` with the problems.
    pub fn check(self) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        let count = self.0.len();
        let fields =
            if count == 1 { "1 field is wrong".to_owned() } else { format!("{count} fields are wrong") };
        let mut params = Map::new();
        params.insert("count".into(), json!(count));
        Err(Error::Refused(Box::new(Refused {
            code: "invalid".into(),
            detail: fields,
            params,
            problems: self.0,
            status: Status::Invalid.http(),
        })))
    }
}

fn facts<R: Refuse>(refusal: &R) -> (String, Map<String, Value>) {
    let Ok(Value::Object(mut facts)) = serde_json::to_value(refusal) else {
        return ("refused".into(), Map::new());
    };
    let code = match facts.shift_remove("code") {
        Some(Value::String(code)) => code,
        _ => "refused".into(),
    };
    (code, facts)
}

/// Reasons that every room may need.
#[derive(Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Common {
    #[error("please log in")]
    Unauthorized,
    #[error("you may not do this: {action} is not among your rights")]
    Forbidden { action: String },
    #[error("there is no {what} {id}, or it is not yours to see")]
    NotFound { what: &'static str, id: String },
    #[error("{what} was changed by someone else meanwhile: it is at revision {current}, you saw {seen}")]
    RevisionMismatch { what: String, current: i64, seen: i64 },
    #[error("this is required")]
    Required,
    #[error("'{value}' is not valid here: {expected}")]
    InvalidValue { value: String, expected: String },
    #[error("'{value}' is too long: at most {max} characters")]
    TooLong { value: String, max: usize },
    #[error("must be more than zero, not {value}")]
    NotPositive { value: String },
    #[error("must not be below zero, not {value}")]
    Negative { value: String },
    #[error("'{value}' is already taken")]
    Taken { value: String },
    #[error("{count} are too many: at most {max}")]
    TooMany { count: usize, max: usize },
    #[error("the request cannot be read: {reason}")]
    Malformed { field: String, reason: String },
    #[error("the request is larger than {max} bytes")]
    TooLarge { max: usize },
    #[error("the idempotency key was used before with another request")]
    IdempotencyKeyReused,
    #[error("the request comes from another site")]
    CrossSite,
}

impl Refuse for Common {
    fn status(&self) -> Status {
        match self {
            Self::Unauthorized => Status::Unauthorized,
            Self::Forbidden { .. } | Self::CrossSite => Status::Forbidden,
            Self::NotFound { .. } => Status::NotFound,
            Self::RevisionMismatch { .. } => Status::Stale,
            Self::Malformed { .. } => Status::Malformed,
            Self::TooLarge { .. } => Status::TooLarge,
            Self::Taken { .. } => Status::Conflict,
            _ => Status::Invalid,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_carries_code_facts_and_sentence() {
        let error = Error::from(Common::NotFound { what: "order", id: "SO-1".into() });
        let refused = error.refused().unwrap();
        assert_eq!(refused.status, 404);
        assert_eq!(
            serde_json::to_value(refused).unwrap(),
            json!({"code": "not_found", "detail": "there is no order SO-1, or it is not yours to see",
                   "params": {"what": "order", "id": "SO-1"}})
        );
    }

    #[test]
    fn problems_are_reported_together() {
        let mut problems = Problems::default();
        problems.add("lines[0].qty", &Common::NotPositive { value: "-1".into() });
        problems.add("customer", &Common::Required);
        let error = problems.check().unwrap_err();
        let text = error.to_string();
        assert!(text.contains("2 fields are wrong") && text.contains("lines[0].qty: not_positive"), "{text}");
        assert!(Problems::default().check().is_ok());
    }
}
