//! The verbs of the way out: release, ship, track, deliver, restock, cancel.

use base::id::ShipmentId;
use base::{Ctx, Qty, Result};
use db::{Event, Tx};

use crate::events::{LineMoved, LinesMoved, Tracked};
use crate::model::{
    DeliverAsk, Document, Milestone, Release, RestockAsk, ShipAsk, Shipment, ShipmentLine, State, TrackAsk,
};
use crate::rules::{self, Arrival, Refusal};
use crate::{lifecycle, store};

/// Hands goods to the warehouse. They are reserved under each line's origin already.
///
/// # Errors
/// `shipment_empty`.
pub fn release(tx: &mut Tx<'_>, ctx: &Ctx, release: &Release) -> Result<Shipment> {
    if release.lines.is_empty() {
        return Err(Refusal::ShipmentEmpty { order_number: release.order_number.clone() }.into());
    }
    assert!(release.lines.iter().all(|l| l.qty.is_positive()), "a line to send has a quantity");
    let shipment = Shipment {
        id: ctx.id(),
        number: tx.next_number("SH", ctx)?,
        origin: release.origin.clone(),
        order_number: release.order_number.clone(),
        customer_id: release.customer_id,
        customer_name: release.customer_name.clone(),
        receiver: release.receiver.clone(),
        phone: release.phone.clone(),
        address: release.address.clone(),
        warehouse_id: release.warehouse_id,
        carrier: release.carrier.clone(),
        tracking_number: String::new(),
        note: release.note.clone(),
        state: State::Released,
        milestone: String::new(),
        promised_on: release.promised_on,
        released_at: ctx.at,
        shipped_at: None,
        delivered_at: None,
        signed_by: String::new(),
        proof_note: String::new(),
        proof_photo: String::new(),
        owner_id: release.owner_id,
        department_id: release.department_id,
        revision: 1,
    };
    store::insert(tx, &shipment)?;
    store::insert_lines(tx, ctx, shipment.id, release)?;
    let line = |l: &crate::model::ReleaseLine| LineMoved {
        origin: l.origin.clone(),
        qty: l.qty,
        reason: String::new(),
    };
    let data = lines_moved(&shipment, release.lines.iter().map(line).collect());
    tx.record_first(ctx, Event::new("shipment.released", shipment.id).order(&shipment.origin).data(&data));
    Ok(shipment)
}

/// A locked shipment with its lines, when its state allows the action and nobody changed it meanwhile.
pub(crate) fn load(tx: &mut Tx<'_>, ctx: &Ctx, id: ShipmentId, action: &str) -> Result<Document> {
    let shipment = store::for_update(tx, id)?;
    ctx.check_revision("shipment", shipment.revision)?;
    lifecycle::guard(&shipment, action)?;
    Ok(Document { lines: store::lines(tx, id)?, shipment })
}

/// The lines of which a quantity is more than nothing, by origin.
pub(crate) fn moved(lines: &[ShipmentLine], qty: impl Fn(&ShipmentLine) -> Qty) -> Vec<LineMoved> {
    let one = |l: &ShipmentLine| LineMoved { origin: l.origin.clone(), qty: qty(l), reason: String::new() };
    lines.iter().map(one).filter(|line| line.qty.is_positive()).collect()
}

fn lines_moved(shipment: &Shipment, lines: Vec<LineMoved>) -> LinesMoved {
    LinesMoved { number: shipment.number.clone(), lines, note: String::new() }
}

pub(crate) fn record(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    kind: &'static str,
    shipment: &Shipment,
    lines: Vec<LineMoved>,
) {
    record_with(tx, ctx, kind, shipment, &lines_moved(shipment, lines));
}

fn record_with(tx: &mut Tx<'_>, ctx: &Ctx, kind: &'static str, shipment: &Shipment, data: &LinesMoved) {
    tx.record(ctx, Event::new(kind, shipment.id).order(&shipment.origin).data(data));
}

