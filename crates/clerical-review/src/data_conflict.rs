//! What people decided against what the data say now. Reach for [`data_conflicts`] after every
//! linkage run: decisions are carried over by stable ids and are never overruled; where a new
//! delivery speaks against one, it is listed so that people can look again.

use std::collections::BTreeSet;

use linkage::{LinkSet, LinkStatus};
use records::RecordId;

use crate::ledger::Ledger;
use crate::review_decision::{Answer, DecisionId, ReviewDecision};

/// How the data speak against a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Against {
    /// The record or its target is in no current delivery: the decision waits.
    Absent(RecordId),
    /// Another candidate fits better now, and did not when it was decided.
    FitsBetter(RecordId),
    /// A candidate that was not shown then would be linked or is possible now.
    NotShown(RecordId),
}

impl Against {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Absent(_) => "absent",
            Self::FitsBetter(_) => "fits_better",
            Self::NotShown(_) => "not_shown",
        }
    }

    /// The record that speaks against it.
    pub const fn record(&self) -> &RecordId {
        match self {
            Self::Absent(id) | Self::FitsBetter(id) | Self::NotShown(id) => id,
        }
    }
}

/// A decision and what speaks against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataConflict {
    /// The record decided about.
    pub left: RecordId,
    /// The decision.
    pub decision: DecisionId,
    /// What speaks against it.
    pub against: Against,
}

/// Standing decisions that the links of this run speak against, sorted by record. `rights` are the
/// ids of the side searched.
pub fn data_conflicts(
    ledger: &Ledger,
    links: &LinkSet,
    rights: &BTreeSet<&RecordId>,
) -> Vec<DataConflict> {
    let mut conflicts = Vec::new();
    for ((kind, left), state) in ledger.cards() {
        let Some(standing) = state.standing().filter(|_| kind == links.kind) else { continue };
        let mut add = |against| {
            let (left, decision) = (left.clone(), standing.id.clone());
            conflicts.push(DataConflict { left, decision, against });
        };
        let Some(now) = links.decision(left) else {
            add(Against::Absent(left.clone()));
            continue;
        };
        match &standing.answer {
            Answer::Link(target) if !rights.contains(target) => {
                add(Against::Absent(target.clone()));
            }
            Answer::Link(target) => {
                let weight = |id: &RecordId| {
                    now.candidates.iter().find(|one| one.right == *id).map(|one| one.weight.bits())
                };
                let best = now
                    .candidates
                    .iter()
                    .filter(|one| !ledger.same(&Answer::Link(one.right.clone()), &standing.answer))
                    .max_by(|a, b| a.weight.bits().total_cmp(&b.weight.bits()));
                if let (Some(best), Some(own)) = (best, weight(target))
                    && best.weight.bits() > own
                    && !was_better(standing, &best.right, target)
                {
                    add(Against::FitsBetter(best.right.clone()));
                }
            }
            Answer::NotLink if now.status != LinkStatus::NonLink => {
                let shown =
                    |id: &RecordId| standing.shown.candidates.iter().any(|one| one.right == *id);
                if let Some(target) = now.target.as_ref().filter(|target| !shown(target)) {
                    add(Against::NotShown(target.clone()));
                }
            }
            _ => {}
        }
    }
    conflicts
}

/// Whether `other` outweighed `target` already when this was decided.
fn was_better(decision: &ReviewDecision, other: &RecordId, target: &RecordId) -> bool {
    let weight = |id: &RecordId| {
        let shown = decision.shown.candidates.iter().find(|one| one.right == *id);
        shown.map(|one| one.weight.bits())
    };
    matches!((weight(other), weight(target)), (Some(other), Some(target)) if other > target)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{Sample, link, links, not_link};

    fn conflicts(decision: ReviewDecision, links: &LinkSet, rights: &[&str]) -> Vec<Against> {
        let rights: Vec<RecordId> = rights.iter().map(|id| (*id).into()).collect();
        data_conflicts(&Ledger::new(vec![decision]), links, &rights.iter().collect())
            .into_iter()
            .map(|conflict| conflict.against)
            .collect()
    }

    #[test]
    fn data_that_still_agree_are_silent_and_new_ones_are_heard() {
        let decided = Sample::by("ann").showing(&[("erp:1", 9.0), ("erp:2", 4.0)]);
        let linked = decided.says("ngo:1", link("erp:1"));
        let same = links(&[("ngo:1", LinkStatus::Link, 0.1, &[("erp:1", 9.0), ("erp:2", 4.0)])]);
        assert!(conflicts(linked.clone(), &same, &["erp:1", "erp:2"]).is_empty());
        assert_eq!(conflicts(linked.clone(), &same, &["erp:2"]), [Against::Absent("erp:1".into())]);
        let better = links(&[("ngo:1", LinkStatus::Link, 0.1, &[("erp:3", 12.0), ("erp:1", 9.0)])]);
        let rights = ["erp:1", "erp:3"];
        assert_eq!(conflicts(linked, &better, &rights), [Against::FitsBetter("erp:3".into())]);
        let none = decided.says("ngo:1", not_link());
        assert_eq!(conflicts(none, &better, &rights), [Against::NotShown("erp:3".into())]);
    }

    #[test]
    fn what_was_known_when_it_was_decided_is_no_news() {
        let decided = Sample::by("ann").showing(&[("erp:1", 3.0), ("erp:2", 4.0)]);
        let now = links(&[("ngo:1", LinkStatus::Link, 0.1, &[("erp:2", 4.0), ("erp:1", 3.0)])]);
        let linked = decided.says("ngo:1", link("erp:1"));
        assert!(conflicts(linked, &now, &["erp:1", "erp:2"]).is_empty());
        let gone = Sample::by("ann").says("ngo:9", link("erp:1"));
        assert_eq!(conflicts(gone, &now, &["erp:1"]), [Against::Absent("ngo:9".into())]);
    }
}
