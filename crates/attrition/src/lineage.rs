//! Which entries are one case. Reach for [`Lineages`]: entries joined by merger, severance or
//! transfer are counted once and led by the entry in which the case goes on. An entry that the
//! extract does not hold is reported, never invented.

use std::collections::{BTreeMap, BTreeSet};

use records::{CrimeRecord, EventKind, Lineage, LineageKind, NumberKind, RecordId};

use crate::disjoint_sets::DisjointSets;
use crate::timeline;

/// What is wrong with a join.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum JoinFault {
    /// An entry is joined to itself, or the joins run in a circle.
    Cycle,
    /// The other number fits several entries.
    Ambiguous,
}

/// A join from an entry to the one it is subordinate to.
struct Edge {
    from: usize,
    to: usize,
    /// Whether `from` ends with the join and carries on as `to`.
    goes_on: bool,
}

/// Entries of the register by lineage. Entries are named by their place in the register.
#[derive(Debug, Default)]
pub(crate) struct Lineages {
    /// Leader first, then the others by id; only entries that are joined to another.
    groups: Vec<Vec<usize>>,
    /// Group of an entry.
    group_of: BTreeMap<usize, usize>,
    /// Entry by every number that a join cites; `None` where several entries have it.
    by_number: BTreeMap<String, Option<usize>>,
    /// Entries that carry on as another member of their lineage.
    goes_on_elsewhere: BTreeSet<usize>,
    /// Entries with a faulty join.
    pub(crate) faults: Vec<(usize, JoinFault, String)>,
}

impl Lineages {
    /// Reads every join of the register. One pass to see which numbers are cited, one to find
    /// them, so that memory follows the joins and not the register.
    pub(crate) fn read(register: &[CrimeRecord]) -> Self {
        let mut lineages = Self { by_number: cited(register), ..Self::default() };
        lineages.find_cited(register);
        let mut edges: Vec<Edge> = Vec::new();
        for (at, record) in register.iter().enumerate() {
            for join in &record.lineage {
                lineages.edge(at, join, &mut edges);
            }
            for event in &record.events {
                if matches!(event.kind, EventKind::Merged | EventKind::Transferred)
                    && let Some(other) =
                        event.other.as_deref().and_then(|other| lineages.find(other))
                    && other != at
                    && !receives(record, &register[other])
                {
                    edges.push(Edge { from: at, to: other, goes_on: true });
                }
            }
        }
        lineages.group(register, &edges);
        lineages
    }

    /// Whether the extract holds the entry that a merger or transfer names.
    pub(crate) fn holds(&self, number: &str) -> bool {
        self.find(number).is_some()
    }

    /// Every member of the entry's lineage, leader first; the entry alone where it has none.
    pub(crate) fn members(&self, at: usize) -> Vec<usize> {
        self.group_of.get(&at).map_or_else(|| vec![at], |group| self.groups[*group].clone())
    }

    /// Whether an entry ended by carrying on as another that the extract holds.
    pub(crate) fn goes_on_elsewhere(&self, at: usize) -> bool {
        self.goes_on_elsewhere.contains(&at)
    }

    /// The entry that leads the lineage.
    pub(crate) fn leader(&self, at: usize) -> usize {
        self.group_of.get(&at).map_or(at, |group| self.groups[*group][0])
    }

    fn find(&self, number: &str) -> Option<usize> {
        normalized(number).iter().find_map(|form| self.by_number.get(form).copied().flatten())
    }

    fn find_cited(&mut self, register: &[CrimeRecord]) {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for (at, record) in register.iter().enumerate() {
            let mut own = BTreeSet::new();
            for number in &record.numbers {
                if let Some((key, place)) = self.by_number.get_key_value(&number.normalized)
                    && own.insert(number.normalized.as_str())
                {
                    let first = place.is_none() && !seen.contains(number.normalized.as_str());
                    seen.insert(&number.normalized);
                    let key = key.clone();
                    self.by_number.insert(key, first.then_some(at));
                }
            }
        }
        for (at, record) in register.iter().enumerate() {
            for join in &record.lineage {
                let form = &join.other.normalized;
                if seen.contains(form.as_str()) && self.by_number.get(form) == Some(&None) {
                    self.faults.push((at, JoinFault::Ambiguous, join.other.raw.clone()));
                }
            }
        }
    }

