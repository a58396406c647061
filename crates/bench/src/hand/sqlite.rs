//! SQLite: one thread owns the connection, takes every waiting order, commits once; every statement
//! is prepared once and touches one row by its key.

use std::sync::Arc;

use anyhow::ensure;
use base::IdMaker;
use crossbeam_channel::{Receiver, Sender, unbounded};
use rusqlite::{Connection, params};

use super::{CAUSE, Days, Draft, DraftLine, Job, Worker, split, trace};
use crate::place::now;

const GROUP_MAX: usize = 256;

const CUSTOMER: &str =
    "SELECT c.id, c.name, c.price_list_id, c.currency, c.term_days, c.credit_limit, c.owner_id,
        e.ordered + e.unbilled + e.receivable - e.prepaid, a.receiver, a.phone,
        a.province || a.city || a.district || a.street
     FROM customer c JOIN exposure e ON e.customer_id = c.id
     LEFT JOIN address a ON a.customer_id = c.id AND a.is_default = 1
     WHERE c.code = ?1 AND c.active = 1";
const GOODS: &str =
    "SELECT s.id, s.name, s.uom, s.tax_rate, s.list_price, s.cost, b.id, b.on_hand - b.reserved,
        (SELECT p.price FROM price p WHERE p.sku_id = s.id AND p.price_list_id = ?2 AND p.qty_from <= ?3
         AND (p.from_on IS NULL OR p.from_on <= ?5) AND (p.to_on IS NULL OR p.to_on >= ?5)
         ORDER BY p.qty_from DESC LIMIT 1)
     FROM sku s JOIN stock_balance b ON b.sku_id = s.id AND b.warehouse_id = ?4 AND b.lot = ''
     WHERE s.code = ?1 AND s.active = 1";
const NUMBER: &str = "INSERT INTO number_sequence (name, next_value) VALUES (?1, 2)
     ON CONFLICT (name) DO UPDATE SET next_value = next_value + 1 RETURNING next_value - 1";
const PROMISE: &str = "UPDATE stock_balance SET reserved = reserved + ?2 WHERE id = ?1";
const CHARGE: &str =
    "UPDATE exposure SET ordered = ordered + ?2, revision = revision + 1 WHERE customer_id = ?1";
const HEAD: &str = "INSERT INTO sales_order (id, number, customer_id, customer_code, customer_name, owner_id, state,
        review_state, shipping_state, billing_state, currency, rounding, goods_amount, tax_amount, total_amount,
        receiver, phone, address, warehouse_id, promised_on, term_days, note, hold_count, ordered_charge,
        unbilled_charge, open_amount, created_at, created_by, placed_at, confirmed_at, allocated_at, end_reason, revision)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'confirmed', 'none', 'reserved', 'none', ?7, 'line_half_up', ?8, ?9, ?8 + ?9,
        ?10, ?11, ?12, ?13, ?14, ?15, '', 0, ?8 + ?9, 0, 0, ?16, 0, ?16, ?16, ?16, '', 1)";
const LINE: &str = "INSERT INTO sales_order_line (id, order_id, line_no, sku_id, sku, name, uom, entered_qty, entered_uom,
        warehouse_id, promised_on, note, list_price, price, discount, min_price, tax_rate, tax_included, amount,
        tax_amount, price_trace, qty_ordered, qty_cancelled, qty_reserved, qty_released, qty_picked, qty_shipped,
        qty_delivered, qty_refused, qty_invoiced, qty_return_requested, qty_returned, amount_invoiced, tax_invoiced)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?7, ?9, ?10, '', ?11, ?12, 0, ?13, ?14, 1, ?15, ?16, ?17, ?8, 0, ?8,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0)";
const RESERVATION: &str =
    "INSERT INTO reservation (id, origin, document, warehouse_id, sku_id, lot, qty, created_at)
     VALUES (?1, ?2, ?3, ?4, ?5, '', ?6, ?7)";
const JOURNAL: &str = "INSERT INTO journal (at, actor_id, kind, subject, n, order_ref, cause, data, hash)
     VALUES (?1, 0, ?2, ?3, ?4, ?3, ?5, ?6, ?7)";

/// Starts the writer; it ends when the last client is gone.
pub(crate) fn start(path: &str) -> anyhow::Result<(Sender<Job>, Worker)> {
    let connection = Connection::open(path)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", 8_000)?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    let warehouse =
        connection.query_row("SELECT id FROM warehouse WHERE code = 'MAIN'", [], |row| row.get(0))?;
    let (jobs, waiting) = unbounded();
    let Days { today, promised, sequence } = Days::now();
    let ids = Arc::new(IdMaker::new(2, now()));
    let writer = Writer { connection, warehouse, ids, today, promised, sequence };
    Ok((jobs, std::thread::spawn(move || writer.run(&waiting))))
}

struct Writer {
    connection: Connection,
    warehouse: i64,
    ids: Arc<IdMaker>,
    today: String,
    promised: String,
    sequence: String,
}

struct Customer {
    id: i64,
    name: String,
    price_list: Option<i64>,
    currency: String,
    term_days: i64,
    limit: Option<i64>,
    owner: i64,
    owed: i64,
    receiver: String,
    phone: String,
    address: String,
}

