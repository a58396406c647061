//! The SQL of shipping: rows in, values out.

use std::sync::LazyLock;

use base::id::{
    ActorId, CustomerId, DepartmentId, PackageId, RowId, ShipmentId, ShipmentLineId, WarehouseId,
};
use base::refusal::Common;
use base::{At, Ctx, Filter, Qty, Result};
use db::{Field, List, ListQuery, Page, Tx, cells, rows};

use crate::model::{
    Document, NewPackage, Package, Release, Scan, ScanResult, Shipment, ShipmentLine, TrackAsk, TrackingEvent,
};

pub(crate) const FIELDS: &[Field] = &[
    Field::id::<ShipmentId>("id", "s.id"),
    Field::text("number", "s.number"),
    Field::text("state", "s.state"),
    Field::text("milestone", "s.milestone"),
    Field::text("origin", "s.origin"),
    Field::text("order_number", "s.order_number"),
    Field::id::<CustomerId>("customer", "s.customer_id"),
    Field::text("customer_name", "s.customer_name"),
    Field::text("receiver", "s.receiver"),
    Field::text("phone", "s.phone"),
    Field::text("address", "s.address"),
    Field::id::<WarehouseId>("warehouse", "s.warehouse_id"),
    Field::text("carrier", "s.carrier"),
    Field::text("tracking_number", "s.tracking_number"),
    Field::day("promised_on", "s.promised_on"),
    Field::at("released_at", "s.released_at"),
    Field::at("shipped_at", "s.shipped_at"),
    Field::at("delivered_at", "s.delivered_at"),
    Field::id::<ActorId>("owner", "s.owner_id"),
    Field::id::<DepartmentId>("department", "s.department_id"),
    Field::qty("qty_open", QTY_OPEN),
];

/// Shipped, and neither with the customer nor back on the shelf. Asked of few shipments: those on the way.
const QTY_OPEN: &str =
    "(SELECT CAST(COALESCE(SUM(l.qty_shipped - l.qty_delivered - l.qty_restocked), 0) AS BIGINT)
      FROM shipment_line l WHERE l.shipment_id = s.id)";

fn missing(id: ShipmentId) -> base::Error {
    Common::NotFound { what: "shipment", id: id.to_string() }.into()
}

pub(crate) fn shipment(tx: &mut Tx<'_>, id: ShipmentId) -> Result<Shipment> {
    let sql = format!("SELECT {} FROM shipment WHERE id = $1", Shipment::COLUMNS);
    tx.first(&sql, &[&id])?.ok_or_else(|| missing(id))
}

pub(crate) fn for_update(tx: &mut Tx<'_>, id: ShipmentId) -> Result<Shipment> {
    let sql = format!("SELECT {} FROM shipment WHERE id = $1 {{for_update}}", Shipment::COLUMNS);
    tx.first(&sql, &[&id])?.ok_or_else(|| missing(id))
}

pub(crate) fn lines(tx: &mut Tx<'_>, id: ShipmentId) -> Result<Vec<ShipmentLine>> {
    let sql = format!(
        "SELECT {} FROM shipment_line WHERE shipment_id = $1 ORDER BY line_no",
        ShipmentLine::COLUMNS
    );
    tx.all(&sql, &[&id])
}

struct WithLine {
    shipment: Shipment,
    line: ShipmentLine,
}

impl db::FromRow for WithLine {
    fn from_row(row: &mut db::Row<'_>) -> Result<Self, String> {
        Ok(Self { shipment: Shipment::from_row(row)?, line: ShipmentLine::from_row(row)? })
    }
}

/// The shipments of an order; each has a line.
pub(crate) fn documents_of(tx: &mut Tx<'_>, origin: &str) -> Result<Vec<Document>> {
    let sql = format!(
        "SELECT {}, {} FROM shipment s JOIN shipment_line l ON l.shipment_id = s.id
         WHERE s.origin = $1 ORDER BY s.id, l.line_no",
        Shipment::columns("s"),
        ShipmentLine::columns("l")
    );
    let mut documents: Vec<Document> = Vec::new();
    for WithLine { shipment, line } in tx.all(&sql, &[&origin])? {
        match documents.last_mut().filter(|last| last.shipment.id == shipment.id) {
            Some(document) => document.lines.push(line),
            None => documents.push(Document { shipment, lines: vec![line] }),
        }
    }
    Ok(documents)
}

