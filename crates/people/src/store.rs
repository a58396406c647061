//! The SQL of people: rows in, values out; no decisions.

pub(crate) mod calendar;
pub(crate) mod directory;

use base::id::{ActorId, DepartmentId, RoleId, RowId, ViewId};
use base::{At, Ctx, Filter, Result};
use db::{Field, List, ListQuery, Page, Tx, Value};

use crate::model::{Actor, ApiToken, Caller, Credential, Department, Grant, Held, Role, View};

/// What lists of actors may be filtered and sorted by. `owner` and `department` are what scopes speak of.
const ACTOR_FIELDS: &[Field] = &[
    Field::text("name", "a.name"),
    Field::text("login", "a.login"),
    Field::text("pinyin", "a.pinyin"),
    Field::text("phone", "a.phone"),
    Field::text("kind", "a.kind"),
    Field::int("active", "a.active"),
    Field::id::<ActorId>("owner", "a.id"),
    Field::id::<DepartmentId>("department", "a.department_id"),
    Field::at("created_at", "a.created_at"),
];

fn actor_list<'a>(select: &'a str, filter: Filter) -> List<'a> {
    List { select, from: "actor a", fields: ACTOR_FIELDS, key: "a.id", filter, default_sort: "name" }
}

pub(crate) fn actor_page(tx: &mut Tx<'_>, filter: Filter, query: &ListQuery) -> Result<Page<Actor>> {
    db::page(tx, &actor_list(&Actor::columns("a"), filter), query)
}

pub(crate) fn actor_count(tx: &mut Tx<'_>, filter: Filter) -> Result<(i64, bool)> {
    db::count_capped(tx, &actor_list("1", filter))
}

pub(crate) fn actor(tx: &mut Tx<'_>, id: ActorId) -> Result<Option<Actor>> {
    tx.first(&format!("SELECT {} FROM actor WHERE id = $1", Actor::COLUMNS), &[&id])
}

pub(crate) fn actor_for_update(tx: &mut Tx<'_>, id: ActorId) -> Result<Option<Actor>> {
    tx.first(&format!("SELECT {} FROM actor WHERE id = $1 {{for_update}}", Actor::COLUMNS), &[&id])
}

pub(crate) fn actor_by_login(tx: &mut Tx<'_>, login: &str) -> Result<Option<Actor>> {
    tx.first(&format!("SELECT {} FROM actor WHERE login = $1", Actor::COLUMNS), &[&login])
}

pub(crate) fn everybody(tx: &mut Tx<'_>) -> Result<Vec<Actor>> {
    tx.all(&format!("SELECT {} FROM actor ORDER BY name, id", Actor::COLUMNS), &[])
}

pub(crate) fn names(tx: &mut Tx<'_>, ids: &[ActorId]) -> Result<Vec<(ActorId, String)>> {
    let ids = db::list(ids.iter().copied());
    tx.all("SELECT a.id, a.name FROM {ids $1} i JOIN actor a ON a.id = i.id ORDER BY i.ord", &[&ids])
}

pub(crate) fn insert_actor(tx: &mut Tx<'_>, actor: &Actor, password_hash: Option<&str>) -> Result<()> {
    tx.exec(
        "INSERT INTO actor (id, kind, login, name, pinyin, phone, email, department_id, lang, active, created_at, revision, password_hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &[
            &actor.id,
            &actor.kind,
            &actor.login,
            &actor.name,
            &actor.pinyin,
            &actor.phone,
            &actor.email,
            &actor.department_id,
            &actor.lang,
            &actor.active,
            &actor.created_at,
            &actor.revision,
            &password_hash,
        ],
    )?;
    Ok(())
}

/// Writes all fields; the caller holds the row.
pub(crate) fn save_actor(tx: &mut Tx<'_>, actor: &Actor) -> Result<()> {
    tx.exec(
        "UPDATE actor SET login = $2, name = $3, pinyin = $4, phone = $5, email = $6, department_id = $7, lang = $8,
            active = $9, revision = $10
         WHERE id = $1",
        &[
            &actor.id,
            &actor.login,
            &actor.name,
            &actor.pinyin,
            &actor.phone,
            &actor.email,
            &actor.department_id,
            &actor.lang,
            &actor.active,
            &actor.revision,
        ],
    )?;
    Ok(())
}

pub(crate) fn set_password(tx: &mut Tx<'_>, id: ActorId, hash: &str) -> Result<()> {
    tx.exec("UPDATE actor SET password_hash = $2, revision = revision + 1 WHERE id = $1", &[&id, &hash])?;
    Ok(())
}

