//! Makes the company: what it has before the first order, then the story up to now.

use std::sync::Arc;

use anyhow::Context;
use base::time::{DAY_US, HOUR_US, MINUTE_US};
use base::{At, Ctx, Day, IdMaker};
use db::Db;
use jiff::tz::TimeZone;

use super::calendar::{Calendar, weekday};
use super::customers::{self, Habit};
use super::goods::{self, Good};
use super::luck::Luck;
use super::story::{Step, Story, Told};
use super::world::{Goal, Size, World};
use super::{people, places, supply, wish};
use crate::cli;

/// The same company every time.
const SEED: u64 = 20_261_123;
const BATCH: usize = 25;

/// Makes all of it in an empty database; ends at `now`.
///
/// # Errors
/// What a room refuses of the fixtures, or a fault of the database.
pub(crate) fn make(db: &Db, zone: TimeZone, now: At, size: Size) -> anyhow::Result<Told> {
    let calendar = cli::told(Calendar::new(zone))?;
    let today = calendar.day(now);
    let (opened, first) = (today.plus(-size.days - size.quiet_days), today.plus(-size.days));
    let begin = calendar.at(opened, 9 * 60);
    let mut luck = Luck::new(SEED);
    let mut world = found(db, calendar, (begin, now), size, &mut luck)?;
    let mut wishes = wish::old(&world, opened.plus(4), &mut luck);
    wishes.extend(wish::plan(&world, (opened.plus(4), first.plus(-1)), size.orders / 14, &mut luck));
    wishes.extend(wish::plan(&world, (first, today), size.orders, &mut luck));
    world.sales = wish::sales(&world, &wishes, size.days / 7);
    let world = Arc::new(world);
    open_stock(db, &world, begin, &mut luck)?;
    let mut story = Story::new(&world, luck.branch());
    let progress = cli::bar(wishes.len() as u64, "orders");
    for (at, wish) in wishes {
        story.plan(at, Goal::default(), Step::Order(Box::new(wish)));
    }
    routine(&mut story, &world, opened.plus(3));
    wish::desk(&mut story, &world, &mut luck);
    let told = story.tell(db, &progress)?;
    progress.finish_and_clear();
    Ok(told)
}

/// Enters people, places, goods and customers.
fn found(
    db: &Db,
    calendar: Calendar,
    (begin, now): (At, At),
    size: Size,
    luck: &mut Luck,
) -> anyhow::Result<World> {
    // Ids carry their moment: those of the story are as old as what they name.
    let ids = Arc::new(IdMaker::new(i64::from(std::process::id() % 1024), begin));
    let system = Ctx {
        at: begin,
        grants: Arc::new(base::Grants::system()),
        zone: calendar.zone.clone(),
        ids: Arc::clone(&ids),
        cause: "demo".into(),
        seen_revision: None,
    };
    let password = cli::told(::people::password::hash(people::PASSWORD))?;
    let staff = cli::told(db.write_now(&system, move |tx, ctx| people::enter(tx, ctx, &password)))?;
    let mut world = World {
        calendar,
        now,
        ids,
        people: staff,
        goods: Vec::new(),
        clients: Vec::new(),
        houses: Vec::new(),
        sales: Vec::new(),
    };
    let admin = world.ctx("admin", begin.plus(DAY_US / 24));
    world.houses = cli::told(db.write_now(&admin, places::enter)).context("setting warehouses up")?;
    world.goods = enter_goods(db, &admin, size)?;
    let all = world.goods.clone();
    let lists = cli::told(db.write_now(&admin, move |tx, ctx| goods::price_lists(tx, ctx, &all)))?;
    let sketches = customers::sketches(size.customers, &world.goods, &lists, luck);
    for (n, batch) in sketches.chunks(BATCH).enumerate() {
        let entering = Arc::new(World::clone(&world));
        let batch = batch.to_vec();
        let at = begin.plus(DAY_US / 12 + n as i64 * DAY_US / 48);
        let ctx = world.ctx("admin", at);
        let entered = db.write_now(&ctx, move |tx, _| {
            let enter = |sketch: &customers::Sketch| {
                let client = sketch.client();
                let ctx = entering.ctx(client.reviewer, at);
                customers::enter(tx, &ctx, sketch, entering.person(client.seller))
            };
            batch.iter().map(enter).collect::<base::Result<Vec<_>>>()
        });
        world.clients.extend(cli::told(entered).context("entering customers")?);
    }
    agree_prices(db, &world, begin, luck)?;
    let leave = Arc::new(World::clone(&world));
    cli::told(db.write_now(&world.ctx("liuyan", begin.plus(DAY_US / 2)), move |tx, ctx| {
        people::plan_leave(tx, ctx, &leave)
    }))
    .context("planning a leave")?;
    Ok(world)
}

