//! What the events of this room carry, for those who react to them.

use base::id::{CustomerId, InvoiceId, PaymentId};
use base::{Day, Money, Qty};
use serde::{Deserialize, Serialize};

/// How much of an order line an invoice claims or a credit note takes back; the amount includes tax.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineBilled {
    pub origin: String,
    pub qty: Qty,
    pub amount: Money,
}

/// Data of `invoice.issued`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    pub number: String,
    pub customer: CustomerId,
    pub total_amount: Money,
    pub due_on: Day,
    pub lines: Vec<LineBilled>,
}

/// Data of `invoice.credited`: subject is the invoice, `credit_note` what took it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credited {
    pub credit_note: InvoiceId,
    pub number: String,
    pub reason: String,
    pub total_amount: Money,
    pub open_amount: Money,
    pub lines: Vec<LineBilled>,
}

/// Data of `invoice.part_paid`, `invoice.paid` and `invoice.reopened`: `amount` was put on or taken off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    pub number: String,
    pub payment: PaymentId,
    pub amount: Money,
    pub open_amount: Money,
}

/// Data of `payment.received` and `payment.cancelled`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    pub number: String,
    pub customer: CustomerId,
    pub amount: Money,
    pub method: String,
    pub reference: String,
}

/// Data of `payment.applied` and `payment.unapplied`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    pub number: String,
    pub amount: Money,
    pub unapplied_amount: Money,
    pub invoices: Vec<InvoiceShare>,
}

/// How much of a payment went to an invoice, or came back from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceShare {
    pub invoice: InvoiceId,
    pub number: String,
    pub amount: Money,
}
