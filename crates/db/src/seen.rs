//! Which statements ran on which engine: kept only when a test asks, so that one which never ran on both is found.

use std::collections::BTreeSet;
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::engine::Engine;

static SEEN: OnceLock<Mutex<BTreeSet<(Engine, String)>>> = OnceLock::new();

/// Keeps every statement of this process from now on.
pub fn watch() {
    SEEN.get_or_init(Mutex::default);
}

/// What ran since the last call, each statement on one line; nothing when nobody watches.
#[must_use]
pub fn take() -> Vec<(Engine, String)> {
    let Some(seen) = SEEN.get() else { return Vec::new() };
    std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner)).into_iter().collect()
}

/// Called when an engine meets a statement for the first time.
pub(crate) fn note(engine: Engine, text: &str) {
    if let Some(seen) = SEEN.get() {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        seen.lock().unwrap_or_else(PoisonError::into_inner).insert((engine, line));
    }
}
