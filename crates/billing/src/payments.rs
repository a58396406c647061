//! The verbs of payments: record, apply, unapply, cancel.

use base::id::{InvoiceId, PaymentId};
use base::refusal::Common;
use base::{Ctx, Money, Problems, Result};
use db::{Event, Tx};
use party::ExposureChange;

use crate::events::{Applied, InvoiceShare, Received, Settled};
use crate::model::{Application, Invoice, NewPayment, Payment, PaymentState, Settle, Share, State};
use crate::rules::{self, Refusal};
use crate::{lifecycle, store};

/// Writes down money that came in. It is the customer's own until it is applied.
///
/// # Errors
/// `not_positive`, `finer_than_cent`, `customer_currency`, `payment_reference_taken`.
pub fn record_payment(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewPayment) -> Result<Payment> {
    check_fields(new)?;
    let customer = party::customer(tx, new.customer)?;
    let currency = new.currency.clone().unwrap_or_else(|| customer.currency.clone());
    rules::same_currency(&customer.currency, &currency)?;
    let reference = base::text::clean(&new.reference);
    if let Some(number) = store::payment_by_reference(tx, new.customer, new.method, &reference)? {
        return Err(Refusal::PaymentReferenceTaken { reference, number }.into());
    }
    let payment = Payment {
        id: ctx.id(),
        number: tx.next_number("PAY", ctx)?,
        customer_id: customer.id,
        customer_name: customer.name,
        currency,
        amount: new.amount,
        applied_amount: Money::ZERO,
        unapplied_amount: new.amount,
        state: PaymentState::Unapplied,
        method: new.method,
        reference,
        note: base::text::clean(&new.note),
        received_on: new.received_on.unwrap_or_else(|| ctx.today()),
        owner_id: customer.owner_id,
        department_id: customer.department_id,
        created_at: ctx.at,
        revision: 1,
    };
    store::insert_payment(tx, &payment)?;
    charge_prepaid(tx, &payment, payment.amount)?;
    tx.record_first(ctx, Event::new("payment.received", payment.id).data(&received(&payment)));
    Ok(payment)
}

fn check_fields(new: &NewPayment) -> Result<()> {
    let mut problems = Problems::default();
    if !new.amount.is_positive() {
        problems.add("amount", &Common::NotPositive { value: new.amount.to_string() });
    } else if let Err(refusal) = rules::whole_cents(new.amount) {
        problems.add("amount", &refusal);
    }
    for (field, text, max) in [("reference", &new.reference, 100), ("note", &new.note, 1_000)] {
        if text.chars().count() > max {
            problems.add(field, &Common::TooLong { value: text.chars().take(40).collect(), max });
        }
    }
    problems.check()
}

fn charge_prepaid(tx: &mut Tx<'_>, payment: &Payment, prepaid: Money) -> Result<()> {
    party::charge(tx, payment.customer_id, &ExposureChange { prepaid, ..ExposureChange::default() })?;
    Ok(())
}

fn received(payment: &Payment) -> Received {
    Received {
        number: payment.number.clone(),
        customer: payment.customer_id,
        amount: payment.amount,
        method: payment.method.to_string(),
        reference: payment.reference.clone(),
    }
}

/// Settles invoices with what is left of a payment: chosen amounts, or what is due first.
///
/// # Errors
/// `payment_state`, and what `rules::divide` refuses, with figures.
pub fn apply(tx: &mut Tx<'_>, ctx: &Ctx, id: PaymentId, settle: &Settle) -> Result<Payment> {
    let invoices = match settle {
        Settle::Chosen(shares) => store::chosen_for_update(tx, shares)?,
        Settle::Oldest => {
            let payment = store::payment(tx, id)?;
            store::open_for_update(tx, payment.customer_id, &payment.currency)?
        }
    };
    let payment = store::payment_for_update(tx, id)?;
    ctx.check_revision("payment", payment.revision)?;
    lifecycle::guard_payment(&payment, "apply")?;
    apply_to(tx, ctx, &payment, &invoices, settle)
}

