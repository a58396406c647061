//! The verbs about people: enter, change, give roles, set a password, deactivate.

use base::id::{ActorId, DepartmentId, RoleId};
use base::refusal::{Common, Problems};
use base::text::{clean, pinyin_key};
use base::{Ctx, Lang, Result};
use db::{Event, Tx};
use serde_json::json;

use crate::access::{self, grants_for_actor};
use crate::model::{Actions, Actor, ActorPatch, Grant, Kind, NewActor, Role};
use crate::password::Hashed;
use crate::rules::{self, Refusal};
use crate::store;

const WRITE: &str = "people.write";

/// Someone by id, when the reader may see him.
///
/// # Errors
/// `not_found`.
pub fn actor(tx: &mut Tx<'_>, ctx: &Ctx, id: ActorId) -> Result<Actor> {
    let found = store::actor(tx, id)?
        .filter(|actor| actor.id == ctx.actor() || ctx.reaches("people.read", actor.id, actor.department_id));
    found.ok_or_else(|| not_found(id))
}

/// Someone by what he types to log in; for programs of the house.
///
/// # Errors
/// Faults of the store only.
pub fn actor_by_login(tx: &mut Tx<'_>, login: &str) -> Result<Option<Actor>> {
    store::actor_by_login(tx, &rules::login_key(login))
}

/// All actors by name; for programs of the house, which see everybody.
///
/// # Errors
/// Faults of the store only.
pub fn everybody(tx: &mut Tx<'_>) -> Result<Vec<Actor>> {
    store::everybody(tx)
}

/// Names to show beside ids, in the order asked for; unknown ids are left out.
///
/// # Errors
/// Faults of the store only.
pub fn names(tx: &mut Tx<'_>, ids: &[ActorId]) -> Result<Vec<(ActorId, String)>> {
    store::names(tx, ids)
}

/// Enters somebody with his roles. Without a password he can't log in until he is given one.
///
/// # Errors
/// Wrong fields together; `unknown_role`, `beyond_own`, `department_closed`.
pub fn create_actor(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewActor, password: Option<&Hashed>) -> Result<Actor> {
    let name = clean(&new.name);
    let actor = Actor {
        id: ctx.id(),
        kind: new.kind,
        login: filled(new.login.as_deref()).map(|login| rules::login_key(&login)),
        pinyin: pinyin_key(&name),
        name,
        phone: filled(new.phone.as_deref()),
        email: filled(new.email.as_deref()),
        department_id: new.department_id,
        lang: new.lang,
        active: true,
        created_at: ctx.at,
        revision: 1,
    };
    let roles = roles_by_code(tx, &new.roles)?;
    if password.is_some() && actor.kind != Kind::Person {
        return Err(Refusal::PasswordForPersons.into());
    }
    check(tx, ctx, &actor)?;
    cover(tx, ctx, &roles)?;
    store::insert_actor(tx, &actor, password.map(Hashed::as_str))?;
    store::put_actor_roles(tx, actor.id, &ids(&roles))?;
    let facts = json!({ "kind": actor.kind, "department": actor.department_id, "roles": codes(&roles) });
    tx.record_first(ctx, Event::new("actor.created", actor.id).data(&facts));
    Ok(actor)
}

/// Changes fields of somebody.
///
/// # Errors
/// `not_found`, `revision_mismatch`, `beyond_own`, wrong fields together.
pub fn change_actor(tx: &mut Tx<'_>, ctx: &Ctx, id: ActorId, patch: &ActorPatch) -> Result<Actor> {
    let before = load(tx, ctx, id)?;
    let mut next = before.clone();
    if let Some(name) = &patch.name {
        next.name = clean(name);
        next.pinyin = pinyin_key(&next.name);
    }
    if let Some(login) = &patch.login {
        next.login = filled(Some(login)).map(|login| rules::login_key(&login));
    }
    if let Some(phone) = &patch.phone {
        next.phone = filled(phone.as_deref());
    }
    if let Some(email) = &patch.email {
        next.email = filled(email.as_deref());
    }
    next.department_id = patch.department_id.unwrap_or(before.department_id);
    next.lang = patch.lang.unwrap_or(before.lang);
    if next == before {
        return Ok(before);
    }
    check(tx, ctx, &next)?;
    save(tx, ctx, &before, next)
}

