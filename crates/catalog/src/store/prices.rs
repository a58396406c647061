//! The SQL of price lists and prices; rows in, values out.

use base::id::{CustomerId, PriceListId, ProductId, RowId, SkuId};
use base::refusal::Common;
use base::{Day, Filter, Money, Qty, Result};
use db::{Field, List, Tx};

use crate::model::{Candidate, PriceFields, PriceList, PriceOwner};

/// The prices that may apply to these SKUs and quantities on a day, in one statement. `CROSS JOIN` keeps
/// SQLite from reading a whole price list first and the lines again for each of its prices.
pub(crate) fn candidates(
    tx: &mut Tx<'_>,
    wanted: impl Iterator<Item = (SkuId, Qty)>,
    customer: Option<CustomerId>,
    list: Option<PriceListId>,
    day: Day,
) -> Result<Vec<Candidate>> {
    let wanted = db::rows(wanted.map(|(sku, qty)| db::cells![sku, qty]));
    tx.all(
        "SELECT p.id, p.sku_id, 1, p.qty_from, p.price, p.from_on, p.to_on, '', 1
         FROM {rows $1: sku_id BIGINT, qty BIGINT} r
         CROSS JOIN price p
         WHERE p.sku_id = r.sku_id AND p.customer_id = CAST($2 AS BIGINT) AND p.qty_from <= r.qty AND (p.from_on IS NULL OR p.from_on <= $4) AND (p.to_on IS NULL OR p.to_on >= $4)
         UNION ALL
         SELECT p.id, p.sku_id, 0, p.qty_from, p.price, p.from_on, p.to_on, l.name, l.tax_included
         FROM {rows $1: sku_id BIGINT, qty BIGINT} r
         CROSS JOIN price p CROSS JOIN price_list l
         WHERE p.sku_id = r.sku_id AND p.price_list_id = CAST($3 AS BIGINT) AND l.id = p.price_list_id AND l.active = 1
           AND p.qty_from <= r.qty AND (p.from_on IS NULL OR p.from_on <= $4) AND (p.to_on IS NULL OR p.to_on >= $4)",
        &[&wanted, &customer, &list, &day],
    )
}

/// All price lists, by code.
///
/// # Errors
/// A fault when the database fails.
pub fn price_lists(tx: &mut Tx<'_>) -> Result<Vec<PriceList>> {
    let sql = format!("SELECT {} FROM price_list ORDER BY code", PriceList::COLUMNS);
    tx.all(&sql, &[])
}

/// # Errors
/// `not_found`.
pub fn price_list(tx: &mut Tx<'_>, id: PriceListId) -> Result<PriceList> {
    let sql = format!("SELECT {} FROM price_list WHERE id = $1 {{for_update}}", PriceList::COLUMNS);
    let missing = || Common::NotFound { what: "price list", id: id.to_string() };
    tx.first(&sql, &[&id])?.ok_or_else(|| missing().into())
}

/// # Errors
/// A fault when the database fails.
pub fn price_list_by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<PriceList>> {
    let sql = format!("SELECT {} FROM price_list WHERE code = $1", PriceList::COLUMNS);
    tx.first(&sql, &[&code])
}

/// Writes a price list, new or known.
pub(crate) fn put_price_list(tx: &mut Tx<'_>, l: &PriceList) -> Result<()> {
    tx.send(
        "INSERT INTO price_list (id, code, name, currency, tax_included, active, revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (id) DO UPDATE SET code = $2, name = $3, currency = $4, tax_included = $5, active = $6, revision = $7",
        &[&l.id, &l.code, &l.name, &l.currency, &l.tax_included, &l.active, &l.revision],
    )
}

/// Prices of one owner that are about to be put: what was there, `(sku, qty_from, from_on, price, to_on)`.
pub(crate) fn standing(tx: &mut Tx<'_>, owner: PriceOwner, skus: &[SkuId]) -> Result<Vec<Standing>> {
    let (list, customer) = split(owner);
    tx.all(
        "SELECT p.sku_id, p.qty_from, p.from_on, p.to_on, p.price FROM {ids $1} r JOIN price p ON p.sku_id = r.id
         WHERE p.price_list_id = CAST($2 AS BIGINT) OR p.customer_id = CAST($3 AS BIGINT)",
        &[&db::list(skus), &list, &customer],
    )
}

