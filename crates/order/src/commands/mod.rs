//! The verbs on an order that exists: load, decide, write, record; one transaction each.

pub mod amend;
pub(crate) mod promise;
pub mod returned;
pub mod short;
pub(crate) mod steps;
pub mod way;

use std::collections::HashMap;

use base::id::{OrderId, OrderLineId};
use base::{Ctx, Qty, Result};
use db::{Event, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::lifecycle::{self, Action, is_reviewed};
use crate::model::{Decision, Document, HoldReason, Line, OnShort, State};
use crate::reconcile;
use crate::rules::{self, NewHold, Refusal};
use crate::store;

use promise::{advance, give_back_surplus};
use steps::{confirmed, end, kept, lift, missing, open, placed, put, reaches, said, settle, settle_within};

/// The order, when it exists and is his to read.
///
/// # Errors
/// `not_found`.
pub fn order(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId) -> Result<Document> {
    let document = store::load(tx, id)?;
    document.filter(|d| reaches(ctx, "order.read", &d.order)).ok_or_else(|| missing(id))
}

/// The numbers of orders and their customers' names, whoever asks; what is not there is left out.
///
/// # Errors
/// Faults of the store only.
pub fn called(tx: &mut Tx<'_>, ids: &[OrderId]) -> Result<Vec<(OrderId, String, String)>> {
    store::called(tx, ids)
}

/// Hands a draft in: from here on it is the customer's order.
///
/// # Errors
/// `not_found`, `wrong_state`, `order_empty`.
pub fn place(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId) -> Result<Document> {
    let mut now = open(tx, ctx, id, Action::Place)?;
    let was = now.clone();
    now.order.state = State::Placed;
    now.order.placed_at = Some(ctx.at);
    settle(tx, ctx, Some(&was), &mut now)?;
    tx.record(ctx, placed(&now));
    Ok(now)
}

/// Promises the goods: checks the customer's credit, reserves every line, freezes the prices. What a
/// person must look at first becomes a hold, and the order stays placed.
///
/// # Errors
/// `not_found`, `wrong_state`, `on_hold`, `order_empty`, `stock_short`, `credit_exceeded`.
pub fn confirm(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId, on_short: OnShort) -> Result<Document> {
    let now = open(tx, ctx, id, Action::Confirm)?;
    go_on(tx, ctx, &now.clone(), now, on_short)
}

/// What a reviewer decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Approve,
    /// Back to whoever entered it, to be changed.
    Return,
    /// The order is cancelled.
    Reject,
}

/// Decides the holds that wait for a review. An approved order goes on by itself; of a confirmed one,
/// held when its goods were to be released, a rejection calls off what is open.
///
/// # Errors
/// `not_found`, `wrong_state`, `not_held`, `return_confirmed`, `in_warehouse`, `required` for a reason when
/// it is not approved.
pub fn review(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId, verdict: Verdict, note: &str) -> Result<Document> {
    let mut now = open(tx, ctx, id, Action::Review)?;
    let was = now.clone();
    let note = said(note, verdict != Verdict::Approve)?;
    let is_confirmed = now.order.state == State::Confirmed;
    if is_confirmed && verdict == Verdict::Return {
        return Err(Refusal::ReturnConfirmed { number: now.order.number }.into());
    }
    let decision = if verdict == Verdict::Approve { Decision::Approved } else { Decision::Rejected };
    lift(ctx, &mut now, decision, &note, is_reviewed);
    now.order.review_state = rules::derive(&now).review_state;
    tx.record(
        ctx,
        Event::new("order.reviewed", now.order.id)
            .order(now.order.id)
            .data(&json!({"decision": decision, "note": note})),
    );
    match verdict {
        Verdict::Approve if is_confirmed => {
            let now = kept(tx, ctx, &was, now)?;
            reconcile::go_on(tx, ctx, now)
        }
        Verdict::Approve if now.open_holds().next().is_none() => go_on(tx, ctx, &was, now, OnShort::Decide),
        Verdict::Approve => kept(tx, ctx, &was, now),
        Verdict::Return => {
            lift(ctx, &mut now, Decision::Withdrawn, &note, |_| true);
            now.order.state = State::Draft;
            kept(tx, ctx, &was, now)
        }
        Verdict::Reject => {
            lifecycle::out_of_warehouse(&now)?;
            lift(ctx, &mut now, Decision::Withdrawn, &note, |_| true);
            call_off(tx, ctx, &was, now, &note)
        }
    }
}

