//! Comparison levels with one stable code each. Reach for [`levels!`] for every enum that names how
//! far two values agree: the codes stand in `reference/link_levels.csv`, in level columns and in
//! explanations, so they never change meaning.

pub(crate) use records::coded_enum as levels;

#[cfg(test)]
mod tests {
    /// Codes are what files hold: each must lead back to its level, and to one level only.
    #[test]
    fn every_code_leads_back_to_its_level() {
        macro_rules! check {
            ($($level:ty),+ $(,)?) => {$(
                for level in <$level>::ALL {
                    assert_eq!(<$level>::from_code(level.code()), Some(*level));
                    assert!(level.code().chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'));
                }
                assert_eq!(<$level>::from_code("no_such_level"), None);
            )+};
        }
        check!(
            crate::date::DateLevel,
            crate::date::LagBand,
            crate::narrative::NarrativeLevel,
            crate::offence::OffenceLevel,
            crate::person_name::NameGrade,
            crate::person_name::NameLevel,
            crate::phone::PhoneLevel,
            crate::pin::PinCrossCheck,
            crate::pin::PinLevel,
            crate::place::PlaceLevelAgreement,
            crate::reference_number::ReferenceNumberLevel,
        );
    }
}
