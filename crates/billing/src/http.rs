//! The wire: invoices, payments, receivables.

use base::id::{ActorId, CustomerId, DepartmentId, InvoiceId, PaymentId};
use base::refusal::Common;
use base::{Ctx, Day, Filter, Money, Op, Result};
use db::Tx;
use edge::{Answer, Body, Figure, Hit, ListQuery, May, PageOf, Path, Query, Route, get, post};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{
    Application, Invoice, InvoiceLine, Method, NewCredit, NewPayment, Payment, Receivables, Settle, Share,
};
use crate::{commands, lifecycle, payments, store};

edge::actions! {
    Read = "invoice.read" ("查看发票和应收", "See invoices and receivables"),
    Issue = "invoice.issue" ("开具发票", "Issue invoices"),
    Credit = "invoice.credit" ("开具红字", "Credit invoices"),
    ReadPayment = "payment.read" ("查看收款", "See payments"),
    Record = "payment.record" ("登记收款", "Record payments"),
    Apply = "payment.apply" ("核销收款", "Apply payments to invoices"),
}

/// What this room answers to. An invoice is issued from its order.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get("/api/invoices", list)
            .says("Lists invoices and credit notes; `q` finds by number, order or customer."),
        get("/api/invoices/totals", totals)
            .says("How many invoices a list has, what they claim and what is open."),
        get("/api/invoices/{id}", show)
            .says("One invoice with its lines, what settled it and its credit notes."),
        post("/api/invoices/{id}/credit", credit)
            .says("Takes an invoice back, in whole or by lines; answers the credit note."),
        post("/api/invoices/{id}/pay", pay).says("Records a payment and settles this invoice with it."),
        get("/api/payments", list_payments)
            .says("Lists payments; `q` finds by number, reference or customer."),
        get("/api/payments/totals", payment_totals)
            .says("How many payments a list has, and how much is not applied."),
        get("/api/payments/{id}", show_payment).says("One payment with what it settled."),
        post("/api/payments", record).says("Records money received from a customer."),
        post("/api/payments/{id}/apply", apply)
            .says("Settles chosen invoices, or those due first when none are named."),
        post("/api/payments/{id}/unapply", unapply).says("Takes money off an invoice again."),
        post("/api/payments/{id}/cancel", cancel).says("Strikes out a payment recorded by mistake."),
        get("/api/receivables", receivables).says("What is owed on a day by age, per customer and in total."),
    ]
}

#[derive(Serialize, JsonSchema)]
struct InvoiceView {
    #[serde(flatten)]
    invoice: Invoice,
    lines: Vec<InvoiceLine>,
    applications: Vec<Application>,
    credit_notes: Vec<Invoice>,
    allowed_actions: Vec<&'static str>,
}

#[derive(Serialize, JsonSchema)]
struct PaymentView {
    #[serde(flatten)]
    payment: Payment,
    applications: Vec<Application>,
    allowed_actions: Vec<&'static str>,
}

#[derive(Serialize, JsonSchema)]
struct InvoiceTotals {
    count: i64,
    capped: bool,
    /// Credit notes count against it.
    total_amount: Money,
    open_amount: Money,
}

#[derive(Serialize, JsonSchema)]
struct PaymentTotals {
    count: i64,
    capped: bool,
    amount: Money,
    unapplied_amount: Money,
}

