//! Whom something concerns: for rooms that give work to people and must find them.
//!
//! Everything here looks at all of the company, whatever the caller may see: who is asked to decide
//! does not depend on who happens to run the process. A post that nobody active holds counts as vacant,
//! and who leads the department above stands in for it.

use base::Result;
use base::id::{ActorId, DepartmentId};
use db::Tx;

use crate::model::{Brief, Role};
use crate::{rules, store};

/// The active persons holding a role, by name. Nobody when the role is closed or unknown.
///
/// # Errors
/// Faults of the store only.
pub fn members(tx: &mut Tx<'_>, role: &str) -> Result<Vec<Brief>> {
    store::directory::members(tx, role)
}

/// Those of them who are nearest to a department: its own, else of the first department above that has any.
/// Nobody when the role's members stand elsewhere in the company.
///
/// # Errors
/// Faults of the store only.
pub fn members_over(tx: &mut Tx<'_>, role: &str, department: DepartmentId) -> Result<Vec<Brief>> {
    store::directory::members_over(tx, role, department)
}

/// Everybody of the department of this name and of those below it; where none is called so, everybody who has the role
/// of this code or name.
///
/// # Errors
/// Faults of the store only.
pub fn named(tx: &mut Tx<'_>, name: &str) -> Result<Vec<Brief>> {
    let found = store::directory::in_department(tx, name)?;
    if found.is_empty() { store::directory::in_role(tx, name) } else { Ok(found) }
}

/// The active persons whom some open role allows an action, whatever rows it reaches.
///
/// # Errors
/// Faults of the store only.
pub fn allowed(tx: &mut Tx<'_>, action: &str) -> Result<Vec<Brief>> {
    store::directory::allowed(tx, action)
}

/// People by what they type to log in, in the order asked for, active or not; unknown logins are left out.
///
/// # Errors
/// Faults of the store only.
pub fn by_login(tx: &mut Tx<'_>, logins: &[&str]) -> Result<Vec<Brief>> {
    let keys: Vec<String> = logins.iter().map(|login| rules::login_key(login)).collect();
    store::directory::by_login(tx, &keys)
}

/// People by id, in the order asked for, active or not; unknown ids are left out.
///
/// # Errors
/// Faults of the store only.
pub fn briefs(tx: &mut Tx<'_>, ids: &[ActorId]) -> Result<Vec<Brief>> {
    store::directory::briefs(tx, ids)
}

/// Who leads a department (`levels_up` 0) or the one so many levels above it; when that post is vacant,
/// the nearest head above. `None` when there is none, or the company is not that deep.
///
/// # Errors
/// Faults of the store only.
pub fn head_of(tx: &mut Tx<'_>, department: DepartmentId, levels_up: u32) -> Result<Option<Brief>> {
    let heads = store::directory::heads(tx, department)?;
    Ok(heads.into_iter().find(|(level, _)| *level >= i64::from(levels_up)).map(|(_, head)| head))
}

/// The manager so many levels above somebody: 1 is whom he answers to. `None` when the chain is shorter.
///
/// # Errors
/// Faults of the store only.
pub fn manager_of(tx: &mut Tx<'_>, actor: ActorId, levels: u32) -> Result<Option<Brief>> {
    let mut managers = managers_of(tx, actor)?.into_iter();
    let place = usize::try_from(levels).unwrap_or(usize::MAX).checked_sub(1);
    Ok(place.and_then(|place| managers.nth(place)))
}

/// Everybody above somebody, nearest first: the head of his department and of those above. Who leads
/// several of them is named once, and nobody is his own manager.
///
/// # Errors
/// Faults of the store only.
pub fn managers_of(tx: &mut Tx<'_>, actor: ActorId) -> Result<Vec<Brief>> {
    let mut managers: Vec<Brief> = Vec::new();
    for (_, head) in store::directory::heads_over(tx, actor)? {
        if head.id != actor && !managers.iter().any(|known| known.id == head.id) {
            managers.push(head);
        }
    }
    Ok(managers)
}

/// The codes of the open roles somebody holds.
///
/// # Errors
/// Faults of the store only.
pub fn role_codes(tx: &mut Tx<'_>, actor: ActorId) -> Result<Vec<String>> {
    store::directory::role_codes(tx, actor)
}

/// The open roles, by code.
///
/// # Errors
/// Faults of the store only.
pub fn roles(tx: &mut Tx<'_>) -> Result<Vec<Role>> {
    store::directory::open_roles(tx)
}
