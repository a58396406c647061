//! The room behind its real routes, asked by callers whose token says who they are and what they may.
#![allow(clippy::unwrap_used, unreachable_pub)]

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use base::id::ActorId;
use base::{Grants, Scope};
use db::Db;
use edge::{App, Route};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

pub struct Wire {
    router: Router,
    runtime: tokio::runtime::Runtime,
}

impl Wire {
    /// A token is `actor:scope:action+action`, such as `7:own:customer.read`.
    pub fn new(db: &Db, routes: Vec<Route>) -> Self {
        let authenticate: edge::Authenticate = Arc::new(|_, who, _| {
            Box::pin(async move {
                let edge::Credentials::Token(token) = who else { return Ok(None) };
                let mut parts = token.split(':');
                let actor = ActorId(parts.next().unwrap().parse().unwrap());
                let scope = if parts.next() == Some("own") { Scope::Own } else { Scope::All };
                let actions =
                    parts.next().unwrap().split('+').map(|action| (action.to_owned(), scope)).collect();
                Ok(Some(Grants { actor, actions, ..Grants::system() }))
            })
        });
        let clock: edge::Clock = Arc::new(|| testdb::START);
        let app = App::new(db.clone(), jiff::tz::TimeZone::UTC, clock, authenticate);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        Self { router: edge::app::router(app, routes), runtime }
    }

    /// Sends `METHOD /path` with a revision seen, if any; gives status and body.
    pub fn ask(&self, who: &str, line: &str, body: &Value) -> (u16, Value) {
        let mut words = line.split(" if ");
        let (method, path) = words.next().unwrap().split_once(' ').unwrap();
        let escaped = |c: char| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '/' | '?' | '&' | '=' | '-' | '_' | '.' => c.to_string(),
            c => c.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect(),
        };
        let path: String = path.chars().map(escaped).collect();
        let mut request =
            Request::builder().method(method).uri(path).header("authorization", format!("Bearer {who}"));
        if let Some(revision) = words.next() {
            request = request.header("if-match", format!("\"{revision}\""));
        }
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let request = request.body(Body::from(body)).unwrap();
        let response = self.runtime.block_on(self.router.clone().oneshot(request)).unwrap();
        let status = response.status().as_u16();
        let bytes = self.runtime.block_on(response.into_body().collect()).unwrap().to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    #[track_caller]
    pub fn ok(&self, who: &str, line: &str, body: &Value) -> Value {
        let (status, answer) = self.ask(who, line, body);
        assert!(status < 300, "{line}: {status} {answer}");
        answer
    }

    /// Status, code, and the wrong fields with their codes.
    pub fn refused(&self, who: &str, line: &str, body: &Value) -> String {
        let (status, answer) = self.ask(who, line, body);
        let text = |value: &Value| value.as_str().unwrap_or("?").to_owned();
        let problems = answer["problems"].as_array().into_iter().flatten();
        let fields = problems.map(|p| format!(" {}={}", text(&p["field"]), text(&p["code"])));
        format!("{status} {}{}", text(&answer["code"]), fields.collect::<String>())
    }
}
