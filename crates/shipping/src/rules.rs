//! The decisions: what a scan is worth, whether a shipment may leave, what arrived. Pure.

use base::id::{ShipmentLineId, SkuId};
use base::{Qty, Refuse};
use serde::Serialize;

use crate::model::{DeliveredLine, Document, RestockLine, ScanResult, ShipmentLine, State};

/// Why shipping said no, in order of precedence.
#[derive(Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    #[error("order {order_number} has nothing to send")]
    ShipmentEmpty { order_number: String },
    #[error("shipment {number} is {state}: it does not allow to {action}")]
    ShipmentState { number: String, state: State, action: String },
    #[error("no shipment, tracking or order number is {scanned}")]
    NoSuchShipment { scanned: String },
    #[error("shipment {number} has no line {line}")]
    NoSuchShipmentLine { number: String, line: String },
    #[error("the scan key {key} was used on another shipment")]
    ScanKeyReused { key: String },
    #[error("nothing was scanned on {number} that could be undone")]
    NothingToUndo { number: String },
    #[error("line {line_no} of {number} is complete: nothing is short")]
    LineComplete { number: String, line_no: i64 },
    #[error("line {line_no} of {number} wants {wanted} of {sku}, {picked} are scanned")]
    NotFullyPicked { number: String, line_no: i64, sku: String, wanted: Qty, picked: Qty },
    #[error("nothing of {number} was picked: cancel it instead")]
    NothingPicked { number: String },
    #[error("nothing of {number} is on the way")]
    NothingOnTheWay { number: String },
    #[error("of line {line_no} of {number} {on_the_way} are on the way, not {wanted}")]
    DeliveredTooMuch { number: String, line_no: i64, on_the_way: Qty, wanted: Qty },
    #[error("say why line {line_no} of {number} was refused")]
    RefusalWithoutReason { number: String, line_no: i64 },
    #[error("nothing of {number} waits to be put back")]
    NothingToRestock { number: String },
    #[error("of line {line_no} of {number} {refused} wait to be put back, not {wanted}")]
    RestockedTooMuch { number: String, line_no: i64, refused: Qty, wanted: Qty },
}

impl Refuse for Refusal {}

impl ShipmentLine {
    /// Still to be scanned.
    #[must_use]
    pub fn to_pick(&self) -> Qty {
        self.qty - self.qty_picked - self.qty_short
    }

    /// Left us, and neither taken nor refused yet.
    #[must_use]
    pub fn on_the_way(&self) -> Qty {
        self.qty_shipped - self.qty_delivered - self.qty_refused
    }
}

/// What a code stands for.
#[derive(Debug, Clone, PartialEq)]
pub struct Scanned {
    pub sku_id: SkuId,
    pub sku: String,
    pub name: String,
    /// In the base unit: a pack counts as what is in it.
    pub qty: Qty,
    pub lot: String,
}

/// What a scan is worth: which lines take how much, or why none does.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    pub result: ScanResult,
    /// Positions of lines, and what each takes.
    pub takes: Vec<(usize, Qty)>,
    pub lots_expected: Vec<String>,
}

/// How much a code scanned so many times is, in the base unit; `None` when that is finer than we count.
#[must_use]
pub fn units(times: Qty, factor: Qty) -> Option<Qty> {
    let product = i128::from(times.0) * i128::from(factor.0);
    let one = i128::from(Qty::ONE.0);
    if product % one != 0 {
        return None;
    }
    i64::try_from(product / one).ok().map(Qty).filter(|qty| *qty <= Qty::MAX)
}

/// Measures a scan against the lines. Short quantities may still be found.
#[must_use]
pub fn judge(lines: &[ShipmentLine], scanned: Option<&Scanned>) -> Verdict {
    let refused = |result, lots_expected| Verdict { result, takes: Vec::new(), lots_expected };
    let Some(scanned) = scanned else {
        return refused(ScanResult::UnknownCode, Vec::new());
    };
    let of_sku: Vec<usize> = (0..lines.len()).filter(|i| lines[*i].sku_id == scanned.sku_id).collect();
    if of_sku.is_empty() {
        return refused(ScanResult::WrongItem, Vec::new());
    }
    let of_lot = |i: &usize| lines[*i].lot.is_empty() || lines[*i].lot == scanned.lot;
    let fitting: Vec<usize> = of_sku.iter().copied().filter(of_lot).collect();
    if fitting.is_empty() {
        let lots = of_sku.iter().map(|i| lines[*i].lot.clone()).collect();
        return refused(ScanResult::WrongLot, lots);
    }
    match spread(lines, &fitting, scanned.qty) {
        Some(takes) => Verdict { result: ScanResult::Ok, takes, lots_expected: Vec::new() },
        None => refused(ScanResult::TooMany, Vec::new()),
    }
}

