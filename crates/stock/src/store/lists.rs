//! The SQL of lists: balances, moves, counts, planned receipts.

use base::id::{ActorId, CountId, LocationId, MoveId, RowId, SkuId, WarehouseId};
use base::{At, Filter, Op, Qty, Result};
use db::{Field, List, ToValue, Tx};
use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{CountState, PlannedReceipt, Reason};

db::row! {
    /// A SKU and lot in a warehouse.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct BalanceRow {
        pub id: RowId,
        pub sku_id: SkuId,
        pub sku: String,
        pub name: String,
        pub lot: String,
        pub warehouse_id: WarehouseId,
        pub warehouse: String,
        pub on_hand: Qty,
        pub reserved: Qty,
        pub available: Qty,
    }
}

db::row! {
    /// Goods went from one location to another.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct MoveRow {
        pub id: MoveId,
        pub at: At,
        pub actor_id: ActorId,
        pub sku_id: SkuId,
        pub sku: String,
        pub lot: String,
        pub qty: Qty,
        pub reason: Reason,
        pub from_location_id: LocationId,
        pub from_location: String,
        pub to_location_id: LocationId,
        pub to_location: String,
        pub warehouse_id: Option<WarehouseId>,
        pub origin: String,
        pub document: String,
        pub note: String,
    }
}

db::row! {
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct CountRow {
        pub id: CountId,
        pub number: String,
        pub warehouse_id: WarehouseId,
        pub warehouse: String,
        pub state: CountState,
        pub note: String,
        pub started_at: At,
        pub started_by: ActorId,
        pub posted_at: Option<At>,
        pub lines: i64,
        pub counted: i64,
        pub revision: i64,
    }
}

const BALANCE_FIELDS: &[Field] = &[
    Field::id::<RowId>("id", "b.id"),
    Field::text("sku", "b.sku_code"),
    Field::text("name", "b.sku_name"),
    Field::id::<SkuId>("sku_id", "b.sku_id"),
    Field::text("lot", "b.lot"),
    Field::id::<WarehouseId>("warehouse", "b.warehouse_id"),
    Field::qty("on_hand", "b.on_hand"),
    Field::qty("reserved", "b.reserved"),
    Field::qty("available", "(b.on_hand - b.reserved)"),
];

const MOVE_FIELDS: &[Field] = &[
    Field::id::<MoveId>("id", "m.id"),
    Field::at("at", "m.at"),
    Field::text("sku", "m.sku_code"),
    Field::id::<SkuId>("sku_id", "m.sku_id"),
    Field::text("lot", "m.lot"),
    Field::qty("qty", "m.qty"),
    Field::text("reason", "m.reason"),
    Field::text("document", "m.document"),
    Field::text("origin", "m.origin"),
    Field::text("note", "m.note"),
    Field::id::<WarehouseId>("warehouse", "COALESCE(f.warehouse_id, t.warehouse_id)"),
    Field::id::<WarehouseId>("from_warehouse", "f.warehouse_id"),
    Field::id::<WarehouseId>("to_warehouse", "t.warehouse_id"),
    Field::id::<LocationId>("from_location", "m.from_location_id"),
    Field::id::<LocationId>("to_location", "m.to_location_id"),
    Field::id::<ActorId>("actor", "m.actor_id"),
];

const COUNT_FIELDS: &[Field] = &[
    Field::id::<CountId>("id", "c.id"),
    Field::text("number", "c.number"),
    Field::text("state", "c.state"),
    Field::text("note", "c.note"),
    Field::id::<WarehouseId>("warehouse", "c.warehouse_id"),
    Field::at("started_at", "c.started_at"),
];

const PLAN_FIELDS: &[Field] = &[
    Field::id::<RowId>("id", "p.id"),
    Field::text("sku", "p.sku_code"),
    Field::text("name", "p.sku_name"),
    Field::id::<SkuId>("sku_id", "p.sku_id"),
    Field::id::<WarehouseId>("warehouse", "p.warehouse_id"),
    Field::day("expected_on", "p.expected_on"),
    Field::text("reference", "p.reference"),
    Field::qty("qty", "p.qty"),
    Field::qty("qty_open", "(p.qty - p.qty_received)"),
];

