//! Birth dates of lists as written: partial, swapped, mistyped, or no date at all. Reach for
//! [`Dates`]; a text without a year, or with words for a month, compares as missing. Which of two short numbers is
//! the day is decided once per column by [`month_first`], never per value.

use super::level::{MISSING, date};

/// A date by its parts; zero where a part is not known. Parts are kept even where no calendar has
/// them (32 January): a slip of the pen still tells who is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct DateValue {
    pub(super) year: u16,
    pub(super) month: u8,
    pub(super) day: u8,
}

impl DateValue {
    /// Reads `2001-05-03`, `20010503`, `03.05.2001`, `05/2001`, `2001`.
    fn read(text: &str, month_first: bool) -> Option<Self> {
        let (groups, count) = groups(text)?;
        let part = |at: usize| groups[at].1;
        let small = |at: usize| u8::try_from(part(at)).ok();
        let year = |at: usize| u16::try_from(part(at)).ok().filter(|year| *year >= 1000);
        let value = match count {
            1 if groups[0].0 == 8 => {
                let number = part(0);
                let (first, last) = (number / 10_000, number % 10_000);
                if (1800..2200).contains(&first) {
                    Self::of(first, last / 100, last % 100)
                } else {
                    Self::of(last, first % 100, first / 100)
                }
            }
            1 => Self { year: year(0)?, month: 0, day: 0 },
            // A word beside two numbers may be the month.
            2 if text.chars().any(char::is_alphabetic) => return None,
            2 if groups[0].0 == 4 => Self { year: year(0)?, month: small(1)?, day: 0 },
            2 => Self { year: year(1)?, month: small(0)?, day: 0 },
            _ if groups[0].0 == 4 => Self { year: year(0)?, month: small(1)?, day: small(2)? },
            _ => {
                let (day, month) = if month_first { (1, 0) } else { (0, 1) };
                Self { year: year(2)?, month: small(month)?, day: small(day)? }
            }
        };
        Some(value).filter(|value| value.year > 0)
    }

    fn of(year: u32, month: u32, day: u32) -> Self {
        let small = |part: u32| u8::try_from(part).unwrap_or(0);
        Self { year: u16::try_from(year).unwrap_or(0), month: small(month), day: small(day) }
    }

    /// Whether day and month are known and are not the first of January, which stands for "only
    /// the year is known" in many a register.
    pub(super) const fn is_precise(self) -> bool {
        self.month > 0 && self.day > 0 && !(self.month == 1 && self.day == 1)
    }

    /// The date with the smaller of day and month first: equal for a date and its swapped form.
    pub(super) fn unordered(self) -> (u16, u8, u8) {
        (self.year, self.month.min(self.day), self.month.max(self.day))
    }

    /// The eight digits, four bits each.
    const fn digits(self) -> u32 {
        const fn two(number: u32) -> u32 {
            ((number / 10 % 10) << 4) | (number % 10)
        }
        let (y, m, d) = (self.year as u32, self.month as u32, self.day as u32);
        two(y / 100) << 24 | two(y) << 16 | two(m) << 8 | two(d)
    }

    /// The level of two dates that have these digits. Symmetric.
    fn level(self, other: Self, (own, others): (u32, u32)) -> u8 {
        let same_year = self.year == other.year;
        if self == other {
            return if self.is_precise() { date::EXACT } else { date::COMPATIBLE };
        }
        let (x, y) = (self.is_precise(), other.is_precise());
        if same_year && x && y && (self.month, self.day) == (other.day, other.month) {
            return date::DAY_MONTH_SWAPPED;
        }
        if same_year && (!x || !y) && compatible(self, other) {
            return date::COMPATIBLE;
        }
        if self.day > 0 && other.day > 0 && one_slip(own, others) {
            return date::ONE_DIGIT;
        }
        if same_year {
            return if self.month == other.month { date::SAME_MONTH } else { date::SAME_YEAR };
        }
        let birthday = self.is_precise() && self.month == other.month && self.day == other.day;
        if birthday || self.year.abs_diff(other.year) == 1 { date::NEAR } else { date::DIFFERENT }
    }
}

/// Whether two rows of digits differ in one place or by one exchange of neighbours.
const fn one_slip(a: u32, b: u32) -> bool {
    let differing = a ^ b;
    let places = (differing | differing >> 1 | differing >> 2 | differing >> 3) & 0x1111_1111;
    let but_lowest = places & places.wrapping_sub(1);
    if places == 0 || but_lowest == 0 {
        return places != 0;
    }
    // Two neighbours: each digit of one row is the other digit of the other row.
    let at = places.trailing_zeros();
    let exchanged = (a >> at & 15) << 4 | a >> (at + 4) & 15;
    but_lowest == 16 << at && exchanged == b >> at & 255
}

/// Whether a coarse date, or a placeholder, can be the other one; the years are equal.
fn compatible(x: DateValue, y: DateValue) -> bool {
    let placeholder = |v: DateValue| v.month == 1 && v.day == 1;
    placeholder(x) || placeholder(y) || x.month == 0 || y.month == 0 || x.month == y.month
}

