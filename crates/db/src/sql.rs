//! What must differ between the engines in one SQL text: a handful of words in braces.
//!
//! | word | SQLite | PostgreSQL |
//! |---|---|---|
//! | `{rows $1: a BIGINT, b TEXT}` | `VALUES` when few, `jsonb_each` when many | `unnest` |
//! | `{ids $1}`, `{texts $1}` | one column `id` / `text` | the same |
//! | `{for_update}`, `{skip_locked}` | nothing | `FOR UPDATE`, `FOR UPDATE SKIP LOCKED` |
//! | `{settled tx}` | always true | no open transaction may still insert before it |
//! | `{serial}`, `{strict}`, `{bytewise}`, `{xid}`, `{journal_tx}` | in migrations | |

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use crate::engine::Engine;
use crate::value::{Cell, Rows};

/// Statements already written out. Lists build their text anew each time, so the cache is bounded.
const CACHE_MAX: usize = 2_000;
/// SQLite takes so few rows as parameters of their own, each count with a statement of its own: a third
/// of the time of reading them out of JSON. More come as JSON.
const FEW: usize = 8;

/// A statement written out for one engine.
pub(crate) struct Written {
    pub(crate) text: Arc<str>,
    /// The parameters that are rows, in the order in which their cells are numbered.
    pub(crate) rows: Vec<RowsParam>,
}

/// A parameter that is many rows. Their cells are numbered after all plain parameters: on PostgreSQL
/// one array a column, the first at the parameter's own place; on SQLite one cell after the other when
/// they are few.
pub(crate) struct RowsParam {
    pub(crate) place: usize,
    pub(crate) width: usize,
}

/// What distinguishes statements of one text: where it stands, and how many rows come with it.
type Key = (usize, usize, u64);

/// Translates statements for one engine, remembering what it did.
pub(crate) struct Dialect {
    engine: Engine,
    /// Keyed by address: a literal is found without reading it. Another text may later live at the
    /// address of a freed one, so the original is kept and compared.
    known: HashMap<Key, (Box<str>, Arc<Written>)>,
}

impl Dialect {
    pub(crate) fn new(engine: Engine) -> Self {
        Self { engine, known: HashMap::new() }
    }

