//! PostgreSQL: each lane is a thread with a connection of its own; it runs several waiting closures
//! as savepoints of one transaction, and sends statements nobody waits for ahead of those somebody does.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::thread;

use anyhow::{Context, anyhow};
use base::{Error, Result};
use crossbeam_channel::{Receiver, unbounded};
use futures_util::future::{MaybeDone, maybe_done};
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Statement};

use super::wire::{Param, columns};
use super::{Counters, Job, Started, TryAgain, is_try_again, run_guarded};
use crate::engine::Engine;
use crate::migrate;
use crate::sql::Dialect;
use crate::tx::{Conn, Tx, Wiring};
use crate::value::{Cell, FromRow, Row, ToValue};

/// Closures that share a transaction: enough to share its commit, few enough to hold locks briefly. Whoever loses
/// a race for a lock halves it for his lane, every group that goes through adds one: where all want the same
/// goods, locks are held for the time of a closure or two.
const GROUP_MAX: usize = 32;
const READERS: usize = 4;
const RETRIES_MAX: u32 = 50;
/// The first closure of a group waits for locks as long as it takes: it takes them in order. The
/// others hold what the first took, so they wait only this long and then begin a group themselves.
const LATER_LOCK_TIMEOUT: &str = "SET LOCAL lock_timeout = '15ms'";
/// Said on the connections that write: commands touch a few rows by key whatever their parameters, and
/// planning them anew for each, which PostgreSQL may think worth it, costs more than running them. What is
/// planned once is planned when tables may still be empty: unless told, it would read them from end to end
/// until somebody has counted their rows.
const PLAN_ONCE: &str = "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off";
/// Said on the others: lists and figures keep the choice, and compile nothing for a page of fifty rows.
const PLAN_FREELY: &str = "SET jit = off";
/// Any number that no other program uses: keeps two nodes from migrating at once.
const MIGRATION_LOCK: &str = "SELECT pg_advisory_lock(7235418)";

type Request = Pin<Box<dyn Future<Output = Result<u64, tokio_postgres::Error>> + Send>>;
type Sent = Pin<Box<MaybeDone<Request>>>;

/// One connection, driven from the thread that owns it.
pub(crate) struct Lane {
    runtime: Runtime,
    client: Arc<Client>,
    dialect: Dialect,
    prepared: HashMap<Arc<str>, Statement>,
    sent: Vec<Sent>,
    url: String,
    /// Said on every new connection.
    settings: &'static str,
    /// Opened when first needed: takes blocks of numbers in transactions of its own.
    side: Option<Box<Lane>>,
    /// Numbers taken from the database and not yet given out, by sequence.
    pub(crate) numbers: HashMap<String, std::ops::Range<i64>>,
    /// Something is held that every other lane may want: the group ends with this closure.
    pub(crate) commit_soon: bool,
}

impl Lane {
    fn open(url: &str, settings: &'static str) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let client = runtime.block_on(connect(url, settings))?;
        Ok(Self {
            runtime,
            client: Arc::new(client),
            dialect: Dialect::new(Engine::Postgres),
            prepared: HashMap::new(),
            sent: Vec::new(),
            url: url.to_owned(),
            settings,
            side: None,
            numbers: HashMap::new(),
            commit_soon: false,
        })
    }

    pub(crate) fn side(&mut self) -> anyhow::Result<&mut Lane> {
        if self.side.is_none() {
            self.side = Some(Box::new(Self::open(&self.url, PLAN_ONCE)?));
        }
        self.side.as_deref_mut().ok_or_else(|| anyhow!("a side connection that was just opened is gone"))
    }

    fn closed(&self) -> bool {
        self.client.is_closed()
    }

    fn reopen(&mut self) -> anyhow::Result<()> {
        self.prepared.clear();
        self.sent.clear();
        self.side = None;
        self.client = Arc::new(self.runtime.block_on(connect(&self.url, self.settings))?);
        Ok(())
    }

