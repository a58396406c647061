//! Processes and their versions.

use base::id::{ProcessId, ProcessVersionId};
use base::refusal::Common;
use base::{Ctx, Result};
use db::Tx;

use crate::model::{Process, Version};

pub(crate) fn all(tx: &mut Tx<'_>) -> Result<Vec<Process>> {
    tx.all(&format!("SELECT {} FROM process ORDER BY code", Process::COLUMNS), &[])
}

pub(crate) fn one(tx: &mut Tx<'_>, id: ProcessId) -> Result<Process> {
    let found = tx.first(&format!("SELECT {} FROM process WHERE id = $1", Process::COLUMNS), &[&id])?;
    found.ok_or_else(|| missing(id))
}

pub(crate) fn locked(tx: &mut Tx<'_>, id: ProcessId) -> Result<Process> {
    let sql = format!("SELECT {} FROM process WHERE id = $1 {{for_update}}", Process::COLUMNS);
    tx.first(&sql, &[&id])?.ok_or_else(|| missing(id))
}

fn missing(id: ProcessId) -> base::Error {
    Common::NotFound { what: "process", id: id.to_string() }.into()
}

pub(crate) fn by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<Process>> {
    tx.first(&format!("SELECT {} FROM process WHERE code = $1", Process::COLUMNS), &[&code])
}

/// The processes that begin when this is recorded and have no case about the document, with the version new
/// cases get and its digest.
pub(crate) fn started_by(
    tx: &mut Tx<'_>,
    event: &str,
    subject: &str,
) -> Result<Vec<(ProcessId, ProcessVersionId, String)>> {
    tx.all(
        "SELECT p.id, p.version_id, v.digest FROM process p JOIN process_version v ON v.id = p.version_id
         WHERE p.starts_on = $1 AND p.active = 1 AND NOT EXISTS
             (SELECT 1 FROM process_case c WHERE c.subject = $2 AND c.process_id = p.id AND c.state = 'running')
         ORDER BY p.id",
        &[&event, &subject],
    )
}

pub(crate) fn insert(tx: &mut Tx<'_>, process: &Process) -> Result<()> {
    tx.send(
        "INSERT INTO process (id, code, name, name_en, description, subject, active, version_id, starts_on, draft, draft_at,
                              draft_by, revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &[
            &process.id,
            &process.code,
            &process.name,
            &process.name_en,
            &process.description,
            &process.subject,
            &process.active,
            &process.version_id,
            &process.starts_on,
            &process.draft,
            &process.draft_at,
            &process.draft_by,
            &process.revision,
        ],
    )
}

pub(crate) fn save(tx: &mut Tx<'_>, process: &mut Process) -> Result<()> {
    process.revision += 1;
    tx.send(
        "UPDATE process SET name = $1, name_en = $2, description = $3, subject = $4, active = $5, version_id = $6,
                            starts_on = $7, draft = $8, draft_at = $9, draft_by = $10, revision = $11 WHERE id = $12",
        &[
            &process.name,
            &process.name_en,
            &process.description,
            &process.subject,
            &process.active,
            &process.version_id,
            &process.starts_on,
            &process.draft,
            &process.draft_at,
            &process.draft_by,
            &process.revision,
            &process.id,
        ],
    )
}

pub(crate) fn insert_version(tx: &mut Tx<'_>, version: &Version) -> Result<()> {
    tx.send(
        "INSERT INTO process_version (id, process_id, version, bpmn, digest, note, published_at, published_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            &version.id,
            &version.process_id,
            &version.version,
            &version.bpmn,
            &version.digest,
            &version.note,
            &version.published_at,
            &version.published_by,
        ],
    )
}

/// The versions of a process, newest first.
pub(crate) fn versions(tx: &mut Tx<'_>, id: ProcessId) -> Result<Vec<Version>> {
    let sql = format!(
        "SELECT {} FROM process_version WHERE process_id = $1 ORDER BY version DESC",
        Version::COLUMNS
    );
    tx.all(&sql, &[&id])
}

pub(crate) fn version(tx: &mut Tx<'_>, id: ProcessId, number: i64) -> Result<Option<Version>> {
    let sql =
        format!("SELECT {} FROM process_version WHERE process_id = $1 AND version = $2", Version::COLUMNS);
    tx.first(&sql, &[&id, &number])
}

pub(crate) fn version_by_id(tx: &mut Tx<'_>, id: ProcessVersionId) -> Result<Version> {
    tx.one(&format!("SELECT {} FROM process_version WHERE id = $1", Version::COLUMNS), &[&id])
}

pub(crate) fn digest(tx: &mut Tx<'_>, id: ProcessVersionId) -> Result<String> {
    let (digest,): (String,) = tx.one("SELECT digest FROM process_version WHERE id = $1", &[&id])?;
    Ok(digest)
}

pub(crate) fn digests(tx: &mut Tx<'_>, ids: &[ProcessVersionId]) -> Result<Vec<(ProcessVersionId, String)>> {
    tx.all(
        "SELECT v.id, v.digest FROM {ids $1} x JOIN process_version v ON v.id = x.id",
        &[&db::list(ids.iter().copied())],
    )
}

pub(crate) fn bpmn(tx: &mut Tx<'_>, id: ProcessVersionId) -> Result<String> {
    let (bpmn,): (String,) = tx.one("SELECT bpmn FROM process_version WHERE id = $1", &[&id])?;
    Ok(bpmn)
}

/// Running cases and open incidents, by process.
pub(crate) fn figures(tx: &mut Tx<'_>) -> Result<Vec<(ProcessId, i64, i64)>> {
    tx.all(
        "SELECT process_id, CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(stuck), 0) AS BIGINT)
         FROM process_case WHERE state = 'running' GROUP BY process_id",
        &[],
    )
}

/// Running cases, by version.
pub(crate) fn running(tx: &mut Tx<'_>, id: ProcessId) -> Result<Vec<(ProcessVersionId, i64)>> {
    tx.all(
        "SELECT version_id, CAST(COUNT(*) AS BIGINT) FROM process_case
         WHERE process_id = $1 AND state = 'running' GROUP BY version_id",
        &[&id],
    )
}

/// Where the running cases of a process stand: version, steps between spaces, how many, how many of these are stuck.
pub(crate) fn standing(tx: &mut Tx<'_>, id: ProcessId) -> Result<Vec<(ProcessVersionId, String, i64, i64)>> {
    tx.all(
        "SELECT version_id, stands, CAST(COUNT(*) AS BIGINT),
                CAST(SUM(CASE WHEN stuck > 0 THEN 1 ELSE 0 END) AS BIGINT)
         FROM process_case WHERE process_id = $1 AND state = 'running' GROUP BY version_id, stands
         ORDER BY version_id DESC, stands",
        &[&id],
    )
}

/// Whether somebody else changed the process since it was seen.
pub(crate) fn check_seen(ctx: &Ctx, process: &Process) -> Result<()> {
    ctx.check_revision("process", process.revision)
}

/// The number of every version.
pub(crate) fn numbers(tx: &mut Tx<'_>) -> Result<Vec<(ProcessVersionId, i64)>> {
    tx.all("SELECT id, version FROM process_version", &[])
}
