//! The verbs of the pick station: start, scan, undo, short pick, pack; and where to go for what.

use base::id::{ShipmentId, ShipmentLineId};
use base::refusal::Common;
use base::{Ctx, Problems, Qty, Result};
use db::{Event, Tx};

use crate::commands::{load, moved, record};
use crate::events::{LineMoved, LinesMoved, Picked, Scanned};
use crate::lifecycle;
use crate::model::{
    Document, NewPackage, PickCode, PickStop, ScanAsk, ScanOutcome, ScanResult, Shipment, ShipmentLine,
    ShortPick, State,
};
use crate::rules::{self, Refusal, Verdict};
use crate::store::{self, NewScan};

/// Packages of one shipment at most.
const PACKAGES_MAX: usize = 500;

/// Says that somebody is picking it.
///
/// # Errors
/// `shipment_state`.
pub fn start_pick(tx: &mut Tx<'_>, ctx: &Ctx, id: ShipmentId) -> Result<Document> {
    let mut document = load(tx, ctx, id, "start_pick")?;
    document.shipment.state = State::Picking;
    store::save(tx, &mut document.shipment)?;
    started(tx, ctx, &document.shipment);
    Ok(document)
}

fn started(tx: &mut Tx<'_>, ctx: &Ctx, shipment: &Shipment) {
    tx.record(ctx, Event::new("shipment.picking_started", shipment.id).order(&shipment.origin));
}

/// Counts what was scanned, or says why not. A wrong scan is kept too, so it is an answer and no
/// error; the same client key is answered as before, whatever happened since.
///
/// # Errors
/// `scan_key_reused`, `shipment_state`, a wrong quantity or empty code.
pub fn scan(tx: &mut Tx<'_>, ctx: &Ctx, id: ShipmentId, ask: &ScanAsk) -> Result<ScanOutcome> {
    let shipment = store::for_update(tx, id)?;
    let key = ask.client_key.as_deref();
    if let Some(told) = told_before(tx, id, key)? {
        return Ok(told);
    }
    lifecycle::guard(&shipment, "scan")?;
    let code = base::text::clean(&ask.code);
    let times = ask.qty.unwrap_or(Qty::ONE);
    check_scan(&code, times)?;
    let mut document = Document { lines: store::lines(tx, id)?, shipment };
    let scanned = resolve(tx, &code, times, &base::text::clean(&ask.lot))?;
    let verdict = rules::judge(&document.lines, scanned.as_ref());
    let was = document.shipment.state;
    rules::count(&mut document.lines, &verdict.takes);
    if verdict.result == ScanResult::Ok {
        document.shipment.state = rules::picking_state(&document.lines);
        store::save_lines(tx, verdict.takes.iter().map(|(place, _)| &document.lines[*place]))?;
    } else if was == State::Released {
        document.shipment.state = State::Picking;
    }
    store::save(tx, &mut document.shipment)?;
    let outcome = outcome(&document, &code, times, scanned.as_ref(), &verdict);
    keep(tx, ctx, &document, &outcome, &verdict, (scanned.as_ref(), key))?;
    if was == State::Released {
        started(tx, ctx, &document.shipment);
    }
    tell(tx, ctx, &document.shipment, &outcome);
    if was != State::Picked && document.shipment.state == State::Picked {
        picked(tx, ctx, &document);
    }
    Ok(outcome)
}

fn told_before(tx: &mut Tx<'_>, id: ShipmentId, key: Option<&str>) -> Result<Option<ScanOutcome>> {
    let Some(key) = key else { return Ok(None) };
    let Some((shipment, outcome)) = store::outcome_by_key(tx, key)? else { return Ok(None) };
    if shipment != id {
        return Err(Refusal::ScanKeyReused { key: key.to_owned() }.into());
    }
    let outcome = serde_json::from_str(&outcome).map_err(|e| base::Error::Fault(e.into()))?;
    Ok(Some(outcome))
}

fn check_scan(code: &str, times: Qty) -> Result<()> {
    let mut problems = Problems::default();
    if code.is_empty() {
        problems.add("code", &Common::Required);
    }
    if code.chars().count() > 200 {
        problems.add("code", &Common::TooLong { value: code.chars().take(40).collect(), max: 200 });
    }
    if !times.is_positive() {
        problems.add("qty", &Common::NotPositive { value: times.to_string() });
    }
    problems.check()
}

