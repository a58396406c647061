//! How goods come in and are kept right: ordered when they run low, received, put away, sent to the
//! other warehouse, counted, written off.

use std::sync::Arc;

use base::id::RowId;
use base::{At, Qty, Result};
use db::Tx;
use stock::count::{Found, Scope};
use stock::plan::Plan;
use stock::{Adjustment, Change, Receipt, Transfer};

use super::goods::Good;
use super::luck::Luck;
use super::story::Step;
use super::world::{Turn, World};

/// What lies on the shelves of a warehouse on the first day.
pub(crate) fn opening(world: &World, house: usize, luck: &mut Luck) -> Vec<(usize, Qty)> {
    let mut of = |(place, good): (usize, &Good)| {
        let sale = world.sale(place, house);
        let weeks = luck.between(45, 70);
        (place, Qty::whole(whole(good, sale.weekly * weeks / 10 + sale.peak)))
    };
    let all: Vec<(usize, Qty)> = world.goods.iter().enumerate().map(&mut of).collect();
    all.into_iter().filter(|(_, qty)| qty.is_positive()).collect()
}

/// Up to whole cartons, when that is not far too many.
fn whole(good: &Good, qty: i64) -> i64 {
    let carton = good.uoms.last().map_or(1, |(_, holds)| *holds);
    let up = (qty + carton - 1) / carton * carton;
    if up <= qty * 2 { up } else { qty }
}

/// A good that comes in at a moment, in a lot when it has lots.
pub(crate) fn receipt(world: &World, good: usize, qty: Qty, at: At) -> Receipt {
    let good = &world.goods[good];
    let lot = if good.has_lots {
        format!("B{}", world.calendar.day(at).plus(-20).compact())
    } else {
        String::new()
    };
    Receipt { sku: good.key.clone(), lot, qty, origin: String::new() }
}

/// Looks at what runs low and orders it; it comes in a week or so, sometimes later or less of it.
pub(crate) fn reorder(tx: &mut Tx<'_>, turn: &mut Turn, house: usize) -> Result<()> {
    let world = Arc::clone(&turn.world);
    let place = &world.houses[house];
    let skus: Vec<_> = world.goods.iter().map(|good| good.key.id).collect();
    let there = stock::available_in(tx, place.id, &skus)?;
    let ctx = turn.ctx(place.lead);
    let today = turn.world.calendar.day(turn.at);
    let lead_days = turn.luck.between(4, 9);
    let mut coming: Vec<Coming> = Vec::new();
    for (n, good) in world.goods.iter().enumerate() {
        let sale = world.sale(n, house);
        let available = there.get(&good.key.id).copied().unwrap_or_default();
        // Now and then something is overlooked.
        if available > Qty::whole(sale.weekly * 3 + sale.peak) || sale.peak == 0 || turn.luck.chance(3) {
            continue;
        }
        if stock::atp(tx, good.key.id, place.id, today.plus(30))? > available {
            continue;
        }
        let qty = Qty::whole(whole(good, sale.weekly * 4 + sale.peak));
        let plan = Plan {
            sku: good.key.clone(),
            warehouse_id: place.id,
            qty,
            expected_on: today.plus(lead_days),
            reference: format!("PO-{}-{:02}", today.compact(), house + 1),
        };
        let made = stock::plan::plan(tx, &ctx, &plan)?;
        let missing = if turn.luck.chance(7) { Qty::whole(qty.0 / Qty::ONE.0 / 5) } else { Qty::ZERO };
        coming.push(Coming { good: n, plan: made.id, qty: qty - missing, missing });
    }
    expect(turn, house, lead_days, &coming);
    Ok(())
}

/// What a supplier will send of a plan, and what he will not send with it.
struct Coming {
    good: usize,
    plan: RowId,
    qty: Qty,
    missing: Qty,
}

