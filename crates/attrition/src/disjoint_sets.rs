//! Sets of things that belong together, joined pair by pair. Reach for [`DisjointSets`] for groups
//! of reports and lineages. The order of joining does not change the result.

/// A partition of `0..n`.
pub(crate) struct DisjointSets {
    up: Vec<usize>,
}

impl DisjointSets {
    /// Every element alone.
    pub(crate) fn new(n: usize) -> Self {
        Self { up: (0..n).collect() }
    }

    /// The smallest element of the set.
    pub(crate) fn first(&mut self, mut at: usize) -> usize {
        while self.up[at] != at {
            self.up[at] = self.up[self.up[at]];
            at = self.up[at];
        }
        at
    }

    /// Joins two sets.
    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.first(a), self.first(b));
        self.up[a.max(b)] = a.min(b);
    }

    /// The sets, each in order, by their first element.
    pub(crate) fn groups(mut self) -> Vec<Vec<usize>> {
        let mut groups = vec![Vec::new(); self.up.len()];
        for at in 0..self.up.len() {
            let first = self.first(at);
            groups[first].push(at);
        }
        groups.retain(|group| !group.is_empty());
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_joining_does_not_matter() {
        let joins = [(3, 1), (5, 4), (1, 5), (0, 2)];
        let groups = |joins: &[(usize, usize)]| {
            let mut sets = DisjointSets::new(7);
            joins.iter().for_each(|(a, b)| sets.join(*a, *b));
            sets.groups()
        };
        let mut backwards = joins;
        backwards.reverse();
        assert_eq!(groups(&joins), [vec![0, 2], vec![1, 3, 4, 5], vec![6]]);
        assert_eq!(groups(&joins), groups(&backwards));
    }
}
