//! How probable each pair is where a record of either side has at most one partner. Reach for
//! [`one_to_one`] with the odds of every candidate pair against both its records staying alone.
//!
//! Every way of pairing off the records weighs the product of its odds; the probability of a pair
//! is the share of the ways that hold it. Within a connected part whose smaller side has at most
//! [`EXACT`] records this is counted exactly; without a cycle of candidates message passing is
//! exact too; what is left, large parts with cycles, gets its fixed point, an approximation.

use rayon::prelude::*;

use super::sparse_assignment::{Member, by_part, members, numbered};

/// Records of the smaller side up to which all ways are counted.
const EXACT: usize = 8;

/// Sets of columns times rows up to which they are.
const WORK: usize = 1 << 20;

/// Odds beyond this decide alone; eight of them still multiply without overflow.
const MOST: f64 = 1e30;

/// Rounds of message passing at most, and the change of a message that ends it before.
const ROUNDS: usize = 100;
const SETTLED: f64 = 1e-10;

/// P(pair) of every edge (left, right, odds); the odds are at least 0. Order as given.
///
/// # Source
/// The fixed point is that of sum–product on matchings: Bayati, Gamarnik, Katz, Nair & Tetali
/// (2007), *STOC '07*: 122–127; it is unique and reached from any start.
pub(super) fn one_to_one(edges: &[(u32, u32, f64)]) -> Vec<f64> {
    let members = members(edges);
    let found: Vec<f64> = by_part(&members).flat_map_iter(|part| of_part(edges, part)).collect();
    let mut probabilities = vec![0.0; edges.len()];
    members.iter().zip(found).for_each(|(member, p)| probabilities[member.edge] = p);
    probabilities
}

/// P(pair) of the edges of one connected part, in their order.
fn of_part(edges: &[(u32, u32, f64)], part: &[Member]) -> Vec<f64> {
    let odds = |member: &Member| edges[member.edge].2.min(MOST);
    if let [only] = part {
        return vec![odds(only) / (1.0 + odds(only))];
    }
    let (lefts, rights) = (numbered(edges, part, |e| e.0), numbered(edges, part, |e| e.1));
    let place = |records: &[u32], record| records.partition_point(|known| *known < record);
    let local = |member: &Member| {
        let (left, right, _) = edges[member.edge];
        (place(&lefts, left), place(&rights, right), odds(member))
    };
    let mut local: Vec<(usize, usize, f64)> = part.iter().map(local).collect();
    let (mut rows, mut columns) = (lefts.len(), rights.len());
    if columns > rows {
        (rows, columns) = (columns, rows);
        local.iter_mut().for_each(|edge| *edge = (edge.1, edge.0, edge.2));
    }
    if columns <= EXACT && rows << columns <= WORK {
        counted(&local, rows, columns)
    } else {
        passed(&local, rows, columns)
    }
}

/// All ways counted: row after row, over the sets of columns taken so far and still to be taken.
fn counted(edges: &[(usize, usize, f64)], rows: usize, columns: usize) -> Vec<f64> {
    let mut by_row: Vec<Vec<(usize, f64)>> = vec![Vec::new(); rows];
    for &(row, column, odds) in edges {
        by_row[row].push((1 << column, odds));
    }
    let sets = 1usize << columns;
    // before[row][taken]: weight of the ways in which the rows before `row` take exactly `taken`.
    let mut before = vec![vec![0.0; sets]; rows + 1];
    before[0][0] = 1.0;
    for row in 0..rows {
        for taken in 0..sets {
            let ways = before[row][taken];
            if ways > 0.0 {
                before[row + 1][taken] += ways;
                for &(column, odds) in by_row[row].iter().filter(|(column, _)| taken & column == 0)
                {
                    before[row + 1][taken | column] += ways * odds;
                }
            }
        }
    }
    // after[row][taken]: weight of the ways of the rows from `row` on when `taken` is gone.
    let mut after = vec![vec![1.0; sets]; rows + 1];
    for row in (0..rows).rev() {
        for taken in 0..sets {
            let free = by_row[row].iter().filter(|(column, _)| taken & column == 0);
            let paired: f64 =
                free.map(|(column, odds)| odds * after[row + 1][taken | column]).sum();
            after[row][taken] = after[row + 1][taken] + paired;
        }
    }
    let whole = after[0][0];
    let share = |&(row, column, odds): &(usize, usize, f64)| {
        let bit = 1 << column;
        let free = (0..sets).filter(|taken| taken & bit == 0);
        let ways: f64 = free.map(|taken| before[row][taken] * after[row + 1][taken | bit]).sum();
        (ways * odds / whole).min(1.0)
    };
    edges.iter().map(share).collect()
}

