//! Which right records each left record is compared with. Reach for [`LeftIndex`] while the right
//! side flows past and for [`Candidates::of`] per left record: pairs are made where they are weighed
//! and are never held together, so memory follows the records and not the pairs.
//!
//! A block that would give more pairs than its rule allows is left out, counted and reported.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use crate::blocking_rule::BlockingRules;
use crate::decision::BlockingRuleReport;
use crate::human_decision::HumanDecisions;

/// A pair to compare: indices of both sides and the rules that brought it up, bit per rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CandidatePair {
    pub(crate) right: u32,
    pub(crate) left: u32,
    pub(crate) rules: u32,
}

/// The keys of the left side.
pub(crate) struct LeftIndex {
    /// (rule, key, left record), sorted.
    entries: Vec<(u8, u64, u32)>,
    /// Start of each block in `entries`, with one past the last at the end.
    blocks: Vec<u32>,
    /// The block of each rule and key.
    found: FxHashMap<(u8, u64), u32>, // looked up only
}

/// A right record met a block: (block, right record).
pub(crate) type Hit = (u32, u32);

impl LeftIndex {
    /// Indexes the keys of every left record, in index order.
    pub(crate) fn new(keys: &[Vec<(u8, u64)>]) -> Self {
        let mut entries: Vec<(u8, u64, u32)> = (0u32..)
            .zip(keys)
            .flat_map(|(left, keys)| keys.iter().map(move |(rule, key)| (*rule, *key, left)))
            .collect();
        entries.sort_unstable();
        let starts = (0..entries.len()).filter(|at| {
            *at == 0 || (entries[*at].0, entries[*at].1) != (entries[at - 1].0, entries[at - 1].1)
        });
        let mut blocks: Vec<u32> = starts.map(|at| at as u32).collect();
        let key = |at: &u32| (entries[*at as usize].0, entries[*at as usize].1);
        let found = blocks.iter().map(key).zip(0u32..).collect();
        blocks.push(entries.len() as u32);
        Self { entries, blocks, found }
    }

    fn block(&self, block: u32) -> &[(u8, u64, u32)] {
        let at = block as usize;
        &self.entries[self.blocks[at] as usize..self.blocks[at + 1] as usize]
    }

    /// The blocks that a right record with these keys meets.
    pub(crate) fn hits(&self, keys: &[(u8, u64)], right: u32) -> impl Iterator<Item = Hit> {
        keys.iter().filter_map(move |key| Some((*self.found.get(key)?, right)))
    }
}

/// The pairs of all blocks that are small enough.
pub(crate) struct Candidates {
    /// Start of the blocks of each left record in `of_left`, with one past the last at the end.
    starts: Vec<usize>,
    of_left: Vec<u32>,
    blocks: Vec<Block>,
    /// Right records by block, ascending within one.
    rights: Vec<u32>,
    /// By rule, without the pairs that are compared.
    purged: Vec<BlockingRuleReport>,
}

#[derive(Clone, Copy)]
struct Block {
    rule: u8,
    /// The first of its left records.
    first: u32,
    start: usize,
    end: usize,
}

impl Candidates {
    /// The blocks that some right record met, of as many left records.
    pub(crate) fn new(
        rules: &BlockingRules,
        (index, lefts): (&LeftIndex, usize),
        mut hits: Vec<Hit>,
    ) -> Self {
        hits.sort_unstable();
        let mut purged = rules.reports();
        let (mut blocks, mut kept) = (Vec::new(), Vec::new());
        let mut counts = vec![0usize; lefts + 1];
        let mut rights = Vec::with_capacity(hits.len());
        for of_block in hits.chunk_by(|a, b| a.0 == b.0) {
            let members = index.block(of_block[0].0);
            let rule = members[0].0;
            let size = members.len() as u64 * of_block.len() as u64;
            if size > rules.most_pairs(rule) {
                let report = &mut purged[usize::from(rule)];
                report.purged_blocks += 1;
                report.purged_pairs += size;
                continue;
            }
            let start = rights.len();
            rights.extend(of_block.iter().map(|(_, right)| *right));
            blocks.push(Block { rule, first: members[0].2, start, end: rights.len() });
            kept.push(of_block[0].0);
            members.iter().for_each(|(.., left)| counts[*left as usize] += 1);
        }
        let mut total = 0;
        let starts: Vec<usize> = counts.iter().map(|count| (total, total += count).0).collect();
        let (mut of_left, mut next) = (vec![0; total], starts.clone());
        for (at, block) in (0u32..).zip(kept) {
            for (.., left) in index.block(block) {
                of_left[next[*left as usize]] = at;
                next[*left as usize] += 1;
            }
        }
        rights.shrink_to_fit();
        Self { starts, of_left, blocks, rights, purged }
    }

