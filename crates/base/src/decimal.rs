//! Money, quantities and rates: whole numbers of a small unit; never binary fractions.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// How a product of two exact numbers is brought back to a whole number of small units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// Half away from zero (四舍五入): money on documents.
    HalfUp,
    /// Towards zero: what can be made from what is there.
    Down,
}

macro_rules! decimal {
    ($(#[$meta:meta])* $name:ident, $places:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub i64);

        impl $name {
            pub const ZERO: Self = Self(0);
            pub const ONE: Self = Self(10i64.pow($places));
            /// Largest magnitude a document may carry: far from overflow in sums of a million rows.
            pub const MAX: Self = Self(1_000_000_000_000_000);

            /// A whole number of units.
            #[must_use]
            pub const fn whole(units: i64) -> Self {
                Self(units * 10i64.pow($places))
            }

            #[must_use]
            pub fn is_positive(self) -> bool {
                self.0 > 0
            }

            #[must_use]
            pub fn is_zero(self) -> bool {
                self.0 == 0
            }

            #[must_use]
            pub fn is_negative(self) -> bool {
                self.0 < 0
            }

            #[must_use]
            pub fn abs(self) -> Self {
                Self(self.0.abs())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&write_decimal(self.0, $places))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&write_decimal(self.0, $places))
            }
        }

        impl FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                read_decimal(text, $places, Self::MAX.0).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(&self.to_string())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                from.deserialize_any(Decimal)?.parse().map_err(de::Error::custom)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "pattern": concat!("^-?[0-9]{1,15}([.][0-9]{1,", $places, "})?$"),
                })
            }
        }

        impl std::ops::Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl std::ops::Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }

        impl std::ops::Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self(-self.0)
            }
        }

        impl std::ops::AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                self.0 += other.0;
            }
        }

        impl std::ops::SubAssign for $name {
            fn sub_assign(&mut self, other: Self) {
                self.0 -= other.0;
            }
        }

        impl std::iter::Sum for $name {
            fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
                all.fold(Self::ZERO, |sum, next| sum + next)
            }
        }
    };
}

decimal!(
    /// An amount in 1/10,000 of the document's currency.
    Money,
    4
);
decimal!(
    /// A quantity in 1/1,000,000 of the base unit.
    Qty,
    6
);
decimal!(
    /// A share such as a tax rate or discount, in 1/1,000,000: 13 % is `0.13`.
    Rate,
    6
);

impl Money {
    /// Price times quantity, in cents (two places), half up: the amount of a line.
    #[must_use]
    pub fn times(self, qty: Qty) -> Self {
        Self(scaled(i128::from(self.0) * i128::from(qty.0), 1_000_000, 100, Rounding::HalfUp))
    }

    /// A share of an amount, in cents (two places), half up: the tax of a line.
    #[must_use]
    pub fn share(self, rate: Rate) -> Self {
        Self(scaled(i128::from(self.0) * i128::from(rate.0), 1_000_000, 100, Rounding::HalfUp))
    }

    /// A share of a price, kept to all four places.
    #[must_use]
    pub fn scale(self, rate: Rate) -> Self {
        Self(scaled(i128::from(self.0) * i128::from(rate.0), 1_000_000, 1, Rounding::HalfUp))
    }

    /// The part of an amount that belongs to `part` of `whole`, in cents, rounded down, so that
    /// parts never exceed the whole; whoever takes the last part takes the remainder.
    ///
    /// # Panics
    /// When `whole` is not positive: callers divide documents, and an empty document has no parts.
    #[must_use]
    pub fn portion(self, part: Qty, whole: Qty) -> Self {
        assert!(whole.is_positive(), "a portion of nothing");
        Self(scaled(i128::from(self.0) * i128::from(part.0), i128::from(whole.0), 100, Rounding::Down))
    }

    /// Which share of `whole` this is, to a hundredth of a percent, half up: 30 of 120 are `0.25`. None of nothing.
    #[must_use]
    pub fn share_of(self, whole: Self) -> Option<Rate> {
        let is_something = !whole.is_zero();
        let product = i128::from(self.0) * 1_000_000 * i128::from(whole.0.signum());
        is_something.then(|| Rate(scaled(product, i128::from(whole.0).abs(), 100, Rounding::HalfUp)))
    }

    /// The amount without tax in a price that includes it: `gross / (1 + rate)`, in cents, half up.
    #[must_use]
    pub fn net_of(self, rate: Rate) -> Self {
        let divisor = i128::from(Rate::ONE.0 + rate.0);
        Self(scaled(i128::from(self.0) * 1_000_000, divisor, 100, Rounding::HalfUp))
    }
}

