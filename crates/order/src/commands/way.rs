//! The steps a process takes an order through. Each looks at what is first: what is done already is not done again.

use base::id::OrderId;
use base::{Ctx, Result};
use db::{Event, Tx};
use serde_json::json;

use super::promise::advance;
use super::short::{ShortAction, ShortDecision, resolve_short};
use super::steps::{confirmed, kept, lift, missing, put, settle_within};
use crate::lifecycle::{self, Action, is_reviewed};
use crate::model::{Decision, Document, HoldReason, Line, OnShort, State};
use crate::reconcile;
use crate::rules::{NewHold, Refusal};
use crate::store;

/// How far an order came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reached {
    pub confirmed: bool,
    /// Why somebody must review it: reasons of open holds.
    pub review: Vec<&'static str>,
    /// Whether somebody must decide about short lines.
    pub short: bool,
    pub released: bool,
}

/// Whether a confirmed order goes to the warehouse at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    Wait,
    Release,
}

fn load(tx: &mut Tx<'_>, id: OrderId) -> Result<Document> {
    store::load_for_update(tx, id)?.ok_or_else(|| missing(id))
}

fn reached(now: &Document) -> Reached {
    let open = || now.open_holds().map(|hold| hold.reason);
    Reached {
        confirmed: now.order.state == State::Confirmed,
        review: open().filter(|reason| is_reviewed(*reason)).map(HoldReason::as_str).collect(),
        short: open().any(|reason| reason == HoldReason::StockShort),
        released: now.lines.iter().any(|line| line.qty_released.is_positive()),
    }
}

/// Checks a placed order and promises its goods; what a person must look at becomes a hold.
///
/// # Errors
/// `not_found`, `on_hold` while somebody is asked about it or stopped it by hand, `wrong_state` for a draft.
pub fn go_on(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId, on_short: OnShort, then: Then) -> Result<Reached> {
    let mut now = load(tx, id)?;
    let waits =
        now.open_holds().any(|hold| is_reviewed(hold.reason) || hold.reason == HoldReason::StockShort);
    // An order that is over goes nowhere; whoever asks learns of its end by its own event.
    let rests = match now.order.state {
        State::Confirmed | State::Closed | State::Cancelled => true,
        State::Placed => waits,
        State::Draft => false,
    };
    if rests {
        return Ok(reached(&now));
    }
    lifecycle::guard(Action::Confirm, &now)?;
    let was = now.clone();
    let customer = party::intake(tx, now.order.customer_id)?;
    let limit = advance(tx, ctx, &mut now, &customer, on_short)?;
    let is_confirmed = now.order.state == State::Confirmed;
    let releases = then == Then::Release && now.lines.iter().any(|line| line.releasable().is_positive());
    if is_confirmed {
        tx.record(ctx, confirmed(&now));
        // Nothing is owed for it that the check a moment ago did not count.
        if releases {
            reconcile::hand_over(tx, ctx, &mut now)?;
        }
    }
    settle_within(tx, ctx, Some(&was), &mut now, limit)?;
    Ok(reached(&now))
}

/// Says yes to what was to be reviewed; the order stays where it is.
///
/// # Errors
/// `not_found`.
pub fn approve(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId, note: &str) -> Result<Reached> {
    let mut now = load(tx, id)?;
    let was = now.clone();
    if now.open_holds().any(|hold| is_reviewed(hold.reason)) {
        lift(ctx, &mut now, Decision::Approved, note, is_reviewed);
        tx.record(
            ctx,
            Event::new("order.reviewed", id)
                .order(id)
                .data(&json!({"decision": Decision::Approved, "note": note})),
        );
        now = kept(tx, ctx, &was, now)?;
    }
    Ok(reached(&now))
}

/// Gives a placed order back to whoever entered it, as a draft.
///
/// # Errors
/// `not_found`, `return_confirmed`, `wrong_state`.
pub fn give_back(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId, note: &str) -> Result<()> {
    let mut now = load(tx, id)?;
    match now.order.state {
        State::Draft => return Ok(()),
        State::Placed => {}
        State::Confirmed => return Err(Refusal::ReturnConfirmed { number: now.order.number }.into()),
        state => {
            return Err(
                Refusal::WrongState { number: now.order.number, state, action: Action::Review }.into()
            );
        }
    }
    let was = now.clone();
    lift(ctx, &mut now, Decision::Rejected, note, is_reviewed);
    lift(ctx, &mut now, Decision::Withdrawn, note, |_| true);
    now.order.state = State::Draft;
    let facts = json!({"decision": Decision::Rejected, "note": note, "returned": true});
    tx.record(ctx, Event::new("order.reviewed", id).order(id).data(&facts));
    kept(tx, ctx, &was, now).map(|_| ())
}

