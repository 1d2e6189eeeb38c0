//! An entry against its court cases.

use std::collections::BTreeSet;

use jiff::ToSpan;
use records::{
    CourtCase, CourtResult, Covered, CrimeRecord, EventKind, Instance, PartialDate, SourceKind,
};

use super::entry::surely_backwards;
use super::{Concerns, Sides, dated, discrepancy, kind};
use crate::analysis::{Discrepancy, Severity};
use crate::court_cases;
use crate::offence_standing::{self, Standing};
use crate::path::Followed;
use crate::timeline;

/// Days a court is given to enter a case before its absence is remarked on. Ours, not the law's:
/// long enough for the post, a transfer between courts and a holiday.
const COURT_ENTRY_DAYS: i64 = 60;

pub(super) fn find(sides: &Sides<'_, '_>, followed: &Followed<'_>, found: &mut Vec<Discrepancy>) {
    let register = sides.scope.input.register;
    let members: Vec<&CrimeRecord> = followed.members.iter().map(|at| &register[*at]).collect();
    let cases = sides.court_cases.of_members(&followed.members);
    if cases.is_empty() {
        sent_without_case(sides, followed, &members, found);
        return;
    }
    let first_instance = cases.iter().find(|case| timeline::instance_of(case) == Instance::First);
    if let Some(case) = first_instance {
        not_sent(sides, &members, case, found);
    }
    for case in &cases {
        verdict_on_ended(sides, followed, case, found);
        articles(sides, &members, case, found);
        cited_number(&members, case, found);
        backwards(members[0], case, found);
    }
}

/// The last day on which the lineage was sent to court and not returned since.
fn sent_to_court<'a>(members: &[&'a CrimeRecord]) -> Option<(&'a CrimeRecord, PartialDate)> {
    let mut sent: Option<(&CrimeRecord, PartialDate)> = None;
    for record in members {
        let dates = |kind| {
            record
                .events
                .iter()
                .filter(move |event| event.kind == kind)
                .filter_map(|e| e.date)
                .max()
        };
        let Some(date) = dates(EventKind::SentToCourt) else { continue };
        let returned =
            dates(EventKind::Returned).is_some_and(|back| back.last_day() >= date.start());
        if !returned && sent.is_none_or(|(_, other)| other < date) {
            sent = Some((record, date));
        }
    }
    sent
}

/// Only where an extract covers the day by which the court would have entered it.
fn sent_without_case(
    sides: &Sides<'_, '_>,
    followed: &Followed<'_>,
    members: &[&CrimeRecord],
    found: &mut Vec<Discrepancy>,
) {
    let Some((record, date)) = sent_to_court(members) else { return };
    if sides.court_cases.awaits_review(&followed.members) {
        return;
    }
    let due = date.last_day().checked_add(COURT_ENTRY_DAYS.days()).ok();
    let due = due.and_then(PartialDate::day);
    let reference = sides.scope.input.reference;
    let oblast = followed.path.oblast.as_deref();
    let places = oblast.map_or_else(Vec::new, |oblast| reference.place_chain(oblast));
    let family = offence_standing::last_qualification(record)
        .and_then(|last| reference.families_of(last).first().copied());
    let covering = sides.scope.deliveries(SourceKind::Court).find(|delivery| {
        let inside = |day| delivery.coverage.holds(day, &places, family) == Covered::Inside;
        let over = due.is_some_and(|due| due.start() < sides.scope.as_of(&delivery.source));
        over && inside(Some(date)) && inside(due)
    });
    if let Some(delivery) = covering {
        found.push(discrepancy(
            kind::SENT_TO_COURT_WITHOUT_CASE,
            Severity::High,
            Concerns::entry(record),
            "",
            (dated("sent_to_court", Some(date)), format!("court_as_of {}", delivery.as_of)),
        ));
    }
}

fn not_sent(
    sides: &Sides<'_, '_>,
    members: &[&CrimeRecord],
    case: &CourtCase,
    found: &mut Vec<Discrepancy>,
) {
    let sent = members
        .iter()
        .flat_map(|record| &record.events)
        .any(|event| event.kind == EventKind::SentToCourt);
    let register_as_of = sides.scope.as_of(&members[0].provenance.source);
    // The register could not know of a case the court received after it was extracted.
    let known = case.received.is_some_and(|date| date.last_day() <= register_as_of);
    if !sent && known {
        let last = members[0]
            .events
            .iter()
            .filter(|event| event.date.is_some())
            .max_by_key(|event| (event.date, event.kind));
        let says = last.map_or_else(
            || dated("registered", timeline::registered_on(members[0])),
            |event| dated(event.kind.code(), event.date),
        );
        found.push(discrepancy(
            kind::COURT_CASE_WITHOUT_SENT_EVENT,
            Severity::Medium,
            Concerns::entry(members[0]).with_court(case),
            "",
            (says, dated("received", case.received)),
        ));
    }
}

/// What the register's own events say last of the entry: suspended, terminated, refused, or on.
fn ended_by_register(record: &CrimeRecord) -> Option<(EventKind, Option<PartialDate>)> {
    let mut ended = None;
    let mut events: Vec<_> = record.events.iter().collect();
    events.sort_by_key(|event| (event.date.is_none(), event.date, event.kind));
    for event in events {
        match event.kind {
            EventKind::Suspended | EventKind::Terminated | EventKind::Refused => {
                ended = Some((event.kind, event.date));
            }
            EventKind::Resumed
            | EventKind::Annulled
            | EventKind::SentToProsecutor
            | EventKind::SentToCourt
            | EventKind::Charged => ended = None,
            _ => {}
        }
    }
    ended
}

