//! The share in no register, corrected for links that are missed and links that are wrong. Reach for
//! [`Adjustment::of`] with what draws of the links recounted, over all reports or over a stratum. The
//! model knows only the errors it was built with, a verified sample also those it was not; the result
//! says which of the two the draws came from.

use crate::estimate::linkage_error::{LinkErrors, adjust};
use crate::estimate::two_part::{TwoPart, two_part};
use crate::estimate::{SEED, central_range};
use crate::figure::{ErrorRates, ErrorSource, Rate};
use crate::link_draws::Recounted;

/// A corrected share with what it rests on.
#[derive(Clone, Copy)]
pub(crate) struct Adjustment {
    /// û with its interval and the parts of it.
    pub(crate) share: TwoPart,
    /// Whether û had to be cut off at zero or one.
    pub(crate) clipped: bool,
    /// r and f; `None` where no report is present or none absent.
    pub(crate) errors: Option<ErrorRates>,
}

impl Adjustment {
    /// û by the error rates that are expected, its interval by those drawn. `None` where nothing was
    /// counted in any draw.
    pub(crate) fn of(recounted: &Recounted, source: (ErrorSource, u64)) -> Option<Self> {
        let share = two_part(&recounted.absent, SEED)?;
        let [present_linked, present, absent_linked, absent] = recounted.expected;
        let unlinked_share = 1.0 - (present_linked + absent_linked) / (present + absent);
        let adjusted = LinkErrors::of_sums(recounted.expected)
            .and_then(|errors| adjust(unlinked_share, errors));
        Some(Self {
            share: share.around(adjusted.map_or(absent / (present + absent), |found| found.share)),
            clipped: adjusted.is_some_and(|found| found.clipped),
            errors: error_rates(recounted, source),
        })
    }
}

/// r and f, as expected and over the draws; `None` where no report is present or none absent.
pub(crate) fn error_rates(
    recounted: &Recounted,
    (from, reviewed): (ErrorSource, u64),
) -> Option<ErrorRates> {
    let errors = LinkErrors::of_sums(recounted.expected)?;
    let drawn = || recounted.errors.iter();
    Some(ErrorRates {
        recall: rate(errors.recall, drawn().map(|one| one.recall)),
        false_link_rate: rate(errors.false_link_rate, drawn().map(|one| one.false_link_rate)),
        from,
        reviewed,
    })
}

fn rate(value: f64, drawn: impl Iterator<Item = f64>) -> Rate {
    let (low, high) = central_range(&mut drawn.collect::<Vec<_>>()).unwrap_or((0.0, 1.0));
    Rate { value, low: low.min(value), high: high.max(value) }
}
