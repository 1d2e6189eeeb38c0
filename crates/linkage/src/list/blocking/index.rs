//! Blocks of one rule: the records of both lists with one key. Reach for [`Index::blocks_of`] and
//! [`Index::records`]. Keys are sorted and met once, when the index is made; after that a left
//! record knows its blocks, and no key is looked up again. A block has records of both lists.

use std::ops::Range;

/// Blocks of left records, and right records of blocks.
pub(super) struct Index {
    /// Where the blocks of each left record begin, one past the last at the end.
    lefts: Vec<u32>,
    blocks: Vec<u32>,
    /// Where the right records of each block begin, one past the last at the end.
    starts: Vec<u32>,
    records: Vec<u32>,
    /// Left records of each block.
    counts: Vec<u32>,
}

impl Index {
    /// Indexes both lists; each side is its number of rows and what gives the distinct keys of one.
    pub(super) fn new(
        left: (usize, impl Fn(u32, &mut Vec<u32>)),
        right: (usize, impl Fn(u32, &mut Vec<u32>)),
    ) -> Self {
        let rows = left.0;
        let (lefts, rights) = (sorted(left), sorted(right));
        let key = |entry: &u64| (entry >> 32) as u32;
        let run = |entries: &[u64]| {
            let own = entries.first().map(key);
            entries.iter().take_while(|entry| Some(key(entry)) == own).count()
        };
        let (mut starts, mut records, mut counts) = (vec![0], Vec::new(), Vec::new());
        // Where a left record stands in the blocks: its row and the block.
        let mut members: Vec<(u32, u32)> = Vec::with_capacity(lefts.len());
        let (mut l, mut r) = (0, 0);
        while let (Some(own), Some(other)) = (lefts.get(l).map(key), rights.get(r).map(key)) {
            let (n, m) = (run(&lefts[l..]), run(&rights[r..]));
            if own == other {
                let block = counts.len() as u32;
                members.extend(lefts[l..l + n].iter().map(|entry| (*entry as u32, block)));
                records.extend(rights[r..r + m].iter().map(|entry| *entry as u32));
                starts.push(records.len() as u32);
                counts.push(n as u32);
            }
            l += if own <= other { n } else { 0 };
            r += if other <= own { m } else { 0 };
        }
        drop((lefts, rights));
        records.shrink_to_fit();
        starts.shrink_to_fit();
        let (lefts, blocks) = by_row(rows, &members);
        Self { lefts, blocks, starts, records, counts }
    }

    /// The blocks of a left record, less those left out.
    pub(super) fn blocks_of(&self, left: u32) -> &[u32] {
        let at = left as usize;
        &self.blocks[self.lefts[at] as usize..self.lefts[at + 1] as usize]
    }

    /// Where the right records of a block are.
    pub(super) fn span(&self, block: u32) -> Range<u32> {
        self.starts[block as usize]..self.starts[block as usize + 1]
    }

    /// The right records there, in order.
    pub(super) fn records(&self, span: Range<u32>) -> &[u32] {
        &self.records[span.start as usize..span.end as usize]
    }

    /// Whether a block holds both records.
    pub(super) fn brings(&self, left: u32, right: u32) -> bool {
        let holds = |block: &u32| self.records(self.span(*block)).binary_search(&right).is_ok();
        self.blocks_of(left).iter().any(holds)
    }

    /// Pairs of left and right records with a key in common, counted once per key.
    pub(super) fn pairs(&self) -> u64 {
        (0..self.counts.len() as u32).map(|block| self.pairs_of(block)).sum()
    }

    fn pairs_of(&self, block: u32) -> u64 {
        u64::from(self.counts[block as usize]) * self.span(block).len() as u64
    }

    /// Leaves out the largest blocks, which hold the commonest values and tell least, until at most
    /// this many pairs are left; returns the number of those blocks and of their pairs.
    pub(super) fn keep_smallest(&mut self, most: u64) -> (u64, u64) {
        // Blocks are numbered in the order of their keys.
        let mut order: Vec<u32> = (0..self.counts.len() as u32).collect();
        order.sort_unstable_by_key(|block| (self.pairs_of(*block), *block));
        let (mut kept, mut dropped_pairs) = (0, 0);
        let mut dropped = vec![false; order.len()];
        for block in order {
            let pairs = self.pairs_of(block);
            if kept + pairs <= most {
                kept += pairs;
            } else {
                dropped_pairs += pairs;
                dropped[block as usize] = true;
            }
        }
        let rows = 0..self.lefts.len() as u32 - 1;
        let members = rows.flat_map(|row| self.blocks_of(row).iter().map(move |b| (row, *b)));
        let members: Vec<(u32, u32)> =
            members.filter(|(_, block)| !dropped[*block as usize]).collect();
        (self.lefts, self.blocks) = by_row(self.lefts.len() - 1, &members);
        (dropped.into_iter().filter(|dropped| *dropped).count() as u64, dropped_pairs)
    }

