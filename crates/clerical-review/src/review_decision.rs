//! What a reviewer decided about one record and its candidates, with what was shown. Reach for
//! [`ReviewDecision`] at the boundary to people; it is a fact of the past and is superseded or
//! withdrawn by a later one, never changed (invariant 7). What stands after all of them is
//! [`crate::Ledger`]'s work.

use std::fmt;
use std::sync::Arc;

use linkage::{LinkKind, MatchWeight};
use records::{RecordId, Sensitive};

/// Identity of a decision, unique across machines; coined where the decision is made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DecisionId(pub Arc<str>);

impl fmt::Display for DecisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for DecisionId {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

/// Codes of an enum without fields, in both directions.
macro_rules! codes {
    ($name:ident { $($variant:ident = $code:literal),+ $(,)? }) => {
        impl $name {
            /// Every value.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The value with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.code() == code)
            }
        }
    };
}

/// Why a record cannot be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UndecidedReason {
    /// A document that is not here would tell.
    NeedsDocument,
    /// Two candidates fit equally well.
    CandidatesEqual,
    /// What the records state contradicts itself.
    DataConflict,
    /// It is not for this review to decide.
    OutOfScope,
}
codes!(UndecidedReason {
    NeedsDocument = "needs_document",
    CandidatesEqual = "candidates_equal",
    DataConflict = "data_conflict",
    OutOfScope = "out_of_scope",
});

/// Which queue served the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Queue {
    /// By value for the report: a biased sample, never evidence of accuracy.
    Work,
    /// At random with a known inclusion probability.
    Audit,
}
codes!(Queue { Work = "work", Audit = "audit" });

/// A reviewer's answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// This candidate is the same case.
    Link(RecordId),
    /// None of the candidates shown is.
    NotLink,
    /// It cannot be decided from what is there.
    CannotDecide(UndecidedReason),
    /// Later: the record goes to the end of this reviewer's queue.
    Skip,
    /// Earlier decisions no longer hold, or, where they are withdrawals, hold again. Sorted.
    Withdraw(Vec<DecisionId>),
}

impl Answer {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Link(_) => "link",
            Self::NotLink => "not_link",
            Self::CannotDecide(_) => "cannot_decide",
            Self::Skip => "skip",
            Self::Withdraw(_) => "withdraw",
        }
    }
}

/// In what capacity somebody decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A reader, blind to others.
    Reading,
    /// The same reader once more, to learn how steady the answers are; changes nothing else.
    Reread,
    /// Between readings that differ: it holds as long as exactly these stand. Sorted.
    Adjudication(Vec<DecisionId>),
}

impl Purpose {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Reread => "reread",
            Self::Adjudication(_) => "adjudication",
        }
    }
}

/// One candidate as it stood when the decision was made.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownCandidate {
    /// The candidate.
    pub right: RecordId,
    /// Its match weight. Kept, not displayed before the decision.
    pub weight: MatchWeight,
    /// Its posterior. Range [0, 1].
    pub probability: f64,
}

/// What the reviewer had in view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// Hash of what the links were made from, and of their model where it is not the shipped one.
    pub links: String,
    /// The candidates, in the order shown.
    pub candidates: Vec<ShownCandidate>,
}

/// A document that supports the decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceReference {
    /// Its file name, as the reviewer named it.
    pub file: Sensitive<String>,
    /// Page or place in it, may be empty.
    pub page: String,
    /// Lower-case hex SHA-256 of its bytes.
    pub sha256: String,
}

/// One decision as it was made.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewDecision {
    /// Identity.
    pub id: DecisionId,
    /// Kind of link.
    pub kind: LinkKind,
    /// The record to place.
    pub left: RecordId,
    /// The answer.
    pub answer: Answer,
    /// In what capacity.
    pub purpose: Purpose,
    /// Which queue served the record.
    pub queue: Queue,
    /// Who decided.
    pub reviewer: String,
    /// When, RFC 3339 with offset, as read by the binary.
    pub decided_at: String,
    /// What was shown.
    pub shown: Shown,
    /// Note, may be empty and may name people.
    pub note: Sensitive<String>,
    /// Supporting document.
    pub evidence: Option<EvidenceReference>,
    /// Decisions made in one stroke share this and are undone in one.
    pub batch: Option<String>,
}

impl ReviewDecision {
    /// The candidates it speaks of: the one chosen, else all that were shown.
    pub fn rights(&self) -> Vec<&RecordId> {
        match &self.answer {
            Answer::Link(right) => vec![right],
            _ => self.shown.candidates.iter().map(|one| &one.right).collect(),
        }
    }

    /// The earlier entries this one names: what it withdraws, or the readings it rests on.
    pub fn names(&self) -> &[DecisionId] {
        match (&self.answer, &self.purpose) {
            (Answer::Withdraw(ids), _) | (_, Purpose::Adjudication(ids)) => ids,
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_go_both_ways() {
        for reason in UndecidedReason::ALL {
            assert_eq!(UndecidedReason::from_code(reason.code()), Some(*reason));
        }
        for queue in Queue::ALL {
            assert_eq!(Queue::from_code(queue.code()), Some(*queue));
        }
        assert_eq!(Queue::from_code("other"), None);
    }
}