fn enter_goods(db: &Db, ctx: &Ctx, size: Size) -> anyhow::Result<Vec<Good>> {
    let models: Vec<goods::Model> = goods::models();
    // A smaller company has some of every category.
    let step = models.len().div_ceil(size.products.min(models.len()).max(1));
    let models: Vec<goods::Model> = models.into_iter().step_by(step).collect();
    let mut out: Vec<Good> = Vec::new();
    for batch in models.chunks(BATCH) {
        let (batch, first) = (batch.to_vec(), out.len());
        let entered = db.write_now(ctx, move |tx, ctx| {
            let mut entered: Vec<Good> = Vec::new();
            for model in &batch {
                entered.extend(goods::enter(tx, ctx, model, first + entered.len())?);
            }
            Ok(entered)
        });
        out.extend(cli::told(entered).context("entering products")?);
    }
    Ok(out)
}

/// Large customers have prices of their own for what they buy most.
fn agree_prices(db: &Db, world: &World, begin: At, luck: &mut Luck) -> anyhow::Result<()> {
    let ctx = world.ctx("wangmin", begin.plus(DAY_US));
    for client in world.clients.iter().filter(|client| client.size == 2) {
        let prices = goods::own_prices(&world.goods, &client.favourites, luck);
        let mut seen = Vec::new();
        let prices: Vec<_> = prices
            .into_iter()
            .filter(|price| {
                let is_new = !seen.contains(&price.sku);
                seen.push(price.sku);
                is_new
            })
            .collect();
        let owner = catalog::PriceOwner::Customer(client.id);
        let put = db.write_now(&ctx, move |tx, ctx| catalog::put_prices(tx, ctx, owner, &prices));
        cli::told(put).context("agreeing on prices")?;
    }
    Ok(())
}

/// What lies on the shelves on the first day.
fn open_stock(db: &Db, world: &Arc<World>, begin: At, luck: &mut Luck) -> anyhow::Result<()> {
    for house in 0..world.houses.len() {
        let at = begin.plus(DAY_US + DAY_US / 24);
        let goods = supply::opening(world, house, luck);
        let ctx = world.ctx(world.houses[house].lead, at);
        let world = Arc::clone(world);
        let received = db.write_now(&ctx, move |tx, ctx| {
            let place = &world.houses[house];
            for (n, shelf) in place.shelves.iter().enumerate() {
                let mine = goods.iter().filter(|(good, _)| supply::shelf(&world, house, *good) == n);
                let receipts: Vec<stock::Receipt> =
                    mine.map(|(good, qty)| supply::receipt(&world, *good, *qty, at)).collect();
                if !receipts.is_empty() {
                    stock::receive(tx, ctx, place.id, Some(*shelf), &receipts)?;
                }
            }
            Ok(())
        });
        cli::told(received).context("filling the shelves")?;
    }
    Ok(())
}

