//! Obstacles, cases for re-review, discrepancies and links, counted.

use std::collections::{BTreeMap, BTreeSet};

use linkage::{LinkSet, LinkStatus};
use records::RecordId;

use super::{Counted, Name, Tally};
use crate::figure::CountingUnit;

/// Counts all of them.
pub(super) fn count(counted: &Counted<'_, '_>, tally: &mut Tally) {
    obstacles(counted, tally);
    rereview(counted, tally);
    discrepancies(counted, tally);
    links(counted, tally);
}

/// Reports and entries apart: two units are never added. Out of all of the cohort.
fn obstacles(counted: &Counted<'_, '_>, tally: &mut Tally) {
    let scope = counted.journey.scope;
    let all = |unit| -> BTreeSet<RecordId> {
        match unit {
            CountingUnit::Reports => {
                counted.journey.assessed.iter().map(|a| a.report.id.clone()).collect()
            }
            _ => counted.journey.cohort_paths().map(|path| path.record.clone()).collect(),
        }
    };
    for obstacle in counted.obstacles {
        let (reports, entries): (BTreeSet<_>, BTreeSet<_>) =
            obstacle.ids.iter().cloned().partition(|id| scope.report(id).is_some());
        for (unit, ids) in [(CountingUnit::Reports, reports), (CountingUnit::Entries, entries)] {
            if !ids.is_empty() {
                let id = format!("obstacle.{}.{}", obstacle.code, unit.code());
                let name = Name::new(id, "figure-obstacle")
                    .with("obstacle", &obstacle.code)
                    .with("unit", unit.code());
                tally.share(name, unit, ids, all(unit));
            }
        }
    }
}

/// Entries of the cohort that each rule puts up for re-review.
fn rereview(counted: &Counted<'_, '_>, tally: &mut Tally) {
    let mut by_rule: BTreeMap<&str, BTreeSet<RecordId>> = BTreeMap::new();
    for rule in &counted.journey.scope.input.reference.rereview_rules {
        by_rule.entry(&rule.id).or_default();
    }
    for case in counted.rereview {
        by_rule.entry(&case.rule).or_default().insert(case.record.clone());
    }
    let all: BTreeSet<RecordId> =
        counted.journey.cohort_paths().map(|path| path.record.clone()).collect();
    for (rule, ids) in by_rule {
        let name = Name::new(format!("rereview.{rule}.entries"), "figure-rereview")
            .with("rereview_rule", rule);
        tally.share(name, CountingUnit::Entries, ids, all.clone());
    }
}

/// Entries (or, where no entry is concerned, court cases) and reports with a discrepancy of a kind.
fn discrepancies(counted: &Counted<'_, '_>, tally: &mut Tally) {
    let mut by_kind: BTreeMap<(&str, CountingUnit), BTreeSet<RecordId>> = BTreeMap::new();
    for discrepancy in counted.discrepancies {
        let entry = discrepancy.crime_record.as_ref().or(discrepancy.court_case.as_ref());
        let (unit, id) = match (entry, &discrepancy.report) {
            (Some(entry), _) => (CountingUnit::Entries, entry),
            (None, Some(report)) => (CountingUnit::Reports, report),
            (None, None) => continue,
        };
        by_kind.entry((discrepancy.kind, unit)).or_default().insert(id.clone());
    }
    for ((kind, unit), ids) in by_kind {
        let name = Name::new(format!("discrepancy.{kind}.{}", unit.code()), "figure-discrepancy")
            .with("kind", kind);
        tally.count(name, unit, ids);
    }
}

fn links(counted: &Counted<'_, '_>, tally: &mut Tally) {
    let input = counted.journey.scope.input;
    for (set, unit) in [
        (input.ngo_register, CountingUnit::Reports),
        (input.register_court, CountingUnit::Entries),
        (input.ngo_ngo, CountingUnit::Reports),
    ] {
        for status in [LinkStatus::Link, LinkStatus::PossibleLink] {
            let id = format!("links.{}.{}.{}", set.kind.code(), status.code(), unit.code());
            let name = Name::new(id, "figure-links")
                .with("kind", set.kind.code())
                .with("status", status.code());
            tally.count(name, unit, linked(set, status, unit));
        }
    }
    let grouped = counted.same_case.iter().flatten().cloned().collect();
    let name = Name::new("same_case.reports".to_owned(), "figure-same-case");
    tally.count(name, CountingUnit::Reports, grouped);
}

/// Reports on the left, or entries on the right: court cases are no counting unit.
fn linked(set: &LinkSet, status: LinkStatus, unit: CountingUnit) -> BTreeSet<RecordId> {
    let decisions = set.decisions.iter().filter(|decision| decision.status == status);
    match unit {
        CountingUnit::Entries => decisions.filter_map(|decision| decision.target.clone()).collect(),
        _ => decisions.map(|decision| decision.left.clone()).collect(),
    }
}
