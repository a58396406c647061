//! Where a benchmark runs: a folder, a database of its own, the real server as a child process, and
//! what each of them took of the processor.

use std::fmt;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use anyhow::{Context, anyhow};
use base::{At, Ctx, Grants, IdMaker};
use db::{Config, Db, Wiring};
use jiff::tz::TimeZone;

use crate::company::told;

/// Connections that write to PostgreSQL, as `shundan` has them and as the hand-written program does.
pub(crate) const LANES: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// A folder with databases of one engine; removed at the end, its server stopped.
pub(crate) struct Place {
    pub(crate) kind: Kind,
    folder: PathBuf,
    server: Option<testdb::Server>,
    databases: std::cell::Cell<usize>,
}

impl Place {
    /// PostgreSQL runs with its default settings: fsync and synchronous commit are on.
    pub(crate) fn new(kind: Kind) -> anyhow::Result<Self> {
        let folder = std::env::temp_dir().join(format!("shundan-bench-{}-{kind}", std::process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        let server = match kind {
            Kind::Sqlite => None,
            Kind::Postgres => Some(testdb::Server::start(&folder, "").map_err(|e| anyhow!(e))?),
        };
        Ok(Self { kind, folder, server, databases: 0.into() })
    }

    /// The address of a new, empty database.
    pub(crate) fn database(&self) -> String {
        let number = self.databases.get();
        self.databases.set(number + 1);
        match &self.server {
            Some(server) => testdb::fresh_database(&server.url("postgres")),
            None => self.folder.join(format!("{number}.db")).display().to_string(),
        }
    }

    pub(crate) fn open(&self, database: &str) -> anyhow::Result<Db> {
        let config = match self.kind {
            Kind::Sqlite => Config::Sqlite { path: database.into() },
            Kind::Postgres => Config::Postgres { url: database.to_owned(), lanes: LANES },
        };
        Db::open(&config, Wiring::new(&order::reactions()), Arc::new(IdMaker::new(1, now())))
    }

    /// What PostgreSQL does by itself within a minute of the first rows: it counts them, and plans anew.
    pub(crate) fn count_rows(&self, database: &str) -> anyhow::Result<()> {
        if self.kind == Kind::Postgres {
            let db = self.open(database)?;
            told(db.write_now(&system(&db), |tx, _| tx.exec("ANALYZE", &[]).map(|_| ())))?;
        }
        Ok(())
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The postmaster's process, whose children serve the connections.
    pub(crate) fn postmaster(&self) -> Option<u32> {
        let text = fs::read_to_string(self.server.as_ref()?.folder.join("data/postmaster.pid")).ok()?;
        text.lines().next()?.trim().parse().ok()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(server) = &self.server {
            server.stop();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// `shundan serve` as people run it, ended when dropped.
pub(crate) struct Served {
    child: Child,
    pub(crate) address: String,
}

impl Served {
    pub(crate) fn start(database: &str) -> anyhow::Result<Self> {
        let program = std::env::current_exe()?.with_file_name("shundan");
        let mut child = Command::new(&program)
            .args(["--db", database, "serve", "--listen", "127.0.0.1:0"])
            .env("SHUNDAN_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let mut said = String::new();
        let out = child.stdout.take().context("the server has no output")?;
        BufReader::new(out).read_line(&mut said)?;
        let address = said.trim().rsplit_once("http://").map(|(_, address)| address.to_owned());
        let served = Self { child, address: address.unwrap_or_default() };
        anyhow::ensure!(!served.address.is_empty(), "the server did not start; it said: {said}");
        Ok(served)
    }

    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The circumstances of the house itself, now.
pub(crate) fn system(db: &Db) -> Ctx {
    Ctx {
        at: now(),
        grants: Arc::new(Grants::system()),
        zone: TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::UTC),
        ids: Arc::clone(db.ids()),
        cause: "bench".into(),
        seen_revision: None,
    }
}

#[expect(clippy::disallowed_methods, reason = "the clock that every Ctx of a benchmark is given")]
pub(crate) fn now() -> At {
    At::from_micros(jiff::Timestamp::now().as_microsecond())
}

/// Processor time in milliseconds: this process, the server, the database's processes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Spent {
    pub(crate) own: u64,
    pub(crate) server: u64,
    pub(crate) database: u64,
}

/// Whose processor time is looked at.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Watched {
    pub(crate) server: Option<u32>,
    pub(crate) postmaster: Option<u32>,
}

impl Watched {
    pub(crate) fn spent(self) -> Spent {
        Spent {
            own: of_process("self").map_or(0, |(_, ms)| ms),
            server: self.server.and_then(|id| of_process(&id.to_string())).map_or(0, |(_, ms)| ms),
            database: self.postmaster.map_or(0, of_family),
        }
    }
}

/// Time on the clock and time of the processor that a piece of work on one thread takes. Where other programs run too,
/// the second tells what it would take alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Took {
    pub(crate) seconds: f64,
    pub(crate) processor: f64,
}

impl Took {
    pub(crate) fn of(work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<Took> {
        let (began, before) = (std::time::Instant::now(), Watched::default().spent());
        work()?;
        let spent = Watched::default().spent() - before;
        Ok(Took { seconds: began.elapsed().as_secs_f64(), processor: spent.own as f64 / 1_000.0 })
    }
}

impl std::ops::Sub for Spent {
    type Output = Self;
    fn sub(self, before: Self) -> Self {
        Self {
            own: self.own - before.own,
            server: self.server - before.server,
            database: self.database.saturating_sub(before.database),
        }
    }
}

/// Parent and milliseconds of a process. Linux counts in hundredths of a second.
fn of_process(id: &str) -> Option<(u32, u64)> {
    let text = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name stands in parentheses and may hold spaces: what counts begins after it.
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let number = |place: usize| fields.get(place)?.parse::<u64>().ok();
    Some((fields.get(1)?.parse().ok()?, (number(11)? + number(12)?) * 10))
}

fn of_family(parent: u32) -> u64 {
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    all.filter_map(|entry| of_process(entry.file_name().to_str()?))
        .filter(|(of, _)| *of == parent)
        .map(|(_, ms)| ms)
        .sum()
}
