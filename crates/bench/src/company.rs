//! The company that the benchmarks run in: made by the real commands, the same on every engine.

use anyhow::anyhow;
use base::id::{PriceListId, SkuId};
use base::{Ctx, Error, Money, Qty, Result};
use catalog::{NewSku, PriceFields, PriceListFields, PriceOwner};
use db::{Db, Tx};
use order::{NewLine, NewOrder, OnShort, Upto};
use party::{AddressFields, NewCustomer};
use people::model::{NewActor, NewToken};

use crate::place::system;

pub(crate) const CUSTOMERS: usize = 1_000;
pub(crate) const PRODUCTS: usize = 3_000;
/// What most orders want when something is fashionable.
pub(crate) const HOT: usize = 30;
pub(crate) const LINES: usize = 3;
/// Made rows of one closure.
const BATCH: usize = 250;

pub(crate) const TOKEN: &str = "sdk_bench_0123456789abcdef0123456789abcdef";

/// One order to be: which customer wants what.
pub(crate) struct Wish {
    pub(crate) customer: String,
    pub(crate) lines: Vec<(String, i64)>,
}

/// Wishes without end, the same for the same seed (xorshift, Marsaglia 2003).
pub(crate) struct Wishes {
    state: u64,
    products: usize,
}

impl Wishes {
    pub(crate) fn new(seed: usize, products: usize) -> Self {
        Self { state: 0x9E37_79B9_7F4A_7C15 ^ ((seed as u64 + 1) << 17), products }
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state % limit as u64).unwrap_or(0)
    }

    pub(crate) fn next(&mut self, lines: usize) -> Wish {
        let first = self.below(self.products);
        let step = 1 + self.below(self.products / lines);
        let customer = customer(1 + self.below(CUSTOMERS));
        let line = |n: usize| (product(((first + n * step) % self.products) + 1), 1 + (n as i64 % 5));
        Wish { customer, lines: (0..lines).map(line).collect() }
    }
}

