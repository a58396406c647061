//! Effects outside: written with the change that causes them, sent after the commit, at least once,
//! always with the same key.

use base::id::RowId;
use base::time::SECOND_US;
use base::{At, Ctx, Result};
use serde::Serialize;

use crate::row;
use crate::tx::Tx;
use crate::value::list;

/// A message is given up, and shown to people, after this many failures (about 17 hours).
pub const ATTEMPTS_MAX: i64 = 12;
const LEASE_US: i64 = 60 * SECOND_US;
const BACK_OFF_MAX_US: i64 = 4 * 3_600 * SECOND_US;

row! {
    /// Something to be sent.
    #[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
    pub struct Message {
        pub id: RowId,
        pub channel: String,
        pub key: String,
        pub payload: String,
        pub attempts: i64,
        pub due_at: At,
        pub last_error: Option<String>,
        pub state: String,
    }
}

impl Tx<'_> {
    /// Writes down something to be sent once this transaction is committed. The receiver sees `key`
    /// each time, however often it is sent.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn outbox(&mut self, ctx: &Ctx, channel: &str, key: &str, payload: &impl Serialize) -> Result<()> {
        let payload = serde_json::to_string(payload).map_err(anyhow::Error::from)?;
        self.send(
            "INSERT INTO outbox (id, channel, key, payload, state, attempts, due_at, created_at)
             VALUES ($1, $2, $3, $4, 'waiting', 0, $5, $5) ON CONFLICT (channel, key) DO NOTHING",
            &[&ctx.id::<RowId>(), &channel, &key, &payload, &ctx.at],
        )
    }

    /// Whether anything waits to be sent by a channel now.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn messages_due(&mut self, channel: &str, now: At) -> Result<bool> {
        let found: Option<(i64,)> = self.first(
            "SELECT CAST(1 AS BIGINT) FROM outbox
             WHERE state = 'waiting' AND due_at <= $1 AND channel = $2 LIMIT 1",
            &[&now, &channel],
        )?;
        Ok(found.is_some())
    }

    /// Takes due messages of a channel for a while; who dies with them loses the lease and another takes them.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn lease_messages(&mut self, channel: &str, now: At, limit: i64) -> Result<Vec<Message>> {
        self.all(
            &format!(
                "UPDATE outbox SET due_at = $1, attempts = attempts + 1 WHERE id IN
                 (SELECT id FROM outbox WHERE state = 'waiting' AND due_at <= $2 AND channel = $4
                  ORDER BY due_at LIMIT $3 {{skip_locked}}) RETURNING {}",
                Message::COLUMNS
            ),
            &[&now.plus(LEASE_US), &now, &limit, &channel],
        )
    }

    /// The messages of some keys, whatever became of them.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn messages(&mut self, channel: &str, keys: &[String]) -> Result<Vec<Message>> {
        self.all(
            &format!(
                "SELECT {} FROM outbox WHERE channel = $1 AND key IN (SELECT k.text FROM {{texts $2}} k)",
                Message::COLUMNS
            ),
            &[&channel, &list(keys)],
        )
    }

    /// Takes messages back that nobody needs any more. One that is under way may still arrive.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn call_off(&mut self, channel: &str, keys: &[String]) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        self.send(
            "DELETE FROM outbox WHERE channel = $1 AND state <> 'sent' AND key IN (SELECT k.text FROM {texts $2} k)",
            &[&channel, &list(keys)],
        )
    }

    /// Has a message sent now that would wait for its next try.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn hurry(&mut self, channel: &str, key: &str, now: At) -> Result<()> {
        self.send(
            "UPDATE outbox SET due_at = $1 WHERE channel = $2 AND key = $3 AND state = 'waiting' AND due_at > $1",
            &[&now, &channel, &key],
        )
    }

    /// Marks messages as sent.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn sent(&mut self, now: At, ids: &[RowId]) -> Result<()> {
        self.send(
            "UPDATE outbox SET state = 'sent', sent_at = $1, last_error = NULL WHERE id IN (SELECT id FROM {ids $2} x)",
            &[&now, &list(ids)],
        )
    }

    /// Marks the message of a key as sent, however often it was tried.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn sent_by_key(&mut self, channel: &str, key: &str, now: At) -> Result<()> {
        self.send(
            "UPDATE outbox SET state = 'sent', sent_at = $1, last_error = NULL WHERE channel = $2 AND key = $3",
            &[&now, &channel, &key],
        )
    }

    /// Notes a failure: later again, or given up to the dead letters.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn not_sent(&mut self, now: At, message: &Message, reason: &str) -> Result<()> {
        let state = if message.attempts >= ATTEMPTS_MAX { "dead" } else { "waiting" };
        self.note_failure(message, state, now.plus(back_off(message)), reason)
    }

    /// Notes a failure that is never given up here: whoever asked for the message counts the tries himself. `wait_us` is how
    /// long the receiver asked to be left alone.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn put_off(&mut self, now: At, message: &Message, reason: &str, wait_us: i64) -> Result<()> {
        let wait = back_off(message).max(wait_us.min(BACK_OFF_MAX_US));
        self.note_failure(message, "waiting", now.plus(wait), reason)
    }

    fn note_failure(&mut self, message: &Message, state: &str, due: At, reason: &str) -> Result<()> {
        self.send(
            "UPDATE outbox SET state = $1, due_at = $2, last_error = $3 WHERE id = $4 AND state = 'waiting'",
            &[&state, &due, &reason, &message.id],
        )
    }

    /// Gives a message up at once: the receiver said that no try will ever be better than this one.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn give_up(&mut self, message: &Message, reason: &str) -> Result<()> {
        self.send(
            "UPDATE outbox SET state = 'dead', last_error = $1 WHERE id = $2 AND state = 'waiting'",
            &[&reason, &message.id],
        )
    }

    /// Puts a dead letter back in line.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn replay(&mut self, now: At, id: RowId) -> Result<bool> {
        let changed = self.exec(
            "UPDATE outbox SET state = 'waiting', attempts = 0, due_at = $1 WHERE id = $2 AND state = 'dead'",
            &[&now, &id],
        )?;
        Ok(changed == 1)
    }

    /// The letters that were given up, newest first.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn dead_letters(&mut self) -> Result<Vec<Message>> {
        self.all(
            &format!(
                "SELECT {} FROM outbox WHERE state = 'dead' ORDER BY id DESC LIMIT 500",
                Message::COLUMNS
            ),
            &[],
        )
    }
}

/// Doubles from one second, with up to a quarter more that differs by message, so that a receiver
/// that comes back is not met by all at once.
fn back_off(message: &Message) -> i64 {
    let doubled = SECOND_US << message.attempts.clamp(0, 14);
    let jitter = message.id.0.wrapping_mul(0x9E37_79B9).rem_euclid(doubled / 4 + 1);
    (doubled + jitter).min(BACK_OFF_MAX_US)
}