/// The shipments a scanned number may mean, those still to do first.
pub(crate) fn by_code(tx: &mut Tx<'_>, code: &str) -> Result<Vec<Shipment>> {
    let sql = format!(
        "SELECT {} FROM shipment WHERE number = $1 OR (tracking_number = $1 AND tracking_number <> '')
             OR order_number = $1
             OR id IN (SELECT p.shipment_id FROM package p WHERE p.tracking_number = $1 AND p.tracking_number <> '')
         ORDER BY CASE WHEN state IN ('released', 'picking', 'picked', 'packed') THEN 0 ELSE 1 END, id DESC LIMIT 20",
        Shipment::COLUMNS
    );
    tx.all(&sql, &[&code])
}

pub(crate) fn insert(tx: &mut Tx<'_>, s: &Shipment) -> Result<()> {
    tx.send(
        "INSERT INTO shipment (id, number, origin, order_number, customer_id, customer_name, receiver, phone, address,
             warehouse_id, carrier, tracking_number, note, state, milestone, promised_on, released_at, signed_by,
             proof_note, proof_photo, owner_id, department_id, revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', $12, $13, '', $14, $15, '', '', '', $16, $17, 1)",
        &[
            &s.id,
            &s.number,
            &s.origin,
            &s.order_number,
            &s.customer_id,
            &s.customer_name,
            &s.receiver,
            &s.phone,
            &s.address,
            &s.warehouse_id,
            &s.carrier,
            &s.note,
            &s.state,
            &s.promised_on,
            &s.released_at,
            &s.owner_id,
            &s.department_id,
        ],
    )
}

pub(crate) fn insert_lines(tx: &mut Tx<'_>, ctx: &Ctx, id: ShipmentId, release: &Release) -> Result<()> {
    let all = rows(release.lines.iter().enumerate().map(|(place, l)| {
        let line: ShipmentLineId = ctx.id();
        let line_no = i64::try_from(place + 1).unwrap_or(i64::MAX);
        cells![line, line_no, l.origin, l.sku_id, l.sku, l.name, l.uom, l.lot, l.qty]
    }));
    tx.send(
        "INSERT INTO shipment_line (id, shipment_id, line_no, origin, sku_id, sku, name, uom, lot, qty, qty_picked,
             qty_short, qty_shipped, qty_delivered, qty_refused, qty_restocked, refused_reason)
         SELECT r.id, $2, r.line_no, r.origin, r.sku_id, r.sku, r.name, r.uom, r.lot, r.qty, 0, 0, 0, 0, 0, 0, ''
         FROM {rows $1: id BIGINT, line_no BIGINT, origin TEXT, sku_id BIGINT, sku TEXT, name TEXT, uom TEXT, lot TEXT,
             qty BIGINT} r",
        &[&all, &id],
    )
}

/// Writes what may change on a locked shipment, one revision on.
pub(crate) fn save(tx: &mut Tx<'_>, s: &mut Shipment) -> Result<()> {
    s.revision += 1;
    tx.send(
        "UPDATE shipment SET state = $2, carrier = $3, tracking_number = $4, milestone = $5, shipped_at = $6,
             delivered_at = $7, signed_by = $8, proof_note = $9, proof_photo = $10, revision = $11
         WHERE id = $1",
        &[
            &s.id,
            &s.state,
            &s.carrier,
            &s.tracking_number,
            &s.milestone,
            &s.shipped_at,
            &s.delivered_at,
            &s.signed_by,
            &s.proof_note,
            &s.proof_photo,
            &s.revision,
        ],
    )
}

/// Writes the quantities of lines of a locked shipment.
pub(crate) fn save_lines<'l>(tx: &mut Tx<'_>, lines: impl Iterator<Item = &'l ShipmentLine>) -> Result<()> {
    let all = rows(lines.map(|l| {
        cells![
            l.id,
            l.qty_picked,
            l.qty_short,
            l.qty_shipped,
            l.qty_delivered,
            l.qty_refused,
            l.qty_restocked,
            l.refused_reason
        ]
    }));
    tx.send(
        "UPDATE shipment_line SET qty_picked = r.picked, qty_short = r.short, qty_shipped = r.shipped,
             qty_delivered = r.delivered, qty_refused = r.refused, qty_restocked = r.restocked,
             refused_reason = r.reason
         FROM {rows $1: id BIGINT, picked BIGINT, short BIGINT, shipped BIGINT, delivered BIGINT, refused BIGINT,
             restocked BIGINT, reason TEXT} r
         WHERE shipment_line.id = r.id",
        &[&all],
    )
}