/// A payment for this invoice; absent amount: what is open.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PayBody {
    #[serde(default)]
    amount: Option<Money>,
    method: Method,
    #[serde(default)]
    reference: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    received_on: Option<Day>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ApplyBody {
    /// Absent: the invoices that fall due first, as far as the money goes.
    #[serde(default)]
    invoices: Option<Vec<Share>>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UnapplyBody {
    invoice: InvoiceId,
    /// Absent: all of it.
    #[serde(default)]
    amount: Option<Money>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CancelPaymentBody {}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReceivablesQuery {
    /// Absent: today.
    #[serde(default)]
    on: Option<Day>,
    #[serde(default)]
    customer: Option<CustomerId>,
}

fn reach(
    ctx: &Ctx,
    action: &str,
    owner: ActorId,
    department: Option<DepartmentId>,
    missing: Common,
) -> Result<()> {
    if ctx.reaches(action, owner, department) { Ok(()) } else { Err(missing.into()) }
}

/// The invoice, when the action reaches it.
fn seen(tx: &mut Tx<'_>, ctx: &Ctx, action: &str, id: InvoiceId) -> Result<Invoice> {
    let invoice = store::invoice(tx, id)?;
    let missing = Common::NotFound { what: "invoice", id: id.to_string() };
    reach(ctx, action, invoice.owner_id, invoice.department_id, missing)?;
    Ok(invoice)
}

fn seen_payment(tx: &mut Tx<'_>, ctx: &Ctx, action: &str, id: PaymentId) -> Result<Payment> {
    let payment = store::payment(tx, id)?;
    let missing = Common::NotFound { what: "payment", id: id.to_string() };
    reach(ctx, action, payment.owner_id, payment.department_id, missing)?;
    Ok(payment)
}

fn view(tx: &mut Tx<'_>, ctx: &Ctx, invoice: Invoice) -> Result<InvoiceView> {
    Ok(InvoiceView {
        lines: store::lines(tx, invoice.id)?,
        applications: store::applications_of_invoice(tx, invoice.id)?,
        credit_notes: store::credit_notes_of(tx, invoice.id)?,
        allowed_actions: lifecycle::allowed_actions(ctx, &invoice),
        invoice,
    })
}

fn payment_view(tx: &mut Tx<'_>, ctx: &Ctx, payment: Payment) -> Result<PaymentView> {
    Ok(PaymentView {
        applications: store::applications_of_payment(tx, payment.id)?,
        allowed_actions: lifecycle::allowed_payment_actions(ctx, &payment),
        payment,
    })
}

/// What the reader asked for, within what he may see.
fn wanted(ctx: &Ctx, query: &ListQuery, action: &str, texts: &[&str]) -> Result<Filter> {
    let filter = query.filter()?.and(ctx.row_filter(action));
    let Some(q) = query.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) else { return Ok(filter) };
    Ok(filter.and(Filter::Or(texts.iter().map(|field| Filter::cond(field, Op::Like, q)).collect())))
}

fn wanted_invoices(ctx: &Ctx, query: &ListQuery) -> Result<Filter> {
    wanted(ctx, query, "invoice.read", &["number", "order_number", "customer_name"])
}

fn wanted_payments(ctx: &Ctx, query: &ListQuery) -> Result<Filter> {
    wanted(ctx, query, "payment.read", &["number", "reference", "customer_name"])
}

async fn list(may: May<Read>, Query(query): Query<ListQuery>) -> Answer<PageOf<Invoice>> {
    may.read(move |tx, ctx| store::page_of_invoices(tx, wanted_invoices(ctx, &query)?, &query)).await
}

async fn totals(may: May<Read>, Query(query): Query<ListQuery>) -> Answer<InvoiceTotals> {
    may.read(move |tx, ctx| {
        let (count, capped, total_amount, open_amount) =
            store::invoice_totals(tx, wanted_invoices(ctx, &query)?)?;
        Ok(InvoiceTotals { count, capped, total_amount, open_amount })
    })
    .await
}

async fn show(may: May<Read>, Path(id): Path<InvoiceId>) -> Answer<InvoiceView> {
    may.read(move |tx, ctx| {
        let invoice = seen(tx, ctx, "invoice.read", id)?;
        view(tx, ctx, invoice)
    })
    .await
}

async fn credit(
    may: May<Credit>,
    Path(id): Path<InvoiceId>,
    Body(ask): Body<NewCredit>,
) -> Answer<InvoiceView> {
    may.create(move |tx, ctx| {
        seen(tx, ctx, "invoice.credit", id)?;
        let note = commands::credit(tx, ctx, id, &ask)?;
        view(tx, ctx, note.invoice)
    })
    .await
}

async fn pay(may: May<Record>, Path(id): Path<InvoiceId>, Body(body): Body<PayBody>) -> Answer<PaymentView> {
    may.create(move |tx, ctx| {
        let invoice = seen(tx, ctx, "payment.record", id)?;
        let new = NewPayment {
            customer: invoice.customer_id,
            amount: body.amount.unwrap_or(invoice.open_amount),
            currency: Some(invoice.currency),
            method: body.method,
            reference: body.reference.clone(),
            note: body.note.clone(),
            received_on: body.received_on,
        };
        let payment = payments::pay(tx, ctx, id, &new)?;
        payment_view(tx, ctx, payment)
    })
    .await
}

async fn list_payments(may: May<ReadPayment>, Query(query): Query<ListQuery>) -> Answer<PageOf<Payment>> {
    may.read(move |tx, ctx| store::page_of_payments(tx, wanted_payments(ctx, &query)?, &query)).await
}

async fn payment_totals(may: May<ReadPayment>, Query(query): Query<ListQuery>) -> Answer<PaymentTotals> {
    may.read(move |tx, ctx| {
        let (count, capped, amount, unapplied_amount) =
            store::payment_totals(tx, wanted_payments(ctx, &query)?)?;
        Ok(PaymentTotals { count, capped, amount, unapplied_amount })
    })
    .await
}

async fn show_payment(may: May<ReadPayment>, Path(id): Path<PaymentId>) -> Answer<PaymentView> {
    may.read(move |tx, ctx| {
        let payment = seen_payment(tx, ctx, "payment.read", id)?;
        payment_view(tx, ctx, payment)
    })
    .await
}

async fn record(may: May<Record>, Body(new): Body<NewPayment>) -> Answer<PaymentView> {
    may.create(move |tx, ctx| {
        let customer = party::customer(tx, new.customer)?;
        let missing = Common::NotFound { what: "customer", id: new.customer.to_string() };
        reach(ctx, "payment.record", customer.owner_id, customer.department_id, missing)?;
        let payment = payments::record_payment(tx, ctx, &new)?;
        payment_view(tx, ctx, payment)
    })
    .await
}

async fn apply(
    may: May<Apply>,
    Path(id): Path<PaymentId>,
    Body(body): Body<ApplyBody>,
) -> Answer<PaymentView> {
    may.write(move |tx, ctx| {
        seen_payment(tx, ctx, "payment.apply", id)?;
        let settle = body.invoices.clone().map_or(Settle::Oldest, Settle::Chosen);
        let payment = payments::apply(tx, ctx, id, &settle)?;
        payment_view(tx, ctx, payment)
    })
    .await
}

async fn unapply(
    may: May<Apply>,
    Path(id): Path<PaymentId>,
    Body(body): Body<UnapplyBody>,
) -> Answer<PaymentView> {
    may.write(move |tx, ctx| {
        seen_payment(tx, ctx, "payment.apply", id)?;
        let payment = payments::unapply(tx, ctx, id, body.invoice, body.amount)?;
        payment_view(tx, ctx, payment)
    })
    .await
}

async fn cancel(
    may: May<Record>,
    Path(id): Path<PaymentId>,
    Body(_): Body<CancelPaymentBody>,
) -> Answer<PaymentView> {
    may.write(move |tx, ctx| {
        seen_payment(tx, ctx, "payment.record", id)?;
        let payment = payments::cancel_payment(tx, ctx, id)?;
        payment_view(tx, ctx, payment)
    })
    .await
}

async fn receivables(may: May<Read>, Query(query): Query<ReceivablesQuery>) -> Answer<Receivables> {
    may.read(move |tx, ctx| {
        let mut filter = ctx.row_filter("invoice.read");
        if let Some(customer) = query.customer {
            filter = filter.and(Filter::cond("customer", Op::Eq, customer.to_string()));
        }
        commands::receivables_by_age(tx, query.on.unwrap_or_else(|| ctx.today()), &filter)
    })
    .await
}

/// Invoices whose number begins so.
///
/// # Errors
/// A fault when the database fails.
pub fn search(tx: &mut Tx<'_>, ctx: &Ctx, q: &str) -> Result<Vec<Hit>> {
    if ctx.scope("invoice.read").is_none() {
        return Ok(Vec::new());
    }
    let filter = ctx.row_filter("invoice.read").and(Filter::cond("number", Op::Starts, q.to_uppercase()));
    let query = ListQuery { limit: Some(8), ..ListQuery::default() };
    let hit = |invoice: Invoice| Hit {
        kind: "invoice",
        id: invoice.id.to_string(),
        title: invoice.number,
        subtitle: invoice.customer_name,
    };
    Ok(store::page_of_invoices(tx, filter, &query)?.items.into_iter().map(hit).collect())
}

/// What is owed past its day, and what was paid and not applied.
///
/// # Errors
/// A fault when the database fails.
pub fn figures(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    if ctx.scope("invoice.read").is_some() {
        let filter = Filter::cond("open_amount", Op::Gt, "0");
        let filter = filter.and(Filter::cond("due_on", Op::Lt, ctx.today().to_string()));
        let seen = filter.clone().and(ctx.row_filter("invoice.read"));
        let (count, capped, _, open) = store::invoice_totals(tx, seen)?;
        figures.push(Figure { name: "overdue", count, capped, amount: Some(open), page: "invoices", filter });
        let filter = Filter::cond("issued_on", Op::Eq, ctx.today().to_string());
        let seen = filter.clone().and(ctx.row_filter("invoice.read"));
        let (count, capped, total, _) = store::invoice_totals(tx, seen)?;
        let amount = Some(total);
        figures.push(Figure { name: "invoiced_today", count, capped, amount, page: "invoices", filter });
    }
    if ctx.scope("payment.read").is_some() {
        let filter = Filter::is_in("state", vec!["unapplied".into(), "part_applied".into()]);
        let seen = filter.clone().and(ctx.row_filter("payment.read"));
        let (count, capped, _, unapplied) = store::payment_totals(tx, seen)?;
        figures.push(Figure {
            name: "unapplied",
            count,
            capped,
            amount: Some(unapplied),
            page: "payments",
            filter,
        });
        let received = Filter::cond("received_on", Op::Eq, ctx.today().to_string());
        let filter = received
            .and(Filter::is_in("state", ["unapplied", "part_applied", "applied"].map(String::from).to_vec()));
        let seen = filter.clone().and(ctx.row_filter("payment.read"));
        let (count, capped, amount, _) = store::payment_totals(tx, seen)?;
        let amount = Some(amount);
        figures.push(Figure { name: "received_today", count, capped, amount, page: "payments", filter });
    }
    Ok(figures)
}
