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
pub mod model;
pub mod rules;
pub mod store;

pub use commands::{create, ensure};
pub use model::{
    Address, AddressFields, Contact, ContactFields, CreditProblem, Customer, CustomerPatch, Exposure, ExposureChange,
    Intake, NewCustomer,
};
pub use rules::{Refusal, credit_problem, reachable};
pub use store::{address_of, addresses, by_codes, charge, customer, customers, exposure, intake, intake_by_code};

/// What this room writes into the journal.
pub const EVENTS: &[(&str, &str)] = &[
    ("customer.created", "A customer was entered."),
    ("customer.changed", "What is known about a customer changed."),
    ("customer.credit_changed", "A customer's credit limit or payment term changed."),
    ("customer.contact_changed", "A person at a customer was added, changed or removed."),
    ("customer.address_changed", "An address of a customer was added, changed or removed."),
];
