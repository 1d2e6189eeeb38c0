//! One run from two lists of records to a [`LinkSet`]. Reach for [`link`] with a [`CasePair`]: the
//! three kinds of link differ only in how a record becomes a profile and in what is compared.
//!
//! Records are sorted by id at intake, every parallel step collects in index order or adds whole
//! numbers, so neither the row order of the inputs nor the number of threads changes a bit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};

use fuzzy_matching::narrative::{NarrativeWords, WordWeights};
use rayon::prelude::*;
use records::{NumberKind, Qualification, RecordId, Reference};

use crate::area_frequency::AreaFrequencies;
use crate::blocking_rule::BlockingRules;
use crate::case_profile::{CaseProfile, CaseRarity, Profiler};
use crate::comparison_vector::ComparisonVector;
use crate::decision::{Decision, LinkKind, LinkSet, PRIOR_STRENGTH};
use crate::decision_rule::DecisionRule;
use crate::error::LinkageError;
use crate::ground::Ground;
use crate::human_decision::HumanDecisions;
use crate::lineage::Lineages;
use crate::match_weight::MatchWeight;
use crate::model::LinkModel;
use crate::options::{LinkOptions, Phase, Progress};
use crate::posterior::estimate_prior;
use crate::ranking::Ranked;
use crate::sketch::CaseView;
use crate::sketch::memory::Memory;
use crate::sketch::weigh::{OffenceTally, Weigher};
use crate::term_frequency::TermFrequencies;
use crate::weighing::{Weighed, weigh_all};

/// How often each number that the left side cites is carried on the right.
pub(crate) type NumberCounts = BTreeMap<(NumberKind, String), u32>;

/// A profile with the rarity of its names.
#[derive(Clone, Default)]
pub(crate) struct Prepared {
    pub(crate) case: CaseProfile,
    pub(crate) rarity: CaseRarity,
    /// Of a left record: how many right records stand at each offence level to it.
    pub(crate) offences: OffenceTally,
}

impl Context<'_> {
    /// A right record that agrees with everything the left one states, as far as the right side
    /// could hold it: no register carries an NGO's letter numbers. Nobody's narrative is repeated
    /// word for word, so it is left out.
    pub(crate) fn twin(&self, left: &Prepared) -> Prepared {
        let mut twin = left.clone();
        twin.case.numbers.retain(|number| self.kinds.contains(&number.kind));
        twin.case.entered = left.case.told.into_iter().collect();
        twin.case.narrative = None;
        twin
    }
}

impl Prepared {
    pub(crate) fn new(
        case: CaseProfile,
        frequencies: &TermFrequencies,
        profiler: &Profiler,
    ) -> Self {
        let rarity = CaseRarity::of(&case, frequencies, &profiler.lexicon);
        Self { rarity, case, offences: BTreeMap::new() }
    }
}

/// What comparing needs besides the two profiles.
pub(crate) struct Context<'a> {
    pub(crate) reference: &'a Reference,
    pub(crate) model: &'a LinkModel,
    pub(crate) profiler: &'a Profiler,
    pub(crate) frequencies: &'a TermFrequencies,
    /// How common the places and the areas of the offices are on the right.
    pub(crate) places: &'a AreaFrequencies,
    pub(crate) offices: &'a AreaFrequencies,
    pub(crate) numbers: &'a NumberCounts,
    /// Kinds of number that the right side carries at all.
    pub(crate) kinds: &'a BTreeSet<NumberKind>,
    pub(crate) words: &'a WordWeights,
    /// Targets searched: lineages count once.
    pub(crate) targets: u64,
    /// Whether persons are tallied for estimation.
    pub(crate) tally: bool,
}

