//! Knowing who asks: passwords, sessions, API tokens, and the rights that follow.
//!
//! Checking a password is slow, so it stands between a read and a write: `log_in` and
//! `change_own_password` take the store, everything else is a command in one transaction.

use std::sync::Arc;

use base::id::{ActorId, RowId};
use base::refusal::{Common, Problems};
use base::text::clean;
use base::{At, Ctx, Error, Filter, Grants, Op, Result};
use db::{Db, Event, Tx};
use serde_json::json;

use crate::model::{Actor, ApiToken, Caller, Credential, Kind, NewToken};
use crate::password::{self, Hashed};
use crate::rules::{self, Refusal};
use crate::store;

/// Sessions and API tokens begin differently, so that one look-up finds either.
pub const SESSION_PREFIX: &str = "sds_";
pub const TOKEN_PREFIX: &str = "sdk_";
const AGENT_MAX: usize = 200;
const HINT_LEN: usize = 4;

/// A session that was just opened: the secret goes to the browser and is not kept here.
pub struct Opened {
    pub token: String,
    pub actor: Actor,
    pub grants: Grants,
}

/// A key that was just made: shown once.
pub struct Made {
    pub secret: String,
    pub token: ApiToken,
}

/// Checks account and password and opens a session.
///
/// # Errors
/// `login_locked`, `login_failed`.
pub async fn log_in(db: &Db, ctx: &Ctx, login: &str, password: String, agent: &str) -> Result<Opened> {
    let (login, at) = (rules::login_key(login), ctx.at);
    let read = login.clone();
    let known = db.read(move |tx| credential(tx, &read, at)).await?;
    let stored = known.as_ref().filter(|c| c.active).and_then(|c| c.password_hash.clone());
    let right = password::verified(password, stored).await?;
    let Some(credential) = known.filter(|_| right) else {
        db.write(ctx, move |tx, ctx| record_failure(tx, ctx, &login)).await?;
        return Err(password::failed());
    };
    let (token, agent) = (password::new_token(SESSION_PREFIX)?, agent.to_owned());
    db.write(ctx, move |tx, ctx| open_session(tx, ctx, &login, &credential, &token, &agent)).await
}

/// Sets one's own password: asks for the present one and ends all other sessions.
///
/// # Errors
/// `password_wrong`, `login_locked`, and what a new password must be.
pub async fn change_own_password(db: &Db, ctx: &Ctx, old: String, new: String, session: &str) -> Result<()> {
    let (me, at) = (ctx.actor(), ctx.at);
    let (login, known) = db
        .read(move |tx| {
            let login =
                store::actor(tx, me)?.and_then(|actor| actor.login).ok_or(Refusal::PasswordForPersons)?;
            Ok((login.clone(), credential(tx, &login, at)?))
        })
        .await?;
    rules::check_password(&new, &login)?;
    if !password::verified(old, known.and_then(|c| c.password_hash)).await? {
        db.write(ctx, move |tx, ctx| record_failure(tx, ctx, &login)).await?;
        return Err(Refusal::PasswordWrong.into());
    }
    let (hash, keep) = (password::hashed(new, login).await?, password::token_hash(session));
    db.write(ctx, move |tx, ctx| put_password(tx, ctx, me, &hash, &keep)).await
}

/// Who stands behind a cookie or an `Authorization: Bearer`, with his rights; `None` when nobody does.
/// `ctx` is the house's own; the use is noted every few minutes.
///
/// # Errors
/// Faults of the store only.
pub async fn authenticate(db: &Db, ctx: &Ctx, secret: &str) -> Result<Option<Grants>> {
    let (hash, at) = (password::token_hash(secret), ctx.at);
    let is_session = secret.starts_with(SESSION_PREFIX);
    let found = {
        let hash = hash.clone();
        db.read(move |tx| identify(tx, &hash, at, is_session)).await?
    };
    let Some((grants, seen_at)) = found else { return Ok(None) };
    if seen_at.is_none_or(|seen| seen.plus(rules::TOUCH_US) < at) {
        db.write(ctx, move |tx, ctx| note_use(tx, ctx, &hash, is_session)).await?;
    }
    Ok(Some(grants))
}

/// The rights behind a session's digest at a moment: two statements.
///
/// # Errors
/// Faults of the store only.
pub fn grants_for_session(tx: &mut Tx<'_>, token_hash: &str, at: At) -> Result<Option<Grants>> {
    Ok(identify(tx, token_hash, at, true)?.map(|(grants, _)| grants))
}

/// The rights behind an API token's digest at a moment, narrowed to its actions: two statements.
///
/// # Errors
/// Faults of the store only.
pub fn grants_for_token(tx: &mut Tx<'_>, token_hash: &str, at: At) -> Result<Option<Grants>> {
    Ok(identify(tx, token_hash, at, false)?.map(|(grants, _)| grants))
}

