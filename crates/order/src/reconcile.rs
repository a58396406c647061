//! Make it so: what follows from the facts is done here, and doing it again changes nothing.
//!
//! Goods and money move in other rooms. Their events only say which order to look at: the counters
//! of its lines are taken from the shipments and invoices themselves, so that no event can be
//! counted twice or lost.

use base::id::{OrderId, SkuId, WarehouseId};
use base::{Ctx, Money, Qty, Result};
use billing::{NewInvoice, NewInvoiceLine};
use db::{Entry, Event, Reaction, Tx};
use serde_json::json;

use crate::commands::promise::{credit_of, reserve};
use crate::commands::steps::{end, kept, missing, open, put, reaches};
use crate::lifecycle::Action;
use crate::model::{Document, HoldReason, Line, State};
use crate::rules::{self, Credit, NewHold};
use crate::settings::{Settings, settings};
use crate::store;

/// Orders that one arrival of goods looks at; the rest is found by the next one.
const WAITING_MAX: i64 = 100;

/// Who hears what, in the same transaction.
#[must_use]
pub fn reactions() -> Vec<Reaction> {
    vec![
        Reaction {
            kinds: &[
                "shipment.picked",
                "shipment.shipped",
                "shipment.delivered",
                "shipment.part_delivered",
                "shipment.refused",
                "shipment.cancelled",
            ],
            run: on_shipment,
        },
        Reaction {
            kinds: &["invoice.credited", "invoice.part_paid", "invoice.paid", "invoice.reopened"],
            run: on_invoice,
        },
    ]
}

/// Looks at what is and does what is missing: reserves what has come in, releases, invoices, closes.
///
/// # Errors
/// `not_found`.
pub fn reconcile(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId) -> Result<Document> {
    let found = store::load_for_update(tx, id)?.filter(|d| reaches(ctx, "order.release", &d.order));
    let mut now = found.ok_or_else(|| missing(id))?;
    let was = now.clone();
    count_shipments(tx, ctx, &mut now)?;
    now.order.open_amount = open_amount(tx, &now)?;
    reserve_waiting(tx, ctx, &mut now)?;
    go_further(tx, ctx, &was, now, Cause::Other)
}

/// Goes on from what the order has: releases, invoices, closes, as the company set it.
pub(crate) fn go_on(tx: &mut Tx<'_>, ctx: &Ctx, now: Document) -> Result<Document> {
    go_further(tx, ctx, &now.clone(), now, Cause::Other)
}

/// What made us look at the order again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cause {
    GoodsLeft,
    /// Counters moved, and nothing follows from it.
    Counted,
    Other,
}

/// Stores what became known of the order, with all that follows from it, in one go.
fn go_further(tx: &mut Tx<'_>, ctx: &Ctx, was: &Document, now: Document, cause: Cause) -> Result<Document> {
    let mut now = now;
    let claim = if cause == Cause::Counted { None } else { follow(tx, ctx, &mut now, cause)? };
    // Nothing may have changed: an earlier event of the same transaction showed us all of it already.
    let now = if now == *was { now } else { kept(tx, ctx, was, now)? };
    if let Some(claim) = claim {
        // Last: its gapless number holds a lock until the commit.
        billing::issue_invoice(tx, ctx, &claim)?;
    }
    Ok(now)
}

/// What follows from what a confirmed order has; gives the invoice that is to be issued.
fn follow(tx: &mut Tx<'_>, ctx: &Ctx, now: &mut Document, cause: Cause) -> Result<Option<NewInvoice>> {
    let can_release =
        now.open_holds().next().is_none() && now.lines.iter().any(|line| line.releasable().is_positive());
    let is_unclaimed = now.lines.iter().any(|line| rules::uninvoiced(line).is_some());
    if now.order.state != State::Confirmed || !(can_release || is_unclaimed || rules::is_done(now)) {
        return Ok(None);
    }
    let settings = settings(tx)?;
    if settings.auto_release && can_release {
        release_open(tx, ctx, now)?;
    }
    // What a credit note took back is claimed again by a person, or with the next goods; never by itself.
    let claims = settings.invoice_on_shipped && is_unclaimed;
    let claim = (claims && (cause == Cause::GoodsLeft || !was_credited(tx, now)?)).then(|| claim_open(now));
    close_when_done(tx, ctx, now, settings);
    Ok(claim)
}

