//! Whom we deal with: customers, their contacts and addresses, and how much they may owe.
//!
//! A customer has an owner and a department; who may not see him is told that he is not there.
//! What he owes is one row, `exposure`, changed by `charge` in the transaction that changes it:
//! an order adds to `ordered`, shipping moves that to `unbilled`, the invoice to `receivable`, the
//! payment takes it away. Whoever charges holds the row until the commit, so that two orders
//! cannot both pass under one limit.
//!
//! Invariants: every customer has his exposure; at most one default address.
//! Reading order: `model`, `rules`, `commands`, `store`.

pub mod commands;
pub mod http;
pub mod model;
pub mod rules;
pub mod store;

pub use commands::{add_address, add_contact, create, ensure, patch};
pub use http::{ACTIONS, routes};
pub use model::{
    Address, AddressFields, Contact, ContactFields, CreditProblem, Customer, CustomerPatch, Exposure,
    ExposureChange, Found, Intake, NewCustomer,
};
pub use rules::{Refusal, credit_problem, reachable};
pub use store::{
    address_of, addresses, by_codes, charge, customer, customers, exposure, intake, intake_by_code,
};

use base::id::{CustomerId, PriceListId};
use base::{Ctx, Result};
use db::Tx;

/// Which price list a customer buys by, when he is the actor's to see.
///
/// # Errors
/// `not_found`.
pub fn price_terms(tx: &mut Tx<'_>, ctx: &Ctx, id: CustomerId) -> Result<Option<PriceListId>> {
    let customer = customer(tx, id)?;
    reachable(ctx, &customer)?;
    Ok(customer.price_list_id)
}

/// Customers found by what somebody typed, best first, 20 at most; only those the actor may see.
///
/// # Errors
/// A fault when the database fails.
pub fn find_customers(tx: &mut Tx<'_>, ctx: &Ctx, q: &str) -> Result<Vec<Found>> {
    store::find::find(tx, &rules::typed(q), &ctx.row_filter("customer.read"))
}

/// What this room writes into the journal.
pub const EVENTS: &[(&str, &str)] = &[
    ("customer.created", "A customer was entered."),
    ("customer.changed", "What is known about a customer changed."),
    ("customer.credit_changed", "A customer's credit limit or payment term changed."),
    ("customer.contact_changed", "A person at a customer was added, changed or removed."),
    ("customer.address_changed", "An address of a customer was added, changed or removed."),
];
