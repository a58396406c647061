//! The decisions: which price holds, whether a quantity converts, what a product may look like.

use std::collections::{HashMap, HashSet};

use base::id::SkuId;
use base::refusal::Common;
use base::{Ctx, Money, Problems, Qty, Rate, Refuse, Result, Status};
use serde::Serialize;

use crate::model::{
    Barcode, Candidate, PriceRule, PriceStep, Product, QuoteLine, QuotedLine, SkuBrief, SkuDetail, SkuUom,
};

pub(crate) const NAME_MAX: usize = 200;
pub(crate) const CODE_MAX: usize = 50;
const UOM_MAX: usize = 20;
const DESCRIPTION_MAX: usize = 4_000;
const SKUS_MAX: usize = 500;
/// Keeps a conversion far from overflow.
const RATIO_MAX: i64 = 1_000_000_000;

/// Why the room said no, in order of precedence.
#[derive(Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    #[error("there is no SKU {sku}")]
    SkuUnknown { sku: String },
    #[error("{sku} has no unit {uom}: it is sold by {known}")]
    UomUnknown { sku: String, uom: String, known: String },
    #[error("{qty} {uom} of {sku} is no exact quantity of {base}")]
    UomInexact { sku: String, qty: Qty, uom: String, base: String },
    #[error("there is already a product with the code {product}")]
    ProductCodeTaken { product: String },
    #[error("there is already a SKU with the code {sku}")]
    SkuCodeTaken { sku: String },
    #[error("the barcode {barcode} belongs to {sku}")]
    BarcodeTaken { barcode: String, sku: String },
    #[error("{barcode} is no valid barcode: its check digit would be {expected}")]
    BarcodeInvalid { barcode: String, expected: String },
    #[error("the base unit of {sku} cannot change from {uom}: quantities are kept in it")]
    UomFixed { sku: String, uom: String },
    #[error("the price would hold from {from_on} to {to_on}, which is no day")]
    DaysReversed { from_on: String, to_on: String },
    #[error("there is already a price list with the code {price_list}")]
    PriceListCodeTaken { price_list: String },
}

impl Refuse for Refusal {
    fn status(&self) -> Status {
        match self {
            Self::ProductCodeTaken { .. }
            | Self::SkuCodeTaken { .. }
            | Self::BarcodeTaken { .. }
            | Self::PriceListCodeTaken { .. } => Status::Conflict,
            _ => Status::Invalid,
        }
    }
}

/// Prices the lines: a customer's own price goes before his list's, which goes before the SKU's list
/// price; within one owner the highest quantity that the document reaches holds, counting all its
/// lines of a SKU together. `skus` has the SKU of every line.
#[must_use]
pub fn quote(
    lines: &[QuoteLine],
    skus: &HashMap<SkuId, SkuBrief>,
    candidates: &[Candidate],
) -> Vec<QuotedLine> {
    let wanted = totals(lines);
    let mut of_sku: HashMap<SkuId, Vec<&Candidate>> = HashMap::new();
    for candidate in candidates {
        of_sku.entry(candidate.sku_id).or_default().push(candidate);
    }
    let none = Vec::new();
    lines
        .iter()
        .filter_map(|line| {
            let sku = skus.get(&line.sku_id)?;
            let wanted = wanted.get(&line.sku_id).copied().unwrap_or(line.qty);
            Some(price(sku, wanted, of_sku.get(&line.sku_id).unwrap_or(&none)))
        })
        .collect()
}

/// How much of each SKU a document wants.
pub(crate) fn totals(lines: &[QuoteLine]) -> HashMap<SkuId, Qty> {
    let mut wanted: HashMap<SkuId, Qty> = HashMap::with_capacity(lines.len());
    for line in lines {
        let sum = wanted.entry(line.sku_id).or_default();
        *sum = Qty(sum.0.saturating_add(line.qty.0));
    }
    wanted
}

