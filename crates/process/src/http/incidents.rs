//! Incidents on the wire: listed with their cause, repaired.

use base::Ctx;
use base::id::{ActorId, IncidentId};
use edge::{Answer, Body, ListQuery, May, PageOf, Path, Query, Shared};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cases::{EndBody, VarsBody};
use super::{Home, Operate, Processes, Read, by_id, vars_of, words};
use crate::commands::repair::{self, Repair};
use crate::house::House;
use crate::model::{Incident, IncidentState};
use crate::store;

#[derive(Serialize, JsonSchema)]
pub(super) struct IncidentView {
    #[serde(flatten)]
    incident: Incident,
    process_name: String,
    process_name_en: String,
    /// The cause in the reader's words.
    sentence: String,
    allowed_actions: Vec<&'static str>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RetryBody {}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MoveBody {
    to: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AssignBody {
    to: ActorId,
}

pub(super) async fn incidents(
    may: May<Read>,
    Query(query): Query<ListQuery>,
) -> Answer<PageOf<IncidentView>> {
    may.read(move |tx, ctx| {
        let page = store::incident::page(tx, query.filter()?, &query)?;
        let processes = by_id(tx)?;
        let items = page.items.into_iter().map(|incident| incident_view(ctx, &processes, incident)).collect();
        Ok(PageOf { items, next_cursor: page.next_cursor })
    })
    .await
}

fn incident_view(ctx: &Ctx, processes: &Processes, incident: Incident) -> IncidentView {
    let process = processes.get(&incident.process_id);
    let cause: Option<flow::Cause> = serde_json::from_value(incident.cause.clone()).ok();
    let open = incident.state == IncidentState::Open && ctx.scope("process.operate").is_some();
    IncidentView {
        process_name: process.map(|it| it.name.clone()).unwrap_or_default(),
        process_name_en: process.map(|it| it.name_en.clone()).unwrap_or_default(),
        sentence: cause
            .map_or_else(|| said_by(&incident.cause), |cause| words::cause(&cause, ctx.grants.lang)),
        allowed_actions: if open {
            vec!["retry", "set", "skip", "move", "reassign", "end"]
        } else {
            Vec::new()
        },
        incident,
    }
}

/// What a cause says that the kernel does not know.
fn said_by(cause: &serde_json::Value) -> String {
    cause["why"].as_str().unwrap_or_default().to_owned()
}

async fn repaired(
    house: &'static House,
    may: May<Operate>,
    id: IncidentId,
    how: Repair,
) -> Answer<IncidentView> {
    may.write(move |tx, ctx| {
        let incident = repair::repair(tx, ctx, house, id, &how)?;
        Ok(incident_view(ctx, &by_id(tx)?, incident))
    })
    .await
}

pub(super) async fn retry(
    Shared(house): Home,
    may: May<Operate>,
    Path(id): Path<IncidentId>,
    _: Body<RetryBody>,
) -> Answer<IncidentView> {
    repaired(house, may, id, Repair::Retry).await
}

pub(super) async fn set(
    Shared(house): Home,
    may: May<Operate>,
    Path(id): Path<IncidentId>,
    Body(body): Body<VarsBody>,
) -> Answer<IncidentView> {
    repaired(house, may, id, Repair::Set(vars_of(&body.vars))).await
}

pub(super) async fn skip(
    Shared(house): Home,
    may: May<Operate>,
    Path(id): Path<IncidentId>,
    Body(body): Body<VarsBody>,
) -> Answer<IncidentView> {
    repaired(house, may, id, Repair::Skip(vars_of(&body.vars))).await
}

pub(super) async fn move_on(
    Shared(house): Home,
    may: May<Operate>,
    Path(id): Path<IncidentId>,
    Body(body): Body<MoveBody>,
) -> Answer<IncidentView> {
    repaired(house, may, id, Repair::Move(body.to)).await
}

pub(super) async fn assign(
    Shared(house): Home,
    may: May<Operate>,
    Path(id): Path<IncidentId>,
    Body(body): Body<AssignBody>,
) -> Answer<IncidentView> {
    repaired(house, may, id, Repair::Assign(body.to)).await
}

pub(super) async fn end_stuck(
    Shared(house): Home,
    may: May<Operate>,
    Path(id): Path<IncidentId>,
    Body(body): Body<EndBody>,
) -> Answer<IncidentView> {
    repaired(house, may, id, Repair::End(body.reason)).await
}
