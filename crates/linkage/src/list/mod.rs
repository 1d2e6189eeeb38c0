//! Any two lists of persons, or one list with itself. Reach for [`link`] when there are
//! columns but no cases: it is `sverka match` and, with one list, `sverka dedupe`.
//!
//! The model is estimated from the lists themselves; the shipped starting values speak where there
//! is too little to learn from. Guarantees the same result at any number of threads, memory that
//! follows records and kept pairs, and a weight that is the sum of its parts. It knows no lineage,
//! no coverage and no law: the crate's other half is for cases.
//!
//! ```text
//! Lists ─ Comparers ─ Plan (blocking) ─ estimation (u, EM) ─ scoring ─ decide | cluster
//! ```

mod blocking;
mod blocking_rule;
mod ceiling;
mod chance;
mod cluster;
mod comparer;
mod date_value;
mod decide;
mod decision;
mod echo;
mod error;
mod estimation;
mod evaluation;
mod field;
mod glance;
mod level;
mod marginal;
mod met_at_random;
mod model;
mod name_value;
mod rarity;
mod scoring;
mod screening;
mod sparse_assignment;
mod text_value;
mod unblocked;
mod vector;
mod word_outline;

use fuzzy_matching::fold::Fold;
use fuzzy_matching::lexicon::Lexicon;
use rayon::prelude::*;
use records::Reference;

use blocking::Plan;
use comparer::{Comparers, LevelCache};
use scoring::{ScoredPair, Scorer};
use screening::Screen;
use vector::{Frequencies, Vectors};

pub use blocking::RuleReport;
pub use decide::Cardinality;
pub use decision::Decisions;
pub use error::ListError;
pub use evaluation::{CalibrationBin, ListEvaluation};
pub use field::{FieldInput, FieldKind, Lists};
pub use model::{ListComparison, ListLevel, ListModel, Provenance};

/// Pairs below this probability on their own are not kept as rivals.
const RIVAL: f64 = 0.005;

/// Settings of one run.
#[derive(Clone, Debug, PartialEq)]
pub struct ListOptions {
    /// Probability from which a pair is a link, in (0, 1].
    pub threshold: f64,
    /// How many partners a record may have; of no matter for one list.
    pub cardinality: Cardinality,
    /// Text of a blocking rule file, instead of the shipped rules.
    pub blocking: Option<String>,
    /// A model to use as it is, instead of estimating one.
    pub model: Option<ListModel>,
    /// What people decided.
    pub decisions: Decisions,
    /// Codes of the true entity of each row, left and right, for measuring; zero is unknown.
    pub truth: Option<(Vec<u32>, Vec<u32>)>,
}

/// A pair that is a link.
#[derive(Clone, Debug, PartialEq)]
pub struct ListLink {
    /// Row of the left list, from zero.
    pub left: u32,
    /// Row of the right list, from zero.
    pub right: u32,
    /// P(match), in [0, 1].
    pub probability: f64,
    /// Evidence, bits.
    pub weight: f64,
    /// Whether people decided it.
    pub decided: bool,
    /// Level codes, one per comparison of the model; `missing` where a side has no value.
    pub levels: Vec<&'static str>,
    /// Bits, one per comparison, then those of the order of names and of the caps: they sum
    /// to the weight.
    pub parts: Vec<f64>,
}

/// What a run found.
#[derive(Clone, Debug, PartialEq)]
pub struct ListResult {
    /// Links, by row.
    pub links: Vec<ListLink>,
    /// For one list: the cluster of every row, named by its first row. Empty for two lists.
    pub clusters: Vec<u32>,
    /// The model used.
    pub model: ListModel,
    /// What each blocking rule did.
    pub rules: Vec<RuleReport>,
    /// Distinct pairs compared.
    pub candidate_pairs: u64,
    /// Against the truth, where it was given.
    pub evaluation: Option<ListEvaluation>,
}

/// Bits of a pair that people decided to be one: more than any evidence.
const DECIDED: f32 = 300.0;

/// The phases of a run, told as they begin.
pub const PHASES: [&str; 5] = ["prepare", "block", "estimate", "score", "decide"];

