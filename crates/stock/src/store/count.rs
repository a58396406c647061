//! The SQL of counts.

use base::id::{CountId, LocationId, RowId, SkuId, WarehouseId};
use base::{Ctx, Qty, Result};
use db::{Tx, cells, list, rows};

use crate::model::{StockCount, StockCountLine};

/// What lies where, as the books say.
pub(crate) type Booked = (LocationId, SkuId, String, String, String, Qty);

pub(crate) fn find(tx: &mut Tx<'_>, id: CountId) -> Result<Option<StockCount>> {
    tx.first(&format!("SELECT {} FROM stock_count WHERE id = $1", StockCount::COLUMNS), &[&id])
}

pub(crate) fn lock(tx: &mut Tx<'_>, id: CountId) -> Result<Option<StockCount>> {
    tx.first(&format!("SELECT {} FROM stock_count WHERE id = $1 {{for_update}}", StockCount::COLUMNS), &[&id])
}

pub(crate) fn insert(tx: &mut Tx<'_>, c: &StockCount) -> Result<()> {
    tx.send(
        "INSERT INTO stock_count (id, number, warehouse_id, state, note, started_at, started_by, posted_at, revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            &c.id,
            &c.number,
            &c.warehouse_id,
            &c.state,
            &c.note,
            &c.started_at,
            &c.started_by,
            &c.posted_at,
            &c.revision,
        ],
    )
}

pub(crate) fn update(tx: &mut Tx<'_>, c: &StockCount) -> Result<()> {
    tx.send(
        "UPDATE stock_count SET state = $2, posted_at = $3, revision = $4 WHERE id = $1",
        &[&c.id, &c.state, &c.posted_at, &c.revision],
    )
}

/// What the books say of a warehouse, or of some locations or SKUs of it; empty lists mean all.
pub(crate) fn booked(
    tx: &mut Tx<'_>,
    warehouse: WarehouseId,
    locations: &[LocationId],
    skus: &[SkuId],
    limit: i64,
) -> Result<Vec<Booked>> {
    tx.all(
        "SELECT p.location_id, p.sku_id, b.sku_code, b.sku_name, p.lot, p.on_hand
         FROM location_balance p
         JOIN stock_balance b ON b.sku_id = p.sku_id AND b.warehouse_id = p.warehouse_id AND b.lot = p.lot
         WHERE p.warehouse_id = $1 AND p.on_hand > 0
           AND (CAST($2 AS BIGINT) = 0 OR p.location_id IN (SELECT l.id FROM {ids $3} l))
           AND (CAST($4 AS BIGINT) = 0 OR p.sku_id IN (SELECT s.id FROM {ids $5} s))
         ORDER BY p.location_id, b.sku_code, p.lot LIMIT $6",
        &[
            &warehouse,
            &!locations.is_empty(),
            &list(locations.iter().map(|location| location.0)),
            &!skus.is_empty(),
            &list(skus.iter().map(|sku| sku.0)),
            &limit,
        ],
    )
}

pub(crate) fn insert_lines(tx: &mut Tx<'_>, ctx: &Ctx, count: CountId, lines: &[Booked]) -> Result<()> {
    let all = rows(lines.iter().map(|(location, sku, code, name, lot, qty)| {
        cells![ctx.id::<RowId>(), location, sku, code, name, lot, qty]
    }));
    tx.send(
        "INSERT INTO stock_count_line (id, count_id, location_id, sku_id, sku_code, sku_name, lot, qty_expected)
         SELECT r.id, $2, r.location_id, r.sku_id, r.sku_code, r.sku_name, r.lot, r.qty
         FROM {rows $1: id BIGINT, location_id BIGINT, sku_id BIGINT, sku_code TEXT, sku_name TEXT, lot TEXT,
               qty BIGINT} r",
        &[&all, &count],
    )
}

/// Writes what was counted, with what the books say at this moment.
pub(crate) fn enter(tx: &mut Tx<'_>, ctx: &Ctx, count: &StockCount, counted: &[Booked]) -> Result<()> {
    let all = rows(counted.iter().map(|(location, sku, code, name, lot, qty)| {
        cells![ctx.id::<RowId>(), location, sku, code, name, lot, qty]
    }));
    tx.send(
        "INSERT INTO stock_count_line
           (id, count_id, location_id, sku_id, sku_code, sku_name, lot, qty_expected, qty_counted)
         SELECT r.id, $2, r.location_id, r.sku_id, r.sku_code, r.sku_name, r.lot,
           COALESCE((SELECT p.on_hand FROM location_balance p WHERE p.sku_id = r.sku_id AND p.warehouse_id = $3
                     AND p.lot = r.lot AND p.location_id = r.location_id), 0), r.qty
         FROM {rows $1: id BIGINT, location_id BIGINT, sku_id BIGINT, sku_code TEXT, sku_name TEXT, lot TEXT,
               qty BIGINT} r
         WHERE 1 = 1
         ON CONFLICT (count_id, location_id, sku_id, lot)
         DO UPDATE SET qty_expected = excluded.qty_expected, qty_counted = excluded.qty_counted",
        &[&all, &count.id, &count.warehouse_id],
    )
}

pub(crate) fn lines(tx: &mut Tx<'_>, count: CountId) -> Result<Vec<StockCountLine>> {
    tx.all(
        &format!(
            "SELECT {} FROM stock_count_line n JOIN location l ON l.id = n.location_id
             WHERE n.count_id = $1 ORDER BY l.path_order, l.code, n.sku_code, n.lot",
            StockCountLine::columns("n")
        ),
        &[&count],
    )
}
