//! The SQL of the hot path: balances, reservations, moves. Set-based: one statement whatever the lines.

pub(crate) mod count;
pub(crate) mod lists;
pub(crate) mod plan;
pub(crate) mod setup;

use std::collections::BTreeMap;

use base::id::{LocationId, ReservationId, RowId, SkuId, WarehouseId};
use base::{Ctx, Qty, Result};
use db::{Tx, cells, list, rows};

use crate::model::{Availability, Balance, Move, Pick, Reservation, SkuKey, Spot};
use crate::rules::{Delta, Grant};

/// A SKU in a warehouse.
pub(crate) type Key = (SkuId, WarehouseId);

/// Goods that lie in a place from now on.
pub(crate) struct Put<'a> {
    pub(crate) warehouse_id: WarehouseId,
    pub(crate) location_id: LocationId,
    pub(crate) sku: &'a SkuKey,
    pub(crate) lot: &'a str,
    pub(crate) qty: Qty,
}

fn keys(all: impl IntoIterator<Item = Key>) -> db::Value {
    let mut all: Vec<Key> = all.into_iter().collect();
    all.sort_unstable();
    all.dedup();
    rows(all.into_iter().map(|(sku, warehouse)| cells![sku, warehouse]))
}

/// Locks the balances that have something to promise, in the order everybody locks them.
pub(crate) fn lock_available(tx: &mut Tx<'_>, wanted: impl IntoIterator<Item = Key>) -> Result<Vec<Balance>> {
    tx.all(
        "SELECT b.id, b.sku_id, b.warehouse_id, b.lot, b.on_hand, b.reserved
         FROM {rows $1: sku_id BIGINT, warehouse_id BIGINT} r
         JOIN stock_balance b ON b.sku_id = r.sku_id AND b.warehouse_id = r.warehouse_id
         WHERE b.on_hand > b.reserved
         ORDER BY b.sku_id, b.warehouse_id, b.lot {for_update}",
        &[&keys(wanted)],
    )
}

/// The same without locking, for those who only ask.
pub(crate) fn available(tx: &mut Tx<'_>, wanted: impl IntoIterator<Item = Key>) -> Result<Vec<Balance>> {
    tx.all(
        "SELECT b.id, b.sku_id, b.warehouse_id, b.lot, b.on_hand, b.reserved
         FROM {rows $1: sku_id BIGINT, warehouse_id BIGINT} r
         JOIN stock_balance b ON b.sku_id = r.sku_id AND b.warehouse_id = r.warehouse_id
         WHERE b.on_hand > b.reserved",
        &[&keys(wanted)],
    )
}

/// Locks balances with what lies in their locations, emptied ones included.
///
/// Who waits for a lock sees the locations as they were before the wait, and goods may have been
/// carried to one that was not there then. So what does not add up is read again: nobody can carry
/// goods any more, because the balances are locked now. An emptied location keeps its balance in
/// sight for that.
pub(crate) fn lock_spots(tx: &mut Tx<'_>, wanted: impl IntoIterator<Item = Key>) -> Result<Vec<Spot>> {
    let keys = keys(wanted);
    let found = read_and_lock_spots(tx, &keys)?;
    if adds_up(&found) { Ok(found) } else { read_and_lock_spots(tx, &keys) }
}

fn read_and_lock_spots(tx: &mut Tx<'_>, keys: &db::Value) -> Result<Vec<Spot>> {
    tx.all(
        "SELECT b.id, b.sku_id, b.sku_code, b.warehouse_id, b.lot, b.on_hand, b.reserved, p.location_id, p.on_hand,
           (SELECT l.path_order FROM location l WHERE l.id = p.location_id)
         FROM {rows $1: sku_id BIGINT, warehouse_id BIGINT} r
         JOIN stock_balance b ON b.sku_id = r.sku_id AND b.warehouse_id = r.warehouse_id
         JOIN location_balance p ON p.sku_id = b.sku_id AND p.warehouse_id = b.warehouse_id AND p.lot = b.lot
         WHERE b.on_hand > 0
         ORDER BY b.sku_id, b.warehouse_id, b.lot, p.location_id {for_update}",
        &[keys],
    )
}

