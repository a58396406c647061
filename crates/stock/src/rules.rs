//! The decisions: who is promised what, and from which spot goods are taken. Pure.

use std::collections::BTreeMap;

use base::id::{LocationId, ReservationId, RowId, SkuId, WarehouseId};
use base::refusal::{Problem, Status};
use base::{Day, Error, Qty, Refuse, Refused};
use serde::Serialize;

use crate::model::{Balance, CountState, Demand, Issue, Pick, PlannedReceipt, Reservation, Spot};

/// Why the room said no, in order of precedence: the first that applies is the one reported.
#[derive(Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    #[error("warehouse {warehouse} is not in use")]
    WarehouseInactive { warehouse: String },
    #[error("location {location} is not a storage location in use of warehouse {warehouse}")]
    LocationElsewhere { location: String, warehouse: String },
    #[error("goods cannot be moved from location {location} to itself")]
    SameLocation { location: String },
    #[error("count {number} is already {state}")]
    CountNotOpen { number: String, state: CountState },
    #[error("nothing has been counted in {number} yet")]
    NothingCounted { number: String },
    #[error("line {line_no} wants {wanted} of {sku}, only {available} can be promised")]
    StockShort { line_no: i64, sku: String, wanted: Qty, available: Qty },
    #[error("line {line_no} takes {wanted} of {sku} from location {location}, only {on_hand} is there")]
    LocationShort { line_no: i64, sku: String, location: String, wanted: Qty, on_hand: Qty },
    #[error("line {line_no} leaves {on_hand} of {sku}, but {reserved} is promised to {}", held_by.join(", "))]
    StockHeld { line_no: i64, sku: String, on_hand: Qty, reserved: Qty, held_by: Vec<String> },
    #[error("warehouse {warehouse} still holds goods: {skus} SKUs")]
    WarehouseInUse { warehouse: String, skus: i64 },
    #[error("location {location} still holds goods, or is where the warehouse puts goods by default")]
    LocationInUse { location: String },
}

impl Refuse for Refusal {
    fn status(&self) -> Status {
        match self {
            Self::LocationElsewhere { .. } | Self::SameLocation { .. } => Status::Invalid,
            _ => Status::Conflict,
        }
    }
}

/// A quantity of one balance promised to one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The demand's position.
    pub line: usize,
    pub balance_id: RowId,
    pub sku_id: SkuId,
    pub warehouse_id: WarehouseId,
    pub lot: String,
    pub qty: Qty,
}

/// Who gets what, and who does not get enough.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Allocation {
    pub grants: Vec<Grant>,
    /// The position of each short demand and what there is for it, in the order of the demands.
    pub short: Vec<(usize, Qty)>,
}

/// Shares what is available among the demands. Who names a lot is served before who takes any, else
/// in the order of the demands; any lot means the oldest first.
#[must_use]
pub fn allocate(demands: &[Demand], balances: &[Balance]) -> Allocation {
    let mut left: Vec<(&Balance, Qty)> = balances.iter().map(|b| (b, b.on_hand - b.reserved)).collect();
    left.sort_by_key(|(b, _)| (b.sku_id, b.warehouse_id, b.id));
    let mut grants = Vec::with_capacity(demands.len());
    let mut missing: Vec<Qty> = demands.iter().map(|d| d.qty).collect();
    for named in [true, false] {
        for (line, demand) in demands.iter().enumerate().filter(|(_, d)| d.lot.is_some() == named) {
            assert!(!demand.qty.is_negative(), "a demand for less than nothing: {demand:?}");
            let key = (demand.sku_id, demand.warehouse_id);
            let from = left.partition_point(|(b, _)| (b.sku_id, b.warehouse_id) < key);
            let mine = left[from..].iter_mut().take_while(|(b, _)| (b.sku_id, b.warehouse_id) == key);
            for (balance, available) in
                mine.filter(|(b, _)| demand.lot.as_ref().is_none_or(|lot| *lot == b.lot))
            {
                let qty = missing[line].min(*available);
                if !qty.is_positive() {
                    continue;
                }
                *available -= qty;
                missing[line] -= qty;
                grants.push(Grant {
                    line,
                    balance_id: balance.id,
                    sku_id: balance.sku_id,
                    warehouse_id: balance.warehouse_id,
                    lot: balance.lot.clone(),
                    qty,
                });
            }
        }
    }
    grants.sort_by_key(|grant| grant.line);
    let short = missing.iter().enumerate().filter(|(_, qty)| qty.is_positive());
    Allocation { grants, short: short.map(|(line, qty)| (line, demands[line].qty - *qty)).collect() }
}

