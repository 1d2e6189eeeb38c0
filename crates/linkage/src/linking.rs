//! One run from two lists of records to a [`LinkSet`]. Reach for [`link`] with a [`CasePair`]: the
//! three kinds of link differ only in how a record becomes a profile and in what is compared.
//!
//! Records are sorted by id at intake, every parallel step collects in index order or adds whole
//! numbers, so neither the row order of the inputs nor the number of threads changes a bit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};

use fuzzy_matching::narrative::WordWeights;
use fuzzy_matching::offence::OffenceLevel;
use rayon::prelude::*;
use records::{NumberKind, RecordId, Reference};

use crate::area_frequency::AreaFrequencies;
use crate::blocking_key::KeySide;
use crate::blocking_rule::{BlockingRules, CandidatePair, Hit, LeftIndex};
use crate::case_profile::{CaseProfile, CaseRarity, Depth, Profiler};
use crate::comparison_vector::ComparisonVector;
use crate::decision::{BlockingRuleReport, Decision, LinkKind, LinkSet};
use crate::decision_rule::{DecisionRule, Scored};
use crate::error::LinkageError;
use crate::human_decision::HumanDecisions;
use crate::lineage::Lineages;
use crate::match_weight::MatchWeight;
use crate::model::LinkModel;
use crate::offence_frequency::OffenceCounts;
use crate::options::{LinkOptions, Phase, Progress};
use crate::posterior::estimate_prior;
use crate::term_frequency::{TermCounts, TermFrequencies};

/// Records folded per unit of work.
const CHUNK: usize = 256;
/// Left records' worth of belief in the shipped share of matches.
const PRIOR_STRENGTH: f64 = 20.0;

/// How often each number that the left side cites is carried on the right.
pub(crate) type NumberCounts = BTreeMap<(NumberKind, String), u32>;

/// A profile with the rarity of its names.
#[derive(Clone, Default)]
pub(crate) struct Prepared<'a> {
    pub(crate) case: CaseProfile<'a>,
    pub(crate) rarity: CaseRarity,
    /// Of a left record: how many right records stand at each offence level to it.
    pub(crate) offences: BTreeMap<OffenceLevel, u64>,
}

impl Context<'_> {
    /// A right record that agrees with everything the left one states, as far as the right side
    /// could hold it: no register carries an NGO's letter numbers. Nobody's narrative is repeated
    /// word for word, so it is left out.
    pub(crate) fn twin<'p>(&self, left: &Prepared<'p>) -> Prepared<'p> {
        let mut twin = left.clone();
        twin.case.numbers.retain(|number| self.kinds.contains(&number.kind));
        twin.case.entered = left.case.told.into_iter().collect();
        twin.case.narrative = None;
        twin
    }
}

impl<'a> Prepared<'a> {
    fn new(case: CaseProfile<'a>, frequencies: &TermFrequencies, profiler: &Profiler) -> Self {
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
    pub(crate) words: WordWeights,
    /// Targets searched: lineages count once.
    pub(crate) targets: u64,
}

/// A kind of link with its records, each side sorted by id.
pub(crate) trait CasePair: Sync {
    fn kind(&self) -> LinkKind;
    fn sizes(&self) -> (usize, usize);
    fn left_id(&self, left: u32) -> &RecordId;
    fn right_id(&self, right: u32) -> &RecordId;
    fn left(&self, profiler: &Profiler, left: u32, depth: Depth) -> CaseProfile<'_>;
    fn right(&self, profiler: &Profiler, right: u32, depth: Depth) -> CaseProfile<'_>;
    /// Lineages of the right side.
    fn lineages(&self) -> &Lineages;
    /// Whether the pair may be compared at all.
    fn admits(&self, _left: u32, _right: u32) -> bool {
        true
    }
    /// The comparison vector; the same weights whether or not details are asked for.
    fn compare(
        &self,
        context: &Context<'_>,
        left: &Prepared<'_>,
        right: &Prepared<'_>,
        explain: bool,
    ) -> ComparisonVector;
    /// The vector against a target that agrees with everything the left record states.
    fn twin(&self, context: &Context<'_>, left: &Prepared<'_>) -> ComparisonVector;
}

/// A run made ready: what blocking brought up and what comparing needs.
pub(crate) struct Stage<'s> {
    pub(crate) context: &'s Context<'s>,
    pub(crate) rule: DecisionRule,
    pub(crate) human: HumanDecisions,
    pub(crate) rules: &'s BlockingRules,
    pub(crate) lefts: &'s [Prepared<'s>],
    /// Pairs to compare, by right record, then left.
    pub(crate) pairs: &'s [CandidatePair],
}

