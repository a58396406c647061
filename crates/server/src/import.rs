//! `shundan import`: a file from the command line.

use std::path::Path;

use anyhow::bail;
use base::Ctx;
use db::Db;

/// # Errors
/// When the file cannot be read.
pub(crate) fn run(
    _db: &Db,
    _ctx: &Ctx,
    kind: &str,
    _file: &Path,
    _errors: Option<&Path>,
) -> anyhow::Result<()> {
    bail!("there is no import of {kind}")
}