/// What a code stands for, in base units; `None` when nobody knows the code.
fn resolve(tx: &mut Tx<'_>, code: &str, times: Qty, lot: &str) -> Result<Option<rules::Scanned>> {
    let Some(known) = catalog::skus_by_code(tx, &[code])?.into_iter().flatten().next() else {
        return Ok(None);
    };
    let Some(qty) = rules::units(times, known.factor) else {
        let expected = format!("a quantity that {} times is whole", known.factor);
        return Err(Common::InvalidValue { value: times.to_string(), expected }.into());
    };
    Ok(Some(rules::Scanned {
        sku_id: known.sku.id,
        sku: known.sku.code,
        name: known.sku.name,
        qty,
        lot: lot.to_owned(),
    }))
}

fn outcome(
    document: &Document,
    code: &str,
    times: Qty,
    scanned: Option<&rules::Scanned>,
    verdict: &Verdict,
) -> ScanOutcome {
    let of_sku: Vec<&ShipmentLine> =
        document.lines.iter().filter(|l| scanned.is_some_and(|s| s.sku_id == l.sku_id)).collect();
    let line = verdict.takes.first().map(|(place, _)| &document.lines[*place]).or(of_sku.first().copied());
    let sum = |part: fn(&ShipmentLine) -> Qty| of_sku.iter().map(|l| part(l)).sum();
    let open = document.lines.iter().filter(|l| l.to_pick().is_positive()).count();
    ScanOutcome {
        result: verdict.result,
        code: code.to_owned(),
        sku: scanned.map(|s| s.sku.clone()).unwrap_or_default(),
        name: scanned.map(|s| s.name.clone()).unwrap_or_default(),
        lot: scanned.map(|s| s.lot.clone()).unwrap_or_default(),
        qty: scanned.map_or(times, |s| s.qty),
        line_id: line.map(|l| l.id),
        line_no: line.map(|l| l.line_no),
        lots_expected: verdict.lots_expected.clone(),
        qty_wanted: sum(|l| l.qty),
        qty_picked: sum(|l| l.qty_picked),
        qty_left: sum(ShipmentLine::to_pick),
        lines_left: i64::try_from(open).unwrap_or(i64::MAX),
        state: document.shipment.state,
        revision: document.shipment.revision,
    }
}

fn keep(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    document: &Document,
    outcome: &ScanOutcome,
    verdict: &Verdict,
    (scanned, client_key): (Option<&rules::Scanned>, Option<&str>),
) -> Result<()> {
    let mut takes: Vec<(Option<ShipmentLineId>, Qty)> =
        verdict.takes.iter().map(|(place, qty)| (Some(document.lines[*place].id), *qty)).collect();
    if takes.is_empty() {
        takes.push((None, outcome.qty));
    }
    let told = serde_json::to_string(outcome).map_err(|e| base::Error::Fault(e.into()))?;
    let new = NewScan {
        code: &outcome.code,
        sku_id: scanned.map(|s| s.sku_id),
        lot: &outcome.lot,
        result: outcome.result,
        outcome: &told,
        client_key,
        takes: &takes,
    };
    store::insert_scan(tx, ctx, document.shipment.id, &new)
}

fn tell(tx: &mut Tx<'_>, ctx: &Ctx, shipment: &Shipment, outcome: &ScanOutcome) {
    let kind = if outcome.result == ScanResult::Ok { "shipment.scanned" } else { "shipment.scan_refused" };
    let data = Scanned {
        number: shipment.number.clone(),
        code: outcome.code.clone(),
        sku: outcome.sku.clone(),
        lot: outcome.lot.clone(),
        qty: outcome.qty,
        result: outcome.result.to_string(),
    };
    tx.record(ctx, Event::new(kind, shipment.id).order(&shipment.origin).data(&data));
}

fn picked(tx: &mut Tx<'_>, ctx: &Ctx, document: &Document) {
    let shipment = &document.shipment;
    let data = Picked {
        number: shipment.number.clone(),
        lines: moved(&document.lines, |l| l.qty_picked),
        short: moved(&document.lines, |l| l.qty_short),
    };
    tx.record(ctx, Event::new("shipment.picked", shipment.id).order(&shipment.origin).data(&data));
}

