//! Connections to other systems: an administrator says once where they are and how to sign in, so that whoever draws a process
//! writes neither an address nor a secret.
//!
//! A step names a connection by its code, and asks over it by the service `http.call`: `ask` says what is asked, `server` sends
//! it after the commit, `came` reads what came back. A secret goes in and never out: it stands in a table of its own that only
//! `sending` reads.
//!
//! Reading order: `model`, `rules`, `reply`, `commands`; then `store/connection`, `http/connections`.

pub mod commands;
pub mod model;
pub mod reply;
pub mod rules;

pub use commands::{ask, in_use, sending, trying};
pub use model::{Auth, Connection, NewConnection, Sending};
pub use reply::{Heard, came};
pub use rules::Refusal;
