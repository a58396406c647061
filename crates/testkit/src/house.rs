//! The whole house over a fresh database: its real routes, a clock that a test moves, actors by id.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use base::id::ActorId;
use base::{At, Grants};
use db::Db;
use edge::{App, Authenticate, Credentials};
use http_body_util::BodyExt;
use jiff::tz::TimeZone;
use serde_json::Value;
use testdb::{START, TestDb};
use tokio::runtime::Runtime;
use tower::ServiceExt;

/// Followers that have seen the last event.
const THERE: &str = "SELECT name FROM journal_cursor WHERE seq >= (SELECT COALESCE(MAX(seq), CAST(0 AS BIGINT)) FROM journal)";

/// The bearer token of the house itself, which may everything.
pub const SYSTEM: &str = "system";

/// A house that answers requests as the program would.
pub struct House {
    pub app: App,
    router: Router,
    runtime: Runtime,
    clock: Arc<AtomicI64>,
    // Last, so that whoever uses the database is gone before it is taken away.
    test: TestDb,
}

/// A request as a test writes it.
#[derive(Debug, Clone, Default)]
pub struct Ask<'a> {
    /// A bearer token: an actor's id, or `SYSTEM`; nobody when empty.
    pub who: &'a str,
    pub method: &'a str,
    pub path: &'a str,
    pub body: Option<&'a Value>,
    pub headers: &'a [(&'a str, String)],
}

impl House {
    /// # Panics
    /// When the house cannot be opened.
    #[must_use]
    pub fn open(make: fn(db::Wiring) -> TestDb) -> Self {
        people::http::know(server::wiring::actions());
        let test = make(server::wiring::reactions());
        let clock = Arc::new(AtomicI64::new(START.0));
        let hands = Arc::clone(&clock);
        let zone = TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::UTC);
        let reading = Arc::new(move || At(hands.load(Ordering::Relaxed)));
        let app = App::new(test.db.clone(), zone, reading, authenticate());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.unwrap_or_else(|e| panic!("a runtime: {e}"));
        let house = Self { router: server::router(app.clone()), app, runtime, clock, test };
        let seeded = house.db().write_now(&house.app.system("start"), server::seed);
        seeded.unwrap_or_else(|e| panic!("seeding: {e}"));
        house
    }

    #[must_use]
    pub fn db(&self) -> &Db {
        &self.test.db
    }

    /// Puts in the processes that come with the product: orders go their way by them from here on.
    ///
    /// # Panics
    /// When one of them cannot be published.
    pub fn ship(&self) {
        let shipped = self.db().write_now(&self.app.system("start"), server::ship_processes);
        shipped.unwrap_or_else(|e| panic!("shipping processes: {e}"));
    }

    /// Works off the timers that are due.
    pub fn tick(&self) {
        self.runtime.block_on(async { while server::tick(&self.app).await {} });
    }

    /// Lets time pass.
    pub fn pass(&self, micros: i64) {
        self.clock.fetch_add(micros, Ordering::Relaxed);
    }

    /// Asks and gives status and body; a body that is no JSON is `null`.
    ///
    /// # Panics
    /// When the request cannot be written.
    pub fn ask(&self, ask: &Ask<'_>) -> (u16, Value) {
        let mut request = Request::builder().method(ask.method).uri(ask.path);
        if !ask.who.is_empty() {
            request = request.header("authorization", format!("Bearer {}", ask.who));
        }
        for (name, value) in ask.headers {
            request = request.header(*name, value);
        }
        let body = ask.body.map(Value::to_string).unwrap_or_default();
        let request = request.body(Body::from(body)).unwrap_or_else(|e| panic!("{}: {e}", ask.path));
        self.runtime.block_on(async {
            let Ok(response) = self.router.clone().oneshot(request).await;
            let status = response.status().as_u16();
            let bytes = response.into_body().collect().await.map(|body| body.to_bytes()).unwrap_or_default();
            (status, serde_json::from_slice(&bytes).unwrap_or_default())
        })
    }

    /// Lets the followers of the journal catch up with all that happened. PostgreSQL shows them an event
    /// only when no older transaction is open anywhere on the server, and other tests use it too.
    ///
    /// # Panics
    /// When they do not catch up.
    pub fn follow(&self) {
        crate::process::pause("the followers caught up", Duration::from_secs(60), || {
            self.runtime.block_on(async { while server::follow(&self.app).await {} });
            let there = self.db().read_now(|tx| tx.all::<(String,)>(THERE, &[]));
            let there = there.unwrap_or_else(|e| panic!("reading the cursors: {e}"));
            // One that has seen nothing yet has no cursor.
            server::wiring::FOLLOWERS.iter().all(|follower| there.iter().any(|(name,)| name == follower.name))
        });
    }

    /// # Panics
    /// When something is found that must never be.
    pub fn check(&self) {
        testdb::broken_invariants(self.db());
    }
}

/// Whoever shows an actor's id is that actor: logging in has its own tests.
fn authenticate() -> Authenticate {
    Arc::new(|db: Db, credentials: Credentials, _| {
        let (Credentials::Session(who) | Credentials::Token(who)) = credentials;
        Box::pin(async move {
            match who.parse::<ActorId>() {
                Ok(id) => db.read(move |tx| people::access::grants_for_actor(tx, id)).await.map(Some),
                Err(_) => Ok((who == SYSTEM).then(Grants::system)),
            }
        })
    })
}
