//! Records of one list that are one person. Reach for [`clusters`]: it joins groups best pair
//! first, as long as the evidence between the groups as a whole speaks for it, so that a chain of
//! doubtful pairs does not make strangers one.

use std::collections::BTreeMap;

/// Bits that one pair may say for or against joining two groups, unless people decided it.
pub(super) const MOST: f64 = 40.0;
/// Bits of a pair that people decided: more than all pairs of two groups together.
pub(super) const DECIDED: f64 = 1e12;

/// Disjoint sets with path halving.
pub(super) struct Sets(Vec<usize>);

impl Sets {
    pub(super) fn new(size: usize) -> Self {
        Self((0..size).collect())
    }

    pub(super) fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    /// The smaller root becomes the root of both.
    pub(super) fn unite(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}

/// The cluster of every row, named by its first row.
///
/// `pairs` holds (left, right, log odds in bits, whether above the threshold), `log_odds` gives
/// the log odds of a pair that is not among them. Groups are joined when the mean log
/// odds over all pairs between them is above zero.
pub(super) fn clusters(
    rows: usize,
    pairs: &[(u32, u32, f64, bool)],
    log_odds: impl Fn(u32, u32) -> f64,
) -> Vec<u32> {
    let known: BTreeMap<(u32, u32), f64> = pairs.iter().map(|p| ((p.0, p.1), p.2)).collect();
    let between = |a: u32, b: u32| {
        let key = (a.min(b), a.max(b));
        known.get(&key).copied().unwrap_or_else(|| log_odds(key.0, key.1))
    };
    let mut order: Vec<&(u32, u32, f64, bool)> = pairs.iter().filter(|pair| pair.3).collect();
    order.sort_by(|x, y| y.2.total_cmp(&x.2).then((x.0, x.1).cmp(&(y.0, y.1))));
    let mut sets = Sets::new(rows);
    let mut members: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for pair in order {
        let (a, b) = (sets.root(pair.0 as usize), sets.root(pair.1 as usize));
        if a == b {
            continue;
        }
        let of = |root: usize| members.get(&root).cloned().unwrap_or_else(|| vec![root as u32]);
        let (left, right) = (of(a), of(b));
        let total: f64 = left.iter().flat_map(|x| right.iter().map(|y| between(*x, *y))).sum();
        if total > 0.0 {
            sets.unite(a, b);
            let (kept, gone) = (a.min(b), a.max(b));
            members.remove(&gone);
            members.insert(kept, left.into_iter().chain(right).collect());
        }
    }
    (0..rows).map(|row| sets.root(row) as u32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_does_not_make_strangers_one() {
        // 0–1 and 2–3 are sure, 1–2 is barely likely, the others speak against.
        let pairs = [(0, 1, 20.0, true), (2, 3, 20.0, true), (1, 2, 1.0, true)];
        assert_eq!(clusters(4, &pairs, |_, _| -10.0), [0, 0, 2, 2]);
        assert_eq!(clusters(4, &pairs, |_, _| 1.0), [0, 0, 0, 0]);
    }

    #[test]
    fn what_people_decided_is_respected() {
        let pairs = [(0, 1, 20.0, true), (1, 2, 20.0, true), (3, 4, DECIDED, true)];
        let apart = |l, r| if (l, r) == (0, 2) { -DECIDED } else { -MOST };
        assert_eq!(clusters(5, &pairs, apart), [0, 0, 2, 3, 3]);
    }

    #[test]
    fn the_order_of_pairs_does_not_matter() {
        let mut pairs = vec![(0, 1, 5.0, true), (1, 2, 4.0, true), (3, 4, 0.5, false)];
        let first = clusters(5, &pairs, |_, _| -1.0);
        pairs.reverse();
        assert_eq!(clusters(5, &pairs, |_, _| -1.0), first);
        assert_eq!(first, [0, 0, 0, 3, 4]);
    }
}
