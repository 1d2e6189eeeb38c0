//! What is not done although its legal time is over on every reading of the dates. Reach for
//! [`list`]; what was done late is counted by the lags of the ladder instead. A limit says when to
//! ask; whether it was extended or suspended, the source may not tell.

use jiff::civil::Date;
use records::reference::Trilingual;
use records::{EventKind, PartialDate, RecordId};

use crate::finding::Finding;
use crate::path::{self, Followed};
use crate::replay::Outcome;
use crate::scope::Scope;
use crate::stage::ExitKind;
use crate::stage_times::register_as_of;
use crate::time_limits::Limit;
use crate::traveller::Journey;

/// Something not done in time and not done yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// The limit, `t1` … `t3`.
    pub limit: &'static str,
    /// The report (`t1`) or entry.
    pub record: RecordId,
    /// Body addressed or investigating, as written.
    pub office: Option<String>,
    /// When time began.
    pub since: PartialDate,
    /// Days beyond the longest limit that may have applied, on the as-of day of the source; at least
    /// one.
    pub days: i32,
    /// The law that sets the limit.
    pub law: Trilingual,
}

/// Everything overdue, by limit, the longest first.
pub(crate) fn list(journey: &Journey<'_, '_>) -> Vec<Overdue> {
    let mut all: Vec<Overdue> = reports(journey).chain(entries(journey)).collect();
    all.sort_by(|a, b| {
        a.limit.cmp(b.limit).then(b.days.cmp(&a.days)).then_with(|| a.record.cmp(&b.record))
    });
    all
}

fn overdue(
    scope: &Scope<'_>,
    limit: Limit,
    (record, office): (&RecordId, Option<&String>),
    (since, as_of): (PartialDate, Date),
) -> Option<Overdue> {
    let (days, law) = limit.surely_over(scope.input.reference, since, as_of)?;
    let (record, office) = (record.clone(), office.cloned());
    Some(Overdue { limit: limit.code(), record, office, since, days, law })
}

/// Reports handed over with proof that stand in no journal.
fn reports<'j>(journey: &'j Journey<'_, '_>) -> impl Iterator<Item = Overdue> + 'j {
    let as_of = register_as_of(&journey.scope);
    let unregistered = |finding| finding == Finding::Unregistered;
    journey.assessed.iter().filter(move |a| unregistered(a.finding.finding)).filter_map(
        move |assessed| {
            let since = path::handed_over_on(assessed.report)?;
            let who = (&assessed.report.id, assessed.finding.addressee.as_ref());
            overdue(&journey.scope, Limit::JournalEntry, who, (since, as_of))
        },
    )
}

/// Journal lines neither registered nor refused, and investigations not ended.
fn entries<'j>(journey: &'j Journey<'_, '_>) -> impl Iterator<Item = Overdue> + 'j {
    let cohort = journey.followed.values().filter(|followed| followed.path.in_cohort);
    cohort.filter_map(|followed| {
        let (limit, since) = match followed.registered {
            None if matches!(followed.state.outcome(), Outcome::Exited(_)) => return None,
            None => (Limit::Registration, followed.journal?),
            Some(_) if investigation_ended(journey, followed).is_some() => return None,
            Some(registered) => (Limit::Investigation, registered?),
        };
        let who = (&followed.path.record, followed.path.office.as_ref());
        overdue(&journey.scope, limit, who, (since, journey.register_as_of(followed)))
    })
}

/// When the investigation first ended; `Some(None)` at a day that does not tell. A suspension stops
/// the clock and a case that left for an entry not held may have ended there: then nothing is said.
pub(crate) fn investigation_ended(
    journey: &Journey<'_, '_>,
    followed: &Followed<'_>,
) -> Option<Option<PartialDate>> {
    let events =
        || followed.members.iter().flat_map(|at| &journey.scope.input.register[*at].events);
    let left = matches!(
        followed.state.outcome(),
        Outcome::Exited(exit) if matches!(exit.kind, ExitKind::Merged | ExitKind::Transferred)
    );
    if left || events().any(|event| event.kind == EventKind::Suspended) {
        return Some(None);
    }
    let ends = |kind| {
        matches!(kind, EventKind::Terminated | EventKind::SentToProsecutor | EventKind::SentToCourt)
    };
    let mut ended = None;
    for event in events().filter(|event| ends(event.kind)) {
        ended = Some(match (ended.flatten(), event.date) {
            (Some(a), Some(b)) => Some(std::cmp::min::<PartialDate>(a, b)),
            (a, b) => a.or(b),
        });
    }
    ended
}
