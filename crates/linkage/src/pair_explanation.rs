//! Why any two records score as they do, whether or not blocking brought them up. Reach for
//! [`PairExplanation`] to answer "why not this one?": the waterfall of a pair in the context of its
//! run, how every blocking rule stood to it, and how probable it is.
//!
//! The context (frequencies, counts, word weights) is made anew from the same records, so a pair
//! that is among the kept candidates has the weight it has there, bit for bit.

use records::{RecordId, Reference};

use crate::case_profile::Profiler;
use crate::decision::{Candidate, Evidence, LinkKind, LinkSet};
use crate::error::LinkageError;
use crate::explanation::{Note, evidence, note_codes};
use crate::linking::{CasePair, Stage, staged};
use crate::match_weight::MatchWeight;
use crate::options::LinkOptions;
use crate::ranking::{Scored, probabilities};
use crate::sketch::memory::Memory;
use crate::sketch::weigh::Weigher;
use crate::weighing::{Found, weigh_left};

/// How two records stand to one key of a blocking rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAgreement {
    /// Both have the value and it meets.
    Shared,
    /// Both have a value and none meets.
    Differs,
    /// The left record has no such value.
    LeftMissing,
    /// The right record has none.
    RightMissing,
    /// Neither has one.
    BothMissing,
}

impl KeyAgreement {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Differs => "differs",
            Self::LeftMissing => "left_missing",
            Self::RightMissing => "right_missing",
            Self::BothMissing => "both_missing",
        }
    }

    /// Compares the sorted keys of both sides.
    pub(crate) fn of(left: &[u64], right: &[u64]) -> Self {
        match (left.is_empty(), right.is_empty()) {
            (true, true) => Self::BothMissing,
            (true, false) => Self::LeftMissing,
            (false, true) => Self::RightMissing,
            (false, false) if left.iter().any(|key| right.binary_search(key).is_ok()) => {
                Self::Shared
            }
            (false, false) => Self::Differs,
        }
    }
}

/// One key of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyTrace {
    /// Code of the key generator, as in `reference/blocking_rules.csv`.
    pub key: &'static str,
    /// How the two records stand to it.
    pub agreement: KeyAgreement,
}

/// What a blocking rule made of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleOutcome {
    /// It brought the pair up.
    BroughtUp,
    /// The two agree in all its keys, but so many records do that the block was left out.
    BlockTooLarge {
        /// Most pairs that the rule takes from one block.
        most: u64,
    },
    /// The two agree in all its keys, but an earlier pass had settled where the left record belongs.
    NotAsked,
    /// It would have brought the pair up if the keys that are not shared were.
    NotShared,
}

impl RuleOutcome {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::BroughtUp => "brought_up",
            Self::BlockTooLarge { .. } => "block_too_large",
            Self::NotAsked => "not_asked",
            Self::NotShared => "not_shared",
        }
    }
}

/// How a blocking rule stood to a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleTrace {
    /// Rule id.
    pub rule: String,
    /// What it made of the pair.
    pub outcome: RuleOutcome,
    /// Its keys, in order.
    pub keys: Vec<KeyTrace>,
}

/// How a pair came to be compared, or why it was not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Among the candidates kept with the decision, at this rank from 1.
    Kept {
        /// Rank from 1.
        rank: usize,
    },
    /// Compared, but not named by the decision: others fit better.
    Compared,
    /// Never compared: no blocking rule brought it up.
    NotBroughtUp,
}

impl Standing {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kept { .. } => "kept",
            Self::Compared => "compared",
            Self::NotBroughtUp => "not_brought_up",
        }
    }
}

/// Why one pair scores as it does.
#[derive(Clone, Debug, PartialEq)]
pub struct PairExplanation {
    /// Kind of link the pair would be.
    pub kind: LinkKind,
    /// The record that looks for its target.
    pub left: RecordId,
    /// The record it is compared with.
    pub right: RecordId,
    /// Every comparison in model order, then notes at weight zero.
    pub evidence: Vec<Evidence>,
    /// Exactly the sum of `evidence` in order, bits.
    pub weight: MatchWeight,
    /// Posterior of the pair, in [0, 1]; of one that blocking did not bring up, what it would have
    /// been among the candidates compared. Entries of one lineage share it.
    pub probability: f64,
    /// Posterior that the left record has no target, under the same candidates. Range [0, 1].
    pub none_probability: f64,
    /// Whether and where it stands in the link set.
    pub standing: Standing,
    /// Every blocking rule, in rule order.
    pub rules: Vec<RuleTrace>,
}