fn verdict_on_ended(
    sides: &Sides<'_, '_>,
    followed: &Followed<'_>,
    case: &CourtCase,
    found: &mut Vec<Discrepancy>,
) {
    let register = sides.scope.input.register;
    let decisive = |result: &CourtResult| {
        matches!(
            result,
            CourtResult::Convicted
                | CourtResult::Acquitted
                | CourtResult::Requalified
                | CourtResult::MedicalMeasures
        )
    };
    let verdicts =
        case.acts.iter().filter_map(|act| Some((act.date, act.result.filter(decisive)?)));
    let first = verdicts.min_by_key(|(date, result)| (date.is_none(), *date, *result));
    let Some((decided, result)) = first else { return };
    for record in
        followed.members.iter().filter(|at| owns(sides, **at, case)).map(|at| &register[*at])
    {
        let Some((event, date)) = ended_by_register(record) else { continue };
        let kind = match event {
            EventKind::Suspended => kind::VERDICT_ON_SUSPENDED_ENTRY,
            EventKind::Refused => kind::VERDICT_ON_REFUSED_ENTRY,
            _ => kind::VERDICT_ON_TERMINATED_ENTRY,
        };
        found.push(discrepancy(
            kind,
            Severity::High,
            Concerns::entry(record).with_court(case),
            "",
            (dated(event.code(), date), dated(result.code(), decided)),
        ));
    }
}

fn owns(sides: &Sides<'_, '_>, at: usize, case: &CourtCase) -> bool {
    sides.court_cases.of_entry(at).iter().any(|other| other.id == case.id)
}

/// Compares offence families, so that a change of code edition is no difference. Articles with an
/// unclear edition agree with whatever they may be.
fn articles(
    sides: &Sides<'_, '_>,
    members: &[&CrimeRecord],
    case: &CourtCase,
    found: &mut Vec<Discrepancy>,
) {
    let reference = sides.scope.input.reference;
    let families = |given: &[&records::Qualification]| -> BTreeSet<String> {
        given.iter().flat_map(|one| reference.families_of(one)).map(str::to_owned).collect()
    };
    let last: Vec<_> =
        members.iter().filter_map(|record| offence_standing::last_qualification(record)).collect();
    let charges: Vec<_> = case.charges.iter().collect();
    let (register, court) = (families(&last), families(&charges));
    if register.is_empty() || court.is_empty() || !register.is_disjoint(&court) {
        return;
    }
    let standing = |given: &[&records::Qualification]| {
        given.iter().any(|one| offence_standing::of(reference, one) == Standing::Trafficking)
    };
    let severity =
        if standing(&last) == standing(&charges) { Severity::Medium } else { Severity::High };
    let told = |given: &[&records::Qualification]| {
        let articles: BTreeSet<String> = given
            .iter()
            .map(|one| {
                let editions: Vec<String> =
                    one.edition.candidates().iter().map(ToString::to_string).collect();
                format!("{} {}", editions.join("/"), one.article)
            })
            .collect();
        articles.into_iter().collect::<Vec<_>>().join("; ")
    };
    found.push(discrepancy(
        kind::ARTICLES_DIFFER,
        severity,
        Concerns::entry(members[0]).with_court(case),
        "",
        (told(&last), told(&charges)),
    ));
}

fn cited_number(members: &[&CrimeRecord], case: &CourtCase, found: &mut Vec<Discrepancy>) {
    if case.cited.is_empty() || court_cases::cites(case, members) {
        return;
    }
    let list = |numbers: &mut dyn Iterator<Item = &String>| {
        let set: BTreeSet<&String> = numbers.collect();
        set.into_iter().cloned().collect::<Vec<_>>().join("; ")
    };
    let own = list(&mut members.iter().flat_map(|m| &m.numbers).map(|number| &number.normalized));
    let cited = list(&mut case.cited.iter().map(|number| &number.normalized));
    found.push(discrepancy(
        kind::REGISTER_NUMBER_CITED_DIFFERS,
        Severity::Medium,
        Concerns::entry(members[0]).with_court(case),
        "",
        (own, cited),
    ));
}

fn backwards(record: &CrimeRecord, case: &CourtCase, found: &mut Vec<Discrepancy>) {
    let mut pairs = vec![
        ("registered", timeline::registered_on(record), "received", case.received),
        ("received", case.received, "closed", case.closed),
    ];
    for act in &case.acts {
        pairs.push(("received", case.received, "act", act.date));
        pairs.push(("act", act.date, "in_force", act.in_force));
        pairs.push(("registered", timeline::registered_on(record), "act", act.date));
    }
    if timeline::instance_of(case) == Instance::First {
        let sent = record.events.iter().filter(|event| event.kind == EventKind::SentToCourt);
        let first = sent.filter_map(|event| event.date).min();
        pairs.push(("sent_to_court", first, "received", case.received));
    }
    for (earlier, first, later, second) in pairs {
        if let Some((left, right)) = surely_backwards(first, second) {
            found.push(discrepancy(
                kind::DATES_RUN_BACKWARDS,
                Severity::Medium,
                Concerns::entry(record).with_court(case),
                &format!("{earlier}>{later} {right}"),
                (format!("{earlier} {left}"), format!("{later} {right}")),
            ));
        }
    }
}
