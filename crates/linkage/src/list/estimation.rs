//! The model from the data: u by counting and by random pairs, m and the share of matches by EM
//! over counts of comparison vectors. Reach for [`estimate`] once per run.
//!
//! EM looks at the pairs that blocking brings up, but reckons with all pairs: those not brought up
//! count as non-matches. So agreement that blocking itself enforces is no evidence, and rare
//! matches are no trouble. u stays fixed up to the matches it contains. Priors of Dirichlet form
//! around the shipped values let forty records be enough and a million not be held back.
//!
//! # Source
//! Fellegi & Sunter (1969), *JASA* 64:1183; Winkler (1988, 2000) for EM with fixed u.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::blocking::{Plan, mix};
use super::comparer::LevelCache;
use super::field::FieldKind;
use super::level::MISSING;
use super::model::{ListComparison, ListModel, Provenance};
use super::vector::{Frequencies, SWAPPED, Vectors, level_at};

/// Random pairs from which u is taken.
const RANDOM_PAIRS: u64 = 300_000;
/// Random pairs one worker looks at.
const CHUNK: u64 = 1 << 14;
/// Pairs EM looks at, about.
const EM_PAIRS: u64 = 1_000_000;
/// Weight of the starting values of u, in pairs.
const U_PRIOR: f64 = 20.0;
/// Weight of the starting values of m, in matches, where pairs can be told apart.
const M_PRIOR: f64 = 12.0;
/// Telling columns known in an average pair from which m is learned freely. With fewer, two classes
/// of pairs have no unique m: the weight grows tenfold for every half column that is wanting.
const TELLING: f64 = 3.0;
/// Chance agreement below which a column is telling.
const TELLING_CHANCE: f64 = 0.1;
/// Rounds of EM at most, and the change of m at which it rests.
const ROUNDS: u32 = 200;
const REST: f64 = 1e-6;
/// Share of matches below which nothing could ever be linked.
const LEAST_PRIOR: f64 = 1e-12;
/// Expected matches below which u is taken as it is seen.
const FEW: f64 = 30.0;
/// Matches a record has at most, on average.
const PARTNERS: f64 = 3.0;
/// Random pairs of a level from which the typical share of its values is taken.
const TYPICAL_FROM: f64 = 25.0;
/// Best levels of a word on which the frequency of a value speaks.
const FREQUENCY_LEVELS: usize = 4;

/// The model estimated from starting values.
pub(super) fn estimate(
    vectors: &Vectors<'_>,
    plan: &Plan<'_>,
    frequencies: &[Option<Frequencies>],
    starting: ListModel,
) -> ListModel {
    let mut model = starting;
    let chance = chance_levels(vectors, &mut model, frequencies);
    let patterns = patterns(vectors, plan);
    maximise(vectors, &mut model, &chance, &patterns);
    model
}

/// Random pairs of a level, and the sum over them of one over the share of the rarer value.
type LevelCount = (f64, f64);

/// u of every level as observed among all pairs, matches included; sets u and typical shares.
fn chance_levels(
    vectors: &Vectors<'_>,
    model: &mut ListModel,
    frequencies: &[Option<Frequencies>],
) -> Vec<Vec<f64>> {
    let counts = random_pairs(vectors, model, frequencies);
    let mut chance = Vec::new();
    for (field, comparison) in model.comparisons.iter_mut().enumerate() {
        let exact = exact_chance(vectors, field);
        set_chance(comparison, &counts[field], exact);
        if let Some(frequencies) = &frequencies[field] {
            let known = exact.and_then(|_| exact_typical(vectors, field, frequencies));
            set_typical(comparison, &counts[field], known);
        }
        chance.push(comparison.levels.iter().map(|level| level.u).collect());
    }
    chance
}

