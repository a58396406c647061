//! The SQL of calendars and absences.

use base::calendar::{DayKind, SpecialDay, Weekday};
use base::id::{AbsenceId, ActorId, CalendarId, DepartmentId};
use base::{At, Filter, Result};
use db::{Field, Row, Tx, Value};

use crate::calendar::model::{Absence, Plan};
use crate::rules::DEPTH_MAX;

const COLUMNS: &str = "c.id, c.code, c.name, c.name_en, c.zone, c.week, c.is_default, c.stamp, c.revision";

impl db::FromRow for Plan {
    fn from_row(row: &mut Row<'_>) -> Result<Self, String> {
        Ok(Self {
            id: row.col()?,
            code: row.col()?,
            name: row.col()?,
            name_en: row.col()?,
            zone: row.col()?,
            week: serde_json::from_str(&row.col::<String>()?).map_err(|e| format!("calendar.week: {e}"))?,
            is_default: row.col()?,
            stamp: row.col()?,
            revision: row.col()?,
        })
    }
}

pub(crate) fn plans(tx: &mut Tx<'_>) -> Result<Vec<Plan>> {
    tx.all(&format!("SELECT {COLUMNS} FROM calendar c ORDER BY c.is_default DESC, c.name, c.id"), &[])
}

/// All of them, held: so that two changes of the default can't cross.
pub(crate) fn plans_for_update(tx: &mut Tx<'_>) -> Result<Vec<Plan>> {
    tx.all(&format!("SELECT {COLUMNS} FROM calendar c ORDER BY c.id {{for_update}}"), &[])
}

pub(crate) fn plan(tx: &mut Tx<'_>, id: CalendarId) -> Result<Option<Plan>> {
    tx.first(&format!("SELECT {COLUMNS} FROM calendar c WHERE c.id = $1"), &[&id])
}

pub(crate) fn plan_by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<Plan>> {
    tx.first(&format!("SELECT {COLUMNS} FROM calendar c WHERE c.code = $1"), &[&code])
}

/// What a department works by: its own, else that of the nearest department above which names one, else the default.
pub(crate) fn plan_for(tx: &mut Tx<'_>, department: Option<DepartmentId>) -> Result<Option<Plan>> {
    tx.first(
        &format!(
            "WITH RECURSIVE up (level, parent_id, calendar_id) AS (
                SELECT CAST(0 AS BIGINT), d.parent_id, d.calendar_id FROM department d WHERE d.id = $1
                UNION ALL
                SELECT u.level + 1, d.parent_id, d.calendar_id FROM up u JOIN department d ON d.id = u.parent_id
                WHERE u.level < {DEPTH_MAX} AND u.calendar_id IS NULL
             )
             SELECT {COLUMNS} FROM calendar c LEFT JOIN up u ON u.calendar_id = c.id
             WHERE u.calendar_id IS NOT NULL OR c.is_default = 1
             ORDER BY CASE WHEN u.calendar_id IS NULL THEN 1 ELSE 0 END LIMIT 1"
        ),
        &[&department],
    )
}

pub(crate) fn put_plan(tx: &mut Tx<'_>, plan: &Plan) -> Result<()> {
    let Plan { id, code, name, name_en, zone, week, is_default, stamp, revision } = plan;
    let week = serde_json::to_value(week).map_err(|e| anyhow::anyhow!("writing a week: {e}"))?;
    tx.exec(
        "INSERT INTO calendar (id, code, name, name_en, zone, week, is_default, stamp, revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (id) DO UPDATE SET code = excluded.code, name = excluded.name, name_en = excluded.name_en,
            zone = excluded.zone, week = excluded.week, is_default = excluded.is_default, stamp = excluded.stamp,
            revision = excluded.revision",
        &[id, code, name, name_en, zone, &week, is_default, stamp, revision],
    )?;
    Ok(())
}

pub(crate) fn delete_plan(tx: &mut Tx<'_>, id: CalendarId) -> Result<()> {
    tx.send("DELETE FROM calendar_day WHERE calendar_id = $1", &[&id])?;
    tx.send("DELETE FROM calendar WHERE id = $1", &[&id])
}

/// How many departments name the calendar.
pub(crate) fn plan_use(tx: &mut Tx<'_>, id: CalendarId) -> Result<i64> {
    let (count,) = tx.one("SELECT COUNT(*) FROM department WHERE calendar_id = $1", &[&id])?;
    Ok(count)
}

pub(crate) fn days(tx: &mut Tx<'_>, id: CalendarId) -> Result<Vec<SpecialDay>> {
    let found: Vec<DayRow> = tx.all(
        "SELECT day, kind, name, like_day, spans FROM calendar_day WHERE calendar_id = $1 ORDER BY day",
        &[&id],
    )?;
    Ok(found.into_iter().map(|DayRow(day)| day).collect())
}

