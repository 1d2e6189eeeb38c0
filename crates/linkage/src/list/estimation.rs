//! The model from the data: u from [`super::chance`], m and the share of matches by EM over counts
//! of comparison vectors. Reach for [`estimate`] once per run.
//!
//! EM looks at the pairs that blocking brings up, but reckons with all pairs: those not brought up
//! count as non-matches, but for the matches that [`super::unblocked`] reckons among them. So
//! agreement that blocking itself enforces is no evidence, disagreement that it hides is not held
//! to be rare, and rare matches are no trouble. u stays fixed up to the matches it contains. Priors
//! of Dirichlet form around the shipped values let forty records be enough and a million not be
//! held back.
//!
//! # Source
//! Fellegi & Sunter (1969), *JASA* 64:1183; Winkler (1988, 2000) for EM with fixed u.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::blocking::{Plan, mix};
use super::chance::chance_levels;
use super::comparer::LevelCache;
use super::echo::Echo;
use super::field::FieldKind;
use super::glance::Glances;
use super::level::MISSING;
use super::model::{ListLevel, ListModel, Provenance};
use super::rarity::{Spreads, settle_typical};
use super::unblocked::{Sighting, Sightings, Unblocked};
use super::vector::{Frequencies, SWAPPED, Vectors, level_at};

/// Pairs EM looks at, about.
const EM_PAIRS: u64 = 1_000_000;
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
/// Times the matches seen are weighed anew with those reckoned to be missing. Not to the end: with
/// few columns the two feed each other, and pairs that agree in one column become matches.
const REWEIGHED: u32 = 4;
/// P(match) under the starting values from which a pair is looked at for what blocking sees of it.
const LIKELY: f64 = 0.01;

/// The model estimated from starting values.
pub(super) fn estimate(
    vectors: &Vectors<'_>,
    plan: &Plan<'_>,
    frequencies: &[Option<Frequencies>],
    starting: ListModel,
) -> ListModel {
    let mut model = starting;
    let chance = chance_levels(vectors, &mut model, frequencies);
    let patterns = patterns(vectors, plan, &model);
    maximise(vectors, &mut model, &chance, &patterns);
    settle_typical(&mut model, &chance);
    model
}

/// Counts of comparison vectors among the pairs of the plan, and the share of left records looked at.
pub(super) struct Patterns {
    pub(super) counts: Vec<(u64, f64)>,
    pub(super) share: f64,
    pub(super) pairs: u64,
    /// Those of pairs with a text and agreeing names, brought up by a rule without a text.
    pub(super) named: Vec<(u64, f64)>,
    /// Likely matches; `None` where every pair is compared.
    pub(super) sightings: Option<Sightings>,
}

/// The pairs of one comparison vector.
#[derive(Clone, Copy)]
struct Tally {
    pairs: u64,
    /// Of these, where names and a text may say the same, those a rule without a text brought up.
    named: u64,
    /// Whether they are likely matches, and whether names and a text may say the same.
    likely: bool,
    may_echo: bool,
}

// looked up only, then added up: whole numbers give the same sum in any order
type Counts = FxHashMap<u64, Tally>;
type Seen = BTreeMap<Sighting, u64>;

