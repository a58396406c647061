//! What a start of the program may be told: by flags, or by the environment.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use base::{At, IdMaker};
use db::{Config, Db, Wiring};
use jiff::tz::TimeZone;

/// Where the data lives and when it is there; the same for every subcommand.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Store {
    /// A SQLite file, or postgres://user:password@host/database
    #[arg(long, default_value = "shundan.db", env = "SHUNDAN_DB", global = true)]
    pub db: String,
    /// The company's time zone
    #[arg(long, default_value = "Asia/Shanghai", env = "SHUNDAN_ZONE", global = true)]
    pub zone: String,
}

/// How the server listens and what it tells outside.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Serve {
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1:8080", env = "SHUNDAN_LISTEN")]
    pub listen: SocketAddr,
    /// Address that receives what happens to orders, signed by Standard Webhooks
    #[arg(long, env = "SHUNDAN_WEBHOOK")]
    pub webhook: Option<String>,
    /// Secret that signs webhook messages (whsec_…)
    #[arg(long, env = "SHUNDAN_WEBHOOK_SECRET", hide_env_values = true)]
    pub webhook_secret: Option<String>,
}

impl Store {
    /// Opens the database and brings it up to date.
    ///
    /// # Errors
    /// When the database or the time zone cannot be used.
    pub(crate) fn open(&self, wiring: Wiring) -> anyhow::Result<Db> {
        let config = Config::parse(&self.db);
        let node = i64::from(std::process::id() % 1024);
        Db::open(&config, wiring, Arc::new(IdMaker::new(node, now())))
    }

    /// # Errors
    /// When there is no such zone.
    pub(crate) fn zone(&self) -> anyhow::Result<TimeZone> {
        TimeZone::get(&self.zone).with_context(|| format!("there is no time zone {}", self.zone))
    }
}

/// The moment by the machine's clock: the one place where business time begins.
#[expect(clippy::disallowed_methods, reason = "the clock that every Ctx is given")]
#[must_use]
pub(crate) fn now() -> At {
    At::from_micros(jiff::Timestamp::now().as_microsecond())
}
