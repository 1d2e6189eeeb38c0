//! Which pairs of two lists are compared. Reach for [`Plan::new`]: rules become keys per record,
//! the right list is indexed by them, blocks that would cost too much are left out and reported,
//! and [`Plan::stream`] flows the left list past the index and hands the pairs to a worker in
//! batches, each pair once.
//!
//! The candidates of a record are gathered over all rules at once, so a pair that several rules
//! bring up is met in one small sort, and no pair is stored. Memory follows the records whose keys
//! the other list has. Order and content of the batches do not depend on the number of threads.

mod index;
mod part_keys;

use rayon::prelude::*;

use super::blocking_rule::{BlockingRule, KeyPart};
use super::comparer::{Comparers, LevelCache};
use super::field::Lists;
use super::unblocked::RuleParts;
use index::Index;
use part_keys::PartKeys;

/// Lists with at most this many pairs are compared whole.
const WHOLE: f64 = 3e6;
/// Pairs a rule may always give, and further pairs per record.
const RULE_PAIRS: (u64, u64) = (20_000_000, 200);
/// The same for a loose rule, which is left out whole when it would give more.
const LOOSE_PAIRS: (u64, u64) = (1_000_000, 2);
/// Pairs handed over at once, about.
const BATCH: u64 = 1 << 15;
/// Left records handed over at once.
const BATCH_ROWS: (u64, u64) = (16, 4096);
/// Most keys of one record under one rule.
const MAX_KEYS: usize = 12;
/// Most parts of a rule whose keys are combined.
pub(super) const MAX_PARTS: usize = 6;

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

/// A side of the two lists.
#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
}

struct PlannedRule {
    /// Indices into [`Plan::parts`].
    parts: Vec<usize>,
    /// Records of the right list by key.
    index: Index,
}

/// The rules of a run with the right list indexed under each.
pub(super) struct Plan<'a> {
    lists: &'a Lists,
    /// Keys of all values under every part that some rule has.
    parts: Vec<PartKeys>,
    rules: Vec<PlannedRule>,
    /// Left records in the order in which they are compared: those that share a key of the rule
    /// with the most pairs follow one another, so that what they meet is still in the cache.
    order: Vec<u32>,
    pub(super) reports: Vec<RuleReport>,
}

impl<'a> Plan<'a> {
    /// Indexes the right list under all rules; blocks and loose rules beyond their budget are left
    /// out.
    pub(super) fn new(lists: &'a Lists, comparers: &Comparers<'_>, rules: &[BlockingRule]) -> Self {
        let whole = lists.all_pairs() <= WHOLE && rules.iter().all(|rule| rule.shipped);
        let every = [BlockingRule::every_pair()];
        let rules = if whole { &every } else { rules };
        let mut distinct: Vec<KeyPart> = Vec::new();
        let mut numbered: Vec<Vec<usize>> = Vec::new();
        for rule in rules {
            let number = |part: &KeyPart| {
                distinct.iter().position(|known| known == part).unwrap_or_else(|| {
                    distinct.push(*part);
                    distinct.len() - 1
                })
            };
            numbered.push(rule.parts.iter().map(number).collect());
        }
        let parts = distinct.into_iter().map(|part| PartKeys::new(lists, comparers, part));
        let mut plan = Self {
            lists,
            parts: parts.collect(),
            rules: Vec::new(),
            order: Vec::new(),
            reports: Vec::new(),
        };
        let planned: Vec<_> = rules
            .par_iter()
            .zip(numbered)
            .filter_map(|(rule, parts)| plan.planned(rule, parts, whole))
            .collect();
        (plan.rules, plan.reports) = planned.into_iter().unzip();
        plan.order = plan.by_largest_rule();
        plan
    }

