//! A million orders, written by set-based statements straight into the table: the one place that goes
//! past the commands, because only the list is measured and nobody waits an hour for its rows. Dates,
//! states and amounts are spread as in a company of two years: nearly all of it is done.

use base::id::ActorId;
use base::time::DAY_US;
use base::{Ctx, Result};
use db::{Db, Tx};
use people::model::{NewActor, NewDepartment, NewToken};

use crate::company::told;
use crate::place::{Place, system};
use crate::report::doing;

pub(crate) const CLERK: &str = "sdk_clerk_0123456789abcdef0123456789abcdef";
pub(crate) const MANAGER: &str = "sdk_manager_0123456789abcdef0123456789abcdef";
const DEPARTMENTS: usize = 8;
const CLERKS: usize = 40;
const DAYS: i64 = 730;
const BATCH: i64 = 50_000;

/// Numbers that a statement can count out, removed at the end.
const HELP: [&str; 4] = [
    "CREATE TABLE bench_buyer (n BIGINT PRIMARY KEY, id BIGINT NOT NULL)",
    "CREATE TABLE bench_clerk (n BIGINT PRIMARY KEY, id BIGINT NOT NULL)",
    "CREATE TABLE bench_day (n BIGINT PRIMARY KEY, day TEXT NOT NULL)",
    "INSERT INTO bench_buyer (n, id) SELECT ROW_NUMBER() OVER (ORDER BY id) - 1, id FROM customer",
];
const TIDY: [&str; 4] =
    ["DROP TABLE bench_buyer", "DROP TABLE bench_clerk", "DROP TABLE bench_day", "ANALYZE"];

/// `$1` first number, `$2` the number after the last, `$3` first moment, `$4` µs between orders, `$5`
/// warehouse, `$6` how many customers. Multiplying by primes spreads what would otherwise follow the number.
const ORDERS: &str = "WITH RECURSIVE n (n) AS (
       SELECT CAST($1 AS BIGINT) UNION ALL SELECT n + 1 FROM n WHERE n + 1 < $2
     ), spread AS (
       SELECT n, (n * 7919) % 100 AS percent, $3 + n * $4 AS at, (n * 104729) % $6 AS buyer, (n * 6151) % 40 AS clerk,
         ((n * 15485863) % 500000 + 100) * 10000 AS amount
       FROM n
     ), t AS (
       SELECT spread.*, CASE WHEN percent < 91 THEN 'closed' WHEN percent < 95 THEN 'cancelled'
           WHEN percent < 99 THEN 'confirmed' WHEN n % 2 = 0 THEN 'placed' ELSE 'draft' END AS state
       FROM spread
     )
     INSERT INTO sales_order (id, number, channel, external_number, customer_id, customer_code, customer_name, owner_id,
       department_id, state, review_state, shipping_state, billing_state, currency, rounding, goods_amount, tax_amount,
       total_amount, receiver, phone, address, warehouse_id, requested_on, promised_on, term_days, note, hold_count,
       ordered_charge, unbilled_charge, open_amount, created_at, created_by, placed_at, confirmed_at, allocated_at,
       shipped_at, delivered_at, settled_at, ended_at, end_reason, revision)
     SELECT 1000000000000 + t.n * 4096, 'SO-' || REPLACE(d.day, '-', '') || '-' || CAST(t.n AS TEXT),
       CASE WHEN t.n % 2 = 0 THEN 'web' END, CASE WHEN t.n % 2 = 0 THEN 'W' || CAST(t.n AS TEXT) END,
       c.id, c.code, c.name, k.id, a.department_id, t.state, CASE WHEN t.state = 'placed' THEN 'pending' ELSE 'none' END,
       CASE t.state WHEN 'closed' THEN 'delivered' WHEN 'confirmed' THEN
         CASE t.n % 4 WHEN 0 THEN 'shipped' WHEN 1 THEN 'released' WHEN 2 THEN 'reserved' ELSE 'waiting' END ELSE 'none' END,
       CASE WHEN t.state = 'closed' THEN 'paid' ELSE 'none' END, 'CNY', 'line_half_up',
       t.amount - t.amount / 10, t.amount / 10, t.amount, 'Receiver ' || CAST((t.n * 31) % 5000 AS TEXT),
       '138' || CAST(10000000 + (t.n * 7907) % 89999999 AS TEXT), 'Street ' || CAST(t.n % 900 AS TEXT), $5,
       CASE WHEN t.n % 3 = 0 THEN d.day END, d.day, 30, CASE WHEN t.n % 500 = 0 THEN 'call before delivery' ELSE '' END,
       0, 0, 0, CASE WHEN t.state = 'confirmed' THEN t.amount ELSE 0 END, t.at, k.id,
       CASE WHEN t.state <> 'draft' THEN t.at + 60000000 END,
       CASE WHEN t.state IN ('confirmed', 'closed') THEN t.at + 120000000 END,
       CASE WHEN t.state IN ('confirmed', 'closed') THEN t.at + 120000000 END,
       CASE WHEN t.state = 'closed' THEN t.at + 7200000000 END, CASE WHEN t.state = 'closed' THEN t.at + 172800000000 END,
       CASE WHEN t.state = 'closed' THEN t.at + 2592000000000 END,
       CASE WHEN t.state IN ('closed', 'cancelled') THEN t.at + 2592000000000 END, '', 1
     FROM t JOIN bench_buyer b ON b.n = t.buyer JOIN customer c ON c.id = b.id
     JOIN bench_clerk k ON k.n = t.clerk JOIN actor a ON a.id = k.id
     JOIN bench_day d ON d.n = (t.at - $3) / 86400000000";

