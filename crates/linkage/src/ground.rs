//! What a run stands on before anything is weighed: both sides as sketches, the candidate pairs, and
//! what was counted as the right side flowed past. Reach for [`Ground`] to compare the same pairs
//! under one model after another: nothing in it depends on the model.

use std::collections::BTreeSet;

use fuzzy_matching::narrative::{CodedText, NarrativeWords, WordWeights};
use rayon::prelude::*;
use records::{NumberKind, Reference};
use rustc_hash::FxHashMap;

use crate::area_frequency::AreaFrequencies;
use crate::blocking_key::KeySide;
use crate::blocking_rule::BlockingRules;
use crate::candidates::{CandidatePair, Candidates, Hit, LeftIndex};
use crate::case_profile::{CaseProfile, Profiler};
use crate::human_decision::HumanDecisions;
use crate::linking::{CasePair, Context, NumberCounts, Prepared, Report, size};
use crate::model::LinkModel;
use crate::offence_frequency::OffenceCounts;
use crate::options::{Phase, Progress};
use crate::sketch::dictionary::{Dictionary, UNSHARED, Values};
use crate::sketch::weigh::OffenceTally;
use crate::sketch::{CHUNK, Chunk, Sketches, ValueCounts};
use crate::term_frequency::{TermCounts, TermFrequencies};

/// No text of a right record.
const NO_TEXT: u32 = u32::MAX;

/// Candidate pairs and all that comparing them needs besides the model.
pub(crate) struct Ground<'a> {
    reference: &'a Reference,
    profiler: &'a Profiler,
    pub(crate) human: &'a HumanDecisions,
    pub(crate) lefts: Sketches,
    pub(crate) rights: Sketches,
    pub(crate) values: Values,
    pub(crate) candidates: Candidates,
    /// By the offences of left records.
    pub(crate) offence_tallies: Tallies,
    frequencies: TermFrequencies,
    places: AreaFrequencies,
    offices: AreaFrequencies,
    numbers: NumberCounts,
    kinds: BTreeSet<NumberKind>,
    words: WordWeights,
    texts: Texts,
    /// Right records that carry each number of the left side.
    pub(crate) carriers: Vec<u32>,
    /// Targets searched: lineages count once.
    pub(crate) targets: u64,
}

type Tallies = FxHashMap<u32, OffenceTally>; // looked up only

/// The narratives of all left records and of the right ones compared.
#[derive(Default)]
struct Texts {
    of_left: Vec<Option<CodedText>>,
    of_right: Vec<CodedText>,
    /// Which of `of_right` each right record has; empty where no narratives are compared.
    at: Vec<u32>,
}

