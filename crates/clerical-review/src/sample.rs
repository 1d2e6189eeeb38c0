//! Decisions and link sets for the unit tests of this crate.

use std::cell::Cell;

use linkage::{Candidate, Decision, Identifiability, LinkKind, LinkSet, LinkStatus, MatchWeight};
use records::Sensitive;

use crate::review_decision::{
    Answer, DecisionId, Purpose, Queue, ReviewDecision, Shown, ShownCandidate, UndecidedReason,
};

thread_local! {
    static MADE: Cell<u32> = const { Cell::new(0) };
}

/// What a reviewer has in view.
#[derive(Clone)]
pub(crate) struct Sample {
    reviewer: &'static str,
    shown: Shown,
    purpose: Purpose,
    pub(crate) queue: Queue,
    pub(crate) batch: Option<String>,
}

pub(crate) fn link(right: &str) -> Answer {
    Answer::Link(right.into())
}

pub(crate) const fn not_link() -> Answer {
    Answer::NotLink
}

pub(crate) const fn cannot() -> Answer {
    Answer::CannotDecide(UndecidedReason::NeedsDocument)
}

pub(crate) fn shown(candidates: &[(&str, f64)]) -> Shown {
    Shown {
        links: "links".into(),
        candidates: candidates
            .iter()
            .map(|(right, bits)| ShownCandidate {
                right: (*right).into(),
                weight: MatchWeight::from_bits(*bits),
                probability: 0.5,
            })
            .collect(),
    }
}

impl Sample {
    pub(crate) fn by(reviewer: &'static str) -> Self {
        Self {
            reviewer,
            shown: shown(&[("erp:1", 3.0), ("erp:2", 2.0)]),
            purpose: Purpose::Reading,
            queue: Queue::Work,
            batch: None,
        }
    }

    pub(crate) fn showing(mut self, candidates: &[(&str, f64)]) -> Self {
        self.shown = shown(candidates);
        self
    }

    pub(crate) fn for_purpose(mut self, purpose: Purpose) -> Self {
        self.purpose = purpose;
        self
    }

    pub(crate) fn says(&self, left: &str, answer: Answer) -> ReviewDecision {
        let number = MADE.with(|made| made.replace(made.get() + 1));
        ReviewDecision {
            id: DecisionId(format!("{}-{number}", self.reviewer).into()),
            kind: LinkKind::NgoRegister,
            left: left.into(),
            answer,
            purpose: self.purpose.clone(),
            queue: self.queue,
            reviewer: self.reviewer.into(),
            decided_at: "2026-06-30T10:00:00+06:00".into(),
            shown: self.shown.clone(),
            note: Sensitive::default(),
            evidence: None,
            batch: self.batch.clone(),
        }
    }
}

/// A left record: id, status, P(none), candidates with their bits.
pub(crate) type Row<'a> = (&'a str, LinkStatus, f64, &'a [(&'a str, f64)]);

/// Links of these left records.
pub(crate) fn links(rows: &[Row<'_>]) -> LinkSet {
    let decision = |(left, status, none, candidates): &Row<'_>| {
        let candidates: Vec<Candidate> = candidates
            .iter()
            .map(|(right, bits)| Candidate {
                right: (*right).into(),
                evidence: vec![],
                weight: MatchWeight::from_bits(*bits),
                probability: (1.0 - none) / candidates.len() as f64,
                rules: vec![],
            })
            .collect();
        Decision {
            left: (*left).into(),
            status: *status,
            target: candidates
                .first()
                .filter(|_| *status != LinkStatus::NonLink)
                .map(|best| best.right.clone()),
            lineage: vec![],
            none_probability: *none,
            candidates,
            identifiability: Identifiability::Sufficient,
        }
    };
    let mut decisions: Vec<Decision> = rows.iter().map(decision).collect();
    decisions.sort_by(|a, b| a.left.cmp(&b.left));
    LinkSet {
        kind: LinkKind::NgoRegister,
        sizes: (decisions.len() as u64, 2),
        decisions,
        candidate_pairs: 0,
        blocking: vec![],
        parameters: vec![],
    }
}
