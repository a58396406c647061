//! Decision tables: drawn like processes, a draft and versions that never change; published only when every example passes.
//!
//! A table speaks of the fields of its kind of document and of what the case that asks has in variables: a name the document
//! does not have, in the expression of an input, is such a variable.
//!
//! Reading order: `model`, `rules`, `check`, `ready` (compiled, and asked by a case), `commands`, `sheet` (XLSX).

pub(crate) mod check;
pub(crate) mod commands;
pub(crate) mod model;
pub(crate) mod ready;
pub(crate) mod rules;
pub(crate) mod sheet;

pub use commands::{DraftOf, NewDecision, create, drop_draft, publish, roll_back, save_draft, set_active};
pub use model::Decision;
pub use rules::Refusal;
