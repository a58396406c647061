//! `cargo x sim`, `cargo x crash` and `cargo x cases`: longer runs of what the tests do shortly.

use crate::shell;
use anyhow::{Result, bail};

/// Random commands by several writers on both databases.
pub(crate) fn sim(args: &[String]) -> Result<()> {
    shell::must(shell::cargo_line("run --quiet --package testkit --bin sim --").args(args))
}

/// The real server, killed under load and started again.
pub(crate) fn crash(args: &[String]) -> Result<()> {
    let kills = match args {
        [] => "50",
        [flag, kills] if flag == "--kills" && kills.parse::<usize>().is_ok() => kills,
        _ => bail!("cargo x crash [--kills N]"),
    };
    let mut command = shell::cargo_line("test --quiet --package server --test crash -- --nocapture");
    shell::must(command.env("SHUNDAN_KILLS", kills))
}

/// Random processes with random commands, faults and crashes: one batch told step by step, or many.
pub(crate) fn cases(args: &[String]) -> Result<()> {
    let (name, number) = match args {
        [] => ("SHUNDAN_BATCHES", "2000"),
        [flag, seed] if flag == "--seed" && seed.parse::<u64>().is_ok() => ("SHUNDAN_SEED", seed.as_str()),
        [flag, many] if flag == "--batches" && many.parse::<u64>().is_ok() => {
            ("SHUNDAN_BATCHES", many.as_str())
        }
        _ => bail!("cargo x cases [--seed N | --batches N]"),
    };
    let mut command = shell::cargo_line("test --quiet --package process --test chance -- --nocapture");
    shell::must(command.env(name, number))
}
