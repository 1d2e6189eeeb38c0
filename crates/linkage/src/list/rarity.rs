//! At which share of its value an agreeing level weighs what its m and u say. Reach for [`Spread`]
//! while pairs are counted, and for [`settle_typical`] once the share of matches is known.
//!
//! Of two equal values the rarer one says more, by the typical share over its own. The typical share
//! is that with which the mean Bayes factor of non-matches is one. The pairs counted hold matches
//! too, and matches have the rare values: two of one rare surname are seldom strangers. Left in, they
//! make the typical share too small, and agreement weighs too little, a third of a nat for the
//! surnames of 100,000 people. So those pairs of a share are left out that its own weight makes
//! matches of, which is why the share of matches must be known.
//!
//! Guarantees a share within a thirtieth of a bit. Leaves out how rare a value is:
//! [`super::vector::Frequencies`] knows.

use super::model::ListModel;

/// Steps that a bit of rarity is counted in, and bits that are told apart.
const STEPS: f64 = 16.0;
const BITS: usize = 32;
/// Times the range of the typical share is halved.
const HALVINGS: u32 = 24;

/// How many pairs of a level have a value of each share.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Spread {
    /// By sixteenth of a bit; empty before the first pair.
    pairs: Vec<f64>,
}

impl Spread {
    /// Takes note of pairs whose values speak with a share of this log2.
    pub(super) fn note(&mut self, bits: f64, pairs: f64) {
        self.pairs.resize(BITS * STEPS as usize, 0.0);
        let step = (-bits * STEPS).max(0.0) as usize;
        self.pairs[step.min(BITS * STEPS as usize - 1)] += pairs;
    }

    /// Adds the pairs of another, each as so many.
    pub(super) fn add(&mut self, other: &Self, weight: f64) {
        self.pairs.resize(self.pairs.len().max(other.pairs.len()), 0.0);
        self.pairs.iter_mut().zip(&other.pairs).for_each(|(sum, more)| *sum += weight * more);
    }

    /// Pairs in all.
    pub(super) fn pairs(&self) -> f64 {
        self.pairs.iter().sum()
    }

    /// The typical share of a level that `observed` of all pairs reach, matches with it being a share
    /// `matches` of all pairs; `u` is the share of non-matches. `None` without pairs.
    fn typical(&self, observed: f64, u: f64, matches: f64) -> Option<f64> {
        let all = self.pairs();
        if all <= 0.0 {
            return None;
        }
        let share = |step: usize| (-(step as f64 + 0.5) / STEPS).exp2();
        let pairs = self.pairs.iter().enumerate().filter(|(_, pairs)| **pairs > 0.0);
        let pairs: Vec<_> = pairs.map(|(at, pairs)| (observed * pairs / all, share(at))).collect();
        // The sum over non-matches of their Bayes factors, over m, were this the typical share.
        let sum = |typical: f64| -> f64 {
            let times = typical / u;
            pairs.iter().map(|(pairs, share)| pairs * times / (share + matches * times)).sum()
        };
        let (mut low, mut high) = ((-(BITS as f64)).exp2(), 1.0);
        for _ in 0..HALVINGS {
            let middle = f64::sqrt(low * high);
            if sum(middle) < 1.0 {
                low = middle;
            } else {
                high = middle;
            }
        }
        Some(f64::sqrt(low * high))
    }
}

/// What was counted of the agreeing levels of one column.
#[derive(Clone, Debug, Default)]
pub(super) struct Spreads {
    /// By level; `None` where too few pairs were seen.
    pub(super) levels: Vec<Option<Spread>>,
    /// Share of all pairs, matches included, at each level.
    pub(super) observed: Vec<f64>,
}

/// Sets the typical shares of every level on whose values frequency speaks. The same sound is the
/// same group of values: where the second level was hardly seen, its share is that of the first.
pub(super) fn settle_typical(model: &mut ListModel, spreads: &[Spreads]) {
    let prior = model.prior;
    for (comparison, spreads) in model.comparisons.iter_mut().zip(spreads) {
        let mut best = None;
        for (at, spread) in spreads.levels.iter().enumerate() {
            let level = &mut comparison.levels[at];
            let observed = spreads.observed[at];
            let own = spread
                .as_ref()
                .and_then(|spread| spread.typical(observed, level.u, prior * level.m));
            level.typical_share = own.or(best.filter(|_| at == 1));
            best = best.or(own);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of these shares; two lists of `rows` each, of whom a share `overlap` is in both and
    /// keeps its value with probability `m`.
    fn counted(shares: &[f64], rows: f64, overlap: f64, m: f64) -> (Spread, f64, f64) {
        let (mut spread, mut strangers) = (Spread::default(), 0.0);
        let matches = overlap / rows;
        for share in shares {
            let by_chance = share * share * (1.0 - matches);
            strangers += by_chance;
            spread.note(share.log2(), by_chance + matches * m * share);
        }
        (spread, strangers / (1.0 - matches), matches * m)
    }

    #[test]
    fn matches_do_not_make_agreement_weigh_less() {
        let raw: Vec<f64> = (1..=20_000).map(|rank| f64::from(rank).powf(-0.8)).collect();
        let sum: f64 = raw.iter().sum();
        let shares: Vec<f64> = raw.iter().map(|one| one / sum).collect();
        let (spread, u, matches) = counted(&shares, 50_000.0, 0.6, 0.8);
        let observed = spread.pairs();
        let settled = spread.typical(observed, u, matches).unwrap();
        assert!((settled / u).log2().abs() < 1.0 / 30.0, "{settled} against {u}");
        let with_matches = spread.typical(observed, observed, 0.0).unwrap();
        assert!((with_matches / u).log2() < -0.2, "{with_matches} against {u}");
    }

    #[test]
    fn values_of_one_share_weigh_as_the_level_does() {
        let (spread, u, matches) = counted(&[0.01; 100], 1_000.0, 0.5, 0.9);
        let typical = spread.typical(spread.pairs(), u, matches).unwrap();
        assert!((typical / 0.01).log2().abs() < 1.0 / 30.0, "{typical}");
    }

    #[test]
    fn without_pairs_nothing_is_typical() {
        assert_eq!(Spread::default().typical(0.0, 0.1, 0.0), None);
    }
}
