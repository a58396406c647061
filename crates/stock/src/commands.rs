//! The verbs on goods: promise and give back, issue and take back, receive, transfer, adjust.
//!
//! Each one locks the balances it needs, decides in `rules`, and writes counters, truth and event.

use std::collections::BTreeMap;

use base::id::{LocationId, MoveId, SkuId, WarehouseId};
use base::refusal::Common;
use base::{Ctx, Problems, Qty, Result};
use db::{Event, Tx};
use serde::Serialize;

use crate::model::{
    ADJUST, Adjustment, CUSTOMER, Change, Demand, Issue, Move, Pick, Promised, Reason, Receipt, Return,
    SUPPLIER, Short, Transfer,
};
use crate::rules::{self, Pickable, Refusal, Shelf};
use crate::store::setup::landings;
use crate::store::{self, Put};

const LOT_MAX: usize = 60;
const NOTE_MAX: usize = 500;

/// Promises goods to lines: all of them or, under `Short::Take`, as much as there is.
/// Three statements, however many lines.
///
/// # Errors
/// `stock_short` under `Short::Refuse`, with every short line among the problems.
pub fn reserve(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    document: &str,
    demands: &[Demand],
    short: Short,
) -> Result<Vec<Promised>> {
    if demands.is_empty() {
        return Ok(Vec::new());
    }
    let balances = store::lock_available(tx, demands.iter().map(|d| (d.sku_id, d.warehouse_id)))?;
    let allocation = rules::allocate(demands, &balances);
    if short == Short::Refuse && !allocation.short.is_empty() {
        return Err(rules::refuse_short(demands, &allocation.short));
    }
    if !allocation.grants.is_empty() {
        let grants: Vec<_> = allocation.grants.iter().map(|g| (demands[g.line].origin.as_str(), g)).collect();
        store::promise(tx, ctx, document, &grants)?;
    }
    let missing: BTreeMap<usize, Qty> = allocation.short.into_iter().collect();
    let promised = |(line, demand): (usize, &Demand)| Promised {
        origin: demand.origin.clone(),
        qty: missing.get(&line).copied().unwrap_or(demand.qty),
    };
    Ok(demands.iter().enumerate().map(promised).collect())
}

/// Gives all promises of some lines back. Two statements.
///
/// # Errors
/// A fault when the database fails.
pub fn unreserve(tx: &mut Tx<'_>, origins: &[String]) -> Result<()> {
    if origins.is_empty() {
        return Ok(());
    }
    let released = store::take_reservations(tx, origins.iter().map(String::as_str))?;
    store::give_back(tx, &released)
}

/// Gives a part of some lines' promises back, at most what they have; the latest promise first.
///
/// # Errors
/// A fault when the database fails.
pub fn unreserve_part(tx: &mut Tx<'_>, parts: &[(String, Qty)]) -> Result<()> {
    let mut wanted: BTreeMap<String, Qty> = BTreeMap::new();
    for (origin, qty) in parts {
        assert!(!qty.is_negative(), "asked to give back less than nothing: {origin} {qty}");
        *wanted.entry(origin.clone()).or_default() += *qty;
    }
    wanted.retain(|_, qty| qty.is_positive());
    if wanted.is_empty() {
        return Ok(());
    }
    let found = store::take_reservations(tx, wanted.keys().map(String::as_str))?;
    let (released, stay) = rules::release_part(&wanted, found);
    store::put_reservations(tx, &stay)?;
    store::give_back(tx, &released)
}

