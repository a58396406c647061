//! Stock: goods, where they are, and to whom they are promised.
//!
//! Truth is in two append-and-remove tables: `stock_move` (goods went from one location to another;
//! never changed) and `reservation` (a quantity promised to somebody's line). `stock_balance` holds
//! their sums per SKU, warehouse and lot, and is the row that is locked; `location_balance` holds
//! them per storage location, for picking. Both change in the same statements' transaction as the
//! truth, and `invariants.sql` compares them.
//!
//! Laws:
//! - nothing is promised twice: `0 ≤ reserved ≤ on_hand`, held by a CHECK and by locking the
//!   balances, in the order SKU, warehouse, lot, before anything is decided;
//! - several lines of one SKU are promised as a sum;
//! - the number of statements does not grow with the lines: `reserve` 3, `unreserve` 2, `issue` 5,
//!   one more when a part of a reservation stays.
//!
//! Whoever asks is an `origin` (a line) and a `document`, strings this room never reads.
//!
//! Reading order: `model`, `rules` (who gets what: pure), `commands` (reserve, issue, receive …),
//! `promise` (what can be promised), `count`, `plan`, `setup`, `store`, `http`.

pub mod commands;
pub mod count;
pub mod http;
pub mod model;
pub mod plan;
pub mod promise;
pub mod rules;
pub mod setup;
mod store;

pub use commands::{adjust, issue, receive, reserve, take_back, transfer, unreserve, unreserve_part};
pub use http::routes;
pub use model::{
    Adjustment, Availability, Balance, Change, Demand, Elsewhere, Issue, Location, LocationKind, Move, Pick,
    Place, PlannedReceipt, Promised, Receipt, Reservation, Return, Short, Shortage, SkuKey, StockCount,
    Transfer, Wanted, Warehouse,
};
pub use promise::{atp, availability, available_in, holders, pick_places, reservations, shortage};
pub use rules::Refusal;
pub use setup::{ensure_warehouse, seed, warehouse, warehouse_by_code, warehouses};

/// What this room records in the journal.
pub const EVENTS: &[(&str, &str)] = &[
    ("stock.received", "Goods came in from outside and lie in a location."),
    ("stock.taken_back", "Goods that had left came back and are available again."),
    ("stock.transferred", "Goods went from one location or warehouse to another."),
    ("stock.adjusted", "An error in the books was admitted: what is there was changed by hand."),
    ("stock.count_started", "A count began; the books were written down."),
    ("stock.counted", "A count was posted: the differences became moves."),
    ("stock.count_cancelled", "A count was called off; nothing changed."),
    ("warehouse.created", "A warehouse was set up, with its default location."),
    ("warehouse.changed", "A warehouse's name, address or use changed."),
    ("location.created", "A storage location was set up."),
    ("location.changed", "A storage location's code, place in the path or use changed."),
    ("planned_receipt.created", "Goods are expected on a day."),
    ("planned_receipt.changed", "The day or quantity of expected goods changed."),
    ("planned_receipt.cancelled", "Expected goods will not come."),
];
