//! Texts that repeat what the names say: an e-mail address of which half is the name, an address shared
//! by those of one surname. Reach for [`Echo`] wherever a vector is weighed, and for [`Echo::learn`] in
//! every round of EM.
//!
//! Two strangers of one name share words of such a text far more often than two strangers do, so the
//! agreement of both is less evidence than the sum of their weights. u of a text is therefore told
//! apart by how many names agree: none, one, or more. Where none does, it is u of random pairs; where
//! some do, it is taken from the pairs that blocking brought up by other columns, each counted by how
//! little it is a match.
//!
//! Guarantees nothing but a sum: what a text weighs hangs on the vector alone. Leaves out texts that
//! repeat other texts, and names of which neither list states any.
//!
//! # Source
//! An interaction of two comparisons among non-matches: Winkler (1993), *Improved Decision Rules in
//! the Fellegi–Sunter Model of Record Linkage*.

use super::field::FieldKind;
use super::level::{MISSING, PART_WEAK, name, text};
use super::model::{ListLevel, ListModel};
use super::vector::level_at;

/// Numbers of agreeing names that are told apart: one, and more.
pub(super) const NAMED: usize = 2;
/// Levels of a text by the words that two share. Texts that are alike as a whole are no echo, and EM
/// could not tell strangers who share one from matches that differ elsewhere.
const BY_WORDS: [u8; 4] = [text::SAME_WORDS, text::MOST_WORDS, text::SOME_WORDS, text::DIFFERENT];
/// Weight of u of random pairs, in pairs.
const U_PRIOR: f64 = 20.0;

/// Which fields are texts and which are names, and what agreeing names take from a text.
pub(super) struct Echo {
    /// Field of each text, with bits by agreeing names less one, and level; mostly negative.
    texts: Vec<(usize, [[f64; 16]; NAMED])>,
    /// Field of each name, with the first level at which it does not agree.
    names: Vec<(usize, u8)>,
}

impl Echo {
    pub(super) fn of(model: &ListModel) -> Self {
        let fields = || model.comparisons.iter().enumerate();
        let texts = fields().filter(|(_, comparison)| comparison.kind == FieldKind::Text);
        let bits = |levels: &[ListLevel]| {
            let mut bits = [[0.0; 16]; NAMED];
            for (at, level) in levels.iter().enumerate() {
                for (named, u) in level.u_named.iter().flatten().enumerate() {
                    bits[named][at] = (level.u / u).log2();
                }
            }
            bits
        };
        let names = fields().filter_map(|(field, comparison)| {
            use FieldKind::{Given, NameFather, NameGiven, NameSurname, Patronymic, Surname};
            match comparison.kind {
                Given | Surname | Patronymic => Some((field, name::WEAK)),
                NameGiven | NameSurname | NameFather => Some((field, PART_WEAK)),
                _ => None,
            }
        });
        Self {
            texts: texts.map(|(field, text)| (field, bits(&text.levels))).collect(),
            names: names.collect(),
        }
    }

    /// How many names of a vector agree, less one and at most [`NAMED`]; `None` where none does or there
    /// is no text to repeat it.
    pub(super) fn named(&self, vector: u64) -> Option<usize> {
        let known = |(field, _): &(usize, _)| level_at(vector, *field) != MISSING;
        if !self.texts.iter().any(known) {
            return None;
        }
        let agree = |(field, end): &&(usize, u8)| level_at(vector, *field) < *end;
        self.names.iter().filter(agree).count().min(NAMED).checked_sub(1)
    }

    /// Bits that the agreement of names adds to a text, for each text of a vector that has any.
    pub(super) fn bits(&self, vector: u64) -> impl Iterator<Item = (usize, f64)> {
        let named = self.named(vector);
        self.texts.iter().filter_map(move |(field, bits)| {
            Some((*field, bits[named?][usize::from(level_at(vector, *field))]))
        })
    }

    /// The most bits it ever adds to a vector.
    pub(super) fn most(&self) -> f64 {
        let most = |(_, bits): &(usize, [[f64; 16]; NAMED])| {
            bits.iter().flatten().fold(0.0, |most: f64, one| most.max(*one))
        };
        self.texts.iter().map(most).sum()
    }

