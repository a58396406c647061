//! XLSX: the first visible sheet with anything in it, read cell by cell.

use std::io::{Cursor, Read};
use std::ops::ControlFlow;

use base::Result;
use calamine::{DataRef, Reader, SheetVisible, Xlsx, XlsxError};

use super::{COLUMNS_MAX, Refusal, Row, Take, UNPACKED_MAX, cell};

const ENTRIES_MAX: usize = 5_000;
const LOCAL: [u8; 4] = *b"PK\x03\x04";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";

#[expect(clippy::needless_pass_by_value, reason = "whatever went wrong, told once")]
fn unreadable(reason: impl ToString) -> base::Error {
    Refusal::FileUnreadable { reason: reason.to_string() }.into()
}

/// Unpacks every part of a packed file once, counting only: what a file says of its own sizes may be a
/// lie, and a few kilobytes can unpack to gigabytes.
pub(super) fn measure(bytes: &[u8]) -> Result<()> {
    let tail = bytes.len().saturating_sub(66_000);
    let end = bytes[tail..].windows(4).rposition(|four| four == END).map(|at| at + tail);
    let end = end.ok_or_else(|| unreadable("it is packed, but its end is missing"))?;
    let mut at = number(bytes, end + 16, 4)?;
    let (mut left, mut entries) = (UNPACKED_MAX, 0);
    while bytes.get(at..at + 4) == Some(&CENTRAL) {
        entries += 1;
        if entries > ENTRIES_MAX {
            return Err(unreadable("it is packed of too many parts"));
        }
        let packed = number(bytes, at + 20, 4)?;
        let local = number(bytes, at + 42, 4)?;
        left = unpacked_part(bytes, local, packed, left)?;
        at += 46 + number(bytes, at + 28, 2)? + number(bytes, at + 30, 2)? + number(bytes, at + 32, 2)?;
    }
    if entries == 0 { Err(unreadable("it is packed, but nothing is in it")) } else { Ok(()) }
}

/// Unpacks one part and gives what may still be unpacked after it.
fn unpacked_part(bytes: &[u8], local: usize, packed: usize, left: u64) -> Result<u64> {
    if bytes.get(local..local.saturating_add(4)) != Some(&LOCAL) {
        return Err(unreadable("a part of it is not where it should be"));
    }
    let start = local + 30 + number(bytes, local + 26, 2)? + number(bytes, local + 28, 2)?;
    let data = bytes
        .get(start..start.saturating_add(packed))
        .ok_or_else(|| unreadable("a part of it is cut off"))?;
    let size = if number(bytes, local + 8, 2)? == 0 {
        data.len() as u64
    } else {
        let mut inflate = flate2::read::DeflateDecoder::new(data).take(left + 1);
        std::io::copy(&mut inflate, &mut std::io::sink()).map_err(unreadable)?
    };
    left.checked_sub(size).ok_or_else(|| Refusal::FileUnpacksTooLarge { max: UNPACKED_MAX }.into())
}

/// A little-endian number of the file; its absence is a refusal.
fn number(bytes: &[u8], at: usize, width: usize) -> Result<usize> {
    let found = bytes.get(at..at.saturating_add(width)).ok_or_else(|| unreadable("it is cut off"))?;
    Ok(found.iter().rev().fold(0, |value, byte| value << 8 | usize::from(*byte)))
}

pub(super) fn rows(bytes: &[u8], take: &mut Take<'_>) -> Result<()> {
    let mut book: Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|e: XlsxError| unreadable(e))?;
    let visible = |sheet: &&calamine::Sheet| sheet.visible == SheetVisible::Visible;
    let names: Vec<String> =
        book.sheets_metadata().iter().filter(visible).map(|sheet| sheet.name.clone()).collect();
    for name in names {
        if sheet(&mut book, &name, take)? {
            return Ok(());
        }
    }
    Ok(())
}

/// Reads one sheet; whether anything was in it.
fn sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, take: &mut Take<'_>) -> Result<bool> {
    let Ok(mut cells) = book.worksheet_cells_reader(name) else { return Ok(false) };
    let mut row = Row { no: 0, cells: Vec::new() };
    let mut some = false;
    while let Some(found) = cells.next_cell().map_err(unreadable)? {
        let (line, column) = found.get_position();
        let (line, column) = (i64::from(line) + 1, column as usize);
        let text = written(found.get_value());
        if text.is_empty() {
            continue;
        }
        if column >= COLUMNS_MAX {
            return Err(Refusal::FileTooManyColumns { row: line, max: COLUMNS_MAX }.into());
        }
        if line != row.no && !row.cells.is_empty() {
            some = true;
            let done = std::mem::replace(&mut row, Row { no: line, cells: Vec::new() });
            if let ControlFlow::Break(()) = take(done)? {
                return Ok(true);
            }
        }
        row.no = line;
        if row.cells.len() <= column {
            row.cells.resize(column + 1, String::new());
        }
        row.cells[column] = text;
    }
    if !row.cells.is_empty() {
        some = true;
        let _ = take(row)?;
    }
    Ok(some)
}

/// A cell as the spreadsheet shows it.
fn written(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(int) => int.to_string(),
        DataRef::Float(float) => cell::number(*float),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "TRUE".into(),
        DataRef::Bool(false) => "FALSE".into(),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            if (hour, minute, second) == (0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
            }
        }
        DataRef::DateTime(duration) => cell::number(duration.as_f64()),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}
