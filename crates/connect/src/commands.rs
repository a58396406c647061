//! The verbs: upload, map, check, run, cancel, undo. The work itself is done by `work`.

use std::collections::BTreeMap;

use anyhow::{Context as _, anyhow};
use base::id::JobId;
use base::refusal::Common;
use base::{At, Ctx, Result};
use db::{Db, Event, Tx};
use serde_json::{Value, json};

use crate::lifecycle::{self, Action, RUN};
use crate::model::{ImportJob, Kind, Mapping, Options, State};
use crate::read::{self, Format, Row};
use crate::rules::{self, Refusal};
use crate::store;

/// Rows a reader is shown of a file.
const SAMPLE: usize = 10;
const NAME_MAX: usize = 200;

/// A file that was read as far as its header, on its way to become an import.
#[derive(Debug, Clone)]
pub struct Upload {
    kind: Kind,
    name: String,
    format: Format,
    header: Row,
    sample: Vec<Row>,
    rows_total: i64,
}

impl Upload {
    /// Looks at a file: how it is written, where its header is, how many rows it has.
    ///
    /// # Errors
    /// What is wrong with the file, by name.
    pub fn read(kind: Kind, name: &str, bytes: &[u8]) -> Result<Self> {
        let format = read::detect(bytes)?;
        let first = read::first_rows(bytes, &format, rules::HEADER_WITHIN)?;
        let header = rules::header(kind, &first).ok_or(read::Refusal::FileWithoutHeader)?.clone();
        let mut sample = Vec::with_capacity(SAMPLE);
        let mut rows_total = 0;
        read::rows(bytes, &format, &mut |row| {
            if row.no > header.no {
                rows_total += 1;
                if sample.len() < SAMPLE {
                    sample.push(row);
                }
            }
            Ok(std::ops::ControlFlow::Continue(()))
        })?;
        let name = base::text::clean(name).chars().take(NAME_MAX).collect();
        Ok(Self { kind, name, format, header, sample, rows_total })
    }
}

/// Keeps a file and makes an import of it, mapped as the same header was mapped before or by the
/// names of its columns. Writes the file in parts, so that nobody waits for a large one.
///
/// # Errors
/// `forbidden`; what is wrong with the file.
pub async fn upload(db: &Db, ctx: &Ctx, kind: Kind, name: &str, bytes: Vec<u8>) -> Result<ImportJob> {
    ctx.require(RUN)?;
    let (unpacked, upload) = read::unpacked(&bytes)
        .and_then(|unpacked| Upload::read(kind, name, &unpacked).map(|upload| (unpacked.len(), upload)))?;
    let id: JobId = ctx.id();
    tracing::debug!(%id, unpacked, "an import was uploaded");
    for (n, part) in bytes.chunks(store::PART).enumerate() {
        let part = part.to_vec();
        db.write(ctx, move |tx, _| store::put_part(tx, id, n as i64, &part)).await?;
    }
    db.write(ctx, move |tx, ctx| enter(tx, ctx, id, &upload)).await
}

