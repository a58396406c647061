//! The wire of orders: paths, bodies, views; one handler is one transaction is one command.

mod bulk;
mod shown;
mod views;

use base::id::{OrderId, OrderLineId};
use base::{Ctx, Filter, Money, Qty, Result};
use db::Tx;
use edge::{Answer, Body, ListQuery, May, PageOf, Path, Query, Route, get, post, put};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::commands::amend::{self, NewAmendment, Preview};
use crate::commands::short::{self, ShortDecision, ShortLine};
use crate::commands::{self, Part, Verdict};
use crate::model::{Document, NewOrder, OnShort, State};
use crate::store::lists;
use crate::{intake, reconcile, store};
pub use shown::{figures, search};
use views::{CheckView, OrderItem, OrderView, Relations, TimelineEntry, view};

edge::actions! {
    Read = "order.read" ("查看订单", "See orders"),
    Create = "order.create" ("录入订单", "Enter orders"),
    Price = "order.price" ("手工定价", "Set prices by hand"),
    Place = "order.place" ("提交订单", "Place orders"),
    Confirm = "order.confirm" ("确认订单", "Confirm orders"),
    Review = "order.review" ("审核订单", "Review orders"),
    Release = "order.release" ("下发订单", "Release orders to the warehouse"),
    Amend = "order.amend" ("变更订单", "Amend confirmed orders"),
    Split = "order.split" ("拆分订单", "Split orders"),
    Cancel = "order.cancel" ("取消订单", "Cancel orders"),
    Close = "order.close" ("关闭订单", "Close orders"),
}

/// What this room answers to.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get("/api/orders", list).says("Lists orders; `q` finds by number, external number or customer."),
        get("/api/orders/totals", totals)
            .says("How many orders a list has, what they are worth and still wait for."),
        post("/api/orders", create)
            .says("Takes an order in: validated, priced, credit checked, reserved, in one call."),
        post("/api/orders/check", check).says("Prices and checks an order without storing it."),
        post("/api/orders/bulk", bulk::create)
            .says("Takes 1–1,000 orders in, each for itself, with a result each."),
        post("/api/orders/release", bulk::release)
            .says("Hands several orders to the warehouse, with a result each."),
        get("/api/orders/{id}", show)
            .says("One order with lines, holds, amendments and the steps of its way."),
        put("/api/orders/{id}", edit).says("Replaces the content of a draft."),
        get("/api/orders/{id}/timeline", timeline)
            .says("Everything that happened to the order and its documents."),
        get("/api/orders/{id}/documents", documents)
            .says("The documents made for the order, and which came from which."),
        get("/api/orders/{id}/shortage", shortage)
            .says("The lines that cannot be promised, and what could be done."),
        post("/api/orders/{id}/place", place).says("Hands a draft in."),
        post("/api/orders/{id}/confirm", confirm)
            .says("Promises the goods: checks credit, reserves every line."),
        post("/api/orders/{id}/review", review).says("Decides an order that waits for review."),
        post("/api/orders/{id}/resolve-short", resolve_short).says("Decides about short lines and confirms."),
        post("/api/orders/{id}/amend", amend).says("Changes a confirmed order, or proposes to."),
        post("/api/orders/{id}/check-amendment", check_amendment)
            .says("Says what an amendment would change, and changes nothing."),
        post("/api/orders/{id}/decide-amendment", decide_amendment)
            .says("Approves or rejects a proposed amendment."),
        post("/api/orders/{id}/split", split)
            .says("Moves open quantities to an order of their own; answers that order."),
        post("/api/orders/{id}/cancel", cancel).says("Calls off what is open, or parts of it."),
        post("/api/orders/{id}/close", close).says("Ends an order by hand."),
        post("/api/orders/{id}/hold", hold).says("Stops an order by hand."),
        post("/api/orders/{id}/lift", lift).says("Lifts a hold put by hand or for refused goods."),
        post("/api/orders/{id}/release", release).says("Hands what is reserved to the warehouse."),
        post("/api/orders/{id}/invoice", invoice).says("Invoices what was shipped and is not invoiced."),
        post("/api/orders/{id}/take-back", take_back).says("Takes delivered goods back on the shelf."),
        post("/api/orders/{id}/reconcile", reconcile)
            .says("Does what is missing: reserves, releases, invoices, closes."),
        post("/api/orders/{id}/copy", copy).says("Makes a draft with the same content at today's prices."),
    ]
}

/// What an order is confirmed with.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ConfirmBody {
    #[serde(default = "refuse")]
    on_short: OnShort,
}

