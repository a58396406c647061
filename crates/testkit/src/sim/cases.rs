//! What people do with tasks and cases, and what becomes due.

use std::sync::Arc;

use base::id::{ActorId, CaseId, IncidentId, TaskId};
use base::{Ctx, Grants, Result};
use db::Tx;
use flow::Vars;
use process::Answer;
use process::commands::{operate, repair, task};
use server::HOUSE;

use super::Dice;

/// Who holds the roles that the shipped processes ask for.
pub(super) const PEOPLE: &[(&str, &str)] =
    &[("lead", "sales_manager"), ("money", "finance"), ("floor", "warehouse")];

const OPEN: &str = "SELECT id, assignee_id FROM task WHERE state = 'open' ORDER BY id DESC LIMIT 20";
const STUCK: &str = "SELECT id FROM incident WHERE state = 'open' ORDER BY id DESC LIMIT 10";
const RUNNING: &str = "SELECT id FROM process_case WHERE state = 'running' ORDER BY id DESC LIMIT 20";

pub(super) fn set_up(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<()> {
    server::ship_processes(tx, ctx)?;
    for (login, role) in PEOPLE {
        let new = people::model::NewActor {
            login: Some((*login).to_owned()),
            name: (*login).to_owned(),
            roles: vec![(*role).to_owned()],
            ..people::model::NewActor::default()
        };
        people::commands::create_actor(tx, ctx, &new, None)?;
    }
    Ok(())
}

pub(super) fn step(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice) -> Result<&'static str> {
    match dice.below(12) {
        0..6 => answer(tx, ctx, dice),
        6 | 7 => hand_on(tx, ctx, dice),
        8 | 9 => tick(tx, ctx),
        10 => mend(tx, ctx, dice),
        _ => stop(tx, ctx, dice),
    }
}

/// The circumstances of whoever has the task; the house itself for one that is nobody's.
fn in_person(ctx: &Ctx, who: Option<ActorId>) -> Ctx {
    let actor = who.unwrap_or(ActorId(0));
    Ctx { grants: Arc::new(Grants { actor, ..Grants::system() }), ..ctx.clone() }
}

fn open_task(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice) -> Result<Option<(TaskId, Ctx)>> {
    let open: Vec<(TaskId, Option<ActorId>)> = tx.all(OPEN, &[])?;
    Ok(dice.pick(&open).map(|(id, who)| (*id, in_person(ctx, *who))))
}

fn answer(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice) -> Result<&'static str> {
    let Some((id, ctx)) = open_task(tx, ctx, dice)? else { return Ok("no task yet") };
    let outcomes =
        ["approve", "approve", "reject", "backorder", "part", "drop", "resubmit", "cancel", "restock", ""];
    let outcome = dice.pick(&outcomes).copied().unwrap_or("");
    let answer = Answer { outcome: outcome.to_owned(), comment: "sim".to_owned(), ..Answer::default() };
    task::answer(tx, &ctx, &HOUSE, id, &answer).map(|_| "task answered")
}

fn hand_on(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice) -> Result<&'static str> {
    let Some((id, ctx)) = open_task(tx, ctx, dice)? else { return Ok("no task yet") };
    let people: Vec<(ActorId,)> = tx.all("SELECT id FROM actor WHERE kind = 'person' ORDER BY id", &[])?;
    let Some((who,)) = dice.pick(&people).copied() else { return Ok("nobody there") };
    match dice.below(5) {
        0 => operate::transfer(tx, &ctx, &HOUSE, id, who, "").map(|_| "transferred"),
        1 => operate::delegate(tx, &ctx, &HOUSE, id, who, "").map(|_| "delegated"),
        2 => operate::add_signer(tx, &ctx, &HOUSE, id, (who, flow::Place::Parallel), "")
            .map(|_| "signer added"),
        3 => operate::send_back(tx, &ctx, &HOUSE, id, "revise", "sim").map(|_| "sent back"),
        _ => task::claim(tx, &ctx, &HOUSE, id).map(|_| "claimed"),
    }
}

/// What is due now, as the server's worker does it.
fn tick(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<&'static str> {
    for timer in tx.take_timers(process::TIMERS, ctx.at, 20)? {
        process::on_timer(tx, ctx, &HOUSE, &timer)?;
    }
    Ok("timers")
}

fn mend(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice) -> Result<&'static str> {
    let stuck: Vec<(IncidentId,)> = tx.all(STUCK, &[])?;
    let Some((id,)) = dice.pick(&stuck).copied() else { return Ok("nothing stuck") };
    let how = match dice.below(4) {
        0 => repair::Repair::Skip(Vars::default()),
        1 => repair::Repair::End("sim".to_owned()),
        _ => repair::Repair::Retry,
    };
    repair::repair(tx, ctx, &HOUSE, id, &how).map(|_| "repaired")
}

fn stop(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice) -> Result<&'static str> {
    let running: Vec<(CaseId,)> = tx.all(RUNNING, &[])?;
    match dice.pick(&running).copied() {
        Some((id,)) if dice.one_in(4) => repair::end(tx, ctx, &HOUSE, id, "sim").map(|()| "case stopped"),
        _ => Ok("looked at cases"),
    }
}
