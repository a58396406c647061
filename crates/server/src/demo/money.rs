//! What finance does: payments as customers are used to making them, credit notes for what came back.

use base::id::{InvoiceId, OrderId, PaymentId};
use base::{Money, Result};
use billing::{CreditLine, Method, NewCredit, NewPayment, Settle};
use db::Tx;
use party::CustomerPatch;
use shipping::Shipment;

use super::customers::Habit;
use super::luck::Luck;
use super::story::Step;
use super::world::Turn;

const CLERKS: &[&str] = &["qianli", "xiaojin"];

/// The invoice of what has just left will be paid some day, as this customer does.
pub(crate) fn expect_payment(tx: &mut Tx<'_>, turn: &mut Turn, shipment: &Shipment) -> Result<()> {
    let Some(client) = turn.world.clients.iter().find(|client| client.id == shipment.customer_id) else {
        return Ok(());
    };
    let late = match client.habit {
        Habit::Monthly => return Ok(()),
        Habit::Prompt => turn.luck.between(-9, -3),
        Habit::Late => turn.luck.between(3, 26),
        Habit::Slow if turn.luck.chance(45) => return Ok(()),
        Habit::Slow => turn.luck.between(35, 80),
    };
    for invoice in billing::invoices_of(tx, &shipment.origin)? {
        if Some(invoice.created_at) == shipment.shipped_at && invoice.open_amount.is_positive() {
            let due = turn.world.calendar.at(invoice.due_on.plus(late), 600 + turn.luck.between(0, 400));
            let at = turn.world.calendar.after(due.max(turn.at), turn.luck.between(0, 90));
            turn.at(at, Step::Pay(invoice.id));
        }
    }
    Ok(())
}

fn paper(turn: &mut Turn) -> (Method, String) {
    let method = [Method::Transfer, Method::Alipay, Method::Wechat, Method::Cash, Method::Cheque]
        [turn.luck.weighted(&[70, 12, 12, 3, 3])];
    let reference = if method == Method::Cash {
        String::new()
    } else {
        format!("{}{:010}", turn.world.calendar.day(turn.at).compact(), turn.luck.between(0, 9_999_999_999))
    };
    (method, reference)
}

/// Money for one invoice, sometimes less than it claims.
pub(crate) fn pay(tx: &mut Tx<'_>, turn: &mut Turn, id: InvoiceId) -> Result<()> {
    let invoice = billing::invoice(tx, id)?.invoice;
    if !invoice.open_amount.is_positive() {
        return Ok(());
    }
    let (method, reference) = paper(turn);
    let is_part = invoice.open_amount > Money::whole(200) && turn.luck.chance(7);
    let amount = if is_part { share(invoice.open_amount, &mut turn.luck) } else { invoice.open_amount };
    let new = NewPayment {
        customer: invoice.customer_id,
        amount,
        currency: None,
        method,
        reference,
        note: if is_part { "先付部分".into() } else { String::new() },
        received_on: None,
    };
    let who = *turn.luck.pick(CLERKS);
    let ctx = turn.ctx(who);
    billing::pay(tx, &ctx, id, &new)?;
    if is_part {
        turn.then(400, 2_000, Step::Pay(id));
    }
    Ok(())
}

/// Between a third and two thirds, in whole cents.
fn share(amount: Money, luck: &mut Luck) -> Money {
    Money(amount.0 / 100 * luck.between(34, 66) / 100 * 100)
}

/// One transfer for all that is open; some customers round up and pay in advance.
pub(crate) fn settle(tx: &mut Tx<'_>, turn: &mut Turn, client: usize) -> Result<()> {
    let world = std::sync::Arc::clone(&turn.world);
    let customer = world.clients[client].id;
    let exposure = party::exposure(tx, customer)?;
    let open = exposure.receivable - exposure.prepaid;
    if !open.is_positive() {
        return Ok(());
    }
    let (method, reference) = paper(turn);
    let amount =
        if turn.luck.chance(15) { Money::whole(open.0 / Money::ONE.0 / 1_000 * 1_000 + 1_000) } else { open };
    let note = "月结对账单".to_owned();
    let new = NewPayment { customer, amount, currency: None, method, reference, note, received_on: None };
    let who = *turn.luck.pick(CLERKS);
    let ctx = turn.ctx(who);
    let payment = billing::record_payment(tx, &ctx, &new)?;
    // Some are matched only when the statement is compared: until then the money is not applied.
    let days = if turn.luck.chance(85) { 0 } else { 2 };
    turn.then(days * 570 + 1, days * 570 + 30, Step::Apply(payment.id));
    Ok(())
}

