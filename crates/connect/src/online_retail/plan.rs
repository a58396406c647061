//! Reading the data set: which rows are sales, which take a sale back, which are neither and why.
//! Pure: the same file gives the same steps, so that a job that begins anew finds itself.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use base::refusal::Common;
use base::time::{DAY_US, HOUR_US};
use base::{At, Day, Money};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::Step;
use crate::document::{Cells, Reading, Setup};
use crate::model::RowError;
use crate::rules::Refusal;

/// The data's clock.
pub(super) static ZONE: LazyLock<TimeZone> =
    LazyLock::new(|| TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC));

/// Who buys where no customer is named: real sales over the counter.
pub(super) const COUNTER: &str = "COUNTER";
/// The data knows one moment of a sale; the others follow it.
pub(super) const SHIPPED_US: i64 = 2 * HOUR_US;
const DELIVERED_US: i64 = 2 * DAY_US;
/// New products or customers that one step enters.
const NEW_MAX: usize = 50;

/// A sale: the rows of one invoice that can be taken.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sale {
    pub invoice: Arc<str>,
    pub customer: Arc<str>,
    pub country: Arc<str>,
    pub at: At,
    pub lines: Vec<SaleLine>,
    /// What of the invoice is no sale.
    pub rubbish: Vec<RowError>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SaleLine {
    pub row: i64,
    pub sku: Arc<str>,
    pub qty: i64,
    pub price: Money,
}

/// A cancellation: what of which sales it takes back.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Credit {
    pub invoice: Arc<str>,
    pub at: At,
    /// Rows that take something back, each in one part or several.
    pub rows: Vec<i64>,
    pub parts: BTreeMap<Arc<str>, Vec<Part>>,
    pub rubbish: Vec<RowError>,
}

/// So much of the sale's line at this place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    pub line: usize,
    pub qty: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Product {
    pub sku: Arc<str>,
    pub name: String,
    pub price: Money,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub code: Arc<str>,
    pub country: Arc<str>,
}

/// What a row says, when it is about goods.
struct Row {
    sku: Arc<str>,
    name: String,
    qty: i64,
    price: Money,
    at: At,
    customer: Arc<str>,
    country: Arc<str>,
}

/// The rows of one invoice.
struct Invoice {
    number: Arc<str>,
    at: At,
    rows: Vec<(i64, Row)>,
    rubbish: Vec<RowError>,
}

/// A sold line that may still be taken back.
struct Sold {
    sale: usize,
    line: usize,
    left: i64,
    price: Money,
}

#[derive(Default)]
struct Planner {
    texts: HashSet<Arc<str>>,
    sales: Vec<Sale>,
    credits: Vec<Credit>,
    /// By customer and SKU, the earliest first.
    sold: HashMap<(Arc<str>, Arc<str>), Vec<Sold>>,
    products: HashMap<Arc<str>, Product>,
    /// First credit of a sale: it must have arrived by then.
    credited: HashMap<Arc<str>, At>,
}

/// The steps of the past, in their order.
pub(super) fn steps(setup: &Setup, rows: Vec<Cells>) -> Vec<Step> {
    let mut planner = Planner::default();
    let invoices = planner.invoices(setup, rows);
    for invoice in invoices {
        if invoice.number.starts_with('C') {
            planner.credit(setup, invoice);
        } else {
            planner.sell(invoice);
        }
    }
    planner.steps()
}

impl Planner {
    /// Rows by invoice, in the order of first rows, with what is wrong with each.
    fn invoices(&mut self, setup: &Setup, rows: Vec<Cells>) -> Vec<Invoice> {
        let mut known: HashMap<Arc<str>, usize> = HashMap::new();
        let mut out: Vec<Invoice> = Vec::new();
        let mut moments: HashMap<Box<str>, Option<At>> = HashMap::new();
        for cells in rows {
            let number = self.text(setup.cell(&cells, "invoice"));
            let place = *known.entry(Arc::clone(&number)).or_insert_with(|| {
                out.push(Invoice { number, at: At(0), rows: Vec::new(), rubbish: Vec::new() });
                out.len() - 1
            });
            let invoice = &mut out[place];
            match self.read(setup, &cells, &mut moments) {
                Ok(row) => {
                    if invoice.rows.is_empty() {
                        invoice.at = row.at;
                    }
                    invoice.rows.push((cells.no, row));
                }
                Err(errors) => invoice.rubbish.extend(errors),
            }
        }
        out
    }

    fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&new));
        new
    }

    /// One row, or every reason why it is neither a sale nor takes one back.
    fn read(
        &mut self,
        setup: &Setup,
        cells: &Cells,
        moments: &mut HashMap<Box<str>, Option<At>>,
    ) -> Result<Row, Vec<RowError>> {
        let mut reading = Reading::new(setup);
        let number = reading.required(cells, "invoice");
        let written = setup.cell(cells, "at");
        let at = *moments.entry(written.into()).or_insert_with(|| moment(written));
        if at.is_none() {
            reading.add(cells, "at", &Refusal::DateUnclear { value: written.to_owned() });
        }
        let (qty, price) = (reading.whole(cells, "qty"), reading.money(cells, "price"));
        for (target, is_there) in [("qty", qty.is_some()), ("price", price.is_some())] {
            if !is_there && setup.cell(cells, target).is_empty() {
                reading.add(cells, target, &Common::Required);
            }
        }
        let code = setup.cell(cells, "sku").to_uppercase();
        let can_be_read = reading.errors.is_empty();
        let no_sale = no_sale(&number, &code, qty.unwrap_or_default(), price.unwrap_or_default());
        if let Some((target, refusal)) = no_sale.filter(|_| can_be_read) {
            reading.add(cells, target, &refusal);
        }
        if !reading.errors.is_empty() {
            return Err(reading.errors);
        }
        let customer = setup.cell(cells, "customer");
        let customer = customer.strip_suffix(".0").unwrap_or(customer);
        Ok(Row {
            sku: self.text(&code),
            name: setup.cell(cells, "name").to_owned(),
            qty: qty.unwrap_or_default(),
            price: price.unwrap_or_default(),
            at: at.unwrap_or_default(),
            customer: self.text(if customer.is_empty() { COUNTER } else { customer }),
            country: self.text(setup.cell(cells, "country")),
        })
    }

    fn sell(&mut self, invoice: Invoice) {
        let first = invoice.rows.first().map(|(_, row)| (row.customer.clone(), row.country.clone()));
        let (customer, country) = first.unwrap_or_else(|| (COUNTER.into(), "".into()));
        let sale = self.sales.len();
        let mut lines = Vec::with_capacity(invoice.rows.len());
        for (row_no, row) in invoice.rows {
            let (sku, price) = (Arc::clone(&row.sku), row.price);
            let product = self.products.entry(Arc::clone(&sku));
            product.or_insert_with(|| Product { sku: Arc::clone(&sku), name: row.name, price });
            let of_sku = self.sold.entry((Arc::clone(&customer), Arc::clone(&sku))).or_default();
            of_sku.push(Sold { sale, line: lines.len(), left: row.qty, price });
            lines.push(SaleLine { row: row_no, sku, qty: row.qty, price });
        }
        let (invoice, at, rubbish) = (invoice.number, invoice.at, invoice.rubbish);
        self.sales.push(Sale { invoice, customer, country, at, lines, rubbish });
    }

    /// Finds what a cancellation takes back: earlier sales of the same customer and SKU, those at the
    /// same price first, the latest first. A row that finds less than it takes is reported whole.
    fn credit(&mut self, setup: &Setup, invoice: Invoice) {
        let mut credit =
            Credit { invoice: invoice.number, at: invoice.at, rubbish: invoice.rubbish, ..Credit::default() };
        for (row_no, row) in invoice.rows {
            let key = (Arc::clone(&row.customer), Arc::clone(&row.sku));
            let sold = self.sold.entry(key).or_default();
            let left: i64 = sold.iter().map(|sold| sold.left).sum();
            if left < -row.qty {
                credit.rubbish.push(unmatched(setup, row_no, &row, left));
                continue;
            }
            credit.rows.push(row_no);
            let mut wanted = -row.qty;
            let (same, other): (Vec<usize>, Vec<usize>) =
                (0..sold.len()).rev().partition(|place| sold[*place].price == row.price);
            for place in same.into_iter().chain(other) {
                let taken = sold[place].left.min(wanted);
                if taken > 0 {
                    sold[place].left -= taken;
                    wanted -= taken;
                    let sale = &self.sales[sold[place].sale];
                    // What comes back before it had left follows its leaving.
                    credit.at = credit.at.max(sale.at.plus(SHIPPED_US));
                    let part = Part { line: sold[place].line, qty: taken };
                    credit.parts.entry(Arc::clone(&sale.invoice)).or_default().push(part);
                }
            }
        }
        for sale in credit.parts.keys() {
            let first = self.credited.entry(Arc::clone(sale)).or_insert(credit.at);
            *first = credit.at.min(*first);
        }
        self.credits.push(credit);
    }

    /// Everything in its order: on each day first what is new and the goods the day needs, then the day.
    fn steps(mut self) -> Vec<Step> {
        let mut days: BTreeMap<Day, Vec<(At, u8, Step)>> = BTreeMap::new();
        let mut new: BTreeMap<Day, Vec<Arc<Sale>>> = BTreeMap::new();
        for sale in std::mem::take(&mut self.sales) {
            let sale = Arc::new(sale);
            let day = sale.at.day_in(&ZONE);
            if !sale.lines.is_empty() {
                let usual = sale.at.plus(SHIPPED_US + DELIVERED_US);
                let at = self.credited.get(&sale.invoice).map_or(usual, |first| usual.min(*first));
                let delivery = Step::Delivery { invoice: Arc::clone(&sale.invoice), at };
                days.entry(at.day_in(&ZONE)).or_default().push((at, 1, delivery));
                new.entry(day).or_default().push(Arc::clone(&sale));
            }
            days.entry(day).or_default().push((sale.at, 0, Step::Sale(sale)));
        }
        for credit in std::mem::take(&mut self.credits) {
            days.entry(credit.at.day_in(&ZONE)).or_default().push((credit.at, 2, Step::Credit(credit)));
        }
        let mut out = Vec::new();
        let mut seen = HashSet::new();
        for (day, mut of_day) in days {
            if let Some(sales) = new.remove(&day) {
                self.begin(day.start_in(&ZONE), sales, &mut seen, &mut out);
            }
            of_day.sort_by_key(|(at, rank, _)| (*at, *rank));
            out.extend(of_day.into_iter().map(|(_, _, step)| step));
        }
        out
    }

    /// What a day needs before its first sale: its new products and customers, and its goods.
    fn begin(&self, at: At, sales: Vec<Arc<Sale>>, seen: &mut HashSet<Arc<str>>, out: &mut Vec<Step>) {
        let (mut products, mut people) = (Vec::new(), Vec::new());
        for sale in &sales {
            if seen.insert(format!("customer {}", sale.customer).into()) {
                people.push(Person { code: Arc::clone(&sale.customer), country: Arc::clone(&sale.country) });
            }
            for line in &sale.lines {
                if seen.insert(Arc::clone(&line.sku)) {
                    products.extend(self.products.get(&line.sku).cloned());
                }
            }
        }
        out.extend(products.chunks(NEW_MAX).map(|some| Step::Products { at, all: some.to_vec() }));
        out.extend(people.chunks(NEW_MAX).map(|some| Step::Customers { at, all: some.to_vec() }));
        out.push(Step::Receipt { at, sales });
    }
}