/// The refusal for what is short: the first line speaks, every short line is among the problems.
#[must_use]
pub fn refuse_short(demands: &[Demand], short: &[(usize, Qty)]) -> Error {
    let refusal = |(line, available): &(usize, Qty)| {
        let Demand { line_no, ref sku, qty, .. } = demands[*line];
        Refused::of(&Refusal::StockShort { line_no, sku: sku.clone(), wanted: qty, available: *available })
    };
    let Some(first) = short.first() else { unreachable!("asked to refuse although nothing is short") };
    let problem = |one: &(usize, Qty)| {
        let Refused { code, detail, params, .. } = refusal(one);
        Problem { field: format!("lines[{}]", one.0), code, detail, params }
    };
    Refused { problems: short.iter().map(problem).collect(), ..refusal(first) }.into()
}

/// How a balance changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Delta {
    pub on_hand: Qty,
    pub reserved: Qty,
}

type Key = (SkuId, WarehouseId);

/// A working copy of what lies where: goods are taken from it in thought, then written as a whole.
#[derive(Debug)]
pub struct Shelf {
    /// Sorted by SKU, warehouse, path.
    spots: Vec<Spot>,
    lots: BTreeMap<Key, Vec<Lot>>,
}

#[derive(Debug)]
struct Lot {
    balance_id: RowId,
    lot: String,
    on_hand: Qty,
    reserved: Qty,
    delta: Delta,
}

/// A lot of which there is not enough.
#[derive(Debug, PartialEq, Eq)]
pub struct Lack {
    pub available: Qty,
}

impl Shelf {
    #[must_use]
    pub fn new(mut spots: Vec<Spot>) -> Self {
        spots.sort_by(|a, b| {
            (a.sku_id, a.warehouse_id, a.path_order, a.location_id, a.balance_id).cmp(&(
                b.sku_id,
                b.warehouse_id,
                b.path_order,
                b.location_id,
                b.balance_id,
            ))
        });
        let mut lots: BTreeMap<Key, Vec<Lot>> = BTreeMap::new();
        for spot in &spots {
            let of_sku = lots.entry((spot.sku_id, spot.warehouse_id)).or_default();
            if of_sku.iter().all(|known| known.balance_id != spot.balance_id) {
                of_sku.push(Lot {
                    balance_id: spot.balance_id,
                    lot: spot.lot.clone(),
                    on_hand: spot.on_hand,
                    reserved: spot.reserved,
                    delta: Delta::default(),
                });
            }
        }
        // Oldest first.
        lots.values_mut().for_each(|of_sku| of_sku.sort_by_key(|lot| lot.balance_id));
        Self { spots, lots }
    }

    /// The code the balances know a SKU by; its id when it was never here.
    #[must_use]
    pub fn sku_code(&self, sku: SkuId) -> String {
        let from = self.spots.partition_point(|spot| spot.sku_id < sku);
        self.spots
            .get(from)
            .filter(|spot| spot.sku_id == sku)
            .map_or_else(|| sku.to_string(), |s| s.sku_code.clone())
    }

    /// What each balance changed by so far.
    pub fn deltas(&self) -> impl Iterator<Item = (RowId, Delta)> {
        let all = self.lots.values().flatten();
        all.filter(|lot| lot.delta != Delta::default()).map(|lot| (lot.balance_id, lot.delta))
    }

    /// On hand and reserved of a lot, after what was taken so far.
    #[must_use]
    pub fn held(&self, key: Key, lot: &str) -> (Qty, Qty) {
        let known = self.lots.get(&key).and_then(|lots| lots.iter().find(|known| known.lot == lot));
        known.map_or((Qty::ZERO, Qty::ZERO), |known| {
            (known.on_hand + known.delta.on_hand, known.reserved + known.delta.reserved)
        })
    }

    fn lot_mut(&mut self, key: Key, lot: &str) -> Option<&mut Lot> {
        self.lots.get_mut(&key)?.iter_mut().find(|known| known.lot == lot)
    }

    /// Gives a promise back.
    fn release(&mut self, key: Key, lot: &str, qty: Qty) {
        let known = self.lot_mut(key, lot).expect("a reservation has a balance with goods");
        known.delta.reserved -= qty;
    }

