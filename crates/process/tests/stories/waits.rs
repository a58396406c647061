//! Stuck at a call, at a timer, in a loop, in circles of cases.

use db::Event;
use expect_test::expect;

use crate::world::World;
use crate::{check, house};

#[test]
fn a_called_process_is_not_in_use() {
    check(
        "process q on=thing
         start s -> a
         user a who=starter -> e
         end e
         process p on=thing
         start s message=thing.made -> c
         call c calls=q -> e
         end e
         process r on=thing
         start s message=thing.paid -> c
         call c calls=unheard -> e
         end e",
        expect![[r#"
            > person zhao
            > close q
            > as zhao
            > thing T1
            p T1: at c (stuck)
              stuck c: service: the process q is not in use
            > event thing.paid T1
            r T1: at c (stuck)
              stuck c: service: the process unheard is not in use
            > as system
            > repair c skip
            r T1: ended at e, completed
              solved c: service skip
            > repair c retry
              solved c: service retry
              stuck c: service: the process q is not in use
            > open q
            > repair c retry
            p T1: at c
              solved c: service retry
            q T1: at a
              a: for zhao
            > as zhao
            > done a
            p T1: ended at e, completed
            q T1: ended at e, completed
              a: done by zhao
        "#]],
    );
}

#[test]
fn a_timer_says_no_time() {
    check(
        "process p on=thing
         start s message=thing.made -> w
         catch w wait='= soon' -> e
         end e
         process q on=thing
         start s message=thing.paid -> a
         user a who=starter -> e
         boundary w on=a wait=nonsense -> late
         end e
         end late",
        expect![[r#"
            > person zhao
            > thing T1
            p T1: at w (stuck)
              stuck w: expression: there is nothing called soon
            > repair w retry
              solved w: expression retry
              stuck w: expression: there is nothing called soon
            > repair w set soon=nonsense
              solved w: expression set
              stuck w: no_time: “nonsense” is neither a moment nor a duration
            > repair w set soon=PT1H
            p T1: at w
              solved w: no_time set
            > timers
              case at 2026-11-23 10:05
            > pass 1h
            p T1: ended at e, completed
            > thing T2
            p T2: at w (stuck)
              stuck w: expression: there is nothing called soon
            > repair w skip
            p T2: ended at e, completed
              solved w: expression skip
            > as zhao
            > thing T3
            p T3: at w (stuck)
              stuck w: expression: there is nothing called soon
            > as system
            > repair w move e
            p T3: ended at e, completed
              solved w: expression move
            > as zhao
            > event thing.paid T3
            q T3: at a, w (stuck)
              a: for zhao
              stuck w: no_time: “nonsense” is neither a moment nor a duration
            > as system
            > repair w retry
              solved w: no_time retry
              stuck w: no_time: “nonsense” is neither a moment nor a duration
            > as zhao
            > done a
            q T3: ended at e, completed
              a: done by zhao
              solved w: no_time
        "#]],
    );
}

#[test]
fn services_that_call_each_other_for_ever() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         service a service=thing.work -> x
         xor x -> e?'thing.amount > 1000' a!
         end e
         process q on=thing
         start s message=thing.paid -> a
         script a run='n = 1' -> x
         xor x -> e?'n = 2' a!
         end e",
        expect![[r#"
            > thing T1
            T1: count 300, worked  by act_0000000000000
            p T1: at a (stuck)
              stuck a: loop_without_end
            > repair a move e
            p T1: ended at e, completed
              solved a: loop_without_end move
            > event thing.paid T1
            q T1: at x (stuck)
              stuck x: loop_without_end
            > repair x retry
              solved x: loop_without_end retry
              stuck x: loop_without_end
            > repair x move e
            q T1: ended at e, completed
              solved x: loop_without_end move
        "#]],
    );
}

#[test]
fn signals_that_call_each_other_for_ever() {
    check(
        "process p on=thing
         start s message=thing.made -> f
         and f -> a b
         user a who=starter -> e
         user b who=starter -> t
         throw t signal=shout -> e
         end e
         sub v byevent {
         start sv signal=shout gentle -> tv
         throw tv signal=shout -> ev
         end ev
         }
         process q on=thing
         start s message=thing.paid -> a
         user a who=starter -> e
         boundary w on=a signal=shout gentle -> t
         throw t signal=shout -> e
         end e",
        expect![[r#"
            > person zhao
            > as zhao
            > thing T1
            p T1: at a, b
              a: for zhao
              b: for zhao
            > event thing.paid T1
            q T1: at a
              a: for zhao
            > done b
            p T1: at a, sv (stuck)
              b: done by zhao
              stuck sv: loop_without_end
            q T1: at a, w (stuck)
              stuck w: loop_without_end
        "#]],
    );
}

#[test]
fn events_that_call_each_other_for_ever() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=starter -> e
         boundary w on=a message=thing.told gentle -> t
         service t service=thing.tell -> e
         end e
         process q on=thing
         start s message=thing.told -> t
         service t service=thing.tell -> e
         end e",
        expect![[r#"
            > person zhao
            > as zhao
            > thing T1
            p T1: at a
              a: for zhao
            > event thing.told T1
            T1: count 300
            p T1: at a, t (stuck)
              stuck t: loop_without_end
        "#]],
    );
}

/// How many cases a thing and events of it set going, and how many steps are stuck; on both databases.
fn set_going(drawing: &str, events: &[&'static str]) -> (usize, usize) {
    let count = |make: fn(db::Wiring) -> testdb::TestDb| {
        let world = World::new(make, drawing);
        let facts = serde_json::Map::from_iter([("amount".to_owned(), 1.into())]);
        world.run(move |tx, _| house::save(tx, "thg_T1", &facts)).unwrap();
        for event in events.iter().copied() {
            let happens = world.run(move |tx, ctx| {
                tx.record(ctx, Event::new(event, "thg_T1"));
                Ok(())
            });
            happens.unwrap();
        }
        testdb::broken_invariants(&world.db);
        (world.cases().len(), world.incidents().len())
    };
    let (told, other) = (count(testdb::sqlite), count(testdb::postgres));
    assert_eq!(told, other);
    told
}

#[test]
fn processes_that_call_each_other_for_ever() {
    let called = set_going(
        "process p on=thing
         start s message=thing.made -> f
         and f -> b c
         call b calls=p -> j
         call c calls=p -> j
         and j -> e
         end e",
        &["thing.made"],
    );
    assert_eq!(called, (155, 156));
    let begun = set_going(
        "process p on=thing
         start s message=thing.told -> t
         service t service=thing.tell -> e
         end e",
        &["thing.told"],
    );
    assert_eq!(begun, (301, 1));
    let doubled = set_going(
        "process p on=thing
         start s message=thing.made -> a
         user a who=starter -> e
         boundary w on=a message=thing.paid gentle -> c
         call c calls=p -> e
         end e",
        &[&["thing.made"][..], &["thing.paid"; 9]].concat(),
    );
    assert!((300..310).contains(&doubled.0), "{doubled:?}");
}
