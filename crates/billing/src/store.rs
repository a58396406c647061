//! The SQL of billing: rows in, values out.

use base::id::{CustomerId, InvoiceId, PaymentId, RowId};
use base::refusal::Common;
use base::{Ctx, Day, Filter, Money, Result};
use db::{Field, List, ListQuery, Page, ToValue, Tx, cells, rows};

use crate::model::{
    Application, Invoice, InvoiceLine, Method, NewInvoiceLine, Payment, Receivable, ReceivableTotal, Share,
};
use crate::rules::Taken;

/// Oldest open invoices one payment may settle at once.
const SETTLE_MAX: i64 = 1_000;
/// Customers on one receivables page.
const RECEIVABLES_MAX: i64 = 500;

pub(crate) const INVOICE_FIELDS: &[Field] = &[
    Field::id::<InvoiceId>("id", "i.id"),
    Field::text("number", "i.number"),
    Field::text("kind", "i.kind"),
    Field::text("state", "i.state"),
    Field::id::<CustomerId>("customer", "i.customer_id"),
    Field::text("customer_name", "i.customer_name"),
    Field::text("origin", "i.origin"),
    Field::text("order_number", "i.order_number"),
    Field::text("currency", "i.currency"),
    Field::money("total_amount", "i.total_amount"),
    Field::money("open_amount", "i.open_amount"),
    Field::day("issued_on", "i.issued_on"),
    Field::day("due_on", "i.due_on"),
    Field::id::<base::id::ActorId>("owner", "i.owner_id"),
    Field::id::<base::id::DepartmentId>("department", "i.department_id"),
    Field::at("created_at", "i.created_at"),
];

pub(crate) const PAYMENT_FIELDS: &[Field] = &[
    Field::id::<PaymentId>("id", "p.id"),
    Field::text("number", "p.number"),
    Field::text("state", "p.state"),
    Field::id::<CustomerId>("customer", "p.customer_id"),
    Field::text("customer_name", "p.customer_name"),
    Field::text("currency", "p.currency"),
    Field::money("amount", "p.amount"),
    Field::money("unapplied_amount", "p.unapplied_amount"),
    Field::text("method", "p.method"),
    Field::text("reference", "p.reference"),
    Field::day("received_on", "p.received_on"),
    Field::id::<base::id::ActorId>("owner", "p.owner_id"),
    Field::id::<base::id::DepartmentId>("department", "p.department_id"),
    Field::at("created_at", "p.created_at"),
];

fn no_invoice(id: InvoiceId) -> base::Error {
    Common::NotFound { what: "invoice", id: id.to_string() }.into()
}

fn no_payment(id: PaymentId) -> base::Error {
    Common::NotFound { what: "payment", id: id.to_string() }.into()
}

pub(crate) fn invoice(tx: &mut Tx<'_>, id: InvoiceId) -> Result<Invoice> {
    let sql = select(Invoice::COLUMNS, "FROM invoice WHERE id = $1");
    tx.first(&sql, &[&id])?.ok_or_else(|| no_invoice(id))
}

pub(crate) fn invoice_for_update(tx: &mut Tx<'_>, id: InvoiceId) -> Result<Invoice> {
    let sql = select(Invoice::COLUMNS, "FROM invoice WHERE id = $1 {for_update}");
    tx.first(&sql, &[&id])?.ok_or_else(|| no_invoice(id))
}

pub(crate) fn lines(tx: &mut Tx<'_>, id: InvoiceId) -> Result<Vec<InvoiceLine>> {
    let sql = select(InvoiceLine::COLUMNS, "FROM invoice_line WHERE invoice_id = $1 ORDER BY line_no");
    tx.all(&sql, &[&id])
}

pub(crate) fn invoices_of(tx: &mut Tx<'_>, origin: &str) -> Result<Vec<Invoice>> {
    let sql = select(Invoice::COLUMNS, "FROM invoice WHERE origin = $1 ORDER BY id");
    tx.all(&sql, &[&origin])
}

pub(crate) fn credit_notes_of(tx: &mut Tx<'_>, id: InvoiceId) -> Result<Vec<Invoice>> {
    let sql = select(Invoice::COLUMNS, "FROM invoice WHERE credits_invoice_id = $1 ORDER BY id");
    tx.all(&sql, &[&id])
}

fn select(columns: &str, rest: &str) -> String {
    format!("SELECT {columns} {rest}")
}

