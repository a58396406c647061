//! The SQL of imports: rows in, values out; no decisions.

pub(crate) mod connection;

use std::sync::LazyLock;

use base::id::{ActorId, DepartmentId, JobId};
use base::{At, Ctx, Filter, Result};
use db::{Field, List, ListQuery, Page, Tx, cells, rows};

use crate::model::{ImportJob, Item, Kind, Mapping, Options, RowError, Tally, Undo};

/// Bytes of a file that one transaction writes.
pub(crate) const PART: usize = 1024 * 1024;

static LOAD: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {} FROM import_job WHERE id = $1", ImportJob::COLUMNS));

static LOAD_FOR_UPDATE: LazyLock<String> = LazyLock::new(|| format!("{} {{for_update}}", *LOAD));

/// What the list may be filtered and sorted by.
const FIELDS: &[Field] = &[
    Field::id::<JobId>("id", "i.id"),
    Field::text("kind", "i.kind"),
    Field::text("state", "i.state"),
    Field::text("file_name", "i.file_name"),
    Field::id::<ActorId>("owner", "i.owner_id"),
    Field::id::<DepartmentId>("department", "i.department_id"),
    Field::at("created_at", "i.created_at"),
];

const ERROR_FIELDS: &[Field] = &[
    Field::int("row", "e.row_no"),
    Field::int("column", "e.column_no"),
    Field::text("field", "e.field"),
    Field::text("code", "e.code"),
    // The key of a page: rows are at most a million, and nobody finds a thousand faults in one row.
    Field::int("place", "e.row_no * 1000 + e.n"),
];

const ITEM_FIELDS: &[Field] =
    &[Field::int("place", "t.place"), Field::text("outcome", "t.outcome"), Field::text("undo", "t.undo")];

pub(crate) fn load(tx: &mut Tx<'_>, id: JobId) -> Result<Option<ImportJob>> {
    tx.first(&LOAD, &[&id])
}

pub(crate) fn load_for_update(tx: &mut Tx<'_>, id: JobId) -> Result<Option<ImportJob>> {
    tx.first(&LOAD_FOR_UPDATE, &[&id])
}

pub(crate) fn page(tx: &mut Tx<'_>, filter: Filter, query: &ListQuery) -> Result<Page<ImportJob>> {
    let select = ImportJob::columns("i");
    let from = "import_job i";
    db::page(
        tx,
        &List { select: &select, from, fields: FIELDS, key: "i.id", filter, default_sort: "-id" },
        query,
    )
}

pub(crate) fn insert(tx: &mut Tx<'_>, job: &ImportJob) -> Result<()> {
    tx.send(
        "INSERT INTO import_job (id, kind, state, file_name, format, header_row, columns, sample, signature, mapping,
             options, rights, rows_total, place, rows_done, rows_accepted, rows_reported, created, changed, unchanged,
             refused, undone, leased_until, owner_id, department_id, created_at, remembered_at, revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, $14, $15, $16, $17, 1)",
        &[
            &job.id,
            &job.kind,
            &job.state,
            &job.file_name,
            &job.format,
            &job.header_row,
            &job.columns,
            &job.sample,
            &job.signature,
            &job.mapping,
            &job.options,
            &job.rights,
            &job.rows_total,
            &job.owner_id,
            &job.department_id,
            &job.created_at,
            &job.remembered_at,
        ],
    )
}

/// Writes what people may change, and the counts of a pass that begins.
pub(crate) fn save(tx: &mut Tx<'_>, job: &mut ImportJob) -> Result<()> {
    tx.send(
        "UPDATE import_job SET state = $2, mapping = $3, options = $4, rights = $5, place = $6, rows_done = $7,
             rows_accepted = $8, rows_reported = $9, created = $10, changed = $11, unchanged = $12, refused = $13,
             undone = $14, failure = $15, leased_until = $16, started_at = $17, ended_at = $18,
             remembered_at = $19, revision = revision + 1
         WHERE id = $1",
        &[
            &job.id,
            &job.state,
            &job.mapping,
            &job.options,
            &job.rights,
            &job.place,
            &job.rows_done,
            &job.rows_accepted,
            &job.rows_reported,
            &job.created,
            &job.changed,
            &job.unchanged,
            &job.refused,
            &job.undone,
            &job.failure,
            &job.leased_until,
            &job.started_at,
            &job.ended_at,
            &job.remembered_at,
        ],
    )?;
    job.revision += 1;
    Ok(())
}

