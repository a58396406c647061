//! The wire: what is where, what moved, and moving it. Places are in `places`, counts and plans in `counts`.

mod counts;
mod places;

use base::id::{LocationId, RowId, SkuId, WarehouseId};
use base::{Day, Problems, Qty, Result, text};
use db::Tx;
use edge::{Answer, Body, ListQuery, May, PageOf, Query, Route, delete, get, post, put};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Adjustment, Availability, Change, Receipt, SkuKey};
use crate::store::lists::{self, BalanceRow, MoveRow};
use crate::{commands, plan, promise};

edge::actions! {
    Read = "stock.read" ("查看库存", "See stock"),
    Receive = "stock.receive" ("收货入库", "Receive goods"),
    Transfer = "stock.transfer" ("调拨和移库", "Transfer goods"),
    Adjust = "stock.adjust" ("调整库存", "Adjust stock"),
    Count = "stock.count" ("盘点", "Count stock"),
    Plan = "stock.plan" ("维护预计到货", "Plan receipts"),
    Setup = "stock.setup" ("维护仓库和库位", "Set up warehouses and locations"),
}

/// What this room answers to.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get("/api/stock", balances)
            .says("What is on hand, promised and available, per SKU, lot and warehouse."),
        get("/api/stock/totals", totals).says("How many balances a list has and what they hold together."),
        get("/api/stock/moves", moves).says("Every movement of goods, the newest first."),
        get("/api/stock/moves/totals", move_totals).says("How many movements a list has."),
        get("/api/stock/availability", availability).says("What is available of some SKUs, per warehouse."),
        get("/api/stock/atp", available_to_promise).says("What of a SKU can be promised for a day."),
        get("/api/stock/holders", holders).says("To whom a SKU in a warehouse is promised."),
        post("/api/stock/receipts", receive).says("Receives goods into a warehouse."),
        post("/api/stock/transfers", transfer).says("Moves goods to another location or warehouse."),
        post("/api/stock/adjustments", adjust).says("Admits an error of the books: more or less is there."),
        get("/api/stock/planned-receipts", counts::plans).says("Goods that are to come."),
        post("/api/stock/planned-receipts", counts::plan_receipt).says("Plans goods that are to come."),
        put("/api/stock/planned-receipts/{id}", counts::change_plan).says("Changes what is to come."),
        delete("/api/stock/planned-receipts/{id}", counts::cancel_plan)
            .says("Says that goods will not come."),
        get("/api/stock/counts", counts::list).says("Lists counts."),
        post("/api/stock/counts", counts::start).says("Starts a count: writes down what the books say."),
        get("/api/stock/counts/{id}", counts::show).says("One count with its lines in path order."),
        post("/api/stock/counts/{id}/lines", counts::enter).says("Enters what was found."),
        post("/api/stock/counts/{id}/post", counts::finish).says("Posts a count: differences become moves."),
        post("/api/stock/counts/{id}/cancel", counts::cancel).says("Calls a count off."),
        get("/api/warehouses", places::list).says("Lists warehouses."),
        post("/api/warehouses", places::create).says("Sets a warehouse up."),
        get("/api/warehouses/{id}", places::show).says("One warehouse with its locations."),
        put("/api/warehouses/{id}", places::change).says("Changes a warehouse."),
        get("/api/warehouses/{id}/locations", places::locations)
            .says("The storage locations, in path order."),
        post("/api/warehouses/{id}/locations", places::create_location).says("Sets a storage location up."),
        put("/api/locations/{id}", places::change_location).says("Changes a storage location."),
    ]
}

#[derive(Serialize, JsonSchema)]
struct StockTotals {
    count: i64,
    /// There are more than `count`.
    capped: bool,
    /// On hand of all rows; absent when there are too many to add up quickly.
    on_hand: Option<Qty>,
    reserved: Option<Qty>,
    available: Option<Qty>,
}

#[derive(Serialize, JsonSchema)]
struct MoveTotals {
    count: i64,
    /// There are more than `count`.
    capped: bool,
}

/// A document that was made.
#[derive(Serialize, JsonSchema)]
struct DocumentView {
    /// The number its moves carry as `document`.
    number: String,
}

/// SKUs, by id or code, with commas between.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SkusQuery {
    skus: String,
}

/// A SKU (id or code), a warehouse and a day.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AtpQuery {
    sku: String,
    warehouse: WarehouseId,
    day: Day,
}

/// What can be promised for a day.
#[derive(Serialize, JsonSchema)]
struct AtpView {
    qty: Qty,
}