    pub(crate) fn translate(&mut self, text: &str, params: &[Cell<'_>]) -> Arc<Written> {
        let counts = match self.engine {
            Engine::Sqlite => few(params),
            Engine::Postgres => 0,
        };
        let key = (text.as_ptr() as usize, text.len(), counts);
        if let Some((original, written)) = self.known.get(&key)
            && &**original == text
        {
            return Arc::clone(written);
        }
        if self.known.len() >= CACHE_MAX {
            self.known.clear();
        }
        crate::seen::note(self.engine, text);
        let written = Arc::new(write_out(self.engine, text, params));
        self.known.insert(key, (text.into(), Arc::clone(&written)));
        written
    }
}

/// Rows that SQLite takes as parameters of their own.
pub(crate) fn are_few(rows: &Rows) -> bool {
    rows.width > 1 && rows.count() <= FEW
}

/// The counts of few rows as one number; four bits each, many being 15.
fn few(params: &[Cell<'_>]) -> u64 {
    params.iter().fold(0, |all, param| match param {
        Cell::Rows(rows) if are_few(rows) => all << 4 | rows.count() as u64,
        Cell::Rows(_) => all << 4 | 15,
        _ => all,
    })
}

fn write_out(engine: Engine, text: &str, params: &[Cell<'_>]) -> Written {
    let mut found = rows_words(text);
    found.sort_unstable_by_key(|(place, _)| *place);
    found.dedup_by_key(|(place, _)| *place);
    let (mut next, mut out) = (params.len() + 1, text.to_owned());
    let mut rows = Vec::with_capacity(found.len());
    for (place, columns) in found {
        let columns: Vec<(&str, &str)> = columns.split(',').map(column).collect();
        let inner = match (engine, params.get(place)) {
            (Engine::Postgres, _) => arrays(place, &columns, &mut next),
            (Engine::Sqlite, Some(Cell::Rows(rows))) if are_few(rows) => {
                values(rows.count(), &columns, &mut next)
            }
            (Engine::Sqlite, _) => json(place, &columns),
        };
        for word in words(text).filter(|word| rows_word(word).is_some_and(|(p, _)| p == place)) {
            out = out.replace(&format!("{{{word}}}"), &inner);
        }
        rows.push(RowsParam { place, width: columns.len() });
    }
    let out = expand(engine, &out);
    let text = match engine {
        // SQLite numbers `$1` by first appearance, `?1` by its number.
        Engine::Sqlite => out.replace('$', "?").into(),
        Engine::Postgres => out.into(),
    };
    Written { text, rows }
}

/// The words in braces.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(word, _)| word))
}

/// Place and columns of every `{rows $1: …}`, `{ids $1}` and `{texts $1}`.
fn rows_words(text: &str) -> Vec<(usize, &str)> {
    words(text).filter_map(rows_word).collect()
}

fn rows_word(word: &str) -> Option<(usize, &str)> {
    let (name, argument) = word.split_once(' ')?;
    let (param, columns) = match name {
        "rows" => argument.split_once(':')?,
        "ids" => (argument, "id BIGINT"),
        "texts" => (argument, "text TEXT"),
        _ => return None,
    };
    let number: usize = param.trim().strip_prefix('$')?.parse().ok()?;
    Some((number.checked_sub(1)?, columns))
}

fn column(text: &str) -> (&str, &str) {
    text.trim().split_once(' ').unwrap_or((text.trim(), "TEXT"))
}

fn arrays(place: usize, columns: &[(&str, &str)], next: &mut usize) -> String {
    let mut casts = Vec::with_capacity(columns.len());
    for (index, (_, kind)) in columns.iter().enumerate() {
        let number = if index == 0 { place + 1 } else { take(next) };
        casts.push(format!("CAST(${number} AS {kind}[])"));
    }
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let names = names.join(", ");
    format!("(SELECT ord, {names} FROM unnest({}) WITH ORDINALITY AS every({names}, ord))", casts.join(", "))
}

fn values(count: usize, columns: &[(&str, &str)], next: &mut usize) -> String {
    let mut out = String::from("(SELECT column1 AS ord");
    for (place, (name, _)) in columns.iter().enumerate() {
        let _ = write!(out, ", column{} AS {name}", place + 2);
    }
    out.push_str(" FROM (VALUES ");
    for row in 1..=count {
        let _ = write!(out, "{}({row}", if row == 1 { "" } else { ", " });
        for _ in columns {
            let _ = write!(out, ", ${}", take(next));
        }
        out.push(')');
    }
    out.push_str("))");
    out
}

fn take(next: &mut usize) -> usize {
    *next += 1;
    *next - 1
}

fn json(place: usize, columns: &[(&str, &str)]) -> String {
    let number = place + 1;
    if let [(name, _)] = columns {
        return format!("(SELECT key + 1 AS ord, value AS {name} FROM json_each(${number}))");
    }
    let cells = columns.iter().enumerate().map(|(place, (name, _))| format!("value->>{place} AS {name}"));
    let cells: Vec<String> = cells.collect();
    format!("(SELECT key + 1 AS ord, {} FROM jsonb_each(${number}))", cells.join(", "))
}

/// Writes out the words that stand for themselves.
pub(crate) fn expand(engine: Engine, text: &str) -> Cow<'_, str> {
    if !text.contains('{') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 200);
    let mut rest = text;
    while let Some((before, word_on)) = rest.split_once('{') {
        out.push_str(before);
        let (word, after) = word_on.split_once('}').unwrap_or((word_on, ""));
        out.push_str(&replace(engine, word));
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn replace(engine: Engine, word: &str) -> String {
    let (name, argument) = word.split_once(' ').unwrap_or((word, ""));
    let pick = |sqlite: &str, postgres: &str| match engine {
        Engine::Sqlite => sqlite.to_owned(),
        Engine::Postgres => postgres.to_owned(),
    };
    match name {
        "for_update" => pick("", "FOR UPDATE"),
        "skip_locked" => pick("", "FOR UPDATE SKIP LOCKED"),
        "settled" => pick(
            "1 = 1",
            &format!("{argument} < CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT)"),
        ),
        "serial" => pick("INTEGER PRIMARY KEY", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
        "xid" => pick(
            "BIGINT NOT NULL DEFAULT 0",
            "BIGINT NOT NULL DEFAULT CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)",
        ),
        "strict" => pick("STRICT", ""),
        // SQLite compares bytes anyway; a prefix is a range only where PostgreSQL does so too.
        "bytewise" => pick("", "COLLATE \"C\""),
        // SQLite's one writer makes `seq` the order of visibility; PostgreSQL needs the transaction first.
        "journal_tx" => pick("", "CREATE INDEX journal_tx ON journal (tx, seq);"),
        other => unreachable!("no such word in SQL: {{{other}}}"),
    }
}

/// A migration for one engine: SQLite's strict tables call a 64-bit number INTEGER, PostgreSQL calls bytes BYTEA.
pub(crate) fn migration(engine: Engine, text: &str) -> String {
    let text = expand(engine, text);
    match engine {
        Engine::Sqlite => text.replace("BIGINT", "INTEGER"),
        Engine::Postgres => text.replace("BLOB", "BYTEA"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(engine: Engine, text: &str, count: i64) -> String {
        let rows = crate::value::rows((0..count).map(|n| crate::cells![n, "b"]));
        write_out(engine, text, &[rows, Cell::Int(1)]).text.to_string()
    }

    #[test]
    fn one_text_becomes_two() {
        let text =
            "INSERT INTO t (a) SELECT r.a FROM {rows $1: a BIGINT, b TEXT} r WHERE r.a > $2 {for_update}";
        assert_eq!(
            written(Engine::Sqlite, text, 9),
            "INSERT INTO t (a) SELECT r.a FROM (SELECT key + 1 AS ord, value->>0 AS a, value->>1 AS b FROM jsonb_each(?1)) r WHERE r.a > ?2 "
        );
        assert_eq!(
            written(Engine::Sqlite, text, 2),
            "INSERT INTO t (a) SELECT r.a FROM (SELECT column1 AS ord, column2 AS a, column3 AS b FROM (VALUES (1, ?3, ?4), (2, ?5, ?6))) r WHERE r.a > ?2 "
        );
        assert_eq!(
            written(Engine::Postgres, text, 2),
            "INSERT INTO t (a) SELECT r.a FROM (SELECT ord, a, b FROM unnest(CAST($1 AS BIGINT[]), CAST($3 AS TEXT[])) WITH ORDINALITY AS every(a, b, ord)) r WHERE r.a > $2 FOR UPDATE"
        );
        assert!(matches!(expand(Engine::Postgres, "SELECT 1"), Cow::Borrowed(_)));
    }
}
