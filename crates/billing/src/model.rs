//! The nouns: invoices and credit notes, payments, what settles what, and what is asked of this room.

use base::id::{ActorId, CustomerId, DepartmentId, InvoiceId, InvoiceLineId, PaymentId};
use base::{At, Day, Money, Qty, Rate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

db::text_enum! {
    pub enum Kind as InvoiceKind { Invoice = "invoice", CreditNote = "credit_note" }
}

db::text_enum! {
    /// Follows from the amounts (`rules::state_of`); stored so that lists can filter by it.
    pub enum State as InvoiceState { Issued = "issued", PartPaid = "part_paid", Paid = "paid", Credited = "credited" }
}

db::text_enum! {
    pub enum PaymentState {
        Unapplied = "unapplied",
        PartApplied = "part_applied",
        Applied = "applied",
        Cancelled = "cancelled",
    }
}

db::text_enum! {
    pub enum Method as PaymentMethod {
        Transfer = "transfer",
        Cash = "cash",
        Alipay = "alipay",
        Wechat = "wechat",
        Card = "card",
        Cheque = "cheque",
        Other = "other",
    }
}

db::row! {
    /// A claim for money, or (`kind`) the taking back of one. All amounts are positive.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct Invoice {
        pub id: InvoiceId,
        pub number: String,
        pub kind: Kind,
        pub credits_invoice_id: Option<InvoiceId>,
        #[serde(rename = "customer")]
        pub customer_id: CustomerId,
        pub customer_name: String,
        /// Wire id of the order.
        pub origin: String,
        pub order_number: String,
        pub currency: String,
        /// Without tax.
        pub goods_amount: Money,
        pub tax_amount: Money,
        pub total_amount: Money,
        pub applied_amount: Money,
        pub credited_amount: Money,
        pub open_amount: Money,
        pub state: State,
        pub issued_on: Day,
        pub due_on: Day,
        /// Why a credit note was made.
        pub reason: String,
        #[serde(rename = "owner")]
        pub owner_id: ActorId,
        #[serde(rename = "department")]
        pub department_id: Option<DepartmentId>,
        pub created_at: At,
        pub paid_at: Option<At>,
        pub revision: i64,
    }
}

db::row! {
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct InvoiceLine {
        pub id: InvoiceLineId,
        pub line_no: i64,
        /// Wire id of the order line.
        pub origin: String,
        pub sku: String,
        pub name: String,
        pub uom: String,
        pub qty: Qty,
        pub price: Money,
        /// Without tax.
        pub amount: Money,
        pub tax_rate: Rate,
        pub tax_amount: Money,
        pub credited_qty: Qty,
        pub credited_amount: Money,
        pub credited_tax_amount: Money,
    }
}

db::row! {
    /// Money received from a customer: amount = applied + unapplied, until cancelled.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct Payment {
        pub id: PaymentId,
        pub number: String,
        #[serde(rename = "customer")]
        pub customer_id: CustomerId,
        pub customer_name: String,
        pub currency: String,
        pub amount: Money,
        pub applied_amount: Money,
        pub unapplied_amount: Money,
        pub state: PaymentState,
        pub method: Method,
        /// The bank's or platform's own number; the same one twice is refused.
        pub reference: String,
        pub note: String,
        pub received_on: Day,
        #[serde(rename = "owner")]
        pub owner_id: ActorId,
        #[serde(rename = "department")]
        pub department_id: Option<DepartmentId>,
        pub created_at: At,
        pub revision: i64,
    }
}

db::row! {
    /// What a payment stands for on an invoice now: the sum of what was put on and taken off.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct Application {
        pub payment_id: PaymentId,
        pub payment_number: String,
        pub invoice_id: InvoiceId,
        pub invoice_number: String,
        pub amount: Money,
        /// When it last changed.
        pub at: At,
    }
}

db::row! {
    /// What a customer owes on a day, by how long it is overdue.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct Receivable {
        #[serde(rename = "customer")]
        pub customer_id: CustomerId,
        pub customer_name: String,
        pub currency: String,
        pub invoices: i64,
        pub not_due: Money,
        pub days_1_30: Money,
        pub days_31_60: Money,
        pub days_61_90: Money,
        pub days_over_90: Money,
        pub total: Money,
    }
}

db::row! {
    /// The same for all customers of one currency.
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct ReceivableTotal {
        pub currency: String,
        pub customers: i64,
        pub invoices: i64,
        pub not_due: Money,
        pub days_1_30: Money,
        pub days_31_60: Money,
        pub days_61_90: Money,
        pub days_over_90: Money,
        pub total: Money,
    }
}

/// Receivables by age on a day: those who owe most first, and the sums over all.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Receivables {
    pub on: Day,
    pub items: Vec<Receivable>,
    pub totals: Vec<ReceivableTotal>,
}

/// An invoice with its lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    pub invoice: Invoice,
    pub lines: Vec<InvoiceLine>,
}

/// What an upper room hands over to have an invoice issued. The amounts are taken as they are.
#[derive(Debug, Clone)]
pub struct NewInvoice {
    /// Wire id of the order.
    pub origin: String,
    pub order_number: String,
    pub customer_id: CustomerId,
    pub customer_name: String,
    pub currency: String,
    pub term_days: i64,
    pub owner_id: ActorId,
    pub department_id: Option<DepartmentId>,
    pub lines: Vec<NewInvoiceLine>,
}

#[derive(Debug, Clone)]
pub struct NewInvoiceLine {
    /// Wire id of the order line.
    pub origin: String,
    pub sku: String,
    pub name: String,
    pub uom: String,
    pub qty: Qty,
    pub price: Money,
    /// Without tax; the customer owes `amount + tax_amount`.
    pub amount: Money,
    pub tax_rate: Rate,
    pub tax_amount: Money,
}

/// What to take back of an invoice.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCredit {
    pub reason: String,
    /// Absent: everything that was not yet taken back.
    #[serde(default)]
    pub lines: Option<Vec<CreditLine>>,
}

/// A quantity at the invoiced price, or an allowance: an amount without tax and no quantity.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreditLine {
    pub line_no: i64,
    #[serde(default)]
    pub qty: Option<Qty>,
    #[serde(default)]
    pub amount: Option<Money>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPayment {
    pub customer: CustomerId,
    pub amount: Money,
    /// Absent: the customer's.
    #[serde(default)]
    pub currency: Option<String>,
    pub method: Method,
    #[serde(default)]
    pub reference: String,
    #[serde(default)]
    pub note: String,
    /// Absent: today.
    #[serde(default)]
    pub received_on: Option<Day>,
}

/// So much of a payment for that invoice.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    pub invoice: InvoiceId,
    pub amount: Money,
}

/// What a payment shall settle.
#[derive(Debug, Clone, PartialEq)]
pub enum Settle {
    /// The customer's open invoices, those due first first, as far as the money goes.
    Oldest,
    Chosen(Vec<Share>),
}
