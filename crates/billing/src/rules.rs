//! The decisions: which state follows from the amounts, what a credit takes back, what a payment settles. Pure.

use base::id::PaymentId;
use base::{Day, Money, Qty, Refuse, Status};
use serde::Serialize;

use crate::model::{
    Application, CreditLine, Invoice, InvoiceLine, NewCredit, Payment, PaymentState, Settle, State,
};

/// Why billing said no, in order of precedence.
#[derive(Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    #[error("order {order_number} has nothing to invoice")]
    InvoiceEmpty { order_number: String },
    #[error("{number} is a credit note: it cannot be paid or credited")]
    NotAnInvoice { number: String },
    #[error("invoice {number} is {state}: it does not allow to {action}")]
    InvoiceState { number: String, state: State, action: String },
    #[error("payment {number} is {state}: it does not allow to {action}")]
    PaymentState { number: String, state: PaymentState, action: String },
    #[error("invoice {number} has no line {line_no}")]
    NoSuchInvoiceLine { number: String, line_no: i64 },
    #[error("line {line_no} of {number} can be credited for {left} more, not {wanted}")]
    CreditQtyExceeded { number: String, line_no: i64, left: Qty, wanted: Qty },
    #[error("line {line_no} of {number} can be credited with {left} more, not {wanted}")]
    CreditAmountExceeded { number: String, line_no: i64, left: Money, wanted: Money },
    #[error("nothing of {number} is left to credit")]
    NothingToCredit { number: String },
    #[error("reference {reference} was already recorded as payment {number}")]
    PaymentReferenceTaken { reference: String, number: String },
    #[error("invoice {number} is in {currency}, the money in {payment_currency}")]
    CurrencyDiffers { number: String, currency: String, payment_currency: String },
    #[error("invoice {number} belongs to {customer_name}, the payment {payment_number} does not")]
    OtherCustomer { number: String, customer_name: String, payment_number: String },
    #[error("the customer pays in {currency}, not in {payment_currency}")]
    CustomerCurrency { currency: String, payment_currency: String },
    #[error("{customer_name} has no open invoice in {currency}")]
    NothingOpen { customer_name: String, currency: String },
    #[error("of invoice {number} only {open} is open, not {wanted}")]
    OpenExceeded { number: String, open: Money, wanted: Money },
    #[error("of payment {number} only {unapplied} is left, not {wanted}")]
    PaymentExceeded { number: String, unapplied: Money, wanted: Money },
    #[error("of payment {number} only {applied} was applied to {invoice_number}, not {wanted}")]
    ApplicationExceeded { number: String, invoice_number: String, applied: Money, wanted: Money },
    #[error("{amount} is finer than a cent")]
    FinerThanCent { amount: Money },
}

impl Refuse for Refusal {
    fn status(&self) -> Status {
        match self {
            Self::FinerThanCent { .. } | Self::CustomerCurrency { .. } => Status::Invalid,
            _ => Status::Conflict,
        }
    }
}

/// The state that follows from an invoice's amounts.
#[must_use]
pub fn state_of(total: Money, applied: Money, credited: Money) -> State {
    if applied + credited == total {
        return if credited == total && total.is_positive() { State::Credited } else { State::Paid };
    }
    if (applied + credited).is_zero() { State::Issued } else { State::PartPaid }
}

/// The invoice with other amounts settled: open amount and state follow.
#[must_use]
pub fn settled(invoice: &Invoice, applied: Money, credited: Money) -> Invoice {
    let open = invoice.total_amount - applied - credited;
    assert!(!open.is_negative(), "{}: more settled than claimed", invoice.number);
    Invoice {
        applied_amount: applied,
        credited_amount: credited,
        open_amount: open,
        state: state_of(invoice.total_amount, applied, credited),
        ..invoice.clone()
    }
}

/// The state that follows from a payment's amounts.
#[must_use]
pub fn payment_state_of(amount: Money, applied: Money) -> PaymentState {
    if applied == amount {
        PaymentState::Applied
    } else if applied.is_zero() {
        PaymentState::Unapplied
    } else {
        PaymentState::PartApplied
    }
}