    fn blocks_of(&self, left: u32) -> impl Iterator<Item = &Block> {
        let at = left as usize;
        self.of_left[self.starts[at]..self.starts[at + 1]]
            .iter()
            .map(|at| &self.blocks[*at as usize])
    }

    /// The block of one left record that brings up most of its pairs.
    pub(crate) fn largest_block(&self, left: u32) -> Option<u32> {
        let at = left as usize;
        let of_left = &self.of_left[self.starts[at]..self.starts[at + 1]];
        let size = |at: u32| {
            let block = &self.blocks[at as usize];
            block.end - block.start
        };
        of_left.iter().copied().max_by_key(|at| (size(*at), Reverse(*at)))
    }

    /// Pairs of one left record, those of several rules counted for each.
    pub(crate) fn size(&self, left: u32) -> u64 {
        self.blocks_of(left).map(|block| (block.end - block.start) as u64).sum()
    }

    /// The pairs of one left record that some of the rules `asked`, a bit each, bring up, by right
    /// record, each once, with those that people linked.
    ///
    /// `admits` says whether a pair may be compared at all (a record is not compared with itself).
    pub(crate) fn of(
        &self,
        left: u32,
        asked: u32,
        human: &HumanDecisions,
        admits: impl Fn(u32, u32) -> bool,
    ) -> Vec<CandidatePair> {
        let blocks = || self.blocks_of(left).filter(|block| asked & (1 << block.rule) != 0);
        let size: usize = blocks().map(|block| block.end - block.start).sum();
        let mut pairs: Vec<CandidatePair> = Vec::with_capacity(size + 1);
        for block in blocks() {
            let rules = 1 << block.rule;
            let rights = self.rights[block.start..block.end].iter();
            let admitted = rights.filter(|right| admits(left, **right));
            pairs.extend(admitted.map(|right| CandidatePair { right: *right, left, rules }));
        }
        pairs.extend(human.target(left).map(|right| CandidatePair { right, left, rules: 0 }));
        pairs.sort_unstable();
        pairs.dedup_by(|next, kept| {
            let same = next.right == kept.right;
            kept.rules |= if same { next.rules } else { 0 };
            same
        });
        pairs
    }

    /// Right records that are compared with any left one, ascending.
    pub(crate) fn compared(
        &self,
        human: &HumanDecisions,
        admits: impl Fn(u32, u32) -> bool,
    ) -> Vec<u32> {
        let of_block = |block: &Block| {
            let rights = &self.rights[block.start..block.end];
            // The first left record is admitted to whatever any of its block is.
            rights.iter().copied().filter(|right| admits(block.first, *right)).collect::<Vec<_>>()
        };
        let mut compared: Vec<u32> = self.blocks.iter().flat_map(of_block).collect();
        compared.extend(human.targets());
        compared.sort_unstable();
        compared.dedup();
        compared
    }

    /// How every rule performed, given the rules that brought each pair up.
    pub(crate) fn reports(&self, tally: &RuleTally) -> Vec<BlockingRuleReport> {
        let with = |(report, counts): (&BlockingRuleReport, &(u64, u64))| BlockingRuleReport {
            pairs: counts.0,
            new_pairs: counts.1,
            ..report.clone()
        };
        self.purged.iter().zip(&tally.0).map(with).collect()
    }
}

/// Pairs by the rules that brought them up.
#[derive(Clone, Debug, Default)]
pub(crate) struct RuleTally([(u64, u64); BlockingRules::MOST_RULES]);

impl RuleTally {
    /// Counts a pair.
    pub(crate) fn add(&mut self, rules: u32) {
        let mut left = rules;
        while left != 0 {
            self.0[left.trailing_zeros() as usize].0 += 1;
            left &= left - 1;
        }
        if rules != 0 {
            self.0[rules.trailing_zeros() as usize].1 += 1;
        }
    }

    /// Adds the counts of other pairs.
    pub(crate) fn merge(mut self, other: &Self) -> Self {
        for (own, more) in self.0.iter_mut().zip(&other.0) {
            *own = (own.0 + more.0, own.1 + more.1);
        }
        self
    }
}
