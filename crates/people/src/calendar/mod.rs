//! The verbs about working calendars, and the calendar that other rooms reckon by.
//!
//! A company has one calendar that counts unless a department, or one above it, names another. What a calendar
//! says is read by everybody; changing it concerns everybody's deadlines and needs `calendar.write` over all.

pub mod files;
pub mod model;
mod rules;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use base::calendar::{SpecialDay, Week};
use base::id::{CalendarId, DepartmentId};
use base::refusal::Common;
use base::{Calendar, Ctx, Result, Scope};
use db::{Event, Tx};
use jiff::tz::TimeZone;
use serde_json::json;

use crate::calendar::model::{Imported, NewCalendar, Plan};
use crate::rules::Refusal;
use crate::store::calendar as store;

const WRITE: &str = "calendar.write";
/// The calendar every company starts with.
const STANDARD: &str = "standard";
/// Calendars kept ready; more than a company has.
const KEPT: usize = 100;

/// The calendar a department works by: its own, else that of the nearest department above which names one, else the
/// company's. One statement when the calendar was asked for before and has not changed.
///
/// # Errors
/// Faults of the store only.
pub fn calendar_for(tx: &mut Tx<'_>, ctx: &Ctx, department: Option<DepartmentId>) -> Result<Arc<Calendar>> {
    match store::plan_for(tx, department)? {
        Some(plan) => ready(tx, ctx, &plan),
        None => Ok(Arc::new(Calendar::new(ctx.zone.clone(), &Week::office(), &[]))),
    }
}

/// A calendar by its code.
///
/// # Errors
/// Faults of the store only.
pub fn calendar_by_code(tx: &mut Tx<'_>, ctx: &Ctx, code: &str) -> Result<Option<Arc<Calendar>>> {
    store::plan_by_code(tx, code)?.map(|plan| ready(tx, ctx, &plan)).transpose()
}

/// A calendar by its id.
///
/// # Errors
/// `not_found`.
pub fn calendar_by_id(tx: &mut Tx<'_>, ctx: &Ctx, id: CalendarId) -> Result<Arc<Calendar>> {
    let plan = store::plan(tx, id)?.ok_or_else(|| not_found(id))?;
    ready(tx, ctx, &plan)
}

/// A calendar made ready, or as it was made ready before. The stamp is another with every change, also with one
/// that is rolled back, so that what is kept under it is never out of date.
fn ready(tx: &mut Tx<'_>, ctx: &Ctx, plan: &Plan) -> Result<Arc<Calendar>> {
    static READY: Mutex<BTreeMap<(i64, String), Arc<Calendar>>> = Mutex::new(BTreeMap::new());
    let named = plan.zone.as_deref().and_then(|name| TimeZone::get(name).ok());
    let zone = named.unwrap_or_else(|| ctx.zone.clone());
    let key = (plan.stamp.0, zone.iana_name().unwrap_or_default().to_owned());
    let known = READY.lock().unwrap_or_else(PoisonError::into_inner).get(&key).map(Arc::clone);
    if let Some(calendar) = known {
        return Ok(calendar);
    }
    let calendar = Arc::new(Calendar::new(zone, &plan.week, &store::days(tx, plan.id)?));
    let mut all = READY.lock().unwrap_or_else(PoisonError::into_inner);
    if all.len() >= KEPT {
        all.clear();
    }
    all.insert(key, Arc::clone(&calendar));
    Ok(calendar)
}

/// All calendars, the default one first.
///
/// # Errors
/// Faults of the store only.
pub fn calendars(tx: &mut Tx<'_>) -> Result<Vec<Plan>> {
    store::plans(tx)
}

/// A calendar with the days that differ from its week.
///
/// # Errors
/// `not_found`.
pub fn calendar(tx: &mut Tx<'_>, id: CalendarId) -> Result<(Plan, Vec<SpecialDay>)> {
    let plan = store::plan(tx, id)?.ok_or_else(|| not_found(id))?;
    Ok((plan, store::days(tx, id)?))
}

/// Enters a calendar.
///
/// # Errors
/// `forbidden`, wrong fields together.
pub fn create_calendar(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewCalendar) -> Result<(Plan, Vec<SpecialDay>)> {
    require_all(ctx)?;
    let all = store::plans_for_update(tx)?;
    let id = ctx.id();
    let (plan, days) = rules::checked(ctx, &all, id, new)?;
    let plan = Plan { is_default: all.is_empty(), revision: 1, ..plan };
    store::put_plan(tx, &plan)?;
    store::put_days(tx, id, &days)?;
    tx.record_first(ctx, Event::new("calendar.created", id).data(&facts(&plan, &days)));
    Ok((plan, days))
}

/// Replaces a calendar's week, days and names.
///
/// # Errors
/// `forbidden`, `not_found`, `revision_mismatch`, wrong fields together.
pub fn change_calendar(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: CalendarId,
    new: &NewCalendar,
) -> Result<(Plan, Vec<SpecialDay>)> {
    let (all, before) = load(tx, ctx, id)?;
    let (plan, days) = rules::checked(ctx, &all, id, new)?;
    let plan = Plan { is_default: before.is_default, revision: before.revision + 1, ..plan };
    let had = store::days(tx, id)?;
    store::put_plan(tx, &plan)?;
    store::put_days(tx, id, &days)?;
    let data = json!({ "before": facts(&before, &had), "after": facts(&plan, &days) });
    tx.record(ctx, Event::new("calendar.changed", id).data(&data));
    Ok((plan, days))
}

