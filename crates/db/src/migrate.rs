//! Brings the tables up to date: one set of numbered files for both engines, each run once.

use anyhow::{Context, ensure};

use crate::engine::{Connection, Engine};
use crate::sql;

/// A numbered file of `migrations/`.
pub struct Migration {
    pub name: &'static str,
    pub text: &'static str,
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        /// All of them, in order.
        pub const MIGRATIONS: &[Migration] = &[$(Migration {
            name: $name,
            text: include_str!(concat!("../../../migrations/", $name, ".sql")),
        }),*];
    };
}

files![
    "0001_ground",
    "0002_people",
    "0003_party",
    "0004_catalog",
    "0005_stock",
    "0006_billing",
    "0007_shipping",
    "0008_order",
    "0009_connect",
    "0010_connect_remembered",
    "0011_process",
    "0012_calendar",
    "0013_order_approval",
    "0014_decision",
    "0015_outside",
    "0016_notify",
    "0017_process_words",
];

/// What must never be found, one SELECT each, preceded by `-- name: sentence`.
pub const INVARIANTS: &str = include_str!("../../../migrations/invariants.sql");

const LEDGER: &str =
    "CREATE TABLE IF NOT EXISTS migration (name TEXT NOT NULL PRIMARY KEY, digest TEXT NOT NULL)";

/// The migrations that a database with these names still lacks, written for its engine.
pub(crate) fn missing(
    engine: Engine,
    done: &[(String, String)],
) -> anyhow::Result<Vec<(&'static str, String, String)>> {
    let mut out = Vec::new();
    for migration in MIGRATIONS {
        let text = sql::migration(engine, migration.text);
        let digest = digest(migration.text);
        match done.iter().find(|(name, _)| name == migration.name) {
            None => out.push((migration.name, text, digest)),
            Some((_, known)) => ensure!(
                *known == digest,
                "the database was made with another {}: it cannot be brought up to date from here",
                migration.name
            ),
        }
    }
    Ok(out)
}

fn digest(text: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(text.as_bytes())[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn sqlite(connection: &mut Connection) -> anyhow::Result<()> {
    connection.batch(LEDGER)?;
    let done: Vec<(String, String)> =
        connection.query("SELECT name, digest FROM migration", &[]).map_err(|e| anyhow::anyhow!("{e}"))?;
    for (name, text, digest) in missing(Engine::Sqlite, &done)? {
        connection.batch("BEGIN IMMEDIATE")?;
        connection.batch(&text).with_context(|| format!("running migration {name}"))?;
        connection
            .exec("INSERT INTO migration (name, digest) VALUES ($1, $2)", &[&name, &digest])
            .map_err(|e| anyhow::anyhow!("{e}"))?;
        connection.batch("COMMIT")?;
    }
    Ok(())
}

pub(crate) fn ledger() -> &'static str {
    LEDGER
}

/// The named queries of `invariants.sql`.
pub fn invariants() -> impl Iterator<Item = (&'static str, &'static str)> {
    INVARIANTS.split("-- name:").skip(1).filter_map(|part| {
        let (name, select) = part.split_once('\n')?;
        Some((name.trim(), select.trim().trim_end_matches(';')))
    })
}
