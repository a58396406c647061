//! `POST /api/orders` with three lines: validated, priced, credit checked, reserved, journalled, in one
//! transaction; through the real server over HTTP, beside the hand-written rival on the same engine.

use std::time::Duration;

use anyhow::anyhow;
use crossbeam_channel::Sender;

use crate::Plan;
use crate::company::{self, HOT, LINES, PRODUCTS, Wishes};
use crate::hand::{self, Hand, Job, Worker};
use crate::load::{Client, Http, Run, Watch};
use crate::place::{Kind, Place, Served, Watched};
use crate::report::{doing, figure, footing, heading, row, table};

const SECONDS: u64 = 6;
const CLIENTS: [usize; 4] = [1, 8, 32, 64];

/// Sends orders to the server.
struct Shop {
    http: Http,
    wishes: Wishes,
}

impl Client for Shop {
    async fn ask(&mut self) -> anyhow::Result<()> {
        let body = self.wishes.next(LINES).json();
        self.http.post_order(&body).await
    }
}

/// The rival, running: closing the channel ends it.
struct Rival {
    jobs: Option<Sender<Job>>,
    threads: Vec<Worker>,
}

pub(crate) fn run(plan: &Plan) -> anyhow::Result<()> {
    let mut is_headed = false;
    for kind in plan.engines() {
        let place = Place::new(kind)?;
        if !is_headed {
            heading("intake", place.folder());
            table(&[
                "engine",
                "products",
                "clients",
                "orders/s",
                "p50 ms",
                "p99 ms",
                "server ms/order",
                "database ms/order",
                "by hand orders/s",
                "by hand p99 ms",
                "by hand ms/order",
                "ratio",
            ]);
            is_headed = true;
        }
        measure(&place, plan)?;
    }
    footing();
    Ok(())
}

fn measure(place: &Place, plan: &Plan) -> anyhow::Result<()> {
    doing(place.kind, "making two companies");
    let (ours, theirs) = (place.database(), place.database());
    for database in [&ours, &theirs] {
        company::make(&place.open(database)?)?;
    }
    let served = Served::start(&ours)?;
    let mut rival = Rival::start(place.kind, &theirs)?;
    prime(place, &served, &mut rival)?;
    for database in [&ours, &theirs] {
        place.count_rows(database)?;
    }
    let runs = CLIENTS.iter().map(|clients| (*clients, PRODUCTS)).chain([(64, HOT)]);
    for (clients, products) in runs.filter(|(clients, _)| plan.clients.is_none_or(|only| only == *clients)) {
        doing(place.kind, &format!("{clients} clients, {products} products"));
        let watch = watch(place, &served, Duration::from_secs(plan.seconds.unwrap_or(SECONDS)));
        let wishes = |client: usize| Wishes::new(client, products);
        let shops = (0..clients).map(|n| Shop { http: Http::new(&served.address), wishes: wishes(n) });
        let house = watch.drive(shops.collect())?;
        let by_hand = rival.measure(watch, (0..clients).map(wishes))?;
        tell(place.kind, clients, products, &house, &by_hand);
    }
    rival.end()?;
    drop(served);
    for database in [&ours, &theirs] {
        doing(place.kind, "looking for anything that must never be");
        testdb::broken_invariants(&place.open(database)?);
    }
    Ok(())
}

fn watch(place: &Place, served: &Served, measure: Duration) -> Watch {
    let watched = Watched { server: Some(served.process()), postmaster: place.postmaster() };
    Watch { warm: Duration::from_secs(1), measure, watched }
}

/// The first orders, which nobody counts: no table is empty from here on.
fn prime(place: &Place, served: &Served, rival: &mut Rival) -> anyhow::Result<()> {
    doing(place.kind, "the first orders");
    let watch = watch(place, served, Duration::from_secs(1));
    let wishes = |client: usize| Wishes::new(client, PRODUCTS);
    watch.drive((0..8).map(|n| Shop { http: Http::new(&served.address), wishes: wishes(n) }).collect())?;
    rival.measure(watch, (0..8).map(wishes))?;
    Ok(())
}

fn tell(kind: Kind, clients: usize, products: usize, house: &Run, by_hand: &Run) {
    let each = |run: &Run, ms: u64| figure(ms as f64 / run.count().max(1) as f64);
    let database = match kind {
        Kind::Sqlite => "in the server".to_owned(),
        Kind::Postgres => each(house, house.spent.database),
    };
    row(&[
        &kind,
        &products,
        &clients,
        &figure(house.rate()),
        &figure(house.percentile(0.5)),
        &figure(house.percentile(0.99)),
        &each(house, house.spent.server),
        &database,
        &figure(by_hand.rate()),
        &figure(by_hand.percentile(0.99)),
        &each(by_hand, by_hand.spent.own + by_hand.spent.database),
        &format!("{:.2}", house.rate() / by_hand.rate()),
    ]);
}

impl Rival {
    fn start(kind: Kind, database: &str) -> anyhow::Result<Self> {
        let (jobs, threads) = match kind {
            Kind::Sqlite => {
                let (jobs, thread) = hand::sqlite::start(database)?;
                (jobs, vec![thread])
            }
            Kind::Postgres => hand::postgres::start(database)?,
        };
        Ok(Self { jobs: Some(jobs), threads })
    }

    /// Its clients' figures; what stopped the rival itself, when it stopped.
    fn measure(&mut self, watch: Watch, wishes: impl Iterator<Item = Wishes>) -> anyhow::Result<Run> {
        let jobs = self.jobs.clone().ok_or_else(|| anyhow!("the rival has ended"))?;
        let clients = wishes.map(|wishes| Hand::new(wishes, &jobs)).collect();
        drop(jobs);
        let run = watch.drive(clients);
        if run.is_err() {
            self.end()?;
        }
        run
    }

    fn end(&mut self) -> anyhow::Result<()> {
        self.jobs = None;
        for thread in self.threads.drain(..) {
            thread.join().map_err(|_| anyhow!("the hand-written program panicked"))??;
        }
        Ok(())
    }
}