/// Levels of random pairs of records, or of all pairs of short lists.
fn random_pairs(
    vectors: &Vectors<'_>,
    model: &ListModel,
    frequencies: &[Option<Frequencies>],
) -> Vec<Vec<LevelCount>> {
    let lists = vectors.lists;
    let (rows, columns) = (lists.left_rows as u64, lists.right_rows as u64);
    let every = lists.all_pairs() <= RANDOM_PAIRS as f64;
    let pairs = if every { rows * columns } else { RANDOM_PAIRS };
    let nothing = || -> Vec<Vec<LevelCount>> {
        model.comparisons.iter().map(|c| vec![(0.0, 0.0); c.levels.len()]).collect()
    };
    let chunk = |at: u64| {
        let (mut counts, mut cache) = (nothing(), LevelCache::new());
        for n in at * CHUNK..pairs.min((at + 1) * CHUNK) {
            let (l, r) = if every {
                (n / columns, n % columns)
            } else {
                (mix(2 * n + 1) % rows, mix(2 * n + 2) % columns)
            };
            if !lists.one_list || l != r {
                count_levels(vectors, frequencies, (l as u32, r as u32), &mut counts, &mut cache);
            }
        }
        counts
    };
    // Added up in order, so that sums do not depend on the threads.
    let chunks: Vec<Vec<Vec<LevelCount>>> =
        (0..pairs.div_ceil(CHUNK)).into_par_iter().map(chunk).collect();
    let mut all = nothing();
    for counts in chunks {
        for (all, count) in all.iter_mut().flatten().zip(counts.into_iter().flatten()) {
            all.0 += count.0;
            all.1 += count.1;
        }
    }
    all
}

/// Adds the levels of one pair.
fn count_levels(
    vectors: &Vectors<'_>,
    frequencies: &[Option<Frequencies>],
    (l, r): (u32, u32),
    counts: &mut [Vec<LevelCount>],
    cache: &mut LevelCache,
) {
    for (field, counts) in counts.iter_mut().enumerate() {
        let level = vectors.level(field, l, r, cache);
        let Some(count) = counts.get_mut(usize::from(level)) else { continue };
        count.0 += 1.0;
        if let Some(frequencies) = &frequencies[field] {
            let (a, b) = vectors.codes(field, l, r);
            count.1 += 1.0 / frequencies.rarer(a, b);
        }
    }
}

/// u from the counts, around the starting values; the best level as counted where it was.
fn set_chance(comparison: &mut ListComparison, counts: &[LevelCount], exact: Option<f64>) {
    let skip = usize::from(exact.is_some());
    let rest: f64 = counts[skip..].iter().map(|count| count.0).sum();
    let start: f64 = comparison.levels[skip..].iter().map(|level| level.u).sum();
    for (at, level) in comparison.levels.iter_mut().enumerate() {
        let u = match exact {
            Some(share) if at == 0 => share,
            _ => {
                let within = (counts[at].0 + U_PRIOR * level.u) / (rest + U_PRIOR * start);
                within * (1.0 - exact.unwrap_or(0.0))
            }
        };
        level.u = u.clamp(1e-9, 1.0 - 1e-9);
    }
}

/// The share of a value at which an agreeing level weighs what it does on average.
fn set_typical(comparison: &mut ListComparison, counts: &[LevelCount], exact: Option<f64>) {
    for (at, level) in comparison.levels.iter_mut().enumerate().take(agreeing(comparison.kind)) {
        let (seen, inverse) = counts[at];
        level.typical_share = match exact {
            Some(share) if at == 0 => Some(share),
            _ if seen >= TYPICAL_FROM => Some(seen / inverse),
            // The same sound is the same group of values.
            Some(share) if at == 1 => Some(share),
            _ => None,
        };
    }
}

/// Levels of a kind at which a value's frequency speaks.
const fn agreeing(kind: FieldKind) -> usize {
    match kind {
        FieldKind::Exact | FieldKind::Phone => 1,
        _ => FREQUENCY_LEVELS,
    }
}