impl Wish {
    pub(crate) fn json(&self) -> String {
        let lines: Vec<String> =
            self.lines.iter().map(|(sku, qty)| format!(r#"{{"sku":"{sku}","qty":"{qty}"}}"#)).collect();
        // Handed in: its process confirms it and gives it to the warehouse.
        format!(r#"{{"customer":"{}","upto":"placed","lines":[{}]}}"#, self.customer, lines.join(","))
    }

    pub(crate) fn order(&self) -> NewOrder {
        let line = |(sku, qty): &(String, i64)| NewLine {
            sku: sku.clone(),
            qty: Qty::whole(*qty),
            uom: None,
            price: None,
            discount: None,
            requested_on: None,
            warehouse: None,
            note: String::new(),
        };
        NewOrder {
            customer: self.customer.clone(),
            lines: self.lines.iter().map(line).collect(),
            ship_to: None,
            external: None,
            requested_on: None,
            warehouse: None,
            note: String::new(),
            upto: Upto::Confirmed,
            on_short: OnShort::Refuse,
        }
    }
}

fn product(number: usize) -> String {
    format!("P{number:05}")
}

pub(crate) fn customer(number: usize) -> String {
    format!("K{number:05}")
}

/// Customers with credit and an address, products with a price list, plenty of everything in stock,
/// and a program that may do all.
pub(crate) fn make(db: &Db) -> anyhow::Result<()> {
    let ctx = system(db);
    let list = told(db.write_now(&ctx, |tx, ctx| {
        people::seed(tx, ctx)?;
        stock::seed(tx, ctx)?;
        server::ship_processes(tx, ctx)?;
        stock::ensure_warehouse(tx, ctx, "MAIN", "主仓")?;
        program(tx, ctx)?;
        let list = PriceListFields {
            code: "TRADE".into(),
            name: "批发价".into(),
            currency: "CNY".into(),
            tax_included: true,
            active: true,
        };
        catalog::ensure_list(tx, ctx, &list)
    }))?;
    for from in (0..PRODUCTS).step_by(BATCH) {
        told(db.write_now(&ctx, move |tx, ctx| goods(tx, ctx, list, from)))?;
    }
    for from in (0..CUSTOMERS).step_by(BATCH) {
        told(db.write_now(&ctx, move |tx, ctx| {
            (from..CUSTOMERS.min(from + BATCH)).try_for_each(|number| buyer(tx, ctx, list, number + 1))
        }))?;
    }
    if db.engine() == db::Engine::Postgres {
        // Autovacuum does so within a minute; until then plans are guesses, the rival's as ours.
        told(db.write_now(&ctx, |tx, _| tx.exec("ANALYZE", &[])))?;
    }
    Ok(())
}

fn program(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<()> {
    let new = NewActor {
        login: Some("bench".into()),
        name: "基准".into(),
        roles: vec!["admin".into()],
        ..NewActor::default()
    };
    let actor = people::commands::create_actor(tx, ctx, &new, None)?;
    let new = NewToken { name: "bench".into(), actions: vec!["*".into()], actor_id: None, ends_at: None };
    // A person's key is made by that person.
    let own = people::commands::acting_as(tx, ctx, actor.id)?;
    people::access::create_token(tx, &own, &new, TOKEN, &["*"]).map(|_| ())
}

fn goods(tx: &mut Tx<'_>, ctx: &Ctx, list: PriceListId, from: usize) -> Result<()> {
    let place = stock::warehouse_by_code(tx, "MAIN")?.id;
    let mut prices = Vec::with_capacity(BATCH);
    let mut receipts = Vec::with_capacity(BATCH);
    for number in from + 1..=PRODUCTS.min(from + BATCH) {
        let list_price = Money::whole(10 + number as i64 % 90);
        let new = NewSku {
            code: product(number),
            name: format!("货品 {number}"),
            uom: "件".into(),
            tax_rate: "0.13".parse().unwrap_or_default(),
            list_price,
            cost: Money::whole(5),
            ..NewSku::default()
        };
        let sku: SkuId = catalog::ensure_sku(tx, ctx, &new)?;
        for (qty_from, off) in [(0, 1), (100, 2)] {
            let price = list_price - Money::whole(off);
            prices.push(PriceFields {
                sku,
                qty_from: Qty::whole(qty_from),
                price,
                from_on: None,
                to_on: None,
            });
        }
        receipts.push(stock::Receipt {
            sku: stock::SkuKey { id: sku, code: new.code, name: new.name },
            lot: String::new(),
            qty: Qty::whole(100_000_000),
            origin: String::new(),
        });
    }
    catalog::put_prices(tx, ctx, PriceOwner::List(list), &prices)?;
    stock::receive(tx, ctx, place, None, &receipts).map(|_| ())
}

fn buyer(tx: &mut Tx<'_>, ctx: &Ctx, list: PriceListId, number: usize) -> Result<()> {
    let new = NewCustomer {
        code: customer(number),
        name: format!("客户 {number} 有限公司"),
        price_list_id: Some(list),
        term_days: 30,
        credit_limit: Some(Money::whole(100_000_000)),
        phone: format!("1380000{number:04}"),
        ..NewCustomer::default()
    };
    let made = party::create(tx, ctx, &new)?;
    let address = AddressFields {
        receiver: "王小明".into(),
        phone: new.phone,
        province: "浙江省".into(),
        city: "杭州市".into(),
        district: "西湖区".into(),
        street: format!("文三路 {number} 号"),
        postcode: String::new(),
        is_default: true,
    };
    party::add_address(tx, ctx, made.id, &address).map(|_| ())
}

pub(crate) fn told<T>(outcome: Result<T>) -> anyhow::Result<T> {
    outcome.map_err(|error| match error {
        Error::Refused(refused) => anyhow!("{refused}"),
        Error::Fault(fault) => fault,
    })
}
