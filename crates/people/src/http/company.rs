//! Departments and roles as pages and programs see them.

use base::id::{ActorId, CalendarId, DepartmentId, RoleId};
use base::{Ctx, Result};
use db::Tx;
use edge::{Answer, Body, LoggedIn, May, Path};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ReadPeople, WritePeople, known, write_rights};
use crate::model::{Department, DepartmentPatch, Grant, NewDepartment, NewRole, Role, RolePatch};
use crate::{company, rules};

#[derive(Serialize, JsonSchema)]
pub(super) struct DepartmentView {
    id: DepartmentId,
    parent_id: Option<DepartmentId>,
    name: String,
    head_id: Option<ActorId>,
    /// What it works by; when absent, what the department above does.
    calendar_id: Option<CalendarId>,
    active: bool,
    revision: i64,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct RoleView {
    id: RoleId,
    code: String,
    name: String,
    name_en: String,
    /// Comes with the product.
    built_in: bool,
    active: bool,
    grants: Vec<Grant>,
    revision: i64,
    allowed_actions: Vec<&'static str>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Grants {
    grants: Vec<Grant>,
}

pub(super) async fn departments(may: May<LoggedIn>) -> Answer<Vec<DepartmentView>> {
    may.read(|tx, _| Ok(company::departments(tx)?.into_iter().map(department).collect::<Vec<_>>())).await
}

pub(super) async fn create_department(
    may: May<WritePeople>,
    Body(new): Body<NewDepartment>,
) -> Answer<DepartmentView> {
    let app = may.app().clone();
    let answer = may.create(move |tx, ctx| Ok(department(company::create_department(tx, ctx, &new)?))).await;
    app.forget_all();
    answer
}

pub(super) async fn change_department(
    may: May<WritePeople>,
    Path(id): Path<DepartmentId>,
    Body(patch): Body<DepartmentPatch>,
) -> Answer<DepartmentView> {
    write_rights(may, move |tx, ctx| Ok(department(company::change_department(tx, ctx, id, &patch)?))).await
}

pub(super) async fn roles(may: May<ReadPeople>) -> Answer<Vec<RoleView>> {
    may.read(|tx, ctx| {
        let roles = company::roles(tx)?;
        Ok(roles.into_iter().map(|(role, grants)| role_view(ctx, role, grants)).collect::<Vec<_>>())
    })
    .await
}

pub(super) async fn create_role(may: May<WritePeople>, Body(new): Body<NewRole>) -> Answer<RoleView> {
    may.create(move |tx, ctx| {
        let role = company::create_role(tx, ctx, &new, &known())?;
        with_grants(tx, ctx, role)
    })
    .await
}

pub(super) async fn change_role(
    may: May<WritePeople>,
    Path(id): Path<RoleId>,
    Body(patch): Body<RolePatch>,
) -> Answer<RoleView> {
    write_rights(may, move |tx, ctx| {
        let role = company::change_role(tx, ctx, id, &patch)?;
        with_grants(tx, ctx, role)
    })
    .await
}

pub(super) async fn put_grants(
    may: May<WritePeople>,
    Path(id): Path<RoleId>,
    Body(b): Body<Grants>,
) -> Answer<RoleView> {
    write_rights(may, move |tx, ctx| {
        let role = company::put_grants(tx, ctx, id, &b.grants, &known())?;
        with_grants(tx, ctx, role)
    })
    .await
}

fn department(department: Department) -> DepartmentView {
    let Department { id, parent_id, name, head_id, calendar_id, active, revision, .. } = department;
    DepartmentView { id, parent_id, name, head_id, calendar_id, active, revision }
}

fn with_grants(tx: &mut Tx<'_>, ctx: &Ctx, role: Role) -> Result<RoleView> {
    let grants = company::grants(tx, role.id)?;
    Ok(role_view(ctx, role, grants))
}

fn role_view(ctx: &Ctx, role: Role, grants: Vec<Grant>) -> RoleView {
    let may_change = role.code != rules::ADMIN && ctx.scope("people.write") == Some(base::Scope::All);
    let Role { id, code, name, name_en, built_in, active, revision } = role;
    let allowed_actions = if may_change { vec!["change", "put_grants"] } else { Vec::new() };
    RoleView { id, code, name, name_en, built_in, active, grants, revision, allowed_actions }
}
