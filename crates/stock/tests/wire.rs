//! The room through its real routes: what is typed comes out in lists, filters and totals.
#![allow(clippy::unwrap_used)]

mod floor;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use base::Grants;
use catalog::NewSku;
use db::{Db, Wiring};
use edge::App;
use floor::{demand, floor};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use stock::{Demand, Short};
use tower::ServiceExt;

/// A caller with some actions, at a router over a fresh database.
struct Wire {
    router: Router,
    runtime: tokio::runtime::Runtime,
}

impl Wire {
    fn new(db: &Db) -> Self {
        let authenticate: edge::Authenticate = Arc::new(|_, who, _| {
            Box::pin(async move {
                let edge::Credentials::Token(token) = who else { return Ok(None) };
                let actions = token.split('+').map(|action| (action.to_owned(), base::Scope::All)).collect();
                Ok(Some(Grants { actions, ..Grants::system() }))
            })
        });
        let clock: edge::Clock = Arc::new(|| testdb::START);
        let app = App::new(db.clone(), jiff::tz::TimeZone::UTC, clock, authenticate);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        Self { router: edge::app::router(app, stock::routes()), runtime }
    }

    fn ask(&self, may: &str, line: &str, body: &Value) -> (u16, Value) {
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
            Request::builder().method(method).uri(path).header("authorization", format!("Bearer {may}"));
        let response =
            self.runtime.block_on(self.router.clone().oneshot(request.body(Body::from(body)).unwrap()));
        let response = response.unwrap();
        let status = response.status().as_u16();
        let bytes = self.runtime.block_on(response.into_body().collect()).unwrap().to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    #[track_caller]
    fn get(&self, path: &str) -> Value {
        let (status, body) = self.ask("stock.read", &format!("GET {path}"), &Value::Null);
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    #[track_caller]
    fn post(&self, path: &str, body: &Value) -> Value {
        let (status, answer) = self.ask("*", &format!("POST {path}"), body);
        assert!(status < 300, "{path}: {status} {answer}");
        answer
    }
}

fn each(test: impl Fn(&floor::Floor, &Wire)) {
    testdb::each(&Wiring::default(), |db| {
        let floor = floor(db);
        floor
            .write(|tx, ctx| {
                for number in 1..=3 {
                    let code = format!("W-{number}");
                    catalog::ensure_sku(
                        tx,
                        ctx,
                        &NewSku { name: format!("螺丝 {number}"), code, ..NewSku::default() },
                    )?;
                }
                Ok(())
            })
            .unwrap();
        test(&floor, &Wire::new(db));
    });
}

#[test]
fn goods_received_are_found_filtered_sorted_and_added_up() {
    each(|floor, wire| {
        let (east, west) = (floor.east.to_string(), floor.west.to_string());
        let lines = json!([{"sku": "W-1", "qty": "10"}, {"sku": "Ｗ-2", "qty": "2.5", "lot": "L1", "origin": "PO-7"}]);
        let made = wire.post("/api/stock/receipts", &json!({"warehouse_id": east, "lines": lines}));
        let number = made["number"].as_str().unwrap();
        wire.post(
            "/api/stock/receipts",
            &json!({"warehouse_id": west, "lines": [{"sku": "W-1", "qty": "4"}]}),
        );

        let list = wire.get("/api/stock?sort=-available&limit=2");
        assert_eq!(list["items"][0]["sku"], "W-1");
        assert_eq!(list["items"][0]["available"], "10");
        let next = list["next_cursor"].as_str().unwrap();
        let rest = wire.get(&format!("/api/stock?sort=-available&limit=2&cursor={next}"));
        assert_eq!(rest["items"][0]["lot"], "L1");
        let totals = wire.get(&format!("/api/stock/totals?q=w-1&filter=[\"warehouse\",\"eq\",\"{west}\"]"));
        assert_eq!(
            totals,
            json!({"count": 1, "capped": false, "on_hand": "4", "reserved": "0", "available": "4"})
        );

        let moves = wire.get(&format!("/api/stock/moves?filter=[\"document\",\"eq\",\"{number}\"]"));
        assert_eq!(moves["items"].as_array().unwrap().len(), 2);
        assert_eq!(moves["items"][0]["origin"], "PO-7");
        assert_eq!(moves["items"][0]["from_location"], "SUPPLIER");
        let filter = format!("[\"warehouse\",\"eq\",\"{east}\"]");
        assert_eq!(wire.get(&format!("/api/stock/moves/totals?filter={filter}"))["count"], 2);
        assert_eq!(wire.get("/api/stock/availability?skus=W-1,W-3").as_array().unwrap().len(), 2);
    });
}

#[test]
fn a_wrong_line_is_refused_by_its_place_and_nothing_is_received() {
    each(|floor, wire| {
        let east = floor.east.to_string();
        let lines = json!([{"sku": "W-1", "qty": "1"}, {"sku": "NONE", "qty": "1"}]);
        let body = json!({"warehouse_id": east, "lines": lines});
        let (status, problem) = wire.ask("stock.receive", "POST /api/stock/receipts", &body);
        assert_eq!((status, &problem["problems"][0]["field"]), (422, &json!("lines[1].sku")), "{problem}");
        assert_eq!(problem["problems"][0]["code"], "sku_unknown");
        let body = json!({"warehouse_id": east, "lines": [{"sku": "W-1", "qty": "-1"}]});
        let (_, problem) = wire.ask("stock.receive", "POST /api/stock/receipts", &body);
        assert_eq!(problem["problems"][0]["code"], "not_positive", "{problem}");
        assert_eq!(wire.ask("stock.read", "POST /api/stock/receipts", &body).0, 403);
        assert_eq!(wire.get("/api/stock/totals")["count"], 0);
    });
}

#[test]
fn who_holds_the_goods_is_told() {
    each(|floor, wire| {
        let east = floor.east.to_string();
        wire.post(
            "/api/stock/receipts",
            &json!({"warehouse_id": east, "lines": [{"sku": "W-1", "qty": "5"}]}),
        );
        let item = wire.get("/api/stock")["items"][0].clone();
        let sku_id = item["sku_id"].as_str().unwrap().parse().unwrap();
        let wanted = Demand { sku_id, ..demand(floor.east, "orl_1", 1, 4) };
        floor.reserve(&[wanted], Short::Refuse).unwrap();
        let holders = wire.get(&format!("/api/stock/holders?sku=W-1&warehouse={east}"));
        assert_eq!((&holders[0]["document"], &holders[0]["qty"]), (&json!("ord"), &json!("4")));
        let body = json!({"warehouse_id": east, "note": "破损", "lines": [{"sku": "W-1", "qty": "-2"}]});
        let (status, problem) = wire.ask("stock.adjust", "POST /api/stock/adjustments", &body);
        assert_eq!((status, &problem["params"]["held_by"]), (409, &json!(["ord"])), "{problem}");
    });
}

#[test]
fn counts_and_plans_go_their_way() {
    each(|floor, wire| {
        let east = floor.east.to_string();
        wire.post(
            "/api/stock/receipts",
            &json!({"warehouse_id": east, "lines": [{"sku": "W-1", "qty": "5"}]}),
        );
        let count = wire.post("/api/stock/counts", &json!({"warehouse_id": east, "skus": ["W-1"]}));
        let (id, place) = (count["id"].as_str().unwrap(), &count["lines"][0]["location_id"]);
        assert_eq!(count["allowed_actions"], json!(["enter", "post", "cancel"]));
        let found = json!({"lines": [{"location_id": place, "sku": "W-1", "qty": "4"}]});
        wire.post(&format!("/api/stock/counts/{id}/lines"), &found);
        let row = wire.get("/api/stock/counts")["items"][0].clone();
        assert_eq!((&row["lines"], &row["counted"]), (&json!(1), &json!(1)));
        let posted = wire.post(&format!("/api/stock/counts/{id}/post"), &Value::Null);
        assert_eq!((&posted["state"], &posted["allowed_actions"]), (&json!("posted"), &json!([])));

        let plan = json!({"sku": "W-1", "warehouse_id": east, "qty": "7", "expected_on": "2026-12-01"});
        let planned = wire.post("/api/stock/planned-receipts", &plan);
        let atp = wire.get(&format!("/api/stock/atp?sku=W-1&warehouse={east}&day=2026-12-01"));
        assert_eq!(atp["qty"], "11");
        let late = json!({"qty": "7", "expected_on": "2026-12-09"});
        let path = format!("/api/stock/planned-receipts/{}", planned["id"].as_str().unwrap());
        assert_eq!(wire.ask("stock.plan", &format!("PUT {path}"), &late).1["revision"], 2);
        assert_eq!(wire.get("/api/stock/planned-receipts?q=w-1")["items"][0]["expected_on"], "2026-12-09");
        assert_eq!(wire.ask("stock.plan", &format!("DELETE {path}"), &Value::Null).0, 200);
    });
}

#[test]
fn warehouses_and_locations_are_set_up() {
    each(|floor, wire| {
        let made = wire.post("/api/warehouses", &json!({"code": "NORTH", "name": "北仓"}));
        let id = made["id"].as_str().unwrap();
        assert_eq!(made["locations"][0]["code"], "DEFAULT");
        let shelf =
            wire.post(&format!("/api/warehouses/{id}/locations"), &json!({"code": "A-1", "path_order": 5}));
        let body = json!({"code": "A-01", "path_order": 6});
        let (status, changed) =
            wire.ask("stock.setup", &format!("PUT /api/locations/{}", shelf["id"].as_str().unwrap()), &body);
        assert_eq!((status, &changed["code"]), (200, &json!("A-01")));
        let body = json!({"code": "NORTH", "name": "北方仓", "default_location_id": shelf["id"]});
        let (status, changed) = wire.ask("stock.setup", &format!("PUT /api/warehouses/{id}"), &body);
        assert_eq!((status, &changed["name"]), (200, &json!("北方仓")), "{changed}");
        let goods = json!({"warehouse_id": id, "lines": [{"sku": "W-1", "qty": "5"}]});
        wire.post("/api/stock/receipts", &goods);
        let away = json!({"from_warehouse_id": id, "to_warehouse_id": floor.west, "lines": [{"sku": "W-1", "qty": "2"}]});
        wire.post("/api/stock/transfers", &away);
        let moves = wire.get("/api/stock/moves?q=TR-");
        assert_eq!(
            (&moves["items"][0]["from_location"], &moves["items"][0]["qty"]),
            (&json!("A-01"), &json!("2"))
        );
        assert_eq!(wire.get("/api/warehouses")["items"].as_array().unwrap().len(), 3);
        assert_eq!(
            wire.get(&format!("/api/warehouses/{id}/locations"))["items"].as_array().unwrap().len(),
            2
        );
    });
}