// Scans.

/// What a scanner was told under a key, and on which shipment.
pub(crate) fn outcome_by_key(tx: &mut Tx<'_>, key: &str) -> Result<Option<(ShipmentId, String)>> {
    tx.first("SELECT shipment_id, outcome FROM scan WHERE client_key = $1", &[&key])
}

/// One scan row to be kept.
pub(crate) struct NewScan<'a> {
    pub(crate) code: &'a str,
    pub(crate) sku_id: Option<base::id::SkuId>,
    pub(crate) lot: &'a str,
    pub(crate) result: ScanResult,
    pub(crate) outcome: &'a str,
    pub(crate) client_key: Option<&'a str>,
    /// Lines and what each takes; a refused scan has one entry without a line.
    pub(crate) takes: &'a [(Option<ShipmentLineId>, Qty)],
}

pub(crate) fn insert_scan(tx: &mut Tx<'_>, ctx: &Ctx, shipment: ShipmentId, new: &NewScan<'_>) -> Result<()> {
    let first: RowId = ctx.id();
    let all = rows(new.takes.iter().enumerate().map(|(place, (line, qty))| {
        let (id, key) = if place == 0 { (first, new.client_key) } else { (ctx.id(), None) };
        cells![id, line, qty, key]
    }));
    tx.exec(
        "INSERT INTO scan (id, shipment_id, first_id, line_id, code, sku_id, lot, qty, result, outcome, actor_id, at,
             client_key)
         SELECT r.id, $2, $3, r.line_id, $4, CAST($5 AS BIGINT), $6, r.qty, $7, $8, $9, $10, r.client_key
         FROM {rows $1: id BIGINT, line_id BIGINT, qty BIGINT, client_key TEXT} r",
        &[
            &all,
            &shipment,
            &first,
            &new.code,
            &new.sku_id,
            &new.lot,
            &new.result,
            &new.outcome,
            &ctx.actor(),
            &ctx.at,
        ],
    )?;
    Ok(())
}

/// The rows of the last scan that stands, of a line or of the shipment.
pub(crate) fn last_scan(tx: &mut Tx<'_>, id: ShipmentId, line: Option<ShipmentLineId>) -> Result<Vec<Scan>> {
    let sql = format!(
        "SELECT {} FROM scan WHERE shipment_id = $1 AND first_id =
             (SELECT t.first_id FROM scan t WHERE t.shipment_id = $1 AND t.result = 'ok'
                  AND (CAST($2 AS BIGINT) IS NULL OR t.line_id = $2) ORDER BY t.id DESC LIMIT 1)
         ORDER BY id",
        Scan::COLUMNS
    );
    tx.all(&sql, &[&id, &line])
}

pub(crate) fn undo_scan(tx: &mut Tx<'_>, shipment: ShipmentId, first: RowId) -> Result<()> {
    tx.send(
        "UPDATE scan SET result = 'undone' WHERE shipment_id = $1 AND first_id = $2",
        &[&shipment, &first],
    )
}

pub(crate) fn scans(tx: &mut Tx<'_>, id: ShipmentId) -> Result<Vec<Scan>> {
    let sql = format!("SELECT {} FROM scan WHERE shipment_id = $1 ORDER BY id DESC LIMIT 500", Scan::COLUMNS);
    tx.all(&sql, &[&id])
}

/// What was scanned of each line by lot.
pub(crate) fn scanned_lots(tx: &mut Tx<'_>, id: ShipmentId) -> Result<Vec<(ShipmentLineId, String, Qty)>> {
    tx.all(
        "SELECT line_id, lot, CAST(SUM(qty) AS BIGINT) FROM scan WHERE shipment_id = $1 AND result = 'ok'
         GROUP BY line_id, lot ORDER BY line_id, lot",
        &[&id],
    )
}

// Packages and tracking.

pub(crate) fn packages(tx: &mut Tx<'_>, id: ShipmentId) -> Result<Vec<Package>> {
    let sql = format!("SELECT {} FROM package WHERE shipment_id = $1 ORDER BY package_no", Package::COLUMNS);
    tx.all(&sql, &[&id])
}

