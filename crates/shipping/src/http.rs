//! The wire: shipments, the pick station, delivery.

use base::id::{ShipmentId, ShipmentLineId};
use base::refusal::Common;
use base::{Ctx, Filter, Op, Result};
use db::Tx;
use edge::{Answer, Body, Figure, Hit, ListQuery, May, PageOf, Path, Query, Route, get, post};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{
    DeliverAsk, Document, NewPackage, Package, PickCode, PickStop, RestockAsk, Scan, ScanAsk, ScanOutcome,
    ShipAsk, Shipment, ShipmentLine, ShortPick, TrackAsk, TrackingEvent,
};
use crate::rules::Refusal;
use crate::store::{self, Listed};
use crate::{commands, lifecycle, picking};

edge::actions! {
    Read = "shipment.read" ("查看发货单", "See shipments"),
    Pick = "shipment.pick" ("拣货扫码", "Pick and scan"),
    Pack = "shipment.pack" ("打包", "Pack"),
    Ship = "shipment.ship" ("发货出库", "Ship goods"),
    Deliver = "shipment.deliver" ("登记物流和签收", "Record tracking and delivery"),
    Cancel = "shipment.cancel" ("取消发货单", "Cancel shipments"),
}

/// What this room answers to. A shipment is released from its order.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get("/api/shipments", list)
            .says("Lists shipments; `q` finds by number, order, tracking number, customer or receiver."),
        get("/api/shipments/totals", totals).says("How many shipments a list has."),
        get("/api/shipments/find", find)
            .says("The shipment a scanned number means: its own, its tracking number or its order's."),
        get("/api/shipments/{id}", show).says("One shipment with lines, packages and tracking."),
        get("/api/shipments/{id}/pick", pick_list).says("Where to go for what is still to pick, in path order."),
        get("/api/shipments/{id}/scans", scans).says("What was scanned, right and wrong, the newest first."),
        post("/api/shipments/{id}/start-pick", start_pick).says("Says that somebody is picking it."),
        post("/api/shipments/{id}/scan", scan).says(
            "Counts a scan, or says why it is wrong; wrong scans are kept. The same `client_key` is answered the same.",
        ),
        post("/api/shipments/{id}/undo-scan", undo_scan).says("Takes back the last scan, of a line or of all."),
        post("/api/shipments/{id}/short-pick", short_pick).says("Says that no more of these lines will be found."),
        post("/api/shipments/{id}/packages", packages).says("Writes the packages anew."),
        post("/api/shipments/{id}/pack", pack).says("Says that the goods are in their packages."),
        post("/api/shipments/{id}/ship", ship).says("The goods leave: every line is scanned in full or short."),
        post("/api/shipments/{id}/track", track).says("Keeps where the carrier says the goods are."),
        post("/api/shipments/{id}/deliver", deliver).says("What arrived: all, a part, or refused, and who signed."),
        post("/api/shipments/{id}/restock", restock).says("Refused goods are back on the shelf."),
        post("/api/shipments/{id}/cancel", cancel).says("Calls a shipment off before it left."),
    ]
}

#[derive(Serialize, JsonSchema)]
struct ShipmentView {
    #[serde(flatten)]
    shipment: Shipment,
    lines: Vec<ShipmentLine>,
    packages: Vec<Package>,
    tracking: Vec<TrackingEvent>,
    allowed_actions: Vec<&'static str>,
}

#[derive(Serialize, JsonSchema)]
struct PickView {
    id: ShipmentId,
    number: String,
    order_number: String,
    receiver: String,
    address: String,
    carrier: String,
    tracking_number: String,
    note: String,
    state: crate::model::State,
    revision: i64,
    stops: Vec<PickStop>,
    lines: Vec<ShipmentLine>,
    /// What may be read on the goods.
    codes: Vec<PickCode>,
    allowed_actions: Vec<&'static str>,
}