/// Chooses one's own language.
///
/// # Errors
/// `not_found` when the actor is not one of ours (the house itself).
pub fn choose_lang(tx: &mut Tx<'_>, ctx: &Ctx, lang: Lang) -> Result<Actor> {
    let before = store::actor_for_update(tx, ctx.actor())?.ok_or_else(|| not_found(ctx.actor()))?;
    if before.lang == lang {
        return Ok(before);
    }
    let next = Actor { lang, ..before.clone() };
    save(tx, ctx, &before, next)
}

/// Replaces the roles of somebody.
///
/// # Errors
/// `not_found`, `revision_mismatch`, `unknown_role`, `beyond_own`, `last_admin`.
pub fn set_roles(tx: &mut Tx<'_>, ctx: &Ctx, id: ActorId, wanted: &[String]) -> Result<Actor> {
    let before = load(tx, ctx, id)?;
    let roles = roles_by_code(tx, wanted)?;
    cover(tx, ctx, &roles)?;
    if !roles.iter().any(|role| role.code == rules::ADMIN) {
        keep_an_admin(tx, &before)?;
    }
    let had: Vec<String> = store::roles_of(tx, &[id])?.into_iter().map(|held| held.code).collect();
    store::put_actor_roles(tx, id, &ids(&roles))?;
    let next = Actor { revision: before.revision + 1, ..before };
    store::save_actor(tx, &next)?;
    let facts = json!({ "before": had, "after": codes(&roles) });
    tx.record(ctx, Event::new("actor.roles_changed", id).data(&facts));
    Ok(next)
}

/// Gives somebody a new password and ends his sessions.
///
/// # Errors
/// `not_found`, `revision_mismatch`, `beyond_own`, `password_for_persons`.
pub fn set_password(tx: &mut Tx<'_>, ctx: &Ctx, id: ActorId, password: &Hashed) -> Result<Actor> {
    let actor = load(tx, ctx, id)?;
    access::put_password(tx, ctx, id, password, "")?;
    if let Some(login) = &actor.login {
        store::forget_failures(tx, login)?;
    }
    Ok(Actor { revision: actor.revision + 1, ..actor })
}

/// Ends somebody's right to act: his sessions and keys with it.
///
/// # Errors
/// `not_found`, `revision_mismatch`, `beyond_own`, `already_inactive`, `last_admin`.
pub fn deactivate(tx: &mut Tx<'_>, ctx: &Ctx, id: ActorId) -> Result<Actor> {
    let before = load(tx, ctx, id)?;
    if !before.active {
        return Err(Refusal::AlreadyInactive { name: before.name }.into());
    }
    keep_an_admin(tx, &before)?;
    let sessions = store::delete_sessions_of(tx, id, "")?;
    let tokens = store::revoke_tokens_of(tx, id, ctx.at)?;
    let next = Actor { active: false, revision: before.revision + 1, ..before };
    store::save_actor(tx, &next)?;
    let facts = json!({ "sessions_ended": sessions, "tokens_revoked": tokens });
    tx.record(ctx, Event::new("actor.deactivated", id).data(&facts));
    Ok(next)
}

/// Lets somebody act again, with the roles he had.
///
/// # Errors
/// `not_found`, `revision_mismatch`, `beyond_own`, `already_active`.
pub fn reactivate(tx: &mut Tx<'_>, ctx: &Ctx, id: ActorId) -> Result<Actor> {
    let before = load(tx, ctx, id)?;
    if before.active {
        return Err(Refusal::AlreadyActive { name: before.name }.into());
    }
    let next = Actor { active: true, revision: before.revision + 1, ..before };
    store::save_actor(tx, &next)?;
    tx.record(ctx, Event::new("actor.reactivated", id));
    Ok(next)
}

/// Someone to be changed: within reach, at the revision the caller saw, and not more powerful than he.
fn load(tx: &mut Tx<'_>, ctx: &Ctx, id: ActorId) -> Result<Actor> {
    let actor = store::actor_for_update(tx, id)?
        .filter(|actor| ctx.reaches(WRITE, actor.id, actor.department_id))
        .ok_or_else(|| not_found(id))?;
    ctx.check_revision(&actor.name, actor.revision)?;
    let (theirs, _) = store::rights(tx, id, None)?;
    rules::covers(&ctx.grants.actions, &rules::effective(&theirs))?;
    Ok(actor)
}

