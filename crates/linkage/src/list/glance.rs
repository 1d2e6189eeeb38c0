//! Comparison vectors of one left record with many right ones, field by field, as far as they show
//! at a glance. Reach for [`Glances::look`] where candidates of a record are met in one go: one
//! field of all of them is looked at before the next, so that the many places in memory that this
//! takes are waited for together.
//!
//! Guarantees that a level that is not open is that of [`Comparers::level`], and an open one at
//! least as good. Names in exchanged columns are not recognised here.

use super::comparer::{Comparers, LevelCache, Values};
use super::field::FieldKind;
use super::level::{MISSING, name};
use super::name_value::Outlines;
use super::vector::{Vectors, level_at};

/// What shows of the candidates of one record.
#[derive(Default)]
pub(super) struct Glances {
    /// Codes of the right records, field by field.
    codes: Vec<u32>,
    pub(super) vectors: Vec<u64>,
    /// Fields whose level may be worse than the vector says, a bit each.
    pub(super) open: Vec<u16>,
}

impl Glances {
    /// Looks at the pairs of a left record with these right ones.
    pub(super) fn look(&mut self, vectors: &Vectors<'_>, left: u32, rights: &[u32]) {
        self.codes.clear();
        self.codes.resize(rights.len() * vectors.lists.fields.len(), 0);
        let right_rows = vectors.right_rows();
        for (pair, right) in rights.iter().enumerate() {
            for (field, code) in right_rows.row(*right).iter().enumerate() {
                self.codes[field * rights.len() + pair] = *code;
            }
        }
        self.vectors.clear();
        self.vectors.resize(rights.len(), 0);
        self.open.clear();
        self.open.resize(rights.len(), 0);
        for (field, own) in vectors.left_row(left).iter().enumerate() {
            self.look_at(vectors, field, *own);
        }
    }

    fn look_at(&mut self, vectors: &Vectors<'_>, field: usize, own: u32) {
        let Comparers { values, .. } = vectors.comparers;
        let of = &vectors.lists.fields[field];
        match &values[of.dictionary] {
            Values::Words(words) => {
                let (outlines, surname) = (words.outlines(), of.kind == FieldKind::Surname);
                self.each(field, own, |other| word(outlines, own, other, surname));
            }
            Values::Names(_) | Values::Texts(_) => self.each(field, own, |_| (0, true)),
            Values::Dates(dates) => {
                self.each(field, own, |other| (dates.level(own, other), false));
            }
            Values::Sexes(_) | Values::Pins(_) | Values::Phones | Values::Plain => {
                // Levels of these fields are not remembered.
                let mut cache = LevelCache::small();
                let mut level = |other| vectors.comparers.level(field, own, other, &mut cache);
                self.each(field, own, |other| (level(other), false));
            }
        }
    }

    /// Sets the level of one field of every pair, and whether it is open, from the right code.
    fn each(&mut self, field: usize, own: u32, mut level: impl FnMut(u32) -> (u8, bool)) {
        let pairs = self.vectors.len();
        let others = &self.codes[field * pairs..][..pairs];
        for ((vector, open), &other) in self.vectors.iter_mut().zip(&mut self.open).zip(others) {
            let (level, is_open) =
                if own == 0 || other == 0 { (MISSING, false) } else { level(other) };
            *vector |= u64::from(level) << (4 * field);
            *open |= u16::from(is_open) << field;
        }
    }

    /// Of every pair the level of one field, whether it is open, and the right code.
    pub(super) fn of(&self, field: usize) -> impl Iterator<Item = (u8, bool, u32)> {
        let pairs = self.vectors.len();
        let others = &self.codes[field * pairs..][..pairs];
        let each = self.vectors.iter().zip(&self.open).zip(others);
        each.map(move |((vector, open), other)| {
            (level_at(*vector, field), open >> field & 1 == 1, *other)
        })
    }

    /// The vector of a pair with every level, names as they stand.
    pub(super) fn closely(
        &self,
        vectors: &Vectors<'_>,
        own: &[u32],
        pair: usize,
        cache: &mut LevelCache,
    ) -> u64 {
        let (mut vector, mut open) = (self.vectors[pair], self.open[pair]);
        while open != 0 {
            let field = open.trailing_zeros() as usize;
            open &= open - 1;
            let level =
                vectors.comparers.level(field, own[field], self.right_code(pair, field), cache);
            vector = vector & !(15 << (4 * field)) | u64::from(level) << (4 * field);
        }
        vector
    }

    /// The right code of a field of a pair.
    fn right_code(&self, pair: usize, field: usize) -> u32 {
        self.codes[field * self.vectors.len() + pair]
    }
}

fn word(words: Outlines<'_>, own: u32, other: u32, surname: bool) -> (u8, bool) {
    if own == other {
        return (name::EXACT, false);
    }
    let best = words.best_level(own, other, surname);
    (best, best != name::DIFFERENT)
}
