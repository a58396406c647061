//! The wire of imports: paths, bodies, views; files come in and go out as bytes.

pub mod connections;

use std::collections::BTreeMap;

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use base::id::{ActorId, DepartmentId, JobId};
use base::{At, Ctx, Lang, Result};
use db::{Db, Tx};
use edge::{Answer, Body, ListQuery, May, PageOf, Path, Query, Route, Upload, get, post, put};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::lifecycle::{self, Action, RUN};
use crate::model::{ImportJob, Item, Kind, Mapping, Options, Outcome, RowError, State, Undo};
use crate::report::{self, Reasons};
use crate::{commands, rules, store, targets};

/// Errors read at a time for a file of them.
const BATCH: i64 = 5_000;

edge::actions! {
    Run = "import.run" ("导入文件", "Import files"),
}

/// What this room answers to.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get("/api/imports", list).says("Lists imports, the newest first."),
        post("/api/imports", upload).says(
            "Takes a file (CSV or XLSX, also gzipped; its name in X-File-Name) and proposes a mapping.",
        ),
        get("/api/imports/template", template)
            .says("An empty XLSX form of a kind, in the reader's language."),
        get("/api/imports/{id}", show)
            .says("One import: state, progress, columns, first rows, what they may be read for."),
        put("/api/imports/{id}/mapping", map)
            .says("Says which column is read for what, and what holds for all rows."),
        post("/api/imports/{id}/check", check).says("Has every row looked at; nothing is stored."),
        post("/api/imports/{id}/run", run).says("Has every row taken in."),
        post("/api/imports/{id}/cancel", cancel).says("Stops an import; what was taken until then stays."),
        post("/api/imports/{id}/undo", undo).says("Has everything taken back that the import made."),
        get("/api/imports/{id}/items", items)
            .says("What the import made or changed, and what undoing came to."),
        get("/api/imports/{id}/errors", errors).says("What is wrong, by row and column."),
        get("/api/imports/{id}/errors.csv", errors_csv)
            .says("The wrong rows as they were, with the reasons, to correct and upload again: CSV."),
        get("/api/imports/{id}/errors.xlsx", errors_xlsx)
            .says("The wrong rows as they were, with the reasons, to correct and upload again: XLSX."),
    ]
}

#[derive(Serialize, JsonSchema)]
struct ImportView {
    id: JobId,
    kind: Kind,
    state: State,
    file_name: String,
    /// How the file is written: `{"text": {"encoding", "delimiter"}}` or `"xlsx"`.
    format: Value,
    header_row: i64,
    columns: Vec<ImportColumnView>,
    #[schemars(with = "Vec<ImportSampleRow>")]
    sample_rows: Value,
    targets: Vec<ImportTargetView>,
    /// Which column, counted from zero, is read for which target.
    mapping: Mapping,
    /// When this mapping was used for an earlier file with the same header; absent when it was not.
    remembered_at: Option<At>,
    /// Required targets that have no column.
    missing: Vec<&'static str>,
    options: Options,
    progress: ImportProgress,
    /// Why it failed: a code with its facts and a sentence.
    failure: Option<Value>,
    owner: ActorId,
    department: Option<DepartmentId>,
    created_at: At,
    started_at: Option<At>,
    ended_at: Option<At>,
    revision: i64,
    allowed_actions: Vec<Action>,
}

#[derive(Serialize, JsonSchema)]
struct ImportColumnView {
    index: usize,
    name: String,
    /// Written by us beside wrong rows; never read.
    is_reasons: bool,
}

#[derive(Serialize, JsonSchema)]
struct ImportSampleRow {
    row: i64,
    cells: Vec<String>,
}

#[derive(Serialize, JsonSchema)]
struct ImportTargetView {
    name: &'static str,
    title: &'static str,
    required: bool,
}

/// Rows in are rows accepted and rows reported, once it is through.
#[derive(Serialize, JsonSchema)]
struct ImportProgress {
    rows_total: i64,
    rows_done: i64,
    rows_accepted: i64,
    rows_reported: i64,
    created: i64,
    changed: i64,
    unchanged: i64,
    refused: i64,
    undone: i64,
}

