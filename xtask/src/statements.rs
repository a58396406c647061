//! Every statement of a room runs on both engines in some test: one text for two databases is true only
//! when both have read it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::shell;

/// Tells the tests where to write what they ran.
pub(crate) const FOLDER: &str = "SHUNDAN_STATEMENTS";

/// Parts of statements that stand in `db`, each with a twin for the other engine, or in a test of one engine.
const OF_ONE_ENGINE: [&str; 10] = [
    // Where a cursor stands: one writer makes `seq` the order; several need the transaction first.
    "(tx, seq)",
    "seq > $1",
    "SELECT MIN(seq) FROM journal WHERE NOT",
    // What a database consists of, and rows carried into another one.
    "sqlite_schema",
    "information_schema",
    "INTO journal (seq,",
    "pg_get_serial_sequence",
    "migration",
    // Tests of what only several connections can do: an answer in many pieces, a slow neighbour.
    "generate_series",
    "'slow'",
];

/// An empty folder for what the tests run.
pub(crate) fn folder() -> Result<PathBuf> {
    let folder = shell::target().join("statements");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("emptying {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    Ok(folder)
}

/// Fails with the statements that only one engine has run.
pub(crate) fn check(folder: &Path) -> Result<()> {
    let (sqlite, postgres) = (ran(folder, "Sqlite")?, ran(folder, "Postgres")?);
    let one_sided = one_sided(&sqlite, &postgres);
    println!("{} statements ran on both engines", sqlite.intersection(&postgres).count());
    ensure!(
        one_sided.is_empty(),
        "{} statements ran on one engine only; let a test run them on both:\n{}",
        one_sided.len(),
        one_sided.join("\n")
    );
    Ok(())
}

fn ran(folder: &Path, engine: &str) -> Result<BTreeSet<String>> {
    let mut all = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(engine)) {
            all.extend(fs::read_to_string(&path)?.lines().map(without_ids));
        }
    }
    ensure!(!all.is_empty(), "no test wrote down what it ran on {engine}");
    Ok(all)
}

/// Ids are made anew in each run; a statement that holds one is the same statement.
fn without_ids(statement: &str) -> String {
    let mut out = String::with_capacity(statement.len());
    for word in statement.split_inclusive(|c: char| !c.is_ascii_digit()) {
        let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
        let rest = &word[digits.len()..];
        out.push_str(if digits.len() > 15 { "ID" } else { digits });
        out.push_str(rest);
    }
    out
}

fn one_sided(sqlite: &BTreeSet<String>, postgres: &BTreeSet<String>) -> Vec<String> {
    sqlite
        .symmetric_difference(postgres)
        .filter(|statement| !OF_ONE_ENGINE.iter().any(|part| statement.contains(part)))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_of_one_engine_is_told_and_ids_make_no_difference() {
        let set = |all: &[&str]| all.iter().map(|one| without_ids(one)).collect::<BTreeSet<_>>();
        let sqlite =
            set(&["SELECT 1 WHERE id = 3559751103283204116", "SELECT 2", "SELECT name FROM migration"]);
        let postgres = set(&["SELECT 1 WHERE id = 3559751103283209999", "SELECT 3"]);
        assert_eq!(one_sided(&sqlite, &postgres), ["SELECT 2", "SELECT 3"]);
        assert_eq!(without_ids("LIMIT 101"), "LIMIT 101");
    }
}
