//! PostgreSQL: a few lanes, each with a connection; a lane takes every waiting order up to a limit,
//! locks what all of them touch in one order, and sends one set-based statement per order and the
//! commit after it, all without waiting in between.

use std::sync::Arc;

use anyhow::{Context, ensure};
use base::IdMaker;
use crossbeam_channel::{Receiver, Sender, unbounded};
use futures_util::future::{join_all, join4};
use tokio::runtime::Runtime;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Statement};

use super::{BLOCK, CAUSE, Days, Draft, Job, Worker, trace};
use crate::place::{LANES, now};

/// Orders that share a commit, as many as a lane of the house takes.
const GROUP_MAX: usize = 32;

const LOCK_GOODS: &str =
    "SELECT b.id FROM sku s JOIN stock_balance b ON b.sku_id = s.id AND b.warehouse_id = $2 AND b.lot = ''
     WHERE s.code = ANY ($1) ORDER BY b.id FOR UPDATE OF b";
const LOCK_CUSTOMERS: &str = "SELECT e.customer_id FROM customer c JOIN exposure e ON e.customer_id = c.id
     WHERE c.code = ANY ($1) ORDER BY e.customer_id FOR UPDATE OF e";
const NUMBERS: &str = "INSERT INTO number_sequence (name, next_value) VALUES ($1, $2::bigint + 1)
     ON CONFLICT (name) DO UPDATE SET next_value = number_sequence.next_value + $2::bigint RETURNING next_value";

/// The whole order: $1 customer; $2–$6 codes, quantities, ids, reservations and origins of lines;
/// $7 warehouse, $8 id, $9 number, $10 today, $11 promised day, $12 moment, $13 subject, $14–$16
/// kinds, data and hashes of the journal, $17 trace, $18 cause.
const ORDER: &str = "WITH c AS (
       SELECT c.id, c.name, c.price_list_id, c.currency, c.term_days, c.credit_limit, c.owner_id,
         e.ordered + e.unbilled + e.receivable - e.prepaid AS owed, a.receiver, a.phone,
         a.province || a.city || a.district || a.street AS address
       FROM customer c JOIN exposure e ON e.customer_id = c.id
       LEFT JOIN address a ON a.customer_id = c.id AND a.is_default = 1
       WHERE c.code = $1 AND c.active = 1
     ), l AS (
       SELECT x.*, s.id AS sku_id, s.name, s.uom, s.tax_rate, s.list_price, s.cost, b.id AS balance_id,
         b.on_hand - b.reserved AS available, COALESCE(p.price, s.list_price) AS price,
         COALESCE(p.price, s.list_price) * (x.qty / 1000000) AS gross
       FROM c CROSS JOIN unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[]) WITH ORDINALITY
              AS x(code, qty, line_id, reservation_id, origin, n)
       JOIN sku s ON s.code = x.code AND s.active = 1
       JOIN stock_balance b ON b.sku_id = s.id AND b.warehouse_id = $7 AND b.lot = ''
       LEFT JOIN LATERAL (SELECT p.price FROM price p WHERE p.sku_id = s.id AND p.price_list_id = c.price_list_id
         AND p.qty_from <= x.qty AND (p.from_on IS NULL OR p.from_on <= $10) AND (p.to_on IS NULL OR p.to_on >= $10)
         ORDER BY p.qty_from DESC LIMIT 1) p ON TRUE
     ), w AS (
       SELECT l.*, (gross * 20000 + 1000000 + tax_rate) / (2000000 + 2 * tax_rate) * 100 AS goods FROM l
     ), o AS (
       SELECT CAST(SUM(w.goods) AS bigint) AS goods, CAST(SUM(w.gross) AS bigint) AS total,
         COUNT(*) = CARDINALITY($2::text[]) AND BOOL_AND(w.available >= w.qty)
           AND (MIN(c.credit_limit) IS NULL OR MIN(c.owed) + SUM(w.gross) <= MIN(c.credit_limit)) AS fine
       FROM w CROSS JOIN c
     ), promised AS (
       UPDATE stock_balance b SET reserved = b.reserved + w.qty FROM w, o WHERE o.fine AND b.id = w.balance_id
     ), charged AS (
       UPDATE exposure e SET ordered = e.ordered + o.total, revision = e.revision + 1 FROM o, c
       WHERE o.fine AND e.customer_id = c.id
     ), head AS (
       INSERT INTO sales_order (id, number, customer_id, customer_code, customer_name, owner_id, state, review_state,
         shipping_state, billing_state, currency, rounding, goods_amount, tax_amount, total_amount, receiver, phone,
         address, warehouse_id, promised_on, term_days, note, hold_count, ordered_charge, unbilled_charge, open_amount,
         created_at, created_by, placed_at, confirmed_at, allocated_at, end_reason, revision)
       SELECT $8, $9, c.id, $1, c.name, c.owner_id, 'confirmed', 'none', 'reserved', 'none', c.currency, 'line_half_up',
         o.goods, o.total - o.goods, o.total, c.receiver, c.phone, c.address, $7, $11, c.term_days, '', 0, o.total, 0, 0,
         $12, 0, $12, $12, $12, '', 1 FROM c, o WHERE o.fine
     ), lines AS (
       INSERT INTO sales_order_line (id, order_id, line_no, sku_id, sku, name, uom, entered_qty, entered_uom,
         warehouse_id, promised_on, note, list_price, price, discount, min_price, tax_rate, tax_included, amount,
         tax_amount, price_trace, qty_ordered, qty_cancelled, qty_reserved, qty_released, qty_picked, qty_shipped,
         qty_delivered, qty_refused, qty_invoiced, qty_return_requested, qty_returned, amount_invoiced, tax_invoiced)
       SELECT w.line_id, $8, w.n, w.sku_id, w.code, w.name, w.uom, w.qty, w.uom, $7, $11, '', w.list_price, w.price, 0,
         w.cost, w.tax_rate, 1, w.goods, w.gross - w.goods, $17, w.qty, 0, w.qty, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
       FROM w, o WHERE o.fine
     ), reserved AS (
       INSERT INTO reservation (id, origin, document, warehouse_id, sku_id, lot, qty, created_at)
       SELECT w.reservation_id, w.origin, $13, $7, w.sku_id, '', w.qty, $12 FROM w, o WHERE o.fine
     ), told AS (
       INSERT INTO journal (at, actor_id, kind, subject, n, order_ref, cause, data, hash)
       SELECT $12, 0, j.kind, $13, j.n, $13, $18, j.data, j.hash
       FROM o, unnest($14::text[], $15::text[], $16::text[]) WITH ORDINALITY AS j(kind, data, hash, n)
       WHERE o.fine ORDER BY j.n
     ) SELECT o.fine FROM o";

