//! What room code sees of the database: a transaction to ask, to change, and to record events in.

use std::sync::Arc;

use anyhow::anyhow;
use base::{Ctx, Error, Result};

use crate::engine::{Connection, Engine, Lane};
use crate::journal::{self, Event, Pending};
use crate::value::{FromRow, ToValue};

/// Events one command may cause, reactions included: past this, reactions chase each other.
const EVENTS_MAX: usize = 20_000;

/// What must happen in the same transaction when something was recorded.
#[derive(Clone, Copy)]
pub struct Reaction {
    /// The kinds of event it answers.
    pub kinds: &'static [&'static str],
    pub run: fn(&mut Tx<'_>, &Ctx, &Event) -> Result<()>,
}

/// Who reacts to what, in the same transaction; one table, made by `server`.
#[derive(Clone, Default)]
pub struct Wiring {
    reactions: Arc<[Reaction]>,
}

pub(crate) enum Conn<'c> {
    Sqlite(&'c mut Connection),
    Postgres(&'c mut Lane),
}

/// A transaction. Closures that receive one may be run again, so they have no effect but on it.
pub struct Tx<'c> {
    conn: Conn<'c>,
    wiring: &'c Wiring,
    pending: Vec<Pending>,
    /// How many of the pending events have been reacted to.
    reacted: usize,
    statements: u64,
    /// The statement that is to fail.
    fails_at: Option<u64>,
}

/// What a statement says that was made to fail by `fail_after`.
pub const ON_PURPOSE: &str = "made to fail on purpose";

impl Wiring {
    #[must_use]
    pub fn new(reactions: &[Reaction]) -> Self {
        Self { reactions: reactions.into() }
    }
}

impl<'c> Tx<'c> {
    pub(crate) fn new(conn: Conn<'c>, wiring: &'c Wiring) -> Self {
        Self { conn, wiring, pending: Vec::new(), reacted: 0, statements: 0, fails_at: None }
    }

    /// All rows of a query.
    ///
    /// # Errors
    /// A fault when the statement or a row's shape is wrong.
    pub fn all<T: FromRow>(&mut self, sql: &str, params: &[&dyn ToValue]) -> Result<Vec<T>> {
        self.count()?;
        match &mut self.conn {
            Conn::Sqlite(connection) => connection.query(sql, params),
            Conn::Postgres(lane) => lane.query(sql, params),
        }
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As `all`.
    pub fn first<T: FromRow>(&mut self, sql: &str, params: &[&dyn ToValue]) -> Result<Option<T>> {
        Ok(self.all(sql, params)?.into_iter().next())
    }

    /// The one row that must be there.
    ///
    /// # Errors
    /// A fault when there is none.
    pub fn one<T: FromRow>(&mut self, sql: &str, params: &[&dyn ToValue]) -> Result<T> {
        self.first(sql, params)?.ok_or_else(|| Error::Fault(anyhow!("no row where one must be: {sql}")))
    }

    /// Changes rows and says how many.
    ///
    /// # Errors
    /// A fault when the statement fails.
    pub fn exec(&mut self, sql: &str, params: &[&dyn ToValue]) -> Result<u64> {
        self.count()?;
        match &mut self.conn {
            Conn::Sqlite(connection) => connection.exec(sql, params),
            Conn::Postgres(lane) => lane.exec(sql, params),
        }
    }

    /// Changes rows when nobody needs to know how many: PostgreSQL is told without waiting. A
    /// failure shows at the next statement that is waited for, at the latest before the commit.
    ///
    /// # Errors
    /// As `exec`.
    pub fn send(&mut self, sql: &str, params: &[&dyn ToValue]) -> Result<()> {
        self.count()?;
        match &mut self.conn {
            Conn::Sqlite(connection) => connection.exec(sql, params).map(|_| ()),
            Conn::Postgres(lane) => lane.send(sql, params),
        }
    }

    /// Writes down what happened, in this transaction.
    pub fn record(&mut self, ctx: &Ctx, event: Event) {
        self.pending.push(Pending::new(ctx, event));
    }

    /// Writes down the first event of a document made in this transaction, which saves looking for earlier ones.
    pub fn record_first(&mut self, ctx: &Ctx, event: Event) {
        self.pending.push(Pending::new(ctx, Event { first: true, ..event }));
    }

    /// Tries something: when it refuses or fails, what it wrote and recorded is undone and the rest stays.
    ///
    /// # Errors
    /// What `run` says.
    pub fn attempt<T>(&mut self, run: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let recorded = self.pending.len();
        self.control("SAVEPOINT attempt")?;
        let outcome = run(self);
        if outcome.is_err() {
            self.pending.truncate(recorded);
            self.reacted = self.reacted.min(recorded);
            match &mut self.conn {
                Conn::Sqlite(connection) => connection.control("ROLLBACK TO attempt")?,
                Conn::Postgres(lane) => lane.undo_to("ROLLBACK TO attempt")?,
            }
        }
        self.control("RELEASE attempt")?;
        outcome
    }

    fn control(&mut self, words: &'static str) -> Result<()> {
        self.count()?;
        match &mut self.conn {
            Conn::Sqlite(connection) => connection.control(words)?,
            Conn::Postgres(lane) => lane.control(words),
        }
        Ok(())
    }

    /// What was recorded in this transaction so far: when, by whom, what.
    pub fn recorded(&self) -> impl Iterator<Item = (base::At, base::id::ActorId, &Event)> {
        self.pending.iter().map(|pending| (pending.ctx.at, pending.ctx.actor(), &*pending.event))
    }

    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.conn {
            Conn::Sqlite(_) => Engine::Sqlite,
            Conn::Postgres(_) => Engine::Postgres,
        }
    }

