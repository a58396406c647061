//! Who is away, and who does his work meanwhile.

use std::collections::BTreeMap;

use base::id::{AbsenceId, ActorId};
use base::refusal::{Common, Problems};
use base::text::clean;
use base::{At, Ctx, Filter, Op, Result};
use db::{Event, Tx};
use serde_json::json;

use crate::calendar::model::{Absence, NewAbsence};
use crate::model::{Actor, Kind};
use crate::rules::Refusal;
use crate::store;
pub(crate) use crate::store::calendar::Named;

const WRITE: &str = "people.write";
const READ: &str = "people.read";
const NOTE_MAX: usize = 200;

/// Who stands in at a moment for those of these actors who are away. Where the substitute is away too, the one who
/// stands in for him, and so on; in a circle the last before it closes. Nobody stands in for who is not named.
///
/// # Errors
/// Faults of the store only.
pub fn substitute_of(tx: &mut Tx<'_>, actors: &[ActorId], at: At) -> Result<BTreeMap<ActorId, ActorId>> {
    let away: BTreeMap<ActorId, ActorId> = store::calendar::substitutes(tx, at)?.into_iter().collect();
    let last = |actor: &ActorId| {
        let mut path = vec![*actor];
        while let Some(next) = away.get(path.last()?).filter(|next| !path.contains(next)) {
            path.push(*next);
        }
        path.pop().filter(|last| last != actor)
    };
    Ok(actors.iter().filter_map(|actor| Some((*actor, last(actor)?))).collect())
}

/// Absences that are not over: one's own and those one stands in for; with `all`, of everybody within reach.
///
/// # Errors
/// Faults of the store only.
pub(crate) fn absences(tx: &mut Tx<'_>, ctx: &Ctx, all: bool) -> Result<Vec<Named>> {
    let me = ctx.actor().to_string();
    let mine =
        Filter::Or(vec![Filter::cond("owner", Op::Eq, me.clone()), Filter::cond("substitute", Op::Eq, me)]);
    let filter = if all { Filter::Or(vec![mine, ctx.row_filter(READ)]) } else { mine };
    store::calendar::absences(tx, &filter, ctx.at)
}

/// An absence with the names that go with it.
///
/// # Errors
/// Faults of the store only.
pub(crate) fn named(tx: &mut Tx<'_>, absence: &Absence) -> Result<Named> {
    store::calendar::absence(tx, absence.id)
}

/// Says that somebody is away from one moment to another, and who stands in.
///
/// # Errors
/// `not_found`, wrong fields together, `absence_over`, `absence_overlaps`.
pub fn enter_absence(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewAbsence) -> Result<Absence> {
    let away = new.actor_id.unwrap_or(ctx.actor());
    let no_user = || Common::NotFound { what: "user", id: away.to_string() };
    let actor = held(tx, ctx, away)?.ok_or_else(no_user)?;
    let absence = Absence {
        id: ctx.id(),
        actor_id: actor.id,
        from_at: new.from_at,
        to_at: new.to_at,
        substitute_id: new.substitute_id,
        note: clean(&new.note),
        created_by: ctx.actor(),
        created_at: ctx.at,
        withdrawn_at: None,
        revision: 1,
    };
    check(tx, ctx, &absence)?;
    if absence.to_at <= ctx.at {
        return Err(Refusal::AbsenceOver { to: absence.to_at.clock_in(&ctx.zone) }.into());
    }
    if let Some((from, to)) = store::calendar::overlapping(tx, &absence)? {
        let (from, to) = (from.clock_in(&ctx.zone), to.clock_in(&ctx.zone));
        return Err(Refusal::AbsenceOverlaps { from, to }.into());
    }
    store::calendar::insert_absence(tx, &absence)?;
    // The note may say why; the journal outlives a person's data.
    let facts = json!({
        "actor": absence.actor_id, "from": absence.from_at, "to": absence.to_at, "substitute": absence.substitute_id,
    });
    tx.record_first(ctx, Event::new("absence.entered", absence.id).data(&facts));
    Ok(absence)
}

/// Takes an absence back: one to come does not take place, one under way ends now.
///
/// # Errors
/// `not_found`, `revision_mismatch`, `absence_over`.
pub fn withdraw_absence(tx: &mut Tx<'_>, ctx: &Ctx, id: AbsenceId) -> Result<Absence> {
    let not_found = || Common::NotFound { what: "absence", id: id.to_string() };
    let absence = store::calendar::absence_for_update(tx, id)?.ok_or_else(not_found)?;
    held(tx, ctx, absence.actor_id)?.ok_or_else(not_found)?;
    ctx.check_revision(&id.to_string(), absence.revision)?;
    let ended = absence.withdrawn_at.unwrap_or(absence.to_at);
    if ended <= ctx.at {
        return Err(Refusal::AbsenceOver { to: ended.clock_in(&ctx.zone) }.into());
    }
    store::calendar::withdraw_absence(tx, id, ctx.at)?;
    let facts = json!({ "actor": absence.actor_id, "from": absence.from_at, "to": absence.to_at });
    tx.record(ctx, Event::new("absence.withdrawn", id).data(&facts));
    Ok(Absence { withdrawn_at: Some(ctx.at), revision: absence.revision + 1, ..absence })
}

/// Somebody whose absences the caller may write, held so that two of them can't overlap.
fn held(tx: &mut Tx<'_>, ctx: &Ctx, id: ActorId) -> Result<Option<Actor>> {
    let may = |actor: &Actor| actor.id == ctx.actor() || ctx.reaches(WRITE, actor.id, actor.department_id);
    Ok(store::actor_for_update(tx, id)?.filter(|actor| actor.kind == Kind::Person && may(actor)))
}

fn check(tx: &mut Tx<'_>, ctx: &Ctx, absence: &Absence) -> Result<()> {
    let mut problems = Problems::default();
    if absence.to_at <= absence.from_at {
        let expected = format!("later than {}", absence.from_at.clock_in(&ctx.zone));
        let value = absence.to_at.clock_in(&ctx.zone);
        problems.add("to_at", &Common::InvalidValue { value, expected });
    }
    if absence.note.chars().count() > NOTE_MAX {
        problems
            .add("note", &Common::TooLong { value: absence.note.chars().take(20).collect(), max: NOTE_MAX });
    }
    if let Some(id) = absence.substitute_id {
        let substitute = store::actor(tx, id)?.filter(|actor| actor.active && actor.kind == Kind::Person);
        match substitute {
            None => problems.add("substitute_id", &Common::NotFound { what: "user", id: id.to_string() }),
            Some(actor) if actor.id == absence.actor_id => {
                problems.add("substitute_id", &Refusal::SubstituteSelf { name: actor.name });
            }
            Some(_) => {}
        }
    }
    problems.check()
}
