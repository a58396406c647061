//! The order approval as the room `process` runs it: every case a row, every step in a transaction of its own, the service
//! called in it. The services do nothing, so that only the process is measured.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use base::id::{CaseId, ProcessId, TaskId};
use base::{Ctx, Result};
use db::{Db, Tx};
use flow::Vars;
use people::model::NewActor;
use process::{Answer, Call, House, NewProcess, Run, Service};

use super::{Diagram, facts};
use crate::Plan;
use crate::company::told;
use crate::place::{Kind, Place, Watched, system};
use crate::report::{doing, figure, row, table};

/// People who work at once.
const PEOPLE: usize = 64;

static HOUSE: House = House {
    services: &[service("reserve"), service("invoice")],
    subjects: &[],
    connections: |_| Ok(Vec::new()),
};

const fn service(name: &'static str) -> Service {
    Service {
        name,
        zh: "",
        en: "",
        help_zh: "",
        help_en: "",
        args: &[],
        results: &[],
        by_person: false,
        run: Run::Here(nothing),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "services may fail")]
fn nothing(_: &mut Tx<'_>, _: &Ctx, _: &Call<'_>) -> Result<Vars> {
    Ok(Vars::default())
}

#[derive(Default)]
struct Measured {
    cases: AtomicU64,
    /// Microseconds that completing each task took, as its person sees it.
    took: Mutex<Vec<u64>>,
}

pub(crate) fn run(plan: &Plan, diagram: &Diagram, seconds: Duration) -> anyhow::Result<()> {
    table(&[
        "(b) committed",
        "people",
        "cases/s",
        "ms of processor a case",
        "statements a case",
        "task p50 ms",
        "task p95 ms",
    ]);
    for kind in plan.engines() {
        let place = Place::new(kind)?;
        for people in [1, PEOPLE] {
            measure(&place, kind, diagram, people, seconds)?;
        }
    }
    Ok(())
}

fn measure(
    place: &Place,
    kind: Kind,
    diagram: &Diagram,
    people: usize,
    seconds: Duration,
) -> anyhow::Result<()> {
    doing(kind, &format!("order approvals by {people} at once"));
    let db = place.open(&place.database())?;
    let (person, process) = prepare(&db, diagram)?;
    let measured = Measured::default();
    let watched = Watched { server: None, postmaster: place.postmaster() };
    let (before, asked, began) = (watched.spent(), statements(&db), Instant::now());
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let work = || -> anyhow::Result<()> {
            while began.elapsed() < seconds && !ended.load(Ordering::Relaxed) {
                one(&db, &person, process, &measured)
                    .inspect_err(|_| ended.store(true, Ordering::Relaxed))?;
            }
            Ok(())
        };
        let desks: Vec<_> = (0..people).map(|_| scope.spawn(work)).collect();
        desks.into_iter().try_for_each(|desk| desk.join().map_err(|_| anyhow::anyhow!("a desk panicked"))?)
    })?;
    let (spent, elapsed) = (watched.spent() - before, began.elapsed().as_secs_f64());
    let cases = measured.cases.into_inner();
    let mut took = measured.took.into_inner().unwrap_or_default();
    took.sort_unstable();
    let at = |percent: usize| figure(took[(took.len() - 1) * percent / 100] as f64 / 1_000.0);
    anyhow::ensure!(!took.is_empty(), "no case came to its end");
    let each = |all: u64| figure(all as f64 / cases as f64);
    row(&[
        &kind,
        &people,
        &figure(cases as f64 / elapsed),
        &each(spent.own + spent.database),
        &each(statements(&db) - asked),
        &at(50),
        &at(95),
    ]);
    still_standing(&db)?;
    testdb::broken_invariants(&db);
    Ok(())
}

fn statements(db: &Db) -> u64 {
    db.counters().statements.load(Ordering::Relaxed)
}

/// A person who may do everything, and the process published.
fn prepare(db: &Db, diagram: &Diagram) -> anyhow::Result<(Ctx, ProcessId)> {
    let new = NewProcess {
        code: diagram.process.to_owned(),
        name: "订单审批".to_owned(),
        name_en: "Order approval".to_owned(),
        subject: String::new(),
        bpmn: Some(diagram.bpmn.to_owned()),
    };
    told(db.write_now(&system(db), move |tx, ctx| {
        people::seed(tx, ctx)?;
        let clerk = NewActor {
            login: Some("clerk".into()),
            name: "王小明".into(),
            roles: vec!["admin".into()],
            ..NewActor::default()
        };
        let clerk = people::commands::create_actor(tx, ctx, &clerk, None)?;
        let process = process::create(tx, ctx, &HOUSE, &new)?;
        process::publish(tx, ctx, &HOUSE, process.id, "")?;
        Ok((people::commands::acting_as(tx, ctx, clerk.id)?, process.id))
    }))
}

/// A case from its start to its end: two transactions, with a look between them at which task it is.
fn one(db: &Db, person: &Ctx, process: ProcessId, measured: &Measured) -> anyhow::Result<()> {
    let now = Ctx { at: crate::place::now(), ..person.clone() };
    let start = move |tx: &mut Tx<'_>, ctx: &Ctx| process::start(tx, ctx, &HOUSE, process, "", facts());
    let case = told(db.write_now(&now, start))?;
    let task = open_task(db, case)?;
    let began = Instant::now();
    let now = Ctx { at: crate::place::now(), ..person.clone() };
    let answer = Answer { vars: Vars::from([("approved", true.into())]), ..Answer::default() };
    told(db.write_now(&now, move |tx, ctx| process::answer(tx, ctx, &HOUSE, task, &answer)))?;
    let took = u64::try_from(began.elapsed().as_micros())?;
    measured.took.lock().map_err(|_| anyhow::anyhow!("a desk panicked"))?.push(took);
    measured.cases.fetch_add(1, Ordering::Relaxed);
    Ok(())
}

fn open_task(db: &Db, case: CaseId) -> anyhow::Result<TaskId> {
    let find = move |tx: &mut Tx<'_>| {
        tx.first::<(i64,)>("SELECT id FROM task WHERE case_id = $1 AND state = 'open'", &[&case.0])
    };
    let (task,) = told(db.read_now(find))?.context("the case has no task")?;
    Ok(TaskId(task))
}

/// Every case must have come to its end as drawn.
fn still_standing(db: &Db) -> anyhow::Result<()> {
    let find =
        |tx: &mut Tx<'_>| tx.one::<(i64,)>("SELECT COUNT(*) FROM process_case WHERE state <> 'ended'", &[]);
    let (standing,) = told(db.read_now(find))?;
    anyhow::ensure!(standing == 0, "{standing} cases did not end");
    Ok(())
}