/// Goods leave: each line uses its own promise first, then what is available to everyone.
/// Five statements, one more when a part of a promise stays.
///
/// # Errors
/// `stock_short` when a line is not promised enough and the rest is not available; `location_short`
/// when the location named holds less.
pub fn issue(tx: &mut Tx<'_>, ctx: &Ctx, document: &str, issues: &[Issue]) -> Result<()> {
    if issues.is_empty() {
        return Ok(());
    }
    let reservations = store::take_reservations(tx, issues.iter().map(|i| i.origin.as_str()))?;
    let spots = store::lock_spots(tx, issues.iter().map(|i| (i.sku_id, i.warehouse_id)))?;
    let mut shelf = Shelf::new(spots);
    let consumed = rules::consume(issues, reservations, &mut shelf)?;
    store::put_reservations(tx, &consumed.stay)?;
    store::change_balances(tx, shelf.deltas())?;
    store::take_from_locations(tx, &consumed.picks)?;
    let paper = Paper { ctx, reason: Reason::Issue, document, note: "" };
    let moves: Vec<Move> = consumed
        .picks
        .iter()
        .map(|pick| paper.out(pick, CUSTOMER, &shelf.sku_code(pick.sku_id), &issues[pick.line].origin))
        .collect();
    store::insert_moves(tx, &moves)
}

/// Goods that had left are back, and available again. Recorded on the document that brings them, so
/// that whoever waits for goods hears of it.
///
/// # Errors
/// Refuses locations that are not the warehouse's.
pub fn take_back(tx: &mut Tx<'_>, ctx: &Ctx, document: &str, returns: &[Return]) -> Result<()> {
    if returns.is_empty() {
        return Ok(());
    }
    let wanted: Vec<_> = returns.iter().map(|r| (r.warehouse_id, r.location_id)).collect();
    let places = landings(tx, &wanted)?;
    let mut goods = Vec::with_capacity(returns.len());
    for (back, place) in returns.iter().zip(&places) {
        assert!(back.qty.is_positive(), "a return of nothing: {back:?}");
        let location_id = place.usable()?;
        goods.push(Put {
            warehouse_id: back.warehouse_id,
            location_id,
            sku: &back.sku,
            lot: &back.lot,
            qty: back.qty,
        });
    }
    store::put(tx, ctx, &goods)?;
    let paper = Paper { ctx, reason: Reason::TakeBack, document, note: "" };
    let moves: Vec<Move> =
        goods.iter().zip(returns).map(|(put, back)| paper.inward(put, CUSTOMER, &back.origin)).collect();
    store::insert_moves(tx, &moves)?;
    tx.record(ctx, moved("stock.taken_back", document, &places[0].warehouse_code, "", &moves));
    Ok(())
}

/// Goods come in; gives the receipt's number.
///
/// # Errors
/// Refuses quantities that are not positive and locations that are not the warehouse's.
pub fn receive(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    warehouse: WarehouseId,
    location: Option<LocationId>,
    receipts: &[Receipt],
) -> Result<String> {
    let mut problems = Problems::default();
    check_lines(&mut problems, receipts.iter().map(|r| (r.lot.as_str(), r.qty)));
    problems.check()?;
    let place = landings(tx, &[(warehouse, location)])?.remove(0);
    let location_id = place.usable_now()?;
    let document = tx.next_number("RC", ctx)?;
    let goods: Vec<Put<'_>> = receipts
        .iter()
        .map(|r| Put { warehouse_id: warehouse, location_id, sku: &r.sku, lot: &r.lot, qty: r.qty })
        .collect();
    store::put(tx, ctx, &goods)?;
    let paper = Paper { ctx, reason: Reason::Receipt, document: &document, note: "" };
    let moves: Vec<Move> =
        goods.iter().zip(receipts).map(|(put, r)| paper.inward(put, SUPPLIER, &r.origin)).collect();
    store::insert_moves(tx, &moves)?;
    tx.record_first(ctx, moved("stock.received", &document, &place.warehouse_code, "", &moves));
    Ok(document)
}

