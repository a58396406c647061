//! The nouns: warehouses, locations, balances, moves, promises, and what is asked of them.

use base::id::{ActorId, CountId, LocationId, MoveId, ReservationId, RowId, SkuId, WarehouseId};
use base::{At, Day, Qty};
use schemars::JsonSchema;
use serde::Serialize;

/// Where goods are before they come to us.
pub const SUPPLIER: LocationId = LocationId(1);
/// Where goods are when they have left.
pub const CUSTOMER: LocationId = LocationId(2);
/// Where goods come from or go to when the books were wrong.
pub const ADJUST: LocationId = LocationId(3);
/// Where goods are between two warehouses.
pub const TRANSIT: LocationId = LocationId(4);

db::text_enum! {
    /// What a location is. Goods are on hand only in storage.
    pub enum LocationKind {
        Storage = "storage",
        Supplier = "supplier",
        Customer = "customer",
        Adjust = "adjust",
        Transit = "transit",
    }
}

db::text_enum! {
    /// Why goods moved.
    pub enum Reason {
        Receipt = "receipt",
        Issue = "issue",
        TakeBack = "take_back",
        Transfer = "transfer",
        Adjustment = "adjustment",
        Count = "count",
    }
}

db::text_enum! {
    /// Where a count's life is.
    pub enum CountState { Open = "open", Posted = "posted", Cancelled = "cancelled" }
}

db::row! {
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct Warehouse {
        pub id: WarehouseId,
        pub code: String,
        pub name: String,
        pub address: String,
        /// Where goods go when nobody says where.
        pub default_location_id: LocationId,
        pub active: bool,
        pub created_at: At,
        pub revision: i64,
    }
}

db::row! {
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct Location {
        pub id: LocationId,
        /// None for the places outside: supplier, customer, adjust, transit.
        pub warehouse_id: Option<WarehouseId>,
        pub code: String,
        pub kind: LocationKind,
        /// Pickers walk in this order.
        pub path_order: i64,
        pub active: bool,
        pub revision: i64,
    }
}

db::row! {
    /// What is on hand and promised of a SKU and lot in a warehouse.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Balance {
        pub id: RowId,
        pub sku_id: SkuId,
        pub warehouse_id: WarehouseId,
        pub lot: String,
        pub on_hand: Qty,
        pub reserved: Qty,
    }
}

db::row! {
    /// A balance with what lies in one of its locations.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Spot {
        pub balance_id: RowId,
        pub sku_id: SkuId,
        pub sku_code: String,
        pub warehouse_id: WarehouseId,
        pub lot: String,
        /// On hand and reserved in the whole warehouse.
        pub on_hand: Qty,
        pub reserved: Qty,
        pub location_id: LocationId,
        /// On hand in this location.
        pub here: Qty,
        pub path_order: i64,
    }
}

db::row! {
    /// A quantity promised to a line.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Reservation {
        pub id: ReservationId,
        pub origin: String,
        pub document: String,
        pub warehouse_id: WarehouseId,
        pub sku_id: SkuId,
        pub lot: String,
        pub qty: Qty,
        pub created_at: At,
    }
}

db::row! {
    /// Goods went from one location to another.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Move {
        pub id: MoveId,
        pub at: At,
        pub actor_id: ActorId,
        pub from_location_id: LocationId,
        pub to_location_id: LocationId,
        pub sku_id: SkuId,
        pub sku_code: String,
        pub lot: String,
        pub qty: Qty,
        pub reason: Reason,
        /// The line that asked for it; empty when none did.
        pub origin: String,
        /// The shipment, receipt, transfer, adjustment or count.
        pub document: String,
        pub note: String,
    }
}

db::row! {
    /// Goods that are to come, on a day.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct PlannedReceipt {
        pub id: RowId,
        pub sku_id: SkuId,
        pub sku_code: String,
        pub sku_name: String,
        pub warehouse_id: WarehouseId,
        pub qty: Qty,
        pub qty_received: Qty,
        pub expected_on: Day,
        pub reference: String,
        pub created_at: At,
        pub revision: i64,
    }
}

db::row! {
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct StockCount {
        pub id: CountId,
        pub number: String,
        pub warehouse_id: WarehouseId,
        pub state: CountState,
        pub note: String,
        pub started_at: At,
        pub started_by: ActorId,
        pub posted_at: Option<At>,
        pub revision: i64,
    }
}

