//! Orders: rows with the same order number are one order, each row a line of it.

use std::collections::HashMap;

use base::id::OrderId;
use base::refusal::Common;
use base::{Ctx, Result};
use catalog::NewSku;
use db::Tx;
use order::{External, NewLine, NewOrder, ShipTo, Upsert};
use party::NewCustomer;

use super::Taken;
use crate::document::{Cells, Reading, Setup, refused};
use crate::model::{Outcome, RowError};
use crate::rules::Refusal;

/// What the head of an order is read from: the first row that says it.
const HEAD: [&str; 4] = ["customer", "warehouse", "requested_on", "phone"];

/// Rows of one number together, in the order of their first rows. A row without one is by itself.
pub(super) fn group(setup: &Setup, rows: Vec<Cells>) -> Vec<Vec<Cells>> {
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut out: Vec<Vec<Cells>> = Vec::new();
    for row in rows {
        let number = setup.cell(&row, "order_number").to_owned();
        match known.get(&number).filter(|_| !number.is_empty()) {
            Some(place) => out[*place].push(row),
            None => {
                known.insert(number, out.len());
                out.push(vec![row]);
            }
        }
    }
    out
}

/// The order that rows say, and what of them cannot be read.
fn read(setup: &Setup, rows: &[Cells]) -> (NewOrder, Vec<RowError>) {
    let mut reading = Reading::new(setup);
    let first = &rows[0];
    let number = reading.required(first, "order_number");
    disagreements(&mut reading, rows);
    let said = |target: &str| {
        rows.iter().map(|row| setup.cell(row, target)).find(|text| !text.is_empty()).unwrap_or_default()
    };
    let customer = match said("customer") {
        "" => setup.options.customer.clone().unwrap_or_default(),
        named => named.to_owned(),
    };
    if customer.is_empty() {
        reading.add(first, "customer", &Common::Required);
    }
    let dated = rows.iter().find(|row| !setup.cell(row, "requested_on").is_empty());
    let requested_on = dated.and_then(|row| reading.day(row, "requested_on"));
    let lines = rows.iter().map(|row| line(&mut reading, row)).collect();
    let address: String = ["province", "city", "district", "address"].map(said).concat();
    let receiver = match (said("receiver"), said("customer_name")) {
        ("", "") => customer.clone(),
        ("", name) | (name, _) => name.to_owned(),
    };
    let says_where = !said("receiver").is_empty() || !said("phone").is_empty() || !address.is_empty();
    let ship_to = says_where.then(|| ShipTo { receiver, phone: said("phone").into(), address });
    let warehouse = said("warehouse");
    let options = &setup.options;
    let new = NewOrder {
        customer,
        lines,
        ship_to,
        external: Some(External { channel: options.channel.clone(), number }),
        requested_on,
        warehouse: Some(warehouse.to_owned()).filter(|text| !text.is_empty()),
        note: said("note").into(),
        upto: options.upto,
        on_short: options.on_short,
    };
    (new, reading.errors)
}

fn line(reading: &mut Reading<'_>, row: &Cells) -> NewLine {
    let sku = reading.required(row, "sku");
    let had = reading.errors.len();
    let qty = reading.qty(row, "qty");
    match qty {
        None if reading.errors.len() == had => reading.add(row, "qty", &Common::Required),
        Some(qty) if !qty.is_positive() => {
            reading.add(row, "qty", &Common::NotPositive { value: qty.to_string() });
        }
        _ => {}
    }
    let uom = reading.text(row, "uom");
    NewLine {
        sku,
        qty: qty.unwrap_or_default(),
        uom: Some(uom).filter(|uom| !uom.is_empty()),
        price: reading.money(row, "price"),
        discount: None,
        requested_on: None,
        warehouse: None,
        note: reading.text(row, "line_note"),
    }
}

/// One order has one customer, one warehouse, one day: rows that say another are wrong.
fn disagreements(reading: &mut Reading<'_>, rows: &[Cells]) {
    let setup = reading.setup;
    for target in HEAD {
        let Some(first) = rows.iter().find(|row| !setup.cell(row, target).is_empty()) else { continue };
        let said = setup.cell(first, target);
        let differs =
            |row: &&Cells| !matches!(setup.cell(row, target), "") && setup.cell(row, target) != said;
        for row in rows.iter().filter(differs) {
            let value = setup.cell(row, target).to_owned();
            let refusal = Refusal::RowsDisagree { value, first: said.to_owned(), row: first.no };
            reading.add(row, target, &refusal);
        }
    }
}

