//! Phone numbers. Reach for [`compare`] with the numbers as written; country and trunk prefixes
//! (`+996`, `0`, `8`) do not matter because the last nine digits are compared. Shared phones
//! (a shelter, a family) are the linkage model's concern, not this module's.

use crate::coded::levels;
use crate::date::one_slip;

/// Digits of a national number in the region: nine in Kyrgyzstan and Uzbekistan. Kazakh and
/// Russian numbers have ten, of which the last nine still tell subscribers apart.
const NATIONAL: usize = 9;

levels! {
    /// How far two phone numbers agree, best first.
    PhoneLevel {
        /// The same last nine digits.
        Equal = "equal",
        /// One digit wrong, or two neighbours exchanged.
        OneEdit = "one_edit",
        /// Different; weak, since people change numbers.
        Different = "different",
        /// Not known on one side, or too short to compare.
        Missing = "missing",
    }
}

/// The comparable form: the last nine digits. `None` when there are fewer than nine.
pub fn national_digits(written: &str) -> Option<String> {
    let digits: Vec<char> = written.chars().filter(char::is_ascii_digit).collect();
    let from = digits.len().checked_sub(NATIONAL)?;
    Some(digits[from..].iter().collect())
}

/// The level of two numbers as written. Symmetric.
pub fn compare(a: Option<&str>, b: Option<&str>) -> PhoneLevel {
    let (Some(a), Some(b)) = (a, b) else { return PhoneLevel::Missing };
    match (national_digits(a), national_digits(b)) {
        (Some(a), Some(b)) if a == b => PhoneLevel::Equal,
        (Some(a), Some(b)) if one_slip(a.as_bytes(), b.as_bytes()) => PhoneLevel::OneEdit,
        (Some(_), Some(_)) => PhoneLevel::Different,
        _ => PhoneLevel::Missing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_and_punctuation_do_not_matter() {
        let level = |a, b| compare(Some(a), Some(b));
        assert_eq!(level("+996 555 12-34-56", "0555123456"), PhoneLevel::Equal);
        assert_eq!(level("996555123456", "(0555) 12 34 57"), PhoneLevel::OneEdit);
        assert_eq!(level("996555123456", "0700987654"), PhoneLevel::Different);
        assert_eq!(level("12-34-56", "0555123456"), PhoneLevel::Missing);
        assert_eq!(compare(None, Some("0555123456")), PhoneLevel::Missing);
    }
}
