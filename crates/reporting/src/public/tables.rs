//! The tables of the public level, each by the codes of its two sides. Reach for [`CROSS_TABLES`] so
//! that the page and the Data Package show the same ones.

use attrition::Rung;

use crate::disclosure::{GROUND, MERGED, PublicCounts, Release, Shown};
use crate::error::ReportingError;
use crate::words::Words;

/// The code of a total in files for machines.
pub(super) const ALL: &str = "all";

/// A table of one classification by another.
#[derive(Clone, Copy, Debug)]
pub(super) struct CrossTable {
    /// Name, the same in every language.
    pub(super) name: &'static str,
    /// Whether it counts entries; else reports.
    pub(super) of_entries: bool,
    /// Classification down the side.
    pub(super) group: &'static str,
    /// Classification across the top.
    pub(super) class: &'static str,
}

const fn table(
    name: &'static str,
    of_entries: bool,
    group: &'static str,
    class: &'static str,
) -> CrossTable {
    CrossTable { name, of_entries, group, class }
}

/// Every such table, in reading order.
pub(super) const CROSS_TABLES: [CrossTable; 4] = [
    table("findings_by_oblast", false, "oblast", "finding"),
    table("findings_by_year", false, "year", "finding"),
    table("outcomes_by_stage", true, "stage", "outcome"),
    table("outcomes_by_oblast", true, "oblast", "outcome"),
];

/// Standings that a reader sees; how many were outside a rung's base follows from its base.
pub(super) const STANDINGS: [&str; 3] = ["reached", "not_reached", "unknown"];

impl CrossTable {
    /// The counts it is over.
    pub(super) const fn counts(self, release: &Release) -> &PublicCounts {
        if self.of_entries { &release.entries } else { &release.reports }
    }

    /// Codes of a side, the total last.
    pub(super) fn side<'a>(self, release: &'a Release, side: &str) -> Vec<&'a str> {
        let values = self.counts(release).values.get(side).into_iter().flatten();
        values.map(String::as_str).chain([ALL]).collect()
    }

    /// The count of a group in a class; either may be the total.
    pub(super) fn shown(self, release: &Release, group: &str, class: &str) -> Shown {
        let place: Vec<(&'static str, &str)> = [(self.group, group), (self.class, class)]
            .into_iter()
            .filter(|(_, value)| *value != ALL)
            .collect();
        self.counts(release).of(&place)
    }

    /// Whether a class occurs at all, or is hidden: columns of nothing but zeros are left out.
    pub(super) fn occurs(self, release: &Release, class: &str) -> bool {
        self.shown(release, ALL, class) != Shown::Count(0)
            || self
                .side(release, self.group)
                .iter()
                .any(|group| self.shown(release, group, class) != Shown::Count(0))
    }
}

/// How the reports stand to a rung.
pub(super) fn of_rung(release: &Release, rung: Rung, standing: &str) -> Shown {
    release.reports.of(&[(rung.code(), standing)])
}

/// Ways out and grounds that are shown, each with its count: code of the way out, code of the
/// ground or nothing.
pub(super) fn grounds(release: &Release) -> Vec<(&str, &str, Shown)> {
    let values = release.entries.values.get("ground").into_iter().flatten();
    let told = values.filter_map(|value| {
        let (outcome, ground) = value.split_once(GROUND)?;
        let exit = !matches!(outcome, "pending" | "completed");
        let shown = release.entries.of(&[("ground", value.as_str())]);
        (exit && shown != Shown::Count(0)).then_some((outcome, ground, shown))
    });
    told.collect()
}

/// A value of a classification in words.
pub(super) fn value_name(
    words: &Words<'_>,
    classification: &str,
    value: &str,
) -> Result<String, ReportingError> {
    match classification {
        _ if value == ALL => words.text("column-all"),
        "outcome" => words.text(&format!("disposition-{value}")),
        "year" if value.contains(MERGED) => {
            let years: Vec<&str> = value.split(MERGED).collect();
            let number = |year: &&str| year.parse::<i32>().ok();
            let follow = years.windows(2).all(|pair| {
                let (one, next) = (number(&pair[0]), number(&pair[1]));
                one.zip(next).is_some_and(|(one, next)| one + 1 == next)
            });
            Ok(match (years.first(), years.last()) {
                (Some(first), Some(last)) if follow => format!("{first}–{last}"),
                _ => years.join(", "),
            })
        }
        "standing" => words.text(&format!("standing-{value}")),
        _ => {
            let names = value.split(MERGED).map(|one| words.coded(classification, one));
            Ok(names.collect::<Result<Vec<_>, _>>()?.join(" + "))
        }
    }
}