fn save(tx: &mut Tx<'_>, ctx: &Ctx, before: &Actor, next: Actor) -> Result<Actor> {
    let next = Actor { revision: before.revision + 1, ..next };
    store::save_actor(tx, &next)?;
    let facts = json!({ "fields": changed(before, &next) });
    tx.record(ctx, Event::new("actor.changed", next.id).data(&facts));
    Ok(next)
}

/// Names of fields, never what is in them: the journal outlives a person's data.
fn changed(before: &Actor, next: &Actor) -> Vec<&'static str> {
    let fields = [
        ("login", before.login != next.login),
        ("name", before.name != next.name),
        ("phone", before.phone != next.phone),
        ("email", before.email != next.email),
        ("department", before.department_id != next.department_id),
        ("lang", before.lang != next.lang),
    ];
    fields.into_iter().filter(|(_, is_changed)| *is_changed).map(|(name, _)| name).collect()
}

fn check(tx: &mut Tx<'_>, ctx: &Ctx, actor: &Actor) -> Result<()> {
    let mut problems = Problems::default();
    rules::check_actor(actor, &mut problems);
    if let Some(login) = &actor.login
        && store::actor_by_login(tx, login)?.is_some_and(|other| other.id != actor.id)
    {
        problems.add("login", &Common::Taken { value: login.clone() });
    }
    if let Some(id) = actor.department_id {
        check_department(tx, id, &mut problems)?;
    }
    problems.check()?;
    // Nobody is entered into, or moved to, where the writer does not reach.
    if ctx.reaches(WRITE, actor.id, actor.department_id) {
        return Ok(());
    }
    Err(Common::Forbidden { action: WRITE.into() }.into())
}

fn check_department(tx: &mut Tx<'_>, id: DepartmentId, problems: &mut Problems) -> Result<()> {
    match store::departments(tx)?.iter().find(|d| d.id == id) {
        None => problems.add("department_id", &Common::NotFound { what: "department", id: id.to_string() }),
        Some(closed) if !closed.active => {
            problems.add("department_id", &Refusal::DepartmentClosed { name: closed.name.clone() });
        }
        Some(_) => {}
    }
    Ok(())
}

fn roles_by_code(tx: &mut Tx<'_>, wanted: &[String]) -> Result<Vec<Role>> {
    let mut codes: Vec<String> = wanted.to_vec();
    codes.sort();
    codes.dedup();
    let roles = store::roles_by_code(tx, &codes)?;
    match codes.into_iter().find(|code| !roles.iter().any(|role| role.code == *code && role.active)) {
        Some(role) => Err(Refusal::UnknownRole { role }.into()),
        None => Ok(roles),
    }
}

/// Whoever gives roles has at least what they give.
fn cover(tx: &mut Tx<'_>, ctx: &Ctx, roles: &[Role]) -> Result<()> {
    let given: Vec<Grant> = store::grants_of(tx, &ids(roles))?.into_iter().map(|(_, grant)| grant).collect();
    let wanted: Actions = rules::effective(&given);
    Ok(rules::covers(&ctx.grants.actions, &wanted)?)
}

fn keep_an_admin(tx: &mut Tx<'_>, leaving: &Actor) -> Result<()> {
    if store::lock_admins(tx, rules::ADMIN)? == [leaving.id] {
        return Err(Refusal::LastAdmin { name: leaving.name.clone() }.into());
    }
    Ok(())
}

fn ids(roles: &[Role]) -> Vec<RoleId> {
    roles.iter().map(|role| role.id).collect()
}

fn codes(roles: &[Role]) -> Vec<&str> {
    roles.iter().map(|role| role.code.as_str()).collect()
}

fn filled(text: Option<&str>) -> Option<String> {
    text.map(clean).filter(|text| !text.is_empty())
}

fn not_found(id: ActorId) -> base::Error {
    Common::NotFound { what: "user", id: id.to_string() }.into()
}

/// The rights somebody has now, as a command's circumstances: for the demo and for tests.
///
/// # Errors
/// `not_found` for nobody or somebody inactive.
pub fn acting_as(tx: &mut Tx<'_>, ctx: &Ctx, id: ActorId) -> Result<Ctx> {
    Ok(Ctx { grants: grants_for_actor(tx, id)?.into(), ..ctx.clone() })
}
