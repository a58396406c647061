//! The verbs: pricing and converting for documents, making and changing products; prices are in `prices`.

pub mod prices;

use std::collections::HashMap;

use base::id::{ProductId, SkuId};
use base::text::clean;
use base::{Ctx, Problems, Qty, Result};
use db::{Event, Tx};
use serde_json::json;

use crate::model::{
    Barcode, BarcodeFields, NewProduct, NewSku, Product, ProductPatch, QuoteRequest, QuotedLine, SkuBrief,
    SkuDetail, SkuFields, SkuUom,
};
use crate::rules::{self, Refusal};
use crate::store;

/// Prices the lines of a document, in their order: two statements, however many lines.
///
/// # Errors
/// `invalid` naming every line whose SKU there is not.
pub fn quote(tx: &mut Tx<'_>, request: &QuoteRequest<'_>) -> Result<Vec<QuotedLine>> {
    let ids: Vec<SkuId> = request.lines.iter().map(|line| line.sku_id).collect();
    let skus = store::skus(tx, &ids)?;
    quote_known(tx, request, &skus)
}

/// The same for whoever has the SKUs already: one statement.
///
/// # Errors
/// As `quote`.
pub fn quote_known(
    tx: &mut Tx<'_>,
    request: &QuoteRequest<'_>,
    skus: &HashMap<SkuId, SkuBrief>,
) -> Result<Vec<QuotedLine>> {
    let mut problems = Problems::default();
    for (index, line) in request.lines.iter().enumerate() {
        if !skus.contains_key(&line.sku_id) {
            problems
                .add(format!("lines[{index}].sku"), &Refusal::SkuUnknown { sku: line.sku_id.to_string() });
        }
    }
    problems.check()?;
    let candidates = if request.customer_id.is_none() && request.price_list_id.is_none() {
        Vec::new()
    } else {
        let wanted = rules::totals(request.lines).into_iter();
        store::prices::candidates(tx, wanted, request.customer_id, request.price_list_id, request.day)?
    };
    Ok(rules::quote(request.lines, skus, &candidates))
}

/// A quantity in the SKU's base unit, exactly.
///
/// # Errors
/// `uom_unknown`, `uom_inexact`.
pub fn convert(tx: &mut Tx<'_>, sku: &SkuBrief, qty: Qty, uom: &str) -> Result<Qty> {
    let uoms = if uom.is_empty() || uom == sku.uom { Vec::new() } else { store::uoms(tx, &[sku.id])? };
    Ok(rules::convert(sku, &uoms, qty, uom)?)
}

/// Quantities in base units, each exact or refused; at most one statement, and none when all are in
/// base units already.
///
/// # Errors
/// A fault when the database fails.
pub fn convert_lines(tx: &mut Tx<'_>, lines: &[(&SkuBrief, Qty, &str)]) -> Result<Vec<Result<Qty, Refusal>>> {
    let mut foreign: Vec<SkuId> = lines
        .iter()
        .filter(|(sku, _, uom)| !uom.is_empty() && *uom != sku.uom)
        .map(|(sku, ..)| sku.id)
        .collect();
    foreign.sort_unstable();
    foreign.dedup();
    let uoms = if foreign.is_empty() { Vec::new() } else { store::uoms(tx, &foreign)? };
    Ok(lines.iter().map(|(sku, qty, uom)| rules::convert(sku, &uoms, *qty, uom)).collect())
}

/// Makes a product with its SKUs.
///
/// # Errors
/// `invalid` with every wrong field, taken codes and barcodes included.
pub fn create(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewProduct) -> Result<Product> {
    ctx.require("product.write")?;
    let mut product = Product {
        id: ctx.id(),
        code: clean(&new.code),
        name: clean(&new.name),
        category: clean(&new.category),
        description: clean(&new.description),
        active: true,
        created_at: ctx.at,
        revision: 1,
    };
    if product.code.is_empty() {
        product.code = tx.next_number("PRD", ctx)?;
    }
    let mut problems = Problems::default();
    rules::check_product(&mut problems, &product, new.skus.len());
    if store::product_of_code(tx, &product.code)?.is_some() {
        problems.add("code", &Refusal::ProductCodeTaken { product: product.code.clone() });
    }
    let skus = draw(ctx, &mut problems, &product, &[], &new.skus);
    check_taken(tx, &mut problems, &skus)?;
    problems.check()?;
    let skus: Vec<SkuDetail> = skus.into_iter().map(|(_, detail)| detail).collect();
    store::insert_product(tx, &product)?;
    store::put_skus(tx, &skus)?;
    let facts = json!({ "after": { "product": product, "skus": skus } });
    tx.record_first(ctx, Event::new("product.created", product.id).data(&facts));
    Ok(product)
}