    /// Takes from a lot's on hand; `lack` when that would touch what is promised to others.
    ///
    /// # Errors
    /// What is available when it is not enough.
    pub fn draw(&mut self, key: Key, lot: &str, qty: Qty) -> Result<(), Lack> {
        let (on_hand, reserved) = self.held(key, lot);
        let available = on_hand - reserved;
        match self.lot_mut(key, lot) {
            Some(known) if available >= qty => {
                known.delta.on_hand -= qty;
                Ok(())
            }
            _ => Err(Lack { available }),
        }
    }

    /// What is available of each lot, oldest first.
    fn available(&self, key: Key) -> Vec<(String, Qty)> {
        let lots = self.lots.get(&key).map(Vec::as_slice).unwrap_or_default();
        let of = |lot: &Lot| lot.on_hand + lot.delta.on_hand - lot.reserved - lot.delta.reserved;
        lots.iter().map(|lot| (lot.lot.clone(), of(lot))).filter(|(_, qty)| qty.is_positive()).collect()
    }

    /// The lots of a SKU, oldest first.
    #[must_use]
    pub fn lots(&self, key: Key) -> Vec<String> {
        self.lots.get(&key).map(|lots| lots.iter().map(|lot| lot.lot.clone()).collect()).unwrap_or_default()
    }

    /// Picks a quantity of a lot from one location, or from all in path order, as far as it goes;
    /// gives what is missing.
    pub fn pick(&mut self, want: &Pickable<'_>, out: &mut Vec<Pick>) -> Qty {
        let (key, mut missing) = (want.key, want.qty);
        let from = self.spots.partition_point(|spot| (spot.sku_id, spot.warehouse_id) < key);
        let spots = self.spots[from..].iter_mut().take_while(|spot| (spot.sku_id, spot.warehouse_id) == key);
        for spot in
            spots.filter(|spot| spot.lot == want.lot && want.location.is_none_or(|l| l == spot.location_id))
        {
            let qty = missing.min(spot.here);
            if !qty.is_positive() {
                continue;
            }
            spot.here -= qty;
            missing -= qty;
            out.push(Pick {
                line: want.line,
                sku_id: key.0,
                warehouse_id: key.1,
                location_id: spot.location_id,
                lot: spot.lot.clone(),
                qty,
            });
        }
        missing
    }
}

/// What is to be picked.
#[derive(Debug, Clone, Copy)]
pub struct Pickable<'a> {
    pub line: usize,
    pub key: Key,
    pub location: Option<LocationId>,
    pub lot: &'a str,
    pub qty: Qty,
}

/// What leaves from where, and what stays promised.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Consumed {
    pub picks: Vec<Pick>,
    /// Reservations that were used in part, with what is left of them.
    pub stay: Vec<Reservation>,
}

/// Lets goods leave: each line uses its own promise first (that of the lot taken, then of its other
/// lots), and what is available to everyone for the rest. Never touches others' promises.
///
/// # Errors
/// `stock_short` when the rest is not available, `location_short` when a location holds less.
pub fn consume(
    issues: &[Issue],
    mut reservations: Vec<Reservation>,
    shelf: &mut Shelf,
) -> Result<Consumed, Refusal> {
    reservations.sort_by(|a, b| (&a.origin, a.id).cmp(&(&b.origin, b.id)));
    let mut picks = Vec::with_capacity(issues.len());
    for (line, issue) in issues.iter().enumerate() {
        let key = (issue.sku_id, issue.warehouse_id);
        for (lot, qty) in draw_line(line, issue, &mut reservations, shelf)? {
            let want = Pickable { line, key, location: issue.location_id, lot: &lot, qty };
            let missing = shelf.pick(&want, &mut picks);
            if missing.is_positive() {
                return Err(Refusal::LocationShort {
                    line_no: line_no(line),
                    sku: shelf.sku_code(issue.sku_id),
                    location: issue.location_id.map(|id| id.to_string()).unwrap_or_default(),
                    wanted: qty,
                    on_hand: qty - missing,
                });
            }
        }
    }
    reservations.retain(|reservation| reservation.qty.is_positive());
    Ok(Consumed { picks, stay: reservations })
}