fn price(sku: &SkuBrief, wanted: Qty, candidates: &[&Candidate]) -> QuotedLine {
    let mut line = QuotedLine {
        list_price: sku.list_price,
        price: sku.list_price,
        tax_rate: sku.tax_rate,
        tax_included: true,
        trace: vec![PriceStep {
            rule: PriceRule::ListPrice,
            source: String::new(),
            price: sku.list_price,
            qty_from: None,
            from_on: None,
            to_on: None,
        }],
        sku: sku.clone(),
    };
    for (of_customer, rule) in [(false, PriceRule::PriceList), (true, PriceRule::CustomerPrice)] {
        let own =
            || candidates.iter().copied().filter(|c| c.of_customer == of_customer && c.qty_from <= wanted);
        let Some(best) = own().max_by_key(|c| rank(c)) else { continue };
        // What he would pay without the quantity, so that the reader sees what the quantity did.
        let lowest = own().map(|c| c.qty_from).min().unwrap_or(best.qty_from);
        let base = own().filter(|c| c.qty_from == lowest).max_by_key(|c| rank(c)).unwrap_or(best);
        line.trace.push(step(base, rule));
        if base.id != best.id {
            line.trace.push(step(best, PriceRule::QuantityBreak));
        }
        line.price = best.price;
        line.tax_included = best.tax_included;
    }
    line
}

/// Higher holds: the higher quantity, then the later first day, then the newer row.
fn rank(c: &Candidate) -> (Qty, Option<base::Day>, i64) {
    (c.qty_from, c.from_on, c.id.0)
}

fn step(c: &Candidate, rule: PriceRule) -> PriceStep {
    PriceStep {
        rule,
        source: c.source.clone(),
        price: c.price,
        qty_from: Some(c.qty_from).filter(|qty| qty.is_positive()),
        from_on: c.from_on,
        to_on: c.to_on,
    }
}

/// Whether somebody may know what goods cost the company: whoever keeps products or prices, and who is told so.
#[must_use]
pub fn knows_cost(ctx: &Ctx) -> bool {
    ["product.cost", "product.write", "price.write"].iter().any(|action| ctx.scope(action).is_some())
}

/// A quantity in the base unit, exactly, or a refusal.
///
/// # Errors
/// `uom_unknown` when the SKU has no such unit, `uom_inexact` when the result has more than six places.
pub fn convert(sku: &SkuBrief, uoms: &[SkuUom], qty: Qty, uom: &str) -> Result<Qty, Refusal> {
    if uom.is_empty() || uom == sku.uom {
        return Ok(qty);
    }
    let Some(unit) = uoms.iter().find(|unit| unit.sku_id == sku.id && unit.uom == uom) else {
        let mut known = vec![sku.uom.as_str()];
        known.extend(uoms.iter().filter(|unit| unit.sku_id == sku.id).map(|unit| unit.uom.as_str()));
        return Err(Refusal::UomUnknown {
            sku: sku.code.clone(),
            uom: uom.to_owned(),
            known: known.join("、"),
        });
    };
    let inexact =
        || Refusal::UomInexact { sku: sku.code.clone(), qty, uom: uom.to_owned(), base: sku.uom.clone() };
    exact(qty, unit.num, unit.den).ok_or_else(inexact)
}

/// `qty × num / den` when that is a whole number of millionths within bounds.
pub(crate) fn exact(qty: Qty, num: i64, den: i64) -> Option<Qty> {
    let product = i128::from(qty.0) * i128::from(num);
    if den <= 0 || product % i128::from(den) != 0 {
        return None;
    }
    let whole = Qty(i64::try_from(product / i128::from(den)).ok()?);
    (whole.abs() <= Qty::MAX).then_some(whole)
}

/// The check digit of an EAN/UPC/GTIN body (GS1 General Specifications §7.9): weights 3 and 1 from the right.
#[must_use]
pub fn check_digit(body: &str) -> Option<char> {
    let mut sum = 0;
    for (place, byte) in body.bytes().rev().enumerate() {
        let digit = char::from(byte).to_digit(10)?;
        sum += if place % 2 == 0 { digit * 3 } else { digit };
    }
    char::from_digit((10 - sum % 10) % 10, 10)
}

/// A valid EAN-13 from its first twelve digits.
#[must_use]
pub fn ean13(body: &str) -> Option<String> {
    let digit = check_digit(body).filter(|_| body.len() == 12)?;
    Some(format!("{body}{digit}"))
}