pub(super) fn check(tx: &mut Tx<'_>, ctx: &Ctx, setup: &Setup, rows: &[Cells]) -> Result<Vec<RowError>> {
    let (new, mut errors) = read(setup, rows);
    let mut forgiven = Vec::new();
    forgiven.extend(setup.options.create_customers.then_some("customer_unknown"));
    forgiven.extend(setup.options.create_products.then_some("sku_unknown"));
    let wrong = match order::would_upsert(tx, ctx, &new) {
        Ok(Upsert::Unchanged) => None,
        Ok(_) => refused(order::check(tx, ctx, &new), &forgiven)?,
        taken => refused(taken, &[])?,
    };
    if let Some(wrong) = wrong {
        // A cell that could not be read at all is told once.
        let told = |error: &RowError| {
            errors.iter().any(|known| known.row_no == error.row_no && known.field == error.field)
        };
        let more: Vec<_> = setup.errors(&wrong, rows, place).into_iter().filter(|e| !told(e)).collect();
        errors.extend(more);
    }
    Ok(errors)
}

pub(super) fn take(tx: &mut Tx<'_>, ctx: &Ctx, setup: &Setup, rows: &[Cells]) -> Result<Taken> {
    let (new, errors) = read(setup, rows);
    if !errors.is_empty() {
        return Ok(Taken::refused(errors));
    }
    if setup.options.create_customers {
        customer(tx, ctx, setup, rows, &new.customer)?;
    }
    if setup.options.create_products {
        products(tx, ctx, setup, rows)?;
    }
    let (document, how) = order::upsert(tx, ctx, &new)?;
    let (id, number) = (document.order.id, &document.order.number);
    Ok(match how {
        Upsert::Created => Taken::made(id, number, Outcome::Created),
        Upsert::Changed => Taken::made(id, number, Outcome::Changed),
        Upsert::Unchanged => Taken::default(),
    })
}

fn customer(tx: &mut Tx<'_>, ctx: &Ctx, setup: &Setup, rows: &[Cells], code: &str) -> Result<()> {
    if code.parse::<base::id::CustomerId>().is_ok() {
        return Ok(());
    }
    let name = rows.iter().map(|row| setup.cell(row, "customer_name")).find(|name| !name.is_empty());
    let new = NewCustomer {
        code: code.to_owned(),
        name: name.unwrap_or(code).to_owned(),
        ..NewCustomer::default()
    };
    party::ensure(tx, ctx, &new).map(|_| ())
}

/// The SKUs nobody knows, entered at the price of their first row.
fn products(tx: &mut Tx<'_>, ctx: &Ctx, setup: &Setup, rows: &[Cells]) -> Result<()> {
    let codes: Vec<&str> = rows.iter().map(|row| setup.cell(row, "sku")).collect();
    let known = catalog::skus_by_code(tx, &codes)?;
    for (row, known) in rows.iter().zip(known) {
        let code = setup.cell(row, "sku");
        if known.is_some() || code.parse::<base::id::SkuId>().is_ok() {
            continue;
        }
        let name = Some(setup.cell(row, "product_name")).filter(|name| !name.is_empty());
        let new = NewSku {
            code: code.to_owned(),
            name: name.unwrap_or(code).to_owned(),
            uom: setup.cell(row, "uom").to_owned(),
            list_price: Reading::new(setup).money(row, "price").unwrap_or_default(),
            ..NewSku::default()
        };
        catalog::ensure_sku(tx, ctx, &new)?;
    }
    Ok(())
}

/// Which row and target a field of an order was read from.
pub(super) fn place(field: &str) -> (usize, &'static str) {
    if let Some((index, name)) = field.strip_prefix("lines[").and_then(|rest| rest.split_once("].")) {
        let target = match name {
            "sku" => "sku",
            "qty" => "qty",
            "uom" => "uom",
            "price" => "price",
            "warehouse" => "warehouse",
            "note" => "line_note",
            _ => "",
        };
        return (index.parse().unwrap_or(0), target);
    }
    let target = match field {
        "customer" => "customer",
        "external.number" => "order_number",
        "ship_to.phone" => "phone",
        "ship_to.receiver" => "receiver",
        "ship_to.address" => "address",
        "warehouse" => "warehouse",
        "note" => "note",
        "code" | "name" => "customer",
        _ => "",
    };
    (0, target)
}

/// Calls the order off and frees its number, unless something of it has left.
pub(super) fn undo(tx: &mut Tx<'_>, ctx: &Ctx, subject: &str, reason: &str) -> Result<()> {
    let unknown = || Common::NotFound { what: "order", id: subject.to_owned() };
    let id: OrderId = subject.parse().map_err(|_| unknown())?;
    order::take_out(tx, ctx, id, reason).map(|_| ())
}