/// A moment by the data's clock.
fn moment(text: &str) -> Option<At> {
    let local: DateTime = text.parse().ok()?;
    let zoned = local.to_zoned_datetime(ZONE.clone()).ok()?;
    Some(At::from_micros(zoned.timestamp().as_microsecond()))
}

/// Goods have five digits and up to two letters; the names of two ranges are known besides.
fn is_goods(code: &str) -> bool {
    let letters = code.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = code.len() - letters.len();
    (digits == 5 && letters.len() <= 2 && letters.bytes().all(|b| b.is_ascii_uppercase()))
        || code.starts_with("DCGS")
        || (code.starts_with("SP") && code.len() == 6 && digits == 0)
        || code == "PADS"
}

/// Why a row that can be read is neither a sale nor takes one back, and the cell that says so.
fn no_sale(invoice: &str, code: &str, qty: i64, price: Money) -> Option<(&'static str, Refusal)> {
    let is_credit = invoice.starts_with('C');
    if invoice.starts_with('A') {
        return Some(("invoice", Refusal::NoSale { invoice: invoice.to_owned() }));
    }
    if !is_goods(code) {
        return Some(("sku", Refusal::NoGoods { sku: code.to_owned() }));
    }
    if qty.is_negative() != is_credit || qty == 0 {
        return Some(("qty", Refusal::QtyOtherWay { invoice: invoice.to_owned(), qty }));
    }
    if !price.is_positive() {
        return Some(("price", Refusal::NoPrice { price }));
    }
    None
}

/// A cancellation of more than was ever sold.
fn unmatched(setup: &Setup, row_no: i64, row: &Row, left: i64) -> RowError {
    let refusal = Refusal::NeverSold {
        customer: row.customer.to_string(),
        sku: row.sku.to_string(),
        qty: -row.qty,
        left,
    };
    let cells = Cells { no: row_no, cells: Box::default() };
    RowError { value: row.qty.to_string(), ..setup.error(&cells, "qty", &refusal) }
}

#[cfg(test)]
#[path = "plan_test.rs"]
mod tests;
