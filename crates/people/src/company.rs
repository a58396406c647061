//! The verbs about the company's shape: departments and roles. Only who reaches all of it may change it.

use base::id::{ActorId, DepartmentId, RoleId};
use base::refusal::{Common, Problems};
use base::text::{clean, pinyin_key};
use base::{Ctx, Result, Scope};
use db::{Event, Tx};
use serde_json::json;

use crate::model::{Department, DepartmentPatch, Grant, NewDepartment, NewRole, Role, RolePatch};
use crate::rules::{self, Refusal};
use crate::store;

const WRITE: &str = "people.write";

/// The whole tree, parents not necessarily first.
///
/// # Errors
/// Faults of the store only.
pub fn departments(tx: &mut Tx<'_>) -> Result<Vec<Department>> {
    store::departments(tx)
}

/// Enters a department.
///
/// # Errors
/// `forbidden`, wrong fields together, `department_closed`, `department_too_deep`.
pub fn create_department(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewDepartment) -> Result<Department> {
    require_all(ctx)?;
    let all = store::departments_for_update(tx)?;
    let name = clean(&new.name);
    let department = Department {
        id: ctx.id(),
        parent_id: new.parent_id,
        pinyin: pinyin_key(&name),
        name,
        head_id: new.head_id,
        calendar_id: new.calendar_id,
        active: true,
        revision: 1,
    };
    check(tx, &all, &department)?;
    store::insert_department(tx, &department)?;
    tx.record_first(ctx, Event::new("department.created", department.id).data(&facts(&department)));
    Ok(department)
}

/// Renames, moves, closes or opens a department, or gives it a head or a calendar.
///
/// # Errors
/// `forbidden`, `not_found`, `revision_mismatch`, wrong fields, `department_cycle` with the path,
/// `department_in_use` when it is to be closed.
pub fn change_department(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: DepartmentId,
    patch: &DepartmentPatch,
) -> Result<Department> {
    require_all(ctx)?;
    let all = store::departments_for_update(tx)?;
    let not_found = || Common::NotFound { what: "department", id: id.to_string() };
    let before = all.iter().find(|d| d.id == id).cloned().ok_or_else(not_found)?;
    ctx.check_revision(&before.name, before.revision)?;
    let mut next = before.clone();
    if let Some(name) = &patch.name {
        next.name = clean(name);
        next.pinyin = pinyin_key(&next.name);
    }
    next.parent_id = patch.parent_id.unwrap_or(before.parent_id);
    next.head_id = patch.head_id.unwrap_or(before.head_id);
    next.calendar_id = patch.calendar_id.unwrap_or(before.calendar_id);
    next.active = patch.active.unwrap_or(before.active);
    if next == before {
        return Ok(before);
    }
    check(tx, &all, &next)?;
    if before.active && !next.active {
        let (people, departments) = store::department_use(tx, id)?;
        if people + departments > 0 {
            return Err(Refusal::DepartmentInUse { name: before.name, people, departments }.into());
        }
    }
    next.revision += 1;
    store::save_department(tx, &next)?;
    let data = json!({ "before": facts(&before), "after": facts(&next) });
    tx.record(ctx, Event::new("department.changed", id).data(&data));
    Ok(next)
}

fn facts(department: &Department) -> serde_json::Value {
    let Department { parent_id, name, head_id, calendar_id, active, .. } = department;
    json!({ "parent": parent_id, "name": name, "head": head_id, "calendar": calendar_id, "active": active })
}

fn check(tx: &mut Tx<'_>, all: &[Department], next: &Department) -> Result<()> {
    let mut problems = Problems::default();
    rules::check_name("name", &next.name, &mut problems);
    if all.iter().any(|d| d.id != next.id && d.parent_id == next.parent_id && d.name == next.name) {
        problems.add("name", &Common::Taken { value: next.name.clone() });
    }
    if let Some(parent) = next.parent_id.filter(|parent| !all.iter().any(|d| d.id == *parent)) {
        problems.add("parent_id", &Common::NotFound { what: "department", id: parent.to_string() });
    }
    if let Some(head) = next.head_id {
        check_head(tx, head, &mut problems)?;
    }
    if let Some(id) = next.calendar_id
        && store::calendar::plan(tx, id)?.is_none()
    {
        problems.add("calendar_id", &Common::NotFound { what: "calendar", id: id.to_string() });
    }
    problems.check()?;
    Ok(rules::check_place(all, next)?)
}

fn check_head(tx: &mut Tx<'_>, head: ActorId, problems: &mut Problems) -> Result<()> {
    if !store::actor(tx, head)?.is_some_and(|actor| actor.active) {
        problems.add("head_id", &Common::NotFound { what: "user", id: head.to_string() });
    }
    Ok(())
}

/// All roles with their grants.
///
/// # Errors
/// Faults of the store only.
pub fn roles(tx: &mut Tx<'_>) -> Result<Vec<(Role, Vec<Grant>)>> {
    let roles = store::roles(tx)?;
    let ids: Vec<RoleId> = roles.iter().map(|role| role.id).collect();
    let grants = store::grants_of(tx, &ids)?;
    let of =
        |id: RoleId| grants.iter().filter(|(role, _)| *role == id).map(|(_, grant)| grant.clone()).collect();
    Ok(roles.into_iter().map(|role| (role.clone(), of(role.id))).collect())
}

