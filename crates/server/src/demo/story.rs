//! The story: steps in the order of time, each one or some commands of somebody; what a step leads to
//! joins the queue. What would happen after now does not: that is today's work.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use anyhow::Context;
use base::id::{InvoiceId, OrderId, PaymentId, RowId, ShipmentId};
use base::time::MINUTE_US;
use base::{At, Ctx, Error, Qty, Result};
use db::{Db, Tx};
use futures_util::future::join_all;
use indicatif::ProgressBar;

use super::luck::Luck;
use super::wish::Wish;
use super::world::{Goal, Turn, World};
use super::{floor, money, road, sales, supply};

/// Steps this close together happen side by side, and share commits.
const WINDOW_US: i64 = 20 * MINUTE_US;

/// How far an order of today goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    Draft,
    Review,
    Short,
    Waiting,
    Reserved,
    Released,
    Picking,
    Picked,
    Packed,
    Shipped,
    Transit,
    Refused,
    PartDelivered,
}

/// Something somebody does.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Order(Box<Wish>),
    HandIn(OrderId),
    Review(OrderId),
    DecideShort(OrderId),
    Change(OrderId),
    DecideAmendment(OrderId),
    Lift(OrderId),
    Release(OrderId),
    Pick(ShipmentId),
    Ship(ShipmentId),
    Shipped(ShipmentId),
    Track(ShipmentId, usize),
    Deliver(ShipmentId),
    DeliverRest(ShipmentId),
    Restock(ShipmentId),
    AfterRefusal(OrderId),
    Complain(OrderId),
    Pay(InvoiceId),
    /// One sum for all that is open, by the place of the customer.
    Settle(usize),
    Apply(PaymentId),
    /// By the place of the customer.
    Tighten(usize),
    Reorder(usize),
    Arrive {
        house: usize,
        goods: Vec<(usize, Qty, Option<RowId>)>,
    },
    PutAway {
        house: usize,
        shelf: usize,
        lines: Vec<stock::Change>,
    },
    /// The rest of what was planned will not come: the plan, and what came of it.
    GiveUp(Vec<(RowId, Qty)>),
    Send(usize),
    Count(usize),
    Adjust(usize),
}

#[derive(Debug)]
struct Due {
    at: At,
    /// The order in which it was thought of, so that equal moments keep it.
    n: u64,
    luck: Luck,
    goal: Goal,
    step: Step,
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        (self.at, self.n) == (other.at, other.n)
    }
}
impl Eq for Due {}
impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Due {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.n).cmp(&(other.at, other.n))
    }
}

/// What came of telling it.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub orders: u64,
    pub steps: u64,
    /// What rooms refused: people try what cannot be, and so does the story, seldom.
    pub refusals: Vec<String>,
}

/// The queue of what is to happen.
pub(crate) struct Story {
    world: Arc<World>,
    due: BinaryHeap<Reverse<Due>>,
    count: u64,
    luck: Luck,
}

impl Story {
    pub(crate) fn new(world: &Arc<World>, luck: Luck) -> Self {
        Self { world: Arc::clone(world), due: BinaryHeap::new(), count: 0, luck }
    }

    /// Plans a step; later than now it is left undone.
    pub(crate) fn plan(&mut self, at: At, goal: Goal, step: Step) {
        let luck = self.luck.branch();
        self.push(at, goal, luck, step);
    }

    fn push(&mut self, at: At, goal: Goal, luck: Luck, step: Step) {
        if at <= self.world.now {
            self.due.push(Reverse(Due { at, n: self.count, luck, goal, step }));
            self.count += 1;
        }
    }

