//! How alike two partial dates are, and how long the lag between two events is. Reach for
//! [`compare_dates`] for birth and event dates alike; a placeholder never counts for more than its
//! year, and an interval that merely contains the other is never called exact. Reading dates from
//! text is `ingest`'s work.

use jiff::civil::Date;
use records::{PartialDate, Precision, days_between};

use crate::coded::levels;
use crate::explanation::Explanation;

levels! {
    /// How far two dates agree, best first.
    DateLevel {
        /// The same day.
        Exact = "exact",
        /// The intervals share a day, at least one is coarser than a day but finer than a year.
        Compatible = "compatible",
        /// The same day once day and month are exchanged (03.05 and 05.03).
        DayMonthSwapped = "day_month_swapped",
        /// `DDMMYYYY` differs in one digit, or in two neighbours exchanged.
        OneDigit = "one_digit",
        /// No more than the year is known on one side, or is equal on both.
        YearOnly = "year_only",
        /// Years differ by one, and nothing finer agrees.
        YearOffByOne = "year_off_by_one",
        /// Anything else.
        Different = "different",
        /// Not known on one side.
        Missing = "missing",
    }
}

/// The level of two dates of which one may be unknown.
pub fn compare_optional_dates(a: Option<PartialDate>, b: Option<PartialDate>) -> DateLevel {
    match (a, b) {
        (Some(a), Some(b)) => compare_dates(a, b),
        _ => DateLevel::Missing,
    }
}

/// The level of two known dates. Symmetric.
pub fn compare_dates(a: PartialDate, b: PartialDate) -> DateLevel {
    if let (Some(x), Some(y)) = (a.exact(), b.exact()) {
        return compare_days(x, y);
    }
    let (x, y) = (usable(a), usable(b));
    if x.overlaps(y) {
        let coarse = |d: PartialDate| d.precision() == Precision::Year || days(d) > 366;
        return if coarse(x) || coarse(y) { DateLevel::YearOnly } else { DateLevel::Compatible };
    }
    let same_year = |x: PartialDate, y: PartialDate| {
        x.start().year() <= y.last_day().year() && y.start().year() <= x.last_day().year()
    };
    if same_year(x, y) {
        DateLevel::YearOnly
    } else if years_apart(x, y) == 1 {
        DateLevel::YearOffByOne
    } else {
        DateLevel::Different
    }
}

/// The key `date.<level>` with both dates.
pub fn explain_dates(a: Option<PartialDate>, b: Option<PartialDate>) -> Explanation {
    let written = |d: Option<PartialDate>| d.map_or_else(String::new, |d| d.to_string());
    Explanation::new("date", compare_optional_dates(a, b).code())
        .text("left", written(a))
        .text("right", written(b))
}

fn compare_days(x: Date, y: Date) -> DateLevel {
    if x == y {
        return DateLevel::Exact;
    }
    let swapped = Date::new(x.year(), x.day(), x.month());
    if swapped.is_ok_and(|swapped| swapped == y) {
        return DateLevel::DayMonthSwapped;
    }
    if one_slip(&digits(x), &digits(y)) {
        return DateLevel::OneDigit;
    }
    match (x.year() - y.year()).abs() {
        0 => DateLevel::YearOnly,
        1 => DateLevel::YearOffByOne,
        _ => DateLevel::Different,
    }
}

/// What may be used of a date: of a placeholder only its year.
pub fn usable(date: PartialDate) -> PartialDate {
    if date.is_placeholder() {
        PartialDate::year(date.start().year()).unwrap_or(date)
    } else {
        date
    }
}

fn days(date: PartialDate) -> i32 {
    days_between(date.start(), date.end_exclusive())
}

fn years_apart(x: PartialDate, y: PartialDate) -> i16 {
    let (first, second) = if x.start() <= y.start() { (x, y) } else { (y, x) };
    second.start().year() - first.last_day().year()
}

fn digits(date: Date) -> [u8; 8] {
    let (day, month) = (date.day().unsigned_abs(), date.month().unsigned_abs());
    let year = date.year().unsigned_abs();
    let digit = |n: u16| (n % 10) as u8;
    [
        day / 10,
        day % 10,
        month / 10,
        month % 10,
        digit(year / 1000),
        digit(year / 100),
        digit(year / 10),
        digit(year),
    ]
}

/// Whether two strings of one length differ in one place or by one exchange of neighbours.
pub fn one_slip<T: PartialEq>(a: &[T], b: &[T]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut differing = (0..a.len()).filter(|&i| a[i] != b[i]);
    match (differing.next(), differing.next(), differing.next()) {
        (Some(_), None, _) => true,
        (Some(i), Some(j), None) => j == i + 1 && a[i] == b[j] && a[j] == b[i],
        _ => false,
    }
}