fn refuse() -> OnShort {
    OnShort::Refuse
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReviewBody {
    verdict: Verdict,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ResolveBody {
    decisions: Vec<ShortDecision>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DecideBody {
    n: i64,
    approve: bool,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SplitBody {
    lines: Vec<Part>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TakeBackBody {
    lines: Vec<TakeBackLine>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TakeBackLine {
    line: OrderLineId,
    qty: Qty,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CancelOrderBody {
    reason: String,
    /// All that is open, when absent.
    #[serde(default)]
    lines: Option<Vec<Part>>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NoteBody {
    #[serde(default)]
    note: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReasonBody {
    reason: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EmptyBody {}

#[derive(Serialize, JsonSchema)]
struct OrderTotals {
    count: i64,
    /// There are more than `count`.
    capped: bool,
    /// Absent when there are too many to add up quickly.
    total_amount: Option<Money>,
    open_amount: Option<Money>,
}

/// What the reader asked for, within what he may see.
fn wanted(tx: &mut Tx<'_>, ctx: &Ctx, query: &ListQuery) -> Result<Filter> {
    let filter = query.filter()?.and(ctx.row_filter("order.read"));
    let Some(q) = query.q.as_deref().map(base::text::clean).filter(|q| !q.is_empty()) else {
        return Ok(filter);
    };
    let customers: Vec<_> = party::find_customers(tx, ctx, &q)?.into_iter().map(|found| found.id).collect();
    Ok(filter.and(lists::matches(&q, &customers)))
}

async fn list(may: May<Read>, Query(query): Query<ListQuery>) -> Answer<PageOf<OrderItem>> {
    may.read(move |tx, ctx| {
        let filter = wanted(tx, ctx, &query)?;
        let page = lists::page(tx, filter, &query)?;
        Ok(PageOf { items: views::items(tx, page.items)?, next_cursor: page.next_cursor })
    })
    .await
}

async fn totals(may: May<Read>, Query(query): Query<ListQuery>) -> Answer<OrderTotals> {
    may.read(move |tx, ctx| {
        let filter = wanted(tx, ctx, &query)?;
        let lists::Totals { count, capped, amounts } = lists::totals(tx, filter)?;
        let (total_amount, open_amount) = amounts.unzip();
        Ok(OrderTotals { count, capped, total_amount, open_amount })
    })
    .await
}

async fn create(may: May<Create>, Body(new): Body<NewOrder>) -> Answer<OrderView> {
    may.create(move |tx, ctx| {
        let document = intake::create(tx, ctx, &new)?;
        let document = settled(tx, document)?;
        view(tx, ctx, document)
    })
    .await
}

/// A placed order as it is when whoever takes it further has done so in the same transaction.
pub(crate) fn settled(tx: &mut Tx<'_>, document: Document) -> Result<Document> {
    if document.order.state != State::Placed {
        return Ok(document);
    }
    tx.react()?;
    Ok(store::load(tx, document.order.id)?.unwrap_or(document))
}

async fn check(may: May<Create>, Body(new): Body<NewOrder>) -> Answer<CheckView> {
    may.read(move |tx, ctx| {
        let checked = intake::check(tx, ctx, &new)?;
        views::check_view(tx, ctx, checked)
    })
    .await
}

async fn show(may: May<Read>, Path(id): Path<OrderId>) -> Answer<OrderView> {
    may.read(move |tx, ctx| {
        let document = commands::order(tx, ctx, id)?;
        view(tx, ctx, document)
    })
    .await
}

async fn edit(may: May<Create>, Path(id): Path<OrderId>, Body(new): Body<NewOrder>) -> Answer<OrderView> {
    may.write(move |tx, ctx| {
        let document = intake::edit(tx, ctx, id, &new)?;
        view(tx, ctx, document)
    })
    .await
}

async fn timeline(may: May<Read>, Path(id): Path<OrderId>) -> Answer<Vec<TimelineEntry>> {
    may.read(move |tx, ctx| views::timeline(tx, ctx, id)).await
}

async fn documents(may: May<Read>, Path(id): Path<OrderId>) -> Answer<Relations> {
    may.read(move |tx, ctx| views::relations(tx, ctx, id)).await
}

async fn shortage(may: May<Read>, Path(id): Path<OrderId>) -> Answer<Vec<ShortLine>> {
    may.read(move |tx, ctx| short::shortage(tx, ctx, id)).await
}

async fn place(may: May<Place>, Path(id): Path<OrderId>, Body(_): Body<EmptyBody>) -> Answer<OrderView> {
    may.write(move |tx, ctx| {
        let document = commands::place(tx, ctx, id)?;
        let document = settled(tx, document)?;
        view(tx, ctx, document)
    })
    .await
}

async fn confirm(
    may: May<Confirm>,
    Path(id): Path<OrderId>,
    Body(b): Body<ConfirmBody>,
) -> Answer<OrderView> {
    may.write(move |tx, ctx| {
        let document = commands::confirm(tx, ctx, id, b.on_short)?;
        view(tx, ctx, document)
    })
    .await
}

async fn review(may: May<Review>, Path(id): Path<OrderId>, Body(b): Body<ReviewBody>) -> Answer<OrderView> {
    may.write(move |tx, ctx| {
        let document = commands::review(tx, ctx, id, b.verdict, &b.note)?;
        let document = settled(tx, document)?;
        view(tx, ctx, document)
    })
    .await
}

async fn resolve_short(
    may: May<Confirm>,
    Path(id): Path<OrderId>,
    Body(b): Body<ResolveBody>,
) -> Answer<OrderView> {
    may.write(move |tx, ctx| {
        let document = short::resolve_short(tx, ctx, id, &b.decisions)?;
        view(tx, ctx, document)
    })
    .await
}

async fn amend(may: May<Amend>, Path(id): Path<OrderId>, Body(new): Body<NewAmendment>) -> Answer<OrderView> {
    may.write(move |tx, ctx| {
        let document = amend::amend(tx, ctx, id, &new)?;
        view(tx, ctx, document)
    })
    .await
}

async fn check_amendment(
    may: May<Amend>,
    Path(id): Path<OrderId>,
    Body(new): Body<NewAmendment>,
) -> Answer<Preview> {
    may.read(move |tx, ctx| amend::preview(tx, ctx, id, &new)).await
}

async fn decide_amendment(
    may: May<Review>,
    Path(id): Path<OrderId>,
    Body(b): Body<DecideBody>,
) -> Answer<OrderView> {
    may.write(move |tx, ctx| {
        let document = amend::decide_amendment(tx, ctx, id, b.n, (b.approve, &b.note))?;
        view(tx, ctx, document)
    })
    .await
}

async fn split(may: May<Split>, Path(id): Path<OrderId>, Body(b): Body<SplitBody>) -> Answer<OrderView> {
    may.create(move |tx, ctx| {
        let document = amend::split(tx, ctx, id, &b.lines)?;
        view(tx, ctx, document)
    })
    .await
}

async fn cancel(
    may: May<Cancel>,
    Path(id): Path<OrderId>,
    Body(b): Body<CancelOrderBody>,
) -> Answer<OrderView> {
    may.write(move |tx, ctx| {
        let document = commands::cancel(tx, ctx, id, b.lines.as_deref(), &b.reason)?;
        view(tx, ctx, document)
    })
    .await
}

async fn close(may: May<Close>, Path(id): Path<OrderId>, Body(b): Body<ReasonBody>) -> Answer<OrderView> {
    may.write(move |tx, ctx| {
        let document = commands::close(tx, ctx, id, &b.reason)?;
        view(tx, ctx, document)
    })
    .await
}

async fn hold(may: May<Review>, Path(id): Path<OrderId>, Body(b): Body<ReasonBody>) -> Answer<OrderView> {
    may.write(move |tx, ctx| {
        let document = commands::hold(tx, ctx, id, &b.reason)?;
        view(tx, ctx, document)
    })
    .await
}

async fn lift(may: May<Review>, Path(id): Path<OrderId>, Body(b): Body<NoteBody>) -> Answer<OrderView> {
    may.write(move |tx, ctx| {
        let document = commands::lift_hold(tx, ctx, id, &b.note)?;
        view(tx, ctx, document)
    })
    .await
}

async fn release(may: May<Release>, Path(id): Path<OrderId>, Body(_): Body<EmptyBody>) -> Answer<OrderView> {
    may.write(move |tx, ctx| {
        let document = reconcile::release(tx, ctx, id)?;
        view(tx, ctx, document)
    })
    .await
}

async fn invoice(
    may: May<billing::http::Issue>,
    Path(id): Path<OrderId>,
    Body(_): Body<EmptyBody>,
) -> Answer<OrderView> {
    may.write(move |tx, ctx| {
        let document = reconcile::invoice(tx, ctx, id)?;
        view(tx, ctx, document)
    })
    .await
}

async fn take_back(
    may: May<Release>,
    Path(id): Path<OrderId>,
    Body(b): Body<TakeBackBody>,
) -> Answer<OrderView> {
    may.write(move |tx, ctx| {
        let parts: Vec<_> = b.lines.iter().map(|part| (part.line, part.qty)).collect();
        let document = commands::returned::take_returned(tx, ctx, id, &parts)?;
        view(tx, ctx, document)
    })
    .await
}

async fn reconcile(
    may: May<Release>,
    Path(id): Path<OrderId>,
    Body(_): Body<EmptyBody>,
) -> Answer<OrderView> {
    may.write(move |tx, ctx| {
        let document = reconcile::reconcile(tx, ctx, id)?;
        view(tx, ctx, document)
    })
    .await
}

async fn copy(may: May<Create>, Path(id): Path<OrderId>, Body(_): Body<EmptyBody>) -> Answer<OrderView> {
    may.create(move |tx, ctx| {
        let document = intake::copy(tx, ctx, id)?;
        view(tx, ctx, document)
    })
    .await
}
