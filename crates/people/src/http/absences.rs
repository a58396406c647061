//! Who is away, as pages and programs see it.

use base::id::{AbsenceId, ActorId};
use base::{At, Ctx};
use edge::{Answer, Body, LoggedIn, May, Path, Query};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::me::Named;
use crate::absence;
use crate::calendar::model::{Absence, NewAbsence};

#[derive(Serialize, JsonSchema)]
pub(super) struct AbsenceView {
    id: AbsenceId,
    actor: Named<ActorId>,
    from_at: At,
    to_at: At,
    /// Who gets new tasks meanwhile.
    substitute: Option<Named<ActorId>>,
    note: String,
    /// Whether it is under way now.
    is_now: bool,
    revision: i64,
    allowed_actions: Vec<&'static str>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Whose {
    /// Also those of everybody whom I may see.
    #[serde(default)]
    all: bool,
}

pub(super) async fn list(may: May<LoggedIn>, Query(Whose { all }): Query<Whose>) -> Answer<Vec<AbsenceView>> {
    may.read(move |tx, ctx| {
        let found = absence::absences(tx, ctx, all)?;
        Ok(found.into_iter().map(|found| view(ctx, found)).collect::<Vec<_>>())
    })
    .await
}

pub(super) async fn enter(may: May<LoggedIn>, Body(new): Body<NewAbsence>) -> Answer<AbsenceView> {
    may.create(move |tx, ctx| {
        let entered = absence::enter_absence(tx, ctx, &new)?;
        Ok(view(ctx, absence::named(tx, &entered)?))
    })
    .await
}

pub(super) async fn withdraw(may: May<LoggedIn>, Path(id): Path<AbsenceId>) -> Answer<AbsenceView> {
    may.write(move |tx, ctx| {
        let withdrawn = absence::withdraw_absence(tx, ctx, id)?;
        Ok(view(ctx, absence::named(tx, &withdrawn)?))
    })
    .await
}

fn view(ctx: &Ctx, found: absence::Named) -> AbsenceView {
    let absence::Named { absence, department, name, substitute } = found;
    let Absence { id, actor_id, from_at, to_at, substitute_id, note, withdrawn_at, revision, .. } = absence;
    let may_write = actor_id == ctx.actor() || ctx.reaches("people.write", actor_id, department);
    let is_open = withdrawn_at.is_none() && to_at > ctx.at;
    AbsenceView {
        id,
        actor: Named { id: actor_id, name },
        from_at,
        to_at,
        substitute: substitute_id.zip(substitute).map(|(id, name)| Named { id, name }),
        note,
        is_now: is_open && from_at <= ctx.at,
        revision,
        allowed_actions: if may_write && is_open { vec!["withdraw"] } else { Vec::new() },
    }
}
