//! Goods come, move, are counted and corrected.

use base::id::{CountId, WarehouseId};
use base::{Ctx, Qty, Result};
use db::Tx;
use stock::count;

use super::Dice;

pub(super) const SKUS: &[&str] = &["A", "B", "C", "D"];

pub(super) fn sku(tx: &mut Tx<'_>, dice: &mut Dice) -> Result<stock::SkuKey> {
    let code = dice.pick(SKUS).copied().unwrap_or("A");
    let known = catalog::sku_by_code(tx, code)?.sku;
    Ok(stock::SkuKey { id: known.id, code: known.code, name: known.name })
}

fn place(tx: &mut Tx<'_>, dice: &mut Dice) -> Result<WarehouseId> {
    let all = stock::warehouses(tx)?;
    Ok(all[usize::from(dice.one_in(4)) % all.len()].id)
}

/// Only B has lots.
fn lot(sku: &stock::SkuKey, dice: &mut Dice) -> String {
    if sku.code == "B" { format!("L{}", dice.below(3)) } else { String::new() }
}

pub(super) fn step(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice) -> Result<&'static str> {
    match dice.below(10) {
        0..6 => receive(tx, ctx, dice),
        6 => transfer(tx, ctx, dice),
        7 => adjust(tx, ctx, dice),
        8 => start_count(tx, ctx, dice),
        _ => go_on_counting(tx, ctx, dice),
    }
}

fn receive(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice) -> Result<&'static str> {
    let (sku, place) = (sku(tx, dice)?, place(tx, dice)?);
    let goods = stock::Receipt { lot: lot(&sku, dice), sku, qty: dice.qty(), origin: String::new() };
    stock::receive(tx, ctx, place, None, &[goods])?;
    Ok("received")
}

fn transfer(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice) -> Result<&'static str> {
    let (sku, from, to) = (sku(tx, dice)?, place(tx, dice)?, place(tx, dice)?);
    let change = stock::Change { lot: lot(&sku, dice), sku, qty: dice.qty() };
    let transfer = stock::Transfer {
        from_warehouse_id: from,
        from_location_id: None,
        to_warehouse_id: to,
        to_location_id: None,
        note: String::new(),
        lines: vec![change],
    };
    stock::transfer(tx, ctx, &transfer)?;
    Ok("transferred")
}

fn adjust(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice) -> Result<&'static str> {
    let (sku, warehouse_id) = (sku(tx, dice)?, place(tx, dice)?);
    let qty = if dice.one_in(2) { -dice.qty() } else { dice.qty() };
    let change = stock::Change { lot: lot(&sku, dice), sku, qty };
    let adjustment =
        stock::Adjustment { warehouse_id, location_id: None, note: "sim".into(), lines: vec![change] };
    stock::adjust(tx, ctx, &adjustment)?;
    Ok("adjusted")
}

fn start_count(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice) -> Result<&'static str> {
    let warehouse_id = place(tx, dice)?;
    let scope =
        count::Scope { warehouse_id, location_ids: Vec::new(), sku_ids: Vec::new(), note: String::new() };
    count::start(tx, ctx, &scope)?;
    Ok("count started")
}

fn go_on_counting(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice) -> Result<&'static str> {
    let open: Vec<(CountId,)> =
        tx.all("SELECT id FROM stock_count WHERE state = 'open' ORDER BY id DESC LIMIT 3", &[])?;
    let Some((id,)) = dice.pick(&open).copied() else { return Ok("nothing to count") };
    let lines = count::lines(tx, id)?;
    let Some(line) = dice.pick(&lines).filter(|_| !dice.clone().one_in(3)) else {
        count::post(tx, ctx, id)?;
        return Ok("count posted");
    };
    let wrong = Qty::whole(dice.below(3) as i64 - 1);
    let sku = stock::SkuKey { id: line.sku_id, code: line.sku_code.clone(), name: line.sku_name.clone() };
    let qty = (line.qty_expected + wrong).max(Qty::ZERO);
    let found = count::Found { location_id: line.location_id, sku, lot: line.lot.clone(), qty };
    count::enter(tx, ctx, id, &[found])?;
    Ok("counted")
}
