//! The whole way of an order with three lines: placed and confirmed, released, every line scanned, sent
//! (which invoices it), delivered, paid, closed. The rooms' commands are called in this process, each
//! in a transaction of its own, by as many threads as a busy company has desks.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::ensure;
use base::id::{CustomerId, InvoiceId, OrderId, ShipmentId};
use base::{Ctx, Money, Qty, Result};
use db::{Db, Tx};
use order::State;

use crate::Plan;
use crate::company::{self, LINES, PRODUCTS, Wish, Wishes, told};
use crate::place::{Place, system};
use crate::report::{doing, figure, footing, heading, row, table};

const SECONDS: u64 = 15;
const DESKS: usize = 32;

/// Where an order is on its way.
struct Traveller {
    wish: Wish,
    order: OrderId,
    customer: CustomerId,
    shipment: ShipmentId,
    invoice: InvoiceId,
    amount: Money,
    state: State,
}

type Step = fn(&Db, &Ctx, &mut Traveller) -> anyhow::Result<()>;

const STEPS: [(&str, Step); 7] = [
    ("place and confirm", place),
    ("release", release),
    ("scan, three times", scan),
    ("ship and invoice", ship),
    ("deliver", deliver),
    ("pay and close", pay),
    ("read the order", read),
];

pub(crate) fn run(plan: &Plan) -> anyhow::Result<()> {
    let mut figures = Vec::new();
    for (number, kind) in plan.engines().into_iter().enumerate() {
        let place = Place::new(kind)?;
        if number == 0 {
            heading("way", place.folder());
            table(&["engine", "step", "statements", "ms alone"]);
        }
        doing(kind, "making a company");
        let db = place.open(&place.database())?;
        company::make(&db)?;
        let statements = steps(&db, &kind)?;
        let seconds = Duration::from_secs(plan.seconds.unwrap_or(SECONDS));
        doing(kind, "sending orders the whole way");
        let rate = desks(&db, seconds)?;
        figures.push((kind, rate, statements));
        testdb::broken_invariants(&db);
    }
    println!();
    table(&["engine", "desks", "orders/s", "statements/order"]);
    for (kind, rate, statements) in figures {
        row(&[&kind, &DESKS, &figure(rate), &statements]);
    }
    footing();
    Ok(())
}

/// One order after the other, alone: what each step costs. Gives the statements of the whole way.
fn steps(db: &Db, kind: &dyn std::fmt::Display) -> anyhow::Result<u64> {
    const TIMES: u32 = 50;
    let mut wishes = Wishes::new(7, PRODUCTS);
    let mut spent = [(0, Duration::ZERO); STEPS.len()];
    for _ in 0..TIMES {
        let mut traveller = Traveller::new(wishes.next(LINES));
        for ((_, step), (statements, time)) in STEPS.iter().zip(&mut spent) {
            let (before, began) = (asked(db), Instant::now());
            step(db, &system(db), &mut traveller)?;
            *time += began.elapsed();
            *statements += asked(db) - before;
        }
        ensure!(traveller.state == State::Closed, "an order ended its way {}", traveller.state);
    }
    for ((name, _), (statements, time)) in STEPS.iter().zip(spent) {
        let ms = time.as_secs_f64() * 1_000.0 / f64::from(TIMES);
        row(&[kind, name, &format!("{:.1}", statements as f64 / f64::from(TIMES)), &figure(ms)]);
    }
    let written = &spent[..STEPS.len() - 1];
    Ok(written.iter().map(|(statements, _)| statements).sum::<u64>() / u64::from(TIMES))
}

fn asked(db: &Db) -> u64 {
    db.counters().statements.load(Ordering::Relaxed)
}

fn desks(db: &Db, seconds: Duration) -> anyhow::Result<f64> {
    let (done, ended) = (AtomicU64::new(0), AtomicBool::new(false));
    let began = Instant::now();
    std::thread::scope(|scope| {
        let desk = |number: usize| {
            let (done, ended) = (&done, &ended);
            move || -> anyhow::Result<()> {
                let mut wishes = Wishes::new(100 + number, PRODUCTS);
                while began.elapsed() < seconds && !ended.load(Ordering::Relaxed) {
                    let mut traveller = Traveller::new(wishes.next(LINES));
                    for (_, step) in &STEPS[..STEPS.len() - 1] {
                        step(db, &system(db), &mut traveller)
                            .inspect_err(|_| ended.store(true, Ordering::Relaxed))?;
                    }
                    done.fetch_add(1, Ordering::Relaxed);
                }
                Ok(())
            }
        };
        let desks: Vec<_> = (0..DESKS).map(|number| scope.spawn(desk(number))).collect();
        desks.into_iter().try_for_each(|desk| desk.join().map_err(|_| anyhow::anyhow!("a desk panicked"))?)
    })?;
    Ok(done.into_inner() as f64 / began.elapsed().as_secs_f64())
}

