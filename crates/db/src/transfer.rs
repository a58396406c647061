//! Carries everything from one database to another, SQLite or PostgreSQL, and compares row by row.

use anyhow::{Context, anyhow, ensure};
use base::{Ctx, Error, Grants, Result};

use crate::engine::{Db, Engine};
use crate::tx::Tx;
use crate::value::{FromRow, Row, ToValue, Value, rows};

/// Rows carried in one transaction.
const BATCH: i64 = 1_000;
/// The journal's `tx` is the engine's own; a new database begins with all of it settled.
const OWN_COLUMNS: &[(&str, &str)] = &[("journal", "tx")];
/// Kept by the migration itself, or carried by meaning: a reader's place names a `tx`.
const OWN_TABLES: &[&str] = &["migration", "node", CURSORS];
const CURSORS: &str = "journal_cursor";

/// What was carried.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Moved {
    pub tables: u64,
    pub rows: u64,
}

#[derive(Debug, Clone)]
struct Table {
    name: String,
    /// Name and whether it is a number.
    columns: Vec<(String, bool)>,
    /// Places of the primary key among the columns.
    key: Vec<usize>,
    identity: bool,
}

/// How many rows there are to carry.
///
/// # Errors
/// When the database cannot be read.
pub fn count(from: &Db) -> anyhow::Result<u64> {
    let counted = from.read_now(|tx| {
        let mut sum = 0;
        for table in tables(tx)? {
            let (rows,): (i64,) = tx.one(&format!("SELECT COUNT(*) FROM {}", table.name), &[])?;
            sum += rows.unsigned_abs();
        }
        Ok(sum)
    });
    told(counted)
}

/// Copies every row and then reads both sides again, side by side. Nothing may write to either meanwhile.
///
/// # Errors
/// When the target holds rows already, or a row differs afterwards (named by table and key).
pub fn copy(from: &Db, to: &Db, mut progress: impl FnMut(u64)) -> anyhow::Result<Moved> {
    let ctx = carrier(to);
    let all = told(from.read_now(tables))?;
    empty(to, &ctx, &all)?;
    let mut moved = Moved::default();
    for table in &all {
        let mut after: Option<Vec<Value>> = None;
        loop {
            let batch = read(from, table, after.clone())?;
            let Some(last) = batch.last() else { break };
            after = Some(table.key_of(last));
            let count = batch.len() as u64;
            write(to, &ctx, table, batch)?;
            moved.rows += count;
            progress(count);
        }
        if table.identity {
            continue_numbers(to, &ctx, table)?;
        }
        compare(from, to, table)?;
        moved.tables += 1;
    }
    carry_cursors(from, to, &ctx)?;
    Ok(moved)
}

/// Readers of the journal go on before the first entry they have not read. PostgreSQL's order is that of
/// transactions, SQLite's that of numbers: where these differ, a reader sees an entry again, never none.
fn carry_cursors(from: &Db, to: &Db, ctx: &Ctx) -> anyhow::Result<()> {
    let places = from.read_now(|tx| {
        let readers: Vec<(String, i64, i64)> =
            tx.all(&format!("SELECT name, tx, seq FROM {CURSORS} ORDER BY name"), &[])?;
        let is_read = match tx.engine() {
            Engine::Sqlite => "seq <= $2 AND $1 >= 0",
            Engine::Postgres => "(tx, seq) <= ($1, $2)",
        };
        let read = format!(
            "SELECT COALESCE(MAX(seq), 0) FROM journal WHERE seq < COALESCE(
                 (SELECT MIN(seq) FROM journal WHERE NOT ({is_read})), (SELECT MAX(seq) + 1 FROM journal))"
        );
        let mut places = Vec::with_capacity(readers.len());
        for (name, at, seq) in readers {
            let (last,): (i64,) = tx.one(&read, &[&at, &seq])?;
            places.push((name, last));
        }
        Ok(places)
    });
    let places = told(places)?;
    told(to.write_now(ctx, move |tx, _| {
        for (name, last) in &places {
            tx.exec(
                &format!(
                    "INSERT INTO {CURSORS} (name, tx, seq)
                     VALUES ($1, COALESCE((SELECT tx FROM journal WHERE seq = $2), 0), $2)"
                ),
                &[name, last],
            )?;
        }
        Ok(())
    }))
}

