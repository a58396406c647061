//! Files we hand out: the wrong rows as they were with the reasons beside them, and empty forms to fill.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use anyhow::Context as _;
use base::{Lang, Result};
use rust_xlsxwriter::{Format as Look, Workbook};

use crate::model::Kind;
use crate::read::{self, Format, Row, guarded};
use crate::rules::is_reasons;
use crate::targets::{self, REASONS};

/// What is wrong with each row, as sentences in the reader's language.
pub type Reasons = BTreeMap<i64, String>;

/// The rows that have reasons, header first, each with its reasons in a last column. A column of
/// reasons that the file brought along is left out.
pub(crate) fn wrong_rows(
    bytes: &[u8],
    format: &Format,
    header_row: i64,
    reasons: &Reasons,
    lang: Lang,
) -> Result<Vec<Vec<String>>> {
    let mut out: Vec<Vec<String>> = Vec::with_capacity(reasons.len() + 1);
    let (mut kept, mut width) = (Vec::new(), 0);
    read::rows(bytes, format, &mut |row: Row| {
        if row.no == header_row {
            kept = row.cells.iter().map(|name| !is_reasons(name)).collect();
            width = kept.iter().filter(|kept| **kept).count();
            out.push(with_last(&row, &kept, width, REASONS[usize::from(lang == Lang::En)]));
        } else if let Some(reason) = reasons.get(&row.no) {
            out.push(with_last(&row, &kept, width, reason));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(out)
}

fn with_last(row: &Row, kept: &[bool], width: usize, last: &str) -> Vec<String> {
    let is_kept = |place: usize| kept.get(place).copied().unwrap_or(true);
    let cells = row.cells.iter().enumerate().filter(|(place, _)| is_kept(*place));
    let mut cells: Vec<String> = cells.map(|(_, cell)| cell.clone()).collect();
    cells.resize(width.max(cells.len()), String::new());
    cells.push(last.to_owned());
    cells
}

/// Rows as CSV that Excel reads as UTF-8.
///
/// # Errors
/// A fault when it cannot be written.
pub fn csv(rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer("\u{feff}".as_bytes().to_vec());
    for row in rows {
        out.write_record(row.iter().map(|cell| guarded(cell))).context("writing CSV")?;
    }
    Ok(out.into_inner().map_err(|e| anyhow::anyhow!("writing CSV: {e}"))?)
}

/// Rows as XLSX, every cell a text: what is a number for us is often one too long for a spreadsheet.
///
/// # Errors
/// A fault when it cannot be written.
pub fn xlsx(rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let bold = Look::new().set_bold();
    for (at, row) in (0u32..).zip(rows) {
        for (column, cell) in (0u16..).zip(row) {
            let written = if at == 0 {
                sheet.write_string_with_format(at, column, cell, &bold)
            } else {
                sheet.write_string(at, column, cell)
            };
            written.context("writing XLSX")?;
        }
    }
    sheet.set_freeze_panes(1, 0).context("writing XLSX")?;
    Ok(book.save_to_buffer().context("writing XLSX")?)
}

/// An empty form: the columns on the first sheet, what each means on the second.
///
/// # Errors
/// A fault when it cannot be written.
pub fn template(kind: Kind, lang: Lang) -> Result<Vec<u8>> {
    let pick = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
    let mut book = Workbook::new();
    let (bold, text) = (Look::new().set_bold(), Look::new().set_num_format("@"));
    let sheet = book.add_worksheet();
    for (column, target) in (0u16..).zip(targets::of(kind)) {
        let name = pick(target.zh, target.en);
        sheet.write_string_with_format(0, column, name, &bold).context("writing a template")?;
        sheet.set_column_format(column, &text).context("writing a template")?;
        sheet.set_column_width(column, 16).context("writing a template")?;
    }
    sheet.set_freeze_panes(1, 0).context("writing a template")?;
    let notes = book.add_worksheet();
    notes.set_name(pick("说明", "Notes")).context("writing a template")?;
    let heads = [pick("列", "Column"), pick("必填", "Required"), pick("也认识", "Also known as")];
    for (column, head) in (0u16..).zip(heads) {
        notes.write_string_with_format(0, column, head, &bold).context("writing a template")?;
    }
    for (at, target) in (1u32..).zip(targets::of(kind)) {
        let required = if target.required { pick("是", "yes") } else { "" };
        for (column, cell) in
            (0u16..).zip([pick(target.zh, target.en), required, &target.names[1..].join(", ")])
        {
            notes.write_string(at, column, cell).context("writing a template")?;
        }
    }
    Ok(book.save_to_buffer().context("writing a template")?)
}
