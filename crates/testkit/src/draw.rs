//! Seeded draws. Reach for [`Draw::new`] with a purpose and an index: every record has its own
//! stream, so a record reads the same whether its neighbours were drawn or not, in any order and
//! on any number of threads.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A stream of random values fixed by seed, purpose and index.
pub(crate) struct Draw(ChaCha8Rng);

impl Draw {
    /// The stream of `index` for `purpose`; the first 16 bytes of the purpose count.
    pub(crate) fn new(seed: u64, purpose: &str, index: u64) -> Self {
        let mut key = [0u8; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&index.to_le_bytes());
        for (slot, byte) in key[16..].iter_mut().zip(purpose.bytes()) {
            *slot = byte;
        }
        Self(ChaCha8Rng::from_seed(key))
    }

    /// True with this probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.0.random_range(0.0..1.0) < probability
    }

    /// A whole number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i32, high: i32) -> i32 {
        self.0.random_range(low..=high.max(low))
    }

    /// An index below `len`; zero for an empty range.
    pub(crate) fn index(&mut self, len: usize) -> usize {
        if len == 0 { 0 } else { self.0.random_range(0..len as u64) as usize }
    }

    /// An index below `len`, the first ones more often (weight about 1 / rank^0.5): names,
    /// offences and codes are not equally common.
    pub(crate) fn skewed(&mut self, len: usize) -> usize {
        let u: f64 = self.0.random_range(0.0..1.0);
        let root = 1.0 + u * ((len as f64 + 1.0).sqrt() - 1.0);
        ((root * root) as usize).clamp(1, len.max(1)) - 1
    }

    /// One of the values; `None` when there are none.
    pub(crate) fn pick<'a, T>(&mut self, values: &'a [T]) -> Option<&'a T> {
        let index = self.index(values.len());
        values.get(index)
    }

    /// An index drawn by weight; weights need not sum to one.
    pub(crate) fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut left = self.0.random_range(0.0..1.0) * weights.iter().sum::<f64>();
        for (index, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return index;
            }
        }
        weights.len().saturating_sub(1)
    }

    /// A day from `first` to `last`, both included.
    pub(crate) fn day(&mut self, first: Date, last: Date) -> Date {
        let days = records::days_between(first, last);
        plus(first, self.between(0, days))
    }

    /// Whole days from zero up, `mean` on average, with the long tail of office delays.
    pub(crate) fn delay(&mut self, mean: f64) -> i32 {
        let u: f64 = self.0.random_range(0.0..1.0);
        (-(1.0 - u).ln() * mean).round() as i32
    }
}

/// `day` moved by `days`; a move outside the calendar leaves it where it is.
pub(crate) fn plus(day: Date, days: i32) -> Date {
    let span: Span = days.days();
    day.checked_add(span).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_fixed_by_seed_purpose_and_index() {
        let take = |seed, purpose, index| {
            let mut draw = Draw::new(seed, purpose, index);
            (0..4).map(|_| draw.between(0, 1_000_000)).collect::<Vec<_>>()
        };
        assert_eq!(take(1, "person", 7), take(1, "person", 7));
        assert_ne!(take(1, "person", 7), take(2, "person", 7));
        assert_ne!(take(1, "person", 7), take(1, "person", 8));
        assert_ne!(take(1, "person", 7), take(1, "entry", 7));
    }

    #[test]
    fn weights_are_recovered() {
        let mut draw = Draw::new(3, "weights", 0);
        let mut counts = [0u32; 3];
        for _ in 0..30_000 {
            counts[draw.weighted(&[1.0, 2.0, 7.0])] += 1;
        }
        assert!((2_700..3_300).contains(&counts[0]), "{counts:?}");
        assert!((20_500..21_500).contains(&counts[2]), "{counts:?}");
    }
}
