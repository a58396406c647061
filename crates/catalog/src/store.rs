//! The SQL of products and SKUs; rows in, values out.

pub mod prices;

use std::collections::HashMap;
use std::sync::LazyLock;

use base::id::{ProductId, SkuId};
use base::refusal::Common;
use base::{Filter, Op, Qty, Result};
use db::{Field, FromRow, List, Row, Tx};

use crate::model::{Barcode, Known, Product, SkuBrief, SkuDetail, SkuUom};
use crate::rules::Refusal;

/// Rows a lookup shows.
const FOUND_MAX: usize = 20;

static BY_IDS: LazyLock<String> = LazyLock::new(|| {
    format!("SELECT {} FROM {{ids $1}} r JOIN sku s ON s.id = r.id ORDER BY r.ord", SkuBrief::columns("s"))
});
static OF_PRODUCT: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {} FROM sku WHERE product_id = $1 ORDER BY id", SkuBrief::COLUMNS));
static BY_CODE: LazyLock<String> = LazyLock::new(|| {
    let columns = SkuBrief::columns("s");
    // A SKU's own code goes before a barcode that reads the same.
    format!(
        "SELECT r.ord, 0, s.uom, 1000000, {columns} FROM {{texts $1}} r JOIN sku s ON s.code = r.text
         UNION ALL
         SELECT r.ord, 1, b.uom, b.factor, {columns} FROM {{texts $1}} r JOIN barcode b ON b.code = r.text
         JOIN sku s ON s.id = b.sku_id
         ORDER BY 1, 2"
    )
});

/// Those of the SKUs that exist, each once.
///
/// # Errors
/// A fault when the database fails.
pub fn skus(tx: &mut Tx<'_>, ids: &[SkuId]) -> Result<HashMap<SkuId, SkuBrief>> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let found: Vec<SkuBrief> = tx.all(&BY_IDS, &[&db::list(ids)])?;
    Ok(found.into_iter().map(|sku| (sku.id, sku)).collect())
}

struct Coded {
    ord: i64,
    uom: String,
    factor: Qty,
    sku: SkuBrief,
}

impl FromRow for Coded {
    fn from_row(row: &mut Row<'_>) -> Result<Self, String> {
        let ord = row.col()?;
        let _rank: i64 = row.col()?;
        Ok(Self { ord, uom: row.col()?, factor: row.col()?, sku: SkuBrief::from_row(row)? })
    }
}

/// What each code or barcode stands for, at the place it was asked at.
///
/// # Errors
/// A fault when the database fails.
pub fn skus_by_code<S: AsRef<str>>(tx: &mut Tx<'_>, codes: &[S]) -> Result<Vec<Option<Known>>> {
    let found: Vec<Coded> = tx.all(&BY_CODE, &[&db::texts(codes.iter().map(AsRef::as_ref))])?;
    let mut out: Vec<Option<Known>> = Vec::new();
    out.resize_with(codes.len(), || None);
    for Coded { ord, uom, factor, sku } in found {
        let place = usize::try_from(ord - 1).unwrap_or(usize::MAX);
        if let (Some(slot @ None), Some(code)) = (out.get_mut(place), codes.get(place)) {
            *slot = Some(Known { text: code.as_ref().to_owned(), sku, uom, factor });
        }
    }
    Ok(out)
}

/// The other units of some SKUs.
///
/// # Errors
/// A fault when the database fails.
pub fn uoms(tx: &mut Tx<'_>, ids: &[SkuId]) -> Result<Vec<SkuUom>> {
    tx.all(
        "SELECT u.sku_id, u.uom, u.num, u.den FROM {ids $1} r JOIN sku_uom u ON u.sku_id = r.id ORDER BY r.ord, u.uom",
        &[&db::list(ids)],
    )
}

/// The barcodes of some SKUs.
///
/// # Errors
/// A fault when the database fails.
pub fn barcodes(tx: &mut Tx<'_>, ids: &[SkuId]) -> Result<Vec<Barcode>> {
    tx.all(
        "SELECT b.code, b.sku_id, b.uom, b.factor FROM {ids $1} r JOIN barcode b ON b.sku_id = r.id ORDER BY r.ord, b.code",
        &[&db::list(ids)],
    )
}

