//! Which reports tell of one case. Reach for [`groups`] for the reports alone and [`threads`] when
//! the entries they are linked to count as well.

use std::collections::BTreeMap;

use records::{NgoReport, RecordId};

use crate::disjoint_sets::DisjointSets;
use crate::scope::Scope;

/// Groups of two and more reports joined by links between reports, each sorted, by first id.
pub(crate) fn groups(scope: &Scope<'_>) -> Vec<Vec<RecordId>> {
    let reports = scope.input.reports;
    let index = |id: &RecordId| reports.binary_search_by(|report| report.id.cmp(id)).ok();
    let mut sets = DisjointSets::new(reports.len());
    for (left, right) in scope.input.ngo_ngo.links() {
        if let (Some(a), Some(b)) = (index(left), index(right)) {
            sets.join(a, b);
        }
    }
    sets.groups()
        .into_iter()
        .filter(|group| group.len() > 1)
        .map(|group| group.into_iter().map(|at| reports[at].id.clone()).collect())
        .collect()
}

/// Every report of `members` in exactly one thread: reports of one group, or linked to entries of
/// one lineage, named by its leader. Places in `members`, each thread in order.
pub(crate) fn threads(
    members: &[&NgoReport],
    same_case: &[Vec<RecordId>],
    leader_of: &[Option<usize>],
) -> Vec<Vec<usize>> {
    let index = |id: &RecordId| members.binary_search_by(|report| report.id.cmp(id)).ok();
    let mut sets = DisjointSets::new(members.len());
    for group in same_case {
        let inside: Vec<usize> = group.iter().filter_map(index).collect();
        inside.windows(2).for_each(|pair| sets.join(pair[0], pair[1]));
    }
    let mut first_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, leader) in leader_of.iter().enumerate() {
        if let Some(leader) = leader {
            let first = *first_of.entry(*leader).or_insert(at);
            sets.join(first, at);
        }
    }
    sets.groups()
}