/// Takes days into a calendar, as from a file of holidays; a day it has already is overwritten, others stay.
///
/// # Errors
/// `forbidden`, `not_found`, `revision_mismatch`, wrong days together.
pub fn import_days(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: CalendarId,
    given: &[SpecialDay],
) -> Result<(Plan, Vec<SpecialDay>, Imported)> {
    let (_, before) = load(tx, ctx, id)?;
    let had = store::days(tx, id)?;
    let given = rules::checked_days(given)?;
    let mut days: BTreeMap<base::Day, SpecialDay> = had.iter().map(|day| (day.day, day.clone())).collect();
    let mut imported = Imported::default();
    for day in given {
        match days.insert(day.day, day.clone()) {
            None => imported.added += 1,
            Some(known) if known == day => imported.unchanged += 1,
            Some(_) => imported.changed += 1,
        }
    }
    let days: Vec<SpecialDay> = days.into_values().collect();
    rules::check_count(&days)?;
    if imported.added + imported.changed == 0 {
        return Ok((before, days, imported));
    }
    let plan = Plan { stamp: ctx.id(), revision: before.revision + 1, ..before };
    store::put_plan(tx, &plan)?;
    store::put_days(tx, id, &days)?;
    tx.record(
        ctx,
        Event::new("calendar.days_imported", id).data(&json!({ "days": imported, "all": days.len() })),
    );
    Ok((plan, days, imported))
}

/// Makes a calendar the one that counts where no other is named.
///
/// # Errors
/// `forbidden`, `not_found`, `revision_mismatch`, `calendar_is_default`.
pub fn make_default(tx: &mut Tx<'_>, ctx: &Ctx, id: CalendarId) -> Result<(Plan, Vec<SpecialDay>)> {
    let (all, before) = load(tx, ctx, id)?;
    if before.is_default {
        return Err(Refusal::CalendarIsDefault { name: before.name }.into());
    }
    let former = all.into_iter().find(|plan| plan.is_default);
    if let Some(former) = &former {
        let former = Plan { is_default: false, revision: former.revision + 1, ..former.clone() };
        store::put_plan(tx, &former)?;
    }
    let plan = Plan { is_default: true, revision: before.revision + 1, ..before };
    store::put_plan(tx, &plan)?;
    let data = json!({ "before": former.map(|plan| plan.id) });
    tx.record(ctx, Event::new("calendar.made_default", id).data(&data));
    Ok((plan, store::days(tx, id)?))
}

/// Throws a calendar away that nothing goes by.
///
/// # Errors
/// `forbidden`, `not_found`, `revision_mismatch`, `calendar_is_default`, `calendar_in_use`.
pub fn delete_calendar(tx: &mut Tx<'_>, ctx: &Ctx, id: CalendarId) -> Result<()> {
    let (_, plan) = load(tx, ctx, id)?;
    if plan.is_default {
        return Err(Refusal::CalendarIsDefault { name: plan.name }.into());
    }
    let departments = store::plan_use(tx, id)?;
    if departments > 0 {
        return Err(Refusal::CalendarInUse { name: plan.name, departments }.into());
    }
    let days = store::days(tx, id)?;
    store::delete_plan(tx, id)?;
    tx.record(ctx, Event::new("calendar.deleted", id).data(&facts(&plan, &days)));
    Ok(())
}

/// Gives a company that has no calendar the usual one.
///
/// # Errors
/// Faults of the store only.
pub(crate) fn seed(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<()> {
    if !store::plans(tx)?.is_empty() {
        return Ok(());
    }
    let new = NewCalendar {
        code: STANDARD.into(),
        name: "标准工作日历".into(),
        name_en: Some("Standard working week".into()),
        zone: None,
        week: Week::office(),
        days: Vec::new(),
    };
    create_calendar(tx, ctx, &new).map(|_| ())
}

fn load(tx: &mut Tx<'_>, ctx: &Ctx, id: CalendarId) -> Result<(Vec<Plan>, Plan)> {
    require_all(ctx)?;
    let all = store::plans_for_update(tx)?;
    let plan = all.iter().find(|plan| plan.id == id).cloned().ok_or_else(|| not_found(id))?;
    ctx.check_revision(&plan.name, plan.revision)?;
    Ok((all, plan))
}

fn facts(plan: &Plan, days: &[SpecialDay]) -> serde_json::Value {
    let Plan { code, name, zone, week, .. } = plan;
    json!({ "code": code, "name": name, "zone": zone, "week": week, "days": days })
}

fn require_all(ctx: &Ctx) -> Result<()> {
    match ctx.require(WRITE)? {
        Scope::All => Ok(()),
        _ => Err(Common::Forbidden { action: WRITE.into() }.into()),
    }
}

fn not_found(id: CalendarId) -> base::Error {
    Common::NotFound { what: "calendar", id: id.to_string() }.into()
}
