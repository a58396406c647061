//! Real databases for tests: a SQLite file and a database of a real PostgreSQL server, both fresh.
//!
//! `each(wiring, |db| …)` runs a test on both. The server is started when first needed (or taken from
//! `SHUNDAN_TEST_POSTGRES`), shared by all test processes, and ends by itself minutes after the last test.

mod server;
mod statements;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base::{At, Ctx, Error, Grants, IdMaker};
use db::{Config, Db, Wiring};
use jiff::tz::TimeZone;

pub use server::{Server, drop_database, fresh_database, shared_server};

/// The moment at which tests begin: 2026-11-23, nine o'clock in Shanghai.
pub const START: At = At(1_795_395_600_000_000);

/// A fresh database that is removed when dropped.
pub struct TestDb {
    pub db: Db,
    pub config: Config,
    folder: Option<PathBuf>,
    url: Option<String>,
}

/// Runs a test on a fresh SQLite file and on a fresh PostgreSQL database.
///
/// # Panics
/// When a database cannot be made, or the test fails.
pub fn each(wiring: &Wiring, test: impl Fn(&Db)) {
    for make in [sqlite, postgres] {
        let fresh = make(wiring.clone());
        test(&fresh.db);
        broken_invariants(&fresh.db);
    }
}

/// # Panics
/// When the file cannot be made.
#[must_use]
pub fn sqlite(wiring: Wiring) -> TestDb {
    statements::watch();
    let folder = scratch_folder();
    let config = Config::Sqlite { path: folder.join("test.db") };
    let db = Db::open(&config, wiring, ids()).unwrap_or_else(|e| panic!("opening a SQLite file: {e:#}"));
    TestDb { db, config, folder: Some(folder), url: None }
}

/// # Panics
/// When the server cannot be reached.
#[must_use]
pub fn postgres(wiring: Wiring) -> TestDb {
    statements::watch();
    let url = fresh_database(&shared_server());
    let config = Config::Postgres { url: url.clone(), lanes: 4 };
    let db = Db::open(&config, wiring, ids()).unwrap_or_else(|e| panic!("opening {url}: {e:#}"));
    TestDb { db, config, folder: None, url: Some(url) }
}

/// The house itself acting, at the start of tests.
#[must_use]
pub fn system_ctx() -> Ctx {
    ctx_at(START, Grants::system())
}

#[must_use]
pub fn ctx_at(at: At, grants: Grants) -> Ctx {
    let zone = TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::UTC);
    Ctx { at, grants: Arc::new(grants), zone, ids: ids(), cause: "test".into(), seen_revision: None }
}

/// One maker for the whole test process, so that two contexts never make the same id.
fn ids() -> Arc<IdMaker> {
    static IDS: std::sync::OnceLock<Arc<IdMaker>> = std::sync::OnceLock::new();
    Arc::clone(IDS.get_or_init(|| Arc::new(IdMaker::new(1, START))))
}

/// Runs every invariant.
///
/// # Panics
/// When one of them finds a row.
pub fn broken_invariants(db: &Db) {
    let found = db.read_now(|tx| {
        let mut found = Vec::new();
        for (name, select) in db::migrate::invariants() {
            let rows: Vec<(db::Value,)> = tx.all(select, &[])?;
            if !rows.is_empty() {
                found.push(format!("{name}: {rows:?}"));
            }
        }
        let mut audit = db::journal::Audit::default();
        let mut place = Some(db::journal::Place::default());
        while let Some(at) = place {
            place = db::journal::verify(tx, &at, 10_000, &mut audit)?;
        }
        found.extend(audit.broken);
        Ok::<_, Error>(found)
    });
    let found = found.unwrap_or_else(|e| panic!("checking invariants: {e}"));
    assert!(found.is_empty(), "invariants broken:\n{}", found.join("\n"));
}

/// Writes down, when the run of all tests asks for it, which statements ran on databases that a test made itself in a folder
/// of its own.
pub fn keep_statements() {
    statements::keep();
}

/// A folder of its own under the build's, made new.
///
/// # Panics
/// When it cannot be made.
#[must_use]
pub fn scratch_folder() -> PathBuf {
    statements::watch();
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("shundan-test-{}-{number}", std::process::id()));
    // A test that was killed may have left one under the number of a process that is ours now.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap_or_else(|e| panic!("making {}: {e}", folder.display()));
    folder
}

impl Drop for TestDb {
    fn drop(&mut self) {
        statements::keep();
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
        if let Some(url) = &self.url {
            drop_database(url);
        }
    }
}
