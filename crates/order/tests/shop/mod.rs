//! A small trading company to test in: customers, goods, two warehouses, and commands that read well.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, reason = "every test file uses a part of it")]

use base::id::{CustomerId, OrderId, ShipmentId, WarehouseId};
use base::{Ctx, Money, Qty, Result};
use catalog::NewSku;
use db::{Db, Tx, Wiring};
use order::{Document, NewLine, NewOrder, OnShort, Upto};
use party::NewCustomer;

pub struct Shop {
    pub db: Db,
    pub ctx: Ctx,
    pub main: WarehouseId,
}

/// Runs a test in a fresh company on both databases.
pub fn each(test: impl Fn(&Shop)) {
    testdb::each(&Wiring::new(&order::reactions()), |db| test(&shop(db)));
}

pub fn shop(db: &Db) -> Shop {
    let ctx = testdb::system_ctx();
    let main = db
        .write_now(&ctx, |tx, ctx| {
            for (code, price, cost) in [("A", 113, 60), ("B", 20, 10), ("C", 3, 1)] {
                let sku = NewSku {
                    code: code.into(),
                    name: format!("货品{code}"),
                    uom: "件".into(),
                    tax_rate: "0.13".parse().unwrap(),
                    list_price: Money::whole(price),
                    cost: Money::whole(cost),
                    ..NewSku::default()
                };
                catalog::ensure_sku(tx, ctx, &sku)?;
            }
            for (code, limit) in [("ACME", None), ("SMALL", Some(Money::whole(500)))] {
                let customer = NewCustomer {
                    code: code.into(),
                    name: format!("{code} 公司"),
                    credit_limit: limit,
                    term_days: 30,
                    ..NewCustomer::default()
                };
                party::ensure(tx, ctx, &customer)?;
            }
            let main = stock::ensure_warehouse(tx, ctx, "MAIN", "主仓")?;
            stock::ensure_warehouse(tx, ctx, "WEST", "西仓")?;
            Ok(main)
        })
        .unwrap();
    Shop { db: db.clone(), ctx, main }
}

/// An order of so many of each SKU.
pub fn wants(customer: &str, lines: &[(&str, i64)]) -> NewOrder {
    NewOrder {
        customer: customer.into(),
        lines: lines.iter().map(|(sku, qty)| wanted(sku, *qty)).collect(),
        ship_to: None,
        external: None,
        requested_on: None,
        warehouse: None,
        note: String::new(),
        upto: Upto::Confirmed,
        on_short: OnShort::Refuse,
    }
}

pub fn wanted(sku: &str, qty: i64) -> NewLine {
    NewLine {
        sku: sku.into(),
        qty: Qty::whole(qty),
        uom: None,
        price: None,
        discount: None,
        requested_on: None,
        warehouse: None,
        note: String::new(),
    }
}

/// The states of an order in one line: `confirmed none reserved none`.
pub fn states(d: &Document) -> String {
    let o = &d.order;
    format!("{} {} {} {}", o.state, o.review_state, o.shipping_state, o.billing_state)
}

pub fn code<T>(outcome: Result<T>) -> String {
    match outcome {
        Ok(_) => "fine".into(),
        Err(error) => error.refused().map_or_else(|| error.to_string(), |refused| refused.code.clone()),
    }
}

impl Shop {
    pub fn write<T: Send + 'static>(
        &self,
        run: impl FnMut(&mut Tx<'_>, &Ctx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.db.write_now(&self.ctx, run)
    }

    pub fn receive(&self, sku: &str, qty: i64) {
        self.receive_at("MAIN", sku, qty);
    }

    pub fn receive_at(&self, warehouse: &str, sku: &str, qty: i64) {
        let (warehouse, sku) = (warehouse.to_owned(), sku.to_owned());
        self.write(move |tx, ctx| {
            let place = stock::warehouse_by_code(tx, &warehouse)?.id;
            let known = catalog::sku_by_code(tx, &sku)?.sku;
            let key = stock::SkuKey { id: known.id, code: known.code, name: known.name };
            let goods = [stock::Receipt {
                sku: key,
                lot: String::new(),
                qty: Qty::whole(qty),
                origin: String::new(),
            }];
            stock::receive(tx, ctx, place, None, &goods)
        })
        .unwrap();
    }

    pub fn limit(&self, customer: &str, limit: Money) {
        let customer = customer.to_owned();
        self.write(move |tx, ctx| {
            let id = party::intake_by_code(tx, &customer)?.customer.id;
            let patch = party::CustomerPatch { credit_limit: Some(Some(limit)), ..Default::default() };
            party::patch(tx, ctx, id, &patch)
        })
        .unwrap();
    }

    pub fn order(&self, new: &NewOrder) -> Result<Document> {
        let new = new.clone();
        self.write(move |tx, ctx| order::create(tx, ctx, &new))
    }

    pub fn see(&self, id: OrderId) -> Document {
        let ctx = self.ctx.clone();
        self.db.read_now(move |tx| order::order(tx, &ctx, id)).unwrap()
    }

    pub fn release(&self, id: OrderId) -> Document {
        self.write(move |tx, ctx| order::release(tx, ctx, id)).unwrap()
    }

    pub fn shipments(&self, id: OrderId) -> Vec<shipping::Document> {
        self.db.read_now(move |tx| shipping::shipments_of(tx, &id.to_string())).unwrap()
    }

    /// Scans every line of a shipment in full and lets it leave.
    pub fn send(&self, id: ShipmentId) {
        self.write(move |tx, ctx| {
            shipping::start_pick(tx, ctx, id)?;
            for line in shipping::shipment(tx, id)?.lines {
                let ask = shipping::ScanAsk {
                    code: line.sku,
                    qty: Some(line.qty),
                    lot: String::new(),
                    client_key: None,
                };
                shipping::scan(tx, ctx, id, &ask)?;
            }
            shipping::ship(tx, ctx, id, &shipping::ShipAsk::default())
        })
        .unwrap();
    }

    pub fn deliver(&self, id: ShipmentId) {
        self.write(move |tx, ctx| shipping::deliver(tx, ctx, id, &shipping::DeliverAsk::default())).unwrap();
    }

    pub fn send_all(&self, id: OrderId) {
        for shipment in self.shipments(id) {
            if shipment.shipment.shipped_at.is_none() {
                self.send(shipment.shipment.id);
            }
        }
    }

    pub fn deliver_all(&self, id: OrderId) {
        for shipment in self.shipments(id) {
            if shipment.shipment.delivered_at.is_none() {
                self.deliver(shipment.shipment.id);
            }
        }
    }

    pub fn pay(&self, customer: CustomerId, amount: Money) {
        self.write(move |tx, ctx| {
            let new = billing::NewPayment {
                customer,
                amount,
                currency: None,
                method: billing::Method::Transfer,
                reference: String::new(),
                note: String::new(),
                received_on: None,
            };
            let payment = billing::record_payment(tx, ctx, &new)?;
            billing::apply(tx, ctx, payment.id, &billing::Settle::Oldest)
        })
        .unwrap();
    }
}