/// Whether each balance is the sum of its locations.
fn adds_up(found: &[Spot]) -> bool {
    let mut missing: BTreeMap<RowId, Qty> = BTreeMap::new();
    for spot in found {
        *missing.entry(spot.balance_id).or_insert(spot.on_hand) -= spot.here;
    }
    missing.values().all(|qty| qty.is_zero())
}

/// The same without locking, for pick lists.
pub(crate) fn spots(tx: &mut Tx<'_>, wanted: impl IntoIterator<Item = Key>) -> Result<Vec<Spot>> {
    tx.all(
        "SELECT b.id, b.sku_id, b.sku_code, b.warehouse_id, b.lot, b.on_hand, b.reserved, p.location_id, p.on_hand,
           (SELECT l.path_order FROM location l WHERE l.id = p.location_id)
         FROM {rows $1: sku_id BIGINT, warehouse_id BIGINT} r
         JOIN stock_balance b ON b.sku_id = r.sku_id AND b.warehouse_id = r.warehouse_id
         JOIN location_balance p ON p.sku_id = b.sku_id AND p.warehouse_id = b.warehouse_id AND p.lot = b.lot
         WHERE p.on_hand > 0",
        &[&keys(wanted)],
    )
}

/// Writes promises: the counters of locked balances, and the rows that say to whom.
pub(crate) fn promise(tx: &mut Tx<'_>, ctx: &Ctx, document: &str, grants: &[(&str, &Grant)]) -> Result<()> {
    let mut sums: BTreeMap<RowId, Delta> = BTreeMap::new();
    for (_, grant) in grants {
        sums.entry(grant.balance_id).or_default().reserved += grant.qty;
    }
    change_balances(tx, sums)?;
    let promised = rows(grants.iter().map(|(origin, grant)| {
        cells![ctx.id::<ReservationId>(), *origin, grant.warehouse_id, grant.sku_id, grant.lot, grant.qty]
    }));
    tx.send(
        "INSERT INTO reservation (id, origin, document, warehouse_id, sku_id, lot, qty, created_at)
         SELECT r.id, r.origin, $2, r.warehouse_id, r.sku_id, r.lot, r.qty, $3
         FROM {rows $1: id BIGINT, origin TEXT, warehouse_id BIGINT, sku_id BIGINT, lot TEXT, qty BIGINT} r
         WHERE 1 = 1
         ON CONFLICT (origin, warehouse_id, lot) DO UPDATE SET qty = reservation.qty + excluded.qty",
        &[&promised, &document, &ctx.at],
    )
}

/// Changes the counters of balances that are locked already. A `CHECK` is the last word.
pub(crate) fn change_balances(
    tx: &mut Tx<'_>,
    deltas: impl IntoIterator<Item = (RowId, Delta)>,
) -> Result<()> {
    let all = rows(deltas.into_iter().map(|(id, delta)| cells![id, delta.on_hand, delta.reserved]));
    tx.send(
        "UPDATE stock_balance SET on_hand = stock_balance.on_hand + r.on_hand, reserved = stock_balance.reserved + r.reserved
         FROM {rows $1: id BIGINT, on_hand BIGINT, reserved BIGINT} r WHERE stock_balance.id = r.id",
        &[&all],
    )
}

/// Takes the promises of some lines out of the table; what stays must be put back.
pub(crate) fn take_reservations<'a>(
    tx: &mut Tx<'_>,
    origins: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<Reservation>> {
    tx.all(
        "DELETE FROM reservation WHERE origin IN (SELECT t.text FROM {texts $1} t)
         RETURNING id, origin, document, warehouse_id, sku_id, lot, qty, created_at",
        &[&db::texts(origins)],
    )
}

/// Puts promises back that were used or released in part.
pub(crate) fn put_reservations(tx: &mut Tx<'_>, stay: &[Reservation]) -> Result<()> {
    if stay.is_empty() {
        return Ok(());
    }
    let all =
        rows(stay.iter().map(|r| {
            cells![r.id, r.origin, r.document, r.warehouse_id, r.sku_id, r.lot, r.qty, r.created_at]
        }));
    tx.send(
        "INSERT INTO reservation (id, origin, document, warehouse_id, sku_id, lot, qty, created_at)
         SELECT r.id, r.origin, r.document, r.warehouse_id, r.sku_id, r.lot, r.qty, r.created_at
         FROM {rows $1: id BIGINT, origin TEXT, document TEXT, warehouse_id BIGINT, sku_id BIGINT, lot TEXT,
               qty BIGINT, created_at BIGINT} r",
        &[&all],
    )
}

