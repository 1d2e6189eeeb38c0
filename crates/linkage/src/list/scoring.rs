//! The weight of a pair: levels, frequencies of values, order of names, and the family cap. Reach
//! for [`Scorer::weight`] for one pair in full and [`Scorer::kept`] for a batch; the batch stops
//! early on pairs that can no longer reach the threshold and gives the same numbers.

use super::comparer::LevelCache;
use super::estimation::order_weight;
use super::field::FieldKind;
use super::level::{MISSING, PART_DIFFERENT, name};
use super::model::ListModel;
use super::vector::{Frequencies, SWAPPED, Vectors, level_at};

/// Bits by which the frequency of a value may move one level.
const FREQUENCY_BITS: f64 = 9.0;
/// Bits that surname and patronymic together may add when the given names differ: siblings share
/// both.
const FAMILY_BITS: f64 = 1.0;

/// Bits below even odds at which a pair stays whose names are there but cannot be compared, being
/// of two scripts of which one has no fold: the rest may well be another person's.
const NAMELESS_BITS: f64 = 1.0;

/// A pair with its evidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ScoredPair {
    pub(super) left: u32,
    pub(super) right: u32,
    pub(super) vector: u64,
    /// log2 Bayes factor, bits.
    pub(super) weight: f32,
}

/// Weighs pairs under one model.
pub(super) struct Scorer<'a> {
    vectors: &'a Vectors<'a>,
    model: &'a ListModel,
    frequencies: &'a [Option<Frequencies>],
    /// Weights by field and level; `MISSING` weighs zero.
    weights: Vec<[f64; 16]>,
    /// log2 of the typical share, where frequency speaks.
    typical: Vec<[Option<f64>; 16]>,
    /// Most that the fields from this one on can add.
    most_after: Vec<f64>,
    /// Fields of given name, surname and patronymic, and the level at which given names differ.
    family: Option<([usize; 3], u8)>,
    /// Fields of which one must be comparable where stated, and the most a pair may weigh without.
    identifying: Vec<usize>,
    nameless: f64,
}

impl<'a> Scorer<'a> {
    pub(super) fn new(
        vectors: &'a Vectors<'a>,
        model: &'a ListModel,
        frequencies: &'a [Option<Frequencies>],
    ) -> Self {
        let mut weights = Vec::new();
        let mut typical = Vec::new();
        let mut most = Vec::new();
        for comparison in &model.comparisons {
            let (mut bits, mut shares) = ([0.0; 16], [None; 16]);
            let mut best = 0f64;
            for (at, level) in comparison.levels.iter().enumerate() {
                bits[at] = level.weight();
                shares[at] = level.typical_share.map(f64::log2);
                best = best.max(bits[at] + shares[at].map_or(0.0, |_| FREQUENCY_BITS));
            }
            weights.push(bits);
            typical.push(shares);
            most.push(best);
        }
        let mut most_after = vec![0.0; most.len() + 1];
        for at in (0..most.len()).rev() {
            most_after[at] = most_after[at + 1] + most[at];
        }
        let find = |kind| vectors.lists.find(kind);
        let family = |kinds: [FieldKind; 3], different| match kinds.map(find) {
            [Some(given), Some(surname), Some(father)] => {
                Some(([given, surname, father], different))
            }
            _ => None,
        };
        let columns = [FieldKind::Given, FieldKind::Surname, FieldKind::Patronymic];
        let parts = [FieldKind::NameGiven, FieldKind::NameSurname, FieldKind::NameFather];
        let family = family(columns, name::DIFFERENT).or_else(|| family(parts, PART_DIFFERENT));
        let fields = vectors.lists.fields.iter().enumerate();
        let identifying = fields.filter(|(_, field)| field.kind.identifies()).map(|(at, _)| at);
        Self {
            vectors,
            model,
            frequencies,
            weights,
            typical,
            most_after,
            family,
            identifying: identifying.collect(),
            nameless: ((1.0 - model.prior) / model.prior).log2() - NAMELESS_BITS,
        }
    }

