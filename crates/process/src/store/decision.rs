//! Decision tables and their versions.

use base::id::{DecisionId, DecisionVersionId};
use base::refusal::Common;
use base::{Ctx, Result};
use db::Tx;

use crate::decisions::model::{Decision, DecisionVersion};

pub(crate) fn all(tx: &mut Tx<'_>) -> Result<Vec<Decision>> {
    tx.all(&format!("SELECT {} FROM decision_table ORDER BY code", Decision::COLUMNS), &[])
}

pub(crate) fn one(tx: &mut Tx<'_>, id: DecisionId) -> Result<Decision> {
    let found =
        tx.first(&format!("SELECT {} FROM decision_table WHERE id = $1", Decision::COLUMNS), &[&id])?;
    found.ok_or_else(|| missing(id))
}

/// Its row held until the commit, and not changed since it was seen.
pub(crate) fn locked(tx: &mut Tx<'_>, ctx: &Ctx, id: DecisionId) -> Result<Decision> {
    let sql = format!("SELECT {} FROM decision_table WHERE id = $1 {{for_update}}", Decision::COLUMNS);
    let decision: Decision = tx.first(&sql, &[&id])?.ok_or_else(|| missing(id))?;
    ctx.check_revision("decision_table", decision.revision)?;
    Ok(decision)
}

fn missing(id: DecisionId) -> base::Error {
    Common::NotFound { what: "decision_table", id: id.to_string() }.into()
}

pub(crate) fn is_taken(tx: &mut Tx<'_>, code: &str) -> Result<bool> {
    let found: Option<(DecisionId,)> = tx.first("SELECT id FROM decision_table WHERE code = $1", &[&code])?;
    Ok(found.is_some())
}

/// The codes of all that have a version.
pub(crate) fn published_codes(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    let rows: Vec<(String,)> =
        tx.all("SELECT code FROM decision_table WHERE version_id IS NOT NULL ORDER BY code", &[])?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}

/// The version that is asked, by the table's code, with its digest.
pub(crate) fn asked(tx: &mut Tx<'_>, code: &str) -> Result<Option<(DecisionVersionId, String)>> {
    tx.first(
        "SELECT v.id, v.digest FROM decision_table d JOIN decision_version v ON v.id = d.version_id WHERE d.code = $1",
        &[&code],
    )
}

pub(crate) fn insert(tx: &mut Tx<'_>, decision: &Decision) -> Result<()> {
    tx.send(
        "INSERT INTO decision_table (id, code, name, name_en, subject, active, version_id, draft, draft_at, draft_by,
                                     revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &[
            &decision.id,
            &decision.code,
            &decision.name,
            &decision.name_en,
            &decision.subject,
            &decision.active,
            &decision.version_id,
            &decision.draft,
            &decision.draft_at,
            &decision.draft_by,
            &decision.revision,
        ],
    )
}

pub(crate) fn save(tx: &mut Tx<'_>, decision: &mut Decision) -> Result<()> {
    decision.revision += 1;
    tx.send(
        "UPDATE decision_table SET name = $1, name_en = $2, subject = $3, active = $4, version_id = $5, draft = $6,
                                   draft_at = $7, draft_by = $8, revision = $9 WHERE id = $10",
        &[
            &decision.name,
            &decision.name_en,
            &decision.subject,
            &decision.active,
            &decision.version_id,
            &decision.draft,
            &decision.draft_at,
            &decision.draft_by,
            &decision.revision,
            &decision.id,
        ],
    )
}

pub(crate) fn insert_version(tx: &mut Tx<'_>, version: &DecisionVersion) -> Result<()> {
    tx.send(
        "INSERT INTO decision_version (id, table_id, version, subject, body, digest, note, published_at, published_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            &version.id,
            &version.table_id,
            &version.version,
            &version.subject,
            &version.body,
            &version.digest,
            &version.note,
            &version.published_at,
            &version.published_by,
        ],
    )
}

/// The versions of a table, newest first.
pub(crate) fn versions(tx: &mut Tx<'_>, id: DecisionId) -> Result<Vec<DecisionVersion>> {
    let sql = format!(
        "SELECT {} FROM decision_version WHERE table_id = $1 ORDER BY version DESC",
        DecisionVersion::COLUMNS
    );
    tx.all(&sql, &[&id])
}

pub(crate) fn version(tx: &mut Tx<'_>, id: DecisionId, number: i64) -> Result<Option<DecisionVersion>> {
    let sql = format!(
        "SELECT {} FROM decision_version WHERE table_id = $1 AND version = $2",
        DecisionVersion::COLUMNS
    );
    tx.first(&sql, &[&id, &number])
}

pub(crate) fn version_by_id(tx: &mut Tx<'_>, id: DecisionVersionId) -> Result<DecisionVersion> {
    tx.one(&format!("SELECT {} FROM decision_version WHERE id = $1", DecisionVersion::COLUMNS), &[&id])
}

/// The number of every version.
pub(crate) fn numbers(tx: &mut Tx<'_>) -> Result<Vec<(DecisionVersionId, i64)>> {
    tx.all("SELECT id, version FROM decision_version", &[])
}