/// Gives promises back to everyone, locking the balances on the way in the common order.
pub(crate) fn give_back(tx: &mut Tx<'_>, released: &[Reservation]) -> Result<()> {
    let mut sums: BTreeMap<(SkuId, WarehouseId, &str), Qty> = BTreeMap::new();
    for reservation in released {
        *sums.entry((reservation.sku_id, reservation.warehouse_id, &reservation.lot)).or_default() +=
            reservation.qty;
    }
    if sums.is_empty() {
        return Ok(());
    }
    let all = rows(sums.into_iter().map(|((sku, warehouse, lot), qty)| cells![sku, warehouse, lot, qty]));
    tx.send(
        "UPDATE stock_balance SET reserved = stock_balance.reserved - x.qty
         FROM (SELECT b.id, r.qty FROM {rows $1: sku_id BIGINT, warehouse_id BIGINT, lot TEXT, qty BIGINT} r
               JOIN stock_balance b ON b.sku_id = r.sku_id AND b.warehouse_id = r.warehouse_id AND b.lot = r.lot
               ORDER BY b.sku_id, b.warehouse_id, b.lot {for_update}) x
         WHERE stock_balance.id = x.id",
        &[&all],
    )
}

/// Takes goods out of the locations they were picked from.
pub(crate) fn take_from_locations(tx: &mut Tx<'_>, picks: &[Pick]) -> Result<()> {
    let mut sums: BTreeMap<(SkuId, WarehouseId, &str, LocationId), Qty> = BTreeMap::new();
    for pick in picks {
        *sums.entry((pick.sku_id, pick.warehouse_id, &pick.lot, pick.location_id)).or_default() += pick.qty;
    }
    let all = rows(
        sums.into_iter()
            .map(|((sku, warehouse, lot, location), qty)| cells![sku, warehouse, lot, location, qty]),
    );
    tx.send(
        "UPDATE location_balance SET on_hand = location_balance.on_hand - r.qty
         FROM {rows $1: sku_id BIGINT, warehouse_id BIGINT, lot TEXT, location_id BIGINT, qty BIGINT} r
         WHERE location_balance.sku_id = r.sku_id AND location_balance.warehouse_id = r.warehouse_id
           AND location_balance.lot = r.lot AND location_balance.location_id = r.location_id",
        &[&all],
    )
}

/// Adds goods to balances and locations, making the rows that are not there yet.
pub(crate) fn put(tx: &mut Tx<'_>, ctx: &Ctx, goods: &[Put<'_>]) -> Result<()> {
    let mut sums: BTreeMap<(SkuId, WarehouseId, &str), (Qty, &SkuKey)> = BTreeMap::new();
    for put in goods {
        let key = (put.sku.id, put.warehouse_id, put.lot);
        sums.entry(key).or_insert((Qty::ZERO, put.sku)).0 += put.qty;
    }
    let balances = rows(sums.into_iter().map(|((sku_id, warehouse, lot), (qty, sku))| {
        cells![ctx.id::<RowId>(), sku_id, warehouse, lot, qty, sku.code, sku.name]
    }));
    tx.send(
        "INSERT INTO stock_balance (id, sku_id, warehouse_id, lot, on_hand, reserved, sku_code, sku_name)
         SELECT r.id, r.sku_id, r.warehouse_id, r.lot, r.qty, 0, r.sku_code, r.sku_name
         FROM {rows $1: id BIGINT, sku_id BIGINT, warehouse_id BIGINT, lot TEXT, qty BIGINT, sku_code TEXT, sku_name TEXT} r
         WHERE 1 = 1 ORDER BY r.ord
         ON CONFLICT (sku_id, warehouse_id, lot) DO UPDATE SET on_hand = stock_balance.on_hand + excluded.on_hand",
        &[&balances],
    )?;
    put_in_locations(tx, goods)
}

