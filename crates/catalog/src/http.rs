//! The wire of products and SKUs; prices are in `prices`.

mod prices;

use base::id::{ProductId, SkuId};
use base::text::clean;
use base::{At, Ctx, Filter, Money, Rate, Result};
use db::Tx;
use edge::{Answer, Body, Hit, ListQuery, May, PageOf, Path, Query, Route, get, patch, post};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use prices::CustomerTerms;

use crate::commands;
use crate::model::{BarcodeFields, NewProduct, Product, ProductPatch, SkuBrief, SkuDetail, UomFields};
use crate::store::{self, ProductRow};

edge::actions! {
    Read = "product.read" ("查看产品和价格", "See products and prices"),
    Write = "product.write" ("录入和修改产品", "Enter and change products"),
    Cost = "product.cost" ("查看成本和毛利", "See costs and margins"),
    PriceWrite = "price.write" ("维护价目表和客户价", "Keep price lists and customers' prices"),
}

/// What this room answers to. Which price list a customer buys by, and whether he is the actor's to
/// see, only a neighbour knows: `terms` is its answer.
#[must_use]
pub fn routes(terms: CustomerTerms) -> Vec<Route> {
    let mut all = vec![
        get("/api/products", list).says("Lists products; `q` finds by code, name, pinyin or barcode."),
        get("/api/products/totals", totals).says("How many products a list has."),
        post("/api/products", create).says("Enters a product with its SKUs, barcodes and units."),
        get("/api/products/{id}", show).says("One product with its SKUs, barcodes and units."),
        patch("/api/products/{id}", change).says("Changes what is said of a product and leaves the rest."),
        get("/api/skus/lookup", lookup)
            .says("SKUs found by what is being typed or scanned, best first, at most 20."),
    ];
    all.extend(prices::routes(terms));
    all
}

/// A product in a list, with the ids of its SKUs: what lies of them, the stock room tells.
#[derive(Serialize, JsonSchema)]
struct ProductItem {
    #[serde(flatten)]
    row: ProductRow,
    sku_ids: Vec<SkuId>,
}

#[derive(Serialize, JsonSchema)]
struct ProductView {
    id: ProductId,
    code: String,
    name: String,
    category: String,
    description: String,
    active: bool,
    created_at: At,
    skus: Vec<SkuView>,
    revision: i64,
    allowed_actions: Vec<&'static str>,
}

#[derive(Serialize, JsonSchema)]
struct SkuView {
    id: SkuId,
    product: ProductId,
    code: String,
    /// The product's name and the spec.
    name: String,
    spec: String,
    uom: String,
    tax_rate: Rate,
    list_price: Money,
    /// Only for who may know it.
    cost: Option<Money>,
    weight_g: i64,
    active: bool,
    barcodes: Vec<BarcodeFields>,
    uoms: Vec<UomFields>,
    revision: i64,
}

#[derive(Serialize, JsonSchema)]
struct ProductTotals {
    count: i64,
    /// There are more than `count`.
    capped: bool,
}

/// What is being typed or scanned.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LookupQuery {
    #[serde(default)]
    q: String,
}

fn view(tx: &mut Tx<'_>, ctx: &Ctx, p: Product) -> Result<ProductView> {
    let skus = store::details(tx, p.id)?.into_iter().map(|detail| sku_view(ctx, detail)).collect();
    let may_write = ctx.scope(<Write as edge::Action>::NAME).is_some();
    Ok(ProductView {
        id: p.id,
        code: p.code,
        name: p.name,
        category: p.category,
        description: p.description,
        active: p.active,
        created_at: p.created_at,
        skus,
        revision: p.revision,
        allowed_actions: if may_write { vec!["change"] } else { Vec::new() },
    })
}

fn sku_view(ctx: &Ctx, SkuDetail { sku, barcodes, uoms }: SkuDetail) -> SkuView {
    let knows_cost = crate::rules::knows_cost(ctx);
    SkuView {
        id: sku.id,
        product: sku.product_id,
        code: sku.code,
        name: sku.name,
        spec: sku.spec,
        uom: sku.uom,
        tax_rate: sku.tax_rate,
        list_price: sku.list_price,
        cost: knows_cost.then_some(sku.cost),
        weight_g: sku.weight_g,
        active: sku.active,
        barcodes: barcodes.into_iter().map(|b| BarcodeFields { code: b.code, uom: b.uom }).collect(),
        uoms: uoms.into_iter().map(|u| UomFields { uom: u.uom, num: u.num, den: u.den }).collect(),
        revision: sku.revision,
    }
}

