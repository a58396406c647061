//! What BPMN says, one short story each.
#![allow(clippy::unwrap_used)]

mod common;

use common::draw::play;
use expect_test::{Expect, expect};

#[expect(clippy::needless_pass_by_value, reason = "reads better where it is called")]
fn check(drawing: &str, story: Expect) {
    story.assert_eq(&play(drawing, story.data()));
}

const BRANCHES: &str = "
    start s -> fork
    and fork -> a b
    user a -> join
    user b -> join
    and join -> c
    user c -> e
    end e";

#[test]
fn a_parallel_join_waits_for_every_branch() {
    check(
        BRANCHES,
        expect![[r#"
            > start
            task a
            task b
            at a, b
            > done a
            at join (arrived), b
            > done a
            refused: nothing waits there any more
            at join (arrived), b
            > done b
            task c
            at c
            > done c
            ended Completed
        "#]],
    );
}

#[test]
fn an_exclusive_gateway_takes_the_first_that_holds_and_a_merge_passes_every_token() {
    check(
        "start s -> x
         xor x -> a?n>5 b!
         user a -> m
         user b -> fork
         and fork -> m c
         user c -> m
         xor m -> d
         user d -> e
         end e",
        expect![[r#"
            > start n=1
            task b
            at b
            > done b
            task d
            task c
            at d, c
            > done c
            task d
            at d, d
            > done d
            at d
            > done d
            ended Completed
        "#]],
    );
}

#[test]
fn no_condition_holds_and_that_is_told() {
    check(
        "start s -> x
         xor x -> a?n>5
         user a",
        expect![[r#"
            > start n=1
            incident x: no condition holds and no flow is the default
            at x (stuck)
            > retry x
            incident x: no condition holds and no flow is the default
            at x (stuck)
            > set n=9
            at x (stuck)
            > retry x
            task a
            at a
            > done a
            ended Completed
        "#]],
    );
}

#[test]
fn an_inclusive_join_waits_for_those_that_can_still_come() {
    check(
        "start s -> o
         or o -> a?n>1 b?n>2 c!
         user a -> j
         user b -> j
         user c -> j
         or j -> e
         end e",
        expect![[r#"
            > start n=5
            task a
            task b
            at a, b
            > done a
            at j (arrived), b
            > done b
            ended Completed
        "#]],
    );
}

#[test]
fn an_inclusive_join_in_a_loop() {
    check(
        "start s -> o
         or o -> a b?again
         user a -> j
         user b -> j
         or j -> x
         xor x -> o?again e!
         end e",
        expect![[r#"
            > start again=true
            task a
            task b
            at a, b
            > done a
            at j (arrived), b
            > done b
            task a
            task b
            at a, b
            > done a
            at j (arrived), b
            > done b again=false
            ended Completed
        "#]],
    );
}

#[test]
fn a_join_whose_branches_never_all_come_is_told() {
    check(
        "start s -> x
         xor x -> a?n>1 b!
         user a -> j
         user b -> j
         and j -> e
         end e",
        expect![[r#"
            > start n=5
            task a
            at a
            > done a
            incident j: the other branches will not come
            at j (stuck)
            > skip j
            ended Completed
        "#]],
    );
}

#[test]
fn whichever_comes_first_at_an_event_gateway() {
    check(
        "start s -> g
         event g -> t m
         catch t timer:PT1H -> late
         catch m message:paid -> e
         user late -> e
         end e",
        expect![[r#"
            > start key=7
            timer t PT1H
            listen m 7
            at g
            > message paid 8
            refused: nothing waits for this message
            at g
            > message paid 7
            no listen m
            no timer t
            ended Completed
        "#]],
    );
}

#[test]
fn boundary_events_interrupt_or_go_beside() {
    check(
        "start s -> a
         user a -> e
         boundary soft on:a timer:PT1H gentle -> remind
         boundary hard on:a timer:PT9H -> late
         service remind -> e2
         user late -> e
         end e
         end e2",
        expect![[r#"
            > start
            timer soft PT1H
            timer hard PT9H
            task a
            at a
            > timer soft
            service remind
            at a, remind
            > timer soft
            refused: nothing waits there any more
            at a, remind
            > timer hard
            no task a
            task late
            at remind, late
            > done remind
            at late
            > done late
            ended Completed
        "#]],
    );
}

#[test]
fn an_error_goes_outwards_until_somebody_catches_it() {
    check(
        "start s -> p
         sub p {
         start is -> q
         sub q {
         start iis -> pay
         service pay -> iie
         end iie
         }
         boundary other on:q error:lost -> ie
         end ie
         }
         boundary any on:p anyerror -> fix
         user fix -> e
         end e",
        expect![[r#"
            > start
            service pay
            at pay
            > error pay broke
            no service pay
            task fix
            at fix
            > done fix
            ended Completed
        "#]],
    );
}

#[test]
fn an_error_of_a_service_that_nobody_catches_waits_to_be_repaired() {
    check(
        "start s -> pay
         service pay -> e
         end e",
        expect![[r#"
            > start
            service pay
            at pay
            > error pay broke
            incident pay: the error broke is caught nowhere
            at pay (stuck)
            > retry pay
            service pay
            at pay
            > fail pay
            incident pay: the service failed: no answer
            at pay (stuck)
            > skip pay
            ended Completed
        "#]],
    );
}

#[test]
fn an_event_sub_process_takes_over_its_scope_or_runs_beside() {
    check(
        "start s -> a
         user a -> e
         end e
         sub beside byevent {
         start note message:note gentle -> n
         user n
         }
         sub over byevent {
         start stop message:stop -> c
         user c
         }",
        expect![[r#"
            > start key=1
            listen note 1
            listen stop 1
            task a
            at a
            > message note 1
            task n
            at a, n
            > message note 1
            task n
            at a, n, n
            > done n
            at a, n
            > message stop 1
            no listen stop
            no task a
            no listen note
            no task n
            task c
            at c
            > done c
            ended Completed
        "#]],
    );
}

#[test]
fn terminate_ends_its_scope_alone() {
    check(
        "start s -> p
         sub p -> after {
         start is -> fork
         and fork -> a b
         user a -> t
         user b
         end t terminate
         }
         user after -> e
         end e",
        expect![[r#"
            > start
            task a
            task b
            at a, b
            > done a
            no task b
            task after
            at after
            > done after
            ended Completed
        "#]],
    );
}

#[test]
fn an_escalation_that_does_not_interrupt() {
    check(
        "start s -> p
         sub p -> e {
         start is -> t
         throw t escalation:late -> a
         user a
         }
         boundary b on:p escalation:late gentle -> boss
         user boss
         end e",
        expect![[r#"
            > start
            task a
            task boss
            at a, boss
            > done boss
            at a
            > done a
            ended Completed
        "#]],
    );
}