#[derive(Serialize, JsonSchema)]
struct ShipmentTotals {
    count: i64,
    capped: bool,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FindQuery {
    code: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Nothing {}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UndoBody {
    /// Absent: the last scan of the shipment.
    #[serde(default)]
    line: Option<ShipmentLineId>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PackBody {
    /// Absent: as they were written before.
    #[serde(default)]
    packages: Vec<NewPackage>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CancelShipmentBody {
    #[serde(default)]
    reason: String,
}

/// Refuses when the action does not reach the shipment.
fn reach(tx: &mut Tx<'_>, ctx: &Ctx, action: &str, id: ShipmentId) -> Result<()> {
    let shipment = store::shipment(tx, id)?;
    if ctx.reaches(action, shipment.owner_id, shipment.department_id) {
        return Ok(());
    }
    Err(Common::NotFound { what: "shipment", id: id.to_string() }.into())
}

fn view(tx: &mut Tx<'_>, ctx: &Ctx, document: Document) -> Result<ShipmentView> {
    let id = document.shipment.id;
    Ok(ShipmentView {
        packages: store::packages(tx, id)?,
        tracking: store::tracking(tx, id)?,
        allowed_actions: lifecycle::allowed_actions(ctx, &document),
        shipment: document.shipment,
        lines: document.lines,
    })
}

/// What the reader asked for, within what he may see.
fn wanted(ctx: &Ctx, query: &ListQuery) -> Result<Filter> {
    let filter = query.filter()?.and(ctx.row_filter("shipment.read"));
    let Some(q) = query.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) else { return Ok(filter) };
    let texts = ["number", "order_number", "tracking_number", "customer_name", "receiver"];
    Ok(filter.and(Filter::Or(texts.map(|field| Filter::cond(field, Op::Like, q)).to_vec())))
}

async fn list(may: May<Read>, Query(query): Query<ListQuery>) -> Answer<PageOf<Listed>> {
    may.read(move |tx, ctx| store::page(tx, wanted(ctx, &query)?, &query)).await
}

async fn totals(may: May<Read>, Query(query): Query<ListQuery>) -> Answer<ShipmentTotals> {
    may.read(move |tx, ctx| {
        let (count, capped) = store::count(tx, wanted(ctx, &query)?)?;
        Ok(ShipmentTotals { count, capped })
    })
    .await
}

async fn find(may: May<Read>, Query(query): Query<FindQuery>) -> Answer<ShipmentView> {
    may.read(move |tx, ctx| {
        let found = picking::find(tx, &query.code)?;
        let mine = found.into_iter().find(|s| ctx.reaches("shipment.read", s.owner_id, s.department_id));
        let Some(shipment) = mine else {
            return Err(Refusal::NoSuchShipment { scanned: query.code.clone() }.into());
        };
        let lines = store::lines(tx, shipment.id)?;
        view(tx, ctx, Document { shipment, lines })
    })
    .await
}

async fn show(may: May<Read>, Path(id): Path<ShipmentId>) -> Answer<ShipmentView> {
    may.read(move |tx, ctx| {
        reach(tx, ctx, "shipment.read", id)?;
        let document = commands::shipment(tx, id)?;
        view(tx, ctx, document)
    })
    .await
}

async fn pick_list(may: May<Read>, Path(id): Path<ShipmentId>) -> Answer<PickView> {
    may.read(move |tx, ctx| {
        reach(tx, ctx, "shipment.read", id)?;
        let document = commands::shipment(tx, id)?;
        let stops = picking::pick_list(tx, id)?;
        let codes = picking::codes(tx, &document.lines)?;
        let allowed_actions = lifecycle::allowed_actions(ctx, &document);
        let Document { shipment, lines } = document;
        Ok(PickView {
            id,
            number: shipment.number,
            order_number: shipment.order_number,
            receiver: shipment.receiver,
            note: shipment.note,
            carrier: shipment.carrier,
            tracking_number: shipment.tracking_number,
            address: shipment.address,
            state: shipment.state,
            revision: shipment.revision,
            stops,
            lines,
            codes,
            allowed_actions,
        })
    })
    .await
}

async fn scans(may: May<Read>, Path(id): Path<ShipmentId>) -> Answer<Vec<Scan>> {
    may.read(move |tx, ctx| {
        reach(tx, ctx, "shipment.read", id)?;
        store::scans(tx, id)
    })
    .await
}

async fn start_pick(
    may: May<Pick>,
    Path(id): Path<ShipmentId>,
    Body(_): Body<Nothing>,
) -> Answer<ShipmentView> {
    may.write(move |tx, ctx| {
        reach(tx, ctx, "shipment.pick", id)?;
        let document = picking::start_pick(tx, ctx, id)?;
        view(tx, ctx, document)
    })
    .await
}

async fn scan(may: May<Pick>, Path(id): Path<ShipmentId>, Body(ask): Body<ScanAsk>) -> Answer<ScanOutcome> {
    may.write(move |tx, ctx| {
        reach(tx, ctx, "shipment.pick", id)?;
        picking::scan(tx, ctx, id, &ask)
    })
    .await
}

async fn undo_scan(
    may: May<Pick>,
    Path(id): Path<ShipmentId>,
    Body(body): Body<UndoBody>,
) -> Answer<ShipmentView> {
    may.write(move |tx, ctx| {
        reach(tx, ctx, "shipment.pick", id)?;
        let document = picking::undo_scan(tx, ctx, id, body.line)?;
        view(tx, ctx, document)
    })
    .await
}

async fn short_pick(
    may: May<Pick>,
    Path(id): Path<ShipmentId>,
    Body(ask): Body<ShortPick>,
) -> Answer<ShipmentView> {
    may.write(move |tx, ctx| {
        reach(tx, ctx, "shipment.pick", id)?;
        let document = picking::short_pick(tx, ctx, id, &ask)?;
        view(tx, ctx, document)
    })
    .await
}

async fn packages(
    may: May<Pack>,
    Path(id): Path<ShipmentId>,
    Body(body): Body<PackBody>,
) -> Answer<ShipmentView> {
    may.write(move |tx, ctx| {
        reach(tx, ctx, "shipment.pack", id)?;
        let document = picking::set_packages(tx, ctx, id, &body.packages)?;
        view(tx, ctx, document)
    })
    .await
}

async fn pack(
    may: May<Pack>,
    Path(id): Path<ShipmentId>,
    Body(body): Body<PackBody>,
) -> Answer<ShipmentView> {
    may.write(move |tx, ctx| {
        reach(tx, ctx, "shipment.pack", id)?;
        let document = picking::pack(tx, ctx, id, &body.packages)?;
        view(tx, ctx, document)
    })
    .await
}

async fn ship(may: May<Ship>, Path(id): Path<ShipmentId>, Body(ask): Body<ShipAsk>) -> Answer<ShipmentView> {
    may.write(move |tx, ctx| {
        reach(tx, ctx, "shipment.ship", id)?;
        let document = commands::ship(tx, ctx, id, &ask)?;
        view(tx, ctx, document)
    })
    .await
}

async fn track(
    may: May<Deliver>,
    Path(id): Path<ShipmentId>,
    Body(ask): Body<TrackAsk>,
) -> Answer<ShipmentView> {
    may.write(move |tx, ctx| {
        reach(tx, ctx, "shipment.deliver", id)?;
        let document = commands::track(tx, ctx, id, &ask)?;
        view(tx, ctx, document)
    })
    .await
}

async fn deliver(
    may: May<Deliver>,
    Path(id): Path<ShipmentId>,
    Body(ask): Body<DeliverAsk>,
) -> Answer<ShipmentView> {
    may.write(move |tx, ctx| {
        reach(tx, ctx, "shipment.deliver", id)?;
        let document = commands::deliver(tx, ctx, id, &ask)?;
        view(tx, ctx, document)
    })
    .await
}

async fn restock(
    may: May<Deliver>,
    Path(id): Path<ShipmentId>,
    Body(ask): Body<RestockAsk>,
) -> Answer<ShipmentView> {
    may.write(move |tx, ctx| {
        reach(tx, ctx, "shipment.deliver", id)?;
        let document = commands::restock(tx, ctx, id, &ask)?;
        view(tx, ctx, document)
    })
    .await
}

async fn cancel(
    may: May<Cancel>,
    Path(id): Path<ShipmentId>,
    Body(body): Body<CancelShipmentBody>,
) -> Answer<ShipmentView> {
    may.write(move |tx, ctx| {
        reach(tx, ctx, "shipment.cancel", id)?;
        let document = commands::cancel(tx, ctx, id, &body.reason)?;
        view(tx, ctx, document)
    })
    .await
}

/// Shipments whose own, tracking or order number begins so.
///
/// # Errors
/// A fault when the database fails.
pub fn search(tx: &mut Tx<'_>, ctx: &Ctx, q: &str) -> Result<Vec<Hit>> {
    if ctx.scope("shipment.read").is_none() {
        return Ok(Vec::new());
    }
    let text = q.to_uppercase();
    let numbers = ["number", "tracking_number", "order_number"];
    let begins = numbers.map(|field| Filter::cond(field, Op::Starts, text.clone())).to_vec();
    let filter = ctx.row_filter("shipment.read").and(Filter::Or(begins));
    let query = ListQuery { limit: Some(8), ..ListQuery::default() };
    let hit = |s: Listed| Hit {
        kind: "shipment",
        id: s.id.to_string(),
        title: s.number,
        subtitle: format!("{} {}", s.order_number, s.customer_name),
    };
    Ok(store::page(tx, filter, &query)?.items.into_iter().map(hit).collect())
}

/// What the warehouse has to do, and what is on its way.
///
/// # Errors
/// A fault when the database fails.
pub fn figures(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<Vec<Figure>> {
    if ctx.scope("shipment.read").is_none() {
        return Ok(Vec::new());
    }
    let kinds: [(&'static str, &[&str]); 4] = [
        ("to_pick", &["released"]),
        ("picking", &["picking"]),
        ("to_ship", &["picked", "packed"]),
        ("on_the_way", &["shipped", "in_transit"]),
    ];
    let today = ctx.today().start_in(&ctx.zone).to_string();
    let of_today = |name, field: &str| (name, Filter::cond(field, Op::Ge, today.clone()));
    let in_state = |(name, states): (&'static str, &[&str])| {
        (name, Filter::is_in("state", states.iter().map(|s| (*s).to_owned()).collect()))
    };
    let days = [of_today("shipped_today", "shipped_at"), of_today("delivered_today", "delivered_at")];
    let figure = |(name, filter): (&'static str, Filter)| {
        let (count, capped) = store::count(tx, filter.clone().and(ctx.row_filter("shipment.read")))?;
        Ok(Figure { name, count, capped, amount: None, page: "shipments", filter })
    };
    kinds.into_iter().map(in_state).chain(days).map(figure).collect()
}
