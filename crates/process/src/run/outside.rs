//! What a step asks of another system: written down with the case, sent after the commit, called off when the step is left.

use base::{Ctx, Error, Result};
use db::Tx;
use flow::{Input, NodeId, TokenId};
use serde_json::json;

use super::{Live, compiled};
use crate::house::{Call, Request};
use crate::model::{OutsideCall, OutsideState};
use crate::store;
use crate::trouble;

/// The channel of the outbox that carries them.
pub const CHANNEL: &str = "outside";

/// Says what to ask of another system.
type Prepare = fn(&mut Tx<'_>, &Ctx, &Call<'_>) -> Result<Request>;

/// A question that is to be written down.
pub(super) struct Asked {
    call: OutsideCall,
    payload: serde_json::Value,
}

impl Live {
    /// Prepares what a step asks; `None`: it waits for the answer.
    pub(super) fn ask_outside(
        &mut self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        (token, node): (TokenId, NodeId),
        prepare: Prepare,
        call: &Call<'_>,
    ) -> Result<Option<Input>> {
        match tx.attempt(|tx| prepare(tx, ctx, call)) {
            Ok(request) => {
                let asked = self.question(tx, ctx, (token, node), request)?;
                self.changes.asked.push(asked);
                Ok(None)
            }
            Err(error) if db::is_try_again(&error) => Err(error),
            // What cannot even be asked is nothing the other side has said: no error of its to be caught.
            Err(error @ Error::Refused(_)) => {
                Ok(Some(Input::ServiceFailed { token, why: trouble::of_refusal(&error) }))
            }
            Err(Error::Fault(fault)) => {
                Ok(Some(Input::ServiceFailed { token, why: format!("{fault:#}").into() }))
            }
        }
    }

    fn question(
        &self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        (token, node): (TokenId, NodeId),
        request: Request,
    ) -> Result<Asked> {
        let Request { connection, shown, payload, tries_max } = request;
        let digest = compiled::digest(&json!([connection, shown, payload]).to_string());
        let before =
            if self.is_new { None } else { store::outside::last_of(tx, self.row.id, i64::from(token.0))? };
        // The same question whose effect nobody knows is asked under the same key: the other side does it once. What was
        // answered, and what is another question, needs another key, or the old answer would come again.
        let n = before.map_or(1, |last| {
            let unknown = last.state == OutsideState::Failed && last.digest == digest;
            if unknown { last.n } else { last.n + 1 }
        });
        let step = self.version.definition.node(node);
        let (name, name_en) = self.version.names(node);
        let call = OutsideCall {
            id: ctx.id(),
            case_id: self.row.id,
            token: i64::from(token.0),
            step: step.id.to_string(),
            name,
            name_en,
            service: step.notes.get("service").unwrap_or("").to_owned(),
            connection,
            request: shown,
            key: format!("{}-{}-{n}", self.row.id, token.0),
            n,
            digest,
            state: OutsideState::Waiting,
            tries_max,
            tries: 0,
            said: String::new(),
            started_at: ctx.at,
            ended_at: None,
        };
        Ok(Asked { call, payload })
    }

    /// The answer is not wanted any more.
    pub(super) fn call_off(&mut self, token: TokenId) {
        let before = self.changes.asked.len();
        self.changes.asked.retain(|it| it.call.token != i64::from(token.0));
        if self.changes.asked.len() == before {
            self.changes.called_off.push(i64::from(token.0));
        }
    }

    pub(super) fn write_questions(&mut self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<()> {
        let tokens = std::mem::take(&mut self.changes.called_off);
        if !tokens.is_empty() && !self.is_new {
            let gone = store::outside::call_off(tx, ctx, self.row.id, &tokens)?;
            let keys: Vec<String> = gone.iter().map(|it| it.id.0.to_string()).collect();
            tx.call_off(CHANNEL, &keys)?;
            for call in gone {
                tx.record(ctx, self.event("case.call_dropped").data(&facts(&call)));
            }
        }
        for Asked { call, payload } in std::mem::take(&mut self.changes.asked) {
            store::outside::insert(tx, &call)?;
            let message = json!({"key": call.key, "request": payload});
            tx.outbox(ctx, CHANNEL, &call.id.0.to_string(), &message)?;
            tx.record(ctx, self.event("case.outside_asked").data(&facts(&call)));
        }
        Ok(())
    }
}

/// What the journal tells of a question.
pub(crate) fn facts(call: &OutsideCall) -> serde_json::Value {
    json!({
        "call": call.id, "step": call.step, "name": call.name, "name_en": call.name_en, "connection": call.connection,
        "request": call.request,
    })
}
