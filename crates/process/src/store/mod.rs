//! The SQL: rows in, values out; no decisions.

pub(crate) mod case;
pub(crate) mod decision;
pub(crate) mod incident;
pub(crate) mod link;
pub(crate) mod note;
pub(crate) mod outside;
pub(crate) mod process;
pub(crate) mod task;
