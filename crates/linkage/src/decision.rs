//! What linkage says: for every record of the side being placed, the links, the runner-up and how
//! probable it is that there is none. Reach for [`LinkSet`] downstream; it is sorted by id and
//! complete (every left record has one [`Decision`]).

use std::borrow::Cow;
use std::sync::Arc;

use records::RecordId;

use crate::detail::Detail;
use crate::match_weight::MatchWeight;
use crate::model::LinkModel;

/// Which two kinds of record are linked, and in which direction they are placed.
///
/// The *left* record is the one that looks for its target: each left record gets at most one
/// target, a target may receive many (many-to-one).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkKind {
    /// NGO report (left) to crime record (right).
    NgoRegister,
    /// Court case (left) to crime record (right).
    RegisterCourt,
    /// NGO report to NGO report: the same case told twice. Left id < right id.
    NgoNgo,
}

impl LinkKind {
    /// Stable code, as in `reference/link_levels.csv` and `truth.csv`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NgoRegister => "ngo_register",
            Self::RegisterCourt => "register_court",
            Self::NgoNgo => "ngo_ngo",
        }
    }
}

/// Our decision about a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkStatus {
    /// Posterior at or above the link threshold, and assigned.
    Link,
    /// Between the thresholds: awaits clerical review.
    PossibleLink,
    /// Below the lower threshold.
    NonLink,
}

impl LinkStatus {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::PossibleLink => "possible_link",
            Self::NonLink => "non_link",
        }
    }
}

/// What one comparison contributed.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Comparison, e.g. `victims`, `event_date`; see [`crate::known_code`].
    pub comparison: Cow<'static, str>,
    /// Level reached; `missing` weighs zero.
    pub level: Cow<'static, str>,
    /// What it weighs.
    pub weight: MatchWeight,
    /// Non-personal parameters of the explanation, e.g. `aligned=2`, `days=14`. Never a name.
    pub detail: Detail,
}

/// One right record considered for a left record.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The right record.
    pub right: RecordId,
    /// Every comparison in model order.
    pub evidence: Vec<Evidence>,
    /// Sum of the evidence, bits; exactly the sum of `evidence` in order.
    pub weight: MatchWeight,
    /// Posterior that this is the target, given all candidates and "none". Range [0, 1].
    pub probability: f64,
    /// Blocking rules that brought it up, in rule order.
    pub rules: Vec<Arc<str>>,
}

/// Whether a left record carries enough to be found at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identifiability {
    /// A true target could have reached the link threshold.
    Sufficient,
    /// Even full agreement on everything stated would stay below the link threshold.
    TooFewIdentifiers,
}

/// The decision for one left record.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The left record.
    pub left: RecordId,
    /// Decision about the best candidate; `NonLink` when there is none.
    pub status: LinkStatus,
    /// The target, for `Link` and `PossibleLink`.
    pub target: Option<RecordId>,
    /// All members of the target's lineage, target included, sorted; one target in the posterior.
    pub lineage: Vec<RecordId>,
    /// Posterior that no record of the right side is the target. Range [0, 1].
    pub none_probability: f64,
    /// Nearest candidates, best first, at most [`LinkSet::KEPT_CANDIDATES`]; of a link that nobody
    /// decided, those of its target, the runner-up, any as probable as [`LinkSet::LEAST_PROBABILITY`]
    /// and those that people ruled out.
    pub candidates: Vec<Candidate>,
    /// Whether it could have been found.
    pub identifiability: Identifiability,
}

/// How a blocking rule performed.
#[derive(Clone, Debug, PartialEq)]
pub struct BlockingRuleReport {
    /// Rule id.
    pub rule: String,
    /// Candidate pairs it produced, before removing those of earlier rules.
    pub pairs: u64,
    /// Pairs no earlier rule produced.
    pub new_pairs: u64,
    /// Blocks left out for their size.
    pub purged_blocks: u64,
    /// Pairs in those blocks.
    pub purged_pairs: u64,
}

/// π, the share of left records that have a target, with the belief it was estimated from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MatchShare {
    /// As estimated on the records of the run; every probability was computed with it. Range (0, 1).
    pub estimated: f64,
    /// The model's share. Range (0, 1).
    pub start: f64,
    /// How many left records the model's share weighs.
    pub strength: f64,
}