pub(crate) fn credential(tx: &mut Tx<'_>, login: &str) -> Result<Option<Credential>> {
    tx.first(
        &format!("SELECT {} FROM actor WHERE login = $1 AND kind = 'person'", Credential::COLUMNS),
        &[&login],
    )
}

pub(crate) fn credential_of(tx: &mut Tx<'_>, id: ActorId) -> Result<Option<Credential>> {
    tx.first(
        &format!(
            "SELECT {} FROM actor WHERE id = $1 AND kind = 'person' {{for_update}}",
            Credential::COLUMNS
        ),
        &[&id],
    )
}

pub(crate) fn attempts(tx: &mut Tx<'_>, login: &str) -> Result<Option<(i64, At)>> {
    tx.first("SELECT failures, last_at FROM login_attempt WHERE login = $1", &[&login])
}

/// Counts a failure; those before `since` are forgotten.
pub(crate) fn count_failure(tx: &mut Tx<'_>, login: &str, at: At, since: At) -> Result<i64> {
    let (failures,) = tx.one(
        "INSERT INTO login_attempt (login, failures, last_at) VALUES ($1, 1, $2)
         ON CONFLICT (login) DO UPDATE SET
            failures = CASE WHEN login_attempt.last_at <= $3 THEN 1 ELSE login_attempt.failures + 1 END,
            last_at = excluded.last_at
         RETURNING failures",
        &[&login, &at, &since],
    )?;
    Ok(failures)
}

pub(crate) fn forget_failures_before(tx: &mut Tx<'_>, since: At) -> Result<()> {
    tx.send("DELETE FROM login_attempt WHERE last_at <= $1", &[&since])
}

pub(crate) fn forget_failures(tx: &mut Tx<'_>, login: &str) -> Result<()> {
    tx.send("DELETE FROM login_attempt WHERE login = $1", &[&login])
}

pub(crate) struct NewSession<'a> {
    pub(crate) id: RowId,
    pub(crate) actor_id: ActorId,
    pub(crate) token_hash: &'a str,
    pub(crate) at: At,
    pub(crate) ends_at: At,
    pub(crate) agent: &'a str,
}

pub(crate) fn insert_session(tx: &mut Tx<'_>, session: &NewSession<'_>) -> Result<()> {
    tx.send(
        "INSERT INTO session (id, actor_id, token_hash, created_at, seen_at, ends_at, agent)
         VALUES ($1, $2, $3, $4, $4, $5, $6)",
        &[&session.id, &session.actor_id, &session.token_hash, &session.at, &session.ends_at, &session.agent],
    )
}

/// Sweeps what ran out: sessions past their end, and those unused since `idle`.
pub(crate) fn delete_ended_sessions(tx: &mut Tx<'_>, at: At, idle: At) -> Result<()> {
    tx.send("DELETE FROM session WHERE ends_at <= $1 OR seen_at <= $2", &[&at, &idle])
}

pub(crate) fn delete_session(tx: &mut Tx<'_>, token_hash: &str) -> Result<Option<ActorId>> {
    let gone: Option<(ActorId,)> =
        tx.first("DELETE FROM session WHERE token_hash = $1 RETURNING actor_id", &[&token_hash])?;
    Ok(gone.map(|(actor,)| actor))
}

/// Ends an actor's sessions but the one to keep.
pub(crate) fn delete_sessions_of(tx: &mut Tx<'_>, actor: ActorId, keep: &str) -> Result<u64> {
    tx.exec("DELETE FROM session WHERE actor_id = $1 AND token_hash <> $2", &[&actor, &keep])
}

pub(crate) fn touch_session(tx: &mut Tx<'_>, token_hash: &str, at: At, before: At) -> Result<()> {
    tx.send(
        "UPDATE session SET seen_at = $2 WHERE token_hash = $1 AND seen_at < $3",
        &[&token_hash, &at, &before],
    )
}

pub(crate) fn touch_token(tx: &mut Tx<'_>, token_hash: &str, at: At, before: At) -> Result<()> {
    tx.send(
        "UPDATE api_token SET used_at = $2 WHERE token_hash = $1 AND (used_at IS NULL OR used_at < $3)",
        &[&token_hash, &at, &before],
    )
}

pub(crate) fn session_caller(tx: &mut Tx<'_>, token_hash: &str, at: At, idle: At) -> Result<Option<Caller>> {
    tx.first(
        "SELECT a.id, a.name, a.lang, a.department_id, s.seen_at, NULL
         FROM session s JOIN actor a ON a.id = s.actor_id
         WHERE s.token_hash = $1 AND s.ends_at > $2 AND s.seen_at > $3 AND a.active = 1",
        &[&token_hash, &at, &idle],
    )
}

