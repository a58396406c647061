//! The decisions, pure: what a line costs, what holds an order back, what its states are; and every no.

use base::refusal::Common;
use base::{Day, Money, Qty, Rate};
use base::{Problems, Refuse, Status};
use serde::Serialize;
use serde_json::json;

use crate::lifecycle::{Action, is_reviewed};
use crate::model::{
    BillingState, Decision, Document, Hold, HoldReason, Line, ReviewState, ShippingState, State, Worth,
};

/// Lines one order may have.
pub const LINES_MAX: usize = 1_000;
/// Orders one call may bring or release.
pub const BULK_MAX: usize = 1_000;
/// Money one line may come to, tax and all: a thousand such lines, and many such orders, still add up.
const LINE_WORTH_MAX: Money = Money::whole(1_000_000_000);
/// Characters of a note or a reason.
pub const NOTE_MAX: usize = 2_000;

/// Why the room says no, in order of precedence: the first that applies is the one reported.
#[derive(Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    #[error("an order has at most {max} lines, not {count}")]
    TooManyLines { count: usize, max: usize },
    #[error("one request takes 1 to {max} orders, not {count}")]
    BulkSize { count: usize, max: usize },
    #[error("{channel} sent {external} before, as order {number}, with other content")]
    ExternalNumberTaken { channel: String, external: String, number: String },
    #[error("there is no customer {customer}")]
    CustomerUnknown { customer: String },
    #[error("customer {customer} is not active")]
    CustomerInactive { customer: String },
    #[error("SKU {sku} is no longer sold")]
    SkuInactive { sku: String },
    #[error("there is no warehouse {warehouse}")]
    WarehouseUnknown { warehouse: String },
    #[error("setting prices by hand needs the right {action}")]
    PriceNotYours { action: String },
    #[error("order {number} is {state}: it cannot {action} now")]
    WrongState { number: String, state: State, action: Action },
    #[error("order {number} has no lines")]
    OrderEmpty { number: String },
    #[error("order {number} is on hold: {reasons}")]
    OnHold { number: String, reasons: String },
    #[error("order {number} is held by hand already")]
    AlreadyHeld { number: String },
    #[error("order {number} has no hold that this could lift")]
    NotHeld { number: String },
    #[error("order {number} is confirmed: approve it, or call off what is open; it is no draft any more")]
    ReturnConfirmed { number: String },
    #[error("order {number} is not short of stock")]
    NotShort { number: String },
    #[error("order {number} has nothing open")]
    NothingLeft { number: String },
    #[error("order {number} has nothing reserved that could be released")]
    NothingToRelease { number: String },
    #[error("order {number} has nothing delivered that could come back")]
    NothingDelivered { number: String },
    #[error("order {number}, line {line_no}: {qty} are in the warehouse's hands; cancel the shipment first")]
    InWarehouse { number: String, line_no: i64, qty: Qty },
    #[error("part of order {number} has left: it stays")]
    PartlyShipped { number: String },
    #[error("there is no line {line} in this order")]
    LineUnknown { line: String },
    #[error("line {line_no} has {most} that can be changed, not {wanted}")]
    TooMuch { line_no: i64, wanted: Qty, most: Qty },
    #[error("line {line_no} is short; say what to do with it")]
    Undecided { line_no: i64 },
    #[error("line {line_no} is invoiced already; its price stays")]
    PriceInvoiced { line_no: i64 },
    #[error("a split leaves something on both sides")]
    SplitTakesAll,
    #[error("the customer's limit {limit} is exceeded: {exposure} with this")]
    CreditExceeded { limit: Money, exposure: Money },
    #[error("there is no amendment {n} of order {number} that waits for a decision")]
    AmendmentNotOpen { number: String, n: i64 },
    #[error("amendment {n} of order {number} still waits for a decision")]
    AmendmentOpen { number: String, n: i64 },
}

