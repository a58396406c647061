//! What a task tells of its document, to whom.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};
use testkit::House;
use testkit::house::{Ask, SYSTEM};

fn ask(house: &House, who: &str, method: &str, path: &str, body: &Value) -> Value {
    let body = (!body.is_null()).then_some(body);
    let (status, told) = house.ask(&Ask { who, method, path, body, headers: &[] });
    assert!(status < 300, "{method} {path}: {status} {told}");
    told
}

#[test]
fn the_margin_is_told_to_who_may_know_costs() {
    for house in [House::open(testdb::sqlite), House::open(testdb::postgres)] {
        house.ship();
        let post = |path: &str, body: Value| ask(&house, SYSTEM, "POST", path, &body);
        let user = |login: &str, role: &str| {
            let new = json!({"login": login, "name": login, "roles": [role], "password": "plum-kettle-91"});
            post("/api/users", new)["id"].as_str().unwrap().to_owned()
        };
        let (manager, service) = (user("wang", "sales_manager"), user("qian", "service"));
        let sku = json!({"code": "A", "uom": "件", "tax_rate": "0", "list_price": "100", "cost": "80"});
        post("/api/products", json!({"code": "A", "name": "甲", "skus": [sku]}));
        post("/api/customers", json!({"code": "C", "name": "客户", "credit_limit": "1"}));
        let order = json!({"customer": "C", "upto": "placed", "lines": [{"sku": "A", "qty": "3"}]});
        post("/api/orders", order);
        let todo = ask(&house, &manager, "GET", "/api/tasks", &Value::Null);
        let task = todo["items"][0]["id"].as_str().unwrap().to_owned();
        let margin = |who: &str| {
            let task = ask(&house, who, "GET", &format!("/api/tasks/{task}"), &Value::Null);
            assert_eq!(task["facts"]["order"]["amount"], json!(300));
            task["facts"]["order"]["margin"].clone()
        };
        assert_eq!(margin(&manager), json!(0.2));
        assert_eq!(margin(&service), Value::Null);
    }
}
