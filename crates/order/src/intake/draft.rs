//! Reading an order that is handed in: everything wrong is named at once, what is right becomes a document.

use std::collections::HashMap;

use base::id::{CustomerId, SkuId, WarehouseId};
use base::refusal::Common;
use base::text::{clean, phone_digits};
use base::{Ctx, Error, Money, Problems, Qty, Rate, Result};
use catalog::{PriceRule, PriceStep, QuoteLine, QuoteRequest, QuotedLine, SkuBrief};
use db::Tx;
use sha2::{Digest, Sha256};
use stock::Warehouse;

use crate::model::{
    BillingState, Document, External, Line, NewLine, NewOrder, Order, ReviewState, ShipTo, ShippingState,
    State, Upto,
};
use crate::rules::{self, LINES_MAX, NOTE_MAX, Refusal};

/// Days we promise when the customer names none.
const LEAD_DAYS: i64 = 2;
const NUMBER_MAX: usize = 100;

/// Looks at the whole order, names every wrong field, and makes the document, not stored yet.
pub(crate) fn draft(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewOrder) -> Result<(Document, party::Intake)> {
    if new.lines.len() > LINES_MAX {
        return Err(Refusal::TooManyLines { count: new.lines.len(), max: LINES_MAX }.into());
    }
    let mut problems = Problems::default();
    let customer = customer(tx, ctx, &new.customer, &mut problems)?;
    let warehouses = stock::warehouses(tx)?;
    let skus = skus(tx, new, &mut problems)?;
    let qtys = quantities(tx, new, &skus, &mut problems)?;
    check_fields(ctx, new, &mut problems);
    let places = places(new, &warehouses, &mut problems);
    problems.check()?;
    // Without a customer, a SKU or a quantity there were problems, and we are not here.
    let (Some(customer), Some(skus)) = (customer, skus.into_iter().collect::<Option<Vec<_>>>()) else {
        return Err(Error::Fault(anyhow::anyhow!("an order without problems lacks a customer or a SKU")));
    };
    let order = head(ctx, new, &customer, places.0);
    let quoted = quote(tx, ctx, &customer, &skus, &qtys)?;
    let lines =
        new.lines.iter().zip(skus.iter().zip(&quoted)).enumerate().map(|(index, (line, (known, quoted)))| {
            let facts = LineFacts {
                known,
                quoted,
                qty: qtys[index],
                warehouse: places.1[index],
                line_no: index as i64 + 1,
            };
            line_of(ctx, &order, line, &facts)
        });
    let lines: Vec<Line> = lines.collect();
    let mut problems = Problems::default();
    for (index, line) in lines.iter().enumerate() {
        let worth = crate::model::Worth { goods: line.amount, tax: line.tax_amount };
        rules::check_worth(worth, format!("lines[{index}].qty"), &mut problems);
    }
    problems.check()?;
    Ok((Document { order, lines, holds: Vec::new() }, customer))
}

fn customer(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    text: &str,
    problems: &mut Problems,
) -> Result<Option<party::Intake>> {
    let text = clean(text);
    let found = match text.parse::<CustomerId>() {
        Ok(id) => party::intake(tx, id),
        Err(_) => party::intake_by_code(tx, &text),
    };
    let found = match found {
        Ok(found) if party::reachable(ctx, &found.customer).is_ok() => Some(found),
        Ok(_) => None,
        Err(Error::Refused(_)) => None,
        Err(fault) => return Err(fault),
    };
    match &found {
        None => problems.add("customer", &Refusal::CustomerUnknown { customer: text }),
        Some(found) if !found.customer.active => {
            problems.add("customer", &Refusal::CustomerInactive { customer: found.customer.code.clone() });
        }
        Some(_) => {}
    }
    Ok(found)
}

