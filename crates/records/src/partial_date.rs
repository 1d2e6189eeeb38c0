//! Dates as the sources give them: exact, to the month, to the season, to the year, or a span.
//! Reach for [`PartialDate`] for every date that a person wrote; it guarantees a non-empty
//! half-open interval of days. Parsing human spellings is `ingest`'s work, comparing is
//! `fuzzy-matching`'s; here is only what a date *is*.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::coded_enum;

coded_enum! {
    /// How finely a date is known.
    Precision {
        /// One day.
        Day = "day",
        /// One calendar month.
        Month = "month",
        /// Three months: spring is March to May, winter December to February.
        Season = "season",
        /// One calendar year.
        Year = "year",
        /// Any other span the source stated.
        Span = "span",
    }
}

/// A date known as the half-open interval of days `[start, end)`.
///
/// Printed and parsed as EDTF level 1 (ISO 8601-2): `2021-03-05`, `2021-03`, `2021`, `2021-21`
/// (spring), `2021-03-05/2021-03-20` (both days included). A trailing `?` marks a placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    start: Date,
    end: Date,
    precision: Precision,
    placeholder: bool,
}

/// A text that is not a date of the form [`PartialDate`] prints.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date like 2021-03-05, 2021-03, 2021, 2021-21 or 2021-03-05/2021-03-20")]
pub struct ParsePartialDateError;

impl PartialDate {
    /// One day. `None` on the last day jiff can represent.
    pub fn day(date: Date) -> Option<Self> {
        Some(Self::of(date, date.tomorrow().ok()?, Precision::Day))
    }

    /// One month; `month` is 1–12.
    pub fn month(year: i16, month: i8) -> Option<Self> {
        let start = Date::new(year, month, 1).ok()?;
        Some(Self::of(start, start.checked_add(1.month()).ok()?, Precision::Month))
    }

    /// One year.
    pub fn year(year: i16) -> Option<Self> {
        let start = Date::new(year, 1, 1).ok()?;
        Some(Self::of(start, start.checked_add(1.year()).ok()?, Precision::Year))
    }

    /// A season: 1 spring, 2 summer, 3 autumn, 4 winter (December of `year` to February).
    pub fn season(year: i16, season: i8) -> Option<Self> {
        if !(1..=4).contains(&season) {
            return None;
        }
        let start = Date::new(year, season * 3, 1).ok()?;
        Some(Self::of(start, start.checked_add(3.months()).ok()?, Precision::Season))
    }

    /// A span from `first` to `last`, both included. `None` when `last` is before `first`.
    pub fn span(first: Date, last: Date) -> Option<Self> {
        if last < first {
            return None;
        }
        Some(Self::of(first, last.tomorrow().ok()?, Precision::Span))
    }

    const fn of(start: Date, end: Date, precision: Precision) -> Self {
        Self { start, end, precision, placeholder: false }
    }

    /// The same date marked as a placeholder: a value the source types when it knows only part
    /// (`01.01.1990`). Comparisons use no more than its year.
    pub const fn as_placeholder(mut self) -> Self {
        self.placeholder = true;
        self
    }

    /// First day of the interval.
    pub const fn start(self) -> Date {
        self.start
    }

    /// First day after the interval.
    pub const fn end_exclusive(self) -> Date {
        self.end
    }

    /// Last day of the interval.
    pub fn last_day(self) -> Date {
        // `end` is never the first representable day: every constructor added to a start.
        self.end.yesterday().unwrap_or(self.start)
    }

    /// How finely it is known.
    pub const fn precision(self) -> Precision {
        self.precision
    }

    /// Whether the source uses this value as a stand-in.
    pub const fn is_placeholder(self) -> bool {
        self.placeholder
    }

    /// The day, where exactly one is known and it is not a placeholder.
    pub fn exact(self) -> Option<Date> {
        (self.precision == Precision::Day && !self.placeholder).then_some(self.start)
    }

    /// Whether the two intervals share a day.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Days from the nearest day of `self` to the nearest day of `later`; zero when they overlap,
    /// negative when `later` lies before. Unit: days.
    pub fn days_until(self, later: Self) -> i32 {
        if self.overlaps(later) {
            0
        } else if later.start >= self.end {
            days_between(self.last_day(), later.start)
        } else {
            -days_between(later.last_day(), self.start)
        }
    }
}

/// Whole days from `from` to `to`; negative when `to` is earlier.
pub fn days_between(from: Date, to: Date) -> i32 {
    // A span of civil days always fits: jiff's years run from -9999 to 9999.
    from.until(to).map_or(0, |span| span.get_days())
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = self.start;
        match self.precision {
            Precision::Day => write!(f, "{start}")?,
            Precision::Month => write!(f, "{:04}-{:02}", start.year(), start.month())?,
            Precision::Season => write!(f, "{:04}-{}", start.year(), 20 + start.month() / 3)?,
            Precision::Year => write!(f, "{:04}", start.year())?,
            Precision::Span => write!(f, "{start}/{}", self.last_day())?,
        }
        if self.placeholder { f.write_str("?") } else { Ok(()) }
    }
}

impl FromStr for PartialDate {
    type Err = ParsePartialDateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (body, placeholder) = match text.strip_suffix('?') {
            Some(body) => (body, true),
            None => (text, false),
        };
        let date = |s: &str| s.parse::<Date>().ok();
        let parsed = match body.len() {
            // Positions below are bytes: they hold for ASCII only.
            _ if !body.is_ascii() => None,
            4 => body.parse().ok().and_then(Self::year),
            7 => match (body[..4].parse(), body.get(4..5), body[5..].parse::<i8>()) {
                (Ok(year), Some("-"), Ok(month @ 1..=12)) => Self::month(year, month),
                (Ok(year), Some("-"), Ok(season @ 21..=24)) => Self::season(year, season - 20),
                _ => None,
            },
            10 => date(body).and_then(Self::day),
            21 => {
                body.split_once('/').and_then(|(first, last)| Self::span(date(first)?, date(last)?))
            }
            _ => None,
        };
        let parsed = parsed.ok_or(ParsePartialDateError)?;
        Ok(if placeholder { parsed.as_placeholder() } else { parsed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn prints_and_parses_every_precision() {
        for text in [
            "2021-03-05",
            "2021-03",
            "2021",
            "2021-21",
            "2021-24",
            "2021-03-05/2021-03-20",
            "1990-01-01?",
        ] {
            assert_eq!(text.parse::<PartialDate>().unwrap().to_string(), text);
        }
        for text in ["", "21", "2021-13", "2021-25", "2021-02-30", "2021-03-20/2021-03-05", "весна"]
        {
            assert_eq!(text.parse::<PartialDate>(), Err(ParsePartialDateError), "{text}");
        }
    }

    #[test]
    fn winter_crosses_the_year() {
        let winter = PartialDate::season(2021, 4).unwrap();
        assert_eq!((winter.start(), winter.end_exclusive()), (date(2021, 12, 1), date(2022, 3, 1)));
    }

    #[test]
    fn distance_is_zero_inside_and_signed_outside() {
        let march = PartialDate::month(2021, 3).unwrap();
        let day = |d| PartialDate::day(d).unwrap();
        assert_eq!(march.days_until(day(date(2021, 3, 31))), 0);
        assert_eq!(march.days_until(day(date(2021, 4, 2))), 2);
        assert_eq!(march.days_until(day(date(2021, 2, 27))), -2);
    }

    #[test]
    fn days_between_counts_whole_years() {
        assert_eq!(days_between(date(2020, 1, 1), date(2021, 1, 1)), 366);
    }
}
