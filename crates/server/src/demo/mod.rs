//! `shundan demo`: a trading company to look at, made by the real commands of the rooms at the moments
//! at which they would have happened.
//!
//! `make` enters people, goods, customers and stock, then tells a `story`: orders come as customers
//! wish (`wish`), and every step leads to the next: sales, floor, road, money, supply. Nothing is
//! written into a table by hand, so what stands there is what the rooms allow. The same seed gives
//! the same company, apart from the dates.

mod calendar;
mod customers;
mod floor;
mod goods;
mod luck;
mod make;
mod money;
mod people;
mod places;
mod road;
mod sales;
mod story;
mod supply;
mod wish;
mod world;

use std::time::Instant;

use db::Db;
use world::Size;

use crate::config::{self, Serve};
use crate::{cli, house};

#[derive(clap::Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    serve: Serve,
    /// A smaller company, made in a moment: three weeks of history, 50 customers, 120 products
    #[arg(long)]
    small: bool,
}

/// The setting that says whether this is the demo company, and whether it is whole.
const MARK: &str = "demo.company";
const MAKING: &str = "making";
const WHOLE: &str = "whole";

/// What there is in the database.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    Nothing,
    Half,
    Demo,
    /// Somebody's own company: nothing of it is touched.
    Other,
}

/// # Errors
/// When the database or the address cannot be used.
pub(crate) fn run(store: &config::Store, demo: &Demo) -> anyhow::Result<()> {
    let (db, ctx) = house::open(store)?;
    let size = if demo.small { Size::SMALL } else { Size::FULL };
    match found(&db)? {
        Found::Demo => println!("演示公司已在。 The demo company is there."),
        Found::Other => println!(
            "这里已有一家公司，不再生成演示数据。 There is a company already: it is served as it is."
        ),
        Found::Nothing => fill(&db, &ctx, store, size)?,
        Found::Half => {
            println!("上次生成中断，清空后重新生成。 It was left half made: it is emptied and made anew.");
            db::transfer::clear(&db)?;
            cli::told(db.write_now(&ctx, house::seed))?;
            fill(&db, &ctx, store, size)?;
        }
    }
    let at = store.db.clone();
    house::run(db, store.zone()?, &demo.serve, move |address| greet(&at, address))
}

fn found(db: &Db) -> anyhow::Result<Found> {
    cli::told(db.read_now(|tx| {
        Ok(match tx.setting(MARK)?.as_deref() {
            Some(WHOLE) => Found::Demo,
            Some(_) => Found::Half,
            None if ::people::commands::everybody(tx)?.is_empty() => Found::Nothing,
            None => Found::Other,
        })
    }))
}

fn fill(db: &Db, ctx: &base::Ctx, store: &config::Store, size: Size) -> anyhow::Result<()> {
    println!("正在生成演示公司 Making the demo company: {}", people::COMPANY);
    let begun = Instant::now();
    cli::told(db.write_now(ctx, |tx, _| tx.set_setting(MARK, Some(MAKING))))?;
    let told = make::make(db, store.zone()?, ctx.at, size)?;
    cli::told(db.write_now(ctx, |tx, _| tx.set_setting(MARK, Some(WHOLE))))?;
    println!(
        "{} 张订单、{} 个步骤，用时 {} 秒。 {} orders in {} steps, made in {} s.",
        told.orders,
        told.steps,
        begun.elapsed().as_secs(),
        told.orders,
        told.steps,
        begun.elapsed().as_secs()
    );
    for refusal in told.refusals.iter().take(20) {
        tracing::debug!("refused on the way: {refusal}");
    }
    Ok(())
}

/// How to get in and, last, where it is, in both languages.
fn greet(database: &str, address: std::net::SocketAddr) {
    println!();
    for (login, name, department, role) in people::PEOPLE {
        let known = ::people::seed::ROLES.iter().find(|known| known.code == *role);
        let (zh, en) = known.map_or(("", ""), |known| (known.name, known.name_en));
        println!("  {login:<10} {name}  {department} · {zh}  {en}");
    }
    println!("密码 Password: {}  （所有用户相同 the same for all）", people::PASSWORD);
    println!("数据 Data: {database}");
    println!("顺单 Shundan: http://{address}");
}
