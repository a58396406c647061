//! The verbs of invoices: issue, credit; and what others ask about them.

use base::id::{CustomerId, InvoiceId};
use base::refusal::Common;
use base::{Ctx, Day, Filter, Money, Qty, Result};
use db::{Event, Tx};
use party::ExposureChange;

use crate::events::{Credited, Issued, LineBilled};
use crate::model::{
    Application, Document, Invoice, InvoiceLine, Kind, NewCredit, NewInvoice, NewInvoiceLine, Receivables,
    State,
};
use crate::rules::{self, Refusal, Taken};
use crate::{lifecycle, payments, store};

/// Claims what was delivered: the amounts are taken as given, the goods leave the customer's
/// unbilled exposure and become receivable. Take it last: the number is gapless and holds a lock.
///
/// # Errors
/// `invoice_empty`.
pub fn issue_invoice(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewInvoice) -> Result<Invoice> {
    if new.lines.is_empty() {
        return Err(Refusal::InvoiceEmpty { order_number: new.order_number.clone() }.into());
    }
    let invoice = claim(ctx, new);
    let total = invoice.total_amount;
    let change = ExposureChange { unbilled: -total, receivable: total, ..ExposureChange::default() };
    party::charge(tx, new.customer_id, &change)?;
    let number = tx.next_number_gapless("INV", ctx)?;
    let invoice = Invoice { number, ..invoice };
    store::insert_invoice(tx, &invoice)?;
    store::insert_lines(tx, ctx, invoice.id, &new.lines)?;
    let issued = Issued {
        number: invoice.number.clone(),
        customer: invoice.customer_id,
        total_amount: total,
        due_on: invoice.due_on,
        lines: billed(&new.lines),
    };
    tx.record_first(ctx, Event::new("invoice.issued", invoice.id).order(&invoice.origin).data(&issued));
    if total.is_zero() {
        tx.record(ctx, Event::new("invoice.paid", invoice.id).order(&invoice.origin));
    }
    Ok(invoice)
}

/// The invoice a request makes, still without its number.
fn claim(ctx: &Ctx, new: &NewInvoice) -> Invoice {
    let goods: Money = new.lines.iter().map(|l| l.amount).sum();
    let tax: Money = new.lines.iter().map(|l| l.tax_amount).sum();
    let today = ctx.today();
    let state = rules::state_of(goods + tax, Money::ZERO, Money::ZERO);
    Invoice {
        id: ctx.id(),
        number: String::new(),
        kind: Kind::Invoice,
        credits_invoice_id: None,
        customer_id: new.customer_id,
        customer_name: new.customer_name.clone(),
        origin: new.origin.clone(),
        order_number: new.order_number.clone(),
        currency: new.currency.clone(),
        goods_amount: goods,
        tax_amount: tax,
        total_amount: goods + tax,
        applied_amount: Money::ZERO,
        credited_amount: Money::ZERO,
        open_amount: goods + tax,
        state,
        issued_on: today,
        due_on: today.plus(new.term_days.max(0)),
        reason: String::new(),
        owner_id: new.owner_id,
        department_id: new.department_id,
        created_at: ctx.at,
        paid_at: (state == State::Paid).then_some(ctx.at),
        revision: 1,
    }
}

/// Takes an invoice back, in whole or part, by a credit note of its own number. What was already
/// paid beyond the rest becomes the customer's money again, the newest payment first.
///
/// # Errors
/// `not_an_invoice`, `invoice_state`, and what `rules::credit` refuses.
pub fn credit(tx: &mut Tx<'_>, ctx: &Ctx, id: InvoiceId, ask: &NewCredit) -> Result<Document> {
    let invoice = store::invoice_for_update(tx, id)?;
    ctx.check_revision("invoice", invoice.revision)?;
    lifecycle::guard(&invoice, "credit")?;
    let reason = base::text::clean(&ask.reason);
    if reason.is_empty() {
        let mut problems = base::Problems::default();
        problems.add("reason", &Common::Required);
        problems.check()?;
    }
    let lines = store::lines(tx, id)?;
    let taken = rules::credit(&invoice, &lines, ask)?;
    let (goods, tax) = (taken.iter().map(|t| t.amount).sum(), taken.iter().map(|t| t.tax_amount).sum());
    let total: Money = goods + tax;
    let excess = (total - invoice.open_amount).max(Money::ZERO);
    let released = payments::give_back(tx, ctx, &invoice, excess)?;
    let after = rules::settled(&invoice, invoice.applied_amount - released, invoice.credited_amount + total);
    store::take_lines(tx, id, &taken)?;
    store::save_settled(tx, ctx, std::slice::from_ref(&after))?;
    let change =
        ExposureChange { receivable: released - total, prepaid: released, ..ExposureChange::default() };
    party::charge(tx, invoice.customer_id, &change)?;
    write_note(tx, ctx, &after, &reason, &taken, (goods, tax))
}

