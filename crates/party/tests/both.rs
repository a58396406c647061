//! Customers on both databases, through the routes and the functions other rooms call.
#![allow(clippy::unwrap_used)]

mod wire;

use base::Money;
use base::id::CustomerId;
use db::{Db, Wiring};
use party::{ExposureChange, NewCustomer};
use serde_json::{Value, json};
use wire::Wire;

const BOSS: &str = "1:all:*";
const CLERK: &str = "7:own:customer.read+customer.write";
const OTHER: &str = "8:own:customer.read+customer.write";

fn each(test: impl Fn(&Db, &Wire)) {
    testdb::each(&Wiring::default(), |db| test(db, &Wire::new(db, party::routes())));
}

fn names(found: &Value) -> Vec<&str> {
    let rows = found.as_array().or(found["items"].as_array()).unwrap();
    rows.iter().map(|row| row["name"].as_str().unwrap()).collect()
}

fn id_of(customer: &Value) -> CustomerId {
    customer["id"].as_str().unwrap().parse().unwrap()
}

#[test]
fn a_customer_is_found_by_whatever_one_knows_of_him() {
    each(|_, wire| {
        for (code, name, phone) in [
            ("C-100", "杭州顺达贸易有限公司", "138-0000-1234"),
            ("C-1001", "上海大通超市", "021-88885678"),
            ("HZ9", "Acme Trading", ""),
        ] {
            wire.ok(BOSS, "POST /api/customers", &json!({"code": code, "name": name, "phone": phone}));
        }
        for (typed, expected) in [
            ("c-100", vec!["杭州顺达贸易有限公司", "上海大通超市"]),
            ("hz", vec!["Acme Trading", "杭州顺达贸易有限公司"]),
            ("shanghaida", vec!["上海大通超市"]),
            ("1234", vec!["杭州顺达贸易有限公司"]),
            ("8888-5678", vec!["上海大通超市"]),
            ("234", vec![]),
            ("顺达", vec!["杭州顺达贸易有限公司"]),
            ("tradin", vec!["Acme Trading"]),
            ("%", vec![]),
            ("ＨＺ９", vec!["Acme Trading"]),
        ] {
            let found = wire.ok(BOSS, &format!("GET /api/customers/lookup?q={typed}"), &Value::Null);
            assert_eq!(names(&found), expected, "{typed}");
            let mut listed = wire.ok(BOSS, &format!("GET /api/customers?q={typed}"), &Value::Null);
            listed["items"].as_array_mut().unwrap().sort_by_key(|row| row["name"].to_string());
            let mut expected = expected;
            expected.sort_by_key(|name| format!("\"{name}\""));
            assert_eq!(names(&listed), expected, "list {typed}");
        }
    });
}

#[test]
fn every_wrong_field_is_named_and_nothing_is_stored() {
    each(|_, wire| {
        let wrong = json!({"code": "X", "name": " ", "phone": "abc", "currency": "yuan", "credit_limit": "-1", "term_days": -3});
        assert_eq!(
            wire.refused(BOSS, "POST /api/customers", &wrong),
            "422 invalid name=required phone=phone_invalid currency=currency_invalid term_days=invalid_value credit_limit=negative"
        );
        assert_eq!(wire.refused(BOSS, "POST /api/customers", &json!({"nmae": "x"})), "400 malformed");
        let totals = wire.ok(BOSS, "GET /api/customers/totals", &Value::Null);
        assert_eq!(totals, json!({"count": 0, "capped": false, "owed": "0"}));
        wire.ok(BOSS, "POST /api/customers", &json!({"code": "X", "name": "甲"}));
        assert_eq!(
            wire.refused(BOSS, "POST /api/customers", &json!({"code": " Ｘ", "name": "乙"})),
            "409 customer_code_taken"
        );
    });
}

#[test]
fn what_is_not_his_is_not_there() {
    each(|_, wire| {
        let made = wire.ok(CLERK, "POST /api/customers", &json!({"code": "A", "name": "甲"}));
        let path = format!("/api/customers/{}", made["id"].as_str().unwrap());
        let address = json!({"receiver": "张三", "street": "文三路 1 号"});
        let made = wire.ok(CLERK, &format!("POST {path}/addresses"), &address);
        let address_path = format!("/api/addresses/{}", made["id"].as_str().unwrap());
        for line in ["GET /api/customers", "GET /api/customers?q=A"] {
            assert_eq!(names(&wire.ok(CLERK, line, &Value::Null)), ["甲"]);
            assert_eq!(names(&wire.ok(OTHER, line, &Value::Null)), Vec::<&str>::new());
        }
        for q in ["A", "j", "甲"] {
            let found = wire.ok(OTHER, &format!("GET /api/customers/lookup?q={q}"), &Value::Null);
            assert_eq!(names(&found), Vec::<&str>::new());
        }
        for (line, body) in [
            (format!("GET {path}"), Value::Null),
            (format!("GET {path}/contacts"), Value::Null),
            (format!("GET {path}/addresses"), Value::Null),
            (format!("PATCH {path}"), json!({"name": "乙"})),
            (format!("POST {path}/contacts"), json!({"name": "李四"})),
            (format!("PUT {address_path}"), address),
            (format!("DELETE {address_path}"), Value::Null),
        ] {
            assert_eq!(wire.refused(OTHER, &line, &body), "404 not_found", "{line}");
        }
        assert_eq!(
            wire.refused("9:all:customer.read", &format!("PATCH {path}"), &json!({"name": "乙"})),
            "403 forbidden"
        );
    });
}

