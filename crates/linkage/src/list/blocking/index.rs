//! Records of the right list by key. Reach for [`Index::of`]; keys that no left record has are not
//! kept, and keys are found through their leading bits, because they are hashes.

/// Bits of a sieve per left key: one key in eight that the left list lacks passes.
const SIEVE: usize = 8;

/// Blocks of right records.
pub(super) struct Index {
    /// Distinct keys, sorted.
    keys: Vec<u32>,
    /// Where the records of each key begin, one past the last at the end.
    starts: Vec<u32>,
    records: Vec<u32>,
    /// Where the keys with the same leading bits begin, one past the last at the end.
    heads: Vec<u32>,
    /// Bits of a key that are not leading.
    shift: u32,
    /// Left records with each key.
    lefts: Vec<u32>,
    /// Keys left out, sorted.
    dropped: Vec<u32>,
}

impl Index {
    /// Indexes the right records whose keys some left record has; each side is its number of rows
    /// and what gives the distinct keys of one.
    pub(super) fn new(
        left: (usize, impl Fn(u32, &mut Vec<u32>)),
        right: (usize, impl Fn(u32, &mut Vec<u32>)),
    ) -> Self {
        let mut own = Vec::new();
        let mut left_keys: Vec<u32> = Vec::with_capacity(left.0);
        for row in 0..left.0 as u32 {
            left.1(row, &mut own);
            left_keys.extend_from_slice(&own);
        }
        let bits = (left_keys.len() * SIEVE).next_power_of_two().clamp(1 << 6, 1 << 31);
        let place = |key: u32| (key as usize >> 6 & (bits / 64 - 1), 1u64 << (key & 63));
        let mut sieve = vec![0u64; bits / 64];
        for &key in &left_keys {
            let (word, bit) = place(key);
            sieve[word] |= bit;
        }
        let mut entries: Vec<u64> = Vec::new();
        for row in 0..right.0 as u32 {
            right.1(row, &mut own);
            let known = own.iter().filter(|key| {
                let (word, bit) = place(**key);
                sieve[word] & bit != 0
            });
            entries.extend(known.map(|key| u64::from(*key) << 32 | u64::from(row)));
        }
        drop(sieve);
        entries.sort_unstable();
        let mut index = Self::sorted(&entries);
        index.lefts = vec![0; index.keys.len()];
        for key in left_keys {
            if let Some(block) = index.block(key) {
                index.lefts[block] += 1;
            }
        }
        index
    }

    /// An index of sorted (key, record) entries, keys in the upper half.
    fn sorted(entries: &[u64]) -> Self {
        let (mut keys, mut starts) = (Vec::new(), Vec::new());
        for (at, entry) in (0u32..).zip(entries) {
            let key = (entry >> 32) as u32;
            if keys.last() != Some(&key) {
                keys.push(key);
                starts.push(at);
            }
        }
        starts.push(entries.len() as u32);
        let leading = keys.len().max(2).ilog2();
        let shift = 32 - leading;
        let mut heads = vec![0u32; (1 << leading) + 1];
        for key in &keys {
            heads[(key >> shift) as usize + 1] += 1;
        }
        for at in 1..heads.len() {
            heads[at] += heads[at - 1];
        }
        let records = entries.iter().map(|entry| *entry as u32).collect();
        Self { keys, starts, records, heads, shift, lefts: Vec::new(), dropped: Vec::new() }
    }

    fn block(&self, key: u32) -> Option<usize> {
        let head = (key >> self.shift) as usize;
        let (from, to) = (self.heads[head] as usize, self.heads[head + 1] as usize);
        let at = self.keys[from..to].iter().position(|known| *known == key)?;
        Some(from + at)
    }

    /// The right records with this key, in order; none where the block is left out.
    pub(super) fn of(&self, key: u32) -> &[u32] {
        let Some(block) = self.block(key) else { return &[] };
        if self.dropped.binary_search(&key).is_ok() {
            return &[];
        }
        &self.records[self.starts[block] as usize..self.starts[block + 1] as usize]
    }

    /// Pairs of left and right records with a key in common, counted once per key.
    pub(super) fn pairs(&self) -> u64 {
        (0..self.keys.len()).map(|block| self.pairs_of(block)).sum()
    }

    fn pairs_of(&self, block: usize) -> u64 {
        u64::from(self.lefts[block]) * u64::from(self.starts[block + 1] - self.starts[block])
    }

    /// Leaves out the largest blocks, which hold the commonest values and tell least, until at most
    /// this many pairs are left; returns the number of those blocks and of their pairs.
    pub(super) fn keep_smallest(&mut self, most: u64) -> (u64, u64) {
        let mut blocks: Vec<usize> = (0..self.keys.len()).collect();
        blocks.sort_unstable_by_key(|block| (self.pairs_of(*block), self.keys[*block]));
        let (mut kept, mut dropped_pairs) = (0, 0);
        for block in blocks {
            let pairs = self.pairs_of(block);
            if kept + pairs <= most {
                kept += pairs;
            } else {
                dropped_pairs += pairs;
                self.dropped.push(self.keys[block]);
            }
        }
        self.dropped.sort_unstable();
        (self.dropped.len() as u64, dropped_pairs)
    }

    /// Lets go of what only the counting of pairs needs.
    pub(super) fn forget_counts(&mut self) {
        self.lefts = Vec::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_record_is_found_by_its_keys_and_pairs_are_counted(
            left in proptest::collection::vec(proptest::collection::btree_set(0u32..40, 0..4), 0..30),
            right in proptest::collection::vec(proptest::collection::btree_set(0u32..40, 0..4), 0..30),
            most in 0u64..60,
        ) {
            // Spread, as hashes are.
            let spread = |key: u32| key.wrapping_mul(0x9e37_79b9);
            type Rows = Vec<std::collections::BTreeSet<u32>>;
            let keys = |rows: &Rows| {
                let rows = rows.clone();
                move |row: u32, own: &mut Vec<u32>| {
                    own.clear();
                    own.extend(rows[row as usize].iter().map(|key| spread(*key)));
                }
            };
            let mut index = Index::new((left.len(), keys(&left)), (right.len(), keys(&right)));
            let having = |rows: &Rows, key: u32| -> Vec<u32> {
                (0u32..).zip(rows).filter(|(_, own)| own.contains(&key)).map(|(row, _)| row).collect()
            };
            let sizes: Vec<u64> = (0..40)
                .map(|key| having(&left, key).len() as u64 * having(&right, key).len() as u64)
                .collect();
            prop_assert_eq!(index.pairs(), sizes.iter().sum::<u64>());
            for key in (0..40).filter(|key| !having(&left, *key).is_empty()) {
                prop_assert_eq!(index.of(spread(key)), having(&right, key));
            }
            let (blocks, pairs) = index.keep_smallest(most);
            let kept: u64 = (0..40)
                .map(|key| index.of(spread(key)).len() as u64 * having(&left, key).len() as u64)
                .sum();
            prop_assert!(kept <= most);
            prop_assert_eq!(kept + pairs, index.pairs());
            prop_assert_eq!(blocks as usize, index.dropped.len());
        }
    }
}
