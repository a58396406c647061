//! A confirmed order is changed by a document: proposed, approved where it must be, applied, kept.

use base::id::{OrderId, OrderLineId};
use base::{Ctx, Day, Money, Qty, Rate, Result};
use db::{Event, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::promise::{credit_of, give_back_surplus, reserve};
use super::steps::{kept, open, said};
use crate::lifecycle::{self, Action};
use crate::model::{Amendment, AmendmentState, Document, Line, NewLine, OnShort, ShipTo, State};
use crate::rules::{self, Refusal};
use crate::{intake, reconcile, store};

/// One change of a confirmed order.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub enum Change {
    /// The quantity wanted from now on, in base units.
    ChangeQty {
        line: OrderLineId,
        qty: Qty,
    },
    AddLine {
        new: NewLine,
    },
    DropLine {
        line: OrderLineId,
    },
    ChangePrice {
        line: OrderLineId,
        #[serde(default)]
        price: Option<Money>,
        #[serde(default)]
        discount: Option<Rate>,
    },
    /// Of one line, or of all when absent.
    ChangeDate {
        #[serde(default)]
        line: Option<OrderLineId>,
        requested_on: Day,
    },
    ChangeAddress {
        ship_to: ShipTo,
    },
}

/// Changes asked for together: all happen or none.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAmendment {
    pub changes: Vec<Change>,
    #[serde(default)]
    pub reason: String,
    /// What more of a line does when stock is short: refuse or backorder.
    #[serde(default = "refuse")]
    pub on_short: OnShort,
}

fn refuse() -> OnShort {
    OnShort::Refuse
}

/// Changes a confirmed order. What takes the customer past his limit or a price below its minimum is
/// only proposed: somebody who reviews decides.
///
/// # Errors
/// `not_found`, `wrong_state`, `amendment_open`, `line_unknown`, `too_much`, `price_invoiced`, `stock_short`.
pub fn amend(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId, new: &NewAmendment) -> Result<Document> {
    let was = open(tx, ctx, id, Action::Amend)?;
    let known = store::amendments(tx, id)?;
    if let Some(waiting) = known.iter().find(|a| a.state == AmendmentState::Proposed) {
        return Err(Refusal::AmendmentOpen { number: was.order.number.clone(), n: waiting.n }.into());
    }
    let mut now = was.clone();
    change(tx, ctx, &mut now, &new.changes)?;
    let reasons = needs_approval(tx, ctx, &was, &now)?;
    let is_applied = reasons.is_empty();
    let amendment = Amendment {
        id: ctx.id(),
        order_id: id,
        n: known.len() as i64 + 1,
        state: if is_applied { AmendmentState::Applied } else { AmendmentState::Proposed },
        actions: json!({"changes": new.changes, "on_short": new.on_short}),
        effect: effect(&was, &now, &reasons),
        reason: said(&new.reason, false)?,
        proposed_at: ctx.at,
        proposed_by: ctx.actor(),
        decided_at: None,
        decided_by: None,
        decision_note: String::new(),
        applied_at: is_applied.then_some(ctx.at),
    };
    store::insert_amendment(tx, &amendment)?;
    if !is_applied {
        let data = json!({"amendment": amendment.n, "effect": amendment.effect, "reasons": reasons});
        tx.record(ctx, Event::new("order.amendment_proposed", id).order(id).data(&data));
        return kept(tx, ctx, &was, was.clone());
    }
    apply(tx, ctx, &was, now, new.on_short, &amendment)
}

/// What an amendment would do.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Preview {
    /// Before and after, as the amendment would keep it.
    #[schemars(with = "serde_json::Value")]
    pub effect: serde_json::Value,
    /// What of it could not be promised now, and what could be done.
    pub short: Vec<super::short::ShortLine>,
}

/// Says what an amendment would change, and changes nothing.
///
/// # Errors
/// As `amend`, but for `stock_short` and `amendment_open`.
pub fn preview(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId, new: &NewAmendment) -> Result<Preview> {
    let was = super::order(tx, ctx, id)?;
    lifecycle::guard(Action::Amend, &was)?;
    let mut now = was.clone();
    change(tx, ctx, &mut now, &new.changes)?;
    let reasons = needs_approval(tx, ctx, &was, &now)?;
    let short = super::short::short_of(tx, now.lines.iter().filter(|line| asks_more(&was, line)))?;
    Ok(Preview { effect: effect(&was, &now, &reasons), short })
}