    fn by_largest_rule(&self) -> Vec<u32> {
        let mut keys = Vec::new();
        let largest = self.rules.iter().zip(&self.reports).max_by_key(|(_, report)| report.pairs);
        let mut key = |row: u32| {
            largest.and_then(|(rule, _)| {
                self.keys(&rule.parts, Side::Left, row, &mut keys);
                keys.first().copied()
            })
        };
        let rows = 0..self.lists.left_rows as u32;
        let mut order: Vec<(Option<u32>, u32)> = rows.map(|row| (key(row), row)).collect();
        order.par_sort_unstable();
        order.into_iter().map(|(_, row)| row).collect()
    }

    /// A rule with its index; `None` for a loose one that would cost too much.
    fn planned(
        &self,
        rule: &BlockingRule,
        parts: Vec<usize>,
        whole: bool,
    ) -> Option<(PlannedRule, RuleReport)> {
        let keys_of = |side: Side| {
            let parts = &parts;
            move |row: u32, keys: &mut Vec<u32>| self.keys(parts, side, row, keys)
        };
        let (left_rows, right_rows) = (self.lists.left_rows, self.lists.right_rows);
        let mut index =
            Index::new((left_rows, keys_of(Side::Left)), (right_rows, keys_of(Side::Right)));
        let budget = |(fixed, each): (u64, u64)| fixed + each * (left_rows + right_rows) as u64;
        let mut report = RuleReport {
            rule: rule.text.clone(),
            pairs: index.pairs(),
            dropped_blocks: 0,
            dropped_pairs: 0,
        };
        let most = budget(if rule.loose { LOOSE_PAIRS } else { RULE_PAIRS });
        if rule.loose && report.pairs > most {
            return None;
        }
        if !whole && report.pairs > most {
            (report.dropped_blocks, report.dropped_pairs) = index.keep_smallest(most);
            report.pairs -= report.dropped_pairs;
        }
        if whole {
            report.pairs = self.lists.all_pairs() as u64;
        }
        index.forget_counts();
        Some((PlannedRule { parts, index }, report))
    }

    /// Pairs the rules give, those given twice counted twice.
    pub(super) fn pairs(&self) -> u64 {
        self.reports.iter().map(|report| report.pairs).sum()
    }

    /// Whether some rule brings up this pair.
    pub(super) fn covers(&self, left: u32, right: u32) -> bool {
        let (mut of_left, mut of_right) = (Vec::new(), Vec::new());
        let mut brings = |rule| self.brings(rule, (left, right), (&mut of_left, &mut of_right));
        self.rules.iter().any(&mut brings)
    }

    /// The rules by their parts; `None` where a rule brings up every pair.
    pub(super) fn rule_parts(&self) -> Option<RuleParts> {
        let bits = |rule: &PlannedRule| {
            rule.parts
                .iter()
                .fold(0, |bits, part| bits | 1u64.checked_shl(*part as u32).unwrap_or(0))
        };
        let rules: Vec<u64> = self.rules.iter().map(bits).collect();
        let fields = self.parts.iter().map(PartKeys::field).collect();
        rules.iter().all(|rule| *rule != 0).then_some(RuleParts { fields, rules })
    }

    /// The parts in which a pair agrees and the rules that bring it up, a bit each, the first 64.
    pub(super) fn sighting(&self, left: u32, right: u32) -> (u64, u64) {
        let shared = |part: &PartKeys| {
            let field = &self.lists.fields[part.field()];
            let own = part.of(field.left[left as usize]);
            let others = part.of(field.right()[right as usize]);
            own.iter().any(|key| others.contains(key))
        };
        let bit = |(at, set): (usize, bool)| u64::from(set) << at;
        let agreeing = self.parts.iter().take(64).map(shared).enumerate().map(bit).sum();
        let (mut of_left, mut of_right) = (Vec::new(), Vec::new());
        let mut brings =
            |rule: &PlannedRule| self.brings(rule, (left, right), (&mut of_left, &mut of_right));
        let rules = self.rules.iter().take(64).map(&mut brings).enumerate().map(bit).sum();
        (agreeing, rules)
    }

