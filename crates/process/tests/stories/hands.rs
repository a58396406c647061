//! Tasks that others do: handed over, asked of somebody, decided by one more.

use expect_test::expect;

use crate::check;
use crate::operations::LINE;

#[test]
fn handed_over_and_asked_of_somebody_else() {
    check(
        LINE,
        expect![[r#"
            > person li
            > person wang
            > person zhao
            > person chen
            > person boss is operator
            > as zhao
            > thing T1
            p T1: at a
              a: for zhao
            > transfer a to chen because it is his
              a: for chen
            > done a
            refused task_not_yours: the task is not yours: it is with chen
            > as chen
            > done a
            T1 hears: b opened
            p T1: at b
              a: done by chen
              b: for li
            > as li
            > delegate b to nobody
            refused person_unknown: act_0000000000001 cannot be given tasks
            > delegate b to chen because you know it
              b: for chen, li's
            > approve b
            refused task_not_yours: the task is not yours: it is with chen
            > as chen
            > approve b because looks right
              b: for li
              task.given_back b
            > as li
            > approve b
            T1 hears: b approved, c opened
            p T1: at c
              b: approve by li
              c: for wang
            > as boss
            > reassign c to chen
              c: for chen
            > as wang
            > approve c
            refused not_found: there is no task c, or it is not yours to see
            > as chen
            > say c I will look tomorrow
              task.commented c
            > remind c
              task.reminded c
            > copy c to zhao
              copy of c sent: zhao
            > approve c
            T1 hears: c approved
            p T1: ended at e, completed
              c: approve by chen
        "#]],
    );
}

/// Whoever is only asked may be late: what then decides is no longer his who asked.
#[test]
fn asked_of_somebody_and_then_taken_away() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=user:li kind=approval deadline=PT1H overdue=escalate -> e
         end e
         process q on=thing
         start s message=thing.paid -> b
         user b who=user:li kind=approval deadline=PT1H overdue=approve -> e
         end e",
        expect![[r#"
            > department 公司
            > person top in 公司 is operator
            > head 公司 top
            > department 销售 under 公司
            > person li in 销售
            > head 销售 li
            > person chen in 销售
            > thing T1
            T1 hears: a opened
            p T1: at a
              a: for li, due 11-23 10:08
            > as li
            > delegate a to chen
              a: for chen, li's, due 11-23 10:08
            > pass 2h
              a: for top, due 11-23 10:08
              task.overdue a escalate
              task.escalated a top
            > as chen
            > approve a
            refused not_found: there is no task a, or it is not yours to see
            > as top
            > approve a
            T1 hears: a approved
            p T1: ended at e, completed
              a: approve by top
            > as system
            > thing T2
            T2 hears: a opened
            p T2: at a
              a: for li, due 11-23 13:17
            > as li
            > delegate T2/a to chen
              a: for chen, li's, due 11-23 13:17
            > as top
            > reassign T2/a to chen
              a: for chen, due 11-23 13:17
            > as chen
            > approve T2/a
            T2 hears: a approved
            p T2: ended at e, completed
              a: approve by chen
            > as system
            > thing T3
            T3 hears: a opened
            p T3: at a
              a: for li, due 11-23 13:25
            > event thing.paid T3
            T3 hears: b opened
            q T3: at b
              b: for li, due 11-23 13:26
            > as li
            > delegate T3/b to chen
              b: for chen, li's, due 11-23 13:26
            > pass 2h
            T3 hears: b approved
              a: for top, due 11-23 13:25
            q T3: ended at e, completed
              b: approve by the house
              task.overdue a escalate
              task.escalated a top
              task.overdue b approve
            > as system
            > thing T4
            T4 hears: a opened
            p T4: at a
              a: for li, due 11-23 14:31
            > as li
            > delegate T4/a to chen
              a: for chen, li's, due 11-23 14:31
            > as system
            > deactivate li
            T4 hears: a dropped
            p T4: at a (stuck)
              a: no more
              stuck a: no_assignee: nobody is there to do this
            > repair a reassign top
            T4 hears: a opened
            p T4: at a
              a: for top, due 11-23 14:36
              solved a: no_assignee reassign
            > as top
            > approve T4/a
            T4 hears: a approved
            p T4: ended at e, completed
              a: approve by top
        "#]],
    );
}

#[test]
fn one_more_is_asked_before_after_and_beside() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=user:li vote=all -> x
         xor x -> no?'not(approved)' yes!
         end yes
         end no",
        expect![[r#"
            > person li
            > person wang
            > person zhao
            > person chen
            > person boss is operator
            > thing T1
            T1 hears: a opened
            p T1: at a
              a: for li
            > as li
            > sign T1/a wang before
            T1 hears: a opened, a dropped
            p T1: at a, a (held)
              a: no more
              a: for wang
            > approve T1/a
            refused not_found: there is no task a, or it is not yours to see
            > as wang
            > approve T1/a
            T1 hears: a approved, a opened
            p T1: at a
              a: approve by wang
              a: for li
            > as li
            > sign T1/a zhao after
            > sign T1/a chen parallel
            T1 hears: a opened
            p T1: at a, a
              a: for chen
            > as zhao
            > approve T1/a
            refused not_found: there is no task a, or it is not yours to see
            > as li
            > approve T1/a
            T1 hears: a approved, a opened
              a: approve by li
              a: for zhao
            > as zhao
            > approve T1/a
            T1 hears: a approved
            p T1: at a
              a: approve by zhao
            > as chen
            > approve T1/a
            T1 hears: a approved
            p T1: ended at yes, completed
              a: approve by chen
            > as system
            > thing T2
            T2 hears: a opened
            p T2: at a
              a: for li
            > as li
            > sign T2/a wang parallel
            T2 hears: a opened
            p T2: at a, a
              a: for wang
            > as zhao
            > unsign T2/a@wang
            refused task_not_yours: the task is not yours: it is with 
            > as li
            > unsign T2/a@wang
            T2 hears: a dropped
            p T2: at a
              a: no more
            > as boss
            > unsign T2/a@li
            refused case_refuses: the case cannot do that now: the last signer cannot be removed
            > as li
            > approve T2/a
            T2 hears: a approved
            p T2: ended at yes, completed
              a: approve by li
        "#]],
    );
}

#[test]
fn in_a_sub_process_and_a_repetition() {
    check(
        "process p on=thing
         start s message=thing.made -> u
         sub u { -> z
         start s2 -> a
         user a who=starter -> b
         user b who='= [\"li\", \"wang\"]' vote=all -> e2
         end e2
         }
         user z who=user:li kind=approval -> e
         end e",
        expect![[r#"
            > person li
            > person wang
            > person zhao
            > person chen
            > as zhao
            > thing T1
            p T1: at a
              a: for zhao
            > done a
            T1 hears: b opened, b opened
            p T1: at b, b
              a: done by zhao
              b: for li
              b: for wang
            > as li
            > back b to a
            T1 hears: b rejected, b dropped
            p T1: at a
              b: returned by li
              b: no more
              a: for zhao
            > as zhao
            > resubmit a direct
            T1 hears: b opened, b opened
            p T1: at b, b
              a: resubmitted by zhao
              b: for li
              b: for wang
            > as li
            > approve b
            T1 hears: b approved
            p T1: at b
              b: approve by li
            > as zhao
            > withdraw a
            refused acted_already: somebody has acted already: b
            > as wang
            > transfer b to chen
              b: for chen
            > as chen
            > sign b wang parallel
            T1 hears: b opened
            p T1: at b, b
              b: for wang
            > approve b
            T1 hears: b approved
            p T1: at b
              b: approve by chen
            > as wang
            > approve b
            T1 hears: b approved, z opened
            p T1: at z
              b: approve by wang
              z: for li
            > as li
            > back z to a
            T1 hears: z rejected
            p T1: at a
              z: returned by li
              a: for zhao
            > as zhao
            > done a
            T1 hears: b opened, b opened
            p T1: at b, b
              a: done by zhao
              b: for li
              b: for wang
            > as li
            > jump T1 b to z
            T1 hears: z opened, b dropped, b dropped
            p T1: at z
              b: no more
              b: no more
              z: for li
            > back z to submitter
            T1 hears: z rejected
            p T1: at a
              z: returned by li
              a: for zhao
            > as zhao
            > withdraw a
            refused acted_already: somebody has acted already: z
        "#]],
    );
}

#[test]
fn fields_are_written_by_the_right_of_the_step() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=starter fields='note=write!;price=read' copy=user:li revise=true -> e
         end e",
        expect![[r#"
            > person li
            > person zhao
            > as zhao
            > thing T1
            T1 hears: a revise
            p T1: at a
              a: for zhao
              copy of a sent: li
            > done a price=5
            refused invalid: 2 fields are wrong
              note: field_required
              price: field_not_writable
            > done a note=fine
            p T1: ended at e, completed
              a: done by zhao
            > vars T1
              note=fine comment= decided_by=zhao outcome=
        "#]],
    );
}
