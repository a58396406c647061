//! Planned receipts: goods that are to come, on a day; and receiving what was planned.

use base::id::{LocationId, RowId, SkuId, WarehouseId};
use base::refusal::Common;
use base::{Ctx, Day, Problems, Qty, Result, text};
use db::{Event, Tx};
use serde::Serialize;

use crate::commands;
use crate::model::{PlannedReceipt, Receipt, SkuKey};
use crate::store::plan as store;

const REFERENCE_MAX: usize = 100;

/// What a person says of goods to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub sku: SkuKey,
    pub warehouse_id: WarehouseId,
    pub qty: Qty,
    pub expected_on: Day,
    /// A purchase order, a production order, a container: in the words of whoever plans.
    pub reference: String,
}

#[derive(Serialize)]
struct Changed<'a> {
    before: &'a PlannedReceipt,
    after: &'a PlannedReceipt,
}

/// Plans a receipt: from now on it counts in what can be promised from its day on.
///
/// # Errors
/// `invalid` when the quantity is not positive, `not_found` for an unknown warehouse.
pub fn plan(tx: &mut Tx<'_>, ctx: &Ctx, plan: &Plan) -> Result<PlannedReceipt> {
    let reference = check(plan.qty, &plan.reference)?;
    crate::setup::warehouse(tx, plan.warehouse_id)?;
    let made = PlannedReceipt {
        id: ctx.id(),
        sku_id: plan.sku.id,
        sku_code: plan.sku.code.clone(),
        sku_name: plan.sku.name.clone(),
        warehouse_id: plan.warehouse_id,
        qty: plan.qty,
        qty_received: Qty::ZERO,
        expected_on: plan.expected_on,
        reference,
        created_at: ctx.at,
        revision: 1,
    };
    store::insert(tx, &made)?;
    tx.record_first(ctx, Event::new("planned_receipt.created", made.id).data(&made));
    Ok(made)
}

/// Changes quantity, day or reference of what is to come.
///
/// # Errors
/// `not_found`, `revision_mismatch`, `invalid`.
pub fn change(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: RowId,
    (qty, expected_on, reference): (Qty, Day, &str),
) -> Result<PlannedReceipt> {
    let before = find(tx, ctx, id)?;
    let reference = check(qty, reference)?;
    let after =
        PlannedReceipt { qty, expected_on, reference, revision: before.revision + 1, ..before.clone() };
    store::update(tx, &after)?;
    tx.record(
        ctx,
        Event::new("planned_receipt.changed", id).data(&Changed { before: &before, after: &after }),
    );
    Ok(after)
}

/// It will not come.
///
/// # Errors
/// `not_found`, `revision_mismatch`.
pub fn cancel(tx: &mut Tx<'_>, ctx: &Ctx, id: RowId) -> Result<PlannedReceipt> {
    let before = find(tx, ctx, id)?;
    store::delete(tx, id)?;
    tx.record(ctx, Event::new("planned_receipt.cancelled", id).data(&before));
    Ok(before)
}

/// Receives goods, some of which were planned: those no longer count as to come.
///
/// # Errors
/// As `receive`; `not_found` when a plan is not there or is for another SKU or warehouse.
pub fn receive(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    (warehouse, location): (WarehouseId, Option<LocationId>),
    receipts: &[(Receipt, Option<RowId>)],
) -> Result<String> {
    let mut parts = Vec::new();
    for (receipt, plan) in receipts {
        let Some(id) = plan else { continue };
        let known: (SkuId, WarehouseId) = match store::find(tx, *id)? {
            Some(plan) => (plan.sku_id, plan.warehouse_id),
            None => return Err(missing(*id)),
        };
        if known != (receipt.sku.id, warehouse) {
            return Err(missing(*id));
        }
        parts.push((*id, receipt.qty));
    }
    let goods: Vec<Receipt> = receipts.iter().map(|(receipt, _)| receipt.clone()).collect();
    let document = commands::receive(tx, ctx, warehouse, location, &goods)?;
    if !parts.is_empty() {
        store::arrived(tx, &parts)?;
    }
    Ok(document)
}

fn find(tx: &mut Tx<'_>, ctx: &Ctx, id: RowId) -> Result<PlannedReceipt> {
    let found = store::find(tx, id)?.ok_or_else(|| missing(id))?;
    ctx.check_revision("planned receipt", found.revision)?;
    Ok(found)
}

fn missing(id: RowId) -> base::Error {
    Common::NotFound { what: "planned receipt", id: id.to_string() }.into()
}

fn check(qty: Qty, reference: &str) -> Result<String> {
    let mut problems = Problems::default();
    if !qty.is_positive() {
        problems.add("qty", &Common::NotPositive { value: qty.to_string() });
    }
    let reference = text::clean(reference);
    if reference.chars().count() > REFERENCE_MAX {
        problems.add("reference", &Common::TooLong { value: reference.clone(), max: REFERENCE_MAX });
    }
    problems.check()?;
    Ok(reference)
}
