//! Which pairs are compared at all. Reach for [`BlockingRules`] for the keys of a record and for how
//! a pair stood to every rule; [`crate::candidates`] joins the two sides.
//!
//! Two records are compared when they share every key of some rule.

use std::collections::BTreeSet;
use std::sync::Arc;

use records::Reference;

use crate::blocking_key::{KeyGenerator, KeyMaker, KeySide, combine};
use crate::case_profile::CaseProfile;
use crate::decision::{BlockingRuleReport, LinkKind};
use crate::error::LinkageError;
use crate::pair_explanation::{KeyAgreement, KeyTrace, RuleOutcome, RuleTrace};

/// One rule, compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
struct BlockingRule {
    id: Arc<str>,
    keys: Vec<KeyGenerator>,
    max_pairs: u64,
    pass: u8,
}

/// The rules of a link kind, in file order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BlockingRules(Vec<BlockingRule>);

impl BlockingRules {
    /// Most rules of one kind: one bit each.
    pub(crate) const MOST_RULES: usize = 32;

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
                Ok(BlockingRule {
                    id: row.rule.as_str().into(),
                    keys,
                    max_pairs: row.max_pairs,
                    pass: row.pass,
                })
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
        case: &CaseProfile,
        side: KeySide,
        reference: &Reference,
    ) -> Vec<(u8, u64)> {
        let mut maker = KeyMaker::new(case, side, reference);
        let mut keys = Vec::new();
        for (number, rule) in (0u8..).zip(&self.0) {
            let mut combined: Option<Vec<u64>> = None;
            for generator in &rule.keys {
                let next = maker.keys(*generator);
                combined = Some(match combined {
                    None => next.to_vec(),
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

    /// The rules asked by the end of the first pass and of each later one, a bit per rule.
    pub(crate) fn passes(&self) -> (u32, impl Iterator<Item = u32>) {
        let passes: BTreeSet<u8> = self.0.iter().map(|rule| rule.pass).collect();
        let asked = |pass: u8| {
            let rules = (0u32..).zip(&self.0).filter(move |(_, rule)| rule.pass <= pass);
            rules.map(|(number, _)| 1 << number).sum()
        };
        let mut passes = passes.into_iter().map(asked);
        (passes.next().unwrap_or(0), passes)
    }

    /// Most pairs that a rule takes from one block.
    pub(crate) fn most_pairs(&self, rule: u8) -> u64 {
        self.0[usize::from(rule)].max_pairs
    }

    /// Ids of the rules in a pair's bit set, in rule order.
    pub(crate) fn names(&self, rules: u32) -> Vec<Arc<str>> {
        let set = (0u32..).zip(&self.0).filter(|(number, _)| rules & (1 << number) != 0);
        set.map(|(_, rule)| rule.id.clone()).collect()
    }

    /// How every rule stood to one pair, in rule order. `asked` are the rules that were asked for the
    /// left record and `brought_up` those that brought the pair up, one bit each.
    pub(crate) fn trace(
        &self,
        (left, right): (&CaseProfile, &CaseProfile),
        (asked, brought_up): (u32, u32),
        reference: &Reference,
    ) -> Vec<RuleTrace> {
        let mut of_left = KeyMaker::new(left, KeySide::Left, reference);
        let mut of_right = KeyMaker::new(right, KeySide::Right, reference);
        let rules = (0u32..).zip(&self.0);
        rules
            .map(|(number, rule)| {
                let keys: Vec<KeyTrace> = rule
                    .keys
                    .iter()
                    .map(|generator| KeyTrace {
                        key: generator.code(),
                        agreement: KeyAgreement::of(
                            of_left.keys(*generator),
                            of_right.keys(*generator),
                        ),
                    })
                    .collect();
                let agrees = keys.iter().all(|key| key.agreement == KeyAgreement::Shared);
                let outcome = if brought_up & (1 << number) != 0 {
                    RuleOutcome::BroughtUp
                } else if agrees && asked & (1 << number) == 0 {
                    RuleOutcome::NotAsked
                } else if agrees {
                    RuleOutcome::BlockTooLarge { most: rule.max_pairs }
                } else {
                    RuleOutcome::NotShared
                };
                RuleTrace { rule: rule.id.to_string(), outcome, keys }
            })
            .collect()
    }

    /// A report per rule that has brought up nothing yet.
    pub(crate) fn reports(&self) -> Vec<BlockingRuleReport> {
        self.0.iter().map(BlockingRule::report).collect()
    }
}

impl BlockingRule {
    fn report(&self) -> BlockingRuleReport {
        BlockingRuleReport {
            rule: self.id.to_string(),
            pairs: 0,
            new_pairs: 0,
            purged_blocks: 0,
            purged_pairs: 0,
        }
    }
}

#[cfg(test)]
mod tests;
