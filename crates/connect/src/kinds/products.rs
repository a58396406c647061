//! Products: one row each, a product with a single SKU of the same code. An empty cell leaves what is there.

use base::id::ProductId;
use base::refusal::Common;
use base::{Ctx, Result};
use catalog::{BarcodeFields, NewProduct, ProductPatch, SkuDetail, SkuFields, UomFields};
use db::Tx;

use super::Taken;
use crate::document::{Cells, Reading, Setup};
use crate::model::{Outcome, RowError};
use crate::rules::Refusal;

/// What a row says of a product; absent what it does not say.
pub(super) struct Read {
    code: String,
    name: String,
    category: Option<String>,
    spec: Option<String>,
    uom: Option<String>,
    barcode: Option<String>,
    list_price: Option<base::Money>,
    cost: Option<base::Money>,
    tax_rate: Option<base::Rate>,
    weight_g: Option<i64>,
}

/// What a row says, and what of it cannot be read.
pub(super) fn read(setup: &Setup, row: &Cells, repeats: Option<i64>) -> (Read, Vec<RowError>) {
    let mut reading = Reading::new(setup);
    if let Some(first) = repeats {
        reading.add(row, "code", &Refusal::RowRepeated { row: first });
    }
    let code = reading.required(row, "code");
    let name = reading.required(row, "name");
    let mut text = |target: &str| Some(reading.text(row, target)).filter(|text| !text.is_empty());
    let [category, spec, uom, barcode] = ["category", "spec", "uom", "barcode"].map(&mut text);
    let read = Read {
        code,
        name,
        category,
        spec,
        uom,
        barcode,
        list_price: reading.money(row, "list_price"),
        cost: reading.money(row, "cost"),
        tax_rate: reading.rate(row, "tax_rate"),
        weight_g: reading.whole(row, "weight_g"),
    };
    (read, reading.errors)
}

pub(super) fn take(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    setup: &Setup,
    row: &Cells,
    repeats: Option<i64>,
) -> Result<Taken> {
    let (read, errors) = read(setup, row, repeats);
    if !errors.is_empty() {
        return Ok(Taken::refused(errors));
    }
    match catalog::skus_by_code(tx, &[&read.code])?.pop().flatten() {
        None => create(tx, ctx, &read),
        Some(known) => change(tx, ctx, &read, known.sku.product_id, known.sku.id),
    }
}

fn create(tx: &mut Tx<'_>, ctx: &Ctx, read: &Read) -> Result<Taken> {
    let sku = SkuFields {
        code: read.code.clone(),
        spec: read.spec.clone().unwrap_or_default(),
        uom: read.uom.clone().unwrap_or_else(|| "件".into()),
        tax_rate: read.tax_rate.unwrap_or_default(),
        list_price: read.list_price.unwrap_or_default(),
        cost: read.cost,
        weight_g: read.weight_g.unwrap_or(0),
        barcodes: read.barcode.iter().map(|code| barcode(code)).collect(),
        ..SkuFields::default()
    };
    let new = NewProduct {
        code: read.code.clone(),
        name: read.name.clone(),
        category: read.category.clone().unwrap_or_default(),
        description: String::new(),
        skus: vec![sku],
    };
    let made = catalog::create(tx, ctx, &new)?;
    Ok(Taken::made(made.id, &made.code, Outcome::Created))
}

fn change(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    read: &Read,
    product: ProductId,
    sku: base::id::SkuId,
) -> Result<Taken> {
    let before = catalog::product(tx, product)?;
    let known = catalog::details(tx, product)?.into_iter().find(|detail| detail.sku.id == sku);
    let patch = ProductPatch {
        name: Some(read.name.clone()),
        category: read.category.clone(),
        skus: known.iter().map(|known| said(read, known)).collect(),
        ..ProductPatch::default()
    };
    let after = catalog::commands::patch(tx, ctx, product, &patch)?;
    if after.revision == before.revision {
        return Ok(Taken::default());
    }
    Ok(Taken::made(after.id, &read.code, Outcome::Changed))
}

/// The SKU as it is, with what the row says of it.
fn said(read: &Read, known: &SkuDetail) -> SkuFields {
    let sku = &known.sku;
    let mut barcodes: Vec<BarcodeFields> = known
        .barcodes
        .iter()
        .map(|known| BarcodeFields { code: known.code.clone(), uom: known.uom.clone() })
        .collect();
    if let Some(code) = read.barcode.as_ref().filter(|code| known.barcodes.iter().all(|b| b.code != **code)) {
        barcodes.push(barcode(code));
    }
    SkuFields {
        id: Some(sku.id),
        code: sku.code.clone(),
        spec: read.spec.clone().unwrap_or_else(|| sku.spec.clone()),
        uom: read.uom.clone().unwrap_or_else(|| sku.uom.clone()),
        tax_rate: read.tax_rate.unwrap_or(sku.tax_rate),
        list_price: read.list_price.unwrap_or(sku.list_price),
        cost: read.cost,
        weight_g: read.weight_g.unwrap_or(sku.weight_g),
        active: sku.active,
        barcodes,
        uoms: known
            .uoms
            .iter()
            .map(|uom| UomFields { uom: uom.uom.clone(), num: uom.num, den: uom.den })
            .collect(),
    }
}

fn barcode(code: &str) -> BarcodeFields {
    BarcodeFields { code: code.to_owned(), uom: String::new() }
}

/// Which target a field of a product was read from.
pub(super) fn place(field: &str) -> (usize, &'static str) {
    let name = field.strip_prefix("skus[0].").unwrap_or(field);
    let target = match name {
        "code" => "code",
        "name" => "name",
        "category" => "category",
        "spec" => "spec",
        "uom" => "uom",
        "tax_rate" => "tax_rate",
        "list_price" => "list_price",
        "cost" => "cost",
        "weight_g" => "weight_g",
        barcode if barcode.starts_with("barcodes") => "barcode",
        _ => "",
    };
    (0, target)
}

/// Documents may name a product, so it is switched off, not removed.
pub(super) fn undo(tx: &mut Tx<'_>, ctx: &Ctx, subject: &str) -> Result<()> {
    let unknown = || Common::NotFound { what: "product", id: subject.to_owned() };
    let id: ProductId = subject.parse().map_err(|_| unknown())?;
    let off = ProductPatch { active: Some(false), ..ProductPatch::default() };
    catalog::commands::patch(tx, ctx, id, &off).map(|_| ())
}
