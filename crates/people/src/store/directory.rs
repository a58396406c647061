//! The SQL of finding whom something concerns: people by role, department, manager, login.

use base::Result;
use base::id::{ActorId, DepartmentId};
use db::Tx;

use crate::model::{Brief, Role};
use crate::rules::DEPTH_MAX;

/// Active persons holding an open role.
pub(crate) fn members(tx: &mut Tx<'_>, role: &str) -> Result<Vec<Brief>> {
    tx.all(
        &format!(
            "SELECT {} FROM role r JOIN actor_role ar ON ar.role_id = r.id JOIN actor a ON a.id = ar.actor_id
             WHERE r.code = $1 AND r.active = 1 AND a.active = 1 AND a.kind = 'person' ORDER BY a.name, a.id",
            Brief::columns("a")
        ),
        &[&role],
    )
}

/// The same, of the department or the nearest one above it that has any.
pub(crate) fn members_over(tx: &mut Tx<'_>, role: &str, department: DepartmentId) -> Result<Vec<Brief>> {
    let columns = Brief::columns("a");
    let found: Vec<Levelled> = tx.all(
        &format!(
            "{}
             SELECT u.level, {columns} FROM role r JOIN actor_role ar ON ar.role_id = r.id
             JOIN actor a ON a.id = ar.actor_id JOIN up u ON u.id = a.department_id
             WHERE r.code = $2 AND r.active = 1 AND a.active = 1 AND a.kind = 'person' ORDER BY u.level, a.name, a.id",
            up("$1")
        ),
        &[&department, &role],
    )?;
    let nearest = found.first().map(|Levelled(level, _)| *level);
    let near = found.into_iter().filter(|Levelled(level, _)| Some(*level) == nearest);
    Ok(near.map(|Levelled(_, brief)| brief).collect())
}

/// The active people of the department of this name and of those below it.
pub(crate) fn in_department(tx: &mut Tx<'_>, name: &str) -> Result<Vec<Brief>> {
    let columns = Brief::columns("a");
    tx.all(
        &format!(
            "WITH RECURSIVE down (level, id) AS (
                SELECT CAST(0 AS BIGINT), d.id FROM department d WHERE d.name = $1
                UNION
                SELECT w.level + 1, d.id FROM down w JOIN department d ON d.parent_id = w.id WHERE w.level < {DEPTH_MAX}
             )
             SELECT {columns} FROM actor a WHERE a.department_id IN (SELECT id FROM down)
             AND a.active = 1 AND a.kind = 'person' ORDER BY a.name, a.id"
        ),
        &[&name],
    )
}

/// The active people who have an open role, by its code or by its name in either language.
pub(crate) fn in_role(tx: &mut Tx<'_>, name: &str) -> Result<Vec<Brief>> {
    let columns = Brief::columns("a");
    tx.all(
        &format!(
            "SELECT {columns} FROM actor a WHERE a.active = 1 AND a.kind = 'person' AND a.id IN
                (SELECT ar.actor_id FROM role r JOIN actor_role ar ON ar.role_id = r.id
                 WHERE r.active = 1 AND (r.code = $1 OR r.name = $1 OR r.name_en = $1))
             ORDER BY a.name, a.id"
        ),
        &[&name],
    )
}

pub(crate) fn allowed(tx: &mut Tx<'_>, action: &str) -> Result<Vec<Brief>> {
    tx.all(
        &format!(
            "SELECT {} FROM actor a WHERE a.active = 1 AND a.kind = 'person' AND EXISTS
             (SELECT 1 FROM actor_role ar JOIN role r ON r.id = ar.role_id JOIN role_grant g ON g.role_id = r.id
              WHERE ar.actor_id = a.id AND r.active = 1 AND g.action IN ($1, '*')) ORDER BY a.name, a.id",
            Brief::columns("a")
        ),
        &[&action],
    )
}

pub(crate) fn by_login(tx: &mut Tx<'_>, logins: &[String]) -> Result<Vec<Brief>> {
    let logins = db::texts(logins.iter().map(String::as_str));
    let columns = Brief::columns("a");
    tx.all(
        &format!("SELECT {columns} FROM {{texts $1}} t JOIN actor a ON a.login = t.text ORDER BY t.ord"),
        &[&logins],
    )
}

pub(crate) fn briefs(tx: &mut Tx<'_>, ids: &[ActorId]) -> Result<Vec<Brief>> {
    let ids = db::list(ids.iter().copied());
    let columns = Brief::columns("a");
    tx.all(&format!("SELECT {columns} FROM {{ids $1}} i JOIN actor a ON a.id = i.id ORDER BY i.ord"), &[&ids])
}

pub(crate) fn open_roles(tx: &mut Tx<'_>) -> Result<Vec<Role>> {
    tx.all(&format!("SELECT {} FROM role WHERE active = 1 ORDER BY code", Role::COLUMNS), &[])
}

pub(crate) fn role_codes(tx: &mut Tx<'_>, actor: ActorId) -> Result<Vec<String>> {
    let codes: Vec<(String,)> = tx.all(
        "SELECT r.code FROM actor_role ar JOIN role r ON r.id = ar.role_id
         WHERE ar.actor_id = $1 AND r.active = 1 ORDER BY r.code",
        &[&actor],
    )?;
    Ok(codes.into_iter().map(|(code,)| code).collect())
}

/// The active heads of a department and of those above it, each with how many departments up he is.
pub(crate) fn heads(tx: &mut Tx<'_>, department: DepartmentId) -> Result<Vec<(i64, Brief)>> {
    chain(tx, "$1", department.0)
}

/// The same, beginning with the department somebody belongs to.
pub(crate) fn heads_over(tx: &mut Tx<'_>, actor: ActorId) -> Result<Vec<(i64, Brief)>> {
    chain(tx, "(SELECT department_id FROM actor WHERE id = $1)", actor.0)
}

fn chain(tx: &mut Tx<'_>, lowest: &str, id: i64) -> Result<Vec<(i64, Brief)>> {
    let columns = Brief::columns("a");
    let found: Vec<Levelled> = tx.all(
        &format!(
            "{}
             SELECT u.level, {columns} FROM up u JOIN actor a ON a.id = u.head_id
             WHERE a.active = 1 AND a.kind = 'person' ORDER BY u.level",
            up(lowest)
        ),
        &[&id],
    )?;
    Ok(found.into_iter().map(|Levelled(level, brief)| (level, brief)).collect())
}

/// A department and those above it, each with how many levels up it is.
fn up(lowest: &str) -> String {
    format!(
        "WITH RECURSIVE up (level, id, parent_id, head_id) AS (
            SELECT CAST(0 AS BIGINT), d.id, d.parent_id, d.head_id FROM department d WHERE d.id = {lowest}
            UNION ALL
            SELECT u.level + 1, d.id, d.parent_id, d.head_id FROM up u JOIN department d ON d.id = u.parent_id
            WHERE u.level < {DEPTH_MAX}
         )"
    )
}

/// Somebody, and how many departments up he was found.
struct Levelled(i64, Brief);

impl db::FromRow for Levelled {
    fn from_row(row: &mut db::Row<'_>) -> Result<Self, String> {
        Ok(Self(row.col()?, Brief::from_row(row)?))
    }
}
