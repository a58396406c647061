//! Square roots, powers, exponentials and logarithms, worked out with 38 digits and rounded to 34.

use super::wide::{digits, pow10};
use super::{Decimal, PRECISION, product, quotient, rounded, sum};

const WORK: u32 = 37;
/// The natural logarithm of ten to 37 digits.
const LN_10: Decimal =
    Decimal { coefficient: 2_302_585_092_994_045_684_017_991_454_684_364_208, exponent: -36 };

fn trim(value: Decimal) -> Option<Decimal> {
    let short = rounded(
        value.is_negative(),
        value.coefficient.unsigned_abs(),
        i64::from(value.exponent),
        false,
        PRECISION,
    )?;
    Some(if short.exponent < 0 { short.normal() } else { short })
}

impl Decimal {
    /// The square root; `None` below zero.
    pub fn sqrt(self) -> Option<Decimal> {
        if self.is_negative() || self.is_zero() {
            return self.is_zero().then_some(Decimal::ZERO);
        }
        let coefficient = self.coefficient.unsigned_abs();
        let mut shift = 38 - digits(coefficient);
        if (i64::from(self.exponent) - i64::from(shift)) % 2 != 0 {
            shift -= 1;
        }
        // Nineteen digits by whole numbers, twice as many by one step of Newton's.
        let scaled = coefficient * pow10(shift);
        let first = Decimal::raw(false, scaled.isqrt(), (self.exponent - shift as i32) / 2);
        let better = sum(first, quotient(self, first, WORK)?, WORK)?;
        trim(product(better, Decimal { coefficient: 5, exponent: -1 }, WORK)?)
    }

    /// e to this power.
    pub fn exp(self) -> Option<Decimal> {
        trim(exp(self)?)
    }

    /// The natural logarithm; `None` unless positive.
    pub fn ln(self) -> Option<Decimal> {
        trim(ln(self)?)
    }

    /// This number to the power of `power`; `None` where mathematics has none or the result leaves the range.
    pub fn pow(self, power: Decimal) -> Option<Decimal> {
        if let Some(whole) = power.to_i64() {
            let base = self.normal();
            if base.coefficient.abs() == 1 {
                let negative = base.is_negative() && whole % 2 != 0;
                return rounded(negative, 1, i64::from(base.exponent).checked_mul(whole)?, false, PRECISION);
            }
            // Multiplying adds an error each time; past this many times the logarithm is the more exact.
            if whole.abs() <= 4096 || self.is_zero() {
                return trim(whole_power(self, whole)?);
            }
            let size = exp(product(ln(self.abs())?, power, WORK)?)?;
            return trim(if self.is_negative() && whole % 2 != 0 { size.negated() } else { size });
        }
        if self.is_zero() {
            return (!power.is_negative()).then_some(Decimal::ZERO);
        }
        if self == Decimal::ONE {
            return Some(Decimal::ONE);
        }
        let root = Decimal { coefficient: 5, exponent: -1 };
        if power == root {
            return self.sqrt();
        }
        trim(exp(product(ln(self)?, power, WORK)?)?)
    }
}

fn whole_power(base: Decimal, power: i64) -> Option<Decimal> {
    if base.is_zero() {
        return if power < 0 { None } else { Some(if power == 0 { Decimal::ONE } else { base }) };
    }
    let (mut result, mut square, mut left) = (Decimal::ONE, base, power.unsigned_abs());
    while left > 0 {
        if left & 1 == 1 {
            result = product(result, square, WORK)?;
        }
        left >>= 1;
        if left > 0 {
            square = product(square, square, WORK)?;
        }
    }
    if power < 0 { quotient(Decimal::ONE, result, WORK) } else { Some(result) }
}

fn exp(x: Decimal) -> Option<Decimal> {
    // e^x = 10^k · e^r with a small r.
    let k = quotient(x, LN_10, WORK)?.round(0, super::Rounding::HalfEven)?.to_i64()?;
    if k.abs() > 7000 {
        return if k < 0 { Some(Decimal::ZERO) } else { None };
    }
    let r = sum(x, product(LN_10, Decimal::from(-k), WORK)?, WORK)?;
    let (mut term, mut total) = (Decimal::ONE, Decimal::ONE);
    for n in 1..80 {
        term = quotient(product(term, r, WORK)?, Decimal::from(n as i64), WORK)?;
        if term.is_zero() {
            break;
        }
        total = sum(total, term, WORK)?;
    }
    rounded(total.is_negative(), total.coefficient.unsigned_abs(), i64::from(total.exponent) + k, false, WORK)
}

fn ln(x: Decimal) -> Option<Decimal> {
    if x.is_negative() || x.is_zero() {
        return None;
    }
    // x = m · 10^k with m near one, and ln m = 2 artanh((m-1)/(m+1)).
    let places = digits(x.coefficient.unsigned_abs()) as i32;
    let mut k = i64::from(x.exponent) + i64::from(places);
    let mut m = Decimal { coefficient: x.coefficient, exponent: -places };
    if m < (Decimal { coefficient: 316, exponent: -3 }) {
        m.exponent += 1;
        k -= 1;
    }
    let z = quotient(sum(m, Decimal::ONE.negated(), WORK)?, sum(m, Decimal::ONE, WORK)?, WORK)?;
    let square = product(z, z, WORK)?;
    let (mut power, mut total) = (z, z);
    for n in 1..100i64 {
        power = product(power, square, WORK)?;
        total = sum(total, quotient(power, Decimal::from(2 * n + 1), WORK)?, WORK)?;
    }
    sum(product(total, Decimal::from(2i64), WORK)?, product(LN_10, Decimal::from(k), WORK)?, WORK)
}
