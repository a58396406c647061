//! Every night the house looks for what must never be, and says so where people see it.

use base::time::HOUR_US;
use base::{Ctx, Filter, Result};
use db::{Db, Event, Tx};
use edge::{App, Figure};
use serde::{Deserialize, Serialize};

/// The kind of its timer.
const KIND: &str = "house.check";
const LAST: &str = "check.last";
/// At three in the morning, where the company is.
const HOUR: i64 = 3;
const TIMERS_AT_ONCE: i64 = 100;

/// What this part of the house records.
pub(crate) const EVENTS: &[(&str, &str)] =
    &[("house.checked", "The house looked for what must never be; `broken` names what it found.")];

#[derive(Debug, Default, Serialize, Deserialize)]
struct Found {
    broken: Vec<String>,
}

/// Sets the next night's timer, in place of one that is set already.
///
/// # Errors
/// A fault when the database fails.
pub(crate) fn plan(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<()> {
    let night = |days| ctx.today().plus(days).start_in(&ctx.zone).plus(HOUR * HOUR_US);
    let due = if night(0) > ctx.at { night(0) } else { night(1) };
    tx.cancel_timers(KIND, "house")?;
    tx.timer(ctx, due, KIND, "house")
}

/// Takes what is due; of several nodes one gets the night's timer.
///
/// # Errors
/// A fault when the database fails.
pub(crate) async fn check_when_due(app: &App) -> Result<()> {
    let ctx = app.system("nightly");
    let now = ctx.at;
    if !app.db.read(move |tx| tx.timers_due(&[KIND], now)).await? {
        return Ok(());
    }
    let taken = app.db.write(&ctx, |tx, ctx| {
        let taken = tx.take_timers(&[KIND], ctx.at, TIMERS_AT_ONCE)?;
        plan(tx, ctx)?;
        Ok(taken)
    });
    if taken.await?.is_empty() {
        return Ok(());
    }
    let broken = broken(&app.db).await?;
    if !broken.is_empty() {
        tracing::error!("something that must not be was found: {}", broken.join("; "));
    }
    app.db.write(&app.system("nightly"), move |tx, ctx| tell(tx, ctx, &broken)).await
}

/// Runs every rule of `invariants.sql`, each over a snapshot of its own, and says what it found.
///
/// # Errors
/// A fault when the database fails.
pub(crate) async fn broken(db: &Db) -> Result<Vec<String>> {
    let mut broken = Vec::new();
    for (name, select) in db::migrate::invariants() {
        let found: Vec<(db::Value,)> = db.read(move |tx| tx.all(select, &[])).await?;
        broken.extend(sentence(name, &found));
    }
    Ok(broken)
}

/// What a rule found, if anything.
pub(crate) fn sentence(name: &str, found: &[(db::Value,)]) -> Option<String> {
    found.first().map(|row| format!("{name}: {row:?} and {} more", found.len() - 1))
}

fn tell(tx: &mut Tx<'_>, ctx: &Ctx, broken: &[String]) -> Result<()> {
    let found = Found { broken: broken.to_vec() };
    let written = serde_json::to_string(&found).map_err(anyhow::Error::from)?;
    tx.set_setting(LAST, Some(&written))?;
    tx.record(ctx, Event::new("house.checked", "house").data(&found));
    Ok(())
}

/// What the last night found, for who looks after the house; nothing when all was well.
///
/// # Errors
/// A fault when the database fails.
pub(crate) fn figures(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<Vec<Figure>> {
    if ctx.scope("setting.write").is_none() {
        return Ok(Vec::new());
    }
    let last = tx.setting(LAST)?;
    let found: Found = last.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let count = found.broken.len() as i64;
    let figure = || Figure {
        name: "broken_rules",
        count,
        capped: false,
        amount: None,
        page: "settings",
        filter: Filter::everything(),
    };
    Ok((count > 0).then(figure).into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn the_night_finds_a_broken_rule_and_the_workbench_shows_it() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        testdb::each(&crate::wiring::reactions(), |db| {
            let ctx = testdb::system_ctx();
            let night = ctx.today().plus(1).start_in(&ctx.zone).plus(HOUR * HOUR_US);
            let clock = Arc::new(move || night);
            let nobody: edge::Authenticate = Arc::new(|_, _, _| Box::pin(async { Ok(None) }));
            let app = App::new(db.clone(), ctx.zone.clone(), clock, nobody);
            db.write_now(&ctx, |tx, ctx| {
                crate::house::seed(tx, ctx)?;
                plan(tx, ctx)
            })
            .unwrap();
            let shown = || {
                db.read_now({
                    let ctx = ctx.clone();
                    move |tx| figures(tx, &ctx)
                })
                .unwrap()
                .len()
            };
            let break_it = "INSERT INTO stock_balance (id, sku_id, sku_code, sku_name, warehouse_id, lot, on_hand, reserved)
                 SELECT 1, 1, 'X', 'X', w.id, '', 5, 0 FROM warehouse w LIMIT 1";
            db.write_now(&ctx, |tx, _| tx.exec(break_it, &[])).unwrap();
            runtime.block_on(check_when_due(&app)).unwrap();
            assert_eq!(shown(), 1);
            db.write_now(&ctx, |tx, _| tx.exec("DELETE FROM stock_balance WHERE id = 1", &[])).unwrap();
            runtime.block_on(check_when_due(&app)).unwrap();
            assert_eq!(shown(), 1, "the next look is a night away");
        });
    }
}