    /// Sets u of texts where names agree from counts of vectors that other columns brought up, `p` being
    /// P(match) of a vector; returns the largest change.
    pub(super) fn learn(
        &self,
        model: &mut ListModel,
        counts: &[(u64, f64)],
        p: impl Fn(u64) -> f64,
    ) -> f64 {
        let mut change = 0f64;
        for (field, _) in &self.texts {
            let mut strangers = [[0.0; 16]; NAMED];
            for &(vector, count) in counts {
                let level = level_at(vector, *field);
                if let Some(named) = self.named(vector).filter(|_| BY_WORDS.contains(&level)) {
                    strangers[named][usize::from(level)] += count * (1.0 - p(vector));
                }
            }
            let all = strangers.map(|levels| levels.iter().sum::<f64>());
            for at in BY_WORDS.map(usize::from) {
                let level = &mut model.comparisons[*field].levels[at];
                let u = |named: usize| {
                    let u = (strangers[named][at] + U_PRIOR * level.u) / (all[named] + U_PRIOR);
                    u.clamp(1e-9, 1.0 - 1e-9)
                };
                let learned: [f64; NAMED] = std::array::from_fn(u);
                let before = level.u_named.unwrap_or([level.u; NAMED]);
                let changes = learned.iter().zip(before).map(|(one, other)| (one - other).abs());
                change = changes.fold(change, f64::max);
                level.u_named = Some(learned);
            }
        }
        change
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::model::{ListComparison, Provenance};

    /// P(level | match) and P(level | stranger) of given name, surname and text, names agreeing or not;
    /// of strangers' texts by how many names agree.
    const NAME: [(u8, f64, f64); 2] = [(name::EXACT, 0.9, 0.02), (name::DIFFERENT, 0.1, 0.98)];
    const WORDS: [(u8, f64, [f64; 3]); 3] = [
        (text::MOST_WORDS, 0.6, [0.0001, 0.01, 0.1]),
        (text::SOME_WORDS, 0.3, [0.01, 0.2, 0.5]),
        (text::DIFFERENT, 0.1, [0.9899, 0.79, 0.4]),
    ];
    const PRIOR: f64 = 0.001;

    fn model() -> ListModel {
        let level =
            |m, u| ListLevel { code: String::new(), m, u, u_named: None, typical_share: None };
        let comparison = |kind: FieldKind, known: &[(u8, f64, f64)]| {
            let mut levels = vec![level(1e-6, 1e-6); 7];
            known.iter().for_each(|(at, m, u)| levels[usize::from(*at)] = level(*m, *u));
            ListComparison { label: kind.code().into(), kind, levels }
        };
        let words = WORDS.map(|(at, m, u)| (at, m, u[0]));
        ListModel {
            comparisons: vec![
                comparison(FieldKind::Given, &NAME),
                comparison(FieldKind::Surname, &NAME),
                comparison(FieldKind::Text, &words),
            ],
            prior: PRIOR,
            swapped: 0.01,
            provenance: Provenance::default(),
        }
    }

    /// Pairs of every vector in ten million.
    fn pairs() -> Vec<(u64, f64)> {
        let mut pairs = Vec::new();
        for (given, m_given, u_given) in NAME {
            for (surname, m_surname, u_surname) in NAME {
                let named = usize::from(given == name::EXACT) + usize::from(surname == name::EXACT);
                for (words, m, u) in WORDS {
                    let vector = u64::from(given) | u64::from(surname) << 4 | u64::from(words) << 8;
                    let matches = PRIOR * m_given * m_surname * m;
                    let strangers = (1.0 - PRIOR) * u_given * u_surname * u[named];
                    pairs.push((vector, 1e7 * (matches + strangers)));
                }
            }
        }
        pairs
    }

    /// P(match) under a model, texts left out where they are not asked for.
    fn probability(model: &ListModel, vector: u64, texts: bool) -> f64 {
        let asked = if texts { 3 } else { 2 };
        let of = |at: usize| &model.comparisons[at].levels[usize::from(level_at(vector, at))];
        let plain: f64 = (0..asked).map(|at| of(at).weight()).sum();
        let echo: f64 = Echo::of(model).bits(vector).filter(|_| texts).map(|(_, bits)| bits).sum();
        let odds = PRIOR / (1.0 - PRIOR) * (plain + echo).exp2();
        odds / (1.0 + odds)
    }

    #[test]
    fn what_strangers_of_one_name_share_is_learned_without_a_truth() {
        let (mut model, pairs) = (model(), pairs());
        let echo = Echo::of(&model);
        let silent = model.clone();
        echo.learn(&mut model, &pairs, |vector| probability(&silent, vector, false));
        for _ in 0..200 {
            let before = model.clone();
            echo.learn(&mut model, &pairs, |vector| probability(&before, vector, true));
        }
        for (level, _, u) in WORDS {
            let learned = model.comparisons[2].levels[usize::from(level)].u_named.unwrap();
            for (learned, truth) in learned.iter().zip(&u[1..]) {
                assert!((learned - truth).abs() < 0.02, "level {level}: {learned}, {truth}");
            }
        }
    }

    #[test]
    fn a_text_beside_names_that_differ_or_beside_none_weighs_as_among_strangers() {
        let mut model = model();
        let echo = Echo::of(&model);
        echo.learn(&mut model, &pairs(), |_| 0.0);
        let learned = Echo::of(&model);
        let of = |given: u8, surname: u8, words: u8| {
            u64::from(given) | u64::from(surname) << 4 | u64::from(words) << 8
        };
        let bits = |vector| learned.bits(vector).map(|(_, bits)| bits).sum::<f64>();
        assert_eq!(bits(of(name::DIFFERENT, name::DIFFERENT, text::SOME_WORDS)), 0.0);
        assert_eq!(bits(of(MISSING, name::DIFFERENT, text::SOME_WORDS)), 0.0);
        assert_eq!(bits(of(name::EXACT, name::EXACT, MISSING)), 0.0);
        assert_eq!(bits(of(name::EXACT, name::EXACT, text::EXACT)), 0.0, "a whole text is no echo");
        assert!(bits(of(name::EXACT, MISSING, text::SOME_WORDS)) < -2.0);
        assert!(bits(of(name::EXACT, name::SIMILAR, text::MOST_WORDS)) < -3.0);
        assert!(learned.most() >= bits(of(name::EXACT, name::EXACT, text::DIFFERENT)));
    }
}
