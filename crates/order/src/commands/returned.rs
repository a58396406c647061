//! Goods that were delivered and came back.

use base::id::{OrderId, OrderLineId};
use base::{Ctx, Qty, Result};
use db::{Event, Tx};
use serde_json::json;
use stock::{Return, SkuKey};

use super::steps::{kept, missing, reaches};
use crate::model::Document;
use crate::rules::Refusal;
use crate::store;

/// Delivered goods are back on the shelf and no longer to be claimed. What was invoiced of them is
/// taken back by a credit note, which is billing's.
///
/// # Errors
/// `not_found`, `line_unknown`, `too_much` when more comes back than was delivered.
pub fn take_returned(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: OrderId,
    parts: &[(OrderLineId, Qty)],
) -> Result<Document> {
    let found = store::load_for_update(tx, id)?.filter(|d| reaches(ctx, "order.release", &d.order));
    let mut now = found.ok_or_else(|| missing(id))?;
    let was = now.clone();
    let mut back = Vec::with_capacity(parts.len());
    for (line_id, qty) in parts {
        let unknown = || Refusal::LineUnknown { line: line_id.to_string() };
        let line = now.lines.iter_mut().find(|line| line.id == *line_id).ok_or_else(unknown)?;
        let most = line.qty_delivered - line.qty_returned - line.qty_return_requested;
        if !qty.is_positive() || *qty > most {
            return Err(Refusal::TooMuch { line_no: line.line_no, wanted: *qty, most }.into());
        }
        line.qty_returned += *qty;
        back.push(Return {
            origin: line.id.to_string(),
            sku: SkuKey { id: line.sku_id, code: line.sku.clone(), name: line.name.clone() },
            warehouse_id: line.warehouse_id,
            location_id: None,
            lot: String::new(),
            qty: *qty,
        });
    }
    stock::take_back(tx, ctx, &id.to_string(), &back)?;
    let lines: Vec<_> = parts.iter().map(|(line, qty)| json!({"line": line, "qty": qty})).collect();
    tx.record(ctx, Event::new("order.returned", id).order(id).data(&json!({ "lines": lines })));
    kept(tx, ctx, &was, now)
}
