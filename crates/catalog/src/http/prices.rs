//! The wire of price lists, prices and live quotations.

use base::id::{CustomerId, PriceListId, RowId, SkuId};
use base::refusal::Common;
use base::{Ctx, Day, Error, Filter, Money, Op, Problems, Qty, Rate, Refuse, Refused, Result};
use db::Tx;
use edge::{Answer, Body, ListQuery, May, PageOf, Path, Query, Route, delete, get, post, put};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{PriceWrite, Read};
use crate::commands::{self, prices};
use crate::model::{
    PriceFields, PriceList, PriceListFields, PriceOwner, PriceStep, QuoteLine, QuoteRequest, SkuBrief,
};
use crate::rules::Refusal;
use crate::store::{self, prices::PriceRow};

/// Lines one live quotation may have.
const LINES_MAX: usize = 2_000;

/// Which price list a customer buys by; refuses a customer who is not the actor's to see.
pub type CustomerTerms = fn(&mut Tx<'_>, &Ctx, CustomerId) -> Result<Option<PriceListId>>;

pub(super) fn routes(terms: CustomerTerms) -> Vec<Route> {
    vec![
        get("/api/price-lists", lists).says("All price lists."),
        post("/api/price-lists", create_list).says("Makes a price list."),
        put("/api/price-lists/{id}", change_list).says("Changes a price list."),
        get("/api/prices", list).says("Lists prices; those of single customers only for who keeps prices."),
        put("/api/prices", move |may: May<PriceWrite>, body: Body<PricesBody>| put_prices(may, body, terms))
            .says("Puts prices of a list or a customer; the same SKU, quantity and first day are replaced."),
        delete("/api/prices/{id}", remove).says("Takes a price away."),
        post("/api/quote", move |may: May<Read>, body: Body<QuoteBody>| quote(may, body, terms))
            .says("What lines would cost a customer on a day, with the steps each price came about by."),
    ]
}

/// Whose prices, and which: either `price_list` or `customer`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PricesBody {
    #[serde(default)]
    price_list: Option<PriceListId>,
    #[serde(default)]
    customer: Option<CustomerId>,
    prices: Vec<PriceFields>,
}

#[derive(Serialize, JsonSchema)]
struct PutView {
    put: usize,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct QuoteBody {
    #[serde(default)]
    customer: Option<CustomerId>,
    /// Instead of the customer's own list.
    #[serde(default)]
    price_list: Option<PriceListId>,
    /// Today when absent.
    #[serde(default)]
    day: Option<Day>,
    lines: Vec<AskedLine>,
}

/// A SKU by id, or by code or barcode; a quantity in its base unit or another of its units.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AskedLine {
    #[serde(default)]
    sku: Option<SkuId>,
    #[serde(default)]
    code: String,
    qty: Qty,
    #[serde(default)]
    uom: String,
}

#[derive(Serialize, JsonSchema)]
struct QuoteView {
    /// One for each line asked for, in the same order.
    lines: Vec<QuoteLineView>,
}

/// Either the price or the problem: while one line is being typed, the others keep their prices.
#[derive(Serialize, JsonSchema)]
struct QuoteLineView {
    quoted: Option<QuotedView>,
    problem: Option<LineProblem>,
}

#[derive(Serialize, JsonSchema)]
struct LineProblem {
    code: String,
    detail: String,
    params: Map<String, Value>,
}

#[derive(Serialize, JsonSchema)]
struct QuotedView {
    sku: SkuId,
    code: String,
    name: String,
    /// The base unit; `qty` and `price` are in it.
    uom: String,
    qty: Qty,
    list_price: Money,
    price: Money,
    amount: Money,
    tax_rate: Rate,
    tax_included: bool,
    /// From the list price to the price that holds.
    trace: Vec<PriceStep>,
}

async fn lists(may: May<Read>) -> Answer<Vec<PriceList>> {
    may.read(|tx, _| store::prices::price_lists(tx)).await
}

async fn create_list(may: May<PriceWrite>, Body(fields): Body<PriceListFields>) -> Answer<PriceList> {
    may.create(move |tx, ctx| prices::create_list(tx, ctx, &fields)).await
}

async fn change_list(
    may: May<PriceWrite>,
    Path(id): Path<PriceListId>,
    Body(fields): Body<PriceListFields>,
) -> Answer<PriceList> {
    may.write(move |tx, ctx| prices::change_list(tx, ctx, id, &fields)).await
}

async fn list(may: May<Read>, Query(query): Query<ListQuery>) -> Answer<PageOf<PriceRow>> {
    may.read(move |tx, ctx| {
        let mut filter = query.filter()?;
        if ctx.scope("price.write").is_none() {
            filter = filter.and(Filter::cond("customer", Op::Null, true));
        }
        if let Some(q) = query.q.as_deref().map(super::typed).filter(|q| !q.is_empty()) {
            let found = store::find(tx, &q)?.iter().map(|sku| sku.id.to_string()).collect();
            filter = filter.and(Filter::is_in("sku", found));
        }
        db::page(tx, &store::prices::list(filter), &query)
    })
    .await
}

