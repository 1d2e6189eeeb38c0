//! Spans of days as whole numbers. Reach for [`Days`] to compare dates millions of times; a date
//! becomes days once, and [`records::PartialDate`] stays what is kept and shown.

use fuzzy_matching::date::usable;
use jiff::civil::Date;
use records::{PartialDate, days_between};

/// A half-open span of days, numbered from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Days {
    pub(crate) start: i32,
    pub(crate) end: i32,
}

impl Days {
    /// All days of a date.
    pub(crate) fn of(date: PartialDate) -> Self {
        let number = |day: Date| days_between(Date::constant(1970, 1, 1), day);
        Self { start: number(date.start()), end: number(date.end_exclusive()) }
    }

    /// What may be used of a date: of a placeholder, no more than its year.
    pub(crate) fn usable(date: PartialDate) -> Self {
        Self::of(usable(date))
    }

    /// The last day.
    pub(crate) const fn last(self) -> i32 {
        self.end - 1
    }

    /// Days from the first to the last, both included.
    pub(crate) const fn wide(self) -> i32 {
        self.end - self.start
    }

    /// Whether the two share a day.
    pub(crate) const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// As [`PartialDate::days_until`].
    pub(crate) const fn until(self, later: Self) -> i32 {
        if self.overlaps(later) {
            0
        } else if later.start >= self.end {
            later.start - self.last()
        } else {
            later.last() - self.start
        }
    }
}

/// A date as it stands and as far as it may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dated {
    pub(crate) stated: Days,
    pub(crate) usable: Days,
}

impl Dated {
    pub(crate) fn of(date: PartialDate) -> Self {
        Self { stated: Days::of(date), usable: Days::usable(date) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_dates_are() {
        let dates: Vec<PartialDate> =
            ["2021-03", "2021-03-31", "2021-04-02", "2021", "2020-02-27", "2021-24", "1969-12-31"]
                .map(|text| text.parse().unwrap())
                .into();
        for a in &dates {
            for b in &dates {
                assert_eq!(Days::of(*a).until(Days::of(*b)), a.days_until(*b), "{a} {b}");
                assert_eq!(Days::of(*a).overlaps(Days::of(*b)), a.overlaps(*b), "{a} {b}");
            }
            let wide = days_between(a.start(), a.end_exclusive());
            assert_eq!(Days::of(*a).wide(), wide, "{a}");
        }
        let placeholder: PartialDate = "1990-01-01?".parse().unwrap();
        assert_eq!((Days::of(placeholder).wide(), Days::usable(placeholder).wide()), (1, 365));
    }
}
