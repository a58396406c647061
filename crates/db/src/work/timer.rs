//! Timers: something is due at a moment; claimed in batches, done once, cancelled with its cause.

use base::id::RowId;
use base::{At, Ctx, Result};

use crate::row;
use crate::tx::Tx;
use crate::value::list;

row! {
    /// A due moment.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Timer {
        pub id: RowId,
        pub kind: String,
        pub subject: String,
        pub due_at: At,
        pub payload: String,
    }
}

impl Tx<'_> {
    /// Sets a timer.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn timer(&mut self, ctx: &Ctx, due: At, kind: &str, subject: &str) -> Result<()> {
        self.timer_with(ctx, due, (kind, subject), "")
    }

    /// Sets a timer that carries something for whoever it wakes.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn timer_with(&mut self, ctx: &Ctx, due: At, what: (&str, &str), payload: &str) -> Result<()> {
        let (kind, subject) = what;
        self.send(
            "INSERT INTO timer (id, kind, subject, due_at, payload) VALUES ($1, $2, $3, $4, $5)",
            &[&ctx.id::<RowId>(), &kind, &subject, &due, &payload],
        )
    }

    /// Cancels the timers of a kind that a subject has set.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn cancel_timers(&mut self, kind: &str, subject: &str) -> Result<()> {
        self.send("DELETE FROM timer WHERE kind = $1 AND subject = $2", &[&kind, &subject])
    }

    /// The same for several kinds and subjects at once.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn cancel_all_timers(&mut self, kinds: &[&str], subjects: &[String]) -> Result<()> {
        self.send(
            "DELETE FROM timer WHERE subject IN (SELECT s.text FROM {texts $1} s)
             AND kind IN (SELECT k.text FROM {texts $2} k)",
            &[&list(subjects), &list(kinds)],
        )
    }

    /// The timers of a kind that a subject has set, the next first.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn timers_of(&mut self, kind: &str, subject: &str) -> Result<Vec<Timer>> {
        let columns = Timer::COLUMNS;
        self.all(
            &format!("SELECT {columns} FROM timer WHERE kind = $1 AND subject = $2 ORDER BY due_at, id"),
            &[&kind, &subject],
        )
    }

    /// Whether anything of some kinds is due now.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn timers_due(&mut self, kinds: &[&str], now: At) -> Result<bool> {
        let found: Option<(i64,)> = self.first(
            "SELECT CAST(1 AS BIGINT) FROM timer
             WHERE due_at <= $1 AND kind IN (SELECT k.text FROM {texts $2} k) LIMIT 1",
            &[&now, &list(kinds)],
        )?;
        Ok(found.is_some())
    }

    /// Takes due timers out of the table, in the order they are due: what they cause happens in this transaction, once.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn take_timers(&mut self, kinds: &[&str], now: At, limit: i64) -> Result<Vec<Timer>> {
        let mut taken: Vec<Timer> = self.all(
            &format!(
                "DELETE FROM timer WHERE id IN
                 (SELECT id FROM timer WHERE due_at <= $1 AND kind IN (SELECT k.text FROM {{texts $2}} k)
                  ORDER BY due_at LIMIT $3 {{skip_locked}}) RETURNING {}",
                Timer::COLUMNS
            ),
            &[&now, &list(kinds), &limit],
        )?;
        // What a DELETE gives back has no order of its own.
        taken.sort_unstable_by_key(|timer| (timer.due_at, timer.id));
        Ok(taken)
    }
}
