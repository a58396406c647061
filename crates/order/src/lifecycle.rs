//! The life of an order as one table: guards, `allowed_actions`, buttons and the diagram come from it.

use base::Ctx;

use crate::model::{Document, HoldReason, State};
use crate::rules::Refusal;

db::text_enum! {
    /// What people may do with an order that exists.
    pub enum Action as OrderAction {
        Edit = "edit",
        Place = "place",
        Confirm = "confirm",
        Review = "review",
        ResolveShort = "resolve_short",
        Release = "release",
        Amend = "amend",
        Split = "split",
        Hold = "hold",
        Lift = "lift",
        Cancel = "cancel",
        Close = "close",
        TakeBack = "take_back",
        Copy = "copy",
    }
}

/// One row: an action, the states it starts from, where it may lead, the right it needs, what else must hold.
pub struct Transition {
    pub action: Action,
    pub from: &'static [State],
    pub to: &'static [State],
    pub right: &'static str,
    pub fits: fn(&Document) -> Result<(), Refusal>,
}

use State::{Cancelled, Closed, Confirmed, Draft, Placed};

/// In the order of the buttons.
pub const TRANSITIONS: &[Transition] = &[
    Transition { action: Action::Edit, from: &[Draft], to: &[Draft], right: "order.create", fits: always },
    Transition {
        action: Action::Place,
        from: &[Draft],
        to: &[Placed],
        right: "order.place",
        fits: has_lines,
    },
    Transition {
        action: Action::Review,
        // Credit is asked again when goods are released: a confirmed order may be held for it.
        from: &[Placed, Confirmed],
        to: &[Placed, Confirmed, Draft, Cancelled],
        right: "order.review",
        fits: waits_for_review,
    },
    Transition {
        action: Action::ResolveShort,
        from: &[Placed],
        to: &[Confirmed, Cancelled],
        right: "order.confirm",
        fits: is_short,
    },
    Transition {
        action: Action::Confirm,
        from: &[Placed],
        to: &[Confirmed],
        right: "order.confirm",
        fits: is_free,
    },
    Transition {
        action: Action::Release,
        from: &[Confirmed],
        to: &[Confirmed],
        right: "order.release",
        fits: can_be_released,
    },
    Transition {
        action: Action::Amend,
        from: &[Confirmed],
        to: &[Confirmed],
        right: "order.amend",
        fits: always,
    },
    Transition {
        action: Action::Split,
        from: &[Confirmed],
        to: &[Confirmed],
        right: "order.split",
        fits: is_open,
    },
    Transition {
        action: Action::Hold,
        from: &[Placed, Confirmed],
        to: &[Placed, Confirmed],
        right: "order.review",
        fits: not_held_by_hand,
    },
    Transition {
        action: Action::Lift,
        from: &[Placed, Confirmed],
        to: &[Placed, Confirmed],
        right: "order.review",
        fits: can_be_lifted,
    },
    Transition {
        action: Action::Cancel,
        from: &[Draft, Placed, Confirmed],
        to: &[Cancelled, Confirmed],
        right: "order.cancel",
        fits: can_be_cancelled,
    },
    Transition {
        action: Action::Close,
        from: &[Confirmed],
        to: &[Closed],
        right: "order.close",
        fits: out_of_warehouse,
    },
    Transition {
        action: Action::TakeBack,
        from: &[Confirmed, Closed],
        to: &[],
        right: "order.release",
        fits: can_come_back,
    },
    Transition {
        action: Action::Copy,
        from: &[Draft, Placed, Confirmed, Closed, Cancelled],
        to: &[],
        right: "order.create",
        fits: always,
    },
];

/// Refuses an action that the order's state or facts do not allow.
///
/// # Errors
/// `wrong_state` first, then what the row of the table asks for.
pub fn guard(action: Action, document: &Document) -> Result<(), Refusal> {
    let row = row(action);
    let order = &document.order;
    if !row.from.contains(&order.state) {
        return Err(Refusal::WrongState { number: order.number.clone(), state: order.state, action });
    }
    (row.fits)(document)
}

/// What this reader may do with the order now; the web draws its buttons from it.
#[must_use]
pub fn allowed_actions(document: &Document, ctx: &Ctx) -> Vec<Action> {
    let order = &document.order;
    let may = |row: &&Transition| ctx.reaches(row.right, order.owner_id, order.department_id);
    let fits = |row: &&Transition| guard(row.action, document).is_ok();
    TRANSITIONS.iter().filter(may).filter(fits).map(|row| row.action).collect()
}

/// The right an action needs.
#[must_use]
pub fn right(action: Action) -> &'static str {
    row(action).right
}

/// The table as a Mermaid state diagram, for the documents.
#[must_use]
pub fn diagram() -> String {
    let mut out = String::from("stateDiagram-v2\n    [*] --> draft\n");
    for row in TRANSITIONS {
        for from in row.from {
            for to in row.to.iter().filter(|to| *to != from) {
                out.push_str(&format!("    {from} --> {to}: {}\n", row.action));
            }
        }
    }
    out + "    closed --> [*]\n    cancelled --> [*]\n"
}

