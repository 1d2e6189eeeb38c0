//! The share in no register, corrected for links that are missed and links that are wrong. Reach for
//! [`Adjustment::by_sample`] where people have read a random sample of every machine result, for
//! [`Adjustment::by_model`] elsewhere; the result says which. The model knows only the errors it was
//! built with, the sample also those it was not.

use linkage::LinkStatus;

use crate::audited::AuditSample;
use crate::estimate::draw::Draws;
use crate::estimate::linkage_error::{LinkErrors, adjust};
use crate::estimate::two_part::{TwoPart, two_part};
use crate::estimate::{SEED, central_range};
use crate::figure::{ErrorRates, ErrorSource, Rate};
use crate::outlook::{DRAWS, LinkDraws, Outlooks, add_errors};

/// Streams of the sample's draws, apart from those of the links.
const FIRST_STREAM: u64 = 1 << 40;

/// A corrected share with what it rests on.
pub(crate) struct Adjustment {
    /// û with its interval and the parts of it.
    pub(crate) share: TwoPart,
    /// Whether û had to be cut off at zero or one.
    pub(crate) clipped: bool,
    /// r and f; `None` where no report is present or none absent.
    pub(crate) errors: Option<ErrorRates>,
}

/// (present and linked, present, absent and linked, absent): sums or expected sums over reports.
type Sums = [f64; 4];

impl Adjustment {
    /// With the error rates that the posterior expects.
    pub(crate) fn by_model(outlooks: &Outlooks, draws: &LinkDraws) -> Option<Self> {
        let expected = outlooks.expected_sums();
        Self::of(expected, &draws.absent, &draws.errors, (ErrorSource::ModelPosterior, 0))
    }

    /// With the shares absent that people found among each machine result; reports they decided on
    /// are certain. `None` unless every machine result of today has a report decided in the sample.
    pub(crate) fn by_sample(outlooks: &Outlooks, audit: &AuditSample) -> Option<Self> {
        let mut known: Sums = [0.0; 4];
        let mut rest =
            [LinkStatus::Link, LinkStatus::PossibleLink, LinkStatus::NonLink].map(|s| (s, 0));
        for (report, status) in outlooks.statuses() {
            match audit.decided.get(report) {
                Some(found) => add_errors(&mut known, status, !found, 1.0),
                None => rest.iter_mut().filter(|(s, _)| *s == status).for_each(|(_, n)| *n += 1),
            }
        }
        let mut expected = known;
        let mut drawn = vec![known; DRAWS];
        for (stream, (status, size)) in (FIRST_STREAM..).zip(rest).filter(|(_, (_, n))| *n > 0) {
            let stratum = audit.stratum(status)?;
            let (absent, present) = (stratum.absent.len() as f64, stratum.present.len() as f64);
            if absent + present == 0.0 {
                return None;
            }
            let share = absent / (absent + present);
            add_errors(&mut expected, status, true, share * size as f64);
            add_errors(&mut expected, status, false, (1.0 - share) * size as f64);
            let mut random = Draws::new(SEED, stream);
            for sums in &mut drawn {
                let share = random.beta(absent + 0.5, present + 0.5);
                let absent = random.binomial(size, share);
                add_errors(sums, status, true, absent as f64);
                add_errors(sums, status, false, (size - absent) as f64);
            }
        }
        let counts: Vec<(u64, u64)> = drawn
            .iter()
            .map(|[_, present, _, absent]| (*absent as u64, (present + absent) as u64))
            .collect();
        let errors: Vec<LinkErrors> = drawn.into_iter().filter_map(LinkErrors::of_sums).collect();
        let from = (ErrorSource::AuditSample, audit.decided_in_sample());
        Self::of(expected, &counts, &errors, from)
    }

    fn of(
        expected: Sums,
        counts: &[(u64, u64)],
        drawn: &[LinkErrors],
        (from, reviewed): (ErrorSource, u64),
    ) -> Option<Self> {
        let mut share = two_part(counts, SEED)?;
        let [present_linked, present, absent_linked, absent] = expected;
        let unlinked_share = 1.0 - (present_linked + absent_linked) / (present + absent);
        let errors = LinkErrors::of_sums(expected);
        let adjusted = errors.and_then(|errors| adjust(unlinked_share, errors));
        share = share.around(adjusted.map_or(absent / (present + absent), |found| found.share));
        Some(Self {
            share,
            clipped: adjusted.is_some_and(|found| found.clipped),
            errors: errors.map(|errors| ErrorRates {
                recall: rate(errors.recall, drawn.iter().map(|one| one.recall)),
                false_link_rate: rate(
                    errors.false_link_rate,
                    drawn.iter().map(|one| one.false_link_rate),
                ),
                from,
                reviewed,
            }),
        })
    }
}

fn rate(value: f64, drawn: impl Iterator<Item = f64>) -> Rate {
    let (low, high) = central_range(&mut drawn.collect::<Vec<_>>()).unwrap_or((0.0, 1.0));
    Rate { value, low: low.min(value), high: high.max(value) }
}
