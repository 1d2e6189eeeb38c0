//! How probable each target is, and how probable it is that there is none. Reach for
//! [`Posterior::of`] with the Bayes factor of every target considered; targets not considered count
//! as impossible, which is what blocking asserts and [`crate::evaluation`] measures.
//!
//! For a left record and targets j with Bayes factors `BF_j`, share π of left records that have a
//! target and N targets in all:
//!
//! ```text
//! P(none) = (1 − π) / ((1 − π) + Σ_j (π / N) BF_j)        P(j) = (π / N) BF_j / (the same sum)
//! ```

use rayon::prelude::*;

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
    ///
    /// Computed relative to the largest term, so that weights of hundreds of bits do not overflow.
    /// The terms are added in the order given.
    pub fn of(weights: &[MatchWeight], prior: f64, size: u64) -> Self {
        let terms = Terms::of(weights, prior, size);
        let target = |weight: &MatchWeight| terms.relative(terms.each + weight.bits());
        Self {
            none: terms.relative(terms.nothing) / terms.total,
            targets: weights.iter().map(|weight| target(weight) / terms.total).collect(),
        }
    }

    /// P(no target) alone.
    fn of_none(weights: &[MatchWeight], prior: f64, size: u64) -> f64 {
        let terms = Terms::of(weights, prior, size);
        terms.relative(terms.nothing) / terms.total
    }
}

/// The terms of a posterior in bits.
struct Terms {
    /// What a target has before its weight.
    each: f64,
    nothing: f64,
    top: f64,
    /// The sum, relative to the largest.
    total: f64,
}

impl Terms {
    fn of(weights: &[MatchWeight], prior: f64, size: u64) -> Self {
        let each = (prior / size.max(1) as f64).log2();
        let nothing = (1.0 - prior).log2();
        let bits = || weights.iter().map(|weight| each + weight.bits());
        let top = bits().fold(nothing, f64::max);
        let terms = Self { each, nothing, top, total: 0.0 };
        let total = terms.relative(nothing) + bits().map(|bits| terms.relative(bits)).sum::<f64>();
        Self { total, ..terms }
    }

    fn relative(&self, bits: f64) -> f64 {
        (bits - self.top).exp2()
    }
}

/// π estimated by expectation–maximisation: the mean of P(some target) over the left records, each
/// with the weights of its targets, starting from `start`.
///
/// `strength` left records' worth of belief in `start` keeps a handful of reports from pushing π
/// to an end. The records are taken in the order given, so the result does not depend on threads.
pub fn estimate_prior(records: &[Vec<MatchWeight>], start: f64, size: u64, strength: f64) -> f64 {
    let mut prior = start;
    for _ in 0..ROUNDS {
        let some: Vec<f64> = records
            .par_iter()
            .map(|weights| 1.0 - Posterior::of_none(weights, prior, size))
            .collect();
        let matched: f64 = some.iter().sum();
        prior = (matched + strength * start) / (records.len() as f64 + strength);
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
        let records: Vec<Vec<MatchWeight>> =
            (0..1000).map(|i| if i % 4 == 0 { bits(&[]) } else { bits(&[40.0]) }).collect();
        let prior = estimate_prior(&records, 0.5, 8_000, 10.0);
        assert!((prior - 0.75).abs() < 0.01, "{prior}");
        let few = estimate_prior(&records[..1], 0.5, 8_000, 10.0);
        assert!((few - 5.0 / 11.0).abs() < 1e-9, "one record moves it by one eleventh: {few}");
    }
}