/// Lets the lines take a quantity in their order; `None` when together they want less. A shortage is final: the
/// order may have been told already that the goods will not come.
fn spread(lines: &[ShipmentLine], fitting: &[usize], qty: Qty) -> Option<Vec<(usize, Qty)>> {
    let mut left = qty;
    let mut takes = Vec::new();
    for &place in fitting {
        let take = left.min(lines[place].to_pick());
        if take.is_positive() {
            takes.push((place, take));
            left -= take;
        }
    }
    left.is_zero().then_some(takes)
}

/// The lines after a scan was counted.
pub fn count(lines: &mut [ShipmentLine], takes: &[(usize, Qty)]) {
    for &(place, qty) in takes {
        lines[place].qty_picked += qty;
    }
}

/// The state that follows from how far the picking is.
#[must_use]
pub fn picking_state(lines: &[ShipmentLine]) -> State {
    if lines.iter().all(|line| line.to_pick().is_zero()) { State::Picked } else { State::Picking }
}

/// Whether every line is scanned in full or explicitly short, and something is to be sent.
///
/// # Errors
/// `not_fully_picked` naming the first line, `nothing_picked`.
pub fn may_leave(document: &Document) -> Result<(), Refusal> {
    let number = &document.shipment.number;
    if let Some(line) = document.lines.iter().find(|line| line.to_pick().is_positive()) {
        return Err(Refusal::NotFullyPicked {
            number: number.clone(),
            line_no: line.line_no,
            sku: line.sku.clone(),
            wanted: line.qty - line.qty_short,
            picked: line.qty_picked,
        });
    }
    if document.lines.iter().all(|line| line.qty_picked.is_zero()) {
        return Err(Refusal::NothingPicked { number: number.clone() });
    }
    Ok(())
}

/// The lines that will not be found in full: those named, as far as they are incomplete.
///
/// # Errors
/// `no_such_shipment_line`, `line_complete`.
pub fn short(document: &Document, named: &[ShipmentLineId]) -> Result<Vec<(usize, Qty)>, Refusal> {
    let mut out: Vec<(usize, Qty)> = Vec::with_capacity(named.len());
    for id in named {
        let place = place_of(document, *id)?;
        let line = &document.lines[place];
        if !line.to_pick().is_positive() {
            let number = document.shipment.number.clone();
            return Err(Refusal::LineComplete { number, line_no: line.line_no });
        }
        if !out.iter().any(|(known, _)| *known == place) {
            out.push((place, line.to_pick()));
        }
    }
    Ok(out)
}

fn place_of(document: &Document, id: ShipmentLineId) -> Result<usize, Refusal> {
    document.lines.iter().position(|line| line.id == id).ok_or_else(|| Refusal::NoSuchShipmentLine {
        number: document.shipment.number.clone(),
        line: id.to_string(),
    })
}

/// What arrived of one line.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrival {
    pub place: usize,
    pub delivered: Qty,
    pub refused: Qty,
    pub reason: String,
}

/// What arrived: everything on the way, or what was said line by line.
///
/// # Errors
/// `nothing_on_the_way`, `no_such_shipment_line`, `delivered_too_much`, `refusal_without_reason`.
pub fn arrivals(document: &Document, asked: Option<&[DeliveredLine]>) -> Result<Vec<Arrival>, Refusal> {
    let all = document.lines.iter().enumerate().filter(|(_, line)| line.on_the_way().is_positive());
    let everything: Vec<Arrival> = all
        .map(|(place, line)| Arrival {
            place,
            delivered: line.on_the_way(),
            refused: Qty::ZERO,
            reason: String::new(),
        })
        .collect();
    let nothing = || Refusal::NothingOnTheWay { number: document.shipment.number.clone() };
    if everything.is_empty() {
        return Err(nothing());
    }
    let Some(asked) = asked else { return Ok(everything) };
    let mut arrivals: Vec<Arrival> = Vec::with_capacity(asked.len());
    for line in asked {
        arrivals.push(arrival(document, line, &arrivals)?);
    }
    arrivals.retain(|a| (a.delivered + a.refused).is_positive());
    if arrivals.is_empty() { Err(nothing()) } else { Ok(arrivals) }
}

