//! The SQL of orders, lines, holds and amendments: rows in, values out; no decisions.

pub(crate) mod lists;

use std::sync::LazyLock;

use anyhow::anyhow;
use base::id::{OrderId, SkuId};
use base::{Error, Result};
use db::{Tx, cells, rows};

use crate::model::{Amendment, Document, Hold, Line, Order};

static LOAD: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {} FROM sales_order WHERE id = $1", Order::COLUMNS));

static LOAD_FOR_UPDATE: LazyLock<String> = LazyLock::new(|| format!("{} {{for_update}}", *LOAD));

static LINES: LazyLock<String> = LazyLock::new(|| {
    format!("SELECT {} FROM sales_order_line WHERE order_id = $1 ORDER BY line_no", Line::COLUMNS)
});

static HOLDS: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {} FROM order_hold WHERE order_id = $1 ORDER BY id", Hold::COLUMNS));

static INSERT: LazyLock<String> = LazyLock::new(|| {
    let count = Order::COLUMNS.split(", ").count();
    let params: Vec<String> = (1..=count).map(|n| format!("${n}")).collect();
    format!("INSERT INTO sales_order ({}) VALUES ({})", Order::COLUMNS, params.join(", "))
});

/// The columns of a line with their types, in the order of its fields.
const LINE_CELLS: &str = "id BIGINT, order_id BIGINT, line_no BIGINT, sku_id BIGINT, sku TEXT, name TEXT, uom TEXT, \
     entered_qty BIGINT, entered_uom TEXT, warehouse_id BIGINT, requested_on TEXT, promised_on TEXT, note TEXT, \
     list_price BIGINT, price BIGINT, discount BIGINT, min_price BIGINT, tax_rate BIGINT, tax_included BIGINT, amount BIGINT, \
     tax_amount BIGINT, price_trace TEXT, qty_ordered BIGINT, qty_cancelled BIGINT, qty_reserved BIGINT, \
     qty_released BIGINT, qty_picked BIGINT, qty_shipped BIGINT, qty_delivered BIGINT, qty_refused BIGINT, \
     qty_invoiced BIGINT, qty_return_requested BIGINT, qty_returned BIGINT, amount_invoiced BIGINT, \
     tax_invoiced BIGINT";

static INSERT_LINES: LazyLock<String> = LazyLock::new(|| {
    let columns = Line::COLUMNS;
    format!(
        "INSERT INTO sales_order_line ({columns}) SELECT {} FROM {{rows $1: {LINE_CELLS}}} r ORDER BY r.ord",
        Line::columns("r")
    )
});

/// What never changes once a line exists: its place.
const LINE_KEYS: [&str; 3] = ["id", "order_id", "line_no"];

static SAVE_LINES: LazyLock<String> = LazyLock::new(|| {
    let columns = Line::COLUMNS.split(", ").filter(|column| !LINE_KEYS.contains(column));
    let set: Vec<String> = columns.map(|column| format!("{column} = r.{column}")).collect();
    format!(
        "UPDATE sales_order_line SET {} FROM {{rows $1: {LINE_CELLS}}} r WHERE sales_order_line.id = r.id",
        set.join(", ")
    )
});

const SAVE: &str =
    "UPDATE sales_order SET state = $3, review_state = $4, shipping_state = $5, billing_state = $6,
        goods_amount = $7, tax_amount = $8, total_amount = $9, receiver = $10, phone = $11, address = $12,
        warehouse_id = $13, requested_on = $14, promised_on = $15, note = $16, hold_count = $17,
        ordered_charge = $18, unbilled_charge = $19, open_amount = $20, placed_at = $21, confirmed_at = $22,
        allocated_at = $23, shipped_at = $24, delivered_at = $25, settled_at = $26, ended_at = $27,
        end_reason = $28, customer_id = $29, customer_code = $30, customer_name = $31, currency = $32,
        term_days = $33, owner_id = $34, department_id = $35, channel = $36, external_number = $37,
        request_hash = $38, revision = revision + 1
     WHERE id = $1 AND revision = $2";

/// The order with its lines and holds; `None` when there is none.
pub(crate) fn load(tx: &mut Tx<'_>, id: OrderId) -> Result<Option<Document>> {
    let order = tx.first(&LOAD, &[&id])?;
    complete(tx, order)
}

/// The same, with the order's row held until the commit.
pub(crate) fn load_for_update(tx: &mut Tx<'_>, id: OrderId) -> Result<Option<Document>> {
    let order = tx.first(&LOAD_FOR_UPDATE, &[&id])?;
    complete(tx, order)
}

fn complete(tx: &mut Tx<'_>, order: Option<Order>) -> Result<Option<Document>> {
    let Some(order) = order else { return Ok(None) };
    let lines = tx.all(&LINES, &[&order.id])?;
    let holds = if order.hold_count > 0 { tx.all(&HOLDS, &[&order.id])? } else { Vec::new() };
    Ok(Some(Document { order, lines, holds }))
}