/// What a credit takes from one line.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    pub line: InvoiceLine,
    pub qty: Qty,
    pub amount: Money,
    pub tax_amount: Money,
}

/// What a credit takes back: the lines asked for, or all that is left.
///
/// # Errors
/// `no_such_invoice_line`, `credit_qty_exceeded`, `credit_amount_exceeded`, `nothing_to_credit`.
pub fn credit(invoice: &Invoice, lines: &[InvoiceLine], ask: &NewCredit) -> Result<Vec<Taken>, Refusal> {
    let taken = match &ask.lines {
        None => lines.iter().map(rest_of).collect(),
        Some(asked) => {
            // A line asked for twice must see what the first asking took.
            let mut left = lines.to_vec();
            let mut taken = Vec::with_capacity(asked.len());
            for ask in asked {
                taken.push(credit_line(&invoice.number, &mut left, ask)?);
            }
            taken
        }
    };
    let taken: Vec<Taken> = taken
        .into_iter()
        .filter(|t| t.qty.is_positive() || (t.amount + t.tax_amount).is_positive())
        .collect();
    if taken.is_empty() {
        return Err(Refusal::NothingToCredit { number: invoice.number.clone() });
    }
    Ok(taken)
}

fn credit_line(number: &str, left: &mut [InvoiceLine], ask: &CreditLine) -> Result<Taken, Refusal> {
    let line_no = ask.line_no;
    let Some(line) = left.iter_mut().find(|line| line.line_no == line_no) else {
        return Err(Refusal::NoSuchInvoiceLine { number: number.to_owned(), line_no });
    };
    let rest = rest_of(line);
    let qty = match (ask.qty, ask.amount) {
        (Some(qty), _) => qty,
        (None, Some(_)) => Qty::ZERO,
        (None, None) => rest.qty,
    };
    if qty.is_negative() || qty > rest.qty {
        return Err(Refusal::CreditQtyExceeded {
            number: number.to_owned(),
            line_no,
            left: rest.qty,
            wanted: qty,
        });
    }
    let amount = match ask.amount {
        Some(amount) => amount,
        None if qty == rest.qty => rest.amount,
        None => line.amount.portion(qty, line.qty).min(rest.amount),
    };
    if amount.is_negative() || amount > rest.amount {
        let (number, left) = (number.to_owned(), rest.amount);
        return Err(Refusal::CreditAmountExceeded { number, line_no, left, wanted: amount });
    }
    whole_cents(amount)?;
    let tax_amount = if amount == rest.amount {
        rest.tax_amount
    } else {
        line.tax_amount.portion(Qty(amount.0), Qty(line.amount.0)).min(rest.tax_amount)
    };
    line.credited_qty += qty;
    line.credited_amount += amount;
    line.credited_tax_amount += tax_amount;
    Ok(Taken { line: line.clone(), qty, amount, tax_amount })
}

/// What is taken back of each invoice for goods that returned, the oldest first: `back` says how much of each order line
/// (by its origin) ever came back; what was credited before counts.
#[must_use]
pub fn credits_of_returned(invoices: &[Vec<InvoiceLine>], back: &[(String, Qty)]) -> Vec<Vec<CreditLine>> {
    let mut asked = vec![Vec::new(); invoices.len()];
    for (origin, qty) in back {
        let of_it = |line: &&InvoiceLine| line.origin == *origin;
        let credited: Qty = invoices.iter().flatten().filter(of_it).map(|line| line.credited_qty).sum();
        let mut left = *qty - credited;
        for (asked, lines) in asked.iter_mut().zip(invoices) {
            for line in lines.iter().filter(of_it) {
                let take = left.min(rest_of(line).qty);
                if take.is_positive() {
                    left -= take;
                    asked.push(CreditLine { line_no: line.line_no, qty: Some(take), amount: None });
                }
            }
        }
    }
    asked
}

/// What is left of a line to take back.
fn rest_of(line: &InvoiceLine) -> Taken {
    Taken {
        line: line.clone(),
        qty: line.qty - line.credited_qty,
        amount: line.amount - line.credited_amount,
        tax_amount: line.tax_amount - line.credited_tax_amount,
    }
}

