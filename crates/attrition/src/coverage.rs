//! Whether a report would have to be in an extract, had it been registered. Reach for
//! [`assessable`] before saying that something is not in a register.

use records::{Coverage, Covered, Delivery, NgoReport, PartialDate, Reference, SourceKind};

use crate::finding::reason;
use crate::oblast::Oblasts;
use crate::path;
use crate::scope::Scope;
use crate::time_limits::Limit;

/// Whether absence can be stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Assessable {
    Yes,
    /// Why not, as reason codes.
    No(Vec<&'static str>),
}

/// Asks every register extract whether it covers the day of hand-over and the last day on which a
/// registration would still have been in time. Several extracts may share the work, such as one per
/// scheme. The region is that of the body addressed; an unknown one puts nothing outside.
pub(crate) fn assessable(
    scope: &Scope<'_>,
    oblasts: &Oblasts<'_>,
    report: &NgoReport,
) -> Assessable {
    let reference = scope.input.reference;
    let began = path::handed_over_on(report).or(report.cohort_date());
    let addressee = report.hand_over.as_ref().and_then(|h| h.addressee.as_deref());
    let places = addressee
        .and_then(|text| oblasts.of_text(text))
        .map_or_else(Vec::new, |oblast| reference.place_chain(oblast));
    let families = possible_families(reference, report);
    let deadline = began.and_then(|began| deadline(reference, began));
    let mut missing: Vec<Covered> = Vec::new();
    let (mut any, mut begun, mut ended, mut too_early) = (false, false, false, false);
    for delivery in scope.deliveries(SourceKind::Register) {
        any = true;
        let places =
            if finer_than(reference, &delivery.coverage, &places) { &[] } else { &places[..] };
        let covered = |day| covered(&delivery.coverage, day, places, &families);
        match covered(began) {
            Covered::Inside => begun = true,
            other => missing.push(other),
        }
        if covered(deadline) == Covered::Inside {
            let over = deadline.is_none_or(|day| day.start() < as_of(scope, delivery));
            ended |= over;
            too_early |= !over;
        }
    }
    missing.sort();
    missing.dedup();
    match (any, begun, ended, too_early) {
        (false, ..) => Assessable::No(vec![reason::NO_REGISTER]),
        (_, true, true, _) => Assessable::Yes,
        (_, true, false, true) => Assessable::No(vec![reason::TIME_LIMIT_NOT_OVER]),
        (_, true, false, false) => Assessable::No(vec![reason::OUTSIDE_COVERAGE_PERIOD]),
        (_, false, ..) => Assessable::No(missing.into_iter().filter_map(reason_of).collect()),
    }
}

/// Whether the extract is limited to a part of the oblast, so that the oblast alone does not tell.
fn finer_than(reference: &Reference, coverage: &Coverage, places: &[&str]) -> bool {
    let Some(oblast) = places.first() else { return false };
    coverage.regions.iter().any(|region| {
        region != oblast && reference.oblast_of(region).is_some_and(|place| place.code == *oblast)
    })
}

fn as_of(scope: &Scope<'_>, delivery: &Delivery) -> jiff::civil::Date {
    scope.as_of(&delivery.source)
}

const fn reason_of(covered: Covered) -> Option<&'static str> {
    match covered {
        Covered::Inside => None,
        Covered::OutsidePeriod => Some(reason::OUTSIDE_COVERAGE_PERIOD),
        Covered::OutsideRegion => Some(reason::OUTSIDE_COVERAGE_REGION),
        Covered::OutsideFamilies => Some(reason::OUTSIDE_COVERAGE_FAMILIES),
    }
}

/// The last day on which both journal entry and registration would still be in time. Where the law
/// of the day is not in the data, the day itself.
fn deadline(reference: &Reference, began: PartialDate) -> Option<PartialDate> {
    let day = |date| PartialDate::day(date);
    let journal = Limit::JournalEntry.latest_day(reference, began).and_then(day);
    let journal = journal.or_else(|| day(began.last_day()))?;
    Limit::Registration.latest_day(reference, journal).and_then(day).or(Some(journal))
}

/// An extract that holds some families only covers the report when it holds every family under
/// which the case may have been registered.
fn covered(
    coverage: &Coverage,
    day: Option<PartialDate>,
    places: &[&str],
    families: &[&str],
) -> Covered {
    families
        .iter()
        .map(|family| coverage.holds(day, places, Some(family)))
        .find(|covered| *covered != Covered::Inside)
        .unwrap_or_else(|| coverage.holds(day, places, None))
}

/// The suspected families, else every trafficking family, each with its known downgrades.
fn possible_families<'a>(reference: &'a Reference, report: &NgoReport) -> Vec<&'a str> {
    let mut families: Vec<&str> = report
        .suspected
        .iter()
        .flat_map(|qualification| reference.families_of(qualification))
        .collect();
    if families.is_empty() {
        let trafficking = reference.families.iter().filter(|family| family.trafficking);
        families = trafficking.map(|family| family.id.as_str()).collect();
    }
    for known in families.clone() {
        let downgrades = reference.family_relations.iter().filter(|row| row.from == known);
        families.extend(downgrades.map(|row| row.to.as_str()));
    }
    families.sort_unstable();
    families.dedup();
    families
}