fn patterns(vectors: &Vectors<'_>, plan: &Plan<'_>, starting: &ListModel) -> Patterns {
    // Whole left records are drawn, so that blocks keep their shape.
    let share = (EM_PAIRS as f64 / plan.pairs().max(1) as f64).min(1.0);
    let bound = (share * f64::from(u32::MAX)) as u64;
    let keep = |left: u32| share >= 1.0 || mix(u64::from(left) ^ 0x5eed) >> 32 < bound;
    let parts = plan.rule_parts();
    let odds = Odds::of(starting);
    let without_text = parts.as_ref().map(|parts| parts.without(FieldKind::Text, starting));
    type Workshop = (LevelCache, Glances);
    let count = |(cache, glances): &mut Workshop,
                 l,
                 rights: &[u32],
                 (counts, seen): &mut (Counts, Seen)| {
        glances.look(vectors, l, rights);
        for (pair, &r) in rights.iter().enumerate() {
            let straight = glances.closely(vectors, vectors.left_row(l), pair, cache);
            let vector = vectors.exchanged(straight, l, r, cache).unwrap_or(straight);
            let tally = counts.entry(vector).or_insert_with(|| {
                let straight = parts.is_some() && vector & SWAPPED == 0;
                let likely = straight && odds.probability(vector) >= LIKELY;
                Tally { pairs: 0, named: 0, likely, may_echo: odds.echo.named(vector).is_some() }
            });
            tally.pairs += 1;
            let looked_at = parts.is_some() && (tally.likely || tally.may_echo);
            let (agreeing, rules) = if looked_at { plan.sighting(l, r) } else { (0, 0) };
            if tally.likely {
                *seen.entry(Sighting { vector, agreeing, rules }).or_default() += 1;
            }
            let brought = without_text.is_none_or(|without| rules & without != 0);
            tally.named += u64::from(tally.may_echo && brought);
        }
    };
    let counted = plan.stream(keep, count);
    let mut all: BTreeMap<u64, (u64, u64)> = BTreeMap::new();
    let mut likely: BTreeMap<Sighting, u64> = BTreeMap::new();
    for (counts, seen) in counted {
        // Sums of whole numbers are the same in any order.
        for (vector, tally) in counts {
            let (pairs, named) = all.entry(vector).or_default();
            (*pairs, *named) = (*pairs + tally.pairs, *named + tally.named);
        }
        seen.into_iter().for_each(|(seen, count)| *likely.entry(seen).or_default() += count);
    }
    let pairs = all.values().map(|(pairs, _)| pairs).sum();
    let named = all.iter().filter(|(_, (_, named))| *named > 0);
    let named = named.map(|(vector, (_, named))| (*vector, *named as f64)).collect();
    let counts = all.into_iter().map(|(vector, (pairs, _))| (vector, pairs as f64)).collect();
    let sightings = parts.map(|parts| Sightings::new(parts, &likely));
    Patterns { counts, share, pairs, named, sightings }
}

/// EM for m, the share of matches and the share of exchanged names.
pub(super) fn maximise(
    vectors: &Vectors<'_>,
    model: &mut ListModel,
    chance: &[Spreads],
    patterns: &Patterns,
) {
    let starting = model.clone();
    let all = (vectors.lists.all_pairs() * patterns.share).max(1.0);
    let mut provenance = Provenance {
        left_rows: vectors.lists.left_rows as u64,
        right_rows: vectors.lists.right_rows as u64,
        pairs: patterns.pairs,
        vectors: patterns.counts.len() as u64,
        blocking_recall: 1.0,
        ..Provenance::default()
    };
    let wanting = (TELLING - telling(model, patterns)).clamp(0.0, 1.0);
    let prior = M_PRIOR * 100f64.powf(wanting);
    // More would be groups of people with something in common, not people met again.
    let records = vectors.lists.left_rows.max(vectors.lists.right_rows) as f64;
    let most = (PARTNERS * records * patterns.share / all).clamp(LEAST_PRIOR, 0.5);
    let learning = Learning { starting: &starting, chance, all, prior, most };
    // What texts say beside names is not known yet, so that the first look at the pairs leaves it out.
    let echo = Echo::of(model);
    let silent = Odds::without_texts(model);
    echo.learn(model, &patterns.named, |vector| silent.probability(vector));
    for round in 1..=ROUNDS {
        let expected = expectation(model, patterns);
        provenance.expected_matches = expected.matches;
        provenance.rounds = round;
        let odds = Odds::of(model);
        let moved = echo.learn(model, &patterns.named, |vector| odds.probability(vector));
        if learning.step(model, &expected).max(moved) < REST {
            provenance.converged = true;
            break;
        }
    }
    if let Some(sightings) = &patterns.sightings {
        for _ in 0..REWEIGHED {
            let seen = expectation(model, patterns);
            let odds = Odds::of(model);
            let likely = sightings.expected(|vector| odds.probability(vector));
            for _ in 0..ROUNDS {
                let unblocked = sightings.unblocked(model, &likely);
                provenance.blocking_recall = unblocked.recall;
                if learning.step(model, &seen.with(&unblocked)) < REST {
                    break;
                }
            }
        }
    }
    model.provenance = provenance;
}

