//! How well any rule could do that looks at one pair at a time: the ceiling that columns and their
//! comparisons set. Reach for [`ceiling`] with the truth; a result near it is limited by the data, one far
//! below it by the weights. What sees more than a pair, such as the assignment of one record to one, may
//! pass it.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::cluster::Sets;
use super::comparer::LevelCache;
use super::scoring::{ScoredPair, Scorer};

/// What a rule sees of a pair: its comparison vector, and its weight in whole bits, by which the
/// frequency of its values speaks.
type Sight = (u64, i64);

/// Pairs that look alike.
#[derive(Default)]
struct Alike {
    matches: Vec<(u32, u32)>,
    others: u64,
}

impl Alike {
    /// The purer first.
    fn purer(&self, other: &Self) -> Ordering {
        let (a, b) = (self.matches.len() as u64, other.matches.len() as u64);
        (b * (a + self.others)).cmp(&(a * (b + other.others)))
    }
}

/// The best F1 of linking all pairs that look alike or none of them, the purest first. `pairs` are those
/// compared, `matches` all true pairs, both sorted; of one list, what links bring together through
/// others counts.
pub(super) fn ceiling(
    scorer: &Scorer<'_>,
    pairs: &[ScoredPair],
    matches: &[(u32, u32)],
    one_list: bool,
) -> f64 {
    let mut known: BTreeMap<Sight, Alike> = BTreeMap::new();
    let mut cache = LevelCache::small();
    let sight = |vector: u64, weight: f64| (vector, weight.round() as i64);
    // What is lighter than all that was kept was not counted: no rule could tell it from strangers.
    let least = pairs.iter().map(|pair| f64::from(pair.weight)).fold(f64::INFINITY, f64::min);
    let found = |row: &(u32, u32)| pairs.binary_search_by_key(row, |pair| (pair.left, pair.right));
    for row in matches {
        let (vector, weight) = match found(row) {
            Ok(at) => (pairs[at].vector, pairs[at].weight.into()),
            Err(_) => {
                let vector = scorer.vectors.of(row.0, row.1, &mut cache);
                (vector, scorer.weight(vector, row.0, row.1))
            }
        };
        if weight >= least {
            known.entry(sight(vector, weight)).or_default().matches.push(*row);
        }
    }
    for pair in pairs.iter().filter(|pair| matches.binary_search(&(pair.left, pair.right)).is_err())
    {
        // What no match looks like is linked by no good rule.
        if let Some(alike) = known.get_mut(&sight(pair.vector, pair.weight.into())) {
            alike.others += 1;
        }
    }
    let mut order: Vec<(Sight, Alike)> = known.into_iter().collect();
    order.sort_by(|(_, one), (_, other)| one.purer(other));
    let rows = if one_list { scorer.vectors.lists.left_rows } else { 0 };
    best_f1(&order, matches.len() as u64, rows)
}

/// `rows` of the one list; zero for two lists, where a link joins its two rows only.
fn best_f1(order: &[(Sight, Alike)], matches: u64, rows: usize) -> f64 {
    let (mut sets, mut sizes) = (Sets::new(rows), vec![1u64; rows]);
    let (mut correct, mut wrong, mut best) = (0, 0, 0.0_f64);
    for (_, alike) in order {
        wrong += alike.others;
        for (left, right) in &alike.matches {
            if rows == 0 {
                correct += 1;
                continue;
            }
            let (a, b) = (sets.root(*left as usize), sets.root(*right as usize));
            if a != b {
                correct += sizes[a] * sizes[b];
                sets.unite(a, b);
                sizes[a.min(b)] = sizes[a] + sizes[b];
            }
        }
        best = best.max((2 * correct) as f64 / (correct + wrong + matches) as f64);
    }
    if matches == 0 { 1.0 } else { best }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(groups: &[(&[(u32, u32)], u64)]) -> Vec<(Sight, Alike)> {
        let mut order: Vec<(Sight, Alike)> = (0..)
            .zip(groups)
            .map(|(at, (matches, others))| {
                ((at, 0), Alike { matches: matches.to_vec(), others: *others })
            })
            .collect();
        order.sort_by(|(_, one), (_, other)| one.purer(other));
        order
    }

    #[test]
    fn the_best_choice_of_groups_is_found() {
        let groups: [(&[(u32, u32)], u64); 4] =
            [(&[(0, 0), (1, 1)], 0), (&[(2, 2)], 9), (&[(3, 3), (4, 4)], 1), (&[(5, 5)], 2)];
        let all = 7; // one more is never compared alike
        let mut best = 0.0_f64;
        for chosen in 0..16_u32 {
            let taken = || (0..4).filter(|at| chosen >> at & 1 == 1).map(|at| &groups[at]);
            let correct: u64 = taken().map(|group| group.0.len() as u64).sum();
            let wrong: u64 = taken().map(|group| group.1).sum();
            best = best.max((2 * correct) as f64 / (correct + wrong + all) as f64);
        }
        assert_eq!(best_f1(&order(&groups), all, 0), best);
    }

    #[test]
    fn of_one_list_what_links_bring_together_counts() {
        // Three rows of one entity: two pairs look sure, the third looks like strangers.
        let groups: [(&[(u32, u32)], u64); 2] = [(&[(0, 1), (1, 2)], 0), (&[(0, 2)], 500)];
        assert_eq!(best_f1(&order(&groups), 3, 3), 1.0);
        assert_eq!(best_f1(&order(&groups), 3, 0), 0.8);
        assert_eq!(best_f1(&[], 0, 3), 1.0);
    }
}
