//! `cargo x sim` and `cargo x crash`: longer runs of what the tests do shortly.

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
