//! The grade of two whole names from the levels of their parts.

use records::Sex;

use super::level::NameLevel;
use crate::coded::levels;

levels! {
    /// How far two whole names agree, best first. Conflicts stand below every partial agreement.
    NameGrade {
        /// Given name, surname and patronymic all agree exactly (K1 or one lexicon name).
        FullExact = "full_exact",
        /// Given name and surname agree exactly; no patronymic to compare.
        GivenSurnameExact = "given_surname_exact",
        /// All three agree, at least one of them closely rather than exactly.
        FullClose = "full_close",
        /// Given name and father's name agree, and no surname stands against it: `X уулу` against a
        /// patronymic or against a surname of that stem.
        GivenFather = "given_father",
        /// Given name and surname agree, at least one of them closely; no patronymic to compare.
        GivenSurnameClose = "given_surname_close",
        /// Given name and patronymic agree, the surname is another, and neither is known to be a
        /// man: a surname changed by marriage.
        GivenPatronymicOtherSurname = "given_patronymic_other_surname",
        /// Given name and surname both agree, one of them only weakly.
        GivenSurnameWeak = "given_surname_weak",
        /// The surname agrees and the other parts are fitting initials.
        InitialsCompatible = "initials_compatible",
        /// Only the surname agrees, or two parts agree weakly.
        SurnameOnlyOrWeak = "surname_only_or_weak",
        /// Surname and patronymic agree, the given name only weakly: one person and a slip of the
        /// pen, or siblings with look-alike names. For a reviewer, never for linking.
        FamilyAgreesGivenWeak = "family_agrees_given_weak",
        /// Only the given name can be compared, and agrees.
        GivenOnly = "given_only",
        /// Nothing but initials can be compared, and all fit.
        InitialsOnly = "initials_only",
        /// The family agrees (surname, father's name or both), the given name is another: brothers,
        /// sisters, relatives.
        SiblingLike = "sibling_like",
        /// Given name and surname agree, the patronymic is another: two persons of one name.
        NamesakeConflict = "namesake_conflict",
        /// Anything else.
        Different = "different",
        /// A name is missing, or no part of one can be compared with a part of the other (another
        /// script, a given name against a surname).
        Missing = "missing",
    }
}

/// How strongly a part agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Band {
    /// Exactly.
    Full,
    /// Another spelling, a short form or a cognate.
    Near,
    /// By look or by a formant less.
    Faint,
    /// By look, against the lexicon.
    LookAlike,
    /// As far as an initial tells.
    Initial,
    /// Not.
    No,
    /// Nothing to compare.
    Missing,
}

const fn band(level: NameLevel) -> Band {
    match level {
        NameLevel::Exact | NameLevel::SameName => Band::Full,
        NameLevel::Close | NameLevel::Diminutive | NameLevel::Cognate => Band::Near,
        NameLevel::Similar | NameLevel::FormantDropped | NameLevel::Weak => Band::Faint,
        NameLevel::LookAlike => Band::LookAlike,
        NameLevel::Initial => Band::Initial,
        NameLevel::Different => Band::No,
        NameLevel::Missing => Band::Missing,
    }
}

