//! Rows about offices: by which words they are told apart, and what each is asked about a case.

use super::{Citation, Trilingual};
use crate::coded_enum;

coded_enum! {
    /// What sort of body an office is. Two bodies of one sort in one unit of the classifier are one
    /// office.
    OfficeKind {
        /// A prosecutor's office.
        Prosecutor = "prosecutor",
        /// Police on transport.
        TransportPolice = "transport_police",
        /// State security.
        Security = "security",
        /// Penal service.
        Penal = "penal",
        /// Border service.
        Border = "border",
        /// Financial, tax and customs bodies.
        Economic = "economic",
        /// Police.
        Police = "police",
    }
}

/// A word by which the sort of an office is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeWord {
    /// One or more words in lower case; `*` at the end of a word stands for any ending.
    pub word: String,
    /// The sort.
    pub kind: OfficeKind,
    /// Whether it names the body of the whole country where the text names no smaller place.
    pub national: bool,
    /// Source.
    pub citation: Citation,
}

coded_enum! {
    /// What about a case an office is asked something.
    RequestOutcome {
        /// A report handed over with proof is in no register.
        Unregistered = "unregistered",
        /// It stands in the journal only.
        JournalOnly = "journal_only",
        /// It is registered, first under another article.
        RegisteredOtherOffence = "registered_other_offence",
        /// Refused.
        Refused = "refused",
        /// Requalified to a lesser offence.
        RequalifiedDown = "requalified_down",
        /// Suspended, and the review is overdue.
        SuspensionOverdue = "suspension_overdue",
        /// Terminated on a ground worth looking at again.
        Terminated = "terminated",
        /// Two registers, or two parts of one, exclude each other.
        Contradiction = "contradiction",
    }
}

coded_enum! {
    /// The part an office plays in a case.
    OfficeRole {
        /// The body that received or investigates the case.
        Body = "body",
        /// The prosecutor's office that supervises it.
        Supervision = "supervision",
    }
}

/// What an office of a role is asked about a case of some outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeRequest {
    /// Of which outcome.
    pub outcome: RequestOutcome,
    /// Asked of whom.
    pub role: OfficeRole,
    /// What is asked, in a few words.
    pub name: Trilingual,
    /// What is to be done and told.
    pub step: Trilingual,
    /// On what legal ground.
    pub basis: Trilingual,
    /// Source of the legal ground.
    pub citation: Citation,
}
