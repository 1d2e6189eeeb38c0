//! One report against a register that a run has linked before. Reach for [`RegisterIndex::of`] after
//! a run, and for [`Lookup`] to ask; the numbers are those the run would have given.
//!
//! The index holds what the run made of the whole register: which entries have each blocking key,
//! how often each name, area and offence occurs, and the lineages. A question then reads the few
//! entries that blocking brings up. What a question does not state is missing, as in a report: it
//! carries no numbers and no narrative, so neither is indexed. Decisions of people speak of reports
//! and are not applied.
//!
//! A block is left out where the run would have left it out with this report in place of one of its
//! own; only a block that one more report would push over its limit is treated otherwise.

use std::collections::{BTreeMap, BTreeSet};

use fuzzy_matching::narrative::WordWeights;
use fuzzy_matching::offence::OffenceLevel;
use rayon::prelude::*;
use records::{CrimeRecord, NgoReport, RecordId, Reference};

use crate::area_frequency::AreaFrequencies;
use crate::blocking_key::{KeySide, combine};
use crate::blocking_rule::BlockingRules;
use crate::case_profile::{CaseProfile, Profiler};
use crate::decision::{Candidate, Decision, Identifiability, LinkKind, LinkSet, LinkStatus};
use crate::decision_rule::DecisionRule;
use crate::error::LinkageError;
use crate::ground::Counted;
use crate::human_decision::HumanDecisions;
use crate::lineage::Lineages;
use crate::linking::{CasePair, Context, Prepared, per_record, size};
use crate::model::LinkModel;
use crate::ngo_register::NgoRegister;
use crate::options::LinkOptions;
use crate::ranking::{Ranked, Scored};
use crate::register::Register;
use crate::sketch::CHUNK;
use crate::term_frequency::{TermCounts, TermFrequencies};
use crate::weighing::pass_by_pass;

/// What is known of the register as a whole. Small: it is read whole for every question.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexHead {
    /// Targets searched; a lineage counts once.
    pub targets: u64,
    /// Share of reports with a target, as the run estimated it.
    pub prior: f64,
    /// Given names, surnames and first letters: how many were counted, and the bits that two
    /// random ones share on average.
    pub names: [(u64, f64); 3],
    /// Entries with a place, and how many lie in each area.
    pub places: (u64, Vec<(String, u64)>),
    /// The same of the areas of offices.
    pub offices: (u64, Vec<(String, u64)>),
    /// Entries at each offence level, by its code, to a report that names no article.
    pub offences: Vec<(String, u64)>,
}

/// The entries that have one blocking key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexBlock {
    /// Reports of the run that have it too.
    pub reports: u32,
    /// How many entries have it.
    pub entries: u32,
    /// Which, ascending; none where even one report would make the block too large.
    pub members: Vec<u32>,
}

/// A register made ready to be asked.
#[derive(Clone, Debug, PartialEq)]
pub struct RegisterIndex {
    /// What is known of it as a whole.
    pub head: IndexHead,
    /// Blocks by key, ascending.
    pub blocks: Vec<(u64, IndexBlock)>,
    /// Counts of names by hash, ascending.
    pub names: Vec<(u64, u64)>,
    /// Every entry, by id, with the number of the first entry of its lineage.
    pub entries: Vec<(RecordId, u32)>,
}

/// Reads a saved [`RegisterIndex`] piece by piece.
pub trait SavedIndex {
    /// Why it cannot be read.
    type Error;
    /// The block of a key; an empty one where no entry has the key.
    fn block(&mut self, key: u64) -> Result<IndexBlock, Self::Error>;
    /// How often a name occurs, by its hash; zero where it does not.
    fn name_count(&mut self, name: u64) -> Result<u64, Self::Error>;
    /// The first entry of the lineage of an entry.
    fn lineage(&mut self, entry: u32) -> Result<u32, Self::Error>;
}

impl RegisterIndex {
    /// Indexes the register that `kept` was linked against, under the options of that run.
    ///
    /// # Errors
    /// As [`crate::link_ngo_register`].
    pub fn of(
        reports: &[NgoReport],
        register: &Register<'_>,
        reference: &Reference,
        options: &LinkOptions,
        kept: &LinkSet,
    ) -> Result<Self, LinkageError> {
        let pair = NgoRegister::new(reports, register)?;
        let profiler = Profiler::new(reference, options.as_of);
        let rules = BlockingRules::from_reference(reference, LinkKind::NgoRegister)?;
        let model = options.model(reference, LinkKind::NgoRegister)?;
        let (keys, counted) = flow_past(&pair, reference, &profiler, &rules);
        let offences = counted.offences.levels(reference, &[]);
        let frequencies = TermFrequencies::new(counted.names);
        let lineages = register.lineages();
        let entries = (0u32..).zip(register.ids());
        let entries = entries.map(|(at, id)| (id.clone(), lineages.root(at)));
        Ok(Self {
            head: IndexHead {
                targets: lineages.count(),
                prior: kept.prior_match_share(&model),
                names: frequencies.totals(),
                places: counted.places.saved(),
                offices: counted.offices.saved(),
                offences: (offences.into_iter())
                    .map(|(level, count)| (level.code().to_owned(), count))
                    .collect(),
            },
            blocks: blocks(keys, &left_keys(&pair, reference, &profiler, &rules), &rules),
            names: frequencies.counts().saved(),
            entries: entries.collect(),
        })
    }
}

