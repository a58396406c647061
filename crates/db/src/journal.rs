//! The journal: what happened to which document, append-only, chained by hash per subject.
//!
//! One row is an event. Row `n` of a subject holds a hash over itself and the hash of row `n - 1`,
//! so that no row can be changed, removed or slipped in without every later one showing it.

use std::fmt::Write as _;
use std::sync::Arc;

use base::{At, Ctx, Result};
use serde::Serialize;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::engine::Engine;
use crate::row;
use crate::tx::Tx;
use crate::value::{list, rows};

/// What happened, before it is written down. `kind` is `<noun>.<past participle>`.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub kind: &'static str,
    pub subject: String,
    pub order: Option<String>,
    pub case: Option<String>,
    pub data: Json,
    /// The first of its document, which was made in this transaction: said by `Tx::record_first`.
    pub first: bool,
}

/// An event with the circumstances it was recorded in.
#[derive(Clone)]
pub(crate) struct Pending {
    pub(crate) ctx: Arc<Ctx>,
    pub(crate) event: Arc<Event>,
}

row! {
    /// A row of the journal.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Entry {
        pub seq: i64,
        pub at: At,
        pub actor_id: base::id::ActorId,
        pub kind: String,
        pub subject: String,
        pub n: i64,
        pub order_ref: Option<String>,
        pub case_ref: Option<String>,
        pub cause: String,
        pub data: String,
        pub hash: String,
        pub tx: i64,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "an id or a text, named where the event is made")]
impl Event {
    pub fn new(kind: &'static str, subject: impl ToString) -> Self {
        Self { kind, subject: subject.to_string(), order: None, case: None, data: Json::Null, first: false }
    }

    /// The order this belongs to, so that its timeline shows it.
    #[must_use]
    pub fn order(mut self, order: impl ToString) -> Self {
        self.order = Some(order.to_string());
        self
    }

    /// The run of a process this belongs to.
    #[must_use]
    pub fn case(mut self, case: impl ToString) -> Self {
        self.case = Some(case.to_string());
        self
    }

    /// The facts: `before` and `after`, lines, amounts.
    ///
    /// # Panics
    /// When the facts cannot be JSON (a map with keys that are no text): a mistake in the caller.
    #[must_use]
    pub fn data(mut self, data: &impl Serialize) -> Self {
        self.data = serde_json::to_value(data).expect("facts of an event are plain structs");
        self
    }
}

impl Pending {
    pub(crate) fn new(ctx: &Ctx, event: Event) -> Self {
        Self { ctx: Arc::new(ctx.clone()), event: Arc::new(event) }
    }
}

row! {
    /// The last link of a chain.
    pub struct Head {
        pub subject: String,
        pub n: i64,
        pub hash: String,
    }
}

/// Writes the events of one command: at most one look-up and one insert, however many they are.
pub(crate) fn append(tx: &mut Tx<'_>, pending: &[Pending]) -> Result<()> {
    if pending.is_empty() {
        return Ok(());
    }
    let mut heads = load_heads(tx, pending)?;
    let mut out = Vec::with_capacity(pending.len());
    for Pending { ctx, event, .. } in pending {
        let place = heads.iter().position(|head| head.subject == event.subject);
        let place = place.unwrap_or_else(|| {
            heads.push(Head { subject: event.subject.clone(), n: 0, hash: String::new() });
            heads.len() - 1
        });
        let head = &mut heads[place];
        let data = event.data.to_string();
        head.n += 1;
        head.hash = chain(&Link {
            previous: &head.hash,
            subject: &event.subject,
            n: head.n,
            at: ctx.at,
            actor: ctx.actor().0,
            kind: event.kind,
            order: event.order.as_deref(),
            case: event.case.as_deref(),
            cause: &ctx.cause,
            data: &data,
        });
        out.push((ctx, event, head.n, data, head.hash.clone()));
    }
    insert(tx, &out)
}

type Written<'a> = (&'a Arc<Ctx>, &'a Arc<Event>, i64, String, String);

