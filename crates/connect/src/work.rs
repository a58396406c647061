//! The work of an import: a file gone through in steps of limited time, each a transaction that moves
//! the job's place with what it did. Killed anywhere, it goes on from the last step, and does nothing twice.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use anyhow::Context as _;
use base::id::JobId;
use base::{At, Ctx, Error, Grants, Refused, Result, Scope};
use db::{Db, Event, Tx};
use serde_json::json;

use crate::commands::{counts, file, format, said};
use crate::document::{Setup, numbered};
use crate::kinds::{self, Taken, Unit};
use crate::model::{ImportJob, Item, RowError, State, Tally, Undo};
use crate::store;

/// How long a step should hold the writer.
const STEP_US: i64 = 40_000;
/// Units of one step at most.
const STEP_MAX: usize = 500;
/// How long others leave a job alone after its last step.
const LEASE_US: i64 = 20 * base::time::SECOND_US;

/// Reads the clock; measures steps too.
pub type Clock<'c> = &'c (dyn Fn() -> At + Sync);

/// A file as units, with what holds for all of them.
struct Plan {
    setup: Setup,
    units: Vec<Unit>,
}

/// One pass over a job.
struct Pass<'a> {
    db: &'a Db,
    ctx: Ctx,
    clock: Clock<'a>,
    id: JobId,
    state: State,
}

/// Takes a job that waits for work, if there is one.
///
/// # Errors
/// A fault when the database fails.
pub fn claim(tx: &mut Tx<'_>, now: At) -> Result<Option<JobId>> {
    store::claim(tx, now, now.plus(LEASE_US))
}

/// Takes this job, unless somebody works on it already.
///
/// # Errors
/// A fault when the database fails.
pub fn claim_this(tx: &mut Tx<'_>, now: At, id: JobId) -> Result<bool> {
    store::claim_this(tx, id, now, now.plus(LEASE_US))
}

/// Whether a job waits for work: a read, so that looking costs no commit.
///
/// # Errors
/// A fault when the database fails.
pub fn is_waiting(tx: &mut Tx<'_>, now: At) -> Result<bool> {
    store::is_waiting(tx, now)
}

/// Works on a job until it is through, was stopped, or failed. `tell` hears of every step.
///
/// # Errors
/// A fault when the database fails. What is wrong with the file makes the job fail and is no error here.
pub fn work(
    db: &Db,
    house: &Ctx,
    clock: Clock<'_>,
    id: JobId,
    tell: &mut dyn FnMut(&ImportJob),
) -> Result<()> {
    let Some(job) = db.read_now(move |tx| store::load(tx, id))? else { return Ok(()) };
    let pass = |ctx| Pass { db, ctx, clock, id, state: job.state };
    let outcome = acting(db, house, &job).and_then(|ctx| match job.state {
        State::Checking | State::Running => pass(ctx).go(&job, tell),
        State::Undoing => pass(ctx).undo(tell),
        _ => Ok(()),
    });
    match outcome {
        Ok(()) => Ok(()),
        Err(error) => {
            tracing::warn!(import = %id, "an import failed: {error}");
            pass(house.clone()).fail(&error)
        }
    }
}

/// The circumstances of whoever started the job: his rights today, and none he did not have then.
fn acting(db: &Db, house: &Ctx, job: &ImportJob) -> Result<Ctx> {
    if job.owner_id == Grants::system().actor {
        return Ok(house.clone());
    }
    let then: BTreeMap<String, Scope> =
        serde_json::from_value(job.rights.clone()).context("reading the rights of an import")?;
    let owner = job.owner_id;
    let mut grants = db.read_now(move |tx| people::access::grants_for_actor(tx, owner))?;
    let every = then.get("*").copied();
    let narrowed = |(action, scope): (String, Scope)| {
        then.get(&action).copied().or(every).map(|then| (action, scope.min(then)))
    };
    let all_now = grants.actions.get("*").copied();
    let mut actions: BTreeMap<String, Scope> = grants.actions.into_iter().filter_map(narrowed).collect();
    if let Some(now) = all_now {
        actions.extend(then.into_iter().map(|(action, then)| (action, then.min(now))));
    }
    grants.actions = actions;
    Ok(Ctx { grants: Arc::new(grants), ..house.clone() })
}