/// # Errors
/// `finer_than_cent`: money that changes hands is in cents.
pub fn whole_cents(amount: Money) -> Result<(), Refusal> {
    if amount.0 % 100 == 0 { Ok(()) } else { Err(Refusal::FinerThanCent { amount }) }
}

/// How a payment is divided over invoices, which come in the order they fall due.
///
/// # Errors
/// `currency_differs`, `other_customer`, `invoice_state`, `open_exceeded`, `payment_exceeded`, `nothing_open`.
pub fn divide(
    payment: &Payment,
    invoices: &[Invoice],
    settle: &Settle,
) -> Result<Vec<(Invoice, Money)>, Refusal> {
    let Settle::Chosen(shares) = settle else {
        return oldest_first(payment, invoices);
    };
    let mut out: Vec<(Invoice, Money)> = Vec::with_capacity(shares.len());
    for invoice in invoices {
        let wanted: Money = shares.iter().filter(|s| s.invoice == invoice.id).map(|s| s.amount).sum();
        if wanted.is_zero() {
            continue;
        }
        fits(payment, invoice)?;
        crate::lifecycle::guard(invoice, "pay")?;
        whole_cents(wanted)?;
        if wanted.is_negative() || wanted > invoice.open_amount {
            let (number, open) = (invoice.number.clone(), invoice.open_amount);
            return Err(Refusal::OpenExceeded { number, open, wanted });
        }
        out.push((invoice.clone(), wanted));
    }
    let wanted: Money = out.iter().map(|(_, amount)| *amount).sum();
    if wanted > payment.unapplied_amount || wanted.is_zero() {
        let (number, unapplied) = (payment.number.clone(), payment.unapplied_amount);
        return Err(Refusal::PaymentExceeded { number, unapplied, wanted });
    }
    Ok(out)
}

fn fits(payment: &Payment, invoice: &Invoice) -> Result<(), Refusal> {
    if invoice.currency != payment.currency {
        return Err(Refusal::CurrencyDiffers {
            number: invoice.number.clone(),
            currency: invoice.currency.clone(),
            payment_currency: payment.currency.clone(),
        });
    }
    if invoice.customer_id != payment.customer_id {
        return Err(Refusal::OtherCustomer {
            number: invoice.number.clone(),
            customer_name: invoice.customer_name.clone(),
            payment_number: payment.number.clone(),
        });
    }
    Ok(())
}

fn oldest_first(payment: &Payment, invoices: &[Invoice]) -> Result<Vec<(Invoice, Money)>, Refusal> {
    let mut left = payment.unapplied_amount;
    let mut out = Vec::new();
    for invoice in invoices.iter().filter(|i| fits(payment, i).is_ok() && i.open_amount.is_positive()) {
        let amount = left.min(invoice.open_amount);
        if amount.is_zero() {
            break;
        }
        left -= amount;
        out.push((invoice.clone(), amount));
    }
    if out.is_empty() {
        let (customer_name, currency) = (payment.customer_name.clone(), payment.currency.clone());
        return Err(Refusal::NothingOpen { customer_name, currency });
    }
    Ok(out)
}

/// Which applications give way when an invoice shrinks below what was paid: the newest first.
#[must_use]
pub fn give_back(newest_first: &[Application], excess: Money) -> Vec<(PaymentId, Money)> {
    let mut left = excess;
    let mut out = Vec::new();
    for application in newest_first {
        let amount = left.min(application.amount);
        if amount.is_positive() {
            left -= amount;
            out.push((application.payment_id, amount));
        }
    }
    assert!(left.is_zero(), "an invoice was paid by less than it says");
    out
}

/// The first days of the age groups: due today or later, then 30, 60 and 90 days back.
#[must_use]
pub fn age_limits(on: Day) -> [Day; 4] {
    [on, on.plus(-30), on.plus(-60), on.plus(-90)]
}

/// A payment is in the customer's currency, because exposure is one sum in it.
///
/// # Errors
/// `customer_currency`.
pub fn same_currency(currency: &str, payment_currency: &str) -> Result<(), Refusal> {
    if currency == payment_currency {
        return Ok(());
    }
    let (currency, payment_currency) = (currency.to_owned(), payment_currency.to_owned());
    Err(Refusal::CustomerCurrency { currency, payment_currency })
}
