//! SQLite: one thread owns the write connection and commits in groups; readers see snapshots.

use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};
use base::Result;
use crossbeam_channel::{Receiver, unbounded};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, OpenFlags, ToSql};
use tokio::sync::watch;

use super::{Counters, GROUP_MAX, Job, Started, run_guarded};
use crate::engine::Engine;
use crate::migrate;
use crate::sql::{Dialect, are_few};
use crate::tx::{Conn, Tx, Wiring};
use crate::value::{Cell, Columns, FromRow, Row, ToValue};

/// A group is closed after this long, so that nobody waits for a stranger's bulk work.
const GROUP_TIME: Duration = Duration::from_millis(25);
const READERS: usize = 4;
const STATEMENTS_KEPT: usize = 400;
/// Pages of the write-ahead log after which a commit also checkpoints.
const CHECKPOINT_PAGES: u32 = 8_000;
/// How much of the file a reader sees as memory: a list that no index serves reads all of it.
const MMAP_BYTES: i64 = 1 << 30;

/// One connection with its translated statements.
pub(crate) struct Connection {
    raw: rusqlite::Connection,
    dialect: Dialect,
}

impl Connection {
    fn open(path: &Path, writable: bool) -> anyhow::Result<Self> {
        let flags = if writable {
            OpenFlags::SQLITE_OPEN_READ_WRITE
                | OpenFlags::SQLITE_OPEN_CREATE
                | OpenFlags::SQLITE_OPEN_NO_MUTEX
        } else {
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX
        };
        let raw = rusqlite::Connection::open_with_flags(path, flags)?;
        raw.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        raw.busy_timeout(Duration::from_secs(10))?;
        if writable {
            // A statement is planned once, whatever its parameters: planning it anew for each was a fifth of all work.
            raw.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
            raw.pragma_update(None, "journal_mode", "WAL")?;
            raw.pragma_update(None, "synchronous", "FULL")?;
            raw.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
            raw.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
        }
        raw.pragma_update(None, "temp_store", "MEMORY")?;
        raw.pragma_update(None, "foreign_keys", "ON")?;
        raw.pragma_update(None, "cache_size", -65_536)?;
        if !writable {
            raw.pragma_update(None, "mmap_size", MMAP_BYTES)?;
        }
        Ok(Self { raw, dialect: Dialect::new(Engine::Sqlite) })
    }

    pub(crate) fn control(&mut self, statement: &str) -> anyhow::Result<()> {
        self.raw.prepare_cached(statement)?.execute([]).map(|_| ()).map_err(Into::into)
    }

    pub(crate) fn batch(&mut self, statements: &str) -> anyhow::Result<()> {
        self.raw.execute_batch(statements).map_err(Into::into)
    }

    fn bound(&mut self, sql: &str, params: &[&dyn ToValue]) -> anyhow::Result<CachedStatement<'_>> {
        let params: Vec<Cell<'_>> = params.iter().map(|param| param.to_value()).collect();
        let written = self.dialect.translate(sql, &params);
        let mut statement = self.raw.prepare_cached(&written.text)?;
        let mut next = params.len() + 1;
        for (place, param) in params.iter().enumerate() {
            match param {
                Cell::Rows(rows) if are_few(rows) => {
                    for cell in &rows.cells {
                        statement.raw_bind_parameter(next, Bound(cell))?;
                        next += 1;
                    }
                }
                Cell::Rows(rows) => statement.raw_bind_parameter(place + 1, rows.json())?,
                plain => statement.raw_bind_parameter(place + 1, Bound(plain))?,
            }
        }
        Ok(statement)
    }

    pub(crate) fn exec(&mut self, sql: &str, params: &[&dyn ToValue]) -> Result<u64> {
        let run = |this: &mut Self| -> anyhow::Result<u64> {
            let affected = this.bound(sql, params)?.raw_execute()?;
            Ok(affected as u64)
        };
        run(self).with_context(|| format!("running: {sql}")).map_err(Into::into)
    }

    pub(crate) fn query<T: FromRow>(&mut self, sql: &str, params: &[&dyn ToValue]) -> Result<Vec<T>> {
        let run = |this: &mut Self| -> anyhow::Result<Vec<T>> {
            let mut statement = this.bound(sql, params)?;
            let mut found = statement.raw_query();
            let mut out = Vec::new();
            while let Some(row) = found.next()? {
                out.push(T::from_row(&mut Row::new(row)).map_err(|e| anyhow!(e))?);
            }
            Ok(out)
        };
        run(self).with_context(|| format!("running: {sql}")).map_err(Into::into)
    }
}

struct Bound<'a>(&'a Cell<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Cell::Null => ValueRef::Null,
            Cell::Int(int) => ValueRef::Integer(*int),
            Cell::Text(text) => ValueRef::Text(text.as_bytes()),
            Cell::Blob(blob) => ValueRef::Blob(blob),
            Cell::Rows(_) => unreachable!("rows are bound cell by cell"),
        }))
    }
}

