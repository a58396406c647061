//! Chance: random processes, random commands, crashes and faults; and what must hold after each.
//!
//! A batch is some random processes and their cases on a database of its own, from one seed: the same seed does the
//! same. `cargo x cases --seed N` plays one batch again and tells every step.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends")]

mod harm;
#[path = "../stories/house.rs"]
#[allow(dead_code, reason = "the stories use more of it")]
mod house;
mod judge;
mod moves;
mod scene;
mod setup;
mod versions;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use scene::{Scene, Tally};

/// Cases of one batch.
const CASES: u64 = 50;
/// Batches on SQLite of the usual run.
const BATCHES: u64 = 220;
/// Cases of the usual run, at least.
const CASES_MIN: u64 = 10_000;
/// And on PostgreSQL.
const BATCHES_POSTGRES: u64 = 6;
/// What must have come about, or the run proves nothing.
const MUST: &[&str] = &[
    "case started",
    "task answered",
    "sent back",
    "resubmitted",
    "withdrawn",
    "transferred",
    "delegated",
    "signer added",
    "signer removed",
    "claimed",
    "document changed",
    "event",
    "timers",
    "repaired",
    "jumped",
    "variables set",
    "stopped",
    "published",
    "migrated",
    "broken on purpose",
    "crash before the commit",
    "crash after the commit",
    "crash within the commit",
];

/// A number somebody asked for.
fn asked(name: &str) -> Option<u64> {
    #[expect(clippy::disallowed_methods, reason = "how `cargo x cases` tells a test its numbers")]
    let text = std::env::var(name).ok()?;
    text.parse().ok()
}

/// Plays batches on twice as many threads as there are processors, for half of them wait for the disk; gives what came
/// about.
fn play(seeds: &[u64], make: impl Fn(u64) -> Scene + Sync) -> Tally {
    let (next, total) = (AtomicU64::new(0), Mutex::new(Tally::new()));
    let threads = std::thread::available_parallelism().map_or(4, |many| 2 * usize::from(many));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed) as usize) {
                    let tally = make(*seed).play(CASES);
                    let mut total = total.lock().unwrap();
                    tally.into_iter().for_each(|(what, many)| *total.entry(what).or_default() += many);
                }
            });
        }
    });
    total.into_inner().unwrap()
}

fn tell(tally: &Tally) {
    let by_count: BTreeMap<_, _> = tally.iter().map(|(what, many)| ((u64::MAX - many, what), many)).collect();
    for ((_, what), many) in by_count {
        println!("{many:>8} {what}");
    }
}

#[test]
fn chance_breaks_nothing_on_sqlite() {
    let first = asked("SHUNDAN_SEED");
    let seeds: Vec<u64> = match first {
        Some(seed) => vec![seed],
        None => (1..=asked("SHUNDAN_BATCHES").unwrap_or(BATCHES)).collect(),
    };
    let tally = play(&seeds, |seed| Scene::on_sqlite(seed, first.is_some()));
    tell(&tally);
    for what in MUST.iter().filter(|_| first.is_none()) {
        assert!(tally.contains_key(*what), "{what} never happened: {tally:?}");
    }
    let is_usual = first.is_none() && asked("SHUNDAN_BATCHES").is_none();
    assert!(!is_usual || tally["case started"] >= CASES_MIN, "too few cases: {tally:?}");
}

#[test]
fn chance_breaks_nothing_on_postgres() {
    let seeds: Vec<u64> = match asked("SHUNDAN_SEED") {
        Some(_) => return,
        None => (1..=BATCHES_POSTGRES).map(|number| 1_000_000 + number).collect(),
    };
    tell(&play(&seeds, Scene::on_postgres));
}
