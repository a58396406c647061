//! Exact decimal numbers with 34 significant digits, as decimal128 has them: 0.1 + 0.2 is 0.3.
//!
//! A number is `coefficient × 10^exponent`. Sums, products and quotients are rounded half to even once, to 34 digits.
//! What leaves the range of decimal128 is no number: the operation answers `None`.

mod roots;
mod text;
pub(crate) mod wide;

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use wide::{digits, pow10};

const PRECISION: u32 = 34;
const LARGEST: i32 = 6111;
const SMALLEST: i32 = -6176;

/// A decimal number.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    coefficient: i128,
    exponent: i32,
}

/// How to round when digits go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Half to the even neighbour.
    HalfEven,
    /// Half away from zero.
    HalfUp,
    /// Half towards zero.
    HalfDown,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
    /// Towards minus infinity.
    Floor,
    /// Towards plus infinity.
    Ceiling,
}

impl Decimal {
    /// Nought.
    pub const ZERO: Decimal = Decimal { coefficient: 0, exponent: 0 };
    /// One.
    pub const ONE: Decimal = Decimal { coefficient: 1, exponent: 0 };

    /// `coefficient × 10^exponent`, rounded to 34 digits.
    pub fn new(coefficient: i128, exponent: i32) -> Option<Decimal> {
        rounded(coefficient < 0, coefficient.unsigned_abs(), i64::from(exponent), false, PRECISION)
    }

    /// The coefficient as written, with its sign.
    pub fn coefficient(self) -> i128 {
        self.coefficient
    }

    /// The power of ten of the last digit of the coefficient.
    pub fn exponent(self) -> i32 {
        self.exponent
    }

    fn raw(negative: bool, coefficient: u128, exponent: i32) -> Decimal {
        let coefficient = coefficient as i128;
        Decimal { coefficient: if negative { -coefficient } else { coefficient }, exponent }
    }

    pub fn is_zero(self) -> bool {
        self.coefficient == 0
    }

    pub fn is_negative(self) -> bool {
        self.coefficient < 0
    }

    pub fn negated(self) -> Decimal {
        Decimal { coefficient: -self.coefficient, ..self }
    }

    pub fn abs(self) -> Decimal {
        Decimal { coefficient: self.coefficient.abs(), ..self }
    }

    /// Without zeros at the end: 1.50 is 1.5, 100 is 1e2.
    pub fn normal(self) -> Decimal {
        let (mut coefficient, mut exponent) = (self.coefficient, self.exponent);
        if coefficient == 0 {
            return Decimal::ZERO;
        }
        while coefficient % 10 == 0 {
            coefficient /= 10;
            exponent += 1;
        }
        Decimal { coefficient, exponent }
    }

    pub fn checked_add(self, other: Decimal) -> Option<Decimal> {
        sum(self, other, PRECISION)
    }

    pub fn checked_sub(self, other: Decimal) -> Option<Decimal> {
        sum(self, other.negated(), PRECISION)
    }

    pub fn checked_mul(self, other: Decimal) -> Option<Decimal> {
        product(self, other, PRECISION)
    }

    /// The quotient; `None` for a zero divisor.
    pub fn checked_div(self, other: Decimal) -> Option<Decimal> {
        quotient(self, other, PRECISION)
    }

    /// `self - other * floor(self / other)`: the sign is the divisor's.
    pub fn modulo(self, other: Decimal) -> Option<Decimal> {
        let rest = remainder(self, other)?;
        if !rest.is_zero() && rest.is_negative() != other.is_negative() {
            rest.checked_add(other)
        } else {
            Some(rest)
        }
    }

    /// With `scale` digits after the point (negative: before it).
    pub fn round(self, scale: i32, rounding: Rounding) -> Option<Decimal> {
        let drop = i64::from(-scale) - i64::from(self.exponent);
        if drop <= 0 || self.is_zero() {
            return Some(self);
        }
        let negative = self.is_negative();
        let magnitude = self.coefficient.unsigned_abs();
        let (kept, rest, half) = if drop > 38 {
            (0, magnitude, u128::MAX)
        } else {
            let unit = pow10(drop as u32);
            (magnitude / unit, magnitude % unit, unit / 2)
        };
        let up = rest != 0
            && match rounding {
                Rounding::HalfEven => rest > half || (rest == half && kept % 2 == 1),
                Rounding::HalfUp => rest >= half,
                Rounding::HalfDown => rest > half,
                Rounding::Up => true,
                Rounding::Down => false,
                Rounding::Floor => negative,
                Rounding::Ceiling => !negative,
            };
        rounded(negative, kept + u128::from(up), i64::from(-scale), false, PRECISION)
    }

    /// The whole number below or equal.
    pub fn floor(self) -> Option<Decimal> {
        self.round(0, Rounding::Floor)
    }

    pub fn is_integer(self) -> bool {
        self.is_zero() || self.normal().exponent >= 0
    }

