//! Routes that no single room owns: the search box, the workbench, live events, the audit trail, undelivered messages.

use axum::response::Response;
use base::id::{ConnectionId, CustomerId, ProductId, RowId};
use base::{At, Ctx, Result};
use connect::connection::reply::shown;
use connect::connection::{self, Heard};
use connect::http::connections::WriteConnections;
use db::work::outbox::Message;
use db::{Entry, Tx, journal};
use edge::{ActionName, Answer, Body, Figure, Hit, LoggedIn, May, Path, Query, Route, get, post, put};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::outside::reach::REACH;
use crate::wiring;

edge::actions! {
    ReadAudit = "audit.read" ("查看操作记录", "See the audit trail"),
    WriteSettings = "setting.write" ("修改系统设置", "Change settings"),
}

/// Hits of one kind at most.
const HITS_MAX: usize = 8;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        get("/api/search", search).says("Finds orders, customers, products, shipments and invoices by number, name, pinyin initials or phone tail"),
        get("/api/workbench", workbench).says("Today's figures, each with the list behind it"),
        get("/api/live", live).says("Streams what happens from now on (server-sent events)"),
        get("/api/actions", actions).says("Everything that a role may allow"),
        get("/api/audit/{subject}", history).says("Everything that happened to one document"),
        get("/api/customers/{id}/timeline", customer_history).says("Everything that happened to a customer's record"),
        get("/api/products/{id}/timeline", product_history).says("Everything that happened to a product, its SKUs and prices"),
        get("/api/messages/dead", dead_letters).says("Messages that could not be delivered"),
        post("/api/messages/{id}/replay", replay).says("Puts an undelivered message back in line"),
        post("/api/connections/{id}/try", try_connection)
            .says("Looks whether another system answers: asks it by GET, and shows what came"),
        get("/api/settings", settings).says("The company's settings"),
        put("/api/settings", change_settings).says("Changes the company's settings"),
    ]
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// What was typed.
    q: String,
}

#[derive(Serialize, JsonSchema)]
struct Hits {
    items: Vec<Hit>,
}

async fn search(may: May<LoggedIn>, Query(asked): Query<Asked>) -> Answer<Hits> {
    let q = base::text::clean(&asked.q);
    may.read(move |tx, ctx| {
        let mut items = Vec::new();
        if !q.is_empty() {
            for find in wiring::SEARCHES {
                items.extend(find(tx, ctx, &q)?.into_iter().take(HITS_MAX));
            }
        }
        Ok(Hits { items })
    })
    .await
}

#[derive(Serialize, JsonSchema)]
struct Workbench {
    at: At,
    figures: Vec<Figure>,
}

async fn workbench(may: May<LoggedIn>) -> Answer<Workbench> {
    may.read(|tx, ctx| {
        let mut figures = Vec::new();
        for count in wiring::FIGURES {
            figures.extend(count(tx, ctx)?);
        }
        Ok(Workbench { at: ctx.at, figures })
    })
    .await
}

async fn live(may: May<LoggedIn>) -> Response {
    edge::live::stream_for(may).await
}

#[derive(Serialize, JsonSchema)]
struct Actions {
    items: Vec<ActionName>,
}

async fn actions(_may: May<LoggedIn>) -> Answer<Actions> {
    Answer::ok(&Actions { items: wiring::actions() })
}

/// One entry of the journal as the audit page shows it.
#[derive(Serialize, JsonSchema)]
struct Happened {
    seq: i64,
    at: At,
    actor: String,
    kind: String,
    subject: String,
    cause: String,
    data: serde_json::Value,
    hash: String,
}

#[derive(Serialize, JsonSchema)]
struct History {
    items: Vec<Happened>,
}

async fn history(may: May<ReadAudit>, Path(subject): Path<String>) -> Answer<History> {
    may.read(move |tx, _| {
        let entries = journal::history(tx, &subject)?;
        Ok(History { items: named(tx, entries)? })
    })
    .await
}

