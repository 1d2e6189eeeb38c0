//! The candidates of one left record in their order. Reach for [`Ranked::of`] as soon as they are
//! weighed: it holds the few that a decision names and what all of them weigh together, whatever the
//! share of matches turns out to be, so that memory follows records and not pairs.
//!
//! Entries of one lineage are one target and its best member speaks for it. Nothing hangs on the order
//! in which candidates are given.

use std::cmp::{Ordering, Reverse};

use crate::decision::LinkSet;
use crate::human_decision::HumanDecisions;
use crate::lineage::Lineages;
use crate::match_weight::MatchWeight;
use crate::posterior::{Terms, WeightSum};

/// A compared pair, seen from its left record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scored {
    pub(crate) right: u32,
    pub(crate) rules: u32,
    pub(crate) weight: MatchWeight,
}

/// A candidate that a decision names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kept {
    pub(crate) scored: Scored,
    /// The target it belongs to; `None` where people ruled the pair out.
    pub(crate) target: Option<Target>,
}

/// What a candidate stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    /// What its best member weighs.
    weight: MatchWeight,
    /// Whether people linked the left record to it.
    decided: bool,
}

/// The candidates of one left record.
#[derive(Clone, Debug)]
pub(crate) struct Ranked {
    /// What every target weighs, together.
    sum: WeightSum,
    /// What the second target weighs.
    pub(crate) second: Option<MatchWeight>,
    /// What people linked to first, then targets by weight with their members, pairs people ruled
    /// out last; at most [`LinkSet::KEPT_CANDIDATES`].
    pub(crate) kept: Vec<Kept>,
}

impl Ranked {
    /// Ranks the candidates of a left record.
    pub(crate) fn of(
        (left, scored): (u32, &[Scored]),
        lineages: &Lineages,
        human: &HumanDecisions,
    ) -> Self {
        let targets = Targets::of((left, scored), lineages, human);
        let wanted = human.target(left);
        let keep = |scored: &Scored| Kept { scored: *scored, target: targets.target(scored.right) };
        let mut kept: Vec<Kept> = scored.iter().map(keep).collect();
        let order = |a: &Kept, b: &Kept| {
            let first = |kept: &Kept| {
                let of = kept.target;
                (wanted != Some(kept.scored.right), of.is_none(), !of.is_some_and(|of| of.decided))
            };
            let weight = |kept: &Kept| kept.target.map(|of| of.weight);
            let by_target = || heavier_first(weight(a), weight(b));
            first(a)
                .cmp(&first(b))
                .then_with(by_target)
                .then_with(|| by_weight(&a.scored, &b.scored))
        };
        if kept.len() > LinkSet::KEPT_CANDIDATES {
            kept.select_nth_unstable_by(LinkSet::KEPT_CANDIDATES, order);
            kept.truncate(LinkSet::KEPT_CANDIDATES);
        }
        kept.sort_by(order);
        kept.shrink_to_fit();
        Self { sum: targets.sum(), second: second(targets.weights()), kept }
    }

    /// Whether the best candidate was brought up by one of the rules `by`, a bit each, and is so
    /// probable that no further pass is wanted; never where people decided, since they have seen more
    /// than rules.
    pub(crate) fn is_settled(&self, share: (f64, u64), by: u32) -> bool {
        self.kept.first().is_some_and(|best| {
            best.scored.rules & by != 0
                && best.target.is_some_and(|target| !target.decided)
                && self.posterior(share, false).target(best.target) >= LinkSet::SETTLED_PROBABILITY
        })
    }

    /// Whether a candidate tells something beside a link to the first: as its target, as the
    /// runner-up, by being probable enough for a figure, or because people ruled it out.
    pub(crate) fn speaks_beside_a_link(
        &self,
        kept: &Kept,
        posterior: &RankedPosterior,
        lineages: &Lineages,
    ) -> bool {
        let root = |kept: &Kept| lineages.root(kept.scored.right);
        let runner_up = || self.kept.iter().find(|other| root(other) != root(&self.kept[0]));
        kept.target.is_none()
            || posterior.target(kept.target) >= LinkSet::LEAST_PROBABILITY
            || runner_up().is_some_and(|other| other.scored.right == kept.scored.right)
    }

