//! When something is due: timers of the drawing, and the deadlines of tasks.

use base::id::TaskId;
use base::{At, Ctx, Result};
use db::Tx;
use flow::{NodeId, Trigger, Value as Kept};

use crate::run::Live;

/// The moment a timer of the drawing is due; inside: why it says none.
pub(crate) fn timer(
    live: &Live,
    _tx: &mut Tx<'_>,
    ctx: &Ctx,
    node: NodeId,
    when: &Kept,
) -> Result<Result<At, String>> {
    let Some(Trigger::Timer { .. }) = live.version.definition.node(node).trigger() else {
        return Ok(Err("the step has no timer".to_owned()));
    };
    Ok(match when {
        Kept::Text(text) => text
            .parse::<jiff::SignedDuration>()
            .map(|it| ctx.at.plus(i64::try_from(it.as_micros()).unwrap_or(i64::MAX / 2)))
            .map_err(|e| e.to_string()),
        other => Err(format!("{other} is no time")),
    })
}

pub(crate) fn set(_live: &mut Live, _tx: &mut Tx<'_>, _ctx: &Ctx, _place: usize, _node: NodeId) -> Result<()> {
    Ok(())
}

/// The timers of tasks that are over.
pub(crate) fn drop_all(_tx: &mut Tx<'_>, _tasks: &[TaskId]) -> Result<()> {
    Ok(())
}
