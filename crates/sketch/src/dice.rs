//! Numbers that look random and are the same for the same seed (SplitMix64, Steele, Lea and Flood 2014).

use base::Qty;

/// Copied into a closure, so that running it again throws the same.
#[derive(Debug, Clone, Copy)]
pub struct Dice(u64);

impl Dice {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From nothing to one less than `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }

    pub fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let place = self.below(from.len().max(1) as u64);
        from.get(usize::try_from(place).unwrap_or_default())
    }

    /// Mostly whole and small, sometimes a part, sometimes too much.
    pub fn qty(&mut self) -> Qty {
        match self.below(12) {
            0 => Qty(self.below(3_000_000) as i64 + 1),
            1 => Qty::whole(self.below(500) as i64 + 1),
            _ => Qty::whole(self.below(5) as i64 + 1),
        }
    }
}