/// The rights of an actor without a session: for programs of the house that act in his name.
///
/// # Errors
/// `not_found` for nobody or somebody inactive.
pub fn grants_for_actor(tx: &mut Tx<'_>, id: ActorId) -> Result<Grants> {
    let not_found = || Common::NotFound { what: "user", id: id.to_string() };
    let actor = store::actor(tx, id)?.filter(|actor| actor.active).ok_or_else(not_found)?;
    let caller = Caller {
        actor_id: id,
        name: actor.name,
        lang: actor.lang,
        department_id: actor.department_id,
        seen_at: None,
        narrowed: None,
    };
    grants(tx, caller)
}

fn identify(tx: &mut Tx<'_>, hash: &str, at: At, is_session: bool) -> Result<Option<(Grants, Option<At>)>> {
    let caller = if is_session {
        store::session_caller(tx, hash, at, at.plus(-rules::IDLE_US))?
    } else {
        store::token_caller(tx, hash, at)?
    };
    let Some(caller) = caller else { return Ok(None) };
    let seen_at = caller.seen_at;
    Ok(Some((grants(tx, caller)?, seen_at)))
}

fn grants(tx: &mut Tx<'_>, caller: Caller) -> Result<Grants> {
    let (granted, departments_below) = store::rights(tx, caller.actor_id, caller.department_id)?;
    let mut actions = rules::effective(&granted);
    if let Some(narrowed) = &caller.narrowed {
        // A list that can't be read gives nothing: deny by default.
        let wanted: Vec<String> = serde_json::from_str(narrowed).unwrap_or_default();
        actions = rules::narrow(&actions, &wanted);
    }
    Ok(Grants {
        actor: caller.actor_id,
        name: caller.name,
        lang: caller.lang,
        department: caller.department_id,
        departments_below,
        actions,
    })
}

/// What is needed to check a password; refuses while the account is closed, without telling whether it exists.
///
/// # Errors
/// `login_locked`.
pub fn credential(tx: &mut Tx<'_>, login: &str, at: At) -> Result<Option<Credential>> {
    if let Some((failures, last_at)) = store::attempts(tx, login)? {
        rules::check_lock(failures, last_at, at)?;
    }
    store::credential(tx, login)
}

/// Counts a wrong password. An own command, because the refusal that follows must not undo it.
///
/// # Errors
/// Faults of the store only.
pub fn record_failure(tx: &mut Tx<'_>, ctx: &Ctx, login: &str) -> Result<()> {
    let since = ctx.at.plus(-rules::LOCKED_US);
    store::forget_failures_before(tx, since)?;
    let login: String = login.chars().take(rules::LOGIN_MAX).collect();
    let failures = store::count_failure(tx, &login, ctx.at, since)?;
    if failures == rules::FAILURES_MAX
        && let Some(known) = store::credential(tx, &login)?
    {
        tx.record(ctx, Event::new("actor.locked_out", known.id).data(&json!({ "failures": failures })));
    }
    Ok(())
}

/// Opens a session for somebody whose password was right a moment ago.
///
/// # Errors
/// `login_locked`, `login_failed` when the account or its password changed meanwhile.
pub fn open_session(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    login: &str,
    checked: &Credential,
    token: &str,
    agent: &str,
) -> Result<Opened> {
    let now = credential(tx, login, ctx.at)?.ok_or_else(password::failed)?;
    if !now.active || now.id != checked.id || now.password_hash != checked.password_hash {
        return Err(password::failed());
    }
    let actor = store::actor(tx, now.id)?.ok_or_else(password::failed)?;
    let grants = grants_for_actor(tx, actor.id)?;
    store::forget_failures(tx, login)?;
    store::delete_ended_sessions(tx, ctx.at, ctx.at.plus(-rules::IDLE_US))?;
    let agent: String = clean(agent).chars().take(AGENT_MAX).collect();
    let session = store::NewSession {
        id: ctx.id::<RowId>(),
        actor_id: actor.id,
        token_hash: &password::token_hash(token),
        at: ctx.at,
        ends_at: ctx.at.plus(rules::SESSION_US),
        agent: &agent,
    };
    store::insert_session(tx, &session)?;
    let as_him = Ctx { grants: Arc::new(grants.clone()), ..ctx.clone() };
    tx.record(&as_him, Event::new("actor.logged_in", actor.id));
    Ok(Opened { token: token.to_owned(), actor, grants })
}

/// Logs out; a session that is already gone is none.
///
/// # Errors
/// Faults of the store only.
pub fn close_session(tx: &mut Tx<'_>, ctx: &Ctx, token: &str) -> Result<()> {
    if let Some(actor) = store::delete_session(tx, &password::token_hash(token))? {
        tx.record(ctx, Event::new("actor.logged_out", actor));
    }
    Ok(())
}

fn note_use(tx: &mut Tx<'_>, ctx: &Ctx, hash: &str, is_session: bool) -> Result<()> {
    let before = ctx.at.plus(-rules::TOUCH_US);
    if is_session {
        store::touch_session(tx, hash, ctx.at, before)
    } else {
        store::touch_token(tx, hash, ctx.at, before)
    }
}