/// Lines that waited before may go on waiting: only what is new is asked for.
fn asks_more(was: &Document, line: &Line) -> bool {
    was.line(line.id).is_none_or(|old| line.waiting() > old.waiting())
}

/// Decides a proposed amendment: approved, it is applied to the order as it is now.
///
/// # Errors
/// `not_found`, `wrong_state`, `amendment_not_open`; when approved, what `amend` refuses.
pub fn decide_amendment(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: OrderId,
    n: i64,
    (approve, note): (bool, &str),
) -> Result<Document> {
    ctx.require("order.review")?;
    let was = open(tx, ctx, id, Action::Amend)?;
    let closed = || Refusal::AmendmentNotOpen { number: was.order.number.clone(), n };
    let found =
        store::amendments(tx, id)?.into_iter().find(|a| a.n == n && a.state == AmendmentState::Proposed);
    let mut amendment = found.ok_or_else(closed)?;
    amendment.decided_at = Some(ctx.at);
    amendment.decided_by = Some(ctx.actor());
    amendment.decision_note = said(note, !approve)?;
    amendment.state = if approve { AmendmentState::Applied } else { AmendmentState::Rejected };
    amendment.applied_at = approve.then_some(ctx.at);
    if !approve {
        store::save_amendment(tx, &amendment)?;
        let data = json!({"amendment": n, "note": amendment.decision_note});
        tx.record(ctx, Event::new("order.amendment_rejected", id).order(id).data(&data));
        return kept(tx, ctx, &was, was.clone());
    }
    let asked: Stored = serde_json::from_value(amendment.actions.clone()).map_err(anyhow::Error::new)?;
    let mut now = was.clone();
    change(tx, ctx, &mut now, &asked.changes)?;
    amendment.effect = effect(&was, &now, &[]);
    store::save_amendment(tx, &amendment)?;
    apply(tx, ctx, &was, now, asked.on_short, &amendment)
}

/// An amendment's changes as they are kept.
#[derive(Deserialize)]
struct Stored {
    changes: Vec<Change>,
    on_short: OnShort,
}

fn apply(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    was: &Document,
    mut now: Document,
    on_short: OnShort,
    amendment: &Amendment,
) -> Result<Document> {
    give_back_surplus(tx, &mut now.lines)?;
    let short = if on_short == OnShort::Refuse { stock::Short::Refuse } else { stock::Short::Take };
    let mut asking: Vec<Line> = now.lines.iter().filter(|line| asks_more(was, line)).cloned().collect();
    reserve(tx, ctx, &now.order, &mut asking, short)?;
    for asked in asking {
        if let Some(line) = now.lines.iter_mut().find(|line| line.id == asked.id) {
            line.qty_reserved = asked.qty_reserved;
        }
    }
    let id = now.order.id;
    let data = json!({"amendment": amendment.n, "reason": amendment.reason, "effect": amendment.effect});
    tx.record(ctx, Event::new("order.amended", id).order(id).data(&data));
    let now = kept(tx, ctx, was, now)?;
    reconcile::go_on(tx, ctx, now)
}

/// Makes the changes in memory; refuses what shipped, released or invoiced quantities forbid.
fn change(tx: &mut Tx<'_>, ctx: &Ctx, now: &mut Document, changes: &[Change]) -> Result<()> {
    for change in changes {
        match change {
            Change::ChangeQty { line, qty } => change_qty(now, *line, *qty)?,
            Change::DropLine { line } => change_qty(now, *line, Qty::ZERO)?,
            Change::AddLine { new } => {
                let line = intake::line(tx, ctx, now, new)?;
                now.lines.push(line);
            }
            Change::ChangePrice { line, price, discount } => {
                ctx.require("order.price")?;
                change_price(now, *line, *price, *discount)?;
            }
            Change::ChangeDate { line, requested_on } => {
                let fits = |l: &&mut Line| line.is_none_or(|line| l.id == line);
                for line in now.lines.iter_mut().filter(fits) {
                    line.requested_on = Some(*requested_on);
                    line.promised_on = Some(*requested_on);
                }
            }
            Change::ChangeAddress { ship_to } => {
                now.order.receiver = base::text::clean(&ship_to.receiver);
                now.order.phone = base::text::clean(&ship_to.phone);
                now.order.address = base::text::clean(&ship_to.address);
            }
        }
    }
    if now.lines.len() > rules::LINES_MAX {
        return Err(Refusal::TooManyLines { count: now.lines.len(), max: rules::LINES_MAX }.into());
    }
    Ok(())
}