impl Refuse for Refusal {
    fn status(&self) -> Status {
        match self {
            Self::TooManyLines { .. }
            | Self::BulkSize { .. }
            | Self::CustomerUnknown { .. }
            | Self::WarehouseUnknown { .. }
            | Self::LineUnknown { .. }
            | Self::TooMuch { .. }
            | Self::Undecided { .. }
            | Self::SplitTakesAll => Status::Invalid,
            Self::PriceNotYours { .. } => Status::Forbidden,
            _ => Status::Conflict,
        }
    }
}

/// What a quantity costs: price times quantity less discount, rounded half up per line (the rule
/// `line_half_up`); tax on top, or taken out when the price includes it.
#[must_use]
pub fn line_worth(price: Money, qty: Qty, discount: Rate, tax_rate: Rate, tax_included: bool) -> Worth {
    let full = price.times(qty);
    let charged = full - full.share(discount);
    if tax_included {
        let goods = charged.net_of(tax_rate);
        Worth { goods, tax: charged - goods }
    } else {
        Worth { goods: charged, tax: charged.share(tax_rate) }
    }
}

/// Names a line's field when the line comes to more than can be added up.
pub fn check_worth(worth: Worth, field: String, problems: &mut Problems) {
    // Each half first: both may be as large as a number goes.
    let most = worth.goods.max(worth.tax).max(LINE_WORTH_MAX);
    if most > LINE_WORTH_MAX || worth.total() > LINE_WORTH_MAX {
        let expected = format!("a line of at most {LINE_WORTH_MAX}");
        problems.add(field, &Common::InvalidValue { value: most.max(worth.goods).to_string(), expected });
    }
}

/// What every open part of an order is worth.
#[must_use]
pub fn wanted_worth(lines: &[Line]) -> Worth {
    lines.iter().map(|line| line.worth(line.wanted())).sum()
}

/// What the customer stands for, as the credit check needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credit {
    pub limit: Option<Money>,
    /// Before this order.
    pub exposure: Money,
    pub overdue: Money,
}

/// A hold about to be put.
#[derive(Debug, Clone, PartialEq)]
pub struct NewHold {
    pub reason: HoldReason,
    pub facts: serde_json::Value,
    pub note: String,
}

/// Why a person must look at this order before it is promised.
#[must_use]
pub fn review_holds(lines: &[Line], credit: &Credit) -> Vec<NewHold> {
    let mut holds = Vec::new();
    let total = wanted_worth(lines).total();
    let mut put = |reason, facts| holds.push(NewHold { reason, facts, note: String::new() });
    if let Some(limit) = credit.limit
        && total.is_positive()
        && credit.exposure + total > limit
    {
        put(HoldReason::CreditLimit, json!({"limit": limit, "exposure": credit.exposure, "order": total}));
    }
    if credit.overdue.is_positive() {
        put(HoldReason::Overdue, json!({"overdue": credit.overdue}));
    }
    let below: Vec<_> = lines.iter().filter(|line| is_below_min_price(line)).collect();
    if !below.is_empty() {
        let facts = |line: &&Line| json!({"line_no": line.line_no, "sku": line.sku, "price": unit_price(line), "min_price": line.min_price});
        put(HoldReason::BelowMinPrice, json!({"lines": below.iter().map(facts).collect::<Vec<_>>()}));
    }
    holds
}

/// The price without tax after discount, per base unit.
fn unit_price(line: &Line) -> Money {
    let charged = line.price.scale(Rate(Rate::ONE.0 - line.discount.0));
    if line.tax_included { charged.net_of(line.tax_rate) } else { charged }
}

#[must_use]
pub fn is_below_min_price(line: &Line) -> bool {
    line.min_price.is_positive() && unit_price(line) < line.min_price
}

/// What of the goods' worth without tax is left over their cost, as a share of it. None while a line's cost is not
/// known, or nothing is charged.
#[must_use]
pub fn margin(lines: &[Line]) -> Option<Rate> {
    let wanted = || lines.iter().filter(|line| line.wanted().is_positive());
    if wanted().any(|line| !line.min_price.is_positive()) {
        return None;
    }
    let cost: Money = wanted().map(|line| line.min_price.times(line.wanted())).sum();
    let goods = wanted_worth(lines).goods;
    (goods - cost).share_of(goods)
}