/// Looks at a product's own fields.
pub(crate) fn check_product(problems: &mut Problems, product: &Product, skus: usize) {
    required(problems, "code", &product.code, CODE_MAX);
    required(problems, "name", &product.name, NAME_MAX);
    at_most(problems, "category", &product.category, NAME_MAX);
    at_most(problems, "description", &product.description, DESCRIPTION_MAX);
    match skus {
        0 => problems.add("skus", &Common::Required),
        count if count > SKUS_MAX => problems.add("skus", &Common::TooMany { count, max: SKUS_MAX }),
        _ => {}
    }
}

/// Looks at one SKU with its units and barcodes; `at` is its place in the request.
pub(crate) fn check_sku(problems: &mut Problems, at: &str, detail: &SkuDetail) {
    let SkuDetail { sku, barcodes, uoms } = detail;
    required(problems, &format!("{at}.code"), &sku.code, CODE_MAX);
    at_most(problems, &format!("{at}.spec"), &sku.spec, NAME_MAX);
    required(problems, &format!("{at}.uom"), &sku.uom, UOM_MAX);
    if sku.tax_rate.is_negative() || sku.tax_rate > Rate::ONE {
        let expected = "a rate from 0 to 1, such as 0.13".into();
        problems.add(
            format!("{at}.tax_rate"),
            &Common::InvalidValue { value: sku.tax_rate.to_string(), expected },
        );
    }
    for (field, amount) in [("list_price", sku.list_price), ("cost", sku.cost)] {
        if amount.is_negative() {
            problems.add(format!("{at}.{field}"), &Common::Negative { value: amount.to_string() });
        }
    }
    if sku.weight_g < 0 {
        problems.add(format!("{at}.weight_g"), &Common::Negative { value: sku.weight_g.to_string() });
    }
    for (place, unit) in uoms.iter().enumerate() {
        required(problems, &format!("{at}.uoms[{place}].uom"), &unit.uom, UOM_MAX);
        if !(1..=RATIO_MAX).contains(&unit.num) || !(1..=RATIO_MAX).contains(&unit.den) {
            let (value, expected) =
                (format!("{}/{}", unit.num, unit.den), format!("whole numbers from 1 to {RATIO_MAX}"));
            problems.add(format!("{at}.uoms[{place}].num"), &Common::InvalidValue { value, expected });
        }
        if unit.uom == sku.uom || uoms[..place].iter().any(|other| other.uom == unit.uom) {
            problems.add(format!("{at}.uoms[{place}].uom"), &Common::Taken { value: unit.uom.clone() });
        }
    }
    for (place, barcode) in barcodes.iter().enumerate() {
        check_barcode(problems, &format!("{at}.barcodes[{place}]"), sku, uoms, barcode);
    }
}

fn check_barcode(problems: &mut Problems, at: &str, sku: &SkuBrief, uoms: &[SkuUom], barcode: &Barcode) {
    required(problems, &format!("{at}.code"), &barcode.code, CODE_MAX);
    if let Some(digit) = wrong_check_digit(&barcode.code) {
        let refusal = Refusal::BarcodeInvalid { barcode: barcode.code.clone(), expected: digit.to_string() };
        problems.add(format!("{at}.code"), &refusal);
    }
    if let Err(refusal) = convert(sku, uoms, Qty::ONE, &barcode.uom) {
        problems.add(format!("{at}.uom"), &refusal);
    }
}

/// Codes and barcodes that one request gives twice.
pub(crate) fn check_doubles(problems: &mut Problems, skus: &[(usize, SkuDetail)]) {
    let (mut codes, mut barcodes) = (HashSet::new(), HashSet::new());
    for (place, detail) in skus {
        if !codes.insert(&detail.sku.code) {
            problems
                .add(format!("skus[{place}].code"), &Refusal::SkuCodeTaken { sku: detail.sku.code.clone() });
        }
        for barcode in &detail.barcodes {
            if !barcodes.insert(&barcode.code) {
                let refusal =
                    Refusal::BarcodeTaken { barcode: barcode.code.clone(), sku: detail.sku.code.clone() };
                problems.add(format!("skus[{place}].barcodes"), &refusal);
            }
        }
    }
}

pub(crate) fn required(problems: &mut Problems, field: &str, text: &str, max: usize) {
    if text.is_empty() {
        problems.add(field, &Common::Required);
    }
    at_most(problems, field, text, max);
}