/// Adds goods to locations only: they stay in their warehouse.
pub(crate) fn put_in_locations(tx: &mut Tx<'_>, goods: &[Put<'_>]) -> Result<()> {
    let mut sums: BTreeMap<(SkuId, WarehouseId, &str, LocationId), Qty> = BTreeMap::new();
    for put in goods {
        *sums.entry((put.sku.id, put.warehouse_id, put.lot, put.location_id)).or_default() += put.qty;
    }
    let all = rows(
        sums.into_iter()
            .map(|((sku, warehouse, lot, location), qty)| cells![sku, warehouse, lot, location, qty]),
    );
    tx.send(
        "INSERT INTO location_balance (warehouse_id, location_id, sku_id, lot, on_hand)
         SELECT r.warehouse_id, r.location_id, r.sku_id, r.lot, r.qty
         FROM {rows $1: sku_id BIGINT, warehouse_id BIGINT, lot TEXT, location_id BIGINT, qty BIGINT} r
         WHERE 1 = 1 ORDER BY r.ord
         ON CONFLICT (sku_id, warehouse_id, lot, location_id)
         DO UPDATE SET on_hand = location_balance.on_hand + excluded.on_hand",
        &[&all],
    )
}

/// Writes the moves down, for good.
pub(crate) fn insert_moves(tx: &mut Tx<'_>, moves: &[Move]) -> Result<()> {
    let all = rows(moves.iter().map(|m| {
        cells![
            m.id,
            m.at,
            m.actor_id,
            m.from_location_id,
            m.to_location_id,
            m.sku_id,
            m.sku_code,
            m.lot,
            m.qty,
            m.reason,
            m.origin,
            m.document,
            m.note
        ]
    }));
    tx.send(
        "INSERT INTO stock_move (id, at, actor_id, from_location_id, to_location_id, sku_id, sku_code, lot, qty, reason,
           origin, document, note)
         SELECT r.id, r.at, r.actor_id, r.from_location_id, r.to_location_id, r.sku_id, r.sku_code, r.lot, r.qty,
           r.reason, r.origin, r.document, r.note
         FROM {rows $1: id BIGINT, at BIGINT, actor_id BIGINT, from_location_id BIGINT, to_location_id BIGINT,
               sku_id BIGINT, sku_code TEXT, lot TEXT, qty BIGINT, reason TEXT, origin TEXT, document TEXT, note TEXT} r",
        &[&all],
    )
}

/// What is on hand and promised of some SKUs, per warehouse, all lots together.
pub(crate) fn availability(tx: &mut Tx<'_>, skus: &[SkuId]) -> Result<Vec<Availability>> {
    let found: Vec<(SkuId, WarehouseId, Qty, Qty)> = tx.all(
        "SELECT b.sku_id, b.warehouse_id, CAST(SUM(b.on_hand) AS BIGINT), CAST(SUM(b.reserved) AS BIGINT)
         FROM stock_balance b WHERE b.sku_id IN (SELECT s.id FROM {ids $1} s)
         GROUP BY b.sku_id, b.warehouse_id ORDER BY b.sku_id, b.warehouse_id",
        &[&list(skus.iter().map(|sku| sku.0))],
    )?;
    let read = |(sku_id, warehouse_id, on_hand, reserved): (SkuId, WarehouseId, Qty, Qty)| Availability {
        sku_id,
        warehouse_id,
        on_hand,
        reserved,
        available: on_hand - reserved,
    };
    Ok(found.into_iter().map(read).collect())
}

/// The promises of some lines.
pub(crate) fn reservations<'a>(
    tx: &mut Tx<'_>,
    origins: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<Reservation>> {
    tx.all(
        "SELECT r.id, r.origin, r.document, r.warehouse_id, r.sku_id, r.lot, r.qty, r.created_at
         FROM {texts $1} t JOIN reservation r ON r.origin = t.text ORDER BY r.id",
        &[&db::texts(origins)],
    )
}

/// Who holds a SKU in a warehouse, the oldest promise first; a lot or all of them.
pub(crate) fn holders(
    tx: &mut Tx<'_>,
    sku: SkuId,
    warehouse: WarehouseId,
    lot: Option<&str>,
) -> Result<Vec<Reservation>> {
    tx.all(
        "SELECT id, origin, document, warehouse_id, sku_id, lot, qty, created_at FROM reservation
         WHERE sku_id = $1 AND warehouse_id = $2 AND (CAST($3 AS TEXT) IS NULL OR lot = $3) ORDER BY id LIMIT 50",
        &[&sku, &warehouse, &lot],
    )
}