fn arrival(document: &Document, asked: &DeliveredLine, earlier: &[Arrival]) -> Result<Arrival, Refusal> {
    let place = place_of(document, asked.line)?;
    let line = &document.lines[place];
    let said: Qty = earlier.iter().filter(|a| a.place == place).map(|a| a.delivered + a.refused).sum();
    let (number, line_no) = (document.shipment.number.clone(), line.line_no);
    let on_the_way = line.on_the_way() - said;
    let wanted = asked.qty_delivered + asked.qty_refused;
    if asked.qty_delivered.is_negative() || asked.qty_refused.is_negative() || wanted > on_the_way {
        return Err(Refusal::DeliveredTooMuch { number, line_no, on_the_way, wanted });
    }
    let reason = base::text::clean(&asked.reason);
    if asked.qty_refused.is_positive() && reason.is_empty() {
        return Err(Refusal::RefusalWithoutReason { number, line_no });
    }
    Ok(Arrival { place, delivered: asked.qty_delivered, refused: asked.qty_refused, reason })
}

/// The state that follows from what was taken and refused of what was sent.
#[must_use]
pub fn delivery_state(lines: &[ShipmentLine]) -> State {
    let sent: Qty = lines.iter().map(|l| l.qty_shipped).sum();
    let delivered: Qty = lines.iter().map(|l| l.qty_delivered).sum();
    let refused: Qty = lines.iter().map(|l| l.qty_refused).sum();
    if delivered == sent {
        State::Delivered
    } else if refused == sent {
        State::Refused
    } else {
        State::PartDelivered
    }
}

/// Refused goods that come back: all of them, or what was said line by line.
///
/// # Errors
/// `nothing_to_restock`, `no_such_shipment_line`, `restocked_too_much`.
pub fn restock(document: &Document, asked: Option<&[RestockLine]>) -> Result<Vec<(usize, Qty)>, Refusal> {
    let waiting = |line: &ShipmentLine| line.qty_refused - line.qty_restocked;
    let number = || document.shipment.number.clone();
    let Some(asked) = asked else {
        let all = document.lines.iter().enumerate().map(|(place, line)| (place, waiting(line)));
        let all: Vec<_> = all.filter(|(_, qty)| qty.is_positive()).collect();
        return if all.is_empty() { Err(Refusal::NothingToRestock { number: number() }) } else { Ok(all) };
    };
    let mut out: Vec<(usize, Qty)> = Vec::with_capacity(asked.len());
    for ask in asked {
        let place = place_of(document, ask.line)?;
        let line = &document.lines[place];
        let said: Qty = out.iter().filter(|(known, _)| *known == place).map(|(_, qty)| *qty).sum();
        let refused = waiting(line) - said;
        if !ask.qty.is_positive() || ask.qty > refused {
            let (number, line_no, wanted) = (number(), line.line_no, ask.qty);
            return Err(Refusal::RestockedTooMuch { number, line_no, refused, wanted });
        }
        out.push((place, ask.qty));
    }
    if out.is_empty() { Err(Refusal::NothingToRestock { number: number() }) } else { Ok(out) }
}

/// Which lots come back when `qty` does and `earlier` came back before: the last that went out first.
#[must_use]
pub fn lots_back<'l>(
    went_out: impl DoubleEndedIterator<Item = (&'l str, Qty)>,
    earlier: Qty,
    qty: Qty,
) -> Vec<(&'l str, Qty)> {
    let (mut skip, mut left) = (earlier, qty);
    let mut out = Vec::new();
    for (lot, went) in went_out.rev() {
        let gone = skip.min(went);
        skip -= gone;
        let take = left.min(went - gone);
        left -= take;
        if take.is_positive() {
            out.push((lot, take));
        }
    }
    assert!(left.is_zero(), "more came back than went out");
    out
}
