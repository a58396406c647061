//! When something is due: timers of the drawing, and the deadlines of tasks with what happens at them.

use std::sync::Arc;

use base::calendar::{Calendar, WorkingTime};
use base::id::{DepartmentId, TaskId};
use base::{At, Ctx, Error, Result};
use db::Tx;
use flow::{Clock, NodeId, TokenId, Trigger, Value as Kept, Vars, Why};
use serde_json::json;

use crate::clock::{Cycle, Planned, later, moment};
use crate::commands::{operate, schedule, task};
use crate::house::House;
use crate::model::{Task, TaskKind, TaskState};
use crate::run::Live;
use crate::run::is_marked;
use crate::store;
use crate::trouble::Trouble;

/// Kinds of timers that tasks set.
const REMIND: &str = "task.remind";
const DUE: &str = "task.due";

/// When a timer of the drawing fires; inside: why it never does.
pub(crate) fn timer(
    live: &Live,
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    node: NodeId,
    when: &Kept,
) -> Result<Result<Planned, Why>> {
    let Some(Trigger::Timer { clock, .. }) = live.version.definition.node(node).trigger() else {
        return Ok(Err(Trouble::NoTimer.into()));
    };
    let department = if *clock == Clock::Working { live.known(tx, ctx)?.department } else { None };
    planned(tx, ctx, department, (*clock, when))
}

/// The same for a timer of anything.
pub(crate) fn planned(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    department: Option<DepartmentId>,
    (clock, when): (Clock, &Kept),
) -> Result<Result<Planned, Why>> {
    let Kept::Text(text) = when else { return Ok(Err(Trouble::NoMoment { text: when.to_string() }.into())) };
    Ok(match clock {
        Clock::Working => {
            let calendar = people::calendar_for(tx, ctx, department)?;
            working(&calendar, ctx.at, text).map(Planned::once)
        }
        Clock::Cycle => Cycle::read(text).and_then(|cycle| cycle.first(ctx)),
        Clock::Date | Clock::Duration => {
            moment(ctx, text).or_else(|_| later(ctx, ctx.at, text)).map(Planned::once)
        }
    })
}

fn working(calendar: &Calendar, from: At, text: &str) -> Result<At, Why> {
    let time: WorkingTime = text.parse().map_err(|_| Trouble::NoWorkingTime { text: text.to_owned() })?;
    calendar.after(from, time).ok_or_else(|| Trouble::NeverOpen.into())
}

