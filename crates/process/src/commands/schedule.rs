//! Processes that the clock starts: a timer for each start event that has one, from publishing until another version stands.

use base::id::ProcessId;
use base::{At, Ctx, Result};
use db::Tx;
use db::work::timer::Timer;
use flow::case::ScopeId;
use flow::{Case, Clock, Input, NodeId, Problem, Trigger, Value as Kept, Vars, What, Why};

use crate::clock::{self, Planned};
use crate::house::House;
use crate::model::Process;
use crate::run::compiled::{Compiled, Facts};
use crate::run::values::moment;
use crate::run::{self, Beginning, Live, is_marked};
use crate::{deadline, store};

/// The kind of timers that start cases.
pub(crate) const START: &str = "process.start";

/// Sets the timers of a process anew: those of the version new cases get, or none while it is out of use.
pub(crate) fn set(tx: &mut Tx<'_>, ctx: &Ctx, process: &Process, version: &Compiled) -> Result<()> {
    let subject = process.id.to_string();
    tx.cancel_timers(START, &subject)?;
    if !process.active {
        return Ok(());
    }
    for (node, clock, text) in starts(version) {
        // What says no time, or one that has passed, is told when the drawing is checked.
        let Ok(planned) = planned(tx, ctx, version, (clock, &text))? else { continue };
        if planned.due > ctx.at {
            let id = &version.definition.node(node).id;
            tx.timer_with(ctx, planned.due, (START, &subject), &format!("{id}\n{}", planned.carries))?;
        }
    }
    Ok(())
}

/// When the clock starts the next case.
pub(crate) fn next(tx: &mut Tx<'_>, process: ProcessId) -> Result<Option<At>> {
    Ok(tx.timers_of(START, &process.to_string())?.first().map(|timer| timer.due_at))
}

/// What of a drawing's starts by the clock cannot be, or will surprise.
pub(crate) fn problems(tx: &mut Tx<'_>, ctx: &Ctx, version: &Compiled) -> Result<Vec<Problem>> {
    let mut found = Vec::new();
    let by_clock = starts(version);
    for (id, clock, text) in &by_clock {
        let node = version.definition.node(*id);
        let (id, name) = (&*node.id, &*node.name);
        if !version.subject.is_empty() {
            found.push(Problem::error(id, name, What::StartNeedsDocument));
        }
        match planned(tx, ctx, version, (*clock, text))? {
            Err(why) => found.push(Problem::error(id, name, What::UnknownTime { why })),
            Ok(planned) if planned.due <= ctx.at => {
                found.push(Problem::warning(id, name, What::TimePassed { text: text.clone() }));
            }
            Ok(_) => {}
        }
    }
    let only_by_clock = !by_clock.is_empty() && by_clock.len() == version.definition.starts().len();
    for node in version.definition.nodes.iter().filter(|_| only_by_clock) {
        let mut parts = node.notes.get("who").unwrap_or("").split(';').map(|part| part.trim());
        if parts.any(|part| part == "starter" || part == "manager" || part.starts_with("manager:")) {
            found.push(Problem::warning(&node.id, &node.name, What::NobodyStarts));
        }
    }
    Ok(found)
}

/// The moment has come: a case begins, about no document, in the name of the house.
///
/// # Errors
/// Faults of the store.
pub(crate) fn on_timer(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, timer: &Timer) -> Result<()> {
    let Ok(id) = timer.subject.parse::<ProcessId>() else { return Ok(()) };
    let Some((element, carries)) = timer.payload.split_once('\n') else { return Ok(()) };
    // Held, so that whoever publishes meanwhile replaces the next timer and not the one that is gone.
    let process = store::process::locked(tx, id)?;
    let Some(version_id) = process.version_id.filter(|_| process.active) else { return Ok(()) };
    let version = run::version(tx, house, version_id)?;
    let Some(at) = version.definition.find(element) else { return Ok(()) };
    if let Some(Planned { due, carries }) = clock::again(ctx, timer.due_at, carries) {
        tx.timer_with(ctx, due, (START, &timer.subject), &format!("{element}\n{carries}"))?;
    }
    let beginning = Beginning {
        process_id: process.id,
        version_id,
        subject: String::new(),
        order_ref: None,
        starter: ctx.actor(),
        parent: None,
        depth: 0,
    };
    let mut live = Live::new(ctx, house, version, beginning);
    live.advance(tx, ctx, Input::Start { at: Some(at), vars: Vars::default() })?;
    live.save(tx, ctx)
}

/// The start events with a timer, and what each says.
fn starts(version: &Compiled) -> Vec<(NodeId, Clock, String)> {
    let definition = &version.definition;
    let timed = definition.starts().iter().filter_map(|id| match definition.node(*id).trigger() {
        Some(Trigger::Timer { clock, when }) => {
            Some((*id, *clock, definition.expression(*when).text.trim().to_owned()))
        }
        _ => None,
    });
    timed.collect()
}

/// When a start fires next. What it says may be an expression, that knows of no document and no variable.
fn planned(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    version: &Compiled,
    (clock, text): (Clock, &str),
) -> Result<Result<Planned, Why>> {
    let when = if is_marked(text) {
        let nothing = || Ok(rules::Value::Null);
        let facts = Facts { ask: &nothing, now: moment(ctx.at, &ctx.zone) };
        version.eval(text, Case::new().view(ScopeId(0)), &facts)
    } else {
        Ok(Kept::text(text))
    };
    match when {
        Err(why) => Ok(Err(why)),
        Ok(when) => deadline::planned(tx, ctx, None, (clock, &when)),
    }
}
