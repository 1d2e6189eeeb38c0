//! The ratios of the European Sourcebook of Crime and Criminal Justice Statistics, from linked
//! entries instead of unlinked stocks. A ratio divides one unit by another, may exceed one, and has
//! no interval: it describes, it estimates nothing.
//!
//! Courts rarely say which of several defendants was convicted, so all suspects of a case that
//! stands convicted count: the conviction ratio is an upper bound.

use records::{CourtResult, Instance, RecordId};

use super::{Name, Tally};
use crate::court_outcome::CourtOutcome;
use crate::figure::{CountingUnit, Figure};
use crate::stage::{Disposition, RegisterPath, Stage};
use crate::traveller::Journey;

/// Suspects per registered entry, and suspects of convicted cases per suspect; trafficking entries
/// of the cohort only.
pub(super) fn count(journey: &Journey<'_, '_>, tally: &mut Tally) {
    let registered = |path: &&RegisterPath| {
        path.trafficking == Some(true)
            && path.steps.iter().any(|step| step.stage == Stage::Registered)
    };
    let paths: Vec<&RegisterPath> = journey.cohort_paths().filter(registered).collect();
    let suspects = |wanted: &dyn Fn(&RegisterPath) -> bool| -> Vec<RecordId> {
        let paths = paths.iter().filter(|path| wanted(path));
        paths.flat_map(|path| (0..path.suspects).map(|_| path.record.clone())).collect()
    };
    let entries: Vec<RecordId> = paths.iter().map(|path| path.record.clone()).collect();
    let name = Name::new("ratio.offender".to_owned(), "figure-ratio-offender");
    push(name, suspects(&|_| true), entries, tally);
    let name = Name::new("ratio.conviction".to_owned(), "figure-ratio-conviction");
    push(name, suspects(&is_convicted), suspects(&|_| true), tally);
}

/// Whether a conviction stands: in force, or of first instance and not undone.
fn is_convicted(path: &RegisterPath) -> bool {
    let convicted = CourtOutcome::Decided(CourtResult::Convicted);
    path.steps.last().is_some_and(|last| match last.disposition {
        Disposition::Completed => true,
        Disposition::Exited { .. } | Disposition::Continued => false,
        Disposition::Pending => path.court_outcomes.contains(&(Instance::First, convicted)),
    })
}

fn push(name: Name, part: Vec<RecordId>, whole: Vec<RecordId>, tally: &mut Tally) {
    let value = (!whole.is_empty()).then(|| part.len() as f64 / whole.len() as f64);
    let head = tally.head(name, CountingUnit::Suspects, part, Some(whole));
    tally.push(Figure { value, method: "ratio", ..head });
}
