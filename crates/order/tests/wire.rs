//! The room through its real routes: what a clerk, a program and a stranger get to see.
#![allow(clippy::unwrap_used)]

mod shop;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use base::id::{ActorId, DepartmentId};
use base::{Grants, Scope};
use edge::App;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use shop::{Shop, wants};
use tower::ServiceExt;

/// A router over a fresh company. A token says who asks: `actor:scope`.
struct Wire {
    router: Router,
    runtime: tokio::runtime::Runtime,
}

impl Wire {
    fn new(shop: &Shop) -> Self {
        let authenticate: edge::Authenticate = Arc::new(|_, who, _| {
            Box::pin(async move {
                let edge::Credentials::Token(token) = who else { return Ok(None) };
                let (actor, scope) = token.split_once(':').unwrap_or(("0", "all"));
                let scope = if scope == "own" { Scope::Own } else { Scope::All };
                let actor = ActorId(actor.parse().unwrap());
                let actions = [("*".to_owned(), Scope::All), ("order.read".to_owned(), scope)].into();
                Ok(Some(Grants { actor, actions, department: Some(DepartmentId(7)), ..Grants::system() }))
            })
        });
        let clock: edge::Clock = Arc::new(|| testdb::START);
        let app = App::new(shop.db.clone(), jiff::tz::TimeZone::UTC, clock, authenticate);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        Self { router: edge::app::router(app, order::routes()), runtime }
    }