/// Moves a job on by a step.
pub(crate) fn advance(tx: &mut Tx<'_>, id: JobId, tally: &Tally, lease: At) -> Result<()> {
    tx.send(
        "UPDATE import_job SET place = place + $2, rows_accepted = rows_accepted + $3,
             rows_reported = rows_reported + $4, rows_done = rows_done + $3 + $4, created = created + $5,
             changed = changed + $6, unchanged = unchanged + $7, refused = refused + $8, undone = undone + $9,
             leased_until = $10
         WHERE id = $1",
        &[
            &id,
            &tally.documents,
            &tally.accepted,
            &tally.reported,
            &tally.created,
            &tally.changed,
            &tally.unchanged,
            &tally.refused,
            &tally.undone,
            &lease,
        ],
    )
}

/// Takes a job that has work to do and that nobody works on; it is left to the taker until `lease`.
pub(crate) fn claim(tx: &mut Tx<'_>, now: At, lease: At) -> Result<Option<JobId>> {
    let found: Option<(JobId,)> = tx.first(
        "UPDATE import_job SET leased_until = $2 WHERE id = (
             SELECT id FROM import_job WHERE state IN ('checking', 'running', 'undoing') AND leased_until <= $1
             ORDER BY leased_until, id LIMIT 1 {skip_locked})
         RETURNING id",
        &[&now, &lease],
    )?;
    Ok(found.map(|(id,)| id))
}

/// Takes this job, if nobody works on it.
pub(crate) fn claim_this(tx: &mut Tx<'_>, id: JobId, now: At, lease: At) -> Result<bool> {
    let taken = tx.exec(
        "UPDATE import_job SET leased_until = $3 WHERE id = $1 AND leased_until <= $2
             AND state IN ('checking', 'running', 'undoing')",
        &[&id, &now, &lease],
    )?;
    Ok(taken == 1)
}

/// Whether any job waits to be worked on.
pub(crate) fn is_waiting(tx: &mut Tx<'_>, now: At) -> Result<bool> {
    let found: Option<(i64,)> = tx.first(
        "SELECT 1 FROM import_job WHERE state IN ('checking', 'running', 'undoing') AND leased_until <= $1 LIMIT 1",
        &[&now],
    )?;
    Ok(found.is_some())
}

pub(crate) fn put_part(tx: &mut Tx<'_>, id: JobId, n: i64, bytes: &Vec<u8>) -> Result<()> {
    tx.send("INSERT INTO import_part (job_id, n, bytes) VALUES ($1, $2, $3)", &[&id, &n, bytes])
}

/// One part of the file; `None` behind the last.
pub(crate) fn part(tx: &mut Tx<'_>, id: JobId, n: i64) -> Result<Option<Vec<u8>>> {
    let found: Option<(Vec<u8>,)> =
        tx.first("SELECT bytes FROM import_part WHERE job_id = $1 AND n = $2", &[&id, &n])?;
    Ok(found.map(|(bytes,)| bytes))
}

/// Enters what is wrong with rows; what was told about the same row before is told again.
pub(crate) fn put_errors(tx: &mut Tx<'_>, id: JobId, errors: &[RowError]) -> Result<()> {
    if errors.is_empty() {
        return Ok(());
    }
    let all = errors
        .iter()
        .map(|e| cells![e.row_no, e.n, e.column_no, e.field, e.value, e.code, e.params, e.detail]);
    tx.send(
        "INSERT INTO import_error (job_id, row_no, n, column_no, field, value, code, params, detail)
         SELECT $1, r.row_no, r.n, r.column_no, r.field, r.value, r.code, r.params, r.detail
         FROM {rows $2: row_no BIGINT, n BIGINT, column_no BIGINT, field TEXT, value TEXT, code TEXT, params TEXT,
               detail TEXT} r",
        &[&id, &rows(all)],
    )
}

pub(crate) fn forget_errors(tx: &mut Tx<'_>, id: JobId) -> Result<()> {
    tx.send("DELETE FROM import_error WHERE job_id = $1", &[&id])
}

