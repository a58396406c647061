//! What can be promised: available now, elsewhere, by a day; who holds it; where it is picked.

use std::collections::{BTreeMap, HashMap};

use base::id::{SkuId, WarehouseId};
use base::{Day, Qty, Result};
use db::Tx;

use crate::model::{
    Availability, Demand, Elsewhere, Pick, Place, PlannedReceipt, Reservation, Shortage, Wanted,
};
use crate::rules::{self, Pickable, Shelf};
use crate::store;

/// What is on hand, promised and available of some SKUs, per warehouse.
///
/// # Errors
/// A fault when the database fails.
pub fn availability(tx: &mut Tx<'_>, skus: &[SkuId]) -> Result<Vec<Availability>> {
    store::availability(tx, skus)
}

/// What is available of some SKUs in one warehouse; nothing for those that never were there.
///
/// # Errors
/// A fault when the database fails.
pub fn available_in(tx: &mut Tx<'_>, warehouse: WarehouseId, skus: &[SkuId]) -> Result<HashMap<SkuId, Qty>> {
    let here = store::availability(tx, skus)?.into_iter().filter(|a| a.warehouse_id == warehouse);
    Ok(here.map(|a| (a.sku_id, a.available)).collect())
}

/// What can be promised for a day: available now, and what is planned to come until then.
///
/// # Errors
/// A fault when the database fails.
pub fn atp(tx: &mut Tx<'_>, sku: SkuId, warehouse: WarehouseId, day: Day) -> Result<Qty> {
    let now = available_in(tx, warehouse, &[sku])?.remove(&sku).unwrap_or_default();
    let coming = store::plan::coming(tx, &[sku])?;
    let until = coming.iter().filter(|p| p.warehouse_id == warehouse && p.expected_on <= day);
    Ok(until.map(open).sum::<Qty>() + now)
}

fn open(plan: &PlannedReceipt) -> Qty {
    plan.qty - plan.qty_received
}

/// The promises of some lines.
///
/// # Errors
/// A fault when the database fails.
pub fn reservations(tx: &mut Tx<'_>, origins: &[String]) -> Result<Vec<Reservation>> {
    store::reservations(tx, origins.iter().map(String::as_str))
}

/// Who was promised a SKU in a warehouse, the oldest first, at most fifty.
///
/// # Errors
/// A fault when the database fails.
pub fn holders(tx: &mut Tx<'_>, sku: SkuId, warehouse: WarehouseId) -> Result<Vec<Reservation>> {
    store::holders(tx, sku, warehouse, None)
}

/// For each line that cannot be promised now: what there is, where else, and from when on.
/// Changes nothing; empty when all can be promised.
///
/// # Errors
/// A fault when the database fails.
pub fn shortage(tx: &mut Tx<'_>, demands: &[Demand]) -> Result<Vec<Shortage>> {
    let balances = store::available(tx, demands.iter().map(|d| (d.sku_id, d.warehouse_id)))?;
    let short = rules::allocate(demands, &balances).short;
    if short.is_empty() {
        return Ok(Vec::new());
    }
    let skus: Vec<SkuId> = short.iter().map(|(line, _)| demands[*line].sku_id).collect();
    let everywhere = store::availability(tx, &skus)?;
    let warehouses = store::setup::warehouses(tx)?;
    let elsewhere = |demand: &Demand| {
        let others = everywhere.iter().filter(|a| {
            a.sku_id == demand.sku_id && a.warehouse_id != demand.warehouse_id && a.available.is_positive()
        });
        let mut all: Vec<Elsewhere> = others
            .filter_map(|a| {
                let warehouse = warehouses.iter().find(|w| w.id == a.warehouse_id && w.active)?;
                let (code, name) = (warehouse.code.clone(), warehouse.name.clone());
                Some(Elsewhere { warehouse_id: a.warehouse_id, code, name, available: a.available })
            })
            .collect();
        all.sort_by_key(|e| std::cmp::Reverse(e.available));
        all
    };
    let coming = store::plan::coming(tx, &skus)?;
    let days = rules::days(demands, &short, &coming);
    let tell = |(at, (line, available)): (usize, &(usize, Qty))| {
        let demand = &demands[*line];
        let next = coming.iter().find(|p| (p.sku_id, p.warehouse_id) == (demand.sku_id, demand.warehouse_id));
        Shortage {
            origin: demand.origin.clone(),
            line_no: demand.line_no,
            sku_id: demand.sku_id,
            sku: demand.sku.clone(),
            wanted: demand.qty,
            available: *available,
            elsewhere: elsewhere(demand),
            promised_on: days[at],
            next_receipt_on: next.map(|plan| plan.expected_on),
            next_receipt_qty: next.map(open),
        }
    };
    Ok(short.iter().enumerate().map(tell).collect())
}

/// Where to pick what for some lines, in path order. Gives as much as the locations hold.
///
/// # Errors
/// A fault when the database fails.
pub fn pick_places(tx: &mut Tx<'_>, wanted: &[Wanted]) -> Result<Vec<Place>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let spots = store::spots(tx, wanted.iter().map(|w| (w.sku_id, w.warehouse_id)))?;
    let promised = store::reservations(tx, wanted.iter().map(|w| w.origin.as_str()))?;
    let mut lots: BTreeMap<&str, Vec<&Reservation>> = BTreeMap::new();
    for reservation in &promised {
        lots.entry(&reservation.origin).or_default().push(reservation);
    }
    let mut shelf = Shelf::new(spots);
    let mut picks: Vec<Pick> = Vec::new();
    for (line, want) in wanted.iter().enumerate() {
        let key = (want.sku_id, want.warehouse_id);
        let mut missing = want.qty;
        let own = lots.get(want.origin.as_str()).map(Vec::as_slice).unwrap_or_default();
        let own = own.iter().filter(|r| (r.sku_id, r.warehouse_id) == key).map(|r| (r.lot.clone(), r.qty));
        let plan: Vec<(String, Qty)> = match &want.lot {
            Some(lot) => vec![(lot.clone(), want.qty)],
            None => own.chain(shelf.lots(key).into_iter().map(|lot| (lot, want.qty))).collect(),
        };
        for (lot, most) in plan {
            let qty = missing.min(most);
            if qty.is_positive() {
                let still = shelf.pick(&Pickable { line, key, location: None, lot: &lot, qty }, &mut picks);
                missing -= qty - still;
            }
        }
    }
    let ids: Vec<_> = picks.iter().map(|pick| pick.location_id).collect();
    let codes: HashMap<_, _> = store::setup::location_codes(tx, &ids)?
        .into_iter()
        .map(|(id, code, path)| (id, (code, path)))
        .collect();
    let place = |pick: Pick| {
        let (code, path_order) = codes.get(&pick.location_id).cloned().unwrap_or_default();
        let origin = wanted[pick.line].origin.clone();
        Place {
            origin,
            sku_id: pick.sku_id,
            location_id: pick.location_id,
            code,
            path_order,
            lot: pick.lot,
            qty: pick.qty,
        }
    };
    let mut places: Vec<Place> = picks.into_iter().map(place).collect();
    places.sort_by(|a, b| (a.path_order, &a.code).cmp(&(b.path_order, &b.code)));
    Ok(places)
}
