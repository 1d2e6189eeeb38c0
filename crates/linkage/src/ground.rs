//! What a run stands on before anything is weighed: the left profiles, the candidate pairs, and
//! what was counted as the right side flowed past. Reach for [`Ground`] to compare the same pairs
//! under one model after another: nothing in it depends on the model.

use std::borrow::Cow;
use std::collections::BTreeSet;

use fuzzy_matching::narrative::{NarrativeWords, WordWeights};
use rayon::prelude::*;
use records::{NumberKind, Reference};

use crate::area_frequency::AreaFrequencies;
use crate::blocking_key::KeySide;
use crate::blocking_rule::{BlockingRules, CandidatePair, Hit, LeftIndex};
use crate::case_profile::{CaseProfile, Profiler};
use crate::comparison_vector::ComparisonVector;
use crate::decision::BlockingRuleReport;
use crate::decision_rule::Scored;
use crate::human_decision::HumanDecisions;
use crate::linking::{CasePair, Context, NumberCounts, Prepared, Report, per_record, size};
use crate::model::LinkModel;
use crate::offence_frequency::OffenceCounts;
use crate::options::{Phase, Progress};
use crate::term_frequency::{TermCounts, TermFrequencies};

/// Records folded per unit of work.
pub(crate) const CHUNK: usize = 256;
/// Size of a right side whose profiles are kept from one step to the next. Of a larger one every
/// step makes its own, so that memory does not grow with the register.
const KEPT_RIGHTS: usize = 1 << 14;

/// Candidate pairs and all that comparing them needs besides the model.
pub(crate) struct Ground<'a> {
    reference: &'a Reference,
    profiler: &'a Profiler,
    pub(crate) lefts: Vec<Prepared<'a>>,
    /// Right records that are compared, in order, and, where they are kept, each made ready.
    compared: Vec<u32>,
    rights: Vec<Prepared<'a>>,
    /// By right record, then left.
    pub(crate) pairs: Vec<CandidatePair>,
    pub(crate) blocking: Vec<BlockingRuleReport>,
    frequencies: TermFrequencies,
    places: AreaFrequencies,
    offices: AreaFrequencies,
    numbers: NumberCounts,
    kinds: BTreeSet<NumberKind>,
    words: WordWeights,
    /// Targets searched: lineages count once.
    pub(crate) targets: u64,
}

impl<'a> Ground<'a> {
    /// Runs blocking.
    pub(crate) fn new(
        pair: &'a impl CasePair,
        reference: &'a Reference,
        profiler: &'a Profiler,
        rules: &BlockingRules,
        human: &HumanDecisions,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Self {
        let records = u64::from(size(pair.sizes().0)) + u64::from(size(pair.sizes().1));
        let report = Report::new(Phase::Blocking, records, progress);
        let (lefts, index, flow) = search(pair, reference, profiler, rules, &report);
        let (mut pairs, blocking) = rules.pairs(&index, flow.hits, |l, r| pair.admits(l, r));
        human.add_missing(&mut pairs);
        let Counted { names, places, offices, offences } = flow.counted;
        let frequencies = TermFrequencies::new(names);
        let mut compared: Vec<u32> = pairs.iter().map(|pair| pair.right).collect();
        compared.dedup();
        let texts: Vec<Option<NarrativeWords>> =
            compared.par_iter().map(|right| pair.narrative(profiler, *right)).collect();
        // Weights over the narratives of the left side and of every right record to be compared.
        let narratives = lefts.iter().map(|case| &case.narrative).chain(&texts);
        let words = WordWeights::from_texts(narratives.flatten());
        let prepared = |case| Prepared::new(case, &frequencies, profiler);
        let mut kept: Vec<CaseProfile<'_>> = flow.profiles.into_iter().flatten().collect();
        let kept: Vec<CaseProfile<'_>> = compared
            .iter()
            .zip(texts)
            .filter_map(|(right, narrative)| {
                let case = std::mem::take(kept.get_mut(*right as usize)?);
                Some(CaseProfile { narrative, ..case })
            })
            .collect();
        let rights = kept.into_par_iter().map(prepared).collect();
        let offences = offences.levels(reference, &lefts);
        let lefts: Vec<Prepared<'_>> = lefts
            .into_par_iter()
            .zip(offences)
            .map(|(case, offences)| Prepared { offences, ..prepared(case) })
            .collect();
        Self {
            reference,
            profiler,
            lefts,
            compared,
            rights,
            pairs,
            blocking,
            frequencies,
            places,
            offices,
            numbers: flow.numbers,
            kinds: flow.kinds,
            words,
            targets: pair.lineages().count(),
        }
    }

    /// What comparing needs, with a model.
    pub(crate) const fn context<'c>(&'c self, model: &'c LinkModel, tally: bool) -> Context<'c> {
        Context {
            reference: self.reference,
            model,
            profiler: self.profiler,
            frequencies: &self.frequencies,
            places: &self.places,
            offices: &self.offices,
            numbers: &self.numbers,
            kinds: &self.kinds,
            words: &self.words,
            targets: self.targets,
            tally,
        }
    }

    /// A right record ready to be compared.
    pub(crate) fn right<'p>(
        &'p self,
        pair: &'p impl CasePair,
        right: u32,
    ) -> Cow<'p, Prepared<'p>> {
        let at = self.compared.binary_search(&right).ok();
        if let Some(kept) = at.and_then(|at| self.rights.get(at)) {
            return Cow::Borrowed(kept);
        }
        let narrative = pair.narrative(self.profiler, right);
        let case = CaseProfile { narrative, ..pair.right(self.profiler, right) };
        Cow::Owned(Prepared::new(case, &self.frequencies, self.profiler))
    }

