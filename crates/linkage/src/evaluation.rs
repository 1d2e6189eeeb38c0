//! How good the links are against a known truth. Reach for [`evaluate`]: precision, recall, F1,
//! blocking recall and calibration of one link set; for [`group_scores`] to see whose cases are
//! missed, and for [`none_calibration`] to see whether "none" can be believed. Only for data whose truth is known; on real
//! registers the verified sample of `attrition` speaks instead.
//!
//! A link to any entry of the true entry's lineage is correct. Figures are fractions of pairs of
//! the truth or of links made; a possible link is neither.

use std::collections::{BTreeMap, BTreeSet};

use records::RecordId;

use crate::decision::{Decision, LinkKind, LinkSet, LinkStatus};

mod groups;
mod none_calibration;

pub use groups::{
    Dimension, FEWEST_MATCHES, GroupScore, MIXED, NOT_STATED, StatedGroups, group_scores,
};
pub use none_calibration::{NoneCalibration, none_calibration};

/// Width of a calibration band.
const BANDS: usize = 10;

/// Claimed and true frequency among decisions of one band.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CalibrationBand {
    /// Lower end of the band, included; bands are a tenth wide, the last includes 1.
    pub from: f64,
    /// Decisions whose probability lies in the band.
    pub decisions: u64,
    /// Mean probability claimed.
    pub claimed: f64,
    /// Share of them of which the claim is true: the best candidate is a match, or there truly is
    /// no target.
    pub matched: f64,
}

/// What an evaluation found. Unit of every count: left records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinkEvaluation {
    /// Left records that have a target in the truth.
    pub matches: u64,
    /// Links made.
    pub links: u64,
    /// Links that are matches.
    pub correct_links: u64,
    /// Matches that are possible links with the true target proposed: found, awaiting review.
    pub matches_in_review: u64,
    /// Possible links in all: the work left to people.
    pub possible_links: u64,
    /// Matches whose true target was among the candidates compared and kept.
    pub matches_among_candidates: u64,
    /// `correct_links / links`; 1 when no link was made.
    pub precision: f64,
    /// `correct_links / matches`; 1 when there is no match.
    pub recall: f64,
    /// Harmonic mean of precision and recall.
    pub f1: f64,
    /// Share of matches whose true target a blocking rule brought up, as far as the kept
    /// candidates show: a lower bound.
    pub blocking_recall: f64,
    /// Mean squared difference between P(the proposed target) and whether it is the true one, over
    /// left records; the best candidate stands for the record, no candidate for probability zero.
    pub brier: f64,
    /// Calibration of the best candidate's probability.
    pub calibration: Vec<CalibrationBand>,
    /// Links that are not matches, as (left, linked), sorted.
    pub false_links: Vec<(RecordId, RecordId)>,
    /// Matches without a correct link, as (left, true target), sorted.
    pub missed: Vec<(RecordId, RecordId)>,
}