/// Starts the lanes; they end when the last client is gone.
pub(crate) fn start(url: &str) -> anyhow::Result<(Sender<Job>, Vec<Worker>)> {
    let (jobs, waiting) = unbounded();
    let ids = Arc::new(IdMaker::new(2, now()));
    let mut threads = Vec::new();
    for _ in 0..LANES {
        let lane = Lane::open(url, Arc::clone(&ids))?;
        let waiting = waiting.clone();
        threads.push(std::thread::spawn(move || lane.run(&waiting)));
    }
    Ok((jobs, threads))
}

struct Lane {
    runtime: Runtime,
    client: Client,
    goods: Statement,
    customers: Statement,
    order: Statement,
    numbers: std::ops::Range<i64>,
    warehouse: i64,
    ids: Arc<IdMaker>,
    days: Days,
}

impl Lane {
    fn open(url: &str, ids: Arc<IdMaker>) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (client, connection) = runtime.block_on(tokio_postgres::connect(url, NoTls))?;
        runtime.spawn(connection);
        let (goods, customers, order, warehouse) = runtime.block_on(async {
            let place = client.query_one("SELECT id FROM warehouse WHERE code = 'MAIN'", &[]).await?.get(0);
            let goods = client.prepare(LOCK_GOODS).await?;
            let customers = client.prepare(LOCK_CUSTOMERS).await?;
            anyhow::Ok((goods, customers, client.prepare(ORDER).await.context("preparing the order")?, place))
        })?;
        Ok(Self {
            runtime,
            client,
            goods,
            customers,
            order,
            numbers: 0..0,
            warehouse,
            ids,
            days: Days::now(),
        })
    }

    fn run(mut self, waiting: &Receiver<Job>) -> anyhow::Result<()> {
        while let Ok(first) = waiting.recv() {
            let mut group = vec![first];
            group.extend(waiting.try_iter().take(GROUP_MAX - 1));
            let mut asked = Vec::with_capacity(group.len());
            for job in &group {
                asked.push(self.asked(job)?);
            }
            let fine = self.runtime.block_on(self.send(&group, &asked));
            let fine = fine.with_context(|| format!("a group of {}", group.len()))?;
            for (Job { reply, .. }, fine) in group.into_iter().zip(fine) {
                let _ = reply.send(if fine { Ok(()) } else { Err(anyhow::anyhow!("refused")) });
            }
        }
        Ok(())
    }

    /// The whole group in one go: the answers are only read when all of it was sent.
    async fn send(&self, group: &[Job], asked: &[Asked]) -> anyhow::Result<Vec<bool>> {
        let codes: Vec<&str> =
            group.iter().flat_map(|job| job.wish.lines.iter().map(|(sku, _)| sku.as_str())).collect();
        let customers: Vec<&str> = group.iter().map(|job| job.wish.customer.as_str()).collect();
        let lock_goods: [&(dyn ToSql + Sync); 2] = [&codes, &self.warehouse];
        let lock_customers: [&(dyn ToSql + Sync); 1] = [&customers];
        let params: Vec<_> = asked.iter().zip(group).map(|(asked, job)| self.params(asked, job)).collect();
        let orders = params.iter().map(|params| self.client.query_one(&self.order, params));
        let locks = async {
            let (goods, customers) = futures_util::future::join(
                self.client.query(&self.goods, &lock_goods),
                self.client.query(&self.customers, &lock_customers),
            )
            .await;
            goods.and(customers)
        };
        let (began, locked, rows, committed) = join4(
            self.client.batch_execute("BEGIN"),
            locks,
            join_all(orders),
            self.client.batch_execute("COMMIT"),
        )
        .await;
        began?;
        locked?;
        let fine = rows.into_iter().map(|row| Ok(row?.get(0))).collect();
        committed?;
        fine
    }

    fn params<'a>(&'a self, asked: &'a Asked, job: &'a Job) -> [&'a (dyn ToSql + Sync); 18] {
        [
            &job.wish.customer,
            &asked.codes,
            &asked.qtys,
            &asked.ids,
            &asked.reservations,
            &asked.origins,
            &self.warehouse,
            &asked.id,
            &asked.number,
            &self.days.today,
            &self.days.promised,
            &asked.at,
            &asked.subject,
            &asked.kinds,
            &asked.data,
            &asked.hashes,
            &asked.trace,
            &CAUSE,
        ]
    }

    fn asked(&mut self, job: &Job) -> anyhow::Result<Asked> {
        let number = self.number()?;
        let number = format!("{}-{number:04}", self.days.sequence);
        let draft = Draft::new(&self.ids, &job.wish);
        let journal = draft.journal(&number, &job.wish.customer);
        let [kinds, data, hashes] = [
            journal.iter().map(|(kind, ..)| (*kind).to_owned()).collect(),
            journal.iter().map(|(_, data, _)| data.clone()).collect(),
            journal.iter().map(|(.., hash)| hash.clone()).collect(),
        ];
        Ok(Asked {
            codes: draft.lines.iter().map(|line| line.sku.clone()).collect(),
            qtys: draft.lines.iter().map(|line| line.qty).collect(),
            ids: draft.lines.iter().map(|line| line.id.0).collect(),
            reservations: draft.lines.iter().map(|line| line.reservation.0).collect(),
            origins: draft.lines.iter().map(|line| line.origin.clone()).collect(),
            id: draft.id.0,
            at: draft.at,
            subject: draft.subject,
            number,
            kinds,
            data,
            hashes,
            trace: trace(500_000, 490_000),
        })
    }

    /// Taken in blocks, in a statement of their own before the group begins.
    fn number(&mut self) -> anyhow::Result<i64> {
        if let Some(number) = self.numbers.next() {
            return Ok(number);
        }
        let row = self.runtime.block_on(self.client.query_one(NUMBERS, &[&self.days.sequence, &BLOCK]))?;
        let next: i64 = row.get(0);
        self.numbers = next - BLOCK..next;
        let first = self.numbers.next();
        ensure!(first.is_some(), "a block of numbers is empty");
        Ok(first.unwrap_or_default())
    }
}

/// The parameters of one order that live as long as its statement.
struct Asked {
    codes: Vec<String>,
    qtys: Vec<i64>,
    ids: Vec<i64>,
    reservations: Vec<i64>,
    origins: Vec<String>,
    id: i64,
    at: i64,
    subject: String,
    number: String,
    kinds: Vec<String>,
    data: Vec<String>,
    hashes: Vec<String>,
    trace: String,
}