fn find(now: &mut Document, id: OrderLineId) -> Result<&mut Line> {
    let line = now.lines.iter_mut().find(|line| line.id == id);
    line.ok_or_else(|| Refusal::LineUnknown { line: id.to_string() }.into())
}

fn change_qty(now: &mut Document, id: OrderLineId, qty: Qty) -> Result<()> {
    let line = find(now, id)?;
    let fixed = line.qty_released.max(line.qty_invoiced);
    if qty < fixed || qty.is_negative() {
        let most = line.wanted() - fixed;
        return Err(Refusal::TooMuch { line_no: line.line_no, wanted: line.wanted() - qty, most }.into());
    }
    if qty > line.wanted() {
        line.qty_ordered = qty + line.qty_cancelled;
        reprice(line)?;
    } else {
        // Less is a cancelled part: what was ordered once stays to be seen.
        line.qty_cancelled = line.qty_ordered - qty;
    }
    Ok(())
}

fn change_price(
    now: &mut Document,
    id: OrderLineId,
    price: Option<Money>,
    discount: Option<Rate>,
) -> Result<()> {
    let line = find(now, id)?;
    if line.qty_invoiced.is_positive() {
        return Err(Refusal::PriceInvoiced { line_no: line.line_no }.into());
    }
    let mut problems = base::Problems::default();
    if let Some(price) = price.filter(|price| price.is_negative()) {
        problems.add("price", &base::refusal::Common::Negative { value: price.to_string() });
    }
    if let Some(share) = discount.filter(|share| share.is_negative() || *share > Rate::ONE) {
        let expected = "a share from 0 to 1".to_owned();
        problems.add("discount", &base::refusal::Common::InvalidValue { value: share.to_string(), expected });
    }
    problems.check()?;
    line.price = price.unwrap_or(line.price);
    line.discount = discount.unwrap_or(line.discount);
    if let (Some(price), Some(trace)) = (price, line.price_trace.as_array_mut()) {
        trace.push(json!({"rule": catalog::PriceRule::Manual, "price": price}));
    }
    reprice(line)
}

fn reprice(line: &mut Line) -> Result<()> {
    let worth =
        rules::line_worth(line.price, line.qty_ordered, line.discount, line.tax_rate, line.tax_included);
    line.amount = worth.goods;
    line.tax_amount = worth.tax;
    let mut problems = base::Problems::default();
    rules::check_worth(worth, "changes".into(), &mut problems);
    problems.check()
}

