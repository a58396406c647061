//! The nouns: shipments and their lines, scans, packages, tracking, and what is asked of this room.

use base::id::{
    ActorId, CustomerId, DepartmentId, PackageId, RowId, ShipmentId, ShipmentLineId, SkuId, WarehouseId,
};
use base::{At, Day, Qty};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

db::text_enum! {
    pub enum State as ShipmentState {
        Released = "released",
        Picking = "picking",
        Picked = "picked",
        Packed = "packed",
        Shipped = "shipped",
        InTransit = "in_transit",
        Delivered = "delivered",
        PartDelivered = "part_delivered",
        Refused = "refused",
        Cancelled = "cancelled",
    }
}

db::text_enum! {
    /// What became of a scan.
    pub enum ScanResult {
        Ok = "ok",
        WrongItem = "wrong_item",
        TooMany = "too_many",
        WrongLot = "wrong_lot",
        UnknownCode = "unknown_code",
        Undone = "undone",
    }
}

db::text_enum! {
    /// Where the carrier says the goods are.
    pub enum Milestone {
        PickedUp = "picked_up",
        InTransit = "in_transit",
        OutForDelivery = "out_for_delivery",
        Delivered = "delivered",
        Exception = "exception",
    }
}

db::row! {
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct Shipment {
        pub id: ShipmentId,
        pub number: String,
        /// Wire id of the order.
        pub origin: String,
        pub order_number: String,
        #[serde(rename = "customer")]
        pub customer_id: CustomerId,
        pub customer_name: String,
        pub receiver: String,
        pub phone: String,
        pub address: String,
        #[serde(rename = "warehouse")]
        pub warehouse_id: WarehouseId,
        pub carrier: String,
        pub tracking_number: String,
        pub note: String,
        pub state: State,
        /// The carrier's last word; empty before it said one.
        pub milestone: String,
        pub promised_on: Option<Day>,
        pub released_at: At,
        pub shipped_at: Option<At>,
        pub delivered_at: Option<At>,
        pub signed_by: String,
        pub proof_note: String,
        /// Id of an attachment.
        pub proof_photo: String,
        #[serde(rename = "owner")]
        pub owner_id: ActorId,
        #[serde(rename = "department")]
        pub department_id: Option<DepartmentId>,
        pub revision: i64,
    }
}

db::row! {
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct ShipmentLine {
        pub id: ShipmentLineId,
        pub line_no: i64,
        /// Wire id of the order line; the reservation stands under it.
        pub origin: String,
        pub sku_id: SkuId,
        pub sku: String,
        pub name: String,
        pub uom: String,
        /// The lot it must be; empty: any, or none.
        pub lot: String,
        pub qty: Qty,
        pub qty_picked: Qty,
        /// Will not come, by an explicit word.
        pub qty_short: Qty,
        pub qty_shipped: Qty,
        pub qty_delivered: Qty,
        pub qty_refused: Qty,
        pub qty_restocked: Qty,
        pub refused_reason: String,
    }
}

db::row! {
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct Scan {
        pub id: RowId,
        #[serde(skip)]
        pub first_id: RowId,
        pub line_id: Option<ShipmentLineId>,
        pub code: String,
        pub lot: String,
        pub qty: Qty,
        pub result: ScanResult,
        pub actor_id: ActorId,
        pub at: At,
    }
}

db::row! {
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct Package {
        pub id: PackageId,
        pub package_no: i64,
        pub tracking_number: String,
        pub weight_g: i64,
        pub note: String,
    }
}

db::row! {
    #[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
    pub struct TrackingEvent {
        pub id: RowId,
        pub milestone: Milestone,
        pub at: At,
        pub place: String,
        pub text: String,
        pub recorded_at: At,
    }
}

/// A shipment with its lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    pub shipment: Shipment,
    pub lines: Vec<ShipmentLine>,
}

/// What an upper room hands over to have goods sent. They are reserved under each line's origin.
#[derive(Debug, Clone)]
pub struct Release {
    /// Wire id of the order.
    pub origin: String,
    pub order_number: String,
    pub customer_id: CustomerId,
    pub customer_name: String,
    pub receiver: String,
    pub phone: String,
    pub address: String,
    pub warehouse_id: WarehouseId,
    pub carrier: String,
    pub note: String,
    pub promised_on: Option<Day>,
    pub owner_id: ActorId,
    pub department_id: Option<DepartmentId>,
    pub lines: Vec<ReleaseLine>,
}