    /// Compares every candidate pair; what `keep` makes of each, with its left record, in the order
    /// of the pairs.
    pub(crate) fn compare<T: Send>(
        &self,
        pair: &impl CasePair,
        context: &Context<'_>,
        progress: &(dyn Fn(Progress) + Sync),
        keep: impl Fn(Scored, &ComparisonVector) -> T + Sync,
    ) -> Vec<(u32, T)> {
        let report = Report::new(Phase::Comparing, self.pairs.len() as u64, progress);
        let of_right: Vec<&[CandidatePair]> =
            self.pairs.chunk_by(|a, b| a.right == b.right).collect();
        let kept: Vec<Vec<(u32, T)>> = of_right
            .par_iter()
            .map(|block| {
                let right = self.right(pair, block[0].right);
                let kept = block.iter().map(|candidate| {
                    let left = &self.lefts[candidate.left as usize];
                    let vector = pair.compare(context, left, &right, false);
                    let weight = vector.weight();
                    let scored = Scored { right: candidate.right, rules: candidate.rules, weight };
                    (candidate.left, keep(scored, &vector))
                });
                let kept = kept.collect();
                report.add(block.len() as u64);
                kept
            })
            .collect();
        kept.into_iter().flatten().collect()
    }
}

/// What the right side leaves behind as it flows past.
#[derive(Default)]
struct Flow<'p> {
    /// Every profile, in pieces, where the side is small enough to keep them.
    profiles: Vec<Vec<CaseProfile<'p>>>,
    hits: Vec<Hit>,
    counted: Counted,
    numbers: NumberCounts,
    kinds: BTreeSet<NumberKind>,
}

/// What is counted of the right side whichever left side looks at it.
#[derive(Default)]
pub(crate) struct Counted {
    pub(crate) names: TermCounts,
    pub(crate) places: AreaFrequencies,
    pub(crate) offices: AreaFrequencies,
    pub(crate) offences: OffenceCounts,
}

impl Counted {
    /// Counts one record of the right side.
    pub(crate) fn add(
        &mut self,
        pair: &impl CasePair,
        case: &CaseProfile<'_>,
        profiler: &Profiler,
    ) {
        case.count_names(&profiler.lexicon, &mut self.names);
        self.offences.add(pair.offences(case));
        self.places.add(&profiler.places, &case.places);
        self.offices.add(&profiler.places, &case.offices);
    }

    /// Adds the counts of another part of the side; the order of merging does not matter.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.offences.merge(other.offences);
        Self {
            names: self.names.merge(other.names),
            places: self.places.merge(other.places),
            offices: self.offices.merge(other.offices),
            offences: self.offences,
        }
    }
}

/// The left profiles, the index over their keys, and the right side flown past it.
fn search<'p>(
    pair: &'p impl CasePair,
    reference: &Reference,
    profiler: &Profiler,
    rules: &BlockingRules,
    report: &Report<'_>,
) -> (Vec<CaseProfile<'p>>, LeftIndex, Flow<'p>) {
    let lefts: Vec<CaseProfile<'_>> = per_record(size(pair.sizes().0), |left| {
        report.add(1);
        pair.left(profiler, left)
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

fn flow_past<'p>(
    pair: &'p impl CasePair,
    reference: &Reference,
    profiler: &Profiler,
    (rules, index, cited): (&BlockingRules, &LeftIndex, &BTreeSet<(NumberKind, &str)>),
    report: &Report<'_>,
) -> Flow<'p> {
    let size = size(pair.sizes().1);
    let keep = pair.sizes().1 <= KEPT_RIGHTS;
    let starts: Vec<u32> = (0..size).step_by(CHUNK).collect();
    starts
        .par_iter()
        .map(|start| {
            let mut flow = Flow::default();
            let mut profiles = Vec::new();
            let end = size.min(start + CHUNK as u32);
            for right in *start..end {
                let case = pair.right(profiler, right);
                let keys = rules.keys(&case, KeySide::Right, reference);
                flow.hits.extend(index.hits(&keys, right));
                flow.counted.add(pair, &case, profiler);
                for number in &case.numbers {
                    flow.kinds.insert(number.kind);
                    if cited.contains(&(number.kind, number.normalized.as_str())) {
                        let key = (number.kind, number.normalized.clone());
                        *flow.numbers.entry(key).or_default() += 1;
                    }
                }
                if keep {
                    profiles.push(case);
                }
            }
            flow.profiles.push(profiles);
            report.add(u64::from(end - start));
            flow
        })
        .reduce(Flow::default, |mut a, mut b| {
            a.profiles.append(&mut b.profiles);
            a.hits.append(&mut b.hits);
            a.counted = a.counted.merge(b.counted);
            a.kinds.append(&mut b.kinds);
            for (number, count) in b.numbers {
                *a.numbers.entry(number).or_default() += count;
            }
            a
        })
}
