//! The nouns: products, their SKUs with barcodes and units, price lists, prices, and a priced line.

use base::id::{CustomerId, PriceListId, ProductId, RowId, SkuId};
use base::{At, Day, Money, Qty, Rate};
use serde::{Deserialize, Serialize};

db::row! {
    /// What we sell, as a family.
    #[derive(Debug, Clone, PartialEq, Serialize)]
    pub struct Product {
        pub id: ProductId,
        pub code: String,
        pub name: String,
        pub category: String,
        pub description: String,
        pub active: bool,
        pub created_at: At,
        pub revision: i64,
    }
}

db::row! {
    /// One sellable form of a product, as documents need it.
    #[derive(Debug, Clone, PartialEq, Serialize)]
    pub struct SkuBrief {
        pub id: SkuId,
        pub product_id: ProductId,
        pub code: String,
        /// The product's name and the spec.
        pub name: String,
        pub spec: String,
        /// The base unit: all quantities inside are in it.
        pub uom: String,
        pub tax_rate: Rate,
        /// With tax, as list prices are written in China.
        pub list_price: Money,
        pub cost: Money,
        pub weight_g: i64,
        pub active: bool,
        pub revision: i64,
    }
}

db::row! {
    /// 1 `uom` is `num/den` of the base unit.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
    pub struct SkuUom {
        #[serde(skip)]
        pub sku_id: SkuId,
        pub uom: String,
        pub num: i64,
        pub den: i64,
    }
}

db::row! {
    /// One scan of `code` is `factor` of the base unit.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
    pub struct Barcode {
        pub code: String,
        #[serde(skip)]
        pub sku_id: SkuId,
        pub uom: String,
        pub factor: Qty,
    }
}

/// What a code or barcode stands for.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// As it was asked for.
    pub text: String,
    pub sku: SkuBrief,
    /// The unit of the barcode; the base unit for a SKU's own code.
    pub uom: String,
    pub factor: Qty,
}

db::row! {
    #[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
    pub struct PriceList {
        pub id: PriceListId,
        pub code: String,
        pub name: String,
        pub currency: String,
        /// Whether its prices include tax.
        pub tax_included: bool,
        pub active: bool,
        pub revision: i64,
    }
}

db::row! {
    /// A price that may apply: already of the right customer or list and the right day.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Candidate {
        pub id: RowId,
        pub sku_id: SkuId,
        /// The customer's own price, before any list's.
        pub of_customer: bool,
        pub qty_from: Qty,
        pub price: Money,
        pub from_on: Option<Day>,
        pub to_on: Option<Day>,
        /// The list's name; empty for a customer's own price.
        pub source: String,
        pub tax_included: bool,
    }
}

/// What to price, for whom and when.
#[derive(Debug, Clone, Copy)]
pub struct QuoteRequest<'a> {
    pub customer_id: Option<CustomerId>,
    pub price_list_id: Option<PriceListId>,
    pub day: Day,
    pub lines: &'a [QuoteLine],
}

/// A SKU and how much of it, in its base unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuoteLine {
    pub sku_id: SkuId,
    pub qty: Qty,
}

#[derive(Debug, Clone, PartialEq)]
pub struct QuotedLine {
    pub sku: SkuBrief,
    pub list_price: Money,
    pub price: Money,
    pub tax_rate: Rate,
    /// Whether `price` includes tax.
    pub tax_included: bool,
    /// How the price came about, from the list price to the one that holds.
    pub trace: Vec<PriceStep>,
}

db::text_enum! {
    /// Which rule spoke.
    pub enum PriceRule {
        ListPrice = "list_price",
        PriceList = "price_list",
        CustomerPrice = "customer_price",
        QuantityBreak = "quantity_break",
        /// Somebody typed it; put by the document, never by the catalog.
        Manual = "manual",
    }
}