/// Credits goods that came back, so far as they were invoiced and not credited before: a note for each invoice, the
/// oldest first; none when there is nothing to credit. `back` says how much of each line of the origin ever came back.
///
/// # Errors
/// As `credit`.
pub fn credit_returned(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    origin: &str,
    back: &[(String, Qty)],
    reason: &str,
) -> Result<Vec<Document>> {
    let mut invoices = Vec::new();
    let mut lines = Vec::new();
    for invoice in store::invoices_of(tx, origin)?.into_iter().filter(|it| it.kind == Kind::Invoice) {
        // Its lines are read once nobody else can credit them.
        store::invoice_for_update(tx, invoice.id)?;
        lines.push(store::lines(tx, invoice.id)?);
        invoices.push(invoice.id);
    }
    let asked = rules::credits_of_returned(&lines, back);
    let asked = invoices.into_iter().zip(asked).filter(|(_, lines)| !lines.is_empty());
    asked
        .map(|(id, lines)| credit(tx, ctx, id, &NewCredit { reason: reason.to_owned(), lines: Some(lines) }))
        .collect()
}

fn write_note(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    invoice: &Invoice,
    reason: &str,
    taken: &[Taken],
    (goods, tax): (Money, Money),
) -> Result<Document> {
    let number = tx.next_number_gapless("CN", ctx)?;
    let total = goods + tax;
    let note = Invoice {
        id: ctx.id(),
        number,
        kind: Kind::CreditNote,
        credits_invoice_id: Some(invoice.id),
        goods_amount: goods,
        tax_amount: tax,
        total_amount: total,
        applied_amount: Money::ZERO,
        credited_amount: total,
        open_amount: Money::ZERO,
        state: State::Credited,
        issued_on: ctx.today(),
        due_on: ctx.today(),
        reason: reason.to_owned(),
        created_at: ctx.at,
        paid_at: None,
        revision: 1,
        ..invoice.clone()
    };
    let lines: Vec<NewInvoiceLine> = taken.iter().map(taken_back).collect();
    store::insert_invoice(tx, &note)?;
    store::insert_lines(tx, ctx, note.id, &lines)?;
    let credited = Credited {
        credit_note: note.id,
        number: note.number.clone(),
        reason: reason.to_owned(),
        total_amount: total,
        open_amount: invoice.open_amount,
        lines: billed(&lines),
    };
    tx.record(ctx, Event::new("invoice.credited", invoice.id).order(&invoice.origin).data(&credited));
    let lines = store::lines(tx, note.id)?;
    Ok(Document { invoice: note, lines })
}

/// The credit note's line for what was taken from an invoice's line.
fn taken_back(taken: &Taken) -> NewInvoiceLine {
    let line: &InvoiceLine = &taken.line;
    NewInvoiceLine {
        origin: line.origin.clone(),
        sku: line.sku.clone(),
        name: line.name.clone(),
        uom: line.uom.clone(),
        qty: taken.qty,
        price: line.price,
        amount: taken.amount,
        tax_rate: line.tax_rate,
        tax_amount: taken.tax_amount,
    }
}

fn billed(lines: &[NewInvoiceLine]) -> Vec<LineBilled> {
    let billed = |l: &NewInvoiceLine| LineBilled {
        origin: l.origin.clone(),
        qty: l.qty,
        amount: l.amount + l.tax_amount,
    };
    lines.iter().map(billed).collect()
}

/// One invoice or credit note with its lines.
///
/// # Errors
/// `not_found`.
pub fn invoice(tx: &mut Tx<'_>, id: InvoiceId) -> Result<Document> {
    Ok(Document { invoice: store::invoice(tx, id)?, lines: store::lines(tx, id)? })
}

/// The invoices and credit notes of an order, the oldest first.
///
/// # Errors
/// A fault when the database fails.
pub fn invoices_of(tx: &mut Tx<'_>, origin: &str) -> Result<Vec<Invoice>> {
    store::invoices_of(tx, origin)
}

/// Which payments settle the invoices of an order, and how much of each.
///
/// # Errors
/// A fault when the database fails.
pub fn applications_of(tx: &mut Tx<'_>, origin: &str) -> Result<Vec<Application>> {
    store::applications_of(tx, origin)
}

/// What the customer should have paid before this day and has not.
///
/// # Errors
/// A fault when the database fails.
pub fn overdue_amount(tx: &mut Tx<'_>, customer: CustomerId, day: Day) -> Result<Money> {
    store::overdue(tx, customer, day)
}

/// What is owed on a day by how long it is overdue, per customer and in total.
///
/// # Errors
/// Refuses a wrong filter by name.
pub fn receivables_by_age(tx: &mut Tx<'_>, on: Day, filter: &Filter) -> Result<Receivables> {
    let limits = rules::age_limits(on);
    Ok(Receivables {
        on,
        items: store::receivables(tx, limits, filter)?,
        totals: store::receivable_totals(tx, limits, filter)?,
    })
}
