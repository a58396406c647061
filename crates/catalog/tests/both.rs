//! Products and prices on both databases, through the routes and the functions other rooms call.
#![allow(clippy::unwrap_used)]

mod wire;

use base::id::{CustomerId, PriceListId, SkuId};
use base::refusal::Common;
use base::{Ctx, Money, Qty, Result};
use catalog::{NewSku, QuoteLine, QuoteRequest};
use db::{Db, Tx, Wiring};
use serde_json::{Value, json};
use wire::Wire;

const BOSS: &str = "1:all:*";
const CLERK: &str = "7:all:product.read";
const FRIEND: CustomerId = CustomerId(5);

/// Stands for the neighbour that knows the customers: one of them is there.
fn terms(_: &mut Tx<'_>, _: &Ctx, id: CustomerId) -> Result<Option<PriceListId>> {
    if id == FRIEND {
        Ok(None)
    } else {
        Err(Common::NotFound { what: "customer", id: id.to_string() }.into())
    }
}

fn each(test: impl Fn(&Db, &Wire)) {
    testdb::each(&Wiring::default(), |db| test(db, &Wire::new(db, catalog::routes(terms))));
}

fn beer() -> Value {
    json!({"code": "BEER", "name": "青岛啤酒", "category": "酒水", "skus": [
        {"code": "BEER-R", "spec": "红罐", "uom": "罐", "tax_rate": "0.13", "list_price": "5", "cost": "3",
         "uoms": [{"uom": "箱", "num": 24}],
         "barcodes": [{"code": "6291041500213"}, {"code": "BOX-24", "uom": "箱"}]},
        {"code": "BEER-B", "spec": "黑罐", "uom": "罐", "list_price": "6"}]})
}

fn codes(found: &Value) -> Vec<&str> {
    let rows = found.as_array().or(found["items"].as_array()).unwrap();
    rows.iter().map(|row| row["code"].as_str().unwrap()).collect()
}

#[test]
fn a_sku_is_found_by_code_name_sound_or_barcode() {
    each(|db, wire| {
        wire.ok(BOSS, "POST /api/products", &beer());
        for (typed, expected) in [
            ("beer-r", vec!["BEER-R"]),
            ("qdpjhg", vec!["BEER-B", "BEER-R"]),
            ("qingdaopijiuho", vec!["BEER-R"]),
            ("qingdaopijiuh", vec!["BEER-B", "BEER-R"]),
            ("啤酒 黑", vec!["BEER-B"]),
            ("6291041500213", vec!["BEER-R"]),
            ("BOX-24", vec!["BEER-R"]),
            ("629104150021", vec![]),
        ] {
            let found = wire.ok(CLERK, &format!("GET /api/skus/lookup?q={typed}"), &Value::Null);
            assert_eq!(codes(&found), expected, "{typed}");
            let listed = wire.ok(CLERK, &format!("GET /api/products?q={typed}"), &Value::Null);
            assert_eq!(
                codes(&listed),
                if expected.is_empty() { vec![] } else { vec!["BEER"] },
                "list {typed}"
            );
            if let Some(row) = listed["items"].get(0) {
                assert_eq!((row["sku_ids"].as_array().unwrap().len() as u64, &row["skus"]), (2, &json!(2)));
            }
        }
        let asked = ["BEER-B", "nothing", "BOX-24", "BEER-B"];
        let known = db.read_now(move |tx| catalog::skus_by_code(tx, &asked)).unwrap();
        let told: Vec<String> = known
            .iter()
            .map(|k| k.as_ref().map_or("-".into(), |k| format!("{} {} {}", k.sku.code, k.uom, k.factor)))
            .collect();
        assert_eq!(told, ["BEER-B 罐 1", "-", "BEER-R 箱 24", "BEER-B 罐 1"]);
    });
}

#[test]
fn every_wrong_field_of_a_product_is_named() {
    each(|_, wire| {
        wire.ok(BOSS, "POST /api/products", &beer());
        let wrong = json!({"code": "BEER", "name": "", "skus": [
            {"code": "BEER-R", "uom": "", "tax_rate": "1.5", "list_price": "-1", "uoms": [{"uom": "箱", "num": 0}]},
            {"code": "N", "uom": "个", "barcodes": [{"code": "6291041500214"}, {"code": "BOX-24"}, {"code": "q", "uom": "托"}]}]});
        assert_eq!(
            wire.refused(BOSS, "POST /api/products", &wrong),
            "422 invalid name=required code=product_code_taken skus[0].uom=required skus[0].tax_rate=invalid_value \
             skus[0].list_price=negative skus[0].uoms[0].num=invalid_value skus[1].barcodes[0].code=barcode_invalid \
             skus[1].barcodes[2].uom=uom_unknown skus[0].code=sku_code_taken skus[1].barcodes=barcode_taken"
        );
        let none = json!({"name": "空"});
        assert_eq!(wire.refused(BOSS, "POST /api/products", &none), "422 invalid skus=required");
        assert_eq!(wire.refused(CLERK, "POST /api/products", &none), "403 forbidden");
    });
}