/// Divides and rounds to a multiple of `step`.
fn scaled(product: i128, divisor: i128, step: i128, rounding: Rounding) -> i64 {
    let unit = divisor * step;
    let units = match rounding {
        Rounding::Down => product / unit,
        Rounding::HalfUp => (product.abs() * 2 + unit) / (unit * 2) * product.signum(),
    };
    i64::try_from(units * step).unwrap_or(if product < 0 { i64::MIN } else { i64::MAX })
}

fn write_decimal(raw: i64, places: u32) -> String {
    let scale = 10u64.pow(places);
    let (whole, part) = (raw.unsigned_abs() / scale, raw.unsigned_abs() % scale);
    let sign = if raw < 0 { "-" } else { "" };
    if part == 0 {
        return format!("{sign}{whole}");
    }
    let digits = format!("{part:0width$}", width = places as usize);
    format!("{sign}{whole}.{}", digits.trim_end_matches('0'))
}

fn read_decimal(text: &str, places: u32, max: i64) -> Result<i64, String> {
    let wrong = || format!("'{text}' is not a number such as 12.5");
    let trimmed = text.trim();
    let (negative, digits) = match trimmed.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, trimmed),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(part) || digits.ends_with('.') {
        return Err(wrong());
    }
    let part = part.trim_end_matches('0');
    if part.len() > places as usize {
        return Err(format!("'{text}' has more than {places} decimal places"));
    }
    let too_large = || format!("'{text}' is too large");
    if whole.trim_start_matches('0').len() > 15 {
        return Err(too_large());
    }
    let whole: i64 = whole.parse().map_err(|_| too_large())?;
    let padded = format!("{part:0<width$}", width = places as usize);
    let part: i64 = padded.parse().map_err(|_| wrong())?;
    let value =
        whole.checked_mul(10i64.pow(places)).and_then(|v| v.checked_add(part)).ok_or_else(too_large)?;
    if value > max {
        return Err(too_large());
    }
    Ok(if negative { -value } else { value })
}

/// Takes a decimal as JSON string or number; numbers are read by their shortest written form.
struct Decimal;

impl de::Visitor<'_> for Decimal {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal number, best as a string such as \"12.50\"")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<String, E> {
        Ok(number.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    #[test]
    fn decimals_write_and_read_back() {
        for text in ["0", "1", "-1", "12.5", "0.0001", "-0.01", "99999999999"] {
            assert_eq!(money(text).to_string(), text);
        }
        assert_eq!(money("1.2300"), Money(12_300));
        for wrong in
            ["", "-", "1.", ".5", "1,5", "1e3", "0.00001", "1000000000000", "9".repeat(40).as_str(), "一"]
        {
            assert!(wrong.parse::<Money>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn lines_round_half_up_to_the_cent() {
        assert_eq!(money("0.333").times("3".parse().unwrap()), money("1"));
        assert_eq!(money("1.005").times(Qty::ONE), money("1.01"));
        assert_eq!(money("-1.005").times(Qty::ONE), money("-1.01"));
        assert_eq!(money("100").share("0.13".parse().unwrap()), money("13"));
        assert_eq!(money("113").net_of("0.13".parse().unwrap()), money("100"));
    }

    #[test]
    fn portions_never_exceed_the_whole() {
        let whole = money("10");
        let parts: Money = (0..3).map(|_| whole.portion(Qty::whole(1), Qty::whole(3))).sum();
        assert_eq!(parts, money("9.99"));
    }

    #[test]
    fn a_share_is_rounded_half_up_whatever_the_signs() {
        let share =
            |part: i64, whole: i64| Money::whole(part).share_of(Money::whole(whole)).map(|it| it.to_string());
        assert_eq!(share(30, 120).as_deref(), Some("0.25"));
        assert_eq!(share(2, 3).as_deref(), Some("0.6667"));
        assert_eq!(share(-1, 4).as_deref(), Some("-0.25"));
        assert_eq!(share(1, -4).as_deref(), Some("-0.25"));
        assert_eq!(share(1, 0), None);
    }

    #[test]
    fn json_takes_strings_and_numbers() {
        assert_eq!(serde_json::from_str::<Money>("\"12.5\"").unwrap(), money("12.5"));
        assert_eq!(serde_json::from_str::<Money>("12.5").unwrap(), money("12.5"));
        assert_eq!(serde_json::from_str::<Qty>("3").unwrap(), Qty::whole(3));
        assert!(serde_json::from_str::<Qty>("1e400").is_err());
        assert!(serde_json::from_str::<Qty>("true").is_err());
        assert_eq!(serde_json::to_string(&money("12.5")).unwrap(), "\"12.5\"");
    }
}
