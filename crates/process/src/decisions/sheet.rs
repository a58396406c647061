//! A table as a workbook and back: what is written is read as the same.
//!
//! ```text
//! A1 unique   B1 审批人
//! input       input      output     annotation      what the column is
//! 订单金额     客户等级    审批人      说明             its label
//! 订单.金额    客户.等级   approver                   its expression, or the name of its answer
//! number      string     string                     its type
//! "A", "B"                                          the values it may take
//!                        "role:finance"             what it answers when no rule fits
//! > 50000     "A"        "role:boss" 大单            the rules
//! ```
//!
//! The second sheet holds the examples: what is known, what is expected. Every cell is a text.

use std::io::Cursor;

use anyhow::Context as _;
use base::Result;
use calamine::{Data, Reader, Xlsx};
use rules::{Example, HitPolicy, Input, Output, Rule, Table};
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::rules::{COLUMNS_MAX, ROWS_MAX};

/// The rows above the rules.
const HEAD: usize = 7;
/// What the first cell of a column says it is.
const ROLES: [&str; 3] = ["input", "output", "annotation"];
/// The same in Chinese, for people who make a workbook themselves.
const ROLES_ZH: [&str; 3] = ["条件", "结果", "说明"];

/// Writes the workbook.
///
/// # Errors
/// A fault when it cannot be written.
pub(crate) fn write(table: &Table) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    filled(&mut book, table).context("writing a decision table as XLSX")?;
    Ok(book.save_to_buffer().context("writing a decision table as XLSX")?)
}

fn filled(book: &mut Workbook, table: &Table) -> Result<(), XlsxError> {
    let text = Format::new().set_num_format("@").set_align(FormatAlign::Top);
    let head = Format::new().set_num_format("@").set_bold().set_background_color("#EEF2F8");
    let sheet = book.add_worksheet();
    sheet.set_name("rules")?;
    let policy = serde_json::to_value(table.policy).unwrap_or_default();
    sheet.write_string_with_format(0, 0, policy.as_str().unwrap_or_default(), &head)?;
    sheet.write_string_with_format(0, 1, &table.name, &head)?;
    let mut column = 0;
    for (at, input) in table.inputs.iter().enumerate() {
        let heads = [ROLES[0], &input.label, &input.expression, &input.kind, &input.values, ""];
        let cells = table.rules.iter().map(|rule| rule.inputs.get(at));
        write_column(sheet, (column, &head, &text), heads, cells)?;
        column += 1;
    }
    for (at, output) in table.outputs.iter().enumerate() {
        let heads = [ROLES[1], &output.label, &output.name, &output.kind, &output.values, &output.default];
        let cells = table.rules.iter().map(|rule| rule.outputs.get(at));
        write_column(sheet, (column, &head, &text), heads, cells)?;
        column += 1;
    }
    for (at, annotation) in table.annotations.iter().enumerate() {
        let heads = [ROLES[2], annotation, "", "", "", ""];
        let cells = table.rules.iter().map(|rule| rule.annotations.get(at));
        write_column(sheet, (column, &head, &text), heads, cells)?;
        column += 1;
    }
    sheet.set_freeze_panes(row(HEAD), 0)?;
    let sheet = book.add_worksheet();
    sheet.set_name("examples")?;
    sheet.set_column_width(0, 60)?;
    sheet.set_column_width(1, 30)?;
    sheet.write_string_with_format(0, 0, "facts", &head)?;
    sheet.write_string_with_format(0, 1, "expected", &head)?;
    for (at, example) in table.examples.iter().enumerate() {
        sheet.write_string_with_format(row(at + 1), 0, &example.facts, &text)?;
        sheet.write_string_with_format(row(at + 1), 1, &example.expected, &text)?;
    }
    Ok(())
}

fn row(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn write_column<'a>(
    sheet: &mut Worksheet,
    (column, head, text): (u16, &Format, &Format),
    heads: [&str; 6],
    cells: impl Iterator<Item = Option<&'a String>>,
) -> Result<(), XlsxError> {
    sheet.set_column_format(column, text)?;
    sheet.set_column_width(column, 24)?;
    for (at, cell) in heads.iter().enumerate() {
        sheet.write_string_with_format(row(at + 1), column, *cell, head)?;
    }
    for (at, cell) in cells.enumerate() {
        sheet.write_string_with_format(row(HEAD + at), column, cell.map_or("", String::as_str), text)?;
    }
    Ok(())
}

