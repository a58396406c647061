//! Cases begin and are woken: by an event of their document, by hand, by a timer.

use std::sync::Arc;

use base::id::{CaseId, ProcessId, ProcessVersionId};
use base::refusal::Common;
use base::{Ctx, Error, Result};
use db::work::timer::Timer;
use db::{Event, Tx};
use flow::{Input, TokenId, Trigger, Value as Kept, Vars};

use crate::clock;
use crate::deadline;
use crate::house::House;
use crate::model::{CaseRow, CaseState, Process};
use crate::rules::Refusal;
use crate::run::compiled::Compiled;
use crate::run::{self, Beginning, Live};
use crate::store;

/// Something was recorded about a document: its cases that wait for it go on; where none did, the processes
/// that begin with it begin.
///
/// # Errors
/// Faults of the store. What goes wrong within a process becomes an incident.
pub fn hear(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, subject: &str, event: &Event) -> Result<()> {
    let mut heard = false;
    // Nothing waits for a document that was not there before.
    let listening = if event.first { Vec::new() } else { store::case::listening(tx, subject, event.kind)? };
    for (place, row) in listening.into_iter().enumerate() {
        if let Some(row) = as_it_is(tx, place, row)? {
            heard |= tell(tx, &ctx.as_system(), house, row, event)?;
        }
    }
    if heard {
        return Ok(());
    }
    for (process, version, digest) in store::process::started_by(tx, event.kind, subject)? {
        let ready = run::version_of(tx, house, version, &digest)?;
        begin(tx, ctx, (house, process, version), ready, subject, event)?;
    }
    Ok(())
}

/// A case that was read before others were told: what these did may have changed or ended it.
fn as_it_is(tx: &mut Tx<'_>, place: usize, row: CaseRow) -> Result<Option<CaseRow>> {
    let row = if place == 0 { row } else { store::case::load(tx, row.id)? };
    Ok(Some(row).filter(|row| row.state == CaseState::Running))
}

/// Tells a case of an event; whether it had waited for it. One that looks at its document looks again.
fn tell(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, row: CaseRow, event: &Event) -> Result<bool> {
    let names = |name: &str| row.listens.split(' ').any(|it| it == name);
    let (listens, looks) = (names(event.kind), names(run::ANY));
    let id = row.id;
    let live = Live::from_row(tx, house, row)?;
    let vars = vars_of(&live.version, event);
    let heard = listens && wake(tx, ctx, live, event.kind, &Kept::Null, vars)?;
    if looks {
        let live = Live::load(tx, house, id)?;
        if live.row.state == CaseState::Running {
            deadline::move_with_document(&live, tx, ctx)?;
            live.go(tx, ctx, Input::Recheck)?;
        }
    }
    Ok(heard)
}

/// The facts of an event as the variable `event`, for those who speak of it.
fn vars_of(version: &Compiled, event: &Event) -> Vars {
    let speaks = version.definition.expressions.iter().any(|expression| expression.text.contains("event."));
    if !speaks {
        return Vars::default();
    }
    Vars::from([("event", Kept::from_json(event.data.clone()))])
}

