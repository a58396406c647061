//! Money comes in, settles invoices, is taken off again; invoices are credited.

use base::id::{InvoiceId, PaymentId};
use base::{Ctx, Money, Result};
use billing::{CreditLine, Method, NewCredit, NewPayment, Settle, Share};
use db::Tx;

use super::Dice;

const INVOICES: &str = "SELECT id FROM invoice ORDER BY id DESC LIMIT 15";
const PAYMENTS: &str = "SELECT id FROM payment ORDER BY id DESC LIMIT 8";

pub(super) fn step(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice) -> Result<&'static str> {
    if dice.one_in(10) {
        let Some(id) = super::orders::recent(tx, dice)? else { return Ok("no order yet") };
        return order::invoice(tx, ctx, id).map(|_| "invoiced");
    }
    let invoices: Vec<(InvoiceId,)> = tx.all(INVOICES, &[])?;
    let payments: Vec<(PaymentId,)> = tx.all(PAYMENTS, &[])?;
    let Some((invoice,)) = dice.pick(&invoices).copied() else { return Ok("no invoice yet") };
    let payment = dice.pick(&payments).map(|(id,)| *id);
    match (dice.below(12), payment) {
        (0..5, _) | (_, None) => pay(tx, ctx, dice, invoice),
        (5, _) => credit(tx, ctx, dice, invoice),
        (6 | 7, Some(id)) => billing::apply(tx, ctx, id, &Settle::Oldest).map(|_| "applied"),
        (8, Some(id)) => {
            let amount = Money::whole(dice.below(100) as i64 + 1);
            billing::apply(tx, ctx, id, &Settle::Chosen(vec![Share { invoice, amount }]))
                .map(|_| "applied to one")
        }
        (9, Some(id)) => billing::unapply(tx, ctx, id, invoice, None).map(|_| "unapplied"),
        (10, Some(id)) => billing::cancel_payment(tx, ctx, id).map(|_| "payment cancelled"),
        (_, Some(_)) => advance(tx, ctx, dice, invoice),
    }
}

fn new(customer: base::id::CustomerId, amount: Money) -> NewPayment {
    NewPayment {
        customer,
        amount,
        currency: None,
        method: Method::Transfer,
        reference: String::new(),
        note: String::new(),
        received_on: None,
    }
}

fn pay(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice, id: InvoiceId) -> Result<&'static str> {
    let invoice = billing::invoice(tx, id)?.invoice;
    let amount = if dice.one_in(3) { Money::whole(dice.below(300) as i64) } else { invoice.open_amount };
    billing::pay(tx, ctx, id, &new(invoice.customer_id, amount)).map(|_| "paid")
}

/// Money before any invoice asks for it.
fn advance(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice, id: InvoiceId) -> Result<&'static str> {
    let customer = billing::invoice(tx, id)?.invoice.customer_id;
    let amount = Money::whole(dice.below(500) as i64 + 1);
    billing::record_payment(tx, ctx, &new(customer, amount)).map(|_| "paid in advance")
}

fn credit(tx: &mut Tx<'_>, ctx: &Ctx, dice: &mut Dice, id: InvoiceId) -> Result<&'static str> {
    let mut ask = NewCredit { reason: "sim".into(), lines: None };
    if !dice.one_in(4) {
        let amount = dice.one_in(2).then(|| Money(dice.below(400) as i64 * 100));
        let qty = amount.is_none().then(|| dice.qty());
        ask.lines = Some(vec![CreditLine { line_no: 1, qty, amount }]);
    }
    billing::credit(tx, ctx, id, &ask).map(|_| "credited")
}
