//! Personal numbers: equal, mistyped, in conflict, or telling about the other side's birth date.
//! Reach for [`compare`] where both sides hold one and for [`cross_check`] where only one does. A
//! number is never rejected on its check digit, and numbers of two countries never conflict: one
//! person may hold both.

use records::{PartialDate, Pin, PinForm, Sex};

use crate::coded::levels;
use crate::date::{DateLevel, compare_dates, one_slip};

levels! {
    /// How far two personal numbers agree, best first.
    PinLevel {
        /// The same digits.
        Equal = "equal",
        /// One digit wrong, or two neighbours exchanged.
        OneEdit = "one_edit",
        /// Two numbers of the same country that differ.
        Conflict = "conflict",
        /// Not known on one side, or numbers of two countries.
        Missing = "missing",
    }
}

levels! {
    /// What the birth date and sex inside a number say about the other side, best first.
    PinCrossCheck {
        /// Birth date and sex agree.
        BirthAndSexAgree = "birth_and_sex_agree",
        /// The birth date agrees; sex is not known.
        BirthAgrees = "birth_agrees",
        /// Birth dates differ by a slip, or only the year is known and agrees.
        BirthNear = "birth_near",
        /// The sex inside the number is the other one.
        SexConflict = "sex_conflict",
        /// The birth date inside the number is another.
        BirthConflict = "birth_conflict",
        /// The number tells nothing, or the other side has nothing to compare.
        Missing = "missing",
    }
}

/// The level of two numbers of which either may be unknown. Symmetric.
pub fn compare(a: Option<&Pin>, b: Option<&Pin>) -> PinLevel {
    let (Some(a), Some(b)) = (a, b) else { return PinLevel::Missing };
    let (x, y) = (a.digits().as_bytes(), b.digits().as_bytes());
    if x == y {
        return PinLevel::Equal;
    }
    if one_slip(x, y) {
        return PinLevel::OneEdit;
    }
    let (form_a, form_b) = (a.read().0, b.read().0);
    // A number of no known form may be a mistyped one of any country: lengths still tell.
    let unknown = form_a == PinForm::Unknown || form_b == PinForm::Unknown;
    if form_a == form_b || (unknown && x.len() == y.len()) {
        PinLevel::Conflict
    } else {
        PinLevel::Missing
    }
}

/// Checks the birth date and sex inside `pin` against what the other side states.
///
/// A Kazakh number need not reflect either since 2013, so its disagreement is `Missing`.
pub fn cross_check(pin: &Pin, birth: Option<PartialDate>, sex: Option<Sex>) -> PinCrossCheck {
    let (form, inside, inside_sex) = pin.read();
    let binding = form != PinForm::Kazakh;
    let dates = match (inside.and_then(PartialDate::day), birth) {
        (Some(inside), Some(birth)) => compare_dates(inside, birth),
        _ => DateLevel::Missing,
    };
    let sexes = inside_sex.zip(sex).map(|(inside, stated)| inside == stated);
    let level = match (dates, sexes) {
        (_, Some(false)) => PinCrossCheck::SexConflict,
        (DateLevel::YearOffByOne | DateLevel::Different, _) => PinCrossCheck::BirthConflict,
        // A full birth date on both sides that agrees in the year alone is another birthday.
        (DateLevel::YearOnly, _) if birth.and_then(PartialDate::exact).is_some() => {
            PinCrossCheck::BirthConflict
        }
        (DateLevel::Exact, Some(true)) => PinCrossCheck::BirthAndSexAgree,
        (DateLevel::Exact, None) => PinCrossCheck::BirthAgrees,
        (
            DateLevel::Compatible
            | DateLevel::DayMonthSwapped
            | DateLevel::OneDigit
            | DateLevel::YearOnly,
            _,
        ) => PinCrossCheck::BirthNear,
        (DateLevel::Missing, _) => PinCrossCheck::Missing,
    };
    let conflict = matches!(level, PinCrossCheck::SexConflict | PinCrossCheck::BirthConflict);
    if conflict && !binding { PinCrossCheck::Missing } else { level }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pin(text: &str) -> Pin {
        Pin::new(text).unwrap()
    }

    fn level(a: &str, b: &str) -> PinLevel {
        let (a, b) = (pin(a), pin(b));
        assert_eq!(compare(Some(&a), Some(&b)), compare(Some(&b), Some(&a)));
        compare(Some(&a), Some(&b))
    }

    #[test]
    fn a_slip_is_told_from_a_conflict() {
        assert_eq!(level("10503199400123", "1 0503 1994 00123"), PinLevel::Equal);
        assert_eq!(level("10503199400123", "10503199400128"), PinLevel::OneEdit);
        assert_eq!(level("10503199400123", "10503199400132"), PinLevel::OneEdit);
        assert_eq!(level("10503199400123", "21707198700456"), PinLevel::Conflict);
    }

    #[test]
    fn numbers_of_two_countries_do_not_conflict() {
        assert_eq!(level("10503199400123", "40503940660011"), PinLevel::Missing);
        assert_eq!(level("10503199400123", "940305400123"), PinLevel::Missing);
        assert_eq!(compare(Some(&pin("10503199400123")), None), PinLevel::Missing);
    }

    #[test]
    fn the_birth_date_inside_meets_the_other_side() {
        let birth = |text: &str| text.parse().ok();
        let check = |date: &str, sex| cross_check(&pin("10503199400123"), birth(date), sex);
        assert_eq!(check("1994-03-05", Some(Sex::Female)), PinCrossCheck::BirthAndSexAgree);
        assert_eq!(check("1994-03-05", None), PinCrossCheck::BirthAgrees);
        assert_eq!(check("1994-03-05", Some(Sex::Male)), PinCrossCheck::SexConflict);
        assert_eq!(check("1994-05-03", Some(Sex::Female)), PinCrossCheck::BirthNear);
        assert_eq!(check("1994", Some(Sex::Female)), PinCrossCheck::BirthNear);
        assert_eq!(check("1987-01-30", Some(Sex::Female)), PinCrossCheck::BirthConflict);
        assert_eq!(check("1994-08-30", None), PinCrossCheck::BirthConflict);
        assert_eq!(cross_check(&pin("10503199400123"), None, None), PinCrossCheck::Missing);
    }

    #[test]
    fn a_kazakh_number_that_disagrees_is_no_evidence() {
        let kazakh = pin("940305400123");
        let other = "1987-01-30".parse().ok();
        assert_eq!(cross_check(&kazakh, other, Some(Sex::Male)), PinCrossCheck::Missing);
        let same = "1994-03-05".parse().ok();
        assert_eq!(cross_check(&kazakh, same, Some(Sex::Female)), PinCrossCheck::BirthAndSexAgree);
    }
}
