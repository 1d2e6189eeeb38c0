//! How many cases to verify for a margin of error. Reach for [`stratified_sizes`] when planning an
//! audit of strata, for [`sample_size`] for a list that is not divided.

use crate::proportion::Z;

/// Cases to draw at random out of `population` so that a share near `expected` is estimated within
/// ± `margin` at [`crate::proportion::LEVEL`]: n₀ = z² p (1 − p) / e², n = n₀ / (1 + (n₀ − 1) / N),
/// rounded up. At most the population. `None` unless `expected` lies in [0, 1] and `margin` in (0, 1).
///
/// # Source
/// Cochran (1977), *Sampling Techniques*, 3rd ed., 4.4.
pub fn sample_size(expected: f64, margin: f64, population: u64) -> Option<u64> {
    let sound = (0.0..=1.0).contains(&expected) && margin > 0.0 && margin < 1.0;
    if !sound {
        return None;
    }
    let unlimited = Z * Z * expected * (1.0 - expected) / (margin * margin);
    let size = population as f64;
    let needed = if population == 0 { 0.0 } else { unlimited / (1.0 + (unlimited - 1.0) / size) };
    Some((needed.max(0.0).ceil() as u64).min(population))
}

/// What is expected of a stratum before anybody has looked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// Cases.
    pub size: u64,
    /// Share of them that is positive. Range [0, 1].
    pub share: f64,
}

/// Cases that are verified of every stratum at least, or all of a smaller one: fewer tell no share.
const LEAST_PER_STRATUM: u64 = 10;

/// An audit that took a share of nearly none or nearly all at its word would not test it, so no
/// stratum is planned with a share nearer to zero or one.
const LEAST_SHARE: f64 = 0.05;

/// Cases to draw of each stratum so that the weighted share is estimated within ± `margin` at
/// [`crate::proportion::LEVEL`], as few as will do: one more is taken where it narrows the interval
/// most, until it is narrow enough. `None` unless `margin` lies in (0, 1).
///
/// # Source
/// The variance of Cochran (1977), *Sampling Techniques*, 3rd ed., 5.3; the allocation is Neyman's.
pub fn stratified_sizes(strata: &[Expected], margin: f64) -> Option<Vec<u64>> {
    if !(margin > 0.0 && margin < 1.0) {
        return None;
    }
    let mut sizes: Vec<u64> =
        strata.iter().map(|stratum| stratum.size.min(LEAST_PER_STRATUM)).collect();
    while half_width(strata, &sizes) > margin {
        let gain = |at: usize| {
            let (here, n) = (variance(strata, at, sizes[at]), sizes[at] + 1);
            here - variance(strata, at, n)
        };
        let open = (0..strata.len()).filter(|at| sizes[*at] < strata[*at].size);
        let most = open.max_by(|a, b| gain(*a).total_cmp(&gain(*b)))?;
        sizes[most] += 1;
    }
    Some(sizes)
}

/// Half the width of the interval to expect of samples of these sizes.
pub fn half_width(strata: &[Expected], sizes: &[u64]) -> f64 {
    let parts = sizes.iter().enumerate().map(|(at, n)| variance(strata, at, *n));
    Z * parts.sum::<f64>().sqrt()
}

/// What one stratum adds to the variance of the weighted share when `sampled` of it are verified.
fn variance(strata: &[Expected], at: usize, sampled: u64) -> f64 {
    let all: u64 = strata.iter().map(|stratum| stratum.size).sum();
    let Expected { size, share } = strata[at];
    if sampled >= size {
        return 0.0;
    }
    let share = share.clamp(LEAST_SHARE, 1.0 - LEAST_SHARE);
    let (weight, n) = (size as f64 / all as f64, sampled as f64);
    weight * weight * (1.0 - n / size as f64) * share * (1.0 - share) / n
}
