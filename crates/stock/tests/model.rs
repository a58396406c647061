//! Random commands from a seed, compared after each with a naive model that counts unit by unit.
#![allow(clippy::unwrap_used)]

mod floor;

use base::Error;
use base::id::WarehouseId;
use db::Wiring;
use floor::{Floor, demand, floor, issue, qty, sku};
use stock::{Adjustment, Change, Short, Transfer};

const SKUS: i64 = 3;
const LOTS: [&str; 3] = ["", "A", "B"];
const STEPS: usize = 250;

/// A seeded sequence (splitmix64): the same seed, the same run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % n as u64).unwrap()
    }

    fn units(&mut self, most: i64) -> i64 {
        1 + i64::try_from(self.below(usize::try_from(most).unwrap())).unwrap()
    }
}

#[derive(Clone, PartialEq, Debug)]
struct Heap {
    warehouse: WarehouseId,
    sku: i64,
    lot: String,
    on_hand: i64,
}

#[derive(Clone, PartialEq, Debug)]
struct Promise {
    origin: String,
    heap: usize,
    units: i64,
}

/// Heaps in the order they first came; promises in the order they were first given.
#[derive(Clone, Default, PartialEq, Debug)]
struct Model {
    heaps: Vec<Heap>,
    promises: Vec<Promise>,
}

type Ask = (String, i64, Option<String>, i64);

impl Model {
    fn free(&self, heap: usize) -> i64 {
        let promised: i64 = self.promises.iter().filter(|p| p.heap == heap).map(|p| p.units).sum();
        self.heaps[heap].on_hand - promised
    }

    fn find(&self, warehouse: WarehouseId, sku: i64, lot: &str) -> Option<usize> {
        self.heaps.iter().position(|h| h.warehouse == warehouse && h.sku == sku && h.lot == lot)
    }

    fn heaps_of(&self, warehouse: WarehouseId, sku: i64, lot: Option<&str>) -> Vec<usize> {
        let fits = |h: &Heap| h.warehouse == warehouse && h.sku == sku && lot.is_none_or(|lot| h.lot == lot);
        (0..self.heaps.len()).filter(|at| fits(&self.heaps[*at])).collect()
    }

    fn add(&mut self, warehouse: WarehouseId, sku: i64, lot: &str, units: i64) {
        match self.find(warehouse, sku, lot) {
            Some(at) => self.heaps[at].on_hand += units,
            None => self.heaps.push(Heap { warehouse, sku, lot: lot.into(), on_hand: units }),
        }
    }

    /// Gives single units out: named lots first, each line in its turn.
    fn reserve(&mut self, warehouse: WarehouseId, asks: &[Ask], short: Short) -> Option<Vec<i64>> {
        let mut free: Vec<i64> = (0..self.heaps.len()).map(|at| self.free(at)).collect();
        let mut got = vec![vec![0; self.heaps.len()]; asks.len()];
        for named in [true, false] {
            for (line, (_, sku, lot, units)) in
                asks.iter().enumerate().filter(|(_, ask)| ask.2.is_some() == named)
            {
                for _ in 0..*units {
                    let from =
                        self.heaps_of(warehouse, *sku, lot.as_deref()).into_iter().find(|at| free[*at] > 0);
                    if let Some(at) = from {
                        free[at] -= 1;
                        got[line][at] += 1;
                    }
                }
            }
        }
        let sums: Vec<i64> = got.iter().map(|line| line.iter().sum()).collect();
        if short == Short::Refuse && sums.iter().zip(asks).any(|(got, ask)| *got < ask.3) {
            return None;
        }
        for (line, (origin, ..)) in asks.iter().enumerate() {
            for (at, units) in got[line].iter().enumerate().filter(|(_, units)| **units > 0) {
                match self.promises.iter_mut().find(|p| p.origin == *origin && p.heap == at) {
                    Some(promise) => promise.units += units,
                    None => self.promises.push(Promise { origin: origin.clone(), heap: at, units: *units }),
                }
            }
        }
        Some(sums)
    }

    fn unreserve(&mut self, origin: &str, most: i64) {
        for _ in 0..most {
            let Some(last) = self.promises.iter().rposition(|p| p.origin == origin) else { return };
            self.promises[last].units -= 1;
            self.promises.retain(|p| p.units > 0);
        }
    }