/// What is computed from facts, never set by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Derived {
    pub review_state: ReviewState,
    pub shipping_state: ShippingState,
    pub billing_state: BillingState,
    pub worth: Worth,
    /// What this order adds to the customer's exposure: promised and not shipped, shipped and not invoiced.
    pub ordered_charge: Money,
    pub unbilled_charge: Money,
    pub promised_on: Option<Day>,
    pub is_allocated: bool,
}

#[must_use]
pub fn derive(document: &Document) -> Derived {
    let Document { order, lines, .. } = document;
    let shipped: Money = lines.iter().map(|line| line.worth(line.qty_shipped).total()).sum();
    let worth = wanted_worth(lines);
    let is_promised = order.state == State::Confirmed;
    let shipping_state = shipping_state(document);
    Derived {
        review_state: review_state(document),
        shipping_state,
        billing_state: billing_state(lines, order.open_amount),
        worth,
        ordered_charge: if is_promised { worth.total() - shipped } else { Money::ZERO },
        unbilled_charge: lines.iter().filter_map(uninvoiced).map(|(_, worth)| worth.total()).sum(),
        promised_on: lines
            .iter()
            .filter(|line| line.wanted().is_positive())
            .filter_map(|line| line.promised_on)
            .max(),
        is_allocated: matches!(order.state, State::Confirmed | State::Closed)
            && lines.iter().all(|line| line.waiting().is_zero()),
    }
}

fn review_state(document: &Document) -> ReviewState {
    let asks = |reason| is_reviewed(reason) || reason == HoldReason::Approval;
    let reviewed = || document.holds.iter().filter(|hold| asks(hold.reason));
    if reviewed().any(|hold| hold.lifted_at.is_none()) {
        return ReviewState::Pending;
    }
    // What nobody needs to answer any more says nothing of how others answered.
    let dropped =
        |hold: &&Hold| hold.reason == HoldReason::Approval && hold.decision == Some(Decision::Withdrawn);
    let decided = reviewed().filter(|hold| !dropped(hold));
    match decided.max_by_key(|hold| (hold.lifted_at, hold.id)).and_then(|hold| hold.decision) {
        Some(Decision::Rejected) => ReviewState::Rejected,
        Some(Decision::Approved) => ReviewState::Approved,
        _ => ReviewState::None,
    }
}

/// Whether somebody approved what the checks of credit and price found. An approval that a process asked for
/// says nothing about these.
#[must_use]
pub fn is_excused(document: &Document) -> bool {
    let judged = document.holds.iter().filter(|hold| is_reviewed(hold.reason));
    judged
        .max_by_key(|hold| (hold.lifted_at, hold.id))
        .is_some_and(|hold| hold.decision == Some(Decision::Approved))
}

fn shipping_state(document: &Document) -> ShippingState {
    let sum = |count: fn(&Line) -> Qty| document.lines.iter().map(count).sum::<Qty>();
    let wanted = sum(Line::wanted);
    let (delivered, shipped) = (sum(|line| line.qty_delivered), sum(|line| line.qty_shipped));
    if document.is_held_for(HoldReason::StockShort) {
        ShippingState::Short
    } else if document.is_held_for(HoldReason::Refused) {
        ShippingState::Exception
    } else if wanted.is_zero() || matches!(document.order.state, State::Draft | State::Placed) {
        ShippingState::None
    } else if delivered == wanted {
        ShippingState::Delivered
    } else if delivered.is_positive() {
        ShippingState::PartDelivered
    } else if shipped == wanted {
        ShippingState::Shipped
    } else if shipped.is_positive() {
        ShippingState::PartShipped
    } else if sum(|line| line.qty_released).is_positive() {
        ShippingState::Released
    } else if sum(|line| line.qty_reserved) == wanted {
        ShippingState::Reserved
    } else {
        ShippingState::Waiting
    }
}