/// Which lots a line takes how much of.
fn draw_line(
    line: usize,
    issue: &Issue,
    reservations: &mut [Reservation],
    shelf: &mut Shelf,
) -> Result<Vec<(String, Qty)>, Refusal> {
    assert!(issue.qty.is_positive(), "an issue of nothing: {issue:?}");
    let key = (issue.sku_id, issue.warehouse_id);
    let from = reservations.partition_point(|r| r.origin < issue.origin);
    let own: Vec<&mut Reservation> = reservations[from..]
        .iter_mut()
        .take_while(|r| r.origin == issue.origin)
        .filter(|r| (r.sku_id, r.warehouse_id) == key && r.qty.is_positive())
        .collect();
    let mut missing = issue.qty;
    let mut lots: Vec<(String, Qty)> = Vec::new();
    let (same, other): (Vec<_>, Vec<_>) = own.into_iter().partition(|r| issue.lot.as_ref() == Some(&r.lot));
    for reservation in same.into_iter().chain(other) {
        let qty = missing.min(reservation.qty);
        if !qty.is_positive() {
            continue;
        }
        shelf.release(key, &reservation.lot, qty);
        reservation.qty -= qty;
        missing -= qty;
        if issue.lot.is_none() {
            lots.push((reservation.lot.clone(), qty));
            shelf
                .draw(key, &reservation.lot, qty)
                .map_err(|lack| short(line, issue, lack.available, shelf))?;
        }
    }
    if let Some(lot) = &issue.lot {
        shelf.draw(key, lot, issue.qty).map_err(|lack| short(line, issue, lack.available, shelf))?;
        return Ok(vec![(lot.clone(), issue.qty)]);
    }
    for (lot, available) in shelf.available(key) {
        let qty = missing.min(available);
        if qty.is_positive() {
            missing -= qty;
            shelf.draw(key, &lot, qty).map_err(|lack| short(line, issue, lack.available, shelf))?;
            lots.push((lot, qty));
        }
    }
    if missing.is_positive() {
        return Err(short(line, issue, issue.qty - missing, shelf));
    }
    Ok(lots)
}

fn short(line: usize, issue: &Issue, available: Qty, shelf: &Shelf) -> Refusal {
    let sku = shelf.sku_code(issue.sku_id);
    Refusal::StockShort { line_no: line_no(line), sku, wanted: issue.qty, available }
}

/// How people count a line's position.
#[must_use]
pub fn line_no(position: usize) -> i64 {
    i64::try_from(position).map_or(i64::MAX, |position| position + 1)
}

/// From which day on each short line is whole, when what is planned comes in time. Lines of one SKU
/// share what comes, in their order.
#[must_use]
pub fn days(demands: &[Demand], short: &[(usize, Qty)], coming: &[PlannedReceipt]) -> Vec<Option<Day>> {
    let mut wanted: BTreeMap<Key, Qty> = BTreeMap::new();
    let day = |(line, available): &(usize, Qty)| {
        let demand = &demands[*line];
        let key = (demand.sku_id, demand.warehouse_id);
        let all = wanted.entry(key).or_default();
        *all += demand.qty - *available;
        let mut come = Qty::ZERO;
        let plans = coming.iter().filter(|plan| (plan.sku_id, plan.warehouse_id) == key);
        plans.into_iter().find_map(|plan| {
            come += plan.qty - plan.qty_received;
            (come >= *all).then_some(plan.expected_on)
        })
    };
    short.iter().map(day).collect()
}

/// Splits what is given back of some reservations: what is released, and what stays promised.
/// The latest promise of a line is released first.
#[must_use]
pub fn release_part(
    wanted: &BTreeMap<String, Qty>,
    mut found: Vec<Reservation>,
) -> (Vec<Reservation>, Vec<Reservation>) {
    found.sort_by_key(|reservation| std::cmp::Reverse::<ReservationId>(reservation.id));
    let mut left = wanted.clone();
    let (mut released, mut stay) = (Vec::new(), Vec::new());
    for reservation in found {
        let want = left.get_mut(&reservation.origin);
        let qty = want.as_deref().copied().unwrap_or_default().min(reservation.qty);
        if let Some(want) = want {
            *want -= qty;
        }
        if qty < reservation.qty {
            stay.push(Reservation { qty: reservation.qty - qty, ..reservation.clone() });
        }
        if qty.is_positive() {
            released.push(Reservation { qty, ..reservation });
        }
    }
    (released, stay)
}
