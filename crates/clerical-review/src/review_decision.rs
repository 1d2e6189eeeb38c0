//! What a reviewer decided about a pair, with what was shown. Reach for [`ReviewDecision`] at the
//! boundary to people; it is a fact of the past and is superseded, never changed (invariant 7).

use linkage::{LinkKind, MatchWeight};
use records::RecordId;

/// A reviewer's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReviewAnswer {
    /// The two records are the same case.
    Link,
    /// They are not.
    NotLink,
    /// It cannot be decided from what is there.
    CannotDecide,
    /// An earlier decision is withdrawn and nothing put in its place.
    Withdraw,
}

impl ReviewAnswer {
    /// Every answer.
    pub const ALL: [Self; 4] = [Self::Link, Self::NotLink, Self::CannotDecide, Self::Withdraw];

    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::NotLink => "not_link",
            Self::CannotDecide => "cannot_decide",
            Self::Withdraw => "withdraw",
        }
    }

    /// The answer with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.code() == code)
    }
}

/// One decision as it was made.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewDecision {
    /// Kind of link.
    pub kind: LinkKind,
    /// The left record of the pair.
    pub left: RecordId,
    /// The right record of the pair.
    pub right: RecordId,
    /// The answer.
    pub answer: ReviewAnswer,
    /// Who decided.
    pub reviewer: String,
    /// When, RFC 3339 with offset, as read by the binary.
    pub decided_at: String,
    /// Match weight shown, if one was shown.
    pub shown_weight: Option<MatchWeight>,
    /// Reason or note.
    pub note: String,
}
