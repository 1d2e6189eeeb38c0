//! From weights to a decision. Reach for [`DecisionRule::decide`]: posterior over targets and
//! "none", the best target, and the reasons to hold a link back.
//!
//! * Entries of one lineage are one target; its best member speaks for it.
//! * A link needs the link threshold, a number or a person that says it is this case, bits beyond
//!   the best single name, and no second target that fits equally well: a tie goes to a person,
//!   never to the lower id.
//! * Where "none" is not likely enough the record is a possible link even if no single target
//!   reaches the threshold: several that fit are no reason to call a report unregistered.

use std::cmp::Ordering;

use crate::blocking_rule::BlockingRules;
use crate::comparison_vector::ComparisonVector;
use crate::decision::{
    Calibration, Candidate, Decision, EVIDENCE_SCALE, EVIDENCE_SCALE_ERROR, EVIDENCE_SHIFT_ERROR,
    Identifiability, LinkSet, LinkStatus, MATCH_SHARE, MATCH_SHARE_START,
};
use crate::error::LinkageError;
use crate::explanation::{Note, evidence};
use crate::human_decision::HumanDecisions;
use crate::lineage::Lineages;
use crate::linking::CasePair;
use crate::match_weight::MatchWeight;
use crate::model::LinkModel;
use crate::options::LinkOptions;
use crate::posterior::Posterior;

/// Two weights closer than this are the same evidence added in another order. Unit: bits.
const TIE_BITS: f64 = 1e-9;

/// A compared pair, seen from its left record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scored {
    pub(crate) right: u32,
    pub(crate) rules: u32,
    pub(crate) weight: MatchWeight,
}

/// Thresholds of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct DecisionRule {
    link: f64,
    possible: f64,
    corroboration_bits: f64,
    identity_bits: f64,
    initials_corroboration_bits: f64,
    calibration: Option<Calibration>,
}

/// A target with its best member.
struct Target {
    best: Scored,
    probability: f64,
}

impl DecisionRule {
    /// The thresholds of the options, else of the model.
    ///
    /// # Errors
    /// Unless 0 < possible ≤ link ≤ 1.
    pub(crate) fn new(model: &LinkModel, options: &LinkOptions) -> Result<Self, LinkageError> {
        let shipped = model.parameters();
        let link = options.link_threshold.unwrap_or(shipped.link_threshold);
        let possible =
            options.possible_threshold.unwrap_or_else(|| shipped.possible_threshold.min(link));
        if !(possible > 0.0 && possible <= link && link <= 1.0) {
            return Err(LinkageError::Thresholds);
        }
        Ok(Self {
            link,
            possible,
            corroboration_bits: shipped.corroboration_bits,
            identity_bits: shipped.identity_bits,
            initials_corroboration_bits: shipped.initials_corroboration_bits,
            calibration: shipped.calibration,
        })
    }

    /// The weight of every target of one left record, in the order of their first member.
    pub(crate) fn target_weights(
        &self,
        (left, scored): (u32, &[Scored]),
        lineages: &Lineages,
        human: &HumanDecisions,
    ) -> Vec<MatchWeight> {
        best_members(left, scored, lineages, human).iter().map(|best| best.weight).collect()
    }

