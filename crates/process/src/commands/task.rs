//! Doing tasks: taking one, answering it, and what an answer means to the case.

use base::id::{ActorId, TaskId};
use base::refusal::Common;
use base::text::clean;
use base::{Ctx, Result};
use db::{Event, Tx};
use flow::{Choice, Input, TokenId, Value as Kept, Vars};
use serde_json::json;

use super::operate;
use crate::because::Because;
use crate::house::{Asked, House, Stage};
use crate::model::{NoteKind, Task, TaskKind, TaskState};
use crate::rules::{NOTE_MAX, Refusal};
use crate::run::Live;
use crate::{deadline, store};

/// What somebody answers.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// `approve`, `reject`, or an outcome the step names; empty: done.
    pub outcome: String,
    pub comment: String,
    pub vars: Vars,
    pub way: AnswerWay,
}

/// Where an answer was given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AnswerWay {
    #[default]
    Desk,
    /// By a link somebody was sent, without logging in.
    Link,
}

/// A task that is open, with the case it belongs to, for whoever may do it.
pub(crate) struct Opened {
    pub(crate) task: Task,
    pub(crate) live: Live,
}

/// Loads the case first: its row is what everybody who changes it waits for.
pub(crate) fn open(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, id: TaskId) -> Result<Opened> {
    let task = store::task::one(tx, id)?;
    let live = Live::load(tx, house, task.case_id)?;
    let task = store::task::one(tx, id)?;
    if !concerns(tx, ctx, &task)? && ctx.scope("process.operate").is_none() {
        return Err(Common::NotFound { what: "task", id: id.to_string() }.into());
    }
    ctx.check_revision("task", task.revision)?;
    if task.state != TaskState::Open {
        return Err(Refusal::TaskClosed { state: task.state.to_string() }.into());
    }
    Ok(Opened { task, live })
}

/// Whether a task is somebody's to see: his, one he may take, one he gave away or did, one of a case he started.
pub(crate) fn concerns(tx: &mut Tx<'_>, ctx: &Ctx, task: &Task) -> Result<bool> {
    let me = ctx.actor();
    let named = [task.assignee_id, task.owner_id, task.done_by, Some(task.starter_id)];
    Ok(named.contains(&Some(me)) || may_take(tx, me, task)?)
}

/// Whether a task is somebody's to do: with him, or nobody's yet and his to take.
pub(crate) fn is_his(tx: &mut Tx<'_>, person: ActorId, task: &Task) -> Result<bool> {
    match task.assignee_id {
        Some(holder) => Ok(holder == person),
        None => may_take(tx, person, task),
    }
}

fn may_take(tx: &mut Tx<'_>, person: ActorId, task: &Task) -> Result<bool> {
    let candidates = store::task::candidates(tx, &[task.id])?;
    if candidates.is_empty() {
        return Ok(false);
    }
    let mine = whom_of(tx, person)?;
    Ok(candidates.iter().any(|(_, whom)| mine.contains(whom)))
}

/// What candidates are stored as when they mean this person.
pub(crate) fn whom_of(tx: &mut Tx<'_>, actor: ActorId) -> Result<Vec<String>> {
    let roles = people::directory::role_codes(tx, actor)?;
    let mut mine = vec![actor.to_string()];
    mine.extend(roles.into_iter().map(|code| format!("role:{code}")));
    Ok(mine)
}

/// Refuses whoever the task is not with; one that is nobody's yet becomes his who answers it.
pub(crate) fn take_mine(tx: &mut Tx<'_>, ctx: &Ctx, task: &mut Task) -> Result<()> {
    let me = ctx.actor();
    match task.assignee_id {
        Some(with) if with == me => Ok(()),
        Some(with) => {
            let who = people::directory::briefs(tx, &[with])?;
            let assignee = who.first().map_or_else(|| with.to_string(), |person| person.name.clone());
            Err(Refusal::TaskNotYours { assignee }.into())
        }
        None if may_take(tx, me, task)? => {
            task.assignee_id = Some(me);
            task.why.add(Because::ClaimedIt);
            store::task::drop_candidates(tx, &[task.id])
        }
        None => Err(Refusal::TaskNotYours { assignee: String::new() }.into()),
    }
}

