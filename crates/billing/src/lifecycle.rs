//! What may be done to an invoice or a payment in which state: one table each, read by guards, views and buttons.

use base::Ctx;

use crate::model::{Invoice, Kind, Payment, PaymentState, State};
use crate::rules::Refusal;

/// One action: who may (`permission`), from which states, and where it may lead.
pub struct Transition<S: 'static> {
    pub action: &'static str,
    pub permission: &'static str,
    pub from: &'static [S],
    pub to: &'static [S],
}

use PaymentState as P;
use State as S;

pub const TRANSITIONS: &[Transition<State>] = &[
    Transition {
        action: "pay",
        permission: "payment.record",
        from: &[S::Issued, S::PartPaid],
        to: &[S::PartPaid, S::Paid],
    },
    Transition {
        action: "credit",
        permission: "invoice.credit",
        from: &[S::Issued, S::PartPaid, S::Paid],
        to: &[S::PartPaid, S::Paid, S::Credited],
    },
];

pub const PAYMENT_TRANSITIONS: &[Transition<PaymentState>] = &[
    Transition {
        action: "apply",
        permission: "payment.apply",
        from: &[P::Unapplied, P::PartApplied],
        to: &[P::PartApplied, P::Applied],
    },
    Transition {
        action: "unapply",
        permission: "payment.apply",
        from: &[P::PartApplied, P::Applied],
        to: &[P::Unapplied, P::PartApplied],
    },
    Transition { action: "cancel", permission: "payment.record", from: &[P::Unapplied], to: &[P::Cancelled] },
];

/// # Errors
/// `not_an_invoice` for a credit note, `invoice_state` when the state does not allow the action.
pub fn guard(invoice: &Invoice, action: &str) -> Result<(), Refusal> {
    if invoice.kind == Kind::CreditNote {
        return Err(Refusal::NotAnInvoice { number: invoice.number.clone() });
    }
    if TRANSITIONS.iter().any(|t| t.action == action && t.from.contains(&invoice.state)) {
        return Ok(());
    }
    Err(Refusal::InvoiceState {
        number: invoice.number.clone(),
        state: invoice.state,
        action: action.to_owned(),
    })
}

/// # Errors
/// `payment_state` when the state does not allow the action.
pub fn guard_payment(payment: &Payment, action: &str) -> Result<(), Refusal> {
    if PAYMENT_TRANSITIONS.iter().any(|t| t.action == action && t.from.contains(&payment.state)) {
        return Ok(());
    }
    Err(Refusal::PaymentState {
        number: payment.number.clone(),
        state: payment.state,
        action: action.to_owned(),
    })
}

/// What this reader may do to it now.
#[must_use]
pub fn allowed_actions(ctx: &Ctx, invoice: &Invoice) -> Vec<&'static str> {
    let reaches = |t: &&Transition<State>| ctx.reaches(t.permission, invoice.owner_id, invoice.department_id);
    TRANSITIONS
        .iter()
        .filter(|t| guard(invoice, t.action).is_ok())
        .filter(reaches)
        .map(|t| t.action)
        .collect()
}

/// What this reader may do to it now.
#[must_use]
pub fn allowed_payment_actions(ctx: &Ctx, payment: &Payment) -> Vec<&'static str> {
    let reaches =
        |t: &&Transition<PaymentState>| ctx.reaches(t.permission, payment.owner_id, payment.department_id);
    PAYMENT_TRANSITIONS
        .iter()
        .filter(|t| guard_payment(payment, t.action).is_ok())
        .filter(reaches)
        .map(|t| t.action)
        .collect()
}
