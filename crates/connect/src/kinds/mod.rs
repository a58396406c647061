//! What a file brings, as units: each is looked at or taken by itself, all of it or nothing.

mod customers;
mod orders;
mod products;

use base::{Ctx, Result};
use db::Tx;

use crate::document::{Cells, Setup};
use crate::model::{Kind, Outcome, RowError};
use crate::online_retail;

/// What becomes one document, or one step of the past.
#[derive(Debug)]
pub(crate) enum Unit {
    Order(Vec<Cells>),
    /// With the row that had the same code already, if there was one.
    Customer(Cells, Option<i64>),
    Product(Cells, Option<i64>),
    Retail(Box<online_retail::Step>),
}

/// What taking a unit came to.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    /// What was made or changed: wire id and number; nothing when it was known just so.
    pub made: Option<(String, String, Outcome)>,
    /// Rows of it that were left out, with reasons; the others are in.
    pub errors: Vec<RowError>,
    /// Nothing of it is in.
    pub refused: bool,
}

impl Taken {
    #[expect(clippy::needless_pass_by_value, reason = "an id, told once")]
    fn made(subject: impl ToString, number: &str, outcome: Outcome) -> Self {
        Self { made: Some((subject.to_string(), number.to_owned(), outcome)), ..Self::default() }
    }

    pub(crate) fn refused(errors: Vec<RowError>) -> Self {
        Self { errors, refused: true, ..Self::default() }
    }
}

impl Unit {
    /// The rows it came from.
    pub(crate) fn rows(&self) -> Vec<i64> {
        match self {
            Self::Order(rows) => rows.iter().map(|row| row.no).collect(),
            Self::Customer(row, _) | Self::Product(row, _) => vec![row.no],
            Self::Retail(step) => step.rows(),
        }
    }

    /// How many of these may share a transaction: none works on a document that another has worked on,
    /// so that all reactions to the one are through before the other.
    pub(crate) fn fit_together(all: &[Self]) -> usize {
        let mut touched = std::collections::HashSet::new();
        for (place, unit) in all.iter().enumerate() {
            let Self::Retail(step) = unit else { continue };
            let touches = step.touches();
            if touches.iter().any(|document| touched.contains(document)) {
                return place;
            }
            touched.extend(touches);
        }
        all.len()
    }

    /// What is wrong with it, as far as one can tell without storing anything.
    pub(crate) fn check(&self, tx: &mut Tx<'_>, ctx: &Ctx, setup: &Setup) -> Result<Taken> {
        let errors = match self {
            Self::Order(rows) => orders::check(tx, ctx, setup, rows)?,
            Self::Customer(row, repeats) => customers::read(setup, row, *repeats).1,
            Self::Product(row, repeats) => products::read(setup, row, *repeats).1,
            Self::Retail(step) => return Ok(Taken { errors: step.rubbish(), ..Taken::default() }),
        };
        Ok(if errors.is_empty() { Taken::default() } else { Taken::refused(errors) })
    }

    /// Takes it in by the commands of its room.
    pub(crate) fn take(&self, tx: &mut Tx<'_>, ctx: &Ctx, setup: &Setup) -> Result<Taken> {
        match self {
            Self::Order(rows) => orders::take(tx, ctx, setup, rows),
            Self::Customer(row, repeats) => customers::take(tx, ctx, setup, row, *repeats),
            Self::Product(row, repeats) => products::take(tx, ctx, setup, row, *repeats),
            Self::Retail(step) => step.take(tx, ctx),
        }
    }

    /// A command's refusal, put on the row and column it is about.
    pub(crate) fn place(&self, setup: &Setup, refused: &base::Refused) -> Vec<RowError> {
        match self {
            Self::Order(rows) => setup.errors(refused, rows, orders::place),
            Self::Customer(row, _) => setup.errors(refused, std::slice::from_ref(row), customers::place),
            Self::Product(row, _) => setup.errors(refused, std::slice::from_ref(row), products::place),
            Self::Retail(step) => step.refused(refused),
        }
    }
}

/// Takes back what an import made.
pub(crate) fn undo(tx: &mut Tx<'_>, ctx: &Ctx, kind: Kind, subject: &str, reason: &str) -> Result<()> {
    match kind {
        Kind::Orders => orders::undo(tx, ctx, subject, reason),
        Kind::Customers => customers::undo(tx, ctx, subject),
        Kind::Products => products::undo(tx, ctx, subject),
        Kind::OnlineRetail => Ok(()),
    }
}

/// The rows of a file as units, in the order of the file.
pub(crate) fn units(setup: &Setup, rows: Vec<Cells>) -> Vec<Unit> {
    match setup.kind {
        Kind::Orders => orders::group(setup, rows).into_iter().map(Unit::Order).collect(),
        Kind::Customers => {
            repeats(setup, rows).into_iter().map(|(row, first)| Unit::Customer(row, first)).collect()
        }
        Kind::Products => {
            repeats(setup, rows).into_iter().map(|(row, first)| Unit::Product(row, first)).collect()
        }
        Kind::OnlineRetail => {
            online_retail::steps(setup, rows).into_iter().map(|step| Unit::Retail(Box::new(step))).collect()
        }
    }
}

/// Each row with the earlier one of the same code: of two, nobody could say which holds.
fn repeats(setup: &Setup, rows: Vec<Cells>) -> Vec<(Cells, Option<i64>)> {
    let mut seen = std::collections::HashMap::new();
    let mut with_first = |row: Cells| {
        let code = setup.cell(&row, "code").to_owned();
        let first = if code.is_empty() { None } else { seen.get(&code).copied() };
        seen.entry(code).or_insert(row.no);
        (row, first)
    };
    rows.into_iter().map(&mut with_first).collect()
}
