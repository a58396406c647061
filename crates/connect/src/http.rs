//! The wire of imports.

use edge::{ActionName, Route};

/// What this room lets be allowed.
pub const ACTIONS: &[ActionName] = &[];

/// What this room answers to.
#[must_use]
pub fn routes() -> Vec<Route> {
    Vec::new()
}
