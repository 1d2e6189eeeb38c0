//! The comparison levels of lists, as small numbers: a pair's comparison vector is packed four bits
//! a field. Reach for [`codes`] for the codes that files and explanations show, best first.

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

/// Codes of the levels of a kind of field, best first; level `i` of a packed vector is entry `i`.
/// Their starting m and u stand in `reference/list_levels.csv`.
pub(super) fn codes(kind: FieldKind) -> Vec<&'static str> {
    const WORD: [&str; 7] =
        ["exact", "same_sound", "close", "similar", "shortened", "weak", "different"];
    const DATE: [&str; 8] = [
        "exact",
        "day_month_swapped",
        "one_digit",
        "compatible",
        "same_month",
        "same_year",
        "near",
        "different",
    ];
    const TEXT: [&str; 7] =
        ["exact", "same_sound", "close", "same_words", "most_words", "some_words", "different"];
    match kind {
        FieldKind::Given | FieldKind::Surname | FieldKind::Patronymic | FieldKind::Place => {
            WORD.to_vec()
        }
        FieldKind::BirthDate => DATE.to_vec(),
        FieldKind::Sex => vec!["same", "different"],
        FieldKind::Pin => {
            [PinLevel::Equal, PinLevel::OneEdit, PinLevel::Conflict].map(PinLevel::code).to_vec()
        }
        FieldKind::Phone => [PhoneLevel::Equal, PhoneLevel::OneEdit, PhoneLevel::Different]
            .map(PhoneLevel::code)
            .to_vec(),
        FieldKind::Exact => vec!["equal", "different"],
        FieldKind::Text => TEXT.to_vec(),
        FieldKind::Name | FieldKind::NameGiven | FieldKind::NameSurname | FieldKind::NameFather => {
            let known = NameLevel::ALL.iter().filter(|level| **level != NameLevel::Missing);
            known.map(|level| level.code()).collect()
        }
    }
}

/// The level's number in a packed vector.
pub(super) fn part_level(level: NameLevel) -> u8 {
    if level == NameLevel::Missing {
        return MISSING;
    }
    let at = NameLevel::ALL.iter().position(|known| *known == level);
    at.and_then(|at| u8::try_from(at).ok()).unwrap_or(MISSING)
}

/// The number of [`NameLevel::Weak`], the first at which parts of names do not agree.
pub(super) const PART_WEAK: u8 = 8;

/// The number of [`NameLevel::Different`].
pub(super) const PART_DIFFERENT: u8 = 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_weak_and_different_are_those_written_down() {
        assert_eq!(part_level(NameLevel::Weak), PART_WEAK);
        assert_eq!(part_level(NameLevel::Different), PART_DIFFERENT);
    }

    #[test]
    fn the_levels_of_every_kind_fit_four_bits() {
        for &kind in FieldKind::ALL {
            assert!(codes(kind).len() <= usize::from(MISSING), "{kind}");
        }
    }
}
