//! What may be done to a shipment in which state: one table, read by guards, views and buttons.

use base::Ctx;

use crate::model::{Document, Shipment, State};
use crate::rules::Refusal;
use State as S;

/// One action: who may (`permission`), from which states, and where it may lead.
pub struct Transition {
    pub action: &'static str,
    pub permission: &'static str,
    pub from: &'static [State],
    pub to: &'static [State],
}

pub const TRANSITIONS: &[Transition] = &[
    row("start_pick", "shipment.pick", &[S::Released], &[S::Picking]),
    // Scanning a released shipment starts it; one that is picked may still find what was short.
    row("scan", "shipment.pick", &[S::Released, S::Picking, S::Picked], &[S::Picking, S::Picked]),
    row("undo_scan", "shipment.pick", &[S::Picking, S::Picked], &[S::Picking, S::Picked]),
    row("short_pick", "shipment.pick", &[S::Released, S::Picking], &[S::Picking, S::Picked]),
    row("pack", "shipment.pack", &[S::Picked], &[S::Packed]),
    row(
        "set_packages",
        "shipment.pack",
        &[S::Picking, S::Picked, S::Packed, S::Shipped, S::InTransit],
        &[S::Picking, S::Picked, S::Packed, S::Shipped, S::InTransit],
    ),
    row("ship", "shipment.ship", &[S::Picked, S::Packed], &[S::Shipped]),
    row(
        "track",
        "shipment.deliver",
        &[S::Shipped, S::InTransit, S::PartDelivered, S::Delivered, S::Refused],
        &[S::Shipped, S::InTransit, S::PartDelivered, S::Delivered, S::Refused],
    ),
    row(
        "deliver",
        "shipment.deliver",
        &[S::Shipped, S::InTransit, S::PartDelivered],
        &[S::Delivered, S::PartDelivered, S::Refused],
    ),
    row("restock", "shipment.deliver", &[S::PartDelivered, S::Refused], &[S::PartDelivered, S::Refused]),
    row("cancel", "shipment.cancel", &[S::Released, S::Picking, S::Picked, S::Packed], &[S::Cancelled]),
];

const fn row(
    action: &'static str,
    permission: &'static str,
    from: &'static [State],
    to: &'static [State],
) -> Transition {
    Transition { action, permission, from, to }
}

/// # Errors
/// `shipment_state` when the state does not allow the action.
pub fn guard(shipment: &Shipment, action: &str) -> Result<(), Refusal> {
    if TRANSITIONS.iter().any(|t| t.action == action && t.from.contains(&shipment.state)) {
        return Ok(());
    }
    Err(Refusal::ShipmentState {
        number: shipment.number.clone(),
        state: shipment.state,
        action: action.to_owned(),
    })
}

/// What this reader may do to it now: the state allows it, the lines leave something to do, and he may.
#[must_use]
pub fn allowed_actions(ctx: &Ctx, document: &Document) -> Vec<&'static str> {
    let shipment = &document.shipment;
    let reaches = |t: &&Transition| ctx.reaches(t.permission, shipment.owner_id, shipment.department_id);
    TRANSITIONS
        .iter()
        .filter(|t| t.from.contains(&shipment.state) && has_work(t.action, document))
        .filter(reaches)
        .map(|t| t.action)
        .collect()
}

fn has_work(action: &str, document: &Document) -> bool {
    let mut lines = document.lines.iter();
    match action {
        "undo_scan" => lines.any(|l| l.qty_picked.is_positive()),
        "ship" => lines.any(|l| l.qty_picked.is_positive()),
        "deliver" => lines.any(|l| l.on_the_way().is_positive()),
        "restock" => lines.any(|l| l.qty_refused > l.qty_restocked),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_can_be_reached_and_only_one_is_final() {
        for state in State::ALL.iter().filter(|s| **s != S::Released) {
            assert!(TRANSITIONS.iter().any(|t| t.to.contains(state)), "nothing leads to {state}");
        }
        let moves_on = |state: &State| {
            TRANSITIONS.iter().any(|t| t.from.contains(state) && t.to.iter().any(|to| to != state))
        };
        let last: Vec<State> = State::ALL.iter().copied().filter(|s| !moves_on(s)).collect();
        assert_eq!(last, [S::Cancelled], "track keeps late news of what was delivered");
    }
}