    /// Whether a rule brings up this pair.
    fn brings(
        &self,
        rule: &PlannedRule,
        (left, right): (u32, u32),
        (of_left, of_right): (&mut Vec<u32>, &mut Vec<u32>),
    ) -> bool {
        self.keys(&rule.parts, Side::Left, left, of_left);
        self.keys(&rule.parts, Side::Right, right, of_right);
        let shared = |key: &u32| of_right.contains(key) && !rule.index.of(*key).is_empty();
        of_left.iter().any(shared)
    }

    /// Hands every pair whose left record is kept to `work`, in batches of whole left records; the
    /// results in one order whatever the number of threads.
    pub(super) fn stream<T: Send>(
        &self,
        keep: impl Fn(u32) -> bool + Sync,
        work: impl Fn(&mut LevelCache, &[(u32, u32)]) -> T + Sync,
    ) -> Vec<T> {
        let rows = self.lists.left_rows as u64;
        // A record with many candidates makes its batch larger; work is stolen batch by batch.
        let each = (BATCH * rows / self.pairs().max(1)).clamp(BATCH_ROWS.0, BATCH_ROWS.1);
        let batches = rows.div_ceil(each);
        let init = || (LevelCache::new(), Vec::new(), Vec::new(), Vec::new());
        let batch = |(cache, batch, keys, found): &mut (_, Vec<_>, _, _), at: u64| {
            batch.clear();
            for &left in &self.order[(at * each) as usize..rows.min((at + 1) * each) as usize] {
                if keep(left) {
                    self.candidates(left, keys, found);
                    batch.extend(found.iter().map(|right| (left, *right)));
                }
            }
            work(cache, batch)
        };
        (0..batches).into_par_iter().map_init(init, batch).collect()
    }

    /// The right records to compare with a left one, in order.
    fn candidates(&self, left: u32, keys: &mut Vec<u32>, found: &mut Vec<u32>) {
        found.clear();
        for rule in &self.rules {
            self.keys(&rule.parts, Side::Left, left, keys);
            for key in keys.iter() {
                found.extend_from_slice(rule.index.of(*key));
            }
        }
        if self.lists.one_list {
            found.retain(|right| *right > left);
        }
        found.sort_unstable();
        found.dedup();
    }

    /// The keys of one record under a rule: every combination of the keys of its parts.
    fn keys(&self, parts: &[usize], side: Side, row: u32, keys: &mut Vec<u32>) {
        keys.clear();
        let mut own: [&[u64]; MAX_PARTS] = [&[]; MAX_PARTS];
        let parts = &parts[..parts.len().min(MAX_PARTS)];
        for (own, part) in own.iter_mut().zip(parts) {
            let part = &self.parts[*part];
            let field = &self.lists.fields[part.field()];
            let codes = match side {
                Side::Left => &field.left,
                Side::Right => field.right(),
            };
            *own = part.of(codes[row as usize]);
        }
        combine(&own[..parts.len()], keys);
        keys.sort_unstable();
        keys.dedup();
    }
}

/// Every combination of one key of each part, up to [`MAX_KEYS`].
fn combine(parts: &[&[u64]], keys: &mut Vec<u32>) {
    let combinations = parts.iter().map(|keys| keys.len()).product::<usize>().min(MAX_KEYS);
    for mut number in 0..combinations {
        let mut chosen = [0u64; MAX_PARTS];
        for (chosen, keys) in chosen.iter_mut().zip(parts) {
            *chosen = keys[number % keys.len()];
            number /= keys.len();
        }
        // Sorted, so that exchanged name columns give the same key.
        let chosen = &mut chosen[..parts.len()];
        chosen.sort_unstable();
        let hash = chosen.iter().fold(0x51_7c_c1_b7, |hash, part| mix(hash ^ *part));
        keys.push((hash >> 32) as u32);
    }
}

/// A bijective scrambling of 64 bits (the finaliser of splitmix64).
pub(super) const fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