/// What one role grants.
///
/// # Errors
/// Faults of the store only.
pub fn grants(tx: &mut Tx<'_>, role: RoleId) -> Result<Vec<Grant>> {
    Ok(store::grants_of(tx, &[role])?.into_iter().map(|(_, grant)| grant).collect())
}

/// Makes a role; `known` are the actions the house has (none: only their shape is checked).
///
/// # Errors
/// `forbidden`, wrong fields together, `beyond_own`.
pub fn create_role(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewRole, known: &[&str]) -> Result<Role> {
    require_all(ctx)?;
    let name = clean(&new.name);
    let role = Role {
        id: ctx.id(),
        code: clean(&new.code),
        name_en: new
            .name_en
            .as_deref()
            .map(clean)
            .filter(|text| !text.is_empty())
            .unwrap_or_else(|| name.clone()),
        name,
        built_in: false,
        active: true,
        revision: 1,
    };
    let mut problems = Problems::default();
    check_names(&role, &mut problems);
    rules::check_code("code", &role.code, &mut problems);
    if !store::roles_by_code(tx, std::slice::from_ref(&role.code))?.is_empty() {
        problems.add("code", &Common::Taken { value: role.code.clone() });
    }
    rules::check_actions("grants", new.grants.iter().map(|g| g.action.as_str()), known, &mut problems);
    problems.check()?;
    rules::covers(&ctx.grants.actions, &rules::effective(&new.grants))?;
    store::put_roles(tx, std::slice::from_ref(&role))?;
    store::insert_grants(tx, new.grants.iter().map(|g| (role.id, g.action.as_str(), g.scope)))?;
    let facts = json!({ "code": role.code, "grants": new.grants });
    tx.record_first(ctx, Event::new("role.created", role.id).data(&facts));
    Ok(role)
}

/// Renames, closes or opens a role.
///
/// # Errors
/// `forbidden`, `not_found`, `revision_mismatch`, `role_fixed`, wrong fields.
pub fn change_role(tx: &mut Tx<'_>, ctx: &Ctx, id: RoleId, patch: &RolePatch) -> Result<Role> {
    let before = load_role(tx, ctx, id)?;
    let mut next = before.clone();
    next.name = patch.name.as_deref().map_or(before.name.clone(), clean);
    next.name_en = patch.name_en.as_deref().map_or(before.name_en.clone(), clean);
    next.active = patch.active.unwrap_or(before.active);
    if next == before {
        return Ok(before);
    }
    let mut problems = Problems::default();
    check_names(&next, &mut problems);
    problems.check()?;
    if next.active && !before.active {
        rules::covers(&ctx.grants.actions, &rules::effective(&grants(tx, id)?))?;
    }
    next.revision += 1;
    store::put_roles(tx, std::slice::from_ref(&next))?;
    let shown = |role: &Role| json!({ "name": role.name, "name_en": role.name_en, "active": role.active });
    let data = json!({ "before": shown(&before), "after": shown(&next) });
    tx.record(ctx, Event::new("role.changed", id).data(&data));
    Ok(next)
}

/// Replaces what a role grants.
///
/// # Errors
/// `forbidden`, `not_found`, `revision_mismatch`, `role_fixed`, wrong fields, `beyond_own`.
pub fn put_grants(tx: &mut Tx<'_>, ctx: &Ctx, id: RoleId, wanted: &[Grant], known: &[&str]) -> Result<Role> {
    let before = load_role(tx, ctx, id)?;
    let mut problems = Problems::default();
    rules::check_actions("grants", wanted.iter().map(|g| g.action.as_str()), known, &mut problems);
    problems.check()?;
    rules::covers(&ctx.grants.actions, &rules::effective(wanted))?;
    let had = grants(tx, id)?;
    store::delete_grants(tx, id)?;
    store::insert_grants(tx, wanted.iter().map(|g| (id, g.action.as_str(), g.scope)))?;
    let next = Role { revision: before.revision + 1, ..before };
    store::put_roles(tx, std::slice::from_ref(&next))?;
    let data = json!({ "before": had, "after": wanted });
    tx.record(ctx, Event::new("role.granted", id).data(&data));
    Ok(next)
}

fn load_role(tx: &mut Tx<'_>, ctx: &Ctx, id: RoleId) -> Result<Role> {
    require_all(ctx)?;
    let not_found = || Common::NotFound { what: "role", id: id.to_string() };
    let role = store::role_for_update(tx, id)?.ok_or_else(not_found)?;
    ctx.check_revision(&role.name, role.revision)?;
    if role.code == rules::ADMIN {
        return Err(Refusal::RoleFixed { role: role.name }.into());
    }
    Ok(role)
}

fn check_names(role: &Role, problems: &mut Problems) {
    rules::check_name("name", &role.name, problems);
    rules::check_name("name_en", &role.name_en, problems);
}

/// The company's shape concerns everybody, so a narrower reach is not enough.
fn require_all(ctx: &Ctx) -> Result<()> {
    match ctx.require(WRITE)? {
        Scope::All => Ok(()),
        _ => Err(Common::Forbidden { action: WRITE.into() }.into()),
    }
}
