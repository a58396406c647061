//! The room through its real routes: what a clerk, another clerk and a stranger get to see.
#![allow(clippy::unwrap_used)]

mod scene;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use base::id::{ActorId, DepartmentId};
use base::{Grants, Scope};
use edge::App;
use http_body_util::BodyExt;
use scene::Scene;
use serde_json::{Value, json};
use tower::ServiceExt;

/// A router over a fresh company. A token is an actor's number, or `stranger`, who may nothing.
struct Wire<'s> {
    scene: &'s Scene,
    router: Router,
    runtime: tokio::runtime::Runtime,
}

impl<'s> Wire<'s> {
    fn new(scene: &'s Scene) -> Self {
        let authenticate: edge::Authenticate = Arc::new(|_, who, _| {
            Box::pin(async move {
                let edge::Credentials::Token(token) = who else { return Ok(None) };
                let actions = if token == "stranger" {
                    [("order.read".to_owned(), Scope::All)].into()
                } else {
                    [("*".to_owned(), Scope::All), ("import.run".to_owned(), Scope::Own)].into()
                };
                let actor = ActorId(token.parse().unwrap_or(9));
                Ok(Some(Grants { actor, actions, department: Some(DepartmentId(7)), ..Grants::system() }))
            })
        });
        let clock: edge::Clock = Arc::new(|| testdb::START);
        let app = App::new(scene.db.clone(), jiff::tz::TimeZone::UTC, clock, authenticate);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        Self { scene, router: edge::app::router(app, connect::routes()), runtime }
    }

