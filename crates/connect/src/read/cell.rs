//! Cells: what spreadsheets and shops put around a value, taken off; numbers as text without arithmetic.

use base::text::clean;

/// The value a cell means: trimmed, full width folded, without the `="…"` and the apostrophe by which
/// exports keep Excel from reading a number.
#[must_use]
pub fn plain(cell: &str) -> String {
    let text = clean(cell);
    if let Some(inner) = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        return clean(&inner.replace("\"\"", "\""));
    }
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit() || "=+-@".contains(c)) => rest.to_owned(),
        _ => text,
    }
}

/// A cell made safe to open in a spreadsheet: what would be read as a formula gets an apostrophe,
/// which `plain` takes off again.
#[must_use]
pub fn guarded(cell: &str) -> String {
    let is_number =
        || cell.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if cell.starts_with(['=', '+', '@']) || (cell.starts_with('-') && cell.len() > 1 && !is_number()) {
        return format!("'{cell}");
    }
    cell.to_owned()
}

/// Whether a spreadsheet has turned a long number into `1.23457E+17`: its digits are gone.
#[must_use]
pub fn is_mangled(text: &str) -> bool {
    let Some((digits, power)) = text.split_once(['E', 'e']) else { return false };
    let power = power.strip_prefix('+').unwrap_or(power);
    digits.contains('.')
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && !power.is_empty()
        && power.bytes().all(|b| b.is_ascii_digit())
}

/// A spreadsheet's number as it shows it: fifteen digits, written out. Longer whole numbers have lost
/// their last digits already and stay in the form `1.23E+17`, so that nobody takes them for exact.
pub(super) fn number(value: f64) -> String {
    let shown = format!("{value:.14e}");
    let Some((mantissa, power)) = shown.split_once('e') else { return shown };
    let (Ok(power), negative) = (power.parse::<i32>(), mantissa.starts_with('-')) else { return shown };
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    let sign = if negative { "-" } else { "" };
    if digits.is_empty() {
        return "0".into();
    }
    if !(-15..15).contains(&power) {
        return format!(
            "{sign}{}.{}E+{power}",
            &digits[..1],
            if digits.len() > 1 { &digits[1..] } else { "0" }
        )
        .replace("E+-", "E-");
    }
    let written = match usize::try_from(power) {
        Err(_) => format!("0.{}{digits}", "0".repeat(power.unsigned_abs() as usize - 1)),
        Ok(power) if digits.len() <= power + 1 => format!("{digits}{}", "0".repeat(power + 1 - digits.len())),
        Ok(power) => format!("{}.{}", &digits[..=power], &digits[power + 1..]),
    };
    format!("{sign}{written}")
}