impl Columns for rusqlite::Row<'_> {
    fn cell(&self, index: usize) -> Result<Cell<'_>, String> {
        match self.get_ref(index).map_err(|e| e.to_string())? {
            ValueRef::Null => Ok(Cell::Null),
            ValueRef::Integer(int) => Ok(Cell::Int(int)),
            ValueRef::Real(_) => Err("a binary fraction came out of the database".into()),
            ValueRef::Text(text) => {
                std::str::from_utf8(text).map(|t| Cell::Text(t.into())).map_err(|e| e.to_string())
            }
            ValueRef::Blob(blob) => Ok(Cell::Blob(blob.into())),
        }
    }

    fn count(&self) -> usize {
        self.as_ref().column_count()
    }
}

pub(super) fn start(
    path: &Path,
    wiring: Wiring,
    changed: &watch::Sender<u64>,
    counters: &Arc<Counters>,
) -> anyhow::Result<Started> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut writer = Connection::open(path, true)?;
    migrate::sqlite(&mut writer)?;
    let (writes, write_jobs) = unbounded();
    let (reads, read_jobs) = unbounded();
    let mut threads = Vec::new();
    for number in 0..READERS {
        let connection = Connection::open(path, false)?;
        let (jobs, counters) = (read_jobs.clone(), Arc::clone(counters));
        threads.push(named(format!("read-{number}"), move || read_loop(connection, &jobs, &counters))?);
    }
    let (changed, counters) = (changed.clone(), Arc::clone(counters));
    threads.push(named("write".into(), move || {
        Writer { connection: writer, wiring, changed, counters }.run(&write_jobs);
    })?);
    Ok(Started { writes, reads, threads })
}

fn named(name: String, run: impl FnOnce() + Send + 'static) -> anyhow::Result<thread::JoinHandle<()>> {
    thread::Builder::new().name(name).spawn(run).map_err(Into::into)
}

struct Writer {
    connection: Connection,
    wiring: Wiring,
    changed: watch::Sender<u64>,
    counters: Arc<Counters>,
}

impl Writer {
    fn run(mut self, jobs: &Receiver<Job>) {
        while let Ok(first) = jobs.recv() {
            self.group(first, jobs);
        }
    }

    /// Takes every waiting closure, runs each in a savepoint, commits once, answers all.
    fn group(&mut self, first: Job, jobs: &Receiver<Job>) {
        if let Err(fault) = self.connection.control("BEGIN IMMEDIATE") {
            return first.answer(Err(fault.context("beginning a transaction").into()));
        }
        let began = Instant::now();
        let mut done: Vec<(Job, Result<()>)> = Vec::new();
        let mut next = Some(first);
        while let Some(mut job) = next.take() {
            let outcome = self.one(&mut job);
            done.push((job, outcome));
            if done.len() < GROUP_MAX && began.elapsed() < GROUP_TIME {
                next = jobs.try_recv().ok();
            }
        }
        let committed = self.connection.control("COMMIT");
        if committed.is_err() {
            // SQLite may have rolled back by itself (disk full); a second ROLLBACK then only complains.
            let _ = self.connection.control("ROLLBACK");
        }
        Counters::add(&self.counters.commits, 1);
        Counters::add(&self.counters.closures, done.len() as u64);
        self.changed.send_modify(|count| *count += 1);
        for (job, outcome) in done {
            job.answer(match &committed {
                Ok(()) => outcome,
                Err(fault) => outcome.and(Err(anyhow!("committing: {fault:#}").into())),
            });
        }
    }

    fn one(&mut self, job: &mut Job) -> Result<()> {
        self.connection.control("SAVEPOINT one")?;
        let mut tx = Tx::new(Conn::Sqlite(&mut self.connection), &self.wiring);
        let outcome = run_guarded(job, &mut tx);
        Counters::add(&self.counters.statements, tx.statements());
        if outcome.is_err() {
            self.connection.control("ROLLBACK TO one")?;
        }
        self.connection.control("RELEASE one")?;
        outcome
    }
}

fn read_loop(mut connection: Connection, jobs: &Receiver<Job>, counters: &Counters) {
    let wiring = Wiring::default();
    while let Ok(mut job) = jobs.recv() {
        let outcome = connection.control("BEGIN").map_err(Into::into).and_then(|()| {
            let mut tx = Tx::new(Conn::Sqlite(&mut connection), &wiring);
            let outcome = run_guarded(&mut job, &mut tx);
            Counters::add(&counters.statements, tx.statements());
            outcome
        });
        // Nothing was written: ending the snapshot cannot fail in a way that matters to the reader.
        let _ = connection.control("ROLLBACK");
        job.answer(outcome);
    }
}