struct Goods {
    id: i64,
    name: String,
    uom: String,
    tax_rate: i64,
    list_price: i64,
    cost: i64,
    balance: i64,
    available: i64,
    price: i64,
    goods: i64,
    tax: i64,
}

impl Writer {
    fn run(self, waiting: &Receiver<Job>) -> anyhow::Result<()> {
        while let Ok(first) = waiting.recv() {
            self.connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
            let mut done = Vec::with_capacity(GROUP_MAX);
            let mut next = Some(first);
            while let Some(Job { wish, reply }) = next.take() {
                let draft = Draft::new(&self.ids, &wish);
                done.push((reply, self.take(&draft, &wish.customer)));
                if done.len() < GROUP_MAX {
                    next = waiting.try_recv().ok();
                }
            }
            self.connection.prepare_cached("COMMIT")?.execute([])?;
            for (reply, outcome) in done {
                let _ = reply.send(outcome);
            }
        }
        Ok(())
    }

    /// Everything is checked before the first row is written, so that nothing need be undone.
    fn take(&self, draft: &Draft, code: &str) -> anyhow::Result<()> {
        let customer = self.customer(code)?;
        let goods: Vec<Goods> =
            draft.lines.iter().map(|line| self.goods(&customer, line)).collect::<anyhow::Result<_>>()?;
        let short = goods.iter().zip(&draft.lines).any(|(goods, line)| goods.available < line.qty);
        ensure!(!short, "stock_short");
        let (sum, tax) = goods.iter().fold((0, 0), |(sum, tax), line| (sum + line.goods, tax + line.tax));
        let within = customer.limit.is_none_or(|limit| customer.owed + sum + tax <= limit);
        ensure!(within, "credit_exceeded");
        let number = self.number()?;
        let run = |sql, params: &[&dyn rusqlite::ToSql]| self.connection.prepare_cached(sql)?.execute(params);
        run(
            HEAD,
            params![
                draft.id.0,
                number,
                customer.id,
                code,
                customer.name,
                customer.owner,
                customer.currency,
                sum,
                tax,
                customer.receiver,
                customer.phone,
                customer.address,
                self.warehouse,
                self.promised,
                customer.term_days,
                draft.at
            ],
        )?;
        for (place, (line, goods)) in draft.lines.iter().zip(&goods).enumerate() {
            self.line(draft, place, line, goods)?;
        }
        run(CHARGE, params![customer.id, sum + tax])?;
        for (n, (kind, data, hash)) in (1i64..).zip(draft.journal(&number, code)) {
            run(JOURNAL, params![draft.at, kind, draft.subject, n, CAUSE, data, hash])?;
        }
        Ok(())
    }

    fn line(&self, draft: &Draft, place: usize, line: &DraftLine, goods: &Goods) -> anyhow::Result<()> {
        let trace = trace(goods.list_price, goods.price);
        let run = |sql, params: &[&dyn rusqlite::ToSql]| self.connection.prepare_cached(sql)?.execute(params);
        run(
            LINE,
            params![
                line.id.0,
                draft.id.0,
                place as i64 + 1,
                goods.id,
                line.sku,
                goods.name,
                goods.uom,
                line.qty,
                self.warehouse,
                self.promised,
                goods.list_price,
                goods.price,
                goods.cost,
                goods.tax_rate,
                goods.goods,
                goods.tax,
                trace
            ],
        )?;
        run(PROMISE, params![goods.balance, line.qty])?;
        run(
            RESERVATION,
            params![
                line.reservation.0,
                line.origin,
                draft.subject,
                self.warehouse,
                goods.id,
                line.qty,
                draft.at
            ],
        )?;
        Ok(())
    }

    fn customer(&self, code: &str) -> anyhow::Result<Customer> {
        Ok(self.connection.prepare_cached(CUSTOMER)?.query_row([code], |row| {
            Ok(Customer {
                id: row.get(0)?,
                name: row.get(1)?,
                price_list: row.get(2)?,
                currency: row.get(3)?,
                term_days: row.get(4)?,
                limit: row.get(5)?,
                owner: row.get(6)?,
                owed: row.get(7)?,
                receiver: row.get(8)?,
                phone: row.get(9)?,
                address: row.get(10)?,
            })
        })?)
    }

    fn goods(&self, customer: &Customer, line: &DraftLine) -> anyhow::Result<Goods> {
        let asked = params![line.sku, customer.price_list, line.qty, self.warehouse, self.today];
        Ok(self.connection.prepare_cached(GOODS)?.query_row(asked, |row| {
            let (tax_rate, list_price): (i64, i64) = (row.get(3)?, row.get(4)?);
            let price = row.get::<_, Option<i64>>(8)?.unwrap_or(list_price);
            let (goods, tax) = split(price * (line.qty / 1_000_000), tax_rate);
            Ok(Goods {
                id: row.get(0)?,
                name: row.get(1)?,
                uom: row.get(2)?,
                tax_rate,
                list_price,
                cost: row.get(5)?,
                balance: row.get(6)?,
                available: row.get(7)?,
                price,
                goods,
                tax,
            })
        })?)
    }

    fn number(&self) -> anyhow::Result<String> {
        let value: i64 =
            self.connection.prepare_cached(NUMBER)?.query_row([&self.sequence], |row| row.get(0))?;
        Ok(format!("{}-{value:04}", self.sequence))
    }
}