fn row(action: Action) -> &'static Transition {
    // Every action has a row: a test walks over all of them.
    TRANSITIONS.iter().find(|row| row.action == action).expect("every action stands in TRANSITIONS")
}

/// Holds of these reasons wait for somebody who reviews.
#[must_use]
pub fn is_reviewed(reason: HoldReason) -> bool {
    matches!(reason, HoldReason::CreditLimit | HoldReason::Overdue | HoldReason::BelowMinPrice)
}

fn always(_: &Document) -> Result<(), Refusal> {
    Ok(())
}

fn has_lines(document: &Document) -> Result<(), Refusal> {
    if document.lines.is_empty() {
        return Err(Refusal::OrderEmpty { number: document.order.number.clone() });
    }
    Ok(())
}

fn is_free(document: &Document) -> Result<(), Refusal> {
    let reasons: Vec<&str> = document.open_holds().map(|hold| hold.reason.as_str()).collect();
    if reasons.is_empty() {
        return has_lines(document);
    }
    Err(Refusal::OnHold { number: document.order.number.clone(), reasons: reasons.join(", ") })
}

fn waits_for_review(document: &Document) -> Result<(), Refusal> {
    if document.open_holds().any(|hold| is_reviewed(hold.reason)) {
        return Ok(());
    }
    Err(Refusal::NotHeld { number: document.order.number.clone() })
}

fn is_short(document: &Document) -> Result<(), Refusal> {
    if document.is_held_for(HoldReason::StockShort) {
        return Ok(());
    }
    Err(Refusal::NotShort { number: document.order.number.clone() })
}

fn can_be_released(document: &Document) -> Result<(), Refusal> {
    is_free(document)?;
    if document.lines.iter().any(|line| line.releasable().is_positive()) {
        return Ok(());
    }
    Err(Refusal::NothingToRelease { number: document.order.number.clone() })
}

fn is_open(document: &Document) -> Result<(), Refusal> {
    if document.lines.iter().any(|line| (line.wanted() - line.qty_released).is_positive()) {
        return Ok(());
    }
    Err(Refusal::NothingLeft { number: document.order.number.clone() })
}

fn can_be_cancelled(document: &Document) -> Result<(), Refusal> {
    if document.order.state != State::Confirmed {
        return Ok(());
    }
    if document.lines.iter().any(|line| (line.wanted() - line.qty_released).is_positive()) {
        return Ok(());
    }
    out_of_warehouse(document)?;
    Err(Refusal::NothingLeft { number: document.order.number.clone() })
}

fn can_come_back(document: &Document) -> Result<(), Refusal> {
    if document.lines.iter().any(|line| line.at_customer().is_positive()) {
        return Ok(());
    }
    Err(Refusal::NothingDelivered { number: document.order.number.clone() })
}

/// What the warehouse holds in its hands is its own to give back: the shipment is cancelled first.
pub(crate) fn out_of_warehouse(document: &Document) -> Result<(), Refusal> {
    match document.lines.iter().find(|line| line.in_warehouse().is_positive()) {
        None => Ok(()),
        Some(line) => Err(Refusal::InWarehouse {
            number: document.order.number.clone(),
            line_no: line.line_no,
            qty: line.in_warehouse(),
        }),
    }
}

fn not_held_by_hand(document: &Document) -> Result<(), Refusal> {
    if document.is_held_for(HoldReason::Manual) {
        return Err(Refusal::AlreadyHeld { number: document.order.number.clone() });
    }
    Ok(())
}

fn can_be_lifted(document: &Document) -> Result<(), Refusal> {
    if document.open_holds().any(|hold| is_lifted(hold.reason)) {
        return Ok(());
    }
    Err(Refusal::NotHeld { number: document.order.number.clone() })
}

/// Whether lifting ends such a hold; what somebody reviews is reviewed.
#[must_use]
pub fn is_lifted(reason: HoldReason) -> bool {
    matches!(reason, HoldReason::Manual | HoldReason::Refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_one_row_and_every_state_a_way_on() {
        for action in Action::ALL {
            assert_eq!(TRANSITIONS.iter().filter(|row| row.action == *action).count(), 1, "{action}");
        }
        for state in [Draft, Placed, Confirmed] {
            let leads_on =
                |row: &Transition| row.from.contains(&state) && row.to.iter().any(|to| *to != state);
            assert!(TRANSITIONS.iter().any(leads_on), "{state} leads nowhere");
        }
        for ended in [Closed, Cancelled] {
            assert!(TRANSITIONS.iter().all(|row| !row.from.contains(&ended) || row.to.is_empty()), "{ended}");
        }
    }

    #[test]
    fn the_diagram_in_the_documentation_is_the_table() {
        let documented: String = include_str!("lib.rs")
            .lines()
            .skip_while(|line| !line.contains("stateDiagram"))
            .take_while(|line| !line.contains("```"))
            .map(|line| line.strip_prefix("//! ").unwrap_or_default().to_owned() + "\n")
            .collect();
        assert_eq!(documented, diagram());
    }
}
