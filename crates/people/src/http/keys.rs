//! API tokens and saved views as pages and programs see them.

use base::id::{ActorId, RowId, ViewId};
use base::{At, Ctx};
use edge::{Answer, Body, LoggedIn, May, Path, Query};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::me::Named;
use super::{WriteTokens, known};
use crate::model::{ApiToken, NewToken, NewView, View, ViewPatch};
use crate::{access, password, views as rooms_views};

#[derive(Serialize, JsonSchema)]
pub(super) struct TokenView {
    id: RowId,
    name: String,
    actor: Named<ActorId>,
    /// The last characters of the secret.
    hint: String,
    actions: Vec<String>,
    created_at: At,
    ends_at: Option<At>,
    used_at: Option<At>,
    revoked_at: Option<At>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct NewTokenView {
    token: TokenView,
    /// Put it into `Authorization: Bearer …`. It is not stored and can't be shown again.
    secret: String,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct ViewView {
    id: ViewId,
    page: String,
    name: String,
    /// JSON text that only the page itself understands.
    spec: String,
    shared: bool,
    owner: Named<ActorId>,
    /// Whether I may change it.
    mine: bool,
    revision: i64,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OfPage {
    /// The list page; all pages when absent.
    page: Option<String>,
}

pub(super) async fn tokens(may: May<WriteTokens>) -> Answer<Vec<TokenView>> {
    may.read(|tx, ctx| {
        let found = access::tokens(tx, ctx)?;
        Ok(found.into_iter().map(|(token, name)| token_view(token, name)).collect::<Vec<_>>())
    })
    .await
}

/// Without an idempotency key: the stored answer would keep the secret.
pub(super) async fn create_token(may: May<WriteTokens>, Body(new): Body<NewToken>) -> Answer<NewTokenView> {
    let secret = match password::new_token(access::TOKEN_PREFIX) {
        Ok(secret) => secret,
        Err(error) => return Answer::problem(&error, &may.ctx),
    };
    let made = may
        .db()
        .write(&may.ctx, move |tx, ctx| {
            let made = access::create_token(tx, ctx, &new, &secret, &known())?;
            let holder = access::holder_name(tx, made.token.actor_id)?;
            Ok(NewTokenView { token: token_view(made.token, holder), secret: made.secret })
        })
        .await;
    match made {
        Ok(made) => Answer::ok(&made),
        Err(error) => Answer::problem(&error, &may.ctx),
    }
}

pub(super) async fn revoke_token(may: May<WriteTokens>, Path(id): Path<RowId>) -> Answer<TokenView> {
    super::write_rights(may, move |tx, ctx| {
        let token = access::revoke_token(tx, ctx, id)?;
        let holder = access::holder_name(tx, token.actor_id)?;
        Ok(token_view(token, holder))
    })
    .await
}

pub(super) async fn views(
    may: May<LoggedIn>,
    Query(OfPage { page }): Query<OfPage>,
) -> Answer<Vec<ViewView>> {
    may.read(move |tx, ctx| {
        let found = rooms_views::views(tx, ctx, page.as_deref())?;
        Ok(found.into_iter().map(|(view, owner)| view_view(ctx, view, owner)).collect::<Vec<_>>())
    })
    .await
}

pub(super) async fn save_view(may: May<LoggedIn>, Body(new): Body<NewView>) -> Answer<ViewView> {
    may.create(move |tx, ctx| {
        let view = rooms_views::save_view(tx, ctx, &new)?;
        Ok(view_view(ctx, view, ctx.grants.name.clone()))
    })
    .await
}

pub(super) async fn change_view(
    may: May<LoggedIn>,
    Path(id): Path<ViewId>,
    Body(patch): Body<ViewPatch>,
) -> Answer<ViewView> {
    may.write(move |tx, ctx| {
        let view = rooms_views::change_view(tx, ctx, id, &patch)?;
        Ok(view_view(ctx, view, ctx.grants.name.clone()))
    })
    .await
}

pub(super) async fn delete_view(may: May<LoggedIn>, Path(id): Path<ViewId>) -> Answer<()> {
    may.write(move |tx, ctx| rooms_views::delete_view(tx, ctx, id)).await
}

fn token_view(token: ApiToken, holder: String) -> TokenView {
    TokenView {
        id: token.id,
        name: token.name,
        actor: Named { id: token.actor_id, name: holder },
        hint: token.hint,
        actions: serde_json::from_str(&token.actions).unwrap_or_default(),
        created_at: token.created_at,
        ends_at: token.ends_at,
        used_at: token.used_at,
        revoked_at: token.revoked_at,
    }
}

fn view_view(ctx: &Ctx, view: View, owner: String) -> ViewView {
    let View { id, actor_id, page, name, spec, shared, revision, .. } = view;
    let mine = actor_id == ctx.actor();
    ViewView { id, page, name, spec, shared, owner: Named { id: actor_id, name: owner }, mine, revision }
}
