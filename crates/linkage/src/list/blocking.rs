//! Which pairs of two lists are compared. Reach for [`Plan::new`]: rules become keys per record,
//! blocks that would cost too much are left out and reported, and [`Plan::stream`] hands the pairs
//! to a worker in batches, each pair once, without storing them.
//!
//! A pair that an earlier rule has brought up is recognised by comparing that rule's keys again,
//! so memory follows the records and not the pairs. Order and content of the batches do not depend
//! on the number of threads.

use rayon::prelude::*;

use super::blocking_rule::{BlockingRule, KeyPart};
use super::comparer::{Comparers, LevelCache};
use super::field::Lists;

/// Lists with at most this many pairs are compared whole.
const WHOLE: f64 = 3e6;
/// Pairs a rule may always give, and further pairs per record.
const RULE_PAIRS: (u64, u64) = (20_000_000, 200);
/// The same for a loose rule, which is left out whole when it would give more.
const LOOSE_PAIRS: (u64, u64) = (1_000_000, 2);
/// Most pairs handed over at once.
const BATCH: u64 = 1 << 15;
/// Most keys of one record under one rule.
const MAX_KEYS: usize = 12;
/// Stands for "no key".
const NO_KEY: u32 = 0;

/// What one rule did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleReport {
    /// The rule as written.
    pub rule: String,
    /// Pairs its blocks hold, those of earlier rules included.
    pub pairs: u64,
    /// Blocks left out because they would have cost too much.
    pub dropped_blocks: u64,
    /// Pairs in those blocks.
    pub dropped_pairs: u64,
}

/// Keys of the records of one side under one rule.
struct Keys {
    /// Where the keys of each record begin; empty when every record has exactly one.
    starts: Vec<u32>,
    keys: Vec<u32>,
}