/// Changes what was said of a product and its SKUs and leaves the rest.
///
/// # Errors
/// `not_found`, `revision_mismatch`, then as `create`; `uom_fixed`.
pub fn patch(tx: &mut Tx<'_>, ctx: &Ctx, id: ProductId, patch: &ProductPatch) -> Result<Product> {
    ctx.require("product.write")?;
    let before = store::product_for_update(tx, id)?;
    ctx.check_revision("product", before.revision)?;
    let known = store::details(tx, id)?;
    let mut after = apply(&before, patch);
    let mut problems = Problems::default();
    rules::check_product(
        &mut problems,
        &after,
        known.len() + patch.skus.iter().filter(|sku| sku.id.is_none()).count(),
    );
    if after.code != before.code && store::product_of_code(tx, &after.code)?.is_some() {
        problems.add("code", &Refusal::ProductCodeTaken { product: after.code.clone() });
    }
    let mut skus = draw(ctx, &mut problems, &after, &known, &patch.skus);
    check_taken(tx, &mut problems, &skus)?;
    problems.check()?;
    skus.extend(renamed(&before, &after, &known, &skus));
    let mut skus: Vec<SkuDetail> = skus.into_iter().map(|(_, detail)| detail).collect();
    skus.retain(|new| !known.contains(new));
    if after == before && skus.is_empty() {
        return Ok(before);
    }
    for sku in skus.iter_mut().filter(|new| known.iter().any(|old| old.sku.id == new.sku.id)) {
        sku.sku.revision += 1;
    }
    after.revision += 1;
    store::update_product(tx, &after)?;
    store::put_skus(tx, &skus)?;
    let old: Vec<&SkuDetail> =
        known.iter().filter(|old| skus.iter().any(|new| new.sku.id == old.sku.id)).collect();
    let facts =
        json!({ "before": { "product": before, "skus": old }, "after": { "product": after, "skus": skus } });
    tx.record(ctx, Event::new("product.changed", id).data(&facts));
    Ok(after)
}

fn apply(before: &Product, patch: &ProductPatch) -> Product {
    let text =
        |new: &Option<String>, old: &String| new.as_ref().map_or_else(|| old.clone(), |new| clean(new));
    Product {
        code: text(&patch.code, &before.code),
        name: text(&patch.name, &before.name),
        category: text(&patch.category, &before.category),
        description: text(&patch.description, &before.description),
        active: patch.active.unwrap_or(before.active),
        ..before.clone()
    }
}

/// The SKUs that were not spoken of but carry the product's old name.
fn renamed<'a>(
    before: &'a Product,
    after: &'a Product,
    known: &'a [SkuDetail],
    spoken: &[(usize, SkuDetail)],
) -> Vec<(usize, SkuDetail)> {
    if before.name == after.name {
        return Vec::new();
    }
    let rest = known.iter().filter(|old| spoken.iter().all(|(_, new)| new.sku.id != old.sku.id));
    rest.map(|old| {
        let sku = SkuBrief { name: rules::sku_name(&after.name, &old.sku.spec), ..old.sku.clone() };
        (usize::MAX, SkuDetail { sku, ..old.clone() })
    })
    .collect()
}

/// The SKUs as they would be, each with its place in the request; wrong fields go to the problems.
fn draw(
    ctx: &Ctx,
    problems: &mut Problems,
    product: &Product,
    known: &[SkuDetail],
    typed: &[SkuFields],
) -> Vec<(usize, SkuDetail)> {
    let mut out: Vec<(usize, SkuDetail)> = Vec::with_capacity(typed.len());
    for (place, fields) in typed.iter().enumerate() {
        let at = format!("skus[{place}]");
        let old = known.iter().find(|old| Some(old.sku.id) == fields.id);
        if let (Some(id), None) = (fields.id, old) {
            problems.add(format!("{at}.id"), &Refusal::SkuUnknown { sku: id.to_string() });
            continue;
        }
        let detail = detail(product, old, fields, old.map_or_else(|| ctx.id(), |old| old.sku.id));
        if let Some(old) = old.filter(|old| old.sku.uom != detail.sku.uom) {
            let refusal = Refusal::UomFixed { sku: old.sku.code.clone(), uom: old.sku.uom.clone() };
            problems.add(format!("{at}.uom"), &refusal);
        }
        rules::check_sku(problems, &at, &detail);
        out.push((place, detail));
    }
    rules::check_doubles(problems, &out);
    out
}