/// P(equal values) among pairs of known values, counted; `None` for kinds whose best level is more
/// than equality of codes.
fn exact_chance(vectors: &Vectors<'_>, field: usize) -> Option<f64> {
    use FieldKind::{BirthDate, Name, NameFather, NameGiven, NameSurname, Pin, Sex};
    let field = &vectors.lists.fields[field];
    if matches!(field.kind, BirthDate | Name | NameGiven | NameSurname | NameFather | Sex | Pin) {
        return None;
    }
    let size = vectors.lists.texts[field.dictionary].len();
    let count = |codes: &[u32]| {
        let mut counts = vec![0f64; size];
        codes.iter().filter(|code| **code != 0).for_each(|code| counts[*code as usize] += 1.0);
        counts
    };
    let (left, right) = (count(&field.left), count(field.right()));
    let (total_left, total_right): (f64, f64) = (left.iter().sum(), right.iter().sum());
    let own = if vectors.lists.one_list { total_left } else { 0.0 };
    let equal: f64 = left.iter().zip(&right).map(|(a, b)| a * b).sum::<f64>() - own;
    let all = total_left * total_right - own;
    (all > 0.0).then(|| equal.max(0.5) / all)
}

/// The share at which an equal value weighs what an average one does.
fn exact_typical(vectors: &Vectors<'_>, field: usize, frequencies: &Frequencies) -> Option<f64> {
    let of = &vectors.lists.fields[field];
    let mut counts: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for code in of.left.iter().filter(|code| **code != 0) {
        counts.entry(*code).or_default().0 += 1.0;
    }
    for code in of.right().iter().filter(|code| **code != 0) {
        counts.entry(*code).or_default().1 += 1.0;
    }
    let (mut pairs, mut inverse) = (0.0, 0.0);
    for (code, (left, right)) in counts {
        let equal = if vectors.lists.one_list { left * (right - 1.0) } else { left * right };
        pairs += equal;
        inverse += equal / frequencies.rarer(code, code);
    }
    (pairs > 0.0).then(|| pairs / inverse)
}

/// Counts of comparison vectors among the pairs of the plan, and the share of left records looked at.
pub(super) struct Patterns {
    pub(super) counts: Vec<(u64, f64)>,
    pub(super) share: f64,
    pub(super) pairs: u64,
}

fn patterns(vectors: &Vectors<'_>, plan: &Plan<'_>) -> Patterns {
    // Whole left records are drawn, so that blocks keep their shape.
    let share = (EM_PAIRS as f64 / plan.pairs().max(1) as f64).min(1.0);
    let bound = (share * f64::from(u32::MAX)) as u64;
    let keep = |left: u32| share >= 1.0 || mix(u64::from(left) ^ 0x5eed) >> 32 < bound;
    let counted = plan.stream(keep, |cache, batch| {
        let mut counts: FxHashMap<u64, u64> = FxHashMap::default(); // looked up only
        for &(l, r) in batch {
            *counts.entry(vectors.of(l, r, cache)).or_default() += 1;
        }
        let mut counts: Vec<(u64, u64)> = counts.into_iter().collect();
        counts.sort_unstable();
        counts
    });
    let mut all: BTreeMap<u64, u64> = BTreeMap::new();
    for (vector, count) in counted.into_iter().flatten() {
        *all.entry(vector).or_default() += count;
    }
    let pairs = all.values().sum();
    let counts = all.into_iter().map(|(vector, count)| (vector, count as f64)).collect();
    Patterns { counts, share, pairs }
}

/// EM for m, the share of matches and the share of exchanged names.
pub(super) fn maximise(
    vectors: &Vectors<'_>,
    model: &mut ListModel,
    chance: &[Vec<f64>],
    patterns: &Patterns,
) {
    let starting = model.clone();
    let all = (vectors.lists.all_pairs() * patterns.share).max(1.0);
    let mut provenance = Provenance {
        left_rows: vectors.lists.left_rows as u64,
        right_rows: vectors.lists.right_rows as u64,
        pairs: patterns.pairs,
        vectors: patterns.counts.len() as u64,
        ..Provenance::default()
    };
    let wanting = (TELLING - telling(model, patterns)).clamp(0.0, 1.0);
    let prior = M_PRIOR * 100f64.powf(wanting);
    // More would be groups of people with something in common, not people met again.
    let records = vectors.lists.left_rows.max(vectors.lists.right_rows) as f64;
    let most = (PARTNERS * records * patterns.share / all).clamp(LEAST_PRIOR, 0.5);
    for round in 1..=ROUNDS {
        let expected = expectation(model, patterns);
        let change = update_levels(model, &starting, chance, &expected, (all, prior));
        model.prior = ((expected.matches + 0.5) / (all + 1.0)).clamp(LEAST_PRIOR, most);
        model.swapped = (expected.crossed + prior * starting.swapped) / (expected.matches + prior);
        provenance.rounds = round;
        provenance.expected_matches = expected.matches;
        if change < REST {
            provenance.converged = true;
            break;
        }
    }
    model.provenance = provenance;
}