/// The SKU of every line, with the unit its text stands for: at most two statements.
fn skus(tx: &mut Tx<'_>, new: &NewOrder, problems: &mut Problems) -> Result<Vec<Option<Sold>>> {
    let texts: Vec<String> = new.lines.iter().map(|line| clean(&line.sku)).collect();
    let ids: Vec<SkuId> = texts.iter().filter_map(|text| text.parse().ok()).collect();
    let by_id = if ids.is_empty() { HashMap::new() } else { catalog::skus(tx, &ids)? };
    let codes: Vec<&String> = texts.iter().filter(|text| text.parse::<SkuId>().is_err()).collect();
    let by_code = if codes.is_empty() { Vec::new() } else { catalog::skus_by_code(tx, &codes)? };
    let mut by_code = by_code.into_iter();
    let mut out = Vec::with_capacity(texts.len());
    for (index, text) in texts.iter().enumerate() {
        let sold = match text.parse::<SkuId>() {
            Ok(id) => by_id.get(&id).map(|sku| Sold { uom: sku.uom.clone(), sku: sku.clone() }),
            Err(_) => by_code.next().flatten().map(|known| Sold { uom: known.uom, sku: known.sku }),
        };
        match &sold {
            None => problems
                .add(format!("lines[{index}].sku"), &catalog::Refusal::SkuUnknown { sku: text.clone() }),
            Some(sold) if !sold.sku.active => {
                problems
                    .add(format!("lines[{index}].sku"), &Refusal::SkuInactive { sku: sold.sku.code.clone() });
            }
            Some(_) => {}
        }
        out.push(sold);
    }
    Ok(out)
}

/// A SKU and the unit that a line's text named it in: a barcode on a box stands for a box.
struct Sold {
    sku: SkuBrief,
    uom: String,
}

/// The quantity of every line in base units, exact or a problem.
fn quantities(
    tx: &mut Tx<'_>,
    new: &NewOrder,
    skus: &[Option<Sold>],
    problems: &mut Problems,
) -> Result<Vec<Qty>> {
    let asked: Vec<(usize, (&SkuBrief, Qty, &str))> = new
        .lines
        .iter()
        .zip(skus)
        .enumerate()
        .filter_map(|(index, (line, sold))| {
            let sold = sold.as_ref()?;
            Some((index, (&sold.sku, line.qty, line.uom.as_deref().unwrap_or(&sold.uom))))
        })
        .collect();
    let lines: Vec<_> = asked.iter().map(|(_, line)| *line).collect();
    let mut out = vec![Qty::ZERO; new.lines.len()];
    for ((index, _), converted) in asked.iter().zip(catalog::convert_lines(tx, &lines)?) {
        match converted {
            Ok(qty) => out[*index] = qty,
            Err(refusal) => problems.add(format!("lines[{index}].uom"), &refusal),
        }
    }
    for (index, line) in new.lines.iter().enumerate() {
        if !line.qty.is_positive() {
            problems.add(format!("lines[{index}].qty"), &Common::NotPositive { value: line.qty.to_string() });
        } else if line.qty > Qty::whole(100_000_000) {
            let expected = "at most 100000000".to_owned();
            let refusal = Common::InvalidValue { value: line.qty.to_string(), expected };
            problems.add(format!("lines[{index}].qty"), &refusal);
        }
    }
    Ok(out)
}

/// What needs nothing but the text itself.
fn check_fields(ctx: &Ctx, new: &NewOrder, problems: &mut Problems) {
    if new.lines.is_empty() && new.upto != Upto::Draft {
        problems.add("lines", &Common::Required);
    }
    long(problems, "note", &new.note, NOTE_MAX);
    if let Some(External { channel, number }) = &new.external {
        filled(problems, "external.channel", channel, NUMBER_MAX);
        filled(problems, "external.number", number, NUMBER_MAX);
    }
    if let Some(to) = &new.ship_to {
        long(problems, "ship_to.receiver", &to.receiver, NUMBER_MAX);
        long(problems, "ship_to.phone", &to.phone, NUMBER_MAX);
        long(problems, "ship_to.address", &to.address, NOTE_MAX);
        if !to.phone.trim().is_empty() && phone_digits(&to.phone).len() < 5 {
            let expected = "a phone number".to_owned();
            problems.add("ship_to.phone", &Common::InvalidValue { value: to.phone.clone(), expected });
        }
    }
    let may_price = ctx.scope("order.price").is_some();
    for (index, line) in new.lines.iter().enumerate() {
        check_line(may_price, index, line, problems);
    }
}

