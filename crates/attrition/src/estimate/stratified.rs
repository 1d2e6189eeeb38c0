//! A share estimated from a stratified random sample. Reach for [`share`] and
//! [`predictive_interval`] after an audit; pooling the strata unweighted is a bug that the types do
//! not allow. The sample has to be random within every stratum; nothing here can check that.

use super::central_range;
use super::draw::Draws;
use crate::figure::Interval;
use crate::proportion::LEVEL;

/// Draws behind an interval.
const DRAWS: usize = 4_000;

/// One stratum: how many cases, how many of them verified, how many of these positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stratum {
    size: u64,
    sampled: u64,
    positive: u64,
}

impl Stratum {
    /// `None` unless `positive` ≤ `sampled` ≤ `size`.
    pub const fn new(size: u64, sampled: u64, positive: u64) -> Option<Self> {
        if positive <= sampled && sampled <= size {
            Some(Self { size, sampled, positive })
        } else {
            None
        }
    }

    /// Cases in the stratum.
    pub const fn size(self) -> u64 {
        self.size
    }

    /// Cases verified.
    pub const fn sampled(self) -> u64 {
        self.sampled
    }

    /// Verified cases that are positive.
    pub const fn positive(self) -> u64 {
        self.positive
    }

    /// The number of positive cases in the whole stratum, drawn `draws` times: θ from
    /// Beta(x + ½, n − x + ½), the cases not verified from Binomial(N − n, θ).
    pub(crate) fn totals(self, seed: u64, stream: u64, draws: usize) -> impl Iterator<Item = u64> {
        let mut stream = Draws::new(seed, stream);
        let (positive, negative) = (self.positive as f64, (self.sampled - self.positive) as f64);
        (0..draws).map(move |_| {
            let share = stream.beta(positive + 0.5, negative + 0.5);
            self.positive + stream.binomial(self.size - self.sampled, share)
        })
    }
}

/// A share with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// Σ W x / n, range [0, 1].
    pub value: f64,
    /// With finite-population correction; `None` where a stratum that was not verified whole has a
    /// single verified case, from which no spread can be told.
    pub standard_error: Option<f64>,
}

/// The share of positive cases over all strata, each weighted with its size. `None` without cases,
/// or when no case of a stratum that has some was verified.
///
/// # Source
/// Cochran (1977), *Sampling Techniques*, 3rd ed., 5.3 and 5.4.
pub fn share(strata: &[Stratum]) -> Option<Share> {
    let strata = || strata.iter().filter(|stratum| stratum.size > 0);
    let size: u64 = strata().map(|stratum| stratum.size).sum();
    if size == 0 || strata().any(|stratum| stratum.sampled == 0) {
        return None;
    }
    let mut value = 0.0;
    let mut variance = Some(0.0);
    for stratum in strata() {
        let weight = stratum.size as f64 / size as f64;
        let sampled = stratum.sampled as f64;
        let here = stratum.positive as f64 / sampled;
        value += weight * here;
        if stratum.sampled < stratum.size {
            let left_out = 1.0 - sampled / stratum.size as f64;
            let spread = (stratum.sampled > 1).then(|| here * (1.0 - here) / (sampled - 1.0));
            let add = spread.map(|spread| weight * weight * left_out * spread);
            variance = variance.zip(add).map(|(sum, add)| sum + add);
        }
    }
    Some(Share { value, standard_error: variance.map(f64::sqrt) })
}

/// The finite-population Jeffreys predictive interval of [`share`]: what was verified is known, the
/// rest is drawn. Widened, if need be, to hold the estimate itself, as at none or all positive.
/// `None` where [`share`] is. The same seed gives the same interval.
///
/// # Source
/// Brown, Cai & DasGupta (2001), *Statistical Science* 16:101–133, for the prior and the ends.
pub fn predictive_interval(strata: &[Stratum], seed: u64) -> Option<Interval> {
    let value = share(strata)?.value;
    let size: u64 = strata.iter().map(|stratum| stratum.size).sum();
    let mut totals = vec![0.0; DRAWS];
    for (stream, stratum) in (0..).zip(strata) {
        for (total, drawn) in totals.iter_mut().zip(stratum.totals(seed, stream, DRAWS)) {
            *total += drawn as f64;
        }
    }
    let (low, high) = central_range(&mut totals)?;
    Some(Interval {
        low: (low / size as f64).min(value),
        high: (high / size as f64).max(value),
        level: LEVEL,
        method: "jeffreys_predictive",
    })
}

