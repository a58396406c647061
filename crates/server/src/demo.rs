//! `shundan demo`: a trading company to look at.

use crate::config::{self, Serve};

#[derive(clap::Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    serve: Serve,
}

/// # Errors
/// When the database or the address cannot be used.
pub(crate) fn run(store: &config::Store, demo: &Demo) -> anyhow::Result<()> {
    crate::house::serve(store, &demo.serve)
}