fn check_line(may_price: bool, index: usize, line: &NewLine, problems: &mut Problems) {
    long(problems, &format!("lines[{index}].note"), &line.note, NOTE_MAX);
    if !may_price {
        let refusal = Refusal::PriceNotYours { action: "order.price".into() };
        for (name, typed) in [("price", line.price.is_some()), ("discount", line.discount.is_some())] {
            if typed {
                problems.add(format!("lines[{index}].{name}"), &refusal);
            }
        }
    }
    if let Some(price) = line.price.filter(|price| price.is_negative()) {
        problems.add(format!("lines[{index}].price"), &Common::Negative { value: price.to_string() });
    }
    if let Some(discount) = line.discount.filter(|share| share.is_negative() || *share > Rate::ONE) {
        let expected = "a share from 0 to 1".to_owned();
        let refusal = Common::InvalidValue { value: discount.to_string(), expected };
        problems.add(format!("lines[{index}].discount"), &refusal);
    }
    // A price for a hundred million pieces must still be a sum we can add up.
    if line.price.is_some_and(|price| price > Money::whole(10_000_000)) {
        let expected = "at most 10000000".to_owned();
        let value = line.price.unwrap_or_default().to_string();
        problems.add(format!("lines[{index}].price"), &Common::InvalidValue { value, expected });
    }
}

fn filled(problems: &mut Problems, field: &str, text: &str, max: usize) {
    if clean(text).is_empty() {
        problems.add(field, &Common::Required);
    }
    long(problems, field, text, max);
}

fn long(problems: &mut Problems, field: &str, text: &str, max: usize) {
    if text.chars().count() > max {
        problems.add(field, &Common::TooLong { value: text.chars().take(20).collect(), max });
    }
}

/// The order's warehouse and that of every line.
fn places(new: &NewOrder, known: &[Warehouse], problems: &mut Problems) -> (WarehouseId, Vec<WarehouseId>) {
    let default = known.iter().find(|w| w.active).map_or(WarehouseId(0), |w| w.id);
    if default == WarehouseId(0) {
        problems.add("warehouse", &Common::Required);
    }
    let mut find = |field: String, text: Option<&String>, otherwise: WarehouseId| {
        let Some(text) = text else { return otherwise };
        let fits = |w: &&Warehouse| w.active && (w.code == *text || w.id.to_string() == *text);
        known.iter().find(fits).map_or_else(
            || {
                problems.add(field, &Refusal::WarehouseUnknown { warehouse: text.clone() });
                otherwise
            },
            |w| w.id,
        )
    };
    let order = find("warehouse".into(), new.warehouse.as_ref(), default);
    let lines = new.lines.iter().enumerate();
    let lines = lines
        .map(|(i, line)| find(format!("lines[{i}].warehouse"), line.warehouse.as_ref(), order))
        .collect();
    (order, lines)
}

fn quote(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    customer: &party::Intake,
    skus: &[Sold],
    qtys: &[Qty],
) -> Result<Vec<QuotedLine>> {
    if skus.is_empty() {
        return Ok(Vec::new());
    }
    let lines: Vec<QuoteLine> =
        skus.iter().zip(qtys).map(|(sold, qty)| QuoteLine { sku_id: sold.sku.id, qty: *qty }).collect();
    let known: HashMap<SkuId, SkuBrief> = skus.iter().map(|sold| (sold.sku.id, sold.sku.clone())).collect();
    let request = QuoteRequest {
        customer_id: Some(customer.customer.id),
        price_list_id: customer.customer.price_list_id,
        day: ctx.today(),
        lines: &lines,
    };
    catalog::quote_known(tx, &request, &known)
}

