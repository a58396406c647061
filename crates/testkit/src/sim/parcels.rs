//! Parcels are scanned right and wrong, shipped, refused, put back.

use base::id::ShipmentId;
use base::{Ctx, Qty, Result};
use db::Tx;
use shipping::{
    DeliverAsk, DeliveredLine, Document, Milestone, RestockAsk, ScanAsk, ShipAsk, ShortPick, State, TrackAsk,
};

use super::Dice;
use super::goods::SKUS;

const RECENT: &str = "SELECT id FROM shipment WHERE state <> 'cancelled' ORDER BY id DESC LIMIT 8";

pub(super) fn step(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice) -> Result<&'static str> {
    let recent: Vec<(ShipmentId,)> = tx.all(RECENT, &[])?;
    let Some((id,)) = dice.pick(&recent).copied() else { return Ok("no shipment yet") };
    let document = shipping::shipment(tx, id)?;
    // Mostly what comes next, sometimes anything.
    match document.shipment.state {
        _ if dice.one_in(5) => anything(tx, ctx, dice, &document),
        State::Released | State::Picking => pick(tx, ctx, dice, &document),
        State::Picked | State::Packed => shipping::ship(tx, ctx, id, &ShipAsk::default()).map(|_| "shipped"),
        State::Shipped | State::InTransit | State::PartDelivered => deliver(tx, ctx, dice, &document),
        _ => restock(tx, ctx, dice, &document),
    }
}

fn pick(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice, document: &Document) -> Result<&'static str> {
    let id = document.shipment.id;
    let open = document.lines.iter().find(|line| line.to_pick().is_positive());
    let Some(line) = open else { return Ok("nothing to pick") };
    if dice.one_in(10) {
        let ask = ShortPick { lines: vec![line.id], reason: "sim".into() };
        return shipping::short_pick(tx, ctx, id, &ask).map(|_| "short picked");
    }
    let stops = shipping::pick_list(tx, id)?;
    let lot = stops.iter().find(|stop| stop.line_id == line.id).map(|stop| (stop.lot.clone(), stop.qty));
    let (lot, qty) = lot.unwrap_or((line.lot.clone(), line.to_pick()));
    let ask = ScanAsk { code: line.sku.clone(), qty: Some(qty), lot, client_key: None };
    shipping::scan(tx, ctx, id, &ask).map(|_| "scanned")
}

fn anything(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice, document: &Document) -> Result<&'static str> {
    let id = document.shipment.id;
    let sku = dice.pick(SKUS).copied().unwrap_or("A");
    let key = dice.one_in(2).then(|| format!("k{}", dice.below(200)));
    let scan = ScanAsk { code: sku.into(), qty: Some(dice.qty()), lot: "L9".into(), client_key: key };
    match dice.below(8) {
        0 => shipping::scan(tx, ctx, id, &scan).map(|_| "scanned at random"),
        1 => shipping::undo_scan(tx, ctx, id, None).map(|_| "scan undone"),
        2 => shipping::pack(tx, ctx, id, &[]).map(|_| "packed"),
        3 => shipping::ship(tx, ctx, id, &ShipAsk::default()).map(|_| "shipped"),
        4 if dice.one_in(3) => shipping::cancel(tx, ctx, id, "sim").map(|_| "shipment cancelled"),
        5 => restock(tx, ctx, dice, document),
        6 => deliver(tx, ctx, dice, document),
        _ => {
            let milestone = *dice.pick(Milestone::ALL).unwrap_or(&Milestone::InTransit);
            let ask = TrackAsk { milestone, at: None, place: String::new(), text: String::new() };
            shipping::track(tx, ctx, id, &ask).map(|_| "tracked")
        }
    }
}

fn deliver(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice, document: &Document) -> Result<&'static str> {
    let mut ask = DeliverAsk::default();
    if dice.one_in(3) {
        let part = |dice: &mut Dice, most: Qty| if dice.one_in(2) { most } else { dice.qty().min(most) };
        let lines = document.lines.iter().map(|line| {
            let taken = part(dice, line.on_the_way());
            let refused = part(dice, line.on_the_way() - taken);
            DeliveredLine { line: line.id, qty_delivered: taken, qty_refused: refused, reason: "sim".into() }
        });
        ask.lines = Some(lines.collect());
    }
    shipping::deliver(tx, ctx, document.shipment.id, &ask).map(|_| "delivered")
}

fn restock(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice, document: &Document) -> Result<&'static str> {
    let mut ask = RestockAsk::default();
    if dice.one_in(2) {
        let waiting = document.lines.iter().filter(|line| line.qty_refused > line.qty_restocked);
        let line = |line: &shipping::ShipmentLine| shipping::RestockLine { line: line.id, qty: Qty::ONE };
        ask.lines = Some(waiting.map(line).collect());
    }
    shipping::restock(tx, ctx, document.shipment.id, &ask).map(|_| "restocked")
}