fn was_credited(tx: &mut Tx<'_>, now: &Document) -> Result<bool> {
    let invoices = billing::invoices_of(tx, &now.order.id.to_string())?;
    Ok(invoices.iter().any(|invoice| invoice.kind == billing::Kind::CreditNote))
}

fn close_when_done(tx: &mut Tx<'_>, ctx: &Ctx, now: &mut Document, settings: Settings) {
    if settings.auto_close && rules::is_done(now) {
        end(tx, ctx, &mut now.order, State::Closed, "");
        let event = Event::new("order.closed", now.order.id).order(now.order.id);
        tx.record(ctx, event.data(&json!({"by_itself": true})));
    }
}

/// Hands what is reserved to the warehouse: one shipment per warehouse.
///
/// # Errors
/// `not_found`, `wrong_state`, `on_hold`, `nothing_to_release`.
pub fn release(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId) -> Result<Document> {
    let mut now = open(tx, ctx, id, Action::Release)?;
    let was = now.clone();
    release_open(tx, ctx, &mut now)?;
    kept(tx, ctx, &was, now)
}

/// The same for an order whose row is held and that may be released.
pub(crate) fn release_open(tx: &mut Tx<'_>, ctx: &Ctx, now: &mut Document) -> Result<()> {
    if let Some(hold) = credit_hold(tx, ctx, now)? {
        put(tx, ctx, now, vec![hold]);
        return Ok(());
    }
    hand_over(tx, ctx, now)
}

/// The same where credit was asked in this very command.
pub(crate) fn hand_over(tx: &mut Tx<'_>, ctx: &Ctx, now: &mut Document) -> Result<()> {
    let mut warehouses: Vec<WarehouseId> = now
        .lines
        .iter()
        .filter(|line| line.releasable().is_positive())
        .map(|line| line.warehouse_id)
        .collect();
    warehouses.sort_unstable();
    warehouses.dedup();
    for warehouse in warehouses {
        shipping::release(tx, ctx, &handed_over(now, warehouse))?;
    }
    for line in &mut now.lines {
        line.qty_released = line.qty_reserved;
    }
    Ok(())
}

/// Money may have become due since the order was confirmed: asked again before goods leave.
fn credit_hold(tx: &mut Tx<'_>, ctx: &Ctx, now: &Document) -> Result<Option<NewHold>> {
    if rules::is_excused(now) {
        return Ok(None);
    }
    let customer = party::intake(tx, now.order.customer_id)?;
    let credit = credit_of(tx, ctx, &customer)?;
    // This order is part of the exposure already: its own amount is not added twice.
    let own = now.order.ordered_charge + now.order.unbilled_charge + now.order.open_amount;
    let credit = Credit { exposure: credit.exposure - own, ..credit };
    let asks = |hold: &NewHold| matches!(hold.reason, HoldReason::CreditLimit | HoldReason::Overdue);
    Ok(rules::review_holds(&now.lines, &credit).into_iter().find(asks))
}

fn handed_over(now: &Document, warehouse: WarehouseId) -> shipping::Release {
    let order = &now.order;
    let lines = now.lines.iter().filter(|l| l.warehouse_id == warehouse && l.releasable().is_positive());
    let line = |line: &Line| shipping::ReleaseLine {
        origin: line.id.to_string(),
        sku_id: line.sku_id,
        sku: line.sku.clone(),
        name: line.name.clone(),
        uom: line.uom.clone(),
        lot: String::new(),
        qty: line.releasable(),
    };
    shipping::Release {
        origin: order.id.to_string(),
        order_number: order.number.clone(),
        customer_id: order.customer_id,
        customer_name: order.customer_name.clone(),
        receiver: order.receiver.clone(),
        phone: order.phone.clone(),
        address: order.address.clone(),
        warehouse_id: warehouse,
        carrier: String::new(),
        note: order.note.clone(),
        promised_on: order.promised_on,
        owner_id: order.owner_id,
        department_id: order.department_id,
        lines: lines.map(line).collect(),
    }
}

