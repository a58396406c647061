//! A warehouse floor to test on: two warehouses, a few SKUs, and commands that read well.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, reason = "every test file uses a part of it")]

use base::id::{SkuId, WarehouseId};
use base::{Ctx, Error, Qty, Result};
use db::{Db, Tx};
use stock::{Demand, Issue, Receipt, Short, SkuKey};

pub struct Floor {
    pub db: Db,
    pub ctx: Ctx,
    pub east: WarehouseId,
    pub west: WarehouseId,
}

pub fn floor(db: &Db) -> Floor {
    let ctx = testdb::system_ctx();
    let (east, west) = db
        .write_now(&ctx, |tx, ctx| {
            let east = stock::ensure_warehouse(tx, ctx, "EAST", "东仓")?;
            Ok((east, stock::ensure_warehouse(tx, ctx, "WEST", "西仓")?))
        })
        .unwrap();
    Floor { db: db.clone(), ctx, east, west }
}

pub fn sku(number: i64) -> SkuKey {
    SkuKey { id: SkuId(1_000 + number), code: format!("SKU-{number}"), name: format!("货 {number}") }
}

pub fn qty(units: i64) -> Qty {
    Qty::whole(units)
}

pub fn demand(warehouse_id: WarehouseId, origin: &str, number: i64, units: i64) -> Demand {
    let SkuKey { id, code, .. } = sku(number);
    Demand {
        origin: origin.into(),
        line_no: 1,
        sku_id: id,
        sku: code,
        warehouse_id,
        lot: None,
        qty: qty(units),
    }
}

pub fn issue(warehouse_id: WarehouseId, origin: &str, number: i64, units: i64) -> Issue {
    let sku_id = sku(number).id;
    Issue { origin: origin.into(), sku_id, warehouse_id, location_id: None, lot: None, qty: qty(units) }
}

pub fn receipt(number: i64, lot: &str, units: i64) -> Receipt {
    Receipt { sku: sku(number), lot: lot.into(), qty: qty(units), origin: String::new() }
}

impl Floor {
    pub fn write<T: Send + 'static>(
        &self,
        run: impl FnMut(&mut Tx<'_>, &Ctx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.db.write_now(&self.ctx, run)
    }

    pub fn receive(&self, warehouse: WarehouseId, number: i64, lot: &str, units: i64) {
        let goods = [receipt(number, lot, units)];
        self.write(move |tx, ctx| stock::receive(tx, ctx, warehouse, None, &goods)).unwrap();
    }

    pub fn reserve(&self, demands: &[Demand], short: Short) -> Result<Vec<Qty>> {
        let demands = demands.to_vec();
        let promised = self.write(move |tx, ctx| stock::reserve(tx, ctx, "ord", &demands, short))?;
        Ok(promised.into_iter().map(|p| p.qty).collect())
    }

    pub fn issue(&self, issues: &[Issue]) -> Result<()> {
        let issues = issues.to_vec();
        self.write(move |tx, ctx| stock::issue(tx, ctx, "shp", &issues))
    }

    /// On hand and reserved, in units.
    pub fn held(&self, warehouse: WarehouseId, number: i64) -> (Qty, Qty) {
        let id = sku(number).id;
        let all = self.db.read_now(move |tx| stock::availability(tx, &[id])).unwrap();
        let here = all.into_iter().find(|a| a.warehouse_id == warehouse);
        here.map_or((Qty::ZERO, Qty::ZERO), |a| (a.on_hand, a.reserved))
    }

    /// The promises of a line: lot and quantity, the oldest first.
    pub fn promises(&self, origin: &str) -> Vec<(String, Qty)> {
        let origins = [origin.to_owned()];
        let found = self.db.read_now(move |tx| stock::reservations(tx, &origins)).unwrap();
        found.into_iter().map(|r| (r.lot, r.qty)).collect()
    }
}

/// The code of a refusal.
pub fn code<T: std::fmt::Debug>(outcome: Result<T>) -> String {
    match outcome {
        Err(Error::Refused(refused)) => refused.code,
        other => panic!("not refused: {other:?}"),
    }
}
