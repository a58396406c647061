//! Users as pages and programs see them.

use base::id::{ActorId, DepartmentId};
use base::refusal::Common;
use base::text::clean;
use base::{At, Ctx, Filter, Lang, Op, Result};
use db::Tx;
use edge::{Answer, Body, ListQuery, LoggedIn, May, PageOf, Path, Query};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::me::{Named, RoleName};
use super::{ReadPeople, WritePeople, write_rights};
use crate::model::{Actor, ActorPatch, Kind, NewActor};
use crate::{commands, password, rules, store};

/// Colleagues offered to choose from.
const LOOKUP_MAX: i64 = 20;
/// Names asked for at once.
const NAMES_MAX: usize = 500;

#[derive(Serialize, JsonSchema)]
pub(super) struct User {
    id: ActorId,
    kind: Kind,
    login: Option<String>,
    name: String,
    phone: Option<String>,
    email: Option<String>,
    department: Option<Named<DepartmentId>>,
    lang: Lang,
    active: bool,
    roles: Vec<RoleName>,
    created_at: At,
    revision: i64,
    /// What may be done with this user, by me.
    allowed_actions: Vec<&'static str>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct UserTotals {
    count: i64,
    /// Counting stopped here: there are more.
    capped: bool,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Lookup {
    /// Part of a name, its pinyin, or a login.
    #[serde(default)]
    q: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// Ids with commas between; unknown ones are left out.
    ids: String,
}

/// A colleague to choose: documents keep the id, drawings of processes the login.
#[derive(Serialize, JsonSchema)]
pub(super) struct Colleague {
    id: ActorId,
    name: String,
    login: Option<String>,
}

/// The fields of `NewActor` written out: serde can't refuse unknown ones through a flattened struct.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewUser {
    /// What a person types to log in; a program needs none.
    login: Option<String>,
    name: String,
    #[serde(default)]
    kind: Kind,
    phone: Option<String>,
    email: Option<String>,
    department_id: Option<DepartmentId>,
    #[serde(default)]
    lang: Lang,
    /// Codes of roles.
    #[serde(default)]
    roles: Vec<String>,
    /// The first password, of a person.
    password: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Roles {
    /// Codes of roles.
    roles: Vec<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Password {
    password: String,
}

pub(super) async fn list(may: May<ReadPeople>, Query(query): Query<ListQuery>) -> Answer<PageOf<User>> {
    may.read(move |tx, ctx| {
        let filter = asked(ctx, &query)?;
        let page = store::actor_page(tx, filter, &query)?;
        Ok(PageOf { items: views(tx, ctx, page.items)?, next_cursor: page.next_cursor })
    })
    .await
}

pub(super) async fn totals(may: May<ReadPeople>, Query(query): Query<ListQuery>) -> Answer<UserTotals> {
    may.read(move |tx, ctx| {
        let (count, capped) = store::actor_count(tx, asked(ctx, &query)?)?;
        Ok(UserTotals { count, capped })
    })
    .await
}

pub(super) async fn lookup(may: May<LoggedIn>, Query(Lookup { q }): Query<Lookup>) -> Answer<Vec<Colleague>> {
    may.read(move |tx, _| {
        let people =
            Filter::cond("kind", Op::Eq, "person").and(Filter::cond("active", Op::Eq, 1)).and(text(&q));
        let query = ListQuery { limit: Some(LOOKUP_MAX), ..ListQuery::default() };
        let found = store::actor_page(tx, people, &query)?;
        let shown = |actor: Actor| Colleague { id: actor.id, name: actor.name, login: actor.login };
        Ok(found.items.into_iter().map(shown).collect::<Vec<_>>())
    })
    .await
}

/// Names of colleagues, to show beside the ids that documents keep.
pub(super) async fn names(
    may: May<LoggedIn>,
    Query(Wanted { ids }): Query<Wanted>,
) -> Answer<Vec<Named<ActorId>>> {
    may.read(move |tx, _| {
        let known: Vec<ActorId> = ids.split(',').filter_map(|id| id.trim().parse().ok()).collect();
        if known.len() > NAMES_MAX {
            return Err(Common::TooMany { count: known.len(), max: NAMES_MAX }.into());
        }
        let found = commands::names(tx, &known)?;
        Ok(found.into_iter().map(|(id, name)| Named { id, name }).collect::<Vec<_>>())
    })
    .await
}

pub(super) async fn user(may: May<ReadPeople>, Path(id): Path<ActorId>) -> Answer<User> {
    may.read(move |tx, ctx| {
        let actor = commands::actor(tx, ctx, id)?;
        view(tx, ctx, actor)
    })
    .await
}

pub(super) async fn create(may: May<WritePeople>, Body(new): Body<NewUser>) -> Answer<User> {
    let NewUser { login, name, kind, phone, email, department_id, lang, roles, password } = new;
    let hash = match password {
        None => None,
        Some(password) => {
            let login = rules::login_key(login.as_deref().unwrap_or_default());
            match password::hashed(password, login).await {
                Ok(hash) => Some(hash),
                Err(error) => return Answer::problem(&error, &may.ctx),
            }
        }
    };
    let new = NewActor { login, name, kind, phone, email, department_id, lang, roles };
    may.create(move |tx, ctx| {
        let actor = commands::create_actor(tx, ctx, &new, hash.as_ref())?;
        view(tx, ctx, actor)
    })
    .await
}

pub(super) async fn change(
    may: May<WritePeople>,
    Path(id): Path<ActorId>,
    Body(patch): Body<ActorPatch>,
) -> Answer<User> {
    write_rights(may, move |tx, ctx| {
        let actor = commands::change_actor(tx, ctx, id, &patch)?;
        view(tx, ctx, actor)
    })
    .await
}

pub(super) async fn set_roles(
    may: May<WritePeople>,
    Path(id): Path<ActorId>,
    Body(b): Body<Roles>,
) -> Answer<User> {
    write_rights(may, move |tx, ctx| {
        let actor = commands::set_roles(tx, ctx, id, &b.roles)?;
        view(tx, ctx, actor)
    })
    .await
}

pub(super) async fn set_password(
    may: May<WritePeople>,
    Path(id): Path<ActorId>,
    Body(b): Body<Password>,
) -> Answer<User> {
    let ctx = may.ctx.clone();
    let login = may.db().read(move |tx| Ok(commands::actor(tx, &ctx, id)?.login.unwrap_or_default())).await;
    let hash = match login {
        Ok(login) => password::hashed(b.password, login).await,
        Err(error) => Err(error),
    };
    let hash = match hash {
        Ok(hash) => hash,
        Err(error) => return Answer::problem(&error, &may.ctx),
    };
    write_rights(may, move |tx, ctx| {
        let actor = commands::set_password(tx, ctx, id, &hash)?;
        view(tx, ctx, actor)
    })
    .await
}

pub(super) async fn deactivate(may: May<WritePeople>, Path(id): Path<ActorId>) -> Answer<User> {
    write_rights(may, move |tx, ctx| {
        let actor = commands::deactivate(tx, ctx, id)?;
        view(tx, ctx, actor)
    })
    .await
}

pub(super) async fn reactivate(may: May<WritePeople>, Path(id): Path<ActorId>) -> Answer<User> {
    write_rights(may, move |tx, ctx| {
        let actor = commands::reactivate(tx, ctx, id)?;
        view(tx, ctx, actor)
    })
    .await
}

/// What was asked for, of what the reader may see.
fn asked(ctx: &Ctx, query: &ListQuery) -> Result<Filter> {
    Ok(ctx.row_filter("people.read").and(query.filter()?).and(text(query.q.as_deref().unwrap_or_default())))
}

fn text(q: &str) -> Filter {
    let q = clean(q);
    if q.is_empty() {
        return Filter::everything();
    }
    Filter::Or(
        ["name", "login", "pinyin", "phone"].map(|field| Filter::cond(field, Op::Like, q.clone())).into(),
    )
}

fn view(tx: &mut Tx<'_>, ctx: &Ctx, actor: Actor) -> Result<User> {
    let id = actor.id.to_string();
    let found = views(tx, ctx, vec![actor])?.into_iter().next();
    found.ok_or_else(|| base::refusal::Common::NotFound { what: "user", id }.into())
}

/// Views of many users by two statements.
fn views(tx: &mut Tx<'_>, ctx: &Ctx, actors: Vec<Actor>) -> Result<Vec<User>> {
    let departments = store::departments(tx)?;
    let ids: Vec<ActorId> = actors.iter().map(|actor| actor.id).collect();
    let roles = store::roles_of(tx, &ids)?;
    let one = |actor: Actor| {
        let department = departments.iter().find(|d| Some(d.id) == actor.department_id);
        let held = roles.iter().filter(|held| held.actor_id == actor.id);
        User {
            roles: held.map(|held| RoleName::of(held.clone(), ctx.grants.lang)).collect(),
            department: department.map(|d| Named { id: d.id, name: d.name.clone() }),
            allowed_actions: allowed(ctx, &actor),
            id: actor.id,
            kind: actor.kind,
            login: actor.login,
            name: actor.name,
            phone: actor.phone,
            email: actor.email,
            lang: actor.lang,
            active: actor.active,
            created_at: actor.created_at,
            revision: actor.revision,
        }
    };
    Ok(actors.into_iter().map(one).collect())
}

fn allowed(ctx: &Ctx, actor: &Actor) -> Vec<&'static str> {
    if !ctx.reaches("people.write", actor.id, actor.department_id) {
        return Vec::new();
    }
    let mut allowed = vec!["change", "set_roles"];
    if actor.kind == Kind::Person {
        allowed.push("set_password");
    }
    allowed.push(if actor.active { "deactivate" } else { "reactivate" });
    allowed
}
