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

use std::ops::Range;

use rayon::prelude::*;

use super::blocking_rule::{BlockingRule, KeyPart};
use super::comparer::Comparers;
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
/// Left records whose blocks are looked up at once.
const LOOKED_UP: usize = 256;
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
    /// Left records in the order in which they are compared: by the first column of the rule with the
    /// most pairs, neighbouring values one after the other, and by its key, so that what they meet is
    /// still in the cache.
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
        plan.order = plan.by_largest_rule(comparers);
        plan
    }

    fn by_largest_rule(&self, comparers: &Comparers<'_>) -> Vec<u32> {
        let largest = self.rules.iter().zip(&self.reports).max_by_key(|(_, report)| report.pairs);
        let rows = 0..self.lists.left_rows as u32;
        let Some((rule, _)) = largest else { return rows.collect() };
        let Some(part) = rule.parts.first() else { return rows.collect() };
        let field = self.parts[*part].field();
        let ranks = comparers.ranks(field);
        let place = |row: u32| {
            let code = self.lists.fields[field].left[row as usize];
            (ranks[code as usize], rule.index.blocks_of(row).first().copied(), row)
        };
        let mut order: Vec<_> = rows.map(place).collect();
        order.par_sort_unstable();
        order.into_iter().map(|(.., row)| row).collect()
    }

    /// A rule with its index; `None` for a loose one that would cost too much.
    fn planned(
        &self,
        rule: &BlockingRule,
        parts: Vec<usize>,
        whole: bool,
    ) -> Option<(PlannedRule, RuleReport)> {
        let keys_of = |side: Side| {
            let of = self.rule_keys(&parts, side);
            move |row: u32, keys: &mut Vec<u32>| row_keys(&of, row, keys)
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
        self.rules.iter().any(|rule| rule.index.brings(left, right))
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
        let brings = |rule: &PlannedRule| rule.index.brings(left, right);
        let rules = self.rules.iter().take(64).map(brings).enumerate().map(bit).sum();
        (agreeing, rules)
    }

    /// Hands every left record that is kept to `work` with the right records to compare it with, in
    /// batches of left records that each add to a fresh `T`; the batches in one order whatever the
    /// number of threads. `W` is what a worker keeps from record to record.
    pub(super) fn stream<W: Default, T: Send + Default>(
        &self,
        keep: impl Fn(u32) -> bool + Sync,
        work: impl Fn(&mut W, u32, &[u32], &mut T) + Sync,
    ) -> Vec<T> {
        let rows = self.lists.left_rows as u64;
        // A record with many candidates makes its batch larger; work is stolen batch by batch.
        let each = (BATCH * rows / self.pairs().max(1)).clamp(BATCH_ROWS.0, BATCH_ROWS.1);
        let init = || (W::default(), Found::new(self.lists.right_rows, self.rules.len()));
        let batch = |(worker, found): &mut (W, Found), at: u64| {
            let mut result = T::default();
            let lefts = &self.order[(at * each) as usize..rows.min((at + 1) * each) as usize];
            for lefts in lefts.chunks(LOOKED_UP) {
                found.lefts.clear();
                found.lefts.extend(lefts.iter().filter(|left| keep(**left)));
                self.look_up(found);
                for at in 0..found.lefts.len() {
                    self.gather(at, found);
                    work(worker, found.lefts[at], &found.rights, &mut result);
                }
            }
            result
        };
        (0..rows.div_ceil(each)).into_par_iter().map_init(init, batch).collect()
    }

    /// Finds the blocks of some left records, rule by rule, so that the places in memory which this
    /// takes are waited for together.
    fn look_up(&self, found: &mut Found) {
        for (rule, blocks) in self.rules.iter().zip(&mut found.blocks) {
            blocks.clear();
            for (at, &left) in (0u32..).zip(&found.lefts) {
                let spans = rule.index.blocks_of(left).iter().map(|block| rule.index.span(*block));
                blocks.extend(spans.map(|span| (at, span)));
            }
        }
        found.next.fill(0);
    }

    /// Gathers the right records to compare with a left one, each once; left records in order.
    fn gather(&self, at: usize, found: &mut Found) {
        found.clear();
        let from = if self.lists.one_list { found.lefts[at] + 1 } else { 0 };
        let Found { blocks, next, rights, seen, .. } = found;
        for ((rule, blocks), next) in self.rules.iter().zip(blocks).zip(next) {
            while let Some((_, block)) = blocks.get(*next).filter(|block| block.0 as usize == at) {
                *next += 1;
                for &right in rule.index.records(block.clone()) {
                    if right >= from && seen.insert(right) {
                        rights.push(right);
                    }
                }
            }
        }
    }

    /// The parts of a rule with the codes of one side.
    fn rule_keys(&self, parts: &[usize], side: Side) -> Vec<(&PartKeys, &[u32])> {
        let of = |part: &usize| {
            let keys = &self.parts[*part];
            let field = &self.lists.fields[keys.field()];
            (keys, if matches!(side, Side::Left) { &field.left[..] } else { field.right() })
        };
        parts.iter().take(MAX_PARTS).map(of).collect()
    }

    /// What the rules did; lets go of their blocks.
    pub(super) fn into_reports(self) -> Vec<RuleReport> {
        self.reports
    }
}