    /// As a machine number, when it is whole and fits.
    pub fn to_i64(self) -> Option<i64> {
        i64::try_from(self.to_i128()?).ok()
    }

    /// As a wide machine number, when it is whole and fits.
    pub fn to_i128(self) -> Option<i128> {
        let n = self.normal();
        if n.exponent < 0 || n.exponent > 37 {
            return None;
        }
        n.coefficient.checked_mul(pow10(n.exponent as u32) as i128)
    }
}

fn rounded(negative: bool, coefficient: u128, exponent: i64, lost: bool, precision: u32) -> Option<Decimal> {
    let (mut coefficient, dropped) = wide::round(coefficient, lost, precision);
    let mut exponent = exponent + i64::from(dropped);
    if coefficient == 0 {
        let exponent = exponent.clamp(i64::from(SMALLEST), 0) as i32;
        return Some(Decimal { coefficient: 0, exponent });
    }
    // A large exponent with few digits is the same number with zeros written out.
    while exponent > i64::from(LARGEST) && digits(coefficient) < precision {
        coefficient *= 10;
        exponent -= 1;
    }
    while exponent < i64::from(SMALLEST) && coefficient != 0 {
        coefficient /= 10;
        exponent += 1;
    }
    let exponent = i32::try_from(exponent.max(i64::from(SMALLEST))).ok().filter(|e| *e <= LARGEST)?;
    Some(Decimal::raw(negative, coefficient, exponent))
}

fn sum(a: Decimal, b: Decimal, precision: u32) -> Option<Decimal> {
    if a.exponent == b.exponent {
        let total = a.coefficient + b.coefficient;
        return rounded(total < 0, total.unsigned_abs(), i64::from(a.exponent), false, precision);
    }
    let (high, low) = if a.exponent > b.exponent { (a, b) } else { (b, a) };
    if high.is_zero() {
        return Some(low);
    }
    let apart = (i64::from(high.exponent) - i64::from(low.exponent)) as u32;
    let room = 37u32.saturating_sub(digits(high.coefficient.unsigned_abs()));
    if apart <= room {
        let total = high.coefficient * pow10(apart) as i128 + low.coefficient;
        return rounded(total < 0, total.unsigned_abs(), i64::from(low.exponent), false, precision);
    }
    // Scale the high one as far as it goes, keep of the low one what reaches it and whether more was there.
    let room = 36u32.saturating_sub(digits(high.coefficient.unsigned_abs()));
    let cut = apart - room;
    let (part, rest) = if cut > 38 {
        (0, low.coefficient)
    } else {
        (low.coefficient / pow10(cut) as i128, low.coefficient % pow10(cut) as i128)
    };
    let total = (high.coefficient * pow10(room) as i128 + part) * 10 + rest.signum();
    let exponent = i64::from(high.exponent) - i64::from(room) - 1;
    rounded(total < 0, total.unsigned_abs(), exponent, false, precision)
}

fn product(a: Decimal, b: Decimal, precision: u32) -> Option<Decimal> {
    let negative = a.is_negative() != b.is_negative();
    let (coefficient, dropped, lost) =
        wide::product(a.coefficient.unsigned_abs(), b.coefficient.unsigned_abs());
    let exponent = i64::from(a.exponent) + i64::from(b.exponent) + i64::from(dropped);
    rounded(negative, coefficient, exponent, lost, precision)
}

fn quotient(a: Decimal, b: Decimal, precision: u32) -> Option<Decimal> {
    if b.is_zero() {
        return None;
    }
    let negative = a.is_negative() != b.is_negative();
    let (top, under) = (a.coefficient.unsigned_abs(), b.coefficient.unsigned_abs());
    let mut exponent = i64::from(a.exponent) - i64::from(b.exponent);
    let (mut whole, mut rest) = (top / under, top % under);
    while rest != 0 && digits(whole) < 37 {
        let step = (38 - digits(under)).min(37 - digits(whole)).min(18);
        let scaled = rest * pow10(step);
        whole = whole * pow10(step) + scaled / under;
        rest = scaled % under;
        exponent -= i64::from(step);
    }
    let exact = rounded(negative, whole, exponent, rest != 0, precision)?;
    // 6 / 3 is 2, not 2.000: a quotient that came out even is written short.
    if rest == 0 && exact.exponent < 0 { Some(exact.normal()) } else { Some(exact) }
}

