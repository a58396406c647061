//! What a migrated case watches for: what is new begins, what is gone ends, what has fired stays silent.
#![allow(clippy::unwrap_used)]

mod common;

use common::draw::carry;
use expect_test::{Expect, expect};

#[expect(clippy::needless_pass_by_value, reason = "reads better where it is called")]
fn check(old: &str, new: &str, story: Expect) {
    story.assert_eq(&carry(old, new, story.data()));
}

#[test]
fn watchers_are_added_and_dropped() {
    check(
        "start s -> a
         user a -> e
         boundary old on:a timer:PT1H -> e
         boundary both on:a message:stop -> e
         end e",
        "start s -> a
         user a -> e
         boundary both on:a message:stop -> e
         boundary new on:a timer:PT9H gentle -> r
         service r -> e
         end e",
        expect![[r#"
            > start key=1
            timer old PT1H
            listen both 1
            task a
            at a
            > migrate
            no timer ?
            timer new PT9H
            at a
            > timer new
            service r
            at a, r
            > message stop 1
            no listen both
            no task a
            at r
        "#]],
    );
}

#[test]
fn a_watcher_that_has_fired_does_not_come_again() {
    let drawing = "
        start s -> a
        user a -> e
        boundary soft on:a timer:PT1H gentle -> r
        service r -> e
        end e";
    check(
        drawing,
        drawing,
        expect![[r#"
            > start
            timer soft PT1H
            task a
            at a
            > timer soft
            service r
            at a, r
            > done r
            at a
            > migrate
            at a
            > timer soft
            refused: nothing waits there any more
            at a
            > done a
            ended Completed
        "#]],
    );
}

#[test]
fn a_watcher_moved_to_another_step_leaves_the_first() {
    check(
        "start s -> f
         and f -> a b
         user a -> e
         user b -> e
         boundary late on:a timer:PT1H -> e
         end e",
        "start s -> f
         and f -> a b
         user a -> e
         user b -> e
         boundary late on:b timer:PT1H -> e
         end e",
        expect![[r#"
            > start
            timer late PT1H
            task a
            task b
            at a, b
            > migrate
            no timer ?
            timer late PT1H
            at a, b
            > timer late
            no task b
            at a
            > done a
            ended Completed
        "#]],
    );
}

#[test]
fn what_a_new_watcher_needs_must_have_a_value() {
    check(
        "start s -> a
         user a -> e
         end e",
        "start s -> a
         user a -> e
         boundary stop on:a message:stop -> e
         end e",
        expect![[r#"
            > start
            task a
            at a
            > migrate
            refused: what stop waits for in the new version has no value in this case: key is not known
            > set key=4
            at a
            > done a
            ended Completed
        "#]],
    );
}

const OLD: &str = "
        start s -> p
        sub p -> e {
        start is -> a
        user a -> ie
        end ie
        }
        end e";

const NEW: &str = "
        start s -> p
        sub p -> e {
        start is -> a
        user a -> ie
        end ie
        sub inner byevent {
        start is2 signal:change gentle -> c
        user c
        }
        }
        end e
        sub outer byevent {
        start os message:stop -> stopped
        user stopped
        }";

#[test]
fn new_event_sub_processes_begin_to_listen() {
    check(
        OLD,
        NEW,
        expect![[r#"
            > start key=7
            task a
            at a
            > migrate
            listen os 7
            listen is2 null
            at a
            > signal change
            task c
            at a, c
            > message stop 7
            no listen os
            no task a
            no listen is2
            no task c
            task stopped
            at stopped
            > done stopped
            ended Completed
        "#]],
    );
}

#[test]
fn a_scope_that_is_not_open_yet_begins_to_listen_when_it_opens() {
    check(
        &OLD.replace("start s -> p", "start s -> w\nuser w -> p"),
        &NEW.replace("start s -> p", "start s -> w\nuser w -> p"),
        expect![[r#"
            > start key=7
            task w
            at w
            > migrate
            listen os 7
            at w
            > done w
            listen is2 null
            task a
            at a
            > done a
            no listen is2
            no listen os
            ended Completed
        "#]],
    );
}

#[test]
fn a_scope_taken_over_by_an_event_listens_for_nothing_more() {
    check(
        "start s -> a
         user a -> e
         end e
         sub over byevent {
         start os message:stop -> c
         user c
         }",
        "start s -> a
         user a -> e
         end e
         sub over byevent {
         start os message:stop -> c
         user c
         }
         sub also byevent {
         start as signal:change -> d
         user d
         }",
        expect![[r#"
            > start key=1
            listen os 1
            task a
            at a
            > message stop 1
            no listen os
            no task a
            task c
            at c
            > migrate
            at c
            > signal change
            refused: nothing waits for this message
            at c
            > done c
            ended Completed
        "#]],
    );
}

#[test]
fn an_event_gateway_gets_new_arms_and_loses_old_ones() {
    check(
        "start s -> g
         event g -> t m
         catch t timer:PT1H -> e
         catch m message:paid -> e
         end e",
        "start s -> g
         event g -> m r n
         catch m message:paid -> e
         catch n signal:never -> e
         receive r say:refused -> e
         end e",
        expect![[r#"
            > start key=1
            timer t PT1H
            listen m 1
            at g
            > migrate
            no timer ?
            listen r 1
            listen n null
            at g
            > message refused 1
            no listen r
            no listen m
            no listen n
            ended Completed
        "#]],
    );
}
