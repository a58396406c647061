//! Several people over one task: votes, signers added and removed, delegates.
#![allow(clippy::unwrap_used)]

mod common;

use common::draw::play;
use expect_test::{Expect, expect};

#[expect(clippy::needless_pass_by_value, reason = "reads better where it is called")]
fn check(drawing: &str, story: Expect) {
    story.assert_eq(&play(drawing, story.data()));
}

const VOTES: &str = "
    start s -> apply
    user apply -> a
    user a each:people vote:all -> x
    xor x -> yes?approved no!
    user yes -> e
    user no -> e
    end e";

#[test]
fn all_must_approve_and_the_first_rejection_decides() {
    check(
        VOTES,
        expect![[r#"
            > start people=li|wang|chen
            task apply
            at apply
            > done apply
            task a
            task a
            task a
            at a, a, a
            > vote a approve
            at a, a
            > vote a reject
            decided a false
            no task a
            task no
            at no
        "#]],
    );
}

#[test]
fn all_approve() {
    check(
        VOTES,
        expect![[r#"
            > start people=li|wang
            task apply
            at apply
            > done apply
            task a
            task a
            at a, a
            > vote a approve
            at a
            > vote a abstain
            decided a true
            task yes
            at yes
        "#]],
    );
}

#[test]
fn return_from_a_vote_ends_the_vote() {
    check(
        VOTES,
        expect![[r#"
            > start people=li|wang
            task apply
            at apply
            > done apply
            task a
            task a
            at a, a
            > vote a approve
            at a
            > return a apply
            moved a to apply
            no task a
            task apply
            at apply
            > done apply
            task a
            task a
            at a, a
            > vote a approve
            at a
            > vote a approve
            decided a true
            task yes
            at yes
        "#]],
    );
}

#[test]
fn any_ends_when_nothing_can_change_it() {
    check(
        &VOTES.replace("all", "any"),
        expect![[r#"
            > start people=1|2|3
            task apply
            at apply
            > done apply
            task a
            task a
            task a
            at a, a, a
            > vote a reject
            at a, a
            > vote a approve
            decided a true
            no task a
            task yes
            at yes
        "#]],
    );
}

#[test]
fn count_2_ends_when_nothing_can_change_it() {
    check(
        &VOTES.replace("all", "count_2"),
        expect![[r#"
            > start people=1|2|3
            task apply
            at apply
            > done apply
            task a
            task a
            task a
            at a, a, a
            > vote a reject
            at a, a
            > vote a reject
            decided a false
            no task a
            task no
            at no
        "#]],
    );
}

#[test]
fn ratio_60_ends_when_nothing_can_change_it() {
    check(
        &VOTES.replace("all", "ratio_60"),
        expect![[r#"
            > start people=1|2|3
            task apply
            at apply
            > done apply
            task a
            task a
            task a
            at a, a, a
            > vote a approve
            at a, a
            > vote a approve
            decided a true
            no task a
            task yes
            at yes
        "#]],
    );
}

#[test]
fn weight_100_ends_when_nothing_can_change_it() {
    check(
        &VOTES.replace("all", "weight_100"),
        expect![[r#"
            > start people=1|2|3
            task apply
            at apply
            > done apply
            task a
            task a
            task a
            at a, a, a
            > vote a approve 40
            at a, a
            > vote a approve 60
            decided a true
            no task a
            task yes
            at yes
        "#]],
    );
}

#[test]
fn signers_are_added_before_after_and_beside_and_removed() {
    check(
        "start s -> a\nuser a -> e\nboundary t on:a timer:PT1H -> e\nend e",
        expect![[r#"
            > start
            timer t PT1H
            task a
            at a
            > sign a li before
            a is li's
            no task a
            task a
            at a (held), a
            > sign a wang parallel
            a is wang's
            task a
            at a (held), a, a
            > sign a chen after
            at a (held), a, a
            > unsign a#2
            no task a
            at a (held), a
            > done a
            task a
            task a
            at a, a
            > done a
            at a
            > unsign a
            no task a
            no timer t
            ended Completed
            > done a
            refused: the case has ended
        "#]],
    );
}

#[test]
fn signers_of_a_sequence() {
    check(
        "start s -> a\nuser a eachseq:people -> e\nend e",
        expect![[r#"
            > start people=li|wang
            task a
            at a
            > sign a chen after
            at a
            > done a
            task a
            at a
            > done a
            task a
            at a
            > done a
            ended Completed
        "#]],
    );
}

#[test]
fn a_delegate_gives_the_task_back() {
    check(
        "start s -> a\nuser a -> e\nend e",
        expect![[r#"
            > start
            task a
            at a
            > transfer a li
            a is li's
            at a
            > delegate a wang
            a is wang's
            at a
            > done a
            refused: the task is with a delegate
            at a
            > vote a approve
            refused: the task is with a delegate
            at a
            > resolve a
            a is owner's
            at a
            > resolve a
            refused: the task is with no delegate
            at a
            > done a
            ended Completed
            > done a
            refused: the case has ended
        "#]],
    );
}
