//! What another system answered, or that it did not: told to the case that waits, once. An answer nobody waits for any more is dropped.

use std::sync::Arc;

use base::id::{CaseId, OutsideCallId};
use base::{Ctx, Error, Result};
use db::Tx;
use db::work::outbox::Message;
use flow::{Input, TokenId, Value as Kept, Vars};
use serde_json::json;

use crate::house::House;
use crate::model::{OutsideCall, OutsideState};
use crate::rules::Refusal;
use crate::run::{CHANNEL, Live, facts_of_call};
use crate::store;

/// What came of asking another system.
#[derive(Debug, Clone, PartialEq)]
pub enum Came {
    /// It did what it was asked; with its results.
    Done { said: String, results: Vars },
    /// Its business says no: an error that a boundary event may catch.
    Refused { error: String, said: String, results: Vars },
    /// It could not be asked, or broke: it is asked again, not before `wait_us` have passed.
    Later { said: String, wait_us: i64 },
    /// Asking again would change nothing.
    Failed { said: String },
}

impl Came {
    fn said(&self) -> &str {
        match self {
            Self::Done { said, .. }
            | Self::Refused { said, .. }
            | Self::Later { said, .. }
            | Self::Failed { said } => said,
        }
    }
}

/// Tells the case that waits for it what came of a message; `message` is what was leased to be sent.
///
/// # Errors
/// Faults of the store. What goes wrong within the process becomes an incident.
pub fn came(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, message: &Message, came: &Came) -> Result<()> {
    let Ok(id) = message.key.parse::<i64>().map(OutsideCallId) else { return Ok(()) };
    let case = store::outside::one(tx, id)?.case_id;
    let live = Live::load(tx, house, case)?;
    let call = store::outside::one(tx, id)?;
    if call.state != OutsideState::Waiting {
        return drop_late(tx, ctx, &live, &call, came);
    }
    if let Came::Later { said, wait_us } = came
        && message.attempts < call.tries_max
    {
        return tx.put_off(ctx.at, message, said, *wait_us);
    }
    end(tx, ctx, live, &call, message.attempts, came)
}

/// The answer is journalled and changes nothing.
fn drop_late(tx: &mut Tx<'_>, ctx: &Ctx, live: &Live, call: &OutsideCall, came: &Came) -> Result<()> {
    if matches!(came, Came::Later { .. }) {
        return Ok(());
    }
    let mut facts = facts_of_call(call);
    facts["said"] = json!(came.said());
    tx.record(ctx, live.event("case.answer_dropped").data(&facts));
    Ok(())
}

/// The question is settled: the case goes on, or is stuck with the reason.
fn end(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    mut live: Live,
    call: &OutsideCall,
    tries: i64,
    came: &Came,
) -> Result<()> {
    let token = token(call);
    let said = came.said();
    let (state, input) = match came {
        Came::Done { results, .. } => {
            (OutsideState::Done, Input::ServiceDone { token, vars: results.clone() })
        }
        Came::Refused { error, results, .. } => {
            let mut vars = results.clone();
            vars.set(&Arc::from("error_code"), Kept::text(error));
            vars.set(&Arc::from("error_message"), Kept::text(said));
            (OutsideState::Refused, Input::ServiceError { token, error: error.as_str().into(), vars })
        }
        Came::Later { .. } | Came::Failed { .. } => {
            let why = sentence(call, tries, said);
            (OutsideState::Failed, Input::ServiceFailed { token, why: why.into() })
        }
    };
    store::outside::end(tx, ctx, call, (state, tries, said))?;
    if state == OutsideState::Failed {
        tx.call_off(CHANNEL, &[call.id.0.to_string()])?;
    } else {
        tx.sent_by_key(CHANNEL, &call.id.0.to_string(), ctx.at)?;
    }
    let mut facts = facts_of_call(call);
    (facts["said"], facts["tries"], facts["outcome"]) = (json!(said), json!(tries), json!(state));
    tx.record(ctx, live.event("case.outside_answered").data(&facts));
    match live.advance(tx, ctx, input) {
        Ok(()) => {
            live.explain(token, &cause(call, tries, came));
            live.save(tx, ctx)
        }
        // The drawing it runs on now has nothing there that could be answered.
        Err(Error::Refused(_)) => drop_late(tx, ctx, &live, call, came),
        Err(fault) => Err(fault),
    }
}

fn token(call: &OutsideCall) -> TokenId {
    TokenId(u32::try_from(call.token).unwrap_or(u32::MAX))
}

fn sentence(call: &OutsideCall, tries: i64, said: &str) -> String {
    format!("{} ({}), try {tries}: {said}", call.connection, call.request)
}

/// Why the step is stuck, with what whoever repairs it wants to know.
fn cause(call: &OutsideCall, tries: i64, came: &Came) -> serde_json::Value {
    let said = came.said();
    let error = match came {
        Came::Refused { error, .. } => error.as_str(),
        _ => "",
    };
    json!({
        "code": if error.is_empty() { "outside" } else { "outside_refused" }, "connection": call.connection,
        "request": call.request, "tries": tries, "error": error, "said": said, "why": sentence(call, tries, said),
    })
}

/// Asks again at once instead of at the next try.
///
/// # Errors
/// `not_found`, `call_over`.
pub fn hurry(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, id: OutsideCallId) -> Result<CaseId> {
    let (live, call) = waited_for(tx, house, id)?;
    tx.hurry(CHANNEL, &call.id.0.to_string(), ctx.at)?;
    tx.record(ctx, live.event("case.call_hurried").data(&facts_of_call(&call)));
    Ok(call.case_id)
}

/// Stops asking: the step is stuck, and is repaired as any other.
///
/// # Errors
/// `not_found`, `call_over`.
pub fn give_up(tx: &mut Tx<'_>, ctx: &Ctx, house: &'static House, id: OutsideCallId) -> Result<CaseId> {
    let (live, call) = waited_for(tx, house, id)?;
    let sent = tx.messages(CHANNEL, &[call.id.0.to_string()])?;
    let (tries, last) =
        sent.first().map_or((0, None), |message| (message.attempts, message.last_error.clone()));
    let said = last.map_or_else(|| "called off".to_owned(), |last| format!("called off; {last}"));
    end(tx, &ctx.in_the_name_of(Some(ctx.actor())), live, &call, tries, &Came::Failed { said })?;
    Ok(call.case_id)
}

fn waited_for(tx: &mut Tx<'_>, house: &'static House, id: OutsideCallId) -> Result<(Live, OutsideCall)> {
    let case = store::outside::one(tx, id)?.case_id;
    let live = Live::load(tx, house, case)?;
    let call = store::outside::one(tx, id)?;
    if call.state != OutsideState::Waiting {
        return Err(Refusal::CallOver { request: call.request }.into());
    }
    Ok((live, call))
}