/// Why somebody must approve: more than the customer may owe, or a price that went below its minimum.
fn needs_approval(tx: &mut Tx<'_>, ctx: &Ctx, was: &Document, now: &Document) -> Result<Vec<&'static str>> {
    let mut reasons = Vec::new();
    let (before, after) = (rules::wanted_worth(&was.lines).total(), rules::wanted_worth(&now.lines).total());
    if after > before {
        let customer = party::intake(tx, now.order.customer_id)?;
        let credit = credit_of(tx, ctx, &customer)?;
        if credit.limit.is_some_and(|limit| credit.exposure + after - before > limit) {
            reasons.push("credit_limit");
        }
    }
    let was_below = |line: &Line| {
        was.line(line.id).is_some_and(|old| old.price == line.price && old.discount == line.discount)
    };
    if now.lines.iter().any(|line| rules::is_below_min_price(line) && !was_below(line)) {
        reasons.push("below_min_price");
    }
    Ok(reasons)
}

/// The difference as people read it.
fn effect(was: &Document, now: &Document, reasons: &[&str]) -> serde_json::Value {
    let facts = |line: &Line| json!({"qty": line.wanted(), "price": line.price, "discount": line.discount, "requested_on": line.requested_on});
    let changed = now.lines.iter().filter(|line| was.line(line.id) != Some(*line));
    let lines: Vec<_> = changed
        .map(|line| {
            json!({"line_no": line.line_no, "sku": line.sku, "before": was.line(line.id).map(facts), "after": facts(line)})
        })
        .collect();
    let address = |d: &Document| json!([d.order.receiver, d.order.phone, d.order.address]);
    json!({
        "total": {"before": rules::wanted_worth(&was.lines).total(), "after": rules::wanted_worth(&now.lines).total()},
        "lines": lines,
        "address": (address(was) != address(now)).then(|| json!({"before": address(was), "after": address(now)})),
        "needs_approval": reasons,
    })
}

/// Moves open quantities to an order of their own, with their prices and reservations.
///
/// # Errors
/// `not_found`, `wrong_state`, `nothing_left`, `line_unknown`, `too_much`, `split_takes_all`.
pub fn split(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId, parts: &[super::Part]) -> Result<Document> {
    let was = open(tx, ctx, id, Action::Split)?;
    let mut now = was.clone();
    let chosen = super::chosen(&now, parts)?;
    let mut new = Document {
        order: split_head(ctx, &now, tx.next_number("SO", ctx)?),
        lines: Vec::new(),
        holds: Vec::new(),
    };
    for (place, qty) in chosen {
        let line_no = new.lines.len() as i64 + 1;
        let part = take_part(ctx, &mut now.lines[place], qty, &new.order, line_no);
        new.lines.push(part);
    }
    let left: Qty = now.lines.iter().map(Line::wanted).sum();
    if left.is_zero() || new.lines.is_empty() {
        return Err(Refusal::SplitTakesAll.into());
    }
    give_back_surplus(tx, &mut now.lines)?;
    let order = new.order.clone();
    reserve(tx, ctx, &order, &mut new.lines, stock::Short::Take)?;
    let now = kept(tx, ctx, &was, now)?;
    let data = json!({"into": new.order.id, "number": new.order.number, "lines": parts});
    tx.record(ctx, Event::new("order.split", id).order(id).data(&data));
    let data =
        json!({"from": id, "number": now.order.number, "total": rules::wanted_worth(&new.lines).total()});
    tx.record_first(ctx, Event::new("order.split_off", new.order.id).order(new.order.id).data(&data));
    super::steps::settle(tx, ctx, None, &mut new)?;
    reconcile::go_on(tx, ctx, new)
}

fn split_head(ctx: &Ctx, from: &Document, number: String) -> crate::model::Order {
    crate::model::Order {
        id: ctx.id(),
        number,
        channel: None,
        external_number: None,
        request_hash: None,
        state: State::Confirmed,
        source_id: Some(from.order.id),
        hold_count: 0,
        ordered_charge: Money::ZERO,
        unbilled_charge: Money::ZERO,
        open_amount: Money::ZERO,
        created_at: ctx.at,
        created_by: ctx.actor(),
        allocated_at: None,
        shipped_at: None,
        delivered_at: None,
        settled_at: None,
        revision: 1,
        ..from.order.clone()
    }
}

/// Cuts a part off a line. Both halves together are worth what the line was: the part takes the remainder.
fn take_part(ctx: &Ctx, line: &mut Line, qty: Qty, order: &crate::model::Order, line_no: i64) -> Line {
    let before = line.worth(line.wanted());
    line.qty_cancelled += qty;
    let rest = line.worth(line.wanted());
    Line {
        id: ctx.id(),
        order_id: order.id,
        line_no,
        entered_qty: qty,
        entered_uom: line.uom.clone(),
        amount: before.goods - rest.goods,
        tax_amount: before.tax - rest.tax,
        qty_ordered: qty,
        qty_cancelled: Qty::ZERO,
        qty_reserved: Qty::ZERO,
        qty_released: Qty::ZERO,
        qty_picked: Qty::ZERO,
        qty_shipped: Qty::ZERO,
        qty_delivered: Qty::ZERO,
        qty_refused: Qty::ZERO,
        qty_invoiced: Qty::ZERO,
        qty_return_requested: Qty::ZERO,
        qty_returned: Qty::ZERO,
        amount_invoiced: Money::ZERO,
        tax_invoiced: Money::ZERO,
        ..line.clone()
    }
}
