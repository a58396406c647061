//! Logging in and out, and what one may see and change of oneself.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, HeaderValue, header};
use base::id::{ActorId, DepartmentId};
use base::refusal::Common;
use base::{Ctx, Error, Grants, Lang, Result, Scope};
use db::Tx;
use edge::{Answer, Anyone, Body, Credentials, Describe, LoggedIn, May, Operation};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{COOKIE, KNOWN};
use crate::model::Held;
use crate::{access, commands, rules, store};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Login {
    login: String,
    password: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MePatch {
    lang: Option<Lang>,
    password: Option<NewPassword>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    /// The present one.
    old: String,
    new: String,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Me {
    id: ActorId,
    name: String,
    /// Empty for a program.
    login: String,
    lang: Lang,
    department: Option<Named<DepartmentId>>,
    roles: Vec<RoleName>,
    /// Every action I may use at all.
    actions: Vec<String>,
    /// How far each of them reaches.
    scopes: BTreeMap<String, Scope>,
    company: Company,
}

#[derive(Serialize, JsonSchema)]
struct Company {
    name: String,
}

/// An id with the name to show for it.
#[derive(Serialize, JsonSchema, Clone)]
#[schemars(rename = "Named{T}")]
pub(super) struct Named<T> {
    pub(super) id: T,
    pub(super) name: String,
}

#[derive(Serialize, JsonSchema, Clone)]
pub(super) struct RoleName {
    pub(super) code: String,
    pub(super) name: String,
}

/// The browser that asks, as it calls itself.
pub(super) struct Agent(String);

impl axum::extract::FromRequestParts<edge::App> for Agent {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        _: &edge::App,
    ) -> std::result::Result<Self, Self::Rejection> {
        Ok(Self(agent(&parts.headers)))
    }
}

impl Describe for Agent {
    fn describe(_: &mut Operation) {}
}

fn agent(headers: &HeaderMap) -> String {
    headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
}

pub(super) async fn log_in(anyone: Anyone, Agent(agent): Agent, Body(b): Body<Login>) -> Answer<Me> {
    let db = &anyone.app.db;
    let opened = match access::log_in(db, &anyone.ctx, &b.login, b.password, &agent).await {
        Ok(opened) => opened,
        Err(error) => return Answer::problem(&error, &anyone.ctx),
    };
    let grants = opened.grants;
    match db.read(move |tx| view(tx, &grants)).await {
        Ok(me) => {
            with_cookie(Answer::ok(&me), &opened.token, rules::SESSION_US / 1_000_000, anyone.request.secure)
        }
        Err(error) => Answer::problem(&error, &anyone.ctx),
    }
}

pub(super) async fn log_out(anyone: Anyone) -> Answer<()> {
    if let Some(credentials @ Credentials::Session(token)) = &anyone.request.credentials {
        let token = token.clone();
        let done =
            anyone.app.db.write(&anyone.ctx, move |tx, ctx| access::close_session(tx, ctx, &token)).await;
        anyone.app.forget(credentials);
        if let Err(error) = done {
            return Answer::problem(&error, &anyone.ctx);
        }
    }
    with_cookie(Answer::ok(&()), "", 0, anyone.request.secure)
}

pub(super) async fn me(may: May<LoggedIn>) -> Answer<Me> {
    may.read(|tx, ctx| view(tx, &ctx.grants)).await
}

pub(super) async fn change_me(may: May<LoggedIn>, Body(b): Body<MePatch>) -> Answer<Me> {
    let (app, ctx) = (may.app().clone(), may.ctx.clone());
    if let Some(password) = b.password {
        // A program's key does not change its person's password.
        let changed = match &may.request().credentials {
            Some(Credentials::Session(session)) => {
                access::change_own_password(may.db(), &ctx, password.old, password.new, session).await
            }
            _ => Err(Error::from(Common::Forbidden { action: "password".into() })),
        };
        if let Err(error) = changed {
            return Answer::problem(&error, &ctx);
        }
    }
    let answer = may.write(move |tx, ctx| changed(tx, ctx, b.lang)).await;
    app.forget_all();
    answer
}

fn changed(tx: &mut Tx<'_>, ctx: &Ctx, lang: Option<Lang>) -> Result<Me> {
    let Some(lang) = lang else { return view(tx, &ctx.grants) };
    commands::choose_lang(tx, ctx, lang)?;
    view(tx, &Grants { lang, ..(*ctx.grants).clone() })
}

fn view(tx: &mut Tx<'_>, grants: &Grants) -> Result<Me> {
    let not_found = || Common::NotFound { what: "user", id: grants.actor.to_string() };
    let actor = store::actor(tx, grants.actor)?.ok_or_else(not_found)?;
    let departments = store::departments(tx)?;
    let department = departments.into_iter().find(|d| Some(d.id) == actor.department_id);
    let roles = store::roles_of(tx, &[actor.id])?.into_iter();
    let scopes = spelled_out(grants);
    Ok(Me {
        id: actor.id,
        name: actor.name,
        login: actor.login.unwrap_or_default(),
        lang: grants.lang,
        department: department.map(|d| Named { id: d.id, name: d.name }),
        roles: roles.map(|held| RoleName::of(held, grants.lang)).collect(),
        actions: scopes.keys().cloned().collect(),
        scopes,
        company: Company { name: tx.setting("company.name")?.unwrap_or_else(|| "顺单".into()) },
    })
}

impl RoleName {
    pub(super) fn of(held: Held, lang: Lang) -> Self {
        let name = match lang {
            Lang::Zh => held.name,
            Lang::En => held.name_en,
        };
        Self { code: held.code, name }
    }
}

/// Names every action that `*` stands for, because pages ask for actions by name.
fn spelled_out(grants: &Grants) -> BTreeMap<String, Scope> {
    let mut scopes = grants.actions.clone();
    if let Some(every) = scopes.get("*").copied() {
        for action in KNOWN.get().into_iter().flatten() {
            scopes.entry(action.name.to_owned()).or_insert(every);
        }
    }
    scopes
}

fn with_cookie<T>(answer: Answer<T>, token: &str, seconds: i64, secure: bool) -> Answer<T> {
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    match HeaderValue::from_str(&cookie) {
        Ok(value) => answer.with_header(header::SET_COOKIE, value),
        Err(_) => answer,
    }
}
