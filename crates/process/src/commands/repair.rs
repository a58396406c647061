//! Repairing what is stuck, and moving a case by hand: for those who look after the processes.

use base::id::{ActorId, CaseId, IncidentId};
use base::{Ctx, Result};
use db::Tx;
use flow::case::Assigned;
use flow::{Input, TokenId, Value as Kept, Vars};
use serde_json::json;

use super::operate::{person, step};
use crate::house::House;
use crate::model::{Incident, IncidentState};
use crate::rules::Refusal;
use crate::run::{Live, PEOPLE};
use crate::store;

/// How an incident is repaired.
#[derive(Debug, Clone)]
pub enum Repair {
    /// What failed is tried again.
    Retry,
    /// Variables are set, then what failed is tried again.
    Set(Vars),
    /// The step counts as done, with these results.
    Skip(Vars),
    /// The case goes on from another step.
    Move(String),
    /// Somebody is named for the step.
    Assign(ActorId),
    /// The case is over.
    End(String),
}

impl Repair {
    fn word(&self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::Set(_) => "set",
            Self::Skip(_) => "skip",
            Self::Move(_) => "move",
            Self::Assign(_) => "reassign",
            Self::End(_) => "end",
        }
    }
}

/// Repairs an incident; when the cause is still there, a new one tells so.
///
/// # Errors
/// `not_found`, `incident_solved`, `step_unknown`, `person_unknown`, `case_refuses`.
pub fn repair(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    house: &'static House,
    id: IncidentId,
    how: &Repair,
) -> Result<Incident> {
    let incident = store::incident::one(tx, id)?;
    let mut live = Live::load(tx, house, incident.case_id)?;
    let incident = store::incident::one(tx, id)?;
    if incident.state != IncidentState::Open {
        return Err(Refusal::IncidentSolved.into());
    }
    let token = TokenId(u32::try_from(incident.token).unwrap_or(u32::MAX));
    store::incident::tell_how(tx, id, how.word())?;
    let facts = json!({"incident": id, "step": incident.step, "name": incident.name, "how": how.word()});
    tx.record(ctx, live.event("incident.repaired").data(&facts));
    let house_ctx = ctx.as_system();
    let input = match how {
        Repair::Retry => Input::Retry { token },
        Repair::Set(vars) => {
            live.advance(tx, &house_ctx, Input::SetVars { vars: vars.clone() })?;
            Input::Retry { token }
        }
        Repair::Skip(vars) => Input::Skip { token, vars: vars.clone() },
        Repair::Move(to) => Input::Jump { token, to: step(&live, to)? },
        Repair::Assign(who) => {
            person(tx, *who)?;
            name(&mut live, token, *who);
            Input::Retry { token }
        }
        Repair::End(_) => Input::Terminate,
    };
    live.go(tx, &ctx.in_the_name_of(Some(ctx.actor())), input)?;
    store::incident::one(tx, id)
}

/// From here on a token is somebody's; a step that repeats over something else than people has no use for him as a whole.
fn name(live: &mut Live, token: TokenId, who: ActorId) {
    let Some(stands) = live.case.token(token) else { return };
    let definition = &live.version.definition;
    let people = |list| &*definition.expression(list).text == PEOPLE;
    let repeats_over_things = match definition.node(stands.node).multi.as_ref().map(|it| &it.over) {
        Some(flow::Over::Items { list, .. }) => !people(*list),
        _ => false,
    };
    let is_one_of_them = live.case.scope(stands.scope).is_some_and(|scope| scope.body == Some(stands.node));
    if repeats_over_things && !is_one_of_them {
        return;
    }
    live.case.people.retain(|(of, _)| *of != token);
    live.case.people.push((token, Assigned { who: Kept::text(&who.to_string()), owner: None }));
}

/// Moves a token of a case to another step.
///
/// # Errors
/// `not_found`, `case_ended`, `step_unknown`, `case_refuses`.
pub fn jump(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    house: &'static House,
    id: CaseId,
    token: u32,
    to: &str,
) -> Result<()> {
    let live = Live::load(tx, house, id)?;
    let target = step(&live, to)?;
    let facts = json!({"token": token, "to": to, "name": live.version.names(target).0});
    tx.record(ctx, live.event("case.jumped").data(&facts));
    live.go(tx, &ctx.in_the_name_of(Some(ctx.actor())), Input::Jump { token: TokenId(token), to: target })
}

/// Sets variables of a case.
///
/// # Errors
/// `not_found`, `case_ended`.
pub fn set_vars(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, id: CaseId, vars: Vars) -> Result<()> {
    let live = Live::load(tx, house, id)?;
    let names: Vec<String> = vars.0.iter().map(|(name, _)| name.to_string()).collect();
    tx.record(ctx, live.event("case.vars_set").data(&json!({"names": names})));
    live.go(tx, &ctx.in_the_name_of(Some(ctx.actor())), Input::SetVars { vars })
}

/// Ends a case by hand; its document stays as it is.
///
/// # Errors
/// `not_found`, `case_ended`.
pub fn end(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, id: CaseId, reason: &str) -> Result<()> {
    let live = Live::load(tx, house, id)?;
    let reason = super::task::said(reason)?;
    tx.record(ctx, live.event("case.stopped").data(&json!({"reason": reason})));
    live.go(tx, &ctx.in_the_name_of(Some(ctx.actor())), Input::Terminate)
}
