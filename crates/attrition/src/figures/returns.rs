//! Ways off the path and back: how often each exit was taken and undone, requalification up, and
//! what the courts of each instance decided last. Counted over the entries of the cohort.

use std::collections::BTreeSet;

use records::{Instance, RecordId};

use super::{Name, Tally};
use crate::court_outcome::CourtOutcome;
use crate::figure::CountingUnit;
use crate::stage::{RETURNABLE, RegisterPath};
use crate::traveller::Journey;

/// Counts all of it.
pub(super) fn count(journey: &Journey<'_, '_>, tally: &mut Tally) {
    let paths: Vec<&RegisterPath> = journey.cohort_paths().collect();
    let entries = |wanted: &dyn Fn(&RegisterPath) -> bool| -> BTreeSet<RecordId> {
        paths.iter().filter(|path| wanted(path)).map(|path| path.record.clone()).collect()
    };
    let unit = CountingUnit::Entries;
    for kind in RETURNABLE {
        let name = |what: &str, label| {
            Name::new(format!("exit_{what}.{}.entries", kind.code()), label)
                .with("exit", kind.code())
        };
        let taken = entries(&|path| path.exits.iter().any(|exit| exit.kind == kind));
        let undone =
            entries(&|path| path.exits.iter().any(|exit| exit.kind == kind && exit.undone));
        tally.share(name("undone", "figure-exit-undone"), unit, undone, taken.clone());
        tally.share(name("taken", "figure-exit-taken"), unit, taken, entries(&|_| true));
    }
    let name = Name::new("requalified_up.entries".to_owned(), "figure-requalified-up");
    let other = entries(&|path| path.trafficking == Some(false));
    let up = entries(&|path| path.trafficking == Some(false) && path.requalified_up);
    tally.share(name, unit, up, other);
    for instance in Instance::ALL {
        let received = entries(&|path| path.court_outcomes.iter().any(|(at, _)| at == instance));
        for outcome in CourtOutcome::all() {
            let so_decided = entries(&|path| path.court_outcomes.contains(&(*instance, outcome)));
            if so_decided.is_empty() && outcome != CourtOutcome::Pending {
                continue;
            }
            let id = format!("court.{}.{}.entries", instance.code(), outcome.code());
            let name = Name::new(id, "figure-court-outcome")
                .with("instance", instance.code())
                .with("outcome", outcome.code());
            tally.share(name, unit, so_decided, received.clone());
        }
    }
}
