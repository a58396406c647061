//! Processes on the wire: drafts, versions, problems, differences.

use std::collections::HashMap;

use base::id::{ActorId, CaseId, ProcessId, ProcessVersionId};
use base::{At, Ctx, Lang, Result};
use db::Tx;
use edge::{Answer, Body, May, Path, Query, Shared};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Design, Home, Read, because, vars_of, words};
use crate::commands::migrate::{self, Migration, Report};
use crate::commands::walk::{self, Walk, Walked};
use crate::commands::{case, design, schedule};
use crate::compare::{self, Difference};
use crate::model::Process;
use crate::rules::Refusal;
use crate::{run, store};

#[derive(Serialize, JsonSchema)]
pub(super) struct ProcessRow {
    id: ProcessId,
    code: String,
    name: String,
    name_en: String,
    subject: String,
    active: bool,
    /// The number of the version new cases get.
    version: Option<i64>,
    has_draft: bool,
    running: i64,
    incidents: i64,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct DraftView {
    bpmn: String,
    changed_at: Option<At>,
    changed_by: Option<ActorId>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct ProcessView {
    id: ProcessId,
    code: String,
    name: String,
    name_en: String,
    /// What it is for.
    description: String,
    subject: String,
    active: bool,
    version: Option<i64>,
    /// The published drawing.
    bpmn: Option<String>,
    draft: Option<DraftView>,
    /// When the clock starts the next case; absent: it starts none.
    starts_at: Option<At>,
    revision: i64,
    allowed_actions: Vec<&'static str>,
}

/// Where cases stand.
#[derive(Serialize, JsonSchema)]
pub(super) struct StandingAt {
    step: String,
    name: String,
    name_en: String,
    running: i64,
    /// Of these, cases in which something is stuck.
    stuck: i64,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct VersionRow {
    version: i64,
    note: String,
    published_at: At,
    published_by: ActorId,
    /// Cases under way on it.
    running: i64,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct VersionView {
    version: i64,
    note: String,
    published_at: At,
    published_by: ActorId,
    bpmn: String,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct ProblemView {
    /// The id of the element; empty for the file as a whole.
    element: String,
    name: String,
    severity: String,
    #[serde(rename = "code")]
    what: String,
    #[schemars(with = "serde_json::Value")]
    args: serde_json::Value,
    /// In the reader's language.
    sentence: String,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Problems {
    problems: Vec<ProblemView>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Drawing {
    bpmn: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Publishing {
    #[serde(default)]
    note: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RollingBack {
    version: i64,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ActivityBody {
    activity: design::Activity,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Starting {
    /// The document's id; empty for a process about none.
    #[serde(default)]
    subject: String,
    #[serde(default)]
    vars: serde_json::Map<String, serde_json::Value>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Started {
    case: CaseId,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WhichVersion {
    version: i64,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Between {
    from: i64,
    /// A number, or `draft`.
    to: String,
}

pub(super) async fn list(may: May<Read>) -> Answer<Vec<ProcessRow>> {
    may.read(|tx, _| {
        let figures: HashMap<ProcessId, (i64, i64)> = store::process::figures(tx)?
            .into_iter()
            .map(|(id, running, stuck)| (id, (running, stuck)))
            .collect();
        let numbers: HashMap<ProcessVersionId, i64> = store::process::numbers(tx)?.into_iter().collect();
        let row = |process: Process| {
            let (running, incidents) = figures.get(&process.id).copied().unwrap_or_default();
            ProcessRow {
                id: process.id,
                code: process.code,
                name: process.name,
                name_en: process.name_en,
                subject: process.subject,
                active: process.active,
                version: process.version_id.and_then(|id| numbers.get(&id).copied()),
                has_draft: process.draft.is_some(),
                running,
                incidents,
            }
        };
        Ok(store::process::all(tx)?.into_iter().map(row).collect())
    })
    .await
}

fn view(tx: &mut Tx<'_>, ctx: &Ctx, process: Process) -> Result<ProcessView> {
    let version = process.version_id.map(|id| store::process::version_by_id(tx, id)).transpose()?;
    let mut allowed = Vec::new();
    if ctx.scope("process.design").is_some() {
        allowed.extend(["rename", "save_draft", "roll_back", if process.active { "close" } else { "open" }]);
        if process.draft.is_some() {
            allowed.extend(["publish", "drop_draft"]);
        }
        if process.active && process.version_id.is_some() {
            allowed.push("start");
        }
    }
    Ok(ProcessView {
        id: process.id,
        code: process.code,
        name: process.name,
        name_en: process.name_en,
        description: process.description,
        subject: process.subject,
        active: process.active,
        version: version.as_ref().map(|version| version.version),
        bpmn: version.map(|version| version.bpmn),
        draft: process.draft.map(|bpmn| DraftView {
            bpmn,
            changed_at: process.draft_at,
            changed_by: process.draft_by,
        }),
        starts_at: schedule::next(tx, process.id)?,
        revision: process.revision,
        allowed_actions: allowed,
    })
}

pub(super) async fn show(may: May<Read>, Path(id): Path<ProcessId>) -> Answer<ProcessView> {
    may.read(move |tx, ctx| {
        let process = store::process::one(tx, id)?;
        view(tx, ctx, process)
    })
    .await
}

pub(super) async fn create(
    Shared(house): Home,
    may: May<Design>,
    Body(new): Body<design::NewProcess>,
) -> Answer<ProcessView> {
    may.create(move |tx, ctx| {
        let process = design::create(tx, ctx, house, &new)?;
        view(tx, ctx, process)
    })
    .await
}

pub(super) async fn rename(
    may: May<Design>,
    Path(id): Path<ProcessId>,
    Body(patch): Body<design::ProcessPatch>,
) -> Answer<ProcessView> {
    may.write(move |tx, ctx| {
        let process = design::rename(tx, ctx, id, &patch)?;
        view(tx, ctx, process)
    })
    .await
}

/// Each step once, whatever the version; those of the newest first.
pub(super) async fn standing(
    Shared(house): Home,
    may: May<Read>,
    Path(id): Path<ProcessId>,
) -> Answer<Vec<StandingAt>> {
    may.read(move |tx, _| {
        store::process::one(tx, id)?;
        let rows = store::process::standing(tx, id)?;
        let versions = run::versions(tx, house, rows.iter().map(|(version, ..)| *version))?;
        let mut all: Vec<StandingAt> = Vec::new();
        for (version, stands, running, stuck) in &rows {
            let Some(version) = versions.get(version) else { continue };
            for step in stands.split_whitespace() {
                let known = all.iter().position(|at| at.step == step);
                let place = known.unwrap_or_else(|| {
                    let named = version.definition.find(step).map(|node| version.names(node));
                    let (name, name_en) = named.unwrap_or_else(|| (step.to_owned(), step.to_owned()));
                    all.push(StandingAt { step: step.to_owned(), name, name_en, running: 0, stuck: 0 });
                    all.len() - 1
                });
                all[place].running += running;
                all[place].stuck += stuck;
            }
        }
        Ok(all)
    })
    .await
}

pub(super) async fn save_draft(
    may: May<Design>,
    Path(id): Path<ProcessId>,
    Body(drawing): Body<Drawing>,
) -> Answer<ProcessView> {
    may.write(move |tx, ctx| {
        let process = design::save_draft(tx, ctx, id, &drawing.bpmn)?;
        view(tx, ctx, process)
    })
    .await
}

pub(super) async fn drop_draft(may: May<Design>, Path(id): Path<ProcessId>) -> Answer<ProcessView> {
    may.write(move |tx, ctx| {
        let process = design::drop_draft(tx, ctx, id)?;
        view(tx, ctx, process)
    })
    .await
}

pub(super) async fn publish(
    Shared(house): Home,
    may: May<Design>,
    Path(id): Path<ProcessId>,
    Body(body): Body<Publishing>,
) -> Answer<ProcessView> {
    may.write(move |tx, ctx| {
        let process = design::publish(tx, ctx, house, id, &body.note)?;
        view(tx, ctx, process)
    })
    .await
}

pub(super) async fn roll_back(
    Shared(house): Home,
    may: May<Design>,
    Path(id): Path<ProcessId>,
    Body(body): Body<RollingBack>,
) -> Answer<ProcessView> {
    may.write(move |tx, ctx| {
        let process = design::roll_back(tx, ctx, house, id, body.version, &body.note)?;
        view(tx, ctx, process)
    })
    .await
}

pub(super) async fn set_active(
    Shared(house): Home,
    may: May<Design>,
    Path(id): Path<ProcessId>,
    Body(body): Body<ActivityBody>,
) -> Answer<ProcessView> {
    may.write(move |tx, ctx| {
        let process = design::set_active(tx, ctx, house, id, body.activity)?;
        view(tx, ctx, process)
    })
    .await
}

pub(super) async fn start(
    Shared(house): Home,
    may: May<Read>,
    Path(id): Path<ProcessId>,
    Body(body): Body<Starting>,
) -> Answer<Started> {
    may.create(move |tx, ctx| {
        let case = case::start(tx, ctx, house, id, &body.subject, vars_of(&body.vars))?;
        Ok(Started { case })
    })
    .await
}

pub(super) async fn versions(may: May<Read>, Path(id): Path<ProcessId>) -> Answer<Vec<VersionRow>> {
    may.read(move |tx, _| {
        store::process::one(tx, id)?;
        let running: HashMap<ProcessVersionId, i64> = store::process::running(tx, id)?.into_iter().collect();
        let rows = store::process::versions(tx, id)?.into_iter().map(|version| VersionRow {
            running: running.get(&version.id).copied().unwrap_or(0),
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
    Path(id): Path<ProcessId>,
    Query(which): Query<WhichVersion>,
) -> Answer<VersionView> {
    may.read(move |tx, _| {
        let process = store::process::one(tx, id)?;
        let found = store::process::version(tx, id, which.version)?;
        let unknown = || Refusal::VersionUnknown { process: process.code.clone(), version: which.version };
        let version = found.ok_or_else(unknown)?;
        Ok(VersionView {
            version: version.version,
            note: version.note,
            published_at: version.published_at,
            published_by: version.published_by,
            bpmn: version.bpmn,
        })
    })
    .await
}

pub(super) async fn diff(
    may: May<Read>,
    Path(id): Path<ProcessId>,
    Query(between): Query<Between>,
) -> Answer<Vec<Difference>> {
    may.read(move |tx, _| {
        let process = store::process::one(tx, id)?;
        let numbered = |tx: &mut Tx<'_>, number: i64| -> Result<String> {
            let found = store::process::version(tx, id, number)?.map(|version| version.bpmn);
            let unknown = || Refusal::VersionUnknown { process: process.code.clone(), version: number };
            Ok(found.ok_or_else(unknown)?)
        };
        let before = numbered(tx, between.from)?;
        let after = match between.to.as_str() {
            "draft" => {
                process.draft.clone().ok_or_else(|| Refusal::NoDraft { process: process.code.clone() })?
            }
            number => numbered(tx, number.parse().unwrap_or(0))?,
        };
        compare::differences(&before, &after)
    })
    .await
}

/// A try is a command that undoes itself: it needs the writer, and leaves nothing.
pub(super) async fn walk_through(
    Shared(house): Home,
    may: May<Read>,
    Body(body): Body<Walk>,
) -> Answer<Walked> {
    may.write(move |tx, ctx| {
        let mut walked = walk::walk(tx, ctx, house, &body)?;
        let version = walked.version.clone();
        for (waiting, version) in walked.waiting.iter_mut().zip(version.iter().cycle()) {
            waiting.because = because::sentences(tx, house, version, &waiting.why, ctx.grants.lang)?;
        }
        walked.stuck = walked.causes.iter().map(|cause| words::cause(cause, ctx.grants.lang)).collect();
        Ok(walked)
    })
    .await
}

pub(super) async fn migrate_cases(
    Shared(house): Home,
    may: May<Design>,
    Path(id): Path<ProcessId>,
    Body(body): Body<Migration>,
) -> Answer<Report> {
    may.write(move |tx, ctx| migrate::migrate(tx, ctx, house, id, &body)).await
}

pub(super) async fn check(
    Shared(house): Home,
    may: May<Read>,
    Body(drawing): Body<Drawing>,
) -> Answer<Problems> {
    may.read(move |tx, ctx| {
        let lang = ctx.grants.lang;
        let problems = design::check(tx, ctx, house, &drawing.bpmn)?;
        Ok(Problems { problems: problems.iter().map(|problem| problem_view(problem, lang)).collect() })
    })
    .await
}

fn problem_view(problem: &flow::Problem, lang: Lang) -> ProblemView {
    let told = serde_json::to_value(&problem.what).unwrap_or_default();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    ProblemView {
        element: problem.element.clone(),
        name: problem.name.clone(),
        severity: text(&serde_json::to_value(problem.severity).unwrap_or_default()),
        what: told.get("code").map(text).unwrap_or_default(),
        args: told.get("args").cloned().unwrap_or_default(),
        sentence: words::problem(problem, lang),
    }
}