    /// Lets it all happen.
    ///
    /// # Errors
    /// A fault of the database.
    pub(crate) fn tell(mut self, db: &Db, progress: &ProgressBar) -> anyhow::Result<Told> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().context("starting to tell")?;
        runtime.block_on(async {
            let mut told = Told::default();
            while let Some(Reverse(first)) = self.due.peek() {
                let end = first.at.plus(WINDOW_US);
                let mut now = Vec::new();
                while let Some(Reverse(due)) = self.due.pop() {
                    if due.at >= end {
                        self.due.push(Reverse(due));
                        break;
                    }
                    now.push(due);
                }
                self.round(db, now, &mut told, progress).await?;
                follow(db, &self.world, end).await?;
            }
            Ok(told)
        })
    }

    async fn round(
        &mut self,
        db: &Db,
        now: Vec<Due>,
        told: &mut Told,
        progress: &ProgressBar,
    ) -> anyhow::Result<()> {
        let done = join_all(now.iter().map(|due| act(db, &self.world, due))).await;
        for (due, outcome) in now.into_iter().zip(done) {
            told.steps += 1;
            if matches!(due.step, Step::Order(_)) {
                told.orders += 1;
                progress.inc(1);
            }
            match outcome {
                Ok((mut luck, next)) => {
                    for (at, step) in next {
                        let luck = luck.branch();
                        self.push(at, due.goal, luck, step);
                    }
                }
                Err(Error::Refused(refused)) => told.refusals.push(format!("{:?}: {refused}", due.step)),
                Err(Error::Fault(fault)) => {
                    return Err(fault.context(format!("{:?} at {}", due.step, due.at)));
                }
            }
        }
        Ok(())
    }
}

/// One step in a transaction of its own; gives what comes next, and the luck that is left.
async fn act(db: &Db, world: &Arc<World>, due: &Due) -> Result<(Luck, Vec<(At, Step)>)> {
    let world = Arc::clone(world);
    let ctx = world.ctx("admin", due.at);
    let (at, luck, goal, step) = (due.at, due.luck, due.goal, due.step.clone());
    db.write(&ctx, move |tx, _| {
        let mut turn = Turn { world: Arc::clone(&world), at, luck, goal, next: Vec::new() };
        perform(tx, &mut turn, &step)?;
        Ok((turn.luck, turn.next))
    })
    .await
}

fn perform(tx: &mut Tx<'_>, turn: &mut Turn, step: &Step) -> Result<()> {
    match step {
        Step::Order(wish) => sales::order(tx, turn, wish),
        Step::HandIn(id) => sales::hand_in(tx, turn, *id),
        Step::Review(id) => sales::review(tx, turn, *id),
        Step::DecideShort(id) => sales::decide_short(tx, turn, *id),
        Step::Change(id) => sales::change(tx, turn, *id),
        Step::DecideAmendment(id) => sales::decide_amendment(tx, turn, *id),
        Step::Lift(id) => sales::lift(tx, turn, *id),
        Step::Release(id) => floor::release(tx, turn, *id),
        Step::Pick(id) => floor::pick(tx, turn, *id),
        Step::Ship(id) => floor::ship(tx, turn, *id),
        Step::Shipped(id) => road::shipped(tx, turn, *id),
        Step::Track(id, mile) => road::track(tx, turn, *id, *mile),
        Step::Deliver(id) => road::deliver(tx, turn, *id),
        Step::DeliverRest(id) => road::deliver_rest(tx, turn, *id),
        Step::Restock(id) => road::restock(tx, turn, *id),
        Step::AfterRefusal(id) => road::after_refusal(tx, turn, *id),
        Step::Complain(id) => money::complain(tx, turn, *id),
        Step::Pay(id) => money::pay(tx, turn, *id),
        Step::Settle(client) => money::settle(tx, turn, *client),
        Step::Apply(id) => money::apply(tx, turn, *id),
        Step::Tighten(client) => money::tighten(tx, turn, *client),
        Step::Reorder(house) => supply::reorder(tx, turn, *house),
        Step::Arrive { house, goods } => supply::arrive(tx, turn, *house, goods),
        Step::PutAway { house, shelf, lines } => supply::put_away(tx, turn, (*house, *shelf), lines),
        Step::GiveUp(plans) => supply::give_up(tx, turn, plans),
        Step::Send(house) => supply::send(tx, turn, *house),
        Step::Count(house) => supply::count(tx, turn, *house),
        Step::Adjust(house) => supply::adjust(tx, turn, *house),
    }
}

/// What follows the journal does so at the story's time, not at the first start of the server.
async fn follow(db: &Db, world: &World, at: At) -> anyhow::Result<()> {
    for follower in crate::wiring::FOLLOWERS {
        let at = if at > world.now { world.now } else { at };
        let ctx = Ctx { cause: follower.name.into(), ..world.ctx("admin", at) }.as_system();
        while crate::workers::advance(db, &ctx, follower).await.map_err(|e| anyhow::anyhow!("{e}"))? {}
    }
    Ok(())
}
