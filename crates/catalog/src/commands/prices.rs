//! The verbs of price lists and prices.

use std::collections::{BTreeMap, HashSet};

use base::id::{PriceListId, ProductId, RowId, SkuId};
use base::refusal::Common;
use base::text::clean;
use base::{Ctx, Problems, Result};
use db::{Event, Tx};
use serde_json::{Value, json};

use crate::model::{PriceFields, PriceList, PriceListFields, PriceOwner};
use crate::rules::{self, Refusal};
use crate::store;

const PRICES_MAX: usize = 5_000;

/// Makes a price list.
///
/// # Errors
/// `invalid`, `price_list_code_taken`.
pub fn create_list(tx: &mut Tx<'_>, ctx: &Ctx, fields: &PriceListFields) -> Result<PriceList> {
    ctx.require("price.write")?;
    let list = draw(ctx.id(), fields, 1)?;
    put_list(tx, ctx, None, list)
}

/// # Errors
/// `not_found`, `revision_mismatch`, then as `create_list`.
pub fn change_list(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: PriceListId,
    fields: &PriceListFields,
) -> Result<PriceList> {
    ctx.require("price.write")?;
    let before = store::prices::price_list(tx, id)?;
    ctx.check_revision("price list", before.revision)?;
    let after = draw(id, fields, before.revision + 1)?;
    put_list(tx, ctx, Some(&before), after)
}

/// The price list with this code; made when there is none.
///
/// # Errors
/// As `create_list`.
pub fn ensure_list(tx: &mut Tx<'_>, ctx: &Ctx, fields: &PriceListFields) -> Result<PriceListId> {
    match store::prices::price_list_by_code(tx, &clean(&fields.code))? {
        Some(known) => Ok(known.id),
        None => create_list(tx, ctx, fields).map(|list| list.id),
    }
}

fn draw(id: PriceListId, fields: &PriceListFields, revision: i64) -> Result<PriceList> {
    let list = PriceList {
        id,
        code: clean(&fields.code),
        name: clean(&fields.name),
        currency: clean(&fields.currency).to_ascii_uppercase(),
        tax_included: fields.tax_included,
        active: fields.active,
        revision,
    };
    let mut problems = Problems::default();
    rules::required(&mut problems, "code", &list.code, rules::CODE_MAX);
    rules::required(&mut problems, "name", &list.name, rules::NAME_MAX);
    if !(list.currency.len() == 3 && list.currency.bytes().all(|b| b.is_ascii_uppercase())) {
        let expected = "three capital letters such as CNY".into();
        problems.add("currency", &Common::InvalidValue { value: list.currency.clone(), expected });
    }
    problems.check()?;
    Ok(list)
}

fn put_list(tx: &mut Tx<'_>, ctx: &Ctx, before: Option<&PriceList>, after: PriceList) -> Result<PriceList> {
    let taken = store::prices::price_list_by_code(tx, &after.code)?.is_some_and(|other| other.id != after.id);
    if taken {
        return Err(Refusal::PriceListCodeTaken { price_list: after.code }.into());
    }
    store::prices::put_price_list(tx, &after)?;
    tx.record(
        ctx,
        Event::new("price_list.changed", after.id).data(&json!({ "before": before, "after": after })),
    );
    Ok(after)
}

/// Puts prices of one list or customer: what stands at the same SKU, quantity and first day is replaced.
/// Whether the customer is there and his to see is for the caller to know: he is another room's.
///
/// # Errors
/// `not_found` for the list, `invalid` with every wrong price.
pub fn put(tx: &mut Tx<'_>, ctx: &Ctx, owner: PriceOwner, prices: &[PriceFields]) -> Result<()> {
    ctx.require("price.write")?;
    if let PriceOwner::List(id) = owner {
        store::prices::price_list(tx, id)?;
    }
    let skus: Vec<SkuId> = prices.iter().map(|price| price.sku).collect();
    let known = store::skus(tx, &skus)?;
    let mut problems = Problems::default();
    if prices.len() > PRICES_MAX {
        problems.add("prices", &Common::TooMany { count: prices.len(), max: PRICES_MAX });
    }
    let mut seen = HashSet::new();
    for (place, price) in prices.iter().enumerate() {
        let at = format!("prices[{place}]");
        if !known.contains_key(&price.sku) {
            problems.add(format!("{at}.sku"), &Refusal::SkuUnknown { sku: price.sku.to_string() });
        }
        if !seen.insert((price.sku, price.qty_from, price.from_on)) {
            problems.add(format!("{at}.qty_from"), &Common::Taken { value: price.qty_from.to_string() });
        }
        check(&mut problems, &at, price);
    }
    problems.check()?;
    let mut ids: Vec<SkuId> = known.keys().copied().collect();
    ids.sort_unstable();
    let before = store::prices::standing(tx, owner, &ids)?;
    let rows: Vec<(RowId, PriceFields)> = prices.iter().map(|price| (ctx.id(), price.clone())).collect();
    store::prices::put_prices(tx, owner, &rows)?;
    let mut of_product: BTreeMap<ProductId, Vec<SkuId>> = BTreeMap::new();
    for id in ids {
        of_product.entry(known[&id].product_id).or_default().push(id);
    }
    for (product, skus) in of_product {
        let before: Vec<_> = before.iter().filter(|old| skus.contains(&old.sku_id)).collect();
        let after: Vec<_> = prices.iter().filter(|new| skus.contains(&new.sku)).collect();
        let facts = json!({ "of": told(owner), "before": before, "after": after });
        tx.record(ctx, Event::new("price.changed", product).data(&facts));
    }
    Ok(())
}

fn check(problems: &mut Problems, at: &str, price: &PriceFields) {
    if price.price.is_negative() {
        problems.add(format!("{at}.price"), &Common::Negative { value: price.price.to_string() });
    }
    if price.qty_from.is_negative() {
        problems.add(format!("{at}.qty_from"), &Common::Negative { value: price.qty_from.to_string() });
    }
    if let (Some(from_on), Some(to_on)) = (price.from_on, price.to_on)
        && to_on < from_on
    {
        let refusal = Refusal::DaysReversed { from_on: from_on.to_string(), to_on: to_on.to_string() };
        problems.add(format!("{at}.to_on"), &refusal);
    }
}

fn told(owner: PriceOwner) -> Value {
    match owner {
        PriceOwner::List(id) => json!({ "price_list": id }),
        PriceOwner::Customer(id) => json!({ "customer": id }),
    }
}

/// Takes a price away; what comes next in precedence holds from then on.
///
/// # Errors
/// `not_found`.
pub fn remove(tx: &mut Tx<'_>, ctx: &Ctx, id: RowId) -> Result<()> {
    ctx.require("price.write")?;
    let before = store::prices::price(tx, id)?;
    store::prices::remove_price(tx, id)?;
    tx.record(
        ctx,
        Event::new("price.changed", before.product).data(&json!({ "before": [before], "after": [] })),
    );
    Ok(())
}