async fn put_prices(
    may: May<PriceWrite>,
    Body(b): Body<PricesBody>,
    terms: CustomerTerms,
) -> Answer<PutView> {
    may.write(move |tx, ctx| {
        let owner = match (b.price_list, b.customer) {
            (Some(list), None) => PriceOwner::List(list),
            (None, Some(customer)) => {
                terms(tx, ctx, customer)?;
                PriceOwner::Customer(customer)
            }
            _ => return Err(one_owner()),
        };
        prices::put(tx, ctx, owner, &b.prices)?;
        Ok(PutView { put: b.prices.len() })
    })
    .await
}

fn one_owner() -> Error {
    let mut problems = Problems::default();
    let expected = "either price_list or customer".into();
    problems.add("price_list", &Common::InvalidValue { value: String::new(), expected });
    problems.check().err().unwrap_or_else(|| Common::Required.into())
}

async fn remove(may: May<PriceWrite>, Path(id): Path<RowId>) -> Answer<()> {
    may.write(move |tx, ctx| prices::remove(tx, ctx, id)).await
}

async fn quote(may: May<Read>, Body(b): Body<QuoteBody>, terms: CustomerTerms) -> Answer<QuoteView> {
    may.read(move |tx, ctx| {
        if b.lines.len() > LINES_MAX {
            return Err(Common::TooMany { count: b.lines.len(), max: LINES_MAX }.into());
        }
        let own_list = match b.customer {
            Some(customer) => terms(tx, ctx, customer)?,
            None => None,
        };
        live(tx, &b, b.price_list.or(own_list), b.day.unwrap_or_else(|| ctx.today()))
    })
    .await
}

/// A line that was understood: its SKU and quantity in the base unit.
type Understood = (SkuBrief, Qty);

fn live(tx: &mut Tx<'_>, b: &QuoteBody, list: Option<PriceListId>, day: Day) -> Result<QuoteView> {
    let understood = understand(tx, &b.lines)?;
    let good: Vec<&Understood> = understood.iter().filter_map(|line| line.as_ref().ok()).collect();
    let lines: Vec<QuoteLine> =
        good.iter().map(|(sku, qty)| QuoteLine { sku_id: sku.id, qty: *qty }).collect();
    let known = good.iter().map(|(sku, _)| (sku.id, sku.clone())).collect();
    let request = QuoteRequest { customer_id: b.customer, price_list_id: list, day, lines: &lines };
    let mut quoted = commands::quote_known(tx, &request, &known)?.into_iter();
    let lines = understood.into_iter().map(|line| match line {
        Err(problem) => QuoteLineView { quoted: None, problem: Some(problem) },
        Ok((sku, qty)) => {
            let quoted = quoted.next().map(|q| QuotedView {
                sku: sku.id,
                code: sku.code,
                name: sku.name,
                uom: sku.uom,
                qty,
                list_price: q.list_price,
                price: q.price,
                amount: q.price.times(qty),
                tax_rate: q.tax_rate,
                tax_included: q.tax_included,
                trace: q.trace,
            });
            QuoteLineView { quoted, problem: None }
        }
    });
    Ok(QuoteView { lines: lines.collect() })
}

/// Finds the SKUs and converts the quantities; a scanned barcode of a box counts in boxes.
fn understand(tx: &mut Tx<'_>, lines: &[AskedLine]) -> Result<Vec<Result<Understood, LineProblem>>> {
    let ids: Vec<SkuId> = lines.iter().filter_map(|line| line.sku).collect();
    let by_id = store::skus(tx, &ids)?;
    let codes: Vec<String> = lines.iter().map(|line| base::text::clean(&line.code)).collect();
    let by_code = store::skus_by_code(tx, &codes)?;
    let mut found = Vec::with_capacity(lines.len());
    for (line, (code, known)) in lines.iter().zip(codes.iter().zip(&by_code)) {
        let (sku, own_uom) = match line.sku {
            Some(id) => (by_id.get(&id), None),
            None => (known.as_ref().map(|k| &k.sku), known.as_ref().map(|k| k.uom.as_str())),
        };
        let uom = if line.uom.is_empty() { own_uom.unwrap_or_default() } else { line.uom.as_str() };
        let asked = || line.sku.map_or_else(|| code.clone(), |id| id.to_string());
        found.push(match sku {
            None => Err(told(&Refusal::SkuUnknown { sku: asked() })),
            Some(_) if !line.qty.is_positive() => {
                Err(told(&Common::NotPositive { value: line.qty.to_string() }))
            }
            Some(sku) => Ok((sku, line.qty, uom)),
        });
    }
    let good: Vec<(&SkuBrief, Qty, &str)> =
        found.iter().filter_map(|line| line.as_ref().ok().copied()).collect();
    let mut converted = commands::convert_lines(tx, &good)?.into_iter();
    Ok(found
        .into_iter()
        .map(|line| {
            let (sku, qty, _) = line?;
            match converted.next().unwrap_or(Ok(qty)) {
                Ok(qty) => Ok((sku.clone(), qty)),
                Err(refusal) => Err(told(&refusal)),
            }
        })
        .collect())
}

fn told<R: Refuse>(refusal: &R) -> LineProblem {
    let Refused { code, detail, params, .. } = Refused::of(refusal);
    LineProblem { code, detail, params }
}
