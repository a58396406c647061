//! How closures reach the database: queued, grouped, run, committed once, answered.

mod postgres;
mod sqlite;
mod wire;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;

use anyhow::{Context, anyhow};
use base::{Ctx, Error, IdMaker, Result};
use crossbeam_channel::Sender;
use tokio::sync::{oneshot, watch};

use crate::tx::{Tx, Wiring};

pub(crate) use postgres::Lane;
pub(crate) use sqlite::Connection;

/// Most closures that share one commit.
pub(crate) const GROUP_MAX: usize = 256;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Where the data lives.
#[derive(Debug, Clone)]
pub enum Config {
    /// A file, made when absent.
    Sqlite { path: std::path::PathBuf },
    /// `postgres://user:password@host:port/database`, and how many connections write.
    Postgres { url: String, lanes: usize },
}

/// A handle to the store; cheap to clone.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    writes: Option<Sender<Job>>,
    reads: Option<Sender<Job>>,
    changed: watch::Sender<u64>,
    ids: Arc<IdMaker>,
    counters: Arc<Counters>,
    threads: Vec<JoinHandle<()>>,
    config: Config,
}

/// What the engines did, for benchmarks and metrics.
#[derive(Debug, Default)]
pub struct Counters {
    pub statements: AtomicU64,
    pub commits: AtomicU64,
    pub closures: AtomicU64,
    pub retries: AtomicU64,
}

/// A closure on its way through an engine.
pub(crate) trait Work: Send {
    /// Runs inside a savepoint; may be called again after an undo.
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<()>;
    /// Tells the caller: the commit (or refusal) is final.
    fn answer(self: Box<Self>, outcome: Result<()>);
}

pub(crate) type Job = Box<dyn Work>;

/// A failure after which the same closure may succeed: a deadlock, a lost race for a unique key.
#[derive(Debug, thiserror::Error)]
#[error("try again: {0}")]
pub(crate) struct TryAgain(pub(crate) String);

/// Whether the same closure may succeed when it is run again: nobody but the engine deals with such a failure.
#[must_use]
pub fn is_try_again(error: &Error) -> bool {
    matches!(error, Error::Fault(fault) if fault.chain().any(|cause| cause.is::<TryAgain>()))
}

struct Call<T, F> {
    ctx: Option<Ctx>,
    run: F,
    value: Option<T>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T, F> Work for Call<T, F>
where
    T: Send,
    F: FnMut(&mut Tx<'_>, Option<&Ctx>) -> Result<T> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        self.value = None;
        let value = (self.run)(tx, self.ctx.as_ref())?;
        tx.finish()?;
        self.value = Some(value);
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<()>) {
        let lost = || Error::Fault(anyhow!("a closure was answered before it ran"));
        let Self { value, reply, .. } = *self;
        // The caller may have gone away (a closed browser): what was committed stays committed.
        let _ = reply.send(outcome.and_then(|()| value.ok_or_else(lost)));
    }
}

impl Db {
    /// Opens the store, brings its tables up to date, starts its threads.
    ///
    /// # Errors
    /// When the file or server cannot be used.
    pub fn open(config: &Config, wiring: Wiring, ids: Arc<IdMaker>) -> anyhow::Result<Self> {
        let counters = Arc::new(Counters::default());
        let changed = watch::Sender::new(0);
        let started = match config {
            Config::Sqlite { path } => sqlite::start(path, wiring, &changed, &counters)
                .with_context(|| format!("opening the SQLite file {}", path.display()))?,
            Config::Postgres { url, lanes } => postgres::start(url, *lanes, &wiring, &changed, &counters)
                .context("connecting to PostgreSQL")?,
        };
        Ok(Self {
            inner: Arc::new(Inner {
                engine: config.engine(),
                writes: Some(started.writes),
                reads: Some(started.reads),
                changed,
                ids,
                counters,
                threads: started.threads,
                config: config.clone(),
            }),
        })
    }

    #[must_use]
    pub fn engine(&self) -> Engine {
        self.inner.engine
    }

    #[must_use]
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    #[must_use]
    pub fn ids(&self) -> &Arc<IdMaker> {
        &self.inner.ids
    }

    #[must_use]
    pub fn counters(&self) -> &Counters {
        &self.inner.counters
    }

