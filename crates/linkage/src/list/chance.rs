//! u of every level: how often two records that are not one person reach it. Reach for
//! [`chance_levels`] once per run.
//!
//! Equal values are counted. Near values are rare among random pairs (one pair in thirteen thousand
//! has one birth date, one in seven thousand a surname one letter off), so few of them would be
//! drawn and u would be off by up to half. So pairs of kin values (one birth date, one year, one
//! beginning or one end of a word) are drawn on their own and weigh what their share of all pairs
//! is, which is counted: the estimate stays unbiased whatever the kin.
//! What it leaves out: the matches among the pairs, which EM takes off.
//!
//! # Source
//! Stratified sampling with known stratum sizes: Cochran (1977), *Sampling Techniques*, ch. 5.

use std::ops::Range;

use rayon::prelude::*;

use super::blocking::mix;
use super::comparer::{Comparers, LevelCache, Values};
use super::date_value::DateValue;
use super::field::{Field, FieldKind};
use super::model::{ListComparison, ListModel};
use super::rarity::{Spread, Spreads};
use super::vector::{Frequencies, Vectors};

/// Random pairs from which u is taken.
const RANDOM_PAIRS: u64 = 300_000;
/// Pairs of kin values drawn beside them, for each kin of a column.
const KIN_PAIRS: u64 = 100_000;
/// Pairs one worker looks at.
const CHUNK: u64 = 1 << 14;
/// Weight of the starting values of u, in pairs.
const U_PRIOR: f64 = 20.0;
/// Pairs of a level that must be seen before its spread is believed.
const TYPICAL_FROM: f64 = 25.0;
/// Best levels of a word on which the frequency of a value speaks.
const FREQUENCY_LEVELS: usize = 4;

/// What was seen of one level.
#[derive(Clone, Default)]
struct LevelCount {
    /// Pairs, in units of random pairs.
    pairs: f64,
    /// The same by the share with which the two values speak, where frequency does.
    spread: Spread,
    /// Pairs looked at.
    seen: f64,
}

impl LevelCount {
    /// Adds what was seen by other draws, each pair as so many.
    fn add(&mut self, other: &Self, weight: f64) {
        self.pairs += weight * other.pairs;
        self.spread.add(&other.spread, weight);
        self.seen += other.seen;
    }
}

/// Sets u of every level as observed among all pairs, matches included; by column what was seen.
pub(super) fn chance_levels(
    vectors: &Vectors<'_>,
    model: &mut ListModel,
    frequencies: &[Option<Frequencies>],
) -> Vec<Spreads> {
    let mut chance = Vec::new();
    for (field, comparison) in model.comparisons.iter_mut().enumerate() {
        let sample = Sample { vectors, field, frequencies: frequencies[field].as_ref() };
        let counts = sample.counts(comparison.levels.len());
        let exact = exact_chance(vectors, field);
        set_chance(comparison, &counts, exact);
        let mut levels = Vec::new();
        if let Some(frequencies) = &frequencies[field] {
            let of_level = |(at, count): (usize, LevelCount)| match exact {
                Some(_) if at == 0 => Some(exact_spread(vectors, field, frequencies)),
                _ => Some(count.spread).filter(|_| count.seen >= TYPICAL_FROM),
            };
            let agreeing = counts.into_iter().take(agreeing(comparison.kind));
            levels = agreeing.enumerate().map(of_level).collect();
        }
        let observed = comparison.levels.iter().map(|level| level.u).collect();
        chance.push(Spreads { levels, observed });
    }
    chance
}

/// Draws pairs of values of one field.
struct Sample<'a> {
    vectors: &'a Vectors<'a>,
    field: usize,
    frequencies: Option<&'a Frequencies>,
}