/// Calls off all that is open; what was shipped stays, and the order with it.
fn call_off(tx: &mut Tx<'_>, ctx: &Ctx, was: &Document, mut now: Document, reason: &str) -> Result<Document> {
    cancel_rest(&mut now.lines);
    give_back_surplus(tx, &mut now.lines)?;
    let wanted: Qty = now.lines.iter().map(Line::wanted).sum();
    if wanted.is_zero() {
        end(tx, ctx, &mut now.order, State::Cancelled, reason);
    }
    let facts = cancelled_facts(was, &now, reason);
    tx.record(ctx, Event::new("order.cancelled", now.order.id).order(now.order.id).data(&facts));
    let now = kept(tx, ctx, was, now)?;
    if now.order.state == State::Confirmed { reconcile::go_on(tx, ctx, now) } else { Ok(now) }
}

/// Stops an order by hand: nothing of it is released or confirmed until the hold is lifted.
///
/// # Errors
/// `not_found`, `wrong_state`, `already_held`, `required` for the reason.
pub fn hold(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId, note: &str) -> Result<Document> {
    let mut now = open(tx, ctx, id, Action::Hold)?;
    let was = now.clone();
    let note = said(note, true)?;
    put(tx, ctx, &mut now, vec![NewHold { reason: HoldReason::Manual, facts: json!({}), note }]);
    kept(tx, ctx, &was, now)
}

/// Lifts what was put by hand, or for refused goods, and lets the order go on.
///
/// # Errors
/// `not_found`, `wrong_state`, `not_held`.
pub fn lift_hold(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId, note: &str) -> Result<Document> {
    let mut now = open(tx, ctx, id, Action::Lift)?;
    let was = now.clone();
    let note = said(note, false)?;
    lift(ctx, &mut now, Decision::Withdrawn, &note, lifecycle::is_lifted);
    tx.record(
        ctx,
        Event::new("order.hold_lifted", now.order.id).order(now.order.id).data(&json!({"note": note})),
    );
    // Goods that came while it was held went past it.
    reconcile::reserve_waiting(tx, ctx, &mut now)?;
    let now = kept(tx, ctx, &was, now)?;
    if now.order.state == State::Confirmed { reconcile::go_on(tx, ctx, now) } else { Ok(now) }
}

/// How much of a line a command is about.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub line: OrderLineId,
    /// All that is open, when absent.
    #[serde(default)]
    pub qty: Option<Qty>,
}

/// Calls off what is still open: all of it, or the parts named. What was shipped stays.
///
/// # Errors
/// `not_found`, `wrong_state`, `nothing_left`, `in_warehouse`, `line_unknown`, `too_much`, `required` for the reason.
pub fn cancel(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: OrderId,
    parts: Option<&[Part]>,
    reason: &str,
) -> Result<Document> {
    let mut now = open(tx, ctx, id, Action::Cancel)?;
    let was = now.clone();
    let reason = said(reason, true)?;
    match parts {
        None => {
            lifecycle::out_of_warehouse(&now)?;
            cancel_rest(&mut now.lines);
        }
        Some(parts) => {
            for (line, qty) in chosen(&now, parts)? {
                now.lines[line].qty_cancelled += qty;
            }
        }
    }
    give_back_surplus(tx, &mut now.lines)?;
    let wanted: Qty = now.lines.iter().map(Line::wanted).sum();
    if wanted.is_zero() {
        lift(ctx, &mut now, Decision::Withdrawn, &reason, |_| true);
        end(tx, ctx, &mut now.order, State::Cancelled, &reason);
    } else if now.lines.iter().all(|line| line.open().is_zero()) {
        // Refused goods that nobody will send again need no decision any more.
        lift(ctx, &mut now, Decision::Resolved, &reason, |r| r == HoldReason::Refused);
    }
    tx.record(
        ctx,
        Event::new("order.cancelled", now.order.id)
            .order(now.order.id)
            .data(&cancelled_facts(&was, &now, &reason)),
    );
    let now = kept(tx, ctx, &was, now)?;
    if now.order.state == State::Confirmed { reconcile::go_on(tx, ctx, now) } else { Ok(now) }
}

