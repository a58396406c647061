//! The wire: cookies, statuses, and what a stranger or a clerk is told.
#![allow(clippy::unwrap_used)]

mod scene;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use base::Ctx;
use db::Wiring;
use edge::{App, Credentials};
use scene::{PASSWORD, later, set, wait};
use serde_json::{Value, json};
use testdb::system_ctx;
use tower::ServiceExt;

struct Wire {
    router: Router,
    cookie: String,
    /// The language of the page one looks at.
    page: Option<&'static str>,
}

struct Told {
    status: u16,
    cookie: String,
    body: Value,
}

fn wire(db: &db::Db) -> Wire {
    let authenticate: edge::Authenticate = Arc::new(|db, credentials, at| {
        let house = Ctx { at, ..system_ctx() };
        Box::pin(async move {
            let (Credentials::Session(secret) | Credentials::Token(secret)) = credentials;
            people::access::authenticate(&db, &house, &secret).await
        })
    });
    let app = App::new(db.clone(), jiff::tz::TimeZone::UTC, Arc::new(|| later(1)), authenticate);
    people::http::know(people::http::ACTIONS.to_vec());
    Wire { router: edge::app::router(app, people::routes()), cookie: String::new(), page: None }
}

impl Wire {
    fn ask(&self, line: &str, body: &Value) -> Told {
        let (method, path) = line.split_once(' ').unwrap();
        let mut request = Request::builder().method(method).uri(path).header("x-forwarded-proto", "https");
        if !self.cookie.is_empty() {
            request = request.header(header::COOKIE, &self.cookie);
        }
        if let Some(lang) = self.page {
            request = request.header("shundan-lang", lang);
        }
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let answer = wait(self.router.clone().oneshot(request.body(body).unwrap())).unwrap();
        let cookie = answer.headers().get(header::SET_COOKIE).map(|c| c.to_str().unwrap().to_owned());
        let status = answer.status().as_u16();
        let bytes = wait(to_bytes(answer.into_body(), 1 << 20)).unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or_default();
        Told { status, cookie: cookie.unwrap_or_default(), body }
    }

    fn log_in(&mut self, login: &str) -> Told {
        let told = self.ask("POST /api/session", &json!({ "login": login, "password": PASSWORD }));
        self.cookie = told.cookie.split(';').next().unwrap().to_owned();
        told
    }
}

#[test]
fn every_route_refuses_strangers_but_the_login() {
    let fresh = testdb::sqlite(Wiring::default());
    let scene = set(&fresh.db);
    let wire = wire(&fresh.db);
    for route in people::routes().iter().filter(|route| route.path != "/api/session") {
        let path = route.path.replace("{id}", &scene.clerk.to_string());
        let told = wire.ask(&format!("{} {path}", route.method.to_uppercase()), &json!({}));
        assert_eq!(
            (told.status, told.body["code"].as_str()),
            (401, Some("unauthorized")),
            "{} {path}",
            route.method
        );
        assert!(route.action().is_some(), "{path} names no action");
    }
}

#[test]
fn a_session_begins_and_ends_with_its_cookie() {
    testdb::each(&Wiring::default(), |db| {
        set(db);
        let mut wire = wire(db);
        let told = wire.ask("POST /api/session", &json!({ "login": "lisi", "password": "wrong wrong" }));
        assert_eq!(
            (told.status, told.body["code"].as_str(), told.cookie.as_str()),
            (401, Some("login_failed"), "")
        );
        let told = wire.log_in("lisi");
        assert_eq!(told.status, 200);
        assert!(
            told.cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800; Secure"),
            "{}",
            told.cookie
        );
        assert_eq!(told.body["department"]["name"], "华南");
        assert_eq!(told.body["roles"], json!([{ "code": "sales", "name": "销售内勤" }]));
        assert_eq!(told.body["scopes"]["order.read"], "own");
        let told = wire.ask("PATCH /api/me", &json!({ "lang": "en" }));
        assert_eq!(
            (told.status, &told.body["roles"][0]["name"]),
            (200, &json!("Order clerk")),
            "{}",
            told.body
        );
        assert_eq!(wire.ask("GET /api/me", &Value::Null).body["lang"], "en");
        assert_eq!(wire.ask("DELETE /api/session", &Value::Null).status, 200);
        assert_eq!(wire.ask("GET /api/me", &Value::Null).status, 401);
    });
}