fn insert(tx: &mut Tx<'_>, written: &[Written<'_>]) -> Result<()> {
    if let [(ctx, event, n, data, hash)] = written {
        return tx.send(
            "INSERT INTO journal (at, actor_id, kind, subject, n, order_ref, case_ref, cause, data, hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            &[
                &ctx.at,
                &ctx.actor(),
                &event.kind,
                &event.subject,
                n,
                &event.order,
                &event.case,
                &&*ctx.cause,
                data,
                hash,
            ],
        );
    }
    let all = rows(written.iter().map(|(ctx, event, n, data, hash)| {
        crate::cells![
            ctx.at,
            ctx.actor(),
            event.kind,
            event.subject,
            n,
            event.order,
            event.case,
            &*ctx.cause,
            data,
            hash
        ]
    }));
    tx.send(
        "INSERT INTO journal (at, actor_id, kind, subject, n, order_ref, case_ref, cause, data, hash)
         SELECT r.at, r.actor_id, r.kind, r.subject, r.n, r.order_ref, r.case_ref, r.cause, r.data, r.hash
         FROM {rows $1: at BIGINT, actor_id BIGINT, kind TEXT, subject TEXT, n BIGINT, order_ref TEXT,
               case_ref TEXT, cause TEXT, data TEXT, hash TEXT} r ORDER BY r.ord",
        &[&all],
    )
}

fn load_heads(tx: &mut Tx<'_>, pending: &[Pending]) -> Result<Vec<Head>> {
    let fresh: Vec<&str> =
        pending.iter().filter(|p| p.event.first).map(|p| p.event.subject.as_str()).collect();
    let mut known: Vec<&str> =
        pending.iter().map(|p| p.event.subject.as_str()).filter(|subject| !fresh.contains(subject)).collect();
    known.sort_unstable();
    known.dedup();
    if known.is_empty() {
        return Ok(Vec::new());
    }
    tx.all(
        // Each by the index, whatever a planner thinks of joins before anybody has counted the rows.
        "SELECT h.subject, h.n, h.hash FROM (
            SELECT s.text AS subject,
                (SELECT k.n FROM journal k WHERE k.subject = s.text ORDER BY k.n DESC LIMIT 1) AS n,
                (SELECT k.hash FROM journal k WHERE k.subject = s.text ORDER BY k.n DESC LIMIT 1) AS hash
            FROM {texts $1} s) h
         WHERE h.n IS NOT NULL",
        &[&list(known)],
    )
}

struct Link<'a> {
    previous: &'a str,
    subject: &'a str,
    n: i64,
    at: At,
    actor: i64,
    kind: &'a str,
    order: Option<&'a str>,
    case: Option<&'a str>,
    cause: &'a str,
    data: &'a str,
}

/// SHA-256 over the previous hash and every field, each preceded by its length so that no two rows
/// can write the same bytes. 128 of the 256 bits are kept: forging one still takes 2^128 tries.
fn chain(link: &Link<'_>) -> String {
    let mut digest = Sha256::new();
    let mut text = |part: &str| {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part.as_bytes());
    };
    text(link.previous);
    text(link.subject);
    text(link.kind);
    text(link.order.unwrap_or_default());
    text(link.case.unwrap_or_default());
    text(link.cause);
    text(link.data);
    for number in [link.n, link.at.0, link.actor] {
        digest.update(number.to_le_bytes());
    }
    digest.finalize()[..16].iter().fold(String::with_capacity(32), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// What a walk over the chains found.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Audit {
    pub entries: u64,
    pub subjects: u64,
    /// One sentence per broken place.
    pub broken: Vec<String>,
}

/// Where a walk stands; hand it back to go on.
#[derive(Debug, Default, Clone)]
pub struct Place {
    subject: String,
    n: i64,
    hash: String,
}

/// Walks the next `limit` entries of all chains, subject by subject. `None` when the end is reached.
///
/// # Errors
/// A fault when the journal cannot be read.
pub fn verify(tx: &mut Tx<'_>, place: &Place, limit: i64, audit: &mut Audit) -> Result<Option<Place>> {
    let found: Vec<Entry> = tx.all(
        &format!(
            "SELECT {} FROM journal WHERE subject > $1 OR (subject = $1 AND n > $2) ORDER BY subject, n LIMIT $3",
            Entry::COLUMNS
        ),
        &[&place.subject, &place.n, &limit],
    )?;
    let mut at = place.clone();
    for entry in &found {
        if entry.subject != at.subject {
            at = Place { subject: entry.subject.clone(), n: 0, hash: String::new() };
            audit.subjects += 1;
        }
        audit.entries += 1;
        if entry.n != at.n + 1 {
            audit.broken.push(format!("{}: after entry {} comes {}", entry.subject, at.n, entry.n));
        } else if entry.hash != chain(&entry.link(&at.hash)) {
            audit.broken.push(format!("{}: entry {} ({}) was changed", entry.subject, entry.n, entry.kind));
        }
        at.n = entry.n;
        at.hash.clone_from(&entry.hash);
    }
    let more = found.len() as u64 == limit.unsigned_abs();
    Ok(more.then_some(at))
}