fn enter(tx: &mut Tx<'_>, ctx: &Ctx, id: JobId, upload: &Upload) -> Result<ImportJob> {
    let columns = &upload.header.cells;
    let signature = rules::signature(columns);
    let remembered = store::remembered(tx, upload.kind, &signature)?;
    let remembered =
        remembered.filter(|r| rules::check_mapping(upload.kind, columns.len(), &r.mapping).is_ok());
    let store::Remembered { mapping, options, used_at } = remembered.unwrap_or_else(|| store::Remembered {
        mapping: rules::propose(upload.kind, columns),
        options: Options::default(),
        used_at: None,
    });
    let sample: Vec<Value> =
        upload.sample.iter().map(|row| json!({"row": row.no, "cells": row.cells})).collect();
    let job = ImportJob {
        id,
        kind: upload.kind,
        state: State::Uploaded,
        file_name: upload.name.clone(),
        format: json!(upload.format),
        header_row: upload.header.no,
        columns: json!(columns),
        sample: sample.into(),
        signature,
        mapping: json!(mapping),
        options: json!(options),
        rights: json!({}),
        rows_total: upload.rows_total,
        place: 0,
        rows_done: 0,
        rows_accepted: 0,
        rows_reported: 0,
        created: 0,
        changed: 0,
        unchanged: 0,
        refused: 0,
        undone: 0,
        failure: None,
        leased_until: At(0),
        owner_id: ctx.actor(),
        department_id: ctx.grants.department,
        created_at: ctx.at,
        started_at: None,
        ended_at: None,
        remembered_at: used_at,
        revision: 1,
    };
    store::insert(tx, &job)?;
    let data = json!({"file": job.file_name, "kind": job.kind, "rows": job.rows_total});
    tx.record_first(ctx, Event::new("import.uploaded", id).data(&data));
    Ok(job)
}

/// The import, when it exists and is his to see.
///
/// # Errors
/// `not_found`.
pub fn import(tx: &mut Tx<'_>, ctx: &Ctx, id: JobId) -> Result<ImportJob> {
    reachable(ctx, id, store::load(tx, id)?)
}

fn reachable(ctx: &Ctx, id: JobId, job: Option<ImportJob>) -> Result<ImportJob> {
    let job = job.filter(|job| ctx.reaches(RUN, job.owner_id, job.department_id));
    job.ok_or_else(|| Common::NotFound { what: "import", id: id.to_string() }.into())
}

fn open(tx: &mut Tx<'_>, ctx: &Ctx, id: JobId, action: Action) -> Result<ImportJob> {
    let mut job = reachable(ctx, id, store::load_for_update(tx, id)?)?;
    ctx.check_revision("import", job.revision)?;
    job.state = lifecycle::guard(action, &job)?;
    Ok(job)
}

/// Says which column is read for what, and what holds for all rows. It is remembered for files with
/// the same header.
///
/// # Errors
/// `not_found`, `import_state`, `target_unknown`, `column_unknown`.
pub fn map(tx: &mut Tx<'_>, ctx: &Ctx, id: JobId, mapping: &Mapping, options: &Options) -> Result<ImportJob> {
    let mut job = open(tx, ctx, id, Action::Map)?;
    let columns = job.columns.as_array().map_or(0, Vec::len);
    rules::check_mapping(job.kind, columns, mapping)?;
    let chosen = json!(mapping);
    job.remembered_at = job.remembered_at.filter(|_| chosen == job.mapping);
    job.mapping = chosen;
    job.options = json!(options);
    begin(&mut job);
    store::save(tx, &mut job)?;
    store::forget_errors(tx, id)?;
    store::remember(tx, ctx, &job)?;
    tx.record(ctx, Event::new("import.mapped", id).data(&json!({"mapping": mapping, "options": options})));
    Ok(job)
}

/// Has every row looked at; nothing is stored but what is wrong.
///
/// # Errors
/// `not_found`, `import_state`, `mapping_incomplete`.
pub fn check(tx: &mut Tx<'_>, ctx: &Ctx, id: JobId) -> Result<ImportJob> {
    start(tx, ctx, id, Action::Check, "import.check_started")
}

/// Has every row taken in, under the rights of whoever says so.
///
/// # Errors
/// `not_found`, `import_state`, `mapping_incomplete`.
pub fn run(tx: &mut Tx<'_>, ctx: &Ctx, id: JobId) -> Result<ImportJob> {
    start(tx, ctx, id, Action::Run, "import.started")
}

