//! `cargo x demo` and `cargo x dev`: from a bare clone to the product in the browser.

use crate::{shell, web};
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::{Child, Command};

/// Builds what is stale, then becomes the demo server until it is stopped.
pub(crate) fn demo(args: &[String]) -> Result<()> {
    web::build()?;
    println!("building the program …");
    shell::must(&mut shell::cargo_line("build --release --package server --bin shundan"))?;
    shell::must(Command::new(shell::target().join("release/shundan")).arg("demo").args(args))
}

/// The demo company from a debug build, with Vite in front: a saved page is seen at once.
pub(crate) fn dev(args: &[String]) -> Result<()> {
    web::packages("web")?;
    let program = debug_build()?;
    let vite = shell::line_in("web", "npx vite --clearScreen false").spawn().context("starting vite")?;
    let _vite = Running(vite);
    shell::must(Command::new(program).arg("demo").args(args))
}

/// The program as the tests build it.
pub(crate) fn debug_build() -> Result<PathBuf> {
    shell::must(&mut shell::cargo_line("build --package server --bin shundan"))?;
    Ok(shell::target().join("debug/shundan"))
}

/// A child that ends with us.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Already gone is fine: there is nothing left to end.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
