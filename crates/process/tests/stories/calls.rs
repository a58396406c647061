//! Processes that call one another, messages between cases of one document, conditions, event sub-processes.

use expect_test::expect;

use crate::check;

#[test]
fn a_call_hands_variables_in_and_takes_results_out() {
    check(
        "process q on=thing
         start s -> a
         user a who=starter -> b
         script b run='result = given * 2; secret = 5' -> e
         end e
         process p on=thing
         start s message=thing.made -> n
         script n run='n = 21' -> c
         call c calls=q in=n>given out=result>twice -> z
         user z who=starter -> e
         end e",
        expect![[r#"
            > person zhao
            > as zhao
            > thing T1
            p T1: at c
            q T1: at a
              a: for zhao
            > vars T1/q
              given=21
            > done a
            p T1: at z
              z: for zhao
            q T1: ended at e, completed
              a: done by zhao
            > vars T1/p
              n=21 twice=42
            > done z
            p T1: ended at e, completed
              z: done by zhao
        "#]],
    );
}

#[test]
fn an_error_of_the_called_travels_up() {
    check(
        "process q on=thing
         start s -> a
         user a who=starter kind=approval -> x
         xor x -> bad?'not(approved)' e!
         end bad error=turned_down
         end e
         process p on=thing
         start s message=thing.made -> c
         call c calls=q -> e
         boundary b on=c error=turned_down -> no
         end e
         end no
         process r on=thing
         start s message=thing.paid -> c
         call c calls=q -> e
         end e",
        expect![[r#"
            > person zhao
            > as zhao
            > thing T1
            T1 hears: a opened
            p T1: at c
            q T1: at a
              a: for zhao
            > reject T1/a
            T1 hears: a rejected
            p T1: ended at no, completed
            q T1: ended at bad, error turned_down
              a: reject by zhao
            > event thing.paid T1
            T1 hears: a opened
            r T1: at c
            q T1 (2): at a
              a: for zhao
            > reject T1/a
            T1 hears: a rejected
            r T1: at c (stuck)
              stuck c: uncaught: turned_down
            q T1 (2): ended at bad, error turned_down
              a: reject by zhao
            > as system
            > repair c retry
            T1 hears: a opened
            r T1: at c
              solved c: uncaught retry
            q T1 (3): at a
              a: for zhao
            > as zhao
            > approve T1/a
            T1 hears: a approved
            r T1: ended at e, completed
            q T1 (3): ended at e, completed
              a: approve by zhao
        "#]],
    );
}

#[test]
fn whoever_stops_the_caller_stops_the_called() {
    check(
        "process q on=thing
         start s -> a
         user a who=starter -> e
         end e
         process p on=thing
         start s message=thing.made -> c
         call c calls=q -> e
         boundary b on=c message=thing.paid -> late
         end e
         end late",
        expect![[r#"
            > person zhao
            > as zhao
            > thing T1
            p T1: at c
            q T1: at a
              a: for zhao
            > event thing.paid T1
            p T1: ended at late, completed
            q T1: ended at a, stopped
              a: no more
            > thing T2
            p T2: at c
            q T2: at a
              a: for zhao
            > as system
            > stop T2/p
            p T2: ended at c, stopped
            q T2: ended at a, stopped
              a: no more
            > as zhao
            > thing T3
            p T3: at c
            q T3: at a
              a: for zhao
            > as system
            > stop T3/q
            p T3: at c (stuck)
              stuck c: service: the called case was ended by hand
            q T3: ended at a, stopped
              a: no more
            > repair c retry
            p T3: at c
              solved c: service retry
            q T3 (2): at a
              a: for zhao
            > stop T3/q
            p T3: at c (stuck)
              stuck c: service: the called case was ended by hand
            q T3 (2): ended at a, stopped
              a: no more
            > repair c skip
            p T3: ended at e, completed
              solved c: service skip
        "#]],
    );
}

#[test]
fn a_call_that_ends_at_once_and_one_that_calls_itself() {
    check(
        "process q on=thing
         start s -> a
         service a service=thing.work -> e
         end e
         process p on=thing
         start s message=thing.made -> c
         call c calls=q -> d
         call d calls=q -> e
         end e
         process r on=thing
         start s message=thing.paid -> c
         call c calls=r -> e
         end e",
        expect![[r#"
            > thing T1
            T1: count 2, worked  by act_0000000000000
            p T1: ended at e, completed
            q T1: ended at e, completed
            q T1 (2): ended at e, completed
            > event thing.paid T1
            r T1: at c
            r T1 (2): at c
            r T1 (3): at c
            r T1 (4): at c
            r T1 (5): at c
            r T1 (6): at c
            r T1 (7): at c
            r T1 (8): at c
            r T1 (9): at c
            r T1 (10): at c
            r T1 (11): at c
            r T1 (12): at c
            r T1 (13): at c (stuck)
              stuck c: service: processes call one another more than 12 deep
        "#]],
    );
}

#[test]
fn messages_between_cases_of_a_document() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=user:li -> t
         throw t message=agreed -> e
         end e
         process q on=thing
         start s message=thing.made -> w
         catch w message=agreed -> b
         user b who=user:li -> e
         end e",
        expect![[r#"
            > person li
            > thing T1
            p T1: at a
              a: for li
            q T1: at w
            > thing T2
            p T2: at a
              a: for li
            q T2: at w
            > as li
            > done T1/a
            p T1: ended at e, completed
              a: done by li
            q T1: at b
              b: for li
        "#]],
    );
}

#[test]
fn a_signal_is_heard_by_all_and_by_itself() {
    check(
        "process p on=thing
         start s message=thing.made -> f
         and f -> a w
         user a who=user:li -> t
         throw t signal=halt -> e
         catch w signal=halt -> e2
         end e
         end e2
         process q on=thing
         start s message=thing.made -> a
         user a who=user:li -> e
         boundary h on=a signal=halt -> no
         end e
         end no",
        expect![[r#"
            > person li
            > thing T1
            p T1: at a, w
              a: for li
            q T1: at a
              a: for li
            > as li
            > done a
            p T1: ended at e2, completed
              a: done by li
            q T1: ended at no, completed
              a: no more
        "#]],
    );
}

/// The first to hear an event may wake or end the others that were to hear it.
#[test]
fn an_event_that_one_case_answers_by_waking_another() {
    check(
        "process p on=thing
         start s message=thing.made -> w
         catch w message=thing.paid -> t
         throw t message=agreed -> e
         end e
         process q on=thing
         start s message=thing.made -> g
         event g -> x y
         catch x message=agreed -> ex
         catch y message=thing.paid -> ey
         end ex
         end ey",
        expect![[r#"
            > thing T1
            p T1: at w
            q T1: at g
            > event thing.paid T1
            p T1: ended at e, completed
            q T1: ended at ex, completed
        "#]],
    );
}

#[test]
fn a_called_case_wakes_its_caller() {
    check(
        "process q on=thing
         start s -> t
         throw t message=agreed -> a
         user a who=starter -> e
         end e
         process p on=thing
         start s message=thing.made -> f
         and f -> w c
         catch w message=agreed -> ew
         call c calls=q -> e
         end ew
         end e
         process r on=thing
         start s message=thing.paid -> b
         user b who=starter -> f
         and f -> w c
         catch w message=agreed -> ew
         call c calls=q -> e
         end ew
         end e",
        expect![[r#"
            > person zhao
            > as zhao
            > thing T1
            p T1: at c
            q T1: at a
              a: for zhao
            > done a
            p T1: ended at e, completed
            q T1: ended at e, completed
              a: done by zhao
            > event thing.paid T1
            r T1: at b
              b: for zhao
            > done b
            r T1: at c
              b: done by zhao
            q T1 (2): at a
              a: for zhao
        "#]],
    );
}

/// A service records an event that the case itself listens for.
#[test]
fn a_service_wakes_its_own_case() {
    check(
        "process p on=thing
         start s message=thing.made -> f
         and f -> w a
         catch w message=thing.told -> ew
         service a service=thing.tell arg='note:\"done\"' -> e
         end ew
         end e",
        expect![[r#"
            > thing T1
            T1: count 1
            p T1: ended at ew, completed
        "#]],
    );
}

#[test]
fn facts_of_an_event_are_variables() {
    check(
        "process p on=thing
         start s message=thing.made -> w
         catch w message=thing.paid -> a
         script a run='paid = event.how' -> b
         user b who=user:li -> e
         end e",
        expect![[r#"
            > person li
            > thing T1
            p T1: at w
            > event thing.paid T1 how=cash
            p T1: at b
              b: for li
            > vars T1
              event={"how":"cash"} paid=cash
        "#]],
    );
}

#[test]
fn a_condition_looks_at_the_document_whenever_it_changes() {
    check(
        "process p on=thing
         start s message=thing.made -> w
         catch w when='thing.amount > 10' -> a
         user a who=user:li -> e
         boundary c on=a when='thing.state = \"off\"' -> no
         end e
         end no",
        expect![[r#"
            > person li
            > thing T1 amount=5
            p T1: at w
            > thing T1 amount=7
            > thing T1 amount=11
            p T1: at a
              a: for li
            > thing T1 state=on
            > thing T1 state=off
            p T1: ended at no, completed
              a: no more
        "#]],
    );
}

#[test]
fn an_event_sub_process_takes_over_or_runs_beside() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=user:li -> e
         end e
         sub u byevent {
         start n gentle message=thing.told -> b
         user b who=user:wang -> eb
         end eb
         }
         sub v byevent {
         start i message=thing.paid -> c
         user c who=user:wang -> ec
         end ec
         }",
        expect![[r#"
            > person li
            > person wang
            > thing T1
            p T1: at a
              a: for li
            > event thing.told T1
            p T1: at a, b
              b: for wang
            > event thing.told T1
            p T1: at a, b, b
              b: for wang
            > event thing.paid T1
            p T1: at c
              a: no more
              b: no more
              b: no more
              c: for wang
            > as wang
            > done c
            p T1: ended at ec, completed
              c: done by wang
        "#]],
    );
}

#[test]
fn services_run_in_the_name_of_whoever_decided() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=user:li -> b
         service b service=thing.sign arg='note:\"signed\"' -> w
         catch w wait=PT1H -> c
         service c service=thing.work arg='note:\"worked\"' -> e
         end e",
        expect![[r#"
            > person li
            > thing T1 amount=4
            p T1: at a
              a: for li
            > as li
            > done a
            T1: count 1, worked signed by li
            p T1: at w
              a: done by li
            > vars T1
              comment= decided_by=li outcome= answer=8 count=1 note_seen=signed
            > pass 1h
            T1: count 2, worked worked by act_0000000000000
            p T1: ended at e, completed
        "#]],
    );
}
