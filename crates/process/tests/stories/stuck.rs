//! The ways to get stuck: each arrives as an incident with its code, and is repaired.

use expect_test::expect;

use crate::check;

#[test]
fn nobody_has_the_role() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=role:chief -> b
         user b who=starter -> e
         end e",
        expect![[r#"
            > person zhao
            > as zhao
            > thing T1
            p T1: at a (stuck)
              stuck a: no_assignee: nobody is there to do this
            > thing T2
            p T2: at a (stuck)
              stuck a: no_assignee: nobody is there to do this
            > thing T3
            p T3: at a (stuck)
              stuck a: no_assignee: nobody is there to do this
            > thing T4
            p T4: at a (stuck)
              stuck a: no_assignee: nobody is there to do this
            > thing T5
            p T5: at a (stuck)
              stuck a: no_assignee: nobody is there to do this
            > as system
            > repair a end
            p T5: ended at a, stopped
              solved a: no_assignee end
            > repair a skip x=1
            p T4: at b
              b: for zhao
              solved a: no_assignee skip
            > vars T4
              x=1
            > repair a move b
            p T3: at b
              b: for zhao
              solved a: no_assignee move
            > repair a reassign zhao
            p T2: at a
              a: for zhao
              solved a: no_assignee reassign
            > person li is chief
            > repair a retry
            p T1: at a
              a: for li
              solved a: no_assignee retry
            > repair a retry
            refused incident_solved: the incident is solved already
        "#]],
    );
}

#[test]
fn the_only_one_left_the_company() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=user:li kind=approval deadline=PT8H overdue=escalate -> e
         end e",
        expect![[r#"
            > department 销售
            > person boss in 销售 is operator
            > head 销售 boss
            > person li in 销售
            > thing T1
            T1 hears: a opened
            p T1: at a
              a: for li, due 11-24 09:05
            > deactivate li
            T1 hears: a dropped
            p T1: at a (stuck)
              a: no more
              stuck a: no_assignee: nobody is there to do this
            > repair a reassign boss
            T1 hears: a opened
            p T1: at a
              a: for boss, due 11-24 09:07
              solved a: no_assignee reassign
            > as boss
            > approve a
            T1 hears: a approved
            p T1: ended at e, completed
              a: approve by boss
            > as system
            > thing T2
            p T2: at a (stuck)
              stuck a: no_assignee: nobody is there to do this
            > repair a retry
              solved a: no_assignee retry
              stuck a: no_assignee: nobody is there to do this
            > repair a reassign li
            refused person_unknown: li cannot be given tasks
            > repair a reassign boss
            T2 hears: a opened
            p T2: at a
              a: for boss, due 11-24 09:14
              solved a: no_assignee reassign
            > as boss
            > approve T2/a
            T2 hears: a approved
            p T2: ended at e, completed
              a: approve by boss
        "#]],
    );
}

#[test]
fn a_service_breaks() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         service a service=thing.fail -> b
         user b who=starter -> e
         end e",
        expect![[r#"
            > person zhao
            > as zhao
            > thing T1 state=off
            p T1: at a (stuck)
              stuck a: service: the machine is off
            > as system
            > repair a retry
              solved a: service retry
              stuck a: service: the machine is off
            > thing T1 state=ready
            > repair a retry
            T1: count 1
            p T1: at b
              b: for zhao
              solved a: service retry
            > thing T2 state=off
            p T2: at a (stuck)
              stuck a: service: the machine is off
            > repair a skip
            p T2: at b (stuck)
              solved a: service skip
              stuck b: no_assignee: nobody is there to do this
            > thing T3 state=off
            p T3: at a (stuck)
              stuck a: service: the machine is off
            > repair a move b
            p T3: at b (stuck)
              solved a: service move
              stuck b: no_assignee: nobody is there to do this
            > thing T4 state=off
            p T4: at a (stuck)
              stuck a: service: the machine is off
            > repair a end
            p T4: ended at a, stopped
              solved a: service end
            > thing T5 state=off
            p T5: at a (stuck)
              stuck a: service: the machine is off
            > jump T5 a to b
            p T5: at b (stuck)
              solved a: service
              stuck b: no_assignee: nobody is there to do this
            > thing T6 state=off
            p T6: at a (stuck)
              stuck a: service: the machine is off
            > stop T6
            p T6: ended at a, stopped
              solved a: service
        "#]],
    );
}