/// Claims what was shipped: amounts are shares of the lines' own, never computed anew. Issuing it moves
/// the amount from unbilled to receivable, so the order must not.
fn claim_open(now: &mut Document) -> NewInvoice {
    let mut lines = Vec::new();
    for line in &mut now.lines {
        let Some((qty, worth)) = rules::uninvoiced(line) else { continue };
        lines.push(NewInvoiceLine {
            origin: line.id.to_string(),
            sku: line.sku.clone(),
            name: line.name.clone(),
            uom: line.uom.clone(),
            qty,
            price: line.price,
            amount: worth.goods,
            tax_rate: line.tax_rate,
            tax_amount: worth.tax,
        });
        line.qty_invoiced += qty;
        line.amount_invoiced += worth.goods;
        line.tax_invoiced += worth.tax;
    }
    let order = &now.order;
    let new = NewInvoice {
        origin: order.id.to_string(),
        order_number: order.number.clone(),
        customer_id: order.customer_id,
        customer_name: order.customer_name.clone(),
        currency: order.currency.clone(),
        term_days: order.term_days,
        owner_id: order.owner_id,
        department_id: order.department_id,
        lines,
    };
    let claimed: Money = new.lines.iter().map(|line| line.amount + line.tax_amount).sum();
    now.order.unbilled_charge -= claimed;
    now.order.open_amount += claimed;
    new
}

/// Claims by hand what was shipped, where the company does not let it happen by itself.
///
/// # Errors
/// `not_found`, `invoice_empty`.
pub fn invoice(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId) -> Result<Document> {
    let found = store::load_for_update(tx, id)?.filter(|d| reaches(ctx, "invoice.issue", &d.order));
    let mut now = found.ok_or_else(|| missing(id))?;
    let was = now.clone();
    let claim = claim_open(&mut now);
    let now = kept(tx, ctx, &was, now)?;
    billing::issue_invoice(tx, ctx, &claim)?;
    Ok(now)
}

/// The order an event of another room belongs to, its row held. Events of orders that are not ours
/// (another system's origin) are nobody's business here.
fn order_of(tx: &mut Tx<'_>, event: &Event) -> Result<Option<Document>> {
    match event.order.as_deref().and_then(|order| order.parse::<OrderId>().ok()) {
        Some(id) => store::load_for_update(tx, id),
        None => Ok(None),
    }
}

fn on_shipment(tx: &mut Tx<'_>, ctx: &Ctx, event: &Event) -> Result<()> {
    let Some(mut now) = order_of(tx, event)? else { return Ok(()) };
    let ctx = &ctx.as_system();
    let was = now.clone();
    count_shipments(tx, ctx, &mut now)?;
    let cause = match event.kind {
        "shipment.shipped" => Cause::GoodsLeft,
        // Cancelled for a reason, it is not released again by itself; what is picked has yet to leave.
        "shipment.cancelled" | "shipment.picked" => Cause::Counted,
        _ => Cause::Other,
    };
    go_further(tx, ctx, &was, now, cause).map(|_| ())
}

/// Takes the counters of the lines from the shipments. Goods refused at the door count as never
/// sent, and hold the order until somebody decides what becomes of them.
fn count_shipments(tx: &mut Tx<'_>, ctx: &Ctx, now: &mut Document) -> Result<()> {
    if now.lines.iter().all(|line| line.qty_released.is_zero()) {
        return Ok(());
    }
    let shipments = shipping::shipments_of(tx, &now.order.id.to_string())?;
    let before: Qty = now.lines.iter().map(|line| line.qty_refused).sum();
    for line in &mut now.lines {
        rules::count(line, &shipments);
    }
    let after: Qty = now.lines.iter().map(|line| line.qty_refused).sum();
    if after > before && !now.is_held_for(HoldReason::Refused) {
        let refused = |line: &&Line| line.qty_refused.is_positive();
        let facts = |line: &Line| json!({"line_no": line.line_no, "sku": line.sku, "qty": line.qty_refused});
        let lines: Vec<_> = now.lines.iter().filter(refused).map(facts).collect();
        let facts = json!({ "lines": lines });
        put(tx, ctx, now, vec![NewHold { reason: HoldReason::Refused, facts, note: String::new() }]);
    }
    Ok(())
}