pub(crate) fn token_caller(tx: &mut Tx<'_>, token_hash: &str, at: At) -> Result<Option<Caller>> {
    tx.first(
        "SELECT a.id, a.name, a.lang, a.department_id, t.used_at, t.actions
         FROM api_token t JOIN actor a ON a.id = t.actor_id
         WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND (t.ends_at IS NULL OR t.ends_at > $2) AND a.active = 1",
        &[&token_hash, &at],
    )
}

/// Rights and departments in one answer: a row carries a grant or a department.
pub(crate) fn rights(
    tx: &mut Tx<'_>,
    actor: ActorId,
    department: Option<DepartmentId>,
) -> Result<(Vec<Grant>, Vec<DepartmentId>)> {
    type Either = (Option<String>, Option<base::Scope>, Option<DepartmentId>);
    let found: Vec<Either> = tx.all(
        "WITH RECURSIVE below (id) AS (
            SELECT d.id FROM department d WHERE d.id = $2
            UNION
            SELECT d.id FROM department d JOIN below b ON d.parent_id = b.id
         )
         SELECT g.action, g.scope, CAST(NULL AS BIGINT) FROM actor_role ar
            JOIN role r ON r.id = ar.role_id AND r.active = 1
            JOIN role_grant g ON g.role_id = r.id
         WHERE ar.actor_id = $1
         UNION ALL
         SELECT NULL, NULL, b.id FROM below b",
        &[&actor, &department],
    )?;
    let (mut grants, mut departments) = (Vec::new(), Vec::new());
    for (action, scope, department) in found {
        if let (Some(action), Some(scope)) = (action, scope) {
            grants.push(Grant { action, scope });
        }
        departments.extend(department);
    }
    Ok((grants, departments))
}

pub(crate) fn roles(tx: &mut Tx<'_>) -> Result<Vec<Role>> {
    tx.all(&format!("SELECT {} FROM role ORDER BY built_in DESC, id", Role::COLUMNS), &[])
}

pub(crate) fn role_for_update(tx: &mut Tx<'_>, id: RoleId) -> Result<Option<Role>> {
    tx.first(&format!("SELECT {} FROM role WHERE id = $1 {{for_update}}", Role::COLUMNS), &[&id])
}

pub(crate) fn roles_by_code(tx: &mut Tx<'_>, codes: &[String]) -> Result<Vec<Role>> {
    let codes = db::texts(codes.iter().map(String::as_str));
    let columns = Role::columns("r");
    tx.all(
        &format!("SELECT {columns} FROM {{texts $1}} t JOIN role r ON r.code = t.text ORDER BY t.ord"),
        &[&codes],
    )
}

pub(crate) fn roles_of(tx: &mut Tx<'_>, actors: &[ActorId]) -> Result<Vec<Held>> {
    let actors = db::list(actors.iter().copied());
    tx.all(
        "SELECT ar.actor_id, r.code, r.name, r.name_en FROM {ids $1} i
         JOIN actor_role ar ON ar.actor_id = i.id JOIN role r ON r.id = ar.role_id ORDER BY i.ord, r.id",
        &[&actors],
    )
}

/// Gives new roles or changes all fields of known ones, by id.
pub(crate) fn put_roles(tx: &mut Tx<'_>, roles: &[Role]) -> Result<()> {
    let rows = db::rows(
        roles.iter().map(|r| db::cells![r.id, r.code, r.name, r.name_en, r.built_in, r.active, r.revision]),
    );
    tx.exec(
        "INSERT INTO role (id, code, name, name_en, built_in, active, revision)
         SELECT r.id, r.code, r.name, r.name_en, r.built_in, r.active, r.revision
         FROM {rows $1: id BIGINT, code TEXT, name TEXT, name_en TEXT, built_in BIGINT, active BIGINT, revision BIGINT} r
         WHERE 1 = 1
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, active = excluded.active,
            revision = excluded.revision",
        &[&rows],
    )?;
    Ok(())
}

pub(crate) fn grants_of(tx: &mut Tx<'_>, roles: &[RoleId]) -> Result<Vec<(RoleId, Grant)>> {
    let roles = db::list(roles.iter().copied());
    let found: Vec<(RoleId, String, base::Scope)> = tx.all(
        "SELECT g.role_id, g.action, g.scope FROM {ids $1} i JOIN role_grant g ON g.role_id = i.id
         ORDER BY i.ord, g.action",
        &[&roles],
    )?;
    Ok(found.into_iter().map(|(role, action, scope)| (role, Grant { action, scope })).collect())
}