/// # Errors
/// `not_found`.
pub fn product(tx: &mut Tx<'_>, id: ProductId) -> Result<Product> {
    let sql = format!("SELECT {} FROM product WHERE id = $1", Product::COLUMNS);
    let missing = || Common::NotFound { what: "product", id: id.to_string() };
    tx.first(&sql, &[&id])?.ok_or_else(|| missing().into())
}

pub(crate) fn product_for_update(tx: &mut Tx<'_>, id: ProductId) -> Result<Product> {
    let sql = format!("SELECT {} FROM product WHERE id = $1 {{for_update}}", Product::COLUMNS);
    let missing = || Common::NotFound { what: "product", id: id.to_string() };
    tx.first(&sql, &[&id])?.ok_or_else(|| missing().into())
}

/// The SKUs of a product with their barcodes and units, oldest first.
///
/// # Errors
/// A fault when the database fails.
pub fn details(tx: &mut Tx<'_>, product: ProductId) -> Result<Vec<SkuDetail>> {
    let skus: Vec<SkuBrief> = tx.all(&OF_PRODUCT, &[&product])?;
    let ids: Vec<SkuId> = skus.iter().map(|sku| sku.id).collect();
    let (barcodes, uoms) = (barcodes(tx, &ids)?, uoms(tx, &ids)?);
    let detail = |sku: SkuBrief| SkuDetail {
        barcodes: barcodes.iter().filter(|b| b.sku_id == sku.id).cloned().collect(),
        uoms: uoms.iter().filter(|u| u.sku_id == sku.id).cloned().collect(),
        sku,
    };
    Ok(skus.into_iter().map(detail).collect())
}

pub(crate) fn product_of_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<ProductId>> {
    let found: Option<(ProductId,)> = tx.first("SELECT id FROM product WHERE code = $1", &[&code])?;
    Ok(found.map(|(id,)| id))
}

pub(crate) fn insert_product(tx: &mut Tx<'_>, p: &Product) -> Result<()> {
    tx.send(
        "INSERT INTO product (id, code, name, category, description, active, created_at, revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[&p.id, &p.code, &p.name, &p.category, &p.description, &p.active, &p.created_at, &p.revision],
    )
}

pub(crate) fn update_product(tx: &mut Tx<'_>, p: &Product) -> Result<()> {
    tx.send(
        "UPDATE product SET code = $2, name = $3, category = $4, description = $5, active = $6, revision = $7 WHERE id = $1",
        &[&p.id, &p.code, &p.name, &p.category, &p.description, &p.active, &p.revision],
    )
}

/// Writes SKUs with their barcodes and units, new or known; what a known one had is replaced.
pub(crate) fn put_skus(tx: &mut Tx<'_>, all: &[SkuDetail]) -> Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    let ids = db::list(all.iter().map(|d| d.sku.id));
    tx.send("DELETE FROM barcode WHERE sku_id IN (SELECT r.id FROM {ids $1} r)", &[&ids])?;
    tx.send("DELETE FROM sku_uom WHERE sku_id IN (SELECT r.id FROM {ids $1} r)", &[&ids])?;
    let rows = db::rows(all.iter().map(|SkuDetail { sku: s, .. }| {
        let key = base::text::pinyin_key(&s.name);
        let (initials, pinyin) = key.split_once(' ').unwrap_or((&key, &key));
        db::cells![
            s.id,
            s.product_id,
            s.code,
            s.name,
            s.code.to_lowercase(),
            initials,
            pinyin,
            s.spec,
            s.uom,
            s.tax_rate,
            s.list_price,
            s.cost,
            s.weight_g,
            s.active,
            s.revision
        ]
    }));
    tx.send(
        "INSERT INTO sku (id, product_id, code, name, code_key, initials, pinyin, spec, uom, tax_rate, list_price, cost,
           weight_g, active, revision)
         SELECT r.id, r.product_id, r.code, r.name, r.code_key, r.initials, r.pinyin, r.spec, r.uom, r.tax_rate,
           r.list_price, r.cost, r.weight_g, r.active, r.revision
         FROM {rows $1: id BIGINT, product_id BIGINT, code TEXT, name TEXT, code_key TEXT, initials TEXT, pinyin TEXT,
           spec TEXT, uom TEXT, tax_rate BIGINT, list_price BIGINT, cost BIGINT, weight_g BIGINT, active BIGINT,
           revision BIGINT} r WHERE 1 = 1
         ON CONFLICT (id) DO UPDATE SET code = excluded.code, name = excluded.name, code_key = excluded.code_key,
           initials = excluded.initials, pinyin = excluded.pinyin, spec = excluded.spec, uom = excluded.uom,
           tax_rate = excluded.tax_rate, list_price = excluded.list_price, cost = excluded.cost,
           weight_g = excluded.weight_g, active = excluded.active, revision = excluded.revision",
        &[&rows],
    )?;
    put_codes_and_units(tx, all)
}

