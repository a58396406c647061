//! Orders of 3, 100 and 1,000 lines, taken in and confirmed by the room's command in this process:
//! what each costs in time and statements. Statements must not grow with lines.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::ensure;

use crate::Plan;
use crate::company::{self, PRODUCTS, Wishes, told};
use crate::place::{Place, system};
use crate::report::{doing, figure, footing, heading, row, table};

const SECONDS: u64 = 8;
const SIZES: [usize; 3] = [3, 100, 1_000];

pub(crate) fn run(plan: &Plan) -> anyhow::Result<()> {
    for (number, kind) in plan.engines().into_iter().enumerate() {
        let place = Place::new(kind)?;
        if number == 0 {
            heading("big-order", place.folder());
            table(&["engine", "lines", "statements", "ms (median)", "times a 3-line one", "µs/line"]);
        }
        doing(kind, "making a company");
        let db = place.open(&place.database())?;
        company::make(&db)?;
        let (mut small, mut fewest) = (None, None);
        for lines in SIZES {
            doing(kind, &format!("orders of {lines} lines"));
            let (statements, ms) = measure(&db, lines, Duration::from_secs(plan.seconds.unwrap_or(SECONDS)))?;
            let times = ms / *small.get_or_insert(ms);
            let us = ms * 1_000.0 / lines as f64;
            row(&[&kind, &lines, &statements, &figure(ms), &figure(times), &figure(us)]);
            let fewest = *fewest.get_or_insert(statements);
            ensure!(statements == fewest, "{statements} statements for {lines} lines, {fewest} for 3");
        }
        testdb::broken_invariants(&db);
    }
    footing();
    Ok(())
}

/// Statements of one order, and the median time in milliseconds.
fn measure(db: &db::Db, lines: usize, time: Duration) -> anyhow::Result<(u64, f64)> {
    let asked = || db.counters().statements.load(Ordering::Relaxed);
    let mut wishes = Wishes::new(lines, PRODUCTS);
    let (mut all, mut statements) = (Vec::new(), 0);
    let began = Instant::now();
    while all.len() < 5 || began.elapsed() < time {
        let new = wishes.next(lines).order();
        let (ctx, before, start) = (system(db), asked(), Instant::now());
        told(db.write_now(&ctx, move |tx, ctx| order::create(tx, ctx, &new)))?;
        all.push(start.elapsed().as_secs_f64() * 1_000.0);
        statements = asked() - before;
    }
    all.sort_by(f64::total_cmp);
    Ok((statements, all[all.len() / 2]))
}
