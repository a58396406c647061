//! The SQL of planned receipts.

use base::id::{RowId, SkuId};
use base::{Qty, Result};
use db::{Tx, cells, rows};

use crate::model::PlannedReceipt;

/// What is still to come of some SKUs, the soonest first.
pub(crate) fn coming(tx: &mut Tx<'_>, skus: &[SkuId]) -> Result<Vec<PlannedReceipt>> {
    tx.all(
        &format!(
            "SELECT {} FROM planned_receipt p WHERE p.sku_id IN (SELECT s.id FROM {{ids $1}} s)
               AND p.qty > p.qty_received ORDER BY p.expected_on, p.id",
            PlannedReceipt::columns("p")
        ),
        &[&db::list(skus.iter().map(|sku| sku.0))],
    )
}

pub(crate) fn find(tx: &mut Tx<'_>, id: RowId) -> Result<Option<PlannedReceipt>> {
    tx.first(
        &format!("SELECT {} FROM planned_receipt WHERE id = $1 {{for_update}}", PlannedReceipt::COLUMNS),
        &[&id],
    )
}

pub(crate) fn insert(tx: &mut Tx<'_>, p: &PlannedReceipt) -> Result<()> {
    tx.send(
        "INSERT INTO planned_receipt (id, sku_id, sku_code, sku_name, warehouse_id, qty, qty_received, expected_on,
           reference, created_at, revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &[
            &p.id,
            &p.sku_id,
            &p.sku_code,
            &p.sku_name,
            &p.warehouse_id,
            &p.qty,
            &p.qty_received,
            &p.expected_on,
            &p.reference,
            &p.created_at,
            &p.revision,
        ],
    )
}

pub(crate) fn update(tx: &mut Tx<'_>, p: &PlannedReceipt) -> Result<()> {
    tx.send(
        "UPDATE planned_receipt SET qty = $2, qty_received = $3, expected_on = $4, reference = $5, revision = $6
         WHERE id = $1",
        &[&p.id, &p.qty, &p.qty_received, &p.expected_on, &p.reference, &p.revision],
    )
}

pub(crate) fn delete(tx: &mut Tx<'_>, id: RowId) -> Result<()> {
    tx.send("DELETE FROM planned_receipt WHERE id = $1", &[&id])
}

/// Writes down what came of what was planned.
pub(crate) fn arrived(tx: &mut Tx<'_>, parts: &[(RowId, Qty)]) -> Result<()> {
    let all = rows(parts.iter().map(|(id, qty)| cells![id, qty]));
    tx.send(
        "UPDATE planned_receipt SET qty_received = planned_receipt.qty_received + r.qty,
           revision = planned_receipt.revision + 1
         FROM {rows $1: id BIGINT, qty BIGINT} r WHERE planned_receipt.id = r.id",
        &[&all],
    )
}
