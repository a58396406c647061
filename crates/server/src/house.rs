//! The house opened: database, routes, workers, listener.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{Next, from_fn};
use axum::response::{Html, Response};
use axum::routing::get;
use base::{Ctx, Grants, IdMaker};
use db::{Db, Tx};
use edge::{App, Authenticate, Credentials};
use jiff::tz::TimeZone;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

use crate::mail::Mailer;
use crate::outside::Outside;
use crate::{config, nightly, offer, web, wiring, workers};

/// Opens the database and puts in what every company has: roles, virtual places.
///
/// # Errors
/// When the database cannot be used.
pub(crate) fn open(store: &config::Store) -> anyhow::Result<(Db, Ctx)> {
    let db = store.open(wiring::reactions())?;
    let ctx = system(&db, store.zone()?, "start");
    // Numbers of processes are no good for this: in containers they are all the same.
    let node = db.write_now(&ctx, |tx, ctx| tx.next_node(ctx)).map_err(|e| anyhow::anyhow!("{e}"))?;
    db.ids().be_node(node);
    db.write_now(&ctx, seed).map_err(|e| anyhow::anyhow!("{e}"))?;
    db.write_now(&ctx, ship_processes).map_err(|e| anyhow::anyhow!("{e}"))?;
    let upgrade = |tx: &mut Tx<'_>, ctx: &Ctx| process::upgrade(tx, ctx, &offer::HOUSE);
    while db.write_now(&ctx, upgrade).map_err(|e| anyhow::anyhow!("{e}"))? {}
    Ok((db, ctx))
}

/// What every company has from the first day: roles and a warehouse. Doing it again changes nothing.
///
/// # Errors
/// A fault when the database fails.
pub fn seed(tx: &mut Tx<'_>, ctx: &Ctx) -> base::Result<()> {
    people::seed(tx, ctx)?;
    stock::seed(tx, ctx)?;
    nightly::plan(tx, ctx)
}

/// The processes that come with the product. Doing it again changes nothing.
///
/// # Errors
/// A fault when the database fails.
pub fn ship_processes(tx: &mut Tx<'_>, ctx: &Ctx) -> base::Result<()> {
    process::ship(tx, ctx, &offer::HOUSE, offer::PROCESSES)
}

/// The circumstances of the house itself.
pub(crate) fn system(db: &Db, zone: TimeZone, cause: &str) -> Ctx {
    Ctx {
        at: config::now(),
        grants: Arc::new(Grants::system()),
        zone,
        ids: Arc::<IdMaker>::clone(db.ids()),
        cause: cause.into(),
        seen_revision: None,
    }
}

/// The OpenAPI document.
#[must_use]
pub fn openapi() -> serde_json::Value {
    edge::openapi::document(&wiring::routes(), "Shundan 顺单", env!("CARGO_PKG_VERSION"))
}

/// Serves until the process is told to end.
///
/// # Errors
/// When the database or the address cannot be used.
pub(crate) fn serve(store: &config::Store, serve: &config::Serve) -> anyhow::Result<()> {
    let (db, _) = open(store)?;
    run(db, store.zone()?, serve, |address| println!("Shundan 顺单  http://{address}"))
}

/// Serves an open database; `ready` is told the address.
///
/// # Errors
/// When the address cannot be used.
pub(crate) fn run(
    db: Db,
    zone: TimeZone,
    serve: &config::Serve,
    ready: impl FnOnce(std::net::SocketAddr),
) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let app = App::new(db, zone.clone(), Arc::new(config::now), authenticate(zone));
        let listener = tokio::net::TcpListener::bind(serve.listen)
            .await
            .with_context(|| format!("listening on {}", serve.listen))?;
        let address = listener.local_addr()?;
        let url = serve.url.clone().unwrap_or_else(|| format!("http://{address}"));
        let mailer = Mailer::new(&serve.mail, &url)?;
        remember_channels(&app, serve).await?;
        let outside = Outside::new(serve.webhook.clone(), serve.webhook_secret.as_deref())?;
        workers::start(&app, outside, mailer);
        ready(address);
        axum::serve(listener, router(app)).with_graceful_shutdown(told_to_end()).await.context("serving")
    })
}

/// Everything the server answers: the API, and the application's files elsewhere.
pub fn router(app: App) -> Router {
    let compress = CompressionLayer::new()
        .compress_when(SizeAbove::new(1_024).and(NotForContentType::new("text/event-stream")));
    let document = openapi();
    let page = edge::docs::page(&document);
    let document = document.to_string();
    let told = move || async move { ([(CONTENT_TYPE, "application/json")], document) };
    edge::app::router(app, wiring::routes())
        .route("/api/openapi.json", get(told))
        .route("/api/docs", get(move || async move { Html(page) }))
        .layer(from_fn(pages))
        .layer(compress)
        .layer(CatchPanicLayer::new())
}

/// What is not the API's is a page's.
async fn pages(request: Request, next: Next) -> Response {
    if request.uri().path().starts_with("/api/") {
        return next.run(request).await;
    }
    web::file(request.uri()).await
}

fn authenticate(zone: TimeZone) -> Authenticate {
    Arc::new(move |db: Db, credentials: Credentials, at| {
        let ctx = Ctx { at, ..system(&db, zone.clone(), "login") };
        Box::pin(async move {
            let (Credentials::Session(secret) | Credentials::Token(secret)) = credentials;
            people::access::authenticate(&db, &ctx, &secret).await
        })
    })
}

/// Whether anybody wants to be told, and how, is a setting, so that nothing is written for nobody.
async fn remember_channels(app: &App, serve: &config::Serve) -> anyhow::Result<()> {
    let (url, mail) = (serve.webhook.clone(), serve.mail.smtp_host.clone());
    let ctx = app.system("start");
    let set = app.db.write(&ctx, move |tx, _| {
        tx.set_setting("webhook.url", url.as_deref())?;
        tx.set_setting(notify::MAIL_ON, mail.as_ref().map(|_| "yes"))
    });
    set.await.map_err(|e| anyhow::anyhow!("{e}"))
}

async fn told_to_end() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
        }
        Err(_) => {
            let _ = interrupt.await;
        }
    }
    // Live event streams never end by themselves: give requests in flight a moment, then leave.
    workers::spawn(async {
        tokio::time::sleep(Duration::from_secs(3)).await;
        #[expect(
            clippy::disallowed_methods,
            reason = "every commit was answered; only live streams are left"
        )]
        std::process::exit(0);
    });
}
