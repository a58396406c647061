//! The verbs: drawing and publishing processes, starting and waking cases, doing tasks, repairing what is stuck.

pub mod case;
pub mod design;
pub mod migrate;
pub mod operate;
pub mod repair;
pub(crate) mod schedule;
pub mod task;
mod upgrade;
pub mod walk;

pub use upgrade::upgrade;
