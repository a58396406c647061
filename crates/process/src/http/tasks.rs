//! The inbox on the wire.

use base::id::{RowId, TaskId};
use base::refusal::Common;
use base::{Ctx, Filter, Op, Result};
use db::Tx;
use edge::{Answer, Body, ListQuery, LoggedIn, May, PageOf, Path, Query, Shared};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Home, because, by_id};
use crate::commands::{case, operate, task};
use crate::fields::{self, Right};
use crate::house::House;
use crate::model::{CaseState, Copy, Task, TaskKind, TaskState};
use crate::run::Live;
use crate::store;
use crate::store::note::Note;

#[derive(Serialize, JsonSchema)]
pub(super) struct TaskRow {
    #[serde(flatten)]
    task: Task,
    process_name: String,
    process_name_en: String,
    overdue: bool,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct OutcomeView {
    code: String,
    name: String,
    name_en: String,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct FieldRight {
    field: String,
    right: Right,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct StepView {
    step: String,
    name: String,
    name_en: String,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct TaskView {
    #[serde(flatten)]
    row: TaskRow,
    case_state: CaseState,
    /// How it came to whoever has it: a sentence each, the step's own reason first.
    because: Vec<String>,
    /// Who may take it, when it is nobody's: `act_…` or `role:…`.
    candidates: Vec<String>,
    outcomes: Vec<OutcomeView>,
    fields: Vec<FieldRight>,
    /// How the step is done.
    sop: String,
    /// The same in English; empty where it was written in one language only.
    sop_en: String,
    /// What the document looks like, as expressions see it.
    #[schemars(with = "serde_json::Value")]
    facts: serde_json::Value,
    notes: Vec<Note>,
    /// The tasks of the case, this one too, in their order.
    history: Vec<Task>,
    /// Where it may be sent back to.
    earlier: Vec<StepView>,
    returned: bool,
    allowed_actions: Vec<&'static str>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct InboxCounts {
    todo: i64,
    overdue: i64,
    copied: i64,
}

/// Which tasks.
#[derive(Deserialize, JsonSchema, Clone, Copy, PartialEq, Eq, Default)]
#[serde(rename_all = "snake_case")]
pub(super) enum InboxBox {
    #[default]
    Todo,
    /// Of cases the reader started, still open.
    Started,
    Done,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BoxQuery {
    #[serde(default, rename = "box")]
    which: InboxBox,
    filter: Option<String>,
    sort: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
    q: Option<String>,
}

impl BoxQuery {
    fn list(&self) -> ListQuery {
        ListQuery {
            filter: self.filter.clone(),
            sort: self.sort.clone(),
            limit: self.limit,
            cursor: self.cursor.clone(),
            q: self.q.clone(),
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TaskEmptyBody {}

pub(super) async fn list(may: May<LoggedIn>, Query(query): Query<BoxQuery>) -> Answer<PageOf<TaskRow>> {
    may.read(move |tx, ctx| {
        let me = ctx.actor().to_string();
        let list = query.list();
        let wanted = match query.which {
            InboxBox::Todo => {
                let mine = task::whom_of(tx, ctx.actor())?;
                let open = store::task::open_for(tx, ctx.actor(), &mine)?;
                Filter::is_in("id", open.iter().map(ToString::to_string).collect())
            }
            InboxBox::Started => {
                Filter::cond("starter", Op::Eq, me).and(Filter::cond("state", Op::Eq, "open"))
            }
            InboxBox::Done => Filter::cond("done_by", Op::Eq, me).and(Filter::cond("state", Op::Eq, "done")),
        };
        let mut filter = list.filter()?.and(wanted);
        if let Some(q) = list.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
            let fields = ["number", "title", "name"];
            filter = filter.and(Filter::Or(fields.iter().map(|it| Filter::cond(it, Op::Like, q)).collect()));
        }
        let page = store::task::page(tx, filter, &list)?;
        let processes = by_id(tx)?;
        let items = page.items.into_iter().map(|task| row(ctx, &processes, task)).collect();
        Ok(PageOf { items, next_cursor: page.next_cursor })
    })
    .await
}

fn row(ctx: &Ctx, processes: &super::Processes, task: Task) -> TaskRow {
    let process = processes.get(&task.process_id);
    TaskRow {
        process_name: process.map(|it| it.name.clone()).unwrap_or_default(),
        process_name_en: process.map(|it| it.name_en.clone()).unwrap_or_default(),
        overdue: task.state == TaskState::Open && task.due_at.is_some_and(|due| due < ctx.at),
        task,
    }
}

pub(super) async fn counts(may: May<LoggedIn>) -> Answer<InboxCounts> {
    may.read(|tx, ctx| {
        let mine = task::whom_of(tx, ctx.actor())?;
        let open = store::task::open_for(tx, ctx.actor(), &mine)?;
        let (todo, overdue, copied) = store::task::counts(tx, ctx, &open)?;
        Ok(InboxCounts { todo, overdue, copied })
    })
    .await
}

pub(super) async fn copies(may: May<LoggedIn>, Query(query): Query<ListQuery>) -> Answer<PageOf<Copy>> {
    may.read(move |tx, ctx| {
        let filter = query.filter()?.and(Filter::cond("actor", Op::Eq, ctx.actor().to_string()));
        store::task::page_of_copies(tx, filter, &query)
    })
    .await
}

pub(super) async fn read_copy(
    may: May<LoggedIn>,
    Path(id): Path<RowId>,
    _: Body<TaskEmptyBody>,
) -> Answer<InboxCounts> {
    may.write(move |tx, ctx| {
        operate::read_copy(tx, ctx, id)?;
        let mine = task::whom_of(tx, ctx.actor())?;
        let open = store::task::open_for(tx, ctx.actor(), &mine)?;
        let (todo, overdue, copied) = store::task::counts(tx, ctx, &open)?;
        Ok(InboxCounts { todo, overdue, copied })
    })
    .await
}

pub(super) async fn show(
    Shared(house): Home,
    may: May<LoggedIn>,
    Path(id): Path<TaskId>,
) -> Answer<TaskView> {
    may.read(move |tx, ctx| {
        let found = store::task::one(tx, id)?;
        let seen = task::concerns(tx, ctx, &found)?
            || ctx.scope("process.operate").is_some()
            || case::sees(tx, ctx, house, &found.subject)?;
        if !seen {
            return Err(Common::NotFound { what: "task", id: id.to_string() }.into());
        }
        view(tx, ctx, house, found)
    })
    .await
}

pub(super) fn view(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, found: Task) -> Result<TaskView> {
    let case_row = store::case::load(tx, found.case_id)?;
    let live = Live::from_row(tx, house, case_row)?;
    let node = live.version.definition.find(&found.step).map(|id| live.version.definition.node(id));
    let note = |name: &str| node.and_then(|node| node.notes.get(name)).unwrap_or("").to_owned();
    let facts = live.shown(tx, ctx).to_json();
    let candidates: Vec<String> =
        store::task::candidates(tx, &[found.id])?.into_iter().map(|(_, whom)| whom).collect();
    let history = store::task::of_case(tx, found.case_id)?;
    let returned = live.case.returns.iter().any(|it| it.token == task::token(&found));
    let allowed_actions = allowed(tx, ctx, &found, &candidates, &history, returned)?;
    let outcomes = task::outcomes(&found, &live).into_iter();
    let rights = fields::rights(&note("fields")).into_iter();
    Ok(TaskView {
        case_state: live.row.state,
        because: because::sentences(tx, house, &live.version, &found.reasons(), ctx.grants.lang)?,
        candidates,
        outcomes: outcomes.map(|(code, name, name_en)| OutcomeView { code, name, name_en }).collect(),
        fields: rights.map(|(field, right)| FieldRight { field, right }).collect(),
        sop: note("sop"),
        sop_en: note("sopEn"),
        facts,
        notes: store::note::of_case(tx, found.case_id)?,
        earlier: earlier(&history, &found),
        history,
        returned,
        allowed_actions,
        row: row(ctx, &by_id(tx)?, found),
    })
}

/// Steps that people did before this one, each once, the last first.
fn earlier(history: &[Task], found: &Task) -> Vec<StepView> {
    let mut out: Vec<StepView> = Vec::new();
    let done = history.iter().rev().filter(|it| it.state == TaskState::Done && it.step != found.step);
    for it in done {
        if !out.iter().any(|known| known.step == it.step) {
            out.push(StepView { step: it.step.clone(), name: it.name.clone(), name_en: it.name_en.clone() });
        }
    }
    out
}

/// What the reader may do with a task now.
fn allowed(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    found: &Task,
    candidates: &[String],
    history: &[Task],
    returned: bool,
) -> Result<Vec<&'static str>> {
    let me = Some(ctx.actor());
    let operates = ctx.scope("process.operate").is_some();
    if found.state != TaskState::Open {
        let later =
            |it: &&Task| it.id != found.id && it.created_at >= found.done_at.unwrap_or(found.created_at);
        let acted = history.iter().filter(later).any(|it| it.state == TaskState::Done);
        let waits = history.iter().filter(later).any(|it| it.state == TaskState::Open);
        return Ok(if found.done_by == me && waits && !acted { vec!["withdraw"] } else { Vec::new() });
    }
    let mine = task::whom_of(tx, ctx.actor())?;
    let may_take = found.assignee_id.is_none() && candidates.iter().any(|whom| mine.contains(whom));
    let mut all = Vec::new();
    if may_take {
        all.push("claim");
    }
    if found.assignee_id == me || may_take {
        if found.owner_id.is_some() {
            all.push("answer");
        } else if found.kind == TaskKind::Approval {
            all.extend(["approve", "reject"]);
        } else {
            all.push("answer");
        }
        if returned {
            all.push("resubmit");
        }
        if found.owner_id.is_none() {
            all.extend(["return", "transfer", "delegate", "add_signer"]);
        }
        all.extend(["copy", "comment"]);
    }
    if (operates || found.starter_id == ctx.actor()) && found.assignee_id != me {
        all.push("remind");
    }
    // The last one who must decide stays.
    let beside = |it: &&Task| it.id != found.id && it.step == found.step && it.state == TaskState::Open;
    if history.iter().filter(beside).any(|it| operates || it.assignee_id == me) {
        all.push("remove_signer");
    }
    if operates {
        all.push("reassign");
    }
    Ok(all)
}
