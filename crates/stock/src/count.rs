//! Counting what is there: start, enter, post or cancel. The difference becomes moves.
//!
//! ```text
//! open ──post──▶ posted
//!   └───cancel─▶ cancelled
//! ```
//!
//! The warehouse works on while it counts: a line's expected quantity is what the books say when its
//! count is entered, so that goods that move before or after do not look like a difference.

use base::id::{CountId, LocationId, SkuId, WarehouseId};
use base::refusal::Common;
use base::{Ctx, Problems, Qty, Result};
use db::{Event, Tx};
use serde::Serialize;

use crate::commands::{self, Correction, Paper, Wherefrom};
use crate::model::{Change, CountState, Reason, SkuKey, StockCount, StockCountLine};
use crate::rules::Refusal;
use crate::store::count as store;
use crate::store::setup::{landings, location_codes};

/// Lines of one count at most: a larger warehouse counts by locations.
const LINES_MAX: usize = 5_000;

/// What is to be counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    pub warehouse_id: WarehouseId,
    /// Empty: all of them.
    pub location_ids: Vec<LocationId>,
    /// Empty: all of them.
    pub sku_ids: Vec<SkuId>,
    pub note: String,
}

/// What was found in a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub location_id: LocationId,
    pub sku: SkuKey,
    pub lot: String,
    pub qty: Qty,
}

#[derive(Serialize)]
struct Started<'a> {
    number: &'a str,
    warehouse: &'a str,
    lines: usize,
}

/// Begins a count: writes down what the books say.
///
/// # Errors
/// `not_found` and `location_elsewhere` for wrong places, `too_many` lines.
pub fn start(tx: &mut Tx<'_>, ctx: &Ctx, scope: &Scope) -> Result<StockCount> {
    let mut wanted = vec![(scope.warehouse_id, None)];
    wanted.extend(scope.location_ids.iter().map(|location| (scope.warehouse_id, Some(*location))));
    let places = landings(tx, &wanted)?;
    for place in &places[1..] {
        place.usable()?;
    }
    let limit = i64::try_from(LINES_MAX).map_or(i64::MAX, |max| max + 1);
    let booked = store::booked(tx, scope.warehouse_id, &scope.location_ids, &scope.sku_ids, limit)?;
    if booked.len() > LINES_MAX {
        return Err(Common::TooMany { count: booked.len(), max: LINES_MAX }.into());
    }
    let count = StockCount {
        id: ctx.id(),
        number: tx.next_number("CN", ctx)?,
        warehouse_id: scope.warehouse_id,
        state: CountState::Open,
        note: scope.note.clone(),
        started_at: ctx.at,
        started_by: ctx.actor(),
        posted_at: None,
        revision: 1,
    };
    store::insert(tx, &count)?;
    store::insert_lines(tx, ctx, count.id, &booked)?;
    let facts = Started { number: &count.number, warehouse: &places[0].warehouse_code, lines: booked.len() };
    tx.record_first(ctx, Event::new("stock.count_started", count.id).data(&facts));
    Ok(count)
}

/// One count.
///
/// # Errors
/// `not_found`.
pub fn get(tx: &mut Tx<'_>, id: CountId) -> Result<StockCount> {
    store::find(tx, id)?.ok_or_else(|| missing(id))
}

/// Its lines, in path order.
///
/// # Errors
/// A fault when the database fails.
pub fn lines(tx: &mut Tx<'_>, id: CountId) -> Result<Vec<StockCountLine>> {
    store::lines(tx, id)
}

