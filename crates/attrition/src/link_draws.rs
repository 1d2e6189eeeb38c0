//! Links drawn from what the evidence allows, and every share recounted over the draws. Reach for
//! [`Chances`] to say how probable it is that a report has no target, for [`LinkDraws::new`] to draw,
//! for [`LinkDraws::counts`] to recount over some of the reports.
//!
//! Reports of one case are drawn together. Left out: that the links of one stratum may err more often
//! than those of another with the same machine result.

use std::collections::BTreeMap;

use linkage::LinkStatus;
use rayon::prelude::*;
use records::RecordId;

use crate::audited::AuditSample;
use crate::estimate::SEED;
use crate::estimate::calibrated::{Reading, readings};
use crate::estimate::draw::Draws;
use crate::estimate::linkage_error::LinkErrors;
use crate::figure::ErrorSource;
use crate::finding::Reached;
use crate::outlook::{Alternative, Outlook, Outlooks};

/// Draws of the link set behind an interval.
pub(crate) const DRAWS: usize = 2_000;

/// Streams of the shares, apart from those of the links.
const SHARE_STREAM: u64 = 1 << 40;

/// P(none) of every report, in every draw and as expected.
pub(crate) enum Chances<'o> {
    /// The posterior of linkage, with what evidence keeps of what it claims and the share of reports
    /// that have a target drawn as well.
    Model(Vec<Reading>),
    /// The share absent that people found among each machine result; reports they decided on are
    /// certain.
    Sample { audit: &'o AuditSample, shares: BTreeMap<LinkStatus, AbsentShare> },
}

/// The share absent of one machine result.
pub(crate) struct AbsentShare {
    expected: f64,
    drawn: Vec<f64>,
}

impl<'o> Chances<'o> {
    /// As the model says.
    pub(crate) fn by_model(outlooks: &Outlooks) -> Self {
        let mut random = Draws::new(SEED, SHARE_STREAM);
        let Outlooks { share, calibration, ref evidence, .. } = *outlooks;
        Self::Model(readings(share, calibration, evidence, &mut random, DRAWS))
    }

    /// As people found. `None` unless every machine result of today has a report decided in the
    /// sample, save those of which every report is decided.
    pub(crate) fn by_sample(outlooks: &Outlooks, audit: &'o AuditSample) -> Option<Self> {
        let mut shares = BTreeMap::new();
        let unread = outlooks.reports.iter().filter(|one| !audit.decided.contains_key(&one.report));
        for outlook in unread {
            if shares.contains_key(&outlook.status) {
                continue;
            }
            let stratum = audit.stratum(outlook.status)?;
            let (absent, present) = (stratum.absent.len() as f64, stratum.present.len() as f64);
            if absent + present == 0.0 {
                return None;
            }
            let mut random = Draws::new(SEED, SHARE_STREAM + 1 + outlook.status as u64);
            let drawn = (0..DRAWS).map(|_| random.beta(absent + 0.5, present + 0.5)).collect();
            let expected = absent / (absent + present);
            shares.insert(outlook.status, AbsentShare { expected, drawn });
        }
        Some(Self::Sample { audit, shares })
    }

    /// Where they come from, and the reports that people decided for it.
    pub(crate) fn source(&self) -> (ErrorSource, u64) {
        match self {
            Self::Model(_) => (ErrorSource::ModelPosterior, 0),
            Self::Sample { audit, .. } => (ErrorSource::AuditSample, audit.decided_in_sample()),
        }
    }

    fn none(&self, outlook: &Outlook, draw: usize) -> f64 {
        match self {
            Self::Model(readings) => {
                readings[draw].none_probability(outlook.alternatives[0].probability)
            }
            Self::Sample { audit, shares } => decided(audit, &outlook.report)
                .unwrap_or_else(|| shares[&outlook.status].drawn[draw]),
        }
    }

    /// P(none) as expected, given that of every draw.
    fn expected(&self, outlook: &Outlook, drawn: &[f64]) -> f64 {
        match self {
            Self::Model(_) => drawn.iter().sum::<f64>() / drawn.len() as f64,
            Self::Sample { audit, shares } => {
                decided(audit, &outlook.report).unwrap_or_else(|| shares[&outlook.status].expected)
            }
        }
    }
}

/// Zero where people found an entry, one where they found none.
fn decided(audit: &AuditSample, report: &RecordId) -> Option<f64> {
    audit.decided.get(report).map(|found| if *found { 0.0 } else { 1.0 })
}

/// Counts of one draw over some reports: see the constants for what stands where.
type Counts = [u32; 14];

/// Absent, and all of which it can be said.
const ABSENT: usize = 0;
/// R1 reached, R1 asked, then R2 to R4.
const RUNGS: usize = 2;
/// Present and linked, present, absent and linked, absent.
const ERRORS: usize = 10;

/// Every draw of the links, always the same.
pub(crate) struct LinkDraws<'o> {
    outlooks: &'o Outlooks,
    chances: Chances<'o>,
    /// Which alternative each report was given in each draw.
    given: Vec<Vec<u8>>,
    /// P(none) of every report as expected.
    expected: Vec<f64>,
    /// Place of a report of the cohort among the outlooks.
    at: BTreeMap<usize, usize>,
}

