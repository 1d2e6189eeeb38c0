//! An entry against itself and its lineage.

use records::{CrimeRecord, EventKind, LineageKind, PartialDate};

use super::{Concerns, Sides, dated, discrepancy, kind};
use crate::analysis::{Discrepancy, Severity};
use crate::lineage::JoinFault;
use crate::path::Followed;
use crate::timeline;

pub(super) fn find(sides: &Sides<'_, '_>, followed: &Followed<'_>, found: &mut Vec<Discrepancy>) {
    for at in &followed.members {
        let record = &sides.scope.input.register[*at];
        backwards(record, found);
        after_as_of(sides, record, found);
        missing_targets(sides, *at, record, found);
    }
    faults(sides, followed, found);
    let leader = &sides.scope.input.register[followed.members[0]];
    for (exit, left, step) in &followed.state.unexplained {
        found.push(discrepancy(
            kind::PROCEEDED_WITHOUT_RESUMPTION,
            Severity::Low,
            Concerns::entry(leader),
            &dated(exit.code(), *left),
            (dated(exit.code(), *left), dated("next_step", *step)),
        ));
    }
}

/// Steps that have to come in this order where both are dated. Crime before intake is left to the
/// reader of the report: a continuing crime may outlast its registration.
fn backwards(record: &CrimeRecord, found: &mut Vec<Discrepancy>) {
    let journal = timeline::journal_on(record);
    let registered = timeline::registered_on(record);
    let mut pairs: Vec<(&str, Option<PartialDate>, &str, Option<PartialDate>)> = vec![
        ("journal", journal, "registered", registered),
        (
            "event",
            record.event.and_then(|event| PartialDate::day(event.start())),
            "registered",
            registered,
        ),
        (
            "event",
            record.event.and_then(|event| PartialDate::day(event.start())),
            "journal",
            journal,
        ),
    ];
    for event in &record.events {
        let first = match event.kind {
            EventKind::Journal | EventKind::Registered | EventKind::Annulled => continue,
            EventKind::Refused => ("journal", journal),
            _ => ("registered", registered),
        };
        pairs.push((first.0, first.1, event.kind.code(), event.date));
    }
    for (earlier, later) in [
        (EventKind::SuspectIdentified, EventKind::SentToProsecutor),
        (EventKind::SuspectIdentified, EventKind::SentToCourt),
        (EventKind::Charged, EventKind::SentToCourt),
        (EventKind::SentToProsecutor, EventKind::SentToCourt),
    ] {
        // The first of the one against the last of the other: loops are no contradiction.
        let dates = |kind| {
            record
                .events
                .iter()
                .filter(move |event| event.kind == kind)
                .filter_map(|event| event.date)
        };
        pairs.push((earlier.code(), dates(earlier).min(), later.code(), dates(later).max()));
    }
    for (earlier, first, later, second) in pairs {
        if let Some((left, right)) = surely_backwards(first, second) {
            found.push(discrepancy(
                kind::DATES_RUN_BACKWARDS,
                Severity::Medium,
                Concerns::entry(record),
                &format!("{earlier}>{later} {right}"),
                (format!("{earlier} {left}"), format!("{later} {right}")),
            ));
        }
    }
}

/// The two dates, when every day of the second lies before every day of the first.
pub(super) fn surely_backwards(
    first: Option<PartialDate>,
    second: Option<PartialDate>,
) -> Option<(PartialDate, PartialDate)> {
    let (first, second) = (first?, second?);
    let usable = !first.is_placeholder() && !second.is_placeholder();
    (usable && second.last_day() < first.start()).then_some((first, second))
}

/// What the source could not know yet: by its own as-of day, not by the analysis's.
fn after_as_of(sides: &Sides<'_, '_>, record: &CrimeRecord, found: &mut Vec<Discrepancy>) {
    let Some(delivery) = sides.scope.delivery(&record.provenance.source) else { return };
    let own = [
        ("journal", timeline::journal_on(record)),
        ("registered", timeline::registered_on(record)),
    ];
    let events = record.events.iter().map(|event| (event.kind.code(), event.date));
    for (what, date) in own.into_iter().chain(events) {
        if let Some(date) = date.filter(|date| date.start() > delivery.as_of) {
            found.push(discrepancy(
                kind::EVENT_AFTER_AS_OF,
                Severity::Medium,
                Concerns::entry(record),
                &format!("{what} {date}"),
                (format!("{what} {date}"), format!("as_of {}", delivery.as_of)),
            ));
        }
    }
}

fn missing_targets(
    sides: &Sides<'_, '_>,
    at: usize,
    record: &CrimeRecord,
    found: &mut Vec<Discrepancy>,
) {
    if sides.lineages.goes_on_elsewhere(at) {
        return;
    }
    for join in &record.lineage {
        let gone = matches!(join.kind, LineageKind::MergedInto | LineageKind::TransferredTo);
        let ambiguous = sides.lineages.faults.iter().any(|(entry, ..)| *entry == at);
        if gone && !ambiguous && !sides.lineages.holds(&join.other.raw) {
            found.push(discrepancy(
                kind::LINEAGE_TARGET_MISSING,
                Severity::Low,
                Concerns::entry(record),
                &join.other.normalized,
                (dated(join.kind.code(), join.date), join.other.normalized.clone()),
            ));
        }
    }
}

fn faults(sides: &Sides<'_, '_>, followed: &Followed<'_>, found: &mut Vec<Discrepancy>) {
    for (at, fault, number) in &sides.lineages.faults {
        if !followed.members.contains(at) {
            continue;
        }
        let record = &sides.scope.input.register[*at];
        let kind = match fault {
            JoinFault::Cycle => kind::LINEAGE_CYCLE,
            JoinFault::Ambiguous => kind::LINEAGE_AMBIGUOUS,
        };
        let members = followed.path.lineage.len() + 1;
        found.push(discrepancy(
            kind,
            Severity::Medium,
            Concerns::entry(record),
            number,
            (number.clone(), format!("entries {members}")),
        ));
    }
}
