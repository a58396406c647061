//! What happens on the road: the carrier's news, arrival, refusal at the door, goods that come back.

use base::id::{OrderId, ShipmentId};
use base::time::{DAY_US, HOUR_US, MINUTE_US};
use base::{Qty, Result};
use db::Tx;
use shipping::{DeliverAsk, DeliveredLine, Milestone, RestockAsk, ShipmentLine, TrackAsk};

use super::story::{Stage, Step};
use super::world::Turn;
use super::{floor, money, sales};

const SIGNERS: &[&str] = &["前台", "门卫", "收货组", "本人", "仓库", "行政"];
const REASONS: &[&str] = &["外箱破损", "规格不符", "客户称未订此货", "数量超出需要", "迟到，已另购"];

/// The goods have left: the invoice is there, the carrier's news will come.
pub(crate) fn shipped(tx: &mut Tx<'_>, turn: &mut Turn, id: ShipmentId) -> Result<()> {
    let document = shipping::shipment(tx, id)?;
    let shipment = &document.shipment;
    money::expect_payment(tx, turn, shipment)?;
    if document.lines.iter().any(|line| line.qty_short.is_positive()) {
        floor::again(turn, &shipment.origin)?;
    }
    if turn.goes_past(Stage::Shipped) {
        let wait = turn.luck.between(40, 240);
        turn.at(turn.at.plus(wait * MINUTE_US), Step::Track(id, 0));
    }
    Ok(())
}

/// News by news, until the goods are at the door.
pub(crate) fn track(tx: &mut Tx<'_>, turn: &mut Turn, id: ShipmentId, mile: usize) -> Result<()> {
    let document = shipping::shipment(tx, id)?;
    let city: String = document.shipment.address.chars().take(6).collect();
    let (milestone, place, text) = match mile {
        0 => (Milestone::PickedUp, "发货网点".to_owned(), "快件已揽收"),
        1 => (Milestone::InTransit, "分拨中心".to_owned(), "快件已发往目的地"),
        2 if turn.luck.chance(7) => (Milestone::Exception, city, "天气原因，派送延迟"),
        _ => (Milestone::OutForDelivery, city, "快件正在派送"),
    };
    let is_late = milestone == Milestone::Exception;
    let ask = TrackAsk { milestone, at: None, place, text: text.into() };
    shipping::track(tx, &turn.ctx("carrier"), id, &ask)?;
    let wait = match (mile, turn.goal.is_quick) {
        (_, true) => turn.luck.between(3, 11) * HOUR_US,
        (0, _) => turn.luck.between(6, 14) * HOUR_US,
        (1, _) => turn.luck.between(8, 40) * HOUR_US,
        _ if is_late => turn.luck.between(2, 4) * DAY_US,
        _ => turn.luck.between(1, 6) * HOUR_US,
    };
    let at = turn.at.plus(wait);
    if is_late || mile < 2 {
        turn.at(at, Step::Track(id, mile + 1));
    } else if turn.goes_past(Stage::Transit) {
        turn.at(at, Step::Deliver(id));
    }
    Ok(())
}