pub(crate) fn replace_packages(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: ShipmentId,
    packages: &[NewPackage],
) -> Result<()> {
    let all = rows(packages.iter().enumerate().map(|(place, p)| {
        let package: PackageId = ctx.id();
        let package_no = i64::try_from(place + 1).unwrap_or(i64::MAX);
        let number = base::text::clean(&p.tracking_number);
        cells![package, package_no, number, p.weight_g, base::text::clean(&p.note)]
    }));
    tx.send("DELETE FROM package WHERE shipment_id = $1", &[&id])?;
    tx.send(
        "INSERT INTO package (id, shipment_id, package_no, tracking_number, weight_g, note)
         SELECT r.id, $2, r.package_no, r.tracking_number, r.weight_g, r.note
         FROM {rows $1: id BIGINT, package_no BIGINT, tracking_number TEXT, weight_g BIGINT, note TEXT} r",
        &[&all, &id],
    )
}

pub(crate) fn tracking(tx: &mut Tx<'_>, id: ShipmentId) -> Result<Vec<TrackingEvent>> {
    let sql = format!(
        "SELECT {} FROM tracking_event WHERE shipment_id = $1 ORDER BY at DESC, id DESC LIMIT 200",
        TrackingEvent::COLUMNS
    );
    tx.all(&sql, &[&id])
}

/// Keeps what the carrier said; `false` when he had said the same before.
pub(crate) fn insert_tracking(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: ShipmentId,
    ask: &TrackAsk,
    at: At,
) -> Result<bool> {
    let row: RowId = ctx.id();
    let added = tx.exec(
        "INSERT INTO tracking_event (id, shipment_id, milestone, at, place, text, recorded_at, actor_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (shipment_id, milestone, at, place, text) DO NOTHING",
        &[&row, &id, &ask.milestone, &at, &ask.place, &ask.text, &ctx.at, &ctx.actor()],
    )?;
    Ok(added > 0)
}

/// When the newest of what the carrier said happened.
pub(crate) fn last_tracked_at(tx: &mut Tx<'_>, id: ShipmentId) -> Result<Option<At>> {
    let (at,): (Option<At>,) = tx.one("SELECT MAX(at) FROM tracking_event WHERE shipment_id = $1", &[&id])?;
    Ok(at)
}

// Lists.

db::row! {
    /// A shipment in a list, with how far its lines are.
    #[derive(Debug, Clone, PartialEq, serde::Serialize, schemars::JsonSchema)]
    #[schemars(rename = "ShipmentItem")]
    pub struct Listed {
        pub id: ShipmentId,
        pub number: String,
        pub order_number: String,
        pub origin: String,
        #[serde(rename = "customer")]
        pub customer_id: CustomerId,
        pub customer_name: String,
        pub receiver: String,
        #[serde(rename = "warehouse")]
        pub warehouse_id: WarehouseId,
        pub carrier: String,
        pub tracking_number: String,
        pub state: crate::model::State,
        pub milestone: String,
        pub promised_on: Option<base::Day>,
        pub released_at: At,
        pub shipped_at: Option<At>,
        pub delivered_at: Option<At>,
        pub revision: i64,
        pub lines: i64,
        pub qty: Qty,
        pub qty_picked: Qty,
        /// Shipped, and neither with the customer nor back on the shelf.
        pub qty_open: Qty,
    }
}

static LISTED: LazyLock<String> = LazyLock::new(|| {
    format!(
        "s.id, s.number, s.order_number, s.origin, s.customer_id, s.customer_name, s.receiver, s.warehouse_id, s.carrier,
         s.tracking_number, s.state, s.milestone, s.promised_on, s.released_at, s.shipped_at, s.delivered_at, s.revision,
         (SELECT COUNT(*) FROM shipment_line l WHERE l.shipment_id = s.id),
         (SELECT CAST(COALESCE(SUM(l.qty), 0) AS BIGINT) FROM shipment_line l WHERE l.shipment_id = s.id),
         (SELECT CAST(COALESCE(SUM(l.qty_picked), 0) AS BIGINT) FROM shipment_line l WHERE l.shipment_id = s.id),
         {QTY_OPEN}"
    )
});

fn list(filter: Filter) -> List<'static> {
    List { select: &LISTED, from: "shipment s", fields: FIELDS, key: "s.id", filter, default_sort: "-id" }
}

