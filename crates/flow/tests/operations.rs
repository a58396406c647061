//! What people do beyond the drawing, inside branches, repetitions and sub-processes.
#![allow(clippy::unwrap_used)]

mod common;

use common::draw::play;
use expect_test::{Expect, expect};

#[expect(clippy::needless_pass_by_value, reason = "reads better where it is called")]
fn check(drawing: &str, story: Expect) {
    story.assert_eq(&play(drawing, story.data()));
}

const BRANCHES: &str = "
    start s -> apply
    user apply -> fork
    and fork -> a b
    user a -> a2
    user a2 -> join
    user b -> join
    boundary late on:b timer:PT1H gentle -> remind
    service remind
    and join -> c
    user c -> e
    end e";

#[test]
fn return_within_a_branch_leaves_the_other_alone() {
    check(
        BRANCHES,
        expect![[r#"
            > start
            task apply
            at apply
            > done apply
            task a
            timer late PT1H
            task b
            at a, b
            > done a
            task a2
            at a2, b
            > return a2 a
            moved a2 to a
            no task a2
            task a
            at b, a
            > done b
            no timer late
            at join (arrived), a
            > done a
            task a2
            at join (arrived), a2
            > done a2
            task c
            at c
        "#]],
    );
}

#[test]
fn return_before_the_split_takes_every_branch_along() {
    check(
        BRANCHES,
        expect![[r#"
            > start
            task apply
            at apply
            > done apply
            task a
            timer late PT1H
            task b
            at a, b
            > done b
            no timer late
            at a, join (arrived)
            > done a
            task a2
            at a2, join (arrived)
            > return a2 apply
            moved a2 to apply
            no task a2
            task apply
            at apply
            > done apply
            task a
            timer late PT1H
            task b
            at a, b
        "#]],
    );
}

#[test]
fn resubmitted_directly_it_stands_where_it_stood() {
    check(
        BRANCHES,
        expect![[r#"
            > start
            task apply
            at apply
            > done apply
            task a
            timer late PT1H
            task b
            at a, b
            > done b
            no timer late
            at a, join (arrived)
            > done a
            task a2
            at a2, join (arrived)
            > return a2 apply
            moved a2 to apply
            no task a2
            task apply
            at apply
            > resubmit apply direct
            moved apply to a2
            moved apply to join
            no task apply
            task a2
            at a2, join (arrived)
            > done a2
            task c
            at c
            > resubmit c
            refused: the task was not returned
            at c
        "#]],
    );
}

#[test]
fn a_jump_out_of_a_block_takes_the_block_along() {
    check(
        BRANCHES,
        expect![[r#"
            > start
            task apply
            at apply
            > done apply
            task a
            timer late PT1H
            task b
            at a, b
            > done a
            task a2
            at a2, b
            > jump b c
            moved b to c
            no task a2
            no timer late
            no task b
            task c
            at c
            > done c
            ended Completed
        "#]],
    );
}

const INSIDE: &str = "
    start s -> apply
    user apply -> p
    sub p -> e {
    start is -> fork
    and fork -> a b
    user a -> ie
    user b -> ie
    end ie
    }
    boundary late on:p timer:PT1H -> e
    end e";

#[test]
fn return_out_of_a_sub_process_closes_it() {
    check(
        INSIDE,
        expect![[r#"
            > start
            task apply
            at apply
            > done apply
            timer late PT1H
            task a
            task b
            at a, b
            > return a apply
            moved a to apply
            no task a
            no task b
            no timer late
            task apply
            at apply
            > resubmit apply direct
            moved apply to a
            timer late PT1H
            moved apply to b
            no task apply
            task a
            task b
            at a, b
            > done a
            at b
        "#]],
    );
}

#[test]
fn a_jump_into_a_sub_process_opens_it() {
    check(
        INSIDE,
        expect![[r#"
            > start
            task apply
            at apply
            > jump apply b
            moved apply to b
            timer late PT1H
            no task apply
            task b
            at b
            > done b
            no timer late
            ended Completed
        "#]],
    );
}

#[test]
fn return_inside_one_instance_of_a_repeated_sub_process() {
    check(
        "start s -> p
         sub p each:people -> e {
         start is -> a
         user a -> b
         user b
         }
         end e",
        expect![[r#"
            > start people=li|wang
            task a
            task a
            at a, a
            > done a
            task b
            at b, a
            > return b a
            moved b to a
            no task b
            task a
            at a, a
            > done a
            task b
            at b, a
            > done a
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
fn stopped_by_hand() {
    check(
        INSIDE,
        expect![[r#"
            > start
            task apply
            at apply
            > done apply
            timer late PT1H
            task a
            task b
            at a, b
            > terminate
            no task a
            no task b
            no timer late
            ended Stopped
            > done a
            refused: the case has ended
        "#]],
    );
}