pub(crate) fn insert_invoice(tx: &mut Tx<'_>, i: &Invoice) -> Result<()> {
    tx.send(
        "INSERT INTO invoice (id, number, kind, credits_invoice_id, customer_id, customer_name, origin, order_number,
             currency, goods_amount, tax_amount, total_amount, applied_amount, credited_amount, open_amount, state,
             issued_on, due_on, reason, owner_id, department_id, created_at, paid_at, revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
             $23, $24)",
        &[
            &i.id,
            &i.number,
            &i.kind,
            &i.credits_invoice_id,
            &i.customer_id,
            &i.customer_name,
            &i.origin,
            &i.order_number,
            &i.currency,
            &i.goods_amount,
            &i.tax_amount,
            &i.total_amount,
            &i.applied_amount,
            &i.credited_amount,
            &i.open_amount,
            &i.state,
            &i.issued_on,
            &i.due_on,
            &i.reason,
            &i.owner_id,
            &i.department_id,
            &i.created_at,
            &i.paid_at,
            &i.revision,
        ],
    )
}

pub(crate) fn insert_lines(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    invoice: InvoiceId,
    lines: &[NewInvoiceLine],
) -> Result<()> {
    let all = rows(lines.iter().enumerate().map(|(place, l)| {
        let id: base::id::InvoiceLineId = ctx.id();
        let line_no = i64::try_from(place + 1).unwrap_or(i64::MAX);
        cells![
            id,
            line_no,
            l.origin,
            l.sku,
            l.name,
            l.uom,
            l.qty,
            l.price,
            l.amount,
            l.tax_rate,
            l.tax_amount
        ]
    }));
    tx.send(
        "INSERT INTO invoice_line (id, invoice_id, line_no, origin, sku, name, uom, qty, price, amount, tax_rate,
             tax_amount, credited_qty, credited_amount, credited_tax_amount)
         SELECT r.id, $2, r.line_no, r.origin, r.sku, r.name, r.uom, r.qty, r.price, r.amount, r.tax_rate,
             r.tax_amount, 0, 0, 0
         FROM {rows $1: id BIGINT, line_no BIGINT, origin TEXT, sku TEXT, name TEXT, uom TEXT, qty BIGINT, price BIGINT,
             amount BIGINT, tax_rate BIGINT, tax_amount BIGINT} r",
        &[&all, &invoice],
    )
}

/// Writes what was credited on the lines.
pub(crate) fn take_lines(tx: &mut Tx<'_>, invoice: InvoiceId, taken: &[Taken]) -> Result<()> {
    let all = rows(taken.iter().map(|t| cells![t.line.line_no, t.qty, t.amount, t.tax_amount]));
    tx.exec(
        "UPDATE invoice_line SET credited_qty = credited_qty + r.qty, credited_amount = credited_amount + r.amount,
             credited_tax_amount = credited_tax_amount + r.tax_amount
         FROM (SELECT t.line_no AS n, CAST(SUM(t.qty) AS BIGINT) AS qty, CAST(SUM(t.amount) AS BIGINT) AS amount,
                   CAST(SUM(t.tax) AS BIGINT) AS tax_amount
               FROM {rows $1: line_no BIGINT, qty BIGINT, amount BIGINT, tax BIGINT} t GROUP BY t.line_no) r
         WHERE invoice_line.invoice_id = $2 AND invoice_line.line_no = r.n",
        &[&all, &invoice],
    )?;
    Ok(())
}

/// Writes amounts and states of invoices that were settled, each one revision on.
pub(crate) fn save_settled(tx: &mut Tx<'_>, ctx: &Ctx, invoices: &[Invoice]) -> Result<()> {
    let all = rows(
        invoices.iter().map(|i| cells![i.id, i.applied_amount, i.credited_amount, i.open_amount, i.state]),
    );
    let changed = tx.exec(
        "UPDATE invoice SET applied_amount = r.applied, credited_amount = r.credited, open_amount = r.open,
             state = r.state, revision = revision + 1,
             paid_at = CASE WHEN r.state = 'paid' THEN CAST($2 AS BIGINT) ELSE NULL END
         FROM {rows $1: id BIGINT, applied BIGINT, credited BIGINT, open BIGINT, state TEXT} r
         WHERE invoice.id = r.id",
        &[&all, &ctx.at],
    )?;
    assert_eq!(changed, invoices.len() as u64, "every locked invoice is there to be written");
    Ok(())
}

