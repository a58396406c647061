//! Cases and incidents on the wire.

use std::collections::HashMap;

use base::id::{ActorId, CaseId, ProcessId, ProcessVersionId, TaskId};
use base::{At, Ctx, Filter, Op, Result};
use db::Tx;
use db::work::outbox::Message;
use edge::{Answer, Body, ListQuery, LoggedIn, May, PageOf, Path, Query, Shared};
use flow::case::At as Stand;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::outside::OutsideCallView;
use super::{Home, Operate, Processes, by_id, vars_of};
use crate::commands::repair;
use crate::commands::{case, task};
use crate::house::House;
use crate::model::{CaseRow, CaseState, Incident, OutsideCall, Task, TaskState};
use crate::run::{self, CHANNEL, Live};
use crate::store;
use crate::trail::{self, Passed};

#[derive(Serialize, JsonSchema)]
pub(super) struct CaseListRow {
    id: CaseId,
    process_id: ProcessId,
    process_code: String,
    process_name: String,
    process_name_en: String,
    version: i64,
    subject: String,
    /// What the document is called; empty for a case about none.
    number: String,
    title: String,
    state: CaseState,
    outcome: String,
    started_at: At,
    started_by: ActorId,
    ended_at: Option<At>,
    incidents: i64,
    /// Where it stands.
    now: Vec<Standing>,
}

