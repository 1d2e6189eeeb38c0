//! The weight of a pair: levels, frequencies of values, order of names, and the family cap. Reach
//! for [`Scorer::weight`] for one pair; [`super::screening`] finds the pairs that reach a threshold.

use super::echo::Echo;
use super::estimation::order_weight;
use super::field::FieldKind;
use super::level::{MISSING, PART_DIFFERENT, name};
use super::model::ListModel;
use super::vector::{Frequencies, Vectors, level_at};

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

/// Bits by which two values are rarer than is typical of their level.
pub(super) fn rarity(typical: f64, pair_bits: f64) -> f64 {
    (typical - pair_bits).clamp(-FREQUENCY_BITS, FREQUENCY_BITS)
}

/// Weighs pairs under one model.
pub(super) struct Scorer<'a> {
    pub(super) vectors: &'a Vectors<'a>,
    model: &'a ListModel,
    pub(super) frequencies: &'a [Option<Frequencies>],
    /// Weights by field and level; `MISSING` weighs zero.
    pub(super) weights: Vec<[f64; 16]>,
    /// What agreeing names take from texts.
    pub(super) echo: Echo,
    /// log2 of the typical share, where frequency speaks.
    pub(super) typical: Vec<[Option<f64>; 16]>,
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
        for comparison in &model.comparisons {
            let (mut bits, mut shares) = ([0.0; 16], [None; 16]);
            for (at, level) in comparison.levels.iter().enumerate() {
                bits[at] = level.weight();
                shares[at] = level.typical_share.map(f64::log2);
            }
            weights.push(bits);
            typical.push(shares);
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
            echo: Echo::of(model),
            typical,
            family,
            identifying: identifying.collect(),
            nameless: ((1.0 - model.prior) / model.prior).log2() - NAMELESS_BITS,
        }
    }

    /// Bits of one field of a pair.
    pub(super) fn field_weight(&self, vector: u64, field: usize, l: u32, r: u32) -> f64 {
        let codes = self.vectors.compared_codes(vector, field, l, r);
        let echo = self.echo.bits(vector).find(|(text, _)| *text == field);
        self.level_weight(field, level_at(vector, field), codes)
            + echo.map_or(0.0, |(_, bits)| bits)
    }

    /// Bits of a level of one field for a pair of values, whatever the other fields say.
    pub(super) fn level_weight(&self, field: usize, level: u8, (a, b): (u32, u32)) -> f64 {
        let frequencies = self.frequencies[field].as_ref();
        let speaks = frequencies.filter(|_| self.typical[field][usize::from(level)].is_some());
        let share = speaks.map_or(0.0, |frequencies| frequencies.pair_bits(a, b));
        self.weight_at(field, level, share)
    }

    /// Bits of a level of one field where the two values speak with a share of this log2.
    pub(super) fn weight_at(&self, field: usize, level: u8, share: f64) -> f64 {
        let level = usize::from(level);
        let base = self.weights[field][level];
        let typical = self.typical[field][level].filter(|_| self.frequencies[field].is_some());
        typical.map_or(base, |typical| base + rarity(typical, share))
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
}
