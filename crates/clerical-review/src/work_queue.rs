//! Which records a person should look at first, and what looking is worth. Reach for [`value_order`]
//! to list them and [`GapEstimate`] for what is known by now and after the next reviews. Answers
//! gathered in this order are a biased sample and never evidence of accuracy: that is
//! [`crate::audit`].

use std::collections::BTreeMap;

use linkage::LinkSet;
use records::RecordId;

use crate::ledger::{CardState, Ledger};
use crate::review_decision::Answer;

/// One record awaiting a person.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueItem {
    /// The record to place.
    pub left: RecordId,
    /// Posterior that no candidate is it. Range [0, 1].
    pub none_probability: f64,
    /// w · p(1 − p): its share in the variance of the counted gap. Range [0, w/4].
    pub value: f64,
}

/// Records with candidates, most valuable first, ties by id. `weight` is what a record counts for in
/// the report: 1 where it is in the denominator of the gap rate, 0 where it is not; such records come
/// last.
pub fn value_order(links: &LinkSet, weight: impl Fn(&RecordId) -> f64) -> Vec<QueueItem> {
    let mut items: Vec<QueueItem> = links
        .decisions
        .iter()
        .filter(|decision| !decision.candidates.is_empty())
        .map(|decision| {
            let none = decision.none_probability;
            QueueItem {
                left: decision.left.clone(),
                none_probability: none,
                value: weight(&decision.left) * none * (1.0 - none),
            }
        })
        .collect();
    items.sort_by(|a, b| b.value.total_cmp(&a.value).then_with(|| a.left.cmp(&b.left)));
    items
}

/// What is known of the share of records without a target: records × weight, people's answers first,
/// the posterior where nobody has answered.
///
/// The interval is the mean ± 1.96 standard deviations of a sum of independent records; what people
/// could not decide widens it to both sides in full, because no further review would narrow it.
#[derive(Clone, Debug, PartialEq)]
pub struct GapEstimate {
    weight: f64,
    mean: f64,
    variance: f64,
    undecided: f64,
    /// Variances of what nobody has answered, in the order they would be reviewed.
    open: Vec<f64>,
}

/// Normal quantile of a two-sided 95 % interval.
const Z: f64 = 1.96;

impl GapEstimate {
    /// The estimate from link probabilities and what people have said. `order` is the queue.
    /// `None` when no record counts.
    pub fn new(
        links: &LinkSet,
        ledger: &Ledger,
        order: &[QueueItem],
        weight: impl Fn(&RecordId) -> f64,
    ) -> Option<Self> {
        let said = ledger.cards();
        let mut estimate =
            Self { weight: 0.0, mean: 0.0, variance: 0.0, undecided: 0.0, open: Vec::new() };
        let mut open: BTreeMap<&RecordId, f64> = BTreeMap::new();
        for decision in &links.decisions {
            let w = weight(&decision.left);
            estimate.weight += w;
            match said.get(&(links.kind, &decision.left)).and_then(CardState::standing) {
                Some(by) => match by.answer {
                    Answer::NotLink => estimate.mean += w,
                    Answer::CannotDecide(_) => {
                        estimate.mean += w * decision.none_probability;
                        estimate.undecided += w;
                    }
                    Answer::Link(_) | Answer::Skip | Answer::Withdraw(_) => {}
                },
                None => {
                    let none = decision.none_probability;
                    estimate.mean += w * none;
                    let variance = w * w * none * (1.0 - none);
                    estimate.variance += variance;
                    open.insert(&decision.left, variance);
                }
            }
        }
        estimate.open = order.iter().filter_map(|item| open.get(&item.left).copied()).collect();
        (estimate.weight > 0.0).then_some(estimate)
    }

    /// The share without a target, and its interval. Range [0, 1].
    pub fn interval(&self) -> (f64, f64, f64) {
        let share = self.mean / self.weight;
        let half = self.half_width_after(0);
        (share, (share - half).max(0.0), (share + half).min(1.0))
    }

    /// Half the width of the interval after `reviews` more, taken in queue order and all answered.
    /// Unit: a share.
    pub fn half_width_after(&self, reviews: usize) -> f64 {
        let gone: f64 = self.open.iter().take(reviews).sum();
        (Z * (self.variance - gone).max(0.0).sqrt() + self.undecided / 2.0) / self.weight
    }

    /// How many reviews bring the half-width to the target; `None` when none do.
    pub fn reviews_to(&self, target: f64) -> Option<usize> {
        let (mut gone, goal) = (0.0, target * self.weight - self.undecided / 2.0);
        if goal < 0.0 {
            return None;
        }
        for reviews in 0..=self.open.len() {
            if Z * (self.variance - gone).max(0.0).sqrt() <= goal {
                return Some(reviews);
            }
            gone += self.open.get(reviews).copied().unwrap_or_default();
        }
        // What is left is rounding of sums that are equal.
        (self.variance - gone < 1e-9 * self.variance).then_some(self.open.len())
    }

    /// Whether to go on: the target is reached, or the next 25 reviews gain less than `least`.
    pub fn stop(&self, rule: StopRule) -> Stop {
        let now = self.half_width_after(0);
        let gain = now - self.half_width_after(StopRule::NEXT);
        let reached = now <= rule.half_width;
        Stop { half_width: now, gain_of_next: gain, stop: reached || gain < rule.least_gain }
    }
}

/// When reviewing has done its work. Units: shares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StopRule {
    /// Half-width that is narrow enough.
    pub half_width: f64,
    /// Gain of the next [`Self::NEXT`] reviews below which they are not worth it.
    pub least_gain: f64,
}

impl StopRule {
    /// How many reviews are looked ahead.
    pub const NEXT: usize = 25;
}

impl Default for StopRule {
    /// ± 2 points, or a twentieth of a point gained by the next 25.
    fn default() -> Self {
        Self { half_width: 0.02, least_gain: 0.0005 }
    }
}

/// Both sides of the stop rule, and what it says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stop {
    /// Half-width now.
    pub half_width: f64,
    /// What the next 25 reviews are expected to take from it.
    pub gain_of_next: f64,
    /// Whether to stop.
    pub stop: bool,
}

#[cfg(test)]
mod tests;