fn detail(product: &Product, old: Option<&SkuDetail>, fields: &SkuFields, id: SkuId) -> SkuDetail {
    let (code, spec, uom) = (clean(&fields.code), clean(&fields.spec), clean(&fields.uom));
    let sku = SkuBrief {
        id,
        product_id: product.id,
        code: if code.is_empty() { product.code.clone() } else { code },
        name: rules::sku_name(&product.name, &spec),
        spec,
        uom,
        tax_rate: fields.tax_rate,
        list_price: fields.list_price,
        cost: fields.cost.or(old.map(|old| old.sku.cost)).unwrap_or_default(),
        weight_g: fields.weight_g,
        active: fields.active,
        revision: old.map_or(1, |old| old.sku.revision),
    };
    let mut uoms: Vec<SkuUom> = fields
        .uoms
        .iter()
        .map(|u| SkuUom { sku_id: id, uom: clean(&u.uom), num: u.num, den: u.den })
        .collect();
    uoms.sort_by(|a, b| a.uom.cmp(&b.uom));
    let mut barcodes: Vec<Barcode> = fields.barcodes.iter().map(|b| barcode(&sku, &uoms, b)).collect();
    barcodes.sort_by(|a, b| a.code.cmp(&b.code));
    SkuDetail { sku, barcodes, uoms }
}

/// A factor of zero says that the unit is unknown or holds no exact quantity; `check_sku` names it.
fn barcode(sku: &SkuBrief, uoms: &[SkuUom], typed: &BarcodeFields) -> Barcode {
    let uom = clean(&typed.uom);
    let uom = if uom.is_empty() { sku.uom.clone() } else { uom };
    let factor = rules::convert(sku, uoms, Qty::ONE, &uom).unwrap_or_default();
    Barcode { code: clean(&typed.code), sku_id: sku.id, uom, factor }
}

/// Codes and barcodes that belong to others already.
fn check_taken(tx: &mut Tx<'_>, problems: &mut Problems, skus: &[(usize, SkuDetail)]) -> Result<()> {
    if skus.is_empty() {
        return Ok(());
    }
    let codes = skus.iter().map(|(_, detail)| detail.sku.code.as_str());
    let barcodes = skus.iter().flat_map(|(_, detail)| detail.barcodes.iter().map(|b| b.code.as_str()));
    let (codes, barcodes) = store::taken(tx, codes, barcodes)?;
    let ours = |id: SkuId| skus.iter().any(|(_, detail)| detail.sku.id == id);
    for (place, SkuDetail { sku, barcodes: own, .. }) in skus {
        if codes.iter().any(|(code, id)| *code == sku.code && *id != sku.id) {
            problems.add(format!("skus[{place}].code"), &Refusal::SkuCodeTaken { sku: sku.code.clone() });
        }
        for (code, _, owner) in barcodes.iter().filter(|(_, id, _)| !ours(*id)) {
            if own.iter().any(|b| b.code == *code) {
                let refusal = Refusal::BarcodeTaken { barcode: code.clone(), sku: owner.clone() };
                problems.add(format!("skus[{place}].barcodes"), &refusal);
            }
        }
    }
    Ok(())
}

/// The SKU with this code; made, with a product of its own, when there is none.
///
/// # Errors
/// As `create`.
pub fn ensure_sku(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewSku) -> Result<SkuId> {
    let code = clean(&new.code);
    if let Some(known) = store::skus_by_code(tx, &[code.as_str()])?.pop().flatten() {
        return Ok(known.sku.id);
    }
    let uom = clean(&new.uom);
    let product = create(
        tx,
        ctx,
        &NewProduct {
            code: code.clone(),
            name: new.name.clone(),
            category: new.category.clone(),
            skus: vec![SkuFields {
                code,
                uom: if uom.is_empty() { "件".into() } else { uom },
                tax_rate: new.tax_rate,
                list_price: new.list_price,
                cost: Some(new.cost),
                barcodes: new
                    .barcode
                    .iter()
                    .map(|b| BarcodeFields { code: b.clone(), uom: String::new() })
                    .collect(),
                ..SkuFields::default()
            }],
            ..NewProduct::default()
        },
    )?;
    let made = store::details(tx, product.id)?;
    made.first().map(|detail| detail.sku.id).ok_or_else(|| Refusal::SkuUnknown { sku: product.code }.into())
}
