//! The decisions, pure: which column is read for what; and every no of this room.

use base::text::clean;
use base::{Money, Refuse, Status};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::lifecycle::Action;
use crate::model::{Kind, Mapping, State};
use crate::read::Row;
use crate::targets::{self, REASONS, Target};

/// Rows in which the header is looked for.
pub const HEADER_WITHIN: usize = 20;

/// Why the room says no, in order of precedence. Those from `number_mangled` on are about single rows.
#[derive(Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    #[error("the import of {file} is {state}: it cannot {action} now")]
    ImportState { file: String, state: State, action: Action },
    #[error("the import of {file} cannot be undone: it is the past of the whole company")]
    ImportNotUndoable { file: String },
    #[error("the import of {file} made nothing that could be undone")]
    ImportNothingToUndo { file: String },
    #[error("no column was chosen for: {targets}")]
    MappingIncomplete { targets: String },
    #[error("there is nothing called {target} in a file of {kind}")]
    TargetUnknown { target: String, kind: Kind },
    #[error("the file has {columns} columns, there is no column {column}")]
    ColumnUnknown { column: usize, columns: usize },
    #[error("the spreadsheet has rounded this number to {value}: its last digits are lost")]
    NumberMangled { value: String },
    #[error("'{value}' is no day we can be sure of: write it as 2026-11-23")]
    DateUnclear { value: String },
    #[error("'{value}' differs from '{first}' in row {row} of the same order")]
    RowsDisagree { value: String, first: String, row: i64 },
    #[error("row {row} has the same code already")]
    RowRepeated { row: i64 },
    #[error("not taken because row {row} of the same order is wrong")]
    RowOfRefused { row: i64 },
    #[error("{invoice} is no sale: it corrects an account")]
    NoSale { invoice: String },
    #[error("{sku} is no code of goods: a fee, postage, voucher or correction")]
    NoGoods { sku: String },
    #[error("{qty} goes the wrong way for {invoice}: goods were written off or corrected, not sold")]
    QtyOtherWay { invoice: String, qty: i64 },
    #[error("nothing is sold at a price of {price}")]
    NoPrice { price: Money },
    #[error("{customer} never bought the {qty} of {sku} that are taken back: only {left} are left to take")]
    NeverSold { customer: String, sku: String, qty: i64, left: i64 },
    #[error("the sale {invoice} that is taken back is not here")]
    SaleMissing { invoice: String },
}

impl Refuse for Refusal {
    fn status(&self) -> Status {
        match self {
            Self::ImportState { .. } | Self::ImportNotUndoable { .. } | Self::ImportNothingToUndo { .. } => {
                Status::Conflict
            }
            _ => Status::Invalid,
        }
    }
}

/// A column's name made comparable: case, spaces, brackets and punctuation off.
#[must_use]
pub fn folded(name: &str) -> String {
    clean(name).chars().filter(|c| c.is_alphanumeric() || *c == '#').flat_map(char::to_lowercase).collect()
}

/// The header among the first rows: the one that names most of what a kind of file may have; when
/// none is known, the first row that divides into columns.
#[must_use]
pub fn header(kind: Kind, rows: &[Row]) -> Option<&Row> {
    let within = &rows[..rows.len().min(HEADER_WITHIN)];
    let known = |row: &Row| propose(kind, &row.cells).len();
    let best = within.iter().rev().max_by_key(|row| known(row)).filter(|row| known(row) > 0);
    let filled = |row: &&Row| row.cells.iter().filter(|cell| !cell.trim().is_empty()).count() > 1;
    best.or_else(|| within.iter().find(filled))
}

/// The columns whose names we know. A target takes the first name of its list that the file has, and
/// no column is read for two targets.
#[must_use]
pub fn propose(kind: Kind, columns: &[String]) -> Mapping {
    let names: Vec<String> = columns.iter().map(|name| folded(name)).collect();
    let mut taken = vec![false; columns.len()];
    let mut mapping = Mapping::new();
    for target in targets::of(kind) {
        let find = |known: &&str| {
            let known = folded(known);
            names.iter().enumerate().position(|(place, name)| !taken[place] && *name == known)
        };
        if let Some(place) = target.names.iter().find_map(find) {
            taken[place] = true;
            mapping.insert(target.name.to_owned(), place);
        }
    }
    mapping
}

/// Whether the column holds the reasons that an error file of ours was given.
#[must_use]
pub fn is_reasons(name: &str) -> bool {
    REASONS.iter().any(|known| folded(known) == folded(name))
}

/// Equal headers have equal signatures; the column of reasons does not count.
#[must_use]
pub fn signature(columns: &[String]) -> String {
    let mut digest = Sha256::new();
    for name in columns.iter().filter(|name| !is_reasons(name)) {
        digest.update(folded(name));
        digest.update([0]);
    }
    digest.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Refuses a mapping to what is not there.
///
/// # Errors
/// `target_unknown`, `column_unknown`.
pub fn check_mapping(kind: Kind, columns: usize, mapping: &Mapping) -> Result<(), Refusal> {
    for (target, column) in mapping {
        if targets::of(kind).iter().all(|known| known.name != target) {
            return Err(Refusal::TargetUnknown { target: target.clone(), kind });
        }
        if *column >= columns {
            return Err(Refusal::ColumnUnknown { column: *column, columns });
        }
    }
    Ok(())
}

/// The targets that must have a column and have none. The customer may come from the options instead.
#[must_use]
pub fn missing(kind: Kind, mapping: &Mapping, has_customer: bool) -> Vec<&'static Target> {
    let is_missing = |target: &&Target| {
        target.required
            && !mapping.contains_key(target.name)
            && !(has_customer && kind == Kind::Orders && target.name == "customer")
    };
    targets::of(kind).iter().filter(is_missing).collect()
}