#[test]
fn a_product_changes_in_parts_and_keeps_the_rest() {
    each(|_, wire| {
        let made = wire.ok(BOSS, "POST /api/products", &beer());
        let path = format!("/api/products/{}", made["id"].as_str().unwrap());
        let red = made["skus"][0]["id"].clone();
        let renamed = wire.ok(BOSS, &format!("PATCH {path} if 1"), &json!({"name": "雪花啤酒"}));
        let names: Vec<&str> =
            renamed["skus"].as_array().unwrap().iter().map(|sku| sku["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["雪花啤酒 红罐", "雪花啤酒 黑罐"]);
        assert_eq!(renamed["skus"][0]["barcodes"].as_array().unwrap().len(), 2);
        let off = json!({"skus": [{"id": red, "code": "BEER-R", "spec": "红罐", "uom": "罐", "list_price": "5.5", "active": false}]});
        assert_eq!(wire.refused(BOSS, &format!("PATCH {path} if 1"), &off), "412 revision_mismatch");
        let changed = wire.ok(BOSS, &format!("PATCH {path} if 2"), &off);
        let sku = &changed["skus"][0];
        assert_eq!(
            (&sku["active"], &sku["list_price"], &sku["cost"]),
            (&json!(false), &json!("5.5"), &json!("3"))
        );
        assert_eq!(sku["barcodes"], json!([]));
        let other_unit = json!({"skus": [{"id": red, "code": "BEER-R", "uom": "瓶"}]});
        assert_eq!(
            wire.refused(BOSS, &format!("PATCH {path}"), &other_unit),
            "422 invalid skus[0].uom=uom_fixed"
        );
        let seen = wire.ok(CLERK, &format!("GET {path}"), &Value::Null);
        assert_eq!((&seen["skus"][0]["cost"], &seen["allowed_actions"]), (&Value::Null, &json!([])));
    });
}

#[test]
fn a_live_quotation_prices_good_lines_and_names_the_bad_ones() {
    each(|_, wire| {
        let made = wire.ok(BOSS, "POST /api/products", &beer());
        let (red, black) = (made["skus"][0]["id"].clone(), made["skus"][1]["id"].clone());
        let list = wire.ok(
            BOSS,
            "POST /api/price-lists",
            &json!({"code": "W", "name": "批发价", "tax_included": false}),
        );
        let list = list["id"].as_str().unwrap();
        let prices = json!({"price_list": list, "prices": [
            {"sku": red, "price": "4.8"}, {"sku": red, "qty_from": "48", "price": "4.5"},
            {"sku": black, "price": "1", "from_on": "2026-01-01", "to_on": "2026-11-22"}]});
        wire.ok(BOSS, "PUT /api/prices", &prices);
        wire.ok(
            BOSS,
            "PUT /api/prices",
            &json!({"customer": FRIEND, "prices": [{"sku": black, "price": "5.9"}]}),
        );
        let asked = json!({"customer": FRIEND, "price_list": list, "lines": [
            {"code": "6291041500213", "qty": "24"}, {"code": "BOX-24", "qty": "1"}, {"code": "nothing", "qty": "1"},
            {"sku": black, "qty": "2"}, {"sku": red, "qty": "1", "uom": "托"}, {"sku": red, "qty": "0"}]});
        let quoted = wire.ok(CLERK, "POST /api/quote", &asked);
        let told: Vec<String> = quoted["lines"].as_array().unwrap().iter().map(told).collect();
        let red = "24 × 4.5 = 108 net list_price 5, price_list 4.8, quantity_break 4.5";
        assert_eq!(
            told,
            [
                red,
                red,
                "sku_unknown",
                "2 × 5.9 = 11.8 gross list_price 6, customer_price 5.9",
                "uom_unknown",
                "not_positive"
            ]
        );
        let stranger = json!({"customer": CustomerId(6), "lines": []});
        assert_eq!(wire.refused(CLERK, "POST /api/quote", &stranger), "404 not_found");
    });
}

fn told(line: &Value) -> String {
    let (quoted, text) = (&line["quoted"], |value: &Value| value.as_str().unwrap().to_owned());
    if quoted.is_null() {
        return text(&line["problem"]["code"]);
    }
    let steps = quoted["trace"].as_array().unwrap().iter();
    let steps: Vec<String> = steps.map(|s| format!("{} {}", text(&s["rule"]), text(&s["price"]))).collect();
    let tax = if quoted["tax_included"] == true { "gross" } else { "net" };
    let [qty, price, amount] = ["qty", "price", "amount"].map(|field| text(&quoted[field]));
    format!("{qty} × {price} = {amount} {tax} {}", steps.join(", "))
}

#[test]
fn prices_replace_one_another_and_those_of_customers_are_not_for_everybody() {
    each(|_, wire| {
        let made = wire.ok(BOSS, "POST /api/products", &beer());
        let red = made["skus"][0]["id"].clone();
        let put = |price: &str| {
            let body = json!({"customer": FRIEND, "prices": [{"sku": red, "price": price, "from_on": "2026-01-01"}]});
            wire.ok(BOSS, "PUT /api/prices", &body)
        };
        put("4");
        put("3.9");
        let listed = wire.ok(BOSS, "GET /api/prices?sort=-price&q=beer", &Value::Null);
        assert_eq!(listed["items"].as_array().unwrap().len(), 1);
        assert_eq!(listed["items"][0]["price"], "3.9");
        assert_eq!(wire.ok(CLERK, "GET /api/prices", &Value::Null)["items"], json!([]));
        let twice = json!({"customer": FRIEND, "prices": [{"sku": red, "price": "1"}, {"sku": red, "price": "-2"},
            {"sku": SkuId(1), "price": "1", "from_on": "2026-02-01", "to_on": "2026-01-01"}]});
        assert_eq!(
            wire.refused(BOSS, "PUT /api/prices", &twice),
            "422 invalid prices[1].qty_from=taken prices[1].price=negative prices[2].sku=sku_unknown \
             prices[2].to_on=days_reversed"
        );
        assert_eq!(
            wire.refused(BOSS, "PUT /api/prices", &json!({"prices": []})),
            "422 invalid price_list=invalid_value"
        );
        let price = listed["items"][0]["id"].as_str().unwrap();
        wire.ok(BOSS, &format!("DELETE /api/prices/{price}"), &Value::Null);
        assert_eq!(wire.refused(BOSS, &format!("DELETE /api/prices/{price}"), &Value::Null), "404 not_found");
    });
}

#[test]
fn a_thousand_lines_are_priced_in_two_statements() {
    each(|db, _| {
        let ctx = testdb::system_ctx();
        let ids: Vec<SkuId> = db
            .write_now(&ctx, |tx, ctx| {
                let new = |n| NewSku {
                    code: format!("S{n}"),
                    name: format!("货{n}"),
                    list_price: Money::whole(n),
                    ..NewSku::default()
                };
                (0..50).map(|n| catalog::ensure_sku(tx, ctx, &new(n))).collect()
            })
            .unwrap();
        let count = db.read_now(move |tx| {
            let lines: Vec<QuoteLine> =
                (0..1_000).map(|n| QuoteLine { sku_id: ids[n % 50], qty: Qty::ONE }).collect();
            let day = "2026-11-23".parse().unwrap();
            let request = QuoteRequest { customer_id: Some(FRIEND), price_list_id: None, day, lines: &lines };
            let before = tx.statements();
            let quoted = catalog::quote(tx, &request)?;
            assert_eq!((quoted.len(), quoted[51].price), (1_000, Money::whole(1)));
            Ok(tx.statements() - before)
        });
        assert_eq!(count.unwrap(), 2);
    });
}

#[test]
fn every_field_of_the_lists_sorts_and_filters() {
    each(|_, wire| {
        wire.ok(BOSS, "POST /api/products", &beer());
        for (path, fields) in [
            ("/api/products", "id code name category description active created_at"),
            ("/api/prices", "id price_list customer sku product code name qty_from price from_on to_on"),
        ] {
            for field in fields.split_whitespace() {
                wire.ok(BOSS, &format!("GET {path}?sort={field}"), &Value::Null);
                wire.ok(
                    BOSS,
                    &format!("GET {path}?sort=-{field}&filter=[\"{field}\",\"null\",false]"),
                    &Value::Null,
                );
            }
        }
        assert_eq!(
            wire.ok(CLERK, "GET /api/products/totals", &Value::Null),
            json!({"count": 1, "capped": false})
        );
        assert_eq!(wire.refused("7:all:x", "GET /api/products", &Value::Null), "403 forbidden");
    });
}
