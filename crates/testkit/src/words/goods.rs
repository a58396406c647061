//! Goods that come, move, are counted and corrected.

use serde_json::{Value, json};

use super::Words;
use crate::world::{Stop, Told, World, text};

/// The warehouse after `at`, or the first one.
fn place(world: &World, words: &mut Words) -> Result<String, Stop> {
    let code = words.option("at").unwrap_or_else(|| "MAIN".into());
    world.id("warehouse", &code)
}

/// `10 WIDGET [lot L1]`
fn goods(words: &mut Words) -> Result<Value, Stop> {
    let (qty, sku) = (words.next("how many")?, words.next("a SKU")?);
    let lot = words.option("lot").unwrap_or_default();
    Ok(json!({"sku": sku, "qty": qty, "lot": lot}))
}

/// `receive 10 WIDGET [lot L1] [at WEST]`
pub(super) fn receive(world: &mut World, words: &mut Words) -> Told {
    let warehouse = place(world, words)?;
    let line = goods(words)?;
    world.post("/api/stock/receipts", &json!({"warehouse_id": warehouse, "lines": [line]}))?;
    Ok(Vec::new())
}

/// `transfer 5 WIDGET MAIN WEST`
pub(super) fn transfer(world: &mut World, words: &mut Words) -> Told {
    let line = goods(words)?;
    let from = world.id("warehouse", &words.next("from where")?)?;
    let to = world.id("warehouse", &words.next("to where")?)?;
    let body = json!({"from_warehouse_id": from, "to_warehouse_id": to, "lines": [line]});
    world.post("/api/stock/transfers", &body)?;
    Ok(Vec::new())
}

/// `adjust -2 WIDGET [at WEST] because 破损`
pub(super) fn adjust(world: &mut World, words: &mut Words) -> Told {
    let (note, warehouse) = (words.reason(), place(world, words)?);
    let line = goods(words)?;
    let body = json!({"warehouse_id": warehouse, "note": note, "lines": [line]});
    world.post("/api/stock/adjustments", &body)?;
    Ok(Vec::new())
}

/// `plan 10 WIDGET on 2026-12-01 [at WEST]`: goods that are to come.
pub(super) fn plan(world: &mut World, words: &mut Words) -> Told {
    let (warehouse, on) = (place(world, words)?, words.option("on"));
    let (qty, sku) = (words.next("how many")?, words.next("a SKU")?);
    let body = json!({"sku": sku, "warehouse_id": warehouse, "qty": qty, "expected_on": on});
    world.post("/api/stock/planned-receipts", &body)?;
    Ok(Vec::new())
}

/// `count C-1 [at WEST]`: begins a count.
pub(super) fn count(world: &mut World, words: &mut Words) -> Told {
    let (warehouse, label) = (place(world, words)?, words.next("a name")?);
    let made = world.post("/api/stock/counts", &json!({ "warehouse_id": warehouse }))?;
    world.document("count", &label, &made);
    Ok(Vec::new())
}

/// `counted C-1 8 WIDGET [lot L1]`
pub(super) fn counted(world: &mut World, words: &mut Words) -> Told {
    let id = world.id("count", &words.next("a count")?)?;
    let count = world.look(&format!("/api/stock/counts/{id}"));
    let house = world.look(&format!("/api/warehouses/{}", text(&count, "warehouse_id")));
    let mut line = goods(words)?;
    line["location_id"] = house["default_location_id"].clone();
    world.post(&format!("/api/stock/counts/{id}/lines"), &json!({ "lines": [line] }))?;
    Ok(Vec::new())
}

/// `post C-1`: differences become moves.
pub(super) fn post(world: &mut World, words: &mut Words) -> Told {
    let id = world.id("count", &words.next("a count")?)?;
    world.post(&format!("/api/stock/counts/{id}/post"), &json!({}))?;
    Ok(Vec::new())
}