/// The goods leave: what was picked uses up its own reservation and moves to the customer.
///
/// # Errors
/// `shipment_state`, `not_fully_picked`, `nothing_picked`; what `stock::issue` refuses.
pub fn ship(tx: &mut Tx<'_>, ctx: &Ctx, id: ShipmentId, ask: &ShipAsk) -> Result<Document> {
    let mut document = load(tx, ctx, id, "ship")?;
    rules::may_leave(&document)?;
    let issues = issues(tx, &document)?;
    stock::issue(tx, ctx, &id.to_string(), &issues)?;
    for line in &mut document.lines {
        line.qty_shipped = line.qty_picked;
    }
    store::save_lines(tx, document.lines.iter())?;
    let shipment = &mut document.shipment;
    shipment.state = State::Shipped;
    shipment.shipped_at = Some(ctx.at);
    if let Some(carrier) = &ask.carrier {
        shipment.carrier = base::text::clean(carrier);
    }
    if let Some(number) = &ask.tracking_number {
        shipment.tracking_number = base::text::clean(number);
    }
    store::save(tx, shipment)?;
    let lines = moved(&document.lines, |l| l.qty_shipped);
    record(tx, ctx, "shipment.shipped", &document.shipment, lines);
    Ok(document)
}

/// What leaves, by line and by the lot that was scanned.
fn issues(tx: &mut Tx<'_>, document: &Document) -> Result<Vec<stock::Issue>> {
    let scanned = store::scanned_lots(tx, document.shipment.id)?;
    let mut issues = Vec::with_capacity(scanned.len());
    for (id, lot, qty) in scanned {
        let line = document.lines.iter().find(|l| l.id == id);
        let line = line.expect("a scan that stands names a line of its shipment");
        issues.push(stock::Issue {
            origin: line.origin.clone(),
            sku_id: line.sku_id,
            warehouse_id: document.shipment.warehouse_id,
            location_id: None,
            lot: Some(lot).filter(|lot| !lot.is_empty()),
            qty,
        });
    }
    Ok(issues)
}

/// Keeps what the carrier says. When he says delivered, everything on the way has arrived. The
/// same news twice, or old news, changes nothing else.
///
/// # Errors
/// `shipment_state` before it was shipped.
pub fn track(tx: &mut Tx<'_>, ctx: &Ctx, id: ShipmentId, ask: &TrackAsk) -> Result<Document> {
    let mut document = load(tx, ctx, id, "track")?;
    let at = ask.at.unwrap_or(ctx.at);
    let before = store::last_tracked_at(tx, id)?;
    if !store::insert_tracking(tx, ctx, id, ask, at)? {
        return Ok(document);
    }
    let newest = before.is_none_or(|before| at >= before);
    let shipment = &mut document.shipment;
    if newest {
        ask.milestone.as_str().clone_into(&mut shipment.milestone);
        if shipment.state == State::Shipped && ask.milestone != Milestone::Exception {
            shipment.state = State::InTransit;
        }
    }
    let data = Tracked {
        number: shipment.number.clone(),
        milestone: ask.milestone.to_string(),
        at,
        place: ask.place.clone(),
        text: ask.text.clone(),
    };
    tx.record(ctx, Event::new("shipment.tracked", id).order(&shipment.origin).data(&data));
    let arrived = document.lines.iter().any(|l| l.on_the_way().is_positive());
    if ask.milestone == Milestone::Delivered && arrived {
        let proof = DeliverAsk { delivered_at: Some(at), note: ask.text.clone(), ..DeliverAsk::default() };
        arrive(tx, ctx, &mut document, &proof)?;
    } else {
        store::save(tx, &mut document.shipment)?;
    }
    Ok(document)
}

/// What arrived: everything on the way, or what was said line by line, some of it perhaps refused.
///
/// # Errors
/// `shipment_state`, and what `rules::arrivals` refuses.
pub fn deliver(tx: &mut Tx<'_>, ctx: &Ctx, id: ShipmentId, ask: &DeliverAsk) -> Result<Document> {
    let mut document = load(tx, ctx, id, "deliver")?;
    arrive(tx, ctx, &mut document, ask)?;
    Ok(document)
}

