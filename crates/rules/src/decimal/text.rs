//! Decimal numbers read from text and written to it: never through a binary float.

use super::{Decimal, PRECISION, rounded};
use std::fmt;
use std::str::FromStr;

/// The text is no number.
#[derive(Debug, PartialEq, Eq)]
pub struct NotANumber;

impl FromStr for Decimal {
    type Err = NotANumber;

    /// `12`, `-0.5`, `.5`, `1.2e-3`; more than 34 digits are rounded.
    fn from_str(text: &str) -> Result<Decimal, NotANumber> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, power) = match rest.split_once(['e', 'E']) {
            Some((mantissa, power)) => (mantissa, power.parse::<i32>().map_err(|_| NotANumber)?),
            None => (rest, 0),
        };
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = || whole.bytes().chain(part.bytes());
        if whole.len() + part.len() == 0 || !all().all(|b| b.is_ascii_digit()) || mantissa.ends_with('.') {
            return Err(NotANumber);
        }
        let (mut coefficient, mut kept, mut dropped, mut lost) = (0u128, 0, 0i64, false);
        for byte in all() {
            let digit = u128::from(byte - b'0');
            if kept < 38 {
                coefficient = coefficient * 10 + digit;
                kept += u32::from(coefficient > 0);
            } else {
                dropped += 1;
                lost |= digit != 0;
            }
        }
        let exponent = i64::from(power) - part.len() as i64 + dropped;
        rounded(negative, coefficient, exponent, lost, PRECISION).ok_or(NotANumber)
    }
}

impl fmt::Display for Decimal {
    /// Plain digits without zeros at the end; only what would need hundreds of zeros is written with `E`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n = self.normal();
        let digits = n.coefficient.unsigned_abs().to_string();
        if n.is_negative() {
            out.write_str("-")?;
        }
        let places = digits.len() as i64 + i64::from(n.exponent);
        if n.exponent > 400 || places < -400 {
            let (first, rest) = digits.split_at(1);
            let point = if rest.is_empty() { "" } else { "." };
            return write!(out, "{first}{point}{rest}E{}", places - 1);
        }
        if n.exponent >= 0 {
            write!(out, "{digits}{}", "0".repeat(n.exponent as usize))
        } else if places > 0 {
            let (whole, part) = digits.split_at(places as usize);
            write!(out, "{whole}.{part}")
        } else {
            write!(out, "0.{}{digits}", "0".repeat(-places as usize))
        }
    }
}
