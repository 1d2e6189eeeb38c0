//! Decisions of two machines put together. Reach for [`merge`]: entries of both, ours first, each id
//! once; everything that two people decided differently is listed, nothing is chosen between them.

use std::collections::BTreeMap;

use linkage::LinkKind;
use records::RecordId;

use crate::ledger::{CardState, Ledger};
use crate::review_decision::{Answer, DecisionId, ReviewDecision};

/// What a merge brought.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// Entries that are new here, in their own order.
    pub added: Vec<ReviewDecision>,
    /// Entries that were here already.
    pub known: u64,
    /// Every card whose readers disagree after the merge, sorted.
    pub conflicts: Vec<MergeConflict>,
}

/// A card that two people decided differently.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MergeConflict {
    /// Kind of link.
    pub kind: LinkKind,
    /// The record.
    pub left: RecordId,
    /// Each reader's answer.
    pub answers: Vec<(String, Answer)>,
}

/// Why the decisions of another machine cannot be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// One id, two contents.
    #[error(
        "decision {0} is here with another content: one of the two was changed after it was made; ask for the \
         file again"
    )]
    Altered(DecisionId),
    /// A withdrawal or adjudication of what is in neither.
    #[error("decision {entry} refers to {missing}, which is neither here nor earlier in the file")]
    Dangling {
        /// The entry.
        entry: DecisionId,
        /// What it names.
        missing: DecisionId,
    },
}

/// What adding `theirs` to `ours` would bring.
///
/// # Errors
/// When an entry was altered, or names one that neither side has before it; nothing is merged then.
pub fn merge(ours: &Ledger, theirs: &[ReviewDecision]) -> Result<Merge, MergeError> {
    let mut known: BTreeMap<&DecisionId, &ReviewDecision> =
        ours.history().iter().map(|entry| (&entry.id, entry)).collect();
    let mut together = ours.clone();
    let mut added = Vec::new();
    for entry in theirs {
        if let Some(same) = known.get(&entry.id) {
            if *same != entry {
                return Err(MergeError::Altered(entry.id.clone()));
            }
            continue;
        }
        if let Some(missing) = entry.names().iter().find(|id| !known.contains_key(id)) {
            let (entry, missing) = (entry.id.clone(), missing.clone());
            return Err(MergeError::Dangling { entry, missing });
        }
        known.insert(&entry.id, entry);
        together.append(entry.clone());
        added.push(entry.clone());
    }
    let repeated = (theirs.len() - added.len()) as u64;
    let conflicts = together
        .cards()
        .into_iter()
        .filter_map(|((kind, left), state)| match state {
            CardState::Disagreement(readings) => Some(MergeConflict {
                kind,
                left: left.clone(),
                answers: readings
                    .iter()
                    .map(|one| (one.reviewer.clone(), one.answer.clone()))
                    .collect(),
            }),
            _ => None,
        })
        .collect();
    Ok(Merge { added, known: repeated, conflicts })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{Sample, link, not_link};

    #[test]
    fn two_machines_meet_in_either_order_with_the_same_conflicts() {
        let ann = vec![
            Sample::by("ann").says("ngo:1", link("erp:1")),
            Sample::by("ann").says("ngo:2", not_link()),
        ];
        let ben = vec![
            Sample::by("ben").says("ngo:1", not_link()),
            Sample::by("ben").says("ngo:2", not_link()),
        ];
        let one = merge(&Ledger::new(ann.clone()), &ben).unwrap();
        let other = merge(&Ledger::new(ben.clone()), &ann).unwrap();
        assert_eq!(one.added, ben);
        assert_eq!(one.conflicts.len(), 1, "ngo:2 agrees");
        assert_eq!(one.conflicts[0].left, "ngo:1".into());
        let sorted = |merge: &Merge| {
            let mut answers = merge.conflicts[0].answers.clone();
            answers.sort();
            answers
        };
        assert_eq!(sorted(&one), sorted(&other));
        let both: Vec<_> = ann.iter().chain(&ben).cloned().collect();
        let again = merge(&Ledger::new(both), &ben).unwrap();
        assert!(again.added.is_empty(), "a second import of one file adds nothing");
        assert_eq!(again.known, 2);
    }

    #[test]
    fn an_altered_entry_and_a_dangling_one_are_refused() {
        let ours = Sample::by("ann").says("ngo:1", link("erp:1"));
        let mut altered = ours.clone();
        altered.answer = not_link();
        let refused = merge(&Ledger::new(vec![ours.clone()]), &[altered]);
        assert_eq!(refused, Err(MergeError::Altered(ours.id)));
        let lone = Sample::by("ben").says("ngo:1", Answer::Withdraw(vec!["elsewhere".into()]));
        let refused = merge(&Ledger::default(), &[lone]);
        assert!(matches!(refused, Err(MergeError::Dangling { .. })));
    }
}
