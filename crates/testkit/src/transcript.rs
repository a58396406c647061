//! Playing a story: each typed line is a command of its own, on both databases, and both tell the same.

use base::time::MINUTE_US;
use expect_test::Expect;
use testdb::TestDb;

use crate::house::House;
use crate::words;
use crate::world::{Stop, World};

/// Plays the lines that begin with `>` on a fresh SQLite file and a fresh PostgreSQL database, and
/// compares what was told with what is written. The clock moves a minute with every line; at the end
/// everything that must never be found is looked for. Lines that begin with `#` are kept as they are.
///
/// # Panics
/// When the story differs from what is written, between the databases, or leaves something broken.
#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "a story is written where it is played")]
pub fn check(expected: Expect) {
    let told = play(testdb::sqlite, expected.data);
    let other = play(testdb::postgres, expected.data);
    assert_eq!(told, other, "SQLite (left) and PostgreSQL (right) tell different stories");
    expected.assert_eq(&told);
}

fn play(make: fn(db::Wiring) -> TestDb, script: &str) -> String {
    let mut world = World::new(House::open(make));
    let mut told = String::new();
    for line in script.lines().map(str::trim) {
        if line.starts_with('#') {
            told.push_str(line);
            told.push('\n');
        }
        let Some(typed) = line.strip_prefix('>') else { continue };
        told.push_str(line);
        told.push('\n');
        world.house.pass(MINUTE_US);
        for answer in one(&mut world, typed) {
            told.push_str(&world.labelled(&answer));
            told.push('\n');
        }
    }
    world.house.check();
    told
}

fn one(world: &mut World, typed: &str) -> Vec<String> {
    let mut told = match words::run(world, typed) {
        Ok(told) => told,
        Err(Stop::Refused(problem)) => refused(&problem),
        Err(Stop::Mistyped(mistake)) => panic!("`{}`: {mistake}", typed.trim()),
    };
    told.extend(world.changes());
    told
}

/// A problem document as a line, and one more for each field that is wrong.
fn refused(problem: &serde_json::Value) -> Vec<String> {
    let text = |of: &serde_json::Value, name: &str| of[name].as_str().unwrap_or_default().to_owned();
    let mut told = vec![format!("refused {}: {}", text(problem, "code"), text(problem, "detail"))];
    for one in problem["problems"].as_array().into_iter().flatten() {
        told.push(format!("  {}: {}: {}", text(one, "field"), text(one, "code"), text(one, "detail")));
    }
    told
}