/// Goods change their location or warehouse; gives the transfer's number. What is promised stays
/// where it is promised: only available goods leave a warehouse.
///
/// # Errors
/// `stock_short`, `location_short`, `same_location`, and wrong places by name.
pub fn transfer(tx: &mut Tx<'_>, ctx: &Ctx, transfer: &Transfer) -> Result<String> {
    check_changes(&transfer.lines, &transfer.note)?;
    let wanted = [
        (transfer.from_warehouse_id, transfer.from_location_id),
        (transfer.to_warehouse_id, transfer.to_location_id),
    ];
    let places = landings(tx, &wanted)?;
    places[0].usable()?;
    let to = places[1].usable_now()?;
    if transfer.from_location_id == Some(to) {
        return Err(Refusal::SameLocation { location: places[1].location_code.clone() }.into());
    }
    let within = transfer.from_warehouse_id == transfer.to_warehouse_id;
    let warehouses = [transfer.from_warehouse_id, transfer.to_warehouse_id];
    let keys = transfer.lines.iter().flat_map(|line| warehouses.map(|warehouse| (line.sku.id, warehouse)));
    let mut spots = store::lock_spots(tx, keys)?;
    spots.retain(|spot| spot.location_id != to);
    let mut shelf = Shelf::new(spots);
    let mut picks = Vec::new();
    for (line, change) in transfer.lines.iter().enumerate() {
        let key = (change.sku.id, transfer.from_warehouse_id);
        if !within {
            shelf.draw(key, &change.lot, change.qty).map_err(|lack| short(line, change, lack.available))?;
        }
        let from = Wherefrom { location: transfer.from_location_id, code: &places[0].location_code };
        take(&mut shelf, (line, change), transfer.from_warehouse_id, from, &mut picks)?;
    }
    let document = tx.next_number("TR", ctx)?;
    let sku = |pick: &Pick| &transfer.lines[pick.line].sku;
    let goods: Vec<Put<'_>> = picks
        .iter()
        .map(|pick| Put {
            warehouse_id: transfer.to_warehouse_id,
            location_id: to,
            sku: sku(pick),
            lot: &pick.lot,
            qty: pick.qty,
        })
        .collect();
    store::take_from_locations(tx, &picks)?;
    if within {
        store::put_in_locations(tx, &goods)?;
    } else {
        store::change_balances(tx, shelf.deltas())?;
        store::put(tx, ctx, &goods)?;
    }
    let paper = Paper { ctx, reason: Reason::Transfer, document: &document, note: &transfer.note };
    let moves: Vec<Move> = picks.iter().map(|pick| paper.out(pick, to, &sku(pick).code, "")).collect();
    store::insert_moves(tx, &moves)?;
    tx.record_first(
        ctx,
        moved("stock.transferred", &document, &places[1].warehouse_code, &transfer.note, &moves),
    );
    Ok(document)
}

/// The books were wrong: more or less is there; gives the adjustment's number.
///
/// # Errors
/// `stock_held` when less would be left than is promised, with the documents that hold it.
pub fn adjust(tx: &mut Tx<'_>, ctx: &Ctx, adjustment: &Adjustment) -> Result<String> {
    let mut problems = Problems::default();
    if adjustment.note.is_empty() {
        problems.add("note", &Common::Required);
    }
    check_note(&mut problems, &adjustment.note);
    for (line, change) in adjustment.lines.iter().enumerate() {
        if change.qty.is_zero() {
            let expected = "more or less than zero".to_owned();
            problems.add(format!("lines[{line}].qty"), &Common::InvalidValue { value: "0".into(), expected });
        }
    }
    if adjustment.lines.is_empty() {
        problems.add("lines", &Common::Required);
    }
    problems.check()?;
    let place = landings(tx, &[(adjustment.warehouse_id, adjustment.location_id)])?.remove(0);
    let to = place.usable()?;
    let document = tx.next_number("AD", ctx)?;
    let paper = Paper { ctx, reason: Reason::Adjustment, document: &document, note: &adjustment.note };
    let from = Wherefrom { location: adjustment.location_id, code: &place.location_code };
    let lines: Vec<Correction<'_>> =
        adjustment.lines.iter().map(|change| Correction { change, from, to }).collect();
    let moves = correct(tx, &paper, adjustment.warehouse_id, &lines)?;
    tx.record_first(ctx, moved("stock.adjusted", &document, &place.warehouse_code, &adjustment.note, &moves));
    Ok(document)
}

