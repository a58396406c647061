//! The data set Online Retail II: a year of invoices of a wholesaler, taken through the whole way of an order.
//!
//! The data knows one moment of each invoice. That is when the order is placed, confirmed and released;
//! the goods leave two hours later and are invoiced, and arrive two days after that. On each day, before
//! its first sale, what is new is entered and the goods come in that the day's sales need and the
//! warehouse has not. Cancellations credit the invoice of an earlier sale of the same customer and SKU,
//! at the invoiced price, and the goods come back. The data knows no payments: nothing is paid, and the
//! terms are long enough that nothing becomes overdue meanwhile. Rows without a customer are sales over the counter.
//!
//! A step is found done by what it made: an order by its external number, a delivery by its shipment, a
//! credit by its reason. So the same file twice changes nothing.

mod plan;

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::anyhow;
use base::id::{OrderLineId, SkuId};
use base::{At, Ctx, Error, Qty, Refused, Result};
use billing::{CreditLine, NewCredit};
use catalog::NewSku;
use db::Tx;
use order::{Document, External, NewLine, NewOrder, OnShort, ShipTo, Upsert, Upto};
use party::NewCustomer;
use shipping::{DeliverAsk, ShipAsk};
use stock::{Receipt, SkuKey};

use crate::document::{Cells, Setup, of_row};
use crate::kinds::Taken;
use crate::model::{Outcome, RowError};
use plan::{COUNTER, Credit, Part, Person, Product, SHIPPED_US, Sale, ZONE};

/// Where these orders come from.
const CHANNEL: &str = "online-retail";
const CURRENCY: &str = "GBP";
/// Ten years, the most there is.
const TERM_DAYS: i64 = 3_650;

/// One step of the past.
#[derive(Debug)]
pub(crate) enum Step {
    Products { at: At, all: Vec<Product> },
    Customers { at: At, all: Vec<Person> },
    Receipt { at: At, sales: Vec<Arc<Sale>> },
    Sale(Arc<Sale>),
    Delivery { invoice: Arc<str>, at: At },
    Credit(Credit),
}

/// The steps that the rows of a file are.
pub(crate) fn steps(setup: &Setup, rows: Vec<Cells>) -> Vec<Step> {
    plan::steps(setup, rows)
}

impl Step {
    /// The rows it takes or reports.
    pub(crate) fn rows(&self) -> Vec<i64> {
        let with = |taken: Vec<i64>, rubbish: &[RowError]| {
            let mut all = taken;
            all.extend(rubbish.iter().map(|error| error.row_no));
            all.sort_unstable();
            all.dedup();
            all
        };
        match self {
            Self::Sale(sale) => with(sale.lines.iter().map(|line| line.row).collect(), &sale.rubbish),
            Self::Credit(credit) => with(credit.rows.clone(), &credit.rubbish),
            _ => Vec::new(),
        }
    }

    /// What of it is reported, whatever the commands say.
    pub(crate) fn rubbish(&self) -> Vec<RowError> {
        match self {
            Self::Sale(sale) => sale.rubbish.clone(),
            Self::Credit(credit) => credit.rubbish.clone(),
            _ => Vec::new(),
        }
    }

    /// The documents it works on: what reacts to a step on one of them must be through before another.
    pub(crate) fn touches(&self) -> Vec<&str> {
        match self {
            Self::Sale(sale) => vec![&sale.invoice],
            Self::Delivery { invoice, .. } => vec![invoice],
            Self::Credit(credit) => credit.parts.keys().map(|sale| &**sale).collect(),
            _ => Vec::new(),
        }
    }