db::row! {
    /// A price that is there.
    #[derive(Debug, Clone, PartialEq, serde::Serialize)]
    pub struct Standing {
        pub sku_id: SkuId,
        pub qty_from: Qty,
        pub from_on: Option<Day>,
        pub to_on: Option<Day>,
        pub price: Money,
    }
}

fn split(owner: PriceOwner) -> (Option<PriceListId>, Option<CustomerId>) {
    match owner {
        PriceOwner::List(id) => (Some(id), None),
        PriceOwner::Customer(id) => (None, Some(id)),
    }
}

/// Writes prices, two statements however many they are: what stands at the same SKU, quantity and first
/// day makes room.
pub(crate) fn put_prices(tx: &mut Tx<'_>, owner: PriceOwner, prices: &[(RowId, PriceFields)]) -> Result<()> {
    let (list, customer) = split(owner);
    let rows =
        db::rows(prices.iter().map(|(id, p)| db::cells![id, p.sku, p.qty_from, p.price, p.from_on, p.to_on]));
    let found =
        "{rows $1: id BIGINT, sku_id BIGINT, qty_from BIGINT, price BIGINT, from_on TEXT, to_on TEXT} r";
    tx.send(
        &format!(
            "DELETE FROM price WHERE id IN (SELECT p.id FROM {found} JOIN price p ON p.sku_id = r.sku_id
               AND p.qty_from = r.qty_from AND COALESCE(p.from_on, '') = COALESCE(r.from_on, '')
             WHERE p.price_list_id = CAST($2 AS BIGINT) OR p.customer_id = CAST($3 AS BIGINT))"
        ),
        &[&rows, &list, &customer],
    )?;
    tx.send(
        &format!(
            "INSERT INTO price (id, price_list_id, customer_id, sku_id, qty_from, price, from_on, to_on)
             SELECT r.id, CAST($2 AS BIGINT), CAST($3 AS BIGINT), r.sku_id, r.qty_from, r.price, r.from_on, r.to_on
             FROM {found} ORDER BY r.ord"
        ),
        &[&rows, &list, &customer],
    )
}

pub(crate) fn price(tx: &mut Tx<'_>, id: RowId) -> Result<PriceRow> {
    let list = list(Filter::everything());
    let sql = format!("SELECT {} FROM {} WHERE p.id = $1", list.select, list.from);
    let missing = || Common::NotFound { what: "price", id: id.to_string() };
    tx.first(&sql, &[&id])?.ok_or_else(|| missing().into())
}

pub(crate) fn remove_price(tx: &mut Tx<'_>, id: RowId) -> Result<()> {
    tx.send("DELETE FROM price WHERE id = $1", &[&id])
}

/// What lists of prices may be filtered and sorted by.
const FIELDS: &[Field] = &[
    Field::id::<RowId>("id", "p.id"),
    Field::id::<PriceListId>("price_list", "p.price_list_id"),
    Field::id::<CustomerId>("customer", "p.customer_id"),
    Field::id::<SkuId>("sku", "p.sku_id"),
    Field::id::<ProductId>("product", "s.product_id"),
    Field::text("code", "s.code"),
    Field::text("name", "s.name"),
    Field::qty("qty_from", "p.qty_from"),
    Field::money("price", "p.price"),
    Field::day("from_on", "p.from_on"),
    Field::day("to_on", "p.to_on"),
];

db::row! {
    /// A row of the list of prices.
    #[derive(Debug, Clone, PartialEq, serde::Serialize, schemars::JsonSchema)]
    pub struct PriceRow {
        pub id: RowId,
        pub price_list: Option<PriceListId>,
        pub customer: Option<CustomerId>,
        pub sku: SkuId,
        pub product: ProductId,
        pub code: String,
        pub name: String,
        pub uom: String,
        pub qty_from: Qty,
        pub price: Money,
        pub list_price: Money,
        pub from_on: Option<Day>,
        pub to_on: Option<Day>,
    }
}

pub(crate) fn list(filter: Filter) -> List<'static> {
    List {
        select: "p.id, p.price_list_id, p.customer_id, p.sku_id, s.product_id, s.code, s.name, s.uom, p.qty_from, p.price,
                 s.list_price, p.from_on, p.to_on",
        from: "price p JOIN sku s ON s.id = p.sku_id",
        fields: FIELDS,
        key: "p.id",
        filter,
        default_sort: "code",
    }
}
