//! The append-only list of review decisions. Reach for [`Ledger`] to know what people have
//! decided: the latest decision on a pair stands, the earlier ones stay readable. It does not
//! store anything itself; `store` keeps the entries in the same order.

use std::collections::BTreeMap;

use linkage::LinkKind;
use records::RecordId;

use crate::review_decision::{ReviewAnswer, ReviewDecision};

/// A pair of records under one link kind.
type Pair<'a> = (LinkKind, &'a RecordId, &'a RecordId);

/// Review decisions in the order they were made.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    entries: Vec<ReviewDecision>,
}

/// Pairs that people have fixed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Constraints {
    /// Pairs that are the same case, sorted.
    pub must_link: Vec<(RecordId, RecordId)>,
    /// Pairs that are not, sorted.
    pub cannot_link: Vec<(RecordId, RecordId)>,
}

/// Two standing decisions that cannot both hold: one left record, two targets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Kind of link.
    pub kind: LinkKind,
    /// The left record.
    pub left: RecordId,
    /// The targets decided for it, sorted.
    pub targets: Vec<RecordId>,
}

impl Ledger {
    /// A ledger holding entries in the order they were made.
    pub const fn new(entries: Vec<ReviewDecision>) -> Self {
        Self { entries }
    }

    /// Adds a decision; whatever stood for the pair is superseded and kept.
    pub fn append(&mut self, decision: ReviewDecision) {
        self.entries.push(decision);
    }

    /// Every decision ever made, oldest first.
    pub fn history(&self) -> &[ReviewDecision] {
        &self.entries
    }

    /// The standing decision of every pair, sorted by pair; withdrawn pairs are absent.
    pub fn standing(&self) -> Vec<&ReviewDecision> {
        let mut latest: BTreeMap<Pair<'_>, &ReviewDecision> = BTreeMap::new();
        for entry in &self.entries {
            latest.insert((entry.kind, &entry.left, &entry.right), entry);
        }
        latest.into_values().filter(|entry| entry.answer != ReviewAnswer::Withdraw).collect()
    }

    /// What the next linkage run must respect for one kind of link.
    pub fn constraints(&self, kind: LinkKind) -> Constraints {
        let mut constraints = Constraints::default();
        for decision in self.standing().into_iter().filter(|decision| decision.kind == kind) {
            let pair = (decision.left.clone(), decision.right.clone());
            match decision.answer {
                ReviewAnswer::Link => constraints.must_link.push(pair),
                ReviewAnswer::NotLink => constraints.cannot_link.push(pair),
                ReviewAnswer::CannotDecide | ReviewAnswer::Withdraw => {}
            }
        }
        constraints
    }

    /// Left records for which people have decided two targets, in order.
    pub fn conflicts(&self) -> Vec<Conflict> {
        let mut targets: BTreeMap<(LinkKind, &RecordId), Vec<RecordId>> = BTreeMap::new();
        for decision in self.standing() {
            let places_one_target = decision.kind != LinkKind::NgoNgo;
            if decision.answer == ReviewAnswer::Link && places_one_target {
                targets
                    .entry((decision.kind, &decision.left))
                    .or_default()
                    .push(decision.right.clone());
            }
        }
        targets
            .into_iter()
            .filter(|(_, targets)| targets.len() > 1)
            .map(|((kind, left), targets)| Conflict { kind, left: left.clone(), targets })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision(left: &str, right: &str, answer: ReviewAnswer) -> ReviewDecision {
        ReviewDecision {
            kind: LinkKind::NgoRegister,
            left: left.into(),
            right: right.into(),
            answer,
            reviewer: "reviewer-1".into(),
            decided_at: "2026-06-30T10:00:00+06:00".into(),
            shown_weight: None,
            note: String::new(),
        }
    }

    #[test]
    fn a_later_decision_supersedes_and_the_earlier_one_stays() {
        let mut ledger = Ledger::default();
        ledger.append(decision("ngo:1", "erp:1", ReviewAnswer::Link));
        ledger.append(decision("ngo:1", "erp:1", ReviewAnswer::NotLink));
        assert_eq!(ledger.history().len(), 2);
        let constraints = ledger.constraints(LinkKind::NgoRegister);
        assert!(constraints.must_link.is_empty());
        assert_eq!(constraints.cannot_link, [("ngo:1".into(), "erp:1".into())]);
        assert!(ledger.constraints(LinkKind::RegisterCourt).cannot_link.is_empty());
    }

    #[test]
    fn withdrawing_everything_leaves_no_constraint() {
        let mut ledger = Ledger::default();
        ledger.append(decision("ngo:1", "erp:1", ReviewAnswer::Link));
        ledger.append(decision("ngo:1", "erp:1", ReviewAnswer::Withdraw));
        assert_eq!(ledger.constraints(LinkKind::NgoRegister), Constraints::default());
        assert!(ledger.standing().is_empty());
    }

    #[test]
    fn two_targets_for_one_report_are_a_conflict() {
        let mut ledger = Ledger::default();
        ledger.append(decision("ngo:1", "erp:2", ReviewAnswer::Link));
        ledger.append(decision("ngo:1", "erp:1", ReviewAnswer::Link));
        ledger.append(decision("ngo:2", "erp:1", ReviewAnswer::Link));
        let conflicts = ledger.conflicts();
        assert_eq!(conflicts.len(), 1);
        assert_eq!(conflicts[0].targets, ["erp:1".into(), "erp:2".into()]);
    }
}