    /// The prepared statement with its parameters; rows become one array a column.
    fn bound(&mut self, sql: &str, params: &[&dyn ToValue]) -> Result<(Statement, Vec<Param>)> {
        let params: Vec<Cell<'_>> = params.iter().map(|param| param.to_value()).collect();
        let written = self.dialect.translate(sql, &params);
        let statement = self.statement(sql, &written.text)?;
        let mut bound = Vec::with_capacity(params.len());
        let mut rest = Vec::new();
        for (place, param) in params.into_iter().enumerate() {
            let Cell::Rows(rows) = param else {
                bound.push(Param::One(param.into_owned()));
                continue;
            };
            let width = written.rows.iter().find(|rows| rows.place == place).map_or(1, |rows| rows.width);
            let mut columns = columns(rows.into_owned(), width).into_iter();
            bound.extend(columns.next());
            rest.extend(columns);
        }
        bound.extend(rest);
        Ok((statement, bound))
    }

    fn statement(&mut self, sql: &str, text: &Arc<str>) -> Result<Statement> {
        if let Some(statement) = self.prepared.get(text) {
            return Ok(statement.clone());
        }
        if self.prepared.len() > 1_000 {
            self.prepared.clear();
        }
        // The connection hands answers out in order and stops when one is not taken: whoever waited for a
        // later answer first would wait for ever.
        self.flush()?;
        let prepared = self.runtime.block_on(self.client.prepare(text));
        let statement = prepared.map_err(|e| fault(&e, sql))?;
        self.prepared.insert(Arc::clone(text), statement.clone());
        Ok(statement)
    }

    pub(crate) fn send(&mut self, sql: &str, params: &[&dyn ToValue]) -> Result<()> {
        let (statement, params) = self.bound(sql, params)?;
        let client = Arc::clone(&self.client);
        self.begin(async move { client.execute_raw(&statement, params).await });
        Ok(())
    }

    /// Sends control words ahead without waiting for their answer.
    pub(crate) fn control(&mut self, words: &'static str) {
        let client = Arc::clone(&self.client);
        self.begin(async move { client.batch_execute(words).await.map(|()| 0) });
    }

    /// Starts a request: polling it once puts it on the wire.
    fn begin(&mut self, request: impl Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'static) {
        let request: Request = Box::pin(request);
        let mut request: Sent = Box::pin(maybe_done(request));
        self.runtime.block_on(std::future::poll_fn(|cx| {
            let _ = request.as_mut().poll(cx);
            Poll::Ready(())
        }));
        self.sent.push(request);
    }

    /// Waits for everything that was sent ahead; the first failure is the answer.
    pub(crate) fn flush(&mut self) -> Result<()> {
        let sent = std::mem::take(&mut self.sent);
        let first = self.runtime.block_on(async {
            let mut first = Ok(());
            for mut request in sent {
                request.as_mut().await;
                if let (Ok(()), Some(Err(error))) = (&first, request.as_mut().take_output()) {
                    first = Err(error);
                }
            }
            first
        });
        first.map_err(|e| fault(&e, "a statement sent ahead"))
    }

    pub(crate) fn exec(&mut self, sql: &str, params: &[&dyn ToValue]) -> Result<u64> {
        let (statement, params) = self.bound(sql, params)?;
        let client = Arc::clone(&self.client);
        let answer = self.ahead(async move { client.execute_raw(&statement, params).await })?;
        answer.map_err(|e| fault(&e, sql))
    }