/// The (rule, key) pairs of every entry with its number, sorted, and what is counted of the register.
fn flow_past(
    pair: &NgoRegister<'_>,
    reference: &Reference,
    profiler: &Profiler,
    rules: &BlockingRules,
) -> (Vec<(u8, u64, u32)>, Counted) {
    let size = size(pair.register.len());
    let starts: Vec<u32> = (0..size).step_by(CHUNK).collect();
    let chunk = |start: &u32| {
        let (mut keys, mut counted) = (Vec::new(), Counted::default());
        for right in *start..size.min(start + CHUNK as u32) {
            let case = pair.right(profiler, right);
            let of_case = rules.keys(&case, KeySide::Right, reference);
            keys.extend(of_case.into_iter().map(|(rule, key)| (rule, key, right)));
            counted.add(pair, &case, profiler);
        }
        (keys, counted)
    };
    let nothing = || (Vec::new(), Counted::default());
    let (mut keys, counted) = starts.par_iter().map(chunk).reduce(nothing, |mut a, mut b| {
        a.0.append(&mut b.0);
        (a.0, a.1.merge(b.1))
    });
    keys.par_sort_unstable();
    (keys, counted)
}

/// How many reports have each (rule, key).
fn left_keys(
    pair: &NgoRegister<'_>,
    reference: &Reference,
    profiler: &Profiler,
    rules: &BlockingRules,
) -> BTreeMap<(u8, u64), u32> {
    let keys = per_record(size(pair.reports.len()), |left| {
        rules.keys(&pair.left(profiler, left), KeySide::Left, reference)
    });
    let mut counts = BTreeMap::new();
    for key in keys.into_iter().flatten() {
        *counts.entry(key).or_default() += 1;
    }
    counts
}

fn blocks(
    keys: Vec<(u8, u64, u32)>,
    reports: &BTreeMap<(u8, u64), u32>,
    rules: &BlockingRules,
) -> Vec<(u64, IndexBlock)> {
    let of = |block: &[(u8, u64, u32)]| {
        let (rule, key, _) = block[0];
        let fits = block.len() as u64 <= rules.most_pairs(rule);
        let members = block.iter().filter(|_| fits).map(|(.., right)| *right).collect();
        let reports = reports.get(&(rule, key)).copied().unwrap_or(0);
        (saved_under(rule, key), IndexBlock { reports, entries: size(block.len()), members })
    };
    let mut blocks: Vec<_> = keys.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).map(of).collect();
    blocks.sort_unstable_by_key(|(key, _)| *key);
    blocks
}

fn saved_under(rule: u8, key: u64) -> u64 {
    combine(u64::from(rule), key)
}

/// An entry that blocking brought up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Number of the entry in the index.
    pub entry: u32,
    rules: u32,
    lineage: u32,
}

/// What is said of the report asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Whether it would be linked.
    pub status: LinkStatus,
    /// To which entry, for a link or a possible link.
    pub target: Option<RecordId>,
    /// Posterior that the register does not hold it. Range [0, 1].
    pub none_probability: f64,
    /// Nearest entries, best first, at most [`LinkSet::KEPT_CANDIDATES`].
    pub candidates: Vec<Candidate>,
    /// Whether what was stated is enough to find anybody by.
    pub identifiability: Identifiability,
}

/// Asks a saved index.
pub struct Lookup<'r> {
    reference: &'r Reference,
    profiler: Profiler,
    rules: BlockingRules,
    model: LinkModel,
    rule: DecisionRule,
    head: IndexHead,
}

impl<'r> Lookup<'r> {
    /// Under the options of the run that the index was made from.
    ///
    /// # Errors
    /// As [`crate::link_ngo_register`].
    pub fn new(
        reference: &'r Reference,
        options: &LinkOptions,
        head: IndexHead,
    ) -> Result<Self, LinkageError> {
        let model = options.model(reference, LinkKind::NgoRegister)?;
        Ok(Self {
            reference,
            profiler: Profiler::new(reference, options.as_of),
            rules: BlockingRules::from_reference(reference, LinkKind::NgoRegister)?,
            rule: DecisionRule::new(&model, options)?,
            model,
            head,
        })
    }

