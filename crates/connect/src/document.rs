//! Rows on their way to documents: cells by what they mean, what is wrong with them by row and column.

use std::collections::BTreeMap;
use std::str::FromStr;

use base::refusal::{Common, Problem};
use base::{Day, Money, Qty, Rate, Refuse, Refused, Result};

use crate::model::{Kind, Mapping, Options, RowError};
use crate::read::{self, Format, is_mangled, plain};
use crate::rules::Refusal;
use crate::targets::{self, Target};

/// What holds for all rows of an import.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub kind: Kind,
    pub mapping: Mapping,
    pub options: Options,
}

/// A row with the cells that are mapped, in the order of the kind's targets; empty where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cells {
    pub no: i64,
    pub cells: Box<[Box<str>]>,
}

impl Setup {
    pub(crate) fn targets(&self) -> &'static [Target] {
        targets::of(self.kind)
    }

    pub(crate) fn cell<'c>(&self, row: &'c Cells, target: &str) -> &'c str {
        let place = self.targets().iter().position(|known| known.name == target);
        place.and_then(|place| row.cells.get(place)).map_or("", |cell| cell)
    }

    /// Reads the rows below the header.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub(crate) fn rows(&self, bytes: &[u8], format: &Format, header_row: i64) -> Result<Vec<Cells>> {
        let columns: Vec<Option<usize>> =
            self.targets().iter().map(|target| self.mapping.get(target.name).copied()).collect();
        let mut out = Vec::new();
        read::rows(bytes, format, &mut |row| {
            if row.no > header_row {
                let cell = |column: &Option<usize>| {
                    column.and_then(|c| row.cells.get(c)).map_or_else(Box::default, |c| plain(c).into())
                };
                out.push(Cells { no: row.no, cells: columns.iter().map(cell).collect() });
            }
            Ok(std::ops::ControlFlow::Continue(()))
        })?;
        Ok(out)
    }

    /// What is wrong with one cell.
    pub(crate) fn error<R: Refuse>(&self, row: &Cells, target: &str, refusal: &R) -> RowError {
        let refused = Refused::of(refusal);
        self.told(row, target, refused.code, refused.params.into(), refused.detail)
    }

    fn told(
        &self,
        row: &Cells,
        target: &str,
        code: String,
        params: serde_json::Value,
        detail: String,
    ) -> RowError {
        RowError {
            row_no: row.no,
            n: 0,
            column_no: self.mapping.get(target).and_then(|column| i64::try_from(*column).ok()),
            field: target.to_owned(),
            value: self.cell(row, target).chars().take(200).collect(),
            code,
            params,
            detail,
        }
    }

    /// What a command refused, put where it belongs: `place` says which row and target a field is.
    pub(crate) fn errors(
        &self,
        refused: &Refused,
        rows: &[Cells],
        place: impl Fn(&str) -> (usize, &'static str),
    ) -> Vec<RowError> {
        let Some(first) = rows.first() else { return Vec::new() };
        if refused.problems.is_empty() {
            let params = refused.params.clone().into();
            return vec![self.told(first, "", refused.code.clone(), params, refused.detail.clone())];
        }
        let one = |problem: &Problem| {
            let (row, target) = place(&problem.field);
            let row = rows.get(row).unwrap_or(first);
            self.told(
                row,
                target,
                problem.code.clone(),
                problem.params.clone().into(),
                problem.detail.clone(),
            )
        };
        refused.problems.iter().map(one).collect()
    }
}

/// Reads cells, and gathers what cannot be read.
pub(crate) struct Reading<'s> {
    pub setup: &'s Setup,
    pub errors: Vec<RowError>,
}

impl<'s> Reading<'s> {
    pub(crate) fn new(setup: &'s Setup) -> Self {
        Self { setup, errors: Vec::new() }
    }

    pub(crate) fn add<R: Refuse>(&mut self, row: &Cells, target: &str, refusal: &R) {
        self.errors.push(self.setup.error(row, target, refusal));
    }

    /// A text; one that a spreadsheet has turned into a rounded number is refused.
    pub(crate) fn text(&mut self, row: &Cells, target: &str) -> String {
        let text = self.setup.cell(row, target);
        if is_mangled(text) {
            self.add(row, target, &Refusal::NumberMangled { value: text.to_owned() });
        }
        text.to_owned()
    }

    /// The same, where something must stand.
    pub(crate) fn required(&mut self, row: &Cells, target: &str) -> String {
        let text = self.text(row, target);
        if text.is_empty() {
            self.add(row, target, &Common::Required);
        }
        text
    }

    pub(crate) fn qty(&mut self, row: &Cells, target: &str) -> Option<Qty> {
        self.number(row, target, "a number such as 12.5")
    }

    pub(crate) fn money(&mut self, row: &Cells, target: &str) -> Option<Money> {
        self.number(row, target, "an amount such as 12.50")
    }

    pub(crate) fn whole(&mut self, row: &Cells, target: &str) -> Option<i64> {
        self.number(row, target, "a whole number")
    }