/// Enters what was found; the same place again replaces what was entered before.
///
/// # Errors
/// `count_not_open`, `location_elsewhere`, `invalid` when less than nothing was found.
pub fn enter(tx: &mut Tx<'_>, ctx: &Ctx, id: CountId, found: &[Found]) -> Result<StockCount> {
    let mut problems = Problems::default();
    for (line, one) in found.iter().enumerate() {
        if one.qty.is_negative() {
            problems.add(format!("lines[{line}].qty"), &Common::Negative { value: one.qty.to_string() });
        }
        let place = |other: &&Found| {
            (other.location_id, other.sku.id, &other.lot) == (one.location_id, one.sku.id, &one.lot)
        };
        if found[..line].iter().any(|other| place(&other)) {
            problems.add(format!("lines[{line}]"), &Common::Taken { value: one.sku.code.clone() });
        }
    }
    if found.is_empty() {
        problems.add("lines", &Common::Required);
    }
    problems.check()?;
    let before = open(tx, ctx, id)?;
    let places: Vec<_> = found.iter().map(|one| (before.warehouse_id, Some(one.location_id))).collect();
    for place in landings(tx, &places)? {
        place.usable()?;
    }
    let counted: Vec<store::Booked> = found
        .iter()
        .map(|one| {
            (
                one.location_id,
                one.sku.id,
                one.sku.code.clone(),
                one.sku.name.clone(),
                one.lot.clone(),
                one.qty,
            )
        })
        .collect();
    store::enter(tx, ctx, &before, &counted)?;
    let after = StockCount { revision: before.revision + 1, ..before };
    store::update(tx, &after)?;
    Ok(after)
}

/// Makes the differences moves; places nobody counted stay as they are.
///
/// # Errors
/// `count_not_open`, `nothing_counted`, and `stock_held` when less was found than is promised.
pub fn post(tx: &mut Tx<'_>, ctx: &Ctx, id: CountId) -> Result<StockCount> {
    let before = open(tx, ctx, id)?;
    let counted: Vec<StockCountLine> =
        store::lines(tx, id)?.into_iter().filter(|line| line.qty_counted.is_some()).collect();
    if counted.is_empty() {
        return Err(Refusal::NothingCounted { number: before.number }.into());
    }
    let difference = |line: &StockCountLine| line.qty_counted.unwrap_or_default() - line.qty_expected;
    let changes: Vec<(LocationId, Change)> = counted
        .into_iter()
        .filter(|line| !difference(line).is_zero())
        .map(|line| {
            let qty = difference(&line);
            let sku = SkuKey { id: line.sku_id, code: line.sku_code, name: line.sku_name };
            (line.location_id, Change { sku, lot: line.lot, qty })
        })
        .collect();
    let ids: Vec<LocationId> = changes.iter().map(|(location, _)| *location).collect();
    let codes = location_codes(tx, &ids)?;
    let code = |id: LocationId| codes.iter().find(|known| known.0 == id).map_or("", |known| known.1.as_str());
    let corrections: Vec<Correction<'_>> = changes
        .iter()
        .map(|(location, change)| {
            let from = Wherefrom { location: Some(*location), code: code(*location) };
            Correction { change, from, to: *location }
        })
        .collect();
    let paper = Paper { ctx, reason: Reason::Count, document: &before.number, note: &before.note };
    let moves = commands::correct(tx, &paper, before.warehouse_id, &corrections)?;
    let warehouse = landings(tx, &[(before.warehouse_id, None)])?.remove(0).warehouse_code;
    tx.record(ctx, commands::moved("stock.counted", id, &warehouse, &before.note, &moves));
    end(tx, ctx, before, CountState::Posted)
}

/// Calls a count off.
///
/// # Errors
/// `count_not_open`.
pub fn cancel(tx: &mut Tx<'_>, ctx: &Ctx, id: CountId) -> Result<StockCount> {
    let before = open(tx, ctx, id)?;
    tx.record(ctx, Event::new("stock.count_cancelled", id));
    end(tx, ctx, before, CountState::Cancelled)
}

fn end(tx: &mut Tx<'_>, ctx: &Ctx, before: StockCount, state: CountState) -> Result<StockCount> {
    let posted_at = (state == CountState::Posted).then_some(ctx.at);
    let after = StockCount { state, posted_at, revision: before.revision + 1, ..before };
    store::update(tx, &after)?;
    Ok(after)
}

fn open(tx: &mut Tx<'_>, ctx: &Ctx, id: CountId) -> Result<StockCount> {
    let count = store::lock(tx, id)?.ok_or_else(|| missing(id))?;
    ctx.check_revision("count", count.revision)?;
    if count.state != CountState::Open {
        return Err(Refusal::CountNotOpen { number: count.number, state: count.state }.into());
    }
    Ok(count)
}

fn missing(id: CountId) -> base::Error {
    Common::NotFound { what: "count", id: id.to_string() }.into()
}