fn put_codes_and_units(tx: &mut Tx<'_>, all: &[SkuDetail]) -> Result<()> {
    if all.iter().any(|d| !d.uoms.is_empty()) {
        let uoms = all.iter().flat_map(|d| &d.uoms);
        let rows = db::rows(uoms.map(|u| db::cells![u.sku_id, u.uom, u.num, u.den]));
        tx.send(
            "INSERT INTO sku_uom (sku_id, uom, num, den) SELECT r.sku_id, r.uom, r.num, r.den
             FROM {rows $1: sku_id BIGINT, uom TEXT, num BIGINT, den BIGINT} r",
            &[&rows],
        )?;
    }
    if all.iter().any(|d| !d.barcodes.is_empty()) {
        let barcodes = all.iter().flat_map(|d| &d.barcodes);
        let rows = db::rows(barcodes.map(|b| db::cells![b.code, b.sku_id, b.uom, b.factor]));
        tx.send(
            "INSERT INTO barcode (code, sku_id, uom, factor) SELECT r.code, r.sku_id, r.uom, r.factor
             FROM {rows $1: code TEXT, sku_id BIGINT, uom TEXT, factor BIGINT} r",
            &[&rows],
        )?;
    }
    Ok(())
}

/// Codes with their SKUs, and barcodes with theirs and its code.
pub(crate) type Taken = (Vec<(String, SkuId)>, Vec<(String, SkuId, String)>);

/// Who has these codes and barcodes already.
pub(crate) fn taken<'a>(
    tx: &mut Tx<'_>,
    codes: impl Iterator<Item = &'a str>,
    barcodes: impl Iterator<Item = &'a str>,
) -> Result<Taken> {
    let skus =
        tx.all("SELECT s.code, s.id FROM {texts $1} r JOIN sku s ON s.code = r.text", &[&db::texts(codes)])?;
    let barcodes = tx.all(
        "SELECT b.code, b.sku_id, s.code FROM {texts $1} r JOIN barcode b ON b.code = r.text JOIN sku s ON s.id = b.sku_id",
        &[&db::texts(barcodes)],
    )?;
    Ok((skus, barcodes))
}

/// The SKU behind a code or barcode.
///
/// # Errors
/// `sku_unknown`.
pub fn sku_by_code(tx: &mut Tx<'_>, code: &str) -> Result<Known> {
    let found = skus_by_code(tx, &[code])?.pop().flatten();
    found.ok_or_else(|| Refusal::SkuUnknown { sku: code.to_owned() }.into())
}

/// What lists of products may be filtered and sorted by.
pub(crate) const FIELDS: &[Field] = &[
    Field::id::<ProductId>("id", "p.id"),
    Field::text("code", "p.code"),
    Field::text("name", "p.name"),
    Field::text("category", "p.category"),
    Field::text("description", "p.description"),
    Field::int("active", "p.active"),
    Field::at("created_at", "p.created_at"),
];

db::row! {
    /// A row of the list of products.
    #[derive(Debug, Clone, PartialEq, serde::Serialize, schemars::JsonSchema)]
    pub struct ProductRow {
        pub id: ProductId,
        pub code: String,
        pub name: String,
        pub category: String,
        pub active: bool,
        pub created_at: base::At,
        pub revision: i64,
        /// How many SKUs it has.
        pub skus: i64,
        pub list_price_from: Option<base::Money>,
        pub list_price_to: Option<base::Money>,
    }
}

