//! What people found in a random sample of machine results. Reach for [`AuditSample`] to hand the
//! answers of an audit queue to an analysis: it estimates the headline from them, and how often links
//! are missed or wrong. Whoever makes one vouches that the sample was drawn at random; answers
//! gathered in value order are refused before they get here (`clerical-review`).

use std::collections::BTreeMap;

use linkage::LinkStatus;
use records::RecordId;

use crate::estimate::SEED;
use crate::estimate::stratified::{Stratum, predictive_interval, share};
use crate::figure::Interval;

/// One stratum of the sample: the reports of one machine result on the day it was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditStratum {
    /// The machine result.
    pub status: LinkStatus,
    /// Reports of the stratum, read or not.
    pub population: u64,
    /// Reports read for which people found an entry, sorted.
    pub present: Vec<RecordId>,
    /// Reports read for which people found none, sorted.
    pub absent: Vec<RecordId>,
    /// Reports read that people could not decide or do not agree on, sorted.
    pub undecided: Vec<RecordId>,
}

/// The sample with everything people have decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditSample {
    /// Strata, each machine result at most once.
    pub strata: Vec<AuditStratum>,
    /// Every report that people have decided on in whatever queue: whether an entry was found.
    pub decided: BTreeMap<RecordId, bool>,
}

/// The share in no register by the sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verified {
    /// Weighted over the strata, of the reports decided. Range [0, 1].
    pub share: f64,
    /// From the lower end if every undecided report stood in a register to the upper end if none did.
    pub interval: Interval,
    /// Reports the sample speaks for.
    pub population: u64,
}

impl AuditSample {
    /// Reports read and decided.
    pub fn decided_in_sample(&self) -> u64 {
        self.strata.iter().map(|one| (one.present.len() + one.absent.len()) as u64).sum()
    }

    /// Reports read and not decided.
    pub fn undecided_in_sample(&self) -> u64 {
        self.strata.iter().map(|one| one.undecided.len() as u64).sum()
    }

    /// The stratum of a machine result.
    pub(crate) fn stratum(&self, status: LinkStatus) -> Option<&AuditStratum> {
        self.strata.iter().find(|stratum| stratum.status == status)
    }

    /// The stratified estimate with its finite-population Jeffreys predictive interval. `None` while
    /// a stratum that holds reports has none decided.
    pub fn verified(&self) -> Option<Verified> {
        let with = |undecided_absent: Option<bool>| -> Option<Vec<Stratum>> {
            let of = |one: &AuditStratum| {
                let (present, absent) = (one.present.len() as u64, one.absent.len() as u64);
                let undecided = one.undecided.len() as u64;
                let (read, positive) = match undecided_absent {
                    None => (present + absent, absent),
                    Some(all) => {
                        (present + absent + undecided, absent + if all { undecided } else { 0 })
                    }
                };
                Stratum::new(one.population, read, positive)
            };
            self.strata.iter().map(of).collect()
        };
        let decided = with(None)?;
        let estimate = share(&decided)?.value;
        let own = predictive_interval(&decided, SEED)?;
        let low = predictive_interval(&with(Some(false))?, SEED)?.low.min(own.low);
        let high = predictive_interval(&with(Some(true))?, SEED)?.high.max(own.high);
        Some(Verified {
            share: estimate,
            interval: Interval { low, high, ..own },
            population: self.strata.iter().map(|one| one.population).sum(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(prefix: &str, count: usize) -> Vec<RecordId> {
        (0..count).map(|at| RecordId::from(format!("ngo:{prefix}{at}").as_str())).collect()
    }

    fn stratum(status: LinkStatus, population: u64, read: [usize; 3]) -> AuditStratum {
        AuditStratum {
            status,
            population,
            present: ids("p", read[0]),
            absent: ids("a", read[1]),
            undecided: ids("u", read[2]),
        }
    }

    #[test]
    fn strata_are_weighted_by_their_size() {
        let sample = AuditSample {
            strata: vec![
                stratum(LinkStatus::Link, 900, [60, 0, 0]),
                stratum(LinkStatus::NonLink, 100, [0, 60, 0]),
            ],
            ..AuditSample::default()
        };
        let found = sample.verified().unwrap();
        assert!((found.share - 0.1).abs() < 1e-12, "unweighted it would be a half: {found:?}");
        assert!(found.interval.low <= 0.1 && found.interval.high >= 0.1);
        assert_eq!((found.population, sample.decided_in_sample()), (1_000, 120));
    }

    #[test]
    fn the_undecided_widen_the_interval_and_leave_the_share() {
        let of = |undecided| AuditSample {
            strata: vec![stratum(LinkStatus::NonLink, 4_000, [10, 20, undecided])],
            ..AuditSample::default()
        };
        let (without, with) = (of(0).verified().unwrap(), of(6).verified().unwrap());
        assert_eq!(without.share, with.share);
        assert!(with.interval.low < without.interval.low);
        assert!(with.interval.high > without.interval.high);
        assert_eq!(of(6).undecided_in_sample(), 6);
    }

    #[test]
    fn a_stratum_nobody_decided_on_gives_no_estimate() {
        let strata = vec![
            stratum(LinkStatus::Link, 10, [3, 0, 0]),
            stratum(LinkStatus::PossibleLink, 10, [0, 0, 2]),
        ];
        assert_eq!(AuditSample { strata, ..AuditSample::default() }.verified(), None);
        assert_eq!(AuditSample::default().verified(), None);
    }
}