/// Runs blocking, comparing and deciding.
pub(crate) fn link(
    pair: &impl CasePair,
    reference: &Reference,
    profiler: &Profiler,
    options: &LinkOptions,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<LinkSet, LinkageError> {
    staged(pair, reference, profiler, options, progress, |stage, blocking| {
        decide_all(pair, stage, blocking, progress)
    })
}

/// Runs blocking and hands what comparing needs to `then`, so that a pair explained afterwards is
/// compared in the very context in which it was linked.
pub(crate) fn staged<T>(
    pair: &impl CasePair,
    reference: &Reference,
    profiler: &Profiler,
    options: &LinkOptions,
    progress: &(dyn Fn(Progress) + Sync),
    then: impl FnOnce(&Stage<'_>, Vec<BlockingRuleReport>) -> T,
) -> Result<T, LinkageError> {
    let kind = pair.kind();
    let model = LinkModel::from_reference(reference, kind)?;
    let rules = BlockingRules::from_reference(reference, kind)?;
    let rule = DecisionRule::new(&model, options)?;
    let human = HumanDecisions::new(pair, options)?;
    let (left_size, right_size) = (size(pair.sizes().0), size(pair.sizes().1));

    let report =
        Report::new(Phase::Blocking, u64::from(left_size) + u64::from(right_size), progress);
    let (lefts, index, flow) = search(pair, reference, profiler, &rules, &report);
    let (mut pairs, blocking) = rules.pairs(&index, flow.hits, |l, r| pair.admits(l, r));
    human.add_missing(&mut pairs);

    let frequencies = TermFrequencies::new(flow.names);
    let context = Context {
        reference,
        model: &model,
        profiler,
        frequencies: &frequencies,
        places: &flow.places,
        offices: &flow.offices,
        numbers: &flow.numbers,
        kinds: &flow.kinds,
        words: word_weights(pair, profiler, &lefts, &pairs),
        targets: pair.lineages().count(),
    };
    let lefts: Vec<Prepared<'_>> = lefts
        .into_par_iter()
        .map(|case| {
            let offences = flow.offences.levels(reference, &case.qualifications);
            Prepared { offences, ..Prepared::new(case, &frequencies, profiler) }
        })
        .collect();
    let stage =
        Stage { context: &context, rule, human, rules: &rules, lefts: &lefts, pairs: &pairs };
    Ok(then(&stage, blocking))
}

impl Context<'_> {
    /// A right record made ready to be compared.
    pub(crate) fn prepared_right<'p>(&self, pair: &'p impl CasePair, right: u32) -> Prepared<'p> {
        let case = pair.right(self.profiler, right, Depth::Full);
        Prepared::new(case, self.frequencies, self.profiler)
    }
}

