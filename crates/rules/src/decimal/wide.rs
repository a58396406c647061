//! Two hundred and fifty-six bits: room for the product of two coefficients before it is rounded.

/// Powers of ten that fit.
pub(crate) const fn pow10(n: u32) -> u128 {
    10u128.pow(n)
}

/// How many decimal digits a number has; zero has none.
pub(crate) fn digits(n: u128) -> u32 {
    n.checked_ilog10().map_or(0, |log| log + 1)
}

/// An unsigned number of 256 bits, low word first.
#[derive(Clone, Copy)]
struct U256([u64; 4]);

impl U256 {
    fn product(a: u128, b: u128) -> U256 {
        let (a, b) = ([a as u64, (a >> 64) as u64], [b as u64, (b >> 64) as u64]);
        let mut words = [0u64; 4];
        for (i, x) in a.iter().enumerate() {
            let mut carry = 0u128;
            for (j, y) in b.iter().enumerate() {
                let sum = u128::from(*x) * u128::from(*y) + u128::from(words[i + j]) + carry;
                words[i + j] = sum as u64;
                carry = sum >> 64;
            }
            words[i + 2] = carry as u64;
        }
        U256(words)
    }

    fn div_rem(self, by: u64) -> (U256, u64) {
        let (mut words, mut rest) = (self.0, 0u128);
        for word in words.iter_mut().rev() {
            let part = (rest << 64) | u128::from(*word);
            *word = (part / u128::from(by)) as u64;
            rest = part % u128::from(by);
        }
        (U256(words), rest as u64)
    }

    fn small(self) -> Option<u128> {
        (self.0[2] == 0 && self.0[3] == 0).then(|| (u128::from(self.0[1]) << 64) | u128::from(self.0[0]))
    }
}

/// `a * b` cut to at most 38 digits: coefficient, digits dropped, whether something was lost below.
pub(crate) fn product(a: u128, b: u128) -> (u128, u32, bool) {
    if let Some(whole) = a.checked_mul(b) {
        return (whole, 0, false);
    }
    let (mut wide, mut dropped, mut lost) = (U256::product(a, b), 0, false);
    // Both have at most 38 digits; what must go is known within one digit.
    let mut excess = (digits(a) + digits(b)).saturating_sub(39).max(1);
    loop {
        while excess > 0 {
            let step = excess.min(19);
            let (next, rest) = wide.div_rem(10u64.pow(step));
            lost |= rest != 0;
            dropped += step;
            excess -= step;
            wide = next;
        }
        match wide.small() {
            Some(small) => return (small, dropped, lost),
            None => excess = 1,
        }
    }
}

/// Rounds to `precision` digits, half to even; `lost` says there was something below the last digit.
pub(crate) fn round(coefficient: u128, lost: bool, precision: u32) -> (u128, u32) {
    let have = digits(coefficient);
    if have <= precision {
        return (coefficient, 0);
    }
    let drop = have - precision;
    let unit = pow10(drop);
    let (kept, rest, half) = (coefficient / unit, coefficient % unit, unit / 2);
    let up = rest > half || (rest == half && (lost || kept % 2 == 1));
    let kept = kept + u128::from(up);
    if digits(kept) > precision { (kept / 10, drop + 1) } else { (kept, drop) }
}