/// The same for rows that are held.
fn apply_to(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    payment: &Payment,
    invoices: &[Invoice],
    settle: &Settle,
) -> Result<Payment> {
    let divided = rules::divide(payment, invoices, settle)?;
    let applied: Money = divided.iter().map(|(_, amount)| *amount).sum();
    let after: Vec<(Invoice, Money)> = divided
        .iter()
        .map(|(i, amount)| (rules::settled(i, i.applied_amount + *amount, i.credited_amount), *amount))
        .collect();
    let payment = move_money(tx, ctx, payment, &after, applied)?;
    tx.record(ctx, Event::new("payment.applied", payment.id).data(&spread(&payment, &after)));
    for (invoice, amount) in &after {
        let kind = if invoice.state == State::PartPaid { "invoice.part_paid" } else { "invoice.paid" };
        tell(tx, ctx, kind, invoice, &payment, *amount);
    }
    Ok(payment)
}

/// Takes money off an invoice again, all of it or an amount: it is the customer's to use elsewhere.
///
/// # Errors
/// `payment_state`, `application_exceeded`.
pub fn unapply(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: PaymentId,
    invoice: InvoiceId,
    amount: Option<Money>,
) -> Result<Payment> {
    let invoice = store::invoice_for_update(tx, invoice)?;
    let payment = store::payment_for_update(tx, id)?;
    ctx.check_revision("payment", payment.revision)?;
    lifecycle::guard_payment(&payment, "unapply")?;
    let applied = store::applications_of_payment(tx, id)?
        .iter()
        .find(|a| a.invoice_id == invoice.id)
        .map_or(Money::ZERO, |a| a.amount);
    let wanted = amount.unwrap_or(applied);
    rules::whole_cents(wanted)?;
    if !wanted.is_positive() || wanted > applied {
        let (number, invoice_number) = (payment.number, invoice.number);
        return Err(Refusal::ApplicationExceeded { number, invoice_number, applied, wanted }.into());
    }
    let after = rules::settled(&invoice, invoice.applied_amount - wanted, invoice.credited_amount);
    let after = [(after, -wanted)];
    let payment = move_money(tx, ctx, &payment, &after, -wanted)?;
    tx.record(ctx, Event::new("payment.unapplied", payment.id).data(&spread(&payment, &after)));
    tell(tx, ctx, "invoice.reopened", &after[0].0, &payment, wanted);
    Ok(payment)
}

/// Writes invoices, payment, ledger and exposure for money that goes on (or, negative, comes off).
fn move_money(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    payment: &Payment,
    after: &[(Invoice, Money)],
    applied: Money,
) -> Result<Payment> {
    let payment = with_applied(payment, payment.applied_amount + applied);
    let invoices: Vec<Invoice> = after.iter().map(|(invoice, _)| invoice.clone()).collect();
    let ledger: Vec<_> = after.iter().map(|(invoice, amount)| (payment.id, invoice.id, *amount)).collect();
    store::save_settled(tx, ctx, &invoices)?;
    store::save_payments(tx, std::slice::from_ref(&payment))?;
    store::insert_applications(tx, ctx, &ledger)?;
    let change = ExposureChange { receivable: -applied, prepaid: -applied, ..ExposureChange::default() };
    party::charge(tx, payment.customer_id, &change)?;
    Ok(payment)
}

fn with_applied(payment: &Payment, applied: Money) -> Payment {
    Payment {
        applied_amount: applied,
        unapplied_amount: payment.amount - applied,
        state: rules::payment_state_of(payment.amount, applied),
        revision: payment.revision + 1,
        ..payment.clone()
    }
}