fn begin(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    (house, process_id, version_id): (&'static House, ProcessId, ProcessVersionId),
    version: Arc<Compiled>,
    subject: &str,
    event: &Event,
) -> Result<()> {
    let begins = |node: &flow::NodeId| match version.definition.node(*node).trigger() {
        Some(Trigger::Message(named)) => *named.name == *event.kind,
        Some(Trigger::Signal(name)) => **name == *event.kind,
        _ => false,
    };
    let at = version.definition.starts().iter().copied().find(begins);
    let vars = vars_of(&version, event);
    let beginning = Beginning {
        process_id,
        version_id,
        subject: subject.to_owned(),
        order_ref: event.order.clone(),
        starter: ctx.actor(),
        parent: None,
        depth: 0,
    };
    let house_ctx = ctx.as_system();
    let mut live = Live::new(&house_ctx, house, version, beginning);
    live.advance(tx, &house_ctx, Input::Start { at, vars })?;
    live.save(tx, &house_ctx)
}

/// Starts a case by hand, about a document or about nothing.
///
/// # Errors
/// `not_found`, `process_inactive`, `subject_unknown`.
pub fn start(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    house: &'static House,
    process: ProcessId,
    subject: &str,
    vars: Vars,
) -> Result<CaseId> {
    let process = store::process::one(tx, process)?;
    let version_id = running_version(&process)?;
    let version = run::version(tx, house, version_id)?;
    check_subject(tx, ctx, house, &version.subject, subject)?;
    let beginning = Beginning {
        process_id: process.id,
        version_id,
        subject: subject.to_owned(),
        order_ref: house.subject_of(subject).filter(|it| it.has_timeline).map(|_| subject.to_owned()),
        starter: ctx.actor(),
        parent: None,
        depth: 0,
    };
    let house_ctx = ctx.as_system();
    let mut live = Live::new(&house_ctx, house, version, beginning);
    let id = live.row.id;
    live.person = Some(ctx.actor());
    live.advance(tx, &house_ctx, Input::Start { at: None, vars })?;
    live.save(tx, &house_ctx)?;
    Ok(id)
}

fn running_version(process: &Process) -> Result<ProcessVersionId> {
    let inactive = || Refusal::ProcessInactive { process: process.code.clone() };
    process.version_id.filter(|_| process.active).ok_or_else(|| inactive().into())
}

pub(crate) fn check_subject(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    house: &House,
    kind: &str,
    subject: &str,
) -> Result<()> {
    let unknown = || Error::from(Refusal::SubjectUnknown { subject: subject.to_owned() });
    match house.subject(kind) {
        None if subject.is_empty() => Ok(()),
        None => Err(unknown()),
        Some(known) if house.subject_of(subject).is_some_and(|it| it.kind == kind) => {
            if (known.may_see)(tx, ctx, subject)? { Ok(()) } else { Err(unknown()) }
        }
        Some(_) => Err(unknown()),
    }
}

/// Tells a case a message; whether it wanted to know.
fn wake(tx: &mut Tx<'_>, ctx: &Ctx, mut live: Live, name: &str, key: &Kept, vars: Vars) -> Result<bool> {
    let signals = listens_by_signal(&live, name);
    let input = if signals {
        Input::Signal { name: Arc::from(name), vars }
    } else {
        Input::Message { name: Arc::from(name), key: key.clone(), vars }
    };
    match live.advance(tx, ctx, input) {
        Ok(()) => live.save(tx, ctx).map(|()| true),
        // It listens for another key.
        Err(Error::Refused(_)) => Ok(false),
        Err(fault) => Err(fault),
    }
}

fn listens_by_signal(live: &Live, name: &str) -> bool {
    let definition = &live.version.definition;
    live.case.tokens.iter().any(|token| {
        matches!(definition.node(token.node).trigger(), Some(Trigger::Signal(signal)) if **signal == *name)
    })
}

/// A message or signal that a case threw, for the other cases about its document.
pub(crate) fn publish(tx: &mut Tx<'_>, ctx: &Ctx, from: &Live, name: &str, key: &Kept) -> Result<()> {
    for (place, row) in store::case::listening(tx, &from.row.subject, name)?.into_iter().enumerate() {
        let Some(row) = as_it_is(tx, place, row)? else { continue };
        let mut live = Live::from_row(tx, from.house, row)?.after(from);
        if live.is_woken_without_end() {
            live.deafen(tx, ctx, name)?;
            live.save(tx, ctx)?;
            continue;
        }
        wake(tx, ctx, live, name, key, Vars::default())?;
    }
    Ok(())
}

/// A timer of a case is due. One whose token is gone is of no interest any more.
///
/// # Errors
/// Faults of the store.
pub(crate) fn on_timer(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, timer: &Timer) -> Result<()> {
    let Some((case, token)) = timer.subject.split_once('/') else { return Ok(()) };
    let (Ok(case), Ok(token)) = (case.parse::<CaseId>(), token.parse::<u32>()) else { return Ok(()) };
    let mut live = Live::load(tx, house, case)?;
    match live.advance(tx, ctx, Input::Timer { token: TokenId(token) }) {
        Ok(()) => {
            // It goes on watching beside the step for as long as the step lasts.
            if live.case.token(TokenId(token)).is_some()
                && let Some(next) = clock::again(ctx, timer.due_at, &timer.payload)
            {
                tx.timer_with(ctx, next.due, (run::TIMER, &timer.subject), &next.carries)?;
            }
            live.save(tx, ctx)
        }
        Err(Error::Refused(_)) => Ok(()),
        Err(fault) => Err(fault),
    }
}

/// A case, when the reader may see its document.
///
/// # Errors
/// `not_found`.
pub(crate) fn seen(tx: &mut Tx<'_>, ctx: &Ctx, house: &House, id: CaseId) -> Result<CaseRow> {
    let row = store::case::load(tx, id)?;
    if ctx.scope("process.operate").is_some() || sees(tx, ctx, house, &row.subject)? {
        return Ok(row);
    }
    Err(Common::NotFound { what: "case", id: id.to_string() }.into())
}

pub(crate) fn sees(tx: &mut Tx<'_>, ctx: &Ctx, house: &House, subject: &str) -> Result<bool> {
    match house.subject_of(subject) {
        Some(known) => (known.may_see)(tx, ctx, subject),
        None => Ok(ctx.scope("process.read").is_some()),
    }
}