/// Up to three groups of digits, each with its length and value; `None` without any or with more.
fn groups(text: &str) -> Option<([(usize, u32); 3], usize)> {
    let mut groups = [(0, 0); 3];
    let mut count = 0;
    for group in text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()) {
        // A time of day may follow a whole date.
        if count == 3 {
            break;
        }
        groups[count] = (group.len(), group.parse().ok()?);
        count += 1;
    }
    (count > 0).then_some((groups, count))
}

/// Whether a column writes the month first: some date can only be read so, and none only day
/// first.
fn month_first<'a>(texts: impl Iterator<Item = &'a str>) -> bool {
    let (mut day_first, mut month_first) = (0u32, 0u32);
    for text in texts {
        if let Some((groups, 3)) = groups(text)
            && groups[0].0 <= 2
        {
            day_first += u32::from(groups[0].1 > 12);
            month_first += u32::from(groups[1].1 > 12);
        }
    }
    month_first > 0 && day_first == 0
}

/// The dates of one dictionary with their digits.
pub(super) struct Dates(Vec<(DateValue, u32)>);

impl Dates {
    /// Reads every text.
    pub(super) fn new<'a>(texts: impl Iterator<Item = &'a str> + Clone) -> Self {
        let order = month_first(texts.clone());
        let read = |text| DateValue::read(text, order).unwrap_or_default();
        Self(texts.map(read).map(|value| (value, value.digits())).collect())
    }

    /// The date of a code; `None` where the text is none.
    pub(super) fn get(&self, code: u32) -> Option<DateValue> {
        Some(self.0[code as usize].0).filter(|value| value.year > 0)
    }

    /// The digits of a code, year first: in the order of days.
    pub(super) fn digits(&self, code: u32) -> u32 {
        self.0[code as usize].1
    }

    /// One entry per code.
    pub(super) fn iter(&self) -> impl Iterator<Item = Option<DateValue>> {
        self.0.iter().map(|(value, _)| Some(*value).filter(|value| value.year > 0))
    }

    /// The level of two codes; `MISSING` where one is no date.
    pub(super) fn level(&self, a: u32, b: u32) -> u8 {
        let ((x, own), (y, others)) = (self.0[a as usize], self.0[b as usize]);
        if x.year == 0 || y.year == 0 { MISSING } else { x.level(y, (own, others)) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(a: &str, b: &str) -> u8 {
        let dates = Dates::new([a, b].into_iter());
        assert_eq!(dates.level(0, 1), dates.level(1, 0), "symmetric");
        dates.level(0, 1)
    }

    #[test]
    fn dates_are_read_in_the_forms_lists_use() {
        for text in
            ["2001-05-03", "20010503", "03.05.2001", "3/5/2001", "03052001", "2001-05-03 00:00"]
        {
            let read = DateValue::read(text, false);
            assert_eq!(read, Some(DateValue { year: 2001, month: 5, day: 3 }), "{text}");
        }
        assert_eq!(DateValue::read("5/3/2001", true), DateValue::read("2001-05-03", false));
        for words in ["весна", "12 марта 1990", "5 May 1990"] {
            assert_eq!(DateValue::read(words, false), None, "{words}");
        }
    }

    #[test]
    fn levels_tell_slips_from_other_dates() {
        assert_eq!(of("1990-05-14", "14.05.1990"), date::EXACT);
        assert_eq!(of("1990-05-03", "1990-03-05"), date::DAY_MONTH_SWAPPED);
        assert_eq!(of("1990-05-14", "1990-05-15"), date::ONE_DIGIT);
        assert_eq!(of("1990-05-14", "1990-01-01"), date::COMPATIBLE);
        assert_eq!(of("1990-01-01", "1990-01-01"), date::COMPATIBLE);
        assert_eq!(of("1990-05-14", "1990"), date::COMPATIBLE);
        assert_eq!(of("1990-05-14", "1990-07"), date::SAME_YEAR);
        assert_eq!(of("1990-05-14", "1990-05-27"), date::SAME_MONTH);
        assert_eq!(of("1990-05-14", "1991-08-30"), date::NEAR);
        assert_eq!(of("1974-01-32", "1974-01-31"), date::ONE_DIGIT);
        assert_eq!(of("1990-05-14", ""), MISSING);
    }

    proptest! {
        #[test]
        fn a_slip_is_found_by_digits_as_by_places(
            digits in proptest::array::uniform8(0u8..3), others in proptest::array::uniform8(0u8..3),
        ) {
            let packed = |digits: [u8; 8]| digits.iter().fold(0, |all, d| all << 4 | u32::from(*d));
            let slow = fuzzy_matching::date::one_slip(&digits, &others);
            prop_assert_eq!(one_slip(packed(digits), packed(others)), slow);
        }
    }

    #[test]
    fn the_order_of_day_and_month_is_a_property_of_the_column() {
        assert!(month_first(["05/27/2001", "03/04/2001"].into_iter()));
        assert!(!month_first(["27/05/2001", "03/04/2001"].into_iter()));
        assert!(!month_first(["05/27/2001", "27/05/2001"].into_iter()));
    }
}