/// The chosen invoices, locked, in the order they fall due.
///
/// # Errors
/// `not_found` for one that is not there.
pub(crate) fn chosen_for_update(tx: &mut Tx<'_>, shares: &[Share]) -> Result<Vec<Invoice>> {
    let sql = select(
        Invoice::COLUMNS,
        "FROM invoice WHERE id IN (SELECT c.id FROM {ids $1} c) ORDER BY due_on, id {for_update}",
    );
    let found: Vec<Invoice> = tx.all(&sql, &[&db::list(shares.iter().map(|s| s.invoice))])?;
    match shares.iter().find(|s| !found.iter().any(|i| i.id == s.invoice)) {
        Some(missing) => Err(no_invoice(missing.invoice)),
        None => Ok(found),
    }
}

/// The customer's open invoices in a currency, locked, in the order they fall due.
pub(crate) fn open_for_update(tx: &mut Tx<'_>, customer: CustomerId, currency: &str) -> Result<Vec<Invoice>> {
    let sql = select(
        Invoice::COLUMNS,
        "FROM invoice WHERE customer_id = $1 AND currency = $2 AND open_amount > 0
         ORDER BY due_on, id LIMIT $3 {for_update}",
    );
    tx.all(&sql, &[&customer, &currency, &SETTLE_MAX])
}

pub(crate) fn overdue(tx: &mut Tx<'_>, customer: CustomerId, day: Day) -> Result<Money> {
    let (sum,): (Money,) = tx.one(
        "SELECT CAST(COALESCE(SUM(open_amount), 0) AS BIGINT) FROM invoice
         WHERE customer_id = $1 AND open_amount > 0 AND due_on < $2",
        &[&customer, &day],
    )?;
    Ok(sum)
}

// Payments.

pub(crate) fn payment(tx: &mut Tx<'_>, id: PaymentId) -> Result<Payment> {
    let sql = select(Payment::COLUMNS, "FROM payment WHERE id = $1");
    tx.first(&sql, &[&id])?.ok_or_else(|| no_payment(id))
}

pub(crate) fn payment_for_update(tx: &mut Tx<'_>, id: PaymentId) -> Result<Payment> {
    let sql = select(Payment::COLUMNS, "FROM payment WHERE id = $1 {for_update}");
    tx.first(&sql, &[&id])?.ok_or_else(|| no_payment(id))
}

pub(crate) fn payments_for_update(tx: &mut Tx<'_>, ids: &[PaymentId]) -> Result<Vec<Payment>> {
    let sql = select(
        Payment::COLUMNS,
        "FROM payment WHERE id IN (SELECT c.id FROM {ids $1} c) ORDER BY id {for_update}",
    );
    tx.all(&sql, &[&db::list(ids.iter().copied())])
}

/// The number of the payment that already has this reference, if one has.
pub(crate) fn payment_by_reference(
    tx: &mut Tx<'_>,
    customer: CustomerId,
    method: Method,
    reference: &str,
) -> Result<Option<String>> {
    let found: Option<(String,)> = tx.first(
        "SELECT number FROM payment
         WHERE customer_id = $1 AND method = $2 AND reference = $3 AND reference <> '' AND state <> 'cancelled'",
        &[&customer, &method, &reference],
    )?;
    Ok(found.map(|row| row.0))
}

pub(crate) fn insert_payment(tx: &mut Tx<'_>, p: &Payment) -> Result<()> {
    tx.exec(
        "INSERT INTO payment (id, number, customer_id, customer_name, currency, amount, applied_amount,
             unapplied_amount, state, method, reference, note, received_on, owner_id, department_id, created_at,
             revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        &[
            &p.id,
            &p.number,
            &p.customer_id,
            &p.customer_name,
            &p.currency,
            &p.amount,
            &p.applied_amount,
            &p.unapplied_amount,
            &p.state,
            &p.method,
            &p.reference,
            &p.note,
            &p.received_on,
            &p.owner_id,
            &p.department_id,
            &p.created_at,
            &p.revision,
        ],
    )?;
    Ok(())
}

pub(crate) fn save_payments(tx: &mut Tx<'_>, payments: &[Payment]) -> Result<()> {
    let all = rows(payments.iter().map(|p| cells![p.id, p.applied_amount, p.unapplied_amount, p.state]));
    let changed = tx.exec(
        "UPDATE payment SET applied_amount = r.applied, unapplied_amount = r.unapplied, state = r.state,
             revision = revision + 1
         FROM {rows $1: id BIGINT, applied BIGINT, unapplied BIGINT, state TEXT} r WHERE payment.id = r.id",
        &[&all],
    )?;
    assert_eq!(changed, payments.len() as u64, "every locked payment is there to be written");
    Ok(())
}