/// The grade of the three part levels. `sex` is the sex either name tells, if they do not differ.
pub(super) fn grade(
    given: NameLevel,
    surname: NameLevel,
    patronymic: NameLevel,
    sex: Option<Sex>,
) -> NameGrade {
    let (g, s, p) = (band(given), band(surname), band(patronymic));
    let conflict = matches!(p, Band::No | Band::LookAlike);
    match g {
        Band::Full | Band::Near => with_given(g, s, p, sex),
        Band::Faint => match s {
            // Brothers' names are often look-alikes: Нурлан and Нурдан of one father.
            Band::Full | Band::Near if agrees(p) && given == NameLevel::Weak => {
                NameGrade::FamilyAgreesGivenWeak
            }
            Band::Full | Band::Near if !conflict => NameGrade::GivenSurnameWeak,
            Band::Faint | Band::Initial if !conflict => NameGrade::SurnameOnlyOrWeak,
            Band::Missing if agrees(p) => NameGrade::FamilyAgreesGivenWeak,
            Band::Missing if !conflict => NameGrade::SurnameOnlyOrWeak,
            _ => NameGrade::Different,
        },
        Band::LookAlike => match s {
            Band::Full | Band::Near if agrees(p) => NameGrade::SiblingLike,
            Band::Full | Band::Near if !conflict => NameGrade::SurnameOnlyOrWeak,
            Band::Missing if agrees(p) => NameGrade::SiblingLike,
            _ => NameGrade::Different,
        },
        Band::Initial => match s {
            Band::Full | Band::Near if conflict => NameGrade::NamesakeConflict,
            Band::Full | Band::Near => NameGrade::InitialsCompatible,
            Band::Faint if !conflict => NameGrade::SurnameOnlyOrWeak,
            Band::Initial | Band::Missing if agrees(p) => NameGrade::InitialsCompatible,
            Band::Initial | Band::Missing if !conflict => NameGrade::InitialsOnly,
            _ => NameGrade::Different,
        },
        Band::No => match s {
            Band::Full | Band::Near if !conflict => NameGrade::SiblingLike,
            Band::Missing if agrees(p) => NameGrade::SiblingLike,
            _ => NameGrade::Different,
        },
        Band::Missing => match s {
            Band::Full | Band::Near | Band::Faint if !conflict => NameGrade::SurnameOnlyOrWeak,
            Band::Initial if !conflict => NameGrade::InitialsOnly,
            Band::Missing if agrees(p) => NameGrade::SurnameOnlyOrWeak,
            Band::Missing if p == Band::Initial => NameGrade::InitialsOnly,
            Band::Missing if !conflict => NameGrade::Missing,
            _ => NameGrade::Different,
        },
    }
}

/// Whether the names are different whatever the surnames are; [`grade`] says the same of every surname.
pub(super) const fn is_different_whatever_surname(given: NameLevel, patronymic: NameLevel) -> bool {
    matches!(band(patronymic), Band::No | Band::LookAlike)
        && matches!(band(given), Band::Faint | Band::LookAlike | Band::No | Band::Missing)
}

/// The grade where the given name agrees.
fn with_given(g: Band, s: Band, p: Band, sex: Option<Sex>) -> NameGrade {
    let conflict = matches!(p, Band::No | Band::LookAlike);
    match s {
        Band::Full | Band::Near => match (g, s, p) {
            (.., Band::No | Band::LookAlike) => NameGrade::NamesakeConflict,
            (Band::Full, Band::Full, Band::Full) => NameGrade::FullExact,
            (.., Band::Full | Band::Near) => NameGrade::FullClose,
            (Band::Full, Band::Full, _) => NameGrade::GivenSurnameExact,
            _ => NameGrade::GivenSurnameClose,
        },
        Band::LookAlike if agrees(p) => NameGrade::GivenSurnameWeak,
        Band::LookAlike if conflict => NameGrade::Different,
        Band::LookAlike => NameGrade::SurnameOnlyOrWeak,
        Band::Faint if agrees(p) => NameGrade::FullClose,
        Band::Faint if conflict => NameGrade::NamesakeConflict,
        Band::Faint => NameGrade::GivenSurnameWeak,
        Band::Initial if conflict => NameGrade::Different,
        Band::Initial => NameGrade::InitialsCompatible,
        Band::No if agrees(p) && sex != Some(Sex::Male) => NameGrade::GivenPatronymicOtherSurname,
        Band::No => NameGrade::Different,
        Band::Missing if agrees(p) => NameGrade::GivenFather,
        Band::Missing if p == Band::Faint => NameGrade::SurnameOnlyOrWeak,
        Band::Missing if conflict => NameGrade::Different,
        Band::Missing => NameGrade::GivenOnly,
    }
}

const fn agrees(band: Band) -> bool {
    matches!(band, Band::Full | Band::Near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_surname_makes_names_another_grade_than_different_where_none_is_asked() {
        let sexes = [None, Some(Sex::Female), Some(Sex::Male)];
        let mut told = 0;
        for given in NameLevel::ALL.iter().copied() {
            for patronymic in NameLevel::ALL.iter().copied() {
                let different = |surname: &NameLevel| {
                    let grades = sexes.map(|sex| grade(given, *surname, patronymic, sex));
                    grades == [NameGrade::Different; 3]
                };
                let always = NameLevel::ALL.iter().all(different);
                assert_eq!(is_different_whatever_surname(given, patronymic), always);
                told += usize::from(always);
            }
        }
        assert!(told > 0);
    }
}