/// Trucks bring a dozen goods each; what is missing comes later, or never.
fn expect(turn: &mut Turn, house: usize, lead_days: i64, coming: &[Coming]) {
    for part in coming.chunks(12) {
        let late = if turn.luck.chance(15) { turn.luck.between(1, 4) } else { 0 };
        let minute = turn.luck.between(520, 900);
        let at = turn.world.calendar.days_after(turn.at, lead_days + late, minute);
        let goods = part.iter().map(|one| (one.good, one.qty, Some(one.plan))).collect();
        turn.at(at, Step::Arrive { house, goods });
    }
    let short: Vec<&Coming> = coming.iter().filter(|one| one.missing.is_positive()).collect();
    if short.is_empty() {
        return;
    }
    let at = turn.world.calendar.days_after(turn.at, lead_days + 6, 700);
    let step = if turn.luck.chance(60) {
        let goods = short.iter().map(|one| (one.good, one.missing, Some(one.plan))).collect();
        Step::Arrive { house, goods }
    } else {
        Step::GiveUp(short.iter().map(|one| (one.plan, one.qty)).collect())
    };
    turn.at(at, step);
}

/// A truck is at the dock.
pub(crate) fn arrive(
    tx: &mut Tx<'_>,
    turn: &mut Turn,
    house: usize,
    goods: &[(usize, Qty, Option<RowId>)],
) -> Result<()> {
    let world = Arc::clone(&turn.world);
    let place = &world.houses[house];
    let receipts: Vec<(Receipt, Option<RowId>)> =
        goods.iter().map(|(n, qty, plan)| (receipt(&world, *n, *qty, turn.at), *plan)).collect();
    let who = *turn.luck.pick(place.crew);
    stock::plan::receive(tx, &turn.ctx(who), (place.id, Some(place.dock)), &receipts)?;
    let mut shelves: Vec<usize> = goods.iter().map(|(n, ..)| shelf(&world, house, *n)).collect();
    shelves.sort_unstable();
    shelves.dedup();
    for to in shelves {
        let mine = goods.iter().zip(&receipts).filter(|((n, ..), _)| shelf(&world, house, *n) == to);
        let lines = mine.map(|(_, (receipt, _))| Change {
            sku: receipt.sku.clone(),
            lot: receipt.lot.clone(),
            qty: receipt.qty,
        });
        let lines = lines.collect();
        turn.then(30, 180, Step::PutAway { house, shelf: to, lines });
    }
    Ok(())
}

/// The supplier will not send the rest: what is planned is what came.
pub(crate) fn give_up(tx: &mut Tx<'_>, turn: &Turn, plans: &[(RowId, Qty)]) -> Result<()> {
    let (ctx, today) = (turn.ctx("zhoulei"), turn.world.calendar.day(turn.at));
    for (plan, came) in plans {
        stock::plan::change(tx, &ctx, *plan, (*came, today, "供应商缺货，余量取消"))?;
    }
    Ok(())
}

/// From the dock to a shelf.
pub(crate) fn put_away(
    tx: &mut Tx<'_>,
    turn: &mut Turn,
    (house, shelf): (usize, usize),
    lines: &[Change],
) -> Result<()> {
    let world = Arc::clone(&turn.world);
    let place = &world.houses[house];
    let who = *turn.luck.pick(place.crew);
    let transfer = Transfer {
        from_warehouse_id: place.id,
        from_location_id: Some(place.dock),
        to_warehouse_id: place.id,
        to_location_id: Some(place.shelves[shelf]),
        note: "上架".into(),
        lines: lines.to_vec(),
    };
    stock::transfer(tx, &turn.ctx(who), &transfer)?;
    Ok(())
}

/// Which shelf a good lies on in a warehouse.
pub(crate) fn shelf(world: &World, house: usize, good: usize) -> usize {
    let shelves = world.houses[house].shelves.len();
    world.goods[good].shelf * shelves / world.goods.len().max(1) % shelves
}

