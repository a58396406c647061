//! Somebody else's service that is told what happens: a real socket, signatures checked, sometimes out of order.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use standardwebhooks::Webhook;

/// What the sender and the receiver both know.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// Every so manieth message is answered with an error, so that it must come again.
const FAILS_EVERY: u64 = 7;

/// One message as it arrived; `taken` when it was answered with success.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    pub key: String,
    pub payload: String,
    pub taken: bool,
}

/// Listens until the test process ends.
#[derive(Clone)]
pub struct Receiver {
    pub address: SocketAddr,
    told: Arc<Mutex<Vec<Told>>>,
    count: Arc<AtomicU64>,
}

impl Receiver {
    /// # Panics
    /// When there is no port.
    #[must_use]
    pub fn listen() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap_or_else(|e| panic!("a port: {e}"));
        let address = listener.local_addr().unwrap_or_else(|e| panic!("a port: {e}"));
        let receiver = Self { address, told: Arc::default(), count: Arc::default() };
        let state = receiver.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap_or_else(|e| panic!("a runtime: {e}")).block_on(async {
                let _ = listener.set_nonblocking(true);
                let listener = tokio::net::TcpListener::from_std(listener);
                let listener = listener.unwrap_or_else(|e| panic!("a port: {e}"));
                let router = Router::new().route("/hook", post(hook)).with_state(state);
                let _ = axum::serve(listener, router).await;
            });
        });
        receiver
    }

    /// What `serve` must be told to tell us.
    #[must_use]
    pub fn flags(&self) -> Vec<String> {
        let url = format!("http://{}/hook", self.address);
        ["--webhook", &url, "--webhook-secret", SECRET].map(str::to_owned).to_vec()
    }

    /// Everything that arrived with a right signature, in order.
    ///
    /// # Panics
    /// When one arrived with a wrong signature.
    #[must_use]
    pub fn told(&self) -> Vec<Told> {
        let told = self.told.lock().unwrap_or_else(|e| panic!("{e}")).clone();
        assert!(told.iter().all(|one| !one.key.is_empty()), "a message without a right signature came");
        told
    }
}

async fn hook(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let signed = Webhook::new(SECRET).is_ok_and(|webhook| webhook.verify(&body, &headers).is_ok());
    let key = headers.get("webhook-id").and_then(|key| key.to_str().ok()).filter(|_| signed);
    let taken = receiver.count.fetch_add(1, Ordering::Relaxed) % FAILS_EVERY != FAILS_EVERY - 1;
    let one = Told {
        key: key.unwrap_or_default().to_owned(),
        payload: String::from_utf8_lossy(&body).into_owned(),
        taken,
    };
    if let Ok(mut told) = receiver.told.lock() {
        told.push(one);
    }
    if taken { StatusCode::NO_CONTENT } else { StatusCode::SERVICE_UNAVAILABLE }
}
