//! Claims for money and the money received: invoices, credit notes, payments, what settles what, receivables by age.
//!
//! ```text
//! invoice:  issued ─▶ part_paid ─▶ paid          credit takes a claim back, in whole or part ─▶ credited
//!              ▲_________│___________│           (money already paid for it becomes the customer's again)
//! payment:  unapplied ─▶ part_applied ─▶ applied     unapplied ─▶ cancelled
//! ```
//!
//! Amounts are given by whoever asks for an invoice and never computed anew; a part of a line is
//! rounded down to the cent and whoever takes the last part takes the remainder, so parts always
//! add up to the whole. At every moment, on every invoice: open = total − applied − credited ≥ 0.
//! The customer's exposure (`party`) changes in the same transaction. Locks are taken in one order:
//! invoices (by due day, id), payments (by id), exposure, number.
//!
//! Reading order: `model`, `rules`, `lifecycle`, `commands` (invoices), `payments`, `store`, `http`.

mod commands;
pub mod events;
pub mod http;
pub mod lifecycle;
pub mod model;
mod payments;
pub mod rules;
mod store;

pub use commands::{
    applications_of, credit, credit_returned, invoice, invoices_of, issue_invoice, overdue_amount,
    receivables_by_age,
};
pub use http::routes;
pub use model::*;
pub use payments::{apply, cancel_payment, pay, payment, record_payment, unapply};
pub use rules::Refusal;

/// What this room records, and what each means.
pub const EVENTS: &[(&str, &str)] = &[
    ("invoice.issued", "An invoice was issued; `lines` says how much of which order line it claims."),
    ("invoice.credited", "A credit note took back part or all of the invoice; `lines` says what."),
    ("invoice.part_paid", "A payment was applied to the invoice and some of it is still open."),
    ("invoice.paid", "The last of the invoice was paid: nothing is open."),
    ("invoice.reopened", "A payment was taken off the invoice, which is open again."),
    ("payment.received", "Money came in from a customer."),
    ("payment.applied", "Money of the payment settled invoices; `invoices` says how much of which."),
    ("payment.unapplied", "Money of the payment was taken off invoices and is the customer's to use again."),
    ("payment.cancelled", "The payment had been recorded by mistake."),
];
