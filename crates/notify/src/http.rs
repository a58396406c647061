//! The wire: one's own notices, and what one wants by mail.

use base::id::RowId;
use base::{Ctx, Filter, Op, Result};
use db::Tx;
use edge::{Answer, Body, ListQuery, LoggedIn, May, PageOf, Path, Query, Route, get, post, put};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Notice, NoticePreference};
use crate::{commands, store};

#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get("/api/notices", list).says("What I was told, the newest first."),
        get("/api/notices/counts", counts).says("How much of it I have not read."),
        post("/api/notices/read-all", read_all).says("Marks all I was told as read."),
        post("/api/notices/{id}/read", read).says("Marks one notice as read."),
        get("/api/notice-preferences", preferences).says("What I want by mail."),
        put("/api/notice-preferences", prefer).says("Changes what I want by mail."),
    ]
}

#[derive(Serialize, JsonSchema)]
struct NoticeCounts {
    /// Counted up to a thousand.
    unread: i64,
}

#[derive(Serialize, JsonSchema)]
struct NoticePreferences {
    items: Vec<NoticePreference>,
    /// Where mail goes; empty: nowhere, whatever is chosen.
    email: String,
    /// Whether this company sends mail at all.
    sends: bool,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NoticePreferencesBody {
    items: Vec<NoticePreference>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NoticeEmptyBody {}

async fn list(may: May<LoggedIn>, Query(query): Query<ListQuery>) -> Answer<PageOf<Notice>> {
    may.read(move |tx, ctx| {
        let filter = query.filter()?.and(Filter::cond("actor", Op::Eq, ctx.actor().to_string()));
        store::page(tx, filter, &query)
    })
    .await
}

async fn counts(may: May<LoggedIn>) -> Answer<NoticeCounts> {
    may.read(count).await
}

fn count(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<NoticeCounts> {
    Ok(NoticeCounts { unread: store::unread(tx, ctx.actor())? })
}

async fn read(may: May<LoggedIn>, Path(id): Path<RowId>, _: Body<NoticeEmptyBody>) -> Answer<NoticeCounts> {
    may.write(move |tx, ctx| {
        commands::read(tx, ctx, id)?;
        count(tx, ctx)
    })
    .await
}

async fn read_all(may: May<LoggedIn>, _: Body<NoticeEmptyBody>) -> Answer<NoticeCounts> {
    may.write(move |tx, ctx| {
        store::read_all(tx, ctx)?;
        count(tx, ctx)
    })
    .await
}

async fn preferences(may: May<LoggedIn>) -> Answer<NoticePreferences> {
    may.read(shown).await
}

async fn prefer(may: May<LoggedIn>, Body(body): Body<NoticePreferencesBody>) -> Answer<NoticePreferences> {
    may.write(move |tx, ctx| {
        commands::prefer_for(tx, ctx.actor(), &body.items)?;
        shown(tx, ctx)
    })
    .await
}

fn shown(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<NoticePreferences> {
    let me = people::briefs(tx, &[ctx.actor()])?;
    Ok(NoticePreferences {
        items: commands::preferences(tx, ctx)?,
        email: me.into_iter().next().and_then(|me| me.email).unwrap_or_default(),
        sends: tx.setting(commands::MAIL_ON)?.is_some(),
    })
}