/// Writes the orders and those who may look at them.
pub(crate) fn fill(place: &Place, db: &Db, orders: i64) -> anyhow::Result<()> {
    let ctx = system(db);
    let first_at = ctx.at.plus(-DAYS * DAY_US);
    told(db.write_now(&ctx, move |tx, ctx| {
        HELP.iter().try_for_each(|statement| tx.exec(statement, &[]).map(|_| ()))?;
        let clerks = db::list(staff(tx, ctx)?);
        tx.exec("INSERT INTO bench_clerk (n, id) SELECT r.ord - 1, r.id FROM {ids $1} r", &[&clerks])?;
        let days: Vec<String> =
            (0..=DAYS).map(|n| first_at.plus(n * DAY_US).day_in(&ctx.zone).to_string()).collect();
        let days = db::texts(days.iter().map(String::as_str));
        tx.exec("INSERT INTO bench_day (n, day) SELECT r.ord - 1, r.text FROM {texts $1} r", &[&days])
    }))?;
    let between = DAYS * DAY_US / orders.max(1);
    for from in (0..orders).step_by(usize::try_from(BATCH)?) {
        if from % (BATCH * 5) == 0 {
            doing(place.kind, &format!("order {from} of {orders}"));
        }
        let upto = orders.min(from + BATCH);
        told(db.write_now(&ctx, move |tx, _| {
            let warehouse = stock::warehouse_by_code(tx, "MAIN")?.id;
            let (buyers,): (i64,) = tx.one("SELECT COUNT(*) FROM bench_buyer", &[])?;
            tx.exec(ORDERS, &[&from, &upto, &first_at, &between, &warehouse, &buyers])
        }))?;
    }
    // ANALYZE is what a company two years old has behind it.
    told(
        db.write_now(&ctx, |tx, _| TIDY.iter().try_for_each(|statement| tx.exec(statement, &[]).map(|_| ()))),
    )
}

/// Departments with their clerks, one manager and one clerk with a key.
fn staff(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<Vec<ActorId>> {
    let mut departments = Vec::new();
    for number in 0..DEPARTMENTS {
        let new = NewDepartment {
            name: format!("销售 {number} 部"),
            parent_id: None,
            head_id: None,
            calendar_id: None,
        };
        departments.push(people::company::create_department(tx, ctx, &new)?.id);
    }
    let mut clerks = Vec::new();
    for number in 0..CLERKS {
        let role = if number < DEPARTMENTS { "sales_manager" } else { "sales" };
        let new = NewActor {
            login: Some(format!("clerk{number}")),
            name: format!("员工 {number}"),
            department_id: Some(departments[number % DEPARTMENTS]),
            roles: vec![role.into()],
            ..NewActor::default()
        };
        clerks.push(people::commands::create_actor(tx, ctx, &new, None)?.id);
    }
    for (secret, number) in [(MANAGER, 0), (CLERK, 20)] {
        let new = NewToken { name: "bench".into(), actions: vec!["*".into()], actor_id: None, ends_at: None };
        let own = people::commands::acting_as(tx, ctx, clerks[number])?;
        people::access::create_token(tx, &own, &new, secret, &["*"])?;
    }
    Ok(clerks)
}