impl Pass<'_> {
    fn now(&self) -> Ctx {
        Ctx { at: (self.clock)(), ..self.ctx.clone() }
    }

    fn go(&self, job: &ImportJob, tell: &mut dyn FnMut(&ImportJob)) -> Result<()> {
        let (mapping, options) = said(job)?;
        let setup = Setup { kind: job.kind, mapping, options };
        let rows = setup.rows(&file(self.db, self.id)?, &format(job)?, job.header_row)?;
        let units = kinds::units(&setup, rows);
        let plan = Arc::new(Plan { setup, units });
        let mut place = usize::try_from(job.place).unwrap_or(usize::MAX);
        let mut size = 1;
        while place < plan.units.len() {
            let most = plan.units.len().min(place + size);
            let count = Unit::fit_together(&plan.units[place..most]);
            let (began, range) = ((self.clock)(), place..place + count);
            let Some(job) = self.step(&plan, range)? else { return Ok(()) };
            tell(&job);
            place += count;
            size = next_size(count, (self.clock)().0 - began.0);
        }
        let state = if self.state == State::Checking { State::Checked } else { State::Done };
        self.end(state, tell)
    }

    /// Deals with some units; when one of them is refused, with each by itself, so that it spoils no other.
    fn step(&self, plan: &Arc<Plan>, range: Range<usize>) -> Result<Option<ImportJob>> {
        match self.together(plan, range.clone()) {
            Err(Error::Refused(refused)) if range.len() == 1 => {
                let errors = plan.units[range.start].place(&plan.setup, &refused);
                self.commit(plan, range, vec![Taken::refused(errors)])
            }
            Err(_) if range.len() > 1 => {
                let mut last = None;
                for place in range {
                    last = self.step(plan, place..place + 1)?;
                    if last.is_none() {
                        break;
                    }
                }
                Ok(last)
            }
            outcome => outcome,
        }
    }

    fn together(&self, plan: &Arc<Plan>, range: Range<usize>) -> Result<Option<ImportJob>> {
        if self.state == State::Checking {
            // Looking needs no writer: clerks go on beside it.
            let (ctx, shared, looked) = (self.now(), Arc::clone(plan), range.clone());
            let found: Vec<Taken> = self.db.read_now(move |tx| {
                let check = |unit: &Unit| unit.check(tx, &ctx, &shared.setup);
                shared.units[looked.clone()].iter().map(check).collect()
            })?;
            return self.commit(plan, range, found);
        }
        let (id, plan) = (self.id, Arc::clone(plan));
        self.db.write_now(&self.now(), move |tx, ctx| {
            let place = range.start;
            if !is_at(tx, id, State::Running, place)? {
                return Ok(None);
            }
            let take = |unit: &Unit| unit.take(tx, ctx, &plan.setup);
            let taken: Vec<Taken> = plan.units[range.clone()].iter().map(take).collect::<Result<_>>()?;
            write(tx, ctx, id, (State::Running, place), &plan.units[range.clone()], &taken).map(Some)
        })
    }

    /// Writes down what some units came to without storing more of them.
    fn commit(&self, plan: &Arc<Plan>, range: Range<usize>, taken: Vec<Taken>) -> Result<Option<ImportJob>> {
        let (id, state, plan) = (self.id, self.state, Arc::clone(plan));
        self.db.write_now(&self.now(), move |tx, ctx| {
            if !is_at(tx, id, state, range.start)? {
                return Ok(None);
            }
            write(tx, ctx, id, (state, range.start), &plan.units[range.clone()], &taken).map(Some)
        })
    }

    fn undo(&self, tell: &mut dyn FnMut(&ImportJob)) -> Result<()> {
        let id = self.id;
        let mut size = 1;
        loop {
            let items = self.db.read_now(move |tx| store::to_undo(tx, id, size as i64))?;
            if items.is_empty() {
                return self.end(State::Undone, tell);
            }
            let (began, count) = ((self.clock)(), items.len());
            let Some(job) = self.take_back(items)? else { return Ok(()) };
            tell(&job);
            size = next_size(count, (self.clock)().0 - began.0);
        }
    }

    /// Takes some items back; each by itself when one of them refuses.
    fn take_back(&self, items: Vec<Item>) -> Result<Option<ImportJob>> {
        match self.take_back_together(&items, None) {
            Err(Error::Refused(refused)) if items.len() == 1 => {
                self.take_back_together(&items, Some(*refused))
            }
            Err(_) if items.len() > 1 => {
                let mut last = None;
                for item in items {
                    last = self.take_back(vec![item])?;
                    if last.is_none() {
                        break;
                    }
                }
                Ok(last)
            }
            outcome => outcome,
        }
    }

    fn take_back_together(&self, items: &[Item], kept: Option<Refused>) -> Result<Option<ImportJob>> {
        let (id, items) = (self.id, items.to_vec());
        self.db.write_now(&self.now(), move |tx, ctx| {
            let Some(job) = store::load_for_update(tx, id)?.filter(|job| job.state == State::Undoing) else {
                return Ok(None);
            };
            let places: Vec<i64> = items.iter().map(|item| item.place).collect();
            let mut tally = Tally::default();
            if let Some(refused) = &kept {
                store::mark_undone(tx, id, &places, Undo::Kept, Some(&json!(refused)))?;
            } else {
                for item in &items {
                    kinds::undo(tx, ctx, job.kind, &item.subject, &job.file_name)?;
                }
                store::mark_undone(tx, id, &places, Undo::Undone, None)?;
                tally.undone = items.len() as i64;
            }
            store::advance(tx, id, &tally, ctx.at.plus(LEASE_US))?;
            store::load(tx, id)
        })
    }

    fn end(&self, state: State, tell: &mut dyn FnMut(&ImportJob)) -> Result<()> {
        let (id, from) = (self.id, self.state);
        let job = self.db.write_now(&self.now(), move |tx, ctx| {
            let Some(mut job) = store::load_for_update(tx, id)?.filter(|job| job.state == from) else {
                return Ok(None);
            };
            job.state = state;
            job.ended_at = Some(ctx.at);
            store::save(tx, &mut job)?;
            let kind = match state {
                State::Checked => "import.checked",
                State::Undone => "import.undone",
                _ => "import.done",
            };
            tx.record(ctx, Event::new(kind, id).data(&counts(&job)));
            Ok(Some(job))
        })?;
        if let Some(job) = job {
            tell(&job);
        }
        Ok(())
    }

    /// The job stands still, with the reason; people may run it again, and it goes on.
    fn fail(&self, error: &Error) -> Result<()> {
        let failure = match error {
            Error::Refused(refused) => json!(refused),
            Error::Fault(_) => json!({"code": "fault", "detail": "something broke here"}),
        };
        let id = self.id;
        self.db.write_now(&self.now(), move |tx, ctx| {
            let Some(mut job) = store::load_for_update(tx, id)? else { return Ok(()) };
            if !matches!(job.state, State::Checking | State::Running | State::Undoing) {
                return Ok(());
            }
            job.state = State::Failed;
            job.failure = Some(failure.clone());
            job.ended_at = Some(ctx.at);
            store::save(tx, &mut job)?;
            tx.record(ctx, Event::new("import.failed", id).data(&failure));
            Ok(())
        })
    }
}

