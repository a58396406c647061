//! What happens more than once: instances, loops, calls.
#![allow(clippy::unwrap_used)]

mod common;

use common::draw::play;
use expect_test::{Expect, expect};

#[expect(clippy::needless_pass_by_value, reason = "reads better where it is called")]
fn check(drawing: &str, story: Expect) {
    story.assert_eq(&play(drawing, story.data()));
}

#[test]
fn a_loop_that_nobody_leaves_is_stopped() {
    check(
        "start s -> m
         xor m -> a
         task a -> m",
        expect![[r#"
            > start
            incident a: it went round without anybody acting
            at a (stuck)
        "#]],
    );
}

#[test]
fn a_loop_whose_condition_had_no_value_asks_it_again() {
    check(
        "start s -> a
         user a loop:more -> b
         user b -> e
         end e",
        expect![[r#"
            > start
            task a
            at a
            > done a
            incident a: the expression more in : more is not known
            at a (stuck)
            > set more=true
            at a (stuck)
            > retry a
            task a
            at a
            > done a more=false
            task b
            at b
        "#]],
    );
}

#[test]
fn repeated_in_sequence_until_enough() {
    check(
        "start s -> a
         user a eachseq:people collect until:nrOfCompletedInstances>=2 -> e
         end e",
        expect![[r#"
            > start people=li|wang|chen
            task a
            at a
            > done a answer=1
            task a
            at a
            > done a answer=2
            ended Completed
        "#]],
    );
}

#[test]
fn repeated_over_nothing_is_passed() {
    check(
        "start s -> a
         user a each:people -> e
         end e",
        expect![[r#"
            > start people=|
            ended Completed
        "#]],
    );
}

#[test]
fn a_loop_with_a_condition() {
    check(
        "start s -> a
         user a loop:again -> e
         end e",
        expect![[r#"
            > start again=true
            task a
            at a
            > done a
            task a
            at a
            > done a again=false
            ended Completed
        "#]],
    );
}

#[test]
fn a_called_case_gets_and_gives_variables() {
    check(
        "start s -> c
         call c out:result>total -> x
         xor x -> a?total>5 e!
         user a -> e
         end e",
        expect![[r#"
            > start
            case c
            at c
            > done c result=9
            task a
            at a
        "#]],
    );
}

#[test]
fn links_lead_on() {
    check(
        "start s -> t
         throw t link:far
         catch c link:far -> a
         user a",
        expect![[r#"
            > start
            task a
            at a
            > done a
            ended Completed
        "#]],
    );
}