/// Replaces all of a calendar's days.
pub(crate) fn put_days(tx: &mut Tx<'_>, id: CalendarId, days: &[SpecialDay]) -> Result<()> {
    tx.send("DELETE FROM calendar_day WHERE calendar_id = $1", &[&id])?;
    let cells = |day: &SpecialDay| {
        let kind = if day.kind == DayKind::Holiday { "holiday" } else { "work" };
        let spans = day.spans.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        db::cells![day.day, kind, day.name, day.like.map(Weekday::as_str), spans]
    };
    let rows = db::rows(days.iter().map(cells));
    tx.send(
        "INSERT INTO calendar_day (calendar_id, day, kind, name, like_day, spans)
         SELECT CAST($1 AS BIGINT), r.day, r.kind, r.name, r.like_day, r.spans
         FROM {rows $2: day TEXT, kind TEXT, name TEXT, like_day TEXT, spans TEXT} r",
        &[&id, &rows],
    )
}

struct DayRow(SpecialDay);

impl db::FromRow for DayRow {
    fn from_row(row: &mut Row<'_>) -> Result<Self, String> {
        let (day, kind): (base::Day, String) = (row.col()?, row.col()?);
        let (name, like): (String, Option<String>) = (row.col()?, row.col()?);
        let spans: String = row.col()?;
        Ok(Self(SpecialDay {
            day,
            kind: if kind == "holiday" { DayKind::Holiday } else { DayKind::Work },
            name,
            like: like.map(|text| text.parse()).transpose()?,
            spans: spans.split_whitespace().map(str::parse).collect::<Result<_, String>>()?,
        }))
    }
}

/// What lists of absences may be filtered by. `owner` and `department` are those of who is away.
const ABSENCE_FIELDS: &[Field] = &[
    Field::id::<ActorId>("owner", "b.actor_id"),
    Field::id::<ActorId>("substitute", "b.substitute_id"),
    Field::id::<DepartmentId>("department", "a.department_id"),
];

/// An absence with the names of who is away and who stands in, and where the first belongs.
pub(crate) struct Named {
    pub(crate) absence: Absence,
    pub(crate) name: String,
    pub(crate) department: Option<DepartmentId>,
    pub(crate) substitute: Option<String>,
}

impl db::FromRow for Named {
    fn from_row(row: &mut Row<'_>) -> Result<Self, String> {
        let absence = Absence::from_row(row)?;
        Ok(Self { absence, name: row.col()?, department: row.col()?, substitute: row.col()? })
    }
}

/// Those that end after a moment and were not withdrawn, soonest first.
pub(crate) fn absences(tx: &mut Tx<'_>, filter: &Filter, since: At) -> Result<Vec<Named>> {
    let mut params: Vec<Value> = vec![db::ToValue::to_value(&since).into_owned()];
    let condition = db::compile(filter, ABSENCE_FIELDS, &mut params)?;
    let sql = format!(
        "{} WHERE b.to_at > $1 AND b.withdrawn_at IS NULL AND {condition} ORDER BY b.from_at, b.id LIMIT 500",
        named()
    );
    let params: Vec<&dyn db::ToValue> = params.iter().map(|p| p as &dyn db::ToValue).collect();
    tx.all(&sql, &params)
}

pub(crate) fn absence(tx: &mut Tx<'_>, id: AbsenceId) -> Result<Named> {
    tx.one(&format!("{} WHERE b.id = $1", named()), &[&id])
}

fn named() -> String {
    format!(
        "SELECT {}, a.name, a.department_id, s.name FROM absence b JOIN actor a ON a.id = b.actor_id
         LEFT JOIN actor s ON s.id = b.substitute_id",
        Absence::columns("b")
    )
}

pub(crate) fn absence_for_update(tx: &mut Tx<'_>, id: AbsenceId) -> Result<Option<Absence>> {
    tx.first(&format!("SELECT {} FROM absence WHERE id = $1 {{for_update}}", Absence::COLUMNS), &[&id])
}

/// The first absence of somebody that has time in common with this one. The caller holds the actor's row.
pub(crate) fn overlapping(tx: &mut Tx<'_>, absence: &Absence) -> Result<Option<(At, At)>> {
    tx.first(
        "SELECT from_at, to_at FROM absence
         WHERE actor_id = $1 AND to_at > $2 AND from_at < $3 AND withdrawn_at IS NULL ORDER BY from_at LIMIT 1",
        &[&absence.actor_id, &absence.from_at, &absence.to_at],
    )
}

pub(crate) fn insert_absence(tx: &mut Tx<'_>, absence: &Absence) -> Result<()> {
    let Absence {
        id, actor_id, from_at, to_at, substitute_id, note, created_by, created_at, revision, ..
    } = absence;
    tx.send(
        "INSERT INTO absence (id, actor_id, from_at, to_at, substitute_id, note, created_by, created_at, revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[id, actor_id, from_at, to_at, substitute_id, note, created_by, created_at, revision],
    )
}

pub(crate) fn withdraw_absence(tx: &mut Tx<'_>, id: AbsenceId, at: At) -> Result<()> {
    tx.send("UPDATE absence SET withdrawn_at = $2, revision = revision + 1 WHERE id = $1", &[&id, &at])
}

/// Everybody who is away at a moment and has an active substitute, with that one.
pub(crate) fn substitutes(tx: &mut Tx<'_>, at: At) -> Result<Vec<(ActorId, ActorId)>> {
    tx.all(
        "SELECT b.actor_id, b.substitute_id FROM absence b JOIN actor s ON s.id = b.substitute_id
         WHERE b.to_at > $1 AND b.from_at <= $1 AND b.withdrawn_at IS NULL AND s.active = 1",
        &[&at],
    )
}
