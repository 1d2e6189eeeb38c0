//! The comparison levels of lists, as small numbers: a pair's comparison vector is packed four bits
//! a field. Reach for [`levels`] for the codes that files and explanations show, best first.
//!
//! Starting values of m and u are judgement from the measured tables of the name study; both are
//! re-estimated on every run large enough to speak for itself.

use fuzzy_matching::person_name::NameLevel;
use fuzzy_matching::phone::PhoneLevel;
use fuzzy_matching::pin::PinLevel;

use super::field::FieldKind;

/// The level of a value that is not there or cannot be compared: weighs zero.
pub(super) const MISSING: u8 = 15;

/// Levels of a word of a name, of a place or of a short text.
pub(super) mod name {
    pub(crate) const EXACT: u8 = 0;
    pub(crate) const SAME_SOUND: u8 = 1;
    pub(crate) const CLOSE: u8 = 2;
    pub(crate) const SIMILAR: u8 = 3;
    pub(crate) const SHORTENED: u8 = 4;
    pub(crate) const WEAK: u8 = 5;
    pub(crate) const DIFFERENT: u8 = 6;
}

/// Levels of a birth date.
pub(super) mod date {
    pub(crate) const EXACT: u8 = 0;
    pub(crate) const DAY_MONTH_SWAPPED: u8 = 1;
    pub(crate) const ONE_DIGIT: u8 = 2;
    pub(crate) const COMPATIBLE: u8 = 3;
    pub(crate) const SAME_MONTH: u8 = 4;
    pub(crate) const SAME_YEAR: u8 = 5;
    pub(crate) const NEAR: u8 = 6;
    pub(crate) const DIFFERENT: u8 = 7;
}

/// Levels of a text of several words.
pub(super) mod text {
    pub(crate) const EXACT: u8 = 0;
    pub(crate) const SAME_SOUND: u8 = 1;
    pub(crate) const CLOSE: u8 = 2;
    pub(crate) const SAME_WORDS: u8 = 3;
    pub(crate) const MOST_WORDS: u8 = 4;
    pub(crate) const SOME_WORDS: u8 = 5;
    pub(crate) const DIFFERENT: u8 = 6;
}

/// A level with its starting values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct StartingLevel {
    pub(super) code: &'static str,
    /// P(level | match, both known).
    pub(super) m: f64,
    /// P(level | non-match, both known).
    pub(super) u: f64,
}

const fn start(code: &'static str, m: f64, u: f64) -> StartingLevel {
    StartingLevel { code, m, u }
}

/// Levels of a kind of field, best first; level `i` of a packed vector is entry `i`.
pub(super) fn levels(kind: FieldKind) -> Vec<StartingLevel> {
    match kind {
        FieldKind::Given | FieldKind::Patronymic => word(0.74, 0.004),
        FieldKind::Surname => word(0.76, 0.001),
        FieldKind::Place => word(0.70, 0.01),
        FieldKind::BirthDate => vec![
            start("exact", 0.85, 0.00007),
            start("day_month_swapped", 0.01, 0.00003),
            start("one_digit", 0.05, 0.0012),
            start("compatible", 0.03, 0.001),
            start("same_month", 0.01, 0.002),
            start("same_year", 0.015, 0.025),
            start("near", 0.015, 0.05),
            start("different", 0.02, 0.92),
        ],
        FieldKind::Sex => vec![start("same", 0.985, 0.5), start("different", 0.015, 0.5)],
        FieldKind::Pin => vec![
            start(PinLevel::Equal.code(), 0.93, 1e-6),
            start(PinLevel::OneEdit.code(), 0.04, 1e-5),
            start(PinLevel::Conflict.code(), 0.03, 0.99),
        ],
        FieldKind::Phone => vec![
            start(PhoneLevel::Equal.code(), 0.75, 5e-6),
            start(PhoneLevel::OneEdit.code(), 0.02, 5e-5),
            start(PhoneLevel::Different.code(), 0.23, 0.99),
        ],
        FieldKind::Exact => vec![start("equal", 0.85, 0.01), start("different", 0.15, 0.99)],
        FieldKind::Text => vec![
            start("exact", 0.70, 0.001),
            start("same_sound", 0.04, 0.0002),
            start("close", 0.10, 0.0003),
            start("same_words", 0.02, 0.0003),
            start("most_words", 0.05, 0.002),
            start("some_words", 0.04, 0.03),
            start("different", 0.05, 0.96),
        ],
        FieldKind::Name | FieldKind::NameGiven | FieldKind::NameFather => part(0.004),
        FieldKind::NameSurname => part(0.001),
    }
}

fn word(exact: f64, chance: f64) -> Vec<StartingLevel> {
    let rest = 0.96 - exact;
    vec![
        start("exact", exact, chance),
        start("same_sound", rest * 0.35, chance / 4.0),
        start("close", rest * 0.40, chance / 2.0),
        start("similar", rest * 0.06, chance),
        start("shortened", rest * 0.12, chance * 2.0),
        start("weak", rest * 0.07, 0.008),
        start("different", 0.04, 0.992 - 4.75 * chance),
    ]
}

/// Levels of a part of a whole name; `chance` is how often two people share one.
fn part(chance: f64) -> Vec<StartingLevel> {
    let values = |level: NameLevel| match level {
        NameLevel::Exact => (0.62, chance),
        NameLevel::SameName => (0.05, chance / 4.0),
        NameLevel::Close => (0.12, chance / 2.0),
        NameLevel::Diminutive => (0.02, chance / 2.0),
        NameLevel::Cognate => (0.01, chance / 2.0),
        NameLevel::Similar => (0.03, chance),
        NameLevel::FormantDropped => (0.01, chance / 2.0),
        NameLevel::Initial => (0.03, 0.03),
        NameLevel::Weak => (0.03, 0.008),
        NameLevel::LookAlike => (0.01, 0.002),
        NameLevel::Different | NameLevel::Missing => (0.07, 0.96 - 4.0 * chance),
    };
    let known = NameLevel::ALL.iter().filter(|level| **level != NameLevel::Missing);
    known
        .map(|&level| {
            let (m, u) = values(level);
            start(level.code(), m, u)
        })
        .collect()
}

/// The level's number in a packed vector.
pub(super) fn part_level(level: NameLevel) -> u8 {
    if level == NameLevel::Missing {
        return MISSING;
    }
    let at = NameLevel::ALL.iter().position(|known| *known == level);
    at.and_then(|at| u8::try_from(at).ok()).unwrap_or(MISSING)
}

/// The number of [`NameLevel::Different`].
pub(super) const PART_DIFFERENT: u8 = 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_different_is_the_one_written_down() {
        assert_eq!(part_level(NameLevel::Different), PART_DIFFERENT);
    }

    #[test]
    fn every_kind_has_two_distributions_that_fit_four_bits() {
        for kind in [
            FieldKind::Name,
            FieldKind::Given,
            FieldKind::Surname,
            FieldKind::Patronymic,
            FieldKind::BirthDate,
            FieldKind::Sex,
            FieldKind::Pin,
            FieldKind::Phone,
            FieldKind::Place,
            FieldKind::Exact,
            FieldKind::Text,
        ] {
            let levels = levels(kind);
            assert!(levels.len() <= usize::from(MISSING));
            let sum = |of: fn(&StartingLevel) -> f64| levels.iter().map(of).sum::<f64>();
            assert!((sum(|l| l.m) - 1.0).abs() < 0.02, "{} m {}", kind.code(), sum(|l| l.m));
            assert!((sum(|l| l.u) - 1.0).abs() < 0.03, "{} u {}", kind.code(), sum(|l| l.u));
        }
    }
}