/// The goods are at the door: taken, taken in part, or sent back.
pub(crate) fn deliver(tx: &mut Tx<'_>, turn: &mut Turn, id: ShipmentId) -> Result<()> {
    let document = shipping::shipment(tx, id)?;
    if document.lines.iter().all(|line| line.on_the_way().is_zero()) {
        return Ok(());
    }
    let count = document.lines.len();
    let outcome = match turn.goal.until {
        Some(Stage::Refused) => 2 + turn.luck.below(2),
        Some(Stage::PartDelivered) => 1,
        _ => turn.luck.weighted(&[935, 25, 25, 15]),
    };
    let all = |line: &ShipmentLine| taken(line, line.on_the_way(), "");
    let reason = *turn.luck.pick(REASONS);
    let lines: Option<Vec<DeliveredLine>> = match outcome {
        // A part now, the rest with the next round; of a single line, half of it.
        1 if count > 1 => Some(document.lines.iter().take(count / 2).map(all).collect()),
        1 => Some(document.lines.iter().map(|line| taken(line, half(line.on_the_way()), "")).collect()),
        2 if count > 1 => {
            let refuse =
                |(n, line): (usize, &ShipmentLine)| if n == 0 { refused(line, reason) } else { all(line) };
            Some(document.lines.iter().enumerate().map(refuse).collect())
        }
        2 | 3 => Some(document.lines.iter().map(|line| refused(line, reason)).collect()),
        _ => None,
    };
    let ask = DeliverAsk {
        lines,
        signed_by: if outcome == 3 { String::new() } else { (*turn.luck.pick(SIGNERS)).into() },
        ..DeliverAsk::default()
    };
    let after = shipping::deliver(tx, &turn.ctx("laowu"), id, &ask)?;
    if after.lines.iter().any(|line| line.on_the_way().is_positive()) && turn.goes_past(Stage::PartDelivered)
    {
        turn.then(200, 900, Step::DeliverRest(id));
    }
    if after.lines.iter().any(|line| line.qty_refused.is_positive()) && turn.goes_past(Stage::Refused) {
        turn.then(500, 1_400, Step::Restock(id));
    } else if turn.luck.chance(2)
        && let Ok(order) = document.shipment.origin.parse()
    {
        turn.then(400, 3_000, Step::Complain(order));
    }
    Ok(())
}

fn half(qty: Qty) -> Qty {
    Qty::whole((qty.0 / Qty::ONE.0 / 2).max(1)).min(qty)
}

fn taken(line: &ShipmentLine, qty: Qty, reason: &str) -> DeliveredLine {
    DeliveredLine { line: line.id, qty_delivered: qty, qty_refused: Qty::ZERO, reason: reason.into() }
}

fn refused(line: &ShipmentLine, reason: &str) -> DeliveredLine {
    DeliveredLine {
        line: line.id,
        qty_delivered: Qty::ZERO,
        qty_refused: line.on_the_way(),
        reason: reason.into(),
    }
}

/// The second round brings what was missing.
pub(crate) fn deliver_rest(tx: &mut Tx<'_>, turn: &mut Turn, id: ShipmentId) -> Result<()> {
    let document = shipping::shipment(tx, id)?;
    if document.lines.iter().all(|line| line.on_the_way().is_zero()) {
        return Ok(());
    }
    let ask = DeliverAsk { signed_by: (*turn.luck.pick(SIGNERS)).into(), ..DeliverAsk::default() };
    shipping::deliver(tx, &turn.ctx("laowu"), id, &ask)?;
    Ok(())
}

/// Refused goods are back on the shelf.
pub(crate) fn restock(tx: &mut Tx<'_>, turn: &mut Turn, id: ShipmentId) -> Result<()> {
    let document = shipping::shipment(tx, id)?;
    if document.lines.iter().all(|line| line.qty_refused == line.qty_restocked) {
        return Ok(());
    }
    let lead = turn.world.house(document.shipment.warehouse_id).lead;
    let ask = RestockAsk { lines: None, note: "外观完好，重新上架".into() };
    shipping::restock(tx, &turn.ctx(lead), id, &ask)?;
    if let Ok(order) = document.shipment.origin.parse() {
        turn.then(60, 600, Step::AfterRefusal(order));
    }
    Ok(())
}

/// What becomes of an order whose goods were refused: sent again, or called off and credited.
pub(crate) fn after_refusal(tx: &mut Tx<'_>, turn: &mut Turn, id: OrderId) -> Result<()> {
    let document = order::order(tx, &turn.ctx("admin"), id)?;
    if !document.is_held_for(order::model::HoldReason::Refused) {
        return Ok(());
    }
    if turn.luck.chance(30) {
        turn.then(1, 5, Step::Lift(id));
        return Ok(());
    }
    let who = sales::keeper(turn, &document);
    let ctx = turn.ctx(who);
    if document.lines.iter().any(|line| line.in_warehouse().is_positive()) {
        turn.then(300, 600, Step::AfterRefusal(id));
        return Ok(());
    }
    let document = order::cancel(tx, &ctx, id, None, "客户拒收，不再补发")?;
    turn.pass(600, 7_200);
    money::credit_refused(tx, turn, &document)
}