/// What is done every week whatever the orders are: buying, helping out, counting, month-end money.
fn routine(story: &mut Story, world: &World, from: Day) {
    let mut day = from;
    let today = world.calendar.day(world.now);
    while day <= today {
        let at = |minute: i64| world.calendar.at(day, minute);
        let usual = Goal::default();
        match weekday(day) {
            1 | 4 => {
                story.plan(at(555), usual, Step::Reorder(0));
                story.plan(at(560), usual, Step::Reorder(1));
            }
            3 => story.plan(at(870), usual, Step::Send(1)),
            5 => {
                story.plan(at(930), usual, Step::Count(0));
                story.plan(at(940), usual, Step::Count(1));
                story.plan(at(1_000), usual, Step::Adjust(0));
            }
            _ => {}
        }
        // Those who pay by the month do so in the last working days.
        if day.plus(4).0.month() != day.0.month() {
            for (n, client) in world.clients.iter().enumerate() {
                if client.habit == Habit::Monthly && n % 3 == (day.0.day() as usize) % 3 {
                    story.plan(at(600 + (n as i64 * 7) % 300), usual, Step::Settle(n));
                }
            }
        }
        day = day.plus(1);
    }
    // One customer of every seller is on a short leash today.
    let mut sellers: Vec<&str> = Vec::new();
    for (n, client) in world.clients.iter().enumerate() {
        if client.size < 2 && !sellers.contains(&client.seller) {
            sellers.push(client.seller);
            story.plan(world.now.plus(-7 * HOUR_US), Goal::default(), Step::Tighten(n));
        }
    }
    let quick = Goal { until: None, is_quick: true };
    story.plan(world.now.plus(-90 * MINUTE_US), quick, Step::Count(0));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wiring;

    /// A Tuesday afternoon, a Sunday night, the first working morning after a holiday.
    const NOWS: [&str; 3] = ["2026-11-24T07:30:00Z", "2026-11-22T18:10:00Z", "2026-10-05T01:00:00Z"];

    fn made(db: &Db, now: &str) -> Told {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let now = now.parse().unwrap();
        let system = Ctx { at: now, ..testdb::system_ctx() };
        db.write_now(&system, crate::house::seed).unwrap();
        make(db, zone, now, Size::TINY).unwrap()
    }

    /// What somebody's workbench counts, the figures that are not zero.
    fn figures(db: &Db, now: &str, login: &'static str) -> Vec<&'static str> {
        let now = now.parse().unwrap();
        let told = db.read_now(move |tx| {
            let actor = ::people::commands::actor_by_login(tx, login)?.expect("he was entered");
            let grants = ::people::access::grants_for_actor(tx, actor.id)?;
            let ctx = Ctx { grants: Arc::new(grants), at: now, ..testdb::system_ctx() };
            let mut all = Vec::new();
            for of in wiring::FIGURES {
                all.extend(of(tx, &ctx)?);
            }
            Ok(all)
        });
        told.unwrap().into_iter().filter(|figure| figure.count > 0).map(|figure| figure.name).collect()
    }

    #[test]
    fn a_small_company_stands_on_both_databases_with_work_for_everybody() {
        testdb::each(&wiring::reactions(), |db| {
            let told = made(db, NOWS[0]);
            assert!(told.orders > 60, "{} orders", told.orders);
            assert!(told.refusals.len() * 100 <= told.orders as usize, "{:#?}", told.refusals);
            let all = figures(db, NOWS[0], "admin");
            for name in [
                "placed_today",
                "to_review",
                "short",
                "refused",
                "to_release",
                "waiting_for_goods",
                "to_pick",
                "picking",
                "to_ship",
                "on_the_way",
                "overdue",
            ] {
                assert!(all.contains(&name), "nobody has {name}: {all:?}");
            }
            for (login, name) in [
                ("chenhao", "to_review"),
                ("zhoulei", "to_pick"),
                ("laowu", "on_the_way"),
                ("qianli", "overdue"),
            ] {
                assert!(figures(db, NOWS[0], login).contains(&name), "{login} has no {name}");
            }
        });
    }

    #[test]
    fn it_stands_at_any_hour_and_twice_the_same() {
        for now in &NOWS[1..] {
            let [one, two] = [0, 1].map(|_| {
                let fresh = testdb::sqlite(wiring::reactions());
                let told = made(&fresh.db, now);
                testdb::broken_invariants(&fresh.db);
                let orders = figures(&fresh.db, now, "admin");
                (told.orders, told.steps, told.refusals, orders)
            });
            assert_eq!(one, two);
            assert!(one.3.contains(&"to_pick") && one.3.contains(&"to_review"), "{:?}", one.3);
        }
    }
}