/// A SKU (id or code) in a warehouse.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct HoldersQuery {
    sku: String,
    warehouse: WarehouseId,
}

/// A promise.
#[derive(Serialize, JsonSchema)]
struct HolderView {
    /// The order.
    document: String,
    /// Its line.
    origin: String,
    lot: String,
    qty: Qty,
    created_at: base::At,
}

/// Some of a SKU.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LineBody {
    /// The SKU's id, code or barcode.
    sku: String,
    #[serde(default)]
    lot: String,
    /// In the SKU's base unit.
    qty: Qty,
}

/// Goods that came in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReceiptBody {
    warehouse_id: WarehouseId,
    /// None: the warehouse's default location.
    #[serde(default)]
    location_id: Option<LocationId>,
    lines: Vec<ReceiptLineBody>,
}

/// Some of a SKU that came in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReceiptLineBody {
    /// The SKU's id, code or barcode.
    sku: String,
    #[serde(default)]
    lot: String,
    /// In the SKU's base unit.
    qty: Qty,
    /// The line or paper that announced them.
    #[serde(default)]
    origin: String,
    /// The plan that this fulfils.
    #[serde(default)]
    planned_receipt_id: Option<RowId>,
}

/// Goods that change their place.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TransferBody {
    from_warehouse_id: WarehouseId,
    /// None: from the locations in path order.
    #[serde(default)]
    from_location_id: Option<LocationId>,
    to_warehouse_id: WarehouseId,
    /// None: the warehouse's default location.
    #[serde(default)]
    to_location_id: Option<LocationId>,
    #[serde(default)]
    note: String,
    lines: Vec<LineBody>,
}

/// More (or, below zero, less) is there than the books say.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AdjustmentBody {
    warehouse_id: WarehouseId,
    #[serde(default)]
    location_id: Option<LocationId>,
    /// Why; required.
    note: String,
    lines: Vec<LineBody>,
}

async fn balances(may: May<Read>, Query(query): Query<ListQuery>) -> Answer<PageOf<BalanceRow>> {
    may.read(move |tx, _| {
        let filter = lists::about(&query, &["sku", "name", "lot"])?;
        db::page(tx, &lists::balances(filter), &query)
    })
    .await
}

async fn totals(may: May<Read>, Query(query): Query<ListQuery>) -> Answer<StockTotals> {
    may.read(move |tx, _| {
        let list = lists::balances(lists::about(&query, &["sku", "name", "lot"])?);
        let (count, capped) = db::count_capped(tx, &list)?;
        let sums = if capped { None } else { Some(lists::balance_sums(tx, &list)?) };
        Ok(StockTotals {
            count,
            capped,
            on_hand: sums.map(|(on_hand, _)| on_hand),
            reserved: sums.map(|(_, reserved)| reserved),
            available: sums.map(|(on_hand, reserved)| on_hand - reserved),
        })
    })
    .await
}

async fn moves(may: May<Read>, Query(query): Query<ListQuery>) -> Answer<PageOf<MoveRow>> {
    may.read(move |tx, _| {
        let filter = lists::about(&query, &["sku", "document", "origin", "note", "lot"])?;
        db::page(tx, &lists::moves(filter), &query)
    })
    .await
}

async fn move_totals(may: May<Read>, Query(query): Query<ListQuery>) -> Answer<MoveTotals> {
    may.read(move |tx, _| {
        let filter = lists::about(&query, &["sku", "document", "origin", "note", "lot"])?;
        let (count, capped) = db::count_capped(tx, &lists::moves(filter))?;
        Ok(MoveTotals { count, capped })
    })
    .await
}

async fn availability(may: May<Read>, Query(query): Query<SkusQuery>) -> Answer<Vec<Availability>> {
    may.read(move |tx, _| {
        let typed: Vec<&str> = query.skus.split(',').filter(|sku| !sku.trim().is_empty()).collect();
        let skus: Vec<SkuId> =
            resolve(tx, &typed, |line| format!("skus[{line}]"))?.into_iter().map(|s| s.id).collect();
        promise::availability(tx, &skus)
    })
    .await
}

async fn available_to_promise(may: May<Read>, Query(query): Query<AtpQuery>) -> Answer<AtpView> {
    may.read(move |tx, _| {
        let sku = one_sku(tx, &query.sku)?;
        let qty = promise::atp(tx, sku.id, query.warehouse, query.day)?;
        Ok(AtpView { qty })
    })
    .await
}

