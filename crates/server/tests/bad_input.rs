//! What nobody should send, over the real wire, on both databases: each is a problem with a code and a
//! place, never a 500, and nothing is half written.
#![allow(clippy::unwrap_used)]

mod fire;

use std::panic::AssertUnwindSafe;

use serde_json::{Value, json};
use testkit::process::{Answer, Client};

/// What was sent wrong, what must be said: status, code, and a field among those named.
struct Case {
    what: &'static str,
    send: (&'static str, String, Vec<u8>),
    headers: Vec<(&'static str, &'static str)>,
    said: (u16, &'static str, &'static str),
}

fn case(
    what: &'static str,
    method: &'static str,
    path: &str,
    body: impl Into<Vec<u8>>,
    said: (u16, &'static str, &'static str),
) -> Case {
    Case { what, send: (method, path.to_owned(), body.into()), headers: Vec::new(), said }
}

/// An order of one line, with something about the line changed.
fn line(changed: &Value) -> Vec<u8> {
    let mut line = json!({"sku": "A", "qty": "1"});
    for (name, value) in changed.as_object().unwrap() {
        line[name] = value.clone();
    }
    json!({"customer": "ACME", "lines": [line]}).to_string().into_bytes()
}

/// An order with something about it changed.
fn order(changed: &Value) -> Vec<u8> {
    let mut order = json!({"customer": "ACME", "lines": [{"sku": "A", "qty": "1"}]});
    for (name, value) in changed.as_object().unwrap() {
        order[name] = value.clone();
    }
    order.to_string().into_bytes()
}

fn lines(count: usize) -> Vec<u8> {
    order(&json!({"lines": vec![json!({"sku": "A", "qty": "1"}); count]}))
}

/// Bodies that cannot be read.
fn unreadable() -> Vec<Case> {
    let post = |what, body: Vec<u8>, said| case(what, "POST", "/api/orders", body, said);
    let utf8 = b"{\"customer\":\"AC\xff\xfeME\",\"lines\":[]}".to_vec();
    vec![
        post("nothing", Vec::new(), (400, "malformed", "body")),
        post("half of it", b"{\"customer\":\"AC".to_vec(), (400, "malformed", "customer")),
        post("two of them", b"{\"customer\":\"ACME\",\"lines\":[]} {}".to_vec(), (400, "malformed", "body")),
        post("a list", b"[1,2]".to_vec(), (400, "malformed", "")),
        post("too deep", [b"[".repeat(100_000), b"]".repeat(100_000)].concat(), (400, "malformed", "")),
        post(
            "too deep inside",
            format!("{{\"customer\":{}1{}}}", "[".repeat(50_000), "]".repeat(50_000)).into(),
            (400, "malformed", "customer"),
        ),
        post("too large", order(&json!({"note": "x".repeat(9 * 1024 * 1024)})), (413, "too_large", "")),
        post("no UTF-8", utf8, (400, "malformed", "")),
        post(
            "half a character",
            b"{\"customer\":\"\\ud800\",\"lines\":[]}".to_vec(),
            (400, "malformed", "customer"),
        ),
        post(
            "a key twice",
            b"{\"customer\":\"ACME\",\"customer\":\"ACME\",\"lines\":[]}".to_vec(),
            (400, "malformed", "body"),
        ),
        post(
            "a key nobody knows",
            order(&json!({"discount_code": "X"})),
            (400, "malformed", "discount_code"),
        ),
        post("a number for a name", order(&json!({"customer": 5})), (400, "malformed", "customer")),
        post("an object for a list", order(&json!({"lines": {}})), (400, "malformed", "lines")),
        post("null for a list", order(&json!({"lines": null})), (400, "malformed", "lines")),
        post("text for a line", order(&json!({"lines": ["A"]})), (400, "malformed", "lines[0]")),
        post(
            "a day that is none",
            order(&json!({"requested_on": "2026-13-45"})),
            (400, "malformed", "requested_on"),
        ),
        post("a state nobody knows", order(&json!({"upto": "shipped"})), (400, "malformed", "upto")),
    ]
}

/// Quantities, prices and shares that cannot be.
fn absurd() -> Vec<Case> {
    let post = |what, changed: Value, said| case(what, "POST", "/api/orders", line(&changed), said);
    vec![
        post("less than nothing", json!({"qty": "-1"}), (422, "invalid", "lines[0].qty")),
        post("nothing", json!({"qty": "0"}), (422, "invalid", "lines[0].qty")),
        post("a million millions", json!({"qty": "1000000000000"}), (400, "malformed", "lines[0].qty")),
        post(
            "more digits than there are",
            json!({"qty": "9".repeat(400)}),
            (400, "malformed", "lines[0].qty"),
        ),
        post("an exponent", json!({"qty": "1e400"}), (400, "malformed", "lines[0].qty")),
        post("a number with an exponent", json!({"qty": 1e300}), (400, "malformed", "lines[0].qty")),
        post("finer than we count", json!({"qty": "0.0000001"}), (400, "malformed", "lines[0].qty")),
        post("no number at all", json!({"qty": "NaN"}), (400, "malformed", "lines[0].qty")),
        post("a word", json!({"qty": true}), (400, "malformed", "lines[0].qty")),
        post("a price below zero", json!({"price": "-0.01"}), (422, "invalid", "lines[0].price")),
        post("a price beyond sense", json!({"price": "99999999999"}), (422, "invalid", "lines[0].price")),
        post("more off than it costs", json!({"discount": "1.5"}), (422, "invalid", "lines[0].discount")),
        post("a unit it has not", json!({"uom": "吨"}), (422, "invalid", "lines[0].uom")),
        post("a SKU there is not", json!({"sku": "NOPE"}), (422, "invalid", "lines[0].sku")),
        post(
            "the id of a SKU there is not",
            json!({"sku": "sku_0000000000001"}),
            (422, "invalid", "lines[0].sku"),
        ),
        post(
            "a warehouse there is not",
            json!({"warehouse": "NORTH"}),
            (422, "invalid", "lines[0].warehouse"),
        ),
        post("a very long note", json!({"note": "长".repeat(5_000)}), (422, "invalid", "lines[0].note")),
    ]
}

/// Orders as a whole.
fn whole() -> Vec<Case> {
    let post = |what, body: Vec<u8>, said| case(what, "POST", "/api/orders", body, said);
    let bulk =
        |count: usize| json!({"orders": vec![json!({"customer": "ACME", "lines": []}); count]}).to_string();
    vec![
        post("ten thousand lines", lines(10_000), (422, "too_many_lines", "")),
        post("no lines", lines(0), (422, "invalid", "lines")),
        post("a customer there is not", order(&json!({"customer": "NOBODY"})), (422, "invalid", "customer")),
        post(
            "the id of no customer",
            order(&json!({"customer": "cus_0000000000001"})),
            (422, "invalid", "customer"),
        ),
        post(
            "an id of another kind",
            order(&json!({"customer": "ord_0000000000001"})),
            (422, "invalid", "customer"),
        ),
        post("no name for it", order(&json!({"customer": " \u{0}\u{3000} "})), (400, "malformed", "body")),
        post(
            "a phone that is none",
            order(&json!({"ship_to": {"receiver": "张", "phone": "xyz", "address": "杭州"}})),
            (422, "invalid", "ship_to.phone"),
        ),
        post(
            "half a number of theirs",
            order(&json!({"external": {"channel": "", "number": "1"}})),
            (422, "invalid", "external.channel"),
        ),
        case("no orders at once", "POST", "/api/orders/bulk", bulk(0), (422, "bulk_size", "")),
        case("too many at once", "POST", "/api/orders/bulk", bulk(1_001), (422, "bulk_size", "")),
    ]
}

/// Documents of the other rooms as a whole.
fn others() -> Vec<Case> {
    vec![
        case(
            "nobody's payment",
            "POST",
            "/api/payments",
            r#"{"customer":"cus_0000000000001","amount":"1","method":"cash"}"#,
            (404, "not_found", ""),
        ),
        case(
            "no goods",
            "POST",
            "/api/stock/receipts",
            r#"{"warehouse_id":"whs_0000000000001","lines":[]}"#,
            (422, "invalid", "lines"),
        ),
        case(
            "goods for nowhere",
            "POST",
            "/api/stock/receipts",
            r#"{"warehouse_id":"whs_0000000000001","lines":[{"sku":"A","qty":"1"}]}"#,
            (404, "not_found", ""),
        ),
        case("prices of nobody", "PUT", "/api/prices", r#"{"prices":[]}"#, (422, "invalid", "price_list")),
        case("a product without anything", "POST", "/api/products", "{}", (422, "invalid", "name")),
        case(
            "a customer without a name",
            "POST",
            "/api/customers",
            r#"{"code":"X"}"#,
            (422, "invalid", "name"),
        ),
        case(
            "a user without a role there is",
            "POST",
            "/api/users",
            r#"{"name":"x","login":"x","roles":["king"]}"#,
            (422, "unknown_role", ""),
        ),
    ]
}

/// Addresses and questions.
fn questions() -> Vec<Case> {
    let get = |what, path: &str, said| case(what, "GET", path, Vec::new(), said);
    vec![
        get("no such page", "/api/nothing", (404, "not_found", "")),
        case("no such thing to do", "DELETE", "/api/orders", Vec::new(), (405, "malformed", "method")),
        get("an order there is not", "/api/orders/ord_0000000000001", (404, "not_found", "")),
        get("an id of another kind", "/api/orders/cus_0000000000001", (400, "malformed", "id")),
        get("no id", "/api/orders/1%20OR%201=1", (400, "malformed", "id")),
        get("no UTF-8 in an address", "/api/orders/%ff%fe", (400, "malformed", "")),
        get("a nought in an address", "/api/audit/ord%00x", (400, "malformed", "path")),
        get("a filter that is none", "/api/orders?filter=[[[", (422, "invalid_value", "")),
        get(
            "a filter of a field there is not",
            "/api/orders?filter=%5B%22secret%22,%22eq%22,%221%22%5D",
            (422, "", ""),
        ),
        get("sorted by what there is not", "/api/orders?sort=secret", (422, "", "")),
        get("a limit below zero", "/api/orders?limit=-1", (422, "invalid_value", "")),
        get("a limit beyond sense", "/api/orders?limit=99999999999999999999", (400, "malformed", "query")),
        get("a cursor nobody gave", "/api/orders?cursor=zzzz", (422, "", "")),
        get("a question nobody asked", "/api/orders?colour=red", (400, "malformed", "query")),
        get("a nought in a question", "/api/orders?q=%00", (400, "malformed", "path")),
        get("wild cards in a question", "/api/customers?q=%25%5F%5C%27%22", (200, "", "")),
        get("a search for noughts", "/api/search?q=%00%00", (400, "malformed", "path")),
        get(
            "an amount that is none in a filter",
            "/api/orders?filter=%5B%22total_amount%22,%22gt%22,%22lots%22%5D",
            (422, "", ""),
        ),
    ]
}

fn judge(what: &str, answer: &Answer, said: (u16, &str, &str)) {
    let (status, code, field) = said;
    assert!(answer.status < 500, "{what}: {answer:?}");
    assert_eq!(answer.status, status, "{what}: {}", answer.body);
    if status < 400 {
        return;
    }
    assert!(answer.kind.starts_with("application/problem+json"), "{what}: {answer:?}");
    assert_eq!(answer.body["status"], json!(status), "{what}");
    assert!(!answer.body["detail"].as_str().unwrap_or_default().is_empty(), "{what}: {}", answer.body);
    if !code.is_empty() {
        assert_eq!(answer.body["code"], json!(code), "{what}: {}", answer.body);
    }
    if !field.is_empty() {
        let problems = answer.body["problems"].as_array().into_iter().flatten().map(|p| &p["field"]);
        let named: Vec<&Value> = problems.chain([&answer.body["params"]["field"]]).collect();
        assert!(named.iter().any(|one| **one == json!(field)), "{what}: not about {field}: {}", answer.body);
    }
}

fn send(client: &Client, case: &Case) -> Answer {
    let (method, path, body) = &case.send;
    let body = (*method != "GET" && *method != "DELETE").then_some(body.as_slice());
    client.send(method, path, body, &case.headers).unwrap_or_else(|e| panic!("{}: {e}", case.what))
}

#[test]
fn whatever_is_sent_wrong_is_a_problem_with_its_place() {
    fire::each(|program| {
        let server = program.serve();
        let admin = program.admin(&server, "admin").with_token();
        admin.stock_up("A", 100);
        admin.post("/api/customers", &json!({"code": "ACME", "name": "ACME"}));
        let mut wrong = Vec::new();
        for case in [unreadable(), absurd(), whole(), others(), questions()].into_iter().flatten() {
            let judged = std::panic::catch_unwind(AssertUnwindSafe(|| {
                judge(case.what, &send(&admin, &case), case.said)
            }));
            wrong.extend(judged.err().map(|_| case.what));
        }
        assert!(wrong.is_empty(), "answered otherwise: {wrong:?}\n{}", program.said());
        assert_eq!(admin.get("/api/orders/totals")["count"], json!(0), "something was written");
        assert_eq!(admin.get("/api/payments/totals")["count"], json!(0), "something was written");
        // More than can be added up is named line by line.
        let dear = json!({"sku": "A", "qty": "100000000", "price": "10000000"});
        let largest = json!({"customer": "ACME", "upto": "draft", "lines": vec![dear; 1_000]}).to_string();
        let answer = admin.send("POST", "/api/orders", Some(largest.as_bytes()), &[]).unwrap();
        judge("the largest order", &answer, (422, "invalid", "lines[999].qty"));
        let much = json!({"sku": "A", "qty": "100", "price": "8000000"});
        let large = json!({"customer": "ACME", "upto": "draft", "lines": vec![much; 1_000]});
        assert_eq!(admin.post("/api/orders", &large)["lines"].as_array().unwrap().len(), 1_000);
        drop(server);
        program.check();
    });
}

#[test]
fn keys_revisions_and_headers_are_taken_at_their_word() {
    fire::each(|program| {
        let server = program.serve();
        let admin = program.admin(&server, "admin").with_token();
        admin.stock_up("A", 100);
        admin.post("/api/customers", &json!({"code": "ACME", "name": "ACME"}));
        let ask = |path: &str, body: &[u8], headers: &[(&str, &str)]| {
            admin.send("POST", path, Some(body), headers).unwrap()
        };
        let key = [("idempotency-key", "k-1")];
        let first = ask("/api/orders", &line(&json!({})), &key);
        let again = ask("/api/orders", &line(&json!({})), &key);
        assert_eq!((first.status, &first.body), (201, &again.body));
        let other = ask("/api/orders", &line(&json!({"qty": "2"})), &key);
        judge("another request under the same key", &other, (422, "idempotency_key_reused", ""));
        judge(
            "an empty key",
            &ask("/api/orders", &line(&json!({})), &[("idempotency-key", "")]),
            (400, "malformed", "Idempotency-Key"),
        );
        let long = "k".repeat(129);
        judge(
            "a long key",
            &ask("/api/orders", &line(&json!({})), &[("idempotency-key", &long)]),
            (400, "malformed", "Idempotency-Key"),
        );
        let hold = format!("/api/orders/{}/hold", first.body["id"].as_str().unwrap());
        let body = "{\"reason\":\"等\"}".as_bytes();
        judge(
            "an old revision",
            &ask(&hold, body, &[("if-match", "\"99\"")]),
            (412, "revision_mismatch", ""),
        );
        judge("no revision", &ask(&hold, body, &[("if-match", "soon")]), (400, "malformed", "If-Match"));
        judge(
            "another site",
            &ask(&hold, body, &[("sec-fetch-site", "cross-site")]),
            (403, "cross_site", ""),
        );
        judge(
            "another origin",
            &ask(&hold, body, &[("origin", "http://evil.example")]),
            (403, "cross_site", ""),
        );
        assert_eq!(admin.get("/api/orders/totals")["count"], json!(1), "the key was not kept");
        let order = admin.get(&format!("/api/orders/{}", first.body["id"].as_str().unwrap()));
        assert_eq!((&order["state"], &order["holds"]), (&json!("confirmed"), &json!([])));
        drop(server);
        program.check();
    });
}

#[test]
fn other_peoples_records_are_not_there() {
    fire::each(|program| {
        program.enter("li", "sales");
        program.enter("wang", "sales");
        let server = program.serve();
        let admin = program.admin(&server, "admin").with_token();
        admin.stock_up("A", 100);
        let [li, wang] = ["li", "wang"].map(|login| program.admin(&server, login));
        let customer = li.post("/api/customers", &json!({"code": "ACME", "name": "ACME"}));
        let own = customer["id"].as_str().unwrap();
        admin.post(&format!("/api/customers/{own}/credit"), &json!({"credit_limit": null, "term_days": 30}));
        let order = li.post("/api/orders", &json!({"customer": "ACME", "lines": [{"sku": "A", "qty": "1"}]}));
        let id = order["id"].as_str().unwrap();
        li.post(&format!("/api/orders/{id}/release"), &json!({}));
        let shipment = admin.get("/api/shipments")["items"][0]["id"].as_str().unwrap().to_owned();
        admin.post(&format!("/api/shipments/{shipment}/scan"), &json!({"code": "A"}));
        admin.post(&format!("/api/shipments/{shipment}/ship"), &json!({}));
        let invoice = admin.get("/api/invoices")["items"][0]["id"].as_str().unwrap().to_owned();
        let reads = [
            format!("/api/orders/{id}"),
            format!("/api/orders/{id}/timeline"),
            format!("/api/orders/{id}/documents"),
            format!("/api/orders/{id}/shortage"),
            format!("/api/customers/{own}"),
            format!("/api/customers/{own}/contacts"),
            format!("/api/customers/{own}/addresses"),
            format!("/api/shipments/{shipment}"),
            format!("/api/shipments/{shipment}/pick"),
            format!("/api/shipments/{shipment}/scans"),
            format!("/api/invoices/{invoice}"),
        ];
        for path in &reads {
            assert_eq!(li.send("GET", path, None, &[]).unwrap().status, 200, "{path}");
            judge(path, &wang.send("GET", path, None, &[]).unwrap(), (404, "not_found", ""));
        }
        for (verb, body) in [
            ("cancel", r#"{"reason":"x"}"#),
            ("close", r#"{"reason":"x"}"#),
            ("copy", "{}"),
            ("release", "{}"),
            ("amend", r#"{"changes":[]}"#),
        ] {
            let path = format!("/api/orders/{id}/{verb}");
            judge(
                &path,
                &wang.send("POST", &path, Some(body.as_bytes()), &[]).unwrap(),
                (404, "not_found", ""),
            );
        }
        for list in ["orders", "customers", "shipments", "invoices"] {
            assert_eq!(wang.get(&format!("/api/{list}"))["items"], json!([]), "{list}");
        }
        let number = order["number"].as_str().unwrap();
        assert_eq!(wang.get(&format!("/api/search?q={number}"))["items"], json!([]));
        assert_ne!(li.get(&format!("/api/search?q={number}"))["items"], json!([]));
        drop(server);
        program.check();
    });
}