#[test]
fn answers_are_in_the_language_of_the_page_whatever_the_account_says() {
    testdb::each(&Wiring::default(), |db| {
        set(db);
        let mut wire = wire(db);
        wire.log_in("lisi");
        let role = |wire: &Wire| wire.ask("GET /api/me", &Value::Null).body["roles"][0]["name"].clone();
        assert_eq!(role(&wire), json!("销售内勤"));
        wire.page = Some("en");
        assert_eq!(role(&wire), json!("Order clerk"));
        wire.page = Some("fr");
        assert_eq!(role(&wire), json!("销售内勤"));
    });
}

#[test]
fn a_clerk_manages_nobody_and_an_administrator_everybody() {
    testdb::each(&Wiring::default(), |db| {
        let scene = set(db);
        let mut wire = wire(db);
        wire.log_in("lisi");
        let told = wire.ask("GET /api/users", &Value::Null);
        assert_eq!((told.status, told.body["code"].as_str()), (403, Some("forbidden")));
        let roles = format!("PUT /api/users/{}/roles", scene.clerk);
        assert_eq!(wire.ask(&roles, &json!({ "roles": ["admin"] })).status, 403);
        let found = wire.ask("GET /api/users/lookup?q=zhao", &Value::Null).body;
        assert_eq!(found[0]["name"], "赵六");
        assert_eq!(found[0]["login"], "zhao");

        let me = wire.log_in("admin").body;
        assert!(
            me["actions"].as_array().unwrap().contains(&json!("people.write")),
            "`*` is spelled out: {me}"
        );
        let told = wire.ask("GET /api/users?q=ls", &Value::Null);
        assert_eq!(told.body["items"][0]["login"], "lisi", "{}", told.body);
        assert_eq!(
            wire.ask("GET /api/users/totals", &Value::Null).body,
            json!({ "count": 4, "capped": false })
        );
        let new =
            json!({ "login": "qian", "name": "钱七", "roles": ["finance"], "password": "a blue window" });
        let made = wire.ask("POST /api/users", &new);
        assert_eq!((made.status, &made.body["roles"][0]["code"]), (201, &json!("finance")), "{}", made.body);
        let told =
            wire.ask("POST /api/users", &json!({ "login": "sun", "name": "孙", "password": "12345678" }));
        assert_eq!((told.status, told.body["code"].as_str()), (422, Some("password_too_common")));
        let told = wire.ask("POST /api/users", &json!({ "login": "sun", "name": "孙", "colour": "red" }));
        assert_eq!(told.status, 400, "{}", told.body);
        let path = format!("PATCH /api/users/{}", made.body["id"].as_str().unwrap());
        let told = wire.ask(&path, &json!({ "phone": "138", "department_id": scene.east }));
        assert_eq!((told.status, &told.body["department"]["name"]), (200, &json!("华东")), "{}", told.body);
        let told = wire.ask(&path, &json!({ "department_id": null }));
        assert_eq!((&told.body["department"], &told.body["phone"]), (&Value::Null, &json!("138")));
    });
}

#[test]
fn a_tokens_secret_opens_the_door_and_is_not_kept() {
    let fresh = testdb::sqlite(Wiring::default());
    set(&fresh.db);
    let mut wire = wire(&fresh.db);
    wire.log_in("admin");
    let told = wire.ask("POST /api/tokens", &json!({ "name": "ERP", "actions": ["people.read"] }));
    let secret = told.body["secret"].as_str().unwrap_or_default().to_owned();
    assert!(told.status == 200 && secret.starts_with("sdk_"), "{}", told.body);
    let listed = wire.ask("GET /api/tokens", &Value::Null).body.to_string();
    assert!(listed.contains("\"name\":\"ERP\"") && !listed.contains(&secret));
    let bearer = |path: &str| {
        let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {secret}"));
        wait(wire.router.clone().oneshot(request.body(Body::empty()).unwrap())).unwrap().status().as_u16()
    };
    assert_eq!((bearer("/api/users"), bearer("/api/tokens")), (200, 403));
    assert_eq!(wire.ask("POST /api/tokens", &json!({ "name": "x", "actions": ["no.such"] })).status, 422);
}