    /// How many statements ran so far.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements
    }

    /// Lets a statement fail after so many more, so that a test sees what a fault in the middle leaves behind.
    pub fn fail_after(&mut self, statements: u64) {
        self.fails_at = Some(self.statements + statements + 1);
    }

    fn count(&mut self) -> Result<()> {
        self.statements += 1;
        match self.fails_at {
            Some(at) if self.statements >= at => Err(Error::Fault(anyhow!(ON_PURPOSE))),
            _ => Ok(()),
        }
    }

    /// PostgreSQL's second connection of this lane, for numbers that may leave gaps.
    pub(crate) fn lane(&mut self) -> Option<&mut Lane> {
        match &mut self.conn {
            Conn::Sqlite(_) => None,
            Conn::Postgres(lane) => Some(lane),
        }
    }

    /// Lets the reactions to what was recorded so far run now, for an answer that shows what came of it. Not
    /// within a reaction: these run one after the other.
    ///
    /// # Errors
    /// What a reaction refuses or fails with.
    pub fn react(&mut self) -> Result<()> {
        let reactions = Arc::clone(&self.wiring.reactions);
        while self.reacted < self.pending.len() {
            let next = self.reacted;
            if next > EVENTS_MAX {
                return Err(Error::Fault(anyhow!(
                    "reactions do not come to an end: {:?}",
                    self.pending[next].event
                )));
            }
            self.reacted += 1;
            let kind = self.pending[next].event.kind;
            for reaction in reactions.iter().filter(|r| r.kinds.contains(&kind)) {
                let pending = self.pending[next].clone();
                (reaction.run)(self, &pending.ctx, &pending.event)?;
            }
        }
        Ok(())
    }

    /// Runs the reactions to what was recorded, then writes the journal.
    pub(crate) fn finish(&mut self) -> Result<()> {
        self.react()?;
        let pending = std::mem::take(&mut self.pending);
        journal::append(self, &pending)?;
        match &mut self.conn {
            Conn::Sqlite(_) => Ok(()),
            Conn::Postgres(lane) => lane.flush(),
        }
    }
}