/// An import as a list shows it.
#[derive(Serialize, JsonSchema)]
struct ImportRow {
    id: JobId,
    kind: Kind,
    state: State,
    file_name: String,
    progress: ImportProgress,
    owner: ActorId,
    department: Option<DepartmentId>,
    created_at: At,
    started_at: Option<At>,
    ended_at: Option<At>,
    revision: i64,
    allowed_actions: Vec<Action>,
}

#[derive(Serialize, JsonSchema)]
struct ImportErrorView {
    row: i64,
    /// Counted from zero; absent when it is not one cell that is wrong.
    column: Option<i64>,
    column_name: Option<String>,
    /// The target the cell was read for, or empty.
    field: String,
    value: String,
    code: String,
    params: Value,
    detail: String,
}

#[derive(Serialize, JsonSchema)]
struct ImportItemView {
    row: i64,
    /// The id of the order, customer or product.
    subject: String,
    number: String,
    outcome: Outcome,
    undo: Option<Undo>,
    /// Why it was kept when the import was undone.
    reason: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ImportKindQuery {
    kind: Kind,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ImportMappingBody {
    /// Which column, counted from zero, is read for which target.
    mapping: Mapping,
    #[serde(default)]
    options: Options,
}

fn progress(job: &ImportJob) -> ImportProgress {
    ImportProgress {
        rows_total: job.rows_total,
        rows_done: job.rows_done,
        rows_accepted: job.rows_accepted,
        rows_reported: job.rows_reported,
        created: job.created,
        changed: job.changed,
        unchanged: job.unchanged,
        refused: job.refused,
        undone: job.undone,
    }
}

fn names(job: &ImportJob) -> Vec<String> {
    let cells = job.columns.as_array().into_iter().flatten();
    cells.map(|name| name.as_str().unwrap_or_default().to_owned()).collect()
}

fn view(ctx: &Ctx, job: ImportJob) -> Result<ImportView> {
    let (mapping, options) = commands::said(&job)?;
    let column = |(index, name): (usize, String)| ImportColumnView {
        index,
        is_reasons: rules::is_reasons(&name),
        name,
    };
    let target = |target: &targets::Target| ImportTargetView {
        name: target.name,
        title: if ctx.grants.lang == Lang::Zh { target.zh } else { target.en },
        required: target.required,
    };
    let missing = rules::missing(job.kind, &mapping, options.customer.is_some());
    Ok(ImportView {
        allowed_actions: lifecycle::allowed_actions(&job, ctx),
        progress: progress(&job),
        columns: names(&job).into_iter().enumerate().map(column).collect(),
        targets: targets::of(job.kind).iter().map(target).collect(),
        missing: missing.iter().map(|target| target.name).collect(),
        failure: job.failure.map(|refusal| told(ctx, refusal)),
        id: job.id,
        kind: job.kind,
        state: job.state,
        file_name: job.file_name,
        format: job.format,
        header_row: job.header_row,
        sample_rows: job.sample,
        mapping,
        remembered_at: job.remembered_at,
        options,
        owner: job.owner_id,
        department: job.department_id,
        created_at: job.created_at,
        started_at: job.started_at,
        ended_at: job.ended_at,
        revision: job.revision,
    })
}

fn row(ctx: &Ctx, job: ImportJob) -> ImportRow {
    ImportRow {
        allowed_actions: lifecycle::allowed_actions(&job, ctx),
        progress: progress(&job),
        id: job.id,
        kind: job.kind,
        state: job.state,
        file_name: job.file_name,
        owner: job.owner_id,
        department: job.department_id,
        created_at: job.created_at,
        started_at: job.started_at,
        ended_at: job.ended_at,
        revision: job.revision,
    }
}

/// A stored refusal with its sentence in the reader's language.
fn told(ctx: &Ctx, mut refusal: Value) -> Value {
    refusal["detail"] = said(ctx, &refusal).into();
    refusal
}

fn said(ctx: &Ctx, refusal: &Value) -> String {
    let text = |name: &str| refusal[name].as_str().unwrap_or_default();
    sentence(ctx, text("code"), &refusal["params"], text("detail"))
}

fn sentence(ctx: &Ctx, code: &str, params: &Value, detail: &str) -> String {
    let none = serde_json::Map::new();
    let params = params.as_object().unwrap_or(&none);
    edge::app::translate(ctx.grants.lang, code, params).unwrap_or_else(|| detail.to_owned())
}

async fn list(may: May<Run>, Query(query): Query<ListQuery>) -> Answer<PageOf<ImportRow>> {
    may.read(move |tx, ctx| {
        let page = store::page(tx, query.filter()?.and(ctx.row_filter(RUN)), &query)?;
        let items = page.items.into_iter().map(|job| row(ctx, job)).collect();
        Ok(PageOf { items, next_cursor: page.next_cursor })
    })
    .await
}

async fn upload(may: May<Run>, Query(query): Query<ImportKindQuery>, file: Upload) -> Answer<ImportView> {
    let entered = commands::upload(may.db(), &may.ctx, query.kind, &file.name, file.bytes.to_vec()).await;
    match entered.and_then(|job| view(&may.ctx, job)) {
        Ok(view) => Answer::ok(&view),
        Err(error) => Answer::problem(&error, &may.ctx),
    }
}

async fn show(may: May<Run>, Path(id): Path<JobId>) -> Answer<ImportView> {
    may.read(move |tx, ctx| {
        let job = commands::import(tx, ctx, id)?;
        view(ctx, job)
    })
    .await
}

async fn map(
    may: May<Run>,
    Path(id): Path<JobId>,
    Body(body): Body<ImportMappingBody>,
) -> Answer<ImportView> {
    may.write(move |tx, ctx| {
        let job = commands::map(tx, ctx, id, &body.mapping, &body.options)?;
        view(ctx, job)
    })
    .await
}

type Command = fn(&mut Tx<'_>, &Ctx, JobId) -> Result<ImportJob>;

async fn command(may: May<Run>, id: JobId, run: Command) -> Answer<ImportView> {
    may.write(move |tx, ctx| {
        let job = run(tx, ctx, id)?;
        view(ctx, job)
    })
    .await
}

async fn check(may: May<Run>, Path(id): Path<JobId>) -> Answer<ImportView> {
    command(may, id, commands::check).await
}

async fn run(may: May<Run>, Path(id): Path<JobId>) -> Answer<ImportView> {
    command(may, id, commands::run).await
}

async fn cancel(may: May<Run>, Path(id): Path<JobId>) -> Answer<ImportView> {
    command(may, id, commands::cancel).await
}

async fn undo(may: May<Run>, Path(id): Path<JobId>) -> Answer<ImportView> {
    command(may, id, commands::undo).await
}

async fn errors(
    may: May<Run>,
    Path(id): Path<JobId>,
    Query(query): Query<ListQuery>,
) -> Answer<PageOf<ImportErrorView>> {
    may.read(move |tx, ctx| {
        let job = commands::import(tx, ctx, id)?;
        let columns = names(&job);
        let page = store::errors(tx, id, query.filter()?, &query)?;
        let name = |column: Option<i64>| columns.get(usize::try_from(column?).ok()?).cloned();
        let one = |e: RowError| ImportErrorView {
            row: e.row_no,
            column: e.column_no,
            column_name: name(e.column_no),
            detail: sentence(ctx, &e.code, &e.params, &e.detail),
            field: e.field,
            value: e.value,
            code: e.code,
            params: e.params,
        };
        Ok(PageOf { items: page.items.into_iter().map(one).collect(), next_cursor: page.next_cursor })
    })
    .await
}

async fn items(
    may: May<Run>,
    Path(id): Path<JobId>,
    Query(query): Query<ListQuery>,
) -> Answer<PageOf<ImportItemView>> {
    may.read(move |tx, ctx| {
        commands::import(tx, ctx, id)?;
        let page = store::items(tx, id, query.filter()?, &query)?;
        let one = |item: Item| ImportItemView {
            row: item.row_no,
            subject: item.subject,
            number: item.number,
            outcome: item.outcome,
            undo: item.undo,
            reason: item.refusal.map(|refusal| said(ctx, &refusal)),
        };
        Ok(PageOf { items: page.items.into_iter().map(one).collect(), next_cursor: page.next_cursor })
    })
    .await
}

async fn errors_csv(may: May<Run>, Path(id): Path<JobId>) -> Response {
    error_file(may, id, ("text/csv; charset=utf-8", "csv"), report::csv).await
}

async fn errors_xlsx(may: May<Run>, Path(id): Path<JobId>) -> Response {
    error_file(may, id, (XLSX, "xlsx"), report::xlsx).await
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

type Written = fn(&[Vec<String>]) -> Result<Vec<u8>>;

async fn error_file(may: May<Run>, id: JobId, kind: (&str, &str), write: Written) -> Response {
    let (db, ctx) = (may.db().clone(), may.ctx.clone());
    let job = db
        .read(move |tx| {
            let job = commands::import(tx, &ctx, id)?;
            Ok((job, ctx.clone()))
        })
        .await;
    let made = match job {
        Ok((job, ctx)) => {
            // A large file takes a while to read and write: not on a thread that answers others.
            let rows =
                tokio::task::spawn_blocking(move || wrong_rows(&db, &ctx, &job).and_then(|r| write(&r)));
            rows.await.unwrap_or_else(|e| Err(anyhow::anyhow!("writing an error file: {e}").into()))
        }
        Err(error) => Err(error),
    };
    match made {
        Ok(bytes) => download(bytes, kind.0, &format!("errors-{id}.{}", kind.1)),
        Err(error) => Answer::<()>::problem(&error, &may.ctx).into_response(),
    }
}

/// The wrong rows of a job as they were, with the reasons in the reader's language.
///
/// # Errors
/// A fault when the database fails.
pub fn wrong_rows(db: &Db, ctx: &Ctx, job: &ImportJob) -> Result<Vec<Vec<String>>> {
    let reasons = reasons(db, ctx, job)?;
    let bytes = commands::file(db, job.id)?;
    report::wrong_rows(&bytes, &commands::format(job)?, job.header_row, &reasons, ctx.grants.lang)
}

fn reasons(db: &Db, ctx: &Ctx, job: &ImportJob) -> Result<Reasons> {
    let (id, columns) = (job.id, names(job));
    let mut all: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    let mut from = 0;
    loop {
        let found = db.read_now(move |tx| store::errors_from(tx, id, from, BATCH))?;
        let is_last = (found.len() as i64) < BATCH;
        for error in found {
            let said = sentence(ctx, &error.code, &error.params, &error.detail);
            let column = error.column_no.and_then(|c| columns.get(usize::try_from(c).ok()?));
            let said = column.map_or(said.clone(), |name| format!("{name}: {said}"));
            from = error.row_no;
            let of_row = all.entry(error.row_no).or_default();
            if !of_row.contains(&said) {
                of_row.push(said);
            }
        }
        if is_last {
            return Ok(all.into_iter().map(|(row, said)| (row, said.join("; "))).collect());
        }
    }
}

async fn template(may: May<Run>, Query(query): Query<ImportKindQuery>) -> Response {
    match report::template(query.kind, may.ctx.grants.lang) {
        Ok(bytes) => download(bytes, XLSX, &format!("{}.xlsx", query.kind)),
        Err(error) => Answer::<()>::problem(&error, &may.ctx).into_response(),
    }
}

fn download(bytes: Vec<u8>, kind: &str, name: &str) -> Response {
    let headers =
        [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))];
    (headers, bytes).into_response()
}