#[derive(Debug, Clone)]
pub struct ReleaseLine {
    /// Wire id of the order line.
    pub origin: String,
    pub sku_id: SkuId,
    pub sku: String,
    pub name: String,
    pub uom: String,
    /// A certain lot, or empty.
    pub lot: String,
    pub qty: Qty,
}

/// What a scanner sends.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScanAsk {
    /// A barcode or SKU code.
    pub code: String,
    /// How many of what the code stands for; absent: one.
    #[serde(default)]
    pub qty: Option<Qty>,
    #[serde(default)]
    pub lot: String,
    /// Made by the scanner; the same key again gets the same answer and counts nothing.
    #[serde(default)]
    pub client_key: Option<String>,
}

/// What a scanner is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScanOutcome {
    pub result: ScanResult,
    pub code: String,
    /// What was found under the code; empty when nothing was.
    pub sku: String,
    pub name: String,
    pub lot: String,
    /// In the base unit: a pack counts as what is in it.
    pub qty: Qty,
    /// The line that took it (the first of them), or that it was measured against.
    pub line_id: Option<ShipmentLineId>,
    pub line_no: Option<i64>,
    /// The lots that would be right, for `wrong_lot`.
    pub lots_expected: Vec<String>,
    /// Of this SKU, after this scan.
    pub qty_wanted: Qty,
    pub qty_picked: Qty,
    pub qty_left: Qty,
    /// Of the whole shipment.
    pub lines_left: i64,
    pub state: State,
    pub revision: i64,
}

/// A line that will not be found in full.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShortPick {
    pub lines: Vec<ShipmentLineId>,
    #[serde(default)]
    pub reason: String,
}

#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPackage {
    #[serde(default)]
    pub tracking_number: String,
    #[serde(default)]
    pub weight_g: i64,
    #[serde(default)]
    pub note: String,
}

/// Who takes the goods away; absent: as it stands on the shipment.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShipAsk {
    #[serde(default)]
    pub carrier: Option<String>,
    #[serde(default)]
    pub tracking_number: Option<String>,
}

/// What arrived, and who says so.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliverAsk {
    /// Absent: everything that is on the way.
    #[serde(default)]
    pub lines: Option<Vec<DeliveredLine>>,
    #[serde(default)]
    pub signed_by: String,
    #[serde(default)]
    pub note: String,
    /// Id of an attachment.
    #[serde(default)]
    pub photo: String,
    /// Absent: now.
    #[serde(default)]
    pub delivered_at: Option<At>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveredLine {
    pub line: ShipmentLineId,
    #[serde(default)]
    pub qty_delivered: Qty,
    #[serde(default)]
    pub qty_refused: Qty,
    /// Why it was refused; required when something was.
    #[serde(default)]
    pub reason: String,
}

/// Refused goods that are back.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestockAsk {
    /// Absent: all that were refused and are not back yet.
    #[serde(default)]
    pub lines: Option<Vec<RestockLine>>,
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestockLine {
    pub line: ShipmentLineId,
    pub qty: Qty,
}

/// Where the carrier says the goods are.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrackAsk {
    pub milestone: Milestone,
    /// Absent: now.
    #[serde(default)]
    pub at: Option<At>,
    #[serde(default)]
    pub place: String,
    #[serde(default)]
    pub text: String,
}

/// A line as the picker walks to it: one place, one lot, so much.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PickStop {
    pub line_id: ShipmentLineId,
    pub line_no: i64,
    pub sku_id: SkuId,
    pub sku: String,
    pub name: String,
    pub uom: String,
    /// Empty when stock does not know where the goods are.
    pub location: String,
    pub lot: String,
    /// To take here.
    pub qty: Qty,
    /// Of the whole line.
    pub qty_wanted: Qty,
    pub qty_picked: Qty,
    pub qty_short: Qty,
    pub barcodes: Vec<String>,
}

/// A code that a scanner may read on goods of this shipment.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PickCode {
    pub code: String,
    pub sku_id: SkuId,
    /// What it stands for, in the base unit: a case counts as what is in it.
    pub qty: Qty,
}