fn spread(payment: &Payment, after: &[(Invoice, Money)]) -> Applied {
    let share = |(invoice, amount): &(Invoice, Money)| InvoiceShare {
        invoice: invoice.id,
        number: invoice.number.clone(),
        amount: amount.abs(),
    };
    Applied {
        number: payment.number.clone(),
        amount: after.iter().map(|(_, amount)| amount.abs()).sum(),
        unapplied_amount: payment.unapplied_amount,
        invoices: after.iter().map(share).collect(),
    }
}

fn tell(tx: &mut Tx<'_>, ctx: &Ctx, kind: &'static str, invoice: &Invoice, payment: &Payment, amount: Money) {
    let settled = Settled {
        number: invoice.number.clone(),
        payment: payment.id,
        amount,
        open_amount: invoice.open_amount,
    };
    tx.record(ctx, Event::new(kind, invoice.id).order(&invoice.origin).data(&settled));
}

/// Takes payments off a locked invoice that shrinks below what was paid. Writes payments and ledger;
/// the caller writes the invoice and the exposure. Returns how much came off.
pub(crate) fn give_back(tx: &mut Tx<'_>, ctx: &Ctx, invoice: &Invoice, excess: Money) -> Result<Money> {
    if excess.is_zero() {
        return Ok(Money::ZERO);
    }
    let released = rules::give_back(&store::applications_of_invoice(tx, invoice.id)?, excess);
    let ids: Vec<PaymentId> = released.iter().map(|(id, _)| *id).collect();
    let payments = store::payments_for_update(tx, &ids)?;
    let mut after = Vec::with_capacity(payments.len());
    for (id, amount) in &released {
        let Some(payment) = payments.iter().find(|p| p.id == *id) else { continue };
        let payment = with_applied(payment, payment.applied_amount - *amount);
        let share = [(invoice.clone(), *amount)];
        tx.record(ctx, Event::new("payment.unapplied", payment.id).data(&spread(&payment, &share)));
        after.push(payment);
    }
    store::save_payments(tx, &after)?;
    let ledger: Vec<_> = released.iter().map(|(id, amount)| (*id, invoice.id, -*amount)).collect();
    store::insert_applications(tx, ctx, &ledger)?;
    Ok(excess)
}

/// Strikes out a payment that was recorded by mistake; what it settled must be taken off first.
///
/// # Errors
/// `payment_state`.
pub fn cancel_payment(tx: &mut Tx<'_>, ctx: &Ctx, id: PaymentId) -> Result<Payment> {
    let payment = store::payment_for_update(tx, id)?;
    ctx.check_revision("payment", payment.revision)?;
    lifecycle::guard_payment(&payment, "cancel")?;
    let after = Payment {
        unapplied_amount: Money::ZERO,
        state: PaymentState::Cancelled,
        revision: payment.revision + 1,
        ..payment
    };
    store::save_payments(tx, std::slice::from_ref(&after))?;
    charge_prepaid(tx, &after, -after.amount)?;
    tx.record(ctx, Event::new("payment.cancelled", after.id).data(&received(&after)));
    Ok(after)
}

/// Records a payment and settles one invoice with it, as far as both go.
///
/// # Errors
/// As `record_payment` and `apply`.
pub fn pay(tx: &mut Tx<'_>, ctx: &Ctx, id: InvoiceId, new: &NewPayment) -> Result<Payment> {
    let invoice = store::invoice_for_update(tx, id)?;
    ctx.check_revision("invoice", invoice.revision)?;
    lifecycle::guard(&invoice, "pay")?;
    let payment = record_payment(tx, ctx, new)?;
    let amount = payment.amount.min(invoice.open_amount);
    let share = Share { invoice: id, amount };
    apply_to(tx, ctx, &payment, &[invoice], &Settle::Chosen(vec![share]))
}

/// One payment with what it settles.
///
/// # Errors
/// `not_found`.
pub fn payment(tx: &mut Tx<'_>, id: PaymentId) -> Result<(Payment, Vec<Application>)> {
    Ok((store::payment(tx, id)?, store::applications_of_payment(tx, id)?))
}