/// Calls an order off as if it had never come: nothing of it may have left, and its external number
/// may be used again. What it was stays in the journal.
///
/// # Errors
/// As `cancel`; `partly_shipped`.
pub fn take_out(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId, reason: &str) -> Result<Document> {
    let was = cancel(tx, ctx, id, None, reason)?;
    if was.order.state != State::Cancelled {
        return Err(Refusal::PartlyShipped { number: was.order.number }.into());
    }
    let mut now = was.clone();
    (now.order.channel, now.order.external_number, now.order.request_hash) = (None, None, None);
    let data = json!({"channel": was.order.channel, "external_number": was.order.external_number});
    tx.record(ctx, Event::new("order.taken_out", id).order(id).data(&data));
    kept(tx, ctx, &was, now)
}

/// Ends an order by hand: what is open is called off, nothing more will happen.
///
/// # Errors
/// `not_found`, `wrong_state`, `in_warehouse`, `required` for the reason.
pub fn close(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId, reason: &str) -> Result<Document> {
    let mut now = open(tx, ctx, id, Action::Close)?;
    let was = now.clone();
    let reason = said(reason, true)?;
    cancel_rest(&mut now.lines);
    give_back_surplus(tx, &mut now.lines)?;
    lift(ctx, &mut now, Decision::Withdrawn, &reason, |_| true);
    end(tx, ctx, &mut now.order, State::Closed, &reason);
    tx.record(
        ctx,
        Event::new("order.closed", now.order.id)
            .order(now.order.id)
            .data(&cancelled_facts(&was, &now, &reason)),
    );
    kept(tx, ctx, &was, now)
}

/// Goes on from a placed order that nothing holds: reviewed if it must be, promised otherwise.
fn go_on(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    was: &Document,
    mut now: Document,
    on_short: OnShort,
) -> Result<Document> {
    let customer = party::intake(tx, now.order.customer_id)?;
    let limit = advance(tx, ctx, &mut now, &customer, on_short)?;
    settle_within(tx, ctx, Some(was), &mut now, limit)?;
    if now.order.state == State::Confirmed {
        tx.record(ctx, confirmed(&now));
        return reconcile::go_on(tx, ctx, now);
    }
    Ok(now)
}

/// The parts named, as positions of lines and quantities.
pub(crate) fn chosen(now: &Document, parts: &[Part]) -> Result<Vec<(usize, Qty)>> {
    let mut out = Vec::with_capacity(parts.len());
    let mut taken: HashMap<usize, Qty> = HashMap::new();
    for part in parts {
        let unknown = || Refusal::LineUnknown { line: part.line.to_string() };
        let place = now.lines.iter().position(|line| line.id == part.line).ok_or_else(unknown)?;
        let line = &now.lines[place];
        let before = taken.entry(place).or_default();
        let most = line.wanted() - line.qty_released - *before;
        let qty = part.qty.unwrap_or(most);
        if !qty.is_positive() || qty > most {
            return Err(Refusal::TooMuch { line_no: line.line_no, wanted: qty, most }.into());
        }
        *before += qty;
        out.push((place, qty));
    }
    Ok(out)
}

fn cancel_rest(lines: &mut [Line]) {
    for line in lines {
        line.qty_cancelled += line.open();
    }
}

fn cancelled_facts(was: &Document, now: &Document, reason: &str) -> serde_json::Value {
    let lines: Vec<_> = was
        .lines
        .iter()
        .zip(&now.lines)
        .filter(|(was, now)| was.qty_cancelled != now.qty_cancelled)
        .map(|(was, now)| json!({"line_no": now.line_no, "sku": now.sku, "qty": now.qty_cancelled - was.qty_cancelled}))
        .collect();
    json!({"reason": reason, "lines": lines})
}