pub(crate) fn page(tx: &mut Tx<'_>, filter: Filter, query: &ListQuery) -> Result<Page<Listed>> {
    db::page(tx, &list(filter), query)
}

pub(crate) fn count(tx: &mut Tx<'_>, filter: Filter) -> Result<(i64, bool)> {
    db::count_capped(tx, &list(filter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands;
    use crate::model::{DeliverAsk, DeliveredLine, Release, ReleaseLine, RestockAsk, ScanAsk, ShipAsk};
    use base::Op;

    #[test]
    fn every_field_filters_and_sorts_on_both_engines() {
        testdb::each(&db::Wiring::default(), |db| {
            db.read_now(|tx| {
                for field in FIELDS {
                    let query = ListQuery { sort: Some(format!("-{}", field.name)), ..ListQuery::default() };
                    let filter = Filter::cond(field.name, Op::Null, false);
                    assert!(page(tx, filter.clone(), &query)?.items.is_empty());
                    assert_eq!(count(tx, filter)?, (0, false));
                }
                assert!(scans(tx, ShipmentId(1))?.is_empty() && tracking(tx, ShipmentId(1))?.is_empty());
                Ok(())
            })
            .unwrap();
        });
    }

    /// Ten were shipped; `taken` of them are with the customer, the others were refused.
    fn delivered(tx: &mut Tx<'_>, ctx: &Ctx, taken: i64) -> Result<(ShipmentId, String)> {
        let ten = Qty::whole(10);
        let warehouse_id = stock::ensure_warehouse(tx, ctx, "MAIN", "MAIN")?;
        let new = catalog::NewSku { code: "A".into(), name: "A".into(), ..catalog::NewSku::default() };
        let sku_id = catalog::ensure_sku(tx, ctx, &new)?;
        let sku = stock::SkuKey { id: sku_id, code: "A".into(), name: "A".into() };
        let goods = stock::Receipt { sku, lot: String::new(), qty: ten, origin: String::new() };
        stock::receive(tx, ctx, warehouse_id, None, &[goods])?;
        let line = ReleaseLine {
            origin: ctx.id::<base::id::OrderLineId>().to_string(),
            sku_id,
            sku: "A".into(),
            name: "A".into(),
            uom: "件".into(),
            lot: String::new(),
            qty: ten,
        };
        let release = Release {
            origin: ctx.id::<base::id::OrderId>().to_string(),
            order_number: "SO-1".into(),
            customer_id: CustomerId(1),
            customer_name: String::new(),
            receiver: String::new(),
            phone: String::new(),
            address: String::new(),
            warehouse_id,
            carrier: String::new(),
            note: String::new(),
            promised_on: None,
            owner_id: ctx.actor(),
            department_id: None,
            lines: vec![line],
        };
        let id = commands::release(tx, ctx, &release)?.id;
        let scan = ScanAsk { code: "A".into(), qty: Some(ten), lot: String::new(), client_key: None };
        crate::picking::scan(tx, ctx, id, &scan)?;
        let document = commands::ship(tx, ctx, id, &ShipAsk::default())?;
        let line = DeliveredLine {
            line: document.lines[0].id,
            qty_delivered: Qty::whole(taken),
            qty_refused: ten - Qty::whole(taken),
            reason: "broken".into(),
        };
        commands::deliver(tx, ctx, id, &DeliverAsk { lines: Some(vec![line]), ..DeliverAsk::default() })?;
        Ok((id, document.shipment.number))
    }

    #[test]
    fn a_shipment_is_open_until_its_goods_are_somewhere() {
        testdb::each(&db::Wiring::default(), |db| {
            db.write_now(&testdb::system_ctx(), |tx, ctx| {
                let (_, open) = delivered(tx, ctx, 4)?;
                delivered(tx, ctx, 10)?;
                let (back, _) = delivered(tx, ctx, 0)?;
                commands::restock(tx, ctx, back, &RestockAsk::default())?;
                let filter = Filter::cond("qty_open", Op::Gt, "0");
                let found = page(tx, filter.clone(), &ListQuery::default())?.items;
                let told: Vec<_> = found.iter().map(|one| (one.number.clone(), one.qty_open)).collect();
                assert_eq!(told, [(open, Qty::whole(6))], "all taken, or all back on the shelf, is settled");
                assert_eq!(count(tx, filter)?, (1, false));
                Ok(())
            })
            .unwrap();
        });
    }
}
