//! `cargo x sim`: chance on both databases, from a seed that is printed.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

use testkit::sim::{self, Plan};

const USAGE: &str =
    "cargo x sim [--seed N] [--steps N] [--writers N]; one writer does the same for the same seed";

fn main() {
    let mut plan = Plan {
        seed: RandomState::new().build_hasher().finish() % 1_000_000_000,
        steps: 20_000,
        writers: 4,
        check_every: 1_000,
    };
    let mut args = std::env::args().skip(1);
    while let Some(flag) = args.next() {
        let value = args.next().and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("{USAGE}"));
        match flag.as_str() {
            "--seed" => plan.seed = value,
            "--steps" => plan.steps = value,
            "--writers" => plan.writers = value,
            _ => panic!("{USAGE}"),
        }
    }
    for make in [testdb::sqlite, testdb::postgres] {
        let test = make(server::wiring::reactions());
        println!(
            "{:?}: seed {}, {} steps, {} writers",
            test.db.engine(),
            plan.seed,
            plan.steps,
            plan.writers
        );
        let tally = sim::run(&test.db, &plan);
        for (what, count) in &tally {
            println!("  {count:>7} {what}");
        }
        let retries = test.db.counters().retries.load(std::sync::atomic::Ordering::Relaxed);
        println!("  {retries:>7} closures run again; nothing that must never be was found");
    }
}