/// Stores a password and ends all sessions but the one whose digest is `keep`.
pub(crate) fn put_password(tx: &mut Tx<'_>, ctx: &Ctx, id: ActorId, hash: &Hashed, keep: &str) -> Result<()> {
    store::credential_of(tx, id)?.ok_or(Refusal::PasswordForPersons)?;
    store::set_password(tx, id, hash.as_str())?;
    let ended = store::delete_sessions_of(tx, id, keep)?;
    tx.record(ctx, Event::new("actor.password_changed", id).data(&json!({ "sessions_ended": ended })));
    Ok(())
}

/// Makes a key for a program, with a part of one's own rights. `secret` is made by the caller, because
/// a command may run twice.
///
/// # Errors
/// `token_for_other`, `beyond_own`, `too_many`, and wrong fields.
pub fn create_token(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    new: &NewToken,
    secret: &str,
    known: &[&str],
) -> Result<Made> {
    let actor = holder(tx, ctx, new.actor_id.unwrap_or(ctx.actor()))?;
    let name = clean(&new.name);
    let mut problems = Problems::default();
    rules::check_name("name", &name, &mut problems);
    rules::check_actions("actions", new.actions.iter().map(String::as_str), known, &mut problems);
    if new.actions.is_empty() {
        problems.add("actions", &Common::Required);
    }
    if let Some(ends_at) = new.ends_at.filter(|ends_at| *ends_at <= ctx.at) {
        let expected = "a moment to come".to_owned();
        problems.add("ends_at", &Common::InvalidValue { value: ends_at.to_string(), expected });
    }
    problems.check()?;
    let theirs = grants_for_actor(tx, actor.id)?.actions;
    rules::covers(&ctx.grants.actions, &rules::narrow(&theirs, &new.actions))?;
    if let Some(beyond) =
        new.actions.iter().find(|action| rules::narrow(&theirs, &[(*action).clone()]).is_empty())
    {
        return Err(Refusal::BeyondOwn { action: beyond.clone() }.into());
    }
    let count = usize::try_from(store::token_count(tx, actor.id)?).unwrap_or_default();
    if count >= rules::TOKENS_MAX {
        return Err(Common::TooMany { count: count + 1, max: rules::TOKENS_MAX }.into());
    }
    let token = ApiToken {
        id: ctx.id(),
        actor_id: actor.id,
        name,
        hint: secret.chars().skip(secret.len().saturating_sub(HINT_LEN)).collect(),
        actions: serde_json::to_string(&new.actions).map_err(|e| Error::Fault(e.into()))?,
        created_by: ctx.actor(),
        created_at: ctx.at,
        ends_at: new.ends_at,
        used_at: None,
        revoked_at: None,
    };
    store::insert_token(tx, &token, &password::token_hash(secret))?;
    let facts = json!({ "actor": actor.id, "actions": new.actions });
    tx.record_first(ctx, Event::new("api_token.created", token.id).data(&facts));
    Ok(Made { secret: secret.to_owned(), token })
}

/// Keys of one's own, and those of actors one administers, each with its holder's name.
///
/// # Errors
/// Faults of the store only.
pub fn tokens(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<Vec<(ApiToken, String)>> {
    let own = Filter::cond("owner", Op::Eq, ctx.actor().to_string());
    store::tokens(tx, &Filter::Or(vec![own, ctx.row_filter("people.write")]))
}

/// The name of the actor a key acts for.
///
/// # Errors
/// Faults of the store only.
pub fn holder_name(tx: &mut Tx<'_>, id: ActorId) -> Result<String> {
    Ok(store::names(tx, &[id])?.into_iter().next().map(|(_, name)| name).unwrap_or_default())
}

/// For whom a key may be made: oneself, or a program one administers. Never another person: his name
/// would stand under what somebody else did.
fn holder(tx: &mut Tx<'_>, ctx: &Ctx, id: ActorId) -> Result<Actor> {
    let not_found = || Common::NotFound { what: "user", id: id.to_string() };
    let actor = store::actor(tx, id)?.filter(|actor| actor.active).ok_or_else(not_found)?;
    if actor.id == ctx.actor() {
        return Ok(actor);
    }
    if !ctx.reaches("people.write", actor.id, actor.department_id) {
        return Err(not_found().into());
    }
    if actor.kind != Kind::Token {
        return Err(Refusal::TokenForOther.into());
    }
    Ok(actor)
}

/// Takes a key back, from now on.
///
/// # Errors
/// `not_found`, `token_revoked`.
pub fn revoke_token(tx: &mut Tx<'_>, ctx: &Ctx, id: RowId) -> Result<ApiToken> {
    let not_found = || Common::NotFound { what: "token", id: id.to_string() };
    let token = store::token_for_update(tx, id)?.ok_or_else(not_found)?;
    let actor = store::actor(tx, token.actor_id)?.ok_or_else(not_found)?;
    let mine = actor.id == ctx.actor() || token.created_by == ctx.actor();
    if !mine && !ctx.reaches("people.write", actor.id, actor.department_id) {
        return Err(not_found().into());
    }
    if token.revoked_at.is_some() {
        return Err(Refusal::TokenRevoked { name: token.name }.into());
    }
    store::revoke_token(tx, id, ctx.at)?;
    tx.record(ctx, Event::new("api_token.revoked", id));
    Ok(ApiToken { revoked_at: Some(ctx.at), ..token })
}
