//! The decisions: why a table is refused.

use base::{Refuse, Status};
use serde::Serialize;

/// Rules and examples one table may have.
pub(crate) const ROWS_MAX: usize = 2_000;
/// Columns one table may have.
pub(crate) const COLUMNS_MAX: usize = 60;
/// Examples that a refusal names.
pub(crate) const NAMED_MAX: usize = 10;

/// Why the room said no, in order of precedence.
#[derive(Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    #[error("there is already a decision table with the code {decision}")]
    DecisionCodeTaken { decision: String },
    #[error("the file {file} cannot be read as a decision table: {why}")]
    DecisionUnreadable { file: String, why: String },
    #[error("a decision table has at most {rows} rules and as many examples, and {columns} columns")]
    DecisionTooLarge { rows: usize, columns: usize },
    #[error("the table {decision} has no draft to publish")]
    DecisionNoDraft { decision: String },
    #[error("the table {decision} was never published: its draft is all there is of it")]
    DecisionOnlyDraft { decision: String },
    #[error("the table {decision} has no version {version}")]
    DecisionVersionUnknown { decision: String, version: i64 },
    #[error("the table has {count} problems that keep it from deciding: {first}")]
    DecisionUnfit { count: usize, first: String },
    #[error("{count} examples fail: {examples}")]
    ExamplesFail { count: usize, examples: String },
}

impl Refuse for Refusal {
    fn status(&self) -> Status {
        match self {
            Self::DecisionUnreadable { .. } | Self::DecisionTooLarge { .. } => Status::Invalid,
            Self::DecisionVersionUnknown { .. } => Status::NotFound,
            _ => Status::Conflict,
        }
    }
}
