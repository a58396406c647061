//! Goods that were delivered and came back, and the money for them.

use base::id::{OrderId, OrderLineId};
use base::refusal::Common;
use base::{Ctx, Qty, Result};
use db::{Event, Tx};
use serde_json::json;
use stock::{Return, SkuKey};

use super::steps::{kept, missing, reaches};
use crate::lifecycle::{self, Action};
use crate::model::Document;
use crate::rules::Refusal;
use crate::store;

/// Delivered goods are back on the shelf and no longer to be claimed. What was invoiced of them is
/// taken back by a credit note, which is billing's.
///
/// # Errors
/// `not_found`, `wrong_state`, `nothing_delivered`, `line_unknown`, `too_much` when more comes back than was delivered.
pub fn take_returned(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: OrderId,
    parts: &[(OrderLineId, Qty)],
) -> Result<Document> {
    if parts.is_empty() {
        let mut problems = base::Problems::default();
        problems.add("lines", &Common::Required);
        problems.check()?;
    }
    let found = store::load_for_update(tx, id)?.filter(|d| reaches(ctx, "order.release", &d.order));
    let mut now = found.ok_or_else(|| missing(id))?;
    ctx.check_revision("order", now.order.revision)?;
    lifecycle::guard(Action::TakeBack, &now)?;
    let was = now.clone();
    let mut back = Vec::with_capacity(parts.len());
    for (line_id, qty) in parts {
        let unknown = || Refusal::LineUnknown { line: line_id.to_string() };
        let line = now.lines.iter_mut().find(|line| line.id == *line_id).ok_or_else(unknown)?;
        let most = line.at_customer();
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

/// Takes back by credit notes what was invoiced of goods that came back; whether there was any.
///
/// # Errors
/// `not_found`, and what `billing::credit` refuses.
pub fn credit_returned(tx: &mut Tx<'_>, ctx: &Ctx, id: OrderId, reason: &str) -> Result<bool> {
    let now = store::load_for_update(tx, id)?.ok_or_else(|| missing(id))?;
    let back = now.lines.iter().filter(|line| line.qty_returned.is_positive());
    let back: Vec<(String, Qty)> = back.map(|line| (line.id.to_string(), line.qty_returned)).collect();
    let notes = billing::credit_returned(tx, ctx, &id.to_string(), &back, reason)?;
    Ok(!notes.is_empty())
}
