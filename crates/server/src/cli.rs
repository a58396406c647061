//! The subcommands that do one thing and end.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use base::{Ctx, Error};
use db::{Config, Db, journal};
use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use crate::{config, house, nightly, wiring};

#[derive(clap::Args)]
pub(crate) struct Import {
    /// What the file brings: orders, customers, products, or online-retail (the data set Online Retail II)
    pub kind: String,
    /// The file: CSV or XLSX, also gzipped
    pub file: PathBuf,
    /// Where rows that could not be taken are written, with the reason: .csv or .xlsx
    #[arg(long)]
    pub errors: Option<PathBuf>,
    /// Where the orders come from; with its number an order is known again
    #[arg(long, default_value = "import")]
    pub channel: String,
    /// The customer of orders whose rows name none
    #[arg(long)]
    pub customer: Option<String>,
    /// Enter customers and SKUs that are not known
    #[arg(long)]
    pub create: bool,
    /// How far orders go: draft, placed, confirmed
    #[arg(long, default_value = "placed")]
    pub upto: String,
    /// When goods are short: refuse, decide, backorder, part
    #[arg(long, default_value = "decide")]
    pub on_short: String,
    /// Look at every row and store nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(clap::Subcommand)]
pub(crate) enum Audit {
    /// Walk all chains of the journal and say where one is broken
    Verify,
}

#[derive(clap::Args)]
pub(crate) struct Move {
    /// The database to fill: a new SQLite file, or an empty PostgreSQL database
    #[arg(long)]
    to: String,
}

#[derive(clap::Subcommand)]
pub(crate) enum User {
    /// Enter a user; the password is read from the environment SHUNDAN_PASSWORD
    Add {
        login: String,
        #[arg(long)]
        name: Option<String>,
        /// A role's code; several times for several roles
        #[arg(long = "role", default_value = "admin")]
        roles: Vec<String>,
    },
    /// Set a user's password from the environment SHUNDAN_PASSWORD
    Password { login: String },
    /// List who may log in
    List,
}

/// A bar with count, rate and time left; a number without an end where the end is unknown.
pub(crate) fn bar(total: u64, what: &'static str) -> ProgressBar {
    let progress = if total == 0 { ProgressBar::no_length() } else { ProgressBar::new(total) };
    let shape = "{msg} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}";
    progress.set_style(ProgressStyle::with_template(shape).unwrap_or_else(|_| ProgressStyle::default_bar()));
    progress.set_message(what);
    progress.enable_steady_tick(Duration::from_millis(200));
    progress
}

/// # Errors
/// When a row that must not be is found.
pub(crate) fn check(store: &config::Store) -> anyhow::Result<()> {
    let (db, _) = house::open(store)?;
    let all: Vec<_> = db::migrate::invariants().collect();
    let progress = bar(all.len() as u64, "checking");
    let mut broken = Vec::new();
    for (name, select) in &all {
        let select = *select;
        let found: Vec<(db::Value,)> = told(db.read_now(move |tx| tx.all(select, &[])))?;
        broken.extend(nightly::sentence(name, &found));
        progress.inc(1);
    }
    progress.finish_and_clear();
    println!("{} rules checked, {} broken", all.len(), broken.len());
    for line in &broken {
        println!("  {line}");
    }
    if broken.is_empty() { Ok(()) } else { bail!("something that must not be was found") }
}

/// # Errors
/// When a chain is broken.
pub(crate) fn verify(store: &config::Store) -> anyhow::Result<()> {
    let (db, _) = house::open(store)?;
    let (total,): (i64,) = told(db.read_now(|tx| tx.one("SELECT COUNT(*) FROM journal", &[])))?;
    let progress = bar(total.unsigned_abs(), "verifying");
    let mut audit = journal::Audit::default();
    let mut place = Some(journal::Place::default());
    while let Some(at) = place {
        let (next, part) = told(db.read_now(move |tx| {
            let mut part = journal::Audit::default();
            let next = journal::verify(tx, &at, 20_000, &mut part)?;
            Ok((next, part))
        }))?;
        progress.inc(part.entries);
        audit.entries += part.entries;
        audit.subjects += part.subjects;
        audit.broken.extend(part.broken);
        place = next;
    }
    progress.finish_and_clear();
    println!(
        "{} entries of {} documents, {} broken",
        HumanCount(audit.entries),
        HumanCount(audit.subjects),
        audit.broken.len()
    );
    for line in audit.broken.iter().take(100) {
        println!("  {line}");
    }
    if audit.broken.is_empty() { Ok(()) } else { bail!("the audit trail was tampered with") }
}

/// # Errors
/// When the other database is not empty, or a row differs afterwards.
pub(crate) fn carry(store: &config::Store, to: &Move) -> anyhow::Result<()> {
    let from = store.open(wiring::reactions())?;
    let other = config::Store { db: to.to.clone(), ..store.clone() };
    let into = other.open(wiring::reactions())?;
    let total = db::transfer::count(&from)?;
    let progress = bar(total, "moving");
    let moved = db::transfer::copy(&from, &into, |rows| progress.inc(rows))?;
    progress.finish_and_clear();
    println!("{} rows of {} tables moved and compared", HumanCount(moved.rows), moved.tables);
    match Config::parse(&to.to) {
        Config::Sqlite { path } => println!("Start with --db {}", path.display()),
        Config::Postgres { .. } => println!("Start with --db postgres://…"),
    }
    Ok(())
}

/// # Errors
/// What the people room refuses.
pub(crate) fn user(store: &config::Store, user: &User) -> anyhow::Result<()> {
    let (db, ctx) = house::open(store)?;
    match user {
        User::Add { login, name, roles } => {
            let name = name.clone().unwrap_or_else(|| login.clone());
            add_user(&db, &ctx, login, &name, &password()?, roles)?;
            println!("{login} may log in now");
        }
        User::Password { login } => {
            let hash = told(people::password::hash(&password()?))?;
            let login = login.clone();
            told(db.write_now(&ctx, move |tx, ctx| {
                let actor = people::commands::actor_by_login(tx, &login)?;
                let actor = actor.ok_or_else(|| Error::Fault(anyhow!("there is no user {login}")))?;
                people::commands::set_password(tx, ctx, actor.id, &hash)
            }))?;
            println!("the password is set; earlier sessions ended");
        }
        User::List => {
            let all = told(db.read_now(people::commands::everybody))?;
            for actor in all {
                println!(
                    "{:<20} {:<20} {}",
                    actor.login.unwrap_or_default(),
                    actor.name,
                    if actor.active { "" } else { "inactive" }
                );
            }
        }
    }
    Ok(())
}

/// Enters a user with a password and roles.
///
/// # Errors
/// What the people room refuses.
pub(crate) fn add_user(
    db: &Db,
    ctx: &Ctx,
    login: &str,
    name: &str,
    password: &str,
    roles: &[String],
) -> anyhow::Result<()> {
    let hash = told(people::password::hash(password))?;
    let new = people::model::NewActor {
        login: Some(login.to_owned()),
        name: name.to_owned(),
        roles: roles.to_vec(),
        ..Default::default()
    };
    told(db.write_now(ctx, move |tx, ctx| people::commands::create_actor(tx, ctx, &new, Some(&hash))))
        .map(|_| ())
}

fn password() -> anyhow::Result<String> {
    #[expect(clippy::disallowed_methods, reason = "a password never stands on a command line")]
    std::env::var("SHUNDAN_PASSWORD").context("put the password into the environment SHUNDAN_PASSWORD")
}

/// Prints the table of docs/events.md.
pub(crate) fn events() {
    let mut all = wiring::events();
    all.sort_unstable();
    println!(
        "# Events\n\nWhat the journal records, written by `cargo x gen`.\n\n| event | meaning |\n|---|---|"
    );
    for (kind, meaning) in all {
        println!("| `{kind}` | {meaning} |");
    }
}

/// A refusal or fault as a program tells it.
pub(crate) fn told<T>(outcome: base::Result<T>) -> anyhow::Result<T> {
    outcome.map_err(|error| match error {
        Error::Refused(refused) => anyhow!("{refused}"),
        Error::Fault(fault) => fault,
    })
}

/// # Errors
/// When the file cannot be read at all; rows that cannot be taken are reported.
pub(crate) fn import(store: &config::Store, import: &Import) -> anyhow::Result<()> {
    let (db, ctx) = house::open(store)?;
    crate::import::run(&db, &ctx, import)
}