    /// Lets single units go: from the line's own promises first, then from what is free.
    fn issue(&mut self, warehouse: WarehouseId, ask: &Ask) -> bool {
        let before = self.clone();
        let (origin, sku, lot, units) = ask;
        for _ in 0..*units {
            let own = |p: &Promise| {
                p.origin == *origin
                    && self.heaps[p.heap].sku == *sku
                    && self.heaps[p.heap].warehouse == warehouse
            };
            let same = |p: &Promise| own(p) && Some(&self.heaps[p.heap].lot) == lot.as_ref();
            let used = self.promises.iter().position(same).or_else(|| self.promises.iter().position(own));
            let from = match (lot, used) {
                (Some(lot), _) => self.find(warehouse, *sku, lot),
                (None, Some(used)) => Some(self.promises[used].heap),
                (None, None) => {
                    self.heaps_of(warehouse, *sku, None).into_iter().find(|at| self.free(*at) > 0)
                }
            };
            if let Some(used) = used {
                self.promises[used].units -= 1;
                self.promises.retain(|p| p.units > 0);
            }
            match from {
                Some(at) => self.heaps[at].on_hand -= 1,
                None => {
                    *self = before;
                    return false;
                }
            }
        }
        if (0..self.heaps.len()).any(|at| self.free(at) < 0) {
            *self = before;
            return false;
        }
        true
    }

    fn take(&mut self, warehouse: WarehouseId, sku: i64, lot: &str, units: i64) -> bool {
        match self.find(warehouse, sku, lot) {
            Some(at) if self.free(at) >= units => {
                self.heaps[at].on_hand -= units;
                true
            }
            _ => false,
        }
    }
}

/// One random command, on both.
fn step(dice: &mut Dice, floor: &Floor, model: &mut Model) -> String {
    let warehouse = if dice.below(3) == 0 { floor.west } else { floor.east };
    let number = dice.units(SKUS);
    let lot = LOTS[dice.below(3)];
    let origin = format!("line-{}", dice.below(12));
    match dice.below(10) {
        0 | 1 => {
            let units = dice.units(9);
            floor.receive(warehouse, number, lot, units);
            model.add(warehouse, number, lot, units);
            format!("receive {units} of {number}/{lot}")
        }
        2..=4 => reserve(dice, floor, model, warehouse),
        5 => {
            let most = dice.units(4);
            let parts = [(origin.clone(), qty(most))];
            floor.write(move |tx, _| stock::unreserve_part(tx, &parts)).unwrap();
            model.unreserve(&origin, most);
            format!("unreserve {most} of {origin}")
        }
        6 => {
            let origins = [origin.clone()];
            floor.write(move |tx, _| stock::unreserve(tx, &origins)).unwrap();
            model.unreserve(&origin, 1_000);
            format!("unreserve {origin}")
        }
        7 => {
            let ask = (origin, number, (dice.below(2) == 0).then(|| lot.to_owned()), dice.units(5));
            let wanted = stock::Issue { lot: ask.2.clone(), ..issue(warehouse, &ask.0, ask.1, ask.3) };
            agree(floor.issue(&[wanted]), model.issue(warehouse, &ask));
            format!("issue {ask:?}")
        }
        8 => transfer(dice, floor, model, (number, lot)),
        _ => adjust(dice, floor, model, warehouse, (number, lot)),
    }
}

fn reserve(dice: &mut Dice, floor: &Floor, model: &mut Model, warehouse: WarehouseId) -> String {
    let first = dice.below(12);
    let asks: Vec<Ask> = (0..1 + dice.below(4))
        .map(|n| {
            let lot = (dice.below(3) == 0).then(|| LOTS[dice.below(3)].to_owned());
            (format!("line-{}", (first + n) % 12), dice.units(SKUS), lot, dice.units(6))
        })
        .collect();
    let short = if dice.below(2) == 0 { Short::Refuse } else { Short::Take };
    let demands: Vec<_> = asks
        .iter()
        .map(|(origin, sku, lot, units)| stock::Demand {
            lot: lot.clone(),
            ..demand(warehouse, origin, *sku, *units)
        })
        .collect();
    // A line asks for one SKU for life; the same origin with another one would be two lines.
    let clash = |p: &Promise| asks.iter().any(|ask| ask.0 == p.origin && ask.1 != model.heaps[p.heap].sku);
    if model.promises.iter().any(clash) {
        return "nothing".into();
    }
    let expected = model.reserve(warehouse, &asks, short);
    match (floor.reserve(&demands, short), &expected) {
        (Ok(got), Some(units)) => assert_eq!(got, units.iter().map(|u| qty(*u)).collect::<Vec<_>>()),
        (outcome, expected) => agree(outcome.map(|_| ()), expected.is_some()),
    }
    format!("reserve {asks:?} {short:?}")
}

