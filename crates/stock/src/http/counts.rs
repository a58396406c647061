//! The wire: counts, and goods that are to come.

use base::id::{CountId, LocationId, RowId, SkuId, WarehouseId};
use base::{Ctx, Day, Qty, Result, text};
use db::Tx;
use edge::{Answer, Body, ListQuery, May, PageOf, Path, Query};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Count, Plan, Read, of_line, one_sku, resolve};
use crate::model::{CountState, PlannedReceipt, StockCount, StockCountLine};
use crate::store::lists::{self, CountRow};
use crate::{count, plan};

/// A count with its lines in path order.
#[derive(Serialize, JsonSchema)]
pub(super) struct CountView {
    #[serde(flatten)]
    count: StockCount,
    lines: Vec<StockCountLine>,
    allowed_actions: Vec<&'static str>,
}

/// What is to be counted; empty lists mean everything.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StartBody {
    warehouse_id: WarehouseId,
    #[serde(default)]
    location_ids: Vec<LocationId>,
    /// Ids, codes or barcodes.
    #[serde(default)]
    skus: Vec<String>,
    #[serde(default)]
    note: String,
}

/// What was found.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FoundBody {
    lines: Vec<FoundLine>,
}

/// What was found in a place.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FoundLine {
    location_id: LocationId,
    /// The SKU's id, code or barcode.
    sku: String,
    #[serde(default)]
    lot: String,
    qty: Qty,
}

/// Goods that are to come.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanBody {
    /// The SKU's id, code or barcode.
    sku: String,
    warehouse_id: WarehouseId,
    qty: Qty,
    expected_on: Day,
    #[serde(default)]
    reference: String,
}

/// What changes of goods that are to come.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanChangeBody {
    qty: Qty,
    expected_on: Day,
    #[serde(default)]
    reference: String,
}

fn view(tx: &mut Tx<'_>, ctx: &Ctx, count: StockCount) -> Result<CountView> {
    let lines = count::lines(tx, count.id)?;
    let open = count.state == CountState::Open && ctx.scope("stock.count").is_some();
    let allowed_actions = if open { vec!["enter", "post", "cancel"] } else { Vec::new() };
    Ok(CountView { count, lines, allowed_actions })
}

pub(super) async fn list(may: May<Read>, Query(query): Query<ListQuery>) -> Answer<PageOf<CountRow>> {
    may.read(move |tx, _| db::page(tx, &lists::counts(lists::about(&query, &["number", "note"])?), &query))
        .await
}

pub(super) async fn start(may: May<Count>, Body(body): Body<StartBody>) -> Answer<CountView> {
    may.create(move |tx, ctx| {
        let typed: Vec<&str> = body.skus.iter().map(String::as_str).collect();
        let skus = resolve(tx, &typed, |line| format!("skus[{line}]"))?;
        let scope = count::Scope {
            warehouse_id: body.warehouse_id,
            location_ids: body.location_ids.clone(),
            sku_ids: skus.iter().map(|sku| sku.id).collect::<Vec<SkuId>>(),
            note: text::clean(&body.note),
        };
        let started = count::start(tx, ctx, &scope)?;
        view(tx, ctx, started)
    })
    .await
}

pub(super) async fn show(may: May<Read>, Path(id): Path<CountId>) -> Answer<CountView> {
    may.read(move |tx, ctx| {
        let found = count::get(tx, id)?;
        view(tx, ctx, found)
    })
    .await
}

pub(super) async fn enter(
    may: May<Count>,
    Path(id): Path<CountId>,
    Body(body): Body<FoundBody>,
) -> Answer<CountView> {
    may.write(move |tx, ctx| {
        let typed: Vec<&str> = body.lines.iter().map(|line| line.sku.as_str()).collect();
        let skus = resolve(tx, &typed, of_line)?.into_iter().zip(&body.lines);
        let found: Vec<count::Found> = skus
            .map(|(sku, line)| count::Found {
                location_id: line.location_id,
                sku,
                lot: text::clean(&line.lot),
                qty: line.qty,
            })
            .collect();
        let entered = count::enter(tx, ctx, id, &found)?;
        view(tx, ctx, entered)
    })
    .await
}

pub(super) async fn finish(may: May<Count>, Path(id): Path<CountId>) -> Answer<CountView> {
    may.write(move |tx, ctx| {
        let posted = count::post(tx, ctx, id)?;
        view(tx, ctx, posted)
    })
    .await
}

pub(super) async fn cancel(may: May<Count>, Path(id): Path<CountId>) -> Answer<CountView> {
    may.write(move |tx, ctx| {
        let cancelled = count::cancel(tx, ctx, id)?;
        view(tx, ctx, cancelled)
    })
    .await
}

pub(super) async fn plans(may: May<Read>, Query(query): Query<ListQuery>) -> Answer<PageOf<PlannedReceipt>> {
    may.read(move |tx, _| lists::plan_page(tx, lists::about(&query, &["sku", "name", "reference"])?, &query))
        .await
}

pub(super) async fn plan_receipt(may: May<Plan>, Body(body): Body<PlanBody>) -> Answer<PlannedReceipt> {
    may.create(move |tx, ctx| {
        let planned = plan::Plan {
            sku: one_sku(tx, &body.sku)?,
            warehouse_id: body.warehouse_id,
            qty: body.qty,
            expected_on: body.expected_on,
            reference: body.reference.clone(),
        };
        plan::plan(tx, ctx, &planned)
    })
    .await
}

pub(super) async fn change_plan(
    may: May<Plan>,
    Path(id): Path<RowId>,
    Body(body): Body<PlanChangeBody>,
) -> Answer<PlannedReceipt> {
    may.write(move |tx, ctx| plan::change(tx, ctx, id, (body.qty, body.expected_on, &body.reference))).await
}

pub(super) async fn cancel_plan(may: May<Plan>, Path(id): Path<RowId>) -> Answer<PlannedReceipt> {
    may.write(move |tx, ctx| plan::cancel(tx, ctx, id)).await
}