    fn edge(&mut self, at: usize, join: &Lineage, edges: &mut Vec<Edge>) {
        let Some(other) = self.by_number.get(&join.other.normalized).copied().flatten() else {
            return;
        };
        if other == at {
            self.faults.push((at, JoinFault::Cycle, join.other.raw.clone()));
            return;
        }
        let (from, to, goes_on) = match join.kind {
            LineageKind::MergedInto | LineageKind::TransferredTo => (at, other, true),
            LineageKind::MergedFrom | LineageKind::TransferredFrom => (other, at, true),
            LineageKind::SeveredFrom => (at, other, false),
            LineageKind::SeveredInto => (other, at, false),
        };
        edges.push(Edge { from, to, goes_on });
    }

    /// Components of the joins. An edge runs from an entry to the one that comes before it in
    /// rank: where it goes on, or out of which it was severed.
    fn group(&mut self, register: &[CrimeRecord], edges: &[Edge]) {
        let nodes: Vec<usize> = edges
            .iter()
            .flat_map(|edge| [edge.from, edge.to])
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let place = |at: usize| nodes.binary_search(&at).unwrap_or_default();
        let mut sets = DisjointSets::new(nodes.len());
        let mut subordinate = BTreeSet::new();
        for edge in edges {
            sets.join(place(edge.from), place(edge.to));
            subordinate.insert(edge.from);
            if edge.goes_on {
                self.goes_on_elsewhere.insert(edge.from);
            }
        }
        for component in sets.groups() {
            let mut component: Vec<usize> = component.into_iter().map(|at| nodes[at]).collect();
            let tops: Vec<usize> =
                component.iter().copied().filter(|at| !subordinate.contains(at)).collect();
            if tops.is_empty() {
                self.faults.push((component[0], JoinFault::Cycle, String::new()));
                for at in &component {
                    self.goes_on_elsewhere.remove(at);
                }
            }
            let candidates = if tops.is_empty() { &component } else { &tops };
            // Places in the register follow ids, so the smallest place is the smallest id.
            let leader = candidates
                .iter()
                .copied()
                .min_by_key(|at| {
                    let day = timeline::registered_on(&register[*at]).map(|date| date.start());
                    (day.is_none(), day, *at)
                })
                .unwrap_or(component[0]);
            component.retain(|at| *at != leader);
            component.insert(0, leader);
            for at in &component {
                self.group_of.insert(*at, self.groups.len());
            }
            self.groups.push(component);
        }
        self.faults.sort();
        self.faults.dedup();
    }
}

/// Whether `record` is the receiving side of its own merger event: some registers write the event
/// on both entries.
fn receives(record: &CrimeRecord, other: &CrimeRecord) -> bool {
    let cites = |from: &CrimeRecord, to: &CrimeRecord, kinds: [LineageKind; 2]| {
        from.lineage.iter().any(|join| {
            kinds.contains(&join.kind)
                && to.numbers.iter().any(|number| number.normalized == join.other.normalized)
        })
    };
    cites(record, other, [LineageKind::MergedFrom, LineageKind::TransferredFrom])
        || cites(other, record, [LineageKind::MergedInto, LineageKind::TransferredTo])
}

/// The forms under which a free-text number may be listed.
fn normalized(number: &str) -> Vec<String> {
    [NumberKind::Register, NumberKind::Journal]
        .into_iter()
        .map(|kind| records::reference_number::normalize(kind, number))
        .filter(|form| !form.is_empty())
        .collect()
}

fn cited(register: &[CrimeRecord]) -> BTreeMap<String, Option<usize>> {
    let mut numbers = BTreeMap::new();
    for record in register {
        for join in &record.lineage {
            numbers.insert(join.other.normalized.clone(), None);
        }
        for other in record.events.iter().filter_map(|event| event.other.as_deref()) {
            for form in normalized(other) {
                numbers.insert(form, None);
            }
        }
    }
    numbers
}

/// Ids of entries, sorted.
pub(crate) fn ids(register: &[CrimeRecord], members: &[usize]) -> Vec<RecordId> {
    let mut ids: Vec<RecordId> = members.iter().map(|at| register[*at].id.clone()).collect();
    ids.sort();
    ids
}
