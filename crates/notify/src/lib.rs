//! People are told: one notice for one person about one thing, read in the page and, where he wants it, sent by mail.
//!
//! This room does not know what happened. `server` reads the journal, finds whom it concerns and hands the news in with its
//! facts; here they become sentences in the language of each receiver, and a message in the outbox for whoever wants mail.
//! A notice is never changed but to be read. What it is about is a text this room keeps and reads not.
//!
//! ```text
//! journal ──► server/telling.rs ──► tell ──► notice, and for whoever wants mail: outbox ──► server/mail
//! ```
//!
//! The sentences stand in `locales/notices.*.json`; other ways of sending are other channels of the outbox.
//!
//! Reading order: `model`, `words` (sentences), `commands`, `store`, `http`.

pub mod commands;
pub mod http;
pub mod model;
mod store;
pub mod words;

pub use commands::{MAIL, MAIL_ON, News, notice, settle, tell, wants_mail};
pub use http::routes;
pub use model::{Kind, Notice, Subject};
pub use words::Params;

/// What this room records.
pub const EVENTS: &[(&str, &str)] =
    &[("notice.written", "People were told of something; `to` names them, `kind` says what of.")];