/// One stratum of a sample in which a question is asked of some cases only: how many cases, how many
/// of them verified, of how many of these it is asked, and how many of these are positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    size: u64,
    sampled: u64,
    asked: u64,
    positive: u64,
    all: bool,
}

impl Asked {
    /// `None` unless `positive` ≤ `asked` ≤ `sampled` ≤ `size`.
    pub const fn new(size: u64, sampled: u64, asked: u64, positive: u64) -> Option<Self> {
        if positive <= asked && asked <= sampled && sampled <= size {
            Some(Self { size, sampled, asked, positive, all: false })
        } else {
            None
        }
    }

    /// The same, asked of every case of the stratum by what the question is.
    #[must_use]
    pub const fn of_all(self) -> Self {
        Self { all: true, ..self }
    }

    /// The totals asked and positive in the whole stratum, drawn `draws` times: first how many are
    /// asked, as [`Stratum::totals`], then how many of these are positive in the same way.
    fn totals(self, seed: u64, stream: u64, draws: usize) -> Vec<(u64, u64)> {
        let base = Stratum { size: self.size, sampled: self.sampled, positive: self.asked };
        let asked: Vec<u64> = if self.all {
            vec![self.size; draws]
        } else {
            base.totals(seed, 2 * stream, draws).collect()
        };
        let mut random = Draws::new(seed, 2 * stream + 1);
        let (yes, no) = (self.positive as f64, (self.asked - self.positive) as f64);
        let with_positive = |asked: u64| {
            let share = random.beta(yes + 0.5, no + 0.5);
            (asked, self.positive + random.binomial(asked - self.asked, share))
        };
        asked.into_iter().map(with_positive).collect()
    }
}

/// Positive cases per case asked over all strata, each weighted with its size. `None` where none is
/// asked, or when no case of a stratum that has some was verified.
///
/// # Source
/// Cochran (1977), *Sampling Techniques*, 3rd ed., 6.11: the combined ratio.
pub fn ratio(strata: &[Asked]) -> Option<f64> {
    let mut sums = (0.0, 0.0);
    for stratum in strata.iter().filter(|stratum| stratum.size > 0) {
        if stratum.sampled == 0 {
            return None;
        }
        let weight = stratum.size as f64 / stratum.sampled as f64;
        sums.0 += weight * stratum.positive as f64;
        sums.1 += weight * stratum.asked as f64;
    }
    (sums.1 > 0.0).then(|| sums.0 / sums.1)
}

/// The finite-population predictive interval of [`ratio`], made as that of [`share`]. `None` where
/// [`ratio`] is. The same seed gives the same interval.
pub fn ratio_interval(strata: &[Asked], seed: u64) -> Option<Interval> {
    let value = ratio(strata)?;
    let mut totals = vec![(0, 0); DRAWS];
    for (stream, stratum) in (0..).zip(strata) {
        for (total, (asked, positive)) in totals.iter_mut().zip(stratum.totals(seed, stream, DRAWS))
        {
            total.0 += positive;
            total.1 += asked;
        }
    }
    let asked = totals.iter().filter(|(_, asked)| *asked > 0);
    let mut shares: Vec<f64> = asked.map(|(yes, asked)| *yes as f64 / *asked as f64).collect();
    let (low, high) = central_range(&mut shares)?;
    Some(Interval {
        low: low.min(value),
        high: high.max(value),
        level: LEVEL,
        method: "jeffreys_predictive",
    })
}
