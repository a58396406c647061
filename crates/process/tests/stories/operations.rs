//! Sent back, resubmitted, taken back.

use expect_test::expect;

use crate::check;

pub(crate) const LINE: &str = "process p on=thing
    start s message=thing.made -> a
    user a who=starter -> b
    user b who=user:li kind=approval -> c
    user c who=user:wang kind=approval -> e
    end e";

#[test]
fn sent_back_to_a_step_and_through_every_step_again() {
    check(
        LINE,
        expect![[r#"
            > person li
            > person wang
            > person zhao
            > as zhao
            > thing T1
            p T1: at a
              a: for zhao
            > done a
            T1 hears: b opened
            p T1: at b
              a: done by zhao
              b: for li
            > as li
            > approve b
            T1 hears: b approved, c opened
            p T1: at c
              b: approve by li
              c: for wang
            > as wang
            > back c to b because look again
            T1 hears: c rejected, b opened
            p T1: at b
              c: returned by wang: look again
              b: for li
            > as li
            > approve b
            T1 hears: b approved, c opened
            p T1: at c
              b: approve by li
              c: for wang
            > as wang
            > back c to submitter because the amount
            T1 hears: c rejected
            p T1: at a
              c: returned by wang: the amount
              a: for zhao
            > as zhao
            > resubmit a drawn
            T1 hears: b opened
            p T1: at b
              a: resubmitted by zhao
              b: for li
            > as li
            > approve b
            T1 hears: b approved, c opened
            p T1: at c
              b: approve by li
              c: for wang
            > as wang
            > back c to nowhere
            refused step_unknown: there is no step nowhere
            > approve c
            T1 hears: c approved
            p T1: ended at e, completed
              c: approve by wang
        "#]],
    );
}

#[test]
fn resubmitted_straight_to_whoever_sent_it_back() {
    check(
        LINE,
        expect![[r#"
            > person li
            > person wang
            > person zhao
            > as zhao
            > thing T1
            p T1: at a
              a: for zhao
            > resubmit a direct
            refused case_refuses: the case cannot do that now: the task was not returned
            > done a
            T1 hears: b opened
            p T1: at b
              a: done by zhao
              b: for li
            > as li
            > approve b
            T1 hears: b approved, c opened
            p T1: at c
              b: approve by li
              c: for wang
            > as wang
            > back c to submitter
            T1 hears: c rejected
            p T1: at a
              c: returned by wang
              a: for zhao
            > as zhao
            > resubmit a direct because changed
            T1 hears: c opened
            p T1: at c
              a: resubmitted by zhao: changed
              c: for wang
            > as wang
            > approve c
            T1 hears: c approved
            p T1: ended at e, completed
              c: approve by wang
        "#]],
    );
}

#[test]
fn a_decision_that_is_asked_again_is_no_decision() {
    check(
        LINE,
        expect![[r#"
            > person li
            > person wang
            > person zhao
            > as zhao
            > thing T1
            p T1: at a
              a: for zhao
            > done a
            T1 hears: b opened
            p T1: at b
              a: done by zhao
              b: for li
            > as li
            > approve b
            T1 hears: b approved, c opened
            p T1: at c
              b: approve by li
              c: for wang
            > as wang
            > back c to b
            T1 hears: c rejected, b opened
            p T1: at b
              c: returned by wang
              b: for li
            > as li
            > resubmit b direct
            T1 hears: b dropped, c opened
            p T1: at c
              b: resubmitted by li
              c: for wang
            > as wang
            > approve c
            T1 hears: c approved
            p T1: ended at e, completed
              c: approve by wang
        "#]],
    );
}

#[test]
fn taken_back_while_nobody_acted() {
    check(
        LINE,
        expect![[r#"
            > person li
            > person wang
            > person zhao
            > as zhao
            > thing T1
            p T1: at a
              a: for zhao
            > done a
            T1 hears: b opened
            p T1: at b
              a: done by zhao
              b: for li
            > as li
            > withdraw a
            refused task_not_yours: the task is not yours: it is with 
            > as zhao
            > withdraw a
            T1 hears: b dropped
            p T1: at a
              b: no more
              a: for zhao
            # The step is his again: there is nothing more to take back.
            > withdraw a
            refused case_refuses: the case cannot do that now: nobody waits for what was handed on
            > done a
            T1 hears: b opened
            p T1: at b
              a: done by zhao
              b: for li
            > as li
            > approve b
            T1 hears: b approved, c opened
            p T1: at c
              b: approve by li
              c: for wang
            > as zhao
            > withdraw a
            refused acted_already: somebody has acted already: b
            > as li
            > withdraw b
            T1 hears: b opened, c dropped
            p T1: at b
              c: no more
              b: for li
            > approve b
            T1 hears: b approved, c opened
            p T1: at c
              b: approve by li
              c: for wang
            > as wang
            > approve c
            T1 hears: c approved
            p T1: ended at e, completed
              c: approve by wang
            > withdraw c
            refused case_refuses: the case cannot do that now: nobody waits for what was handed on
        "#]],
    );
}

const BRANCHES: &str = "process p on=thing
    start s message=thing.made -> f
    and f -> a c
    user a who=user:li -> b
    user b who=user:wang kind=approval -> j
    user c who=user:li -> d
    user d who=user:zhao -> j
    and j -> z
    user z who=user:li -> e
    end e";

#[test]
fn in_a_branch_only_the_branch_goes_back() {
    check(
        BRANCHES,
        expect![[r#"
            > person li
            > person wang
            > person zhao
            > thing T1
            p T1: at a, c
              a: for li
              c: for li
            > as li
            > done a
            T1 hears: b opened
            p T1: at b, c
              a: done by li
              b: for wang
            > done c
            p T1: at b, d
              c: done by li
              d: for zhao
            > as wang
            > back b to a
            T1 hears: b rejected
            p T1: at a, d
              b: returned by wang
              a: for li
            > as li
            > resubmit a direct
            T1 hears: b opened
            p T1: at b, d
              a: resubmitted by li
              b: for wang
            > as wang
            > approve b
            T1 hears: b approved
            p T1: at d, j (arrived)
              b: approve by wang
            > as zhao
            > done d
            p T1: at z
              d: done by zhao
              z: for li
            > as li
            > done z
            p T1: ended at e, completed
              z: done by li
        "#]],
    );
}

#[test]
fn what_others_do_in_another_branch_is_no_answer_to_what_was_handed_on() {
    check(
        BRANCHES,
        expect![[r#"
            > person li
            > person wang
            > person zhao
            > thing T1
            p T1: at a, c
              a: for li
              c: for li
            > as li
            > done c
            p T1: at a, d
              c: done by li
              d: for zhao
            > done a
            T1 hears: b opened
            p T1: at b, d
              a: done by li
              b: for wang
            > as zhao
            > done d
            p T1: at b, j (arrived)
              d: done by zhao
            > as li
            > withdraw a
            T1 hears: b dropped
            p T1: at a, j (arrived)
              b: no more
              a: for li
            > withdraw c
            refused acted_already: somebody has acted already: d
        "#]],
    );
}

#[test]
fn taking_back_takes_what_came_of_the_step_and_nothing_else() {
    check(
        BRANCHES,
        expect![[r#"
            > person li
            > person wang
            > person zhao
            > thing T1
            p T1: at a, c
              a: for li
              c: for li
            > as li
            > done a
            T1 hears: b opened
            p T1: at b, c
              a: done by li
              b: for wang
            > done c
            p T1: at b, d
              c: done by li
              d: for zhao
            > withdraw a
            T1 hears: b dropped
            p T1: at a, d
              b: no more
              a: for li
        "#]],
    );
}
