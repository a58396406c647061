//! What is due: timers of the drawing, deadlines of tasks.

use expect_test::expect;

use crate::check;

#[test]
fn a_wait_by_duration_by_date_and_in_working_time() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         catch a wait=PT90M -> b
         catch b date=2026-11-24T10:30:00 -> c
         catch c working=PT10H -> d
         catch d date='= thing.due' -> e
         end e",
        expect![[r#"
            > thing T1 due=2026-12-01
            p T1: at a
            > timers
              case at 2026-11-23 10:31
            > pass 90m
            p T1: at b
            > timers
              case at 2026-11-24 10:30
            > pass 1d
            p T1: at c
            > timers
              case at 2026-11-25 13:30
            > pass 1d
            > timers
              case at 2026-11-25 13:30
            > pass 7d
            p T1: ended at e, completed
        "#]],
    );
}

#[test]
fn at_the_edge_of_a_step() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=starter -> e
         boundary soft on=a gentle wait=PT1H -> n
         boundary hard on=a wait=PT2H -> late
         user n who=user:li -> en
         end e
         end en
         end late",
        expect![[r#"
            > person li
            > person zhao
            > as zhao
            > thing T1
            p T1: at a
              a: for zhao
            > pass 1h
            p T1: at a, n
              n: for li
            > done a
            p T1: at n
              a: done by zhao
            > timers
            > as li
            > done n
            p T1: ended at en, completed
              n: done by li
            > as zhao
            > thing T2
            p T2: at a
              a: for zhao
            > pass 3h
            p T2: at n
              a: no more
              n: for li
            > timers
            > as li
            > done T2/n
            p T2: ended at en, completed
              n: done by li
        "#]],
    );
}

#[test]
fn what_would_come_again_at_once_is_no_time() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=user:li -> e
         end e
         sub v byevent {
         start n gentle cycle=R/PT0S -> w
         service w service=thing.work -> en
         end en
         }",
        expect![[r#"
            > person li
            > thing T1
            p T1: at a, n (stuck)
              a: for li
              stuck n: no_time: “PT0S” is no time that passes
            > timers
            > pass 1h
            > timers
        "#]],
    );
}

#[test]
fn again_and_again() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=starter -> e
         boundary c on=a gentle cycle=R3/PT1H -> w
         service w service=thing.work -> en
         end e
         end en",
        expect![[r#"
            > person zhao
            > as zhao
            > thing T1
            p T1: at a
              a: for zhao
            > pass 59m
            T1: count 1, worked  by act_0000000000000
            > pass 1h
            T1: count 2, worked  by act_0000000000000
            > pass 1h
            T1: count 3, worked  by act_0000000000000
            > pass 5h
            > timers
            > done a
            p T1: ended at e, completed
              a: done by zhao
        "#]],
    );
}

#[test]
fn reminders_come_before_the_deadline_and_the_superior_after_it() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=user:li deadline=PT4H remind=PT2H;PT30M overdue=escalate kind=approval -> e
         end e",
        expect![[r#"
            > department 销售
            > person boss in 销售
            > head 销售 boss
            > person li in 销售
            > thing T1
            T1 hears: a opened
            p T1: at a
              a: for li, due 11-23 14:05
            > timers
              task.remind at 2026-11-23 11:05
              task.remind at 2026-11-23 13:35
              task.due at 2026-11-23 14:05
            > pass 2h
              task.reminded a
            > pass 2h
            > pass 1h
              a: for boss, due 11-23 14:05
              task.reminded a
              task.overdue a escalate
              task.escalated a boss
            > as li
            > approve a
            refused not_found: there is no task a, or it is not yours to see
            > as boss
            > approve a
            T1 hears: a approved
            p T1: ended at e, completed
              a: approve by boss
            > timers
        "#]],
    );
}

#[test]
fn at_the_deadline_the_house_decides() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=user:li deadline=PT1H overdue=approve kind=approval -> b
         user b who=user:li deadline=PT1H overdue=reject kind=approval -> x
         xor x -> no?'not(approved)' c!
         end no
         user c who=user:li -> e
         end e
         process q on=thing
         start s message=thing.paid -> a
         user a who=user:li deadline=PT1H overdue=wait outcomes='go=走|Go;wait=等|Wait' -> x
         xor x -> yes?'outcome = \"go\"' no!
         end yes
         end no
         process r on=thing
         start s message=thing.told -> a
         user a who=user:li deadline=PT1H -> e
         end e",
        expect![[r#"
            > person li
            > thing T1
            T1 hears: a opened
            p T1: at a
              a: for li, due 11-23 10:02
            > pass 1h
            T1 hears: a approved, b opened
            p T1: at b
              a: approve by the house
              b: for li, due 11-23 11:02
              task.overdue a approve
            > pass 2h
            T1 hears: b rejected
            p T1: ended at no, completed
              b: reject by the house
              task.overdue b reject
            > event thing.paid T1
            q T1: at a
              a: for li, due 11-23 14:00
            > pass 1h
            > event thing.told T1
            r T1: at a
              a: for li, due 11-23 14:07
            > pass 1h
            q T1: ended at no, completed
              a: wait by the house
              task.overdue a wait
              task.overdue a remind
            > as li
            > done T1/a
            r T1: ended at e, completed
              a: done by li
            > timers
        "#]],
    );
}

