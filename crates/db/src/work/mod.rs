//! Work that waits: numbers, remembered answers, the outbox, timers, and readers of the journal.

pub mod cursor;
pub mod idempotency;
pub mod number;
pub mod outbox;
pub mod timer;
