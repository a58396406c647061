//! A running case carried over to another version of its drawing.
#![allow(clippy::unwrap_used)]

mod common;

use common::draw::carry;
use expect_test::{Expect, expect};

#[expect(clippy::needless_pass_by_value, reason = "reads better where it is called")]
fn check(old: &str, new: &str, story: Expect) {
    story.assert_eq(&carry(old, new, story.data()));
}

#[test]
fn steps_with_the_same_ids_stay_where_they_are() {
    check(
        "start s -> a
         user a -> e
         end e",
        "start s -> before
         user before -> a
         user a -> after
         user after -> e
         end e",
        expect![[r#"
            > start
            task a
            at a
            > migrate
            at a
            > done a
            task after
            at after
            > done after
            ended Completed
        "#]],
    );
}

#[test]
fn renamed_ids_are_found_by_name_and_kind() {
    check(
        "start s -> a
         user a named:Review -> e
         end e",
        "start s -> b
         service b named:Review -> c
         user c named:Review -> e
         end e",
        expect![[r#"
            > start
            task a
            at a
            > migrate
            a becomes c
            at c
            > done c
            ended Completed
        "#]],
    );
}

#[test]
fn a_step_is_the_counterpart_of_one_only() {
    check(
        "start s -> a
         user a named:Review -> b
         user b named:Review -> e
         end e",
        "start s -> b
         user b named:Review -> c
         user c named:Review -> d
         user d named:Review -> e
         end e",
        expect![[r#"
            > start
            task a
            at a
            > migrate
            a becomes c
            at c
            > done c
            task d
            at d
        "#]],
    );
}

#[test]
fn a_step_that_is_gone_or_of_another_kind_is_refused() {
    check(
        "start s -> a
         user a -> b
         user b -> e
         end e",
        "start s -> b
         user b -> e
         end e",
        expect![[r#"
            > start
            task a
            at a
            > migrate
            refused: the step a has no counterpart in the new version
            > done a
            task b
            at b
            > done b
            ended Completed
        "#]],
    );
    check(
        "start s -> a
         user a -> e
         end e",
        "start s -> a
         service a -> e
         end e",
        expect![[r#"
            > start
            task a
            at a
            > migrate
            refused: the step a has no counterpart in the new version
            > done a
            ended Completed
        "#]],
    );
}

#[test]
fn what_waits_for_a_message_does_not_become_what_waits_for_a_time() {
    check(
        "start s -> c
         catch c message:paid -> e
         end e",
        "start s -> c
         catch c timer:PT1H -> e
         end e",
        expect![[r#"
            > start key=1
            listen c 1
            at c
            > migrate
            refused: the step c has no counterpart in the new version
            > message paid 1
            no listen c
            ended Completed
        "#]],
    );
}

#[test]
fn once_the_case_is_past_it_a_step_may_go() {
    check(
        "start s -> a
         user a -> b
         user b -> e
         end e",
        "start s -> b
         user b -> e
         end e",
        expect![[r#"
            > start
            task a
            at a
            > done a
            task b
            at b
            > migrate
            at b
            > done b
            ended Completed
        "#]],
    );
}

#[test]
fn inside_parallel_branches() {
    check(
        "start s -> f
         and f -> a b
         user a -> j
         user b -> j
         and j -> e
         end e",
        "start s -> f
         and f -> a b c
         user a -> j
         user b -> b2
         user b2 -> j
         user c -> e2
         and j -> e
         end e
         end e2",
        expect![[r#"
            > start
            task a
            task b
            at a, b
            > done a
            at j (arrived), b
            > migrate
            at j (arrived), b
            > done b
            task b2
            at j (arrived), b2
            > done b2
            ended Completed
        "#]],
    );
}

#[test]
fn a_join_that_has_lost_the_flow_a_token_came_by() {
    check(
        "start s -> f
         and f -> a b
         user a -> j
         user b -> j
         and j -> e
         end e",
        "start s -> f
         and f -> a b
         user a -> e
         user b -> j
         and j -> e
         end e",
        expect![[r#"
            > start
            task a
            task b
            at a, b
            > done a
            at j (arrived), b
            > migrate
            refused: the step j has no counterpart in the new version
            > done b
            ended Completed
        "#]],
    );
}

#[test]
fn inside_a_repetition_and_a_sub_process() {
    check(
        "start s -> p
         sub p each:people -> e {
         start is -> a
         user a each:signers vote:all -> ie
         end ie
         }
         end e",
        "start s -> q
         user q -> p
         sub p each:people -> e {
         start is -> a
         user a each:signers vote:any -> b
         boundary late on:a timer:PT1H -> b
         user b -> ie
         end ie
         }
         end e",
        expect![[r#"
            > start people=li|wang signers=a|b
            task a
            task a
            task a
            task a
            at a, a, a, a
            > vote a approve
            at a, a, a
            > migrate
            timer late PT1H
            timer late PT1H
            at a, a, a
            > vote a approve
            decided a true
            no timer late
            task b
            at b, a, a
            > timer late#1
            no task a
            no task a
            task b
            at b, b
            > done b
            at b
            > done b
            ended Completed
        "#]],
    );
}

#[test]
fn what_is_repeated_does_not_become_what_is_done_once() {
    check(
        "start s -> a
         user a each:people -> e
         end e",
        "start s -> a
         user a -> e
         end e",
        expect![[r#"
            > start people=li|wang
            task a
            task a
            at a, a
            > migrate
            refused: the step a has no counterpart in the new version
            > done a
            at a
            > done a
            ended Completed
        "#]],
    );
}

#[test]
fn a_case_that_is_stuck_or_was_sent_back_is_carried_over_too() {
    check(
        "start s -> a
         user a -> b
         user b -> x
         xor x -> e?n>1
         end e",
        "start s -> a
         user a -> b
         user b -> x
         xor x -> e?n>1 e2!
         end e
         end e2",
        expect![[r#"
            > start n=1
            task a
            at a
            > done a
            task b
            at b
            > return b a
            moved b to a
            no task b
            task a
            at a
            > migrate
            at a
            > resubmit a direct
            moved a to b
            no task a
            task b
            at b
            > done b
            ended Completed
        "#]],
    );
}

#[test]
fn only_a_running_case_is_carried_over() {
    let drawing = "start s -> a
         user a -> e
         end e";
    check(
        drawing,
        drawing,
        expect![[r#"
            > migrate
            refused: the case has not started
            > start
            task a
            at a
        "#]],
    );
    check(
        drawing,
        drawing,
        expect![[r#"
            > start
            task a
            at a
            > done a
            ended Completed
            > migrate
            refused: the case has ended
        "#]],
    );
}