/// The main warehouse helps the other one out.
pub(crate) fn send(tx: &mut Tx<'_>, turn: &mut Turn, to: usize) -> Result<()> {
    let world = Arc::clone(&turn.world);
    let (from, to_house) = (&world.houses[0], &world.houses[to]);
    let skus: Vec<_> = world.goods.iter().map(|good| good.key.id).collect();
    let (here, there) =
        (stock::available_in(tx, from.id, &skus)?, stock::available_in(tx, to_house.id, &skus)?);
    let left = |of: &std::collections::HashMap<_, Qty>, id| of.get(&id).copied().unwrap_or_default();
    let mut lines = Vec::new();
    for (n, good) in world.goods.iter().enumerate() {
        let (mine, yours) = (world.sale(n, 0), world.sale(n, to));
        let is_low = left(&there, good.key.id) < Qty::whole(yours.weekly + yours.peak / 2);
        let has_more = left(&here, good.key.id) > Qty::whole(mine.weekly * 2 + yours.weekly + yours.peak);
        // A lot is sent as it is: only goods without lots go this way.
        if yours.peak > 1 && is_low && has_more && !good.has_lots && lines.len() < 8 {
            lines.push(Change {
                sku: good.key.clone(),
                lot: String::new(),
                qty: Qty::whole(yours.weekly + yours.peak / 2),
            });
        }
    }
    if lines.is_empty() {
        return Ok(());
    }
    let transfer = Transfer {
        from_warehouse_id: from.id,
        from_location_id: None,
        to_warehouse_id: to_house.id,
        to_location_id: None,
        note: "调拨补货".into(),
        lines,
    };
    stock::transfer(tx, &turn.ctx(from.lead), &transfer)?;
    Ok(())
}

/// Two shelves are counted; now and then the books were wrong.
pub(crate) fn count(tx: &mut Tx<'_>, turn: &mut Turn, house: usize) -> Result<()> {
    let world = Arc::clone(&turn.world);
    let place = &world.houses[house];
    let first = turn.luck.below(place.shelves.len());
    let scope = Scope {
        warehouse_id: place.id,
        location_ids: vec![place.shelves[first], place.shelves[(first + 1) % place.shelves.len()]],
        sku_ids: Vec::new(),
        note: "循环盘点".into(),
    };
    let count = stock::count::start(tx, &turn.ctx(place.lead), &scope)?;
    turn.pass(600, 3_600);
    let who = *turn.luck.pick(place.crew);
    let lines = stock::count::lines(tx, count.id)?;
    let found = |line: stock::model::StockCountLine, turn: &mut Turn| {
        let off = if turn.luck.chance(7) { turn.luck.between(-2, 2) } else { 0 };
        Found {
            location_id: line.location_id,
            sku: stock::SkuKey { id: line.sku_id, code: line.sku_code, name: line.sku_name },
            lot: line.lot,
            qty: (line.qty_expected + Qty::whole(off)).max(Qty::ZERO),
        }
    };
    let found: Vec<Found> = lines.into_iter().map(|line| found(line, turn)).collect();
    if found.is_empty() || turn.luck.chance(6) {
        turn.pass(60, 600);
        stock::count::cancel(tx, &turn.ctx(place.lead), count.id)?;
        return Ok(());
    }
    stock::count::enter(tx, &turn.ctx(who), count.id, &found)?;
    // The last count of today is still open: somebody must compare and post it.
    if turn.goal.is_quick {
        return Ok(());
    }
    turn.pass(300, 1_800);
    stock::count::post(tx, &turn.ctx(place.lead), count.id)?;
    Ok(())
}

/// Something fell down, was found, or is past its date.
pub(crate) fn adjust(tx: &mut Tx<'_>, turn: &mut Turn, house: usize) -> Result<()> {
    let world = Arc::clone(&turn.world);
    let place = &world.houses[house];
    let plain: Vec<usize> = (0..world.goods.len()).filter(|n| !world.goods[*n].has_lots).collect();
    let good = &world.goods[*turn.luck.pick(&plain)];
    let there = stock::available_in(tx, place.id, &[good.key.id])?;
    let there = there.get(&good.key.id).copied().unwrap_or_default();
    let (note, qty) = [("搬运破损报废", -1), ("样品领用", -1), ("清仓找到", 1)][turn.luck.below(3)];
    if there < Qty::whole(4) {
        return Ok(());
    }
    let adjustment = Adjustment {
        warehouse_id: place.id,
        location_id: None,
        note: note.into(),
        lines: vec![Change {
            sku: good.key.clone(),
            lot: String::new(),
            qty: Qty::whole(qty * turn.luck.between(1, 3)),
        }],
    };
    stock::adjust(tx, &turn.ctx(place.lead), &adjustment)?;
    Ok(())
}
