//! Setting the scene: people, customers, products, prices, warehouses, settings, and time.

use base::time::{DAY_US, HOUR_US, MINUTE_US};
use serde_json::json;

use super::Words;
use crate::house::SYSTEM;
use crate::world::{Stop, Told, World, text};

/// `department 华东 [under 销售]`
pub(super) fn department(world: &mut World, words: &mut Words) -> Told {
    let name = words.next("a name")?;
    let parent = words.option("under").map(|above| world.id("department", &above)).transpose()?;
    let made = world.post("/api/departments", &json!({"name": name, "parent_id": parent}))?;
    world.name("department", &name, &text(&made, "id"));
    Ok(Vec::new())
}

/// `user 小李 sales [in 华东]`
pub(super) fn user(world: &mut World, words: &mut Words) -> Told {
    let (name, role) = (words.next("a name")?, words.next("a role")?);
    let within = words.option("in").map(|name| world.id("department", &name)).transpose()?;
    let login = base::text::pinyin_key(&name).replace(' ', ".");
    let lang = words.option("lang").unwrap_or_else(|| "zh".to_owned());
    let new = json!({"name": name, "login": login, "roles": [role], "department_id": within, "lang": lang});
    let made = world.post("/api/users", &new)?;
    world.name("user", &name, &text(&made, "id"));
    Ok(Vec::new())
}

/// `head 销售 经理`: who leads a department.
pub(super) fn head(world: &mut World, words: &mut Words) -> Told {
    let id = world.id("department", &words.next("a department")?)?;
    let head = world.id("user", &words.next("who")?)?;
    world.ask("PATCH", &format!("/api/departments/{id}"), Some(&json!({"head_id": head})))?;
    Ok(Vec::new())
}

/// `as 小李`: who types from here on; `as system` is the house itself.
pub(super) fn speak_as(world: &mut World, words: &mut Words) -> Told {
    let name = words.next("a name")?;
    world.who = if name == SYSTEM { name } else { world.id("user", &name)? };
    Ok(Vec::new())
}

/// `customer ACME [limit 500] [term 30] [list VIP] [owner 小李]`
pub(super) fn customer(world: &mut World, words: &mut Words) -> Told {
    let code = words.next("a code")?;
    let mut new = json!({"code": code, "name": code});
    if let Some(limit) = words.option("limit") {
        new["credit_limit"] = json!(limit);
    }
    if let Some(term) = words.option("term") {
        new["term_days"] = json!(term.parse::<i64>().unwrap_or_default());
    }
    if let Some(list) = words.option("list") {
        new["price_list"] = json!(world.id("price list", &list)?);
    }
    if let Some(owner) = words.option("owner") {
        new["owner"] = json!(world.id("user", &owner)?);
    }
    let made = world.post("/api/customers", &new)?;
    world.name("customer", &code, &text(&made, "id"));
    Ok(Vec::new())
}

/// `close-customer ACME`: no more orders from him.
pub(super) fn close_customer(world: &mut World, words: &mut Words) -> Told {
    let id = world.id("customer", &words.next("a customer")?)?;
    world.ask("PATCH", &format!("/api/customers/{id}"), Some(&json!({"active": false})))?;
    Ok(Vec::new())
}

/// `product WIDGET 113 [cost 60] [tax 0.13] [barcode 690…]`: one SKU, the price with tax.
pub(super) fn product(world: &mut World, words: &mut Words) -> Told {
    let (code, price) = (words.next("a code")?, words.next("a price")?);
    let mut sku = json!({"code": code, "uom": "件", "list_price": price, "tax_rate": "0.13"});
    if let Some(tax) = words.option("tax") {
        sku["tax_rate"] = json!(tax);
    }
    if let Some(cost) = words.option("cost") {
        sku["cost"] = json!(cost);
    }
    if let Some(barcode) = words.option("barcode") {
        sku["barcodes"] = json!([{"code": barcode}]);
    }
    let made = world.post("/api/products", &json!({"code": code, "name": code, "skus": [sku]}))?;
    world.name("product", &code, &text(&made, "id"));
    world.name("sku", &code, &text(&made["skus"][0], "id"));
    Ok(Vec::new())
}

/// `unit WIDGET 箱 24 [barcode 169…]`: a unit that holds so many of the base unit.
pub(super) fn unit(world: &mut World, words: &mut Words) -> Told {
    let (code, uom, holds) = (words.next("a product")?, words.next("a unit")?, words.next("how many")?);
    let path = format!("/api/products/{}", world.id("product", &code)?);
    let mut sku = world.look(&path)["skus"][0].clone();
    let barcode = words.option("barcode").map(|barcode| json!({"code": barcode, "uom": uom}));
    let holds: i64 = holds.parse().map_err(|_| Stop::Mistyped(format!("{holds} is no whole number")))?;
    let mut fields = json!({"uoms": [{"uom": uom, "num": holds}], "barcodes": sku["barcodes"].take()});
    fields["barcodes"].as_array_mut().into_iter().for_each(|all| all.extend(barcode.clone()));
    for name in ["id", "code", "uom", "list_price", "tax_rate", "cost"] {
        fields[name] = sku[name].take();
    }
    world.ask("PATCH", &path, Some(&json!({ "skus": [fields] })))?;
    Ok(Vec::new())
}

/// `price-list VIP`
pub(super) fn price_list(world: &mut World, words: &mut Words) -> Told {
    let code = words.next("a code")?;
    let made = world.post("/api/price-lists", &json!({"code": code, "name": code}))?;
    world.name("price list", &code, &text(&made, "id"));
    Ok(Vec::new())
}

/// `price VIP WIDGET 100 [from 10]`, of a price list or a customer.
pub(super) fn price(world: &mut World, words: &mut Words) -> Told {
    let (of, sku, price) = (words.next("a list or customer")?, words.next("a SKU")?, words.next("a price")?);
    let mut put = json!({"sku": world.id("sku", &sku)?, "price": price});
    if let Some(from) = words.option("from") {
        put["qty_from"] = json!(from);
    }
    let owner = match world.find("price list", &of) {
        Some(list) => ("price_list", list),
        None => ("customer", world.id("customer", &of)?),
    };
    world.put("/api/prices", &json!({owner.0: owner.1, "prices": [put]}))?;
    Ok(Vec::new())
}

/// `warehouse WEST`
pub(super) fn warehouse(world: &mut World, words: &mut Words) -> Told {
    let code = words.next("a code")?;
    let made = world.post("/api/warehouses", &json!({"code": code, "name": code}))?;
    world.name("warehouse", &code, &text(&made, "id"));
    Ok(Vec::new())
}

/// `set auto_release on`: what the company lets happen by itself.
pub(super) fn set(world: &mut World, words: &mut Words) -> Told {
    let (name, value) = (words.next("a setting")?, words.next("on or off")?);
    let mut settings = world.look("/api/settings");
    settings[name] = json!(value == "on");
    world.put("/api/settings", &settings)?;
    Ok(Vec::new())
}

/// `wait 40 days`, `wait 3 hours`, `wait 20 minutes`: what becomes due meanwhile happens.
pub(super) fn wait(world: &mut World, words: &mut Words) -> Told {
    let count = words.next("how many")?;
    let count: i64 = count.parse().map_err(|_| Stop::Mistyped(format!("{count} is no whole number")))?;
    let unit = match words.maybe().as_deref() {
        Some("minutes") => MINUTE_US,
        Some("hours") => HOUR_US,
        _ => DAY_US,
    };
    world.house.pass(count * unit);
    world.house.tick();
    Ok(Vec::new())
}