impl Entry {
    fn link<'a>(&'a self, previous: &'a str) -> Link<'a> {
        Link {
            previous,
            subject: &self.subject,
            n: self.n,
            at: self.at,
            actor: self.actor_id.0,
            kind: &self.kind,
            order: self.order_ref.as_deref(),
            case: self.case_ref.as_deref(),
            cause: &self.cause,
            data: &self.data,
        }
    }
}

/// Everything that happened to an order and all its documents, oldest first.
///
/// # Errors
/// A fault when the journal cannot be read.
pub fn timeline(tx: &mut Tx<'_>, order: &str) -> Result<Vec<Entry>> {
    tx.all(&format!("SELECT {} FROM journal WHERE order_ref = $1 ORDER BY seq", Entry::COLUMNS), &[&order])
}

/// Everything that happened to one document, oldest first.
///
/// # Errors
/// A fault when the journal cannot be read.
pub fn history(tx: &mut Tx<'_>, subject: &str) -> Result<Vec<Entry>> {
    tx.all(&format!("SELECT {} FROM journal WHERE subject = $1 ORDER BY n", Entry::COLUMNS), &[&subject])
}

/// Entries after a place, in commit-safe order: never passes a place where an open transaction may
/// still insert. A place is the `(tx, seq)` of the last entry seen.
///
/// # Errors
/// A fault when the journal cannot be read.
pub fn after(tx: &mut Tx<'_>, place: (i64, i64), limit: i64) -> Result<Vec<Entry>> {
    let columns = Entry::COLUMNS;
    match tx.engine() {
        // One writer: rows become visible in the order of their numbers.
        Engine::Sqlite => {
            tx.all(&format!("SELECT {columns} FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2"), &[&place.1, &limit])
        }
        Engine::Postgres => tx.all(
            &format!(
                "SELECT {columns} FROM journal WHERE (tx, seq) > ($1, $2) AND {{settled tx}} ORDER BY tx, seq LIMIT $3"
            ),
            &[&place.0, &place.1, &limit],
        ),
    }
}

/// The place of the last of the next `limit` entries after a place; `None` when there are none.
pub(crate) fn end_of(tx: &mut Tx<'_>, place: (i64, i64), limit: i64) -> Result<Option<(i64, i64)>> {
    match tx.engine() {
        Engine::Sqlite => tx.first(
            "SELECT tx, seq FROM (SELECT tx, seq FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2) next
             ORDER BY seq DESC LIMIT 1",
            &[&place.1, &limit],
        ),
        Engine::Postgres => tx.first(
            "SELECT tx, seq FROM (SELECT tx, seq FROM journal WHERE (tx, seq) > ($1, $2) AND {settled tx}
                                  ORDER BY tx, seq LIMIT $3) next
             ORDER BY tx DESC, seq DESC LIMIT 1",
            &[&place.0, &place.1, &limit],
        ),
    }
}

/// The entries of some kinds after one place up to another.
pub(crate) fn between(
    tx: &mut Tx<'_>,
    from: (i64, i64),
    upto: (i64, i64),
    kinds: &[&str],
    limit: i64,
) -> Result<Vec<Entry>> {
    let columns = Entry::COLUMNS;
    let kinds = list(kinds);
    match tx.engine() {
        Engine::Sqlite => tx.all(
            &format!(
                "SELECT {columns} FROM journal WHERE seq > $1 AND seq <= $2 AND kind IN (SELECT k.text FROM {{texts $3}} k)
                 ORDER BY seq LIMIT $4"
            ),
            &[&from.1, &upto.1, &kinds, &limit],
        ),
        Engine::Postgres => tx.all(
            &format!(
                "SELECT {columns} FROM journal WHERE (tx, seq) > ($1, $2) AND (tx, seq) <= ($3, $4)
                 AND kind IN (SELECT k.text FROM {{texts $5}} k) ORDER BY tx, seq LIMIT $6"
            ),
            &[&from.0, &from.1, &upto.0, &upto.1, &kinds, &limit],
        ),
    }
}

/// The place after everything that is settled now: where a new listener begins.
///
/// # Errors
/// A fault when the journal cannot be read.
pub fn end(tx: &mut Tx<'_>) -> Result<(i64, i64)> {
    let last =
        tx.first("SELECT tx, seq FROM journal WHERE {settled tx} ORDER BY tx DESC, seq DESC LIMIT 1", &[])?;
    Ok(last.unwrap_or((0, 0)))
}