    /// A share: `0.13` or `13%`.
    pub(crate) fn rate(&mut self, row: &Cells, target: &str) -> Option<Rate> {
        let text = self.setup.cell(row, target);
        let Some(percent) = text.strip_suffix(['%', '％']) else {
            return self.number(row, target, "a share such as 0.13 or 13%");
        };
        let read = percent.trim().parse::<Rate>().ok().filter(|rate| rate.0 % 100 == 0);
        if read.is_none() {
            let expected = "a share such as 0.13 or 13%".to_owned();
            self.add(row, target, &Common::InvalidValue { value: text.to_owned(), expected });
        }
        read.map(|rate| Rate(rate.0 / 100))
    }

    pub(crate) fn day(&mut self, row: &Cells, target: &str) -> Option<Day> {
        let text = self.setup.cell(row, target);
        let day = day(text);
        if day.is_none() && !text.is_empty() {
            self.add(row, target, &Refusal::DateUnclear { value: text.to_owned() });
        }
        day
    }

    fn number<T: FromStr>(&mut self, row: &Cells, target: &str, expected: &str) -> Option<T> {
        let text = self.setup.cell(row, target);
        if text.is_empty() {
            return None;
        }
        let read = bare_number(text).parse().ok();
        if read.is_none() {
            let refusal = Common::InvalidValue { value: text.to_owned(), expected: expected.to_owned() };
            self.add(row, target, &refusal);
        }
        read
    }
}

/// A number as spreadsheets dress it: the currency and, where they stand in threes, the commas taken off.
fn bare_number(text: &str) -> String {
    let bare = text.trim_start_matches(['¥', '￥', '$', '£', '€']).trim_end_matches('元').trim();
    let (whole, _) = bare.split_once('.').unwrap_or((bare, ""));
    let groups: Vec<&str> = whole.trim_start_matches('-').split(',').collect();
    let in_threes = groups.len() > 1
        && (1..=3).contains(&groups[0].len())
        && groups[1..].iter().all(|group| group.len() == 3);
    if in_threes { bare.replace(',', "") } else { bare.to_owned() }
}

/// A day in the forms that mean one day only: year first.
fn day(text: &str) -> Option<Day> {
    let date = text.split([' ', 'T']).next().unwrap_or(text);
    let parts: Vec<&str> =
        date.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty()).collect();
    let [year, month, day] = <[&str; 3]>::try_from(parts).ok()?;
    if year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    format!("{year}-{month:0>2}-{day:0>2}").parse().ok()
}

/// A refusal that is about a whole row.
pub(crate) fn of_row(row_no: i64, refused: &Refused) -> RowError {
    RowError {
        row_no,
        n: 0,
        column_no: None,
        field: String::new(),
        value: String::new(),
        code: refused.code.clone(),
        params: refused.params.clone().into(),
        detail: refused.detail.clone(),
    }
}

/// Numbers the errors of each row, and gives every row of a refused document one.
pub(crate) fn numbered(mut errors: Vec<RowError>, rows: &[i64], refused: bool) -> Vec<RowError> {
    if refused {
        let wrong = errors.first().map_or(0, |error| error.row_no);
        let reported: std::collections::HashSet<i64> = errors.iter().map(|error| error.row_no).collect();
        let of_refused = Refused::of(&Refusal::RowOfRefused { row: wrong });
        errors.extend(rows.iter().filter(|row| !reported.contains(row)).map(|row| of_row(*row, &of_refused)));
    }
    let mut counts: BTreeMap<i64, i64> = BTreeMap::new();
    for error in &mut errors {
        let count = counts.entry(error.row_no).or_default();
        *count += 1;
        error.n = *count;
    }
    errors
}

/// The wrong fields among a command's answer, those that will be made right left out.
///
/// # Errors
/// A fault when the machine failed.
pub(crate) fn refused<T>(outcome: Result<T>, forgiven: &[&str]) -> Result<Option<Refused>> {
    match outcome {
        Ok(_) => Ok(None),
        Err(base::Error::Refused(mut refused)) => {
            let had = refused.problems.len();
            refused.problems.retain(|problem| !forgiven.contains(&problem.code.as_str()));
            Ok((refused.problems.len() == had || !refused.problems.is_empty()).then_some(*refused))
        }
        Err(fault) => Err(fault),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_days_are_read_as_people_write_them() {
        for (text, wanted) in [
            ("¥1,234.50", "1234.50"),
            ("12元", "12"),
            ("1,2", "1,2"),
            ("1,234,567", "1234567"),
            ("-5", "-5"),
            ("12,34", "12,34"),
        ] {
            assert_eq!(bare_number(text), wanted);
        }
        for (text, wanted) in [
            ("2026-11-23", Some("2026-11-23")),
            ("2026/1/2 10:00:00", Some("2026-01-02")),
            ("2026年1月2日", Some("2026-01-02")),
            ("1/2/2026", None),
            ("2026-02-30", None),
            ("23.11.26", None),
        ] {
            assert_eq!(day(text).map(|day| day.to_string()).as_deref(), wanted, "{text}");
        }
    }
}