/// Adds to the ledger of what settles what; a negative amount takes back.
pub(crate) fn insert_applications(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    shares: &[(PaymentId, InvoiceId, Money)],
) -> Result<()> {
    let all = rows(shares.iter().map(|(payment, invoice, amount)| {
        let id: RowId = ctx.id();
        cells![id, payment, invoice, amount]
    }));
    tx.send(
        "INSERT INTO payment_application (id, payment_id, invoice_id, amount, at, actor_id)
         SELECT r.id, r.payment_id, r.invoice_id, r.amount, $2, $3
         FROM {rows $1: id BIGINT, payment_id BIGINT, invoice_id BIGINT, amount BIGINT} r",
        &[&all, &ctx.at, &ctx.actor()],
    )
}

const APPLICATIONS: &str =
    "SELECT a.payment_id, p.number, a.invoice_id, i.number, CAST(SUM(a.amount) AS BIGINT), MAX(a.at)
     FROM payment_application a JOIN payment p ON p.id = a.payment_id JOIN invoice i ON i.id = a.invoice_id";

pub(crate) fn applications_of_payment(tx: &mut Tx<'_>, id: PaymentId) -> Result<Vec<Application>> {
    let sql = format!(
        "{APPLICATIONS} WHERE a.payment_id = $1 GROUP BY a.payment_id, p.number, a.invoice_id, i.number
         HAVING SUM(a.amount) > 0 ORDER BY MAX(a.at), a.invoice_id"
    );
    tx.all(&sql, &[&id])
}

/// What payments stand for on an invoice, the newest first.
pub(crate) fn applications_of_invoice(tx: &mut Tx<'_>, id: InvoiceId) -> Result<Vec<Application>> {
    let sql = format!(
        "{APPLICATIONS} WHERE a.invoice_id = $1 GROUP BY a.payment_id, p.number, a.invoice_id, i.number
         HAVING SUM(a.amount) > 0 ORDER BY MAX(a.at) DESC, MAX(a.id) DESC"
    );
    tx.all(&sql, &[&id])
}

/// What payments stand for on the invoices of an order, the oldest first.
pub(crate) fn applications_of(tx: &mut Tx<'_>, origin: &str) -> Result<Vec<Application>> {
    let sql = format!(
        "{APPLICATIONS} WHERE i.origin = $1 GROUP BY a.payment_id, p.number, a.invoice_id, i.number
         HAVING SUM(a.amount) > 0 ORDER BY MAX(a.at), a.payment_id, a.invoice_id"
    );
    tx.all(&sql, &[&origin])
}

// Lists.

pub(crate) fn page_of_invoices(tx: &mut Tx<'_>, filter: Filter, query: &ListQuery) -> Result<Page<Invoice>> {
    let columns = Invoice::columns("i");
    db::page(tx, &invoice_list(&columns, filter), query)
}

pub(crate) fn page_of_payments(tx: &mut Tx<'_>, filter: Filter, query: &ListQuery) -> Result<Page<Payment>> {
    let columns = Payment::columns("p");
    db::page(tx, &payment_list(&columns, filter), query)
}

/// How many invoices there are (counting stops in time), and what they claim and leave open.
pub(crate) fn invoice_totals(tx: &mut Tx<'_>, filter: Filter) -> Result<(i64, bool, Money, Money)> {
    let list = invoice_list("i.id", filter);
    let (count, capped) = db::count_capped(tx, &list)?;
    let (total, open) = sums(
        tx,
        &list,
        "SUM(CASE WHEN i.kind = 'invoice' THEN i.total_amount ELSE -i.total_amount END)",
        "SUM(i.open_amount)",
    )?;
    Ok((count, capped, total, open))
}

/// How many payments there are, how much they are, and how much of it is not applied.
pub(crate) fn payment_totals(tx: &mut Tx<'_>, filter: Filter) -> Result<(i64, bool, Money, Money)> {
    let list = payment_list("p.id", filter);
    let (count, capped) = db::count_capped(tx, &list)?;
    let (amount, unapplied) = sums(tx, &list, "SUM(p.amount)", "SUM(p.unapplied_amount)")?;
    Ok((count, capped, amount, unapplied))
}