/// Compares a link set with the truth.
///
/// `truth` holds (left, right) pairs in the direction of the set; a left record may have several
/// true targets. `lineage` gives every record that counts as the same target as a right record;
/// [`crate::Register::lineage_ids`] makes it. Truth about left records the set does not hold is
/// ignored.
pub fn evaluate(
    set: &LinkSet,
    truth: &[(RecordId, RecordId)],
    lineage: &BTreeMap<RecordId, Vec<RecordId>>,
) -> LinkEvaluation {
    let true_targets = true_targets(set.kind, truth, lineage);
    let nothing = BTreeSet::new();
    let mut found = LinkEvaluation::default();
    let mut bands = Bands::default();
    let mut squared = 0.0;
    for decision in &set.decisions {
        let targets = true_targets.get(&decision.left).unwrap_or(&nothing);
        let outcome = Outcome::of(decision, targets);
        found.matches += u64::from(outcome.matched);
        found.links += u64::from(outcome.linked);
        found.correct_links += u64::from(outcome.correctly_linked());
        found.possible_links += u64::from(outcome.possible);
        found.matches_in_review += u64::from(outcome.in_review());
        if outcome.linked
            && !outcome.correct
            && let Some(target) = &decision.target
        {
            found.false_links.push((decision.left.clone(), target.clone()));
        }
        let is_match = |right: &RecordId| targets.contains(right);
        if let Some(target) = targets.iter().next() {
            let among = decision.candidates.iter().any(|candidate| is_match(&candidate.right));
            found.matches_among_candidates += u64::from(among);
            if !outcome.correctly_linked() {
                found.missed.push((decision.left.clone(), (*target).clone()));
            }
        }
        let best = decision.candidates.first();
        let (claimed, is_true) =
            best.map_or((0.0, false), |best| (best.probability, is_match(&best.right)));
        squared += (claimed - f64::from(u8::from(is_true))).powi(2);
        if best.is_some() {
            bands.add(claimed, is_true);
        }
    }
    found.precision = share(found.correct_links, found.links);
    found.recall = share(found.correct_links, found.matches);
    found.f1 = harmonic(found.precision, found.recall);
    found.blocking_recall = share(found.matches_among_candidates, found.matches);
    found.brier = squared / (set.decisions.len().max(1)) as f64;
    found.calibration = bands.finish();
    found
}

/// One decision against the truth.
#[derive(Clone, Copy, Debug)]
struct Outcome {
    /// The left record has a target in the truth.
    matched: bool,
    linked: bool,
    possible: bool,
    /// The target linked or proposed is a true one.
    correct: bool,
}

impl Outcome {
    fn of(decision: &Decision, targets: &BTreeSet<&RecordId>) -> Self {
        Self {
            matched: !targets.is_empty(),
            linked: decision.status == LinkStatus::Link,
            possible: decision.status == LinkStatus::PossibleLink,
            correct: decision.target.as_ref().is_some_and(|target| targets.contains(target)),
        }
    }

    const fn correctly_linked(self) -> bool {
        self.linked && self.correct
    }

    const fn in_review(self) -> bool {
        self.possible && self.correct
    }
}

/// Probabilities claimed, by bands of a tenth.
#[derive(Default)]
struct Bands([(u64, f64, u64); BANDS]);

impl Bands {
    fn add(&mut self, claimed: f64, is_true: bool) {
        let band = &mut self.0[((claimed * BANDS as f64) as usize).min(BANDS - 1)];
        *band = (band.0 + 1, band.1 + claimed, band.2 + u64::from(is_true));
    }

    fn finish(self) -> Vec<CalibrationBand> {
        let mean = |sum: f64, of: u64| if of == 0 { 0.0 } else { sum / of as f64 };
        let bands = self.0.into_iter().enumerate();
        bands
            .map(|(band, (decisions, claimed, is_true))| CalibrationBand {
                from: band as f64 / BANDS as f64,
                decisions,
                claimed: mean(claimed, decisions),
                matched: mean(is_true as f64, decisions),
            })
            .collect()
    }
}

/// Every right record that is a true target of each left record.
fn true_targets<'t>(
    kind: LinkKind,
    truth: &'t [(RecordId, RecordId)],
    lineage: &'t BTreeMap<RecordId, Vec<RecordId>>,
) -> BTreeMap<&'t RecordId, BTreeSet<&'t RecordId>> {
    let mut all: BTreeMap<&RecordId, BTreeSet<&RecordId>> = BTreeMap::new();
    for (left, right) in truth {
        // Between reports the lower id looks for its partner, whichever way the truth was written.
        let swap = kind == LinkKind::NgoNgo && right < left;
        let (left, right) = if swap { (right, left) } else { (left, right) };
        let targets = all.entry(left).or_default();
        targets.insert(right);
        targets.extend(lineage.get(right).into_iter().flatten());
    }
    all
}

fn share(part: u64, whole: u64) -> f64 {
    share_of(part, whole).unwrap_or(1.0)
}

