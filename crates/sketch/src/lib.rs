//! Processes as short text for tests, and such texts by chance.
//!
//! Reading order: `draw` (the language, and the BPMN of a text), `dice` (chance from a seed), `random` (a process of
//! blocks in blocks over all that is executed).

#![allow(clippy::unwrap_used, reason = "beside the house: a test that cannot go on ends")]

mod dice;
mod draw;
mod random;

pub use dice::Dice;
pub use draw::{files, tag, words};
pub use random::{Palette, process};
