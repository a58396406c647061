//! What we sell and for how much: products with their SKUs, barcodes and units; price lists and prices.
//!
//! A product is a family; a SKU is one sellable form of it, counted in its base unit. Other units are
//! fractions of it and convert exactly or not at all. The price of a line is the customer's own
//! price, else his price list's, else the SKU's list price; within one of them the highest quantity
//! the document reaches. Every quoted line says by which steps its price came about.
//!
//! Invariants: codes and barcodes are each given once; a barcode's factor is what its unit holds.
//! Reading order: `model`, `rules`, `commands`, `store`.

pub mod commands;
pub mod http;
pub mod model;
pub mod rules;
pub mod store;

pub use commands::prices::{create_list, ensure_list, put as put_prices};
pub use commands::{convert, convert_lines, create, ensure_sku, quote, quote_known};
pub use http::routes;
pub use model::{
    Barcode, BarcodeFields, Known, NewProduct, NewSku, PriceFields, PriceList, PriceListFields, PriceOwner,
    PriceRule, PriceStep, Product, ProductPatch, QuoteLine, QuoteRequest, QuotedLine, SkuBrief, SkuDetail,
    SkuFields, SkuUom, UomFields,
};
pub use rules::{Refusal, check_digit, ean13};
pub use store::prices::{price_list_by_code, price_lists};
pub use store::{barcodes, details, product, sku_by_code, skus, skus_by_code, uoms};

/// What this room writes into the journal.
pub const EVENTS: &[(&str, &str)] = &[
    ("product.created", "A product was entered with its SKUs."),
    ("product.changed", "A product or its SKUs, barcodes or units changed."),
    ("price_list.changed", "A price list was made or changed."),
    ("price.changed", "Prices of a product were put or taken away."),
];