    pub(crate) fn query<T: FromRow>(&mut self, sql: &str, params: &[&dyn ToValue]) -> Result<Vec<T>> {
        let (statement, params) = self.bound(sql, params)?;
        let client = Arc::clone(&self.client);
        let answer = self.ahead(async move {
            let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|p| p as &(dyn ToSql + Sync)).collect();
            client.query(&statement, &params).await
        })?;
        let found = answer.map_err(|e| fault(&e, sql))?;
        let read = |row: &tokio_postgres::Row| {
            T::from_row(&mut Row::new(row)).map_err(|e| anyhow!(e).context(format!("running: {sql}")))
        };
        found.iter().map(read).collect::<anyhow::Result<_>>().map_err(Into::into)
    }

    /// Puts a request on the wire, then waits for what was sent before it, then for its answer.
    fn ahead<T: 'static, F>(&mut self, request: F) -> Result<Result<T, tokio_postgres::Error>>
    where
        F: Future<Output = Result<T, tokio_postgres::Error>> + 'static,
    {
        let mut request = Box::pin(maybe_done(request));
        self.runtime.block_on(std::future::poll_fn(|cx| {
            let _ = request.as_mut().poll(cx);
            Poll::Ready(())
        }));
        self.flush()?;
        self.runtime.block_on(request.as_mut());
        request.as_mut().take_output().ok_or_else(|| Error::Fault(anyhow!("an answer was taken twice")))
    }

    fn now(&mut self, words: &'static str) -> Result<()> {
        self.control(words);
        self.flush()
    }

    /// What was sent ahead belongs to what is undone; its failure is known already.
    pub(crate) fn undo_to(&mut self, words: &'static str) -> Result<()> {
        let _ = self.flush();
        self.now(words)
    }
}

async fn connect(url: &str, settings: &str) -> anyhow::Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    #[expect(clippy::disallowed_methods, reason = "drives this lane's connection on this lane's own thread")]
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::warn!(%error, "a PostgreSQL connection ended");
        }
    });
    client.batch_execute(settings).await?;
    Ok(client)
}

/// Deadlocks, serialization failures and lock time-outs may go well the next time. So may a lost race
/// for a unique place: the closure looked, found it free, and will find it taken when it looks again.
fn fault(error: &tokio_postgres::Error, sql: &str) -> Error {
    let retry = error.as_db_error().is_some_and(|db| {
        let code = db.code();
        *code == SqlState::T_R_SERIALIZATION_FAILURE
            || *code == SqlState::T_R_DEADLOCK_DETECTED
            || *code == SqlState::LOCK_NOT_AVAILABLE
            || *code == SqlState::UNIQUE_VIOLATION
    });
    let told = error
        .as_db_error()
        .map_or_else(|| error.to_string(), |db| format!("{}: {}", db.code().code(), db.message()));
    let cause = if retry { anyhow::Error::new(TryAgain(told)) } else { anyhow!(told) };
    Error::Fault(cause.context(format!("running: {sql}")))
}

pub(super) fn start(
    url: &str,
    lanes: usize,
    wiring: &Wiring,
    changed: &watch::Sender<u64>,
    counters: &Arc<Counters>,
) -> anyhow::Result<Started> {
    migrate_all(url)?;
    let (writes, write_jobs) = unbounded();
    let (reads, read_jobs) = unbounded();
    let mut threads = Vec::new();
    for number in 0..lanes.max(1) {
        let lane = Lane::open(url, PLAN_ONCE)?;
        let (jobs, wiring, changed, counters) =
            (write_jobs.clone(), wiring.clone(), changed.clone(), Arc::clone(counters));
        let writer = Writer { lane, room: GROUP_MAX, wiring, changed, counters };
        threads
            .push(thread::Builder::new().name(format!("write-{number}")).spawn(move || writer.run(&jobs))?);
    }
    for number in 0..READERS {
        let lane = Lane::open(url, PLAN_FREELY)?;
        let (jobs, counters) = (read_jobs.clone(), Arc::clone(counters));
        threads.push(
            thread::Builder::new()
                .name(format!("read-{number}"))
                .spawn(move || read_loop(lane, &jobs, &counters))?,
        );
    }
    Ok(Started { writes, reads, threads })
}