/// Takes back the last scan that stands, of a line or of the whole shipment.
///
/// # Errors
/// `shipment_state`, `nothing_to_undo`.
pub fn undo_scan(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: ShipmentId,
    line: Option<ShipmentLineId>,
) -> Result<Document> {
    let mut document = load(tx, ctx, id, "undo_scan")?;
    let scans = store::last_scan(tx, id, line)?;
    let Some(first) = scans.first() else {
        return Err(Refusal::NothingToUndo { number: document.shipment.number }.into());
    };
    for scan in &scans {
        let line = document.lines.iter_mut().find(|l| Some(l.id) == scan.line_id);
        line.expect("a scan that stands names a line of its shipment").qty_picked -= scan.qty;
    }
    store::undo_scan(tx, id, first.first_id)?;
    store::save_lines(tx, document.lines.iter().filter(|l| scans.iter().any(|s| s.line_id == Some(l.id))))?;
    document.shipment.state = rules::picking_state(&document.lines);
    store::save(tx, &mut document.shipment)?;
    let data = Scanned {
        number: document.shipment.number.clone(),
        code: first.code.clone(),
        sku: String::new(),
        lot: first.lot.clone(),
        qty: scans.iter().map(|s| s.qty).sum(),
        result: ScanResult::Undone.to_string(),
    };
    let event = Event::new("shipment.scan_undone", id).order(&document.shipment.origin);
    tx.record(ctx, event.data(&data));
    Ok(document)
}

/// Everything that is still to pick was picked as the list says, without a scanner: the past of
/// another system, which knows no scans.
///
/// # Errors
/// `shipment_state`.
pub fn pick_all(tx: &mut Tx<'_>, ctx: &Ctx, id: ShipmentId) -> Result<Document> {
    let mut document = load(tx, ctx, id, "scan")?;
    let mut takes = Vec::with_capacity(document.lines.len());
    for line in document.lines.iter_mut().filter(|line| line.to_pick().is_positive()) {
        let qty = line.to_pick();
        takes.push((Some(line.id), qty));
        line.qty_picked += qty;
    }
    if takes.is_empty() {
        return Ok(document);
    }
    let new = NewScan {
        code: "",
        sku_id: None,
        lot: "",
        result: ScanResult::Ok,
        outcome: "{}",
        client_key: None,
        takes: &takes,
    };
    store::insert_scan(tx, ctx, id, &new)?;
    store::save_lines(tx, document.lines.iter())?;
    document.shipment.state = rules::picking_state(&document.lines);
    store::save(tx, &mut document.shipment)?;
    picked(tx, ctx, &document);
    Ok(document)
}

/// Says that no more of these lines will be found: the rest goes back to whoever asked for it.
///
/// # Errors
/// `shipment_state`, `no_such_shipment_line`, `line_complete`.
pub fn short_pick(tx: &mut Tx<'_>, ctx: &Ctx, id: ShipmentId, ask: &ShortPick) -> Result<Document> {
    let mut document = load(tx, ctx, id, "short_pick")?;
    let shorts = rules::short(&document, &ask.lines)?;
    let reason = base::text::clean(&ask.reason);
    let mut missing = Vec::with_capacity(shorts.len());
    for (place, qty) in &shorts {
        let line = &mut document.lines[*place];
        line.qty_short += *qty;
        missing.push(LineMoved { origin: line.origin.clone(), qty: *qty, reason: reason.clone() });
    }
    store::save_lines(tx, shorts.iter().map(|(place, _)| &document.lines[*place]))?;
    document.shipment.state = rules::picking_state(&document.lines);
    store::save(tx, &mut document.shipment)?;
    record(tx, ctx, "shipment.short_picked", &document.shipment, missing);
    if document.shipment.state == State::Picked {
        picked(tx, ctx, &document);
    }
    Ok(document)
}

/// Says that the goods are in their packages; none named leaves the packages as they are.
///
/// # Errors
/// `shipment_state`, a wrong package by its field.
pub fn pack(tx: &mut Tx<'_>, ctx: &Ctx, id: ShipmentId, packages: &[NewPackage]) -> Result<Document> {
    let mut document = load(tx, ctx, id, "pack")?;
    if !packages.is_empty() {
        check_packages(packages)?;
        store::replace_packages(tx, ctx, id, packages)?;
    }
    document.shipment.state = State::Packed;
    store::save(tx, &mut document.shipment)?;
    let lines = moved(&document.lines, |l| l.qty_picked);
    record(tx, ctx, "shipment.packed", &document.shipment, lines);
    Ok(document)
}

/// Writes the packages anew: their tracking numbers often come when the shipment has left.
///
/// # Errors
/// `shipment_state` when it was cancelled, a wrong package by its field.
pub fn set_packages(tx: &mut Tx<'_>, ctx: &Ctx, id: ShipmentId, packages: &[NewPackage]) -> Result<Document> {
    let mut document = load(tx, ctx, id, "set_packages")?;
    check_packages(packages)?;
    store::replace_packages(tx, ctx, id, packages)?;
    if document.shipment.tracking_number.is_empty() {
        let first = packages.iter().map(|p| base::text::clean(&p.tracking_number)).find(|n| !n.is_empty());
        document.shipment.tracking_number = first.unwrap_or_default();
    }
    store::save(tx, &mut document.shipment)?;
    let number = document.shipment.number.clone();
    let data = LinesMoved { number, lines: Vec::new(), note: packages.len().to_string() };
    let event = Event::new("shipment.packages_changed", id).order(&document.shipment.origin);
    tx.record(ctx, event.data(&data));
    Ok(document)
}

