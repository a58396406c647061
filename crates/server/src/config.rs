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
    /// Address of this server as people reach it; links in messages begin with it (when absent: where it listens)
    #[arg(long, env = "SHUNDAN_URL")]
    pub url: Option<String>,
    #[command(flatten)]
    pub mail: Mail,
}

/// Who carries mail. Without a host none is sent.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Mail {
    /// Mail server that takes our mail
    #[arg(long, env = "SHUNDAN_SMTP_HOST")]
    pub smtp_host: Option<String>,
    /// Its port (when absent: 465 for tls, 587 for starttls, 25 for none)
    #[arg(long, env = "SHUNDAN_SMTP_PORT")]
    pub smtp_port: Option<u16>,
    /// How the line to it is kept secret; none only on a machine or network of one's own
    #[arg(long, default_value = "tls", env = "SHUNDAN_SMTP_SECURITY")]
    pub smtp_security: Security,
    /// Who logs in there; nobody when absent
    #[arg(long, env = "SHUNDAN_SMTP_USER")]
    pub smtp_user: Option<String>,
    /// His password
    #[arg(long, env = "SHUNDAN_SMTP_PASSWORD", hide_env_values = true)]
    pub smtp_password: Option<String>,
    /// Whom mail comes from: `orders@example.com`, or `顺单 <orders@example.com>`
    #[arg(long, env = "SHUNDAN_MAIL_FROM")]
    pub mail_from: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Security {
    /// Encrypted from the first byte
    Tls,
    /// Encrypted before anything is said; a server that cannot is told nothing
    Starttls,
    None,
}

impl Store {
    /// Opens the database and brings it up to date.
    ///
    /// # Errors
    /// When the database or the time zone cannot be used.
    pub(crate) fn open(&self, wiring: Wiring) -> anyhow::Result<Db> {
        let config = Config::parse(&self.db);
        Db::open(&config, wiring, Arc::new(IdMaker::new(0, now())))
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