#[test]
fn credit_is_granted_by_who_may_and_a_stale_change_is_refused() {
    each(|_, wire| {
        let finance = "3:all:customer.read+customer.credit";
        let rich = json!({"code": "A", "name": "甲", "credit_limit": "5000"});
        assert_eq!(wire.refused(CLERK, "POST /api/customers", &rich), "403 forbidden");
        let made = wire.ok(CLERK, "POST /api/customers", &json!({"code": "A", "name": "甲"}));
        assert_eq!(made["credit_limit"], "0", "who may not grant credit makes one who pays first");
        let path = format!("/api/customers/{}", made["id"].as_str().unwrap());
        assert_eq!(
            wire.refused(CLERK, &format!("PATCH {path}"), &json!({"credit_limit": null})),
            "403 forbidden"
        );
        assert_eq!(wire.refused(finance, &format!("PATCH {path}"), &json!({"name": "丙"})), "403 forbidden");
        let terms = json!({"credit_limit": "5000", "term_days": 30});
        let granted = wire.ok(finance, &format!("POST {path}/credit if 1"), &terms);
        assert_eq!((&granted["credit_left"], &granted["revision"]), (&json!("5000"), &json!(2)));
        assert_eq!(granted["allowed_actions"], json!(["credit"]));
        let rename = json!({"name": "乙"});
        assert_eq!(wire.refused(CLERK, &format!("PATCH {path} if 1"), &rename), "412 revision_mismatch");
        let renamed = wire.ok(CLERK, &format!("PATCH {path} if 2"), &rename);
        assert_eq!((&renamed["name"], &renamed["credit_limit"]), (&json!("乙"), &json!("5000")));
    });
}

#[test]
fn one_address_is_the_default_whatever_is_added_or_removed() {
    each(|db, wire| {
        let made = wire.ok(BOSS, "POST /api/customers", &json!({"code": "A", "name": "甲"}));
        let path = format!("/api/customers/{}", made["id"].as_str().unwrap());
        let add = |receiver: &str, is_default: bool| {
            let body =
                json!({"receiver": receiver, "city": "杭州市", "street": "文三路", "is_default": is_default});
            wire.ok(BOSS, &format!("POST {path}/addresses"), &body)["id"].as_str().unwrap().to_owned()
        };
        let default = || {
            let id = id_of(&made);
            let intake = db.read_now(move |tx| party::intake(tx, id)).unwrap();
            intake.address.map(|a| a.receiver)
        };
        assert_eq!(default(), None);
        let first = add("张三", false);
        assert_eq!(default().unwrap(), "张三");
        let second = add("李四", true);
        assert_eq!(default().unwrap(), "李四");
        wire.ok(BOSS, &format!("DELETE /api/addresses/{second}"), &Value::Null);
        assert_eq!(default().unwrap(), "张三");
        wire.ok(BOSS, &format!("DELETE /api/addresses/{first}"), &Value::Null);
        assert_eq!(default(), None);
    });
}

#[test]
fn charges_from_many_sides_all_count_and_the_limit_is_seen() {
    each(|db, _| {
        let ctx = testdb::system_ctx();
        let limit = Some(Money::whole(100));
        let new = NewCustomer {
            code: "A".into(),
            name: "甲".into(),
            credit_limit: limit,
            ..NewCustomer::default()
        };
        let id = db.write_now(&ctx, move |tx, ctx| party::ensure(tx, ctx, &new)).unwrap();
        std::thread::scope(|threads| {
            for _ in 0..8 {
                threads.spawn(|| {
                    for _ in 0..10 {
                        let change = ExposureChange { ordered: Money::whole(1), ..ExposureChange::default() };
                        db.write_now(&ctx, move |tx, _| party::charge(tx, id, &change)).unwrap();
                    }
                });
            }
        });
        let intake = db.read_now(move |tx| party::intake_by_code(tx, "A")).unwrap();
        assert_eq!(intake.exposure.total(), Money::whole(80));
        let problem = |extra| party::credit_problem(&intake.customer, &intake.exposure, Money::whole(extra));
        assert_eq!(problem(20), None);
        let over = problem(21).unwrap();
        assert_eq!(
            (over.limit, over.owed, over.extra),
            (Money::whole(100), Money::whole(80), Money::whole(21))
        );
        let again = NewCustomer { code: " A".into(), name: "another name".into(), ..NewCustomer::default() };
        assert_eq!(db.write_now(&ctx, move |tx, ctx| party::ensure(tx, ctx, &again)).unwrap(), id);
    });
}

#[test]
fn every_field_of_the_list_sorts_and_filters() {
    each(|_, wire| {
        wire.ok(BOSS, "POST /api/customers", &json!({"code": "A", "name": "甲"}));
        for field in "id code name grade currency tax_no phone note active term_days credit_limit owed receivable owner \
                      department price_list created_at"
            .split_whitespace()
        {
            for line in [
                format!("GET /api/customers?sort={field}"),
                format!("GET /api/customers?sort=-{field}&filter=[\"{field}\",\"null\",true]"),
                format!("GET /api/customers/totals?filter=[\"{field}\",\"null\",false]"),
            ] {
                wire.ok(BOSS, &line, &Value::Null);
            }
        }
        assert_eq!(wire.refused(BOSS, "GET /api/customers?sort=password", &Value::Null), "422 invalid_value");
    });
}
