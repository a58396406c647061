//! A short run of chance on both databases; `cargo x sim` runs as long as one likes.

use testkit::sim::{self, Plan};

/// Things that must have come about, or the run proves nothing.
const MUST: &[&str] = &[
    "order taken",
    "task answered",
    "timers",
    "released",
    "scanned",
    "shipped",
    "delivered",
    "paid",
    "credited",
    "broken on purpose",
];

fn play(make: fn(db::Wiring) -> testdb::TestDb, plan: &Plan) {
    let test = make(server::wiring::reactions());
    let tally = sim::run(&test.db, plan);
    for what in MUST {
        assert!(tally.contains_key(*what), "{what} never happened: {tally:?}");
    }
}

#[test]
fn chance_breaks_nothing_on_sqlite() {
    play(testdb::sqlite, &Plan { seed: 20_261_123, steps: 1_500, writers: 1, check_every: 250 });
}

#[test]
fn chance_and_four_writers_break_nothing_on_sqlite() {
    play(testdb::sqlite, &Plan { seed: 7, steps: 1_500, writers: 4, check_every: 250 });
}

#[test]
fn chance_and_four_writers_break_nothing_on_postgres() {
    play(testdb::postgres, &Plan { seed: 43, steps: 1_500, writers: 4, check_every: 250 });
}
