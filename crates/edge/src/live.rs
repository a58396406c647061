//! Live events: what was recorded in the journal, told to open pages as it happens (SSE).

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event as SseEvent, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use base::Result;
use db::{Entry, journal};
use futures_util::stream;
use serde::Serialize;

use crate::app::App;
use crate::may::{Action, May};

/// Entries told at once.
const BATCH: i64 = 200;
/// How often a node looks for what other nodes have written.
const LOOK: Duration = Duration::from_millis(500);

/// What a page needs to know to ask anew: kinds and ids, never contents.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct Told {
    pub seq: i64,
    pub kind: String,
    pub subject: String,
    pub order: Option<String>,
}

/// Streams what happens from now on. Contents are not told: pages ask again under their own rights.
pub async fn stream_for<A: Action>(may: May<A>) -> Response {
    let app = may.app().clone();
    match app.db.read(journal::end).await {
        Ok(place) => {
            Sse::new(stream::unfold((app, place), next)).keep_alive(KeepAlive::default()).into_response()
        }
        Err(error) => crate::Answer::<()>::problem(&error, &may.ctx).into_response(),
    }
}

type State = (App, (i64, i64));

async fn next((app, place): State) -> Option<(Result<SseEvent, Infallible>, State)> {
    let mut changes = app.db.changes();
    loop {
        changes.borrow_and_update();
        let entries = app.db.read(move |tx| journal::after(tx, place, BATCH)).await.ok()?;
        if let Some(last) = entries.last() {
            let place = (last.tx, last.seq);
            return Some((Ok(told(&entries)), (app, place)));
        }
        // Another node may have written: look again after a while even when this one did not.
        let _ = tokio::time::timeout(LOOK, changes.changed()).await;
    }
}

fn told(entries: &[Entry]) -> SseEvent {
    let all: Vec<Told> = entries
        .iter()
        .map(|e| Told {
            seq: e.seq,
            kind: e.kind.clone(),
            subject: e.subject.clone(),
            order: e.order_ref.clone(),
        })
        .collect();
    let data = serde_json::to_string(&all).unwrap_or_default();
    SseEvent::default().event("journal").data(data)
}