levels! {
    /// Days from one event to a later one, in bands.
    LagBand {
        /// More than a day before: the order is wrong.
        Before = "before",
        /// The same day or the day before (a report after midnight is dated on either).
        SameDay = "same_day",
        /// 1 to 3 days.
        Days1To3 = "days_1_3",
        /// 4 to 10 days.
        Days4To10 = "days_4_10",
        /// 11 to 30 days.
        Days11To30 = "days_11_30",
        /// 31 to 90 days.
        Days31To90 = "days_31_90",
        /// 91 to 365 days.
        Days91To365 = "days_91_365",
        /// More than 365 days.
        OverYear = "over_year",
        /// Not known on one side.
        Missing = "missing",
    }
}

/// The band of a lag in days.
pub const fn lag_band(days: i32) -> LagBand {
    match days {
        i32::MIN..=-2 => LagBand::Before,
        -1..=0 => LagBand::SameDay,
        1..=3 => LagBand::Days1To3,
        4..=10 => LagBand::Days4To10,
        11..=30 => LagBand::Days11To30,
        31..=90 => LagBand::Days31To90,
        91..=365 => LagBand::Days91To365,
        _ => LagBand::OverYear,
    }
}

/// The band from the nearest day of `earlier` to the nearest day of `later`.
pub fn lag_between(earlier: Option<PartialDate>, later: Option<PartialDate>) -> LagBand {
    match (earlier, later) {
        (Some(earlier), Some(later)) => lag_band(usable(earlier).days_until(usable(later))),
        _ => LagBand::Missing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn level(a: &str, b: &str) -> DateLevel {
        let (a, b) = (a.parse().unwrap(), b.parse().unwrap());
        assert_eq!(compare_dates(a, b), compare_dates(b, a), "symmetric");
        compare_dates(a, b)
    }

    #[test]
    fn each_slip_of_a_birth_date_has_its_level() {
        assert_eq!(level("1994-03-05", "1994-03-05"), DateLevel::Exact);
        assert_eq!(level("1994-03-05", "1994-05-03"), DateLevel::DayMonthSwapped);
        assert_eq!(level("1994-03-05", "1994-03-06"), DateLevel::OneDigit);
        assert_eq!(level("1994-03-12", "1994-03-21"), DateLevel::OneDigit);
        assert_eq!(level("1994-03-05", "1995-03-05"), DateLevel::OneDigit);
        assert_eq!(level("1994-03-05", "1994-07-19"), DateLevel::YearOnly);
        assert_eq!(level("1994-03-05", "1995-07-19"), DateLevel::YearOffByOne);
        assert_eq!(level("1994-03-05", "1987-07-19"), DateLevel::Different);
    }

    #[test]
    fn coarser_dates_are_compatible_but_never_exact() {
        assert_eq!(level("2021-03", "2021-03-17"), DateLevel::Compatible);
        assert_eq!(level("2021-21", "2021-04"), DateLevel::Compatible);
        assert_eq!(level("2021-03", "2021-03"), DateLevel::Compatible);
        assert_eq!(level("2021", "2021-03-17"), DateLevel::YearOnly);
        assert_eq!(level("2021-03", "2021-09"), DateLevel::YearOnly);
        assert_eq!(level("2021", "2022-03-17"), DateLevel::YearOffByOne);
        assert_eq!(level("2021-24", "2022-01-10"), DateLevel::Compatible);
    }

    #[test]
    fn a_placeholder_counts_for_its_year_only() {
        assert_eq!(level("1990-01-01?", "1990-01-01"), DateLevel::YearOnly);
        assert_eq!(level("1990-01-01?", "1990-06-14"), DateLevel::YearOnly);
        assert_eq!(level("1990-01-01?", "1992-06-14"), DateLevel::Different);
    }

    #[test]
    fn missing_is_a_level_of_its_own() {
        let known = "1990-05-01".parse().ok();
        assert_eq!(compare_optional_dates(known, None), DateLevel::Missing);
        assert_eq!(lag_between(None, known), LagBand::Missing);
    }

    #[test]
    fn lags_fall_in_their_bands() {
        let on = |t: &str| t.parse().ok();
        assert_eq!(lag_between(on("2024-05-10"), on("2024-05-01")), LagBand::Before);
        assert_eq!(lag_between(on("2024-05-10"), on("2024-05")), LagBand::SameDay);
        assert_eq!(lag_between(on("2024-05-10"), on("2024-06-12")), LagBand::Days31To90);
        assert_eq!(lag_between(on("2024-05-10"), on("2026-01-01")), LagBand::OverYear);
    }

    proptest! {
        #[test]
        fn comparing_days_is_symmetric_and_exact_only_for_equals(
            a in (1930i16..2030, 1i8..=12, 1i8..=28), b in (1930i16..2030, 1i8..=12, 1i8..=28)
        ) {
            let of = |(y, m, d)| PartialDate::day(Date::new(y, m, d).unwrap()).unwrap();
            let (x, y) = (of(a), of(b));
            prop_assert_eq!(compare_dates(x, y), compare_dates(y, x));
            prop_assert_eq!(compare_dates(x, y) == DateLevel::Exact, a == b);
        }
    }
}
