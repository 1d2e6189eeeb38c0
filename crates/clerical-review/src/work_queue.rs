//! Which possible links a person should look at first. Reach for [`work_queue`] to list them; the
//! order is by value for the report's interval. Answers gathered in this order are a biased sample
//! and never evidence of accuracy: that needs a random audit queue.

use linkage::{LinkSet, LinkStatus};
use records::RecordId;

/// One possible link awaiting a person.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueItem {
    /// The record to place.
    pub left: RecordId,
    /// Its best candidate.
    pub right: RecordId,
    /// Posterior of that candidate. Range [0, 1].
    pub probability: f64,
    /// p(1 − p): its share in the variance of the linked count. Range [0, 0.25].
    pub value: f64,
}

/// Possible links, most valuable first, ties by id.
pub fn work_queue(links: &LinkSet) -> Vec<QueueItem> {
    let mut items: Vec<QueueItem> = links
        .decisions
        .iter()
        .filter(|decision| decision.status == LinkStatus::PossibleLink)
        .filter_map(|decision| {
            let best = decision.candidates.first()?;
            Some(QueueItem {
                left: decision.left.clone(),
                right: best.right.clone(),
                probability: best.probability,
                value: best.probability * (1.0 - best.probability),
            })
        })
        .collect();
    items.sort_by(|a, b| b.value.total_cmp(&a.value).then_with(|| a.left.cmp(&b.left)));
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkage::{Candidate, Decision, Identifiability, LinkKind, MatchWeight};

    fn decision(left: &str, status: LinkStatus, probability: f64) -> Decision {
        Decision {
            left: left.into(),
            status,
            target: None,
            lineage: vec![],
            none_probability: 1.0 - probability,
            candidates: vec![Candidate {
                right: "erp:1".into(),
                evidence: vec![],
                weight: MatchWeight::ZERO,
                probability,
                rules: vec![],
            }],
            identifiability: Identifiability::Sufficient,
        }
    }

    #[test]
    fn the_most_uncertain_comes_first_and_links_are_left_out() {
        let links = LinkSet {
            kind: LinkKind::NgoRegister,
            decisions: vec![
                decision("ngo:1", LinkStatus::PossibleLink, 0.7),
                decision("ngo:2", LinkStatus::Link, 0.5),
                decision("ngo:3", LinkStatus::PossibleLink, 0.5),
                decision("ngo:4", LinkStatus::PossibleLink, 0.2),
            ],
            sizes: (4, 1),
            candidate_pairs: 4,
            blocking: vec![],
            parameters: vec![],
        };
        let order: Vec<_> = work_queue(&links).iter().map(|item| item.left.to_string()).collect();
        assert_eq!(order, ["ngo:3", "ngo:1", "ngo:4"]);
    }
}