impl Traveller {
    fn new(wish: Wish) -> Self {
        Self {
            wish,
            order: OrderId(0),
            customer: CustomerId(0),
            shipment: ShipmentId(0),
            invoice: InvoiceId(0),
            amount: Money::ZERO,
            state: State::Draft,
        }
    }
}

fn write<T: Send + 'static>(
    db: &Db,
    ctx: &Ctx,
    run: impl FnMut(&mut Tx<'_>, &Ctx) -> Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    told(db.write_now(ctx, run))
}

fn place(db: &Db, ctx: &Ctx, traveller: &mut Traveller) -> anyhow::Result<()> {
    let new = traveller.wish.order();
    let made = write(db, ctx, move |tx, ctx| order::create(tx, ctx, &new))?;
    traveller.order = made.order.id;
    traveller.customer = made.order.customer_id;
    traveller.amount = made.order.total_amount;
    Ok(())
}

/// The desk is shown the shipment that was made; that look is part of the step.
fn release(db: &Db, ctx: &Ctx, traveller: &mut Traveller) -> anyhow::Result<()> {
    let id = traveller.order;
    let made = write(db, ctx, move |tx, ctx| {
        order::release(tx, ctx, id)?;
        shipping::shipments_of(tx, &id.to_string())
    })?;
    traveller.shipment = made.first().map_or(ShipmentId(0), |made| made.shipment.id);
    Ok(())
}

fn scan(db: &Db, ctx: &Ctx, traveller: &mut Traveller) -> anyhow::Result<()> {
    let id = traveller.shipment;
    for (sku, qty) in &traveller.wish.lines {
        let ask = shipping::ScanAsk {
            code: sku.clone(),
            qty: Some(Qty::whole(*qty)),
            lot: String::new(),
            client_key: None,
        };
        let told = write(db, ctx, move |tx, ctx| shipping::scan(tx, ctx, id, &ask))?;
        ensure!(told.result == shipping::ScanResult::Ok, "a right scan was refused: {}", told.result);
    }
    Ok(())
}

fn ship(db: &Db, ctx: &Ctx, traveller: &mut Traveller) -> anyhow::Result<()> {
    let id = traveller.shipment;
    write(db, ctx, move |tx, ctx| shipping::ship(tx, ctx, id, &shipping::ShipAsk::default()))?;
    let origin = traveller.order.to_string();
    let made = told(db.read_now(move |tx| billing::invoices_of(tx, &origin)))?;
    traveller.invoice = made.first().map_or(InvoiceId(0), |made| made.id);
    Ok(())
}

fn deliver(db: &Db, ctx: &Ctx, traveller: &mut Traveller) -> anyhow::Result<()> {
    let id = traveller.shipment;
    write(db, ctx, move |tx, ctx| shipping::deliver(tx, ctx, id, &shipping::DeliverAsk::default()))
        .map(|_| ())
}

fn pay(db: &Db, ctx: &Ctx, traveller: &mut Traveller) -> anyhow::Result<()> {
    let (id, new) = (traveller.invoice, payment(traveller));
    write(db, ctx, move |tx, ctx| billing::pay(tx, ctx, id, &new)).map(|_| ())
}

fn payment(traveller: &Traveller) -> billing::NewPayment {
    billing::NewPayment {
        customer: traveller.customer,
        amount: traveller.amount,
        currency: None,
        method: billing::Method::Transfer,
        reference: String::new(),
        note: String::new(),
        received_on: None,
    }
}

fn read(db: &Db, ctx: &Ctx, traveller: &mut Traveller) -> anyhow::Result<()> {
    let (id, ctx) = (traveller.order, ctx.clone());
    traveller.state = told(db.read_now(move |tx| order::order(tx, &ctx, id)))?.order.state;
    Ok(())
}
