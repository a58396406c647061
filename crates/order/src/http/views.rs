//! What the wire shows of an order: the document, the strip of its way, its relatives.

use base::id::{ActorId, OrderId};
use base::time::{HOUR_US, MINUTE_US};
use base::{At, Ctx, Day, Money, Qty, Result};
use db::Tx;
use schemars::JsonSchema;
use serde::Serialize;

use crate::commands;
use crate::commands::short::short_of;
use crate::lifecycle::{Action, allowed_actions};
use crate::model::{Amendment, Document, Hold, Line, Order, ReviewState, ShippingState, State};
use crate::rules;
use crate::store;
use crate::store::lists::OrderRow;

/// An order with everything its page shows.
#[derive(Serialize, JsonSchema)]
pub(super) struct OrderView {
    #[serde(flatten)]
    pub(super) order: Order,
    owner: String,
    warehouse: String,
    lines: Vec<OrderLineView>,
    holds: Vec<HoldView>,
    amendments: Vec<Amendment>,
    way: Vec<Step>,
    allowed_actions: Vec<Action>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct OrderLineView {
    #[serde(flatten)]
    line: Line,
    /// Wanted and not shipped.
    qty_open: Qty,
    /// Promised without stock.
    qty_waiting: Qty,
    below_min_price: bool,
}

#[derive(Serialize, JsonSchema)]
struct HoldView {
    #[serde(flatten)]
    hold: Hold,
    put_by_name: String,
    lifted_by_name: String,
}

/// One step of the order's way.
#[derive(Serialize, JsonSchema)]
struct Step {
    /// placed, reviewed, allocated, shipped, delivered, settled
    step: &'static str,
    state: StepState,
    at: Option<At>,
    /// Who did it; absent when it happened by itself.
    by: Option<String>,
    /// By when it should be.
    target: Option<At>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum StepState {
    Done,
    Current,
    Waiting,
    Late,
    /// Somebody must decide.
    Stuck,
    Skipped,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct OrderItem {
    #[serde(flatten)]
    row: OrderRow,
    owner: String,
}

/// Adds the owners' names to a page.
pub(super) fn items(tx: &mut Tx<'_>, rows: Vec<OrderRow>) -> Result<Vec<OrderItem>> {
    let mut owners: Vec<ActorId> = rows.iter().map(|row| row.owner_id).collect();
    owners.sort_unstable();
    owners.dedup();
    let names = names(tx, &owners)?;
    Ok(rows.into_iter().map(|row| OrderItem { owner: name_of(&names, row.owner_id), row }).collect())
}

type Names = Vec<(ActorId, String)>;

fn names(tx: &mut Tx<'_>, ids: &[ActorId]) -> Result<Names> {
    people::commands::names(tx, ids)
}

fn name_of(names: &Names, id: ActorId) -> String {
    names.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone()).unwrap_or_default()
}

pub(super) fn view(tx: &mut Tx<'_>, ctx: &Ctx, document: Document) -> Result<OrderView> {
    let allowed_actions = allowed_actions(&document, ctx);
    let mut people: Vec<ActorId> = vec![document.order.owner_id, document.order.created_by];
    people.extend(document.holds.iter().flat_map(|hold| [Some(hold.put_by), hold.lifted_by]).flatten());
    people.sort_unstable();
    people.dedup();
    let names = names(tx, &people)?;
    // An order made in this very command has none.
    let is_new = document.order.created_at == ctx.at;
    let amendments = if is_new { Vec::new() } else { store::amendments(tx, document.order.id)? };
    let warehouses = stock::warehouses(tx)?;
    let way = way(ctx, &document, &names);
    let Document { order, lines, holds } = document;
    let hold_view = |hold: Hold| HoldView {
        put_by_name: name_of(&names, hold.put_by),
        lifted_by_name: hold.lifted_by.map(|id| name_of(&names, id)).unwrap_or_default(),
        hold,
    };
    Ok(OrderView {
        owner: name_of(&names, order.owner_id),
        warehouse: warehouses
            .iter()
            .find(|w| w.id == order.warehouse_id)
            .map(|w| w.name.clone())
            .unwrap_or_default(),
        lines: lines.into_iter().map(line_view).collect(),
        holds: holds.into_iter().map(hold_view).collect(),
        amendments,
        way,
        allowed_actions,
        order,
    })
}

fn line_view(line: Line) -> OrderLineView {
    OrderLineView {
        qty_open: line.open(),
        qty_waiting: line.waiting(),
        below_min_price: rules::is_below_min_price(&line),
        line,
    }
}

/// The steps of the way with their standard times: review within one hour, goods found within two,
/// sent within three, delivered on the promised day, settled by the payment term.
fn way(ctx: &Ctx, document: &Document, names: &Names) -> Vec<Step> {
    let order = &document.order;
    let after = |us: i64| order.placed_at.map(|at| at.plus(us));
    let promised = order.promised_on.map(|day| day.plus(1).start_in(&ctx.zone));
    let due = order.delivered_at.map(|at| at.day_in(&ctx.zone).plus(order.term_days + 1).start_in(&ctx.zone));
    let reviewer = document.holds.iter().rev().find_map(|hold| hold.lifted_by).map(|id| name_of(names, id));
    let is_short = order.shipping_state == ShippingState::Short;
    // What is short is decided on before it is confirmed as well as after.
    let is_review_stuck = order.review_state == ReviewState::Pending || is_short;
    let is_refused = order.shipping_state == ShippingState::Exception;
    let steps = [
        ("placed", order.placed_at, Some(name_of(names, order.created_by)), None, false),
        ("reviewed", order.confirmed_at, reviewer, after(HOUR_US), is_review_stuck),
        ("allocated", order.allocated_at, None, after(2 * HOUR_US), is_short),
        ("shipped", order.shipped_at, None, after(3 * HOUR_US), false),
        ("delivered", order.delivered_at, None, promised, is_refused),
        ("settled", order.settled_at, None, due, false),
    ];
    let has_ended = matches!(order.state, State::Closed | State::Cancelled);
    let mut is_current = true;
    let step =
        |(step, at, by, target, is_stuck): (&'static str, Option<At>, Option<String>, Option<At>, bool)| {
            let is_late = target.is_some_and(|target| ctx.at > target.plus(MINUTE_US));
            let state = match at {
                Some(_) => StepState::Done,
                None if has_ended => StepState::Skipped,
                None if !is_current => StepState::Waiting,
                None if is_stuck => StepState::Stuck,
                None if is_late => StepState::Late,
                None => StepState::Current,
            };
            is_current &= state == StepState::Done;
            Step { step, state, at, by: by.filter(|by| at.is_some() && !by.is_empty()), target }
        };
    steps.into_iter().map(step).collect()
}

/// One line of the timeline.
#[derive(Serialize, JsonSchema)]
pub(super) struct TimelineEntry {
    seq: i64,
    at: At,
    kind: String,
    subject: String,
    actor_id: ActorId,
    actor: String,
    data: serde_json::Value,
}

pub(super) fn timeline(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId) -> Result<Vec<TimelineEntry>> {
    commands::order(tx, ctx, id)?;
    let entries = db::journal::timeline(tx, &id.to_string())?;
    let mut actors: Vec<ActorId> = entries.iter().map(|entry| entry.actor_id).collect();
    actors.sort_unstable();
    actors.dedup();
    let names = names(tx, &actors)?;
    let entry = |entry: db::Entry| TimelineEntry {
        seq: entry.seq,
        at: entry.at,
        actor: name_of(&names, entry.actor_id),
        data: serde_json::from_str(&entry.data).unwrap_or_default(),
        kind: entry.kind,
        subject: entry.subject,
        actor_id: entry.actor_id,
    };
    Ok(entries.into_iter().map(entry).collect())
}

/// The order and everything made for it, and what was made from what.
#[derive(Serialize, JsonSchema)]
pub(super) struct Relations {
    documents: Vec<Related>,
    /// Pairs of ids: the second came from the first.
    links: Vec<(String, String)>,
}

#[derive(Serialize, JsonSchema)]
struct Related {
    id: String,
    /// order, shipment, invoice, credit_note, payment
    kind: &'static str,
    number: String,
    state: String,
    amount: Option<Money>,
    at: Option<At>,
}

pub(super) fn relations(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId) -> Result<Relations> {
    let order = commands::order(tx, ctx, id)?.order;
    let own = id.to_string();
    let mut relations = Relations { documents: vec![of_order(&order)], links: Vec::new() };
    if let Some(source) = order.source_id.and_then(|source| commands::order(tx, ctx, source).ok()) {
        relations.links.push((source.order.id.to_string(), own.clone()));
        relations.documents.push(of_order(&source.order));
    }
    for part in split_off(tx, ctx, &own)? {
        relations.links.push((own.clone(), part.id.to_string()));
        relations.documents.push(of_order(&part));
    }
    for shipment in shipping::shipments_of(tx, &own)? {
        let shipment = shipment.shipment;
        relations.links.push((own.clone(), shipment.id.to_string()));
        relations.documents.push(Related {
            id: shipment.id.to_string(),
            kind: "shipment",
            number: shipment.number,
            state: shipment.state.to_string(),
            amount: None,
            at: Some(shipment.shipped_at.unwrap_or(shipment.released_at)),
        });
    }
    for invoice in billing::invoices_of(tx, &own)? {
        let from = invoice.credits_invoice_id.map_or_else(|| own.clone(), |credited| credited.to_string());
        relations.links.push((from, invoice.id.to_string()));
        let is_claim = invoice.kind == billing::Kind::Invoice;
        relations.documents.push(Related {
            id: invoice.id.to_string(),
            kind: if is_claim { "invoice" } else { "credit_note" },
            number: invoice.number.clone(),
            state: invoice.state.to_string(),
            amount: Some(invoice.total_amount),
            at: Some(invoice.created_at),
        });
    }
    for applied in billing::applications_of(tx, &own)? {
        let payment = applied.payment_id.to_string();
        relations.links.push((applied.invoice_id.to_string(), payment.clone()));
        match relations.documents.iter_mut().find(|known| known.id == payment) {
            Some(known) => known.amount = known.amount.map(|amount| amount + applied.amount),
            None => relations.documents.push(Related {
                id: payment,
                kind: "payment",
                number: applied.payment_number,
                state: "applied".to_owned(),
                amount: Some(applied.amount),
                at: Some(applied.at),
            }),
        }
    }
    Ok(relations)
}

/// The orders that were split off this one, as its journal tells.
fn split_off(tx: &mut Tx<'_>, ctx: &Ctx, own: &str) -> Result<Vec<Order>> {
    let told = db::journal::history(tx, own)?;
    let into = told.iter().filter(|entry| entry.kind == "order.split").filter_map(|entry| {
        let data: serde_json::Value = serde_json::from_str(&entry.data).ok()?;
        data["into"].as_str()?.parse::<OrderId>().ok()
    });
    let into: Vec<OrderId> = into.collect();
    Ok(into.into_iter().filter_map(|id| commands::order(tx, ctx, id).ok()).map(|d| d.order).collect())
}

fn of_order(order: &Order) -> Related {
    Related {
        id: order.id.to_string(),
        kind: "order",
        number: order.number.clone(),
        state: order.state.to_string(),
        amount: Some(order.total_amount),
        at: Some(order.placed_at.unwrap_or(order.created_at)),
    }
}

/// What an order would be: the live figures of the entry page.
#[derive(Serialize, JsonSchema)]
pub(super) struct CheckView {
    currency: String,
    goods_amount: Money,
    tax_amount: Money,
    total_amount: Money,
    lines: Vec<CheckedLine>,
    credit: CheckedCredit,
    /// Why a person would have to look at it.
    review: Vec<crate::model::HoldReason>,
    receiver: String,
    phone: String,
    address: String,
}

#[derive(Serialize, JsonSchema)]
struct CheckedLine {
    #[serde(flatten)]
    line: OrderLineView,
    /// What can be promised now in the line's warehouse, after the lines before it.
    available: Qty,
    is_short: bool,
    /// What other warehouses have, the fullest first.
    elsewhere: Vec<stock::Elsewhere>,
    /// When short: the day on which planned receipts make it whole.
    whole_on: Option<Day>,
    next_receipt_on: Option<Day>,
    next_receipt_qty: Option<Qty>,
}

#[derive(Serialize, JsonSchema)]
struct CheckedCredit {
    limit: Option<Money>,
    exposure: Money,
    overdue: Money,
    /// What would be left; below zero when the order goes past the limit.
    left: Option<Money>,
}

pub(super) fn check_view(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    (document, customer): (Document, party::Intake),
) -> Result<CheckView> {
    let credit = commands::promise::credit_of(tx, ctx, &customer)?;
    let mut review: Vec<_> =
        rules::review_holds(&document.lines, &credit).iter().map(|hold| hold.reason).collect();
    review.dedup();
    let mut skus: Vec<_> = document.lines.iter().map(|line| line.sku_id).collect();
    skus.sort_unstable();
    skus.dedup();
    let stock = stock::availability(tx, &skus)?;
    let warehouses = stock::warehouses(tx)?;
    let short = short_of(tx, document.lines.iter())?;
    let Document { order, lines, .. } = document;
    let mut left: Vec<_> = stock.iter().map(|s| (s.sku_id, s.warehouse_id, s.available)).collect();
    let checked = |line: Line| {
        let place =
            left.iter_mut().find(|(sku, house, _)| *sku == line.sku_id && *house == line.warehouse_id);
        let available = place.as_ref().map(|(_, _, left)| *left).unwrap_or_default();
        // Lines before this one take first.
        if let Some((_, _, left)) = place {
            *left = (*left - line.qty_ordered).max(Qty::ZERO);
        }
        let elsewhere = elsewhere(&stock, &warehouses, &line);
        let short = short.iter().find(|short| short.line == line.id).map(|short| &short.shortage);
        CheckedLine {
            is_short: available < line.qty_ordered,
            available,
            elsewhere,
            whole_on: short.and_then(|short| short.promised_on),
            next_receipt_on: short.and_then(|short| short.next_receipt_on),
            next_receipt_qty: short.and_then(|short| short.next_receipt_qty),
            line: line_view(line),
        }
    };
    let lines = lines.into_iter().map(checked).collect();
    let room = credit.limit.map(|limit| limit - credit.exposure - order.total_amount);
    Ok(CheckView {
        currency: order.currency,
        goods_amount: order.goods_amount,
        tax_amount: order.tax_amount,
        total_amount: order.total_amount,
        lines,
        credit: CheckedCredit {
            limit: credit.limit,
            exposure: credit.exposure,
            overdue: credit.overdue,
            left: room,
        },
        review,
        receiver: order.receiver,
        phone: order.phone,
        address: order.address,
    })
}

/// What warehouses other than the line's have of its SKU.
fn elsewhere(
    stock: &[stock::Availability],
    warehouses: &[stock::Warehouse],
    line: &Line,
) -> Vec<stock::Elsewhere> {
    let others = stock.iter().filter(|s| {
        s.sku_id == line.sku_id && s.warehouse_id != line.warehouse_id && s.available.is_positive()
    });
    let mut all: Vec<_> = others
        .filter_map(|s| {
            let warehouse = warehouses.iter().find(|w| w.id == s.warehouse_id && w.active)?;
            let (code, name) = (warehouse.code.clone(), warehouse.name.clone());
            Some(stock::Elsewhere { warehouse_id: s.warehouse_id, code, name, available: s.available })
        })
        .collect();
    all.sort_by_key(|other| std::cmp::Reverse(other.available));
    all
}