/// A kind of link with its records, each side sorted by id.
pub(crate) trait CasePair: Sync {
    fn kind(&self) -> LinkKind;
    fn sizes(&self) -> (usize, usize);
    fn left_id(&self, left: u32) -> &RecordId;
    fn right_id(&self, right: u32) -> &RecordId;
    /// A left record with its narrative.
    fn left(&self, profiler: &Profiler, left: u32) -> CaseProfile;
    /// A right record without its narrative, which is folded only where it is compared.
    fn right(&self, profiler: &Profiler, right: u32) -> CaseProfile;
    /// The narrative of a right record, where narratives are compared.
    fn narrative(&self, _profiler: &Profiler, _right: u32) -> Option<NarrativeWords> {
        None
    }
    /// The qualifications of a right record that offences are compared with, and counted.
    fn offences<'c>(&self, right: &'c CaseProfile) -> &'c [Qualification] {
        &right.qualifications
    }
    /// Lineages of the right side.
    fn lineages(&self) -> &Lineages;
    /// Whether the pair may be compared at all.
    fn admits(&self, _left: u32, _right: u32) -> bool {
        true
    }
    /// The comparison of the lag, and that of the event where the lag is near.
    fn conditional(&self) -> (&'static str, &'static str);
    /// What [`CasePair::compare`] weighs, to the last bit, from the sketches of both records.
    fn weigh(
        &self,
        weigher: &Weigher<'_>,
        sides: (CaseView<'_>, CaseView<'_>),
        indices: (u32, u32),
        memory: &mut Memory,
    ) -> MatchWeight;
    /// The comparison vector; the same weights whether or not details are asked for.
    fn compare(
        &self,
        context: &Context<'_>,
        left: &Prepared,
        right: &Prepared,
        explain: bool,
    ) -> ComparisonVector;
    /// The vector against a target that agrees with everything the left record states.
    fn twin(&self, context: &Context<'_>, left: &Prepared) -> ComparisonVector;
}

/// A run made ready: what blocking brought up and what comparing needs.
pub(crate) struct Stage<'s> {
    pub(crate) ground: &'s Ground<'s>,
    pub(crate) context: &'s Context<'s>,
    pub(crate) rule: DecisionRule,
    pub(crate) human: &'s HumanDecisions,
    pub(crate) rules: &'s BlockingRules,
}

/// Runs blocking, comparing and deciding.
pub(crate) fn link(
    pair: &impl CasePair,
    reference: &Reference,
    profiler: &Profiler,
    options: &LinkOptions,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<LinkSet, LinkageError> {
    staged(pair, reference, profiler, options, progress, |stage| decide_all(pair, stage, progress))
}

/// Runs blocking and hands what comparing needs to `then`, so that a pair explained afterwards is
/// compared in the very context in which it was linked.
pub(crate) fn staged<T>(
    pair: &impl CasePair,
    reference: &Reference,
    profiler: &Profiler,
    options: &LinkOptions,
    progress: &(dyn Fn(Progress) + Sync),
    then: impl FnOnce(&Stage<'_>) -> T,
) -> Result<T, LinkageError> {
    let kind = pair.kind();
    let model = options.model(reference, kind)?;
    let rules = BlockingRules::from_reference(reference, kind)?;
    let rule = DecisionRule::new(&model, options)?;
    let human = HumanDecisions::new(pair, options)?;
    let ground = Ground::new(pair, reference, profiler, &rules, &human, progress);
    let context = ground.context(&model, false);
    let stage = Stage { ground: &ground, context: &context, rule, human: &human, rules: &rules };
    Ok(then(&stage))
}

/// Weighs every pair and decides every left record.
fn decide_all(
    pair: &impl CasePair,
    stage: &Stage<'_>,
    progress: &(dyn Fn(Progress) + Sync),
) -> LinkSet {
    let context = stage.context;
    let left_size = size(pair.sizes().0);
    let Weighed { ranked, tally, pairs } = weigh_all(pair, stage, progress);
    let start = context.model.parameters().prior_match_share;
    let sums = ranked.iter().map(Ranked::sum);
    let prior = estimate_prior(sums, start, context.targets, PRIOR_STRENGTH);
    let deciding = Deciding { rule: &stage.rule, human: stage.human, rules: stage.rules, prior };
    let report = Report::new(Phase::Deciding, u64::from(left_size), progress);
    let decisions = per_record(left_size, |left| {
        report.add(1);
        deciding.one(pair, stage, left, &ranked[left as usize])
    });
    LinkSet {
        kind: pair.kind(),
        decisions,
        sizes: (u64::from(left_size), pair.sizes().1 as u64),
        candidate_pairs: pairs,
        blocking: stage.ground.candidates.reports(&tally),
        parameters: stage.rule.parameters(start, prior, context.targets),
    }
}

/// What deciding needs besides the candidates.
struct Deciding<'d> {
    rule: &'d DecisionRule,
    human: &'d HumanDecisions,
    rules: &'d BlockingRules,
    prior: f64,
}

impl Deciding<'_> {
    fn one(&self, pair: &impl CasePair, stage: &Stage<'_>, left: u32, ranked: &Ranked) -> Decision {
        let (ground, context) = (stage.ground, stage.context);
        let record = ground.left(pair, left);
        let explain = |right: u32| pair.compare(context, &record, &ground.right(pair, right), true);
        let twin = pair.twin(context, &record);
        let share = (self.prior, context.targets);
        self.rule.decide(pair, (left, ranked), share, self.human, self.rules, (&twin, &explain))
    }
}