    /// The entries that blocking brings up for a report, ascending.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn find<I: SavedIndex>(
        &self,
        report: &NgoReport,
        index: &mut I,
    ) -> Result<Vec<Found>, I::Error> {
        let nothing = Register::found(Vec::new(), Lineages::singletons(0));
        let pair = asking(report, &nothing);
        let left = pair.left(&self.profiler, 0);
        let mut rules: BTreeMap<u32, u32> = BTreeMap::new();
        for (rule, key) in self.rules.keys(&left, KeySide::Left, self.reference) {
            let block = index.block(saved_under(rule, key))?;
            let pairs = u64::from(block.entries) * u64::from(block.reports.max(1));
            if pairs <= self.rules.most_pairs(rule) {
                for entry in block.members {
                    *rules.entry(entry).or_default() |= 1 << rule;
                }
            }
        }
        rules
            .into_iter()
            .map(|(entry, rules)| Ok(Found { entry, rules, lineage: index.lineage(entry)? }))
            .collect()
    }

    /// Weighs the entries found, given in the order found.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn answer<I: SavedIndex>(
        &self,
        report: &NgoReport,
        found: &[Found],
        entries: &[CrimeRecord],
        index: &mut I,
    ) -> Result<Answer, I::Error> {
        let register = Register::found(entries.iter().collect(), lineages(found));
        let pair = asking(report, &register);
        let left = pair.left(&self.profiler, 0);
        let rights: Vec<CaseProfile> =
            per_record(size(entries.len()), |right| pair.right(&self.profiler, right));
        let people = [&left].into_iter().chain(&rights).flat_map(CaseProfile::people);
        let names = people.flat_map(|person| &person.names);
        let counts =
            TermCounts::of_names(names, &self.profiler.lexicon, |name| index.name_count(name))?;
        let frequencies = TermFrequencies::of_some(counts, self.head.names);
        let prepared = |case| Prepared::new(case, &frequencies, &self.profiler);
        let offences = self.head.offences.iter();
        let offences = offences.filter_map(|(code, n)| Some((OffenceLevel::from_code(code)?, *n)));
        let left = Prepared { offences: offences.collect(), ..prepared(left) };
        let rights: Vec<Prepared> = rights.into_par_iter().map(prepared).collect();
        Ok(self.decide(&pair, &frequencies, found, (&left, &rights)))
    }

    fn decide(
        &self,
        pair: &NgoRegister<'_>,
        frequencies: &TermFrequencies,
        found: &[Found],
        (left, rights): (&Prepared, &[Prepared]),
    ) -> Answer {
        let (places, offices) = (&self.head.places, &self.head.offices);
        let context = Context {
            reference: self.reference,
            model: &self.model,
            profiler: &self.profiler,
            frequencies,
            places: &AreaFrequencies::from_saved(places),
            offices: &AreaFrequencies::from_saved(offices),
            numbers: &BTreeMap::new(),
            kinds: &BTreeSet::new(),
            words: &WordWeights::default(),
            targets: self.head.targets,
            tally: false,
        };
        let explain = |right: u32| pair.compare(&context, left, &rights[right as usize], true);
        let scored: Vec<Scored> = per_record(size(rights.len()), |right| Scored {
            right,
            rules: found[right as usize].rules,
            weight: pair.compare(&context, left, &rights[right as usize], false).weight(),
        });
        let twin = pair.twin(&context, left);
        let share = (self.head.prior, self.head.targets);
        let nobody = HumanDecisions::none();
        let (ranked, _) = pass_by_pass(&self.rules, &context, |asked| {
            let some = scored.iter().filter(|scored| scored.rules & asked != 0);
            let some = some.map(|scored| Scored { rules: scored.rules & asked, ..*scored });
            Ranked::of((0, &some.collect::<Vec<_>>()), pair.lineages(), &nobody)
        });
        let Decision { status, target, none_probability, candidates, identifiability, .. } =
            self.rule.decide(pair, (0, &ranked), share, &nobody, &self.rules, (&twin, &explain));
        Answer { status, target, none_probability, candidates, identifiability }
    }
}

/// The report as the whole left side.
fn asking<'r>(report: &'r NgoReport, register: &'r Register<'r>) -> NgoRegister<'r> {
    NgoRegister { reports: vec![report], register }
}

/// The lineages of the entries found: two are one where the whole register joins them.
fn lineages(found: &[Found]) -> Lineages {
    let mut first: BTreeMap<u32, u32> = BTreeMap::new();
    let joined: Vec<(u32, u32)> = (0u32..)
        .zip(found)
        .map(|(at, found)| (*first.entry(found.lineage).or_insert(at), at))
        .collect();
    Lineages::from_pairs(found.len(), joined)
}
