//! What the story knows of the company while it is told: its people, goods, customers and places.

use std::sync::Arc;

use base::time::{MINUTE_US, SECOND_US};
use base::{At, Ctx, IdMaker};

use super::calendar::Calendar;
use super::customers::Client;
use super::goods::Good;
use super::luck::Luck;
use super::people::Person;
use super::places::House;
use super::story::{Stage, Step};

/// How much company there is to be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    /// Days of business before today.
    pub days: i64,
    /// Orders on a usual working day.
    pub orders: i64,
    pub customers: usize,
    pub products: usize,
}

impl Size {
    pub(crate) const FULL: Self = Self { days: 92, orders: 28, customers: 120, products: usize::MAX };
}

/// Everything that stays as it is while the story goes on.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub size: Size,
    pub calendar: Calendar,
    /// Nothing happens later than this.
    pub now: At,
    pub ids: Arc<IdMaker>,
    pub people: Vec<Person>,
    pub goods: Vec<Good>,
    pub clients: Vec<Client>,
    pub houses: Vec<House>,
}

impl World {
    pub(crate) fn person(&self, login: &str) -> &Person {
        self.people
            .iter()
            .find(|person| person.login == login)
            .expect("the story names only people who were entered")
    }

    pub(crate) fn house(&self, id: base::id::WarehouseId) -> &House {
        self.houses.iter().find(|house| house.id == id).expect("goods lie in a warehouse that was set up")
    }

    /// Somebody's circumstances at a moment.
    pub(crate) fn ctx(&self, login: &str, at: At) -> Ctx {
        Ctx {
            at,
            grants: Arc::clone(&self.person(login).grants),
            zone: self.calendar.zone.clone(),
            ids: Arc::clone(&self.ids),
            cause: "demo".into(),
            seen_revision: None,
        }
    }

    /// About how many of a good leave in a week, over the whole company.
    pub(crate) fn weekly(&self, good: &Good) -> i64 {
        let all: u64 = self.goods.iter().map(|good| good.weight).sum();
        let lines = self.size.orders * 6 * 4;
        let share = lines * good.weight.cast_signed() * 100 / all.cast_signed();
        (share * good.usual_qty() * 3 / 200).max(good.usual_qty())
    }
}

/// How an order of the story is told.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Goal {
    /// It goes no further than this.
    pub until: Option<Stage>,
    /// In minutes rather than hours, whatever the hour of the day: today's work.
    pub is_quick: bool,
}

/// One step of the story while it happens: whose turn it is, when, and what comes of it.
pub(crate) struct Turn {
    pub world: Arc<World>,
    pub at: At,
    pub luck: Luck,
    pub goal: Goal,
    pub next: Vec<(At, Step)>,
}

impl Turn {
    /// Somebody's circumstances now.
    pub(crate) fn ctx(&self, login: &str) -> Ctx {
        self.world.ctx(login, self.at)
    }

    /// Time goes on within the step.
    pub(crate) fn pass(&mut self, from: i64, to: i64) {
        self.at = self.at.plus(self.luck.between(from, to) * SECOND_US);
    }

    pub(crate) fn goes_past(&self, stage: Stage) -> bool {
        self.goal.until.is_none_or(|until| until > stage)
    }

    /// The next step, after so many working minutes.
    pub(crate) fn then(&mut self, from: i64, to: i64, step: Step) {
        let minutes = self.luck.between(from, to);
        let at = if self.goal.is_quick {
            self.at.plus((minutes * MINUTE_US / 10).min(8 * MINUTE_US))
        } else {
            self.world.calendar.after(self.at, minutes)
        };
        self.next.push((at, step));
    }

    /// The next step, unless the story of this order ends at a stage before it.
    pub(crate) fn then_past(&mut self, stage: Stage, (from, to): (i64, i64), step: Step) {
        if self.goes_past(stage) {
            self.then(from, to, step);
        }
    }

    /// The next step at a moment, by day or night.
    pub(crate) fn at(&mut self, at: At, step: Step) {
        self.next.push((at, step));
    }
}
