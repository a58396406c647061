//! Conditions that are waited for: when they fire, and what happens when they have no value.
#![allow(clippy::unwrap_used)]

mod common;

use common::draw::play;
use expect_test::{Expect, expect};

#[expect(clippy::needless_pass_by_value, reason = "reads better where it is called")]
fn check(drawing: &str, story: Expect) {
    story.assert_eq(&play(drawing, story.data()));
}

#[test]
fn conditions_fire_when_they_come_true() {
    check(
        "start s -> c
         catch c when:stock>5 -> e
         end e",
        expect![[r#"
            > start stock=1
            at c
            > set stock=4
            at c
            > set stock=6
            ended Completed
        "#]],
    );
}

#[test]
fn a_condition_without_a_value_is_told_and_repaired() {
    check(
        "start s -> c
         catch c when:stock>5 -> e
         end e",
        expect![[r#"
            > start
            incident c: the expression stock>5 in c: stock is not known
            at c (stuck)
            > set other=1
            at c (stuck)
            > set stock=4
            at c (stuck)
            > retry c
            at c
            > set stock=many
            incident c: the expression stock>5 in c: many > 5 compares nothing
            at c (stuck)
            > set stock=6
            at c (stuck)
            > retry c
            ended Completed
        "#]],
    );
    // Not yet known is no fault.
    check(
        "start s -> c
         catch c when:null -> e
         end e",
        expect![[r#"
            > start
            at c
            > skip c
            ended Completed
        "#]],
    );
}

#[test]
fn what_a_faulty_condition_watches_goes_on_without_it() {
    check(
        "start s -> a
         user a -> b
         boundary low on:a when:stock<5 -> e2
         user b -> e
         end e
         end e2",
        expect![[r#"
            > start
            task a
            incident low: the expression stock<5 in low: stock is not known
            at a, low (stuck)
            > done low
            refused: nothing waits there any more
            at a, low (stuck)
            > jump low b
            refused: what waits there cannot be answered so
            at a, low (stuck)
            > done a
            task b
            at b
            > done b
            ended Completed
        "#]],
    );
}

#[test]
fn a_watcher_with_a_faulty_condition_is_repaired_or_dropped() {
    check(
        "start s -> a
         user a -> e
         boundary low on:a when:stock<5 -> b
         user b -> e
         end e",
        expect![[r#"
            > start
            task a
            incident low: the expression stock<5 in low: stock is not known
            at a, low (stuck)
            > set stock=3
            at a, low (stuck)
            > retry low
            no task a
            task b
            at b
        "#]],
    );
    check(
        "start s -> a
         user a -> e
         boundary low on:a when:stock<5 gentle -> b
         user b -> e
         end e",
        expect![[r#"
            > start
            task a
            incident low: the expression stock<5 in low: stock is not known
            at a, low (stuck)
            > skip low
            at a
            > retry low
            refused: nothing waits there any more
            at a
            > set stock=3
            at a
            > done a
            ended Completed
        "#]],
    );
}

#[test]
fn faulty_conditions_of_event_gateways_and_event_sub_processes() {
    check(
        "start s -> g
         event g -> c m
         catch c when:stock>5 -> e
         catch m message:paid -> e
         end e",
        expect![[r#"
            > start key=1
            listen m 1
            incident c: the expression stock>5 in c: stock is not known
            at g, c (stuck)
            > skip c
            refused: what waits there cannot be answered so
            at g, c (stuck)
            > set stock=9
            at g, c (stuck)
            > retry c
            no listen m
            ended Completed
        "#]],
    );
    check(
        "start s -> a
         user a -> e
         end e
         sub over byevent {
         start low when:stock<5 -> b
         user b
         }",
        expect![[r#"
            > start
            task a
            incident low: the expression stock<5 in low: stock is not known
            at a, low (stuck)
            > set stock=1
            at a, low (stuck)
            > retry low
            no task a
            task b
            at b
            > done b
            ended Completed
        "#]],
    );
}

/// The host cannot read the time: whoever waits for it is stuck, and asked again once it is repaired.
#[test]
fn a_timer_that_says_no_time_is_asked_again() {
    check(
        "start s -> w
         catch w timer:wait -> a
         user a -> e
         boundary b on:a timer:limit -> late
         end e
         end late",
        expect![[r#"
            > start wait=soon limit=never
            timer w wait
            at w
            > fail w
            incident w: the timer says no time: no answer
            at w (stuck)
            > set wait=1
            at w (stuck)
            > retry w
            timer w wait
            at w
            > timer w
            timer b limit
            task a
            at a
            > fail b
            incident b: the timer says no time: no answer
            at a, b (stuck)
            > retry b
            timer b limit
            at a
            > fail b
            incident b: the timer says no time: no answer
            at a, b (stuck)
            > skip b
            at a
            > done a
            ended Completed
        "#]],
    );
}