/// Takes a task that several people could do.
///
/// # Errors
/// `not_found`, `task_closed`, `task_not_yours`.
pub fn claim(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, id: TaskId) -> Result<Task> {
    let Opened { mut task, live } = open(tx, ctx, house, id)?;
    if task.assignee_id == Some(ctx.actor()) {
        return Ok(task);
    }
    take_mine(tx, ctx, &mut task)?;
    store::task::save(tx, &mut task)?;
    tx.record(ctx, live.belonging(event("task.claimed", &task)));
    Ok(task)
}

/// Answers a task: the case goes on from there, in the same transaction.
///
/// # Errors
/// `not_found`, `revision_mismatch`, `task_closed`, `task_not_yours`, `not_approval`, `outcome_unknown`, `case_refuses`,
/// `field_not_writable`, `field_required`.
pub fn answer(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    house: &'static House,
    id: TaskId,
    answer: &Answer,
) -> Result<Task> {
    let Opened { mut task, mut live } = open(tx, ctx, house, id)?;
    take_mine(tx, ctx, &mut task)?;
    if task.owner_id.is_some() {
        return give_back(tx, ctx, live, task, answer);
    }
    let input = decide(&task, &live, ctx.actor(), answer)?;
    close(tx, ctx, &live, &mut task, answer)?;
    tx.record(ctx, live.belonging(told(&task, answer)));
    live.person = Some(ctx.actor());
    live.go(tx, &ctx.as_system(), input)?;
    Ok(task)
}

/// The house answers for whoever did not in time.
pub(crate) fn answer_for(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    mut live: Live,
    mut task: Task,
    answer: &Answer,
) -> Result<()> {
    operate::take_back(tx, ctx, &mut live, &mut task, Vars::default())?;
    let input = decide(&task, &live, ctx.actor(), answer)?;
    store::task::drop_candidates(tx, &[task.id])?;
    // Whoever was asked to look at it is as late as he who asked.
    super::operate::take_back(tx, ctx, &mut live, &mut task, Vars::default())?;
    close(tx, ctx, &live, &mut task, answer)?;
    tx.record(ctx, live.belonging(told(&task, answer)));
    live.go(tx, ctx, input)
}

/// Somebody else's task goes back to him with what was found out.
fn give_back(tx: &mut Tx<'_>, ctx: &Ctx, mut live: Live, mut task: Task, answer: &Answer) -> Result<Task> {
    let vars = allowed_vars(&task, &live, &answer.vars)?;
    let comment = said(&answer.comment)?;
    store::note::insert(tx, ctx, &task, NoteKind::Comment, &comment, None)?;
    let facts = json!({"step": task.step, "name": task.name, "to": task.owner_id, "comment": comment});
    let event = Event::new("task.given_back", task.id).case(task.case_id).data(&facts);
    tx.record(ctx, live.belonging(event));
    operate::take_back(tx, ctx, &mut live, &mut task, vars)?;
    live.save(tx, &ctx.as_system())?;
    store::task::one(tx, task.id)
}

/// Writes the answer down and ends the task.
pub(crate) fn close(tx: &mut Tx<'_>, ctx: &Ctx, live: &Live, task: &mut Task, answer: &Answer) -> Result<()> {
    task.state = TaskState::Done;
    task.outcome = if answer.outcome.is_empty() { "done".to_owned() } else { answer.outcome.clone() };
    task.comment = said(&answer.comment)?;
    (task.done_at, task.done_by) = (Some(ctx.at), Some(ctx.actor()));
    store::task::save(tx, task)?;
    if task.kind == TaskKind::Approval {
        let stage = match answer.outcome.as_str() {
            "approve" => Stage::Approved,
            // Handed on again without a decision.
            "resubmitted" => Stage::Dropped,
            _ => Stage::Rejected,
        };
        let person = ctx.in_the_name_of(task.done_by);
        let asked = Asked { task: task.id, step: &task.name, stage, comment: &task.comment };
        live.tell_document(tx, &person, &asked)?;
    }
    if task.due_at.is_none() {
        return Ok(());
    }
    deadline::drop_all(tx, &[task.id])
}