#[test]
fn calendars_are_read_by_all_and_changed_by_few() {
    testdb::each(&Wiring::default(), |db| {
        set(db);
        let mut wire = wire(db);
        wire.log_in("lisi");
        let listed = wire.ask("GET /api/calendars", &Value::Null).body;
        let standard = listed[0]["id"].as_str().unwrap().to_owned();
        assert_eq!((&listed[0]["label"], &listed[0]["is_default"]), (&json!("标准工作日历"), &json!(true)));
        let path = format!("/api/calendars/{standard}");
        let shown = wire.ask(&format!("GET {path}"), &Value::Null).body;
        assert_eq!(
            (&shown["week"]["fri"][0], &shown["allowed_actions"]),
            (&json!("09:00-12:00"), &json!([]))
        );
        // Friday at half past five by the clock of the company, here UTC.
        let told =
            wire.ask(&format!("GET {path}/reckon?at=2026-11-27T17:30:00Z&time=PT1H"), &Value::Null).body;
        assert_eq!((&told["due_at"], &told["is_working"]), (&json!("2026-11-30T09:30:00Z"), &json!(true)));
        let told = wire.ask(&format!("GET {path}/reckon?time=P1W"), &Value::Null);
        assert_eq!(told.status, 400, "{}", told.body);
        assert_eq!(wire.ask(&format!("POST {path}/import"), &json!([])).status, 403);

        wire.log_in("admin");
        let told =
            wire.ask(&format!("POST {path}/import"), &json!([{ "day": "2026-11-30", "kind": "holiday" }]));
        let days = &told.body["calendar"]["days"];
        assert_eq!(
            (&told.body["imported"]["added"], &days[0]["kind"]),
            (&json!(1), &json!("holiday")),
            "{}",
            told.body
        );
        let told = wire.ask(&format!("POST {path}/import"), &json!("day"));
        assert_eq!(
            (told.status, &told.body["code"]),
            (422, &json!("holiday_file_unreadable")),
            "{}",
            told.body
        );
        let told = wire.ask(
            &format!("PUT {path}"),
            &json!({ "code": "standard", "name": "日历", "week": { "mon": ["9-5"] } }),
        );
        assert_eq!(told.status, 400, "{}", told.body);
        let file = wire.ask("GET /api/holidays", &Value::Null).body;
        assert_eq!(file[0]["code"], "cn-2026");
    });
}

#[test]
fn an_absence_tells_names_and_what_may_be_done() {
    testdb::each(&Wiring::default(), |db| {
        let scene = set(db);
        let mut wire = wire(db);
        wire.log_in("lisi");
        let new =
            json!({ "from_at": later(0), "to_at": later(60), "substitute_id": scene.other, "note": "出差" });
        let told = wire.ask("POST /api/absences", &new);
        assert_eq!((told.status, &told.body["substitute"]["name"]), (201, &json!("赵六")), "{}", told.body);
        let told = wire.ask("POST /api/absences", &new);
        assert_eq!(
            (told.status, &told.body["params"]["to"]),
            (409, &json!("2026-11-23 02:00")),
            "{}",
            told.body
        );

        wire.log_in("zhao");
        let listed = wire.ask("GET /api/absences", &Value::Null).body;
        assert_eq!((&listed[0]["actor"]["name"], &listed[0]["is_now"]), (&json!("李四"), &json!(true)));
        assert_eq!(listed[0]["allowed_actions"], json!([]));
        wire.log_in("wang");
        assert_eq!(wire.ask("GET /api/absences", &Value::Null).body, json!([]));
        let listed = wire.ask("GET /api/absences?all=true", &Value::Null).body;
        let path = format!("POST /api/absences/{}/withdraw", listed[0]["id"].as_str().unwrap());
        assert_eq!(wire.ask(&path, &Value::Null).status, 404, "he sees it and may not change it");
        wire.log_in("admin");
        let told = wire.ask(&path, &Value::Null);
        assert_eq!((told.status, &told.body["is_now"]), (200, &json!(false)), "{}", told.body);
    });
}