#[test]
fn what_several_could_have_done_is_decided_too() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=role:chief deadline=PT1H overdue=approve kind=approval -> e
         end e",
        expect![[r#"
            > person li is chief
            > person wang is chief
            > thing T1
            T1 hears: a opened
            p T1: at a
              a: for role:chief, due 11-23 10:03
            > pass 2h
            T1 hears: a approved
            p T1: ended at e, completed
              a: approve by the house
              task.overdue a approve
        "#]],
    );
}

#[test]
fn a_decision_that_the_step_does_not_take_is_none() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=user:li deadline=PT1H overdue=approve outcomes='go=走|Go;wait=等|Wait' -> b
         user b who=user:li deadline=PT1H overdue=approve kind=approval -> e
         end e",
        expect![[r#"
            > person li
            > person wang
            > thing T1
            p T1: at a
              a: for li, due 11-23 10:03
            > pass 2h
              task.overdue a approve approve is no answer to this task; it takes go, wait
            > as li
            > done a go
            T1 hears: b opened
            p T1: at b
              a: go by li
              b: for li, due 11-23 13:06
            > delegate b to wang
              b: for wang, li's, due 11-23 13:06
            > pass 2h
            T1 hears: b approved
            p T1: ended at e, completed
              b: approve by the house
              task.overdue b approve
        "#]],
    );
}

#[test]
fn a_vote_is_decided_by_the_deadline_too() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who='= [\"li\", \"wang\"]' vote=all deadline=PT2H overdue=approve -> e
         end e",
        expect![[r#"
            > person li
            > person wang
            > thing T1
            T1 hears: a opened, a opened
            p T1: at a, a
              a: for li, due 11-23 11:03
              a: for wang, due 11-23 11:03
            > as li
            > approve a
            T1 hears: a approved
            p T1: at a
              a: approve by li
            > pass 2h
            T1 hears: a approved
            p T1: ended at e, completed
              a: approve by the house
              task.overdue a approve
        "#]],
    );
}

#[test]
fn a_deadline_moves_with_the_document() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=user:li deadline='= thing.due' remind=PT1H -> e
         end e
         process q on=thing
         start s message=thing.paid -> a
         user a who=user:li deadline='= thing.due + 1' -> e
         end e",
        expect![[r#"
            > person li
            > thing T1 due=2026-11-25T12:00:00
            p T1: at a
              a: for li, due 11-25 12:00
            > timers
              task.remind at 2026-11-25 11:00
              task.due at 2026-11-25 12:00
            > thing T1 due=2026-11-24T12:00:00
              a: for li, due 11-24 12:00
              task.deadline_moved a
            > timers
              task.remind at 2026-11-24 11:00
              task.due at 2026-11-24 12:00
            > thing T1 amount=7
            > as li
            > transfer a to li
            > done a
            p T1: ended at e, completed
              a: done by li
            > timers
            # A deadline that cannot be read keeps nobody from the step.
            > event thing.paid T1
            q T1: at a
              a: for li
              task.no_deadline a + cannot take string, number
        "#]],
    );
}

#[test]
fn timers_of_what_is_gone_never_fire() {
    check(
        "process p on=thing
         start s message=thing.made -> u
         sub u { -> e
         start s2 -> f
         and f -> a w
         user a who=starter deadline=PT2H remind=PT1H overdue=approve kind=approval -> e2
         catch w wait=PT3H -> e3
         end e2
         end e3
         }
         boundary b on=u message=thing.paid -> late
         end e
         end late",
        expect![[r#"
            > person zhao
            > as zhao
            > thing T1
            T1 hears: a opened
            p T1: at a, w
              a: for zhao, due 11-23 11:03
            > timers
              task.remind at 2026-11-23 10:03
              task.due at 2026-11-23 11:03
              case at 2026-11-23 12:03
            > event thing.paid T1
            T1 hears: a dropped
            p T1: ended at late, completed
              a: no more
            > timers
            > thing T2
            T2 hears: a opened
            p T2: at a, w
              a: for zhao, due 11-23 11:07
            > as system
            > stop T2
            T2 hears: a dropped
            p T2: ended at w, stopped
              a: no more
            > timers
            > pass 1d
        "#]],
    );
}

#[test]
fn a_task_that_is_handed_on_keeps_its_deadline() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=user:li deadline=PT2H overdue=escalate -> e
         end e",
        expect![[r#"
            > department 销售
            > person boss in 销售
            > head 销售 boss
            > person li in 销售
            > person wang in 销售
            > thing T1
            p T1: at a
              a: for li, due 11-23 11:06
            > as li
            > delegate a to wang
              a: for wang, li's, due 11-23 11:06
            > pass 3h
              a: for boss, due 11-23 11:06
              task.overdue a escalate
              task.escalated a boss
            > as boss
            > done a
            p T1: ended at e, completed
              a: done by boss
        "#]],
    );
}
