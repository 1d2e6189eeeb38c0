//! Which pairs are compared at all. Reach for [`BlockingRules`]: the left side is indexed, the
//! right side flows past, so memory follows the left side and the pairs found.
//!
//! Two records are compared when they share every key of some rule. A block that would give more
//! pairs than its rule allows is left out, counted and reported; nothing is dropped in silence.

use records::Reference;

use crate::blocking_key::{KeyGenerator, KeySide, combine};
use crate::case_profile::CaseProfile;
use crate::decision::{BlockingRuleReport, LinkKind};
use crate::error::LinkageError;
use crate::pair_explanation::{KeyAgreement, KeyTrace, RuleOutcome, RuleTrace};

/// One rule, compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
struct BlockingRule {
    id: String,
    keys: Vec<KeyGenerator>,
    max_pairs: u64,
}

/// The rules of a link kind, in file order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BlockingRules(Vec<BlockingRule>);

/// A pair to compare: indices of both sides and the rules that brought it up, bit per rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CandidatePair {
    pub(crate) right: u32,
    pub(crate) left: u32,
    pub(crate) rules: u32,
}

/// The keys of the left side, sorted.
pub(crate) struct LeftIndex {
    /// (rule, key, left record).
    entries: Vec<(u8, u64, u32)>,
    /// Start of each block in `entries`, with one past the last at the end.
    blocks: Vec<u32>,
}

/// A right record met a block: (block, right record).
pub(crate) type Hit = (u32, u32);

impl BlockingRules {
    /// Most rules of one kind: one bit each.
    const MOST_RULES: usize = 32;

    /// The shipped rules.
    ///
    /// # Errors
    /// When there is none, or one uses an unknown key.
    pub(crate) fn from_reference(
        reference: &Reference,
        kind: LinkKind,
    ) -> Result<Self, LinkageError> {
        let rows = reference.blocking_rules.iter().filter(|row| row.link_kind == kind.code());
        let rules = rows
            .take(Self::MOST_RULES)
            .map(|row| {
                let generator = |key: &String| {
                    KeyGenerator::from_code(key).ok_or_else(|| LinkageError::UnknownKey {
                        kind: kind.code(),
                        rule: row.rule.clone(),
                        key: key.clone(),
                    })
                };
                let keys = row.keys.iter().map(generator).collect::<Result<Vec<_>, _>>()?;
                Ok(BlockingRule { id: row.rule.clone(), keys, max_pairs: row.max_pairs })
            })
            .collect::<Result<Vec<_>, LinkageError>>()?;
        if rules.is_empty() {
            return Err(LinkageError::NoBlockingRule { kind: kind.code() });
        }
        Ok(Self(rules))
    }

