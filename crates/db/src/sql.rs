//! What must differ between the engines in one SQL text: a handful of words in braces.
//!
//! | word | SQLite | PostgreSQL |
//! |---|---|---|
//! | `{rows $1: a BIGINT, b TEXT}` | `json_each` | `json_array_elements` |
//! | `{ids $1}`, `{texts $1}` | one column `id` / `text` | the same |
//! | `{for_update}`, `{skip_locked}` | nothing | `FOR UPDATE`, `FOR UPDATE SKIP LOCKED` |
//! | `{settled tx}` | always true | no open transaction may still insert before it |
//! | `{serial}`, `{strict}`, `{bytewise}`, `{xid}`, `{journal_tx}` | in migrations | |

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use crate::engine::Engine;

/// Statements already written out. Lists build their text anew each time, so the cache is bounded.
const CACHE_MAX: usize = 2_000;

/// Translates statements for one engine, remembering what it did.
pub(crate) struct Dialect {
    engine: Engine,
    /// Keyed by address: a literal is found without reading it. Another text may later live at the
    /// address of a freed one, so the original is kept and compared.
    known: HashMap<(usize, usize), (Box<str>, Arc<str>)>,
}

impl Dialect {
    pub(crate) fn new(engine: Engine) -> Self {
        Self { engine, known: HashMap::new() }
    }

    pub(crate) fn translate(&mut self, text: &str) -> Arc<str> {
        let key = (text.as_ptr() as usize, text.len());
        if let Some((original, translated)) = self.known.get(&key)
            && &**original == text
        {
            return Arc::clone(translated);
        }
        if self.known.len() >= CACHE_MAX {
            self.known.clear();
        }
        let translated: Arc<str> = match self.engine {
            // SQLite numbers `$1` by first appearance, `?1` by its number.
            Engine::Sqlite => expand(self.engine, text).replace('$', "?").into(),
            Engine::Postgres => expand(self.engine, text).into(),
        };
        self.known.insert(key, (text.into(), Arc::clone(&translated)));
        translated
    }
}

/// Writes a statement out for one engine.
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
        "rows" => rows(engine, argument),
        "ids" => single(engine, argument, "id", "BIGINT"),
        "texts" => single(engine, argument, "text", "TEXT"),
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

fn rows(engine: Engine, argument: &str) -> String {
    let (param, columns) = argument.split_once(':').unwrap_or((argument, ""));
    let cells: Vec<String> = columns
        .split(',')
        .enumerate()
        .map(|(place, column)| {
            let (name, kind) = column.trim().split_once(' ').unwrap_or((column.trim(), "TEXT"));
            match engine {
                Engine::Sqlite => format!("value->>{place} AS {name}"),
                Engine::Postgres => format!("CAST(value->>{place} AS {kind}) AS {name}"),
            }
        })
        .collect();
    let cells = cells.join(", ");
    match engine {
        Engine::Sqlite => format!("(SELECT key + 1 AS ord, {cells} FROM json_each({}))", param.trim()),
        Engine::Postgres => format!(
            "(SELECT ord, {cells} FROM json_array_elements(CAST({} AS JSON)) WITH ORDINALITY AS every(value, ord))",
            param.trim()
        ),
    }
}

fn single(engine: Engine, param: &str, name: &str, kind: &str) -> String {
    match engine {
        Engine::Sqlite => format!("(SELECT key + 1 AS ord, value AS {name} FROM json_each({param}))"),
        Engine::Postgres => format!(
            "(SELECT ord, CAST(value AS {kind}) AS {name} FROM json_array_elements_text(CAST({param} AS JSON)) WITH ORDINALITY AS every(value, ord))"
        ),
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

    #[test]
    fn one_text_becomes_two() {
        let text = "INSERT INTO t (a) SELECT r.a FROM {rows $1: a BIGINT, b TEXT} r WHERE {settled t.tx} {for_update}";
        assert_eq!(
            expand(Engine::Sqlite, text),
            "INSERT INTO t (a) SELECT r.a FROM (SELECT key + 1 AS ord, value->>0 AS a, value->>1 AS b FROM json_each($1)) r WHERE 1 = 1 "
        );
        assert!(expand(Engine::Postgres, text).contains("CAST(value->>0 AS BIGINT) AS a"));
        assert!(matches!(expand(Engine::Postgres, "SELECT 1"), Cow::Borrowed(_)));
    }
}
