//! `cargo x bench`: a benchmark by name, always optimised, because a figure from a debug build means nothing.

use crate::shell;
use anyhow::Result;

pub(crate) fn run(args: &[String]) -> Result<()> {
    // The benchmarks start the real server, which stands beside them.
    shell::must(&mut shell::cargo_line("build --release --quiet --package server --package bench"))?;
    shell::must(shell::cargo_line("run --release --quiet --package bench --").args(args))
}
