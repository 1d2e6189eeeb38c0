//! Which court cases belong to which entry. Reach for [`CourtCases`]: the linked ones, and the
//! higher instances that name a linked one as their lower case. It decides no link itself.

use std::collections::{BTreeMap, BTreeSet};

use linkage::LinkStatus;
use records::{CourtCase, CrimeRecord};

use crate::scope::Scope;

/// Steps from cassation down to first instance.
pub(crate) const STEPS_DOWN: usize = 2;

/// Court cases by entry, entries named by their place in the register.
#[derive(Debug, Default)]
pub(crate) struct CourtCases<'a> {
    by_entry: BTreeMap<usize, Vec<&'a CourtCase>>,
    possible: BTreeSet<usize>,
}

impl<'a> CourtCases<'a> {
    /// Reads the links and follows the lower-case numbers upward.
    pub(crate) fn read(scope: &Scope<'a>) -> Self {
        let court = scope.input.court;
        let mut entry_of: BTreeMap<usize, usize> = BTreeMap::new();
        let mut cases = Self::default();
        for decision in &scope.input.register_court.decisions {
            let Some(entry) = decision.target.as_ref().and_then(|id| scope.register_index(id))
            else {
                continue;
            };
            let Ok(at) = court.binary_search_by(|case| case.id.cmp(&decision.left)) else {
                continue;
            };
            match decision.status {
                LinkStatus::Link => {
                    entry_of.insert(at, entry);
                }
                LinkStatus::PossibleLink => {
                    cases.possible.insert(entry);
                }
                LinkStatus::NonLink => {}
            }
        }
        follow_lower(&lower_cases(court), &mut entry_of);
        cases.by_entry = Self::of(court, entry_of).by_entry;
        cases
    }

    /// With these cases, named by their place in the court register, belonging to these entries.
    pub(crate) fn of(
        court: &'a [CourtCase],
        entry_of: impl IntoIterator<Item = (usize, usize)>,
    ) -> Self {
        let mut cases = Self::default();
        for (at, entry) in entry_of {
            cases.by_entry.entry(entry).or_default().push(&court[at]);
        }
        cases
    }

    /// Court cases of one entry, by id.
    pub(crate) fn of_entry(&self, at: usize) -> &[&'a CourtCase] {
        self.by_entry.get(&at).map_or(&[], Vec::as_slice)
    }

    /// Court cases of every member, by id.
    pub(crate) fn of_members(&self, members: &[usize]) -> Vec<&'a CourtCase> {
        let mut cases: Vec<&CourtCase> =
            members.iter().flat_map(|at| self.of_entry(*at)).copied().collect();
        cases.sort_by(|a, b| a.id.cmp(&b.id));
        cases
    }

    /// Whether a court case may belong to one of these entries but awaits review.
    pub(crate) fn awaits_review(&self, members: &[usize]) -> bool {
        members.iter().any(|at| self.possible.contains(at))
    }
}

/// The case that each case names as its lower instance. A number that several cases have names none
/// of them.
pub(crate) fn lower_cases(court: &[CourtCase]) -> BTreeMap<usize, usize> {
    let mut by_number: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    for (at, case) in court.iter().enumerate() {
        if let Some(number) = &case.number {
            by_number
                .entry(&number.normalized)
                .and_modify(|place| *place = None)
                .or_insert(Some(at));
        }
    }
    let lower = |(at, case): (usize, &CourtCase)| {
        let lower = by_number.get(case.lower.as_ref()?.normalized.as_str()).copied().flatten();
        Some((at, lower.filter(|below| *below != at)?))
    };
    court.iter().enumerate().filter_map(lower).collect()
}

/// Gives unlinked higher instances the entry of the case they name as lower, step by step.
pub(crate) fn follow_lower(lower: &BTreeMap<usize, usize>, entry_of: &mut BTreeMap<usize, usize>) {
    for _ in 0..STEPS_DOWN {
        for (at, below) in lower {
            if let Some(entry) = entry_of.get(below).copied() {
                entry_of.entry(*at).or_insert(entry);
            }
        }
    }
}

/// Whether an entry names this court case's cited register number among its own.
pub(crate) fn cites(case: &CourtCase, entries: &[&CrimeRecord]) -> bool {
    case.cited.iter().any(|cited| {
        entries
            .iter()
            .flat_map(|entry| &entry.numbers)
            .any(|number| number.normalized == cited.normalized)
    })
}
