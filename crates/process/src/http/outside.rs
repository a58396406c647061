//! What is asked of other systems, on the wire: shown with its case, hurried, given up.

use base::id::{CaseId, OutsideCallId};
use base::{At, Ctx, Result};
use db::Tx;
use db::work::outbox::Message;
use edge::{Answer, Body, May, Path, Shared};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cases::{self, CaseView};
use super::{Home, Operate};
use crate::commands::outside;
use crate::house::House;
use crate::model::{OutsideCall, OutsideState};
use crate::store;

/// A question to another system.
#[derive(Serialize, JsonSchema)]
pub(super) struct OutsideCallView {
    id: OutsideCallId,
    step: String,
    name: String,
    name_en: String,
    connection: String,
    /// `POST https://erp.example.com/api/orders`.
    request: String,
    /// What the other side knows a doubled request by.
    key: String,
    state: OutsideState,
    pub(super) started_at: At,
    ended_at: Option<At>,
    tries: i64,
    tries_max: i64,
    /// When it is asked next, while it waits.
    next_at: Option<At>,
    /// What came back, or why the last try failed.
    said: String,
}

impl OutsideCallView {
    pub(super) fn of(call: &OutsideCall, message: Option<&Message>) -> Self {
        let last_error = message.and_then(|message| message.last_error.clone());
        Self {
            id: call.id,
            step: call.step.clone(),
            name: call.name.clone(),
            name_en: call.name_en.clone(),
            connection: call.connection.clone(),
            request: call.request.clone(),
            key: call.key.clone(),
            state: call.state,
            started_at: call.started_at,
            ended_at: call.ended_at,
            tries: message.map_or(call.tries, |message| message.attempts),
            tries_max: call.tries_max,
            next_at: message.map(|message| message.due_at),
            said: last_error.unwrap_or_else(|| call.said.clone()),
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HurryBody {}

/// What may be done with a question that waits.
type Act = fn(&mut Tx<'_>, &Ctx, &'static House, OutsideCallId) -> Result<CaseId>;

async fn act(house: &'static House, may: May<Operate>, id: OutsideCallId, act: Act) -> Answer<CaseView> {
    may.write(move |tx, ctx| {
        let case = act(tx, ctx, house, id)?;
        let row = store::case::load(tx, case)?;
        cases::view(tx, ctx, house, row)
    })
    .await
}

pub(super) async fn hurry(
    Shared(house): Home,
    may: May<Operate>,
    Path(id): Path<OutsideCallId>,
    _: Body<HurryBody>,
) -> Answer<CaseView> {
    act(house, may, id, outside::hurry).await
}

pub(super) async fn give_up(
    Shared(house): Home,
    may: May<Operate>,
    Path(id): Path<OutsideCallId>,
    _: Body<HurryBody>,
) -> Answer<CaseView> {
    act(house, may, id, outside::give_up).await
}
