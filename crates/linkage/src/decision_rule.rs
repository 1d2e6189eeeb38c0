//! From weights to a decision. Reach for [`DecisionRule::decide`]: posterior over targets and
//! "none", the best target, and the reasons to hold a link back.
//!
//! * Entries of one lineage are one target; its best member speaks for it.
//! * A link needs the link threshold, a number or a person that says it is this case, bits beyond
//!   the best single name, and no second target that fits equally well: a tie goes to a person,
//!   never to the lower id.
//! * Where "none" is not likely enough the record is a possible link even if no single target
//!   reaches the threshold: several that fit are no reason to call a report unregistered.

use crate::blocking_rule::BlockingRules;
use crate::comparison_vector::ComparisonVector;
use crate::decision::{
    Calibration, Candidate, Decision, EVIDENCE_SCALE, EVIDENCE_SCALE_ERROR, EVIDENCE_SHIFT_ERROR,
    Identifiability, LinkStatus, MATCH_SHARE, MATCH_SHARE_START,
};
use crate::error::LinkageError;
use crate::explanation::{Note, evidence};
use crate::human_decision::HumanDecisions;
use crate::linking::CasePair;
use crate::model::LinkModel;
use crate::options::LinkOptions;
use crate::posterior::Posterior;
use crate::ranking::{Kept, Ranked, RankedPosterior, Scored};

/// Two weights closer than this are the same evidence added in another order. Unit: bits.
const TIE_BITS: f64 = 1e-9;

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
        (left, ranked): (u32, &Ranked),
        (prior, size): (f64, u64),
        human: &HumanDecisions,
        rules: &BlockingRules,
        (twin, explain): (&ComparisonVector, &dyn Fn(u32) -> ComparisonVector),
    ) -> Decision {
        let decided = human.target(left);
        let posterior = ranked.posterior((prior, size), decided.is_some());
        let best = ranked.kept.first().map(|first| (first, explain(first.scored.right)));
        let (status, note) = match decided {
            Some(_) => (LinkStatus::Link, Some(Note::MustLink)),
            None => self.status(ranked, &posterior, best.as_ref()),
        };
        let settled = decided.is_none() && status == LinkStatus::Link;
        let named = |kept: &&Kept| {
            !settled || ranked.speaks_beside_a_link(kept, &posterior, pair.lineages())
        };
        let first = best.as_ref().map(|(best, _)| best.scored.right);
        let target = decided.or(first).filter(|_| status != LinkStatus::NonLink);
        let id = |right: u32| pair.right_id(right).clone();
        let members = |target| pair.lineages().members(target).iter();
        let mut of_best = best.map(|(_, vector)| vector);
        let candidate = |kept: &Kept| {
            let Scored { right, rules: brought_up, .. } = kept.scored;
            // The best one is the first.
            let vector = of_best.take().unwrap_or_else(|| explain(right));
            let note = match note {
                _ if kept.target.is_none() => Some(Note::CannotLink),
                Some(note) if target == Some(right) => Some(note),
                _ => None,
            };
            Candidate {
                right: id(right),
                weight: vector.weight(),
                evidence: evidence(vector, note),
                probability: posterior.target(kept.target),
                rules: rules.names(brought_up),
            }
        };
        Decision {
            left: pair.left_id(left).clone(),
            status,
            target: target.map(id),
            lineage: target
                .map_or_else(Vec::new, |target| members(target).map(|m| id(*m)).collect()),
            none_probability: posterior.none(),
            candidates: ranked.kept.iter().filter(named).map(candidate).collect(),
            identifiability: if self.could_link(twin, prior, size) {
                Identifiability::Sufficient
            } else {
                Identifiability::TooFewIdentifiers
            },
        }
    }

    fn status(
        &self,
        ranked: &Ranked,
        posterior: &RankedPosterior,
        best: Option<&(&Kept, ComparisonVector)>,
    ) -> (LinkStatus, Option<Note>) {
        let Some((first, vector)) = best.filter(|(best, _)| best.target.is_some()) else {
            return (LinkStatus::NonLink, None);
        };
        if 1.0 - posterior.none() < self.possible {
            return (LinkStatus::NonLink, None);
        }
        let weight = first.scored.weight;
        if ranked.second.is_some_and(|second| (weight - second).bits().abs() < TIE_BITS) {
            return (LinkStatus::PossibleLink, Some(Note::Tie));
        }
        if posterior.target(first.target) < self.link {
            return (LinkStatus::PossibleLink, None);
        }
        match self.reason_to_hold_back(vector) {
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