fn migrate_all(url: &str) -> anyhow::Result<()> {
    let lane = Lane::open(url, PLAN_FREELY)?;
    let client = &lane.client;
    lane.runtime.block_on(async {
        client.batch_execute(MIGRATION_LOCK).await?;
        client.batch_execute(migrate::ledger()).await?;
        let rows = client.query("SELECT name, digest FROM migration", &[]).await?;
        let done: Vec<(String, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        for (name, text, digest) in migrate::missing(Engine::Postgres, &done)? {
            let text = format!("BEGIN; {text}; INSERT INTO migration VALUES ('{name}', '{digest}'); COMMIT");
            client.batch_execute(&text).await.with_context(|| format!("running migration {name}"))?;
        }
        anyhow::Ok(())
    })
}

struct Writer {
    lane: Lane,
    /// Closures a group may have at present.
    room: usize,
    wiring: Wiring,
    changed: watch::Sender<u64>,
    counters: Arc<Counters>,
}

impl Writer {
    fn run(mut self, jobs: &Receiver<Job>) {
        let mut left: Option<(Job, u32)> = None;
        loop {
            let first = match left.take() {
                Some(job) => job,
                None => match jobs.recv() {
                    Ok(job) => (job, 0),
                    Err(_) => return,
                },
            };
            left = self.group(first, jobs);
        }
    }

    /// Runs a group; a closure that lost a race for a lock comes back to begin the next one.
    fn group(&mut self, first: (Job, u32), jobs: &Receiver<Job>) -> Option<(Job, u32)> {
        if self.lane.closed()
            && let Err(fault) = self.lane.reopen()
        {
            first.0.answer(Err(fault.context("connecting to PostgreSQL again").into()));
            return None;
        }
        self.lane.control("BEGIN");
        self.lane.commit_soon = false;
        let mut done: Vec<(Job, Result<()>)> = Vec::new();
        let mut again = None;
        let mut next = Some(first);
        while let Some((mut job, tries)) = next.take() {
            let outcome = self.one(&mut job, done.is_empty());
            if outcome.as_ref().is_err_and(is_try_again) && tries < RETRIES_MAX {
                Counters::add(&self.counters.retries, 1);
                self.room = (self.room / 2).max(1);
                again = Some((job, tries + 1));
                break;
            }
            let faulted = matches!(outcome, Err(Error::Fault(_)));
            done.push((job, outcome));
            if done.len() < self.room && !faulted && !self.lane.commit_soon {
                next = jobs.try_recv().ok().map(|job| (job, 0));
            }
        }
        if again.is_none() {
            self.room = (self.room + 1).min(GROUP_MAX);
        }
        self.finish(done);
        again
    }

    fn finish(&mut self, done: Vec<(Job, Result<()>)>) {
        let committed = self.lane.now("COMMIT").map_err(|e| format!("committing: {e}"));
        if committed.is_err() && !self.lane.closed() {
            let _ = self.lane.now("ROLLBACK");
        }
        Counters::add(&self.counters.commits, 1);
        Counters::add(&self.counters.closures, done.len() as u64);
        self.changed.send_modify(|count| *count += 1);
        for (job, outcome) in done {
            job.answer(match &committed {
                Ok(()) => outcome,
                Err(fault) => outcome.and(Err(anyhow!("{fault}").into())),
            });
        }
    }

    fn one(&mut self, job: &mut Job, first: bool) -> Result<()> {
        if !first {
            self.lane.control(LATER_LOCK_TIMEOUT);
        }
        self.lane.control("SAVEPOINT one");
        let mut tx = Tx::new(Conn::Postgres(&mut self.lane), &self.wiring);
        let outcome = run_guarded(job, &mut tx);
        Counters::add(&self.counters.statements, tx.statements());
        if outcome.is_ok() {
            self.lane.control("RELEASE one");
            return outcome;
        }
        self.lane.undo_to("ROLLBACK TO one")?;
        self.lane.control("RELEASE one");
        outcome
    }
}

fn read_loop(mut lane: Lane, jobs: &Receiver<Job>, counters: &Counters) {
    let wiring = Wiring::default();
    while let Ok(mut job) = jobs.recv() {
        if lane.closed()
            && let Err(fault) = lane.reopen()
        {
            job.answer(Err(fault.context("connecting to PostgreSQL again").into()));
            continue;
        }
        lane.control("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        let mut tx = Tx::new(Conn::Postgres(&mut lane), &wiring);
        let outcome = run_guarded(&mut job, &mut tx);
        Counters::add(&counters.statements, tx.statements());
        lane.control("ROLLBACK");
        let ended = lane.flush();
        job.answer(outcome.and(ended));
    }
}