/// Candidates per left record, by right index.
pub(crate) fn group<T: Clone>(lefts: u32, scored: Vec<(u32, T)>) -> Vec<Vec<T>> {
    let mut by_left: Vec<Vec<T>> = vec![Vec::new(); lefts as usize];
    for (left, scored) in scored {
        by_left[left as usize].push(scored);
    }
    by_left
}

pub(crate) fn per_record<T: Send>(size: u32, make: impl Fn(u32) -> T + Sync + Send) -> Vec<T> {
    (0..size).into_par_iter().map(make).collect()
}

/// More records than `u32::MAX` do not fit in memory: one is larger than a byte.
pub(crate) fn size(records: usize) -> u32 {
    u32::try_from(records).unwrap_or(u32::MAX)
}

/// Counts units of one phase and tells the caller every so often.
pub(crate) struct Report<'p> {
    phase: Phase,
    total: u64,
    done: AtomicU64,
    step: u64,
    progress: &'p (dyn Fn(Progress) + Sync),
}

impl<'p> Report<'p> {
    pub(crate) fn new(phase: Phase, total: u64, progress: &'p (dyn Fn(Progress) + Sync)) -> Self {
        progress(Progress { phase, done: 0, total });
        Self { phase, total, done: AtomicU64::new(0), step: (total / 100).max(1), progress }
    }

    pub(crate) fn add(&self, units: u64) {
        let before = self.done.fetch_add(units, Ordering::Relaxed);
        let done = before + units;
        if done / self.step != before / self.step || done == self.total {
            (self.progress)(Progress { phase: self.phase, done, total: self.total });
        }
    }

    /// Tells the caller that what is done is all there was, and how much that is.
    pub(crate) fn finish(&self) -> u64 {
        let done = self.done.load(Ordering::Relaxed);
        (self.progress)(Progress { phase: self.phase, done, total: done });
        done
    }
}

/// References to the records of one side, sorted by id.
///
/// # Errors
/// When an id occurs twice.
pub(crate) fn sorted_by_id<R>(
    records: &[R],
    id: impl Fn(&R) -> &RecordId,
) -> Result<Vec<&R>, LinkageError> {
    let mut sorted: Vec<&R> = records.iter().collect();
    sorted.sort_by(|a, b| id(a).cmp(id(b)));
    match first_duplicate(sorted.iter().map(|record| id(record))) {
        Some(twice) => Err(LinkageError::DuplicateId(twice.clone())),
        None => Ok(sorted),
    }
}

/// The first of these ids in order that is the same as the one before.
pub(crate) fn first_duplicate<'i>(
    ids: impl IntoIterator<Item = &'i RecordId>,
) -> Option<&'i RecordId> {
    let mut before = None;
    ids.into_iter().find(|id| before.replace(*id) == Some(*id))
}
