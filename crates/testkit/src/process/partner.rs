//! Another company's system with an API over a real socket: it does what a key asks once, and behaves as its paths say.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// One request as it arrived.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// `POST /orders`.
    pub request: String,
    pub key: String,
    pub authorization: String,
    pub body: String,
}

/// Listens until the test process ends.
#[derive(Clone)]
pub struct Partner {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    /// How often what a key stands for was really done.
    done: Arc<Mutex<BTreeMap<String, usize>>>,
    down: Arc<AtomicBool>,
    held: Arc<AtomicBool>,
}

impl Partner {
    /// # Panics
    /// When there is no port.
    #[must_use]
    pub fn listen() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap_or_else(|e| panic!("a port: {e}"));
        let address = listener.local_addr().unwrap_or_else(|e| panic!("a port: {e}"));
        let partner = Self {
            address,
            asked: Arc::default(),
            done: Arc::default(),
            down: Arc::new(AtomicBool::new(true)),
            held: Arc::new(AtomicBool::new(true)),
        };
        let state = partner.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap_or_else(|e| panic!("a runtime: {e}")).block_on(async {
                let _ = listener.set_nonblocking(true);
                let listener = tokio::net::TcpListener::from_std(listener);
                let listener = listener.unwrap_or_else(|e| panic!("a port: {e}"));
                let _ = axum::serve(listener, Router::new().fallback(answer).with_state(state)).await;
            });
        });
        partner
    }

    /// Everything that arrived at a path, in order.
    #[must_use]
    pub fn asked(&self, path: &str) -> Vec<Asked> {
        let all = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().filter(|it| it.request.split(' ').nth(1) == Some(path)).cloned().collect()
    }

    /// How often a key took effect.
    #[must_use]
    pub fn done(&self, key: &str) -> usize {
        self.done.lock().unwrap_or_else(PoisonError::into_inner).get(key).copied().unwrap_or(0)
    }

    /// `/down` answers from now on.
    pub fn comes_back(&self) {
        self.down.store(false, Ordering::Relaxed);
    }

    /// `/held` answers from now on.
    pub fn lets_go(&self) {
        self.held.store(false, Ordering::Relaxed);
    }

    /// What a key stands for is done, once.
    fn take_effect(&self, key: &str) {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        done.entry(key.to_owned()).or_insert(1);
    }
}

async fn answer(
    State(partner): State<Partner>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned();
    let asked = Asked {
        request: format!("{method} {}", uri.path()),
        key: text("idempotency-key"),
        authorization: text("authorization"),
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    let key = asked.key.clone();
    partner.asked.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
    let times = partner.asked(uri.path()).iter().filter(|it| it.key == key).count();
    let fine = || (StatusCode::OK, axum::Json(json!({"number": "N-1", "total": 12.5}))).into_response();
    match uri.path() {
        "/orders" | "/health" => {
            partner.take_effect(&key);
            fine()
        }
        "/sold-out" => {
            let said = json!({"code": "sold_out", "message": "none is left"});
            (StatusCode::CONFLICT, axum::Json(said)).into_response()
        }
        "/flaky" if times <= 2 => (StatusCode::INTERNAL_SERVER_ERROR, "Oops").into_response(),
        "/down" if partner.down.load(Ordering::Relaxed) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        "/flaky" | "/down" => {
            partner.take_effect(&key);
            fine()
        }
        // It does what it was asked, and answers when it is let go.
        "/held" => {
            partner.take_effect(&key);
            while partner.held.load(Ordering::Relaxed) {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            fine()
        }
        "/never" => {
            std::future::pending::<()>().await;
            fine()
        }
        "/large" => axum::Json("x".repeat(300 * 1024)).into_response(),
        "/page" => ([(header::CONTENT_TYPE, "text/html")], "<h1>Log in</h1>").into_response(),
        "/moved" => (StatusCode::FOUND, [(header::LOCATION, "/orders")]).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
