//! The rival: a program written by hand for nothing but taking in orders of known shape, in its best
//! form on each engine, into the same tables and indexes with the same rows: head, lines,
//! reservations, counters, exposure, number, two chained entries of the journal.
//!
//! It knows the schema by heart, checks what an order must satisfy (customer and goods exist and are
//! active, price, credit, stock), and has none of the house's other concerns: no HTTP, no rights, no
//! problem documents, no choice of unit, warehouse or lot, no answer but "done". Its clients hand it
//! orders through a channel inside the process.

pub(crate) mod postgres;
pub(crate) mod sqlite;

use std::fmt::Write as _;
use std::sync::Arc;

use base::IdMaker;
use base::id::{OrderId, OrderLineId, ReservationId};
use crossbeam_channel::Sender;
use sha2::{Digest, Sha256};
use tokio::sync::oneshot;

use crate::company::{LINES, Wish, Wishes};
use crate::load::Client;
use crate::place::now;

/// Numbers a lane takes at a time on PostgreSQL, as the house does.
const BLOCK: i64 = 50;
const CAUSE: &str = "req-hand-written";

/// A thread of the rival.
pub(crate) type Worker = std::thread::JoinHandle<anyhow::Result<()>>;
type Reply = oneshot::Sender<anyhow::Result<()>>;

/// An order on its way to the writer.
pub(crate) struct Job {
    wish: Wish,
    reply: Reply,
}

/// Hands orders over one at a time.
pub(crate) struct Hand {
    wishes: Wishes,
    jobs: Sender<Job>,
}

impl Hand {
    pub(crate) fn new(wishes: Wishes, jobs: &Sender<Job>) -> Self {
        Self { wishes, jobs: jobs.clone() }
    }
}

impl Client for Hand {
    async fn ask(&mut self) -> anyhow::Result<()> {
        let (reply, wait) = oneshot::channel();
        self.jobs.send(Job { wish: self.wishes.next(LINES), reply })?;
        wait.await?
    }
}

/// What is known of an order before the database is asked.
struct Draft {
    at: i64,
    id: OrderId,
    subject: String,
    lines: Vec<DraftLine>,
}

struct DraftLine {
    id: OrderLineId,
    origin: String,
    reservation: ReservationId,
    sku: String,
    /// In millionths, as stored.
    qty: i64,
}

impl Draft {
    fn new(ids: &Arc<IdMaker>, wish: &Wish) -> Self {
        let at = now();
        let id: OrderId = ids.next(at);
        let line = |(sku, qty): &(String, i64)| {
            let id: OrderLineId = ids.next(at);
            DraftLine {
                id,
                origin: id.to_string(),
                reservation: ids.next(at),
                sku: sku.clone(),
                qty: qty * 1_000_000,
            }
        };
        Self { at: at.0, id, subject: id.to_string(), lines: wish.lines.iter().map(line).collect() }
    }

    /// Data and hash of the two entries: placed, then confirmed.
    fn journal(&self, number: &str, customer: &str) -> [(&'static str, String, String); 2] {
        let facts =
            format!(r#"{{"number":"{number}","customer":"{customer}","lines":{}}}"#, self.lines.len());
        let placed = self.link("", 1, "order.placed", &facts);
        let confirmed = self.link(&placed, 2, "order.confirmed", &facts);
        [("order.placed", facts.clone(), placed), ("order.confirmed", facts, confirmed)]
    }

    /// One link of the journal's chain, as `db` computes it.
    fn link(&self, previous: &str, n: i64, kind: &str, data: &str) -> String {
        let mut digest = Sha256::new();
        for part in [previous, &self.subject, kind, &self.subject, "", CAUSE, data] {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part.as_bytes());
        }
        for number in [n, self.at, 0] {
            digest.update(number.to_le_bytes());
        }
        digest.finalize()[..16].iter().fold(String::with_capacity(32), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

/// The days that the run takes for granted.
struct Days {
    today: String,
    promised: String,
    /// The sequence of today's numbers.
    sequence: String,
}

impl Days {
    fn now() -> Self {
        let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap_or(jiff::tz::TimeZone::UTC);
        let today = now().day_in(&zone);
        Self {
            today: today.to_string(),
            promised: today.plus(2).to_string(),
            sequence: format!("SO-{}", today.compact()),
        }
    }
}

/// How a price came about, as long as the house writes it.
fn trace(list_price: i64, price: i64) -> String {
    let step = |rule, source, price: i64| {
        let price = base::Money(price);
        format!(
            r#"{{"rule":"{rule}","source":"{source}","price":"{price}","qty_from":null,"from_on":null,"to_on":null}}"#
        )
    };
    format!("[{},{}]", step("list_price", "", list_price), step("price_list", "批发价", price))
}

/// Goods and tax in a price that includes it, in ten-thousandths, rounded to the cent.
fn split(gross: i64, tax_rate: i64) -> (i64, i64) {
    let whole = 1_000_000 + tax_rate;
    let cents = (gross * 1_000_000 * 2 / 100 + whole) / (whole * 2);
    (cents * 100, gross - cents * 100)
}