    /// Changes each time this node has committed something: wakes reactions and live pages.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.inner.changed.subscribe()
    }

    /// Runs a closure in a transaction of its own as far as it can tell: all of it happens, or none.
    ///
    /// # Errors
    /// What the closure refused, or the fault that stopped it.
    pub async fn write<T, F>(&self, ctx: &Ctx, mut run: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>, &Ctx) -> Result<T> + Send + 'static,
    {
        let run = move |tx: &mut Tx<'_>, ctx: Option<&Ctx>| match ctx {
            Some(ctx) => run(tx, ctx),
            None => Err(Error::Fault(anyhow!("a write without its circumstances"))),
        };
        let wait = Self::queue(self.inner.writes.as_ref(), Some(ctx.clone()), run)?;
        wait.await.map_err(|_| stopped())?
    }

    /// Runs a closure over a snapshot; it cannot change anything.
    ///
    /// # Errors
    /// What the closure refused, or the fault that stopped it.
    pub async fn read<T, F>(&self, mut run: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let wait =
            Self::queue(self.inner.reads.as_ref(), None, move |tx: &mut Tx<'_>, _: Option<&Ctx>| run(tx))?;
        wait.await.map_err(|_| stopped())?
    }

    /// `write` for programs and tests that are not asynchronous.
    ///
    /// # Errors
    /// As `write`.
    pub fn write_now<T, F>(&self, ctx: &Ctx, mut run: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>, &Ctx) -> Result<T> + Send + 'static,
    {
        let run = move |tx: &mut Tx<'_>, ctx: Option<&Ctx>| match ctx {
            Some(ctx) => run(tx, ctx),
            None => Err(Error::Fault(anyhow!("a write without its circumstances"))),
        };
        let wait = Self::queue(self.inner.writes.as_ref(), Some(ctx.clone()), run)?;
        wait.blocking_recv().map_err(|_| stopped())?
    }

    /// `read` for programs and tests that are not asynchronous.
    ///
    /// # Errors
    /// As `read`.
    pub fn read_now<T, F>(&self, mut run: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let wait =
            Self::queue(self.inner.reads.as_ref(), None, move |tx: &mut Tx<'_>, _: Option<&Ctx>| run(tx))?;
        wait.blocking_recv().map_err(|_| stopped())?
    }

    fn queue<T, F>(to: Option<&Sender<Job>>, ctx: Option<Ctx>, run: F) -> Result<oneshot::Receiver<Result<T>>>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>, Option<&Ctx>) -> Result<T> + Send + 'static,
    {
        let (reply, wait) = oneshot::channel();
        let job: Job = Box::new(Call { ctx, run, value: None, reply });
        to.ok_or_else(stopped)?.send(job).map_err(|_| stopped())?;
        Ok(wait)
    }
}

fn stopped() -> Error {
    Error::Fault(anyhow!("the store has stopped"))
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Db({:?})", self.inner.engine)
    }
}

impl Config {
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite { .. } => Engine::Sqlite,
            Self::Postgres { .. } => Engine::Postgres,
        }
    }

    /// Reads `postgres://…` as a server and anything else as a file.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Self::Postgres { url: text.to_owned(), lanes: 4 }
        } else {
            Self::Sqlite { path: text.strip_prefix("sqlite:").unwrap_or(text).into() }
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.writes = None;
        self.reads = None;
        for thread in self.threads.drain(..) {
            if thread.thread().id() != std::thread::current().id() {
                let _ = thread.join();
            }
        }
    }
}

/// What an engine hands back once it runs.
pub(crate) struct Started {
    pub(crate) writes: Sender<Job>,
    pub(crate) reads: Sender<Job>,
    pub(crate) threads: Vec<JoinHandle<()>>,
}

/// Runs a closure so that a panic in it is a fault of that closure alone.
pub(crate) fn run_guarded(job: &mut Job, tx: &mut Tx<'_>) -> Result<()> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| job.run(tx))).unwrap_or_else(|panic| {
        let said =
            panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Err(Error::Fault(anyhow!("a command panicked: {}", said.unwrap_or("without a word"))))
    })
}

impl Counters {
    pub(crate) fn add(counter: &AtomicU64, by: u64) {
        counter.fetch_add(by, Ordering::Relaxed);
    }
}
