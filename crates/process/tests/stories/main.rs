//! Stories of processes on both databases: whom a step goes to, what people do with it, what gets stuck and how it is
//! repaired, timers, calls, systems outside, versions, races.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends")]
#![allow(clippy::too_many_lines, reason = "a story is as long as it is")]

mod calls;
mod clockwork;
mod hands;
mod house;
mod links;
mod operations;
mod outside;
mod races;
mod stuck;
mod timers;
mod versions;
mod votes;
mod waits;
mod who;
mod why;
mod wire;
mod words;
mod world;

use world::check;