fn sums(tx: &mut Tx<'_>, list: &List<'_>, first: &str, second: &str) -> Result<(Money, Money)> {
    let mut params = Vec::new();
    let condition = db::compile(&list.filter, list.fields, &mut params)?;
    let sql = format!(
        "SELECT CAST(COALESCE({first}, 0) AS BIGINT), CAST(COALESCE({second}, 0) AS BIGINT) FROM {} WHERE {condition}",
        list.from
    );
    tx.one(&sql, &refs(&params))
}

fn refs(params: &[db::Value]) -> Vec<&dyn ToValue> {
    params.iter().map(|p| p as &dyn ToValue).collect()
}

fn invoice_list(select: &str, filter: Filter) -> List<'_> {
    List { select, from: "invoice i", fields: INVOICE_FIELDS, key: "i.id", filter, default_sort: "-id" }
}

fn payment_list(select: &str, filter: Filter) -> List<'_> {
    List { select, from: "payment p", fields: PAYMENT_FIELDS, key: "p.id", filter, default_sort: "-id" }
}

/// The age groups of open amounts; `$1`–`$4` are the limits of `rules::age_limits`.
const AGES: &str = "COUNT(*),
     CAST(SUM(CASE WHEN i.due_on >= $1 THEN i.open_amount ELSE 0 END) AS BIGINT),
     CAST(SUM(CASE WHEN i.due_on < $1 AND i.due_on >= $2 THEN i.open_amount ELSE 0 END) AS BIGINT),
     CAST(SUM(CASE WHEN i.due_on < $2 AND i.due_on >= $3 THEN i.open_amount ELSE 0 END) AS BIGINT),
     CAST(SUM(CASE WHEN i.due_on < $3 AND i.due_on >= $4 THEN i.open_amount ELSE 0 END) AS BIGINT),
     CAST(SUM(CASE WHEN i.due_on < $4 THEN i.open_amount ELSE 0 END) AS BIGINT),
     CAST(SUM(i.open_amount) AS BIGINT)";

pub(crate) fn receivables(tx: &mut Tx<'_>, limits: [Day; 4], filter: &Filter) -> Result<Vec<Receivable>> {
    let mut params: Vec<db::Value> = limits.iter().map(|day| day.to_value().into_owned()).collect();
    let condition = db::compile(filter, INVOICE_FIELDS, &mut params)?;
    let sql = format!(
        "SELECT i.customer_id, MAX(i.customer_name), i.currency, {AGES} FROM invoice i
         WHERE i.open_amount > 0 AND {condition}
         GROUP BY i.customer_id, i.currency ORDER BY SUM(i.open_amount) DESC, i.customer_id LIMIT {RECEIVABLES_MAX}"
    );
    tx.all(&sql, &refs(&params))
}

pub(crate) fn receivable_totals(
    tx: &mut Tx<'_>,
    limits: [Day; 4],
    filter: &Filter,
) -> Result<Vec<ReceivableTotal>> {
    let mut params: Vec<db::Value> = limits.iter().map(|day| day.to_value().into_owned()).collect();
    let condition = db::compile(filter, INVOICE_FIELDS, &mut params)?;
    let sql = format!(
        "SELECT i.currency, COUNT(DISTINCT i.customer_id), {AGES} FROM invoice i
         WHERE i.open_amount > 0 AND {condition} GROUP BY i.currency ORDER BY i.currency"
    );
    tx.all(&sql, &refs(&params))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Op;

    #[test]
    fn every_field_filters_and_sorts_on_both_engines() {
        testdb::each(&db::Wiring::default(), |db| {
            db.read_now(|tx| {
                for field in INVOICE_FIELDS {
                    let query = ListQuery { sort: Some(format!("-{}", field.name)), ..ListQuery::default() };
                    let filter = Filter::cond(field.name, Op::Null, false);
                    assert!(page_of_invoices(tx, filter.clone(), &query)?.items.is_empty());
                    assert_eq!(invoice_totals(tx, filter)?, (0, false, Money::ZERO, Money::ZERO));
                }
                for field in PAYMENT_FIELDS {
                    let query = ListQuery { sort: Some(field.name.to_owned()), ..ListQuery::default() };
                    let filter = Filter::cond(field.name, Op::Null, false);
                    assert!(page_of_payments(tx, filter.clone(), &query)?.items.is_empty());
                    assert_eq!(payment_totals(tx, filter)?, (0, false, Money::ZERO, Money::ZERO));
                }
                assert!(
                    credit_notes_of(tx, InvoiceId(1))?.is_empty() && invoices_of(tx, "ord_1")?.is_empty()
                );
                Ok(())
            })
            .unwrap();
        });
    }
}