fn check_packages(packages: &[NewPackage]) -> Result<()> {
    let mut problems = Problems::default();
    if packages.len() > PACKAGES_MAX {
        problems.add("packages", &Common::TooMany { count: packages.len(), max: PACKAGES_MAX });
    }
    for (place, package) in packages.iter().enumerate() {
        if package.weight_g < 0 {
            let refusal = Common::Negative { value: package.weight_g.to_string() };
            problems.add(format!("packages[{place}].weight_g"), &refusal);
        }
    }
    problems.check()
}

/// Where to go for what, in the order of the path; what is complete is left out.
///
/// # Errors
/// `not_found`.
pub fn pick_list(tx: &mut Tx<'_>, id: ShipmentId) -> Result<Vec<PickStop>> {
    let shipment = store::shipment(tx, id)?;
    let lines = store::lines(tx, id)?;
    let wanted: Vec<stock::Wanted> = lines
        .iter()
        .filter(|line| line.to_pick().is_positive())
        .map(|line| stock::Wanted {
            origin: line.origin.clone(),
            sku_id: line.sku_id,
            warehouse_id: shipment.warehouse_id,
            lot: Some(line.lot.clone()).filter(|lot| !lot.is_empty()),
            qty: line.to_pick(),
        })
        .collect();
    let skus: Vec<_> = lines.iter().map(|line| line.sku_id).collect();
    let places = stock::pick_places(tx, &wanted)?;
    let barcodes = catalog::barcodes(tx, &skus)?;
    let mut stops: Vec<(i64, PickStop)> = Vec::with_capacity(lines.len());
    for line in lines.iter().filter(|line| line.to_pick().is_positive()) {
        let codes: Vec<String> =
            barcodes.iter().filter(|b| b.sku_id == line.sku_id).map(|b| b.code.clone()).collect();
        let mut unplaced = line.to_pick();
        for place in places.iter().filter(|place| place.origin == line.origin) {
            unplaced -= place.qty;
            stops.push((place.path_order, stop(line, &place.code, &place.lot, place.qty, &codes)));
        }
        if unplaced.is_positive() {
            stops.push((i64::MAX, stop(line, "", &line.lot, unplaced, &codes)));
        }
    }
    stops.sort_by_key(|(path_order, stop)| (*path_order, stop.line_no));
    Ok(stops.into_iter().map(|(_, stop)| stop).collect())
}

fn stop(line: &ShipmentLine, location: &str, lot: &str, qty: Qty, barcodes: &[String]) -> PickStop {
    PickStop {
        line_id: line.id,
        line_no: line.line_no,
        sku_id: line.sku_id,
        sku: line.sku.clone(),
        name: line.name.clone(),
        uom: line.uom.clone(),
        location: location.to_owned(),
        lot: lot.to_owned(),
        qty,
        qty_wanted: line.qty,
        qty_picked: line.qty_picked,
        qty_short: line.qty_short,
        barcodes: barcodes.to_vec(),
    }
}

/// Every code that stands for goods of these lines, so that a scanner can answer before we do.
///
/// # Errors
/// A fault when the database fails.
pub(crate) fn codes(tx: &mut Tx<'_>, lines: &[ShipmentLine]) -> Result<Vec<PickCode>> {
    let mut codes: Vec<PickCode> = Vec::with_capacity(lines.len() * 2);
    let mut add = |code: PickCode| {
        if !codes.iter().any(|known| known.code == code.code) {
            codes.push(code);
        }
    };
    // A SKU's own code goes before a barcode that reads the same, as when it is scanned.
    for line in lines {
        add(PickCode { code: line.sku.clone(), sku_id: line.sku_id, qty: Qty::ONE });
    }
    let skus: Vec<_> = lines.iter().map(|line| line.sku_id).collect();
    for barcode in catalog::barcodes(tx, &skus)? {
        add(PickCode { code: barcode.code, sku_id: barcode.sku_id, qty: barcode.factor });
    }
    Ok(codes)
}

/// The shipments that a scanned number may mean (shipment, tracking or order number), open ones first.
///
/// # Errors
/// A fault when the database fails.
pub fn find(tx: &mut Tx<'_>, code: &str) -> Result<Vec<Shipment>> {
    store::by_code(tx, &base::text::clean(code))
}