/// Telling columns that an average pair knows.
fn telling(model: &ListModel, patterns: &Patterns) -> f64 {
    let fields = model.comparisons.iter().enumerate();
    let telling: Vec<usize> = fields
        .filter(|(_, comparison)| comparison.levels[0].u < TELLING_CHANCE)
        .map(|(field, _)| field)
        .collect();
    let known = |vector: u64| {
        telling.iter().filter(|field| level_at(vector, **field) != MISSING).count() as f64
    };
    let sum: f64 = patterns.counts.iter().map(|(vector, count)| known(*vector) * count).sum();
    sum / (patterns.pairs.max(1) as f64)
}

/// Expected matches, in all and by level.
struct Expected {
    levels: Vec<Vec<f64>>,
    matches: f64,
    crossed: f64,
}

fn expectation(model: &ListModel, patterns: &Patterns) -> Expected {
    let odds = model.prior / (1.0 - model.prior);
    let levels = model.comparisons.iter().map(|c| vec![0.0; c.levels.len()]).collect();
    let mut expected = Expected { levels, matches: 0.0, crossed: 0.0 };
    for &(vector, count) in &patterns.counts {
        let p = 1.0 / (1.0 + 1.0 / (odds * vector_weight(model, vector).exp2()));
        let share = p * count;
        expected.matches += share;
        if vector & SWAPPED != 0 {
            expected.crossed += share;
        }
        for (field, levels) in expected.levels.iter_mut().enumerate() {
            if let Some(level) = levels.get_mut(usize::from(level_at(vector, field))) {
                *level += share;
            }
        }
    }
    expected
}

/// Sets m, and u less the matches it was counted with; returns the largest change of m.
fn update_levels(
    model: &mut ListModel,
    starting: &ListModel,
    chance: &[Vec<f64>],
    expected: &Expected,
    (all, prior): (f64, f64),
) -> f64 {
    let mut change = 0f64;
    for (field, comparison) in model.comparisons.iter_mut().enumerate() {
        let known: f64 = expected.levels[field].iter().sum();
        let share_known = (known / all).min(0.5);
        for (at, level) in comparison.levels.iter_mut().enumerate() {
            let start = starting.comparisons[field].levels[at].m;
            let m = (expected.levels[field][at] + prior * start) / (known + prior);
            change = change.max((m - level.m).abs());
            level.m = m.clamp(1e-6, 1.0 - 1e-6);
            let observed = chance[field][at];
            let others = (observed - share_known * m) / (1.0 - share_known);
            // Where there are hardly any matches, chance agreement must not become one.
            let few = expected.matches < FEW;
            level.u = if few { observed } else { others.max(observed / 20.0) };
        }
        let total: f64 = comparison.levels.iter().map(|level| level.u).sum();
        for level in &mut comparison.levels {
            level.u = (level.u / total).clamp(1e-9, 1.0 - 1e-9);
        }
    }
    change
}

/// Bits of a vector without the frequency of its values.
pub(super) fn vector_weight(model: &ListModel, vector: u64) -> f64 {
    let levels = model.comparisons.iter().enumerate().map(|(field, comparison)| {
        comparison
            .levels
            .get(usize::from(level_at(vector, field)))
            .map_or(0.0, |level| level.weight())
    });
    levels.sum::<f64>() + order_weight(model, vector)
}

/// Bits of the order of given name and surname.
pub(super) fn order_weight(model: &ListModel, vector: u64) -> f64 {
    if vector & SWAPPED == 0 { 0.0 } else { model.swapped.log2() }
}
