//! Orders: what a customer asked for and we agreed to, from the first word to the last payment.
//!
//! ```mermaid
//! ```
pub mod commands;
pub mod intake;
pub mod lifecycle;
pub mod model;
pub mod reconcile;
pub mod rules;
mod store;