    /// The (rule, key) pairs of a record, sorted.
    pub(crate) fn keys(
        &self,
        case: &CaseProfile<'_>,
        side: KeySide,
        reference: &Reference,
    ) -> Vec<(u8, u64)> {
        let mut keys = Vec::new();
        for (number, rule) in (0u8..).zip(&self.0) {
            let mut combined: Option<Vec<u64>> = None;
            for generator in &rule.keys {
                let next = generator.keys(case, side, reference);
                combined = Some(match combined {
                    None => next,
                    Some(so_far) => so_far
                        .iter()
                        .flat_map(|a| next.iter().map(move |b| combine(*a, *b)))
                        .collect(),
                });
                if combined.as_ref().is_some_and(Vec::is_empty) {
                    break;
                }
            }
            keys.extend(combined.unwrap_or_default().into_iter().map(|key| (number, key)));
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// Most pairs that a rule takes from one block.
    pub(crate) fn most_pairs(&self, rule: u8) -> u64 {
        self.0[usize::from(rule)].max_pairs
    }

    /// Ids of the rules in a pair's bit set, in rule order.
    pub(crate) fn names(&self, rules: u32) -> Vec<String> {
        let set = (0u32..).zip(&self.0).filter(|(number, _)| rules & (1 << number) != 0);
        set.map(|(_, rule)| rule.id.clone()).collect()
    }

    /// How every rule stood to one pair, in rule order. `brought_up` are the rules that brought it
    /// up, one bit each.
    pub(crate) fn trace(
        &self,
        (left, right): (&CaseProfile<'_>, &CaseProfile<'_>),
        brought_up: u32,
        reference: &Reference,
    ) -> Vec<RuleTrace> {
        let rules = (0u32..).zip(&self.0);
        rules
            .map(|(number, rule)| {
                let keys: Vec<KeyTrace> = rule
                    .keys
                    .iter()
                    .map(|generator| KeyTrace {
                        key: generator.code(),
                        agreement: KeyAgreement::of(
                            &generator.keys(left, KeySide::Left, reference),
                            &generator.keys(right, KeySide::Right, reference),
                        ),
                    })
                    .collect();
                let agrees = keys.iter().all(|key| key.agreement == KeyAgreement::Shared);
                let outcome = if brought_up & (1 << number) != 0 {
                    RuleOutcome::BroughtUp
                } else if agrees {
                    RuleOutcome::BlockTooLarge { most: rule.max_pairs }
                } else {
                    RuleOutcome::NotShared
                };
                RuleTrace { rule: rule.id.clone(), outcome, keys }
            })
            .collect()
    }

    /// The pairs of all blocks that are small enough, sorted, each once, with the rules that
    /// brought it up; and how each rule performed.
    ///
    /// `admits` says whether a pair may be compared at all (a record is not compared with itself).
    pub(crate) fn pairs(
        &self,
        index: &LeftIndex,
        mut hits: Vec<Hit>,
        admits: impl Fn(u32, u32) -> bool,
    ) -> (Vec<CandidatePair>, Vec<BlockingRuleReport>) {
        hits.sort_unstable();
        let mut reports: Vec<BlockingRuleReport> =
            self.0.iter().map(BlockingRule::report).collect();
        let mut raw: Vec<CandidatePair> = Vec::new();
        for block in hits.chunk_by(|a, b| a.0 == b.0) {
            let members = index.block(block[0].0);
            let number = members[0].0;
            let (rule, report) = (&self.0[usize::from(number)], &mut reports[usize::from(number)]);
            let size = members.len() as u64 * block.len() as u64;
            if size > rule.max_pairs {
                report.purged_blocks += 1;
                report.purged_pairs += size;
                continue;
            }
            for (_, right) in block {
                let admitted = members.iter().filter(|(.., left)| admits(*left, *right));
                raw.extend(admitted.map(|(.., left)| CandidatePair {
                    right: *right,
                    left: *left,
                    rules: 1 << number,
                }));
            }
        }
        raw.sort_unstable();
        let mut pairs: Vec<CandidatePair> = Vec::new();
        for same in raw.chunk_by(|a, b| (a.right, a.left) == (b.right, b.left)) {
            let rules = same.iter().fold(0, |set, pair| set | pair.rules);
            pairs.push(CandidatePair { rules, ..same[0] });
            for (number, report) in (0u32..).zip(&mut reports) {
                report.pairs += u64::from(rules & (1 << number) != 0);
            }
            reports[rules.trailing_zeros() as usize].new_pairs += 1;
        }
        (pairs, reports)
    }
}

impl BlockingRule {
    fn report(&self) -> BlockingRuleReport {
        BlockingRuleReport {
            rule: self.id.clone(),
            pairs: 0,
            new_pairs: 0,
            purged_blocks: 0,
            purged_pairs: 0,
        }
    }
}

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
        blocks.push(entries.len() as u32);
        Self { entries, blocks }
    }

    fn block(&self, block: u32) -> &[(u8, u64, u32)] {
        let at = block as usize;
        &self.entries[self.blocks[at] as usize..self.blocks[at + 1] as usize]
    }

    /// The blocks that a right record with these keys meets.
    pub(crate) fn hits(&self, keys: &[(u8, u64)], right: u32) -> Vec<Hit> {
        let starts = &self.blocks[..self.blocks.len() - 1];
        let of_block = |at: &u32| (self.entries[*at as usize].0, self.entries[*at as usize].1);
        let found = keys.iter().filter_map(|key| starts.binary_search_by_key(key, of_block).ok());
        found.map(|block| (block as u32, right)).collect()
    }
}

#[cfg(test)]
mod tests;