impl<'a> Ground<'a> {
    /// Runs blocking.
    pub(crate) fn new(
        pair: &impl CasePair,
        reference: &'a Reference,
        profiler: &'a Profiler,
        rules: &BlockingRules,
        human: &'a HumanDecisions,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Self {
        let records = u64::from(size(pair.sizes().0)) + u64::from(size(pair.sizes().1));
        let report = Report::new(Phase::Blocking, records, progress);
        let left = LeftSide::new(pair, reference, profiler, rules, &report);
        let flow = flow_past(pair, reference, profiler, (rules, &left), &report);
        let LeftSide { sketches, index, dictionary, narratives } = left;
        let candidates = Candidates::new(rules, (&index, pair.sizes().0), flow.hits);
        drop(index);
        let mut carriers = vec![0; dictionary.numbers_known()];
        for ((kind, number), count) in &flow.numbers {
            carriers[dictionary.number_of(*kind, number) as usize] = *count;
        }
        let values = dictionary.into_values(&profiler.lexicon);
        let Counted { names, places, offices, offences } =
            Counted::of_values(&values, &flow.counts, profiler);
        let compared = candidates.compared(human, |left, right| pair.admits(left, right));
        let (words, texts) = texts(pair, profiler, narratives, &compared);
        Self {
            reference,
            profiler,
            human,
            offence_tallies: tallies(reference, &sketches, &values, &offences),
            lefts: sketches,
            rights: Sketches(flow.sketches),
            values,
            candidates,
            frequencies: TermFrequencies::new(names),
            places,
            offices,
            numbers: flow.numbers,
            kinds: flow.kinds,
            words,
            texts,
            carriers,
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

    /// The pairs of one left record that the rules `asked` bring up, a bit each, by right record.
    pub(crate) fn pairs(&self, pair: &impl CasePair, left: u32, asked: u32) -> Vec<CandidatePair> {
        self.candidates.of(left, asked, self.human, |left, right| pair.admits(left, right))
    }

    /// A left record ready to be compared with an explanation.
    pub(crate) fn left(&self, pair: &impl CasePair, left: u32) -> Prepared {
        let case = pair.left(self.profiler, left);
        let offences = self.offence_tallies[&self.lefts.case(left).case.offences].clone();
        Prepared { offences, ..Prepared::new(case, &self.frequencies, self.profiler) }
    }

    /// A right record ready to be compared with an explanation.
    pub(crate) fn right(&self, pair: &impl CasePair, right: u32) -> Prepared {
        let narrative = pair.narrative(self.profiler, right);
        let case = CaseProfile { narrative, ..pair.right(self.profiler, right) };
        Prepared::new(case, &self.frequencies, self.profiler)
    }

    /// Whether the narrative of a right record was read, and is there.
    #[cfg(test)]
    pub(crate) fn has_text(&self, right: u32) -> bool {
        self.texts.at.get(right as usize).is_some_and(|at| *at != NO_TEXT)
    }

    /// The narratives of a pair, where both have one.
    pub(crate) fn texts(&self, left: u32, right: u32) -> Option<(&CodedText, &CodedText)> {
        let of_left = self.texts.of_left[left as usize].as_ref()?;
        let at = *self.texts.at.get(right as usize)?;
        Some((of_left, self.texts.of_right.get(at as usize)?))
    }
}

/// Weights over the narratives of the left side and of every right record to be compared, and
/// these narratives by their words.
fn texts(
    pair: &impl CasePair,
    profiler: &Profiler,
    of_left: Vec<Option<NarrativeWords>>,
    compared: &[u32],
) -> (WordWeights, Texts) {
    let of_right: Vec<Option<NarrativeWords>> =
        compared.par_iter().map(|right| pair.narrative(profiler, *right)).collect();
    let words = WordWeights::from_texts(of_left.iter().chain(&of_right).flatten());
    let mut at = Vec::new();
    let mut texts = Vec::new();
    for (right, text) in compared.iter().zip(&of_right) {
        if let Some(text) = text {
            at.resize(pair.sizes().1, NO_TEXT);
            at[*right as usize] = size(texts.len());
            texts.push(words.code(text));
        }
    }
    let of_left = of_left.iter().map(|text| Some(words.code(text.as_ref()?))).collect();
    (words, Texts { of_left, of_right: texts, at })
}

/// How many right records stand at each offence level to left records of the same offences.
fn tallies(
    reference: &Reference,
    lefts: &Sketches,
    values: &Values,
    offences: &OffenceCounts,
) -> Tallies {
    let of_lefts: BTreeSet<u32> = lefts.cases().map(|case| case.offences).collect();
    let of_lefts: Vec<u32> = of_lefts.into_iter().collect();
    let tally = |of: &u32| (*of, offences.levels(reference, &values.offences[*of as usize]));
    of_lefts.par_iter().map(tally).collect()
}

/// What the right side leaves behind as it flows past.
#[derive(Default)]
struct Flow {
    sketches: Vec<Chunk>,
    hits: Vec<Hit>,
    counts: ValueCounts,
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
    pub(crate) fn add(&mut self, pair: &impl CasePair, case: &CaseProfile, profiler: &Profiler) {
        case.count_names(&profiler.lexicon, &mut self.names);
        self.offences.add(pair.offences(case), 1);
        self.places.add(&profiler.places, &case.places, 1);
        self.offices.add(&profiler.places, &case.offices, 1);
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

    /// From how often each value occurs.
    fn of_values(values: &Values, counts: &ValueCounts, profiler: &Profiler) -> Self {
        let words = values.words.words().iter().map(|word| &**word);
        let words = words.zip(counts.words.iter().copied());
        let mut counted =
            Self { names: TermCounts::of_words(words, &profiler.lexicon), ..Self::default() };
        for (areas, records) in values.areas.iter().zip(&counts.places) {
            counted.places.add(&profiler.places, areas, *records);
        }
        for (areas, records) in values.areas.iter().zip(&counts.offices) {
            counted.offices.add(&profiler.places, areas, *records);
        }
        for (offences, entries) in values.offences.iter().zip(&counts.offences) {
            if *entries > 0 {
                counted.offences.add(offences, *entries);
            }
        }
        counted
    }
}

/// The left side, indexed.
struct LeftSide {
    sketches: Sketches,
    index: LeftIndex,
    dictionary: Dictionary,
    narratives: Vec<Option<NarrativeWords>>,
}

impl LeftSide {
    fn new(
        pair: &impl CasePair,
        reference: &Reference,
        profiler: &Profiler,
        rules: &BlockingRules,
        report: &Report<'_>,
    ) -> Self {
        let mut dictionary = Dictionary::default();
        let (mut keys, mut narratives, mut chunks) = (Vec::new(), Vec::new(), Vec::new());
        let lefts: Vec<u32> = (0..size(pair.sizes().0)).collect();
        // Several chunks at a time: all profiles together would be larger than the sketches.
        for some in lefts.chunks(CHUNK * 64) {
            let profile = |left: &u32| {
                report.add(1);
                let mut case = pair.left(profiler, *left);
                let keys = rules.keys(&case, KeySide::Left, reference);
                (keys, case.narrative.take(), case)
            };
            let mut cases = Vec::with_capacity(some.len());
            for (own, narrative, case) in some.par_iter().map(profile).collect::<Vec<_>>() {
                keys.push(own);
                narratives.push(narrative);
                cases.push(case);
            }
            dictionary.share(&cases);
            chunks.par_extend(cases.par_chunks(CHUNK).map(|cases| chunk(cases, &dictionary)));
        }
        let index = LeftIndex::new(&keys);
        Self { sketches: Sketches(chunks), index, dictionary, narratives }
    }
}

fn chunk(cases: &[CaseProfile], dictionary: &Dictionary) -> Chunk {
    let mut chunk = Chunk::default();
    cases.iter().for_each(|case| chunk.push(case, dictionary));
    chunk.shrunk()
}

fn flow_past(
    pair: &impl CasePair,
    reference: &Reference,
    profiler: &Profiler,
    (rules, left): (&BlockingRules, &LeftSide),
    report: &Report<'_>,
) -> Flow {
    let size = size(pair.sizes().1);
    let starts: Vec<u32> = (0..size).step_by(CHUNK).collect();
    starts
        .par_iter()
        .fold(Flow::default, |mut flow, start| {
            let mut chunk = Chunk::default();
            let end = size.min(start + CHUNK as u32);
            for right in *start..end {
                let case = pair.right(profiler, right);
                let keys = rules.keys(&case, KeySide::Right, reference);
                flow.hits.extend(left.index.hits(&keys, right));
                flow.counts.add_offences(left.dictionary.offences(pair.offences(&case)));
                for number in &case.numbers {
                    flow.kinds.insert(number.kind);
                    if left.dictionary.number(number) != UNSHARED {
                        let key = (number.kind, number.normalized.clone());
                        *flow.numbers.entry(key).or_default() += 1;
                    }
                }
                chunk.push(&case, &left.dictionary);
            }
            flow.counts.add(&chunk);
            flow.sketches.push(chunk.shrunk());
            report.add(u64::from(end - start));
            flow
        })
        .reduce(Flow::default, |mut a, mut b| {
            a.sketches.append(&mut b.sketches);
            a.hits.append(&mut b.hits);
            a.counts.merge(b.counts);
            a.kinds.append(&mut b.kinds);
            for (number, count) in b.numbers {
                *a.numbers.entry(number).or_default() += count;
            }
            a
        })
}
