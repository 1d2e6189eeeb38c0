//! What the courts of each instance decided last on a case. Reach for [`outcomes`]: one answer per
//! instance that has the case, so that received = decided + closed + pending at each instance.

use std::collections::BTreeMap;

use jiff::civil::Date;
use records::{CourtCase, CourtResult, Instance, PartialDate};

use crate::timeline;

/// How an instance left a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CourtOutcome {
    /// Decided, and the source says how.
    Decided(CourtResult),
    /// Closed, and the source does not say how.
    Closed,
    /// Not decided by the source's as-of date.
    Pending,
}

impl CourtOutcome {
    /// Stable code: that of the result, `closed` or `pending`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Decided(result) => result.code(),
            Self::Closed => "closed",
            Self::Pending => "pending",
        }
    }

    /// Every outcome.
    pub fn all() -> impl Iterator<Item = Self> {
        CourtResult::ALL
            .iter()
            .map(|result| Self::Decided(*result))
            .chain([Self::Closed, Self::Pending])
    }
}

/// The last outcome of every instance that had received the case by `as_of`, lowest first. A case
/// that came (back) to an instance after its last decision is pending there.
pub(crate) fn outcomes(cases: &[&CourtCase], as_of: Date) -> Vec<(Instance, CourtOutcome)> {
    let mut last: BTreeMap<Instance, (Option<PartialDate>, bool, CourtOutcome)> = BTreeMap::new();
    for case in cases {
        let instance = timeline::instance_of(case);
        for (date, outcome) in steps(case, as_of) {
            // On one day receipt comes before decision, and an undated step before any dated one.
            let ends = outcome != CourtOutcome::Pending;
            let step = (date, ends, outcome);
            let known = last.entry(instance).or_insert(step);
            *known = (*known).max(step);
        }
    }
    last.into_iter().map(|(instance, (_, _, outcome))| (instance, outcome)).collect()
}

/// Receipt, decisions and silent closing of one court case, as far as known by a day.
fn steps(case: &CourtCase, as_of: Date) -> Vec<(Option<PartialDate>, CourtOutcome)> {
    let known = |date: Option<PartialDate>| date.is_none_or(|date| date.start() <= as_of);
    let first_act = case.acts.iter().filter_map(|act| act.date).min();
    let received = case.received.or(first_act).or(case.closed);
    if !known(received) {
        return Vec::new();
    }
    let mut steps = vec![(received, CourtOutcome::Pending)];
    for act in &case.acts {
        let date = act.date.or(act.in_force).or(case.closed).or(received);
        if let Some(result) = act.result.filter(|_| known(date)) {
            steps.push((date, CourtOutcome::Decided(result)));
        }
    }
    if steps.len() == 1 && case.closed.is_some() && known(case.closed) {
        steps.push((case.closed, CourtOutcome::Closed));
    }
    steps
}
