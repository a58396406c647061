//! What people do with tasks beyond answering: send back, take back, hand over, ask others, tell others.

use base::id::{ActorId, RowId, TaskId};
use base::{Ctx, Result};
use db::{Event, Tx};
use flow::{Input, NodeId, Place, Value as Kept, Vars};
use serde_json::json;

use super::task::{self, Answer, Opened, close, said, take_mine, token};
use crate::because::Because;
use crate::house::House;
use crate::model::{Copy, NoteKind, Task, TaskState};
use crate::rules::Refusal;
use crate::run::Live;
use crate::store;

/// Where a case is sent back to: `submitter`, or the id of a step.
const SUBMITTER: &str = "submitter";

/// Sends the case back to an earlier step.
///
/// # Errors
/// As `answer`; `step_unknown`, `case_refuses`.
pub fn send_back(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    house: &'static House,
    id: TaskId,
    to: &str,
    comment: &str,
) -> Result<Task> {
    let Opened { mut task, mut live } = task::open(tx, ctx, house, id)?;
    take_mine(tx, ctx, &mut task)?;
    let target = step(&live, to)?;
    let answer = Answer { outcome: "returned".to_owned(), comment: comment.to_owned(), ..Answer::default() };
    close(tx, ctx, &live, &mut task, &answer)?;
    let facts = json!({"step": task.step, "name": task.name, "to": live.version.names(target).0, "comment": said(comment)?});
    tx.record(ctx, told(&live, "task.returned", &task, &facts));
    live.person = Some(ctx.actor());
    live.go(tx, &ctx.as_system(), Input::Return { token: token(&task), to: target })?;
    Ok(task)
}

/// Finishes a task that was sent back: by the drawn way, or straight to whoever sent it.
///
/// # Errors
/// As `answer`; `case_refuses` when it was not sent back.
pub fn resubmit(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    house: &'static House,
    id: TaskId,
    way: Way,
    comment: &str,
) -> Result<Task> {
    let Opened { mut task, mut live } = task::open(tx, ctx, house, id)?;
    take_mine(tx, ctx, &mut task)?;
    let answer =
        Answer { outcome: "resubmitted".to_owned(), comment: comment.to_owned(), ..Answer::default() };
    close(tx, ctx, &live, &mut task, &answer)?;
    let facts = json!({"step": task.step, "name": task.name, "direct": way == Way::Direct, "comment": said(comment)?});
    tx.record(ctx, told(&live, "task.resubmitted", &task, &facts));
    live.person = Some(ctx.actor());
    let input = Input::Resubmit { token: token(&task), direct: way == Way::Direct, vars: Vars::default() };
    live.go(tx, &ctx.as_system(), input)?;
    Ok(task)
}

/// How a case that was sent back goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Straight to the step it was sent back from 直达.
    Direct,
    /// Through every step again.
    Drawn,
}

/// Takes back what one handed on, while nobody has acted on it.
///
/// # Errors
/// `not_found`, `acted_already`, `case_ended`, `case_refuses`.
pub fn withdraw(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, id: TaskId) -> Result<Task> {
    let task = store::task::one(tx, id)?;
    let live = Live::load(tx, house, task.case_id)?;
    if task.done_by != Some(ctx.actor()) {
        return Err(Refusal::TaskNotYours { assignee: String::new() }.into());
    }
    let all = store::task::of_case(tx, task.case_id)?;
    let to = step(&live, &task.step)?;
    let definition = &live.version.definition;
    // What others do in a branch beside it is no answer to what was handed on.
    let follows = |it: &Task| definition.find(&it.step).is_some_and(|node| definition.leads(to, node));
    let later = |it: &&Task| {
        it.id != task.id && it.created_at >= task.done_at.unwrap_or(task.created_at) && follows(it)
    };
    if let Some(acted) = all.iter().filter(later).find(|it| it.state == TaskState::Done) {
        return Err(Refusal::ActedAlready { step: acted.name.clone() }.into());
    }
    let Some(open) = all.iter().filter(later).find(|it| it.state == TaskState::Open) else {
        return Err(Refusal::CaseRefuses { why: "nobody waits for what was handed on".to_owned() }.into());
    };
    let facts = json!({"step": task.step, "name": task.name, "from": open.name});
    tx.record(ctx, told(&live, "task.withdrawn", &task, &facts));
    live.go(tx, &ctx.as_system(), Input::Withdraw { token: token(open), to })?;
    Ok(task)
}

/// Hands a task over for good.
///
/// # Errors
/// As `answer`; `person_unknown`.
pub fn transfer(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    house: &'static House,
    id: TaskId,
    to: ActorId,
    comment: &str,
) -> Result<Task> {
    let Opened { mut task, live } = task::open(tx, ctx, house, id)?;
    take_mine(tx, ctx, &mut task)?;
    give(tx, ctx, live, &mut task, &Handover { to, hand: Hand::Transferred, comment })?;
    store::task::one(tx, id)
}