impl Sample<'_> {
    /// Levels of random pairs of records and of kin, or of all pairs of short lists.
    fn counts(&self, levels: usize) -> Vec<LevelCount> {
        let lists = self.vectors.lists;
        let (rows, columns) = (lists.left_rows as u64, lists.right_rows as u64);
        let every = lists.all_pairs() <= RANDOM_PAIRS as f64;
        let all = if every { rows * columns } else { RANDOM_PAIRS };
        let field = &lists.fields[self.field];
        let keys = if every { Vec::new() } else { self.kin_keys() };
        let random = |n: u64| {
            let (l, r) = if every {
                (n / columns, n % columns)
            } else {
                (mix(2 * n + 1) % rows, mix(2 * n + 2) % columns)
            };
            let other = !lists.one_list || l != r;
            other.then(|| (field.left[l as usize], field.right()[r as usize]))
        };
        let (mut counts, known) = self.draw(all, levels, &keys, random);
        for at in 0..keys.len() {
            let kin = Kin::new(&keys[at], &field.left, field.right(), lists.one_list);
            if kin.pairs == 0 {
                continue;
            }
            let drawn = kin.pairs.min(KIN_PAIRS);
            let salt = ((self.field * 8 + at) as u64 + 1) << 40;
            let pair = |n: u64| {
                let number = if drawn == kin.pairs { n } else { mix(salt ^ n) % kin.pairs };
                Some(kin.pair(number))
            };
            let (found, _) = self.draw(drawn, levels, &keys[..at], pair);
            let weight = kin.share() * known / drawn as f64;
            for (count, found) in counts.iter_mut().zip(found) {
                count.add(&found, weight);
            }
        }
        counts
    }

    /// Levels of `all` pairs of codes, those left out that are kin by one of the keys; and how many
    /// pairs have both values.
    fn draw(
        &self,
        all: u64,
        levels: usize,
        kin: &[Vec<u64>],
        pair: impl Fn(u64) -> Option<(u32, u32)> + Sync,
    ) -> (Vec<LevelCount>, f64) {
        let comparers = self.vectors.comparers;
        let most = agreeing(self.vectors.lists.fields[self.field].kind);
        let chunk = |cache: &mut LevelCache, at: u64| {
            let (mut counts, mut known) = (vec![LevelCount::default(); levels], 0.0);
            for n in at * CHUNK..all.min((at + 1) * CHUNK) {
                let Some((a, b)) = pair(n).filter(|(a, b)| *a != 0 && *b != 0) else { continue };
                known += 1.0;
                if kin.iter().any(|keys| are_kin(keys, a, b)) {
                    continue;
                }
                let level = comparers.level(self.field, a, b, cache);
                let Some(count) = counts.get_mut(usize::from(level)) else { continue };
                count.pairs += 1.0;
                count.seen += 1.0;
                if let Some(frequencies) = self.frequencies.filter(|_| usize::from(level) < most) {
                    count.spread.note(frequencies.pair_bits(a, b), 1.0);
                }
            }
            (counts, known)
        };
        // Added up in order, so that sums do not depend on the threads.
        let numbers = (0..all.div_ceil(CHUNK)).into_par_iter();
        let chunks: Vec<_> = numbers.map_init(LevelCache::new, chunk).collect();
        let mut sum = (vec![LevelCount::default(); levels], 0.0);
        for (counts, known) in chunks {
            sum.0.iter_mut().zip(&counts).for_each(|(sum, count)| sum.add(count, 1.0));
            sum.1 += known;
        }
        sum
    }

    /// For each kin of the field a key by code; zero is kin to none.
    fn kin_keys(&self) -> Vec<Vec<u64>> {
        let Comparers { values, .. } = self.vectors.comparers;
        let field = &self.vectors.lists.fields[self.field];
        let size = self.vectors.lists.texts[field.dictionary].len() as u32;
        match &values[field.dictionary] {
            Values::Words(words) => {
                let ends = (0..size).map(|code| if code == 0 { (0, 0) } else { words.ends(code) });
                let (heads, tails) = ends.unzip();
                vec![heads, tails]
            }
            Values::Dates(dates) => {
                let year = |date: Option<DateValue>| date.map_or(0, |d| u64::from(d.year));
                let whole = |date: Option<DateValue>| {
                    date.map_or(0, |d| {
                        u64::from(d.year) << 16 | u64::from(d.month) << 8 | u64::from(d.day)
                    })
                };
                vec![dates.iter().map(whole).collect(), dates.iter().map(year).collect()]
            }
            // Whole names by the sound of the part.
            Values::Names(_) => {
                let groups = self.frequencies.map(Frequencies::groups);
                groups.into_iter().map(|g| g.map(|g| u64::from(g) + 1).collect()).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn are_kin(keys: &[u64], a: u32, b: u32) -> bool {
    keys[a as usize] != 0 && keys[a as usize] == keys[b as usize]
}

/// The pairs of records whose values share a key.
struct Kin {
    /// Codes by key, left and right.
    codes: [Vec<u32>; 2],
    /// Pairs before each group, and the ranges of its codes.
    groups: Vec<(u64, Range<usize>, Range<usize>)>,
    pairs: u64,
    /// Pairs of records with both values.
    known: f64,
    one_list: bool,
}

impl Kin {
    fn new(keys: &[u64], left: &[u32], right: &[u32], one_list: bool) -> Self {
        let sorted = |codes: &[u32]| -> Vec<u32> {
            let mut counts = vec![0u32; keys.len()];
            codes.iter().for_each(|code| counts[*code as usize] += 1);
            let known = |code: &u32| keys[*code as usize] != 0 && counts[*code as usize] > 0;
            let mut distinct: Vec<u32> = (0..keys.len() as u32).filter(known).collect();
            distinct.par_sort_unstable_by_key(|code| (keys[*code as usize], *code));
            let all = distinct.into_iter();
            all.flat_map(|code| std::iter::repeat_n(code, counts[code as usize] as usize)).collect()
        };
        let codes = [sorted(left), if one_list { Vec::new() } else { sorted(right) }];
        let others = if one_list { &codes[0] } else { &codes[1] };
        let key = |code: &u32| keys[*code as usize];
        let (mut groups, mut pairs) = (Vec::new(), 0);
        let (mut l, mut r) = (0, 0);
        while l < codes[0].len() {
            let own = key(&codes[0][l]);
            let end = l + codes[0][l..].partition_point(|code| key(code) <= own);
            r += others[r..].partition_point(|code| key(code) < own);
            let last = r + others[r..].partition_point(|code| key(code) <= own);
            let (n, m) = ((end - l) as u64, (last - r) as u64);
            let within = n * if one_list { m.saturating_sub(1) } else { m };
            if within > 0 {
                groups.push((pairs, l..end, r..last));
                pairs += within;
            }
            (l, r) = (end, last);
        }
        let count = |codes: &[u32]| codes.iter().filter(|code| **code != 0).count() as f64;
        let own = if one_list { count(left) } else { 0.0 };
        let known = count(left) * if one_list { own } else { count(right) } - own;
        Self { codes, groups, pairs, known, one_list }
    }

    /// The share of the pairs with both values that are kin.
    fn share(&self) -> f64 {
        self.pairs as f64 / self.known.max(1.0)
    }

    /// The codes of a pair by its number.
    fn pair(&self, number: u64) -> (u32, u32) {
        let at = self.groups.partition_point(|(before, ..)| *before <= number) - 1;
        let (before, left, right) = &self.groups[at];
        let columns = (right.len() - usize::from(self.one_list)) as u64;
        let (l, mut r) = ((number - before) / columns, (number - before) % columns);
        if self.one_list && r >= l {
            r += 1;
        }
        let others = if self.one_list { &self.codes[0] } else { &self.codes[1] };
        (self.codes[0][left.start + l as usize], others[right.start + r as usize])
    }
}

/// u from the counts, around the starting values; the best level as counted where it was.
fn set_chance(comparison: &mut ListComparison, counts: &[LevelCount], exact: Option<f64>) {
    let skip = usize::from(exact.is_some());
    let rest: f64 = counts[skip..].iter().map(|count| count.pairs).sum();
    let start: f64 = comparison.levels[skip..].iter().map(|level| level.u).sum();
    for (at, level) in comparison.levels.iter_mut().enumerate() {
        let u = match exact {
            Some(share) if at == 0 => share,
            _ => {
                let within = (counts[at].pairs + U_PRIOR * level.u) / (rest + U_PRIOR * start);
                within * (1.0 - exact.unwrap_or(0.0))
            }
        };
        level.u = u.clamp(1e-9, 1.0 - 1e-9);
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
    let [left, right] = occurrences(vectors, field);
    let (total_left, total_right): (f64, f64) = (left.iter().sum(), right.iter().sum());
    let own = if vectors.lists.one_list { total_left } else { 0.0 };
    let equal: f64 = left.iter().zip(&right).map(|(a, b)| a * b).sum::<f64>() - own;
    let all = total_left * total_right - own;
    (all > 0.0).then(|| equal.max(0.5) / all)
}

/// How often each value of a field stands in the left list and in the right one, by code.
fn occurrences(vectors: &Vectors<'_>, field: &Field) -> [Vec<f64>; 2] {
    let size = vectors.lists.texts[field.dictionary].len();
    [&field.left, field.right()].map(|codes| {
        let mut counts = vec![0f64; size];
        codes.iter().filter(|code| **code != 0).for_each(|code| counts[*code as usize] += 1.0);
        counts
    })
}

/// Pairs of equal values by the share of the value, counted.
fn exact_spread(vectors: &Vectors<'_>, field: usize, frequencies: &Frequencies) -> Spread {
    let [left, right] = occurrences(vectors, &vectors.lists.fields[field]);
    let own = f64::from(u8::from(vectors.lists.one_list));
    let counts = (0u32..).zip(left.into_iter().zip(right));
    let mut spread = Spread::default();
    for (code, (left, right)) in counts.filter(|(_, (left, right))| left * right > 0.0) {
        spread.note(frequencies.pair_bits(code, code), left * (right - own));
    }
    spread
}