pub(crate) fn said(comment: &str) -> Result<String> {
    let comment = clean(comment);
    if comment.chars().count() > NOTE_MAX {
        return Err(Common::TooLong { value: comment.chars().take(20).collect(), max: NOTE_MAX }.into());
    }
    Ok(comment)
}

/// What the kernel is told.
pub(crate) fn decide(task: &Task, live: &Live, who: ActorId, answer: &Answer) -> Result<Input> {
    let token = token(task);
    let mut vars = allowed_vars(task, live, &answer.vars)?;
    vars.set(&"comment".into(), Kept::text(&clean(&answer.comment)));
    vars.set(&"decided_by".into(), Kept::text(&who.to_string()));
    if task.kind == TaskKind::Approval {
        let choice = match answer.outcome.as_str() {
            "approve" => Choice::Approve,
            "reject" => Choice::Reject,
            other => return Err(Refusal::NotApproval { outcome: other.to_owned() }.into()),
        };
        return Ok(Input::Vote { token, who: Kept::text(&who.to_string()), choice, weight: 1, vars });
    }
    let known = outcomes(task, live);
    if !known.is_empty() && !known.iter().any(|(code, ..)| *code == answer.outcome) {
        let known: Vec<&str> = known.iter().map(|(code, ..)| code.as_str()).collect();
        return Err(
            Refusal::OutcomeUnknown { outcome: answer.outcome.clone(), known: known.join(", ") }.into()
        );
    }
    vars.set(&"outcome".into(), Kept::text(&answer.outcome));
    Ok(Input::Complete { token, vars })
}

/// The answers a step takes: code, Chinese, English.
pub(crate) fn outcomes(task: &Task, live: &Live) -> Vec<(String, String, String)> {
    let node = live.version.definition.find(&task.step).map(|id| live.version.definition.node(id));
    let line = node.and_then(|node| node.notes.get("outcomes")).unwrap_or("");
    let each = line.split(';').map(str::trim).filter(|it| !it.is_empty()).map(|part| {
        let (code, names) = part.split_once('=').unwrap_or((part, part));
        let (zh, en) = names.split_once('|').unwrap_or((names, names));
        (code.trim().to_owned(), zh.trim().to_owned(), en.trim().to_owned())
    });
    each.collect()
}

/// What may be answered.
pub(crate) fn answers(task: &Task, live: &Live) -> Vec<String> {
    if task.kind == TaskKind::Approval {
        return vec!["approve".to_owned(), "reject".to_owned()];
    }
    let known: Vec<String> = outcomes(task, live).into_iter().map(|(code, ..)| code).collect();
    if known.is_empty() { vec!["done".to_owned()] } else { known }
}

/// What the step lets be written: fields named by it, and what is free.
fn allowed_vars(task: &Task, live: &Live, typed: &Vars) -> Result<Vars> {
    let node = live.version.definition.find(&task.step).map(|id| live.version.definition.node(id));
    let rights = crate::fields::rights(node.and_then(|node| node.notes.get("fields")).unwrap_or(""));
    crate::fields::check(&rights, typed)?;
    Ok(typed.clone())
}

pub(crate) fn token(task: &Task) -> TokenId {
    TokenId(u32::try_from(task.token).unwrap_or(u32::MAX))
}

/// An event of a task, on the timeline of its document.
pub(crate) fn event(kind: &'static str, task: &Task) -> Event {
    let facts =
        json!({"step": task.step, "name": task.name, "name_en": task.name_en, "assignee": task.assignee_id});
    Event::new(kind, task.id).case(task.case_id).data(&facts)
}

fn told(task: &Task, answer: &Answer) -> Event {
    let mut facts = json!({
        "step": task.step, "name": task.name, "name_en": task.name_en, "outcome": task.outcome, "comment": clean(&answer.comment),
        "kind": task.kind,
    });
    if answer.way == AnswerWay::Link {
        facts["by"] = json!("link");
    }
    Event::new("task.done", task.id).case(task.case_id).data(&facts)
}