/// The keys of one record under a rule: every combination of the keys of its parts.
fn row_keys<'a>(parts: &[(&'a PartKeys, &'a [u32])], row: u32, keys: &mut Vec<u32>) {
    let of = |part: &(&'a PartKeys, &'a [u32])| -> &'a [u64] { part.0.of(part.1[row as usize]) };
    match parts {
        [one] => combine(&[of(one)], keys),
        [one, two] => combine(&[of(one), of(two)], keys),
        parts => combine(&parts.iter().map(of).collect::<Vec<_>>(), keys),
    }
}

/// What the candidates of a record are gathered in.
struct Found {
    lefts: Vec<u32>,
    /// By rule: blocks of these left records, by their place.
    blocks: Vec<Vec<(u32, Range<u32>)>>,
    /// By rule: the next of those blocks.
    next: Vec<usize>,
    rights: Vec<u32>,
    seen: RowSet,
}

impl Found {
    fn new(rows: usize, rules: usize) -> Self {
        Self {
            lefts: Vec::new(),
            blocks: vec![Vec::new(); rules],
            next: vec![0; rules],
            rights: Vec::new(),
            seen: RowSet(vec![0; rows.div_ceil(64)]),
        }
    }

    fn clear(&mut self) {
        // The whole set is cleared only where that is less work.
        if self.rights.len() < self.seen.0.len() {
            self.rights.iter().for_each(|row| self.seen.0[*row as usize / 64] = 0);
        } else {
            self.seen.0.fill(0);
        }
        self.rights.clear();
    }
}

/// A set of rows, a bit each.
struct RowSet(Vec<u64>);

impl RowSet {
    /// Whether the row was not there yet.
    fn insert(&mut self, row: u32) -> bool {
        let (word, bit) = (&mut self.0[row as usize / 64], 1 << (row & 63));
        let fresh = *word & bit == 0;
        *word |= bit;
        fresh
    }
}

/// Distinct keys, in order: every combination of one key of each part, up to [`MAX_KEYS`].
fn combine(parts: &[&[u64]], keys: &mut Vec<u32>) {
    keys.clear();
    // Most records have one key of each part, and most rules two parts at most.
    match parts {
        [[one]] => return keys.push(hashed(&[*one])),
        [[one], [other]] => return keys.push(hashed(&[*one.min(other), *one.max(other)])),
        _ => {}
    }
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
        keys.push(hashed(chosen));
    }
    if combinations > 1 {
        keys.sort_unstable();
        keys.dedup();
    }
}

/// One key of the sorted keys of all parts.
fn hashed(chosen: &[u64]) -> u32 {
    (chosen.iter().fold(0x51_7c_c1_b7, |hash, part| mix(hash ^ *part)) >> 32) as u32
}

/// A bijective scrambling of 64 bits (the finaliser of splitmix64).
pub(super) const fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