    pub(crate) fn take(&self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<Taken> {
        let at = |at: At| Ctx { at, zone: ZONE.clone(), ..ctx.clone() };
        let made = match self {
            Self::Products { at: moment, all } => products(tx, &at(*moment), all).map(|()| None),
            Self::Customers { at: moment, all } => customers(tx, &at(*moment), all).map(|()| None),
            Self::Receipt { at: moment, sales } => receive(tx, &at(*moment), sales).map(|()| None),
            Self::Sale(sale) if sale.lines.is_empty() => Ok(None),
            Self::Sale(sale) => sell(tx, &at(sale.at), sale),
            Self::Delivery { invoice, at: moment } => deliver(tx, &at(*moment), invoice).map(|()| None),
            Self::Credit(taken) => credit(tx, &at(taken.at), taken),
        }?;
        let made = made.map(|(subject, number)| (subject, number, Outcome::Created));
        let rubbish = self.rubbish();
        let refused = made.is_none() && !rubbish.is_empty() && rubbish_is_all(&self.rows(), &rubbish);
        Ok(Taken { made, errors: rubbish, refused })
    }

    /// A command's refusal: every row of the step is reported with it.
    pub(crate) fn refused(&self, refused: &Refused) -> Vec<RowError> {
        let mut errors = self.rubbish();
        let known: Vec<i64> = errors.iter().map(|error| error.row_no).collect();
        errors.extend(
            self.rows().into_iter().filter(|row| !known.contains(row)).map(|row| of_row(row, refused)),
        );
        errors
    }
}

fn rubbish_is_all(rows: &[i64], rubbish: &[RowError]) -> bool {
    rows.iter().all(|row| rubbish.iter().any(|error| error.row_no == *row))
}

fn products(tx: &mut Tx<'_>, ctx: &Ctx, all: &[Product]) -> Result<()> {
    for product in all {
        let name = if product.name.is_empty() { product.sku.to_string() } else { product.name.clone() };
        let new =
            NewSku { code: product.sku.to_string(), name, list_price: product.price, ..NewSku::default() };
        catalog::ensure_sku(tx, ctx, &new)?;
    }
    Ok(())
}

fn customers(tx: &mut Tx<'_>, ctx: &Ctx, all: &[Person]) -> Result<()> {
    for person in all {
        let name = if &*person.code == COUNTER {
            "Counter sales".to_owned()
        } else {
            format!("{} ({})", person.code, person.country)
        };
        let new = NewCustomer {
            code: person.code.to_string(),
            name,
            currency: CURRENCY.into(),
            term_days: TERM_DAYS,
            note: person.country.to_string(),
            ..NewCustomer::default()
        };
        party::ensure(tx, ctx, &new)?;
    }
    Ok(())
}

/// The goods that the day's sales need and the warehouse has not, in one receipt.
fn receive(tx: &mut Tx<'_>, ctx: &Ctx, sales: &[Arc<Sale>]) -> Result<()> {
    let numbers: Vec<&str> = sales.iter().map(|sale| &*sale.invoice).collect();
    let known = order::known_external(tx, CHANNEL, &numbers)?;
    let mut needs: HashMap<&str, i64> = HashMap::new();
    for line in sales.iter().filter(|sale| !known.contains(&*sale.invoice)).flat_map(|sale| &sale.lines) {
        *needs.entry(&line.sku).or_default() += line.qty;
    }
    let mut needs: Vec<(&str, i64)> = needs.into_iter().collect();
    needs.sort_unstable();
    let codes: Vec<&str> = needs.iter().map(|(sku, _)| *sku).collect();
    let skus: Vec<_> =
        catalog::skus_by_code(tx, &codes)?.into_iter().flatten().map(|known| known.sku).collect();
    let Some(warehouse) = stock::warehouses(tx)?.into_iter().find(|warehouse| warehouse.active) else {
        return Err(anyhow!("there is no warehouse to receive into").into());
    };
    let ids: Vec<SkuId> = skus.iter().map(|sku| sku.id).collect();
    let available = stock::available_in(tx, warehouse.id, &ids)?;
    let short = skus.iter().zip(&needs).filter_map(|(sku, (_, needed))| {
        let qty = Qty::whole(*needed) - available.get(&sku.id).copied().unwrap_or_default();
        let key = SkuKey { id: sku.id, code: sku.code.clone(), name: sku.name.clone() };
        qty.is_positive().then(|| Receipt { sku: key, lot: String::new(), qty, origin: String::new() })
    });
    let receipts: Vec<Receipt> = short.collect();
    if receipts.is_empty() {
        return Ok(());
    }
    stock::receive(tx, ctx, warehouse.id, None, &receipts).map(|_| ())
}

/// From the order to the goods leaving; the invoice follows by itself.
fn sell(tx: &mut Tx<'_>, ctx: &Ctx, sale: &Sale) -> Result<Option<(String, String)>> {
    let line = |line: &plan::SaleLine| NewLine {
        sku: line.sku.to_string(),
        qty: Qty::whole(line.qty),
        uom: None,
        price: Some(line.price),
        discount: None,
        requested_on: None,
        warehouse: None,
        note: String::new(),
    };
    let new = NewOrder {
        customer: sale.customer.to_string(),
        lines: sale.lines.iter().map(line).collect(),
        ship_to: Some(ShipTo {
            receiver: sale.customer.to_string(),
            phone: String::new(),
            address: sale.country.to_string(),
        }),
        external: Some(External { channel: CHANNEL.into(), number: sale.invoice.to_string() }),
        requested_on: None,
        warehouse: None,
        note: String::new(),
        upto: Upto::Confirmed,
        on_short: OnShort::Refuse,
    };
    let (taken, how) = order::upsert(tx, ctx, &new)?;
    if how == Upsert::Unchanged {
        return Ok(None);
    }
    let id = taken.order.id;
    order::release(tx, ctx, id)?;
    let left = Ctx { at: ctx.at.plus(SHIPPED_US), ..ctx.clone() };
    for shipment in shipping::shipments_of(tx, &id.to_string())? {
        shipping::pick_all(tx, &left, shipment.shipment.id)?;
        shipping::ship(tx, &left, shipment.shipment.id, &ShipAsk::default())?;
    }
    Ok(Some((id.to_string(), taken.order.number)))
}

/// The order of an invoice; without it what follows a sale is refused as the sale was.
fn sold(tx: &mut Tx<'_>, invoice: &str) -> Result<Option<Document>> {
    order::by_external(tx, CHANNEL, invoice)
}

fn deliver(tx: &mut Tx<'_>, ctx: &Ctx, invoice: &str) -> Result<()> {
    let Some(order) = sold(tx, invoice)? else { return Ok(()) };
    for shipment in shipping::shipments_of(tx, &order.order.id.to_string())? {
        if shipment.shipment.delivered_at.is_none() {
            shipping::deliver(tx, ctx, shipment.shipment.id, &DeliverAsk::default())?;
        }
    }
    Ok(())
}

/// Takes sales back: the goods return, and a credit note takes back each invoice.
fn credit(tx: &mut Tx<'_>, ctx: &Ctx, credit: &Credit) -> Result<Option<(String, String)>> {
    let mut made = None;
    for (sale, parts) in &credit.parts {
        let missing = || crate::Refusal::SaleMissing { invoice: sale.to_string() };
        let order = sold(tx, sale)?.ok_or_else(missing)?;
        let origin = order.order.id.to_string();
        let invoices = billing::invoices_of(tx, &origin)?;
        if invoices.iter().any(|known| known.reason == *credit.invoice) {
            continue;
        }
        let invoice =
            invoices.iter().find(|known| known.kind == billing::Kind::Invoice).ok_or_else(missing)?;
        let claimed = billing::invoice(tx, invoice.id)?;
        let (lines, back) = taken_back(&order, &claimed, parts)?;
        order::take_returned(tx, ctx, order.order.id, &back)?;
        let ask = NewCredit { reason: credit.invoice.to_string(), lines: Some(lines) };
        let note = billing::credit(tx, ctx, invoice.id, &ask)?;
        made = Some((note.invoice.id.to_string(), note.invoice.number));
    }
    Ok(made)
}

type Back = (Vec<CreditLine>, Vec<(OrderLineId, Qty)>);

/// The invoice's lines and the order's lines that parts of a sale are.
fn taken_back(order: &Document, claimed: &billing::Document, parts: &[Part]) -> Result<Back> {
    let (mut lines, mut back) = (Vec::with_capacity(parts.len()), Vec::with_capacity(parts.len()));
    for part in parts {
        let lost = || Error::Fault(anyhow!("{} has no line {}", order.order.number, part.line + 1));
        let line = order.lines.get(part.line).ok_or_else(lost)?;
        let origin = line.id.to_string();
        let of_invoice = claimed.lines.iter().find(|known| known.origin == origin).ok_or_else(lost)?;
        let qty = Qty::whole(part.qty);
        lines.push(CreditLine { line_no: of_invoice.line_no, qty: Some(qty), amount: None });
        back.push((line.id, qty));
    }
    Ok((lines, back))
}
