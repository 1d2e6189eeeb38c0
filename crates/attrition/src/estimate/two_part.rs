//! An interval of two parts: what uncertain links make of a share, and what chance makes of it in so
//! few cases. Reach for [`two_part`] with a share recounted over draws of the links.

use super::central_range;
use super::draw::Draws;
use crate::figure::{Interval, IntervalParts};
use crate::proportion::LEVEL;

/// A share with its interval and the parts of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoPart {
    /// Mean over the draws, range [0, 1].
    pub value: f64,
    /// Both parts together.
    pub interval: Interval,
    /// Each part alone.
    pub parts: IntervalParts,
}

impl TwoPart {
    /// The same around another estimate of the share; every range is widened, if need be, to hold it.
    #[must_use]
    pub fn around(self, value: f64) -> Self {
        let holding = |(low, high): (f64, f64)| (low.min(value), high.max(value));
        let (low, high) = holding((self.interval.low, self.interval.high));
        let parts = IntervalParts {
            sampling: holding(self.parts.sampling),
            linkage: holding(self.parts.linkage),
        };
        Self { value, interval: Interval { low, high, ..self.interval }, parts }
    }
}

/// A share from `draws` of (positive, all), one per draw of the links. Linkage part: the central
/// range of the shares drawn. Sampling part: that of Beta(x + ½, n − x + ½) at the mean counts.
/// Together: a Beta draw at the counts of every draw of the links. Draws without cases are left
/// out; `None` when none is left. All ranges are widened, if need be, to hold the mean.
pub fn two_part(draws: &[(u64, u64)], seed: u64) -> Option<TwoPart> {
    let draws: Vec<(f64, f64)> =
        draws.iter().filter(|(_, n)| *n > 0).map(|(x, n)| (*x as f64, *n as f64)).collect();
    let mean =
        |of: &dyn Fn(&(f64, f64)) -> f64| draws.iter().map(of).sum::<f64>() / draws.len() as f64;
    let value = mean(&|(x, n)| x / n);
    let (positive, all) = (mean(&|(x, _)| *x), mean(&|(_, n)| *n));
    let mut random = Draws::new(seed, 0);
    let mut around = |x: f64, n: f64| random.beta(x + 0.5, n - x + 0.5);
    let mut linkage: Vec<f64> = draws.iter().map(|(x, n)| x / n).collect();
    let mut sampling: Vec<f64> = draws.iter().map(|_| around(positive, all)).collect();
    let mut both: Vec<f64> = draws.iter().map(|(x, n)| around(*x, *n)).collect();
    let range = |values: &mut [f64]| {
        central_range(values).map(|(low, high)| (low.min(value), high.max(value)))
    };
    let (low, high) = range(&mut both)?;
    Some(TwoPart {
        value,
        interval: Interval { low, high, level: LEVEL, method: "link_draws" },
        parts: IntervalParts { sampling: range(&mut sampling)?, linkage: range(&mut linkage)? },
    })
}