    /// What its targets weigh together, for the share of matches.
    pub(crate) const fn sum(&self) -> WeightSum {
        self.sum
    }

    /// The posterior under a share of matches and a number of targets, or as people `decided` it.
    pub(crate) fn posterior(&self, share: (f64, u64), decided: bool) -> RankedPosterior {
        RankedPosterior::of(self.sum, share, decided)
    }
}

/// How probable the candidates of a left record are; `None` where people decided.
pub(crate) struct RankedPosterior(Option<Terms>);

impl RankedPosterior {
    fn of(sum: WeightSum, (prior, size): (f64, u64), decided: bool) -> Self {
        Self((!decided).then(|| sum.under(prior, size)))
    }

    /// P(no target).
    pub(crate) fn none(&self) -> f64 {
        self.0.map_or(0.0, Terms::none)
    }

    /// The probability of a target; zero for the lack of one, where people ruled the pair out.
    pub(crate) fn target(&self, target: Option<Target>) -> f64 {
        target.map_or(0.0, |target| match self.0 {
            Some(terms) => terms.target(target.weight),
            None => f64::from(u8::from(target.decided)),
        })
    }
}

/// The targets of one left record.
struct Targets<'t> {
    left: u32,
    /// As [`best_members`].
    best: Vec<(u32, Scored)>,
    decided: Option<u32>,
    lineages: &'t Lineages,
    human: &'t HumanDecisions,
}

impl<'t> Targets<'t> {
    fn of(
        (left, scored): (u32, &[Scored]),
        lineages: &'t Lineages,
        human: &'t HumanDecisions,
    ) -> Self {
        let best = best_members(left, scored, lineages, human);
        let decided = human.target(left).map(|right| lineages.root(right));
        Self { left, best, decided, lineages, human }
    }

    /// What a right record stands for; `None` where people ruled the pair out.
    fn target(&self, right: u32) -> Option<Target> {
        if self.human.forbids(self.left, right) {
            return None;
        }
        let root = self.lineages.root(right);
        let at = self.best.binary_search_by_key(&root, |(root, _)| *root).ok()?;
        Some(Target { weight: self.best[at].1.weight, decided: self.decided == Some(root) })
    }

    fn weights(&self) -> impl Iterator<Item = MatchWeight> + Clone {
        self.best.iter().map(|(_, best)| best.weight)
    }

    fn sum(&self) -> WeightSum {
        WeightSum::of(self.weights())
    }
}

/// The best member of every lineage with its root, by root; pairs people ruled out are left out.
pub(crate) fn best_members(
    left: u32,
    scored: &[Scored],
    lineages: &Lineages,
    human: &HumanDecisions,
) -> Vec<(u32, Scored)> {
    let mut rooted: Vec<(u32, Scored)> = scored
        .iter()
        .filter(|scored| !human.forbids(left, scored.right))
        .map(|scored| (lineages.root(scored.right), *scored))
        .collect();
    rooted.sort_unstable_by(|(a_root, a), (b_root, b)| a_root.cmp(b_root).then(by_weight(a, b)));
    rooted.dedup_by_key(|(root, _)| *root);
    rooted
}

/// P(none) of one left record and the probability of one right record, which is that of its
/// lineage; zero where people ruled the pair out.
pub(crate) fn probabilities(
    (left, right): (u32, u32),
    scored: &[Scored],
    share: (f64, u64),
    lineages: &Lineages,
    human: &HumanDecisions,
) -> (f64, f64) {
    let targets = Targets::of((left, scored), lineages, human);
    let posterior = RankedPosterior::of(targets.sum(), share, targets.decided.is_some());
    (posterior.none(), posterior.target(targets.target(right)))
}