    fn send(&self, who: &str, line: &str, body: Vec<u8>, upload: bool) -> (u16, Vec<u8>) {
        let (method, path) = line.split_once(' ').unwrap();
        let mut request =
            Request::builder().method(method).uri(path).header("authorization", format!("Bearer {who}"));
        if upload {
            request = request.header("x-file-name", "%E8%AE%A2%E5%8D%95.csv");
        }
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap());
        let response = self.runtime.block_on(response).unwrap();
        let status = response.status().as_u16();
        (status, self.runtime.block_on(response.into_body().collect()).unwrap().to_bytes().to_vec())
    }

    fn ask(&self, who: &str, line: &str, body: &Value) -> (u16, Value) {
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let (status, bytes) = self.send(who, line, body, false);
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    fn upload(&self, who: &str, kind: &str, bytes: &[u8]) -> (u16, Value) {
        let (status, bytes) = self.send(who, &format!("POST /api/imports?kind={kind}"), bytes.to_vec(), true);
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    fn work(&self, id: &str) {
        self.scene.work(id.parse().unwrap());
    }
}

const FILE: &str =
    "订单号,客户编号,货号,数量,内部列\nX-1,ACME,A,2,甲\nX-2,NOBODY,A,1,乙\nX-2,NOBODY,ZZZ,1,丙\n";

#[test]
fn a_file_goes_its_way_over_the_wire() {
    scene::each(|scene| {
        let wire = Wire::new(scene);
        let (status, job) = wire.upload("0", "orders", FILE.as_bytes());
        assert_eq!(status, 200, "{job}");
        assert_eq!(job["file_name"], "订单.csv");
        assert_eq!(job["mapping"], json!({"customer": 1, "order_number": 0, "qty": 3, "sku": 2}));
        assert_eq!(job["missing"], json!([]));
        assert_eq!(job["allowed_actions"], json!(["map", "check", "run", "cancel"]));
        assert_eq!(job["sample_rows"][0], json!({"row": 2, "cells": ["X-1", "ACME", "A", "2", "甲"]}));
        let id = job["id"].as_str().unwrap();

        let (status, job) = wire.ask("0", &format!("POST /api/imports/{id}/check"), &Value::Null);
        assert_eq!((status, &job["state"]), (200, &json!("checking")));
        wire.work(id);
        let (_, job) = wire.ask("0", &format!("GET /api/imports/{id}"), &Value::Null);
        assert_eq!(job["state"], "checked");
        assert_eq!(
            (&job["progress"]["rows_accepted"], &job["progress"]["rows_reported"]),
            (&json!(1), &json!(2))
        );
        assert_eq!(scene.count("sales_order"), 0, "a dry run stores nothing");
        let (_, errors) = wire.ask("0", &format!("GET /api/imports/{id}/errors"), &Value::Null);
        let told: Vec<_> =
            errors["items"].as_array().unwrap().iter().map(|e| (&e["row"], &e["code"])).collect();
        assert_eq!(
            told,
            [(&json!(3), &json!("customer_unknown")), (&json!(4), &json!("sku_unknown"))],
            "{errors}"
        );
        assert_eq!(errors["items"][0]["column_name"], "客户编号");

        wire.ask("0", &format!("POST /api/imports/{id}/run"), &Value::Null);
        wire.work(id);
        let (_, job) = wire.ask("0", &format!("GET /api/imports/{id}"), &Value::Null);
        assert_eq!((&job["state"], &job["progress"]["created"]), (&json!("done"), &json!(1)), "{job}");
        let (_, items) = wire.ask("0", &format!("GET /api/imports/{id}/items"), &Value::Null);
        assert_eq!(
            (&items["items"][0]["row"], &items["items"][0]["outcome"]),
            (&json!(2), &json!("created"))
        );
        let (_, csv) = wire.send("0", &format!("GET /api/imports/{id}/errors.csv"), Vec::new(), false);
        let csv = String::from_utf8(csv).unwrap();
        assert!(csv.contains("X-2,NOBODY,ZZZ,1,丙,货号:"), "{csv}");
        let (status, xlsx) = wire.send("0", &format!("GET /api/imports/{id}/errors.xlsx"), Vec::new(), false);
        assert!(status == 200 && xlsx.starts_with(b"PK"));
        let (_, list) = wire.ask("0", "GET /api/imports", &Value::Null);
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn strangers_are_refused_and_others_imports_are_not_there() {
    scene::each(|scene| {
        let wire = Wire::new(scene);
        let (status, problem) = wire.upload("stranger", "orders", FILE.as_bytes());
        assert_eq!((status, &problem["code"]), (403, &json!("forbidden")));
        let (_, job) = wire.upload("5", "orders", FILE.as_bytes());
        let id = job["id"].as_str().unwrap();
        for line in ["GET /api/imports/{id}", "GET /api/imports/{id}/errors", "POST /api/imports/{id}/run"] {
            let (status, problem) = wire.ask("6", &line.replace("{id}", id), &Value::Null);
            assert_eq!((status, &problem["code"]), (404, &json!("not_found")), "{line}");
        }
        let (status, _) = wire.send("6", &format!("GET /api/imports/{id}/errors.csv"), Vec::new(), false);
        assert_eq!(status, 404);
        let (_, list) = wire.ask("6", "GET /api/imports", &Value::Null);
        assert_eq!(list["items"], json!([]));
        let (_, list) = wire.ask("5", "GET /api/imports", &Value::Null);
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn what_is_no_table_is_refused_by_name() {
    scene::each(|scene| {
        let wire = Wire::new(scene);
        for (bytes, code) in [
            (b"".as_slice(), "file_empty"),
            (b"PK\x03\x04 and no more", "file_unreadable"),
            (&[0xd0, 0xcf, 0x11, 0xe0, 0xa1], "file_old_excel"),
            (b"\x1f\x8b not gzip", "file_unreadable"),
            (b"only one column\n1\n2\n", "file_without_header"),
        ] {
            let (status, problem) = wire.upload("0", "orders", bytes);
            assert_eq!((status, &problem["code"]), (422, &json!(code)), "{problem}");
        }
        let (status, _) = wire.upload("0", "nonsense", FILE.as_bytes());
        assert_eq!(status, 400);
        let (_, job) = wire.upload("0", "orders", "甲,乙\n1,2\n".as_bytes());
        let id = job["id"].as_str().unwrap();
        assert_eq!(job["missing"], json!(["order_number", "customer", "sku", "qty"]));
        let (status, problem) = wire.ask("0", &format!("POST /api/imports/{id}/run"), &Value::Null);
        assert_eq!((status, &problem["code"]), (422, &json!("mapping_incomplete")));
        let body = json!({"mapping": {"sku": 7}});
        let (status, problem) = wire.ask("0", &format!("PUT /api/imports/{id}/mapping"), &body);
        assert_eq!((status, &problem["code"]), (422, &json!("column_unknown")));
        let (status, bytes) = wire.send("0", "GET /api/imports/template?kind=orders", Vec::new(), false);
        assert_eq!(status, 200);
        let (status, job) = wire.upload("0", "orders", &bytes);
        assert_eq!((status, &job["missing"]), (200, &json!([])), "our own template is understood: {job}");
    });
}
