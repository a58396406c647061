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
    /// Days before the busy time with an order now and then, so that some money is long overdue.
    pub quiet_days: i64,
    /// Days of business before today.
    pub days: i64,
    /// Orders on a usual working day.
    pub orders: i64,
    pub customers: usize,
    pub products: usize,
}

impl Size {
    /// What a test makes on both databases in seconds.
    #[cfg(test)]
    pub(crate) const TINY: Self = Self { quiet_days: 75, days: 9, orders: 6, customers: 24, products: 60 };
    /// Ready in a moment, also in a debug build.
    pub(crate) const SMALL: Self =
        Self { quiet_days: 75, days: 21, orders: 14, customers: 50, products: 120 };
    pub(crate) const FULL: Self =
        Self { quiet_days: 75, days: 92, orders: 28, customers: 120, products: usize::MAX };
}

/// Everything that stays as it is while the story goes on.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub calendar: Calendar,
    /// Nothing happens later than this.
    pub now: At,
    pub ids: Arc<IdMaker>,
    pub people: Vec<Person>,
    pub goods: Vec<Good>,
    pub clients: Vec<Client>,
    pub houses: Vec<House>,
    /// By the places of good and warehouse.
    pub sales: Vec<Vec<Sale>>,
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

    /// How a good sells in a warehouse.
    pub(crate) fn sale(&self, good: usize, house: usize) -> Sale {
        self.sales.get(good).and_then(|of| of.get(house)).copied().unwrap_or_default()
    }
}

/// How a good sells, in its base unit: buyers know it from last year, we from what will be wished.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sale {
    pub weekly: i64,
    /// The most that one order takes.
    pub peak: i64,
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
