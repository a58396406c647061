//! `cargo x test` and `cargo x check`: the steps, one after the other, each with its name and time.

use crate::{demo, fuzz, generate, needs, outside, shell, statements, tidy, web};
use anyhow::{Result, bail};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// How a step ended when it did not fail.
pub(crate) enum Done {
    Passed,
    /// Not run, with what is missing; said at the end, never hidden.
    Skipped(String),
}

struct Step {
    name: &'static str,
    run: fn() -> Result<Done>,
}

const FAST: &[Step] = &[
    Step { name: "format", run: format },
    Step { name: "tidy", run: || passed(tidy::run()) },
    Step { name: "clippy", run: clippy },
    Step { name: "types", run: types },
];

const ALL: &[Step] = &[
    Step { name: "needs", run: || passed(needs::ensure()) },
    Step { name: "format", run: format },
    Step { name: "tidy", run: || passed(tidy::run()) },
    Step { name: "typos", run: typos },
    Step { name: "licences", run: || passed(outside::check()) },
    Step { name: "advisories", run: advisories },
    Step { name: "web packages", run: || passed(web::packages("web")) },
    Step { name: "types", run: types },
    Step { name: "lint", run: || npm("lint") },
    Step { name: "web tests", run: || npm("test") },
    Step { name: "web build", run: || passed(web::build()) },
    Step { name: "clippy", run: clippy },
    Step { name: "tests", run: tests },
    Step { name: "doc tests", run: doc_tests },
    Step { name: "generated", run: || passed(generate::check()) },
    Step { name: "journeys", run: journeys },
    Step { name: "api fuzz", run: || passed(fuzz::run()) },
];

pub(crate) fn test(args: &[String]) -> Result<()> {
    match args {
        [] => all(&ALL.iter().collect::<Vec<_>>()),
        [flag, name] if flag == "--only" => match ALL.iter().find(|step| step.name == name.as_str()) {
            Some(step) => all(&[step]),
            None => bail!("no step named {name}; the steps are: {}", names()),
        },
        _ => bail!("cargo x test [--only STEP]; the steps are: {}", names()),
    }
}

pub(crate) fn check() -> Result<()> {
    web::packages("web")?;
    all(&FAST.iter().collect::<Vec<_>>())
}

/// Runs the tests so that each writes what it saw into its expectation, to be read as a diff.
pub(crate) fn bless(args: &[String]) -> Result<()> {
    let mut command = shell::cargo();
    command.arg("test").env("UPDATE_EXPECT", "1");
    match args.first() {
        Some(package) => command.args(["--package", package]),
        None => command.arg("--workspace"),
    };
    shell::must(&mut command)
}

fn names() -> String {
    ALL.iter().map(|step| step.name).collect::<Vec<_>>().join(", ")
}

/// Runs every step even after a failure: one run tells all there is to mend.
fn all(steps: &[&Step]) -> Result<()> {
    let began = Instant::now();
    let mut failed = Vec::new();
    let mut skipped = Vec::new();
    for step in steps {
        println!("\n── {} ──", step.name);
        let start = Instant::now();
        let verdict = match (step.run)() {
            Ok(Done::Passed) => "ok".to_owned(),
            Ok(Done::Skipped(why)) => {
                skipped.push((step.name, why.clone()));
                format!("skipped: {why}")
            }
            Err(fault) => {
                failed.push((step.name, format!("{fault:#}")));
                format!("FAILED: {fault:#}")
            }
        };
        println!("── {}: {verdict} ({})", step.name, shown(start.elapsed()));
    }
    println!("\nall steps took {}", shown(began.elapsed()));
    for (name, why) in &skipped {
        println!("skipped {name}: {why}");
    }
    for (name, why) in &failed {
        println!("failed {name}: {why}");
    }
    println!("{} passed, {} failed", steps.len() - failed.len() - skipped.len(), failed.len());
    match failed.len() {
        0 => Ok(()),
        _ => bail!("not everything passed"),
    }
}

fn shown(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..60 => format!("{seconds}.{} s", time.subsec_millis() / 100),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

fn passed(result: Result<()>) -> Result<Done> {
    result.map(|()| Done::Passed)
}

fn cargo(line: &str) -> Result<Done> {
    passed(shell::must(&mut shell::cargo_line(line)))
}

fn npm(script: &str) -> Result<Done> {
    passed(shell::must(&mut shell::line_in("web", &format!("npm run --silent {script}"))))
}

fn format() -> Result<Done> {
    cargo("fmt --all --check")
}

fn clippy() -> Result<Done> {
    cargo("clippy --quiet --workspace --all-targets -- -D warnings")
}

fn types() -> Result<Done> {
    npm("typecheck")
}

fn tests() -> Result<Done> {
    let mut command = if shell::works(&mut shell::cargo_line("nextest --version")) {
        shell::cargo_line("nextest run --workspace --no-fail-fast --status-level fail")
    } else {
        shell::cargo_line("test --quiet --workspace --no-fail-fast --lib --bins --tests")
    };
    if let Some(programs) = needs::postgres() {
        command.env("PATH", path_with(&programs)?);
    }
    let ran = statements::folder()?;
    command.env(statements::FOLDER, &ran);
    shell::must(&mut command)?;
    passed(statements::check(&ran))
}

fn doc_tests() -> Result<Done> {
    cargo("test --quiet --workspace --doc")
}

fn typos() -> Result<Done> {
    let program = match shell::find("typos") {
        Some(program) => program,
        None => needs::python_tools()?.join("typos"),
    };
    passed(shell::must(&mut Command::new(program)))
}

fn advisories() -> Result<Done> {
    if !shell::works(&mut shell::cargo_line("deny --version")) {
        return Ok(Done::Skipped(
            "cargo-deny is not installed: `cargo install --locked cargo-deny`".to_owned(),
        ));
    }
    cargo("deny check")
}

fn journeys() -> Result<Done> {
    passed(in_browser("node e2e/run.mjs"))
}

/// The pictures of docs/manual, taken anew; by name when some are named.
pub(crate) fn manual(names: &[String]) -> Result<()> {
    web::build()?;
    in_browser(&["node e2e/manual/pictures.mjs", &names.join(" ")].join(" "))
}

/// Runs a line of ours against the program as the tests build it, in the browser there is.
fn in_browser(line: &str) -> Result<()> {
    web::packages("e2e")?;
    let mut command = shell::line_in(".", line);
    command.env("SHUNDAN", demo::debug_build()?);
    if let Some(browser) = needs::browser() {
        command.env("CHROMIUM", browser);
    }
    shell::must(&mut command)
}

fn path_with(folder: &Path) -> Result<std::ffi::OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_path_buf()).chain(std::env::split_paths(&path));
    Ok(std::env::join_paths(folders)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_fails_the_whole_and_does_not_stop_the_rest() {
        static RAN: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let good = Step {
            name: "good",
            run: || {
                RAN.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                Ok(Done::Passed)
            },
        };
        let bad = Step { name: "bad", run: || bail!("no") };
        assert!(all(&[&bad, &good]).is_err());
        assert_eq!(RAN.load(std::sync::atomic::Ordering::Relaxed), 1);
        assert!(all(&[&good]).is_ok());
    }

    #[test]
    fn times_are_shown_as_people_say_them() {
        assert_eq!(shown(Duration::from_millis(2_340)), "2.3 s");
        assert_eq!(shown(Duration::from_secs(125)), "2 min 05 s");
    }
}
