//! What it sells: products read from `data/demo/goods.txt`, price lists, prices of one customer.

use base::id::{ProductId, SkuId};
use base::refusal::Result;
use base::{Ctx, Money, Qty, Rate};
use catalog::{
    BarcodeFields, NewProduct, PriceFields, PriceListFields, PriceOwner, SkuFields, UomFields, ean13,
};
use db::Tx;
use stock::SkuKey;

use super::luck::Luck;

const LIST: &str = include_str!("../../data/demo/goods.txt");

/// A line of the list: one product with its forms.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub category: &'static str,
    pub code: String,
    pub name: String,
    pub forms: Vec<&'static str>,
    pub uom: &'static str,
    pub uoms: Vec<(&'static str, i64)>,
    pub list_price: Money,
    pub weight_g: i64,
    pub flags: &'static str,
}

/// A SKU as the story needs it.
#[derive(Debug, Clone)]
pub(crate) struct Good {
    pub key: SkuKey,
    pub product: ProductId,
    /// Other units and what they hold, the largest last.
    pub uoms: Vec<(&'static str, i64)>,
    pub barcode: String,
    pub list_price: Money,
    pub has_lots: bool,
    /// How often it is asked for, against the others.
    pub weight: u64,
    /// Which of the locations it lies in.
    pub shelf: usize,
}

impl Good {
    /// How many a small customer takes at once.
    pub(crate) fn usual_qty(&self) -> i64 {
        match self.list_price.0 / Money::ONE.0 {
            0..2 => 48,
            2..6 => 24,
            6..15 => 12,
            15..40 => 6,
            40..120 => 3,
            _ => 1,
        }
    }
}

impl Model {
    pub(crate) fn has(&self, flag: &str) -> bool {
        self.flags.split(' ').any(|known| known == flag)
    }
}

/// Reads the list. It is part of the program: what is wrong in it, a test says.
pub(crate) fn models() -> Vec<Model> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let mut out = Vec::new();
    for line in LIST.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let cells: Vec<&'static str> = line.split('|').collect();
        let [category, prefix, family, models, uom, uoms, weight, flags] = cells[..] else { continue };
        let uoms: Vec<(&str, i64)> = uoms
            .split(' ')
            .filter_map(|unit| unit.split_once('='))
            .filter_map(|(unit, holds)| Some((unit, holds.parse().ok()?)))
            .collect();
        for model in models.split(',') {
            let (model, forms) = model.split_once(':').unwrap_or((model, ""));
            let Some((name, price)) = model.split_once('@') else { continue };
            if counts.iter().all(|(known, _)| *known != prefix) {
                counts.push((prefix, 0));
            }
            let count = counts.iter_mut().find(|(known, _)| *known == prefix).map_or(0, |(_, count)| {
                *count += 1;
                *count
            });
            out.push(Model {
                category,
                code: format!("{prefix}{count:03}"),
                name: format!("{family} {name}"),
                forms: forms.split('/').filter(|form| !form.is_empty()).collect(),
                uom,
                uoms: uoms.clone(),
                list_price: price.parse().unwrap_or_default(),
                weight_g: weight.parse().unwrap_or(0),
                flags,
            });
        }
    }
    out
}

/// Enters a model as a product. `first` counts barcodes over all products.
pub(crate) fn enter(tx: &mut Tx<'_>, ctx: &Ctx, model: &Model, first: usize) -> Result<Vec<Good>> {
    let forms: Vec<&str> = if model.forms.is_empty() { vec![""] } else { model.forms.clone() };
    let skus: Vec<SkuFields> =
        forms.iter().enumerate().map(|(n, form)| sku(model, form, first + n)).collect();
    let barcodes: Vec<String> =
        skus.iter().map(|sku| sku.barcodes.first().map_or_else(String::new, |b| b.code.clone())).collect();
    let new = NewProduct {
        code: model.code.clone(),
        name: model.name.clone(),
        category: model.category.into(),
        description: String::new(),
        skus,
    };
    let product = catalog::create(tx, ctx, &new)?;
    let details = catalog::details(tx, product.id)?;
    let mut goods = Vec::with_capacity(details.len());
    for (n, detail) in details.into_iter().enumerate() {
        let sku = detail.sku;
        goods.push(Good {
            barcode: barcodes.get(n).cloned().unwrap_or_default(),
            key: SkuKey { id: sku.id, code: sku.code, name: sku.name },
            product: product.id,
            uoms: model.uoms.clone(),
            list_price: sku.list_price,
            has_lots: model.has("lot"),
            weight: if model.has("hot") {
                40
            } else if model.has("slow") {
                3
            } else {
                12
            },
            shelf: first + n,
        });
    }
    Ok(goods)
}