/// Free text over one or more text fields: the first as a beginning, all as a part.
pub(crate) fn about(query: &db::ListQuery, fields: &[&str]) -> Result<Filter> {
    let filter = query.filter()?;
    let text = query.q.as_deref().map(base::text::clean).unwrap_or_default();
    if text.is_empty() {
        return Ok(filter);
    }
    let any = fields.iter().map(|field| Filter::cond(field, Op::Like, text.as_str())).collect();
    Ok(filter.and(Filter::Or(any)))
}

pub(crate) fn balances(filter: Filter) -> List<'static> {
    List {
        select:
            "b.id, b.sku_id, b.sku_code, b.sku_name, b.lot, b.warehouse_id, w.code, b.on_hand, b.reserved,
                 b.on_hand - b.reserved",
        from: "stock_balance b JOIN warehouse w ON w.id = b.warehouse_id",
        fields: BALANCE_FIELDS,
        key: "b.id",
        filter,
        default_sort: "sku",
    }
}

pub(crate) fn moves(filter: Filter) -> List<'static> {
    List {
        select: "m.id, m.at, m.actor_id, m.sku_id, m.sku_code, m.lot, m.qty, m.reason, m.from_location_id, f.code,
                 m.to_location_id, t.code, COALESCE(f.warehouse_id, t.warehouse_id), m.origin, m.document, m.note",
        from: "stock_move m JOIN location f ON f.id = m.from_location_id JOIN location t ON t.id = m.to_location_id",
        fields: MOVE_FIELDS,
        key: "m.id",
        filter,
        // Ids grow with time: the newest first, by the primary key.
        default_sort: "-id",
    }
}

pub(crate) fn counts(filter: Filter) -> List<'static> {
    List {
        select:
            "c.id, c.number, c.warehouse_id, w.code, c.state, c.note, c.started_at, c.started_by, c.posted_at,
                 (SELECT COUNT(*) FROM stock_count_line n WHERE n.count_id = c.id),
                 (SELECT COUNT(n.qty_counted) FROM stock_count_line n WHERE n.count_id = c.id), c.revision",
        from: "stock_count c JOIN warehouse w ON w.id = c.warehouse_id",
        fields: COUNT_FIELDS,
        key: "c.id",
        filter,
        default_sort: "-id",
    }
}

/// Needs the columns of `PlannedReceipt` with the alias `p`.
pub(crate) fn plans<'a>(filter: Filter, columns: &'a str) -> List<'a> {
    List {
        select: columns,
        from: "planned_receipt p",
        fields: PLAN_FIELDS,
        key: "p.id",
        filter,
        default_sort: "expected_on",
    }
}

/// One page of planned receipts.
pub(crate) fn plan_page(
    tx: &mut Tx<'_>,
    filter: Filter,
    query: &db::ListQuery,
) -> Result<db::Page<PlannedReceipt>> {
    db::page(tx, &plans(filter, &PlannedReceipt::columns("p")), query)
}

/// What the rows of a balance list hold together: on hand and reserved.
pub(crate) fn balance_sums(tx: &mut Tx<'_>, list: &List<'_>) -> Result<(Qty, Qty)> {
    let mut params = Vec::new();
    let condition = db::compile(&list.filter, list.fields, &mut params)?;
    let sql = format!(
        "SELECT COALESCE(CAST(SUM(b.on_hand) AS BIGINT), 0), COALESCE(CAST(SUM(b.reserved) AS BIGINT), 0)
         FROM {} WHERE {condition}",
        list.from
    );
    let refs: Vec<&dyn ToValue> = params.iter().map(|param| param as &dyn ToValue).collect();
    tx.one(&sql, &refs)
}