fn carrier(to: &Db) -> Ctx {
    Ctx {
        at: base::At(0),
        grants: std::sync::Arc::new(Grants::system()),
        zone: jiff::tz::TimeZone::UTC,
        ids: std::sync::Arc::clone(to.ids()),
        cause: "move".into(),
        seen_revision: None,
    }
}

/// The target must be new; what opening it put there (roles, places) is taken away first.
fn empty(to: &Db, ctx: &Ctx, all: &[Table]) -> anyhow::Result<()> {
    let (entries,): (i64,) = told(to.read_now(|tx| tx.one("SELECT COUNT(*) FROM journal", &[])))?;
    ensure!(entries == 0, "the target is not empty: its journal has {entries} entries");
    told(to.write_now(ctx, delete(all)))
}

/// Takes everything away, as if the database were new. For what a program left half made: never for
/// what somebody entered.
///
/// # Errors
/// When the database cannot be written.
pub fn clear(db: &Db) -> anyhow::Result<()> {
    let all = told(db.read_now(tables))?;
    told(db.write_now(&carrier(db), delete(&all)))
}

/// Deletes all rows, those that name others first.
fn delete(all: &[Table]) -> impl FnMut(&mut Tx<'_>, &Ctx) -> Result<()> + Send + 'static {
    let mut names = vec![CURSORS.to_owned()];
    names.extend(all.iter().rev().map(|table| table.name.clone()));
    move |tx, _| {
        for name in &names {
            tx.exec(&format!("DELETE FROM {name}"), &[])?;
        }
        Ok(())
    }
}

struct Whole(Vec<Value>);

impl FromRow for Whole {
    fn from_row(row: &mut Row<'_>) -> Result<Self, String> {
        let mut cells = Vec::new();
        while row.left() > 0 {
            cells.push(row.col()?);
        }
        Ok(Self(cells))
    }
}

fn read(from: &Db, table: &Table, after: Option<Vec<Value>>) -> anyhow::Result<Vec<Vec<Value>>> {
    let columns: Vec<&str> = table.columns.iter().map(|c| c.0.as_str()).collect();
    let key: Vec<&str> = table.key.iter().map(|place| columns[*place]).collect();
    let (columns, key) = (columns.join(", "), key.join(", "));
    let condition = after.as_ref().map_or_else(String::new, |after| {
        let params: Vec<String> = (1..=after.len()).map(|n| format!("${n}")).collect();
        format!(" WHERE ({key}) > ({})", params.join(", "))
    });
    let sql = format!("SELECT {columns} FROM {}{condition} ORDER BY {key} LIMIT {BATCH}", table.name);
    let found = from.read_now(move |tx| {
        let params: Vec<&dyn ToValue> = after.iter().flatten().map(|value| value as &dyn ToValue).collect();
        tx.all::<Whole>(&sql, &params)
    });
    Ok(told(found)?.into_iter().map(|row| row.0).collect())
}

fn write(to: &Db, ctx: &Ctx, table: &Table, batch: Vec<Vec<Value>>) -> anyhow::Result<()> {
    let columns: Vec<&str> = table.columns.iter().map(|c| c.0.as_str()).collect();
    let typed =
        |(name, number): &(String, bool)| format!("{name} {}", if *number { "BIGINT" } else { "TEXT" });
    let typed: Vec<String> = table.columns.iter().map(typed).collect();
    let selected: Vec<String> = columns.iter().map(|name| format!("r.{name}")).collect();
    let overriding =
        if to.engine() == Engine::Postgres && table.identity { "OVERRIDING SYSTEM VALUE" } else { "" };
    let sql = format!(
        "INSERT INTO {} ({}) {overriding} SELECT {} FROM {{rows $1: {}}} r ORDER BY r.ord",
        table.name,
        columns.join(", "),
        selected.join(", "),
        typed.join(", ")
    );
    let all = rows(batch);
    told(to.write_now(ctx, move |tx, _| tx.exec(&sql, &[&all]))).map(|_| ())
}

/// The next number given is above every one that was carried.
fn continue_numbers(to: &Db, ctx: &Ctx, table: &Table) -> anyhow::Result<()> {
    if to.engine() == Engine::Sqlite {
        return Ok(());
    }
    let (name, column) = (table.name.clone(), table.columns[table.key[0]].0.clone());
    let set = format!(
        "SELECT setval(pg_get_serial_sequence('{name}', '{column}'), COALESCE((SELECT MAX({column}) FROM {name}), 1))"
    );
    let done: Vec<(i64,)> = told(to.write_now(ctx, move |tx, _| tx.all(&set, &[])))?;
    ensure!(done.len() == 1, "the numbers of {} do not go on", table.name);
    Ok(())
}

fn compare(from: &Db, to: &Db, table: &Table) -> anyhow::Result<()> {
    let mut after = None;
    loop {
        let (here, there) = (read(from, table, after.clone())?, read(to, table, after)?);
        for (one, other) in here.iter().zip(&there) {
            ensure!(one == other, "{} differs after the move: {:?}", table.name, table.key_of(one));
        }
        ensure!(here.len() == there.len(), "{} has other rows after the move", table.name);
        let Some(last) = here.last() else { return Ok(()) };
        after = Some(table.key_of(last));
    }
}

impl Table {
    fn key_of(&self, row: &[Value]) -> Vec<Value> {
        self.key.iter().map(|place| row[*place].clone()).collect()
    }
}

fn tables(tx: &mut Tx<'_>) -> Result<Vec<Table>> {
    let found: Vec<(String, String, String, i64, i64)> = match tx.engine() {
        Engine::Sqlite => tx.all(
            "SELECT t.name, c.name, c.type, c.pk, CASE WHEN t.sql LIKE '%seq INTEGER PRIMARY KEY%' THEN 1 ELSE 0 END
             FROM sqlite_schema t JOIN pragma_table_info(t.name) c
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.rowid, c.cid",
            &[],
        )?,
        Engine::Postgres => tx.all(
            "SELECT c.table_name::text, c.column_name::text, upper(c.data_type::text),
                    COALESCE(k.ordinal_position, 0)::bigint,
                    CASE WHEN c.is_identity = 'YES' THEN 1::bigint ELSE 0::bigint END
             FROM information_schema.columns c
             JOIN pg_class t ON t.relname = c.table_name AND t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace
             LEFT JOIN information_schema.table_constraints p
               ON p.table_name = c.table_name AND p.constraint_type = 'PRIMARY KEY' AND p.table_schema = 'public'
             LEFT JOIN information_schema.key_column_usage k
               ON k.constraint_name = p.constraint_name AND k.table_schema = 'public' AND k.column_name = c.column_name
             WHERE c.table_schema = 'public' ORDER BY t.oid, c.ordinal_position",
            &[],
        )?,
    };
    let mut out: Vec<(Table, Vec<(i64, usize)>)> = Vec::new();
    for (table, column, kind, key, identity) in found {
        if OWN_TABLES.contains(&table.as_str()) || OWN_COLUMNS.contains(&(table.as_str(), column.as_str())) {
            continue;
        }
        if out.last().is_none_or(|(last, _)| last.name != table) {
            out.push((
                Table { name: table, columns: Vec::new(), key: Vec::new(), identity: false },
                Vec::new(),
            ));
        }
        let Some((last, keys)) = out.last_mut() else { continue };
        if key > 0 {
            keys.push((key, last.columns.len()));
        }
        last.identity |= identity == 1;
        last.columns.push((column, !matches!(kind.as_str(), "TEXT")));
    }
    out.into_iter().map(|(table, keys)| with_key(table, keys)).collect()
}

fn with_key(mut table: Table, mut keys: Vec<(i64, usize)>) -> Result<Table> {
    keys.sort_unstable();
    table.key = keys.into_iter().map(|(_, place)| place).collect();
    if table.key.is_empty() {
        return Err(Error::Fault(anyhow!("the table {} has no primary key", table.name)));
    }
    Ok(table)
}

fn told<T>(outcome: Result<T>) -> anyhow::Result<T> {
    outcome.map_err(|error| anyhow!("{error}")).context("moving the database")
}
