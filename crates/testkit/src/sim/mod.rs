//! Chance: random commands of all rooms from a seed, by several writers at once, with faults in the middle.
//!
//! Each step is one transaction that looks at what there is and does something to it, sensible or not.
//! A step ends well, is refused by name, or was broken on purpose; anything else stops the run, and so
//! does anything found that must never be. One writer with one seed does the same each time.

mod cases;
mod goods;
mod money;
mod orders;
mod parcels;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use base::time::MINUTE_US;
use base::{At, Ctx, Error, Grants, Result};
use db::{Db, Tx};

pub use sketch::Dice;

/// What a run is made of.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub seed: u64,
    /// Of all writers together.
    pub steps: u64,
    pub writers: u64,
    /// Steps between two looks for what must never be.
    pub check_every: u64,
}

/// How often each thing happened: what was done, `refused …`, `broken on purpose`.
pub type Tally = BTreeMap<String, u64>;

/// One step in so many is broken after some of its statements.
const BREAKS: u64 = 12;

/// Runs a plan on a fresh database with the house's wiring.
///
/// # Panics
/// When a step fails by itself, when something is found that must never be, or when doing what is
/// missing twice is not the same as once.
pub fn run(db: &Db, plan: &Plan) -> Tally {
    let ctx = testdb::system_ctx();
    db.write_now(&ctx, set_up).unwrap_or_else(|e| panic!("setting up: {e}"));
    let (next, tally) = (AtomicU64::new(0), Mutex::new(Tally::new()));
    std::thread::scope(|threads| {
        for _ in 0..plan.writers {
            threads.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= plan.steps {
                        return;
                    }
                    let told = one(db, plan, number);
                    *tally.lock().unwrap_or_else(|e| panic!("{e}")).entry(told).or_default() += 1;
                    if number % plan.check_every == plan.check_every - 1 {
                        testdb::broken_invariants(db);
                    }
                }
            });
        }
    });
    settled(db, plan);
    testdb::broken_invariants(db);
    tally.into_inner().unwrap_or_else(|e| panic!("{e}"))
}

fn ctx(plan: &Plan, number: u64) -> Ctx {
    let minutes = i64::try_from(number).unwrap_or_default() * 11;
    Ctx {
        cause: format!("sim-{}-{number}", plan.seed).into(),
        ..testdb::ctx_at(At(testdb::START.0 + minutes * MINUTE_US), Grants::system())
    }
}

fn one(db: &Db, plan: &Plan, number: u64) -> String {
    let mut dice = Dice::new(plan.seed.wrapping_add(number.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
    let breaks_after = dice.one_in(BREAKS).then(|| dice.below(14));
    let outcome = db.write_now(&ctx(plan, number), move |tx, ctx| {
        // The closure may run again: it then throws the same dice.
        let mut dice = dice;
        if let Some(statements) = breaks_after {
            tx.fail_after(statements);
        }
        step(tx, ctx, &mut dice)
    });
    match outcome {
        Ok(done) => done.to_owned(),
        Err(Error::Refused(refused)) => format!("refused {}", refused.code),
        Err(Error::Fault(fault))
            if breaks_after.is_some() && format!("{fault:#}").contains(db::ON_PURPOSE) =>
        {
            "broken on purpose".to_owned()
        }
        Err(Error::Fault(fault)) => panic!("seed {}, step {number}: {fault:#}", plan.seed),
    }
}

fn step(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice) -> Result<&'static str> {
    match dice.below(23) {
        0..3 => goods::step(tx, ctx, dice),
        3..6 => orders::take(tx, ctx, dice),
        6..11 => orders::step(tx, ctx, dice),
        11..16 => parcels::step(tx, ctx, dice),
        16..19 => money::step(tx, ctx, dice),
        19..22 => cases::step(tx, ctx, dice),
        _ => follow(tx, ctx),
    }
}

/// One follower of the journal's turn, as the server's workers do it.
fn follow(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<&'static str> {
    for follower in server::wiring::FOLLOWERS {
        let news = tx.news(follower.name, follower.kinds, 100)?;
        if let Some(news) = news
            && tx.advance(follower.name, &news)?
        {
            (follower.run)(tx, ctx, &news.entries)?;
        }
    }
    Ok("followers")
}

fn set_up(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<()> {
    server::seed(tx, ctx)?;
    cases::set_up(tx, ctx)?;
    stock::ensure_warehouse(tx, ctx, "WEST", "WEST")?;
    for (place, code) in goods::SKUS.iter().enumerate() {
        let price = [113, 20, 3, 77][place % 4];
        let sku = catalog::NewSku {
            code: (*code).into(),
            name: (*code).into(),
            tax_rate: base::Rate(130_000),
            list_price: base::Money::whole(price),
            cost: base::Money::whole(price / 2),
            ..catalog::NewSku::default()
        };
        catalog::ensure_sku(tx, ctx, &sku)?;
    }
    for (code, limit) in orders::CUSTOMERS {
        let customer = party::NewCustomer {
            code: (*code).into(),
            name: (*code).into(),
            credit_limit: limit.map(base::Money::whole),
            term_days: 2,
            ..party::NewCustomer::default()
        };
        party::ensure(tx, ctx, &customer)?;
    }
    Ok(())
}

/// Doing what is missing twice is the same as doing it once: first it is done, with what processes make of it.
fn settled(db: &Db, plan: &Plan) {
    let ctx = ctx(plan, plan.steps);
    let all = db.read_now(|tx| tx.all::<(base::id::OrderId,)>("SELECT id FROM sales_order ORDER BY id", &[]));
    for (id,) in all.unwrap_or_else(|e| panic!("reading orders: {e}")) {
        let once = |()| db.write_now(&ctx, move |tx, ctx| order::reconcile::reconcile(tx, ctx, id));
        let [_, first, second] =
            [(), (), ()].map(|()| once(()).unwrap_or_else(|e| panic!("seed {}: {e}", plan.seed)));
        assert_eq!(first, second, "seed {}: {id} was not settled by the first time", plan.seed);
    }
}
