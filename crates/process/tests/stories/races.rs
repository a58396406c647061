//! Many at once: each thing happens once, and whoever comes late is told so.

use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};

use base::time::HOUR_US;
use base::{Ctx, Error, Result};
use db::Event;
use process::model::{CaseState, TaskState};
use process::{Answer, answer, claim};
use testdb::{START, system_ctx};

use crate::house::HOUSE;
use crate::world::{World, work_off};

/// Runs a test on both databases.
fn on_both(drawings: &str, test: impl Fn(&mut World)) {
    for make in [testdb::sqlite, testdb::postgres] {
        let mut world = World::new(make, drawings);
        test(&mut world);
        testdb::broken_invariants(&world.db);
    }
}

/// Runs it as each of these people at the same moment; gives `fine` or the code of the refusal, sorted.
fn at_once<'a>(
    world: &World,
    people: &[&'a str],
    run: impl Fn(&'a str, Ctx) -> Result<()> + Sync,
) -> Vec<String> {
    let start = Barrier::new(people.len());
    let mut outcomes: Vec<String> = std::thread::scope(|threads| {
        let all: Vec<_> = people
            .iter()
            .map(|who| {
                let (ctx, start, run) = (world.ctx_of(who), &start, &run);
                threads.spawn(move || {
                    start.wait();
                    match run(who, ctx) {
                        Ok(()) => "fine".to_owned(),
                        Err(Error::Refused(refused)) => refused.code.clone(),
                        Err(fault) => panic!("{fault}"),
                    }
                })
            })
            .collect();
        all.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    outcomes.sort();
    outcomes
}

const ROLE: &str = "process p on=thing
    start s message=thing.made -> a
    user a who=role:chief -> b
    service b service=thing.work -> c
    user c who=role:chief -> e
    end e";

fn chiefs(world: &mut World) -> Vec<&'static str> {
    let names = ["li", "wang", "zhao", "chen"];
    for name in names {
        world.line(&format!("person {name} is chief"));
    }
    names.to_vec()
}

#[test]
fn one_of_several_answers_counts() {
    on_both(ROLE, |world| {
        let people = chiefs(world);
        for round in 0..8 {
            let told = world.line(&format!("thing T{round}"));
            assert!(told.iter().any(|line| line.contains("for role:chief")), "{told:?}");
            let (db, id) = (world.db.clone(), world.task(&format!("T{round}/a")).unwrap().id);
            let outcomes = at_once(world, &people, |_, ctx| {
                db.write_now(&ctx, move |tx, ctx| answer(tx, ctx, &HOUSE, id, &Answer::default()).map(drop))
            });
            assert_eq!(outcomes[0], "fine", "{outcomes:?}");
            // Whoever comes late no longer sees the task of others, or is told that it is done.
            assert!(outcomes[1..].iter().all(|it| it == "task_closed" || it == "not_found"), "{outcomes:?}");
            let told = world.changes();
            assert!(told.iter().any(|line| line.contains("count 1")), "the service ran once: {told:?}");
        }
        let open = world.tasks().iter().filter(|it| it.state == TaskState::Open).count();
        assert_eq!(open, 8);
    });
}

#[test]
fn one_of_several_claims_counts() {
    on_both(ROLE, |world| {
        let people = chiefs(world);
        for round in 0..8 {
            world.line(&format!("thing T{round}"));
            let (db, id) = (world.db.clone(), world.task(&format!("T{round}/a")).unwrap().id);
            let outcomes = at_once(world, &people, |_, ctx| {
                db.write_now(&ctx, move |tx, ctx| claim(tx, ctx, &HOUSE, id).map(drop))
            });
            assert_eq!(outcomes[0], "fine", "{outcomes:?}");
            assert!(
                outcomes[1..].iter().all(|it| it == "task_not_yours" || it == "not_found"),
                "{outcomes:?}"
            );
        }
    });
}

#[test]
fn several_workers_start_one_case_by_the_clock() {
    const CLOCK: &str = "process p
        start s cycle=R/PT1H -> a
        user a who=user:li -> e
        end e";
    on_both(CLOCK, |world| {
        world.line("person li");
        let workers = [""; 4];
        for round in 1..=5 {
            world.at = START.plus(round * HOUR_US + HOUR_US / 2);
            let (db, at) = (world.db.clone(), world.at);
            let outcomes = at_once(world, &workers, |_, _| {
                db.write_now(&Ctx { at, ..system_ctx() }, work_off).map(drop)
            });
            assert_eq!(outcomes, ["fine"; 4]);
            assert_eq!(i64::try_from(world.cases().len()).unwrap(), round);
            let timers: (i64,) = world.look(|tx| tx.one("SELECT COUNT(*) FROM timer", &[]));
            assert_eq!(timers.0, 1);
        }
    });
}

#[test]
fn several_events_at_once_wake_a_case_once_each() {
    const WAITS: &str = "process p on=thing
        start s message=thing.made -> w
        catch w message=thing.paid -> a
        service a service=thing.work -> v
        catch v message=thing.told -> b
        service b service=thing.work -> c
        user c who=user:li -> e
        end e";
    on_both(WAITS, |world| {
        world.line("person li");
        for round in 0..8 {
            world.line(&format!("thing T{round}"));
            let (db, id) = (world.db.clone(), format!("thg_T{round}"));
            let (db, id) = (&db, &id);
            let outcomes = at_once(world, &["", "", "", ""], |_, ctx| {
                let id = id.clone();
                db.write_now(&ctx, move |tx, ctx| {
                    tx.record(ctx, Event::new("thing.paid", &id));
                    Ok(())
                })
            });
            assert_eq!(outcomes, ["fine"; 4]);
            let told = world.changes();
            assert!(told.iter().any(|line| line == &format!("p T{round}: at v")), "{told:?}");
            assert!(told.iter().any(|line| line.contains("count 1")), "{told:?}");
        }
    });
}

#[test]
fn the_votes_of_all_are_counted_when_they_come_at_once() {
    const VOTE: &str = "process p on=thing
        start s message=thing.made -> a
        user a who=role:chief vote='count 3' -> b
        service b service=thing.work -> e
        end e";
    on_both(VOTE, |world| {
        let people = chiefs(world);
        for round in 0..8 {
            world.line(&format!("thing T{round}"));
            let db = world.db.clone();
            let ids: Vec<_> =
                people.iter().map(|who| world.task(&format!("T{round}/a@{who}")).unwrap().id).collect();
            let outcomes = at_once(world, &people, |who, ctx| {
                let id = ids[people.iter().position(|it| *it == who).unwrap()];
                let yes = Answer { outcome: "approve".to_owned(), ..Answer::default() };
                db.write_now(&ctx, move |tx, ctx| answer(tx, ctx, &HOUSE, id, &yes).map(drop))
            });
            assert_eq!(outcomes, ["fine", "fine", "fine", "task_closed"]);
            let told = world.changes();
            assert!(told.iter().any(|line| line.contains("count 1")), "{told:?}");
        }
        assert!(world.cases().iter().all(|it| it.state == CaseState::Ended));
    });
}

#[test]
fn two_workers_work_off_five_hundred_timers_once_each() {
    const WAIT: &str = "process p on=thing
        start s message=thing.made -> w
        catch w wait=PT1H -> a
        service a service=thing.work -> e
        end e";
    on_both(WAIT, |world| {
        for number in 0..500 {
            world.things.push(format!("T{number}"));
        }
        world
            .run(|tx, ctx| {
                for number in 0..500 {
                    let thing = serde_json::Map::from_iter([("amount".to_owned(), 1.into())]);
                    let id = format!("thg_T{number}");
                    crate::house::save(tx, &id, &thing)?;
                    tx.record(ctx, Event::new("thing.made", &id));
                }
                Ok(())
            })
            .unwrap();
        let due = Ctx { at: START.plus(2 * HOUR_US), ..system_ctx() };
        let (taken, start) = (AtomicUsize::new(0), Barrier::new(2));
        std::thread::scope(|threads| {
            for _ in 0..2 {
                let (db, due, taken, start) = (world.db.clone(), due.clone(), &taken, &start);
                threads.spawn(move || {
                    start.wait();
                    loop {
                        let worked = db.write_now(&due, work_off).unwrap();
                        if worked == 0 {
                            break;
                        }
                        taken.fetch_add(worked, Ordering::Relaxed);
                    }
                });
            }
        });
        assert_eq!(taken.into_inner(), 500);
        assert!(world.cases().iter().all(|it| it.state == CaseState::Ended));
        let told = world.changes();
        assert_eq!(told.iter().filter(|line| line.contains(": count 1,")).count(), 500, "{told:?}");
    });
}
