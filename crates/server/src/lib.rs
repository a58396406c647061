//! The house put together: which rooms it has, who reacts to what, and the program that serves it.
//!
//! `run` is the program; a test opens the same house over a database of its own by `router`,
//! `wiring` and `follow`. Reading order: `wiring`, `house`, `workers`, `http`, `cli`.

mod brief;
mod cli;
mod config;
mod demo;
mod house;
mod http;
mod import;
mod mail;
mod nightly;
pub mod offer;
mod outside;
mod telling;
mod web;
pub mod wiring;
mod workers;

pub use house::{openapi, router, seed, ship_processes};
pub use offer::HOUSE;
pub use workers::{follow, tick, work_on_import};

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

/// 顺单: takes an order from the customer's first word to "fine, thank you"
#[derive(Parser)]
#[command(name = "shundan", version, about)]
struct Program {
    #[command(flatten)]
    store: config::Store,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the pages and the API
    Serve(config::Serve),
    /// Make a demo company when there is none, and serve it
    Demo(demo::Demo),
    /// Take orders from a file
    Import(cli::Import),
    /// Look for anything that must never be
    Check,
    /// Look after the audit trail
    #[command(subcommand)]
    Audit(cli::Audit),
    /// Carry everything to another database, checked row by row
    Move(cli::Move),
    /// Look after who may log in
    #[command(subcommand)]
    User(cli::User),
    /// Print the OpenAPI document
    Openapi,
    /// Print the table of events
    Events,
}

/// The program: reads its command line, opens the house and does what was said.
///
/// # Errors
/// What kept it from doing so.
pub fn run() -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_env("SHUNDAN_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    edge::app::speak(
        include_str!("../../../locales/refusals.zh.json"),
        include_str!("../../../locales/refusals.en.json"),
        include_str!("../../../locales/expected.zh.json"),
    );
    people::http::know(wiring::actions());
    let Program { store, command } = Program::parse();
    match command {
        Command::Serve(serve) => house::serve(&store, &serve),
        Command::Demo(demo) => demo::run(&store, &demo),
        Command::Import(import) => cli::import(&store, &import),
        Command::Check => cli::check(&store),
        Command::Audit(cli::Audit::Verify) => cli::verify(&store),
        Command::Move(to) => cli::carry(&store, &to),
        Command::User(user) => cli::user(&store, &user),
        Command::Openapi => {
            println!("{:#}", house::openapi());
            Ok(())
        }
        Command::Events => {
            cli::events();
            Ok(())
        }
    }
}
