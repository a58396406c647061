//! Chance that repeats: the same seed gives the same company.

/// A stream of numbers (splitmix64). Copied, it gives the same numbers again, so that a closure which
/// is run twice does the same twice.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Luck(u64);

impl Luck {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A stream of its own, so that what one document does never changes another's.
    pub(crate) fn branch(&mut self) -> Self {
        Self(self.next())
    }

    /// A number from `0` to `end`, without `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        assert!(end > 0, "nothing to choose from");
        (self.next() % end as u64) as usize
    }

    /// A number from `from` to `to`, both included.
    pub(crate) fn between(&mut self, from: i64, to: i64) -> i64 {
        assert!(from <= to, "{from} to {to}");
        from + (self.next() % (to - from + 1).unsigned_abs()).cast_signed()
    }

    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// A place among the weights, the heavier the likelier.
    pub(crate) fn weighted(&mut self, weights: &[u64]) -> usize {
        let all: u64 = weights.iter().sum();
        assert!(all > 0, "weights of nothing");
        let mut left = self.next() % all;
        for (place, weight) in weights.iter().enumerate() {
            if left < *weight {
                return place;
            }
            left -= weight;
        }
        weights.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_chooses_the_same_and_stays_within_bounds() {
        let draw = |mut luck: Luck| -> Vec<i64> { (0..200).map(|_| luck.between(-3, 3)).collect() };
        let first = draw(Luck::new(7));
        assert_eq!(first, draw(Luck::new(7)));
        assert_ne!(first, draw(Luck::new(8)));
        assert_eq!((first.iter().min(), first.iter().max()), (Some(&-3), Some(&3)));
        let mut luck = Luck::new(1);
        let drawn: Vec<usize> = (0..300).map(|_| luck.weighted(&[0, 1, 9])).collect();
        assert!(!drawn.contains(&0));
        assert!(drawn.iter().filter(|place| **place == 2).count() > 200);
    }
}