pub(crate) fn at_most(problems: &mut Problems, field: &str, text: &str, max: usize) {
    if text.chars().count() > max {
        let value = text.chars().take(20).chain(['…']).collect();
        problems.add(field, &Common::TooLong { value, max });
    }
}

/// What the check digit should be, when the code has the shape of an EAN-13 and its check digit is wrong.
/// Other lengths are a company's own codes and say what they like.
pub(crate) fn wrong_check_digit(code: &str) -> Option<char> {
    if code.len() != 13 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (body, last) = code.split_at(12);
    check_digit(body).filter(|digit| !last.starts_with(*digit))
}

/// The name documents show: the product's and what tells this form from the others.
pub(crate) fn sku_name(product: &str, spec: &str) -> String {
    if spec.is_empty() { product.to_owned() } else { format!("{product} {spec}") }
}

/// The price without the tax it may include, and with it: `(net, gross)` in cents for display.
#[must_use]
pub fn net_and_gross(line: &QuotedLine) -> (Money, Money) {
    if line.tax_included {
        (line.price.net_of(line.tax_rate), line.price)
    } else {
        (line.price, line.price + line.price.share(line.tax_rate))
    }
}

#[cfg(test)]
mod tests {
    use base::Day;
    use base::id::{ProductId, RowId};

    use super::*;

    fn sku(id: i64) -> SkuBrief {
        SkuBrief {
            id: SkuId(id),
            product_id: ProductId(1),
            code: format!("A{id}"),
            name: "啤酒".into(),
            spec: String::new(),
            uom: "瓶".into(),
            tax_rate: "0.13".parse().unwrap(),
            list_price: Money::whole(100),
            cost: Money::ZERO,
            weight_g: 0,
            active: true,
            revision: 1,
        }
    }

    fn candidate(id: i64, of_customer: bool, qty_from: i64, price: i64) -> Candidate {
        Candidate {
            id: RowId(id),
            sku_id: SkuId(1),
            of_customer,
            qty_from: Qty::whole(qty_from),
            price: Money::whole(price),
            from_on: None,
            to_on: None,
            source: if of_customer { String::new() } else { "批发价".into() },
            tax_included: of_customer,
        }
    }

    fn told(line: &QuotedLine) -> String {
        let steps: Vec<String> = line.trace.iter().map(|s| format!("{}={}", s.rule, s.price)).collect();
        format!("{} <- {}", line.price, steps.join(" "))
    }

    fn one(qty: i64, candidates: &[Candidate]) -> QuotedLine {
        let lines = [QuoteLine { sku_id: SkuId(1), qty: Qty::whole(qty) }];
        quote(&lines, &HashMap::from([(SkuId(1), sku(1))]), candidates).remove(0)
    }

    #[test]
    fn the_price_follows_precedence_and_says_why() {
        let (list, list10) = (candidate(1, false, 0, 90), candidate(2, false, 10, 80));
        let (own, own20) = (candidate(3, true, 0, 85), candidate(4, true, 20, 95));
        for (qty, candidates, expected) in [
            (1, vec![], "100 <- list_price=100"),
            (1, vec![&list], "90 <- list_price=100 price_list=90"),
            (9, vec![&list, &list10], "90 <- list_price=100 price_list=90"),
            (10, vec![&list10, &list], "80 <- list_price=100 price_list=90 quantity_break=80"),
            (10, vec![&list10], "80 <- list_price=100 price_list=80"),
            (
                10,
                vec![&list, &list10, &own],
                "85 <- list_price=100 price_list=90 quantity_break=80 customer_price=85",
            ),
            (20, vec![&own20, &own], "95 <- list_price=100 customer_price=85 quantity_break=95"),
        ] {
            let candidates: Vec<Candidate> = candidates.into_iter().cloned().collect();
            assert_eq!(told(&one(qty, &candidates)), expected, "{qty}");
        }
        assert!(!one(1, &[list]).tax_included, "a list says for itself whether tax is in its prices");
    }

    #[test]
    fn a_later_price_goes_before_an_earlier_one_for_the_same_quantity() {
        let day = |text: &str| Some(text.parse::<Day>().unwrap());
        let always = candidate(9, false, 0, 90);
        let spring = Candidate { from_on: day("2026-03-01"), ..candidate(1, false, 0, 88) };
        let autumn = Candidate { from_on: day("2026-09-01"), ..candidate(2, false, 0, 87) };
        assert_eq!(one(1, &[autumn, always, spring]).price, Money::whole(87));
    }

