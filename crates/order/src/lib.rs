//! Orders: what a customer asked for and we agreed to, from the first word to the last payment.
//!
//! An order has one commercial state that people move by commands:
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> draft
//!     draft --> placed: place
//!     placed --> confirmed: review
//!     placed --> draft: review
//!     placed --> cancelled: review
//!     confirmed --> placed: review
//!     confirmed --> draft: review
//!     confirmed --> cancelled: review
//!     placed --> confirmed: resolve_short
//!     placed --> cancelled: resolve_short
//!     placed --> confirmed: confirm
//!     placed --> confirmed: hold
//!     confirmed --> placed: hold
//!     placed --> confirmed: lift
//!     confirmed --> placed: lift
//!     draft --> cancelled: cancel
//!     draft --> confirmed: cancel
//!     placed --> cancelled: cancel
//!     placed --> confirmed: cancel
//!     confirmed --> cancelled: cancel
//!     confirmed --> closed: close
//!     closed --> [*]
//!     cancelled --> [*]
//! ```
//!
//! Everything else is computed. Each line counts what was ordered, cancelled, reserved, released,
//! picked, shipped, delivered and invoiced; `CHECK` constraints keep every count within the one before it. From
//! these counts and the open holds follow `review_state`, `shipping_state` and `billing_state`,
//! stored with the head in the same transaction so that lists can filter by them.
//!
//! Laws, held by the table, the rules and `invariants.sql`:
//! - delivered ≤ shipped ≤ picked ≤ released ≤ reserved ≤ ordered − cancelled;
//! - a line's reservation in `stock` is what is reserved and not yet shipped;
//! - a price is a snapshot; an invoice takes shares of the line's amounts, and the last share takes
//!   the remainder, so that invoices always add up to the order;
//! - what an order adds to the customer's exposure is a function of its lines, and moves by the
//!   difference whenever they change;
//! - a confirmed order is changed by an amendment, never edited;
//! - the same number of the same channel is the same order.
//!
//! Statements do not grow with lines: an order of a thousand lines is taken in by as many as one of three.
//! Goods and money move in lower rooms; their events only tell which order to look at (`reconcile`).
//!
//! Reading order: `model`, `lifecycle`, `rules`, `intake` (taking an order in), `commands` (the verbs;
//! `promise` says how far an order goes by itself, `steps` what every verb is made of), `reconcile`,
//! `store`, `http`.

pub mod commands;
pub mod http;
pub mod intake;
pub mod lifecycle;
pub mod model;
pub mod reconcile;
pub mod rules;
pub mod settings;
mod store;

pub use commands::amend::{Change, NewAmendment, amend, decide_amendment, split};
pub use commands::returned::{credit_returned, take_returned};
pub use commands::short::{ShortAction, ShortDecision, resolve_short, shortage};
pub use commands::way;
pub use commands::{
    Part, Verdict, called, cancel, close, confirm, hold, lift_hold, order, place, review, take_out,
};
pub use http::routes;
pub use intake::{Upsert, by_external, check, copy, create, edit, known_external, upsert, would_upsert};
pub use model::{Document, External, NewLine, NewOrder, OnShort, Order, ShipTo, State, Upto};
pub use reconcile::{STOCK_ARRIVED, invoice, on_stock_arrived, reactions, release, reserve_backorders};
pub use rules::Refusal;
pub use settings::{Settings, change_settings, settings};

/// What this room records, and what each means.
pub const EVENTS: &[(&str, &str)] = &[
    ("order.created", "A draft was made."),
    ("order.edited", "A draft's content was replaced."),
    ("order.placed", "The order was handed in."),
    ("order.held", "A hold was put: `reason` and `facts` say why the order may not go on."),
    ("order.reviewed", "Somebody decided the holds that waited for a review."),
    ("order.hold_lifted", "A hold put by hand, or for refused goods, was lifted."),
    ("order.short_resolved", "It was decided what to do about each short line."),
    ("order.confirmed", "The goods are promised; `waiting` lines wait for goods."),
    ("order.reserved", "Goods came in and were reserved for lines that waited."),
    ("order.amendment_proposed", "A change was proposed that somebody must approve."),
    ("order.amendment_rejected", "A proposed change was turned down."),
    ("order.amended", "The confirmed order was changed; `effect` says how."),
    ("order.split", "Open quantities were moved to an order of their own."),
    ("order.split_off", "The order was made from open quantities of another."),
    ("order.cancelled", "Open quantities were called off, all or some; `lines` says which."),
    ("order.returned", "Delivered goods came back and lie in the warehouse; `lines` says which."),
    (
        "order.taken_out",
        "The order came by mistake: it was called off and its external number is free again.",
    ),
    ("order.settings_changed", "Which steps happen by themselves was changed; `before` and `after` say how."),
    ("order.ended", "The order is over, closed or cancelled; `state` says which."),
    ("order.closed", "Nothing more will happen: delivered and paid, or ended by hand."),
];
