//! The SQL: rows in, values out; no decisions.

use base::id::{ActorId, RowId};
use base::{At, Ctx, Filter, Result};
use db::{Field, List, ListQuery, Page, Tx, cells, list, rows};

use crate::model::{Notice, NoticePreference, Subject};

pub(crate) fn insert(tx: &mut Tx<'_>, notices: &[Notice]) -> Result<()> {
    let all = rows(
        notices
            .iter()
            .map(|it| cells![it.id, it.actor_id, it.kind, it.title, it.body, it.path, it.about, it.at]),
    );
    tx.send(
        "INSERT INTO notice (id, actor_id, kind, title, body, path, about, at)
         SELECT r.id, r.actor_id, r.kind, r.title, r.body, r.path, r.about, r.at
         FROM {rows $1: id BIGINT, actor_id BIGINT, kind TEXT, title TEXT, body TEXT, path TEXT, about TEXT, at BIGINT} r
         ORDER BY r.ord",
        &[&all],
    )
}

pub(crate) fn one(tx: &mut Tx<'_>, id: RowId) -> Result<Option<Notice>> {
    tx.first(&format!("SELECT {} FROM notice WHERE id = $1", Notice::COLUMNS), &[&id])
}

/// How many somebody has not read; counting ends where nobody looks at the figure any more.
pub(crate) fn unread(tx: &mut Tx<'_>, person: ActorId) -> Result<i64> {
    let (count,): (i64,) = tx.one(
        "SELECT COUNT(*) FROM (SELECT 1 FROM notice WHERE actor_id = $1 AND read_at IS NULL LIMIT 1000) x",
        &[&person],
    )?;
    Ok(count)
}

pub(crate) fn read(tx: &mut Tx<'_>, ctx: &Ctx, id: RowId) -> Result<()> {
    tx.send("UPDATE notice SET read_at = $1 WHERE id = $2 AND read_at IS NULL", &[&ctx.at, &id])
}

pub(crate) fn read_all(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<()> {
    tx.send(
        "UPDATE notice SET read_at = $1 WHERE actor_id = $2 AND read_at IS NULL",
        &[&ctx.at, &ctx.actor()],
    )
}

pub(crate) fn settle(tx: &mut Tx<'_>, at: At, about: &str, kinds: &[&str]) -> Result<()> {
    tx.send(
        "UPDATE notice SET read_at = $1 WHERE about = $2 AND read_at IS NULL AND kind IN (SELECT k.text FROM {texts $3} k)",
        &[&at, &about, &list(kinds)],
    )
}

const FIELDS: &[Field] = &[
    Field::id::<ActorId>("actor", "n.actor_id").always(),
    Field::text("kind", "n.kind").always(),
    Field::text("title", "n.title").always(),
    Field::at("at", "n.at").always(),
    Field::at("read_at", "n.read_at"),
];

pub(crate) fn page(tx: &mut Tx<'_>, filter: Filter, query: &ListQuery) -> Result<Page<Notice>> {
    let columns = Notice::columns("n");
    let list =
        List { select: &columns, from: "notice n", fields: FIELDS, key: "n.id", filter, default_sort: "-at" };
    db::page(tx, &list, query)
}

/// What several people chose of one subject; whoever has not chosen is left out.
pub(crate) fn chosen(tx: &mut Tx<'_>, people: &[ActorId], subject: Subject) -> Result<Vec<(ActorId, bool)>> {
    tx.all(
        "SELECT p.actor_id, p.mail FROM {ids $1} x JOIN notice_preference p ON p.actor_id = x.id WHERE p.subject = $2",
        &[&list(people.iter().copied()), &subject],
    )
}

pub(crate) fn choices(tx: &mut Tx<'_>, person: ActorId) -> Result<Vec<(Subject, bool)>> {
    tx.all("SELECT subject, mail FROM notice_preference WHERE actor_id = $1", &[&person])
}

pub(crate) fn choose(tx: &mut Tx<'_>, person: ActorId, wish: &NoticePreference) -> Result<()> {
    tx.send(
        "INSERT INTO notice_preference (actor_id, subject, mail) VALUES ($1, $2, $3)
         ON CONFLICT (actor_id, subject) DO UPDATE SET mail = EXCLUDED.mail",
        &[&person, &wish.subject, &wish.mail],
    )
}