fn second(weights: impl Iterator<Item = MatchWeight>) -> Option<MatchWeight> {
    let (mut first, mut second) = (None, None);
    for weight in weights.map(Some) {
        if heavier_first(weight, first) == Ordering::Less {
            (first, second) = (weight, first);
        } else if heavier_first(weight, second) == Ordering::Less {
            second = weight;
        }
    }
    second
}

/// What weighs something before what weighs nothing.
fn heavier_first(a: Option<MatchWeight>, b: Option<MatchWeight>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => b.bits().total_cmp(&a.bits()),
        _ => Reverse(a.is_some()).cmp(&Reverse(b.is_some())),
    }
}

fn by_weight(a: &Scored, b: &Scored) -> Ordering {
    heavier_first(Some(a.weight), Some(b.weight)).then(a.right.cmp(&b.right))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::posterior::Posterior;

    /// Rights that candidates are drawn from; each two that follow each other may be one lineage.
    const RIGHTS: u32 = 12;

    proptest! {
        /// Against the definition: every target is enumerated, and nothing that is left out is more
        /// probable than what is kept.
        #[test]
        fn what_is_kept_is_what_all_candidates_together_say(
            weights in proptest::collection::btree_map(0..RIGHTS, -40i8..40, 0..12),
            joined in proptest::collection::vec(any::<bool>(), RIGHTS as usize / 2),
            decided in proptest::option::of(0..RIGHTS),
            forbidden in proptest::collection::btree_set(0..RIGHTS, 0..3),
            prior in 0.05f64..0.95,
        ) {
            let pairs = (0..RIGHTS).step_by(2).zip(&joined).filter(|(_, joined)| **joined);
            let lineages = Lineages::from_pairs(RIGHTS as usize, pairs.map(|(at, _)| (at, at + 1)));
            let decided = decided.filter(|d| weights.contains_key(d) && !forbidden.contains(d));
            let cannot = forbidden.iter().map(|right| (0, *right));
            let human = HumanDecisions::of(decided.map(|right| (0, right)), cannot);
            let scored: Vec<Scored> = weights
                .iter()
                .map(|(right, bits)| Scored {
                    right: *right,
                    rules: 1,
                    weight: MatchWeight::from_bits(f64::from(*bits) / 2.0),
                })
                .collect();
            let ranked = Ranked::of((0, &scored), &lineages, &human);
            let posterior = ranked.posterior((prior, 1_000), decided.is_some());

            let best = best_members(0, &scored, &lineages, &human);
            let of_targets: Vec<MatchWeight> = best.iter().map(|(_, best)| best.weight).collect();
            let direct = Posterior::of(&of_targets, prior, 1_000);
            let probability = |right: u32| {
                let root = lineages.root(right);
                match (forbidden.contains(&right), decided) {
                    (true, _) => 0.0,
                    (_, Some(decided)) => f64::from(u8::from(lineages.root(decided) == root)),
                    _ => direct.targets[best.iter().position(|(of, _)| *of == root).unwrap()],
                }
            };
            let none = if decided.is_some() { 0.0 } else { direct.none };
            prop_assert!((posterior.none() - none).abs() < 1e-12);
            prop_assert_eq!(ranked.kept.len(), scored.len().min(LinkSet::KEPT_CANDIDATES));
            for kept in &ranked.kept {
                prop_assert!((posterior.target(kept.target) - probability(kept.scored.right)).abs() < 1e-12);
            }
            let kept: Vec<u32> = ranked.kept.iter().map(|kept| kept.scored.right).collect();
            if let Some(decided) = decided {
                prop_assert_eq!(kept[0], decided);
            }
            let least = kept.iter().map(|right| probability(*right)).fold(1.0, f64::min);
            let most = scored.iter().map(|scored| scored.right).filter(|r| !kept.contains(r));
            prop_assert!(most.map(probability).fold(0.0, f64::max) <= least + 1e-12);
            let mut heaviest: Vec<f64> = of_targets.iter().map(|weight| weight.bits()).collect();
            heaviest.sort_by(|a, b| b.total_cmp(a));
            prop_assert_eq!(ranked.second.map(MatchWeight::bits), heaviest.get(1).copied());
        }
    }
}