async fn customer_history(may: May<party::http::Read>, Path(id): Path<CustomerId>) -> Answer<History> {
    may.read(move |tx, ctx| {
        let customer = party::customer(tx, id)?;
        party::reachable(ctx, &customer)?;
        let entries = journal::history(tx, &id.to_string())?;
        Ok(History { items: named(tx, entries)? })
    })
    .await
}

async fn product_history(may: May<catalog::http::Read>, Path(id): Path<ProductId>) -> Answer<History> {
    may.read(move |tx, _| {
        let entries = journal::history(tx, &id.to_string())?;
        Ok(History { items: named(tx, entries)? })
    })
    .await
}

fn named(tx: &mut Tx<'_>, entries: Vec<Entry>) -> Result<Vec<Happened>> {
    let actors: Vec<_> = entries.iter().map(|entry| entry.actor_id).collect();
    let names = people::commands::names(tx, &actors)?;
    let name_of =
        |entry: &Entry| names.iter().find(|(id, _)| *id == entry.actor_id).map(|(_, name)| name.clone());
    Ok(entries
        .into_iter()
        .map(|entry| Happened {
            seq: entry.seq,
            at: entry.at,
            actor: name_of(&entry).unwrap_or_else(|| "system".into()),
            data: serde_json::from_str(&entry.data).unwrap_or_default(),
            kind: entry.kind,
            subject: entry.subject,
            cause: entry.cause,
            hash: entry.hash,
        })
        .collect())
}

#[derive(Serialize, JsonSchema)]
struct Letters {
    items: Vec<Message>,
}

async fn dead_letters(may: May<ReadAudit>) -> Answer<Letters> {
    may.read(|tx, _| Ok(Letters { items: tx.dead_letters()? })).await
}

#[derive(Serialize, JsonSchema)]
struct Replayed {
    replayed: bool,
}

async fn replay(may: May<WriteSettings>, Path(id): Path<RowId>) -> Answer<Replayed> {
    may.write(move |tx, ctx| Ok(Replayed { replayed: tx.replay(ctx.at, id)? })).await
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ConnectionTry {
    /// `/health`; empty: the address itself.
    #[serde(default)]
    path: String,
}

/// What another system answered to a look.
#[derive(Serialize, JsonSchema)]
struct ConnectionTried {
    /// Absent when there was no answer.
    status: Option<u16>,
    content_type: String,
    /// The beginning of what came, or why nothing did.
    text: String,
    milliseconds: i64,
}

async fn try_connection(
    may: May<WriteConnections>,
    Path(id): Path<ConnectionId>,
    Body(body): Body<ConnectionTry>,
) -> Answer<ConnectionTried> {
    let sending = may.db().read(move |tx| connection::trying(tx, id, &body.path)).await;
    let sending = match sending {
        Ok(sending) => sending,
        Err(error) => return Answer::problem(&error, &may.ctx),
    };
    let before = may.app().now();
    let asking = tokio::task::spawn_blocking(move || REACH.ask(&sending));
    let heard = asking.await.unwrap_or_else(|error| Heard::Nothing { why: error.to_string() });
    let milliseconds = (may.app().now().0 - before.0) / 1_000;
    Answer::ok(&match heard {
        Heard::Answer { status, content_type, body, .. } => {
            let text = shown(&String::from_utf8_lossy(&body));
            ConnectionTried { status: Some(status), content_type, text, milliseconds }
        }
        Heard::Nothing { why } | Heard::Forbidden { why } => {
            ConnectionTried { status: None, content_type: String::new(), text: why, milliseconds }
        }
    })
}

async fn settings(may: May<LoggedIn>) -> Answer<order::Settings> {
    may.read(|tx, _| order::settings(tx)).await
}

async fn change_settings(
    may: May<WriteSettings>,
    Body(wanted): Body<order::Settings>,
) -> Answer<order::Settings> {
    may.write(move |tx, ctx: &Ctx| order::change_settings(tx, ctx, wanted)).await
}