#[test]
fn a_service_refuses_and_nobody_catches_it() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         service a service=thing.refuse -> e
         end e",
        expect![[r#"
            > thing T1 state=off
            p T1: at a (stuck)
              stuck a: uncaught: thing_not_ready
            > repair a retry
              solved a: uncaught retry
              stuck a: uncaught: thing_not_ready
            > thing T1 state=ready
            > repair a retry
            T1: count 1
            p T1: ended at e, completed
              solved a: uncaught retry
        "#]],
    );
}

#[test]
fn a_service_refuses_and_a_boundary_event_catches_it() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         service a service=thing.refuse -> e
         boundary other on=a error=something_else -> no
         boundary c on=a error=thing_not_ready -> b
         user b who=starter reason='= error_message' -> a
         end e
         end no
         process q on=thing
         start s message=thing.paid -> a
         service a service=thing.refuse -> e
         boundary c on=a error -> no
         end e
         end no",
        expect![[r#"
            > person zhao
            > as zhao
            > thing T1 state=off
            p T1: at b
              b: for zhao, because the thing is off
            > thing T1 state=ready
            > done b
            T1: count 1
            p T1: ended at e, completed
              b: done by zhao
            > thing T1 state=off
            > event thing.paid T1
            q T1: ended at no, completed
        "#]],
    );
}

#[test]
fn an_expression_has_no_value() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         script a run='x = unheard + 1' -> b
         script b run='y = thing.amount / 0' -> c
         script c run='z = number(\"soon\")' -> d
         user d who='= missing' -> e
         end e",
        expect![[r#"
            > person li
            > thing T1
            p T1: at a (stuck)
              stuck a: expression: there is nothing called unheard
            > repair a retry
              solved a: expression retry
              stuck a: expression: there is nothing called unheard
            > repair a set unheard=41
            p T1: at b (stuck)
              solved a: expression set
              stuck b: expression: division by zero
            > vars T1
              unheard=41 x=42
            > repair b skip y=7
            p T1: at c (stuck)
              solved b: expression skip
              stuck c: expression: soon is not a valid value for number
            > repair c retry
              solved c: expression retry
              stuck c: expression: soon is not a valid value for number
            > repair c move d
            p T1: at d (stuck)
              solved c: expression move
              stuck d: expression: there is nothing called missing
            > repair d set missing=li
            p T1: at d
              d: for li
              solved d: expression set
            > vars T1
              unheard=41 x=42 y=7 missing=li
        "#]],
    );
}

#[test]
fn a_step_that_says_nobody_and_one_that_speaks_nonsense() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a -> b
         user b who=whoever -> e
         end e",
        expect![[r#"
            > person li
            > thing T1
            p T1: at a (stuck)
              stuck a: no_assignee: nobody is there to do this
            > repair a reassign li
            p T1: at a
              a: for li
              solved a: no_assignee reassign
            > as li
            > done a
            p T1: at b (stuck)
              a: done by li
              stuck b: expression: “whoever” says nobody
            > as system
            > repair b reassign li
            p T1: at b
              b: for li
              solved b: expression reassign
            > as li
            > done b
            p T1: ended at e, completed
              b: done by li
        "#]],
    );
}