/// What came in settles what is due first.
pub(crate) fn apply(tx: &mut Tx<'_>, turn: &mut Turn, id: PaymentId) -> Result<()> {
    let (payment, _) = billing::payment(tx, id)?;
    let exposure = party::exposure(tx, payment.customer_id)?;
    if payment.unapplied_amount.is_positive() && exposure.receivable.is_positive() {
        billing::apply(tx, &turn.ctx(CLERKS[0]), id, &Settle::Oldest)?;
    }
    Ok(())
}

/// Finance gets careful with a customer: his limit goes down to about what he stands for.
pub(crate) fn tighten(tx: &mut Tx<'_>, turn: &mut Turn, client: usize) -> Result<()> {
    let world = std::sync::Arc::clone(&turn.world);
    let customer = world.clients[client].id;
    let exposure = party::exposure(tx, customer)?.total().max(Money::ZERO);
    let limit = Money::whole(exposure.0 / Money::ONE.0 / 100 * 100 + 100);
    let note = "财务：近期控制额度".to_owned();
    let patch = CustomerPatch { credit_limit: Some(Some(limit)), ..CustomerPatch::default() };
    party::patch(tx, &turn.ctx("qianli"), customer, &patch)?;
    let patch = CustomerPatch { note: Some(note), ..CustomerPatch::default() };
    party::patch(tx, &turn.ctx(world.clients[client].reviewer), customer, &patch)?;
    Ok(())
}

/// Takes back what was invoiced of refused goods.
pub(crate) fn credit_refused(tx: &mut Tx<'_>, turn: &mut Turn, document: &order::Document) -> Result<()> {
    for line in document.lines.iter().filter(|line| line.qty_invoiced > line.qty_shipped) {
        let mut left = line.qty_invoiced - line.qty_shipped;
        for invoice in billing::invoices_of(tx, &document.order.id.to_string())? {
            if invoice.kind != billing::Kind::Invoice || left.is_zero() {
                continue;
            }
            let claimed = billing::invoice(tx, invoice.id)?;
            let origin = line.id.to_string();
            for claim in claimed.lines.iter().filter(|claim| claim.origin == origin) {
                let qty = left.min(claim.qty - claim.credited_qty);
                if qty.is_positive() {
                    let line = CreditLine { line_no: claim.line_no, qty: Some(qty), amount: None };
                    let ask = NewCredit { reason: "客户拒收退回".into(), lines: Some(vec![line]) };
                    billing::credit(tx, &turn.ctx("qianli"), invoice.id, &ask)?;
                    left -= qty;
                }
            }
        }
    }
    Ok(())
}

/// Something was damaged, and money is given back for it.
pub(crate) fn complain(tx: &mut Tx<'_>, turn: &mut Turn, id: OrderId) -> Result<()> {
    let invoices = billing::invoices_of(tx, &id.to_string())?;
    let Some(invoice) = invoices.iter().find(|invoice| invoice.kind == billing::Kind::Invoice) else {
        return Ok(());
    };
    let claimed = billing::invoice(tx, invoice.id)?;
    let Some(line) = claimed.lines.iter().find(|line| line.credited_amount.is_zero()) else { return Ok(()) };
    let amount = Money(line.amount.0 / 100 * turn.luck.between(5, 30) / 100 * 100);
    if !amount.is_positive() {
        return Ok(());
    }
    let reason = *turn.luck.pick(&["运输破损折让", "质量折让", "少发补差"]);
    let line = CreditLine { line_no: line.line_no, qty: None, amount: Some(amount) };
    let ask = NewCredit { reason: reason.into(), lines: Some(vec![line]) };
    billing::credit(tx, &turn.ctx("qianli"), invoice.id, &ask)?;
    Ok(())
}