/// Recounted over every draw.
pub(crate) struct Recounted {
    /// Reports in no register, and all of which it can be said.
    pub(crate) absent: Vec<(u64, u64)>,
    /// For R1 to R4: reports that reached the rung, and all of its base of which it can be said.
    pub(crate) rungs: [Vec<(u64, u64)>; 4],
    /// How often the links as decided are right in the world drawn; where both rates have a base.
    pub(crate) errors: Vec<LinkErrors>,
    /// The sums of [`LinkErrors::of_sums`] as expected.
    pub(crate) expected: [f64; 4],
}

impl<'o> LinkDraws<'o> {
    /// Gives every report "none" or a target in each of [`DRAWS`] draws.
    pub(crate) fn new(outlooks: &'o Outlooks, chances: Chances<'o>) -> Self {
        let draw = |outlook: &Outlook| {
            let mut random = Draws::new(SEED, outlook.group as u64);
            let drawn: Vec<f64> = (0..DRAWS).map(|draw| chances.none(outlook, draw)).collect();
            let given: Vec<u8> =
                drawn.iter().map(|none| outlook.at(random.unit(), *none)).collect();
            (given, chances.expected(outlook, &drawn))
        };
        let (given, expected) = outlooks.reports.par_iter().map(draw).unzip();
        let at = outlooks.reports.iter().enumerate().map(|(at, one)| (one.place, at)).collect();
        Self { outlooks, chances, given, expected, at }
    }

    /// Where P(none) comes from, and the reports that people decided for it.
    pub(crate) fn source(&self) -> (ErrorSource, u64) {
        self.chances.source()
    }

    /// Recounts over the reports at these places of the cohort; those outside the base are left out.
    pub(crate) fn counts(&self, places: impl Iterator<Item = usize>) -> Recounted {
        let mut counts: Vec<Counts> = vec![[0; 14]; DRAWS];
        let mut expected = [0.0; 4];
        for at in places.filter_map(|place| self.at.get(&place).copied()) {
            let outlook = &self.outlooks.reports[at];
            outlook.add_expected(self.expected[at], &mut expected);
            let table: Vec<Counts> = outlook.counted();
            for (here, given) in counts.iter_mut().zip(&self.given[at]) {
                let add = &table[usize::from(*given)];
                here.iter_mut().zip(add).for_each(|(sum, one)| *sum += one);
            }
        }
        let pairs = |first: usize| -> Vec<(u64, u64)> {
            counts.iter().map(|one| (one[first].into(), one[first + 1].into())).collect()
        };
        let errors = |one: &Counts| {
            let sums = [0, 1, 2, 3].map(|at| f64::from(one[ERRORS + at]));
            LinkErrors::of_sums(sums)
        };
        Recounted {
            absent: pairs(ABSENT),
            rungs: [0, 1, 2, 3].map(|rung| pairs(RUNGS + 2 * rung)),
            errors: counts.iter().filter_map(errors).collect(),
            expected,
        }
    }
}

impl Outlook {
    /// The alternative in whose share of [0, 1] this chance lies, "none" having this probability.
    fn at(&self, chance: f64, none: f64) -> u8 {
        if chance < none {
            return 0;
        }
        let present: f64 = self.alternatives[1..].iter().map(|one| one.probability).sum();
        let mut left = (chance - none) / (1.0 - none) * present;
        let last = self.alternatives.len() - 1;
        let place = self.alternatives[1..last].iter().position(|alternative| {
            left -= alternative.probability;
            left < 0.0
        });
        u8::try_from(place.map_or(last, |place| place + 1)).unwrap_or(u8::MAX)
    }

    /// What the report adds to the counts under each alternative.
    fn counted(&self) -> Vec<Counts> {
        self.alternatives.iter().map(|alternative| self.adds(alternative)).collect()
    }

    fn adds(&self, alternative: &Alternative) -> Counts {
        let mut counts: Counts = [0; 14];
        if let Some(absent) = alternative.absent {
            counts[ABSENT] = u32::from(absent);
            counts[ABSENT + 1] = 1;
            let first = ERRORS + if absent { 2 } else { 0 };
            counts[first] = u32::from(self.status == LinkStatus::Link);
            counts[first + 1] = 1;
        }
        for (rung, reached) in alternative.rungs.iter().enumerate() {
            // R1 and R2 are asked of every report, R3 of those registered, R4 of those as
            // trafficking.
            let asked = rung < 2 || alternative.rungs[rung - 1] == Reached::Yes;
            if asked && *reached != Reached::Unknown {
                counts[RUNGS + 2 * rung] = u32::from(*reached == Reached::Yes);
                counts[RUNGS + 2 * rung + 1] = 1;
            }
        }
        counts
    }

    fn add_expected(&self, none: f64, sums: &mut [f64; 4]) {
        let linked = f64::from(u8::from(self.status == LinkStatus::Link));
        for (absent, share) in [(true, none), (false, 1.0 - none)] {
            let said = if absent { self.alternatives[0].absent.is_some() } else { true };
            if said {
                let first = if absent { 2 } else { 0 };
                sums[first] += share * linked;
                sums[first + 1] += share;
            }
        }
    }
}
