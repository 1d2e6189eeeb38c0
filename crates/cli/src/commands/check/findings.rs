//! Findings then and now. A flip is explained by what changed in the links of the same report.

use std::collections::{BTreeMap, BTreeSet};

use super::flip::{Comparison, Differences, FlipKind};
use super::links::subject;
use super::outputs::{Row, Sheet};
use super::tolerances::Tolerances;

/// Compares two `findings.csv`.
pub(super) fn compare(
    was: &Sheet,
    now: &Sheet,
    links: &Comparison,
    tolerances: &Tolerances,
) -> Comparison {
    let mut found = Comparison::default();
    let columns = shared_columns(was, now, &mut found);
    let (before, after) = (by_report(was), by_report(now));
    for report in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
        match (before.get(report), after.get(report)) {
            (Some(before), Some(after)) => {
                let mut differences = fields(*before, *after, &columns, tolerances);
                if differences.gravest().is_some() {
                    differences.because = link_changes(report, links);
                }
                found.close(report, differences);
            }
            (before, _) => found.one_sided(FlipKind::Presence, report, before.is_some()),
        }
    }
    found
}

/// Columns of both sides; one that only one side has is a flip of its own.
fn shared_columns<'a>(was: &'a Sheet, now: &Sheet, found: &mut Comparison) -> Vec<&'a str> {
    let only = |sheet: &Sheet, other: &Sheet| -> Vec<String> {
        sheet.columns.iter().filter(|column| !other.has(column)).cloned().collect()
    };
    for (columns, in_baseline) in [(only(was, now), true), (only(now, was), false)] {
        for column in columns {
            let subject = format!("findings.csv, column {column}");
            found.one_sided(FlipKind::Presence, &subject, in_baseline);
        }
    }
    was.columns.iter().map(String::as_str).filter(|column| now.has(column)).collect()
}

fn by_report(sheet: &Sheet) -> BTreeMap<&str, Row<'_>> {
    sheet.rows().map(|row| (row.get("report"), row)).collect()
}

fn fields(was: Row<'_>, now: Row<'_>, columns: &[&str], tolerances: &Tolerances) -> Differences {
    let mut differences = Differences::default();
    for &column in columns {
        let (before, after) = (was.get(column), now.get(column));
        let kind = match column {
            "finding" => FlipKind::Finding,
            "linked" | "court_cases" => FlipKind::Link,
            "reasons" => FlipKind::Reasons,
            "r0" | "r1" | "r2" | "r3" | "r4" => FlipKind::Rungs,
            "obstacle" => FlipKind::Obstacle,
            "probability" => FlipKind::Probability,
            "nearest_weight_bits" => FlipKind::Weight,
            _ => FlipKind::Detail,
        };
        match kind {
            FlipKind::Probability => {
                differences.number(kind, column, (before, after), tolerances.probability);
            }
            FlipKind::Weight => {
                differences.number(kind, column, (before, after), tolerances.weight_bits);
            }
            _ => differences.text(kind, column, before, after),
        }
    }
    differences
}

/// What changed in the links of a report.
fn link_changes(report: &str, links: &Comparison) -> Vec<String> {
    let subjects = ["ngo_register", "ngo_ngo"].map(|kind| subject(kind, report));
    links
        .flips
        .iter()
        .filter(|flip| subjects.contains(&flip.subject))
        .flat_map(|flip| {
            let changes = flip.changes.iter().map(|change| change.text());
            changes
                .chain(flip.because.iter().cloned())
                .map(|what| format!("{} changed, {what}", flip.subject))
                .collect::<Vec<_>>()
        })
        .collect()
}