/// Turns an order down: all that is open is called off.
///
/// # Errors
/// `not_found`, `in_warehouse`.
pub fn turn_down(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId, note: &str) -> Result<()> {
    let mut now = load(tx, id)?;
    if matches!(now.order.state, State::Cancelled | State::Closed) {
        return Ok(());
    }
    let was = now.clone();
    lifecycle::out_of_warehouse(&now)?;
    lift(ctx, &mut now, Decision::Rejected, note, is_reviewed);
    lift(ctx, &mut now, Decision::Withdrawn, note, |_| true);
    let facts = json!({"decision": Decision::Rejected, "note": note});
    tx.record(ctx, Event::new("order.reviewed", id).order(id).data(&facts));
    super::call_off(tx, ctx, &was, now, note).map(|_| ())
}

/// Decides all short lines alike.
///
/// # Errors
/// `not_found`, and what `resolve_short` refuses.
pub fn decide_short(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId, action: ShortAction) -> Result<Reached> {
    let now = load(tx, id)?;
    if !now.is_held_for(HoldReason::StockShort) {
        return Ok(reached(&now));
    }
    let short: Vec<String> = now
        .open_holds()
        .filter(|hold| hold.reason == HoldReason::StockShort)
        .filter_map(|hold| hold.facts.get("lines").and_then(serde_json::Value::as_array))
        .flatten()
        .filter_map(|line| line.get("line_no").map(ToString::to_string))
        .collect();
    let decision =
        |line: &Line| ShortDecision { line: line.id, action, warehouse: None, sku: None, requested_on: None };
    let decisions: Vec<ShortDecision> =
        now.lines.iter().filter(|line| short.contains(&line.line_no.to_string())).map(decision).collect();
    resolve_short(tx, ctx, id, &decisions).map(|now| reached(&now))
}

/// Hands what is reserved to the warehouse; nothing to hand over is no refusal.
///
/// # Errors
/// `not_found`.
pub fn release_ready(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId) -> Result<Reached> {
    let mut now = load(tx, id)?;
    let was = now.clone();
    let ready = now.order.state == State::Confirmed
        && now.open_holds().next().is_none()
        && now.lines.iter().any(|line| line.releasable().is_positive());
    if ready {
        reconcile::release_open(tx, ctx, &mut now)?;
        now = kept(tx, ctx, &was, now)?;
    }
    Ok(reached(&now))
}

/// Somebody is asked about the order: it does not go on meanwhile.
///
/// # Errors
/// `not_found`.
pub fn ask(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId, task: &str, step: &str) -> Result<()> {
    let mut now = load(tx, id)?;
    let was = now.clone();
    let facts = json!({"task": task, "step": step});
    put(tx, ctx, &mut now, vec![NewHold { reason: HoldReason::Approval, facts, note: String::new() }]);
    kept(tx, ctx, &was, now).map(|_| ())
}

/// Whoever was asked has answered, or need not answer any more.
///
/// # Errors
/// `not_found`.
pub fn answered(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: OrderId,
    task: &str,
    decision: Decision,
    note: &str,
) -> Result<()> {
    let mut now = load(tx, id)?;
    let was = now.clone();
    let is_it = |hold: &&mut crate::model::Hold| {
        hold.lifted_at.is_none()
            && hold.reason == HoldReason::Approval
            && hold.facts.get("task").and_then(serde_json::Value::as_str) == Some(task)
    };
    for hold in now.holds.iter_mut().filter(is_it) {
        hold.lifted_at = Some(ctx.at);
        hold.lifted_by = Some(ctx.actor());
        hold.decision = Some(decision);
        note.clone_into(&mut hold.decision_note);
    }
    if now == was { Ok(()) } else { kept(tx, ctx, &was, now).map(|_| ()) }
}