/// One step on the way to a price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PriceStep {
    pub rule: PriceRule,
    /// The price list's name, or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    pub price: Money,
    /// From which quantity of the document on, when more than zero.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qty_from: Option<Qty>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_on: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_on: Option<Day>,
}

/// A product to be made, with its SKUs.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NewProduct {
    /// Given by us when empty.
    pub code: String,
    pub name: String,
    pub category: String,
    pub description: String,
    pub skus: Vec<SkuFields>,
}

/// What of a product changes; `None` stays. SKUs with an id are changed, those without are added;
/// those not named stay (a SKU is switched off, never removed: documents name it).
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ProductPatch {
    pub code: Option<String>,
    pub name: Option<String>,
    pub category: Option<String>,
    pub description: Option<String>,
    pub active: Option<bool>,
    pub skus: Vec<SkuFields>,
}

/// What people type about a SKU.
#[derive(Debug, Clone, PartialEq, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SkuFields {
    /// Absent for a new one.
    #[serde(default)]
    pub id: Option<SkuId>,
    /// The product's code when empty.
    #[serde(default)]
    pub code: String,
    /// What tells it from the product's other forms: `红 500ml`.
    #[serde(default)]
    pub spec: String,
    pub uom: String,
    #[serde(default)]
    pub tax_rate: Rate,
    #[serde(default)]
    pub list_price: Money,
    /// As it was when absent: who may not see the cost cannot send it.
    #[serde(default)]
    pub cost: Option<Money>,
    #[serde(default)]
    pub weight_g: i64,
    #[serde(default = "yes")]
    pub active: bool,
    #[serde(default)]
    pub barcodes: Vec<BarcodeFields>,
    #[serde(default)]
    pub uoms: Vec<UomFields>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BarcodeFields {
    pub code: String,
    /// The base unit when empty.
    #[serde(default)]
    pub uom: String,
}

/// 1 `uom` is `num/den` of the base unit: 1 箱 = 24/1 瓶.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UomFields {
    pub uom: String,
    pub num: i64,
    #[serde(default = "one")]
    pub den: i64,
}

fn yes() -> bool {
    true
}

fn one() -> i64 {
    1
}

impl Default for SkuFields {
    fn default() -> Self {
        Self {
            id: None,
            code: String::new(),
            spec: String::new(),
            uom: String::new(),
            tax_rate: Rate::ZERO,
            list_price: Money::ZERO,
            cost: None,
            weight_g: 0,
            active: true,
            barcodes: Vec::new(),
            uoms: Vec::new(),
        }
    }
}

/// A product with a single SKU of the same code, as imports know them.
#[derive(Debug, Clone, Default)]
pub struct NewSku {
    pub code: String,
    pub name: String,
    pub category: String,
    /// `件` when empty.
    pub uom: String,
    pub tax_rate: Rate,
    pub list_price: Money,
    pub cost: Money,
    pub barcode: Option<String>,
}

/// A SKU with all that belongs to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SkuDetail {
    #[serde(flatten)]
    pub sku: SkuBrief,
    pub barcodes: Vec<Barcode>,
    pub uoms: Vec<SkuUom>,
}

/// A price to be put: the same owner, SKU, quantity and first day replace what was there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceFields {
    pub sku: SkuId,
    /// From this quantity of a document on.
    #[serde(default)]
    pub qty_from: Qty,
    pub price: Money,
    #[serde(default)]
    pub from_on: Option<Day>,
    #[serde(default)]
    pub to_on: Option<Day>,
}

/// What people type about a price list.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceListFields {
    pub code: String,
    pub name: String,
    #[serde(default = "yuan")]
    pub currency: String,
    #[serde(default = "yes")]
    pub tax_included: bool,
    #[serde(default = "yes")]
    pub active: bool,
}

fn yuan() -> String {
    "CNY".into()
}

/// Whose prices: a list's or one customer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PriceOwner {
    List(PriceListId),
    Customer(CustomerId),
}