/// What is left after dividing towards zero, exactly.
fn remainder(a: Decimal, b: Decimal) -> Option<Decimal> {
    if b.is_zero() {
        return None;
    }
    let (mut top, mut under) = (a.coefficient.unsigned_abs(), b.coefficient.unsigned_abs());
    let mut exponent = b.exponent;
    if a.exponent < b.exponent {
        let apart = (b.exponent - a.exponent) as u32;
        if digits(under) + apart > 38 {
            return Some(a);
        }
        under *= pow10(apart);
        exponent = a.exponent;
        top %= under;
    } else {
        top %= under;
        let mut apart = (a.exponent - b.exponent) as u32;
        while apart > 0 && top != 0 {
            let step = (38 - digits(under)).min(apart).max(1);
            top = (top * pow10(step)) % under;
            apart -= step;
        }
    }
    Decimal::new(if a.is_negative() { -(top as i128) } else { top as i128 }, exponent)
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Decimal) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        if self.exponent == other.exponent {
            return self.coefficient.cmp(&other.coefficient);
        }
        let signs = self.coefficient.signum().cmp(&other.coefficient.signum());
        if signs != Ordering::Equal || self.is_zero() {
            return signs;
        }
        let (a, b) = (self.coefficient.unsigned_abs(), other.coefficient.unsigned_abs());
        let top = |coefficient, exponent: i32| i64::from(digits(coefficient)) + i64::from(exponent);
        let by_size = top(a, self.exponent).cmp(&top(b, other.exponent)).then_with(|| {
            let lead = |coefficient: u128| coefficient * pow10(38 - digits(coefficient));
            lead(a).cmp(&lead(b))
        });
        if self.is_negative() { by_size.reverse() } else { by_size }
    }
}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let normal = self.normal();
        (normal.coefficient, normal.exponent).hash(state);
    }
}

impl From<i64> for Decimal {
    fn from(n: i64) -> Decimal {
        Decimal { coefficient: i128::from(n), exponent: 0 }
    }
}

impl From<usize> for Decimal {
    fn from(n: usize) -> Decimal {
        Decimal { coefficient: n as i128, exponent: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[expect(clippy::needless_pass_by_value, reason = "reads better at every call")]
    fn check(actual: Option<Decimal>, expect: Expect) {
        expect.assert_eq(&actual.map_or("none".to_owned(), |d| d.to_string()));
    }

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn sums_and_products_are_exact() {
        check(d("0.1").checked_add(d("0.2")), expect!["0.3"]);
        check(d("1e33").checked_add(d("0.5")), expect!["1000000000000000000000000000000000"]);
        check(d("1e30").checked_add(d("1e-30")), expect!["1000000000000000000000000000000"]);
        check(
            d("9999999999999999999999999999999999").checked_add(d("1")),
            expect!["10000000000000000000000000000000000"],
        );
        check(
            d("1234567890123456789.01234567890123").checked_mul(d("9876543210987654321.98765432109876")),
            expect!["12193263113702179523715896953619820000"],
        );
    }

    #[test]
    fn quotients_carry_thirty_four_digits() {
        check(d("1").checked_div(d("3")), expect!["0.3333333333333333333333333333333333"]);
        check(d("2").checked_div(d("3")), expect!["0.6666666666666666666666666666666667"]);
        check(d("6").checked_div(d("3")), expect!["2"]);
        check(d("1").checked_div(d("0")), expect!["none"]);
        check(d("1").checked_div(d("8")), expect!["0.125"]);
    }

    #[test]
    fn modulo_has_the_sign_of_the_divisor() {
        check(d("-12").modulo(d("5")), expect!["3"]);
        check(d("12").modulo(d("-5")), expect!["-3"]);
        check(d("10.1").modulo(d("-4.5")), expect!["-3.4"]);
        check(d("1e6000").modulo(d("7")), expect!["1"]);
    }

    #[test]
    fn rounding_goes_the_way_it_is_told() {
        check(d("2.5").round(0, Rounding::HalfEven), expect!["2"]);
        check(d("-2.5").round(0, Rounding::HalfUp), expect!["-3"]);
        check(d("2.51").round(1, Rounding::HalfDown), expect!["2.5"]);
        check(d("1234").round(-2, Rounding::Up), expect!["1300"]);
        check(d("-1.5").floor(), expect!["-2"]);
    }

    #[test]
    fn roots_and_logarithms() {
        check(d("2").sqrt(), expect!["1.414213562373095048801688724209698"]);
        check(d("16").sqrt(), expect!["4"]);
        check(d("1").exp(), expect!["2.718281828459045235360287471352662"]);
        check(d("10").ln(), expect!["2.302585092994045684017991454684364"]);
        check(d("2").pow(d("0.5")), expect!["1.414213562373095048801688724209698"]);
        check(d("2").pow(d("-3")), expect!["0.125"]);
        check(d("10").pow(d("100000")), expect!["none"]);
        check(d("1.000001").pow(d("1000000000")), expect!["1.969086325334251320258819556136838E434"]);
        check(d("0").ln(), expect!["none"]);
    }

    #[test]
    fn order_sees_value_not_writing() {
        assert_eq!(d("1.0"), d("1"));
        assert!(d("1e3") > d("999.9"));
        assert!(d("-1e3") < d("-999.9"));
        assert!(d("0") < d("1e-6000"));
    }
}
