//! How probable each target is, and how probable it is that there is none. Reach for
//! [`Posterior::of`] with the Bayes factor of every target considered, or for [`WeightSum`] where the
//! share of matches is not known yet; targets not considered count as impossible, which is what
//! blocking asserts and [`crate::evaluation`] measures.
//!
//! For a left record and targets j with Bayes factors `BF_j`, share π of left records that have a
//! target and N targets in all:
//!
//! ```text
//! P(none) = (1 − π) / ((1 − π) + Σ_j (π / N) BF_j)        P(j) = (π / N) BF_j / (the same sum)
//! ```

use crate::match_weight::MatchWeight;

/// Rounds of estimating π. The estimate settles well before; a fixed number keeps it repeatable.
const ROUNDS: usize = 20;

/// Posterior over the targets of one left record.
#[derive(Clone, Debug, PartialEq)]
pub struct Posterior {
    /// P(no target). Range [0, 1].
    pub none: f64,
    /// P(target), in the order given. Range [0, 1].
    pub targets: Vec<f64>,
}

impl Posterior {
    /// The posterior for targets with these weights, `prior` = π in (0, 1), `size` = N.
    pub fn of(weights: &[MatchWeight], prior: f64, size: u64) -> Self {
        let terms = WeightSum::of(weights.iter().copied()).under(prior, size);
        let targets = weights.iter().map(|weight| terms.target(*weight)).collect();
        Self { none: terms.none(), targets }
    }
}

/// What the weights of all targets of one left record come to: all that P(none) hangs on, so that the
/// weights themselves need not be kept until π is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightSum {
    /// The largest weight, bits.
    top: f64,
    /// Σ BF, in units of the largest BF, so that hundreds of bits do not overflow.
    sum: f64,
}

impl WeightSum {
    /// The sum, added in the order given.
    pub fn of(weights: impl Iterator<Item = MatchWeight> + Clone) -> Self {
        let bits = || weights.clone().map(MatchWeight::bits);
        let top = bits().fold(f64::NEG_INFINITY, f64::max);
        Self { top, sum: bits().map(|bits| (bits - top).exp2()).sum() }
    }

    /// The posterior under a share of matches, `prior` = π in (0, 1), among `size` = N targets.
    pub fn under(self, prior: f64, size: u64) -> Terms {
        let each = (prior / size.max(1) as f64).log2();
        let nothing = (1.0 - prior).log2();
        let top = nothing.max(each + self.top);
        let total = (nothing - top).exp2() + self.sum * (each + self.top - top).exp2();
        Terms { each, nothing, top, total }
    }
}

/// The terms of a posterior in bits.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// What a target has before its weight.
    each: f64,
    nothing: f64,
    top: f64,
    /// The sum, relative to the largest.
    total: f64,
}

impl Terms {
    /// P(no target). Range [0, 1].
    pub fn none(self) -> f64 {
        self.share(self.nothing)
    }

    /// P(target) of a target of this weight. Range [0, 1].
    pub fn target(self, weight: MatchWeight) -> f64 {
        self.share(self.each + weight.bits())
    }

    fn share(self, bits: f64) -> f64 {
        (bits - self.top).exp2() / self.total
    }
}

/// π estimated by expectation–maximisation: the mean of P(some target) over the left records, each
/// with the sum of the weights of its targets, starting from `start`.
///
/// `strength` left records' worth of belief in `start` keeps a handful of reports from pushing π
/// to an end. The records are taken in the order given, so the result does not depend on threads.
pub fn estimate_prior(
    records: impl Iterator<Item = WeightSum> + Clone,
    start: f64,
    size: u64,
    strength: f64,
) -> f64 {
    let mut prior = start;
    for _ in 0..ROUNDS {
        let (mut matched, mut count) = (0.0, 0.0);
        for record in records.clone() {
            matched += 1.0 - record.under(prior, size).none();
            count += 1.0;
        }
        prior = (matched + strength * start) / (count + strength);
    }
    prior
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bits(weights: &[f64]) -> Vec<MatchWeight> {
        weights.iter().map(|bits| MatchWeight::from_bits(*bits)).collect()
    }

    /// Oracle: the formula of the module documentation, term by term.
    fn direct(weights: &[f64], prior: f64, size: u64) -> (f64, Vec<f64>) {
        let each: Vec<f64> =
            weights.iter().map(|bits| prior / size as f64 * 2f64.powf(*bits)).collect();
        let total = (1.0 - prior) + each.iter().sum::<f64>();
        ((1.0 - prior) / total, each.iter().map(|term| term / total).collect())
    }

    proptest! {
        #[test]
        fn the_posterior_equals_direct_enumeration(
            weights in proptest::collection::vec(-30.0f64..40.0, 0..12),
            prior in 0.01f64..0.99,
            size in 1u64..3_000_000,
        ) {
            let found = Posterior::of(&bits(&weights), prior, size);
            let (none, targets) = direct(&weights, prior, size);
            prop_assert!((found.none - none).abs() < 1e-12);
            for (a, b) in found.targets.iter().zip(&targets) {
                prop_assert!((a - b).abs() < 1e-12);
            }
            let sum = found.none + found.targets.iter().sum::<f64>();
            prop_assert!((sum - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn without_candidates_none_is_certain() {
        assert!((Posterior::of(&[], 0.6, 100).none - 1.0).abs() < 1e-15);
    }

    #[test]
    fn a_thousand_bits_do_not_overflow() {
        let found = Posterior::of(&bits(&[1000.0, 1000.0, -2000.0]), 0.5, 1_000_000);
        assert!((found.targets[0] - 0.5).abs() < 1e-12);
        assert!(found.none >= 0.0 && found.targets[2] >= 0.0);
    }

    #[test]
    fn the_estimated_prior_recovers_the_share_of_matches() {
        let record = |i| if i % 4 == 0 { bits(&[]) } else { bits(&[40.0]) };
        let records = (0..1000).map(|i| WeightSum::of(record(i).into_iter()));
        let prior = estimate_prior(records.clone(), 0.5, 8_000, 10.0);
        assert!((prior - 0.75).abs() < 0.01, "{prior}");
        let few = estimate_prior(records.take(1), 0.5, 8_000, 10.0);
        assert!((few - 5.0 / 11.0).abs() < 1e-9, "one record moves it by one eleventh: {few}");
    }
}