fn sku(model: &Model, form: &str, n: usize) -> SkuFields {
    let code = if model.forms.len() > 1 || !form.is_empty() {
        let place = model.forms.iter().position(|known| *known == form).unwrap_or(0);
        format!("{}-{}", model.code, place + 1)
    } else {
        model.code.clone()
    };
    // A box has a barcode of its own.
    let mut barcodes = vec![BarcodeFields { code: barcode("6990000", n), uom: model.uom.into() }];
    barcodes.extend(
        model
            .uoms
            .iter()
            .zip(["6990001", "6990002"])
            .map(|((unit, _), maker)| BarcodeFields { code: barcode(maker, n), uom: (*unit).into() }),
    );
    let tax_rate = if model.has("tax9") { Rate(90_000) } else { Rate(130_000) };
    SkuFields {
        code,
        spec: form.into(),
        uom: model.uom.into(),
        tax_rate,
        list_price: model.list_price,
        cost: Some(cents(model.list_price.scale(Rate(590_000)))),
        weight_g: model.weight_g,
        barcodes,
        uoms: model
            .uoms
            .iter()
            .map(|(uom, num)| UomFields { uom: (*uom).into(), num: *num, den: 1 })
            .collect(),
        ..SkuFields::default()
    }
}

fn barcode(maker: &str, n: usize) -> String {
    ean13(&format!("{maker}{:05}", n + 1)).unwrap_or_default()
}

/// A price in whole cents, never less than one.
pub(crate) fn cents(price: Money) -> Money {
    Money((price.0 / 100 * 100).max(100))
}

/// Code, name, share of the list price.
pub(crate) const PRICE_LISTS: [(&str, &str, i64); 3] =
    [("WHOLESALE", "批发价", 900_000), ("DEALER", "经销价", 820_000), ("KEY", "大客户价", 860_000)];

/// Makes the price lists, each a share of the list price, cheaper from a whole carton on.
pub(crate) fn price_lists(tx: &mut Tx<'_>, ctx: &Ctx, goods: &[Good]) -> Result<Vec<base::id::PriceListId>> {
    let mut out = Vec::with_capacity(PRICE_LISTS.len());
    for (code, name, share) in PRICE_LISTS {
        let fields = PriceListFields {
            code: code.into(),
            name: name.into(),
            currency: "CNY".into(),
            tax_included: true,
            active: true,
        };
        let list = catalog::ensure_list(tx, ctx, &fields)?;
        let mut prices = Vec::with_capacity(goods.len() * 2);
        for good in goods {
            prices.push(price(good.key.id, Qty::ZERO, cents(good.list_price.scale(Rate(share)))));
            if let Some((_, holds)) = good.uoms.last() {
                let lower = cents(good.list_price.scale(Rate(share - 30_000)));
                prices.push(price(good.key.id, Qty::whole(*holds), lower));
            }
        }
        catalog::put_prices(tx, ctx, PriceOwner::List(list), &prices)?;
        out.push(list);
    }
    Ok(out)
}

pub(crate) fn price(sku: SkuId, qty_from: Qty, price: Money) -> PriceFields {
    PriceFields { sku, qty_from, price, from_on: None, to_on: None }
}

/// Prices agreed with one customer on what he buys most.
pub(crate) fn own_prices(goods: &[Good], favourites: &[usize], luck: &mut Luck) -> Vec<PriceFields> {
    let chosen = favourites.iter().take(4);
    chosen
        .map(|place| {
            let good = &goods[*place];
            let share = Rate(luck.between(74, 80) * 10_000);
            price(good.key.id, Qty::ZERO, cents(good.list_price.scale(share)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_list_reads_whole_and_every_barcode_is_valid_and_given_once() {
        let models = models();
        assert!(models.len() >= 250, "{} products", models.len());
        let lines = LIST.lines().filter(|line| !line.starts_with('#')).count();
        let families: HashSet<(&str, &str)> =
            models.iter().map(|m| (m.category, m.name.split(' ').next().unwrap_or_default())).collect();
        assert!(families.len() >= lines - 5, "{} of {lines} lines were read", families.len());
        let mut codes = HashSet::new();
        let mut n = 0;
        for model in &models {
            assert!(model.list_price.is_positive(), "{} has no price", model.name);
            assert!(model.weight_g > 0, "{} weighs nothing", model.name);
            for form in if model.forms.is_empty() { vec![""] } else { model.forms.clone() } {
                let sku = sku(model, form, n);
                n += 1;
                assert!(codes.insert(sku.code.clone()), "{} twice", sku.code);
                for barcode in sku.barcodes {
                    assert!(barcode.code.starts_with("69") && barcode.code.len() == 13, "{}", barcode.code);
                    assert!(codes.insert(barcode.code));
                }
            }
        }
    }
}
