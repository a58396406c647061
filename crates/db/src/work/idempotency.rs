//! The same key, the same answer: stored in the transaction that did the work.

use base::refusal::Common;
use base::{At, Ctx, Result};

use crate::tx::Tx;

/// What was answered the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    pub status: u16,
    pub body: String,
}

impl Tx<'_> {
    /// The answer given to this key before, if any.
    ///
    /// # Errors
    /// `idempotency_key_reused` when the request was another.
    pub fn remembered(&mut self, ctx: &Ctx, key: &str, request: &str) -> Result<Option<Remembered>> {
        let found: Option<(String, u16, String)> = self.first(
            "SELECT request, status, body FROM idempotency WHERE actor_id = $1 AND key = $2",
            &[&ctx.actor(), &key],
        )?;
        match found {
            None => Ok(None),
            Some((known, status, body)) if known == request => Ok(Some(Remembered { status, body })),
            Some(_) => Err(Common::IdempotencyKeyReused.into()),
        }
    }

    /// Remembers the answer to a key.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn remember(&mut self, ctx: &Ctx, key: &str, request: &str, status: u16, body: &str) -> Result<()> {
        self.send(
            "INSERT INTO idempotency (actor_id, key, request, status, body, at) VALUES ($1, $2, $3, $4, $5, $6)",
            &[&ctx.actor(), &key, &request, &status, &body, &ctx.at],
        )
    }

    /// Forgets answers older than a moment, some at a time.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn forget_answers(&mut self, before: At) -> Result<u64> {
        self.exec(
            "DELETE FROM idempotency WHERE (actor_id, key) IN
             (SELECT actor_id, key FROM idempotency WHERE at < $1 ORDER BY at LIMIT 1000)",
            &[&before],
        )
    }
}