    fn ask(&self, who: &str, line: &str, body: &Value) -> (u16, Value) {
        let (method, path) = line.split_once(' ').unwrap();
        let path: String = path
            .chars()
            .map(|c| match c {
                ' ' => "%20".into(),
                '"' => "%22".into(),
                '[' => "%5B".into(),
                ']' => "%5D".into(),
                c => c.to_string(),
            })
            .collect();
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let request =
            Request::builder().method(method).uri(path).header("authorization", format!("Bearer {who}"));
        let response =
            self.runtime.block_on(self.router.clone().oneshot(request.body(Body::from(body)).unwrap()));
        let response = response.unwrap();
        let status = response.status().as_u16();
        let bytes = self.runtime.block_on(response.into_body().collect()).unwrap().to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    #[track_caller]
    fn get(&self, path: &str) -> Value {
        let (status, body) = self.ask("0:all", &format!("GET {path}"), &Value::Null);
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    #[track_caller]
    fn post(&self, path: &str, body: &Value) -> Value {
        let (status, answer) = self.ask("0:all", &format!("POST {path}"), body);
        assert!(status < 300, "{path}: {status} {answer}");
        answer
    }
}

fn each(test: impl Fn(&Shop, &Wire)) {
    shop::each(|shop| test(shop, &Wire::new(shop)));
}

#[test]
fn a_short_order_stands_where_somebody_must_decide() {
    each(|shop, wire| {
        shop.receive("A", 1);
        let lines = json!([{"sku": "A", "qty": "2"}]);
        let new = json!({"customer": "ACME", "lines": lines, "upto": "confirmed", "on_short": "decide"});
        let order = wire.post("/api/orders", &new);
        assert_eq!((&order["state"], &order["shipping_state"]), (&json!("placed"), &json!("short")));
        assert_eq!(order["way"][1]["state"], "stuck");
    });
}

#[test]
fn an_order_is_taken_in_shown_and_sent() {
    each(|shop, wire| {
        shop.receive("A", 10);
        let new = json!({"customer": "ACME", "lines": [{"sku": "A", "qty": "2"}], "upto": "placed"});
        let checked = wire.post("/api/orders/check", &new);
        assert_eq!(
            (&checked["total_amount"], &checked["lines"][0]["available"]),
            (&json!("226"), &json!("10"))
        );
        let order = wire.post("/api/orders", &new);
        assert_eq!(order["state"], "placed");
        assert_eq!(order["allowed_actions"], json!(["confirm", "hold", "cancel", "copy"]));
        let own = format!("/api/orders/{}", order["id"].as_str().unwrap());
        let order = wire.post(&format!("{own}/confirm"), &json!({}));
        let steps: Vec<&str> =
            order["way"].as_array().unwrap().iter().map(|s| s["state"].as_str().unwrap()).collect();
        assert_eq!(steps, ["done", "done", "done", "current", "waiting", "waiting"]);
        wire.post(&format!("{own}/release"), &json!({}));
        let kinds: Vec<Value> = wire
            .get(&format!("{own}/timeline"))
            .as_array()
            .unwrap()
            .iter()
            .map(|e| e["kind"].clone())
            .collect();
        assert_eq!(json!(kinds), json!(["order.placed", "order.confirmed", "shipment.released"]));
        let documents = wire.get(&format!("{own}/documents"));
        assert_eq!(documents["documents"].as_array().unwrap().len(), 2);
        assert_eq!(wire.get(&format!("{own}/shortage")), json!([]));
        assert_eq!(wire.get(&own)["lines"][0]["price_trace"][0]["rule"], "list_price");
    });
}

#[test]
fn what_would_happen_is_told_and_nothing_happens() {
    each(|shop, wire| {
        shop.receive("A", 2);
        shop.receive_at("WEST", "A", 7);
        let new = json!({"customer": "ACME", "warehouse": "MAIN", "lines": [{"sku": "A", "qty": "5"}]});
        let checked = &wire.post("/api/orders/check", &new)["lines"][0];
        assert_eq!((&checked["is_short"], &checked["available"]), (&json!(true), &json!("2")));
        assert_eq!(
            (&checked["elsewhere"][0]["code"], &checked["elsewhere"][0]["available"]),
            (&json!("WEST"), &json!("7"))
        );
        assert_eq!(checked["whole_on"], Value::Null);

        let new = json!({"customer": "ACME", "warehouse": "MAIN", "lines": [{"sku": "A", "qty": "2"}]});
        let order = wire.post("/api/orders", &new);
        let own = format!("/api/orders/{}", order["id"].as_str().unwrap());
        let more =
            json!({"changes": [{"action": "change_qty", "line": order["lines"][0]["id"], "qty": "3"}]});
        let told = wire.post(&format!("{own}/check-amendment"), &more);
        assert_eq!(told["effect"]["total"], json!({"before": "226", "after": "339"}));
        assert_eq!((&told["short"][0]["wanted"], &told["short"][0]["available"]), (&json!("1"), &json!("0")));
        assert_eq!(wire.get(&own)["revision"], order["revision"]);

        let split = json!({"lines": [{"line": order["lines"][0]["id"], "qty": "1"}]});
        let part = wire.post(&format!("{own}/split"), &split);
        let related = wire.get(&format!("{own}/documents"));
        assert_eq!(related["links"], json!([[order["id"], part["id"]]]));
    });
}

/// What the list sorts by.
const SORTS: &str = "id number channel external_number customer customer_code customer_name state review_state \
    shipping_state billing_state currency total_amount open_amount receiver phone requested_on promised_on \
    owner department created_at placed_at confirmed_at shipped_at delivered_at ended_at note";

#[test]
fn every_field_filters_and_sorts_on_both_databases() {
    each(|shop, wire| {
        shop.receive("A", 10);
        let mut new = wants("ACME", &[("A", 1)]);
        new.external = Some(order::External { channel: "web".into(), number: "W-1".into() });
        let made = shop.order(&new).unwrap().order;
        shop.order(&wants("SMALL", &[("A", 2)])).unwrap();
        let (id, customer, owner) =
            (made.id.to_string(), made.customer_id.to_string(), made.owner_id.to_string());
        let equal = [
            ("id", id.as_str()),
            ("number", &made.number),
            ("channel", "web"),
            ("external_number", "W-1"),
            ("customer", &customer),
            ("customer_code", "ACME"),
            ("customer_name", "ACME 公司"),
            ("total_amount", "113"),
        ];
        for (field, value) in equal {
            let found = wire.get(&format!(r#"/api/orders?filter=["{field}","eq","{value}"]"#));
            assert_eq!(found["items"].as_array().unwrap().len(), 1, "{field}: {found}");
        }
        let both = [
            ("state", "confirmed"),
            ("review_state", "none"),
            ("shipping_state", "reserved"),
            ("billing_state", "none"),
            ("currency", "CNY"),
            ("owner", &owner),
            ("open_amount", "0"),
        ];
        for (field, value) in both {
            let found = wire.get(&format!(r#"/api/orders/totals?filter=["{field}","eq","{value}"]"#));
            assert_eq!((&found["count"], &found["total_amount"]), (&json!(2), &json!("339")), "{field}");
        }
        for field in SORTS.split_whitespace() {
            for direction in ["", "-"] {
                let first = wire.get(&format!("/api/orders?limit=1&sort={direction}{field}"));
                let cursor = first["next_cursor"].as_str().unwrap();
                let second =
                    wire.get(&format!("/api/orders?limit=1&sort={direction}{field}&cursor={cursor}"));
                assert_ne!(first["items"][0]["id"], second["items"][0]["id"], "{direction}{field}");
                assert_eq!(second["next_cursor"], Value::Null, "{direction}{field}");
            }
        }
        for (q, count) in [("so-2026", 2), ("W-", 1), ("acme", 1), ("nothing", 0)] {
            assert_eq!(wire.get(&format!("/api/orders/totals?q={q}"))["count"], json!(count), "{q}");
        }
    });
}

#[test]
fn a_bulk_call_answers_for_each_order() {
    each(|shop, wire| {
        // Whichever comes first: two and one are there, nine never are.
        shop.receive("A", 3);
        let order = |qty: &str| json!({"customer": "ACME", "lines": [{"sku": "A", "qty": qty}]});
        let orders = json!({"orders": [order("2"), order("9"), order("0"), order("1")]});
        let answer = wire.post("/api/orders/bulk", &orders);
        assert_eq!((&answer["done"], &answer["refused"]), (&json!(2), &json!(2)));
        let codes: Vec<Value> =
            answer["results"].as_array().unwrap().iter().map(|r| r["problem"]["code"].clone()).collect();
        assert_eq!(json!(codes), json!([null, "stock_short", "invalid", null]));
        let ids: Vec<Value> =
            answer["results"].as_array().unwrap().iter().map(|r| r["order"]["id"].clone()).collect();
        let released = wire.post("/api/orders/release", &json!({"orders": [ids[0], ids[3], ids[0]]}));
        assert_eq!((&released["done"], &released["refused"]), (&json!(2), &json!(1)));
        let (status, problem) = wire.ask("0:all", "POST /api/orders/bulk", &json!({"orders": []}));
        assert_eq!((status, &problem["code"]), (422, &json!("bulk_size")));
    });
}

#[test]
fn who_does_not_own_an_order_does_not_find_it() {
    each(|shop, wire| {
        shop.receive("A", 3);
        let new = json!({"customer": "ACME", "lines": [{"sku": "A", "qty": "1"}]});
        let (status, order) = wire.ask("5:own", "POST /api/orders", &new);
        assert_eq!(status, 201, "{order}");
        let own = format!("GET /api/orders/{}", order["id"].as_str().unwrap());
        assert_eq!(wire.ask("5:own", &own, &Value::Null).0, 200);
        for path in
            [own.clone(), format!("{own}/timeline"), format!("{own}/documents"), format!("{own}/shortage")]
        {
            assert_eq!(wire.ask("6:own", &path, &Value::Null).0, 404, "{path}");
        }
        let list = wire.ask("6:own", "GET /api/orders", &Value::Null).1;
        assert_eq!(list["items"], json!([]));
        assert_eq!(wire.ask("6:own", "GET /api/orders/totals", &Value::Null).1["count"], json!(0));
    });
}