fn wanted(tx: &mut Tx<'_>, query: &ListQuery) -> Result<Filter> {
    let filter = query.filter()?;
    match query.q.as_deref().map(typed).filter(|q| !q.is_empty()) {
        Some(q) => Ok(filter.and(store::matches(tx, &q)?)),
        None => Ok(filter),
    }
}

/// Longer than any name is cut.
fn typed(q: &str) -> String {
    clean(q).chars().take(200).collect()
}

async fn list(may: May<Read>, Query(query): Query<ListQuery>) -> Answer<PageOf<ProductItem>> {
    may.read(move |tx, _| {
        let filter = wanted(tx, &query)?;
        let page = db::page::<ProductRow>(tx, &store::list(filter), &query)?;
        let ids: Vec<ProductId> = page.items.iter().map(|row| row.id).collect();
        let mut skus = store::sku_ids(tx, &ids)?;
        let item = |row: ProductRow| ProductItem { sku_ids: skus.remove(&row.id).unwrap_or_default(), row };
        Ok(PageOf { next_cursor: page.next_cursor, items: page.items.into_iter().map(item).collect() })
    })
    .await
}

async fn totals(may: May<Read>, Query(query): Query<ListQuery>) -> Answer<ProductTotals> {
    may.read(move |tx, _| {
        let filter = wanted(tx, &query)?;
        let (count, capped) = db::count_capped(tx, &store::list(filter))?;
        Ok(ProductTotals { count, capped })
    })
    .await
}

async fn lookup(may: May<Read>, Query(query): Query<LookupQuery>) -> Answer<Vec<SkuView>> {
    may.read(move |tx, ctx| {
        let skus = store::find(tx, &typed(&query.q))?;
        let ids: Vec<SkuId> = skus.iter().map(|sku| sku.id).collect();
        let (barcodes, uoms) = (store::barcodes(tx, &ids)?, store::uoms(tx, &ids)?);
        let detail = |sku: SkuBrief| SkuDetail {
            barcodes: barcodes.iter().filter(|b| b.sku_id == sku.id).cloned().collect(),
            uoms: uoms.iter().filter(|u| u.sku_id == sku.id).cloned().collect(),
            sku,
        };
        Ok(skus.into_iter().map(|sku| sku_view(ctx, detail(sku))).collect())
    })
    .await
}

async fn show(may: May<Read>, Path(id): Path<ProductId>) -> Answer<ProductView> {
    may.read(move |tx, ctx| {
        let product = store::product(tx, id)?;
        view(tx, ctx, product)
    })
    .await
}

async fn create(may: May<Write>, Body(new): Body<NewProduct>) -> Answer<ProductView> {
    may.create(move |tx, ctx| {
        let product = commands::create(tx, ctx, &new)?;
        view(tx, ctx, product)
    })
    .await
}

async fn change(
    may: May<Write>,
    Path(id): Path<ProductId>,
    Body(said): Body<ProductPatch>,
) -> Answer<ProductView> {
    may.write(move |tx, ctx| {
        let product = commands::patch(tx, ctx, id, &said)?;
        view(tx, ctx, product)
    })
    .await
}

/// Products found by the code, barcode, name or pinyin of one of their SKUs.
///
/// # Errors
/// A fault when the database fails.
pub fn search(tx: &mut Tx<'_>, ctx: &Ctx, q: &str) -> Result<Vec<Hit>> {
    if ctx.scope("product.read").is_none() {
        return Ok(Vec::new());
    }
    let hit = |sku: SkuBrief| Hit {
        kind: "product",
        id: sku.product_id.to_string(),
        title: sku.name,
        subtitle: sku.code,
    };
    Ok(store::find(tx, &typed(q))?.into_iter().map(hit).collect())
}