    /// Lets go of what only the counting of pairs needs.
    pub(super) fn forget_counts(&mut self) {
        self.counts = Vec::new();
    }
}

/// The keys of every row with the row in the lower half, sorted.
fn sorted((rows, keys_of): (usize, impl Fn(u32, &mut Vec<u32>))) -> Vec<u64> {
    let (mut own, mut entries) = (Vec::new(), Vec::with_capacity(rows));
    for row in 0..rows as u32 {
        keys_of(row, &mut own);
        entries.extend(own.iter().map(|key| u64::from(*key) << 32 | u64::from(row)));
    }
    sort_by_key(entries)
}

/// Sorts by the upper half, entries of one key staying in order: a radix sort, because millions of
/// hashes are spread evenly and a comparison of each with twenty others is what most of the time of
/// blocking would go to.
fn sort_by_key(mut entries: Vec<u64>) -> Vec<u64> {
    const BITS: u32 = 11;
    const PLACES: usize = 1 << BITS;
    let mut other = vec![0; entries.len()];
    for shift in [32, 32 + BITS, 32 + 2 * BITS] {
        let place = |entry: u64| (entry >> shift) as usize % PLACES;
        let mut starts = [0usize; PLACES];
        entries.iter().for_each(|entry| starts[place(*entry)] += 1);
        let mut before = 0;
        for start in &mut starts {
            before += std::mem::replace(start, before);
        }
        for &entry in &entries {
            let start = &mut starts[place(entry)];
            other[*start] = entry;
            *start += 1;
        }
        std::mem::swap(&mut entries, &mut other);
    }
    entries
}

/// Where the blocks of each row begin, and the blocks row by row, from rows and blocks in any order.
fn by_row(rows: usize, members: &[(u32, u32)]) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; rows + 1];
    members.iter().for_each(|(row, _)| starts[*row as usize + 1] += 1);
    for row in 0..rows {
        starts[row + 1] += starts[row];
    }
    let mut blocks = vec![0; members.len()];
    for &(row, block) in members {
        let at = &mut starts[row as usize];
        blocks[*at as usize] = block;
        *at += 1;
    }
    // Every start has moved to the end of its row.
    starts.rotate_right(1);
    starts[0] = 0;
    (starts, blocks)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn entries_are_sorted_by_key_and_row(keys in proptest::collection::vec(any::<u32>(), 0..200)) {
            // Few and many leading bits in common.
            let keys: Vec<u32> = keys.iter().flat_map(|key| [*key, key >> 25, key << 25]).collect();
            let entry = |(row, key): (u64, &u32)| u64::from(*key) << 32 | row;
            let entries: Vec<u64> = (0..).zip(&keys).map(entry).collect();
            let mut sorted = entries.clone();
            sorted.sort_unstable();
            prop_assert_eq!(sort_by_key(entries), sorted);
        }

        #[test]
        fn every_record_is_found_by_its_keys_and_pairs_are_counted(
            left in proptest::collection::vec(proptest::collection::btree_set(0u32..40, 0..4), 0..30),
            right in proptest::collection::vec(proptest::collection::btree_set(0u32..40, 0..4), 0..30),
            most in 0u64..60,
        ) {
            type Rows = Vec<BTreeSet<u32>>;
            let keys = |rows: &Rows| {
                let rows = rows.clone();
                move |row: u32, own: &mut Vec<u32>| {
                    own.clear();
                    own.extend(rows[row as usize].iter().copied());
                }
            };
            let mut index = Index::new((left.len(), keys(&left)), (right.len(), keys(&right)));
            let common = |l: &BTreeSet<u32>, r: &BTreeSet<u32>| l.intersection(r).count() as u64;
            let all: u64 = left.iter().flat_map(|l| right.iter().map(|r| common(l, r))).sum();
            prop_assert_eq!(index.pairs(), all);
            for (row, l) in (0u32..).zip(&left) {
                for (other, r) in (0u32..).zip(&right) {
                    prop_assert_eq!(index.brings(row, other), common(l, r) > 0);
                }
            }
            let (blocks, pairs) = index.keep_smallest(most);
            let members = |row: u32| index.blocks_of(row).iter().map(|b| index.span(*b).len() as u64);
            let kept: u64 = (0..left.len() as u32).flat_map(members).sum();
            prop_assert!(kept <= most);
            prop_assert_eq!(kept + pairs, all);
            prop_assert_eq!(blocks == 0, pairs == 0);
        }
    }
}