async fn holders(may: May<Read>, Query(query): Query<HoldersQuery>) -> Answer<Vec<HolderView>> {
    may.read(move |tx, _| {
        let sku = one_sku(tx, &query.sku)?;
        let found = promise::holders(tx, sku.id, query.warehouse)?.into_iter();
        Ok(found
            .map(|r| HolderView {
                document: r.document,
                origin: r.origin,
                lot: r.lot,
                qty: r.qty,
                created_at: r.created_at,
            })
            .collect())
    })
    .await
}

async fn receive(may: May<Receive>, Body(body): Body<ReceiptBody>) -> Answer<DocumentView> {
    may.create(move |tx, ctx| {
        let typed: Vec<&str> = body.lines.iter().map(|line| line.sku.as_str()).collect();
        let skus = resolve(tx, &typed, of_line)?;
        let receipt = |(sku, line): (SkuKey, &ReceiptLineBody)| {
            let (lot, origin) = (text::clean(&line.lot), text::clean(&line.origin));
            (Receipt { sku, lot, qty: line.qty, origin }, line.planned_receipt_id)
        };
        let receipts: Vec<_> = skus.into_iter().zip(&body.lines).map(receipt).collect();
        let number = plan::receive(tx, ctx, (body.warehouse_id, body.location_id), &receipts)?;
        Ok(DocumentView { number })
    })
    .await
}

async fn transfer(may: May<Transfer>, Body(body): Body<TransferBody>) -> Answer<DocumentView> {
    may.create(move |tx, ctx| {
        let transfer = crate::model::Transfer {
            from_warehouse_id: body.from_warehouse_id,
            from_location_id: body.from_location_id,
            to_warehouse_id: body.to_warehouse_id,
            to_location_id: body.to_location_id,
            note: text::clean(&body.note),
            lines: changes(tx, &body.lines)?,
        };
        Ok(DocumentView { number: commands::transfer(tx, ctx, &transfer)? })
    })
    .await
}

async fn adjust(may: May<Adjust>, Body(body): Body<AdjustmentBody>) -> Answer<DocumentView> {
    may.create(move |tx, ctx| {
        let adjustment = Adjustment {
            warehouse_id: body.warehouse_id,
            location_id: body.location_id,
            note: text::clean(&body.note),
            lines: changes(tx, &body.lines)?,
        };
        Ok(DocumentView { number: commands::adjust(tx, ctx, &adjustment)? })
    })
    .await
}

fn of_line(line: usize) -> String {
    format!("lines[{line}].sku")
}

fn changes(tx: &mut Tx<'_>, lines: &[LineBody]) -> Result<Vec<Change>> {
    let typed: Vec<&str> = lines.iter().map(|line| line.sku.as_str()).collect();
    let skus = resolve(tx, &typed, of_line)?.into_iter().zip(lines);
    Ok(skus.map(|(sku, line)| Change { sku, lot: text::clean(&line.lot), qty: line.qty }).collect())
}

fn one_sku(tx: &mut Tx<'_>, typed: &str) -> Result<SkuKey> {
    let mut found = resolve(tx, &[typed], |_| "sku".into())?;
    Ok(found.remove(0))
}

/// What was typed, as SKUs: ids, codes or barcodes; refuses with every one that is unknown.
fn resolve(tx: &mut Tx<'_>, typed: &[&str], field: impl Fn(usize) -> String) -> Result<Vec<SkuKey>> {
    let typed: Vec<String> = typed.iter().map(|one| text::clean(one)).collect();
    let ids: Vec<SkuId> = typed.iter().filter_map(|one| one.parse().ok()).collect();
    let by_id = if ids.is_empty() { Default::default() } else { catalog::skus(tx, &ids)? };
    let by_code = if ids.len() == typed.len() { Vec::new() } else { catalog::skus_by_code(tx, &typed)? };
    let mut problems = Problems::default();
    let mut out = Vec::with_capacity(typed.len());
    for (line, one) in typed.iter().enumerate() {
        let known = one.parse::<SkuId>().ok().and_then(|id| by_id.get(&id));
        let known = known.or_else(|| by_code.get(line).and_then(Option::as_ref).map(|known| &known.sku));
        match known {
            Some(sku) => out.push(SkuKey { id: sku.id, code: sku.code.clone(), name: sku.name.clone() }),
            None => problems.add(field(line), &catalog::Refusal::SkuUnknown { sku: one.clone() }),
        }
    }
    problems.check()?;
    Ok(out)
}