/// So many units as should take the time of a step, growing carefully.
fn next_size(count: usize, took_us: i64) -> usize {
    let each = (took_us / i64::try_from(count).unwrap_or(1)).max(1);
    let fits = usize::try_from(STEP_US / each).unwrap_or(1);
    fits.clamp(1, (count * 2).min(STEP_MAX))
}

/// Whether the job still waits for just this step: nobody stopped it, and no other node did it.
fn is_at(tx: &mut Tx<'_>, id: JobId, state: State, place: usize) -> Result<bool> {
    let job = store::load_for_update(tx, id)?;
    Ok(job.is_some_and(|job| job.state == state && job.place == place as i64))
}

/// Writes down what units came to, and moves the job on.
fn write(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: JobId,
    (state, place): (State, usize),
    units: &[Unit],
    taken: &[Taken],
) -> Result<ImportJob> {
    let mut tally = Tally { documents: units.len() as i64, ..Tally::default() };
    let (mut errors, mut items): (Vec<RowError>, Vec<Item>) = Default::default();
    for (at, (unit, taken)) in units.iter().zip(taken).enumerate() {
        let rows = unit.rows();
        let wrong = numbered(taken.errors.clone(), &rows, taken.refused);
        let reported = wrong.iter().filter(|error| error.n == 1).count() as i64;
        tally.reported += reported;
        tally.accepted += rows.len() as i64 - reported;
        errors.extend(wrong);
        match &taken.made {
            Some((subject, number, outcome)) => {
                tally += outcome_tally(*outcome);
                items.push(Item {
                    place: (place + at) as i64,
                    row_no: rows.first().copied().unwrap_or(0),
                    subject: subject.clone(),
                    number: number.clone(),
                    outcome: *outcome,
                    undo: None,
                    refusal: None,
                });
            }
            None if taken.refused => tally.refused += 1,
            None if state == State::Running && !rows.is_empty() => tally.unchanged += 1,
            None => {}
        }
    }
    store::put_errors(tx, id, &errors)?;
    store::put_items(tx, id, &items)?;
    store::advance(tx, id, &tally, ctx.at.plus(LEASE_US))?;
    let job = store::load(tx, id)?;
    job.ok_or_else(|| anyhow::anyhow!("import {id} went away while it was worked on").into())
}

fn outcome_tally(outcome: crate::model::Outcome) -> Tally {
    match outcome {
        crate::model::Outcome::Created => Tally { created: 1, ..Tally::default() },
        crate::model::Outcome::Changed => Tally { changed: 1, ..Tally::default() },
    }
}
