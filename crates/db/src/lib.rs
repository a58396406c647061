//! The store: SQLite and PostgreSQL behind one `Tx`, the journal, and the work that waits.
//!
//! Reading order: `tx` (what room code sees), `value` (what goes in and out), `sql` (what differs
//! between the engines), `engine` (how closures are grouped and committed), `journal`, `work`
//! (reactions, outbox, timers), `list` (filters and pages). Knows no business word.

pub mod engine;
pub mod journal;
pub mod list;
pub mod migrate;
pub mod seen;
mod sql;
pub mod transfer;
mod tx;
pub mod value;
pub mod work;

pub use engine::{Config, Db, Engine, is_try_again};
pub use journal::{Entry, Event};
pub use list::{Field, List, ListQuery, Page, compile, count_capped, page};
pub use tx::{ON_PURPOSE, Reaction, Tx, Wiring};
pub use value::{Cell, FromRow, FromValue, Row, ToValue, Value, list, rows, texts};
