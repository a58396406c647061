//! What leaves together to one address: released to the warehouse, picked by scanning, packed, shipped, delivered.
//!
//! ```text
//! released ─▶ picking ◀─▶ picked ─▶ packed ─▶ shipped ─▶ in_transit ─▶ delivered
//!     └──────────┴──────────┴─────────┴─▶ cancelled        └──┴─▶ part_delivered ─▶ delivered
//!                                                                 └─▶ refused  (restock brings goods back)
//! ```
//!
//! Laws, held by `CHECK` on the line: picked + short ≤ asked; shipped ≤ picked; delivered + refused ≤
//! shipped; restocked ≤ refused. A shipment leaves only when every line was scanned in full or
//! is short by an explicit word. A wrong scan is refused and kept: `scan` answers with an outcome, so that
//! the row and the event are committed. The same client key is answered the same, once and for all.
//! What a scan says is picked is the sum of its rows: `qty_picked` = Σ scans that stand.
//!
//! Goods are reserved by whoever asked for the shipment, under the origin of each line; shipping uses
//! that reservation up (`stock::issue`) and never looks at another's.
//!
//! Reading order: `model`, `lifecycle`, `rules`, `picking` (scan to pack), `commands` (release, ship,
//! deliver, cancel), `store`, `http`.

mod commands;
pub mod events;
pub mod http;
pub mod lifecycle;
pub mod model;
mod picking;
pub mod rules;
mod store;

pub use commands::{cancel, deliver, release, restock, ship, shipment, shipments_of, track};
pub use http::routes;
pub use model::*;
pub use picking::{find, pack, pick_all, pick_list, scan, set_packages, short_pick, start_pick, undo_scan};
pub use rules::Refusal;

/// What this room records, and what each means.
pub const EVENTS: &[(&str, &str)] = &[
    ("shipment.released", "A shipment was handed to the warehouse; `lines` says what of which order line."),
    ("shipment.picking_started", "Somebody began to pick."),
    ("shipment.scanned", "The right goods were scanned in."),
    ("shipment.scan_refused", "A scan was wrong: `result` says how."),
    ("shipment.scan_undone", "The last scan of a line was taken back."),
    ("shipment.short_picked", "Less was found than asked; `lines` says how much is missing."),
    (
        "shipment.picked",
        "Every line is scanned in full or explicitly short; `short` says what will not come.",
    ),
    ("shipment.packed", "The goods are in their packages."),
    ("shipment.packages_changed", "The packages, their weights or tracking numbers were written anew."),
    ("shipment.shipped", "The goods left; `lines` says how much of which order line."),
    ("shipment.tracked", "The carrier told where the goods are."),
    ("shipment.delivered", "The rest arrived, nothing is on the way; `lines` says what arrived now."),
    ("shipment.part_delivered", "A part arrived; `lines` says what."),
    ("shipment.refused", "The customer did not take goods; `lines` says what and why."),
    ("shipment.restocked", "Refused goods are back in stock; `lines` says what."),
    ("shipment.cancelled", "The shipment will not leave; `lines` says what was to."),
];