pub(crate) fn list(filter: Filter) -> List<'static> {
    List {
        select: "p.id, p.code, p.name, p.category, p.active, p.created_at, p.revision,
                 (SELECT COUNT(*) FROM sku s WHERE s.product_id = p.id),
                 (SELECT MIN(s.list_price) FROM sku s WHERE s.product_id = p.id AND s.active = 1),
                 (SELECT MAX(s.list_price) FROM sku s WHERE s.product_id = p.id AND s.active = 1)",
        from: "product p",
        fields: FIELDS,
        key: "p.id",
        filter,
        default_sort: "code",
    }
}

/// The SKUs of some products, by their numbers.
pub(crate) fn sku_ids(tx: &mut Tx<'_>, products: &[ProductId]) -> Result<HashMap<ProductId, Vec<SkuId>>> {
    let found: Vec<(ProductId, SkuId)> = tx.all(
        "SELECT s.product_id, s.id FROM {ids $1} p JOIN sku s ON s.product_id = p.id ORDER BY s.id",
        &[&db::list(products)],
    )?;
    let mut of: HashMap<ProductId, Vec<SkuId>> = HashMap::new();
    for (product, sku) in found {
        of.entry(product).or_default().push(sku);
    }
    Ok(of)
}

/// The filter of the product list's free text: its own code and name, and whatever its SKUs are found by.
pub(crate) fn matches(tx: &mut Tx<'_>, text: &str) -> Result<Filter> {
    let mut products: Vec<String> =
        find(tx, text)?.iter().map(|found| found.product_id.to_string()).collect();
    products.sort_unstable();
    products.dedup();
    Ok(Filter::Or(vec![
        Filter::cond("name", Op::Like, text),
        Filter::cond("code", Op::Starts, text),
        Filter::is_in("id", products),
    ]))
}

/// SKUs whose code, barcode or name in pinyin fits, best first; a key is a range of an index. Only
/// when these do not fill the page, names that contain the text are looked for.
pub(crate) fn find(tx: &mut Tx<'_>, typed: &str) -> Result<Vec<SkuBrief>> {
    let key = typed.to_lowercase();
    let params = [typed.to_owned(), key.clone(), format!("{key}\u{10ffff}")];
    let range = |key: &str, rank: &str| {
        format!(
            "SELECT id, rank FROM (SELECT s.id AS id, {rank} AS rank FROM sku s
             WHERE s.{key} >= $2 AND s.{key} < $3 ORDER BY s.{key} LIMIT {FOUND_MAX}) by_{key}"
        )
    };
    let ways = [
        "SELECT b.sku_id AS id, 0 AS rank FROM barcode b WHERE b.code = $1".to_owned(),
        range("code_key", "CASE WHEN s.code_key = $2 THEN 0 ELSE 1 END"),
        range("initials", "2"),
        range("pinyin", "3"),
    ];
    let sql = format!(
        "SELECT {} FROM (SELECT id, MIN(rank) AS rank FROM ({}) ways GROUP BY id) best
         JOIN sku k ON k.id = best.id ORDER BY k.active DESC, best.rank, k.code LIMIT {FOUND_MAX}",
        SkuBrief::columns("k"),
        ways.join(" UNION ALL ")
    );
    let mut found: Vec<SkuBrief> = tx.all(&sql, &[&params[0], &params[1], &params[2]])?;
    if found.len() < FOUND_MAX {
        let sql = format!(
            "SELECT {} FROM sku s WHERE LOWER(s.name) LIKE $1 ESCAPE '!' ORDER BY s.active DESC, s.name, s.id LIMIT {FOUND_MAX}",
            SkuBrief::columns("s")
        );
        let more: Vec<SkuBrief> = tx.all(&sql, &[&db::list::like_pattern(typed)])?;
        let known: Vec<SkuId> = found.iter().map(|sku| sku.id).collect();
        found.extend(more.into_iter().filter(|sku| !known.contains(&sku.id)));
        found.truncate(FOUND_MAX);
    }
    Ok(found)
}