fn head(ctx: &Ctx, new: &NewOrder, customer: &party::Intake, warehouse: WarehouseId) -> Order {
    let party::Intake { customer, address, .. } = customer;
    let ship_to = new.ship_to.clone().unwrap_or_else(|| match address {
        Some(a) => ShipTo {
            receiver: a.receiver.clone(),
            phone: a.phone.clone(),
            address: [&*a.province, &*a.city, &*a.district, &*a.street].concat(),
        },
        None => {
            ShipTo { receiver: customer.name.clone(), phone: customer.phone.clone(), address: String::new() }
        }
    });
    // Who belongs to no department (a shop's token, the system) takes orders for the customer's own seller.
    let (owner_id, department_id) = match ctx.grants.department {
        Some(department) => (ctx.actor(), Some(department)),
        None => (customer.owner_id, customer.department_id),
    };
    Order {
        id: ctx.id(),
        number: String::new(),
        channel: new.external.as_ref().map(|external| clean(&external.channel)),
        external_number: new.external.as_ref().map(|external| clean(&external.number)),
        request_hash: new.external.as_ref().map(|_| content_hash(new)),
        customer_id: customer.id,
        customer_code: customer.code.clone(),
        customer_name: customer.name.clone(),
        owner_id,
        department_id,
        state: State::Draft,
        review_state: ReviewState::None,
        shipping_state: ShippingState::None,
        billing_state: BillingState::None,
        currency: customer.currency.clone(),
        rounding: "line_half_up".into(),
        goods_amount: Money::ZERO,
        tax_amount: Money::ZERO,
        total_amount: Money::ZERO,
        receiver: clean(&ship_to.receiver),
        phone: clean(&ship_to.phone),
        address: clean(&ship_to.address),
        warehouse_id: warehouse,
        requested_on: new.requested_on,
        promised_on: None,
        term_days: customer.term_days,
        note: clean(&new.note),
        source_id: None,
        hold_count: 0,
        ordered_charge: Money::ZERO,
        unbilled_charge: Money::ZERO,
        open_amount: Money::ZERO,
        created_at: ctx.at,
        created_by: ctx.actor(),
        placed_at: None,
        confirmed_at: None,
        allocated_at: None,
        shipped_at: None,
        delivered_at: None,
        settled_at: None,
        ended_at: None,
        end_reason: String::new(),
        revision: 1,
    }
}

/// What is known about one line besides what was typed.
struct LineFacts<'a> {
    known: &'a Sold,
    quoted: &'a QuotedLine,
    qty: Qty,
    warehouse: WarehouseId,
    line_no: i64,
}

fn line_of(ctx: &Ctx, order: &Order, new: &NewLine, facts: &LineFacts<'_>) -> Line {
    let LineFacts { known: Sold { sku, uom }, quoted, qty, warehouse, line_no } = facts;
    let price = new.price.unwrap_or(quoted.price);
    let discount = new.discount.unwrap_or_default();
    let mut trace = quoted.trace.clone();
    if let Some(price) = new.price {
        let (source, qty_from) = (ctx.grants.name.clone(), None);
        trace.push(PriceStep {
            rule: PriceRule::Manual,
            source,
            price,
            qty_from,
            from_on: None,
            to_on: None,
        });
    }
    let worth = rules::line_worth(price, *qty, discount, quoted.tax_rate, quoted.tax_included);
    let requested_on = new.requested_on.or(order.requested_on);
    Line {
        id: ctx.id(),
        order_id: order.id,
        line_no: *line_no,
        sku_id: sku.id,
        sku: sku.code.clone(),
        name: sku.name.clone(),
        uom: sku.uom.clone(),
        entered_qty: new.qty,
        entered_uom: new.uom.clone().unwrap_or_else(|| uom.clone()),
        warehouse_id: *warehouse,
        requested_on,
        promised_on: Some(requested_on.unwrap_or_else(|| ctx.today().plus(LEAD_DAYS))),
        note: clean(&new.note),
        list_price: quoted.list_price,
        price,
        discount,
        min_price: sku.cost,
        tax_rate: quoted.tax_rate,
        tax_included: quoted.tax_included,
        amount: worth.goods,
        tax_amount: worth.tax,
        price_trace: serde_json::to_value(&trace).unwrap_or_default(),
        qty_ordered: *qty,
        qty_cancelled: Qty::ZERO,
        qty_reserved: Qty::ZERO,
        qty_released: Qty::ZERO,
        qty_picked: Qty::ZERO,
        qty_shipped: Qty::ZERO,
        qty_delivered: Qty::ZERO,
        qty_refused: Qty::ZERO,
        qty_invoiced: Qty::ZERO,
        qty_return_requested: Qty::ZERO,
        qty_returned: Qty::ZERO,
        amount_invoiced: Money::ZERO,
        tax_invoiced: Money::ZERO,
    }
}

/// Equal content has equal hashes; 128 bits of SHA-256.
pub(super) fn content_hash(new: &NewOrder) -> String {
    let content = serde_json::to_vec(new).unwrap_or_default();
    Sha256::digest(content)[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}