    #[test]
    fn lines_of_one_sku_reach_the_quantity_together() {
        let skus = HashMap::from([(SkuId(1), sku(1)), (SkuId(2), sku(2))]);
        let line = |sku, qty| QuoteLine { sku_id: SkuId(sku), qty: Qty::whole(qty) };
        let lines = [line(1, 6), line(2, 6), line(1, 4)];
        let prices: Vec<Money> =
            quote(&lines, &skus, &[candidate(1, false, 10, 80)]).iter().map(|l| l.price).collect();
        assert_eq!(prices, [Money::whole(80), Money::whole(100), Money::whole(80)]);
    }

    /// Every set of up to three tiers over small quantities, against the definition read aloud.
    #[test]
    fn small_cases_agree_with_the_definition() {
        for pattern in 0..8usize.pow(3) {
            let tier = |place: usize| (pattern >> (place * 3)) & 7;
            let candidates: Vec<Candidate> = (0..3)
                .filter(|place| tier(*place) != 7)
                .map(|place| {
                    let (id, tier) = (i64::try_from(place).unwrap(), tier(place));
                    candidate(id, tier % 2 == 1, i64::try_from(tier / 2).unwrap() * 2, 10 + id)
                })
                .collect();
            for qty in 0..8 {
                let reached = |own: bool| {
                    let fits =
                        candidates.iter().filter(|c| c.of_customer == own && c.qty_from <= Qty::whole(qty));
                    fits.max_by_key(|c| (c.qty_from, c.id.0)).map(|c| c.price)
                };
                let expected = reached(true).or(reached(false)).unwrap_or(Money::whole(100));
                let line = one(qty, &candidates);
                assert_eq!(line.price, expected, "pattern {pattern}, quantity {qty}");
                assert_eq!(line.trace.last().unwrap().price, line.price, "the last step is the price");
            }
        }
    }

    #[test]
    fn units_convert_exactly_or_not_at_all() {
        let unit = |uom: &str, num, den| SkuUom { sku_id: SkuId(1), uom: uom.into(), num, den };
        let uoms = [unit("箱", 24, 1), unit("两", 1, 3), unit("升", 1, 2)];
        for (qty, uom, expected) in [
            ("3", "箱", "72"),
            ("0.5", "箱", "12"),
            ("5", "", "5"),
            ("5", "瓶", "5"),
            ("3", "两", "1"),
            ("1", "两", "1 两 of A1 is no exact quantity of 瓶"),
            ("0.000001", "升", "0.000001 升 of A1 is no exact quantity of 瓶"),
            ("999999999", "箱", "999999999 箱 of A1 is no exact quantity of 瓶"),
            ("1", "吨", "A1 has no unit 吨: it is sold by 瓶、箱、两、升"),
        ] {
            let told = match convert(&sku(1), &uoms, qty.parse().unwrap(), uom) {
                Ok(qty) => qty.to_string(),
                Err(refusal) => refusal.to_string(),
            };
            assert_eq!(told, expected, "{qty} {uom}");
        }
    }

    #[test]
    fn what_converts_converts_back() {
        for num in 1..40 {
            for den in 1..40 {
                for whole in [1, 7, 12, 360] {
                    if let Some(base) = exact(Qty::whole(whole), num, den) {
                        assert_eq!(exact(base, den, num), Some(Qty::whole(whole)), "{whole} × {num}/{den}");
                    }
                }
            }
        }
        assert_eq!(exact(Qty::ONE, 1, 0), None);
    }

    #[test]
    fn check_digits_are_those_of_gs1() {
        // The example of the GS1 General Specifications, and two bottles from a shelf.
        assert_eq!(check_digit("629104150021"), Some('3'));
        assert_eq!(ean13("690102803613").as_deref(), Some("6901028036139"));
        assert_eq!(wrong_check_digit("6291041500213"), None);
        assert_eq!(wrong_check_digit("6291041500214"), Some('3'));
        assert_eq!(wrong_check_digit("SHELF-7"), None);
        assert_eq!(check_digit("12a"), None);
    }
}