/// A token that waits or is stuck.
#[derive(Serialize, JsonSchema)]
pub(super) struct Standing {
    token: u32,
    step: String,
    name: String,
    name_en: String,
    stuck: bool,
    since: Option<At>,
    /// Whoever has it: people, and roles that may take it.
    people: Vec<ActorId>,
    whom: Vec<String>,
    due_at: Option<At>,
    task: Option<TaskId>,
    /// What it asks of another system.
    call: Option<OutsideCallView>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct CaseView {
    #[serde(flatten)]
    row: CaseListRow,
    /// The drawing of the version it runs on.
    bpmn: String,
    /// The steps it went through, in their order.
    trail: Vec<Passed>,
    tasks: Vec<Task>,
    incident_list: Vec<Incident>,
    /// What was asked of other systems, the first first.
    calls: Vec<OutsideCallView>,
    /// By name; only for those who may repair.
    #[schemars(with = "serde_json::Value")]
    vars: serde_json::Value,
    allowed_actions: Vec<&'static str>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseQuery {
    /// A document's id: only its cases.
    subject: Option<String>,
    process: Option<ProcessId>,
    state: Option<CaseState>,
    /// Cases that stand at this step.
    step: Option<String>,
    started_from: Option<At>,
    /// Before this moment.
    started_to: Option<At>,
    filter: Option<String>,
    sort: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
}

impl CaseQuery {
    fn narrowed(&self) -> Filter {
        let of = |field: &str, op: Op, value: Option<String>| value.map(|it| Filter::cond(field, op, it));
        let all = [
            of("process", Op::Eq, self.process.map(|it| it.to_string())),
            of("state", Op::Eq, self.state.map(|it| it.to_string())),
            of("stands", Op::Like, self.step.as_ref().map(|step| format!(" {step} "))),
            of("started_at", Op::Ge, self.started_from.map(|it| it.to_string())),
            of("started_at", Op::Lt, self.started_to.map(|it| it.to_string())),
        ];
        Filter::And(all.into_iter().flatten().collect())
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct JumpBody {
    token: u32,
    to: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VarsBody {
    #[serde(default)]
    pub(super) vars: serde_json::Map<String, serde_json::Value>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EndBody {
    #[serde(default)]
    pub(super) reason: String,
}

/// The cases of a document for whoever may see it; all of them for those who look after processes.
pub(super) async fn list(
    Shared(house): Home,
    may: May<LoggedIn>,
    Query(query): Query<CaseQuery>,
) -> Answer<PageOf<CaseListRow>> {
    may.read(move |tx, ctx| {
        let list = ListQuery {
            filter: query.filter.clone(),
            sort: query.sort.clone(),
            limit: query.limit,
            cursor: query.cursor.clone(),
            q: None,
        };
        let mut filter = list.filter()?.and(query.narrowed());
        match &query.subject {
            Some(subject) => {
                if !case::sees(tx, ctx, house, subject)? {
                    return Ok(PageOf { items: Vec::new(), next_cursor: None });
                }
                filter = filter.and(Filter::cond("subject", Op::Eq, subject.clone()));
            }
            None if ctx.scope("process.operate").is_some() => {}
            None => filter = filter.and(Filter::cond("starter", Op::Eq, ctx.actor().to_string())),
        }
        let page = store::case::page(tx, filter, &list)?;
        let processes = by_id(tx)?;
        let numbers: HashMap<ProcessVersionId, i64> = store::process::numbers(tx)?.into_iter().collect();
        let running: Vec<CaseId> =
            page.items.iter().filter(|row| row.state == CaseState::Running).map(|row| row.id).collect();
        let open = Open::of(store::task::open_of_cases(tx, &running)?, &running, tx)?;
        let called = called(tx, house, &page.items)?;
        let versions = run::versions(tx, house, page.items.iter().map(|row| row.version_id))?;
        let mut items = Vec::with_capacity(page.items.len());
        for row in page.items {
            let live = Live::on(house, row, &versions)?;
            let now = standing(&live, &open, &[]);
            items.push(list_row(&processes, &numbers, &called, live.row, now));
        }
        Ok(PageOf { items, next_cursor: page.next_cursor })
    })
    .await
}

/// Number and title of documents, by their ids.
type Names = HashMap<String, (String, String)>;

fn called(tx: &mut Tx<'_>, house: &House, rows: &[CaseRow]) -> Result<Names> {
    let mut all = Names::new();
    for subject in house.subjects {
        let is_one = |id: &&str| house.subject_of(id).is_some_and(|it| it.kind == subject.kind);
        let ids: Vec<&str> = rows.iter().map(|row| row.subject.as_str()).filter(is_one).collect();
        if !ids.is_empty() {
            let found = (subject.called)(tx, &ids)?.into_iter();
            all.extend(found.map(|(id, number, title)| (id, (number, title))));
        }
    }
    Ok(all)
}

fn list_row(
    processes: &Processes,
    numbers: &HashMap<ProcessVersionId, i64>,
    called: &Names,
    row: CaseRow,
    now: Vec<Standing>,
) -> CaseListRow {
    let process = processes.get(&row.process_id);
    let (number, title) = called.get(&row.subject).cloned().unwrap_or_default();
    CaseListRow {
        number,
        title,
        process_code: process.map(|it| it.code.clone()).unwrap_or_default(),
        process_name: process.map(|it| it.name.clone()).unwrap_or_default(),
        process_name_en: process.map(|it| it.name_en.clone()).unwrap_or_default(),
        version: numbers.get(&row.version_id).copied().unwrap_or(0),
        id: row.id,
        process_id: row.process_id,
        subject: row.subject,
        state: row.state,
        outcome: row.outcome,
        started_at: row.started_at,
        started_by: row.starter_id,
        ended_at: row.ended_at,
        incidents: row.stuck,
        now,
    }
}

/// Open tasks of some cases, with who may take those that are nobody's, and what other systems are asked for them.
struct Open {
    tasks: Vec<Task>,
    whom: Vec<(TaskId, String)>,
    calls: Vec<OutsideCall>,
    sent: Vec<Message>,
}

impl Open {
    fn of(tasks: Vec<Task>, cases: &[CaseId], tx: &mut Tx<'_>) -> Result<Self> {
        let ids: Vec<TaskId> = tasks.iter().map(|task| task.id).collect();
        let whom = if ids.is_empty() { Vec::new() } else { store::task::candidates(tx, &ids)? };
        let calls = store::outside::waiting_of(tx, cases)?;
        let keys: Vec<String> = calls.iter().map(|call| call.id.0.to_string()).collect();
        let sent = if keys.is_empty() { Vec::new() } else { tx.messages(CHANNEL, &keys)? };
        Ok(Self { tasks, whom, calls, sent })
    }

    fn call(&self, place: (CaseId, i64)) -> Option<OutsideCallView> {
        let call = self.calls.iter().find(|call| (call.case_id, call.token) == place)?;
        let key = call.id.0.to_string();
        Some(OutsideCallView::of(call, self.sent.iter().find(|message| message.key == key)))
    }
}

/// The tokens somebody or something is waited for at, and those that are stuck.
fn standing(live: &Live, open: &Open, trail: &[Passed]) -> Vec<Standing> {
    let mut out = Vec::new();
    for token in &live.case.tokens {
        let stuck = matches!(token.at, Stand::Stuck(..));
        if !stuck && !matches!(token.at, Stand::Waiting) {
            continue;
        }
        let (name, name_en) = live.version.names(token.node);
        let place = (live.row.id, i64::from(token.id.0));
        let task = open.tasks.iter().find(|task| (task.case_id, task.token) == place);
        let call = open.call(place);
        let passed = trail.iter().rev().find(|it| it.token == token.id.0);
        let whom =
            task.map(|task| open.whom.iter().filter(|(of, _)| *of == task.id).map(|(_, whom)| whom.clone()));
        out.push(Standing {
            token: token.id.0,
            step: live.version.definition.node(token.node).id.to_string(),
            name,
            name_en,
            stuck,
            since: task
                .map(|task| task.created_at)
                .or(call.as_ref().map(|it| it.started_at))
                .or(passed.map(|it| it.entered_at)),
            people: task.and_then(|task| task.assignee_id).into_iter().collect(),
            whom: whom.map(Iterator::collect).unwrap_or_default(),
            due_at: task.and_then(|task| task.due_at),
            task: task.map(|task| task.id),
            call,
        });
    }
    out
}

pub(super) async fn show(
    Shared(house): Home,
    may: May<LoggedIn>,
    Path(id): Path<CaseId>,
) -> Answer<CaseView> {
    may.read(move |tx, ctx| {
        let row = case_row(tx, ctx, house, id)?;
        view(tx, ctx, house, row)
    })
    .await
}

/// The case, for whoever may see its document or has a task of it.
fn case_row(tx: &mut Tx<'_>, ctx: &Ctx, house: &House, id: CaseId) -> Result<CaseRow> {
    for found in store::task::of_case(tx, id)? {
        if task::concerns(tx, ctx, &found)? {
            return store::case::load(tx, id);
        }
    }
    case::seen(tx, ctx, house, id)
}

pub(super) fn view(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, row: CaseRow) -> Result<CaseView> {
    let live = Live::from_row(tx, house, row)?;
    let tasks = store::task::of_case(tx, live.row.id)?;
    let trail = trail::of(tx, &live)?;
    let still_open = tasks.iter().filter(|task| task.state == TaskState::Open).cloned().collect();
    let now = standing(&live, &Open::of(still_open, &[live.row.id], tx)?, &trail);
    let called = called(tx, house, std::slice::from_ref(&live.row))?;
    let processes = by_id(tx)?;
    let numbers: HashMap<ProcessVersionId, i64> = store::process::numbers(tx)?.into_iter().collect();
    let operates = ctx.scope("process.operate").is_some();
    let allowed =
        if operates && live.row.state == CaseState::Running { vec!["jump", "vars", "end"] } else { vec![] };
    let vars = live.case.scopes.first().map(|scope| by_name(&scope.vars));
    Ok(CaseView {
        bpmn: store::process::bpmn(tx, live.row.version_id)?,
        trail,
        tasks,
        incident_list: store::incident::of_case(tx, live.row.id)?,
        calls: store::outside::of_case(tx, live.row.id)?
            .iter()
            .map(|it| OutsideCallView::of(it, None))
            .collect(),
        vars: vars.filter(|_| operates).unwrap_or_default(),
        allowed_actions: allowed,
        row: list_row(&processes, &numbers, &called, live.row, now),
    })
}

/// Variables as an object, the first of a name.
fn by_name(vars: &flow::Vars) -> serde_json::Value {
    let all = flow::Value::Map(vars.0.clone().into());
    serde_json::from_str(&all.plain_json()).unwrap_or_default()
}

pub(super) async fn jump(
    Shared(house): Home,
    may: May<Operate>,
    Path(id): Path<CaseId>,
    Body(body): Body<JumpBody>,
) -> Answer<CaseView> {
    may.write(move |tx, ctx| {
        repair::jump(tx, ctx, house, id, body.token, &body.to)?;
        let row = store::case::load(tx, id)?;
        view(tx, ctx, house, row)
    })
    .await
}

pub(super) async fn set_vars(
    Shared(house): Home,
    may: May<Operate>,
    Path(id): Path<CaseId>,
    Body(body): Body<VarsBody>,
) -> Answer<CaseView> {
    may.write(move |tx, ctx| {
        repair::set_vars(tx, ctx, house, id, vars_of(&body.vars))?;
        let row = store::case::load(tx, id)?;
        view(tx, ctx, house, row)
    })
    .await
}

pub(super) async fn end(
    Shared(house): Home,
    may: May<Operate>,
    Path(id): Path<CaseId>,
    Body(body): Body<EndBody>,
) -> Answer<CaseView> {
    may.write(move |tx, ctx| {
        repair::end(tx, ctx, house, id, &body.reason)?;
        let row = store::case::load(tx, id)?;
        view(tx, ctx, house, row)
    })
    .await
}