/// Links two lists, or finds the clusters of one.
///
/// # Errors
/// When a blocking rule or a model does not fit the lists.
pub fn link(
    lists: &Lists,
    reference: &Reference,
    options: &ListOptions,
    mut phase: impl FnMut(&'static str),
) -> Result<ListResult, ListError> {
    phase(PHASES[0]);
    let fold = Fold::new(reference);
    let lexicon = Lexicon::new(reference, &fold);
    let comparers = Comparers::new(lists, reference, &fold, &lexicon);
    let vectors = Vectors::new(lists, &comparers);
    let frequencies: Vec<Option<Frequencies>> = (0..lists.fields.len())
        .into_par_iter()
        .map(|at| Frequencies::count(lists, &comparers, at))
        .collect();
    phase(PHASES[1]);
    let rules = match &options.blocking {
        Some(text) => blocking_rule::parse(lists, text)?,
        None => blocking_rule::shipped(lists, reference)?,
    };
    let plan = Plan::new(lists, &comparers, &rules);
    phase(PHASES[2]);
    let model = match &options.model {
        Some(model) => {
            model.check(lists)?;
            model.clone()
        }
        None => {
            let starting = ListModel::starting(lists, reference)?;
            estimation::estimate(&vectors, &plan, &frequencies, starting)
        }
    };
    phase(PHASES[3]);
    let scorer = Scorer::new(&vectors, &model, &frequencies);
    let least = bits(RIVAL.min(options.threshold / 4.0).max(1e-9)) - bits(model.prior);
    let screen = Screen::new(&scorer, least);
    let scored = plan.stream(
        |_| true,
        |(cache, scratch), left, rights, (count, kept)| {
            *count += rights.len() as u64;
            screen.kept(left, rights, (cache, scratch), kept);
        },
    );
    let candidate_pairs = scored.iter().map(|(count, _): &(u64, _)| count).sum();
    let mut pairs: Vec<ScoredPair> = scored.into_iter().flat_map(|(_, kept)| kept).collect();
    respect(&mut pairs, &options.decisions, &vectors);
    pairs.sort_unstable_by_key(|pair| (pair.left, pair.right));
    phase(PHASES[4]);
    let cardinality = if lists.one_list { Cardinality::ManyToMany } else { options.cardinality };
    let rows = (lists.left_rows, lists.right_rows);
    let probabilities = decide::probabilities(&pairs, &model, rows, cardinality);
    let chosen = decide::assign(&pairs, &probabilities, options.threshold, cardinality);
    let clusters = if lists.one_list {
        find_clusters(&vectors, &scorer, &model, (&pairs, &probabilities), options)
    } else {
        Vec::new()
    };
    let evaluation = options.truth.as_ref().map(|truth| {
        evaluation::evaluate(&scorer, &plan, &pairs, &probabilities, &chosen, &clusters, truth)
    });
    // The blocks are let go of before the links are told, which take as much.
    let rules = plan.into_reports();
    let codes: Vec<Vec<&str>> = lists.fields.iter().map(|field| level::codes(field.kind)).collect();
    let tell = |&at: &usize| told(&scorer, (&model, &codes), &pairs[at], probabilities[at]);
    let links = chosen.par_iter().with_min_len(1 << 10).map(tell).collect();
    Ok(ListResult { links, clusters, model, rules, candidate_pairs, evaluation })
}

/// Takes out the pairs decided not to be one, and puts in those decided to be.
fn respect(pairs: &mut Vec<ScoredPair>, decisions: &Decisions, vectors: &Vectors<'_>) {
    pairs.retain(|pair| decisions.of(pair.left, pair.right).is_none());
    let mut cache = LevelCache::small();
    pairs.extend(decisions.links().map(|(left, right)| ScoredPair {
        left,
        right,
        vector: vectors.of(left, right, &mut cache),
        weight: DECIDED,
    }));
}

fn find_clusters(
    vectors: &Vectors<'_>,
    scorer: &Scorer<'_>,
    model: &ListModel,
    (pairs, probabilities): (&[ScoredPair], &[f64]),
    options: &ListOptions,
) -> Vec<u32> {
    let prior = bits(model.prior) - bits(options.threshold);
    let edges: Vec<(u32, u32, f64, bool)> = pairs
        .iter()
        .zip(probabilities)
        .map(|(pair, p)| {
            let odds = if pair.weight >= DECIDED {
                cluster::DECIDED
            } else {
                (f64::from(pair.weight) + prior).clamp(-cluster::MOST, cluster::MOST)
            };
            (pair.left, pair.right, odds, *p >= options.threshold)
        })
        .collect();
    cluster::clusters(vectors.lists.left_rows, &edges, |l, r| {
        if options.decisions.of(l, r).is_some() {
            return -cluster::DECIDED;
        }
        let vector = vectors.of(l, r, &mut LevelCache::small());
        (scorer.weight(vector, l, r) + prior).clamp(-cluster::MOST, cluster::MOST)
    })
}

/// A link with its levels and the parts of its weight.
fn told(
    scorer: &Scorer<'_>,
    (model, codes): (&ListModel, &[Vec<&'static str>]),
    pair: &ScoredPair,
    probability: f64,
) -> ListLink {
    let &ScoredPair { left, right, vector, .. } = pair;
    let level = |(field, codes): (usize, &Vec<&'static str>)| {
        codes.get(usize::from(vector::level_at(vector, field))).copied().unwrap_or("missing")
    };
    let mut parts: Vec<f64> = (0..model.comparisons.len())
        .map(|field| scorer.field_weight(vector, field, left, right))
        .collect();
    parts.push(estimation::order_weight(model, vector));
    parts.push(scorer.cap(vector, left, right));
    ListLink {
        left,
        right,
        probability,
        decided: pair.weight >= DECIDED,
        weight: parts.iter().sum(),
        levels: codes.iter().enumerate().map(level).collect(),
        parts,
    }
}

/// Log odds of a probability, bits.
fn bits(probability: f64) -> f64 {
    (probability / (1.0 - probability)).log2()
}

#[cfg(test)]
mod tests;