fn on_invoice(tx: &mut Tx<'_>, ctx: &Ctx, event: &Event) -> Result<()> {
    let Some(mut now) = order_of(tx, event)? else { return Ok(()) };
    let ctx = &ctx.as_system();
    let was = now.clone();
    now.order.open_amount = open_amount(tx, &now)?;
    if event.kind == "invoice.credited" {
        take_back_credited(&mut now.lines, event);
    }
    if now == was {
        return Ok(());
    }
    // Money that comes in closes orders; it never makes a new claim.
    if rules::is_done(&now) {
        let settings = settings(tx)?;
        close_when_done(tx, ctx, &mut now, settings);
    }
    kept(tx, ctx, &was, now).map(|_| ())
}

fn open_amount(tx: &mut Tx<'_>, now: &Document) -> Result<Money> {
    let invoices = billing::invoices_of(tx, &now.order.id.to_string())?;
    Ok(invoices.iter().map(|invoice| invoice.open_amount).sum())
}

/// Quantities that a credit note took back are not invoiced any more; an allowance has no quantity.
fn take_back_credited(lines: &mut [Line], event: &Event) {
    let credited: Option<billing::events::Credited> = serde_json::from_value(event.data.clone()).ok();
    for taken in credited.into_iter().flat_map(|credited| credited.lines) {
        let line = lines.iter_mut().find(|line| line.id.to_string() == taken.origin);
        let Some(line) = line.filter(|_| taken.qty.is_positive()) else { continue };
        line.qty_invoiced = (line.qty_invoiced - taken.qty).max(Qty::ZERO);
        let worth = line.worth(line.qty_invoiced);
        line.amount_invoiced = worth.goods;
        line.tax_invoiced = worth.tax;
    }
}

/// What may bring goods that orders wait for.
pub const STOCK_ARRIVED: &[&str] =
    &["stock.received", "stock.taken_back", "stock.transferred", "stock.adjusted", "stock.counted"];

/// Follows the journal: goods came, so the orders that wait for them are served. Later and not in the
/// same transaction, so that a receipt never waits for a hundred orders.
///
/// # Errors
/// A fault when the database fails.
pub fn on_stock_arrived(tx: &mut Tx<'_>, ctx: &Ctx, entry: &Entry) -> Result<()> {
    let data: serde_json::Value = serde_json::from_str(&entry.data).unwrap_or_default();
    let lines = data.get("lines").and_then(serde_json::Value::as_array);
    let sku = |line: &serde_json::Value| line.get("sku_id")?.as_str()?.parse().ok();
    let mut skus: Vec<SkuId> = lines.into_iter().flatten().filter_map(sku).collect();
    skus.sort_unstable();
    skus.dedup();
    reserve_backorders(tx, &ctx.as_system(), &skus).map(|_| ())
}

/// Reserves goods that have come in for the orders that wait for them, the oldest promise first.
/// Gives how many orders got some.
///
/// # Errors
/// A fault when the database fails.
pub fn reserve_backorders(tx: &mut Tx<'_>, ctx: &Ctx, skus: &[SkuId]) -> Result<usize> {
    if skus.is_empty() {
        return Ok(0);
    }
    let mut served = 0;
    for id in store::orders_waiting_for(tx, skus, WAITING_MAX)? {
        let Some(mut now) = store::load_for_update(tx, id)? else { continue };
        let was = now.clone();
        reserve_waiting(tx, ctx, &mut now)?;
        if now != was {
            served += 1;
            go_further(tx, ctx, &was, now, Cause::Other)?;
        }
    }
    Ok(served)
}

/// Reserves what there is for lines that wait, unless somebody must decide about the order first.
pub(crate) fn reserve_waiting(tx: &mut Tx<'_>, ctx: &Ctx, now: &mut Document) -> Result<()> {
    let is_waiting = now.lines.iter().any(|line| line.waiting().is_positive());
    if now.order.state != State::Confirmed || !is_waiting || now.open_holds().next().is_some() {
        return Ok(());
    }
    let before: Qty = now.lines.iter().map(|line| line.qty_reserved).sum();
    reserve(tx, ctx, &now.order, &mut now.lines, stock::Short::Take)?;
    let after: Qty = now.lines.iter().map(|line| line.qty_reserved).sum();
    if after > before {
        let left = now.lines.iter().filter(|line| line.waiting().is_positive()).count();
        let data = json!({"qty": after - before, "lines_waiting": left});
        tx.record(ctx, Event::new("order.reserved", now.order.id).order(now.order.id).data(&data));
    }
    Ok(())
}