/// A difference between what is there and what the books say.
pub(crate) struct Correction<'a> {
    pub(crate) change: &'a Change,
    pub(crate) from: Wherefrom<'a>,
    pub(crate) to: LocationId,
}

/// Writes differences as moves to and from `ADJUST`; shared by adjustments and counts.
pub(crate) fn correct(
    tx: &mut Tx<'_>,
    paper: &Paper<'_>,
    warehouse: WarehouseId,
    lines: &[Correction<'_>],
) -> Result<Vec<Move>> {
    let less = |line: &Correction<'_>| line.change.qty.is_negative();
    let keys = lines.iter().filter(|line| less(line)).map(|line| (line.change.sku.id, warehouse));
    let mut shelf = Shelf::new(store::lock_spots(tx, keys)?);
    let mut picks = Vec::new();
    for (line, Correction { change, from, .. }) in lines.iter().enumerate().filter(|(_, line)| less(line)) {
        let change = Change { qty: -change.qty, ..(*change).clone() };
        let key = (change.sku.id, warehouse);
        if shelf.draw(key, &change.lot, change.qty).is_err() {
            let (on_hand, reserved) = shelf.held(key, &change.lot);
            return Err(held(tx, (line, &change), key, on_hand, reserved)?.into());
        }
        take(&mut shelf, (line, &change), warehouse, *from, &mut picks)?;
    }
    let more = lines.iter().filter(|line| !less(line));
    let goods: Vec<Put<'_>> = more
        .map(|Correction { change, to, .. }| Put {
            warehouse_id: warehouse,
            location_id: *to,
            sku: &change.sku,
            lot: &change.lot,
            qty: change.qty,
        })
        .collect();
    let mut moves: Vec<Move> =
        picks.iter().map(|pick| paper.out(pick, ADJUST, &lines[pick.line].change.sku.code, "")).collect();
    moves.extend(goods.iter().map(|put| paper.inward(put, ADJUST, "")));
    if !picks.is_empty() {
        store::change_balances(tx, shelf.deltas())?;
        store::take_from_locations(tx, &picks)?;
    }
    if !goods.is_empty() {
        store::put(tx, paper.ctx, &goods)?;
    }
    store::insert_moves(tx, &moves)?;
    Ok(moves)
}

/// Says why a balance cannot shrink: there is not so much, or others were promised it.
fn held(
    tx: &mut Tx<'_>,
    (line, change): (usize, &Change),
    key: (SkuId, WarehouseId),
    on_hand: Qty,
    reserved: Qty,
) -> Result<Refusal> {
    if on_hand < change.qty {
        return Ok(short(line, change, on_hand));
    }
    let holders = store::holders(tx, key.0, key.1, Some(&change.lot))?;
    let mut held_by: Vec<String> = holders.into_iter().map(|reservation| reservation.document).collect();
    held_by.dedup();
    let (line_no, sku) = (rules::line_no(line), change.sku.code.clone());
    Ok(Refusal::StockHeld { line_no, sku, on_hand: on_hand - change.qty, reserved, held_by })
}

/// A location that was named, or none: then in path order.
#[derive(Clone, Copy)]
pub(crate) struct Wherefrom<'a> {
    pub(crate) location: Option<LocationId>,
    pub(crate) code: &'a str,
}

fn take(
    shelf: &mut Shelf,
    (line, change): (usize, &Change),
    warehouse: WarehouseId,
    from: Wherefrom<'_>,
    picks: &mut Vec<Pick>,
) -> Result<(), Refusal> {
    let key = (change.sku.id, warehouse);
    let want = Pickable { line, key, location: from.location, lot: &change.lot, qty: change.qty };
    let missing = shelf.pick(&want, picks);
    if missing.is_zero() {
        return Ok(());
    }
    Err(Refusal::LocationShort {
        line_no: rules::line_no(line),
        sku: change.sku.code.clone(),
        location: from.code.to_owned(),
        wanted: change.qty,
        on_hand: change.qty - missing,
    })
}