/// What the evidence of a link set keeps of what it claims: a model that takes its comparisons for
/// independent weighs more than once what several of them say alike, so that its log odds are too far
/// from those of the share of matches. No decision rests on it, only what is said of their certainty.
///
/// # Source
/// Belin & Rubin (1995), *JASA* 90:694–707: a calibration whose own uncertainty goes with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// Share of the log odds claimed that is kept. Above 0.
    pub scale: f64,
    /// Its standard deviation from one collection of data to another. At least 0.
    pub scale_error: f64,
    /// Standard deviation of what is added to the log odds of every record alike; zero on average. At
    /// least 0.
    pub shift_error: f64,
}

/// Left records' worth of belief in the shipped share of matches.
pub(crate) const PRIOR_STRENGTH: f64 = 20.0;

/// Names of π and of its start among [`LinkSet::parameters`].
pub(crate) const MATCH_SHARE: &str = "prior_match_share";
pub(crate) const MATCH_SHARE_START: &str = "prior_match_share_start";

/// Names of a [`Calibration`] there and in `link_parameters.csv`.
pub(crate) const EVIDENCE_SCALE: &str = "evidence_scale";
pub(crate) const EVIDENCE_SCALE_ERROR: &str = "evidence_scale_error";
pub(crate) const EVIDENCE_SHIFT_ERROR: &str = "evidence_shift_error";

/// All decisions of one link kind.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkSet {
    /// Kind.
    pub kind: LinkKind,
    /// One decision per left record, sorted by id.
    pub decisions: Vec<Decision>,
    /// Records on the left and on the right.
    pub sizes: (u64, u64),
    /// Candidate pairs compared.
    pub candidate_pairs: u64,
    /// Blocking, rule by rule.
    pub blocking: Vec<BlockingRuleReport>,
    /// Model parameters used, by name: prior, thresholds.
    pub parameters: Vec<(String, f64)>,
}

impl LinkSet {
    /// Candidates kept per decision: the target, the runner-up and three more for "why not".
    pub const KEPT_CANDIDATES: usize = 5;

    /// A left record whose best target a number brought up, and is this probable beside all that persons
    /// brought up, is not looked for by its circumstances (`docs/decisions/0019-blocking-in-passes.md`).
    ///
    /// # Source
    /// Passes: Jaro (1989), *JASA* 84:414–420. The bound is a tenth of
    /// [`LinkSet::LEAST_PROBABILITY`] away from one.
    pub const SETTLED_PROBABILITY: f64 = 1.0 - 1e-5;

    /// A target less probable than this changes no figure; the others speak for it.
    pub const LEAST_PROBABILITY: f64 = 1e-4;

    /// The decision for a left record.
    pub fn decision(&self, left: &RecordId) -> Option<&Decision> {
        self.decisions
            .binary_search_by(|decision| decision.left.cmp(left))
            .ok()
            .map(|at| &self.decisions[at])
    }

    /// The share of left records with a target that the run estimated; the model's where it is not
    /// said. Range (0, 1).
    pub(crate) fn prior_match_share(&self, model: &LinkModel) -> f64 {
        self.match_share().map_or(model.parameters().prior_match_share, |share| share.estimated)
    }

    /// The share of left records with a target, as the run estimated it; `None` where the set does
    /// not say.
    pub fn match_share(&self) -> Option<MatchShare> {
        Some(MatchShare {
            estimated: self.parameter(MATCH_SHARE)?,
            start: self.parameter(MATCH_SHARE_START)?,
            strength: PRIOR_STRENGTH,
        })
    }

    /// What the evidence keeps of what it claims; `None` where that was not measured.
    pub fn calibration(&self) -> Option<Calibration> {
        Some(Calibration {
            scale: self.parameter(EVIDENCE_SCALE)?,
            scale_error: self.parameter(EVIDENCE_SCALE_ERROR)?,
            shift_error: self.parameter(EVIDENCE_SHIFT_ERROR)?,
        })
    }

    fn parameter(&self, wanted: &str) -> Option<f64> {
        self.parameters.iter().find(|(name, _)| name == wanted).map(|(_, value)| *value)
    }

    /// Links as (left, right), sorted by left.
    pub fn links(&self) -> impl Iterator<Item = (&RecordId, &RecordId)> {
        self.decisions
            .iter()
            .filter(|decision| decision.status == LinkStatus::Link)
            .filter_map(|decision| decision.target.as_ref().map(|target| (&decision.left, target)))
    }
}
