//! Reports against the entries they are linked to.

use std::collections::BTreeSet;

use records::{Consent, CrimeRecord, NumberKind, PersonSide};

use super::entry::surely_backwards;
use super::{Concerns, Sides, dated, discrepancy, kind};
use crate::analysis::{Discrepancy, Severity};
use crate::assess::Assessed;
use crate::finding::Finding;
use crate::path::{self, Followed};
use crate::people;
use crate::timeline;

pub(super) fn find(sides: &Sides<'_, '_>, found: &mut Vec<Discrepancy>) {
    for (at, assessed) in sides.assessed.iter().enumerate() {
        without_consent(assessed, found);
        let followed = sides.leader_of[at].and_then(|leader| sides.followed.get(&leader));
        let (Some(entry), Some(followed)) = (assessed.entry, followed) else { continue };
        let record = &sides.scope.input.register[entry];
        victims(assessed, record, followed, found);
        numbers(sides, assessed, record, followed, found);
        after_registration(assessed, record, followed, found);
        if assessed.finding.finding == Finding::Refused {
            registered_elsewhere(sides, at, assessed, record, found);
        }
    }
}

fn without_consent(assessed: &Assessed<'_>, found: &mut Vec<Discrepancy>) {
    if assessed.proven && assessed.report.consent == Some(Consent::Refused) {
        found.push(discrepancy(
            kind::HANDED_OVER_WITHOUT_CONSENT,
            Severity::Medium,
            Concerns::default().with_report(assessed.report),
            "",
            (
                format!("consent {}", Consent::Refused.code()),
                dated("handed_over", path::handed_over_on(assessed.report)),
            ),
        ));
    }
}

/// Only where both sides name victims: a side that names none says nothing.
fn victims(
    assessed: &Assessed<'_>,
    record: &CrimeRecord,
    followed: &Followed<'_>,
    found: &mut Vec<Discrepancy>,
) {
    let told = people::listed(&assessed.report.persons, PersonSide::Victim);
    let named = people::listed(&record.persons, PersonSide::Victim);
    let lineage = followed.path.victims;
    if told > 0 && named > 0 && told != named && told != lineage {
        found.push(discrepancy(
            kind::VICTIM_COUNT_DIFFERS,
            Severity::Low,
            Concerns::entry(record).with_report(assessed.report),
            "",
            (format!("victims {told}"), format!("victims {lineage}")),
        ));
    }
}

/// The register number the NGO was given against the numbers of the entry and its lineage.
fn numbers(
    sides: &Sides<'_, '_>,
    assessed: &Assessed<'_>,
    record: &CrimeRecord,
    followed: &Followed<'_>,
    found: &mut Vec<Discrepancy>,
) {
    let register = sides.scope.input.register;
    let of_kind = |numbers: &[records::ReferenceNumber]| -> BTreeSet<String> {
        numbers
            .iter()
            .filter(|number| number.kind == NumberKind::Register)
            .map(|number| number.normalized.clone())
            .collect()
    };
    let cited = of_kind(assessed.report.numbers());
    let own: BTreeSet<String> =
        followed.members.iter().flat_map(|at| of_kind(&register[*at].numbers)).collect();
    if !cited.is_empty() && !own.is_empty() && cited.is_disjoint(&own) {
        let list = |set: BTreeSet<String>| set.into_iter().collect::<Vec<_>>().join("; ");
        found.push(discrepancy(
            kind::REGISTER_NUMBER_CITED_DIFFERS,
            Severity::Medium,
            Concerns::entry(record).with_report(assessed.report),
            "",
            (list(cited), list(own)),
        ));
    }
}

/// Registered before the NGO handed it over: the police knew of it already, or the link is wrong.
fn after_registration(
    assessed: &Assessed<'_>,
    record: &CrimeRecord,
    followed: &Followed<'_>,
    found: &mut Vec<Discrepancy>,
) {
    let handed_over = path::handed_over_on(assessed.report);
    let taken_in = followed.registered.flatten().or(followed.journal);
    if let Some((handed_over, taken_in)) = surely_backwards(handed_over, taken_in) {
        found.push(discrepancy(
            kind::HAND_OVER_AFTER_REGISTRATION,
            Severity::Medium,
            Concerns::entry(record).with_report(assessed.report),
            "",
            (format!("handed_over {handed_over}"), format!("registered {taken_in}")),
        ));
    }
}

/// Another report of the same case is linked to a registered entry, or another entry shares the
/// journal or talon number of this one.
fn registered_elsewhere(
    sides: &Sides<'_, '_>,
    at: usize,
    assessed: &Assessed<'_>,
    record: &CrimeRecord,
    found: &mut Vec<Discrepancy>,
) {
    let group = sides.same_case.iter().find(|group| group.contains(&assessed.report.id));
    let of_same_case = sides
        .assessed
        .iter()
        .zip(sides.leader_of)
        .filter(|(other, leader)| {
            group.is_some_and(|group| group.contains(&other.report.id))
                && **leader != sides.leader_of[at]
        })
        .filter_map(|(_, leader)| sides.followed.get(&(*leader)?))
        .find(|other| other.registered.is_some());
    let by_number = || {
        sides.followed.values().find(|other| {
            other.registered.is_some()
                && other
                    .members
                    .iter()
                    .any(|at| shares_number(&sides.scope.input.register[*at], record))
        })
    };
    if let Some(other) = of_same_case.or_else(by_number) {
        let refused = timeline::journal_on(record);
        found.push(discrepancy(
            kind::REFUSED_BUT_REGISTERED_ELSEWHERE,
            Severity::High,
            Concerns::entry(record).with_report(assessed.report),
            "",
            (
                dated("refused, journal", refused),
                format!(
                    "{} {}",
                    dated("registered", other.registered.flatten()),
                    other.path.record
                ),
            ),
        ));
    }
}

/// Whether two entries carry the same talon, or the same journal number of the same body and day.
fn shares_number(a: &CrimeRecord, b: &CrimeRecord) -> bool {
    a.id != b.id
        && a.numbers.iter().any(|one| {
            b.numbers.iter().any(|other| {
                one.kind == other.kind
                    && one.normalized == other.normalized
                    && match one.kind {
                        NumberKind::Talon => true,
                        NumberKind::Journal => {
                            a.office == b.office
                                && a.journal_date.is_some()
                                && a.journal_date == b.journal_date
                        }
                        _ => false,
                    }
            })
        })
}
