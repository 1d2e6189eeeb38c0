//! Personal numbers, phones and reference numbers, packed. Reach for [`Code::of`] once per value and
//! [`Code::slip`] per pair: up to sixteen digits are compared as one machine word.
//!
//! Two codes are equal exactly when their texts are.

use fuzzy_matching::date::one_slip;

/// Digits that fit: four bits each.
const PACKED: usize = 16;
/// The lowest bit of every digit.
const ONES: u64 = 0x1111_1111_1111_1111;

/// A text that is mostly digits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Code {
    /// Not stated.
    #[default]
    Missing,
    /// Digits, last lowest, and how many.
    Digits(u64, u8),
    /// Anything else.
    Text(Box<str>),
}

impl Code {
    /// The code of a text.
    pub(crate) fn of(text: &str) -> Self {
        if text.len() <= PACKED && text.bytes().all(|byte| byte.is_ascii_digit()) {
            let packed = text.bytes().fold(0, |packed, byte| packed << 4 | u64::from(byte - b'0'));
            Self::Digits(packed, text.len() as u8)
        } else {
            Self::Text(text.into())
        }
    }

    /// Whether there is a value.
    pub(crate) const fn is_known(&self) -> bool {
        !matches!(self, Self::Missing)
    }

    /// Number of characters.
    pub(crate) fn length(&self) -> usize {
        match self {
            Self::Missing => 0,
            Self::Digits(_, length) => usize::from(*length),
            Self::Text(text) => text.chars().count(),
        }
    }

    /// Whether two texts of one length differ in one place or by one exchange of neighbours.
    pub(crate) fn slip(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Digits(a, length), Self::Digits(b, other)) => {
                length == other && digits_slip(*a, *b)
            }
            _ => one_slip(&self.characters(), &other.characters()),
        }
    }

    /// Whether one character too many stands in one of two texts.
    pub(crate) fn one_more(&self, other: &Self) -> bool {
        if self.length().abs_diff(other.length()) != 1 {
            return false;
        }
        let (a, b) = (self.characters(), other.characters());
        let (short, long) = if a.len() < b.len() { (&a, &b) } else { (&b, &a) };
        let common = short.iter().zip(long).take_while(|(x, y)| x == y).count();
        short[common..] == long[common + 1..]
    }

    fn characters(&self) -> Vec<char> {
        match self {
            Self::Missing => Vec::new(),
            Self::Digits(packed, length) => (0..*length)
                .rev()
                .map(|at| char::from(b'0' + (packed >> (4 * at) & 0xf) as u8))
                .collect(),
            Self::Text(text) => text.chars().collect(),
        }
    }
}

const fn digits_slip(a: u64, b: u64) -> bool {
    let differing = a ^ b;
    let places = (differing | differing >> 1 | differing >> 2 | differing >> 3) & ONES;
    match places.count_ones() {
        1 => true,
        2 => {
            let low = places.trailing_zeros();
            let (x, y) = (a >> low, b >> low);
            places == 0x11 << low && x & 0xf == y >> 4 & 0xf && y & 0xf == x >> 4 & 0xf
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn packed_digits_slip_as_text_does(a in "[0-3]{1,17}", b in "[0-3]{1,17}") {
            let (x, y) = (Code::of(&a), Code::of(&b));
            prop_assert_eq!(x == y, a == b);
            prop_assert_eq!(x.length(), a.len());
            prop_assert_eq!(x.slip(&y), one_slip(a.as_bytes(), b.as_bytes()));
            prop_assert_eq!(x.one_more(&y), a.len() != b.len() && distance(&a, &b) == 1);
        }

        #[test]
        fn one_edit_in_a_text_is_seen(
            text in "[0-9]{2,17}", at in 0usize..17, digit in "[0-9]", what in 0..3
        ) {
            let at = at % (text.len() - 1);
            let mut edited = text.clone();
            match what {
                0 => edited.replace_range(at..at + 1, &digit),
                1 => edited.insert_str(at, &digit),
                _ => edited = format!(
                    "{}{}{}{}", &text[..at], &text[at + 1..at + 2], &text[at..at + 1], &text[at + 2..]
                ),
            }
            let (x, y) = (Code::of(&text), Code::of(&edited));
            prop_assert_eq!(x.slip(&y), one_slip(text.as_bytes(), edited.as_bytes()));
            prop_assert_eq!(x.one_more(&y), what == 1);
        }
    }

    /// Oracle: the edit distance by its definition.
    fn distance(a: &str, b: &str) -> usize {
        let (a, b) = (a.as_bytes(), b.as_bytes());
        let mut row: Vec<usize> = (0..=b.len()).collect();
        for (i, x) in a.iter().enumerate() {
            let mut next = vec![i + 1];
            for (j, y) in b.iter().enumerate() {
                let changed = row[j] + usize::from(x != y);
                next.push(changed.min(row[j + 1] + 1).min(next[j] + 1));
            }
            row = next;
        }
        row[b.len()]
    }
}
