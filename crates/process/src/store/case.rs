//! Cases: one row each.

use base::id::{ActorId, CaseId, ProcessId, ProcessVersionId};
use base::refusal::Common;
use base::{Error, Filter, Result};
use db::{Field, List, ListQuery, Page, Tx};

use crate::model::CaseRow;

pub(crate) fn load_for_update(tx: &mut Tx<'_>, id: CaseId) -> Result<CaseRow> {
    let sql = format!("SELECT {} FROM process_case WHERE id = $1 {{for_update}}", CaseRow::COLUMNS);
    tx.first(&sql, &[&id])?.ok_or_else(|| missing(id))
}

pub(crate) fn load(tx: &mut Tx<'_>, id: CaseId) -> Result<CaseRow> {
    find(tx, id)?.ok_or_else(|| missing(id))
}

pub(crate) fn find(tx: &mut Tx<'_>, id: CaseId) -> Result<Option<CaseRow>> {
    tx.first(&format!("SELECT {} FROM process_case WHERE id = $1", CaseRow::COLUMNS), &[&id])
}

fn missing(id: CaseId) -> Error {
    Common::NotFound { what: "case", id: id.to_string() }.into()
}

/// The cases about a document that listen for a message or for whatever happens to it, their rows held.
pub(crate) fn listening(tx: &mut Tx<'_>, subject: &str, name: &str) -> Result<Vec<CaseRow>> {
    let sql = format!(
        "SELECT {} FROM process_case WHERE subject = $1 AND state = 'running' AND (listens LIKE $2 OR listens LIKE $3)
         ORDER BY id {{for_update}}",
        CaseRow::COLUMNS
    );
    tx.all(&sql, &[&subject, &format!("% {name} %"), &format!("% {} %", crate::run::ANY)])
}

/// The running cases of a version after one, their rows held.
pub(crate) fn running_on(
    tx: &mut Tx<'_>,
    version: ProcessVersionId,
    after: Option<CaseId>,
    limit: i64,
) -> Result<Vec<CaseRow>> {
    let sql = format!(
        "SELECT {} FROM process_case WHERE version_id = $1 AND state = 'running' AND id > $2 ORDER BY id LIMIT $3 {{for_update}}",
        CaseRow::COLUMNS
    );
    tx.all(&sql, &[&version, &after.unwrap_or(CaseId(0)), &limit])
}

pub(crate) fn children(tx: &mut Tx<'_>, parent: CaseId, token: i64) -> Result<Vec<CaseRow>> {
    let sql = format!(
        "SELECT {} FROM process_case WHERE parent_id = $1 AND parent_token = $2 AND state = 'running' ORDER BY id {{for_update}}",
        CaseRow::COLUMNS
    );
    tx.all(&sql, &[&parent, &token])
}

/// How many cases run about a document.
pub(crate) fn count_running(tx: &mut Tx<'_>, subject: &str) -> Result<i64> {
    let (count,): (i64,) =
        tx.one("SELECT COUNT(*) FROM process_case WHERE subject = $1 AND state = 'running'", &[&subject])?;
    Ok(count)
}

pub(crate) fn insert(tx: &mut Tx<'_>, row: &CaseRow) -> Result<()> {
    tx.send(
        "INSERT INTO process_case (id, process_id, version_id, subject, order_ref, starter_id, state, outcome, parent_id,
                                   parent_token, stuck, listens, stands, body, started_at, ended_at, revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        &[
            &row.id,
            &row.process_id,
            &row.version_id,
            &row.subject,
            &row.order_ref,
            &row.starter_id,
            &row.state,
            &row.outcome,
            &row.parent_id,
            &row.parent_token,
            &row.stuck,
            &row.listens,
            &row.stands,
            &row.body,
            &row.started_at,
            &row.ended_at,
            &row.revision,
        ],
    )
}

/// Writes a case that was loaded; nobody else may have written it since.
pub(crate) fn save(tx: &mut Tx<'_>, row: &mut CaseRow) -> Result<()> {
    let seen = row.revision;
    row.revision += 1;
    let changed = tx.exec(
        "UPDATE process_case SET version_id = $1, state = $2, outcome = $3, stuck = $4, listens = $5, stands = $6,
                                 body = $7, ended_at = $8, revision = $9 WHERE id = $10 AND revision = $11",
        &[
            &row.version_id,
            &row.state,
            &row.outcome,
            &row.stuck,
            &row.listens,
            &row.stands,
            &row.body,
            &row.ended_at,
            &row.revision,
            &row.id,
            &seen,
        ],
    )?;
    if changed == 1 {
        return Ok(());
    }
    Err(Error::Fault(anyhow::anyhow!(
        "the case {} was written by somebody else while its row was held",
        row.id
    )))
}

/// Running cases of which nobody has written down where they stand.
pub(crate) fn standing_nowhere(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<CaseRow>> {
    let sql = format!(
        "SELECT {} FROM process_case WHERE state = 'running' AND stands = '?' ORDER BY id LIMIT $1 {{for_update}}",
        CaseRow::COLUMNS
    );
    tx.all(&sql, &[&limit])
}

pub(crate) fn set_stands(tx: &mut Tx<'_>, id: CaseId, stands: &str) -> Result<()> {
    tx.send("UPDATE process_case SET stands = $1 WHERE id = $2", &[&stands, &id])
}

/// What lists of cases may be filtered and sorted by.
pub(crate) const FIELDS: &[Field] = &[
    Field::id::<CaseId>("id", "c.id").always(),
    Field::id::<ProcessId>("process", "c.process_id").always(),
    Field::id::<ProcessVersionId>("version", "c.version_id").always(),
    Field::text("subject", "c.subject").always(),
    Field::text("state", "c.state").always(),
    Field::text("outcome", "c.outcome").always(),
    Field::text("stands", "c.stands").always(),
    Field::int("stuck", "c.stuck").always(),
    Field::id::<ActorId>("starter", "c.starter_id").always(),
    Field::at("started_at", "c.started_at").always(),
    Field::at("ended_at", "c.ended_at"),
];

pub(crate) fn page(tx: &mut Tx<'_>, filter: Filter, query: &ListQuery) -> Result<Page<CaseRow>> {
    let columns = CaseRow::columns("c");
    let list = List {
        select: &columns,
        from: "process_case c",
        fields: FIELDS,
        key: "c.id",
        filter,
        default_sort: "-started_at",
    };
    db::page(tx, &list, query)
}