    /// Bits of one field of a pair.
    pub(super) fn field_weight(&self, vector: u64, field: usize, l: u32, r: u32) -> f64 {
        let level = usize::from(level_at(vector, field));
        let base = self.weights[field][level];
        let (Some(typical), Some(frequencies)) =
            (self.typical[field][level], &self.frequencies[field])
        else {
            return base;
        };
        let (a, b) = self.vectors.compared_codes(vector, field, l, r);
        let rarity = typical - frequencies.rarer_bits(a, b);
        base + rarity.clamp(-FREQUENCY_BITS, FREQUENCY_BITS)
    }

    /// Bits of the whole pair.
    pub(super) fn weight(&self, vector: u64, l: u32, r: u32) -> f64 {
        self.uncapped(vector, l, r) + self.cap(vector, l, r)
    }

    fn uncapped(&self, vector: u64, l: u32, r: u32) -> f64 {
        let fields = self.weights.len();
        let sum: f64 = (0..fields).map(|field| self.field_weight(vector, field, l, r)).sum();
        sum + order_weight(self.model, vector)
    }

    /// What is taken off where the evidence is not what it seems; zero or negative.
    pub(super) fn cap(&self, vector: u64, l: u32, r: u32) -> f64 {
        let known = |field: &usize| level_at(vector, *field) != MISSING;
        let stated = |field: &usize| {
            let (a, b) = self.vectors.codes(*field, l, r);
            a != 0 && b != 0
        };
        if self.identifying.iter().any(known) || !self.identifying.iter().any(stated) {
            return self.family_cap(vector, l, r);
        }
        (self.nameless - self.uncapped(vector, l, r)).min(0.0)
    }

    /// What is taken off where family agrees and the given name does not; zero or negative.
    fn family_cap(&self, vector: u64, l: u32, r: u32) -> f64 {
        let Some(([given, surname, patronymic], different)) = self.family else { return 0.0 };
        if level_at(vector, given) != different {
            return 0.0;
        }
        let both =
            self.field_weight(vector, surname, l, r) + self.field_weight(vector, patronymic, l, r);
        (FAMILY_BITS - both).min(0.0)
    }

    /// The pairs of a batch whose weight is at least `least` bits.
    pub(super) fn kept(
        &self,
        batch: &[(u32, u32)],
        least: f64,
        cache: &mut LevelCache,
    ) -> Vec<ScoredPair> {
        let mut kept = Vec::new();
        for &(left, right) in batch {
            if let Some(vector) = self.vector_reaching(left, right, least, cache) {
                let weight = self.weight(vector, left, right);
                if weight >= least {
                    kept.push(ScoredPair { left, right, vector, weight: weight as f32 });
                }
            }
        }
        kept
    }

    /// The vector of a pair, or `None` as soon as its weight cannot reach `least`.
    fn vector_reaching(&self, l: u32, r: u32, least: f64, cache: &mut LevelCache) -> Option<u64> {
        let fields = self.weights.len();
        let (mut vector, mut sum) = (0u64, 0.0);
        // Only what exchanged names could still win back keeps a hopeless pair alive.
        for field in 0..fields {
            let level = self.vectors.level(field, l, r, cache);
            vector |= u64::from(level) << (4 * field);
            if level != MISSING {
                sum += self.field_weight(vector, field, l, r);
            }
            if sum + self.most_after[field + 1] < least {
                let rest =
                    (field + 1..fields).fold(vector, |v, f| v | u64::from(MISSING) << (4 * f));
                let crossed = self.vectors.exchanged(rest, l, r, cache)?;
                debug_assert!(crossed & SWAPPED != 0);
                return Some(self.vectors.of(l, r, cache));
            }
        }
        Some(self.vectors.exchanged(vector, l, r, cache).unwrap_or(vector))
    }
}