pub(crate) fn delete_grants(tx: &mut Tx<'_>, role: RoleId) -> Result<()> {
    tx.send("DELETE FROM role_grant WHERE role_id = $1", &[&role])
}

pub(crate) fn insert_grants<'a>(
    tx: &mut Tx<'_>,
    grants: impl Iterator<Item = (RoleId, &'a str, base::Scope)>,
) -> Result<()> {
    let rows = db::rows(grants.map(|(role, action, scope)| db::cells![role, action, scope]));
    tx.send(
        "INSERT INTO role_grant (role_id, action, scope)
         SELECT r.role_id, r.action, r.scope FROM {rows $1: role_id BIGINT, action TEXT, scope TEXT} r",
        &[&rows],
    )
}

/// Replaces an actor's roles.
pub(crate) fn put_actor_roles(tx: &mut Tx<'_>, actor: ActorId, roles: &[RoleId]) -> Result<()> {
    let roles = db::list(roles.iter().copied());
    tx.send("DELETE FROM actor_role WHERE actor_id = $1", &[&actor])?;
    tx.send(
        "INSERT INTO actor_role (actor_id, role_id) SELECT CAST($1 AS BIGINT), r.id FROM {ids $2} r",
        &[&actor, &roles],
    )
}

/// Locks the administrators' role, so that two of them can't remove each other at once; counts the
/// active persons in it.
pub(crate) fn lock_admins(tx: &mut Tx<'_>, admin: &str) -> Result<Vec<ActorId>> {
    let _: Option<(RoleId,)> = tx.first("SELECT id FROM role WHERE code = $1 {for_update}", &[&admin])?;
    let found: Vec<(ActorId,)> = tx.all(
        "SELECT a.id FROM role r JOIN actor_role ar ON ar.role_id = r.id JOIN actor a ON a.id = ar.actor_id
         WHERE r.code = $1 AND a.active = 1 AND a.kind = 'person'",
        &[&admin],
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

pub(crate) fn departments(tx: &mut Tx<'_>) -> Result<Vec<Department>> {
    tx.all(&format!("SELECT {} FROM department ORDER BY id", Department::COLUMNS), &[])
}

/// All of the tree, held, so that two moves at once can't close a circle.
pub(crate) fn departments_for_update(tx: &mut Tx<'_>) -> Result<Vec<Department>> {
    tx.all(&format!("SELECT {} FROM department ORDER BY id {{for_update}}", Department::COLUMNS), &[])
}

pub(crate) fn insert_department(tx: &mut Tx<'_>, department: &Department) -> Result<()> {
    let Department { id, parent_id, name, pinyin, head_id, active, revision, calendar_id } = department;
    tx.exec(
        "INSERT INTO department (id, parent_id, name, pinyin, head_id, active, revision, calendar_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[id, parent_id, name, pinyin, head_id, active, revision, calendar_id],
    )?;
    Ok(())
}

pub(crate) fn save_department(tx: &mut Tx<'_>, department: &Department) -> Result<()> {
    let Department { id, parent_id, name, pinyin, head_id, active, revision, calendar_id } = department;
    tx.exec(
        "UPDATE department SET parent_id = $2, name = $3, pinyin = $4, head_id = $5, active = $6, revision = $7,
            calendar_id = $8
         WHERE id = $1",
        &[id, parent_id, name, pinyin, head_id, active, revision, calendar_id],
    )?;
    Ok(())
}

/// Active people of a department, and open departments right below it.
pub(crate) fn department_use(tx: &mut Tx<'_>, id: DepartmentId) -> Result<(i64, i64)> {
    tx.one(
        "SELECT (SELECT COUNT(*) FROM actor WHERE department_id = $1 AND active = 1),
                (SELECT COUNT(*) FROM department WHERE parent_id = $1 AND active = 1)",
        &[&id],
    )
}

pub(crate) fn tokens(tx: &mut Tx<'_>, filter: &Filter) -> Result<Vec<(ApiToken, String)>> {
    const FIELDS: &[Field] =
        &[Field::id::<ActorId>("owner", "a.id"), Field::id::<DepartmentId>("department", "a.department_id")];
    let mut params: Vec<Value> = Vec::new();
    let condition = db::compile(filter, FIELDS, &mut params)?;
    let sql = format!(
        "SELECT {}, a.name FROM api_token t JOIN actor a ON a.id = t.actor_id WHERE {condition} ORDER BY t.id DESC LIMIT 500",
        ApiToken::columns("t")
    );
    let params: Vec<&dyn db::ToValue> = params.iter().map(|p| p as &dyn db::ToValue).collect();
    let found: Vec<Named<ApiToken>> = tx.all(&sql, &params)?;
    Ok(found.into_iter().map(|Named(token, name)| (token, name)).collect())
}

/// A row, and after it the name of whom it belongs to.
struct Named<T>(T, String);

impl<T: db::FromRow> db::FromRow for Named<T> {
    fn from_row(row: &mut db::Row<'_>) -> Result<Self, String> {
        Ok(Self(T::from_row(row)?, row.col()?))
    }
}

pub(crate) fn token_for_update(tx: &mut Tx<'_>, id: RowId) -> Result<Option<ApiToken>> {
    tx.first(&format!("SELECT {} FROM api_token WHERE id = $1 {{for_update}}", ApiToken::COLUMNS), &[&id])
}

pub(crate) fn token_count(tx: &mut Tx<'_>, actor: ActorId) -> Result<i64> {
    let (count,) =
        tx.one("SELECT COUNT(*) FROM api_token WHERE actor_id = $1 AND revoked_at IS NULL", &[&actor])?;
    Ok(count)
}

pub(crate) fn insert_token(tx: &mut Tx<'_>, token: &ApiToken, token_hash: &str) -> Result<()> {
    tx.send(
        "INSERT INTO api_token (id, actor_id, name, token_hash, hint, actions, created_by, created_at, ends_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            &token.id,
            &token.actor_id,
            &token.name,
            &token_hash,
            &token.hint,
            &token.actions,
            &token.created_by,
            &token.created_at,
            &token.ends_at,
        ],
    )
}

pub(crate) fn revoke_token(tx: &mut Tx<'_>, id: RowId, at: At) -> Result<()> {
    tx.send("UPDATE api_token SET revoked_at = $2 WHERE id = $1", &[&id, &at])
}

/// Takes back every key of an actor.
pub(crate) fn revoke_tokens_of(tx: &mut Tx<'_>, actor: ActorId, at: At) -> Result<u64> {
    tx.exec("UPDATE api_token SET revoked_at = $2 WHERE actor_id = $1 AND revoked_at IS NULL", &[&actor, &at])
}

/// A reader's own views of a page and those shared with him; of all pages when none is named.
pub(crate) fn views(tx: &mut Tx<'_>, ctx: &Ctx, page: Option<&str>) -> Result<Vec<(View, String)>> {
    let found: Vec<Named<View>> = tx.all(
        &format!(
            "SELECT {}, a.name FROM view v JOIN actor a ON a.id = v.actor_id
             WHERE (v.actor_id = $1 OR v.shared = 1) AND (CAST($2 AS TEXT) IS NULL OR v.page = $2)
             ORDER BY v.page, v.id LIMIT 1000",
            View::columns("v")
        ),
        &[&ctx.actor(), &page],
    )?;
    Ok(found.into_iter().map(|Named(view, name)| (view, name)).collect())
}

pub(crate) fn view_for_update(tx: &mut Tx<'_>, id: ViewId) -> Result<Option<View>> {
    tx.first(&format!("SELECT {} FROM view WHERE id = $1 {{for_update}}", View::COLUMNS), &[&id])
}

pub(crate) fn view_named(
    tx: &mut Tx<'_>,
    actor: ActorId,
    page: &str,
    name: &str,
) -> Result<Option<(ViewId,)>> {
    tx.first("SELECT id FROM view WHERE actor_id = $1 AND page = $2 AND name = $3", &[&actor, &page, &name])
}

pub(crate) fn view_count(tx: &mut Tx<'_>, actor: ActorId) -> Result<i64> {
    let (count,) = tx.one("SELECT COUNT(*) FROM view WHERE actor_id = $1", &[&actor])?;
    Ok(count)
}

pub(crate) fn put_view(tx: &mut Tx<'_>, view: &View) -> Result<()> {
    let View { id, actor_id, page, name, spec, shared, created_at, revision } = view;
    tx.exec(
        "INSERT INTO view (id, actor_id, page, name, spec, shared, created_at, revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, spec = excluded.spec, shared = excluded.shared,
            revision = excluded.revision",
        &[id, actor_id, page, name, spec, shared, created_at, revision],
    )?;
    Ok(())
}

pub(crate) fn delete_view(tx: &mut Tx<'_>, id: ViewId) -> Result<()> {
    tx.send("DELETE FROM view WHERE id = $1", &[&id])
}
