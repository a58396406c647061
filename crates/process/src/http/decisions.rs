//! Decision tables on the wire: drafts and versions, and the tables of files.

use std::collections::HashMap;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use base::id::{ActorId, DecisionId, DecisionVersionId};
use base::{At, Ctx, Result};
use db::Tx;
use edge::{Answer, Body, May, Path, Query, Shared, Upload};
use rules::Table;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Design, Home, Read};
use crate::commands::design::Activity;
use crate::decisions::check::said;
use crate::decisions::commands::{self as verbs, DraftOf, NewDecision};
use crate::decisions::model::{Decision, DecisionVersion};
use crate::decisions::{Refusal, ready, sheet};
use crate::store;

#[derive(Serialize, JsonSchema)]
pub(super) struct DecisionRow {
    id: DecisionId,
    code: String,
    name: String,
    name_en: String,
    subject: String,
    active: bool,
    /// The number of the version that is asked.
    version: Option<i64>,
    has_draft: bool,
    rules: usize,
    examples: usize,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct DecisionDraft {
    table: Table,
    changed_at: Option<At>,
    changed_by: Option<ActorId>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct DecisionView {
    id: DecisionId,
    code: String,
    name: String,
    name_en: String,
    subject: String,
    active: bool,
    version: Option<i64>,
    /// What is asked now.
    table: Option<Table>,
    draft: Option<DecisionDraft>,
    revision: i64,
    allowed_actions: Vec<&'static str>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct DecisionVersionRow {
    version: i64,
    note: String,
    published_at: At,
    published_by: ActorId,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct DecisionVersionView {
    version: i64,
    subject: String,
    note: String,
    published_at: At,
    published_by: ActorId,
    table: Table,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PublishingDecision {
    #[serde(default)]
    note: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RollingBackDecision {
    version: i64,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DecisionActivity {
    activity: Activity,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WhichDecisionVersion {
    version: i64,
}

#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum FileKind {
    Dmn,
    Xlsx,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Exporting {
    kind: FileKind,
    /// A version's number; absent: the draft, or what is asked now.
    #[serde(default)]
    version: Option<i64>,
}

pub(super) async fn list(may: May<Read>) -> Answer<Vec<DecisionRow>> {
    may.read(|tx, _| {
        let numbers: HashMap<DecisionVersionId, i64> = store::decision::numbers(tx)?.into_iter().collect();
        let mut rows = Vec::new();
        for decision in store::decision::all(tx)? {
            let table = current(tx, &decision)?;
            rows.push(DecisionRow {
                id: decision.id,
                code: decision.code,
                name: decision.name,
                name_en: decision.name_en,
                subject: decision.subject,
                active: decision.active,
                version: decision.version_id.and_then(|id| numbers.get(&id).copied()),
                has_draft: decision.draft.is_some(),
                rules: table.rules.len(),
                examples: table.examples.len(),
            });
        }
        Ok(rows)
    })
    .await
}

/// What is worked on: the draft, else what is asked.
fn current(tx: &mut Tx<'_>, decision: &Decision) -> Result<Table> {
    match (&decision.draft, decision.version_id) {
        (Some(draft), _) => ready::read(draft),
        (None, Some(id)) => ready::read(&store::decision::version_by_id(tx, id)?.body),
        (None, None) => Ok(Table::default()),
    }
}

fn view(tx: &mut Tx<'_>, ctx: &Ctx, decision: Decision) -> Result<DecisionView> {
    let version = decision.version_id.map(|id| store::decision::version_by_id(tx, id)).transpose()?;
    let mut allowed = Vec::new();
    if ctx.scope("process.design").is_some() {
        allowed.extend(["save_draft", if decision.active { "close" } else { "open" }]);
        if decision.draft.is_some() {
            allowed.push("publish");
        }
        if version.is_some() {
            allowed.push("roll_back");
        }
        if decision.draft.is_some() && version.is_some() {
            allowed.push("drop_draft");
        }
    }
    let draft = |body: String| -> Result<DecisionDraft> {
        let table = ready::read(&body)?;
        Ok(DecisionDraft { table, changed_at: decision.draft_at, changed_by: decision.draft_by })
    };
    Ok(DecisionView {
        id: decision.id,
        code: decision.code,
        name: decision.name,
        name_en: decision.name_en,
        subject: decision.subject,
        active: decision.active,
        version: version.as_ref().map(|version| version.version),
        table: version.map(|version| ready::read(&version.body)).transpose()?,
        draft: decision.draft.map(draft).transpose()?,
        revision: decision.revision,
        allowed_actions: allowed,
    })
}

pub(super) async fn show(may: May<Read>, Path(id): Path<DecisionId>) -> Answer<DecisionView> {
    may.read(move |tx, ctx| {
        let decision = store::decision::one(tx, id)?;
        view(tx, ctx, decision)
    })
    .await
}

pub(super) async fn create(
    Shared(house): Home,
    may: May<Design>,
    Body(new): Body<NewDecision>,
) -> Answer<DecisionView> {
    may.create(move |tx, ctx| {
        let decision = verbs::create(tx, ctx, house, &new)?;
        view(tx, ctx, decision)
    })
    .await
}

pub(super) async fn save_draft(
    Shared(house): Home,
    may: May<Design>,
    Path(id): Path<DecisionId>,
    Body(typed): Body<DraftOf>,
) -> Answer<DecisionView> {
    may.write(move |tx, ctx| {
        let decision = verbs::save_draft(tx, ctx, house, id, &typed)?;
        view(tx, ctx, decision)
    })
    .await
}

pub(super) async fn drop_draft(may: May<Design>, Path(id): Path<DecisionId>) -> Answer<DecisionView> {
    may.write(move |tx, ctx| {
        let decision = verbs::drop_draft(tx, ctx, id)?;
        view(tx, ctx, decision)
    })
    .await
}

pub(super) async fn publish(
    Shared(house): Home,
    may: May<Design>,
    Path(id): Path<DecisionId>,
    Body(body): Body<PublishingDecision>,
) -> Answer<DecisionView> {
    may.write(move |tx, ctx| {
        let decision = verbs::publish(tx, ctx, house, id, &body.note)?;
        view(tx, ctx, decision)
    })
    .await
}

pub(super) async fn roll_back(
    Shared(house): Home,
    may: May<Design>,
    Path(id): Path<DecisionId>,
    Body(body): Body<RollingBackDecision>,
) -> Answer<DecisionView> {
    may.write(move |tx, ctx| {
        let decision = verbs::roll_back(tx, ctx, house, id, body.version, &body.note)?;
        view(tx, ctx, decision)
    })
    .await
}

pub(super) async fn set_active(
    may: May<Design>,
    Path(id): Path<DecisionId>,
    Body(body): Body<DecisionActivity>,
) -> Answer<DecisionView> {
    may.write(move |tx, ctx| {
        let decision = verbs::set_active(tx, ctx, id, body.activity)?;
        view(tx, ctx, decision)
    })
    .await
}

pub(super) async fn versions(may: May<Read>, Path(id): Path<DecisionId>) -> Answer<Vec<DecisionVersionRow>> {
    may.read(move |tx, _| {
        store::decision::one(tx, id)?;
        let rows = store::decision::versions(tx, id)?.into_iter().map(|version| DecisionVersionRow {
            version: version.version,
            note: version.note,
            published_at: version.published_at,
            published_by: version.published_by,
        });
        Ok(rows.collect())
    })
    .await
}

pub(super) async fn version(
    may: May<Read>,
    Path(id): Path<DecisionId>,
    Query(which): Query<WhichDecisionVersion>,
) -> Answer<DecisionVersionView> {
    may.read(move |tx, _| {
        let decision = store::decision::one(tx, id)?;
        let version = numbered(tx, &decision, which.version)?;
        Ok(DecisionVersionView {
            version: version.version,
            subject: version.subject,
            note: version.note,
            published_at: version.published_at,
            published_by: version.published_by,
            table: ready::read(&version.body)?,
        })
    })
    .await
}

fn numbered(tx: &mut Tx<'_>, decision: &Decision, version: i64) -> Result<DecisionVersion> {
    let unknown = || Refusal::DecisionVersionUnknown { decision: decision.code.clone(), version };
    Ok(store::decision::version(tx, decision.id, version)?.ok_or_else(unknown)?)
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) async fn export(
    may: May<Read>,
    Path(id): Path<DecisionId>,
    Query(wanted): Query<Exporting>,
) -> Response {
    let number = wanted.version;
    let found = may.db().read(move |tx| {
        let decision = store::decision::one(tx, id)?;
        let table = match number {
            None => current(tx, &decision)?,
            Some(number) => ready::read(&numbered(tx, &decision, number)?.body)?,
        };
        Ok::<_, base::Error>((decision.code, table))
    });
    let written = found.await.and_then(|(code, table)| {
        Ok(match wanted.kind {
            FileKind::Dmn => (format!("{code}.dmn"), "application/xml", table.to_dmn().into_bytes()),
            FileKind::Xlsx => (format!("{code}.xlsx"), XLSX, sheet::write(&table)?),
        })
    });
    match written {
        Err(error) => Answer::<()>::problem(&error, &may.ctx).into_response(),
        Ok((name, kind, bytes)) => {
            let shown = [
                (header::CONTENT_TYPE, kind.to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
            ];
            (shown, bytes).into_response()
        }
    }
}

/// The tables of a file, to look at and to keep as a draft.
pub(super) async fn read(may: May<Read>, upload: Upload) -> Answer<Vec<Table>> {
    match tables_of(&upload, &may.ctx) {
        Ok(tables) => Answer::ok(&tables),
        Err(error) => Answer::problem(&error, &may.ctx),
    }
}

fn tables_of(upload: &Upload, ctx: &Ctx) -> Result<Vec<Table>> {
    let unreadable = |why: String| Refusal::DecisionUnreadable { file: upload.name.clone(), why };
    // A workbook is a packed folder; a DMN file is a text.
    let mut tables = if upload.bytes.starts_with(b"PK") {
        vec![sheet::read(&upload.bytes).map_err(unreadable)?]
    } else {
        let xml = std::str::from_utf8(&upload.bytes).map_err(|_| unreadable("it is not UTF-8".to_owned()))?;
        let told = |problems: Vec<rules::Problem>| {
            unreadable(problems.first().map(|problem| said(problem, ctx.grants.lang)).unwrap_or_default())
        };
        Table::from_dmn(xml).map_err(told)?
    };
    if tables.is_empty() {
        return Err(unreadable("there is no decision table in it".to_owned()).into());
    }
    tables.iter_mut().try_for_each(verbs::fit)?;
    Ok(tables)
}
