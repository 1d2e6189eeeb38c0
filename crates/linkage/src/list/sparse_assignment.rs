//! One-to-one matching over a sparse set of weighted edges. Reach for [`best_matching`] when the
//! candidates of a whole list compete; it is optimal, and the work follows the connected parts,
//! which are small. For the persons of two cases use [`crate::assignment`].

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::assignment::max_weight_matching;

/// Records of a connected part up to which it is solved exactly as a full table; parts beyond it
/// come from thousands of records that all look alike, and are matched best pair first.
const EXACT: usize = 1_500;

/// Indices of the edges (left, right, weight above zero) of the matching with the largest total
/// weight.
pub(super) fn best_matching(edges: &[(u32, u32, f64)]) -> Vec<usize> {
    let matched = |part: &[Member]| match part {
        [only] => vec![only.edge],
        part => match_part(edges, part),
    };
    let mut chosen: Vec<usize> = by_part(&members(edges)).flat_map_iter(matched).collect();
    chosen.par_sort_unstable();
    chosen
}

fn match_part(edges: &[(u32, u32, f64)], part: &[Member]) -> Vec<usize> {
    let (lefts, rights) = (numbered(edges, part, |e| e.0), numbered(edges, part, |e| e.1));
    if lefts.len().max(rights.len()) > EXACT {
        return best_first(edges, part);
    }
    let index = |records: &[u32], record: u32| records.partition_point(|known| *known < record);
    let mut weights = vec![0.0; lefts.len() * rights.len()];
    let mut by_cell = BTreeMap::new();
    for &Member { edge: at, .. } in part {
        let (left, right, weight) = edges[at];
        let cell = index(&lefts, left) * rights.len() + index(&rights, right);
        weights[cell] = weight;
        by_cell.insert(cell, at);
    }
    let matching = max_weight_matching(&weights, lefts.len(), rights.len());
    let cells = matching.into_iter().enumerate();
    cells
        .filter_map(|(row, column)| by_cell.get(&(row * rights.len() + column?)).copied())
        .collect()
}

fn best_first(edges: &[(u32, u32, f64)], part: &[Member]) -> Vec<usize> {
    let mut order: Vec<usize> = part.iter().map(|member| member.edge).collect();
    order.sort_by(|&a, &b| edges[b].2.total_cmp(&edges[a].2).then(a.cmp(&b)));
    let (mut lefts, mut rights) =
        (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
    order.retain(|&at| {
        let free = !lefts.contains(&edges[at].0) && !rights.contains(&edges[at].1);
        if free {
            lefts.insert(edges[at].0);
            rights.insert(edges[at].1);
        }
        free
    });
    order
}

/// The records of one side of a part, each once, in order.
pub(super) fn numbered(
    edges: &[(u32, u32, f64)],
    part: &[Member],
    side: fn(&(u32, u32, f64)) -> u32,
) -> Vec<u32> {
    let mut records: Vec<u32> = part.iter().map(|member| side(&edges[member.edge])).collect();
    records.sort_unstable();
    records.dedup();
    records
}

/// An edge of a connected part, by its index; the part by its first record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Member {
    part: usize,
    pub(super) edge: usize,
}

/// All edges, those of one connected part together.
pub(super) fn members(edges: &[(u32, u32, f64)]) -> Vec<Member> {
    let rights = edges.iter().map(|edge| edge.1).max().map_or(0, |most| most as usize + 1);
    let lefts = edges.iter().map(|edge| edge.0).max().map_or(0, |most| most as usize + 1);
    let mut sets = super::cluster::Sets::new(lefts + rights);
    for edge in edges {
        sets.unite(edge.0 as usize, lefts + edge.1 as usize);
    }
    let member =
        |(edge, of): (usize, &(u32, u32, f64))| Member { part: sets.root(of.0 as usize), edge };
    let mut members: Vec<Member> = edges.iter().enumerate().map(member).collect();
    members.par_sort_unstable();
    members
}

/// The connected parts of all edges, in one order at any number of threads.
pub(super) fn by_part(members: &[Member]) -> impl ParallelIterator<Item = &[Member]> {
    members.par_chunk_by(|one, other| one.part == other.part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn brute_force(edges: &[(u32, u32, f64)], from: usize, lefts: u32, rights: u32) -> f64 {
        let Some(&(l, r, weight)) = edges.get(from) else { return 0.0 };
        let without = brute_force(edges, from + 1, lefts, rights);
        if lefts & (1 << l) != 0 || rights & (1 << r) != 0 {
            return without;
        }
        without.max(weight + brute_force(edges, from + 1, lefts | 1 << l, rights | 1 << r))
    }

    proptest! {
        #[test]
        fn the_matching_is_as_heavy_as_the_best_of_all(
            pool in proptest::collection::btree_map((0u32..6, 0u32..6), 0.1f64..20.0, 0..14),
        ) {
            let edges: Vec<_> = pool.into_iter().map(|((l, r), w)| (l, r, w)).collect();
            let chosen = best_matching(&edges);
            let total: f64 = chosen.iter().map(|&at| edges[at].2).sum();
            for side in [|e: &(u32, u32, f64)| e.0, |e: &(u32, u32, f64)| e.1] {
                let mut used: Vec<u32> = chosen.iter().map(|&at| side(&edges[at])).collect();
                used.sort_unstable();
                used.dedup();
                prop_assert_eq!(used.len(), chosen.len(), "a record twice");
            }
            prop_assert!((total - brute_force(&edges, 0, 0, 0)).abs() < 1e-9);
        }
    }
}