fn start(tx: &mut Tx<'_>, ctx: &Ctx, id: JobId, action: Action, event: &'static str) -> Result<ImportJob> {
    let mut job = open(tx, ctx, id, action)?;
    let (mapping, options) = said(&job)?;
    let missing = rules::missing(job.kind, &mapping, options.customer.is_some());
    if !missing.is_empty() {
        let targets = missing.iter().map(|target| target.name).collect::<Vec<_>>().join(", ");
        return Err(Refusal::MappingIncomplete { targets }.into());
    }
    begin(&mut job);
    job.rights = json!(ctx.grants.actions);
    job.started_at = Some(ctx.at);
    store::save(tx, &mut job)?;
    store::forget_errors(tx, id)?;
    store::remember(tx, ctx, &job)?;
    tx.record(ctx, Event::new(event, id).data(&json!({"file": job.file_name, "kind": job.kind})));
    Ok(job)
}

/// Every count at zero: the file is gone through from its beginning. What was made stays known, and
/// rows that were taken before are found unchanged.
fn begin(job: &mut ImportJob) {
    (job.place, job.rows_done, job.rows_accepted, job.rows_reported) = Default::default();
    (job.created, job.changed, job.unchanged, job.refused) = Default::default();
    (job.failure, job.ended_at, job.leased_until) = (None, None, At(0));
}

/// Stops an import between two documents; what was taken until then stays.
///
/// # Errors
/// `not_found`, `import_state`.
pub fn cancel(tx: &mut Tx<'_>, ctx: &Ctx, id: JobId) -> Result<ImportJob> {
    let mut job = open(tx, ctx, id, Action::Cancel)?;
    job.ended_at = Some(ctx.at);
    store::save(tx, &mut job)?;
    tx.record(ctx, Event::new("import.cancelled", id).data(&counts(&job)));
    Ok(job)
}

/// Has everything taken back that the import made, the last first.
///
/// # Errors
/// `not_found`, `import_state`, `import_not_undoable`, `import_nothing_to_undo`.
pub fn undo(tx: &mut Tx<'_>, ctx: &Ctx, id: JobId) -> Result<ImportJob> {
    let mut job = open(tx, ctx, id, Action::Undo)?;
    if store::to_undo(tx, id, 1)?.is_empty() {
        return Err(Refusal::ImportNothingToUndo { file: job.file_name }.into());
    }
    job.rights = json!(ctx.grants.actions);
    job.undone = 0;
    (job.ended_at, job.leased_until) = (None, At(0));
    store::save(tx, &mut job)?;
    tx.record(ctx, Event::new("import.undo_started", id));
    Ok(job)
}

/// What the job's columns are read for, and what holds for all rows.
pub(crate) fn said(job: &ImportJob) -> Result<(Mapping, Options)> {
    let mapping = serde_json::from_value(job.mapping.clone()).context("reading a stored mapping")?;
    let options = serde_json::from_value(job.options.clone()).context("reading stored options")?;
    Ok((mapping, options))
}

/// How the job's file is written.
pub(crate) fn format(job: &ImportJob) -> Result<Format> {
    Ok(serde_json::from_value(job.format.clone()).context("reading a stored format")?)
}

/// The file as it came, unpacked; read part by part.
///
/// # Errors
/// A fault when a part is missing.
pub(crate) fn file(db: &Db, id: JobId) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for n in 0.. {
        match db.read_now(move |tx| store::part(tx, id, n))? {
            Some(part) => bytes.extend(part),
            None if n == 0 => return Err(anyhow!("the file of import {id} is gone").into()),
            None => break,
        }
    }
    Ok(match read::unpacked(&bytes)? {
        std::borrow::Cow::Owned(unpacked) => unpacked,
        std::borrow::Cow::Borrowed(_) => bytes,
    })
}

/// What a pass came to, for the journal.
pub(crate) fn counts(job: &ImportJob) -> Value {
    let all = BTreeMap::from([
        ("rows", job.rows_total),
        ("rows_accepted", job.rows_accepted),
        ("rows_reported", job.rows_reported),
        ("created", job.created),
        ("changed", job.changed),
        ("unchanged", job.unchanged),
        ("refused", job.refused),
        ("undone", job.undone),
    ]);
    json!(all)
}