/// Explains pairs in the context of the run that `kept` came from.
pub(crate) fn explain(
    pair: &impl CasePair,
    reference: &Reference,
    profiler: &Profiler,
    options: &LinkOptions,
    (kept, pairs): (&LinkSet, &[(RecordId, RecordId)]),
) -> Result<Vec<PairExplanation>, LinkageError> {
    let asked = pairs.iter().map(|ids| indices(pair, ids)).collect::<Result<Vec<_>, _>>()?;
    staged(pair, reference, profiler, options, &|_| {}, |stage| {
        asked.into_iter().map(|ids| one(pair, stage, kept, ids)).collect()
    })
}

fn one(
    pair: &impl CasePair,
    stage: &Stage<'_>,
    kept: &LinkSet,
    (left, right): (u32, u32),
) -> PairExplanation {
    let context = stage.context;
    let (record, target) = (stage.ground.left(pair, left), stage.ground.right(pair, right));
    let vector = pair.compare(context, &record, &target, true);
    let weight = vector.weight();
    let weigher = Weigher::new(stage.ground, context, pair.conditional());
    let Found { mut scored, asked, .. } =
        weigh_left(pair, (&weigher, stage.rules), left, &mut Memory::default());
    let candidate = scored.iter().find(|known| known.right == right).copied();
    if candidate.is_none() {
        scored.push(Scored { right, rules: 0, weight });
        scored.sort_by_key(|scored| scored.right);
    }
    let share = (kept.prior_match_share(context.model), context.targets);
    let (none_probability, probability) =
        probabilities((left, right), &scored, share, pair.lineages(), stage.human);

    let stored = kept_candidate(kept, pair.left_id(left), pair.right_id(right));
    let note = stage.human.forbids(left, right).then_some(Note::CannotLink);
    let mut evidence = evidence(vector, note.filter(|_| stored.is_none()));
    if let Some((_, stored)) = stored {
        // Why it was held back, or who decided, is said once, where the decision was made.
        let is_note =
            |e: &&Evidence| note_codes().any(|(comparison, _)| comparison == e.comparison);
        evidence.extend(stored.evidence.iter().filter(is_note).cloned());
    }
    let brought_up = candidate.map_or(0, |candidate| candidate.rules);
    let rules = (asked, brought_up);
    let rules = stage.rules.trace((&record.case, &target.case), rules, context.reference);
    PairExplanation {
        kind: pair.kind(),
        left: pair.left_id(left).clone(),
        right: pair.right_id(right).clone(),
        evidence,
        weight,
        probability,
        none_probability,
        standing: match (stored, candidate) {
            (Some((at, _)), _) => Standing::Kept { rank: at + 1 },
            (None, Some(_)) => Standing::Compared,
            (None, None) => Standing::NotBroughtUp,
        },
        rules,
    }
}

fn kept_candidate<'k>(
    kept: &'k LinkSet,
    left: &RecordId,
    right: &RecordId,
) -> Option<(usize, &'k Candidate)> {
    let candidates = kept.decision(left)?.candidates.iter();
    candidates.enumerate().find(|(_, candidate)| candidate.right == *right)
}

/// The indices of a pair of ids.
fn indices(
    pair: &impl CasePair,
    (left, right): &(RecordId, RecordId),
) -> Result<(u32, u32), LinkageError> {
    let l = (0u32..).take(pair.sizes().0).find(|at| pair.left_id(*at) == left);
    let r = (0u32..).take(pair.sizes().1).find(|at| pair.right_id(*at) == right);
    match (l, r) {
        (Some(l), Some(r)) if pair.admits(l, r) => Ok((l, r)),
        _ => Err(LinkageError::NoSuchPair {
            kind: pair.kind().code(),
            left: left.clone(),
            right: right.clone(),
        }),
    }
}