fn arrive(tx: &mut Tx<'_>, ctx: &Ctx, document: &mut Document, ask: &DeliverAsk) -> Result<()> {
    let arrivals = rules::arrivals(document, ask.lines.as_deref())?;
    for arrival in &arrivals {
        let line = &mut document.lines[arrival.place];
        line.qty_delivered += arrival.delivered;
        line.qty_refused += arrival.refused;
        if arrival.refused.is_positive() {
            line.refused_reason.clone_from(&arrival.reason);
        }
    }
    store::save_lines(tx, document.lines.iter())?;
    let shipment = &mut document.shipment;
    shipment.state = rules::delivery_state(&document.lines);
    shipment.delivered_at = Some(ask.delivered_at.unwrap_or(ctx.at));
    shipment.signed_by = base::text::clean(&ask.signed_by);
    shipment.proof_note = base::text::clean(&ask.note);
    shipment.proof_photo = base::text::clean(&ask.photo);
    store::save(tx, shipment)?;
    let of = |qty: fn(&Arrival) -> Qty| -> Vec<LineMoved> {
        let line = |a: &Arrival| LineMoved {
            origin: document.lines[a.place].origin.clone(),
            qty: qty(a),
            reason: a.reason.clone(),
        };
        arrivals.iter().map(line).filter(|l| l.qty.is_positive()).collect()
    };
    let (delivered, refused) = (of(|a| a.delivered), of(|a| a.refused));
    if !delivered.is_empty() {
        let whole = document.shipment.state == State::Delivered;
        let kind = if whole { "shipment.delivered" } else { "shipment.part_delivered" };
        record(tx, ctx, kind, &document.shipment, delivered);
    }
    if !refused.is_empty() {
        record(tx, ctx, "shipment.refused", &document.shipment, refused);
    }
    Ok(())
}

/// Refused goods are back on the shelf.
///
/// # Errors
/// `shipment_state`, and what `rules::restock` refuses.
pub fn restock(tx: &mut Tx<'_>, ctx: &Ctx, id: ShipmentId, ask: &RestockAsk) -> Result<Document> {
    let mut document = load(tx, ctx, id, "restock")?;
    let back = rules::restock(&document, ask.lines.as_deref())?;
    let returns = returns(tx, &document, &back)?;
    stock::take_back(tx, ctx, &id.to_string(), &returns)?;
    for (place, qty) in &back {
        document.lines[*place].qty_restocked += *qty;
    }
    store::save_lines(tx, document.lines.iter())?;
    store::save(tx, &mut document.shipment)?;
    let line = |(place, qty): &(usize, Qty)| LineMoved {
        origin: document.lines[*place].origin.clone(),
        qty: *qty,
        reason: String::new(),
    };
    let lines = back.iter().map(line).collect();
    let data = LinesMoved { note: base::text::clean(&ask.note), ..lines_moved(&document.shipment, lines) };
    record_with(tx, ctx, "shipment.restocked", &document.shipment, &data);
    Ok(document)
}

/// What comes back by line and lot: the lots that were scanned out, the last first.
fn returns(tx: &mut Tx<'_>, document: &Document, back: &[(usize, Qty)]) -> Result<Vec<stock::Return>> {
    let scanned = store::scanned_lots(tx, document.shipment.id)?;
    let mut returns = Vec::with_capacity(back.len());
    for (place, qty) in back {
        let line = &document.lines[*place];
        let of_line =
            scanned.iter().filter(|(id, ..)| *id == line.id).map(|(_, lot, qty)| (lot.as_str(), *qty));
        for (lot, qty) in rules::lots_back(of_line, line.qty_restocked, *qty) {
            let sku = stock::SkuKey { id: line.sku_id, code: line.sku.clone(), name: line.name.clone() };
            returns.push(stock::Return {
                origin: line.origin.clone(),
                sku,
                warehouse_id: document.shipment.warehouse_id,
                location_id: None,
                lot: lot.to_owned(),
                qty,
            });
        }
    }
    Ok(returns)
}

/// Calls a shipment off before it left. Reservations stay with whoever made them.
///
/// # Errors
/// `shipment_state`.
pub fn cancel(tx: &mut Tx<'_>, ctx: &Ctx, id: ShipmentId, reason: &str) -> Result<Document> {
    let mut document = load(tx, ctx, id, "cancel")?;
    document.shipment.state = State::Cancelled;
    store::save(tx, &mut document.shipment)?;
    let lines = moved(&document.lines, |l| l.qty);
    let data = LinesMoved { note: base::text::clean(reason), ..lines_moved(&document.shipment, lines) };
    record_with(tx, ctx, "shipment.cancelled", &document.shipment, &data);
    Ok(document)
}

/// One shipment with its lines.
///
/// # Errors
/// `not_found`.
pub fn shipment(tx: &mut Tx<'_>, id: ShipmentId) -> Result<Document> {
    Ok(Document { shipment: store::shipment(tx, id)?, lines: store::lines(tx, id)? })
}

/// The shipments of an order with their lines, the oldest first.
///
/// # Errors
/// A fault when the database fails.
pub fn shipments_of(tx: &mut Tx<'_>, origin: &str) -> Result<Vec<Document>> {
    store::documents_of(tx, origin)
}