/// Compares every pair and decides every left record.
fn decide_all(
    pair: &impl CasePair,
    stage: &Stage<'_>,
    blocking: Vec<BlockingRuleReport>,
    progress: &(dyn Fn(Progress) + Sync),
) -> LinkSet {
    let (context, lefts) = (stage.context, stage.lefts);
    let left_size = size(lefts.len());
    let prepared_right = |right: u32| context.prepared_right(pair, right);
    let report = Report::new(Phase::Comparing, stage.pairs.len() as u64, progress);
    let scored = score(pair, context, lefts, stage.pairs, &prepared_right, &report);

    let by_left = group(left_size, scored);
    let start = context.model.parameters().prior_match_share;
    let weights: Vec<Vec<MatchWeight>> = (0u32..)
        .zip(&by_left)
        .map(|(left, scored)| {
            stage.rule.target_weights((left, scored), pair.lineages(), &stage.human)
        })
        .collect();
    let prior = estimate_prior(&weights, start, context.targets, PRIOR_STRENGTH);
    let deciding = Deciding { rule: &stage.rule, human: &stage.human, rules: stage.rules, prior };
    let report = Report::new(Phase::Deciding, u64::from(left_size), progress);
    let decisions = per_record(left_size, |left| {
        report.add(1);
        let (record, scored) = (&lefts[left as usize], &by_left[left as usize]);
        deciding.one(pair, context, (left, record, scored), &prepared_right)
    });
    LinkSet {
        kind: pair.kind(),
        decisions,
        sizes: (u64::from(left_size), pair.sizes().1 as u64),
        candidate_pairs: stage.pairs.len() as u64,
        blocking,
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
    fn one<'p>(
        &self,
        pair: &'p impl CasePair,
        context: &Context<'_>,
        (left, record, scored): (u32, &Prepared<'_>, &[Scored]),
        prepared_right: &impl Fn(u32) -> Prepared<'p>,
    ) -> Decision {
        let explain = |right: u32| pair.compare(context, record, &prepared_right(right), true);
        let twin = pair.twin(context, record);
        let share = (self.prior, context.targets);
        self.rule.decide(pair, (left, scored), share, self.human, self.rules, (&twin, &explain))
    }
}

/// What the right side leaves behind as it flows past.
#[derive(Default)]
struct Flow {
    hits: Vec<Hit>,
    names: TermCounts,
    places: AreaFrequencies,
    offices: AreaFrequencies,
    numbers: NumberCounts,
    kinds: BTreeSet<NumberKind>,
    offences: OffenceCounts,
}

/// The left profiles, the index over their keys, and the right side flown past it.
fn search<'p>(
    pair: &'p impl CasePair,
    reference: &Reference,
    profiler: &Profiler,
    rules: &BlockingRules,
    report: &Report<'_>,
) -> (Vec<CaseProfile<'p>>, LeftIndex, Flow) {
    let lefts: Vec<CaseProfile<'_>> = per_record(size(pair.sizes().0), |left| {
        report.add(1);
        pair.left(profiler, left, Depth::Full)
    });
    let keys: Vec<Vec<(u8, u64)>> =
        lefts.par_iter().map(|case| rules.keys(case, KeySide::Left, reference)).collect();
    let index = LeftIndex::new(&keys);
    let cited: BTreeSet<(NumberKind, &str)> = lefts
        .iter()
        .flat_map(|case| case.numbers.iter().map(|n| (n.kind, n.normalized.as_str())))
        .collect();
    let flow = flow_past(pair, reference, profiler, (rules, &index, &cited), report);
    (lefts, index, flow)
}

fn flow_past(
    pair: &impl CasePair,
    reference: &Reference,
    profiler: &Profiler,
    (rules, index, cited): (&BlockingRules, &LeftIndex, &BTreeSet<(NumberKind, &str)>),
    report: &Report<'_>,
) -> Flow {
    let size = size(pair.sizes().1);
    let starts: Vec<u32> = (0..size).step_by(CHUNK).collect();
    starts
        .par_iter()
        .map(|start| {
            let mut flow = Flow::default();
            let end = size.min(start + CHUNK as u32);
            for right in *start..end {
                let case = pair.right(profiler, right, Depth::Keys);
                let keys = rules.keys(&case, KeySide::Right, reference);
                flow.hits.extend(index.hits(&keys, right));
                case.count_names(&profiler.lexicon, &mut flow.names);
                flow.offences.add(&case.qualifications);
                flow.places.add(&profiler.places, &case.places);
                flow.offices.add(&profiler.places, &case.offices);
                for number in &case.numbers {
                    flow.kinds.insert(number.kind);
                    if cited.contains(&(number.kind, number.normalized.as_str())) {
                        let key = (number.kind, number.normalized.clone());
                        *flow.numbers.entry(key).or_default() += 1;
                    }
                }
            }
            report.add(u64::from(end - start));
            flow
        })
        .reduce(Flow::default, |mut a, mut b| {
            a.hits.append(&mut b.hits);
            a.names = a.names.merge(b.names);
            a.places = a.places.merge(b.places);
            a.offices = a.offices.merge(b.offices);
            a.kinds.append(&mut b.kinds);
            a.offences.merge(b.offences);
            for (number, count) in b.numbers {
                *a.numbers.entry(number).or_default() += count;
            }
            a
        })
}