impl Keys {
    fn of(&self, record: u32) -> &[u32] {
        let at = record as usize;
        if self.starts.is_empty() {
            return &self.keys[at..=at];
        }
        &self.keys[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    fn collect(rows: usize, keys_of: impl Fn(usize, &mut Vec<u32>) + Sync) -> Self {
        const CHUNK: usize = 1 << 14;
        let chunks: Vec<(Vec<u32>, Vec<u32>)> = (0..rows.div_ceil(CHUNK))
            .into_par_iter()
            .map(|chunk| {
                let (mut counts, mut keys, mut own) = (Vec::new(), Vec::new(), Vec::new());
                for row in chunk * CHUNK..rows.min((chunk + 1) * CHUNK) {
                    own.clear();
                    keys_of(row, &mut own);
                    own.sort_unstable();
                    own.dedup();
                    own.truncate(MAX_KEYS);
                    if own.is_empty() {
                        own.push(NO_KEY);
                    }
                    counts.push(u32::try_from(own.len()).unwrap_or(u32::MAX));
                    keys.extend_from_slice(&own);
                }
                (counts, keys)
            })
            .collect();
        let single = chunks.iter().all(|(counts, keys)| counts.len() == keys.len());
        let mut starts = Vec::new();
        if !single {
            starts.push(0);
            let mut total = 0;
            for count in chunks.iter().flat_map(|(counts, _)| counts) {
                total += count;
                starts.push(total);
            }
        }
        Self { starts, keys: chunks.into_iter().flat_map(|(_, keys)| keys).collect() }
    }

    /// (key, record), sorted, of the records that are kept.
    fn entries(&self, rows: usize, keep: impl Fn(u32) -> bool + Sync) -> Vec<(u32, u32)> {
        let rows = u32::try_from(rows).unwrap_or(u32::MAX);
        let mut entries: Vec<(u32, u32)> = (0..rows)
            .filter(|&record| keep(record))
            .flat_map(|record| self.of(record).iter().map(move |&key| (key, record)))
            .filter(|&(key, _)| key != NO_KEY)
            .collect();
        entries.par_sort_unstable();
        entries
    }

    fn drop_keys(&mut self, dropped: &[u32]) {
        for key in &mut self.keys {
            if dropped.binary_search(key).is_ok() {
                *key = NO_KEY;
            }
        }
    }
}

struct PlannedRule {
    left: Keys,
    /// `None` when the right list is the left one.
    right: Option<Keys>,
}

impl PlannedRule {
    fn right(&self) -> &Keys {
        self.right.as_ref().unwrap_or(&self.left)
    }

    /// The smallest key both records have.
    fn shared(&self, left: u32, right: u32) -> Option<u32> {
        match (self.left.of(left), self.right().of(right)) {
            ([a], [b]) => (a == b && *a != NO_KEY).then_some(*a),
            (a, b) => a.iter().find(|key| **key != NO_KEY && b.contains(key)).copied(),
        }
    }
}

/// A block, or a part of one: ranges of the sorted entries of both sides.
#[derive(Clone, Copy)]
struct Block {
    left: (usize, usize),
    right: (usize, usize),
}

impl Block {
    const fn pairs(&self) -> u64 {
        (self.left.1 - self.left.0) as u64 * (self.right.1 - self.right.0) as u64
    }
}

/// The rules of a run with the keys of all records.
pub(super) struct Plan {
    rules: Vec<PlannedRule>,
    pub(super) reports: Vec<RuleReport>,
    left_rows: usize,
    right_rows: usize,
    one_list: bool,
}

impl Plan {
    /// Keys for all rules; blocks and loose rules beyond their budget are left out.
    pub(super) fn new(lists: &Lists, comparers: &Comparers<'_>, rules: &[BlockingRule]) -> Self {
        let mut plan = Self {
            rules: Vec::new(),
            reports: Vec::new(),
            left_rows: lists.left_rows,
            right_rows: lists.right_rows,
            one_list: lists.one_list,
        };
        if lists.all_pairs() <= WHOLE && rules.iter().all(|rule| rule.shipped) {
            plan.add_whole(lists);
            return plan;
        }
        for rule in rules {
            plan.add(lists, comparers, rule);
        }
        plan
    }

    fn add_whole(&mut self, lists: &Lists) {
        let all = |rows: usize| Keys { starts: Vec::new(), keys: vec![1; rows] };
        let right = (!lists.one_list).then(|| all(lists.right_rows));
        self.rules.push(PlannedRule { left: all(lists.left_rows), right });
        self.reports.push(RuleReport {
            rule: "every pair".to_owned(),
            pairs: lists.all_pairs() as u64,
            dropped_blocks: 0,
            dropped_pairs: 0,
        });
    }

    fn add(&mut self, lists: &Lists, comparers: &Comparers<'_>, rule: &BlockingRule) {
        let parts: Vec<PartKeys> =
            rule.parts.iter().map(|part| PartKeys::new(lists, comparers, *part)).collect();
        let keys = |rows: usize, right: bool| {
            Keys::collect(rows, |row, own| record_keys(lists, &parts, row, right, own))
        };
        let right = (!self.one_list).then(|| keys(self.right_rows, true));
        let mut planned = PlannedRule { left: keys(self.left_rows, false), right };
        let records = (self.left_rows + self.right_rows) as u64;
        let budget = |(fixed, each): (u64, u64)| fixed + each * records;
        let entries = planned.left.entries(self.left_rows, |_| true);
        let others = planned.right().entries(self.right_rows, |_| true);
        let mut blocks = blocks(&entries, &others);
        let total: u64 = blocks.iter().map(Block::pairs).sum();
        let mut report = RuleReport {
            rule: rule.text.clone(),
            pairs: total,
            dropped_blocks: 0,
            dropped_pairs: 0,
        };
        let budget = budget(if rule.loose { LOOSE_PAIRS } else { RULE_PAIRS });
        if total > budget && rule.loose {
            return;
        }
        if total > budget {
            // The largest blocks hold the commonest values, which tell least.
            blocks.sort_unstable_by_key(|block| (block.pairs(), entries[block.left.0].0));
            let mut kept = 0;
            let mut dropped = Vec::new();
            for block in &blocks {
                if kept + block.pairs() <= budget {
                    kept += block.pairs();
                } else {
                    report.dropped_blocks += 1;
                    report.dropped_pairs += block.pairs();
                    dropped.push(entries[block.left.0].0);
                }
            }
            report.pairs = kept;
            dropped.sort_unstable();
            planned.left.drop_keys(&dropped);
            if let Some(right) = &mut planned.right {
                right.drop_keys(&dropped);
            }
        }
        self.rules.push(planned);
        self.reports.push(report);
    }

    /// Pairs the rules give, those given twice counted twice.
    pub(super) fn pairs(&self) -> u64 {
        self.reports.iter().map(|report| report.pairs).sum()
    }

    /// Whether some rule brings up this pair.
    pub(super) fn covers(&self, left: u32, right: u32) -> bool {
        self.rules.iter().any(|rule| rule.shared(left, right).is_some())
    }

    /// Hands every pair whose left record is kept to `work`, in batches; the results in order.
    pub(super) fn stream<T: Send>(
        &self,
        keep: impl Fn(u32) -> bool + Sync,
        work: impl Fn(&mut LevelCache, &[(u32, u32)]) -> T + Sync,
    ) -> Vec<T> {
        let mut results = Vec::new();
        for (at, rule) in self.rules.iter().enumerate() {
            let left = rule.left.entries(self.left_rows, &keep);
            let right = rule.right().entries(self.right_rows, |_| true);
            let tasks = tasks(&blocks(&left, &right));
            let init = || (LevelCache::new(), Vec::new());
            results.par_extend(tasks.par_iter().map_init(init, |(cache, batch), task| {
                batch.clear();
                for block in task {
                    self.fill(at, *block, &left, &right, batch);
                }
                work(cache, batch)
            }));
        }
        results
    }

    /// Adds the new pairs of a block.
    fn fill(
        &self,
        at: usize,
        block: Block,
        left: &[(u32, u32)],
        right: &[(u32, u32)],
        batch: &mut Vec<(u32, u32)>,
    ) {
        for &(key, l) in &left[block.left.0..block.left.1] {
            for &(_, r) in &right[block.right.0..block.right.1] {
                let order = !self.one_list || l < r;
                let earlier = || self.rules[..at].iter().any(|rule| rule.shared(l, r).is_some());
                if order && self.rules[at].shared(l, r) == Some(key) && !earlier() {
                    batch.push((l, r));
                }
            }
        }
    }
}

/// The blocks both sides have, in key order.
fn blocks(left: &[(u32, u32)], right: &[(u32, u32)]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let (mut l, mut r) = (0, 0);
    let end = |entries: &[(u32, u32)], from: usize| {
        from + entries[from..].iter().take_while(|entry| entry.0 == entries[from].0).count()
    };
    while l < left.len() && r < right.len() {
        match left[l].0.cmp(&right[r].0) {
            std::cmp::Ordering::Less => l = end(left, l),
            std::cmp::Ordering::Greater => r = end(right, r),
            std::cmp::Ordering::Equal => {
                let (l_end, r_end) = (end(left, l), end(right, r));
                blocks.push(Block { left: (l, l_end), right: (r, r_end) });
                (l, r) = (l_end, r_end);
            }
        }
    }
    blocks
}

/// Blocks gathered, or split, into pieces of about [`BATCH`] pairs: one giant block keeps every
/// core busy, and a million small ones cost no scheduling.
fn tasks(blocks: &[Block]) -> Vec<Vec<Block>> {
    let mut tasks = Vec::new();
    let mut current: Vec<Block> = Vec::new();
    let mut size = 0;
    let mut add = |block: Block, current: &mut Vec<Block>| {
        size += block.pairs();
        current.push(block);
        if size >= BATCH {
            tasks.push(std::mem::take(current));
            size = 0;
        }
    };
    for block in blocks {
        let wide = (block.right.1 - block.right.0).min(BATCH as usize);
        let high = (BATCH as usize / wide).max(1);
        for top in (block.left.0..block.left.1).step_by(high) {
            for from in (block.right.0..block.right.1).step_by(wide) {
                let piece = Block {
                    left: (top, block.left.1.min(top + high)),
                    right: (from, block.right.1.min(from + wide)),
                };
                add(piece, &mut current);
            }
        }
    }
    if !current.is_empty() {
        tasks.push(current);
    }
    tasks
}

/// The keys of every distinct value under one part of a rule.
struct PartKeys {
    field: usize,
    starts: Vec<u32>,
    keys: Vec<u64>,
}

impl PartKeys {
    fn new(lists: &Lists, comparers: &Comparers<'_>, part: KeyPart) -> Self {
        let texts = lists.texts[lists.fields[part.field()].dictionary].len();
        let found: Vec<Vec<u64>> = (0..texts as u32)
            .into_par_iter()
            .with_min_len(1 << 10)
            .map(|code| {
                let mut keys = Vec::new();
                part.keys(lists, comparers, code, &mut keys);
                keys
            })
            .collect();
        let mut starts = vec![0];
        let mut keys = Vec::with_capacity(texts);
        for own in found {
            keys.extend(own);
            starts.push(u32::try_from(keys.len()).unwrap_or(u32::MAX));
        }
        Self { field: part.field(), starts, keys }
    }

    fn of(&self, code: u32) -> &[u64] {
        &self.keys[self.starts[code as usize] as usize..self.starts[code as usize + 1] as usize]
    }
}

/// Most parts of a rule whose keys are combined.
pub(super) const MAX_PARTS: usize = 6;

/// The keys of one record: every combination of the keys of the rule's parts.
fn record_keys(lists: &Lists, parts: &[PartKeys], row: usize, right: bool, keys: &mut Vec<u32>) {
    let mut own: [&[u64]; MAX_PARTS] = [&[]; MAX_PARTS];
    let parts = &parts[..parts.len().min(MAX_PARTS)];
    for (own, part) in own.iter_mut().zip(parts) {
        let field = &lists.fields[part.field];
        let code = if right { field.right()[row] } else { field.left[row] };
        *own = part.of(code);
    }
    let own = &own[..parts.len()];
    let combinations = own.iter().map(|keys| keys.len()).product::<usize>().min(MAX_KEYS);
    for mut number in 0..combinations {
        let mut chosen = [0u64; MAX_PARTS];
        for (chosen, keys) in chosen.iter_mut().zip(own) {
            *chosen = keys[number % keys.len()];
            number /= keys.len();
        }
        // Sorted, so that exchanged name columns give the same key.
        let chosen = &mut chosen[..own.len()];
        chosen.sort_unstable();
        let hash = chosen.iter().fold(0x51_7c_c1_b7, |hash, part| mix(hash ^ *part));
        // Zero stands for no key.
        keys.push(((hash >> 32) as u32).max(1));
    }
}

/// A bijective scrambling of 64 bits (the finaliser of splitmix64).
pub(super) const fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
