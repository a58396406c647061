//! What the warehouse does with orders: release, pick by scanning (sometimes wrongly), pack, ship.

use base::id::{OrderId, ShipmentId};
use base::{Qty, Result};
use db::Tx;
use shipping::{NewPackage, ScanAsk, ShipAsk, ShortPick};

use super::sales;
use super::story::{Stage, Step};
use super::world::{Turn, World};

/// Carrier, the letters its numbers begin with.
pub(crate) const CARRIERS: &[(&str, &str)] =
    &[("顺丰速运", "SF"), ("中通快递", "ZT"), ("德邦物流", "DP"), ("京东物流", "JD"), ("自有车队", "YT")];

/// The lead of the warehouse hands an order to the floor.
pub(crate) fn release(tx: &mut Tx<'_>, turn: &mut Turn, id: OrderId) -> Result<()> {
    let document = order::order(tx, &turn.ctx("admin"), id)?;
    if order::lifecycle::guard(order::lifecycle::Action::Release, &document).is_err() {
        // It waits for goods, or for somebody: looked at again later, while it is open at all.
        let waits = document.lines.iter().any(|line| line.waiting().is_positive());
        if waits && document.order.state == order::State::Confirmed {
            turn.then(500, 700, Step::Release(id));
        }
        return Ok(());
    }
    let lead = turn.world.house(document.order.warehouse_id).lead;
    let document = order::release(tx, &turn.ctx(lead), id)?;
    if document.open_holds().next().is_some() {
        sales::follow(turn, &document, false);
        return Ok(());
    }
    if document.lines.iter().any(|line| line.waiting().is_positive()) {
        turn.then(500, 700, Step::Release(id));
    }
    expect(tx, turn, id)
}

/// What was released just now will be picked.
pub(crate) fn expect(tx: &mut Tx<'_>, turn: &mut Turn, id: OrderId) -> Result<()> {
    if !turn.goes_past(Stage::Released) {
        return Ok(());
    }
    for sent in shipping::shipments_of(tx, &id.to_string())? {
        if sent.shipment.state == shipping::State::Released && sent.shipment.released_at == turn.at {
            turn.then(15, 150, Step::Pick(sent.shipment.id));
        }
    }
    Ok(())
}

/// Somebody walks the pick list and scans what he takes.
pub(crate) fn pick(tx: &mut Tx<'_>, turn: &mut Turn, id: ShipmentId) -> Result<()> {
    let document = shipping::shipment(tx, id)?;
    if document.shipment.state != shipping::State::Released {
        return Ok(());
    }
    let crew = turn.world.house(document.shipment.warehouse_id).crew;
    let who = *turn.luck.pick(crew);
    shipping::start_pick(tx, &turn.ctx(who), id)?;
    let stops = shipping::pick_list(tx, id)?;
    let halts = !turn.goes_past(Stage::Picking);
    for (place, stop) in stops.iter().enumerate() {
        turn.pass(12, 55);
        if turn.luck.chance(5) || (halts && place == 0) {
            scan_wrongly(tx, turn, (id, who), stop)?;
        }
        if halts && place * 2 >= stops.len() {
            return Ok(());
        }
        if turn.luck.chance(1) && !turn.goal.is_quick {
            let short = ShortPick { lines: vec![stop.line_id], reason: "库位实物不足".into() };
            shipping::short_pick(tx, &turn.ctx(who), id, &short)?;
            continue;
        }
        let ask = scan(turn, stop);
        shipping::scan(tx, &turn.ctx(who), id, &ask)?;
        if turn.luck.chance(1) {
            turn.pass(5, 20);
            shipping::undo_scan(tx, &turn.ctx(who), id, Some(stop.line_id))?;
            turn.pass(5, 20);
            shipping::scan(tx, &turn.ctx(who), id, &ask)?;
        }
    }
    if turn.goes_past(Stage::Picked) {
        turn.then(5, 60, Step::Ship(id));
    }
    Ok(())
}

fn good<'w>(world: &'w World, stop: &shipping::PickStop) -> Option<&'w super::goods::Good> {
    world.goods.iter().find(|good| good.key.id == stop.sku_id)
}

fn scan(turn: &Turn, stop: &shipping::PickStop) -> ScanAsk {
    let code = good(&turn.world, stop).map_or_else(|| stop.sku.clone(), |good| good.barcode.clone());
    ScanAsk { code, qty: Some(stop.qty), lot: stop.lot.clone(), client_key: None }
}

/// The neighbour's carton, one too many, or a code that nobody knows: the station says no.
fn scan_wrongly(
    tx: &mut Tx<'_>,
    turn: &mut Turn,
    (id, who): (ShipmentId, &str),
    stop: &shipping::PickStop,
) -> Result<()> {
    let ask = scan(turn, stop);
    let wrong = match turn.luck.weighted(&[60, 25, 15]) {
        0 => {
            let other = turn.luck.below(turn.world.goods.len());
            ScanAsk { code: turn.world.goods[other].barcode.clone(), qty: None, ..ask }
        }
        1 => ScanAsk { qty: Some(stop.qty_wanted + Qty::whole(1)), ..ask },
        _ => ScanAsk { code: "6900000000005".into(), qty: None, ..ask },
    };
    let outcome = shipping::scan(tx, &turn.ctx(who), id, &wrong)?;
    turn.pass(4, 15);
    if outcome.result == shipping::ScanResult::Ok {
        // The other carton was on the list as well.
        shipping::undo_scan(tx, &turn.ctx(who), id, None)?;
    }
    Ok(())
}

/// Packed, labelled and gone.
pub(crate) fn ship(tx: &mut Tx<'_>, turn: &mut Turn, id: ShipmentId) -> Result<()> {
    let document = shipping::shipment(tx, id)?;
    if document.shipment.state != shipping::State::Picked {
        return Ok(());
    }
    let house = turn.world.house(document.shipment.warehouse_id);
    let who = *turn.luck.pick(house.crew);
    if document.lines.iter().all(|line| line.qty_picked.is_zero()) {
        shipping::cancel(tx, &turn.ctx(who), id, "全部缺货，退回订单")?;
        turn.pass(60, 300);
        return again(turn, &document.shipment.origin);
    }
    let (carrier, letters) = CARRIERS[turn.luck.weighted(&[30, 30, 15, 15, 10])];
    let number = format!("{letters}{}", turn.luck.between(1_000_000_000_000, 9_999_999_999_999));
    let boxes = 1 + document.lines.len() / 4;
    let package = |n: usize, turn: &mut Turn| NewPackage {
        tracking_number: if n == 0 { number.clone() } else { format!("{number}-{}", n + 1) },
        weight_g: turn.luck.between(800, 14_000),
        note: String::new(),
    };
    let packages: Vec<NewPackage> = (0..boxes).map(|n| package(n, turn)).collect();
    shipping::pack(tx, &turn.ctx(who), id, &packages)?;
    if !turn.goes_past(Stage::Packed) {
        return Ok(());
    }
    turn.pass(300, 2_400);
    let ask = ShipAsk { carrier: Some(carrier.into()), tracking_number: Some(number) };
    shipping::ship(tx, &turn.ctx(who), id, &ask)?;
    let at = turn.at;
    turn.at(at.plus(base::time::SECOND_US), Step::Shipped(id));
    Ok(())
}

/// What did not come along is looked for on the next day.
pub(crate) fn again(turn: &mut Turn, origin: &str) -> Result<()> {
    if let Ok(order) = origin.parse() {
        turn.then(400, 700, Step::Release(order));
    }
    Ok(())
}
