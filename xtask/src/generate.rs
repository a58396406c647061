//! `cargo x gen`: what is written by the program and committed, so that a change of it is read in review.

use crate::{shell, web};
use anyhow::{Context, Result};
use std::path::Path;

pub(crate) fn run() -> Result<()> {
    for (path, text) in documents()? {
        std::fs::write(shell::root().join(&path), text).with_context(|| path.clone())?;
        println!("wrote {path}");
    }
    web::packages("web")?;
    shell::must(&mut shell::line_in("web", "npm run --silent gen"))
}

/// Fails when a generated document is not what the program says today.
pub(crate) fn check() -> Result<()> {
    for (path, text) in documents()? {
        let committed = std::fs::read_to_string(shell::root().join(Path::new(&path))).unwrap_or_default();
        anyhow::ensure!(
            committed == text,
            "{path} is not what the program says; run `cargo x gen` and commit it"
        );
    }
    Ok(())
}

fn documents() -> Result<Vec<(String, String)>> {
    let ask = |what: &str| {
        shell::output(&mut shell::cargo_line(&format!("run --quiet --package server -- {what}")))
    };
    Ok(vec![("web/openapi.json".to_owned(), ask("openapi")?), ("docs/events.md".to_owned(), ask("events")?)])
}
