//! `cargo x`: the developer's commands, so that Rust and Node are all one needs to know.

mod bench;
mod checks;
mod demo;
mod fuzz;
mod generate;
mod needs;
mod outside;
mod shell;
mod statements;
mod storm;
mod tidy;
mod web;

use anyhow::{Result, bail};
use std::process::ExitCode;

const HELP: &str = "\
cargo x <command>

  demo [options]              build what is stale and open a demo company at http://127.0.0.1:8080
  dev                         the same with debug build, web pages reloaded as they are edited
  test [--only STEP]          everything: format, lints, tidy, tests on both databases, web, journeys, fuzzing
  check                       the fast part: format, tidy, lints, types of the web
  tidy                        floors, walls, file sizes, translations, migrations
  bless [PACKAGE]             run the tests and write what they saw into their expectations
  gen                         OpenAPI document, typed client, docs/events.md
  manual [NAME …]             the pictures of docs/manual, taken anew from a demo company
  sim [--seed N] [--steps N] [--writers N]
                              random commands with faults on both databases; the seed is printed
  crash [--kills N]           kill the real server under load, restart it, look for what was lost (50 times)
  cases [--seed N | --batches N]  random processes and commands with crashes; one batch again and told, or so many (2000)
  bench <name> [options]      a benchmark of docs/benchmarks.md, in release
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("cargo x: {fault:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<()> {
    std::env::set_current_dir(shell::root())?;
    let (command, rest) = match args.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", args),
    };
    match command {
        "demo" => demo::demo(rest),
        "dev" => demo::dev(rest),
        "test" => checks::test(rest),
        "check" => checks::check(),
        "tidy" => tidy::run(),
        "bless" => checks::bless(rest),
        "gen" => generate::run(),
        "manual" => checks::manual(rest),
        "sim" => storm::sim(rest),
        "crash" => storm::crash(rest),
        "cases" => storm::cases(rest),
        "bench" => bench::run(rest),
        "help" | "-h" | "--help" => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("no command named {other}\n\n{HELP}"),
    }
}