db::row! {
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct StockCountLine {
        pub id: RowId,
        pub count_id: CountId,
        pub location_id: LocationId,
        pub sku_id: SkuId,
        pub sku_code: String,
        pub sku_name: String,
        pub lot: String,
        /// What the books said when it was counted (before that: when the count began).
        pub qty_expected: Qty,
        pub qty_counted: Option<Qty>,
    }
}

/// A SKU as whoever hands goods in knows it: the balance keeps code and name for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkuKey {
    pub id: SkuId,
    pub code: String,
    pub name: String,
}

/// One line that wants goods promised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// The line's wire id.
    pub origin: String,
    pub line_no: i64,
    pub sku_id: SkuId,
    /// The SKU's code, for the refusal.
    pub sku: String,
    pub warehouse_id: WarehouseId,
    /// A certain lot, or any, oldest first.
    pub lot: Option<String>,
    pub qty: Qty,
}

/// What to do when there is not enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Short {
    /// Promise nothing and say what is short.
    Refuse,
    /// Promise what there is.
    Take,
}

/// What a line was promised; less than it wanted only under `Short::Take`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promised {
    pub origin: String,
    pub qty: Qty,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Availability {
    pub sku_id: SkuId,
    pub warehouse_id: WarehouseId,
    pub on_hand: Qty,
    pub reserved: Qty,
    pub available: Qty,
}

/// A line that cannot be promised now, and what could be done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Shortage {
    pub origin: String,
    pub line_no: i64,
    pub sku_id: SkuId,
    pub sku: String,
    pub wanted: Qty,
    /// What this line could be promised now, after the lines before it.
    pub available: Qty,
    /// Other warehouses that have some, the fullest first.
    pub elsewhere: Vec<Elsewhere>,
    /// The first day on which planned receipts make the line whole.
    pub promised_on: Option<Day>,
    /// The next planned receipt, whether or not it is enough.
    pub next_receipt_on: Option<Day>,
    pub next_receipt_qty: Option<Qty>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Elsewhere {
    pub warehouse_id: WarehouseId,
    pub code: String,
    pub name: String,
    pub available: Qty,
}

/// Goods that leave for a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// The line whose reservation is used.
    pub origin: String,
    pub sku_id: SkuId,
    pub warehouse_id: WarehouseId,
    /// Where they were taken; none: from the locations in path order.
    pub location_id: Option<LocationId>,
    /// The lot that was taken; none: the lots that were reserved.
    pub lot: Option<String>,
    pub qty: Qty,
}

/// Goods that had left and are back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    pub origin: String,
    pub sku: SkuKey,
    pub warehouse_id: WarehouseId,
    /// None: the warehouse's default location.
    pub location_id: Option<LocationId>,
    pub lot: String,
    pub qty: Qty,
}

/// Goods that come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub sku: SkuKey,
    pub lot: String,
    pub qty: Qty,
    /// The line that announced them, or empty.
    pub origin: String,
}

/// Goods that change their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    pub from_warehouse_id: WarehouseId,
    /// None: from the locations in path order.
    pub from_location_id: Option<LocationId>,
    pub to_warehouse_id: WarehouseId,
    /// None: the warehouse's default location.
    pub to_location_id: Option<LocationId>,
    pub note: String,
    pub lines: Vec<Change>,
}

/// What is on hand in a location is not what the books say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    pub warehouse_id: WarehouseId,
    /// None: more goes to the default location, less is taken in path order.
    pub location_id: Option<LocationId>,
    /// Why; must be said.
    pub note: String,
    /// Signed quantities: more or less than the books say.
    pub lines: Vec<Change>,
}

/// A SKU, a lot and a quantity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub sku: SkuKey,
    pub lot: String,
    pub qty: Qty,
}

/// Goods that are to be picked for a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub origin: String,
    pub sku_id: SkuId,
    pub warehouse_id: WarehouseId,
    /// None: the lots reserved for the line, then any, oldest first.
    pub lot: Option<String>,
    pub qty: Qty,
}

/// Where to pick what for a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    pub origin: String,
    pub sku_id: SkuId,
    pub location_id: LocationId,
    pub code: String,
    pub path_order: i64,
    pub lot: String,
    pub qty: Qty,
}

/// A quantity taken from one spot for one line; what `issue`, `transfer` and `pick_places` plan with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// The position of the line that takes it.
    pub line: usize,
    pub sku_id: SkuId,
    pub warehouse_id: WarehouseId,
    pub location_id: LocationId,
    pub lot: String,
    pub qty: Qty,
}
