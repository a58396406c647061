//! Reading files as people have them: what kind it is, how it is written, and its rows as text.
//!
//! Rows are handed over one by one, so that no file is ever in memory as parsed rows. Whatever is
//! wrong with a file is a refusal by name, never a panic: files come from outside.

mod cell;
mod text;
mod workbook;

use std::borrow::Cow;
use std::io::Read as _;
use std::ops::ControlFlow;

use base::{Refuse, Result, Status};
use serde::{Deserialize, Serialize};

pub use cell::{guarded, is_mangled, plain};

/// Rows a file may have.
pub const ROWS_MAX: i64 = 1_000_000;
/// Characters of a cell.
pub const CELL_MAX: usize = 10_000;
/// Columns of a row.
pub const COLUMNS_MAX: usize = 500;
/// Bytes a packed file may unpack to.
pub const UNPACKED_MAX: u64 = 512 * 1024 * 1024;

/// Why a file cannot be read.
#[derive(Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    #[error("the file is empty")]
    FileEmpty,
    #[error("this is no table: {reason}")]
    FileUnreadable { reason: String },
    #[error("this is an old .xls file: save it as .xlsx or .csv")]
    FileOldExcel,
    #[error("the file has more than {max} rows")]
    FileTooManyRows { max: i64 },
    #[error("row {row} has more than {max} columns")]
    FileTooManyColumns { row: i64, max: usize },
    #[error("row {row} has a cell of more than {max} characters")]
    FileCellTooLong { row: i64, max: usize },
    #[error("the file unpacks to more than {max} bytes")]
    FileUnpacksTooLarge { max: u64 },
    #[error("no row of the file looks like a header")]
    FileWithoutHeader,
}

impl Refuse for Refusal {
    fn status(&self) -> Status {
        Status::Invalid
    }
}

/// How a file is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Lines of text: the encoding's name and what separates the columns.
    Text {
        encoding: String,
        delimiter: char,
    },
    Xlsx,
}

/// One row: its number as a spreadsheet shows it, and its cells as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub no: i64,
    pub cells: Vec<String>,
}

impl Row {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// Takes a row, and says whether it wants another.
pub type Take<'t> = dyn FnMut(Row) -> Result<ControlFlow<()>> + 't;

/// Finds out how a file is written.
///
/// # Errors
/// `file_empty`, `file_old_excel`, `file_unreadable`, `file_unpacks_too_large`.
pub fn detect(bytes: &[u8]) -> Result<Format> {
    if bytes.is_empty() {
        return Err(Refusal::FileEmpty.into());
    }
    if bytes.starts_with(b"PK\x03\x04") {
        workbook::measure(bytes)?;
        return Ok(Format::Xlsx);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Refusal::FileOldExcel.into());
    }
    text::detect(bytes)
}

/// Hands over every row that is not empty.
///
/// # Errors
/// What is wrong with the file, by name; what `take` refuses.
pub fn rows(bytes: &[u8], format: &Format, take: &mut Take<'_>) -> Result<()> {
    let mut count = 0;
    let mut checked = |row: Row| {
        if row.is_empty() {
            return Ok(ControlFlow::Continue(()));
        }
        count += 1;
        if count > ROWS_MAX {
            return Err(Refusal::FileTooManyRows { max: ROWS_MAX }.into());
        }
        if row.cells.len() > COLUMNS_MAX {
            return Err(Refusal::FileTooManyColumns { row: row.no, max: COLUMNS_MAX }.into());
        }
        // Bytes are never fewer than characters: the usual cell is not counted.
        if row.cells.iter().any(|cell| cell.len() > CELL_MAX && cell.chars().count() > CELL_MAX) {
            return Err(Refusal::FileCellTooLong { row: row.no, max: CELL_MAX }.into());
        }
        take(row)
    };
    match format {
        Format::Text { encoding, delimiter } => text::rows(bytes, encoding, *delimiter, &mut checked),
        Format::Xlsx => workbook::rows(bytes, &mut checked),
    }
}

/// The first rows.
///
/// # Errors
/// As `rows`.
pub fn first_rows(bytes: &[u8], format: &Format, count: usize) -> Result<Vec<Row>> {
    let mut out = Vec::new();
    rows(bytes, format, &mut |row| {
        out.push(row);
        Ok(if out.len() >= count { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    Ok(out)
}

/// Unpacks a gzipped file, up to what we read at all; anything else stays as it is.
///
/// # Errors
/// `file_unreadable`, `file_unpacks_too_large`.
pub fn unpacked(bytes: &[u8]) -> Result<Cow<'_, [u8]>> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut out = Vec::new();
    let unreadable = |e: std::io::Error| Refusal::FileUnreadable { reason: e.to_string() };
    flate2::read::MultiGzDecoder::new(bytes)
        .take(UNPACKED_MAX + 1)
        .read_to_end(&mut out)
        .map_err(unreadable)?;
    if out.len() as u64 > UNPACKED_MAX {
        return Err(Refusal::FileUnpacksTooLarge { max: UNPACKED_MAX }.into());
    }
    Ok(Cow::Owned(out))
}

#[cfg(test)]
#[path = "read_test.rs"]
mod tests;
