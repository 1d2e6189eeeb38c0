//! Whether something was done within the legal time. Reach for [`judge`]: it calls nothing late
//! that may have been in time, and nothing in time that may have been late.

use jiff::ToSpan;
use jiff::civil::Date;
use records::reference::Trilingual;
use records::{PartialDate, Reference, days_between};

/// A limit of `reference/time_limits.csv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    /// T1: hand-over to journal.
    JournalEntry,
    /// T2: journal to register. Beyond the ordinary limit and within the extended one nothing is
    /// said, for the source does not tell whether it was extended.
    Registration,
    /// T3: registration to the end of the investigation.
    Investigation,
}

impl Limit {
    pub(crate) const ALL: [Self; 3] = [Self::JournalEntry, Self::Registration, Self::Investigation];

    /// `t1` … `t3`.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::JournalEntry => "t1",
            Self::Registration => "t2",
            Self::Investigation => "t3",
        }
    }

    const fn ordinary(self) -> &'static str {
        match self {
            Self::JournalEntry => "journal_entry",
            Self::Registration => "registration",
            Self::Investigation => "investigation",
        }
    }

    const fn extended(self) -> Option<&'static str> {
        match self {
            Self::Registration => Some("registration_extended"),
            Self::JournalEntry | Self::Investigation => None,
        }
    }

    /// Shortest and longest days that may have been allowed when time began on one of these days.
    /// `None` where no limit is known for one of them.
    fn allowed(self, reference: &Reference, began: PartialDate) -> Option<(i32, i32)> {
        let on = |id, day| reference.time_limit(id, day).map(records::reference::TimeLimit::days);
        let (first, last) = (began.start(), began.last_day());
        let (a, b) = (on(self.ordinary(), first)?, on(self.ordinary(), last)?);
        let longer = |day| self.extended().and_then(|id| on(id, day)).unwrap_or(0);
        Some((a.min(b), a.max(b).max(longer(first)).max(longer(last))))
    }

    /// The last day on which it could still be in time, where a limit is known.
    pub(crate) fn latest_day(self, reference: &Reference, began: PartialDate) -> Option<Date> {
        let (_, longest) = self.allowed(reference, began)?;
        began.last_day().checked_add(i64::from(longest).days()).ok()
    }

    /// Days by which something that began then and is not done by `as_of` is surely over the limit,
    /// and the law that sets it. `None` where it may be in time, or nothing is known.
    pub(crate) fn surely_over(
        self,
        reference: &Reference,
        began: PartialDate,
        as_of: Date,
    ) -> Option<(i32, Trilingual)> {
        if judge(reference, self, Some(began), None, as_of) != Timeliness::Late {
            return None;
        }
        let over = days_between(self.latest_day(reference, began)?, as_of);
        let limit = reference.time_limit(self.ordinary(), began.last_day())?;
        Some((over, limit.law.clone()))
    }
}

/// What can be said of a lag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Timeliness {
    /// Surely within the limit.
    InTime,
    /// Surely beyond every limit that may have applied.
    Late,
    /// The dates or the law do not tell.
    Unknown,
}

/// Judges a lag. `ended` is `None` for something not done by `as_of`.
pub(crate) fn judge(
    reference: &Reference,
    limit: Limit,
    began: Option<PartialDate>,
    ended: Option<PartialDate>,
    as_of: Date,
) -> Timeliness {
    let Some(began) = began.filter(|date| !date.is_placeholder()) else {
        return Timeliness::Unknown;
    };
    let Some((shortest, longest)) = limit.allowed(reference, began) else {
        return Timeliness::Unknown;
    };
    let Some(ended) = ended else {
        let late = days_between(began.last_day(), as_of) > longest;
        return if late { Timeliness::Late } else { Timeliness::Unknown };
    };
    if ended.is_placeholder() || ended.last_day() < began.start() {
        return Timeliness::Unknown;
    }
    if days_between(began.start(), ended.last_day()) <= shortest {
        Timeliness::InTime
    } else if days_between(began.last_day(), ended.start()) > longest {
        Timeliness::Late
    } else {
        Timeliness::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::reference::{Citation, LimitUnit, TimeLimit};

    fn reference() -> Reference {
        let limit = |id: &str, amount, unit, from: &str, to: Option<&str>| TimeLimit {
            id: id.into(),
            amount,
            unit,
            from: from.parse().unwrap(),
            to: to.map(|to| to.parse().unwrap()),
            law: Trilingual::default(),
            citation: Citation::default(),
        };
        Reference {
            time_limits: vec![
                limit("journal_entry", 24, LimitUnit::Hours, "2019-01-01", None),
                limit("registration", 24, LimitUnit::Hours, "2019-01-01", Some("2021-11-30")),
                limit("registration", 10, LimitUnit::Days, "2021-12-01", None),
                limit("registration_extended", 30, LimitUnit::Days, "2021-12-01", None),
            ],
            ..Reference::default()
        }
    }

    #[test]
    fn vague_dates_are_late_or_in_time_only_when_surely_so() {
        let reference = reference();
        let judge = |limit, from: &str, to: Option<&str>| {
            let to = to.map(|to| to.parse().unwrap());
            judge(&reference, limit, from.parse().ok(), to, "2022-03-01".parse().unwrap())
        };
        use Limit::{JournalEntry, Registration};
        use Timeliness::{InTime, Late, Unknown};
        assert_eq!(judge(JournalEntry, "2021-03-05", Some("2021-03-06")), InTime);
        assert_eq!(judge(JournalEntry, "2021-03-05", Some("2021-03-07")), Late);
        assert_eq!(judge(JournalEntry, "2021-03-05", Some("2021-03")), Unknown);
        assert_eq!(judge(JournalEntry, "2021-03", Some("2021-05")), Late);
        assert_eq!(
            judge(JournalEntry, "2021-03-05", Some("2021-03-01")),
            Unknown,
            "runs backwards"
        );
        assert_eq!(
            judge(JournalEntry, "2018-03-05", Some("2018-09-01")),
            Unknown,
            "no limit known"
        );
        assert_eq!(judge(Registration, "2021-05-01", Some("2021-05-09")), Late);
        assert_eq!(judge(Registration, "2021-12-02", Some("2021-12-09")), InTime, "new law");
        assert_eq!(
            judge(Registration, "2021-12-02", Some("2021-12-20")),
            Unknown,
            "maybe extended"
        );
        assert_eq!(judge(Registration, "2021-12-02", Some("2022-01-20")), Late);
        assert_eq!(judge(Registration, "2022-01-10", None), Late, "not done by the as-of day");
        assert_eq!(judge(Registration, "2022-02-10", None), Unknown, "time is not over");
    }
}
