//! The candidates of a record whose weight reaches the threshold, mostly without comparing their
//! names. Reach for [`Screen::kept`]: it adds up what every field weighs at most. What shows at a
//! glance weighs what it weighs; what needs a closer look counts with the best it may be until it
//! has had one, and a pair is given up as soon as the sum is too little.
//!
//! Guarantees the pairs and the weights of [`Scorer::weight`]: none is given up that reaches the
//! threshold. Most pairs that blocking brings up agree on a common name and little else, and end at
//! a glance.

use super::comparer::LevelCache;
use super::glance::Glances;
use super::scoring::{ScoredPair, Scorer, rarity};
use super::vector::level_at;

/// Bits by which a sum may be off for being added up in another order.
const ROUNDING: f64 = 1e-6;
/// Levels there can be.
const LEVELS: usize = 16;

/// What one field weighs at most.
struct Ceiling {
    /// By level: its weight, and the most of it and all worse ones, where frequency is silent.
    plain: [[f64; LEVELS]; 2],
    /// Levels on which frequency speaks, with weight and log2 of the typical share.
    frequent: Vec<(u8, f64, f64)>,
    last_frequent: u8,
}

/// What pairs weigh at most, under one threshold.
pub(super) struct Screen<'a> {
    scorer: &'a Scorer<'a>,
    /// Least weight of a pair that is kept, bits.
    least: f64,
    fields: Vec<Ceiling>,
    /// Bits that a pair may have beyond what its fields say each for itself.
    more: f64,
}

/// What a worker needs for the candidates of one record after another.
#[derive(Default)]
pub(super) struct Scratch {
    glances: Glances,
    most: Vec<f64>,
}

impl<'a> Screen<'a> {
    pub(super) fn new(scorer: &'a Scorer<'a>, least: f64) -> Self {
        let ceiling = |(at, weights): (usize, &[f64; LEVELS])| {
            let typical = |level: usize| {
                scorer.typical[at][level].filter(|_| scorer.frequencies[at].is_some())
            };
            let speaks = |level: usize| Some((level as u8, weights[level], typical(level)?));
            let silent = |level: usize| if typical(level).is_some() { 0.0 } else { weights[level] };
            let own: [f64; LEVELS] = std::array::from_fn(silent);
            // At least zero, which is what values weigh that cannot be compared.
            let most = |level: usize| own[level..].iter().fold(0.0, |most: f64, w| most.max(*w));
            let frequent: Vec<(u8, f64, f64)> = (0..LEVELS).filter_map(speaks).collect();
            Ceiling {
                plain: [own, std::array::from_fn(most)],
                last_frequent: frequent.last().map_or(0, |(level, ..)| *level),
                frequent,
            }
        };
        let fields = scorer.weights.iter().enumerate().map(ceiling).collect();
        Self { scorer, least, fields, more: scorer.echo.most() + ROUNDING }
    }

    /// Adds the pairs of a left record that reach the threshold.
    pub(super) fn kept(
        &self,
        left: u32,
        rights: &[u32],
        (cache, scratch): (&mut LevelCache, &mut Scratch),
        kept: &mut Vec<ScoredPair>,
    ) {
        let (scorer, vectors) = (self.scorer, self.scorer.vectors);
        let Scratch { glances, most } = scratch;
        glances.look(vectors, left, rights);
        most.clear();
        most.resize(rights.len(), self.more);
        let own = vectors.left_row(left);
        for (field, a) in own.iter().enumerate() {
            self.add_most(field, *a, glances, most);
        }
        let right_rows = vectors.right_rows();
        for (pair, (&right, &most)) in rights.iter().zip(&*most).enumerate() {
            let others = right_rows.row(right);
            let found = (glances.vectors[pair], glances.open[pair]);
            let vector = self.closely(own, others, found, most, cache);
            let vector = match vector {
                Some(vector) => vectors.exchanged(vector, left, right, cache).unwrap_or(vector),
                // Only names in exchanged columns could still win back what is wanting.
                None if vectors.may_be_exchanged(own, others) => vectors.of(left, right, cache),
                None => continue,
            };
            let weight = scorer.weight(vector, left, right);
            if weight >= self.least {
                kept.push(ScoredPair { left, right, vector, weight: weight as f32 });
            }
        }
    }

    /// Adds the most bits of one field to every pair.
    fn add_most(&self, field: usize, own: u32, glances: &Glances, most: &mut [f64]) {
        let ceiling = &self.fields[field];
        if ceiling.frequent.is_empty() {
            for (most, (level, open, _)) in most.iter_mut().zip(glances.of(field)) {
                *most += ceiling.plain[usize::from(open)][usize::from(level)];
            }
            return;
        }
        for (most, (level, open, other)) in most.iter_mut().zip(glances.of(field)) {
            *most += self.most(field, level, open, || (own, other));
        }
    }

    /// Most bits of a field at this level or, where it is open, at this or a worse one.
    fn most(&self, field: usize, level: u8, open: bool, codes: impl Fn() -> (u32, u32)) -> f64 {
        let ceiling = &self.fields[field];
        let mut most = ceiling.plain[usize::from(open)][usize::from(level)];
        if level > ceiling.last_frequent {
            return most;
        }
        let Some(frequencies) = &self.scorer.frequencies[field] else { return most };
        let (a, b) = codes();
        let share = frequencies.pair_bits(a, b);
        if !open {
            return self.scorer.weight_at(field, level, share);
        }
        for (_, base, typical) in ceiling.frequent.iter().filter(|(of, ..)| *of >= level) {
            most = most.max(base + rarity(*typical, share));
        }
        most
    }

    /// The vector of a pair with all levels, names as they stand; `None` as soon as its weight cannot
    /// reach the threshold.
    fn closely(
        &self,
        own: &[u32],
        others: &[u32],
        (mut vector, mut open): (u64, u16),
        mut most: f64,
        cache: &mut LevelCache,
    ) -> Option<u64> {
        while open != 0 && most >= self.least {
            let field = open.trailing_zeros() as usize;
            open &= open - 1;
            let codes = (own[field], others[field]);
            let level = self.scorer.vectors.comparers.level(field, codes.0, codes.1, cache);
            most -= self.most(field, level_at(vector, field), true, || codes);
            most += self.scorer.level_weight(field, level, codes);
            vector = vector & !(15 << (4 * field)) | u64::from(level) << (4 * field);
        }
        (most >= self.least).then_some(vector)
    }
}