/// Gives a task to somebody else, whoever has it: for administrators.
///
/// # Errors
/// `not_found`, `task_closed`, `person_unknown`.
pub fn reassign(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    house: &'static House,
    id: TaskId,
    to: ActorId,
    comment: &str,
) -> Result<Task> {
    let Opened { mut task, mut live } = task::open(tx, ctx, house, id)?;
    store::task::drop_candidates(tx, &[id])?;
    take_back(tx, ctx, &mut live, &mut task, Vars::default())?;
    give(tx, ctx, live, &mut task, &Handover { to, hand: Hand::Reassigned, comment })?;
    store::task::one(tx, id)
}

/// What was asked of somebody is its owner's again, with what was found out. Whoever gets it from here on decides it himself.
pub(crate) fn take_back(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    live: &mut Live,
    task: &mut Task,
    vars: Vars,
) -> Result<()> {
    if task.owner_id.take().is_none() {
        return Ok(());
    }
    store::task::save(tx, task)?;
    live.advance(tx, &ctx.as_system(), Input::Resolve { token: token(task), vars })
}

/// To whom a task goes, and how.
pub(crate) struct Handover<'a> {
    pub(crate) to: ActorId,
    pub(crate) hand: Hand,
    pub(crate) comment: &'a str,
}

/// Whose doing it is that a task goes to somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hand {
    /// Whoever has it.
    Transferred,
    /// An administrator.
    Reassigned,
    /// Its deadline.
    Escalated,
}

impl Hand {
    fn kind(self) -> &'static str {
        match self {
            Self::Transferred => "task.transferred",
            Self::Reassigned => "task.reassigned",
            Self::Escalated => "task.escalated",
        }
    }

    fn because(self, person: ActorId) -> Because {
        match self {
            Self::Transferred => Because::TransferredBy { person },
            Self::Reassigned => Because::ReassignedBy { person },
            Self::Escalated => Because::EscalatedTo,
        }
    }
}

/// Hands a task to somebody, and tells so.
pub(crate) fn give(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    live: Live,
    task: &mut Task,
    handover: &Handover<'_>,
) -> Result<()> {
    let Handover { to, hand, comment } = *handover;
    let name = person(tx, to)?;
    task.why.add(hand.because(ctx.actor()));
    store::task::save(tx, task)?;
    let facts =
        json!({"step": task.step, "name": task.name, "to": to, "to_name": name, "comment": said(comment)?});
    tx.record(ctx, told(&live, hand.kind(), task, &facts));
    live.go(tx, &ctx.as_system(), Input::Transfer { token: token(task), to: Kept::text(&to.to_string()) })
}

/// Asks somebody else to do a task; it comes back for the answer.
///
/// # Errors
/// As `answer`; `person_unknown`.
pub fn delegate(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    house: &'static House,
    id: TaskId,
    to: ActorId,
    comment: &str,
) -> Result<Task> {
    let Opened { mut task, live } = task::open(tx, ctx, house, id)?;
    take_mine(tx, ctx, &mut task)?;
    let name = person(tx, to)?;
    task.owner_id = Some(ctx.actor());
    task.why.add(Because::DelegatedBy { person: ctx.actor() });
    store::task::save(tx, &mut task)?;
    let facts =
        json!({"step": task.step, "name": task.name, "to": to, "to_name": name, "comment": said(comment)?});
    tx.record(ctx, told(&live, "task.delegated", &task, &facts));
    let (from, to) = (Kept::text(&ctx.actor().to_string()), Kept::text(&to.to_string()));
    live.go(tx, &ctx.as_system(), Input::Delegate { token: token(&task), from, to })?;
    store::task::one(tx, id)
}

/// Asks one more person to decide: before, after, or beside whoever does the task now 加签.
///
/// # Errors
/// As `answer`; `person_unknown`.
pub fn add_signer(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    house: &'static House,
    id: TaskId,
    (who, place): (ActorId, Place),
    comment: &str,
) -> Result<Task> {
    let Opened { mut task, mut live } = task::open(tx, ctx, house, id)?;
    take_mine(tx, ctx, &mut task)?;
    store::task::save(tx, &mut task)?;
    live.handed = Some(Because::AddedBy { person: ctx.actor() });
    let name = person(tx, who)?;
    let facts = json!({
        "step": task.step, "name": task.name, "to": who, "to_name": name, "place": place, "comment": said(comment)?,
    });
    tx.record(ctx, told(&live, "task.signer_added", &task, &facts));
    let who = Kept::text(&who.to_string());
    live.go(tx, &ctx.as_system(), Input::AddSigner { token: token(&task), who, place })?;
    store::task::one(tx, id)
}

