//! Short of stock is a decision: what could be done about each line, and doing it.

use base::id::{OrderId, OrderLineId};
use base::{Ctx, Day, Qty, Result};
use db::{Event, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::promise::{demand, reserve};
use super::steps::{confirmed, end, lift, open, settle_within};
use crate::intake;
use crate::lifecycle::Action;
use crate::model::{Decision, Document, HoldReason, Line, NewLine, State};
use crate::reconcile;
use crate::rules::Refusal;

db::text_enum! {
    /// What to do with a line that cannot be promised in full.
    pub enum ShortAction {
        /// Promise it all; the rest waits for goods.
        Backorder = "backorder",
        /// Promise what is there; the rest is cancelled.
        Part = "part",
        /// Send the line from another warehouse.
        Warehouse = "warehouse",
        /// Send another SKU instead.
        Substitute = "substitute",
        /// Promise it for a later day.
        Date = "date",
        /// Cancel the line.
        Drop = "drop",
    }
}

/// The decision about one line.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShortDecision {
    pub line: OrderLineId,
    pub action: ShortAction,
    /// The other warehouse, by id or code.
    #[serde(default)]
    pub warehouse: Option<String>,
    /// The other SKU, by id, code or barcode.
    #[serde(default)]
    pub sku: Option<String>,
    /// The later day.
    #[serde(default)]
    pub requested_on: Option<Day>,
}

/// A short line with what could be done, each with its figures.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ShortLine {
    pub line: OrderLineId,
    #[serde(flatten)]
    pub shortage: stock::Shortage,
    pub options: Vec<ShortAction>,
}

/// The lines that cannot be promised now, and what could be done about each.
///
/// # Errors
/// `not_found`.
pub fn shortage(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId) -> Result<Vec<ShortLine>> {
    let document = super::order(tx, ctx, id)?;
    short_of(tx, document.lines.iter())
}

/// Which of these lines wait for more than can be promised now.
pub(crate) fn short_of<'a>(tx: &mut Tx<'_>, lines: impl Iterator<Item = &'a Line>) -> Result<Vec<ShortLine>> {
    let demands: Vec<_> = lines.filter(|line| line.waiting().is_positive()).map(demand).collect();
    if demands.is_empty() {
        return Ok(Vec::new());
    }
    let short = stock::shortage(tx, &demands)?;
    let short_line = |shortage: stock::Shortage| -> Option<ShortLine> {
        let line = shortage.origin.parse().ok()?;
        Some(ShortLine { line, options: options(&shortage), shortage })
    };
    Ok(short.into_iter().filter_map(short_line).collect())
}

fn options(shortage: &stock::Shortage) -> Vec<ShortAction> {
    let enough_elsewhere = shortage.elsewhere.iter().any(|other| other.available >= shortage.wanted);
    let fits = |action: &ShortAction| match action {
        ShortAction::Part => shortage.available.is_positive(),
        ShortAction::Warehouse => enough_elsewhere,
        ShortAction::Date => shortage.promised_on.is_some(),
        ShortAction::Backorder | ShortAction::Substitute | ShortAction::Drop => true,
    };
    ShortAction::ALL.iter().copied().filter(fits).collect()
}

/// Does what was decided about every short line, and confirms.
///
/// # Errors
/// `not_found`, `wrong_state`, `not_short`, `line_unknown`, `undecided`, `credit_exceeded`; what a
/// substitute's SKU or another warehouse makes `invalid`.
pub fn resolve_short(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: OrderId,
    decisions: &[ShortDecision],
) -> Result<Document> {
    let was = open(tx, ctx, id, Action::ResolveShort)?;
    let mut now = was.clone();
    for decision in decisions {
        let unknown = || Refusal::LineUnknown { line: decision.line.to_string() };
        let place = now.lines.iter().position(|line| line.id == decision.line).ok_or_else(unknown)?;
        decide(tx, ctx, &mut now, place, decision)?;
    }
    let order = now.order.clone();
    reserve(tx, ctx, &order, &mut now.lines, stock::Short::Take)?;
    for line in &mut now.lines {
        let decided = decisions.iter().rev().find(|d| d.line == line.id).map(|d| d.action);
        match decided {
            _ if line.waiting().is_zero() => {}
            Some(ShortAction::Part) => line.qty_cancelled += line.waiting(),
            Some(ShortAction::Backorder | ShortAction::Date) => {}
            _ => return Err(Refusal::Undecided { line_no: line.line_no }.into()),
        }
    }
    lift(ctx, &mut now, Decision::Resolved, "", |reason| reason == HoldReason::StockShort);
    let decided: Vec<_> = decisions.iter().map(|d| json!({"line": d.line, "action": d.action})).collect();
    tx.record(ctx, Event::new("order.short_resolved", id).order(id).data(&json!({"decisions": decided})));
    finish(tx, ctx, &was, now)
}

fn finish(tx: &mut Tx<'_>, ctx: &Ctx, was: &Document, mut now: Document) -> Result<Document> {
    let wanted: Qty = now.lines.iter().map(Line::wanted).sum();
    if wanted.is_zero() {
        end(tx, ctx, &mut now.order, State::Cancelled, "");
        let id = now.order.id;
        tx.record(ctx, Event::new("order.cancelled", id).order(id).data(&json!({"reason": "short"})));
        super::steps::settle(tx, ctx, Some(was), &mut now)?;
        return Ok(now);
    }
    let customer = party::intake(tx, now.order.customer_id)?;
    let is_approved = crate::rules::is_excused(&now);
    now.order.state = State::Confirmed;
    now.order.confirmed_at = Some(ctx.at);
    let limit = customer.customer.credit_limit.filter(|_| !is_approved);
    settle_within(tx, ctx, Some(was), &mut now, limit)?;
    tx.record(ctx, confirmed(&now));
    reconcile::go_on(tx, ctx, now)
}

fn decide(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    now: &mut Document,
    place: usize,
    decision: &ShortDecision,
) -> Result<()> {
    match decision.action {
        ShortAction::Backorder | ShortAction::Part => Ok(()),
        ShortAction::Drop => {
            now.lines[place].qty_cancelled = now.lines[place].qty_ordered;
            Ok(())
        }
        ShortAction::Date => {
            let line = &mut now.lines[place];
            line.requested_on = decision.requested_on.or(line.requested_on);
            line.promised_on = line.requested_on.or(line.promised_on);
            Ok(())
        }
        ShortAction::Warehouse => {
            let wanted = decision.warehouse.clone().unwrap_or_default();
            let known = stock::warehouses(tx)?;
            let found = known.iter().find(|w| w.active && (w.code == wanted || w.id.to_string() == wanted));
            let found = found.ok_or(Refusal::WarehouseUnknown { warehouse: wanted })?;
            now.lines[place].warehouse_id = found.id;
            Ok(())
        }
        ShortAction::Substitute => {
            let old = &now.lines[place];
            let new = NewLine {
                sku: decision.sku.clone().unwrap_or_default(),
                qty: old.wanted(),
                uom: None,
                price: None,
                discount: None,
                requested_on: old.requested_on,
                warehouse: Some(old.warehouse_id.to_string()),
                note: old.note.clone(),
            };
            let line = intake::line(tx, ctx, now, &new)?;
            now.lines[place].qty_cancelled = now.lines[place].qty_ordered;
            now.lines.push(line);
            Ok(())
        }
    }
}