    /// What a run reports of its numbers.
    pub(crate) fn parameters(&self, start: f64, prior: f64, targets: u64) -> Vec<(String, f64)> {
        let calibration = self.calibration.into_iter().flat_map(|calibration| {
            [
                (EVIDENCE_SCALE, calibration.scale),
                (EVIDENCE_SCALE_ERROR, calibration.scale_error),
                (EVIDENCE_SHIFT_ERROR, calibration.shift_error),
            ]
        });
        let own = [
            (MATCH_SHARE_START, start),
            (MATCH_SHARE, prior),
            ("link_threshold", self.link),
            ("possible_threshold", self.possible),
            ("corroboration_bits", self.corroboration_bits),
            ("identity_bits", self.identity_bits),
            ("initials_corroboration_bits", self.initials_corroboration_bits),
            ("targets", targets as f64),
        ];
        own.into_iter().chain(calibration).map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// The decision for one left record. `twin` is its vector against full agreement, `explain`
    /// gives the vector of a right record with details.
    pub(crate) fn decide(
        &self,
        pair: &impl CasePair,
        (left, scored): (u32, &[Scored]),
        (prior, size): (f64, u64),
        human: &HumanDecisions,
        rules: &BlockingRules,
        (twin, explain): (&ComparisonVector, &dyn Fn(u32) -> ComparisonVector),
    ) -> Decision {
        let lineages = pair.lineages();
        let (none, targets) = targets((left, scored), (prior, size), lineages, human);
        let (status, note) = self.status(left, &targets, none, human, explain);
        let target = (status != LinkStatus::NonLink)
            .then(|| human.target(left).unwrap_or(targets[0].best.right));
        let id = |right: u32| pair.right_id(right).clone();
        let sufficient = self.could_link(twin, prior, size);
        Decision {
            left: pair.left_id(left).clone(),
            status,
            target: target.map(id),
            lineage: target.map_or_else(Vec::new, |target| {
                lineages.members(target).iter().map(|member| id(*member)).collect()
            }),
            none_probability: none,
            candidates: kept(left, scored, &targets, target, lineages, human)
                .into_iter()
                .map(|(scored, probability)| {
                    let vector = explain(scored.right);
                    let note = match note {
                        _ if human.forbids(left, scored.right) => Some(Note::CannotLink),
                        Some(note) if target == Some(scored.right) => Some(note),
                        _ => None,
                    };
                    Candidate {
                        right: id(scored.right),
                        weight: vector.weight(),
                        evidence: evidence(vector, note),
                        probability,
                        rules: rules.names(scored.rules),
                    }
                })
                .collect(),
            identifiability: if sufficient {
                Identifiability::Sufficient
            } else {
                Identifiability::TooFewIdentifiers
            },
        }
    }

    fn status(
        &self,
        left: u32,
        targets: &[Target],
        none: f64,
        human: &HumanDecisions,
        explain: &dyn Fn(u32) -> ComparisonVector,
    ) -> (LinkStatus, Option<Note>) {
        if human.target(left).is_some() {
            return (LinkStatus::Link, Some(Note::MustLink));
        }
        let Some(first) = targets.first() else { return (LinkStatus::NonLink, None) };
        if 1.0 - none < self.possible {
            return (LinkStatus::NonLink, None);
        }
        let tie = targets
            .get(1)
            .is_some_and(|second| (first.best.weight - second.best.weight).bits().abs() < TIE_BITS);
        if tie {
            return (LinkStatus::PossibleLink, Some(Note::Tie));
        }
        if first.probability < self.link {
            return (LinkStatus::PossibleLink, None);
        }
        match self.reason_to_hold_back(&explain(first.best.right)) {
            Some(note) => (LinkStatus::PossibleLink, Some(note)),
            None => (LinkStatus::Link, None),
        }
    }

    /// Why this evidence is not linked without review, however much it weighs.
    fn reason_to_hold_back(&self, vector: &ComparisonVector) -> Option<Note> {
        if vector.identity() < self.identity_bits {
            Some(Note::CircumstancesAlone)
        } else if vector.identity_beyond_initials() < self.identity_bits
            && vector.corroboration() < self.initials_corroboration_bits
        {
            Some(Note::InitialsAlone)
        } else if vector.corroboration() < self.corroboration_bits {
            Some(Note::NameAlone)
        } else {
            None
        }
    }

    /// Whether a target that agrees with everything the left record states would be linked.
    fn could_link(&self, twin: &ComparisonVector, prior: f64, size: u64) -> bool {
        let alone = Posterior::of(&[twin.weight()], prior, size);
        alone.targets[0] >= self.link && self.reason_to_hold_back(twin).is_none()
    }
}

/// The best member of every lineage, by the index of the lineage; pairs people ruled out are left
/// out.
pub(crate) fn best_members(
    left: u32,
    scored: &[Scored],
    lineages: &Lineages,
    human: &HumanDecisions,
) -> Vec<Scored> {
    let mut rooted: Vec<(u32, Scored)> = scored
        .iter()
        .filter(|scored| !human.forbids(left, scored.right))
        .map(|scored| (lineages.root(scored.right), *scored))
        .collect();
    rooted.sort_by(|(a_root, a), (b_root, b)| a_root.cmp(b_root).then(by_weight(a, b)));
    rooted.dedup_by_key(|(root, _)| *root);
    rooted.into_iter().map(|(_, best)| best).collect()
}

/// P(none) and the targets of one left record, the most probable first.
fn targets(
    (left, scored): (u32, &[Scored]),
    (prior, size): (f64, u64),
    lineages: &Lineages,
    human: &HumanDecisions,
) -> (f64, Vec<Target>) {
    let best = best_members(left, scored, lineages, human);
    let weights: Vec<MatchWeight> = best.iter().map(|best| best.weight).collect();
    let mut posterior = Posterior::of(&weights, prior, size);
    if let Some(decided) = human.target(left) {
        let same = |right: u32| lineages.root(right) == lineages.root(decided);
        posterior.none = 0.0;
        posterior.targets = best.iter().map(|b| f64::from(u8::from(same(b.right)))).collect();
    }
    let mut targets: Vec<Target> = best
        .into_iter()
        .zip(posterior.targets)
        .map(|(best, probability)| Target { best, probability })
        .collect();
    targets.sort_by(|a, b| better(a.probability, &a.best, b.probability, &b.best));
    (posterior.none, targets)
}

/// P(none) of one left record and the probability of one right record, which is that of its
/// lineage; zero where people ruled the pair out.
pub(crate) fn probabilities(
    (left, right): (u32, u32),
    scored: &[Scored],
    share: (f64, u64),
    lineages: &Lineages,
    human: &HumanDecisions,
) -> (f64, f64) {
    let (none, targets) = targets((left, scored), share, lineages, human);
    (none, probability_of((left, right), &targets, lineages, human))
}

fn probability_of(
    (left, right): (u32, u32),
    targets: &[Target],
    lineages: &Lineages,
    human: &HumanDecisions,
) -> f64 {
    let root = lineages.root(right);
    let of = targets.iter().find(|target| lineages.root(target.best.right) == root);
    of.filter(|_| !human.forbids(left, right)).map_or(0.0, |target| target.probability)
}

/// The candidates to keep: the target, then by probability and weight, pairs people ruled out last.
fn kept(
    left: u32,
    scored: &[Scored],
    targets: &[Target],
    target: Option<u32>,
    lineages: &Lineages,
    human: &HumanDecisions,
) -> Vec<(Scored, f64)> {
    let probability = |right: u32| probability_of((left, right), targets, lineages, human);
    let mut all: Vec<(Scored, f64)> =
        scored.iter().map(|scored| (*scored, probability(scored.right))).collect();
    all.sort_by(|(a, p), (b, q)| {
        let last =
            |scored: &Scored| (target != Some(scored.right), human.forbids(left, scored.right));
        last(a).cmp(&last(b)).then(better(*p, a, *q, b))
    });
    all.truncate(LinkSet::KEPT_CANDIDATES);
    all
}

fn better(p: f64, a: &Scored, q: f64, b: &Scored) -> Ordering {
    q.total_cmp(&p).then(by_weight(a, b))
}

fn by_weight(a: &Scored, b: &Scored) -> Ordering {
    b.weight.bits().total_cmp(&a.weight.bits()).then(a.right.cmp(&b.right))
}
