//! Which court cases belong to which entry. Reach for [`CourtCases`]: the linked ones, and the
//! higher instances that name a linked one as their lower case. It decides no link itself.

use std::collections::{BTreeMap, BTreeSet};

use linkage::LinkStatus;
use records::{CourtCase, CrimeRecord};

use crate::scope::Scope;

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
        follow_lower(court, &mut entry_of);
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

/// Gives unlinked higher instances the entry of the case they name as lower, step by step. A number
/// that several cases have names none of them.
fn follow_lower(court: &[CourtCase], entry_of: &mut BTreeMap<usize, usize>) {
    let mut by_number: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    for (at, case) in court.iter().enumerate() {
        if let Some(number) = &case.number {
            by_number
                .entry(&number.normalized)
                .and_modify(|place| *place = None)
                .or_insert(Some(at));
        }
    }
    // Two steps reach cassation from first instance.
    for _ in 0..2 {
        for (at, case) in court.iter().enumerate() {
            let below = case
                .lower
                .as_ref()
                .and_then(|lower| by_number.get(lower.normalized.as_str()).copied().flatten())
                .filter(|below| *below != at)
                .and_then(|below| entry_of.get(&below).copied());
            if let Some(entry) = below
                && !entry_of.contains_key(&at)
            {
                entry_of.insert(at, entry);
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
