//! What the events of this room carry, for those who react to them.

use base::Qty;
use serde::{Deserialize, Serialize};

/// A quantity of an order line that moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineMoved {
    /// Wire id of the order line.
    pub origin: String,
    pub qty: Qty,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// Data of released, short_picked, packed, shipped, part_delivered, delivered, refused, restocked, cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinesMoved {
    /// The shipment's number.
    pub number: String,
    pub lines: Vec<LineMoved>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Data of `shipment.picked`: what was found and what was not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picked {
    pub number: String,
    pub lines: Vec<LineMoved>,
    pub short: Vec<LineMoved>,
}

/// Data of `shipment.scanned`, `.scan_refused`, `.scan_undone`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scanned {
    pub number: String,
    pub code: String,
    pub sku: String,
    pub lot: String,
    pub qty: Qty,
    pub result: String,
}

/// Data of `shipment.tracked`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracked {
    pub number: String,
    pub milestone: String,
    pub at: base::At,
    pub place: String,
    pub text: String,
}
