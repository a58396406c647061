//! The verbs: drawing and publishing processes, starting and waking cases, doing tasks at the desk or by a link, repairing
//! what is stuck.

pub mod case;
pub mod design;
pub mod link;
pub mod migrate;
pub mod operate;
pub mod outside;
pub mod repair;
pub(crate) mod schedule;
pub mod task;
mod upgrade;
pub mod walk;

pub use upgrade::upgrade;