fn share_of(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn harmonic(a: f64, b: f64) -> f64 {
    if a + b == 0.0 { 0.0 } else { 2.0 * a * b / (a + b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::{Candidate, Decision, Identifiability};
    use crate::match_weight::MatchWeight;

    fn decision(left: &str, status: LinkStatus, candidates: &[(&str, f64)]) -> Decision {
        let candidate = |(right, probability): &(&str, f64)| Candidate {
            right: (*right).into(),
            evidence: Vec::new(),
            weight: MatchWeight::ZERO,
            probability: *probability,
            rules: Vec::new(),
        };
        let candidates: Vec<Candidate> = candidates.iter().map(candidate).collect();
        let target = (status != LinkStatus::NonLink).then(|| candidates[0].right.clone());
        Decision {
            left: left.into(),
            status,
            lineage: target.iter().cloned().collect(),
            target,
            none_probability: if candidates.is_empty() { 0.7 } else { 0.0 },
            candidates,
            identifiability: Identifiability::Sufficient,
        }
    }

    #[test]
    fn figures_equal_the_count_on_paper() {
        use LinkStatus::{Link, NonLink, PossibleLink};
        let set = LinkSet {
            kind: LinkKind::NgoRegister,
            decisions: vec![
                decision("a", Link, &[("1", 0.95)]),                 // right
                decision("b", Link, &[("2b", 0.99)]),                // right by lineage
                decision("c", Link, &[("9", 0.91)]),                 // wrong: true is 3
                decision("d", PossibleLink, &[("4", 0.60)]),         // right, in review
                decision("e", NonLink, &[("8", 0.05), ("5", 0.01)]), // missed, but compared
                decision("f", NonLink, &[]),                         // rightly none
                decision("g", Link, &[("7", 0.92)]),                 // wrong: no target
            ],
            sizes: (7, 9),
            candidate_pairs: 7,
            blocking: Vec::new(),
            parameters: Vec::new(),
        };
        let pair = |left: &str, right: &str| (RecordId::from(left), RecordId::from(right));
        let truth =
            [pair("a", "1"), pair("b", "2"), pair("c", "3"), pair("d", "4"), pair("e", "5")];
        let lineage = BTreeMap::from([("2".into(), vec!["2".into(), "2b".into()])]);
        let found = evaluate(&set, &truth, &lineage);
        assert_eq!((found.matches, found.links, found.correct_links), (5, 4, 2));
        assert_eq!((found.possible_links, found.matches_in_review), (1, 1));
        assert_eq!(found.matches_among_candidates, 4);
        assert!((found.precision - 0.5).abs() < 1e-12 && (found.recall - 0.4).abs() < 1e-12);
        assert!((found.f1 - 4.0 / 9.0).abs() < 1e-12);
        assert_eq!(found.false_links, [pair("c", "9"), pair("g", "7")]);
        assert_eq!(found.missed, [pair("c", "3"), pair("d", "4"), pair("e", "5")]);
        let top = found.calibration[9];
        assert_eq!(top.decisions, 4);
        assert!((top.matched - 0.5).abs() < 1e-12 && (top.claimed - 0.9425).abs() < 1e-12);

        let none = none_calibration(&set, &truth, &lineage);
        assert_eq!((none.records, none.without_target), (7, 2), "f and g have no target");
        assert!((none.brier - 1.09 / 7.0).abs() < 1e-12, "{}", none.brier);
        assert!((none.brier_of_share - 10.0 / 49.0).abs() < 1e-12);
        let told: u64 = none.bands.iter().map(|band| band.decisions).sum();
        assert_eq!(told, 7);
    }

    #[test]
    fn nothing_linked_and_nothing_to_link_is_perfect() {
        let set = LinkSet {
            kind: LinkKind::NgoNgo,
            decisions: Vec::new(),
            sizes: (0, 0),
            candidate_pairs: 0,
            blocking: Vec::new(),
            parameters: Vec::new(),
        };
        let found = evaluate(&set, &[], &BTreeMap::new());
        assert!((found.f1 - 1.0).abs() < 1e-12);
    }
}