fn billing_state(lines: &[Line], open: Money) -> BillingState {
    let invoiced: Money = lines.iter().map(|line| line.amount_invoiced + line.tax_invoiced).sum();
    let is_whole = lines.iter().all(|line| line.qty_invoiced >= line.wanted() - line.qty_returned);
    if invoiced.is_zero() {
        BillingState::None
    } else if !open.is_positive() && is_whole {
        BillingState::Paid
    } else if open < invoiced {
        BillingState::PartPaid
    } else if is_whole {
        BillingState::Invoiced
    } else {
        BillingState::PartInvoiced
    }
}

/// Whether nothing more will happen: everything wanted is delivered and settled, and nobody holds it.
#[must_use]
pub fn is_done(document: &Document) -> bool {
    let Document { order, lines, .. } = document;
    let wanted: Qty = lines.iter().map(Line::wanted).sum();
    let is_settled = billing_state(lines, order.open_amount) == BillingState::Paid
        || wanted_worth(lines).total().is_zero();
    order.state == State::Confirmed
        && wanted.is_positive()
        && shipping_state(document) == ShippingState::Delivered
        && is_settled
        && document.open_holds().next().is_none()
}

/// The goods of a line that left and were not invoiced yet, with their share of its amounts: the
/// difference to what the part invoiced so far is worth, so that the last invoice takes the remainder.
#[must_use]
pub fn uninvoiced(line: &Line) -> Option<(Qty, Worth)> {
    let kept = line.qty_shipped - line.qty_returned;
    let qty = kept - line.qty_invoiced;
    if !qty.is_positive() {
        return None;
    }
    let upto = line.worth(kept);
    Some((qty, Worth { goods: upto.goods - line.amount_invoiced, tax: upto.tax - line.tax_invoiced }))
}

/// Takes a line's counters from the shipments that carry it. A shipment that has left counts with
/// what the customer did not refuse; one that has not, with what it still means to bring.
pub fn count(line: &mut Line, shipments: &[shipping::Document]) {
    let origin = line.id.to_string();
    let shipped_before = line.qty_shipped;
    (line.qty_released, line.qty_picked, line.qty_shipped) = Default::default();
    (line.qty_delivered, line.qty_refused) = Default::default();
    for shipment in shipments.iter().filter(|s| s.shipment.state != shipping::State::Cancelled) {
        for sent in shipment.lines.iter().filter(|sent| sent.origin == origin) {
            if shipment.shipment.shipped_at.is_some() {
                let kept = sent.qty_shipped - sent.qty_refused;
                line.qty_released += kept;
                line.qty_picked += kept;
                line.qty_shipped += kept;
                line.qty_delivered += sent.qty_delivered;
                line.qty_refused += sent.qty_refused;
            } else {
                line.qty_released += sent.qty - sent.qty_short;
                line.qty_picked += sent.qty_picked;
            }
        }
    }
    // The reservation of refused goods was used up when they left.
    if line.qty_shipped < shipped_before {
        line.qty_reserved -= shipped_before - line.qty_shipped;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worth(price: &str, qty: &str, discount: &str, included: bool) -> (String, String) {
        let [price, qty, discount] = [price, qty, discount].map(str::to_owned);
        let rate = "0.13".parse().unwrap();
        let worth = line_worth(
            price.parse().unwrap(),
            qty.parse().unwrap(),
            discount.parse().unwrap(),
            rate,
            included,
        );
        (worth.goods.to_string(), worth.tax.to_string())
    }

    #[test]
    fn a_line_is_rounded_once_and_its_tax_never_adds_a_cent() {
        for (price, qty, discount, included, goods, tax) in [
            ("113", "1", "0", true, "100", "13"),
            ("100", "1", "0", false, "100", "13"),
            ("3.333", "3", "0", false, "10", "1.3"),
            ("0.0049", "1", "0", false, "0", "0"),
            ("19.99", "3", "0.05", true, "50.42", "6.55"),
            ("0.01", "1", "0.5", false, "0", "0"),
        ] {
            let expected = (goods.to_owned(), tax.to_owned());
            assert_eq!(worth(price, qty, discount, included), expected, "{price} × {qty}, less {discount}");
        }
    }
}