/// The numbers of orders and their customers' names.
pub(crate) fn called(tx: &mut Tx<'_>, ids: &[OrderId]) -> Result<Vec<(OrderId, String, String)>> {
    tx.all(
        "SELECT o.id, o.number, o.customer_name FROM {ids $1} x JOIN sales_order o ON o.id = x.id",
        &[&db::list(ids.iter().copied())],
    )
}

/// The order that a channel sent under this number, with its number and the hash of what was sent.
pub(crate) fn by_external(
    tx: &mut Tx<'_>,
    channel: &str,
    external: &str,
) -> Result<Option<(OrderId, String, Option<String>)>> {
    tx.first(
        "SELECT id, number, request_hash FROM sales_order WHERE external_number = $1 AND channel = $2",
        &[&external, &channel],
    )
}

/// Which of these numbers a channel has sent.
pub(crate) fn known_external(
    tx: &mut Tx<'_>,
    channel: &str,
    numbers: &[&str],
) -> Result<std::collections::HashSet<String>> {
    let found: Vec<(String,)> = tx.all(
        "SELECT o.external_number FROM {texts $2} t
         JOIN sales_order o ON o.external_number = t.text AND o.channel = $1",
        &[&channel, &db::texts(numbers.iter().copied())],
    )?;
    Ok(found.into_iter().map(|(number,)| number).collect())
}

/// What the company set for this room: names with their values.
pub(crate) fn settings(tx: &mut Tx<'_>) -> Result<Vec<(String, String)>> {
    tx.all("SELECT name, value FROM setting WHERE name >= 'order.' AND name < 'order/'", &[])
}

pub(crate) fn insert(tx: &mut Tx<'_>, document: &Document) -> Result<()> {
    let o = &document.order;
    tx.send(
        &INSERT,
        &[
            &o.id,
            &o.number,
            &o.channel,
            &o.external_number,
            &o.request_hash,
            &o.customer_id,
            &o.customer_code,
            &o.customer_name,
            &o.owner_id,
            &o.department_id,
            &o.state,
            &o.review_state,
            &o.shipping_state,
            &o.billing_state,
            &o.currency,
            &o.rounding,
            &o.goods_amount,
            &o.tax_amount,
            &o.total_amount,
            &o.receiver,
            &o.phone,
            &o.address,
            &o.warehouse_id,
            &o.requested_on,
            &o.promised_on,
            &o.term_days,
            &o.note,
            &o.source_id,
            &o.hold_count,
            &o.ordered_charge,
            &o.unbilled_charge,
            &o.open_amount,
            &o.created_at,
            &o.created_by,
            &o.placed_at,
            &o.confirmed_at,
            &o.allocated_at,
            &o.shipped_at,
            &o.delivered_at,
            &o.settled_at,
            &o.ended_at,
            &o.end_reason,
            &o.revision,
        ],
    )?;
    insert_lines(tx, document.lines.iter())?;
    insert_holds(tx, &document.holds)
}

pub(crate) fn insert_lines<'a>(tx: &mut Tx<'_>, lines: impl Iterator<Item = &'a Line>) -> Result<()> {
    let all: Vec<_> = lines.map(line_cells).collect();
    if all.is_empty() {
        return Ok(());
    }
    tx.send(&INSERT_LINES, &[&rows(all)])
}

/// Writes lines that changed; one statement, however many.
pub(crate) fn save_lines<'a>(tx: &mut Tx<'_>, lines: impl Iterator<Item = &'a Line>) -> Result<()> {
    let all: Vec<_> = lines.map(line_cells).collect();
    if all.is_empty() {
        return Ok(());
    }
    tx.send(&SAVE_LINES, &[&rows(all)])
}

fn line_cells(line: &Line) -> [db::Value; 35] {
    cells![
        line.id,
        line.order_id,
        line.line_no,
        line.sku_id,
        line.sku,
        line.name,
        line.uom,
        line.entered_qty,
        line.entered_uom,
        line.warehouse_id,
        line.requested_on,
        line.promised_on,
        line.note,
        line.list_price,
        line.price,
        line.discount,
        line.min_price,
        line.tax_rate,
        line.tax_included,
        line.amount,
        line.tax_amount,
        line.price_trace,
        line.qty_ordered,
        line.qty_cancelled,
        line.qty_reserved,
        line.qty_released,
        line.qty_picked,
        line.qty_shipped,
        line.qty_delivered,
        line.qty_refused,
        line.qty_invoiced,
        line.qty_return_requested,
        line.qty_returned,
        line.amount_invoiced,
        line.tax_invoiced
    ]
}

pub(crate) fn delete_lines(tx: &mut Tx<'_>, order: OrderId) -> Result<()> {
    tx.send("DELETE FROM sales_order_line WHERE order_id = $1", &[&order])
}

