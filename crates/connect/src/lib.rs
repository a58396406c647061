//! What comes in from outside: files of orders, customers and products, and the past of other systems; and how other systems
//! are reached (`connection`).
//!
//! Nothing is written past a command: an imported order is validated, priced, credit-checked and
//! journalled exactly as one that was typed. What belongs to files alone is here: how a file is
//! written, which column means what, a dry run that names every fault by row and column, a file of
//! the wrong rows to correct and send again, a job that can be watched, stopped, killed and undone.
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> uploaded
//!     checked --> uploaded: map
//!     cancelled --> uploaded: map
//!     failed --> uploaded: map
//!     uploaded --> checking: check
//!     checked --> checking: check
//!     cancelled --> checking: check
//!     failed --> checking: check
//!     uploaded --> running: run
//!     checked --> running: run
//!     cancelled --> running: run
//!     failed --> running: run
//!     uploaded --> cancelled: cancel
//!     checking --> cancelled: cancel
//!     checked --> cancelled: cancel
//!     running --> cancelled: cancel
//!     done --> undoing: undo
//!     cancelled --> undoing: undo
//!     failed --> undoing: undo
//!     checking --> checked
//!     running --> done
//!     undoing --> undone
//!     checking --> failed
//!     running --> failed
//!     undone --> [*]
//! ```
//!
//! Laws:
//! - rows in are rows accepted and rows reported; the table holds it, and every pass shows both;
//! - a document is taken with all its rows or not at all, in one transaction that moves the job's place
//!   too: a job that is killed and started again does nothing twice;
//! - the same number of the same channel is the same order: the same file twice changes nothing. A draft
//!   whose rows changed is edited; an order that was placed is reported and stays as it is;
//! - a job acts for whoever started it: with his rights of today, and none he did not have then.
//!
//! Reading order: `model`, `lifecycle`, `read` (files), `targets` and `rules` (columns), `document` (cells),
//! `kinds` (rows to commands), `online_retail` (one particular source), `commands`, `work` (the job),
//! `report` (files we hand out), `store`, `http`.

pub mod commands;
pub mod connection;
mod document;
pub mod http;
mod kinds;
pub mod lifecycle;
pub mod model;
mod online_retail;
pub mod read;
pub mod report;
pub mod rules;
mod store;
mod targets;
pub mod work;

pub use http::routes;
pub use model::{ImportJob, Kind, Mapping, Options, State};
pub use rules::Refusal;

/// What this room records.
pub const EVENTS: &[(&str, &str)] = &[
    ("import.uploaded", "A file was uploaded to be imported."),
    ("import.mapped", "It was said which column of the file is read for what."),
    ("import.check_started", "The dry run of an import began."),
    ("import.checked", "The dry run of an import is through; nothing was stored."),
    ("import.started", "An import began to take rows in."),
    ("import.done", "An import is through: so many rows are in, so many reported."),
    ("import.cancelled", "An import was stopped by hand; what was taken until then stays."),
    ("import.failed", "The machine or the file failed; the import can be run again."),
    ("import.undo_started", "It was asked to take back what an import made."),
    ("import.undone", "What an import made was taken back, as far as it could be."),
    (
        "connection.created",
        "Another system was entered: where it is and how to sign in. The secret is not told.",
    ),
    (
        "connection.changed",
        "A connection to another system was changed; `secret_changed` says whether its secret was.",
    ),
    ("connection.closed", "A connection is out of use: steps that ask over it are stuck."),
    ("connection.opened", "A connection is in use again."),
];