/// Word weights over the narratives of the left side and of every right record to be compared.
fn word_weights(
    pair: &impl CasePair,
    profiler: &Profiler,
    lefts: &[CaseProfile<'_>],
    pairs: &[CandidatePair],
) -> WordWeights {
    let mut rights: Vec<u32> = pairs.iter().map(|pair| pair.right).collect();
    rights.dedup();
    let texts: Vec<_> = rights
        .par_iter()
        .filter_map(|right| pair.right(profiler, *right, Depth::Full).narrative)
        .collect();
    WordWeights::from_texts(lefts.iter().filter_map(|case| case.narrative.as_ref()).chain(&texts))
}

/// The weight of every candidate pair, in the order of `pairs` (by right record, then left).
fn score<'p>(
    pair: &'p impl CasePair,
    context: &Context<'_>,
    lefts: &[Prepared<'_>],
    pairs: &[CandidatePair],
    prepared_right: &(impl Fn(u32) -> Prepared<'p> + Sync),
    report: &Report<'_>,
) -> Vec<(u32, Scored)> {
    let of_right: Vec<&[CandidatePair]> = pairs.chunk_by(|a, b| a.right == b.right).collect();
    let scored: Vec<Vec<(u32, Scored)>> = of_right
        .par_iter()
        .map(|block| {
            let right = prepared_right(block[0].right);
            let scored = block.iter().map(|candidate| {
                let left = &lefts[candidate.left as usize];
                let weight = pair.compare(context, left, &right, false).weight();
                (candidate.left, Scored { right: candidate.right, rules: candidate.rules, weight })
            });
            let scored = scored.collect();
            report.add(block.len() as u64);
            scored
        })
        .collect();
    scored.into_iter().flatten().collect()
}

/// Candidates per left record, by right index.
fn group(lefts: u32, scored: Vec<(u32, Scored)>) -> Vec<Vec<Scored>> {
    let mut by_left: Vec<Vec<Scored>> = vec![Vec::new(); lefts as usize];
    for (left, scored) in scored {
        by_left[left as usize].push(scored);
    }
    by_left
}

fn per_record<T: Send>(size: u32, make: impl Fn(u32) -> T + Sync + Send) -> Vec<T> {
    (0..size).into_par_iter().map(make).collect()
}

/// More records than `u32::MAX` do not fit in memory: one is larger than a byte.
fn size(records: usize) -> u32 {
    u32::try_from(records).unwrap_or(u32::MAX)
}

/// Counts units of one phase and tells the caller every so often.
struct Report<'p> {
    phase: Phase,
    total: u64,
    done: AtomicU64,
    step: u64,
    progress: &'p (dyn Fn(Progress) + Sync),
}

impl<'p> Report<'p> {
    fn new(phase: Phase, total: u64, progress: &'p (dyn Fn(Progress) + Sync)) -> Self {
        progress(Progress { phase, done: 0, total });
        Self { phase, total, done: AtomicU64::new(0), step: (total / 100).max(1), progress }
    }

    fn add(&self, units: u64) {
        let before = self.done.fetch_add(units, Ordering::Relaxed);
        let done = before + units;
        if done / self.step != before / self.step || done == self.total {
            (self.progress)(Progress { phase: self.phase, done, total: self.total });
        }
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
    match sorted.windows(2).find(|pair| id(pair[0]) == id(pair[1])) {
        Some(pair) => Err(LinkageError::DuplicateId(id(pair[0]).clone())),
        None => Ok(sorted),
    }
}
