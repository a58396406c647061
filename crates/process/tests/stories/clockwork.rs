//! Processes that the clock starts.

use expect_test::expect;

use crate::check;

const DAILY: &str = "process p
    start s cycle=R/2026-11-01T18:00:00/P1D -> a
    user a who=role:keeper -> e
    end e
    process p#2
    start t working=PT4H -> a
    user a who=role:keeper -> e
    end e
    process p#3
    start s -> a
    user a who=role:keeper -> e
    end e";

#[test]
fn every_day_at_six_until_another_version_stands() {
    check(
        DAILY,
        expect![[r#"
            > person li is keeper
            > timers
              process.start at 2026-11-23 18:00
            > pass 9h
            p: at a
              a: for li
            > timers
              process.start at 2026-11-24 18:00
            > pass 2d
            p (2): at a
              a: for li
            p (3): at a
              a: for li
            > close p
            > timers
            > pass 2d
            > open p
            > timers
              process.start at 2026-11-28 18:00
            > draft p#2
            > timers
              process.start at 2026-11-28 18:00
            > publish p
            > timers
              process.start at 2026-11-30 14:00
            > pass 1d
            > timers
              process.start at 2026-11-30 14:00
            > rollback p 1
            > timers
              process.start at 2026-11-29 18:00
            > draft p#3
            > publish p
            > timers
            > rollback p 2
            > timers
              process.start at 2026-11-30 14:00
        "#]],
    );
}

#[test]
fn so_many_times_at_a_moment_and_as_an_expression_says() {
    check(
        "process three
         start s cycle=R3/PT2H -> e
         end e
         process once
         start s date=2026-11-25T09:00:00 -> e
         end e
         process said
         start s wait='= if 1 < 2 then \"PT30M\" else null' -> e
         end e
         process two
         start s date=2026-11-24 -> by_day
         start t cycle=R/P1D -> by_cycle
         end by_day
         end by_cycle",
        expect![[r#"
            > timers
              process.start at 2026-11-23 09:30
              process.start at 2026-11-23 11:00
              process.start at 2026-11-24 00:00
              process.start at 2026-11-24 09:00
              process.start at 2026-11-25 09:00
            > pass 1h
            said: ended at e, completed
            > pass 8h
            three: ended at e, completed
            three (2): ended at e, completed
            three (3): ended at e, completed
            > timers
              process.start at 2026-11-24 00:00
              process.start at 2026-11-24 09:00
              process.start at 2026-11-25 09:00
            > pass 3d
            two: ended at by_day, completed
            two (2): ended at by_cycle, completed
            once: ended at e, completed
            two (3): ended at by_cycle, completed
            two (4): ended at by_cycle, completed
            > timers
              process.start at 2026-11-27 09:00
        "#]],
    );
}

#[test]
fn what_the_clock_cannot_start_is_told() {
    check(
        "process p
         start s -> e
         end e
         process about#1 on=thing
         start s cycle=R/P1D -> e
         end e
         process nonsense#1
         start s named=开始 cycle=daily -> e
         start z cycle=R/PT0S -> e
         start x date='= 1 / 0' -> e
         end e
         process past#1
         start s date=2026-11-01 -> a
         user a who=manager:2 -> e
         end e
         process p#2 on=thing
         start s cycle=R/P1D -> e
         end e",
        expect![[r#"
            > problems about#1
              Error: “s”: the process is about a document, and the clock has none to start it with
            > problems nonsense#1
              Error: “开始”: what it says is no time: “daily” is no repeating time such as R/2026-12-01T09:00:00/P1D
              Error: “z”: what it says is no time: “PT0S” is no time that passes
              Error: “x”: what it says is no time: division by zero
            > problems past#1
              Warning: “s”: the time 2026-11-01 has passed: nothing will start
              Warning: “a”: the clock starts the process: there is nobody who started it and could do this
            > draft p#2
            > publish p
            refused process_unfit: the process has 1 problems that keep it from running: “s”: the process is about a document, and the clock has none to start it with
            > timers
        "#]],
    );
}