/// Reads a workbook. `Err`: why it is none of ours.
pub(crate) fn read(bytes: &[u8]) -> Result<Table, String> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes))
        .map_err(|e: calamine::XlsxError| e.to_string())?;
    let rules = rows(&mut book, 0)?;
    let examples = rows(&mut book, 1).unwrap_or_default();
    let cell = |row: usize, column: usize| {
        rules.get(row).and_then(|row| row.get(column)).cloned().unwrap_or_default()
    };
    let mut table = Table { policy: policy(&cell(0, 0))?, name: cell(0, 1), ..Table::default() };
    let width = rules.iter().map(Vec::len).max().unwrap_or(0);
    table.rules = vec![Rule::default(); rules.len().saturating_sub(HEAD)];
    for column in 0..width {
        let said = cell(1, column);
        let place =
            |roles: &[&str; 3]| roles.iter().position(|known| known.eq_ignore_ascii_case(said.trim()));
        let (label, named, kind, values) =
            (cell(2, column), cell(3, column), cell(4, column), cell(5, column));
        let role = place(&ROLES).or_else(|| place(&ROLES_ZH));
        match role {
            Some(0) => table.inputs.push(Input { label, expression: named, kind, values }),
            Some(1) => {
                table.outputs.push(Output { name: named, label, kind, values, default: cell(6, column) });
            }
            Some(_) => table.annotations.push(label),
            None if (1..rules.len()).all(|row| cell(row, column).is_empty()) => continue,
            None => {
                return Err(format!(
                    "column {} says neither input, output nor annotation in its second row",
                    column + 1
                ));
            }
        }
        for (at, rule) in table.rules.iter_mut().enumerate() {
            let cells = match role {
                Some(0) => &mut rule.inputs,
                Some(1) => &mut rule.outputs,
                _ => &mut rule.annotations,
            };
            cells.push(cell(HEAD + at, column));
        }
    }
    let example = |row: &Vec<String>| Example {
        facts: row.first().cloned().unwrap_or_default(),
        expected: row.get(1).cloned().unwrap_or_default(),
    };
    table.examples = examples.iter().skip(1).map(example).collect();
    Ok(table)
}

fn policy(text: &str) -> Result<HitPolicy, String> {
    let word = text.trim().to_lowercase().replace(' ', "_");
    serde_json::from_value(word.into()).map_err(|_| format!("the first cell says no hit policy: {text:?}"))
}

/// The cells of a sheet as texts, from its first row and column on.
fn rows(book: &mut Xlsx<Cursor<&[u8]>>, sheet: usize) -> Result<Vec<Vec<String>>, String> {
    let Some(range) = book.worksheet_range_at(sheet) else {
        return Err("the workbook has no such sheet".to_owned());
    };
    let range = range.map_err(|e| e.to_string())?;
    let Some((last, width)) = range.end() else { return Ok(Vec::new()) };
    if last as usize > ROWS_MAX + HEAD || width as usize > COLUMNS_MAX {
        return Err(format!("more than {ROWS_MAX} rows or {COLUMNS_MAX} columns"));
    }
    let cell = |row: u32, column: u32| match range.get_value((row, column)) {
        None | Some(Data::Empty) => String::new(),
        Some(Data::Bool(it)) => it.to_string(),
        Some(other) => other.to_string(),
    };
    Ok((0..=last).map(|row| (0..=width).map(|column| cell(row, column)).collect()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let text = |it: &str| it.to_owned();
        let rule = |inputs: [&str; 2], output: &str, annotation: &str| Rule {
            inputs: inputs.map(text).to_vec(),
            outputs: vec![text(output)],
            annotations: vec![text(annotation)],
        };
        Table {
            name: text("审批人"),
            policy: HitPolicy::OutputOrder,
            inputs: vec![
                Input {
                    label: text("订单金额"),
                    expression: text("订单.金额"),
                    kind: text("number"),
                    values: text(">= 0"),
                },
                Input { expression: text("order.channel"), ..Input::default() },
            ],
            outputs: vec![Output {
                name: text("approver"),
                label: text("审批人"),
                kind: text("string"),
                values: text("\"a\", \"b\""),
                default: text("\"b\""),
            }],
            annotations: vec![text("说明")],
            rules: vec![rule(["> 50000", "-"], "\"a\"", "大单"), rule(["007", ""], "", "1.50")],
            examples: vec![Example { facts: text("{order: {amount: 1}}"), expected: text("[\"b\"]") }],
        }
    }

    #[test]
    fn what_is_written_is_read_as_the_same() {
        assert_eq!(read(&write(&table()).unwrap()), Ok(table()));
        let mut empty = table();
        (empty.rules, empty.examples) = (Vec::new(), Vec::new());
        assert_eq!(read(&write(&empty).unwrap()), Ok(empty));
    }

    #[test]
    fn a_workbook_of_something_else_says_what_is_missing() {
        let mut book = Workbook::new();
        book.add_worksheet().write_string(0, 0, "货号").unwrap();
        let why = read(&book.save_to_buffer().unwrap()).unwrap_err();
        assert_eq!(why, "the first cell says no hit policy: \"货号\"");
        assert!(read(b"PK nothing").is_err());
    }
}