#[test]
fn no_way_leads_out_of_a_gateway() {
    check(
        "process p on=thing
         start s message=thing.made -> x
         xor x -> yes?'thing.amount > 10' no?'go = true'
         end yes
         end no",
        expect![[r#"
            > thing T1 amount=50
            p T1: ended at yes, completed
            > thing T2 amount=5
            p T2: at x (stuck)
              stuck x: expression: there is nothing called go
            > repair x retry
              solved x: expression retry
              stuck x: expression: there is nothing called go
            > repair x set go=false
              solved x: expression set
              stuck x: no_way_out
            > thing T2 amount=20
            > repair x retry
            p T2: ended at yes, completed
              solved x: no_way_out retry
            > thing T3 amount=5
            p T3: at x (stuck)
              stuck x: expression: there is nothing called go
            > repair x set go=true
            p T3: ended at no, completed
              solved x: expression set
            > thing T4 amount=5
            p T4: at x (stuck)
              stuck x: expression: there is nothing called go
            > repair x set go=false
              solved x: expression set
              stuck x: no_way_out
            > repair x move no
            p T4: ended at no, completed
              solved x: no_way_out move
        "#]],
    );
}

/// What another branch takes away in the same command is never told as stuck.
#[test]
fn what_ends_in_the_same_breath_is_no_incident() {
    check(
        "process p on=thing
         start s message=thing.made -> f
         and f -> a b
         user a who=role:chief -> e
         service b service=thing.work -> t
         end e
         end t terminate
         process q on=thing
         start s message=thing.paid -> f
         and f -> a w t
         user a who=role:chief -> e
         catch w wait=nonsense -> e
         end e
         end t terminate",
        expect![[r#"
            > thing T1
            T1: count 1, worked  by act_0000000000000
            p T1: ended at t, terminated
            > event thing.paid T1
            q T1: ended at t, terminated
        "#]],
    );
}

#[test]
fn whoever_leaves_hands_his_work_on() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=role:chief share=balance deadline=P1D -> e
         end e
         process v on=thing
         start s message=thing.paid -> a
         user a who=role:chief vote=all -> e
         end e",
        expect![[r#"
            > person li is chief
            > person wang is chief
            > person zhao
            > thing T1
            p T1: at a
              a: for li, due 11-24 09:04
            > thing T2
            p T2: at a
              a: for wang, due 11-24 09:05
            > as wang
            > delegate T2/a to li
              a: for li, wang's, due 11-24 09:05
            > as system
            > deactivate li
              a: no more
              a: for wang, due 11-24 09:09
              a: for wang, due 11-24 09:05
            > event thing.paid T1
            T1 hears: a opened
            v T1: at a
              a: for wang
            > person chen is chief
            > event thing.paid T2
            T2 hears: a opened, a opened
            v T2: at a, a
              a: for chen
              a: for wang
            > deactivate wang
            T1 hears: a dropped
            T2 hears: a dropped
              a: no more
              a: for chen, due 11-24 09:13
              a: no more
              a: for chen, due 11-24 09:13
            v T1: at a (stuck)
              a: no more
              stuck a: no_assignee: nobody is there to do this
            v T2: at a, a (stuck)
              a: no more
              stuck a: no_assignee: nobody is there to do this
            > repair a reassign zhao
            T2 hears: a opened
            v T2: at a, a
              a: for zhao
              solved a: no_assignee reassign
            > as zhao
            > approve T1/a
            refused not_found: there is no task a, or it is not yours to see
        "#]],
    );
}

#[test]
fn one_who_repairs_what_is_repaired_is_refused() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=role:chief -> b
         user b who=starter -> e
         end e",
        expect![[r#"
            > person zhao
            > as zhao
            > thing T1
            p T1: at a (stuck)
              stuck a: no_assignee: nobody is there to do this
            > as system
            > repair a move nowhere
            refused step_unknown: there is no step nowhere
            > repair a skip
            p T1: at b
              b: for zhao
              solved a: no_assignee skip
            > repair a skip
            refused incident_solved: the incident is solved already
            > stop T1
            p T1: ended at b, stopped
              b: no more
            > stop T1
            refused case_ended: the case has ended
            > set T1 x=1
            refused case_ended: the case has ended
        "#]],
    );
}