/// What stays the same from round to round.
struct Learning<'a> {
    starting: &'a ListModel,
    chance: &'a [Spreads],
    /// Pairs in all, of the share looked at.
    all: f64,
    /// Weight of the starting values, in matches.
    prior: f64,
    /// Largest share of matches.
    most: f64,
}

impl Learning<'_> {
    /// Sets the model to what is expected; returns the largest change of m.
    fn step(&self, model: &mut ListModel, expected: &Expected) -> f64 {
        let change =
            update_levels(model, self.starting, self.chance, expected, (self.all, self.prior));
        model.prior = ((expected.matches + 0.5) / (self.all + 1.0)).clamp(LEAST_PRIOR, self.most);
        let crossed = expected.crossed + self.prior * self.starting.swapped;
        model.swapped = crossed / (expected.matches + self.prior);
        change
    }
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

impl Expected {
    /// These matches and those that were not brought up.
    fn with(&self, unblocked: &Unblocked) -> Self {
        let levels = self.levels.iter().zip(&unblocked.levels).map(|(levels, more)| {
            levels.iter().zip(more).map(|(level, more)| level + self.matches * more).collect()
        });
        Self {
            levels: levels.collect(),
            matches: self.matches * (1.0 + unblocked.per_seen),
            crossed: self.crossed,
        }
    }
}

/// P(match) by comparison vector, without the frequency of values, under one model.
struct Odds {
    /// Bits by field and level; what is missing weighs zero.
    weights: Vec<[f64; 16]>,
    echo: Echo,
    swapped: f64,
    prior: f64,
}

impl Odds {
    fn of(model: &ListModel) -> Self {
        let weights = model.comparisons.iter().map(|comparison| {
            let mut weights = [0.0; 16];
            let levels = comparison.levels.iter().map(ListLevel::weight);
            weights.iter_mut().zip(levels).for_each(|(to, weight)| *to = weight);
            weights
        });
        Self {
            weights: weights.collect(),
            echo: Echo::of(model),
            swapped: order_weight(model, SWAPPED),
            prior: model.prior / (1.0 - model.prior),
        }
    }

    /// The same where no text says anything.
    fn without_texts(model: &ListModel) -> Self {
        let mut odds = Self::of(model);
        let texts = model.comparisons.iter().map(|comparison| comparison.kind == FieldKind::Text);
        let texts = odds.weights.iter_mut().zip(texts).filter(|(_, text)| *text);
        texts.for_each(|(weights, _)| *weights = [0.0; 16]);
        odds
    }

    fn probability(&self, vector: u64) -> f64 {
        let fields = self.weights.iter().enumerate();
        let weight = fields.map(|(at, weights)| weights[usize::from(level_at(vector, at))]);
        let order = if vector & SWAPPED == 0 { 0.0 } else { self.swapped };
        let echo: f64 = self.echo.bits(vector).map(|(_, bits)| bits).sum();
        let odds = self.prior * (weight.sum::<f64>() + order + echo).exp2();
        odds / (1.0 + odds)
    }
}

fn expectation(model: &ListModel, patterns: &Patterns) -> Expected {
    let levels = model.comparisons.iter().map(|c| vec![0.0; c.levels.len()]).collect();
    let mut expected = Expected { levels, matches: 0.0, crossed: 0.0 };
    let odds = Odds::of(model);
    for &(vector, count) in &patterns.counts {
        let share = odds.probability(vector) * count;
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
    chance: &[Spreads],
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
            let observed = chance[field].observed[at];
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

/// Bits of the order of given name and surname.
pub(super) fn order_weight(model: &ListModel, vector: u64) -> f64 {
    if vector & SWAPPED == 0 { 0.0 } else { model.swapped.log2() }
}