/// The fixed point of message passing: how free each record is as its partner of one edge sees it.
fn passed(edges: &[(usize, usize, f64)], rows: usize, columns: usize) -> Vec<f64> {
    let mut row_free = vec![1.0; edges.len()];
    let mut column_free = vec![1.0; edges.len()];
    let update = |free: &mut [f64], other: &[f64], side: fn(&(usize, usize, f64)) -> usize, n| {
        let mut pull = vec![0.0; n];
        for (edge, other) in edges.iter().zip(other) {
            pull[side(edge)] += edge.2 * other;
        }
        let mut moved = 0.0f64;
        for ((edge, other), free) in edges.iter().zip(other).zip(free) {
            // Taken anew rather than by difference where the edge itself is most of the pull.
            let rest = (pull[side(edge)] - edge.2 * other).max(0.0);
            let next = 1.0 / (1.0 + rest);
            moved = moved.max((next - *free).abs());
            *free = next;
        }
        moved
    };
    for _ in 0..ROUNDS {
        let moved = update(&mut row_free, &column_free, |edge| edge.0, rows);
        if moved.max(update(&mut column_free, &row_free, |edge| edge.1, columns)) < SETTLED {
            break;
        }
    }
    let share = |((edge, row), column): ((&(usize, usize, f64), &f64), &f64)| {
        let own = edge.2 * row * column;
        own / (1.0 + own)
    };
    let mut found: Vec<f64> = edges.iter().zip(&row_free).zip(&column_free).map(share).collect();
    // Columns were told last and hold one partner at most. Rows do where the messages have settled;
    // where they have not, what is too much is taken off in proportion.
    let mut partners = vec![0.0; rows];
    edges.iter().zip(&found).for_each(|(edge, p)| partners[edge.0] += p);
    edges.iter().zip(&mut found).for_each(|(edge, p)| *p /= partners[edge.0].max(1.0));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Oracle: every set of edges that shares no record.
    fn brute_force(edges: &[(u32, u32, f64)]) -> Vec<f64> {
        let (mut whole, mut with) = (0.0, vec![0.0; edges.len()]);
        for set in 0u32..1 << edges.len() {
            let chosen: Vec<usize> = (0..edges.len()).filter(|at| set & (1 << at) != 0).collect();
            let meet = |a: usize, b: usize| edges[a].0 == edges[b].0 || edges[a].1 == edges[b].1;
            if chosen.iter().any(|&a| chosen.iter().any(|&b| a < b && meet(a, b))) {
                continue;
            }
            let weight: f64 = chosen.iter().map(|&at| edges[at].2).product();
            whole += weight;
            chosen.iter().for_each(|&at| with[at] += weight);
        }
        with.into_iter().map(|weight| weight / whole).collect()
    }

    fn local(edges: &[(u32, u32, f64)]) -> Vec<(usize, usize, f64)> {
        edges.iter().map(|e| (e.0 as usize, e.1 as usize, e.2)).collect()
    }

    proptest! {
        #[test]
        fn the_probabilities_are_those_of_all_ways_counted(
            pool in proptest::collection::btree_map((0u32..6, 0u32..6), -10.0f64..20.0, 0..12),
        ) {
            let edges: Vec<_> = pool.into_iter().map(|((l, r), bits)| (l, r, bits.exp2())).collect();
            for (found, expected) in one_to_one(&edges).iter().zip(brute_force(&edges)) {
                prop_assert!((found - expected).abs() < 1e-9, "{} against {}", found, expected);
            }
        }

        #[test]
        fn message_passing_is_exact_without_cycles(
            bits in proptest::collection::vec(-10.0f64..20.0, 11),
            turns in proptest::collection::vec(any::<bool>(), 11),
        ) {
            // A caterpillar: each next edge keeps the left or the right record of the one before.
            let (mut left, mut right, mut new) = (0, 0, 0);
            let mut edges = Vec::new();
            for (bits, turn) in bits.iter().zip(turns) {
                edges.push((left, right, bits.exp2()));
                new += 1;
                if turn { left = new } else { right = new }
            }
            let found = passed(&local(&edges), 12, 12);
            for (found, expected) in found.iter().zip(brute_force(&edges)) {
                prop_assert!((found - expected).abs() < 1e-6, "{} against {}", found, expected);
            }
        }

        #[test]
        fn no_record_has_more_than_one_partner_in_all(
            pool in proptest::collection::btree_map((0u32..20, 0u32..20), -10.0f64..90.0, 0..80),
        ) {
            let edges: Vec<_> = pool.into_iter().map(|((l, r), bits)| (l, r, bits.exp2())).collect();
            let found = one_to_one(&edges);
            for record in 0..20 {
                for side in [|e: &(u32, u32, f64)| e.0, |e: &(u32, u32, f64)| e.1] {
                    let own = edges.iter().zip(&found).filter(|(edge, _)| side(edge) == record);
                    prop_assert!(own.map(|(_, p)| p).sum::<f64>() < 1.0 + 1e-6);
                }
            }
        }
    }

    #[test]
    fn a_tie_is_settled_for_nobody() {
        let found = one_to_one(&[(0, 0, 1e9), (0, 1, 1e9)]);
        assert!((found[0] - 0.5).abs() < 1e-6 && (found[1] - 0.5).abs() < 1e-6);
    }
}