/// Writes the head; its revision grows by one here and in the value.
pub(crate) fn save(tx: &mut Tx<'_>, order: &mut Order) -> Result<()> {
    let o = &*order;
    let changed = tx.exec(
        SAVE,
        &[
            &o.id,
            &o.revision,
            &o.state,
            &o.review_state,
            &o.shipping_state,
            &o.billing_state,
            &o.goods_amount,
            &o.tax_amount,
            &o.total_amount,
            &o.receiver,
            &o.phone,
            &o.address,
            &o.warehouse_id,
            &o.requested_on,
            &o.promised_on,
            &o.note,
            &o.hold_count,
            &o.ordered_charge,
            &o.unbilled_charge,
            &o.open_amount,
            &o.placed_at,
            &o.confirmed_at,
            &o.allocated_at,
            &o.shipped_at,
            &o.delivered_at,
            &o.settled_at,
            &o.ended_at,
            &o.end_reason,
            &o.customer_id,
            &o.customer_code,
            &o.customer_name,
            &o.currency,
            &o.term_days,
            &o.owner_id,
            &o.department_id,
            &o.channel,
            &o.external_number,
            &o.request_hash,
        ],
    )?;
    if changed != 1 {
        return Err(Error::Fault(anyhow!("order {} changed while its row was held", o.number)));
    }
    order.revision += 1;
    Ok(())
}

pub(crate) fn insert_holds(tx: &mut Tx<'_>, holds: &[Hold]) -> Result<()> {
    if holds.is_empty() {
        return Ok(());
    }
    let all =
        rows(holds.iter().map(|h| cells![h.id, h.order_id, h.reason, h.facts, h.note, h.put_at, h.put_by]));
    tx.send(
        "INSERT INTO order_hold (id, order_id, reason, facts, note, put_at, put_by, decision_note)
         SELECT r.id, r.order_id, r.reason, r.facts, r.note, r.put_at, r.put_by, ''
         FROM {rows $1: id BIGINT, order_id BIGINT, reason TEXT, facts TEXT, note TEXT, put_at BIGINT,
               put_by BIGINT} r",
        &[&all],
    )
}

/// Writes how holds ended.
pub(crate) fn save_holds(tx: &mut Tx<'_>, holds: &[&Hold]) -> Result<()> {
    if holds.is_empty() {
        return Ok(());
    }
    let all = rows(holds.iter().map(|h| cells![h.id, h.lifted_at, h.lifted_by, h.decision, h.decision_note]));
    tx.send(
        "UPDATE order_hold SET lifted_at = r.lifted_at, lifted_by = r.lifted_by, decision = r.decision,
                decision_note = r.decision_note
         FROM {rows $1: id BIGINT, lifted_at BIGINT, lifted_by BIGINT, decision TEXT, decision_note TEXT} r
         WHERE order_hold.id = r.id",
        &[&all],
    )
}

/// Confirmed orders that wait for any of these SKUs, the oldest promise first.
pub(crate) fn orders_waiting_for(tx: &mut Tx<'_>, skus: &[SkuId], limit: i64) -> Result<Vec<OrderId>> {
    let found: Vec<(OrderId, Option<String>)> = tx.all(
        "SELECT l.order_id, MIN(COALESCE(l.promised_on, '')) AS promised_on
         FROM {ids $1} s JOIN sales_order_line l
              ON l.sku_id = s.id AND l.qty_reserved < l.qty_ordered - l.qty_cancelled
         JOIN sales_order o ON o.id = l.order_id
         WHERE o.state = 'confirmed' AND o.shipping_state <> 'exception'
         GROUP BY l.order_id ORDER BY promised_on, l.order_id LIMIT $2",
        &[&db::list(skus), &limit],
    )?;
    Ok(found.into_iter().map(|(id, _)| id).collect())
}

pub(crate) fn amendments(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<Amendment>> {
    let columns = Amendment::COLUMNS;
    tx.all(&format!("SELECT {columns} FROM amendment WHERE order_id = $1 ORDER BY n"), &[&order])
}

pub(crate) fn insert_amendment(tx: &mut Tx<'_>, a: &Amendment) -> Result<()> {
    tx.send(
        "INSERT INTO amendment (id, order_id, n, state, actions, effect, reason, proposed_at, proposed_by,
             decided_at, decided_by, decision_note, applied_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &[
            &a.id,
            &a.order_id,
            &a.n,
            &a.state,
            &a.actions,
            &a.effect,
            &a.reason,
            &a.proposed_at,
            &a.proposed_by,
            &a.decided_at,
            &a.decided_by,
            &a.decision_note,
            &a.applied_at,
        ],
    )
}

pub(crate) fn save_amendment(tx: &mut Tx<'_>, a: &Amendment) -> Result<()> {
    tx.send(
        "UPDATE amendment SET state = $2, decided_at = $3, decided_by = $4, decision_note = $5, applied_at = $6,
                effect = $7
         WHERE id = $1",
        &[&a.id, &a.state, &a.decided_at, &a.decided_by, &a.decision_note, &a.applied_at, &a.effect],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cells_of_a_line_are_its_fields() {
        let names: Vec<&str> = LINE_CELLS.split(", ").filter_map(|cell| cell.split(' ').next()).collect();
        assert_eq!(names.join(", "), Line::COLUMNS);
    }
}
