//! Incidents.

use base::id::{CaseId, IncidentId, ProcessId};
use base::refusal::Common;
use base::{Ctx, Filter, Result};
use db::{Field, List, ListQuery, Page, Tx, cells, list, rows};

use crate::model::Incident;

pub(crate) fn insert(tx: &mut Tx<'_>, raised: &[Incident]) -> Result<()> {
    if raised.is_empty() {
        return Ok(());
    }
    let all = rows(raised.iter().map(|it| {
        cells![
            it.id,
            it.case_id,
            it.process_id,
            it.token,
            it.step,
            it.name,
            it.name_en,
            it.code,
            it.cause.to_string(),
            it.subject,
            it.number,
            it.at
        ]
    }));
    tx.send(
        "INSERT INTO incident (id, case_id, process_id, token, step, name, name_en, code, cause, subject, number, state, at, how)
         SELECT r.id, r.case_id, r.process_id, r.token, r.step, r.name, r.name_en, r.code, r.cause, r.subject, r.number,
                'open', r.at, ''
         FROM {rows $1: id BIGINT, case_id BIGINT, process_id BIGINT, token BIGINT, step TEXT, name TEXT, name_en TEXT,
               code TEXT, cause TEXT, subject TEXT, number TEXT, at BIGINT} r ORDER BY r.ord",
        &[&all],
    )
}

pub(crate) fn one(tx: &mut Tx<'_>, id: IncidentId) -> Result<Incident> {
    let found = tx.first(&format!("SELECT {} FROM incident WHERE id = $1", Incident::COLUMNS), &[&id])?;
    found.ok_or_else(|| Common::NotFound { what: "incident", id: id.to_string() }.into())
}

/// The open incidents of a case with their tokens.
pub(crate) fn open_of(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<(IncidentId, i64)>> {
    tx.all("SELECT id, token FROM incident WHERE case_id = $1 AND state = 'open' ORDER BY id", &[&case])
}

pub(crate) fn of_case(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<Incident>> {
    tx.all(&format!("SELECT {} FROM incident WHERE case_id = $1 ORDER BY id", Incident::COLUMNS), &[&case])
}

pub(crate) fn solve(tx: &mut Tx<'_>, ctx: &Ctx, ids: &[i64]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    tx.send(
        "UPDATE incident SET state = 'solved', solved_at = $1, solved_by = $2
         WHERE id IN (SELECT x.id FROM {ids $3} x) AND state = 'open'",
        &[&ctx.at, &ctx.actor(), &list(ids.iter().copied())],
    )
}

/// How an incident was repaired, in a word.
pub(crate) fn tell_how(tx: &mut Tx<'_>, id: IncidentId, how: &str) -> Result<()> {
    tx.send("UPDATE incident SET how = $1 WHERE id = $2", &[&how, &id])
}

/// What lists of incidents may be filtered and sorted by.
pub(crate) const FIELDS: &[Field] = &[
    Field::id::<IncidentId>("id", "i.id").always(),
    Field::id::<ProcessId>("process", "i.process_id").always(),
    Field::id::<CaseId>("case", "i.case_id").always(),
    Field::text("subject", "i.subject").always(),
    Field::text("number", "i.number").always(),
    Field::text("name", "i.name").always(),
    Field::text("code", "i.code").always(),
    Field::text("state", "i.state").always(),
    Field::at("at", "i.at").always(),
    Field::at("solved_at", "i.solved_at"),
];

pub(crate) fn page(tx: &mut Tx<'_>, filter: Filter, query: &ListQuery) -> Result<Page<Incident>> {
    let columns = Incident::columns("i");
    let list = List {
        select: &columns,
        from: "incident i",
        fields: FIELDS,
        key: "i.id",
        filter,
        default_sort: "-at",
    };
    db::page(tx, &list, query)
}