pub(crate) fn errors(
    tx: &mut Tx<'_>,
    id: JobId,
    filter: Filter,
    query: &ListQuery,
) -> Result<Page<RowError>> {
    let select = RowError::columns("e");
    let from = format!("import_error e JOIN import_job i ON i.id = e.job_id AND i.id = {}", id.0);
    let key = "e.row_no * 1000 + e.n";
    db::page(
        tx,
        &List { select: &select, from: &from, fields: ERROR_FIELDS, key, filter, default_sort: "place" },
        query,
    )
}

/// All errors from a row on, in order, as many as fit.
pub(crate) fn errors_from(tx: &mut Tx<'_>, id: JobId, row: i64, limit: i64) -> Result<Vec<RowError>> {
    let columns = RowError::COLUMNS;
    tx.all(
        &format!(
            "SELECT {columns} FROM import_error WHERE job_id = $1 AND row_no >= $2 ORDER BY row_no, n LIMIT $3"
        ),
        &[&id, &row, &limit],
    )
}

pub(crate) fn put_items(tx: &mut Tx<'_>, id: JobId, items: &[Item]) -> Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    let all = items.iter().map(|i| cells![i.place, i.row_no, i.subject, i.number, i.outcome]);
    tx.send(
        "INSERT INTO import_item (job_id, place, row_no, subject, number, outcome)
         SELECT $1, r.place, r.row_no, r.subject, r.number, r.outcome
         FROM {rows $2: place BIGINT, row_no BIGINT, subject TEXT, number TEXT, outcome TEXT} r
         WHERE 1 = 1
         ON CONFLICT (job_id, place) DO UPDATE SET subject = excluded.subject",
        &[&id, &rows(all)],
    )
}

pub(crate) fn items(tx: &mut Tx<'_>, id: JobId, filter: Filter, query: &ListQuery) -> Result<Page<Item>> {
    let select = Item::columns("t");
    let from = format!("import_item t JOIN import_job i ON i.id = t.job_id AND i.id = {}", id.0);
    let list = List {
        select: &select,
        from: &from,
        fields: ITEM_FIELDS,
        key: "t.place",
        filter,
        default_sort: "place",
    };
    db::page(tx, &list, query)
}

/// What the job made and nobody has tried to take back, the last first.
pub(crate) fn to_undo(tx: &mut Tx<'_>, id: JobId, limit: i64) -> Result<Vec<Item>> {
    let columns = Item::COLUMNS;
    tx.all(
        &format!(
            "SELECT {columns} FROM import_item WHERE job_id = $1 AND outcome = 'created' AND undo IS NULL
             ORDER BY place DESC LIMIT $2"
        ),
        &[&id, &limit],
    )
}

pub(crate) fn mark_undone(
    tx: &mut Tx<'_>,
    id: JobId,
    places: &[i64],
    undo: Undo,
    refusal: Option<&serde_json::Value>,
) -> Result<()> {
    tx.send(
        "UPDATE import_item SET undo = $3, refusal = $4
         WHERE job_id = $1 AND place IN (SELECT id FROM {ids $2} p)",
        &[&id, &db::list(places), &undo, &refusal],
    )
}

/// What was used last for a header like this.
pub(crate) struct Remembered {
    pub mapping: Mapping,
    pub options: Options,
    pub used_at: Option<At>,
}

pub(crate) fn remembered(tx: &mut Tx<'_>, kind: Kind, signature: &str) -> Result<Option<Remembered>> {
    let found: Option<(serde_json::Value, serde_json::Value, Option<At>)> = tx.first(
        "SELECT mapping, options, used_at FROM import_mapping WHERE kind = $1 AND signature = $2",
        &[&kind, &signature],
    )?;
    // What an older version remembered in another form is as good as forgotten.
    Ok(found.and_then(|(mapping, options, used_at)| {
        let (mapping, options) =
            (serde_json::from_value(mapping).ok()?, serde_json::from_value(options).ok()?);
        Some(Remembered { mapping, options, used_at })
    }))
}

pub(crate) fn remember(tx: &mut Tx<'_>, ctx: &Ctx, job: &ImportJob) -> Result<()> {
    tx.send(
        "INSERT INTO import_mapping (kind, signature, mapping, options, used_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (kind, signature) DO UPDATE
         SET mapping = excluded.mapping, options = excluded.options, used_at = excluded.used_at",
        &[&job.kind, &job.signature, &job.mapping, &job.options, &ctx.at],
    )
}