fn short(line: usize, change: &Change, available: Qty) -> Refusal {
    let (line_no, sku) = (rules::line_no(line), change.sku.code.clone());
    Refusal::StockShort { line_no, sku, wanted: change.qty, available }
}

/// What the moves of one command have in common.
pub(crate) struct Paper<'a> {
    pub(crate) ctx: &'a Ctx,
    pub(crate) reason: Reason,
    pub(crate) document: &'a str,
    pub(crate) note: &'a str,
}

impl Paper<'_> {
    fn out(&self, pick: &Pick, to: LocationId, sku_code: &str, origin: &str) -> Move {
        self.line((pick.location_id, to), (pick.sku_id, sku_code), &pick.lot, pick.qty, origin)
    }

    fn inward(&self, put: &Put<'_>, from: LocationId, origin: &str) -> Move {
        self.line((from, put.location_id), (put.sku.id, &put.sku.code), put.lot, put.qty, origin)
    }

    fn line(
        &self,
        (from_location_id, to_location_id): (LocationId, LocationId),
        (sku_id, sku_code): (SkuId, &str),
        lot: &str,
        qty: Qty,
        origin: &str,
    ) -> Move {
        Move {
            id: self.ctx.id::<MoveId>(),
            at: self.ctx.at,
            actor_id: self.ctx.actor(),
            from_location_id,
            to_location_id,
            sku_id,
            sku_code: sku_code.to_owned(),
            lot: lot.to_owned(),
            qty,
            reason: self.reason,
            origin: origin.to_owned(),
            document: self.document.to_owned(),
            note: self.note.to_owned(),
        }
    }
}

/// The facts of an event about moves.
#[derive(Serialize)]
struct Moved<'a> {
    warehouse: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    note: &'a str,
    lines: Vec<MovedLine<'a>>,
}

#[derive(Serialize)]
struct MovedLine<'a> {
    sku_id: SkuId,
    sku: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    lot: &'a str,
    from: LocationId,
    to: LocationId,
    qty: Qty,
}

/// The event about what moved.
pub(crate) fn moved(
    kind: &'static str,
    subject: impl ToString,
    warehouse: &str,
    note: &str,
    moves: &[Move],
) -> Event {
    let lines = moves
        .iter()
        .map(|m| MovedLine {
            sku_id: m.sku_id,
            sku: &m.sku_code,
            lot: &m.lot,
            from: m.from_location_id,
            to: m.to_location_id,
            qty: m.qty,
        })
        .collect();
    Event::new(kind, subject).data(&Moved { warehouse, note, lines })
}

fn check_changes(lines: &[Change], note: &str) -> Result<()> {
    let mut problems = Problems::default();
    check_lines(&mut problems, lines.iter().map(|line| (line.lot.as_str(), line.qty)));
    check_note(&mut problems, note);
    problems.check()
}

fn check_lines<'a>(problems: &mut Problems, lines: impl Iterator<Item = (&'a str, Qty)>) {
    let mut count = 0usize;
    for (line, (lot, qty)) in lines.enumerate() {
        count += 1;
        if !qty.is_positive() {
            problems.add(format!("lines[{line}].qty"), &Common::NotPositive { value: qty.to_string() });
        }
        if lot.chars().count() > LOT_MAX {
            problems
                .add(format!("lines[{line}].lot"), &Common::TooLong { value: lot.to_owned(), max: LOT_MAX });
        }
    }
    if count == 0 {
        problems.add("lines", &Common::Required);
    }
}

fn check_note(problems: &mut Problems, note: &str) {
    if note.chars().count() > NOTE_MAX {
        problems.add("note", &Common::TooLong { value: note.chars().take(20).collect(), max: NOTE_MAX });
    }
}
