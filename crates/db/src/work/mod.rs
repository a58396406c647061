//! Work that waits: numbers, remembered answers, the outbox, timers, settings, and readers of the journal.

pub mod cursor;
pub mod idempotency;
pub mod number;
pub mod outbox;
pub mod setting;
pub mod timer;
