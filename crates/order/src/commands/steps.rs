//! What every verb is made of: open an order, put and lift holds, write what changed.

use base::id::{OrderId, RowId};
use base::refusal::Common;
use base::{At, Ctx, Money, Result};
use db::{Event, Tx};
use party::ExposureChange;
use serde_json::json;

use crate::lifecycle::{self, Action};
use crate::model::{BillingState, Decision, Document, Hold, HoldReason, Line, Order, ShippingState, State};
use crate::rules::{self, NewHold, Refusal};
use crate::store;

/// Loads an order to change it: his, at the revision he saw, in a state that allows the action.
pub(crate) fn open(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId, action: Action) -> Result<Document> {
    let document = store::load_for_update(tx, id)?;
    let may = |d: &Document| reaches(ctx, lifecycle::right(action), &d.order);
    let document = document.filter(may).ok_or_else(|| missing(id))?;
    ctx.check_revision("order", document.order.revision)?;
    lifecycle::guard(action, &document)?;
    Ok(document)
}

pub(crate) fn reaches(ctx: &Ctx, action: &str, order: &Order) -> bool {
    ctx.reaches(action, order.owner_id, order.department_id)
}

pub(crate) fn missing(id: OrderId) -> base::Error {
    Common::NotFound { what: "order", id: id.to_string() }.into()
}

/// Makes the stored order what `now` says: derives its states, moves the customer's exposure by the
/// difference, writes what is new or changed. `was` is the order as stored, if it is.
pub(crate) fn settle(tx: &mut Tx<'_>, ctx: &Ctx, was: Option<&Document>, now: &mut Document) -> Result<()> {
    settle_within(tx, ctx, was, now, None)
}

/// The same, refusing when others used the customer's limit up in the meantime.
pub(crate) fn settle_within(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    was: Option<&Document>,
    now: &mut Document,
    limit: Option<Money>,
) -> Result<()> {
    let derived = rules::derive(now);
    let order = &mut now.order;
    let change = ExposureChange {
        ordered: derived.ordered_charge - order.ordered_charge,
        unbilled: derived.unbilled_charge - order.unbilled_charge,
        ..ExposureChange::default()
    };
    order.review_state = derived.review_state;
    order.shipping_state = derived.shipping_state;
    order.billing_state = derived.billing_state;
    order.goods_amount = derived.worth.goods;
    order.tax_amount = derived.worth.tax;
    order.total_amount = derived.worth.total();
    order.ordered_charge = derived.ordered_charge;
    order.unbilled_charge = derived.unbilled_charge;
    order.promised_on = derived.promised_on;
    order.hold_count = now.holds.len() as i64;
    stamp(ctx, order, derived.is_allocated);
    if change != ExposureChange::default() {
        let exposure = party::charge(tx, now.order.customer_id, &change)?;
        if let Some(limit) = limit.filter(|limit| exposure.total() > *limit) {
            return Err(Refusal::CreditExceeded { limit, exposure: exposure.total() }.into());
        }
    }
    match was {
        None => store::insert(tx, now),
        Some(was) => write_changes(tx, was, now),
    }
}

fn write_changes(tx: &mut Tx<'_>, was: &Document, now: &mut Document) -> Result<()> {
    // Lines and holds are only ever added at the end.
    let (kept, added) = now.lines.split_at(was.lines.len().min(now.lines.len()));
    store::save_lines(tx, kept.iter().zip(&was.lines).filter(|(now, was)| now != was).map(|(now, _)| now))?;
    store::insert_lines(tx, added.iter())?;
    let (kept, added) = now.holds.split_at(was.holds.len());
    let lifted: Vec<&Hold> =
        kept.iter().zip(&was.holds).filter(|(now, was)| now != was).map(|(now, _)| now).collect();
    store::save_holds(tx, &lifted)?;
    store::insert_holds(tx, added)?;
    store::save(tx, &mut now.order)
}

/// When each step was reached first; taken back when it is no longer true.
fn stamp(ctx: &Ctx, order: &mut Order, is_allocated: bool) {
    let when = |reached: bool, at: Option<At>| if reached { at.or(Some(ctx.at)) } else { None };
    let shipping = order.shipping_state;
    let is_delivered = shipping == ShippingState::Delivered;
    let has_left = is_delivered || matches!(shipping, ShippingState::Shipped | ShippingState::PartDelivered);
    order.allocated_at = when(is_allocated, order.allocated_at);
    order.shipped_at = when(has_left, order.shipped_at);
    order.delivered_at = when(is_delivered, order.delivered_at);
    order.settled_at = when(order.billing_state == BillingState::Paid, order.settled_at);
}

pub(crate) fn kept(tx: &mut Tx<'_>, ctx: &Ctx, was: &Document, mut now: Document) -> Result<Document> {
    settle(tx, ctx, Some(was), &mut now)?;
    Ok(now)
}

/// Puts holds; written when the order is.
pub(crate) fn put(tx: &mut Tx<'_>, ctx: &Ctx, now: &mut Document, holds: Vec<NewHold>) {
    for hold in holds {
        let data = json!({"reason": hold.reason, "facts": hold.facts, "note": hold.note});
        tx.record(ctx, Event::new("order.held", now.order.id).order(now.order.id).data(&data));
        now.holds.push(Hold {
            id: ctx.id::<RowId>(),
            order_id: now.order.id,
            reason: hold.reason,
            facts: hold.facts,
            note: hold.note,
            put_at: ctx.at,
            put_by: ctx.actor(),
            lifted_at: None,
            lifted_by: None,
            decision: None,
            decision_note: String::new(),
        });
    }
}

/// Lifts the open holds whose reason fits.
pub(crate) fn lift(
    ctx: &Ctx,
    now: &mut Document,
    decision: Decision,
    note: &str,
    fits: impl Fn(HoldReason) -> bool,
) {
    for hold in now.holds.iter_mut().filter(|hold| hold.lifted_at.is_none() && fits(hold.reason)) {
        hold.lifted_at = Some(ctx.at);
        hold.lifted_by = Some(ctx.actor());
        hold.decision = Some(decision);
        note.clone_into(&mut hold.decision_note);
    }
}

pub(crate) fn end(tx: &mut Tx<'_>, ctx: &Ctx, order: &mut Order, state: State, reason: &str) {
    tx.record(ctx, Event::new("order.ended", order.id).order(order.id).data(&json!({"state": state})));
    order.state = state;
    order.ended_at = Some(ctx.at);
    reason.clone_into(&mut order.end_reason);
}

/// A note as typed, cleaned.
pub(crate) fn said(note: &str, is_required: bool) -> Result<String> {
    let note = base::text::clean(note);
    let mut problems = base::Problems::default();
    if is_required && note.is_empty() {
        problems.add("note", &Common::Required);
    }
    if note.chars().count() > rules::NOTE_MAX {
        problems
            .add("note", &Common::TooLong { value: note.chars().take(20).collect(), max: rules::NOTE_MAX });
    }
    problems.check()?;
    Ok(note)
}

pub(crate) fn placed(now: &Document) -> Event {
    let order = &now.order;
    Event::new("order.placed", order.id).order(order.id).data(&json!({
        "number": order.number, "customer": order.customer_id, "total": order.total_amount, "lines": now.lines.len(),
    }))
}

pub(crate) fn confirmed(now: &Document) -> Event {
    let waiting = |line: &&Line| line.waiting().is_positive();
    Event::new("order.confirmed", now.order.id).order(now.order.id).data(&json!({
        "number": now.order.number, "total": now.order.total_amount, "promised_on": now.order.promised_on,
        "waiting": now.lines.iter().filter(waiting).count(),
    }))
}