fn calendar_of(live: &Live, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<Arc<Calendar>> {
    let department = live.known(tx, ctx)?.department;
    people::calendar_for(tx, ctx, department)
}

/// Sets the deadline of a task that is being opened, and the reminders before it.
pub(crate) fn set(live: &Live, tx: &mut Tx<'_>, ctx: &Ctx, task: &mut Task, node: NodeId) -> Result<()> {
    let notes = &live.version.definition.node(node).notes;
    let Some(line) = notes.get("deadline").or_else(|| notes.get("dueDate")) else { return Ok(()) };
    let calendar = calendar_of(live, tx, ctx)?;
    let token = task::token(task);
    let due = match due_at(live, tx, ctx, &calendar, (token, task.created_at), line)? {
        Ok(Some(due)) => due,
        Ok(None) => return Ok(()),
        // A deadline nobody can read keeps nobody from doing the task; the journal tells.
        Err(why) => {
            let facts = json!({"step": task.step, "name": task.name, "why": why});
            tx.record(ctx, live.event("task.no_deadline").data(&facts));
            return Ok(());
        }
    };
    task.due_at = Some(due);
    plan(tx, ctx, &calendar, task, notes.get("remind").unwrap_or(""))
}

/// The timers of a deadline.
fn plan(tx: &mut Tx<'_>, ctx: &Ctx, calendar: &Calendar, task: &Task, remind: &str) -> Result<()> {
    let Some(due) = task.due_at else { return Ok(()) };
    let subject = task.id.to_string();
    tx.timer(ctx, due, DUE, &subject)?;
    for before in remind.split(';').map(str::trim).filter(|it| !it.is_empty()) {
        let Ok(time) = before.parse::<WorkingTime>() else { continue };
        if let Some(at) = calendar.before(due, time).filter(|at| *at > ctx.at) {
            tx.timer(ctx, at, REMIND, &subject)?;
        }
    }
    Ok(())
}

/// A working time from the beginning of the step, or what an expression says.
fn due_at(
    live: &Live,
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    calendar: &Calendar,
    (token, from): (TokenId, At),
    line: &str,
) -> Result<Result<Option<At>, Why>> {
    if !is_marked(line) {
        let read = working(calendar, from, line).or_else(|_| moment(ctx, line));
        return Ok(read.map(Some));
    }
    Ok(match live.note(tx, ctx, token, line)? {
        Err(why) => Err(why),
        Ok(Kept::Null) => Ok(None),
        Ok(value) => {
            let text = value.to_string();
            moment(ctx, &text).or_else(|_| working(calendar, from, &text)).map(Some)
        }
    })
}

/// The document changed: deadlines that speak of it move with it.
pub(crate) fn move_with_document(live: &Live, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<()> {
    let speaks = |node: &flow::Node| node.notes.get("deadline").is_some_and(is_marked);
    if !live.version.definition.nodes.iter().any(speaks) {
        return Ok(());
    }
    for mut task in store::task::open_of(tx, live.row.id)? {
        let Some(node) = live.version.definition.find(&task.step) else { continue };
        let Some(line) = live.version.definition.node(node).notes.get("deadline").filter(|it| is_marked(it))
        else {
            continue;
        };
        let calendar = calendar_of(live, tx, ctx)?;
        let place = (task::token(&task), task.created_at);
        let Ok(due) = due_at(live, tx, ctx, &calendar, place, line)? else { continue };
        if due == task.due_at {
            continue;
        }
        let before = task.due_at;
        task.due_at = due;
        store::task::save(tx, &mut task)?;
        drop_all(tx, &[task.id])?;
        let remind = live.version.definition.node(node).notes.get("remind").unwrap_or("").to_owned();
        plan(tx, ctx, &calendar, &task, &remind)?;
        let facts = json!({"step": task.step, "name": task.name, "before": before, "after": due});
        tx.record(ctx, live.belonging(db::Event::new("task.deadline_moved", task.id).data(&facts)));
    }
    Ok(())
}

/// The timers of tasks that are over.
pub(crate) fn drop_all(tx: &mut Tx<'_>, tasks: &[TaskId]) -> Result<()> {
    if tasks.is_empty() {
        return Ok(());
    }
    let subjects: Vec<String> = tasks.iter().map(ToString::to_string).collect();
    tx.cancel_all_timers(&[DUE, REMIND], &subjects)
}

/// The kinds of timers this room sets.
pub const TIMERS: &[&str] = &[crate::run::TIMER, REMIND, DUE, schedule::START];

/// Something is due: a timer of a case, a reminder, a deadline, a new case.
///
/// # Errors
/// Faults of the store.
pub fn on_timer(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    house: &'static House,
    timer: &db::work::timer::Timer,
) -> Result<()> {
    match timer.kind.as_str() {
        crate::run::TIMER => crate::commands::case::on_timer(tx, ctx, house, timer),
        schedule::START => schedule::on_timer(tx, ctx, house, timer),
        REMIND | DUE => {
            let Ok(id) = timer.subject.parse::<TaskId>() else { return Ok(()) };
            let Some(task) = store::task::find(tx, id)?.filter(|task| task.state == TaskState::Open) else {
                return Ok(());
            };
            if timer.kind == REMIND { remind(tx, ctx, house, &task) } else { overdue(tx, ctx, house, task) }
        }
        _ => Ok(()),
    }
}

fn remind(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, task: &Task) -> Result<()> {
    let live = Live::load(tx, house, task.case_id)?;
    let facts = json!({
        "step": task.step, "name": task.name, "name_en": task.name_en, "assignee": task.assignee_id, "due_at": task.due_at,
    });
    let event = db::Event::new("task.reminded", task.id).case(task.case_id).data(&facts);
    tx.record(ctx, live.belonging(event));
    Ok(())
}

/// The deadline has passed: what the step says then happens.
fn overdue(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, task: Task) -> Result<()> {
    let live = Live::load(tx, house, task.case_id)?;
    let node = live.version.definition.find(&task.step).map(|id| live.version.definition.node(id));
    let then = node.and_then(|node| node.notes.get("overdue")).unwrap_or("remind").to_owned();
    let mut facts = json!({
        "step": task.step, "name": task.name, "name_en": task.name_en, "assignee": task.assignee_id, "then": then,
    });
    let event = |live: &Live, facts: &serde_json::Value| {
        live.belonging(db::Event::new("task.overdue", task.id).case(task.case_id).data(facts))
    };
    let decides = match then.as_str() {
        "remind" | "escalate" => false,
        outcome => task.kind != TaskKind::Approval || matches!(outcome, "approve" | "reject"),
    };
    if !decides {
        tx.record(ctx, event(&live, &facts));
        return if then == "escalate" { escalate(tx, ctx, live, task) } else { Ok(()) };
    }
    let done = tx.attempt(|tx| {
        tx.record(ctx, event(&live, &facts));
        let answer = task::Answer { outcome: then.clone(), ..task::Answer::default() };
        let live = Live::load(tx, house, task.case_id)?;
        task::answer_for(tx, ctx, live, task.clone(), &answer)
    });
    match done {
        // What the step does not take decides nothing: it stays with whoever has it, and the journal tells why.
        Err(Error::Refused(refused)) => {
            facts["why"] = json!(refused.detail);
            tx.record(ctx, event(&live, &facts));
            Ok(())
        }
        done => done,
    }
}

/// To the superior of whoever is to decide, who need not be he who was asked to look at it; where nobody stands above, it
/// stays.
fn escalate(tx: &mut Tx<'_>, ctx: &Ctx, mut live: Live, mut task: Task) -> Result<()> {
    let Some(holder) = task.owner_id.or(task.assignee_id) else { return Ok(()) };
    let Some(above) = people::directory::manager_of(tx, holder, 1)? else { return Ok(()) };
    operate::take_back(tx, ctx, &mut live, &mut task, Vars::default())?;
    let handover = operate::Handover { to: above.id, hand: operate::Hand::Escalated, comment: "" };
    operate::give(tx, ctx, live, &mut task, &handover)
}