/// Lets a signer go who has not decided yet 减签: by another signer of the step, or an administrator.
///
/// # Errors
/// `not_found`, `task_closed`, `task_not_yours`, `case_refuses` for the last one.
pub fn remove_signer(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, id: TaskId) -> Result<Task> {
    let task = store::task::one(tx, id)?;
    let live = Live::load(tx, house, task.case_id)?;
    if task.state != TaskState::Open {
        return Err(Refusal::TaskClosed { state: task.state.to_string() }.into());
    }
    let beside = store::task::of_case(tx, task.case_id)?;
    let signs = |it: &Task| it.step == task.step && it.id != task.id && it.assignee_id == Some(ctx.actor());
    if ctx.scope("process.operate").is_none() && !beside.iter().any(signs) {
        return Err(Refusal::TaskNotYours { assignee: String::new() }.into());
    }
    let facts = json!({"step": task.step, "name": task.name, "who": task.assignee_id});
    tx.record(ctx, told(&live, "task.signer_removed", &task, &facts));
    live.go(tx, &ctx.as_system(), Input::RemoveSigner { token: token(&task) })?;
    store::task::one(tx, id)
}

/// Sends copies of the task's document.
///
/// # Errors
/// `not_found`, `person_unknown`.
pub fn copy(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    house: &'static House,
    id: TaskId,
    to: &[ActorId],
    note: &str,
) -> Result<Task> {
    let Opened { task, live } = task::open(tx, ctx, house, id)?;
    let note = said(note)?;
    let mut copies = Vec::with_capacity(to.len());
    for reader in to {
        let name = person(tx, *reader)?;
        copies.push(Copy::of(ctx, &task, *reader, ctx.actor(), &note));
        let facts = json!({"step": task.step, "name": task.name, "to": reader, "to_name": name});
        tx.record(ctx, told(&live, "task.copied", &task, &facts));
    }
    store::task::insert_copies(tx, &copies)?;
    Ok(task)
}

/// Reminds whoever has the task.
///
/// # Errors
/// `not_found`, `task_closed`.
pub fn remind(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, id: TaskId, comment: &str) -> Result<Task> {
    let Opened { task, live } = task::open(tx, ctx, house, id)?;
    let facts = json!({"step": task.step, "name": task.name, "assignee": task.assignee_id, "comment": said(comment)?});
    tx.record(ctx, told(&live, "task.reminded", &task, &facts));
    Ok(task)
}

/// Says something about a task, without answering it.
///
/// # Errors
/// `not_found`, `task_closed`.
pub fn comment(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, id: TaskId, text: &str) -> Result<Task> {
    let Opened { task, live } = task::open(tx, ctx, house, id)?;
    let text = said(text)?;
    store::note::insert(tx, ctx, &task, NoteKind::Comment, &text, None)?;
    tx.record(ctx, told(&live, "task.commented", &task, &json!({"step": task.step, "name": task.name})));
    Ok(task)
}

/// Somebody left the company: what was with him goes to whoever his steps name now, and where that is nobody it is stuck.
/// What he did for somebody else goes back; what somebody else did for him is asked anew as well.
///
/// # Errors
/// Faults of the store.
pub fn somebody_left(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, who: ActorId) -> Result<()> {
    let house_ctx = ctx.as_system();
    for task in store::task::open_of_person(tx, who)? {
        let mut live = Live::load(tx, house, task.case_id)?;
        // What another of his tasks led to may have taken this one away.
        let Some(mut task) = store::task::find(tx, task.id)?.filter(|it| it.state == TaskState::Open) else {
            continue;
        };
        if task.owner_id.is_some_and(|owner| owner != who) {
            take_back(tx, ctx, &mut live, &mut task, Vars::default())?;
        } else {
            live.ask_anew(tx, &house_ctx, token(&task))?;
        }
        live.save(tx, &house_ctx)?;
    }
    Ok(())
}

/// Marks a copy as read.
///
/// # Errors
/// Faults of the store.
pub fn read_copy(tx: &mut Tx<'_>, ctx: &Ctx, copy: RowId) -> Result<()> {
    store::task::read_copy(tx, ctx, copy)
}

/// The step a case is sent to.
pub(crate) fn step(live: &Live, to: &str) -> Result<NodeId> {
    let definition = &live.version.definition;
    let unknown = || Refusal::StepUnknown { step: to.to_owned() }.into();
    if to != SUBMITTER {
        return definition.find(to).ok_or_else(unknown);
    }
    let submits = |node: &&flow::Node| node.notes.get("who") == Some("starter");
    let found = definition.nodes.iter().find(submits).and_then(|node| definition.find(&node.id));
    found.ok_or_else(unknown)
}

/// The name of somebody who can be given a task.
pub(crate) fn person(tx: &mut Tx<'_>, id: ActorId) -> Result<String> {
    let found = people::directory::briefs(tx, &[id])?;
    let active = found.into_iter().find(|person| person.active);
    active.map(|person| person.name).ok_or_else(|| Refusal::PersonUnknown { person: id.to_string() }.into())
}

fn told(live: &Live, kind: &'static str, task: &Task, facts: &serde_json::Value) -> Event {
    live.belonging(Event::new(kind, task.id).case(task.case_id).data(facts))
}
