//! Tests of the whole house: stories told as transcripts, chance and faults, the real process under fire.
//!
//! A story is typed line by line and played on both databases through the real routes (`check`); what
//! was answered is written beside it by `cargo x bless` and read as a diff.
//!
//! ```text
//! > customer ACME
//! > product WIDGET 113
//! > receive 2 WIDGET
//! > take SO-1 ACME 3 WIDGET
//! refused stock_short: line 1 wants 3 of WIDGET, only 2 can be promised
//! ```
//!
//! Reading order: `house` (a house over a fresh database), `transcript` (playing a story), `world`
//! (what a story has named so far), `words` (the language, one file per subject);
//! `process` (the program itself, started and killed);
//! `sim` (random commands of all rooms, by several writers, with faults).

pub mod house;
pub mod process;
pub mod sim;
mod transcript;
mod words;
mod world;

pub use house::House;
pub use transcript::check;