fn transfer(dice: &mut Dice, floor: &Floor, model: &mut Model, (number, lot): (i64, &str)) -> String {
    let units = dice.units(5);
    let transfer = Transfer {
        from_warehouse_id: floor.east,
        from_location_id: None,
        to_warehouse_id: floor.west,
        to_location_id: None,
        note: String::new(),
        lines: vec![Change { sku: sku(number), lot: lot.into(), qty: qty(units) }],
    };
    let outcome = floor.write(move |tx, ctx| stock::transfer(tx, ctx, &transfer));
    let moved = model.take(floor.east, number, lot, units);
    if moved {
        model.add(floor.west, number, lot, units);
    }
    agree(outcome.map(|_| ()), moved);
    format!("transfer {units} of {number}/{lot}")
}

fn adjust(
    dice: &mut Dice,
    floor: &Floor,
    model: &mut Model,
    warehouse: WarehouseId,
    (number, lot): (i64, &str),
) -> String {
    let units = dice.units(6) * if dice.below(3) == 0 { 1 } else { -1 };
    let adjustment = Adjustment {
        warehouse_id: warehouse,
        location_id: None,
        note: "counted again".into(),
        lines: vec![Change { sku: sku(number), lot: lot.into(), qty: qty(units) }],
    };
    let outcome = floor.write(move |tx, ctx| stock::adjust(tx, ctx, &adjustment));
    let done = if units > 0 {
        model.add(warehouse, number, lot, units);
        true
    } else {
        model.take(warehouse, number, lot, -units)
    };
    agree(outcome.map(|_| ()), done);
    format!("adjust {units} of {number}/{lot}")
}

/// Both did it, or both refused; a fault is neither.
#[track_caller]
fn agree(outcome: base::Result<()>, expected: bool) {
    match outcome {
        Ok(()) => assert!(expected, "the model refuses, stock does not"),
        Err(Error::Refused(refused)) => assert!(!expected, "the model allows, stock says {refused}"),
        Err(fault) => panic!("{fault}"),
    }
}

fn compare(floor: &Floor, model: &Model, told: &str) {
    let skus: Vec<_> = (1..=SKUS).map(|number| sku(number).id).collect();
    let origins: Vec<String> = (0..12).map(|line| format!("line-{line}")).collect();
    let asked = origins.clone();
    let read =
        floor.db.read_now(move |tx| Ok((stock::availability(tx, &skus)?, stock::reservations(tx, &asked)?)));
    let (held, promised) = read.unwrap();
    for warehouse in [floor.east, floor.west] {
        for number in 1..=SKUS {
            let heaps = model.heaps_of(warehouse, number, None);
            let on_hand: i64 = heaps.iter().map(|at| model.heaps[*at].on_hand).sum();
            let free: i64 = heaps.iter().map(|at| model.free(*at)).sum();
            let found = held.iter().find(|a| a.warehouse_id == warehouse && a.sku_id == sku(number).id);
            let found = found.map_or((qty(0), qty(0)), |a| (a.on_hand, a.available));
            assert_eq!(found, (qty(on_hand), qty(free)), "{number} after {told}");
        }
    }
    for origin in origins {
        let own = model.promises.iter().filter(|p| p.origin == origin);
        let own: Vec<_> = own.map(|p| (model.heaps[p.heap].lot.clone(), qty(p.units))).collect();
        let found = promised.iter().filter(|r| r.origin == origin);
        assert_eq!(found.map(|r| (r.lot.clone(), r.qty)).collect::<Vec<_>>(), own, "{origin} after {told}");
    }
}

#[test]
fn random_commands_agree_with_counting_unit_by_unit() {
    for seed in [1, 2] {
        testdb::each(&Wiring::default(), |db| {
            let (floor, mut model, mut dice) = (floor(db), Model::default(), Dice(seed));
            let mut told = Vec::new();
            for _ in 0..STEPS {
                told.push(step(&mut dice, &floor, &mut model));
                let last = told.len().saturating_sub(3);
                compare(
                    &floor,
                    &model,
                    &format!("seed {seed}, step {}: {}", told.len(), told[last..].join("; ")),
                );
                if told.len() % 25 == 0 {
                    testdb::broken_invariants(db);
                }
            }
        });
    }
}
